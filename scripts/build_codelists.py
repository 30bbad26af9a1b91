# ruff: noqa: INP001 - a script, no package
"""Write `src/ebbtide/terms/cdisc.py` from a package of the SDTM controlled terminology.

    python scripts/build_codelists.py "SDTM Terminology.txt" 2025-03-28

The file is the one that the NCI publishes, or a CSV with the same columns. Only the code lists that the
tumour domains need are taken over, those whole; definitions are left out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ebbtide.formats.terminology import read_terminology
from ebbtide.terms.terminology import Codelist, Term

HOME = Path(__file__).parents[1] / "src" / "ebbtide" / "terms" / "cdisc.py"
WANTED = (
    "ONCRSR",
    "ONCRSCAT",
    "ONCRTSCD",
    "ONCRTS",
    "TUIDRS",
    "TUTESTCD",
    "TUTEST",
    "TRPROPRS",
    "TRTESTCD",
    "TRTEST",
    "EVAL",
    "MEDEVAL",
    "NY",
    "ND",
    "UNIT",
)
# Taken over where the file lacks them, as an extract of the oncology lists does.
SMALL = {
    codelist.name: codelist
    for codelist in (
        Codelist(
            "NY",
            "C66742",
            "No Yes Response",
            extensible=False,
            terms={
                "N": Term("C49487", "N", "No", ("No",)),
                "NA": Term("C48660", "NA", "Not Applicable", ("Not Applicable",)),
                "U": Term("C17998", "U", "Unknown", ("Unknown",)),
                "Y": Term("C49488", "Y", "Yes", ("Yes",)),
            },
        ),
        Codelist(
            "ND", "C66789", "Not Done", extensible=False, terms={"NOT DONE": Term("C49484", "NOT DONE", "Not Done")}
        ),
        Codelist(
            "UNIT",
            "C71620",
            "Unit",
            extensible=True,
            terms={
                "%": Term("C25613", "%", "Percentage", ("Percentage",)),
                "mm": Term("C28251", "mm", "Millimeter", ("Millimeter",)),
            },
        ),
    )
}
PARTS = ("UNIT",)
"""The lists of which only the terms that Ebbtide writes are taken over, from whatever file."""
HEAD = '''# ruff: noqa: E501 - one term, one line
"""Code lists of the SDTM controlled terminology that the tumour domains need.

The terminology is produced by NCI Enterprise Vocabulary Services with CDISC and may be freely distributed;
the table it was taken from is packaged under the Apache License 2.0 (patterninstitute/sdtm.terminology,
there named by the date of the file, 2025-03-25). Written by scripts/build_codelists.py: do not edit.
"""

from __future__ import annotations

from typing import Final

PACKAGE: Final = {package}
"""The date that CDISC names the package by."""

PARTS: Final = {parts}
"""The code lists of which only some terms are here."""

# fmt: off
CODELISTS: Final[tuple[tuple[str, str, str, bool, tuple[tuple[str, str, str, tuple[str, ...]], ...]], ...]] = (
'''
TAIL = ''')
# fmt: on
"""Short name, code, long name, whether extensible, and the terms: value, code, preferred name, synonyms."""
'''


def text(value: str) -> str:
    """Write a text as a Python literal."""
    return json.dumps(value, ensure_ascii=False)


def line(term: Term) -> str:
    """Write a term."""
    synonyms = ", ".join(map(text, term.synonyms)) + ("," if len(term.synonyms) == 1 else "")
    return f"        ({text(term.value)}, {text(term.code)}, {text(term.preferred)}, ({synonyms})),\n"


def literal(codelist: Codelist) -> str:
    """Write a code list as a Python literal; of a list taken in part, the terms that are written."""
    kept = SMALL[codelist.name].terms if codelist.name in PARTS else codelist.terms
    terms = "".join(line(codelist.terms[value]) for value in sorted(kept))
    head = f"{text(codelist.name)}, {text(codelist.code)}, {text(codelist.label)}, {codelist.extensible}"
    return f"    ({head}, (\n{terms}    )),\n"


def main(file: str, package: str) -> None:
    """Write the module."""
    codelists = {**SMALL, **read_terminology(file, package=package).codelists}
    if missing := [name for name in WANTED if name not in codelists]:
        message = f"{file} lacks {missing}"
        raise SystemExit(message)
    head = HEAD.replace("{package}", text(package)).replace("{parts}", f"({', '.join(map(text, PARTS))},)")
    HOME.write_text(head + "".join(literal(codelists[name]) for name in WANTED) + TAIL, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
