"""Reads whether the tumour has lost the target antigen."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["antigen_lost"]

_LOST: Final = re.compile(r"\b(?:negative|lost|loss|absent)\b", re.IGNORECASE)


def antigen_lost(text: str | None) -> bool:
    """Tell whether a finding on the target antigen says that it is gone.

    Examples:
        >>> antigen_lost("negative"), antigen_lost("lost"), antigen_lost("positive"), antigen_lost(None)
        (True, True, False, False)
    """
    return bool(text and _LOST.search(text) and "positive" not in text.casefold())
