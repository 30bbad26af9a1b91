"""The parts of the pages on criteria and options that follow from the definitions.

`python -m tests.house.criteria_pages` writes them anew; a test holds the pages to them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ebbtide.criteria import ANY_BY_ID, COMPOSITES, AnyCriterion, CompositeCriterion
from ebbtide.study import Options
from ebbtide.workflow.describing import values_of
from tests.house.pages import DOCS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ebbtide.sources import Source

BLOCK: Final = re.compile(
    r"(?P<begin><!-- made of the code: (?P<name>[\w-]+) -->\n).*?(?P<end><!-- end -->)", re.DOTALL
)
CRITERIA_PAGE: Final = DOCS / "criteria" / "README.md"
OPTIONS_PAGE: Final = DOCS / "guide" / "options.md"
REASONS_PAGE: Final = DOCS / "reference" / "reasons.md"
_A_TABLE: Final = 5
_FILLED_IN: Final = re.compile(r"{(\w+)}")


def page_of(criterion: AnyCriterion) -> Path:
    """Say which page is about a criterion."""
    return DOCS / "criteria" / f"{criterion.id}.md"


def blocks() -> dict[Path, dict[str, str]]:
    """Every part that is made of the code, by its page and name."""
    pages = {
        page_of(one): {
            "definition": _definition(one),
            "options": _options(one.option_names),
            "sources": _list(one.sources),
        }
        for one in ANY_BY_ID.values()
    }
    return pages | {
        CRITERIA_PAGE: {"comparison": _comparison()},
        OPTIONS_PAGE: {"options": _options(Options.model_fields)},
        REASONS_PAGE: {one.id: _reasons(one) for one in COMPOSITES},
    }


def written(page: Path) -> str:
    """Give a page with its parts as they should be."""
    made = blocks()[page]
    text = page.read_text("utf-8")
    return BLOCK.sub(lambda block: f"{block['begin']}{made[block['name']]}{block['end']}", text)


def _comparison() -> str:
    told = list(ANY_BY_ID.values())
    halves = [told[start : start + _A_TABLE] for start in range(0, len(told), _A_TABLE)]
    return "\n".join(_side_by_side(half) for half in halves)


def _side_by_side(criteria: Sequence[AnyCriterion]) -> str:
    told = [criterion.describe() for criterion in criteria]
    names = " | ".join(f"[{one.title}]({one.id}.md)" for one in criteria)
    rows = [f"| {item} | {' | '.join(one[item] for one in told)} |" for item in told[0] if item != "criterion"]
    ids = " | ".join(f"`{one.id}`" for one in criteria)
    return "\n".join([f"| | {names} |", "|---" * (len(criteria) + 1) + "|", f"| id | {ids} |", *rows, ""])


def _reasons(criterion: CompositeCriterion) -> str:
    rows = [("reason", one) for one in criterion.clauses] + [("flag", one) for one in criterion.flag_clauses]
    told = [f"| `{one.word}` | {kind} | {_in_words(one.says)} |" for kind, one in rows]
    return "\n".join(["| word | kind | says |", "|---|---|---|", *told, ""])


def _in_words(says: str) -> str:
    return _FILLED_IN.sub(lambda found: f"*{found[1].replace('_', ' ')}*", says)


def _definition(criterion: AnyCriterion) -> str:
    rows = [f"| {item} | {text} |" for item, text in criterion.describe().items() if item != "criterion"]
    return "\n".join(["| | |", "|---|---|", *rows, ""])


def _options(names: Iterable[str]) -> str:
    wanted = set(names)
    lines = ["| option | may be | default | what it decides, and where it is from |", "|---|---|---|---|"]
    lines += [
        f"| `{name}` | {', '.join(values_of(name))} | {_shown(default)} | {says} |"
        for name, default, says in Options.register()
        if name in wanted
    ]
    return "\n".join([*lines, ""])


def _shown(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


def _list(sources: Iterable[Source]) -> str:
    return "\n".join([f"* **{source.key}.** {_reference(source)}" for source in sources] + [""])


def _reference(source: Source) -> str:
    dated = f"{source.journal} ({source.year})" if source.year else source.journal
    where = f" doi `{source.doi}`." if source.doi else f" {source.url}" if source.url else ""
    return f"{source.authors} {source.title}. {dated}.{where}"


if __name__ == "__main__":
    for made in blocks():
        made.write_text(written(made), encoding="utf-8")
