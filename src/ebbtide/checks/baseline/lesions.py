"""The lesions chosen at baseline, with all that is known of each; what several checks of the baseline ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from ebbtide.assessment.batch import NODES, organ_groups
from ebbtide.assessment.split import FRAGMENT
from ebbtide.checks.examined import DEFAULT_CRITERION
from ebbtide.criteria import BY_ID
from ebbtide.study.columns import LESION_KEY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.checks.examined import Examined

__all__ = [
    "LUGANO",
    "NODES",
    "PLACE",
    "QUERY",
    "REGIONS",
    "STREAM",
    "as_list",
    "chosen",
    "held_to",
    "in_region",
    "is_lugano",
    "titles",
    "with_details",
    "with_organ_groups",
]

STREAM: Final = ("subject", "reader")
QUERY: Final = ("subject", "reader", "lesion", "visit", "day", "message")
"""The columns of a query on one lesion."""
LUGANO: Final = "lugano"
PLACE: Final = pl.coalesce(pl.col("visit").cast(pl.String), pl.format("Day {}", "start"))
"""The visit by its label, else by its day, as a sentence begins."""
REGIONS: Final = frozenset(
    {
        *("BODY", "WHOLE BODY", "TRUNK", "TORSO", "CHEST", "THORAX", "THORACIC CAVITY", "CHEST CAVITY"),
        *("ABDOMEN", "ABDOMINAL CAVITY", "PELVIS", "PELVIC CAVITY", "ABDOMEN AND PELVIS", "ABDOMEN/PELVIS"),
        *("HEAD", "NECK", "HEAD AND NECK", "HEAD/NECK", "BACK", "EXTREMITY", "UPPER EXTREMITY", "LOWER EXTREMITY"),
        *("ARM", "LEG", "OTHER", "UNKNOWN", "MULTIPLE", "VARIOUS"),
    }
)
"""Words for regions of the body, in which more than one organ lies."""

_LIKE_LUGANO: Final = r"(?i)lugano|lyric"


def is_lugano(trial: Examined) -> bool:
    """Tell whether the study reports responses of the Lugano classification (LYRIC is built on it)."""
    said = trial.study.table("reported").get_column("criterion").cast(pl.String)
    return bool(said.str.contains(_LIKE_LUGANO).any()) or LUGANO in trial.criteria


def held_to(trial: Examined) -> tuple[str, ...]:
    """Give the ids of the criteria that the targets are held to.

    A study that reports nothing but Lugano is not held to RECIST 1.1, which stands in for criteria we do not know.
    """
    said = set(trial.study.table("reported").get_column("criterion").unique())
    stands_in = trial.criteria == (DEFAULT_CRITERION,) and not said & BY_ID.keys()
    known = () if is_lugano(trial) and stands_in else tuple(one for one in trial.criteria if one in BY_ID)
    return (*known, LUGANO) if is_lugano(trial) else known


def titles(ids: Sequence[str]) -> str:
    """Name criteria in a sentence.

    Examples:
        >>> titles(["recist-1.1", "irecist", "lugano"])
        'RECIST 1.1, iRECIST and Lugano'
    """
    names = [BY_ID[one].title if one in BY_ID else one.capitalize() for one in ids]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def chosen(trial: Examined, role: str = "target") -> pl.DataFrame:
    """List the lesions that have a role at baseline, one row per subject, reader and lesion.

    The parts of a split lesion are one with their parent. Of several readings the last counts, as in the sums.

    Returns:
        Rows of `Examined.readings`.
    """
    rows = trial.readings.filter(pl.col("role") == role, pl.col("is_baseline"))
    whole = trial.readings.select(*STREAM, parent="lesion").unique()
    parts = rows.with_columns(parent=pl.col("lesion").str.extract(FRAGMENT, 1)).join(
        whole, on=[*STREAM, "parent"], how="semi"
    )
    single = rows.join(parts, on=LESION_KEY, how="anti", maintain_order="left")
    return single.sort(*LESION_KEY, "day").unique(LESION_KEY, keep="last", maintain_order=True)


def with_details(trial: Examined, rows: pl.DataFrame) -> pl.DataFrame:
    """Add what `lesion_details` tells of each lesion; a detail without a reader holds for every reader."""
    told = ["kind", "irradiated", "progressed_since", "contrast"]
    details = trial.study.table("lesion_details").unique(LESION_KEY, keep="last", maintain_order=True)
    own = details.select(*LESION_KEY, *told)
    shared = details.filter(pl.col("reader") == "").select(
        "subject", "lesion", *(pl.col(name).alias(f"{name}_of_all") for name in told)
    )
    both = rows.join(own, on=LESION_KEY, how="left", maintain_order="left").join(
        shared, on=["subject", "lesion"], how="left", maintain_order="left"
    )
    return both.with_columns(pl.coalesce(name, f"{name}_of_all") for name in told).drop(
        f"{name}_of_all" for name in told
    )


def in_region() -> pl.Expr:
    """Tell whether the organ is only a region of the body; the place of a node may well be one."""
    bare = pl.col("organ").str.to_uppercase().str.replace_all(r"\b(LEFT|RIGHT|BILATERAL)\b|,", " ")
    return (bare.str.strip_chars().is_in(list(REGIONS)) & ~pl.col("nodal")).fill_null(value=False)


def with_organ_groups(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the number of the organ, `group`, and whether it is the skin, `skin`.

    Both of a pair are one organ and all lymph nodes together are one. Null where the organ is not known or is
    only a region of the body.

    Sources:
        Eisenhauer 2009, sec. 4.2; EORTC RECIST clarifications (lymph nodes are one organ).
    """
    numbers, skin, _ = organ_groups(rows.get_column("organ").drop_nulls().unique())
    words = list(numbers)
    place = pl.col("organ").replace_strict(
        words, [numbers[word] for word in words], default=None, return_dtype=pl.Int64
    )
    cutaneous = pl.col("organ").is_in([word for word in words if skin[word]]).fill_null(value=False)
    group = pl.when("nodal").then(pl.lit(0, pl.Int64)).when(~in_region()).then(place)
    return rows.with_columns(group=group, skin=cutaneous & ~pl.col("nodal"))


def as_list(column: str = "lesion") -> pl.Expr:
    """Write the different values of a column, in order."""
    return pl.col(column).drop_nulls().unique().sort().str.join(", ")
