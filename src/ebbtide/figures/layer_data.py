"""Data as the ground of a layer: the one way in which rows and frames are handed to the drawing library."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ebbtide.figures.altair import drawing_library

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["layer_of"]

_ESCAPED: Final = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)|[\ufffe\uffff]")
_UNFIT: Final = re.compile(r"\\(?:[bf]|u00[01][0-9a-fA-F])|[\ufffe\uffff]")
"""What XML forbids, as JSON writes it: vl-convert ends the whole process where a text holds it."""


def layer_of(data: pl.DataFrame | Iterable[Mapping[str, Any]]) -> Any:  # noqa: ANN401 - a chart of Altair
    """Begin a layer of rows, all of which it carries, whose fields are named by the figure.

    They go in as text: rows Altair would copy and check one by one, once for every layer and once for every chart
    that the layer is put into, which takes seconds where there are thousands. The same rows give the same text.
    Letters that no picture can hold are left out.

    Args:
        data: A frame, or rows with a value, a word or a list for each field.

    Examples:
        >>> layer_of([{"day": 0, "name": f"S{chr(7)}1"}]).data.values
        '[{"day": 0, "name": "S1"}]'
        >>> layer_of(pl.DataFrame({"day": [0]})).data.values
        '[{"day":0}]'
    """
    alt = drawing_library()
    text = data.write_json() if isinstance(data, pl.DataFrame) else json.dumps(list(data), ensure_ascii=False)
    fit = _ESCAPED.sub(lambda sign: "" if _UNFIT.fullmatch(sign[0]) else sign[0], text)
    return alt.Chart(alt.InlineData(values=fit, format=alt.JsonDataFormat(type="json")))
