"""Cell therapy: what the infused cells did, how much tumour they met, and what they did to the patient.

Lives here: cellular kinetics per infusion, measures of tumour burden, doses, and toxicity graded
from its components. Does not live here: any response (`criteria`), what a flare means (`evidence`).
"""
