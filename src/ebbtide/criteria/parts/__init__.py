"""Steps that the criteria share: readings to facts, facts to a call, calls to what hindsight gives.

Lives here: plain functions over records of whole numbers, written once and run two ways
(interpreted or compiled, see `assessment.engine`). Does not live here: any threshold of a
published criterion (those are the definitions, one file each in `criteria`).
"""
