"""What the criteria share that judge more than the sizes of lesions: PET, marrow, blood, spleen, steroids, signs.

Lives here: the records they speak about (`looks`), what such a criterion is (`criterion`). Does not live
here: the parts of one disease (`lymphoma`, `metabolic`, `brain`, `leukemia`, beside this folder).
"""
