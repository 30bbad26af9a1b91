"""The reading rules: what a reader notices and lives with, how grave it is and how to mend it.

`docs/guide/tables.md` lists them; a rule keeps its id for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ebbtide.study.findings import Severity

__all__ = ["RULES", "Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One reading rule; `aside` is how the import report says it of rows that are set aside by it."""

    id: str
    severity: Severity
    says: str
    hint: str
    aside: str = ""


_ALL: Final = (
    # ---- files and columns
    Rule("READ01", "info", "A column that no table knows is kept out.", "rename it if it should be read"),
    Rule("READ02", "warning", "A file is not in UTF-8.", "save it as UTF-8"),
    Rule("READ03", "info", "A file or sheet that is no table of a study is not read.", "name it after a table"),
    Rule("READ04", "warning", "A length comes without a unit and is read as millimetres.", "name the column ..._mm"),
    Rule("READ05", "info", "A length finer than a micrometre is rounded half to even.", "nothing to mend"),
    Rule("READ06", "info", "Decimal commas are read as decimal points.", "nothing to mend"),
    Rule(
        "READ07",
        "warning",
        "A length under 5 mm written as a limit is read as too small to measure.",
        "write too_small",
    ),
    # ---- days and dates
    Rule(
        "READ10",
        "info",
        "Without a reference date the first date of a subject is day 0.",
        "give reference_date in subjects",
    ),
    Rule("READ11", "error", "Day and date disagree; the day holds.", "correct the day, the date or the reference date"),
    Rule(
        "READ12",
        "warning",
        "A month without a day is taken as its first day; responses and events by option as its last.",
        "give the full date, or the day",
    ),
    Rule("READ13", "error", "A row that cannot be dated is set aside.", "give a day or a full date", "has no day"),
    Rule(
        "READ14",
        "warning",
        "A date comes from another row of the same subject and visit.",
        "give the full date, or the day",
    ),
    Rule(
        "READ15",
        "info",
        "The reference date of a subject follows from its days and dates.",
        "give reference_date in subjects",
    ),
    Rule("READ16", "warning", "An end date that cannot be placed is left blank.", "give end_day or a full end_date"),
    Rule("READ17", "info", "A date that is known in part is placed by the study day beside it.", "give the full date"),
    # ---- rows and lesions
    Rule("READ20", "info", "Identical rows are read once.", "remove the copies", "is a copy of another row"),
    Rule(
        "READ21",
        "error",
        "One lesion has two readings on one day.",
        "keep the right one, or set the option duplicate_reading",
        "is one of two readings of a lesion and day",
    ),
    Rule("READ22", "warning", "A lesion changes its role; the earliest holds.", "give a lesion one role for good"),
    Rule(
        "READ23",
        "warning",
        "A lesion is a node in one row and none in another; the earliest holds.",
        "correct nodal or organ",
    ),
    Rule(
        "READ24",
        "warning",
        "One lesion is read twice in one visit, on different days.",
        "check the visit of either row",
    ),
    Rule(
        "READ25",
        "warning",
        "A subject, or what a row names, has more than one row; the first holds.",
        "keep one row of each",
        "names what another row names",
    ),
    # ---- states and sizes
    Rule("READ30", "warning", "A lesion without state and length counts as not evaluable.", "give a length or a state"),
    Rule("READ31", "error", "A length contradicts the state.", "correct the length or the state"),
    Rule("READ32", "warning", "A measured node has no short axis.", "give the short axis as perpendicular_mm"),
    Rule(
        "READ33",
        "warning",
        "A length may be in the wrong unit or have a slipped decimal point.",
        "check it against the source",
    ),
    # ---- words
    Rule("READ40", "warning", "A word that no list knows is kept as it stands.", "use a word of the list"),
    Rule("READ41", "info", "A result that is no number is kept as text.", "nothing to mend"),
    # ---- SDTM
    Rule("READ50", "info", "Records of a domain that readings do not need are not used.", "nothing to mend"),
    Rule(
        "READ51",
        "warning",
        "A record names a lesion or test that nothing identifies and is set aside.",
        "identify the lesion in TU",
    ),
    Rule("READ52", "warning", "A lesion is identified but never measured or seen.", "add its records to TR"),
    Rule("READ53", "info", "Responses name no criterion and are taken as RECIST 1.1.", "give RSCAT"),
    Rule(
        "READ54",
        "warning",
        "A sequence number stands twice for one subject; both records are read.",
        "number the records of a subject throughout",
    ),
    Rule(
        "READ55",
        "warning",
        "A supplemental qualifier names no record, or a record has it twice; it is set aside.",
        "correct IDVAR and IDVARVAL",
    ),
    Rule("READ56", "warning", "A file holds another domain than its name says; DOMAIN holds.", "rename the file"),
    Rule(
        "READ57",
        "info",
        "A tidy table stands beside domains that give the same table; both are read.",
        "keep one of them if they hold the same",
    ),
    Rule("READ58", "warning", "DIAMETER is none of the diameters beside it, which hold.", "correct the records"),
    Rule("READ59", "warning", "Two domains date a death differently.", "correct either date"),
    Rule(
        "READ60", "info", "Records that are not marked as accepted are left out, as an option says.", "nothing to mend"
    ),
    Rule("READ61", "info", "Subjects who failed screening are no participants.", "nothing to mend"),
    Rule("READ62", "info", "A file with a header and no rows adds nothing.", "nothing to mend"),
    Rule("READ63", "warning", "Records are of more than one study.", "give each study a folder of its own"),
)

RULES: Final[Mapping[str, Rule]] = {rule.id: rule for rule in _ALL}
