"""Results of laboratory tests as they are recorded: names of tests, readings and limits (`results`), units (`units`).

Does not live here: what a result means (`composite.marrow`, and rooms above).
"""
