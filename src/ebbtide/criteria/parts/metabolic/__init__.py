"""Criteria that judge the uptake of FDG: PERCIST, iPERCIST and imPERCIST5 by SULpeak, PERCIMT by counting new lesions.

| where | what |
|---|---|
| `reading` | what a lesion takes up, which lesions are known, which are new |
| `quality` | whether two scans can be compared |
| `burden` | the hottest lesion, or the five hottest |
| `response` | the limits of progression and response |
| `judging` | one time point judged, from complete response to stable disease |
| `percist` | the step of PERCIST and imPERCIST5; `episode` that of iPERCIST; `percimt` that of PERCIMT |
| `reasons`, `clauses`, `numbers` | why, in bits; in words; with which numbers |
| `records`, `telling` | the rules and what is remembered; what the criteria say of themselves |
"""
