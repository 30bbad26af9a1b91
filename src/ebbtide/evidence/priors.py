"""How likely a progression is to be a pseudoprogression before any finding: published priors, by setting."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

import polars as pl

from ebbtide.errors import CriteriaError, DataError

if TYPE_CHECKING:
    from ebbtide.study.evidence_options import EvidenceOptions

__all__ = ["PRIORS", "Prior", "chosen_prior", "own_prior", "priors", "published_priors"]

PRIORS: Final = {
    "id": pl.String,
    "setting": pl.String,
    "per": pl.String,
    "pseudoprogressions": pl.Int64,
    "patients": pl.Int64,
    "proportion": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "a": pl.Float64,
    "b": pl.Float64,
    "suggested": pl.Boolean,
    "limits": pl.String,
    "source": pl.String,
    "link": pl.String,
    "to_confirm": pl.Boolean,
}
"""Columns of the published priors."""
_BLOOD: Final = ("lymphoma", "leukemia", "myeloma")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """How often progression turned out to be pseudoprogression, as counted somewhere.

    Args:
        id: Its name in the package; `own` for yours.
        setting: In whom, in words.
        source: The short form of the publication.
        per: Of those with `progression`, or of all `treated`.
        tumor: In which tumor.
        therapy: Under which class of treatment.
        from_day: First day after the latest infusion for which it holds.
        to_day: Last day.
        pseudoprogressions: Counted, where counts are published.
        patients: Likewise.
        proportion: As published, where there are no counts.
        low: Its published interval.
        high: Likewise.
        beta: The two numbers of the suggested Beta.
        limits: What to know before using it.
        link: DOI, or where to find it.
        to_confirm: Whether it is still to be confirmed against the paper.
    """

    id: str
    setting: str
    source: str
    per: Literal["progression", "treated"] = "progression"
    tumor: str = ""
    therapy: str = ""
    from_day: int | None = None
    to_day: int | None = None
    pseudoprogressions: int | None = None
    patients: int | None = None
    proportion: float | None = None
    low: float | None = None
    high: float | None = None
    beta: tuple[float, float] | None = None
    limits: str = ""
    link: str = ""
    to_confirm: bool = False

    @property
    def shape(self) -> tuple[float, float] | None:
        """The Beta of the prior: the suggested one, else the counts with a half added to each; None without either."""
        if self.beta is not None or self.pseudoprogressions is None or self.patients is None:
            return self.beta
        return self.pseudoprogressions + 0.5, self.patients - self.pseudoprogressions + 0.5

    @property
    def mean(self) -> float | None:
        """The mean of the Beta."""
        return None if self.shape is None else self.shape[0] / sum(self.shape)

    def __str__(self) -> str:
        """Name the setting, the Beta and the source."""
        shape = "no Beta" if self.shape is None else f"Beta({self.shape[0]:g}, {self.shape[1]:g})"
        return f"{self.setting}: {shape}, {self.source}"


@cache
def priors() -> tuple[Prior, ...]:
    """Give every published prior, in the order in which a setting looks them up."""
    with files("ebbtide.evidence").joinpath("priors.toml").open("rb") as file:
        return tuple(_made(entry) for entry in tomllib.load(file)["prior"])


def own_prior(a: float, b: float) -> Prior:
    """Make a prior of your own.

    Raises:
        DataError: If a number is not above 0.

    Examples:
        >>> print(own_prior(1, 9))
        your own prior: Beta(1, 9), your own
    """
    if not (a > 0 and b > 0):
        raise DataError(f"Beta({a:g}, {b:g}) is no distribution", hint="both numbers are above 0")
    return Prior(id="own", setting="your own prior", source="your own", beta=(float(a), float(b)))


def chosen_prior(
    options: EvidenceOptions, *, tumor: str | None, therapy: str | None, days_after_cells: int | None
) -> tuple[Prior | None, str]:
    """Choose the prior of a setting, or the one asked for.

    Args:
        options: What is asked for.
        tumor: The tumor by the words of this package; None where it is not recorded.
        therapy: The therapy the growth came under; None where it is not recorded.
        days_after_cells: Days since the latest infusion of cells; None where there was none.

    Returns:
        The prior, or None; and why there is none, or what to know of it.

    Raises:
        CriteriaError: If a prior of that id is not published, or is one per treated patient.
        DataError: If your own prior is asked for and not given.
    """
    wanted = options.evidence_prior
    if wanted == "none":
        return None, "no prior was wanted"
    if wanted == "own":
        if options.evidence_prior_a is None or options.evidence_prior_b is None:
            raise DataError("your own prior has no numbers", hint="set evidence_prior_a and evidence_prior_b")
        return own_prior(options.evidence_prior_a, options.evidence_prior_b), ""
    if wanted != "setting":
        return _named(wanted)
    found = _of_setting(tumor, therapy, days_after_cells)
    if found is not None:
        return found, found.limits
    return None, f"no prior for this setting: {tumor or 'tumor not recorded'}, {therapy or 'therapy not recorded'}"


def published_priors() -> pl.DataFrame:
    """List the published priors as a table; `suggested` tells those a setting may choose by itself.

    Examples:
        >>> published_priors().filter(id="lee2018").select("pseudoprogressions", "patients", "a", "b").row(0)
        (9, 29, 9.5, 20.5)
    """
    return pl.DataFrame([_row(prior) for prior in priors()], schema=PRIORS)


def _of_setting(tumor: str | None, therapy: str | None, days_after_cells: int | None) -> Prior | None:
    kinds = {tumor, None if tumor is None or tumor in (*_BLOOD, "glioma") else "solid"} - {None}
    return next((prior for prior in priors() if _fits(prior, kinds, therapy, days_after_cells)), None)


def _fits(prior: Prior, kinds: set[str | None], therapy: str | None, days: int | None) -> bool:
    if prior.tumor not in kinds or prior.therapy != therapy or not _is_suggested(prior):
        return False
    if prior.from_day is None or prior.to_day is None:
        return True
    return days is not None and prior.from_day <= days <= prior.to_day


def _is_suggested(prior: Prior) -> bool:
    # Rowe 2018 has no suggested Beta and is the only count of its setting; its own counts make one.
    return prior.beta is not None or prior.id == "rowe2018"


def _named(name: str) -> tuple[Prior, str]:
    by_id = {prior.id: prior for prior in priors()}
    if name not in by_id:
        raise CriteriaError.unknown("prior", name, ("setting", "none", "own", *by_id))
    prior = by_id[name]
    if prior.shape is None or (prior.per == "treated" and prior.beta is None):
        raise CriteriaError(
            f"{name} cannot serve as a prior of progression",
            hint="it was counted per treated patient or is published without counts; take another, or your own",
        )
    return prior, prior.limits


def _made(entry: dict[str, Any]) -> Prior:
    given = {key: value for key, value in entry.items() if key not in ("counts", "from", "to", "beta")}
    if "counts" in entry:
        given["pseudoprogressions"], given["patients"] = entry["counts"]
    if "beta" in entry:
        given["beta"] = tuple(entry["beta"])
    return Prior(**given, from_day=entry.get("from"), to_day=entry.get("to"))


def _row(prior: Prior) -> dict[str, object]:
    own: dict[str, object] = {name: getattr(prior, name) for name in PRIORS if hasattr(prior, name)}
    a, b = prior.shape or (None, None)
    return {**own, "a": a, "b": b, "suggested": _is_suggested(prior)}
