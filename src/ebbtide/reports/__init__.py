"""Reports: one self-contained HTML file each, for a subject or for a study.

Lives here: the pages, their style, and what is told in which order. A page opens from disk without a network, prints,
and runs nothing that came with the data. Does not live here: any number or figure (`figures` and the rooms below);
asking a study for them, writing the file (`workflow`).
"""
