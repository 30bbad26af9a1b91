"""The evidence of one subject on one day: each finding with its strength, and what they say together.

Shown side by side, never as one score: what is recorded, what counts, what is barred and why, and how far the
counted findings move a published prior, plainly and read conservatively. Nothing here says what to treat with.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import polars as pl

from ebbtide.evidence.gates import gate
from ebbtide.evidence.items import items
from ebbtide.evidence.known import known_by
from ebbtide.evidence.likelihood import conservative_product, printed_bound, product
from ebbtide.evidence.posterior import Posterior, conservative_posterior, plain_posterior
from ebbtide.evidence.priors import chosen_prior
from ebbtide.evidence.profiles import Reading, readings
from ebbtide.study.evidence_options import EvidenceOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ebbtide.evidence.items import Direction, Item
    from ebbtide.evidence.known import Known
    from ebbtide.evidence.likelihood import Likelihood
    from ebbtide.evidence.priors import Prior
    from ebbtide.study import Study

__all__ = ["EVIDENCE", "INSUFFICIENT", "Evidence", "Status", "evidence"]

Status: TypeAlias = Literal["counted", "not_combined", "shown", "barred", "off", "not_assessable", "not_recorded"]
INSUFFICIENT: Final = "insufficient"
EVIDENCE: Final = {
    "item": pl.String,
    "family": pl.String,
    "title": pl.String,
    "status": pl.String,
    "target": pl.String,
    "direction": pl.String,
    "finding": pl.String,
    "found": pl.String,
    "found_day": pl.Int32,
    "age_days": pl.Int32,
    "stale": pl.Boolean,
    "ratio": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "conservative_ratio": pl.Float64,
    "strength": pl.String,
    "patients": pl.Int64,
    "cohort": pl.String,
    "why": pl.String,
    "limits": pl.String,
    "source": pl.String,
}
"""Columns of the evidence of a subject; ratios are likelihood ratios, `low` and `high` their Jeffreys interval."""


@dataclass(frozen=True)
class Evidence:
    """What was known of a subject's progression on a day, and how much it says.

    Args:
        subject: The subject.
        day: The day.
        table: One row per finding and published item, and one per method that is not recorded; columns `EVIDENCE`.
        prior: The prior, given a progression; None where the setting has none.
        prior_words: Why there is none, or what to know of it.
        plain: The posterior with every ratio as counted; None where it is insufficient.
        conservative: The posterior with what the conservative reading leaves; likewise.
        counted: The items that were counted.
        verdict: In words.
    """

    subject: str
    day: int
    table: pl.DataFrame
    prior: Prior | None
    prior_words: str
    plain: Posterior | None
    conservative: Posterior | None
    counted: tuple[str, ...]
    verdict: str

    @property
    def is_sufficient(self) -> bool:
        """Whether there is a prior and a finding that counts."""
        return self.plain is not None


@dataclass(frozen=True)
class Row:
    """One row in the making."""

    item: Item
    status: Status
    reading: Reading | None = None
    why: str = ""

    @property
    def day(self) -> int:
        """Day of the finding; a finding without one is older than all."""
        return -(2**31) if self.reading is None or self.reading.day is None else self.reading.day


def evidence(study: Study, subject: str, *, day: int | None = None, options: EvidenceOptions | None = None) -> Evidence:
    """Gather what was known on a day of a subject whose disease was called progressive.

    Only what is recorded up to the day is used. Of the items of one method one counts: the latest that is valid;
    of several of one day the one nearest to telling nothing. Of two methods counted in the same patients the later
    one counts, by the same rule. Whether a progression was called is not asked here: all is said given one.

    Args:
        study: The study; `findings`, `treatments`, `events`, `measurements`, `timepoints`, `reported` and `subjects`
            are read.
        subject: The subject.
        day: The day; the last recorded one when left out.
        options: The readings chosen; those of the study when left out, where it pins any.

    Returns:
        The evidence; insufficient where the setting has no prior or nothing counts.

    Raises:
        DataError: If there is no such subject, or your own prior is incomplete.
        CriteriaError: If there is no such prior.
        MissingExtraError: If SciPy is not installed and a finding with counts is recorded.

    Sources:
        Jia 2019, Table 3 (the methods); the column `source` names that of each row.
    """
    chosen = options if options is not None else options_of(study)
    known = known_by(study, subject, day)
    rows = combined(list(_rows(known, chosen)))
    counted = [row.item for row in rows if row.status == "counted"]
    ratios = [item.likelihood for item in counted if item.likelihood is not None]
    prior, words = chosen_prior(
        chosen, tumor=known.tumor, therapy=known.therapy, days_after_cells=known.after_cells(known.day)
    )
    shape = None if prior is None else prior.shape
    enough = shape is not None and bool(ratios)
    return Evidence(
        subject=subject,
        day=known.day,
        table=pl.DataFrame([_told(row, known, chosen) for row in rows], schema=EVIDENCE),
        prior=prior,
        prior_words=words,
        plain=plain_posterior(shape, ratios) if shape is not None and enough else None,
        conservative=conservative_posterior(shape, ratios) if shape is not None and enough else None,
        counted=tuple(item.id for item in counted),
        verdict=verdict_of(prior, words, ratios),
    )


def options_of(study: Study) -> EvidenceOptions:
    """Take the readings that a study pins; the defaults where it pins none."""
    pinned = study.options.model_dump()
    return EvidenceOptions(**{name: pinned[name] for name in EvidenceOptions.model_fields if name in pinned})


def combined(rows: Sequence[Row]) -> list[Row]:
    """Keep one counted item per family, and one per sample.

    Args:
        rows: Rows; those that are `counted` compete.

    Returns:
        The same rows in order; what gives way is `not_combined`, and says to which.
    """
    best = sorted((row for row in rows if row.status == "counted"), key=_precedence)
    families: dict[str, Row] = {}
    samples: dict[str, Row] = {}
    ousted: dict[int, Row] = {}
    for row in best:
        rival = families.get(row.item.family) or samples.get(row.item.sample)
        if rival is not None:
            why = "same method" if rival.item.family == row.item.family else "same patients"
            ousted[id(row)] = replace(row, status="not_combined", why=_joined(row.why, f"{why} as {rival.item.id}"))
            continue
        families[row.item.family] = samples[row.item.sample] = row
    return [ousted.get(id(row), row) for row in rows]


def verdict_of(prior: Prior | None, prior_words: str, ratios: Sequence[Likelihood]) -> str:
    """Say in words what the counted findings say."""
    if prior is None or prior.shape is None:
        return f"{INSUFFICIENT}: {prior_words}"
    if not ratios:
        return f"{INSUFFICIENT}: no finding with published counts applies"
    plain, cautious = product(ratios), conservative_product(ratios)
    if cautious != 1:
        return f"supports {_side(cautious)} (likelihood ratio {plain:.3g}, conservatively {cautious:.3g})"
    return f"leans to {_side(plain)} (likelihood ratio {plain:.3g}); read conservatively it tells nothing"


def _side(ratio: float) -> str:
    return "pseudoprogression" if ratio > 1 else "true progression"


def _precedence(row: Row) -> tuple[int, float, str]:
    """Order rows that compete: the latest first, then the ratio nearest 1, then by name."""
    ratio = row.item.likelihood
    point = 1.0 if ratio is None else ratio.point
    return -row.day, max(point, 1 / point), row.item.id


def _rows(known: Known, options: EvidenceOptions) -> Iterable[Row]:
    read = readings(known, options)
    for reading in read:
        yield from _of_reading(reading, known, options)
    tests = {reading.test for reading in read}
    families = {item.family for item in items() if item.test in tests}
    for family in dict.fromkeys(item.family for item in items()):
        if family not in families and family != "pooled":
            first = next(item for item in items() if item.family == family)
            yield Row(first, "not_recorded", None, "no finding by that day")


def _of_reading(reading: Reading, known: Known, options: EvidenceOptions) -> Iterable[Row]:
    speaking = [item for item in items() if item.test == reading.test]
    if not reading.finding or reading.day is None:
        yield Row(speaking[0], "not_assessable", reading, reading.words)
        return
    for item in speaking:
        if item.finding in ("", reading.finding):
            yield _gated(item, reading, reading.day, known, options)


def _gated(item: Item, reading: Reading, day: int, known: Known, options: EvidenceOptions) -> Row:
    bars, warnings = gate(item, day, known, options)
    if item.family == "il_8" and not options.evidence_il_8:
        return Row(item, "off", reading, "off by the option evidence_il_8")
    if bars:
        return Row(item, "barred", reading, "; ".join(bars))
    return Row(item, "counted" if item.counts_for_posterior else "shown", reading, "; ".join(warnings))


def _told(row: Row, known: Known, options: EvidenceOptions) -> dict[str, object]:
    item, reading = row.item, row.reading
    day = None if reading is None else reading.day
    age = None if day is None else known.day - day
    is_told = row.status in ("counted", "not_combined", "shown")
    return {
        "item": item.id,
        "family": item.family,
        "title": item.title,
        "status": row.status,
        "target": item.target,
        "direction": _direction(row) if is_told else None,
        "finding": reading.finding or None if reading is not None else None,
        "found": None if reading is None else reading.words,
        "found_day": day,
        "age_days": age,
        "stale": None if age is None else age > options.evidence_stale_days,
        **(_strength(item) if is_told else {}),
        "patients": None if item.counts is None else item.counts.patients,
        "cohort": item.cohort or None,
        "why": row.why or None,
        "limits": item.limits or None,
        "source": item.citation,
    }


def _direction(row: Row) -> Direction:
    if row.item.direction != "neither" or row.reading is None:
        return row.item.direction
    return row.reading.direction


def _strength(item: Item) -> dict[str, object]:
    ratio = item.likelihood
    if ratio is None:
        return {"ratio": item.ratio, "low": item.ratio_low, "high": item.ratio_high, "strength": _printed(item)}
    low, high = ratio.jeffreys
    return {
        "ratio": ratio.point,
        "low": low,
        "high": high,
        "conservative_ratio": ratio.conservative,
        "strength": str(ratio),
    }


def _printed(item: Item) -> str | None:
    if item.ratio is None:
        return None
    if item.ratio_low is None or item.ratio_high is None:
        return f"{item.ratio:.3g} (no interval)"
    return f"{item.ratio:.3g} ({item.ratio_low:.2g} to {printed_bound(item.ratio_high)})"


def _joined(*words: str) -> str:
    return "; ".join(word for word in words if word)
