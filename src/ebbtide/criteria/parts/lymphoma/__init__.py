"""What the criteria of lymphoma share: Lugano 2014, LYRIC 2016 and RECIL 2017.

Lives here, rule by rule: the size of a lesion (`sizes`), growth of one lesion (`growth`), new lesions (`news`), the
spleen (`spleen`), non-measured disease and marrow (`nonmeasured`), the category of CT (`ct`), that of PET (`pet`),
which of them decides (`combination`); for LYRIC the table of indeterminate responses (`indeterminate`); for RECIL the
sum (`recil_facts`), its progression (`recil_progression`) and response (`recil_steps`). Does not live here: any
threshold (those are the definitions, `records`, `lyric_records` and `recil_records`, made in `criteria.lugano` and its
kin).
"""
