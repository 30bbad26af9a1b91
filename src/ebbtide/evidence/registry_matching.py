"""A patient set beside the published cases, fact by fact: what is alike, what differs, what is not known.

No score: each fact is compared by a rule that stands beside it, and cases are only put in order by how many are alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

import polars as pl

from ebbtide.errors import CriteriaError
from ebbtide.evidence.registry import published_cases

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from ebbtide.evidence.registry import PublishedCase

__all__ = ["FACTS", "MATCHES", "Presentation", "nearest_cases", "target_in", "tell_cases", "tumor_group"]

Agreement: TypeAlias = Literal["alike", "differs", "not known"]
FACTS: Final = ("tumor", "construct", "site", "day", "growth", "crs", "course")
"""What is compared, in this order."""
MATCHES: Final = {
    "case": pl.String,
    "kind": pl.String,
    "level": pl.String,
    "judgement": pl.String,
    "fact": pl.String,
    "here": pl.String,
    "published": pl.String,
    "agreement": pl.String,
    "rule": pl.String,
    "alike": pl.Int64,
    "differ": pl.Int64,
    "not_known": pl.Int64,
    "source": pl.String,
    "link": pl.String,
}
"""Columns of a comparison."""
_GROUPS: Final = {
    "gastrointestinal cancer": r"gastr|stomach|colo|rect(al|um)|pancrea|biliar|cholangio|esophag",
    "lymphoma": r"lymphoma|\bdlbcl\b|\bb-?nhl\b|\bnhl\b",
    "leukemia": r"leuka?emia|\bb-?all\b",
    "glioma": r"glio|\bdmg\b|\bdipg\b|\bgbm\b",
    "melanoma": r"melanoma",
    "lung cancer": r"lung|nsclc|sclc",
    "breast cancer": r"breast",
    "myeloma": r"myeloma",
}
_TARGETS: Final = (
    r"(?:claudin|cldn)[\s_-]?18(?:[._]2)?|cd\d{1,3}\b|bcma|gd2|egfr\s?viii|il-?13ra2|her2|b7-?h3|gpc3|mesothelin|psma"
)
_EMPTY_WORDS: Final = {"left", "right", "lesion", "lesions", "mass", "masses", "with"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """What is known of a patient whose lesions have grown after cells; None is not known.

    Args:
        tumor: The diagnosis in words.
        target: The antigen of the construct.
        product: The product.
        site: Where the lesions are, in words.
        day: Day of the growth, from the latest infusion.
        growth_pct: Growth of the sum from the last one before that infusion, %.
        crs_grade: Highest grade of cytokine release syndrome after that infusion; 0 for none.
        course: What the lesions did next: `smaller` or `larger`.
    """

    tumor: str | None = None
    target: str | None = None
    product: str | None = None
    site: str | None = None
    day: int | None = None
    growth_pct: float | None = None
    crs_grade: int | None = None
    course: str | None = None


class _Compared(NamedTuple):
    here: str | None
    published: str | None
    agreement: Agreement
    rule: str


class _Limits(NamedTuple):
    days: int
    ratio: float


def nearest_cases(
    presentation: Presentation,
    *,
    kinds: Collection[str] | None = None,
    within_days: int = 7,
    size_ratio: float = 1.2,
) -> pl.DataFrame:
    """Set a patient beside every published case, fact by fact.

    Days and sizes need a tolerance to be called alike; both are ours and can be changed. Nothing is weighed, and being
    alike is no evidence by itself: the registry holds what was worth publishing.

    Args:
        presentation: The patient.
        kinds: Of `flare`, `local_crs`, `mimic`, `no_flare`; all when left out.
        within_days: How far a day may lie outside the printed days.
        size_ratio: By how much the sizes relative to baseline may differ, as a factor of at least 1.

    Returns:
        The columns of `MATCHES`, one row per case and fact of `FACTS`: `here` and `published` are the two facts,
        `agreement` is `alike`, `differs` or `not known` (either side lacks it), `rule` says how they were compared,
        and `alike`, `differ` and `not_known` count the facts of the case. Most alike first, then fewest that differ,
        then the order of the registry.

    Raises:
        CriteriaError: If a kind is none of the four, or a tolerance is impossible.

    Sources:
        The cases: see `cases`. The comparison follows no publication.

    Examples:
        >>> patient = Presentation(tumor="gastric cancer", target="CLDN18.2", day=28, growth_pct=90, crs_grade=1)
        >>> nearest = nearest_cases(patient, kinds=["flare"])
        >>> nearest.select("case", "fact", "here", "published", "agreement").row(3)
        ('zhao_2025_infusion_1', 'day', '28', '28', 'alike')
        >>> tell_cases(nearest)[0]
        'zhao_2025_infusion_1 (flare, judged pseudoprogression; Zhao 2025): alike in tumor, construct, day, growth, crs; not known: site, course.'
    """  # noqa: E501 - a sentence of the output
    wanted = tuple(case for case in published_cases() if kinds is None or case.kind in kinds)
    if unknown := set(kinds or ()) - {case.kind for case in published_cases()}:
        raise CriteriaError(f"no case is of the kind {', '.join(sorted(unknown))}")
    if within_days < 0 or size_ratio < 1:
        raise CriteriaError("within_days is 0 or more, and size_ratio 1 or more")
    limits = _Limits(within_days, size_ratio)
    rows = [row for case in wanted for row in _rows(case, presentation, limits)]
    table = pl.DataFrame(rows, schema=MATCHES, orient="row").with_row_index("place")
    ordered = table.sort(pl.col("alike"), pl.col("differ"), pl.col("place"), descending=[True, False, False])
    return ordered.drop("place")


def tell_cases(matches: pl.DataFrame) -> list[str]:
    """Say of each case in one sentence what is alike, what differs and what is not known.

    Args:
        matches: What `nearest_cases` gives.
    """
    return [_told(part) for part in matches.partition_by("case", maintain_order=True)]


def tumor_group(text: str | None) -> str | None:
    """Recognise the family of a tumor in words; None where there is none or it is not recognised.

    Examples:
        >>> tumor_group("Diffuse large B-cell lymphoma"), tumor_group("thymoma")
        ('lymphoma', None)
    """
    words = (text or "").casefold()
    return next((name for name, pattern in _GROUPS.items() if re.search(pattern, words)), None)


def target_in(text: str | None) -> str | None:
    """Find the antigen of a construct in words; None where none is named.

    Examples:
        >>> target_in("Claudin 18.2 CAR-T"), target_in("tisagenlecleucel")
        ('Claudin 18.2', None)
    """
    found = re.search(_TARGETS, text or "", re.IGNORECASE)
    return found.group() if found else None


def _rows(case: PublishedCase, patient: Presentation, limits: _Limits) -> list[tuple[object, ...]]:
    compared = {fact: _RULES[fact](case, patient, limits) for fact in FACTS}
    said = [one.agreement for one in compared.values()]
    counts = (said.count("alike"), said.count("differs"), said.count("not known"))
    head = (case.id, case.kind, case.level, case.judgement)
    return [(*head, fact, *one, *counts, case.source.key, case.source.link) for fact, one in compared.items()]


def _told(part: pl.DataFrame) -> str:
    case, kind, judgement, source = part.select("case", "kind", "judgement", "source").row(0)
    named = {
        word: ", ".join(part.filter(agreement=word)["fact"].to_list()) for word in ("alike", "differs", "not known")
    }
    words = {"alike": "alike in ", "differs": "differs in ", "not known": "not known: "}
    said = "; ".join(words[word] + facts for word, facts in named.items() if facts)
    return f"{case} ({kind}, judged {judgement}; {source}): {said}."


def _verdict(*, known: bool, alike: bool) -> Agreement:
    return "not known" if not known else "alike" if alike else "differs"


def _tumor(case: PublishedCase, patient: Presentation, _: _Limits) -> _Compared:
    group = tumor_group(patient.tumor)
    verdict = _verdict(known=group is not None, alike=group == case.group)
    return _Compared(patient.tumor, case.tumor, verdict, f"the same family of tumors ({case.group})")


def _construct(case: PublishedCase, patient: Presentation, _: _Limits) -> _Compared:
    """Compare targets where both are known, else products: what a product targets is not read into a source."""
    here, published = _plain(patient.target), _plain(case.target)
    rule = "the same target"
    if not (here and published):
        here, published, rule = _plain(patient.product), _plain(case.product), "the same product"
    verdict = _verdict(known=bool(here and published), alike=here == published)
    return _Compared(_joined(patient.target, patient.product), _joined(case.target, case.product), verdict, rule)


def _site(case: PublishedCase, patient: Presentation, _: _Limits) -> _Compared:
    here, published = _words(patient.site), _words(case.site)
    verdict = _verdict(known=bool(here and published), alike=bool(here & published))
    return _Compared(patient.site, case.site, verdict, "a word in common")


def _day(case: PublishedCase, patient: Presentation, limits: _Limits) -> _Compared:
    days = [day for day in (*(case.onset_day or ()), case.seen_day) if day is not None]
    printed = _range(days)
    if not days or patient.day is None:
        return _Compared(_text(patient.day), printed, "not known", "the day after the infusion")
    first, last = min(days) - limits.days, max(days) + limits.days
    verdict = _verdict(known=True, alike=first <= patient.day <= last)
    return _Compared(_text(patient.day), printed, verdict, f"day {first} to {last} after the infusion")


def _growth(case: PublishedCase, patient: Presentation, limits: _Limits) -> _Compared:
    here, published = patient.growth_pct, case.growth_pct
    rule = f"size relative to baseline, within a factor of {limits.ratio:g}"
    if here is None or published is None:
        return _Compared(_percent(here), _percent(published), "not known", rule)
    sizes = sorted((100 + here, 100 + published))
    alike = sizes[1] <= limits.ratio * sizes[0]
    return _Compared(_percent(here), _percent(published), _verdict(known=True, alike=alike), rule)


def _crs(case: PublishedCase, patient: Presentation, _: _Limits) -> _Compared:
    here, published = patient.crs_grade, case.crs_grade
    known = here is not None and published is not None
    verdict = _verdict(known=known, alike=here == published)
    return _Compared(_text(here), _text(published), verdict, "the same grade, whatever the grading system")


def _course(case: PublishedCase, patient: Presentation, _: _Limits) -> _Compared:
    known = patient.course is not None and case.course is not None
    verdict = _verdict(known=known, alike=patient.course == case.course)
    return _Compared(patient.course, case.course, verdict, "the same word")


def _plain(text: str | None) -> str:
    return re.sub(r"[^a-z0-9]", "", (text or "").casefold()).replace("cldn", "claudin")


def _words(text: str | None) -> set[str]:
    return {word for word in re.findall(r"[a-z]{4,}", (text or "").casefold()) if word not in _EMPTY_WORDS}


def _joined(*texts: str | None) -> str | None:
    return ", ".join(text for text in texts if text) or None


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _percent(number: float | None) -> str | None:
    return None if number is None else f"{number:+.1f} %"


def _range(days: list[int]) -> str | None:
    if not days:
        return None
    return str(days[0]) if min(days) == max(days) else f"{min(days)} to {max(days)}"


_RULES: Final[dict[str, Callable[[PublishedCase, Presentation, _Limits], _Compared]]] = {
    "tumor": _tumor,
    "construct": _construct,
    "site": _site,
    "day": _day,
    "growth": _growth,
    "crs": _crs,
    "course": _course,
}
