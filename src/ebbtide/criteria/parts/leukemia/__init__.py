"""Acute lymphoblastic leukemia: marrow, residual disease, blood, counts, nervous system, disease outside the marrow.

Lives here: the record of a time point (`looks`), one file for each compartment, which findings belong together
(`concurrence`), loss of remission (`relapse`), the table of the overall call (`overall`) and the step that joins
them. Does not live here: reading findings (`assessment.composite.marrow`).
"""
