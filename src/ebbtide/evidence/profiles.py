"""What a subject's findings show, test by test: the class each falls in, on which day, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.evidence.courses import change_since, crp_course
from ebbtide.evidence.ctdna import ctdna_profile, is_undetectable
from ebbtide.evidence.timing import flare_timing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ebbtide.evidence.items import Direction
    from ebbtide.evidence.known import Known, Result
    from ebbtide.study.evidence_options import EvidenceOptions

__all__ = ["Reading", "readings"]

SCALES: Final[Mapping[str, tuple[tuple[str, ...], int]]] = {
    "ecog": (("ecog", "ecog_performance_status"), 1),
    "karnofsky": (("karnofsky", "kps", "karnofsky_performance_status"), -1),
    "lansky": (("lansky", "lansky_performance_status"), -1),
}
"""Scales of performance with the sign of getting worse; a scale is compared only with itself."""
_AS_RECORDED: Final[Mapping[str, tuple[str, ...]]] = {
    "tmb": ("tmb", "tumor_mutational_burden", "tumor_mutational_burden_logarithm"),
    "pd_l1": ("pd_l1", "pdl1"),
    "msi": ("msi", "microsatellite_instability"),
    "t_cell_invigoration": ("t_cell_invigoration",),
    "spion_mri": ("spion_mri",),
    "radiomics": ("radiomics",),
    "dce_vp": ("dce_vp",),
    "peak_to_burden": ("peak_to_burden",),
}
"""Tests that are shown as they stand, with the names they come under."""
_BY_WORDS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "dual_time_pet": {"negative": ("negative", "progression"), "positive": ("positive", "pseudoprogression")},
    "metastasis_pet": {"negative": ("negative",), "positive": ("positive",)},
    "flair": {"decreased": ("decreased", "decrease", "smaller")},
    "cbv": {"increased": ("increased", "raised", "high", "elevated")},
    "rcbv": {"low": ("low",), "high": ("high", "raised", "elevated")},
    "metastasis_rcbv": {"low": ("low",), "high": ("high", "raised", "elevated")},
    "percimt": {"progression": ("pd", "pmd"), "not_progression": ("not", "non", "cmr", "pmr", "smd", "cr", "pr", "sd")},
}
"""Words that put a finding in a class; the last class that is met counts, so that "not PD" is no progression."""
_DECLINE: Final[tuple[str, Direction]] = ("decline", "unfavorable")
_NO_DECLINE: Final[tuple[str, Direction]] = ("no_decline", "neither")
_MONTH_1: Final = (25, 35)
_WEEK_1: Final = (5, 9)
_NLR_BEFORE: Final = 4.1
_NLR_FIRST: Final = 3.2
_SUV: Final = 10.0
_NEW_LESIONS: Final = 4


class Reading(NamedTuple):
    """What a subject's findings of one test show.

    Args:
        test: The test, as the items of evidence name it.
        finding: The class; empty where it cannot be told.
        direction: Which way it points, where no published item says so.
        day: Day of the latest finding that counts.
        words: What it rests on, or why it cannot be told.
    """

    test: str
    finding: str
    direction: Direction
    day: int | None
    words: str


def readings(known: Known, options: EvidenceOptions) -> list[Reading]:
    """Read every test that the items of evidence speak of.

    Args:
        known: What was known on the day.
        options: How ctDNA is classed.

    Returns:
        One reading per test that is recorded, in a fixed order.

    Sources:
        Jia 2019, Table 3 (the methods); the items name the rest.
    """
    found = [_biopsy(known), _follow_up(known), *_ctdna(known, options), *_pet(known), *_imaging(known)]
    found += [*_courses(known), *_performance(known), *_ratios(known), *_recorded(known), _timing(known)]
    return [reading for reading in found if reading is not None]


def _biopsy(known: Known) -> Reading | None:
    """Read the latest biopsy: H1 and H2 are favorable, H4 is unfavorable, H3 and H5 tell nothing."""
    if not (results := known.of("biopsy_class")):
        plain = known.of("biopsy")
        said = "a biopsy without a class"
        return Reading("biopsy_class", "", "neither", plain[-1].day, f"{said}: {plain[-1].said}") if plain else None
    last = results[-1]
    pointing: dict[str, Direction] = {"h1": "favorable", "h2": "favorable", "h4": "unfavorable"}
    told = last.text in (*pointing, "h3", "h5")
    words = f"class {last.said}" if told else f"{last.said or 'blank'} is no class of H1 to H5"
    return Reading("biopsy_class", last.text if told else "", pointing.get(last.text, "neither"), last.day, words)


def _follow_up(known: Known) -> Reading | None:
    days = {
        day for name in ("measurements", "timepoints") for day in known.tables[name]["day"] if day > known.start_day
    }
    if not days:
        return None
    plural = "scan" if len(days) == 1 else "scans"
    words = f"{len(days)} {plural} since the start of therapy, the last on day {max(days)}"
    return Reading("follow_up_imaging", "scanned", "neither", max(days), words)


def _ctdna(known: Known, options: EvidenceOptions) -> Iterable[Reading]:
    if not (results := known.of("ctdna")):
        return
    kind, day, words = ctdna_profile(results, known.start_day, options)
    pointing: dict[str, Direction] = {"favorable": "favorable", "unfavorable": "unfavorable"}
    last = results[-1].day if day is None else day
    told = "" if kind == "not_assessable" else kind
    yield Reading("ctdna", told, pointing.get(kind, "neither"), last, words)
    for test, window in (("ctdna_week_1", _WEEK_1), ("ctdna_month_1", _MONTH_1)):
        if inside := _within(known, results, window):
            undetectable = is_undetectable(inside[-1])
            if undetectable is not None:
                found: Direction = "favorable" if undetectable else "unfavorable"
                word = "undetectable" if undetectable else "detectable"
                yield Reading(test, word, found, inside[-1].day, f"{word} on day {inside[-1].day}")


def _pet(known: Known) -> Iterable[Reading]:
    percimt = [(r.day, r.text, r.said) for r in known.of("percimt")]
    rows = known.tables["reported"].select("day", "criterion", "overall_response").sort("day", "overall_response")
    percimt += [(day, word.lower(), word) for day, name, word in rows.iter_rows() if name == "percimt" and word]
    if percimt:
        day, text, said = max(percimt)
        yield _worded("percimt", day, text, said)
        # The same reading after progression by EORTC was counted by itself.
        if any(r.text.split("_")[-1] in ("pmd", "pd") and r.day <= day for r in known.of("eortc_pet")):
            yield _worded("percimt", day, text, said)._replace(test="percimt_after_eortc_pmd")
    if inside := _within(known, [r for r in known.of("suv_max", "suvmax") if r.value is not None], _MONTH_1):
        yield _cut("suv_max_month_1", inside[-1], _SUV, ("below_10", "from_10"))
    if inside := _within(known, [r for r in known.of("deauville") if r.value is not None], _MONTH_1):
        last = inside[-1]
        yield Reading("deauville_month_1", f"{last.value:g}", "neither", last.day, f"score {last.value:g}")
    if lesions := [r for r in known.of("new_pet_lesions") if r.value is not None]:
        yield _cut("new_pet_lesions", lesions[-1], _NEW_LESIONS, ("below_4", "from_4"))


def _imaging(known: Known) -> Iterable[Reading]:
    for test in _BY_WORDS:
        if test != "percimt" and (results := known.of(test)):
            yield _worded(test, results[-1].day, results[-1].text, results[-1].said)
    if flow := known.of("lesion_blood_flow"):
        yield _changed("lesion_blood_flow", flow, known)


def _courses(known: Known) -> Iterable[Reading]:
    for test in ("il_8", "ldh"):
        if results := known.of(test):
            yield _changed(test, results, known)
    if results := known.of("crp"):
        course = crp_course(results, known.start_day)
        if course is None:
            yield Reading("crp", "", "neither", results[-1].day, "no number before and within three months")
        else:
            yield Reading("crp", course.course, "neither", course.day, course.words)
    names = sorted({r.test for r in known.results if r.category == "marker" and r.test not in ("ldh", "nlr")})
    if names:
        yield _markers([_changed(name, known.of(name), known) for name in names])


def _markers(each: list[Reading]) -> Reading:
    """Put several tumor markers together; where they disagree they point nowhere."""
    told = [reading for reading in each if reading.finding]
    words = "; ".join(f"{reading.test}: {reading.words}" for reading in each)
    ways = {reading.direction for reading in told}
    day = max((reading.day for reading in told or each if reading.day is not None), default=None)
    if len(ways) == 1:
        return Reading("markers", told[0].finding, told[0].direction, day, words)
    return Reading("markers", "differing" if told else "", "neither", day, words)


def _performance(known: Known) -> Iterable[Reading]:
    for scale, (names, worse) in SCALES.items():
        if not (results := known.of(*names)):
            continue
        change = change_since(results, known.start_day)
        if change.course == "not_assessable":
            yield Reading("performance", "", "neither", results[-1].day, f"{scale}: {change.words}")
            continue
        declined = change.course == ("risen" if worse > 0 else "fallen")
        found, way = _DECLINE if declined else _NO_DECLINE
        words = f"{scale}: {change.words}"
        yield Reading("performance", found, way, change.day, words)
        if scale == "karnofsky" and declined:
            yield Reading("karnofsky", found, way, change.day, words)


def _ratios(known: Known) -> Iterable[Reading]:
    results = [r for r in known.of("nlr", "neutrophil_to_lymphocyte_ratio") if r.value is not None]
    before = [r for r in results if r.day <= known.start_day]
    after = [r for r in results if r.day > known.start_day]
    if before:
        yield _cut("nlr_before", before[-1], _NLR_BEFORE, ("low", "high"))
    if after:
        yield _cut("nlr_first_evaluation", after[0], _NLR_FIRST, ("low", "high"))


def _recorded(known: Known) -> Iterable[Reading]:
    for test, names in _AS_RECORDED.items():
        if results := known.of(*names):
            yield Reading(test, "recorded", "neither", results[-1].day, results[-1].amount)


def _timing(known: Known) -> Reading | None:
    told = flare_timing(known)
    return None if told is None else Reading("flare_timing", "timed", "neither", *told)


def _changed(test: str, results: list[Result], known: Known) -> Reading:
    change = change_since(results, known.start_day)
    pointing: dict[str, Direction] = {"fallen": "favorable", "risen": "unfavorable"}
    told = "" if change.course == "not_assessable" else change.course
    day = results[-1].day if change.day is None else change.day
    return Reading(test, told, pointing.get(change.course, "neither"), day, change.words)


def _worded(test: str, day: int, text: str, said: str) -> Reading:
    words = set(text.split("_"))
    met = [name for name, named in _BY_WORDS[test].items() if words & set(named)]
    return Reading(test, met[-1] if met else "", "neither", day, said or "blank")


def _cut(test: str, result: Result, limit: float, names: tuple[str, str]) -> Reading:
    value = 0.0 if result.value is None else result.value
    below = value < limit
    return Reading(test, names[0] if below else names[1], "neither", result.day, result.amount)


def _within(known: Known, results: Iterable[Result], window: tuple[int, int]) -> list[Result]:
    start = known.infusion_day
    return [r for r in results if start is not None and window[0] <= r.day - start <= window[1]]
