"""Evidence: what speaks for pseudoprogression and what against it, at the moment of decision.

Lives here: published diagnostic counts with their cohorts and limits, what they say of one patient,
the registry of published cases, and the decision pathway as explicit states. Does not live here: any
response or pattern; any word on what to treat with.
"""
