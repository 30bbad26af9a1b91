"""Well-kept statistics brought to our tables: proportions, pooling, survival.

Lives here: what calls SciPy, statsmodels and lifelines, loaded when first needed (the extra `statistics`).
Does not live here: any rule of this field.
"""
