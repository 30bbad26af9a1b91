"""The reason for each call, rendered by replaying the step that made it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from ebbtide.assessment.batch import Tables, prepare
from ebbtide.assessment.flipping import Judged, nearest_flips
from ebbtide.assessment.judging import Ruling, replay
from ebbtide.assessment.numbers import length_text, percent_text
from ebbtide.criteria.clauses import CLAUSES, FLAG_CLAUSES
from ebbtide.criteria.parts.reasons import CONFIRMED, NEGATES_PD, UNIDIMENSIONAL
from ebbtide.criteria.parts.records import (
    CONFIRMS_BY_EPISODE,
    CONFIRMS_BY_GROWTH,
    CONFIRMS_BY_THRESHOLD,
    CONFIRMS_NOTHING,
    NEGATED_BY_NEXT,
    NEVER,
    VIABLE,
    Call,
    Definition,
)
from ebbtide.errors import DataError, near_matches
from ebbtide.terms.responses import CPD, IGNORED, NE, PD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ebbtide.criteria import Criterion
    from ebbtide.study import Study
    from ebbtide.study.options import Options

LATE_BY_WEEKS: Final = 8


class Explanation(NamedTuple):
    """Why one call was made, in words.

    Args:
        subject: Whose.
        reader: By whose readings; empty when the study names none.
        criterion: Criterion id.
        day: First day of the time point; `date` where the study dates it.
        visit: Its label, if any.
        overall_response: The call.
        sentences: One for each rule that fired, with its numbers.
        sources: Where each is written, without repeats.
        flips: How far the call is from being another.
        next_step: What comes next, empty when nothing does.
    """

    subject: str
    reader: str
    criterion: str
    day: int
    date: date | None
    visit: str | None
    overall_response: str
    sentences: tuple[str, ...]
    sources: tuple[str, ...]
    flips: tuple[str, ...]
    next_step: str
    title: str

    @property
    def headline(self) -> str:
        """The call in one line."""
        dated = f" ({self.date.isoformat()})" if self.date else ""
        return f"Day {self.day}{dated}, {self.title}: {self.overall_response}."

    @property
    def line(self) -> str:
        """The whole reason on one line, as the `explanation` column has it."""
        parts = [self.headline, *self.sentences, *([self.next_step] if self.next_step else [])]
        return f"{' '.join(parts)} [{'; '.join(self.sources)}]"

    def __str__(self) -> str:
        """The reason as a short block of text."""
        lines = [self.headline, *(f"  {sentence}" for sentence in self.sentences)]
        lines += [f"  Next: {self.next_step}"] if self.next_step else []
        lines += [f"  {flip}" for flip in self.flips]
        return "\n".join([*lines, f"  [{'; '.join(self.sources)}]"])


class Scene(NamedTuple):
    """What is needed to put one call into words."""

    criterion: Criterion
    definition: Definition
    judged: Judged
    reference_date: date | None

    @property
    def call(self) -> Call:
        """The call."""
        return self.judged.call

    @property
    def is_area(self) -> bool:
        """Whether the burden is an area here."""
        return self.criterion.is_area and not self.call.flags & UNIDIMENSIONAL

    def when(self, day: int) -> str:
        """Write a day, with its date where known."""
        if self.reference_date is None:
            return f"day {day}"
        return f"day {day} ({(self.reference_date + timedelta(days=day)).isoformat()})"


class Asked(NamedTuple):
    """Whose calls are to be explained: of a subject, all or those of one day or one reader."""

    subject: str
    day: int | None = None
    reader: str | None = None


def explain_subject(
    study: Study, criteria: Sequence[Criterion], options: Options, asked: Asked, known: pl.DataFrame
) -> list[Explanation]:
    """Explain the calls of one subject.

    Args:
        study: The study.
        criteria: Criteria that judge by the sizes of lesions.
        options: The readings of ambiguous rules.
        asked: Whose calls, of which day and reader.
        known: The time points after baseline that anything was judged at: `subject, reader, start`.

    Raises:
        DataError: If the subject, the day or the reader is not there.
    """
    refuse_unknown_subject(study, asked.subject)
    refuse_unknown_time(known.filter(pl.col("subject") == asked.subject), asked)
    if not criteria:
        return []
    batch = prepare(Tables.of_study(study, may_be_empty=True).of(asked.subject), options, as_arrays=False)
    heads = batch.points.filter(~pl.col("is_baseline"))
    keep = heads.select(is_asked(asked).arg_true()).to_series().to_list() if len(heads) else []
    reference = reference_date_of(study, asked.subject)
    found = []
    rulings = [Ruling(criterion, criterion.define(options), "") for criterion in criteria]
    replayed = replay(batch, rulings)
    for i in keep:
        head = heads.row(i, named=True)
        for ruling, steps in zip(rulings, replayed, strict=True):
            scene = Scene(ruling.criterion, ruling.definition, steps[i], reference)
            found.append(explain(scene, head, flips=True))
    return found


def refuse_unknown_subject(study: Study, subject: str) -> None:
    """Refuse a subject that the study does not have."""
    known = study.subjects
    if subject not in known:
        near = near_matches(subject, known) or known[:3]
        message = f"no subject {subject!r} in the study {study.name!r}"
        raise DataError(message, hint=f"there are {len(known)} subjects; near: {', '.join(near)}")


def refuse_unknown_time(heads: pl.DataFrame, asked: Asked) -> None:
    """Refuse a reader or a day that no time point has."""
    readers = heads["reader"].unique(maintain_order=True).to_list()
    if asked.reader is not None and asked.reader not in readers:
        message = f"subject {asked.subject}: no reader {asked.reader!r}"
        raise DataError(message, hint=f"readers: {', '.join(map(repr, readers))}")
    days = heads["start"].unique().sort().to_list()
    if asked.day is not None and asked.day not in days:
        message = f"subject {asked.subject}: no time point on day {asked.day}"
        raise DataError(message, hint=f"days after baseline: {', '.join(map(str, days)) or 'none'}")


def is_asked(asked: Asked) -> pl.Expr:
    """Tell which time points are asked for."""
    wanted = pl.col("start").is_not_null()
    if asked.day is not None:
        wanted &= pl.col("start") == asked.day
    if asked.reader is not None:
        wanted &= pl.col("reader") == asked.reader
    return wanted


def reference_date_of(study: Study, subject: str) -> date | None:
    """Find the date of a subject's day 0."""
    subjects = study.table("subjects")
    if "reference_date" not in subjects.columns:
        return None
    found = subjects.filter(pl.col("subject") == subject)["reference_date"]
    return found[0] if len(found) else None


def explain(scene: Scene, head: dict[str, object], *, flips: bool) -> Explanation:
    """Put one call into words."""
    call = scene.call
    numbers = Numbers(scene)
    clauses = [clause for clause in CLAUSES if clause.reason & call.reasons]
    noted = [clause for clause in FLAG_CLAUSES if clause.reason & call.flags and clause.says]
    places = [str(clause.place or scene.criterion.place) for clause in clauses]
    places += [str(clause.place) for clause in noted if clause.place]
    dated = scene.reference_date + timedelta(days=scene.judged.point.day) if scene.reference_date else head["date"]
    return Explanation(
        str(head["subject"]),
        str(head["reader"]),
        scene.criterion.id,
        scene.judged.point.day,
        dated if isinstance(dated, date) else None,
        str(head["visit"]) if head["visit"] else None,
        scene.criterion.words.overall[call.overall],
        tuple(clause.says.format_map(numbers) for clause in (*clauses, *noted)),
        tuple(dict.fromkeys(places or [str(scene.criterion.place)])),
        flips_of(scene) if flips else (),
        next_step(scene),
        scene.criterion.title,
    )


class Numbers(dict[str, object]):
    """Every number a clause may name, written only when it is named."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.scene = scene

    def __missing__(self, name: str) -> object:
        """Write one number."""
        return WRITERS[name](self.scene)


def length_of(scene: Scene, micrometres: int) -> str:
    """Write a burden in the unit of the criterion; what is missing reads as nothing."""
    return length_text(max(micrometres, 0), area=scene.is_area)


def rise_limits(scene: Scene) -> str:
    """Name the limits of progression."""
    rules = scene.definition
    if rules.rise_floor:
        return f"limits {rules.rise_pct} % and {rules.rise_floor // 1000} mm"
    return f"limit {rules.rise_pct} %"


def rise_percent(scene: Scene) -> str:
    """Write the change from the nadir."""
    call = scene.call
    return percent_text(call.burden - call.nadir, call.nadir, scene.definition.rise_pct)


def fall_percent(scene: Scene) -> str:
    """Write the change from baseline."""
    call = scene.call
    return percent_text(call.burden - call.baseline, call.baseline, -scene.definition.fall_pct)


def burden_in_brackets(scene: Scene) -> str:
    """Write a burden that is there."""
    return f" ({length_of(scene, scene.call.burden)})" if scene.call.burden > 0 else ""


def growth_words(scene: Scene) -> str:
    """Say how the sum has moved since an open iUPD."""
    call = scene.call
    if call.burden < 0:
        return ""
    moved = length_text(call.growth, signed=True)
    return f"the sum has moved by {moved} since then (5 mm over the sum of that day would confirm), and "


def sum_name(scene: Scene) -> str:
    """Name what a criterion sums."""
    new = "" if scene.definition.new_is_progression else " with new lesions"
    if scene.is_area:
        return f"Sum of products of diameters{new}"
    kind = "viable diameters" if scene.definition.measure == VIABLE else "diameters"
    return f"Sum of {kind}{new}"


WRITERS: Final[dict[str, Callable[[Scene], object]]] = {
    "sum_name": sum_name,
    "burden": lambda scene: length_of(scene, scene.call.burden),
    "baseline": lambda scene: length_of(scene, scene.call.baseline),
    "nadir": lambda scene: length_of(scene, scene.call.nadir),
    "nadir_day": lambda scene: scene.call.nadir_day,
    "rise": lambda scene: length_text(scene.call.burden - scene.call.nadir, area=scene.is_area, signed=True),
    "rise_pct": rise_percent,
    "rise_limits": rise_limits,
    "fall_pct": fall_percent,
    "fall_limit": lambda scene: scene.definition.fall_pct,
    "density_pct": lambda scene: scene.definition.density_fall_pct,
    "lesion_pct": lambda scene: scene.definition.rise_pct,
    "lesion_reference": lambda scene: (
        "its baseline" if scene.definition.per_lesion_from_baseline else "its smallest size"
    ),
    "since_day": lambda scene: scene.call.since_day,
    "since_days": lambda scene: scene.judged.point.day - scene.call.since_day,
    "growth": lambda scene: length_text(scene.call.growth, signed=True),
    "growth_words": growth_words,
    "node_words": lambda scene: ", nodes below 10 mm" if scene.definition.node_rule and scene.call.burden > 0 else "",
    "second_words": lambda scene: ", or has no second diameter" if scene.criterion.is_area else "",
    "burden_words": burden_in_brackets,
}


def next_step(scene: Scene) -> str:
    """Say what comes next: when a progression can be confirmed or taken back."""
    call, rules = scene.call, scene.definition
    if rules.confirms == CONFIRMS_BY_EPISODE:
        return next_in_episode(scene)
    if call.overall != PD or call.flags & (CONFIRMED | NEGATES_PD):
        return ""
    if rules.confirms == CONFIRMS_NOTHING:
        return "Progression is final for best response and progression-free survival."
    since = call.since_day if call.since_day != NEVER else call.event_day
    due = scene.when(since + rules.confirm_days)
    if rules.confirms in (CONFIRMS_BY_THRESHOLD, CONFIRMS_BY_GROWTH):
        need = "still over the limit" if rules.confirms == CONFIRMS_BY_THRESHOLD else "that shows further growth"
        return f"Confirmed by the next evaluable scan on {due} or later {need}."
    which = "the next scan" if rules.confirms == NEGATED_BY_NEXT else "a scan"
    return f"Negated if {which} on {due} or later shows no progression."


def next_in_episode(scene: Scene) -> str:
    """Say when an open iUPD can be confirmed."""
    call, rules, point = scene.call, scene.definition, scene.judged.point
    opened = call.since_day == NEVER
    if call.overall not in (PD, NE, IGNORED) or (opened and call.overall != PD):
        return ""
    first = call.event_day if opened else call.since_day
    last = call.event_day if call.overall == PD else call.last_day
    from_day = max(first + rules.confirm_days - rules.variance_days, point.last_day + 1)
    to_day = last + rules.late_days + rules.variance_days
    lead = "First progression" if opened else "Still open"
    if to_day < from_day:
        return f"{lead}: the 8 weeks to confirm ended on {scene.when(to_day)}; a later scan still counts, marked LATE."
    return f"{lead}: confirm on {scene.when(from_day)} to {scene.when(to_day)}."


def flips_of(scene: Scene) -> tuple[str, ...]:
    """Say how far the call is from being another, with everything else unchanged."""
    if scene.call.overall in (CPD, IGNORED, NE):
        return ()
    area = scene.is_area
    found = []
    for flip in nearest_flips(scene.definition, scene.criterion.step, scene.judged):
        word = scene.criterion.words.overall[flip.overall]
        change = length_text(flip.change, area=area, signed=True)
        found.append(f"Flips to {word} at {change}: a target sum of {length_text(flip.total, area=area)}.")
    return tuple(found)


def explanation_column(
    batch_points: pl.DataFrame, steps: Sequence[Sequence[Judged]], rulings: Sequence[Ruling], dates: dict[str, date]
) -> pl.Series:
    """Write the `explanation` column of a whole batch, in the order of its responses."""
    heads = batch_points.filter(~pl.col("is_baseline")).to_dicts()
    lines = []
    for i, head in enumerate(heads):
        for ruling, replayed in zip(rulings, steps, strict=True):
            scene = Scene(ruling.criterion, ruling.definition, replayed[i], dates.get(str(head["subject"])))
            lines.append(explain(scene, head, flips=False).line)
    return pl.Series("explanation", lines, dtype=pl.String)
