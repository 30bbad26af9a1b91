"""The summary, on standard error, of what was noticed on reading a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.show import errors, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ebbtide.study import Finding

__all__ = ["show_noticed"]

_SHOWN = 5
_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
_NOUNS = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("note", "notes")}


def show_noticed(findings: Sequence[Finding], *, rest_in: str) -> None:
    """Say how many findings there are, show the gravest few and where the rest is.

    Args:
        findings: What was noticed, in reading order.
        rest_in: Where the rest is to be found, in words.
    """
    if not findings:
        return
    console = errors()
    counts = workflow.count_findings(findings)
    say(console, Text(f"Noticed on reading: {_in_words(counts)}.", "bold"))
    ranked = sorted(findings, key=lambda finding: list(counts).index(finding.severity))
    for finding in ranked[:_SHOWN]:
        hint = f" {finding.hint[:1].upper()}{finding.hint[1:]}." if finding.hint else ""
        line = f"{finding.place}: {finding.problem}.{hint}"
        say(console, Text.assemble("  ", (_NOUNS[finding.severity][0], _STYLES[finding.severity]), "  ", line))
    if len(findings) > _SHOWN:
        say(console, f"  … {len(findings) - _SHOWN:,} more: {rest_in}.")


def _in_words(counts: dict[str, int]) -> str:
    """Put counts by severity into words.

    Examples:
        >>> _in_words({"error": 1, "warning": 0, "info": 12})
        '1 error, 12 notes'
    """
    return ", ".join(f"{count:,} {_NOUNS[kind][count != 1]}" for kind, count in counts.items() if count)
