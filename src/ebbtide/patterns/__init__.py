"""Pseudoprogression and its relatives: published definitions applied to a study, and how often they occur.

Lives here: one file per family of definitions, each a call with its definition, the day it rests on and the day
it became known; the published incidences. Does not live here: any response (`criteria`, `assessment`), any
endpoint (`endpoints`), any statistic (`statistics`).
"""
