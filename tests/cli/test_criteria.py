"""`ebbtide criteria`: the definitions that judge, as tables."""

from __future__ import annotations

import json

import pytest

from ebbtide.criteria import ANY_BY_ID, AnyCriterion
from tests.cli.support import run, run_alone


def test_every_criterion_has_a_column(capsys: pytest.CaptureFixture[str]) -> None:
    """The table names each criterion by title and id, and says what each asks for."""
    shown = run(capsys, "criteria").out
    for criterion in ANY_BY_ID.values():
        assert criterion.title in shown
        assert criterion.id in shown
    assert "unconfirmed" in shown


def test_a_narrow_terminal_gets_whole_words() -> None:
    """At 60 columns nothing is cut off."""
    shown = run_alone("criteria", COLUMNS="60", PYTHONIOENCODING="utf-8").out
    assert max(len(line) for line in shown.splitlines()[:-1]) <= 60
    assert "…" not in shown


@pytest.mark.parametrize("criterion", ANY_BY_ID.values(), ids=lambda criterion: criterion.id)
def test_one_criterion_is_shown_in_full(criterion: AnyCriterion, capsys: pytest.CaptureFixture[str]) -> None:
    """Each option it reads stands with its values and default, each source with its reference."""
    shown = run(capsys, "criteria", criterion.id).out
    assert shown.startswith(f"{criterion.title} ({criterion.id})\n")
    assert [name for name in criterion.option_names if f"  {name} = " not in shown] == []
    assert [source.reference for source in criterion.sources if source.reference not in shown] == []


def test_json_holds_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """A program reads what a person reads."""
    described = json.loads(run(capsys, "criteria", "--json").out)
    assert [entry["id"] for entry in described] == list(ANY_BY_ID)
    [irecist] = json.loads(run(capsys, "criteria", "irecist", "--json").out)
    assert irecist == described[6]
    assert {"name": "a4_nt", "default": "change", "values": ["change", "table2"]}.items() <= irecist["options"][
        2
    ].items()
