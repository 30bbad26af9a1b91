"""Every reason and flag of RANO and iRANO fires somewhere, is silent elsewhere, and can be put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from ebbtide.criteria.parts.brain.telling import change_text
from ebbtide.criteria.parts.composite.looks import Patient
from ebbtide.criteria.parts.records import MISSING
from ebbtide.study import Options
from ebbtide.terms.scans import FLAIR_INCREASED, UNTOLD
from tests.criteria.brain.scans import BY_ID, MM, RADIATED, flags, judged, reasons, scan, square

if TYPE_CHECKING:
    from ebbtide.criteria.parts.composite.criterion import Said
    from ebbtide.criteria.parts.composite.looks import Look

ONE: Final = {"T1": (20 * MM, 20 * MM)}
BOTH: Final = {**ONE, "NT1": "present"}
GROWN: Final = {"T1": (25 * MM, 20 * MM)}
HALF: Final = {"T1": (10 * MM, 10 * MM)}
NEW: Final = {**ONE, "NEW1": (12 * MM, 12 * MM)}
BARE: Final[dict[str, Any]] = {"flair": UNTOLD, "steroid": MISSING, "stable": UNTOLD}
FIRST_PD: Final = {"rano_confirm_reference": "first_pd"}

COURSES: Final[tuple[tuple[tuple[Look, ...], dict[str, Any]], ...]] = (
    ((scan(0, ONE), scan(56, HALF), scan(112, HALF), scan(168, {"T1": "absent"}, steroid=0)), {}),
    ((scan(0, ONE), scan(28, GROWN), scan(40, GROWN), scan(50, {}), scan(150, {"T1": square(10**9)})), {}),
    ((scan(0, ONE), scan(28, GROWN), scan(118, ONE)), {}),
    ((scan(0, ONE), scan(28, GROWN), scan(118, GROWN)), FIRST_PD),
    ((scan(0, ONE), scan(28, GROWN), scan(118, {"T1": square(10**9)})), FIRST_PD),
    ((scan(0, ONE), scan(28, NEW), scan(118, {**NEW, "NEW2": "present"})), FIRST_PD),
    ((scan(0, ONE), scan(28, NEW), scan(118, {**ONE, "NEW1": (9 * MM, 9 * MM)}), scan(150, ONE)), {}),
    ((scan(0, ONE), scan(28, NEW), scan(60, NEW)), {}),
    ((scan(0, ONE), scan(28, ONE, flair=FLAIR_INCREASED), scan(118, ONE, flair=FLAIR_INCREASED)), FIRST_PD),
    ((scan(0, ONE), scan(28, ONE, flair=FLAIR_INCREASED, steroid=0), scan(56, GROWN, steroid=0)), {}),
    ((scan(0, ONE), scan(28, ONE, flair=FLAIR_INCREASED)), {"rano_nonenhancing": "not_rated"}),
    ((scan(0, BOTH), scan(28, {**ONE, "NT1": "unequivocal_progression"}), scan(50, BOTH)), {}),
    ((scan(0, BOTH), scan(28, {**HALF, "NT1": "absent"}), scan(56, {**HALF, "NT1": "not_done"})), {}),
    ((scan(0, ONE), scan(28, {"T1": "absent"}), scan(56, HALF, steroid=8 * MM)), {}),
    ((scan(0, ONE), scan(28, HALF, steroid=8 * MM)), {}),
    ((scan(0, ONE), scan(28, {**ONE, "NEW1": "equivocal"}), scan(56, {**ONE, "NEW1": "not_done"})), {}),
    ((scan(0, {"(sum)": {"longest": 40 * MM}}), scan(28, {"(sum)": {"longest": 20 * MM}})), {}),
    ((scan(0, ONE), scan(28, {"T1": {**square(10**8), "treated": 1}})), {}),
    ((scan(0, {"NT1": "present"}), scan(28, {"NT1": "present", "T1": (20 * MM, 20 * MM)})), {}),
    ((scan(0), scan(28, ONE)), {}),
    ((scan(0, {"T1": (9 * MM, 9 * MM), "T2": (20 * MM, 20 * MM)}), scan(28, {"T2": (20 * MM, 20 * MM)})), {}),
    ((scan(0, {f"T{n}": (20 * MM, 20 * MM) for n in range(1, 7)}), scan(28, {"T1": square(10**10)})), {}),
    ((scan(0, ONE, **BARE), scan(28, ONE, **BARE)), {}),
    ((scan(0, ONE), scan(28, ONE, stable=0)), {}),
    ((scan(0, ONE), scan(28, {"T1": {**square(10**9), "irradiated": 0}})), {}),
    ((scan(0, ONE), scan(28, GROWN, biopsy="H3"), scan(40, GROWN, biopsy="H4")), {}),
    ((scan(0, ONE), scan(200, GROWN), scan(260, GROWN)), {"rano_confirm_late": True}),
    ((scan(0, ONE), scan(50, GROWN), scan(60, GROWN)), {}),
    ((scan(0, ONE), scan(28, NEW), scan(56, {**ONE, "NEW1": (9 * MM, 9 * MM)}), scan(90, NEW)), {}),
    ((scan(0, ONE), scan(28, NEW), scan(118, {**ONE, "NEW1": "unequivocal_progression"})), {}),
)


def said(criterion: str) -> list[Said]:
    """Judge all courses, after radiotherapy and without."""
    found = [
        one
        for looks, options in COURSES
        for patient in (RADIATED, Patient(), Patient(radiotherapy_day=7))
        for one in judged(*looks, criterion=criterion, patient=patient, **options)
    ]
    against = "nadir" if criterion == "irano" else "first_pd"
    looks = (scan(0, ONE), scan(28, GROWN), scan(118, GROWN))
    return found + judged(*looks, criterion=criterion, patient=RADIATED, **{f"{criterion}_confirm_reference": against})


@pytest.mark.parametrize("criterion", ["rano", "irano"])
def test_every_reason_and_flag_fires_and_is_silent(criterion: str) -> None:
    """None is there for nothing, and none is always there."""
    found = said(criterion)
    for name, clauses in (("reasons", BY_ID[criterion].clauses), ("flags", BY_ID[criterion].flag_clauses)):
        words = [(reasons if name == "reasons" else flags)(one, criterion) for one in found]
        every = {clause.word for clause in clauses}
        assert every - set().union(*words) == set()
        assert set.intersection(*words) == set()


@pytest.mark.parametrize("criterion", ["rano", "irano"])
def test_every_clause_can_be_said(criterion: str) -> None:
    """The numbers of a call fill every clause that fired, and every clause names a place or has the criterion's."""
    one = BY_ID[criterion]
    for entry in said(criterion):
        numbers = one.numbers(one.define(Options()), entry)
        for clause in (*one.clauses, *one.flag_clauses):
            if clause.bit & (entry.verdict.reasons if clause in one.clauses else entry.verdict.flags):
                assert "{" not in clause.says.format(**numbers)


@pytest.mark.parametrize("criterion", ["rano", "irano"])
def test_words_and_bits_are_unique(criterion: str) -> None:
    """No two reasons, and no two flags, share a bit or a word."""
    for clauses in (BY_ID[criterion].clauses, BY_ID[criterion].flag_clauses):
        assert len({one.bit for one in clauses}) == len({one.word for one in clauses}) == len(clauses)


@pytest.mark.parametrize("criterion", ["rano", "irano"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"rano_edition": "rano_2.0"},
        {"rano_confirm_late": True},
        {"irano_confirm_reference": "nadir"},
        {"rano_steroid_fall": "pd"},
        {"rano_steroid_reference": "previous"},
    ],
)
def test_a_criterion_describes_itself(criterion: str, options: dict[str, Any]) -> None:
    """Its line in the table of criteria has words for every item, under any option."""
    assert all(BY_ID[criterion].describe(Options(**options)).values())


@pytest.mark.parametrize(
    ("now", "then", "text"),
    [(500, 400, "+25.0 %"), (200, 400, "-50.0 %"), (201, 400, "-49.7 %"), (5, 0, "from nothing"), (5, -1, "unknown")],
)
def test_changes_never_reach_a_limit_they_have_not_met(now: int, then: int, text: str) -> None:
    """A change is cut off, not rounded."""
    assert change_text(now, then) == text


@pytest.mark.parametrize("criterion", ["rano", "irano"])
def test_every_option_that_is_named_exists(criterion: str) -> None:
    """The options a criterion lists are options of a study."""
    assert set(BY_ID[criterion].option_names) <= set(Options.model_fields)
