"""SDTM: DM, TU, TR and RS, as they came and with what was derived."""
