"""R17, R18 and R19: new lesions in sums, and progression of criteria that add them."""

from __future__ import annotations

import polars as pl
import pytest

from ebbtide.study import Records
from tests.checks.responses_told import Row, asked, at, call, lesion, study_of, sums

GROWN = [*sums(50, 50), *lesion("N01", 12, first=4, role="new")]


def recorded(millimetres: float) -> list[Row]:
    """Record the sum of the targets at week 4."""
    return [{**at(4), "target_sum_um": round(millimetres * 1_000)}]


@pytest.mark.parametrize(
    ("millimetres", "fires"), [(62, True), (62.1, True), (62.101, False), (50, False), (70, False)]
)
def test_new_lesions_are_kept_out_of_the_target_sum(millimetres: float, *, fires: bool) -> None:
    """50 mm of targets and 12 mm of a new lesion are not 62 mm, within a tenth of a millimetre."""
    study = study_of(measurements=GROWN, timepoints=recorded(millimetres))
    found = asked("R17", study, ["irecist"])
    assert bool(found) is fires
    if found:
        assert (found[0]["day"], found[0]["severity"]) == (28, "error")
        assert "is that of the targets, 50 mm, and of the new lesions N01, 12 mm" in found[0]["message"]


def test_sums_of_tr_are_read_too() -> None:
    """A SUMDIAM of 6.2 cm at the visit of a reader holds the new lesion."""
    variables = {
        "USUBJID": "P-01", "TRTESTCD": "SUMDIAM", "VISIT": "Week 4", "TREVAL": "INVESTIGATOR",
        "TRSTRESC": "6.2", "TRSTRESU": "cm",
    }  # fmt: skip
    domains = {"TR": Records(pl.DataFrame(variables), "tr.csv")}
    rows = [{**row, "reader": "INVESTIGATOR"} for row in GROWN]
    [query] = asked("R17", study_of(measurements=rows, domains=domains), ["irecist"])
    assert query["reader"] == "INVESTIGATOR"
    assert "the recorded sum of targets 62 mm" in query["message"]


def test_records_without_what_places_them_are_left_alone() -> None:
    """TR without visits, or with a unit that is none, gives no query."""
    bare = {"TR": Records(pl.DataFrame({"USUBJID": ["P-01"], "TRTESTCD": ["SUMDIAM"]}), "tr.csv")}
    assert asked("R17", study_of(measurements=GROWN, domains=bare), ["irecist"]) == []
    odd = pl.DataFrame(
        {"USUBJID": "P-01", "TRTESTCD": "SUMDIAM", "VISIT": "Week 4", "TRSTRESC": "62", "TRSTRESU": "HU"}
    )
    assert asked("R17", study_of(measurements=GROWN, domains={"TR": Records(odd, "tr.csv")}), ["irecist"]) == []


def test_criteria_that_add_new_lesions_need_them_in_the_sum() -> None:
    """Under imRECIST alone 50 mm lacks the new lesion, and 62 mm is right."""
    [query] = asked("R17", study_of(measurements=GROWN, timepoints=recorded(50)), ["imrecist"])
    assert "Under imRECIST new measurable lesions join the burden. Expected 62 mm" in query["message"]
    assert asked("R17", study_of(measurements=GROWN, timepoints=recorded(62)), ["imrecist"]) == []


def imrecist(word: str, week: int, **more: object) -> Row:
    """Report an imRECIST response."""
    return call(word, week, criterion="imrecist", **more)


def test_under_imrecist_new_lesions_alone_are_no_progression() -> None:
    """PD with a burden of SD and a new lesion, or non-targets, is an error; PD by the burden is not."""
    [new] = asked("R18", study_of(reported=[imrecist("PD", 4, target="SD", new="unequivocal")]))
    assert new["severity"] == "error"
    assert "PD was entered for new lesions alone; the burden gives SD" in new["message"]
    [nontarget] = asked("R18", study_of(reported=[imrecist("PD", 4, target="SD", nontarget="PD", new="none")]))
    assert "for non-targets alone" in nontarget["message"]
    assert asked("R18", study_of(reported=[imrecist("PD", 4, target="PD", new="unequivocal")])) == []


def test_a_new_lesion_that_lifts_the_burden_is_progression() -> None:
    """50 mm and a new lesion of 12 mm are 62 mm, +24 %: PD though the targets alone are SD."""
    study = study_of(measurements=GROWN, reported=[imrecist("PD", 4, target="SD", new="unequivocal")])
    assert asked("R18", study) == []


@pytest.mark.parametrize(("days", "fires"), [(28, True), (27, False)])
def test_a_later_scan_negates_an_imrecist_progression(days: int, *, fires: bool) -> None:
    """PD as best response does not stand against SD 28 days later."""
    rows = [imrecist("PD", 4), {**imrecist("SD", 8), "day": 28 + days}]
    best = [{"criterion": "imrecist", "best_overall_response": "PD"}]
    found = asked("R18", study_of(reported=rows, reported_best=best))
    assert bool(found) is fires
    if found:
        assert "the PD of Week 4 is negated by SD (Week 8)" in found[0]["message"]


@pytest.mark.parametrize(("side", "fires"), [(5.0, False), (4.999, True)])
def test_an_irrc_index_lesion_has_five_by_five_millimetres(side: float, *, fires: bool) -> None:
    """A new target of 8 by 5 mm joins the burden; a micrometre less does not."""
    new = lesion("N01", 8, first=4, role="new_target", perpendicular_um=round(side * 1_000))
    rows = [*sums(50, 50, perpendicular_um=30_000), *new]
    found = asked("R19", study_of(measurements=rows), ["irrc"])
    assert bool(found) is fires
    if found:
        assert (found[0]["lesion"], found[0]["severity"]) == ("N01", "error")
        assert "N01 is 8 mm by 4.999 mm" in found[0]["message"]


def test_five_new_index_lesions_of_an_organ_are_enough() -> None:
    """Six new targets in the liver are one too many."""
    news = [
        lesion(f"N0{place}", 10, first=4, role="new_target", perpendicular_um=10_000, organ="LIVER")
        for place in range(1, 7)
    ]
    many = [row for new in news for row in new]
    [query] = asked("R19", study_of(measurements=[*sums(50, 50, perpendicular_um=30_000), *many]), ["irrc"])
    assert query["message"].startswith("6 new lesions in LIVER are recorded as new targets: N01, N02")
    assert asked("R19", study_of(measurements=[*sums(50, 50, perpendicular_um=30_000), *many[:5]]), ["irrc"]) == []


def test_an_irpd_is_seen_twice() -> None:
    """IrPD as best response does not stand where the next scan at 4 weeks is irSD; it does where it is irPD."""
    best = [{"criterion": "irrc", "best_overall_response": "irPD"}]
    rows = [call("irPD", 4, criterion="irrc"), call("irSD", 8, criterion="irrc")]
    [query] = asked("R19", study_of(reported=rows, reported_best=best))
    assert (
        "the irPD of Week 4 was not seen twice: the next assessment at 4 weeks or more, Week 8, is irSD"
        in query["message"]
    )
    twice = [call("irPD", 4, criterion="irrc"), call("irPD", 8, criterion="irrc"), call("irSD", 12, criterion="irrc")]
    assert asked("R19", study_of(reported=twice, reported_best=best)) == []
    assert asked("R19", study_of(reported=rows[:1], reported_best=best)) == []


def test_other_criteria_are_not_asked() -> None:
    """R18 is imRECIST's and R19 irRC's."""
    study = study_of(measurements=GROWN, reported=[call("PD", 4, target="SD", new="unequivocal")])
    assert asked("R18", study) == asked("R19", study) == []
