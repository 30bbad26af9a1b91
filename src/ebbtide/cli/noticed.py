"""The summary, on standard error, of what was noticed on reading a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from ebbtide import workflow
from ebbtide.cli.show import errors, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from ebbtide.study import Finding

__all__ = ["show_noticed"]

_SHOWN = 6
SEVERITIES = ("error", "warning", "info")
_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
_NOUNS = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("note", "notes")}


def show_noticed(findings: Sequence[Finding], *, all_in: str) -> None:
    """Say how many findings there are, show the first of each kind, the gravest first, and where all are.

    Args:
        findings: What was noticed, in reading order.
        all_in: Where all of them are to be found, in words.
    """
    if not findings:
        return
    console = errors()
    counts = workflow.count_findings(findings)
    say(console, Text(f"Noticed on reading: {_in_words(counts)}.", "bold"))
    kinds = _by_rule(findings)
    for alike in kinds[:_SHOWN]:
        _show(console, alike[0], like_it=len(alike) - 1)
    if len(findings) > min(len(kinds), _SHOWN):
        say(console, f"All of them: {all_in}.", indent=2)


def _by_rule(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Put findings of one rule together, the gravest rules first."""
    alike: dict[str, list[Finding]] = {}
    for finding in findings:
        alike.setdefault(finding.rule, []).append(finding)
    return sorted(alike.values(), key=lambda group: SEVERITIES.index(group[0].severity))


def _show(console: Console, finding: Finding, *, like_it: int) -> None:
    hint = f" {finding.hint[:1].upper()}{finding.hint[1:]}." if finding.hint else ""
    more = f" ({like_it:,} more like it)" if like_it else ""
    noun = Text(_NOUNS[finding.severity][0], _STYLES[finding.severity])
    say(console, Text.assemble(noun, f"  {finding.place}: {finding.problem}.{hint}{more}"), indent=2)


def _in_words(counts: dict[str, int]) -> str:
    """Put counts by severity into words.

    Examples:
        >>> _in_words({"error": 1, "warning": 0, "info": 12})
        '1 error, 12 notes'
    """
    return ", ".join(f"{count:,} {_NOUNS[kind][count != 1]}" for kind, count in counts.items() if count)
