# ruff: noqa: INP001 - a script, no package
"""Write `src/ebbtide/terms/cdisc.py` from a table of the SDTM controlled terminology.

    python scripts/build_codelists.py CODELISTS.csv

The table has the columns code, submission_value, nci_preferred_term and codelist, one term per row, as the
NCI publishes the terminology. Only the terms that Ebbtide writes are taken over.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

HOME = Path(__file__).parents[1] / "src" / "ebbtide" / "terms" / "cdisc.py"
WANTED = {
    "ONCRSR": [
        "CR",
        "PR",
        "SD",
        "PD",
        "NE",
        "NED",
        "NON-CR/NON-PD",
        "NON-PD",
        "NOT ALL EVALUATED",
        "EQUIVOCAL",
        "UNEQUIVOCAL",
        "iCR",
        "iPR",
        "iSD",
        "iUPD",
        "iCPD",
        "NON-iCR/NON-iUPD",
        "irCR",
        "irPR",
        "irSD",
        "irPD",
    ],
    "ONCRSCAT": [
        "RECIST 1.0",
        "RECIST 1.1",
        "iRECIST",
        "WOLCHOK SOLID TUMORS 2009",
        "MRECIST LENCIONI LIVER CANCER 2010",
        "CHOI GIST 2008",
    ],
    "TUIDRS": ["TARGET", "NON-TARGET", "NEW", "NEW TARGET", "NEW NON-TARGET"],
}
HEAD = '''"""Terms of the SDTM controlled terminology that Ebbtide writes, with their NCIt codes.

Release 2025-03-25. The terminology is produced by NCI Enterprise Vocabulary Services with CDISC and may be
freely distributed; the table it was taken from is packaged under the Apache License 2.0
(patterninstitute/sdtm.terminology). Written by scripts/build_codelists.py: do not edit.
"""

from __future__ import annotations

from typing import Final

'''


def terms(table: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """Collect code and preferred name of each wanted term, by code list."""
    found: dict[str, dict[str, tuple[str, str]]] = {name: {} for name in WANTED}
    with table.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["submission_value"] in WANTED.get(row["codelist"], ()):
                found[row["codelist"]][row["submission_value"]] = (row["code"], row["nci_preferred_term"])
    return found


def literal(name: str, found: dict[str, tuple[str, str]]) -> str:
    """Write one code list as a Python literal, in the order above."""
    missing = [word for word in WANTED[name] if word not in found]
    if missing:
        message = f"{name} lacks {missing}"
        raise SystemExit(message)
    rows = "".join(
        f"    {json.dumps(word)}: ({json.dumps(found[word][0])}, {json.dumps(found[word][1])}),\n"
        for word in WANTED[name]
    )
    return f"{name}: Final = {{\n{rows}}}\n"


def main(table: str) -> None:
    """Write the module."""
    found = terms(Path(table))
    HOME.write_text(HEAD + "".join(literal(name, found[name]) for name in WANTED), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
