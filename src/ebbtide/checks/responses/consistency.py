"""Reported responses held against what is computed, and against their own parts (R01, R02, R10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.checks.check import NO_QUERIES, Check
from ebbtide.checks.responses.combining import NONTARGETS, Parts, possible
from ebbtide.checks.responses.episodes import with_episodes
from ebbtide.checks.responses.said import STREAM, asked, by_episode, in_one, said
from ebbtide.checks.responses.sizes import from_baseline, from_nadir
from ebbtide.criteria import BY_ID
from ebbtide.sources import EISENHAUER_2009
from ebbtide.terms.responses import CPD, CR, IGNORED, NON, NOT_DONE, PD, PR, SD

if TYPE_CHECKING:
    from ebbtide.checks.examined import Examined

__all__ = ["CHECKS", "non_response_with_targets", "overall_differs", "target_differs"]

_PARTS: Final = ("criterion", "target", "nontarget", "is_new", "had_new", "had_pd", "is_open", "overall")
_MANY: Final = 3


def target_differs(trial: Examined) -> pl.DataFrame:
    """R01: the target response that was reported is not the one that the measurements give."""
    rows = said(trial).filter(pl.col("target") != pl.col("our_target_code"))
    carried = pl.col("flags").str.contains("AFTER_PD") & (pl.col("target") == PD)
    rows = rows.filter(~carried.fill_null(value=False))
    held = pl.when(pl.col("flags").str.contains("STICKY_PR")).then(
        pl.lit("A response once reached is held until progression.")
    )
    numbers = pl.when(pl.col("sum_um").is_null()).then(
        pl.lit("No complete sum can be formed from the measurements.")
    ).otherwise(pl.format("The sum {} is {} and {}.", "sum", from_baseline(), from_nadir()))  # fmt: skip
    message = in_one([
        pl.format("{}: target response {} was entered; {} gives {}.", "when", "target_response", "title", "our_target"),
        numbers,
        held,
        pl.lit("Please review the measurements or the target response."),
    ])  # fmt: skip
    return asked(rows, message)


def overall_differs(trial: Examined) -> pl.DataFrame:
    """R02: the overall response that was reported is not one that its parts can give."""
    rows = _with_possible(trial, said(trial))
    if rows.is_empty():
        return NO_QUERIES
    said_nothing = pl.col("overall").is_in([NOT_DONE, IGNORED])
    impossible = rows.filter(~pl.col("is_possible") & ~said_nothing & ~_as_computed())
    parts = in_one([
        pl.format("target {},", pl.col("target_response").fill_null("blank")),
        pl.format("non-target {}", pl.col("nontarget_response").fill_null("blank")),
        pl.format("and new lesion {}", pl.col("new_lesion").str.replace("_", " ").fill_null("blank")),
    ])  # fmt: skip
    plain = pl.format(
        "{}: overall response {} was entered with {}. Under {} these parts give {}. "
        "Please review the overall response or its parts.",
        *("when", "overall_response", parts, "title", "gives"),
    )
    swapped = pl.format(
        "{}: the overall response {} and the non-target response {} look swapped: with target {}, non-target {} and "
        "new lesion {} the overall response under {} is {}. Please review both.",
        *("when", "overall_response", "nontarget_response", "target_response", "overall_response"),
        *(pl.col("new_lesion").str.replace("_", " ").fill_null("blank"), "title", "nontarget_response"),
    )
    return asked(impossible, pl.when("is_swapped").then(swapped).otherwise(plain))


def non_response_with_targets(trial: Examined) -> pl.DataFrame:
    """R10: NON-CR/NON-PD where there are targets, or SD and PR where there are none."""
    apart = [name for name in trial.criteria if len({BY_ID[name].words.overall[code] for code in (SD, NON)}) > 1]
    rows = said(trial).filter(pl.col("criterion").is_in(apart))
    measured = trial.readings.filter("is_baseline")
    has = measured.group_by(STREAM).agg(has_targets=(pl.col("role") == "target").any())
    known = rows.join(has, on=STREAM, how="left", maintain_order="left")
    called = pl.col("target").is_in([CR, PR, SD, PD])
    with_targets = pl.col("has_targets").fill_null(value=False) | called.fill_null(value=False)
    without = ~pl.col("has_targets") & ~called.fill_null(value=False)
    neither = known.filter((pl.col("overall") == NON) & with_targets)
    stable = known.filter(pl.col("overall").is_in([SD, PR]) & without)
    told = pl.when("has_targets").then(pl.lit("there are target lesions at baseline")).otherwise(
        pl.format("a target response {} is reported", "target_response")
    )  # fmt: skip
    first = pl.format(
        "{}: overall response {} was entered, which is for patients without target lesions, but {}. "
        "Please review the overall response.",
        *("when", "overall_response", told),
    )
    second = pl.format(
        "{}: overall response {} was entered, but no target lesion was chosen at baseline: without targets there is "
        "neither PR nor SD. Please review the overall response or the lesions.",
        *("when", "overall_response"),
    )
    return pl.concat([asked(neither, first), asked(stable, second)])


def _with_possible(trial: Examined, rows: pl.DataFrame) -> pl.DataFrame:
    """Tell of each overall response whether its parts can give it, as reported and with non-targets swapped."""
    episodes = rows.filter(pl.col("criterion").is_in(by_episode(trial)))
    opened = with_episodes(episodes, trial.options).select(*STREAM, "criterion", "start", "first_iupd")
    known = rows.filter(pl.col("overall").is_not_null()).join(
        opened, on=[*STREAM, "criterion", "start"], how="left", maintain_order="left"
    )
    # A word for targets where none was chosen (`NE`) says nothing.
    has_targets = pl.col("our_overall").is_null() | pl.col("our_target").is_not_null()
    told = known.with_columns(is_open=pl.col("first_iupd").is_not_null(), target=pl.when(has_targets).then("target"))
    different = told.select(_PARTS).unique(maintain_order=True)
    judged = [_judged(trial, row) for row in different.iter_rows(named=True)]
    types = {"is_possible": pl.Boolean, "is_swapped": pl.Boolean, "gives": pl.String}
    verdicts = pl.concat([different, pl.DataFrame(judged, schema=types, orient="row")], how="horizontal")
    return told.join(verdicts, on=_PARTS, how="left", nulls_equal=True, maintain_order="left")


def _as_computed() -> pl.Expr:
    """Tell whether the measurements give this response with these parts: their history knows more than the words."""
    same = [
        (pl.col(part) == pl.col(f"our_{part}_code")).fill_null(pl.col(part).is_null())
        for part in ("target", "nontarget")
    ]
    whole = (pl.col("overall") == pl.col("our_overall_code")).fill_null(value=False)
    new = pl.col("is_new").is_null() | (pl.col("is_new") == (pl.col("our_new") == "unequivocal"))
    return pl.all_horizontal(whole, *same, new.fill_null(value=False))


def _judged(trial: Examined, row: dict[str, object]) -> tuple[bool, bool, str]:
    criterion = BY_ID[str(row["criterion"])]
    rules, words = criterion.define(trial.options), criterion.words.overall
    parts = Parts(*(row[name] for name in _PARTS[1:-1]))  # type: ignore[arg-type]
    overall = int(str(row["overall"]))
    can = possible(rules, parts)
    is_possible = words[overall] in {words[code] for code in can} if overall < len(words) else True
    nontarget = parts.nontarget
    is_swapped = (
        nontarget not in (None, overall)
        and overall in NONTARGETS
        and words[nontarget] in {words[code] for code in possible(rules, parts._replace(nontarget=overall))}
    )
    # Whether an iCPD has its iUPD is the matter of a check of its own.
    named = [words[code] for code in sorted(can) if code != CPD or parts.is_open]
    gives = " or ".join(named) if len(named) <= _MANY else f"one of {', '.join(named)}"
    return is_possible, is_swapped and not is_possible, gives


CHECKS: Final = (
    Check(
        "R01",
        "Target response differs",
        "query",
        "The reported target response is not the one that the measurements give under the criterion, for the same "
        "reader. Asks the reader to review the measurements or the response.",
        str(EISENHAUER_2009.at("4.3.1")),
        target_differs,
    ),
    Check(
        "R02",
        "Overall response does not follow from its parts",
        "query",
        "The reported overall response is none that the reported target response, non-target response and new lesions "
        "can give. Where swapping overall and non-target response mends it, the query says so.",
        str(EISENHAUER_2009.at("Table 1")),
        overall_differs,
        ("ne_breaks_episode",),
    ),
    Check(
        "R10",
        "Response of the wrong kind of disease",
        "error",
        "NON-CR/NON-PD is for patients without target lesions; PR and SD are for patients with them.",
        str(EISENHAUER_2009.at("Table 2")),
        non_response_with_targets,
    ),
)
