"""Numbers that R gave, and the data they were made from; the scripts stand beside them in `reference`."""

from __future__ import annotations

from pathlib import Path

import polars as pl

HERE = Path(__file__).parent / "reference"


def reference(name: str) -> pl.DataFrame:
    """Read one table of numbers; what R could not tell is null."""
    return pl.read_csv(
        HERE / f"{name}.csv", null_values="NA", schema_overrides={"group": pl.String}, infer_schema_length=None
    )


def inspire() -> pl.DataFrame:
    """Read the trial: 94 patients with response, change of ctDNA, overall and progression-free survival in days."""
    return pl.read_csv(HERE / "inspire.csv")


def lung() -> pl.DataFrame:
    """Read the lung cancer data of the North Central Cancer Treatment Group, as they come with lifelines."""
    from lifelines.datasets import load_lung

    table = load_lung()
    return pl.DataFrame({name: table[name].to_numpy() for name in ("time", "status", "sex", "ph.ecog")})


def analyses() -> dict[str, pl.DataFrame]:
    """Lay out the analyses of `survival.R`: `time`, `event`, `group`."""
    trial, cancer = inspire(), lung()
    os, pfs = {"time": "os_days", "event": "os_status"}, {"time": "pfs_days", "event": "pfs_status"}
    by_sex = cancer.select("time", event="status", group=pl.col("sex").cast(pl.Int64).cast(pl.String))
    by_ecog = cancer.filter(pl.col("ph.ecog") <= 2).select(
        "time", event="status", group=pl.col("ph.ecog").cast(pl.Int64).cast(pl.String)
    )
    return {
        "OS by cohort": trial.select(**os, group="cohort"),
        "OS by response": trial.select(**os, group="orr"),
        "PFS by response": trial.select(**pfs, group="orr"),
        "OS by ctDNA": trial.drop_nulls("change_ctdna_group").select(**os, group="change_ctdna_group"),
        "OS from day 60 by response": trial.filter(pl.col("os_days") > 60).select(
            time=pl.col("os_days") - 60, event="os_status", group="orr"
        ),
        "OS of lung cancer by sex": by_sex,
        "OS of lung cancer by ECOG": by_ecog,
    }


def near(ours: float | None, theirs: float | None, *, within: float = 1e-6) -> bool:
    """Tell whether two numbers agree; what one cannot tell the other must not."""
    if ours is None or theirs is None:
        return ours is theirs
    return abs(ours - theirs) <= within
