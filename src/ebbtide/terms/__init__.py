"""Controlled words: responses, lesion roles and states, with their CDISC and NCIt codes.

Lives here: the vocabulary that every other room speaks. Does not live here: any rule
(`criteria`), any synonym a source file may use (`formats`).
"""
