"""A forest: how often something was found, row by row, each with its interval.

Of a pattern it sets a study's own counts beside the published ones and what they come to when pooled; of responses
it sets subgroups side by side. Every rate and every interval is one of the tables'.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.errors import EmptyTableError
from ebbtide.figures.altair import drawing_library
from ebbtide.figures.figure import Figure
from ebbtide.figures.layer_data import layer_of
from ebbtide.figures.lettering import cut_in_middle
from ebbtide.figures.sheet import Text, at_pixels, texts
from ebbtide.figures.theme import BLACK, GREY, PALETTE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ebbtide.figures.figure import About

__all__ = ["FOREST_ROWS", "incidence_forest", "incidence_rows", "rate_forest", "rate_rows"]

FOREST_ROWS: Final = {
    "kind": pl.String,
    "section": pl.String,
    "name": pl.String,
    "events": pl.Int64,
    "patients": pl.Int64,
    "open": pl.Int64,
    "not_computable": pl.Int64,
    "estimate_pct": pl.Float64,
    "low_pct": pl.Float64,
    "high_pct": pl.Float64,
    "prediction_low_pct": pl.Float64,
    "prediction_high_pct": pl.Float64,
    "weight_pct": pl.Float64,
}
"""The rows of a forest, as drawn. `kind` is `own` (a count of the study), `study` (a published one), `pooled` or
`overall`."""
_AMONG: Final = {
    "treated": "This study: all treated",
    "progressed_and_scanned_again": "This study: scanned again after progression",
}
_PUBLISHED: Final = "Published"
_OF_OWN: Final = (
    "Circle: this study, with its exact 95 % interval. Open / n.c.: calls that are still open, or could not be "
    "computed; they count as without the pattern."
)
_OF_PUBLISHED: Final = (
    "Box: a published study (Jia 2019, Table 1), its area by its weight among all. Diamond: pooled by random effects, "
    "as wide as its 95 % interval; thin line through it: 95 % prediction interval. Dashed: pooled over all studies."
)
_OF_RATES: Final = (
    "Circle: rate with its exact 95 % interval; every subject of a group counts. Diamond and dashed line: all subjects."
)
_ALONE: Final = "other tumors, one study each"
_WIDTH: Final = 640
_ROW: Final = 15
_TOP: Final = 22
_PLOT: Final = (284, 466)
"""From where to where, in pixels, rates are drawn."""
_WIDER: Final = 46
"""So many pixels further where no weights are written."""
_OPEN, _COUNT, _RATE, _WEIGHT = 206, 272, 478, 638
_NAME: Final = 44
"""Letters of a name that fit before the counts."""
_NAME_BESIDE: Final = 28
"""And where what is open is written beside it."""
_MOST_ROWS: Final = 120
_MOST_TICKS: Final = 6
_BOXES: Final = (9, 120)


def incidence_forest(
    counted: pl.DataFrame, published: pl.DataFrame | None, about: About, *, pattern: str, notes: Iterable[str] = ()
) -> Figure:
    """Draw how often a pattern was found in a study by each definition, beside the published counts.

    Args:
        counted: The study's own: as `study_incidence` gives it, of one reader.
        published: As `forest_table` gives it; None where nothing was published of the pattern.
        about: The study.
        pattern: Which pattern.
        notes: Further notes.

    Raises:
        EmptyTableError: If there is no row.
        MissingExtraError: If Altair is not installed.

    Sources:
        Lewis 2001 (how a forest is drawn); Jia 2019 (the published counts).
    """
    rows = incidence_rows(counted, published)
    words = pattern.replace("_", " ")
    said = [_OF_OWN, *notes] if published is None else [_OF_OWN, *notes, _OF_PUBLISHED]
    return _forest(
        rows, about, f"How often {words} was found{'' if published is None else ', beside published counts'}", said
    )


def rate_forest(rates: dict[str, pl.DataFrame], about: About, *, rate: str, notes: Iterable[str] = ()) -> Figure:
    """Draw a rate of response by subgroup.

    Args:
        rates: By what the subgroups are (`arm`), their rows: as `response_rates` gives them, of one reader, one
            criterion and one rate.
        about: The study.
        rate: Which rate: `ORR`.
        notes: Further notes.

    Raises:
        EmptyTableError: If there is no row.
        MissingExtraError: If Altair or SciPy is not installed.
    """
    rows = rate_rows(rates)
    by = ", ".join(name.replace("_", " ") for name in rates)
    said = [_OF_RATES, *notes]
    names = {"ORR": "Objective response rate", "DCR": "Disease control rate", "CBR": "Clinical benefit rate"}
    name = names.get(rate.removeprefix("c"), rate)
    title = f"{name}{', confirmed' if rate.startswith('c') else ''} ({rate}) by {by}"
    return _forest(rows, about, title, said)


def incidence_rows(counted: pl.DataFrame, published: pl.DataFrame | None) -> pl.DataFrame:
    """Lay out a study's counts above the published ones: columns as in FOREST_ROWS."""
    named = pl.col("among").cast(pl.String).replace_strict(_AMONG, return_dtype=pl.String)
    own = counted.select(
        pl.lit("own").alias("kind"),
        named.alias("section"),
        pl.col("definition").cast(pl.String).alias("name"),
        pl.col("with_pattern").alias("events"),
        "patients",
        "open",
        "not_computable",
        "estimate",
        "low",
        "high",
    )
    order = {words: place for place, words in enumerate(_AMONG.values())}
    sorted_own = own.sort(pl.col("section").replace_strict(order, return_dtype=pl.Int64), maintain_order=True)
    parts = [sorted_own] if published is None else [sorted_own, _published_rows(published)]
    return _laid_out(pl.concat(parts, how="diagonal"))


def rate_rows(rates: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Lay out the subgroups, and all subjects at the end: columns as in FOREST_ROWS."""
    from ebbtide.statistics.proportions import exact_interval

    parts = [
        table.select(
            pl.lit("own").alias("kind"),
            pl.lit(by.replace("_", " ").capitalize()).alias("section"),
            pl.col(by).cast(pl.String).replace("", None).fill_null("not told").alias("name"),
            pl.col("responders").cast(pl.Int64).alias("events"),
            pl.col("subjects").cast(pl.Int64).alias("patients"),
            "estimate",
            "low",
            "high",
        )
        for by, table in rates.items()
    ]
    if not parts:
        return pl.DataFrame(schema=FOREST_ROWS)
    # Every subject is in one row of each column, so any of them adds up to all.
    whole = parts[0].select(pl.col("events", "patients").sum())
    low, high = exact_interval(whole["events"], whole["patients"])
    of_all = whole.with_columns(
        kind=pl.lit("overall"),
        section=pl.lit("All"),
        name=pl.lit("all subjects"),
        estimate=pl.col("events") / pl.col("patients"),
        low=low,
        high=high,
    )
    return _laid_out(pl.concat([*parts, of_all], how="diagonal"))


def _published_rows(published: pl.DataFrame) -> pl.DataFrame:
    """Take the published studies under their tumors; tumors of one study stand together, and pool nothing."""
    studies = pl.col("kind").eq("study").sum().over("group")
    is_alone = (studies == 1) & (pl.col("kind") != "overall")
    of_all = pl.col("kind") == "overall"
    rows = published.with_columns(alone=is_alone).filter(~(pl.col("alone") & (pl.col("kind") == "pooled")))
    pooled = pl.format("pooled, {}", pl.col("group"))
    # Tumors of one study come after the others, in their order.
    return rows.sort(of_all, "alone", maintain_order=True).select(
        "kind",
        pl.when(of_all)
        .then(pl.lit(_PUBLISHED))
        .when("alone")
        .then(pl.lit(f"{_PUBLISHED}: {_ALONE}"))
        .otherwise(pl.format(f"{_PUBLISHED}: {{}}", pl.col("group")))
        .alias("section"),
        pl.when(of_all)
        .then(pl.lit("pooled, all published studies"))
        .when(pl.col("kind") == "pooled")
        .then(pooled)
        .when("alone")
        .then(pl.format("{}, {}", pl.col("study"), pl.col("group")))
        .otherwise("study")
        .alias("name"),
        pl.col("pseudoprogressions").alias("events"),
        "patients",
        "estimate",
        "low",
        "high",
        "prediction_low",
        "prediction_high",
        # A percentage already: brought to a proportion here, so that all columns are told alike.
        (pl.col("overall_weight_pct") / 100).alias("weight"),
    )


def _laid_out(rows: pl.DataFrame) -> pl.DataFrame:
    """Bring rows into the columns of a forest, proportions as percentages; what they lack is blank."""
    columns = []
    for name, kind in FOREST_ROWS.items():
        plain = name.removesuffix("_pct")
        there = pl.col(plain) if plain in rows.columns else pl.lit(None)
        columns.append(((100 * there) if plain != name else there).cast(kind).alias(name))
    return rows.select(columns)


def _forest(rows: pl.DataFrame, about: About, title: str, notes: list[str]) -> Figure:
    if rows.is_empty():
        raise EmptyTableError("there is no group to draw a rate of", hint="look at the table of subjects")
    shown = rows.head(_MOST_ROWS)
    placed, headings, height = _placed(shown)
    top = _limit(placed)
    chart = drawing_library().layer(
        *_marks(placed, top, height),
        *texts([*_heads(placed), *_headings(headings), *_texts(placed)]),
    )
    last = _last_notes(rows, shown, top)
    return Figure(
        name="forest",
        title=title,
        about=about,
        chart=chart.properties(width=_WIDTH, height=height),
        data=rows,
        alt_text=_alt_text(rows, title),
        notes=(*notes, *last),
        width=_WIDTH,
    )


def _placed(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[tuple[float, str]], int]:
    """Give every row its place beneath the heading of its section."""
    y, places, headings, before = float(_TOP), [], [], None
    for section, kind in rows.select("section", "kind").rows():
        if section != before and kind != "overall":
            y += _ROW * 0.4 if before is not None else 0
            headings.append((y + _ROW / 2, section))
            y += _ROW
        elif kind == "overall":
            y += _ROW * 0.5
        before = section
        places.append(y + _ROW / 2)
        y += _ROW
    return rows.with_columns(y=pl.Series(places, dtype=pl.Float64)), headings, round(y + 6)


def _limit(rows: pl.DataFrame) -> float:
    """Choose where the axis ends: most intervals fit, every estimate does."""
    highs = rows["high_pct"].drop_nulls()
    most = highs.quantile(0.9, "higher") if len(highs) else None
    known = [most, rows["estimate_pct"].max(), 1.0]
    pools = rows.filter(pl.col("kind").is_in(["pooled", "overall"])).select(
        pl.max_horizontal("high_pct", "prediction_high_pct").max()
    )
    widest = max(float(one) for one in (*known, pools.item()) if one is not None)
    step = 10 if widest > 20 else 5  # noqa: PLR2004 - percent
    return float(min(100, step * math.ceil(widest / step)))


def _marks(rows: pl.DataFrame, top: float, height: int) -> list[Any]:
    alt = drawing_library()
    scale = alt.Scale(domain=[0, top], range=[_PLOT[0], _PLOT[1] + _further(rows)], nice=False)
    step = next(step for step in (1, 2, 5, 10, 20) if top / step <= _MOST_TICKS)
    values = list(range(0, round(top) + 1, step))
    axis = alt.Axis(title="Rate (%)", values=values, grid=False, labelFlush=False)

    def x(name: str) -> Any:  # noqa: ANN401 - a channel of Altair
        return alt.X(f"{name}:Q", scale=scale, axis=axis)

    known = rows.filter(pl.col("estimate_pct").is_not_null()).select(
        "kind",
        "y",
        e="estimate_pct",
        low="low_pct",
        high=pl.col("high_pct").clip(upper_bound=top),
        beyond=pl.col("high_pct") > top,
        p_low="prediction_low_pct",
        p_high=pl.col("prediction_high_pct").clip(upper_bound=top),
        w="weight_pct",
    )
    y = at_pixels("Y", "y")
    single, pools = (known.filter(~_is_pool()), known.filter(_is_pool()))
    layers = _frame(known, x, height)
    layers.append(layer_of(single).mark_rule(color=BLACK, strokeWidth=1).encode(x=x("low"), x2="high:Q", y=y))
    beyond = known.filter("beyond")
    if len(beyond):
        layers.append(_arrows(beyond, x, y))
    own, studies = (single.filter(pl.col("kind") == kind) for kind in ("own", "study"))
    if len(own):
        layers.append(
            layer_of(own)
            .mark_point(shape="circle", filled=True, size=46, color=PALETTE[0], opacity=1)
            .encode(x("e"), y)
        )
    if len(studies):
        size = alt.Size("w:Q", scale=alt.Scale(domain=[0, studies["w"].max()], range=list(_BOXES)), legend=None)
        box = layer_of(studies).mark_point(shape="square", filled=True, color="#4D4D4D", opacity=1)
        layers.append(box.encode(x=x("e"), y=y, size=size))
    if len(pools):
        layers += _diamonds(pools, x, y)
    return layers


def _further(rows: pl.DataFrame) -> int:
    return 0 if rows["weight_pct"].is_not_null().any() else _WIDER


def _is_pool() -> pl.Expr:
    return pl.col("kind").is_in(["pooled", "overall"])


def _frame(known: pl.DataFrame, x: Any, height: int) -> list[Any]:  # noqa: ANN401 - a channel of Altair
    """Draw the line of no events, and a dashed one at the rate of all."""
    ends = {"from": [float(_TOP - 4)], "to": [float(height)]}
    zero = layer_of(pl.DataFrame({"e": [0.0], **ends})).mark_rule(color="#BBBBBB", strokeWidth=1)
    layers = [zero.encode(x=x("e"), y=at_pixels("Y", "from"), y2="to:Q")]
    overall = known.filter(pl.col("kind") == "overall").select("e")
    if len(overall):
        lines = overall.with_columns(pl.lit(ends["from"][0]).alias("from"), pl.lit(ends["to"][0]).alias("to"))
        dashed = layer_of(lines).mark_rule(color=GREY, strokeDash=[4, 3], strokeWidth=1)
        layers.append(dashed.encode(x=x("e"), y=at_pixels("Y", "from"), y2="to:Q"))
    return layers


def _arrows(beyond: pl.DataFrame, x: Any, y: Any) -> Any:  # noqa: ANN401 - channels of Altair
    point = layer_of(beyond).mark_point(shape="triangle-right", filled=True, size=34, color=BLACK, opacity=1)
    return point.encode(x=x("high"), y=y)


def _diamonds(pools: pl.DataFrame, x: Any, y: Any) -> list[Any]:  # noqa: ANN401 - channels of Altair
    """Draw what is pooled: a diamond as wide as its interval, through it the interval of a further study."""
    wide = pools.filter(pl.col("p_low").is_not_null())
    layers = []
    if len(wide):
        rule = layer_of(wide).mark_rule(color=PALETTE[1], strokeWidth=1.2)
        layers.append(rule.encode(x=x("p_low"), x2="p_high:Q", y=y))
    half = _ROW * 0.36
    corners = pl.concat(
        [
            pools.with_row_index("d").select("d", pl.lit(order).alias("o"), pl.col(name).alias("e"), pl.col("y") + lift)
            for order, (name, lift) in enumerate((("low", 0.0), ("e", -half), ("high", 0.0), ("e", half), ("low", 0.0)))
        ]
    )
    shape = layer_of(corners).mark_line(filled=True, fill=PALETTE[1], fillOpacity=1, stroke=PALETTE[1], strokeWidth=1)
    layers.append(shape.encode(x=x("e"), y=y, detail="d:N", order="o:Q"))
    return layers


def _heads(rows: pl.DataFrame) -> list[Text]:
    y = 8
    head = [
        Text(_COUNT, y, "n / N", "right", is_bold=True),
        Text(_RATE + _further(rows), y, "% (95 % interval)", is_bold=True),
    ]
    if rows["open"].is_not_null().any():
        head.append(Text(_OPEN, y, "Open / n.c.", "right", is_bold=True))
    if rows["weight_pct"].is_not_null().any():
        head.append(Text(_WEIGHT, y, "Weight, %", "right", is_bold=True))
    return head


def _headings(headings: list[tuple[float, str]]) -> list[Text]:
    return [Text(0, y, cut_in_middle(section, 110), is_bold=True) for y, section in headings]


def _texts(rows: pl.DataFrame) -> list[Text]:
    """Write the name, the counts, the rate and the weight of each row."""
    words, further = [], _further(rows)
    for row in rows.iter_rows(named=True):
        y, is_pool = row["y"], row["kind"] in {"pooled", "overall"}
        rate = rate_text(row["estimate_pct"], row["low_pct"], row["high_pct"])
        weight = "" if row["weight_pct"] is None else _decimal(row["weight_pct"])
        waiting = "" if row["open"] is None else f"{row['open']:,} / {row['not_computable']:,}"
        most = _NAME if row["open"] is None else _NAME_BESIDE
        words += [
            Text(10, y, cut_in_middle(row["name"], most), is_bold=is_pool),
            Text(_OPEN, y, waiting, "right"),
            Text(_COUNT, y, f"{row['events']:,} / {row['patients']:,}", "right"),
            Text(_RATE + further, y, rate or ("nobody" if not row["patients"] else "not computable")),
            Text(_WEIGHT, y, weight, "right"),
        ]
    return words


def rate_text(estimate: float | None, low: float | None, high: float | None) -> str:
    """Write a rate with its interval, in percent; nothing where it is not known.

    Examples:
        >>> rate_text(4.24242, 2.338, 7.0), rate_text(None, None, None)
        ('4.2 (2.3 to 7.0)', '')
    """
    if estimate is None or low is None or high is None:
        return ""
    return f"{_decimal(estimate)} ({_decimal(low)} to {_decimal(high)})"


def _decimal(value: float) -> str:
    return str(pl.Series([value]).round(1)[0])


def _last_notes(rows: pl.DataFrame, shown: pl.DataFrame, top: float) -> list[str]:
    notes = []
    if shown.select((pl.col("high_pct") > top).any()).item():
        notes.append("Arrow: the interval goes on beyond the axis.")
    if len(rows) > len(shown):
        notes.append(f"{len(rows) - len(shown):,} further rows are in the data only.")
    if (shown["name"].str.len_chars() > _NAME).any():
        notes.append("Long names are cut in their middle.")
    return notes


def _alt_text(rows: pl.DataFrame, title: str) -> str:
    own = rows.filter(pl.col("kind") == "own", pl.col("estimate_pct").is_not_null())
    pooled = rows.filter(pl.col("kind") == "overall")
    said = [f"Forest of {len(rows)} rates. {title}."]
    if len(own):
        low, high = (getattr(own["estimate_pct"], name)() for name in ("min", "max"))
        said.append(f"In this study {_decimal(low)} to {_decimal(high)} % over {len(own)} rows.")
    for row in pooled.iter_rows(named=True):
        rate = rate_text(row["estimate_pct"], row["low_pct"], row["high_pct"])
        said.append(f"{row['name'][:1].upper()}{row['name'][1:]}: {rate} %.")
    return " ".join(said)
