"""Derived CDISC datasets: SDTM RS and TR, ADaM ADTR, ADRS and ADTTE, their metadata and their conformance.

Lives here: what each dataset holds, row by row, and which rule it must keep. Does not live here:
file formats (`formats`), any response or endpoint that the datasets tell (`assessment`, `endpoints`).
"""
