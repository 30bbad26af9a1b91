"""Datasets as CDISC exchanges them: SAS XPT, Dataset-JSON in its three forms, and plain tables.

Lives here: the dataset with what describes it, and each file format, both ways. Does not live here:
what a dataset of a study holds (`cdisc`), or what a domain means (`formats.sdtm`).
"""
