"""Runs the composite criteria over a study: what was said of each time point in, calls out.

Lives here: bringing a study's tables into looks (`scans`, `marrow`), judging them, and the tables that follow.
Does not live here: any rule (`criteria.parts`).
"""
