"""The bundled patients with leukemia come out as their papers say."""

from __future__ import annotations

import pytest

import ebbtide
from ebbtide import examples


def calls(name: str, **options: object) -> dict[tuple[str, int], str]:
    """Judge a bundled study: the call by subject and day."""
    study = ebbtide.read_study(examples.path(name))
    found = ebbtide.assess(study, criteria=["all"], options=ebbtide.Options.model_validate(options))
    rows = found.responses.select("subject", "day", "overall_response").iter_rows()
    return {(str(subject), day): str(call) for subject, day, call in rows}


def test_the_donor_case() -> None:
    """Kong 2022: remission, then relapse in the eye; after the second the masses bar it, then no marrow is near."""
    assert calls("donor-car-t") == {
        ("DC-01.1", 30): "CR",
        ("DC-01.1", 150): "CR",
        ("DC-01.1", 180): "RELAPSE",
        ("DC-01.2", 30): "NOT_CR_RESIDUAL_EMD",
        ("DC-01.2", 90): "NE",
        ("DC-01.2", 150): "NE",
    }


@pytest.mark.parametrize("profile", ["eln2024", "cibmtr"])
def test_the_last_follow_up_with_the_marrow_carried_forward(profile: str) -> None:
    """Platelets of 65e9/L make it CRi, flagged for the drug and for the marrow."""
    study = ebbtide.read_study(examples.path("donor-car-t"))
    options = ebbtide.Options.model_validate({"carry_forward_marrow": 180, "all_profile": profile})
    rows = ebbtide.assess(study, criteria=["all"], options=options).responses.filter(subject="DC-01.2", day=150)
    assert str(rows["overall_response"][0]) == "CRi"
    assert {"CARRIED_FORWARD", "TPO_AGONIST", "COUNTS_UNKNOWN"} <= set(str(rows["flags"][0]).split())


def test_the_infant_case() -> None:
    """The letter: a month after the infusion cellular and molecular remission, no lesion; counts are not printed."""
    assert calls("infant-all-bone-lesion") == {("IL-01", 30): "CR"}
    study = ebbtide.read_study(examples.path("infant-all-bone-lesion"))
    [line] = ebbtide.assess(study, criteria=["all"]).responses["flags"].to_list()
    assert "COUNTS_UNKNOWN" in line


def parts(name: str) -> dict[tuple[str, int], dict[str, str]]:
    """Give what each part of each call says, by subject and day."""
    rows = ebbtide.assess(ebbtide.read_study(examples.path(name)), criteria=["all"]).components
    found: dict[tuple[str, int], dict[str, str]] = {}
    for subject, day, part, said in rows.select("subject", "day", "component", "category").iter_rows():
        found.setdefault((str(subject), day), {})[str(part)] = str(said)
    return found


def test_what_stands_beside_the_calls() -> None:
    """Marrow in remission, residual disease negative, masses left, then gone."""
    donor, infant = parts("donor-car-t"), parts("infant-all-bone-lesion")
    month = [donor["DC-01.2", 30][part] for part in ("marrow", "mrd", "extramedullary")]
    assert month == ["CR", "NEGATIVE", "NON-CR/NON-PD"]
    assert donor["DC-01.2", 90]["extramedullary"] == "CR"
    assert donor["DC-01.1", 180]["marrow"] == "CR"
    assert (infant["IL-01", 30]["mrd"], infant["IL-01", 30]["extramedullary"]) == ("NEGATIVE", "CR")
