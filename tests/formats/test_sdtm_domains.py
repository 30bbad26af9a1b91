"""What single domains give: qualifiers, codes, accepted records, and the domains beside TU, TR and RS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ebbtide.errors import DataError, MissingColumnError, UnknownWordError
from ebbtide.formats import read_study
from ebbtide.study import Options
from tests.formats.domains import (
    DAY_0,
    DM,
    ME,
    RS,
    SUPP,
    TR,
    TU,
    becomes,
    files_of,
    lesions,
    line,
    rs,
    study_of,
    supp,
    tr,
    tu,
    usual,
    why,
)
from tests.formats.support import folder_of, rules_of

if TYPE_CHECKING:
    from pathlib import Path

    from ebbtide.study import Study

W6 = {"VISIT": "W6", "TRDTC": "2024-02-21"}
DETAILS = ("lesion", "irradiated", "progressed_since", "contrast")


# ------------------------------------------------------------------------------------------- qualifiers


@pytest.mark.parametrize(("variable", "value"), [("TUSEQ", "1"), ("TUSEQ", "1.0"), ("TULNKID", "A")])
@pytest.mark.parametrize("prefix", ["", "TU"])
def test_prior_radiation_is_a_detail_of_the_lesion(tmp_path: Path, variable: str, value: str, prefix: str) -> None:
    """PRVIR and PRVIRP, with their prefix or without, by the number of the record or the name of the lesion."""
    said = [supp("TU", variable, value, f"{prefix}PRVIR", "Y"), supp("TU", variable, value, f"{prefix}PRVIRP", "N")]
    identified = [TU, tu("A", "TARGET", TUSEQ=1), tu("B", "NON-TARGET", TUSEQ=2)]
    study = study_of(tmp_path, tu=identified, tr=[TR, tr("A", "LDIAM", 20)], supptu=[SUPP, *said])
    assert study.table("lesion_details").select(DETAILS).rows() == [("A", True, False, None)]
    assert becomes(study)["supptu.csv"] == (("lesion_details",), 2, 2, 0)
    assert study.domains["TU"].frame.get_column(f"{prefix}PRVIR").to_list() == ["Y", None]


def test_a_qualifier_without_idvar_is_of_all_records_of_the_subject(tmp_path: Path) -> None:
    """Each of the lesions of the subject has it."""
    identified = [TU, tu("A", "TARGET"), tu("B", "NON-TARGET")]
    study = study_of(tmp_path, tu=identified, supptu=[SUPP, supp("TU", "", "", "CONTRAST", "Y")])
    assert study.table("lesion_details").select(DETAILS).rows() == [("A", None, None, True), ("B", None, None, True)]


def test_slice_thickness_is_of_the_reading(tmp_path: Path) -> None:
    """In millimetres unless it has its unit, by the visit here; words say nothing."""
    said = [
        supp("TR", "VISIT", "BL", "TRSLICE", "5"),
        supp("TR", "VISIT", "W6", "TRSLICE", "0.7 cm"),
        supp("TR", "VISIT", "W12", "TRSLICE", "thin"),
    ]
    rows = [TR, tr("A", "LDIAM", 20), tr("A", "LDIAM", 21, **W6), tr("A", "LDIAM", 22, VISIT="W12", TRDTC="2024-04-03")]
    study = study_of(tmp_path, tr=rows, supptr=[SUPP, *said])
    assert lesions(study, "slice_um") == [(5_000,), (7_000,), (None,)]


def test_qualifiers_of_several_domains_may_come_in_one_file(tmp_path: Path) -> None:
    """RDOMAIN says whose they are; those nobody uses are counted, as are those that have no record."""
    said = [
        supp("TU", "TULNKID", "A", "PRVIR", "N"),
        supp("TR", "TRSEQ", "1", "TRLOC", "LIVER"),
        supp("TR", "TRSEQ", "9", "TRLOC", "LIVER"),
        supp("TR", "NOVAR", "9", "TRLOC", "LIVER"),
        supp("TR", "TRSEQ", "1", "TRLOC", ""),
        supp("AE", "AESEQ", "1", "AEX", "Y"),
    ]
    study = study_of(tmp_path, tr=[TR, tr("A", "LDIAM", 20, TRSEQ=1)], suppqual=[SUPP, *said])
    assert study.table("lesion_details").select(DETAILS).rows() == [("A", False, None, None)]
    assert becomes(study)["suppqual.csv"] == (("lesion_details",), 6, 1, 5)
    assert set(why(study)["suppqual.csv"].split("; ")) == {
        "belongs to no record of its own (2)",
        "has no value (1)",
        "AE is not there (1)",
        "TRLOC is not used (1)",
    }
    assert rules_of(study)["READ55"] == 2


# ------------------------------------------------------------------------------------------------ codes


@pytest.mark.parametrize(
    ("word", "role", "nodal"),
    [
        ("TARGET NODULE", "target", False),
        ("NON-TARGET ENHANCING", "nontarget", False),
        ("NON-TARGET NON-ENHANCING", "nontarget", False),
        ("NON-TARGET NODAL", "nontarget", True),
        ("NEW NODAL", "new", True),
        ("NEW EXTRA NODAL", "new", False),
        ("NEW BONE LESION", "new", False),
        ("NEW NON-TARGET", "new_nontarget", False),
    ],
)
def test_every_role_of_the_code_list_is_read(tmp_path: Path, word: str, role: str, nodal: bool) -> None:  # noqa: FBT001 - the expectation
    """TUIDRS, nodal or not."""
    assert lesions(study_of(tmp_path, tu=[TU, tu("A", word)]), "role", "nodal") == [(role, nodal)]


def test_what_no_criterion_follows_is_set_aside(tmp_path: Path) -> None:
    """A benign lesion of TUIDRS is told, and so are its readings; a word of no list is refused."""
    identified = [TU, tu("A", "TARGET"), tu("B", "BENIGN")]
    study = study_of(tmp_path, tu=identified, tr=[TR, tr("A", "LDIAM", 20), tr("B", "LDIAM", 9)])
    assert lesions(study, "lesion") == [("A",)]
    assert [(finding.rule, finding.file, finding.row) for finding in study.findings] == [
        ("READ51", "tu.csv", 3),
        ("READ51", "tr.csv", 3),
    ]
    with pytest.raises(UnknownWordError, match=r"tu.csv, row 2, column TUSTRESC, subject P1: 'TRAGET' is no role"):
        study_of(tmp_path / "slip", tu=[TU, tu("A", "TRAGET")])


@pytest.mark.parametrize(
    ("test", "word", "state"),
    [
        ("TUMSTATE", "PRESENT", "present"),
        ("TUMSTATE", "ABSENT", "absent"),
        ("TUMSTATE", "UNEQUIVOCAL", "unequivocal_progression"),
        ("TUMSTATE", "FURTHER ENLARGEMENT FROM NADIR", "increased"),
        ("TUMSTATE", "ENLARGEMENT", "increased"),
        ("TUMSTATE", "TUMOR MERGED", "merged"),
        ("LNSTATE", "PATHOLOGICAL", "present"),
        ("LNSTATE", "NON-PATHOLOGICAL", "absent"),
        ("LESSTATE", "UNCHANGED", "present"),
    ],
)
def test_every_state_of_the_code_list_is_read(tmp_path: Path, test: str, word: str, state: str) -> None:
    """TRPROPRS, whatever the test is called."""
    study = study_of(tmp_path, tu=[TU, tu("A", "NON-TARGET")], tr=[TR, tr("A", test, word)])
    assert lesions(study, "state") == [(state,)]


def test_a_measured_node_is_what_its_short_axis_makes_it(tmp_path: Path) -> None:
    """A target node of 8 mm that is called non-pathological is measured, and nothing is odd about it."""
    rows = [TR, tr("A", "LPERP", 16), tr("A", "LNSTATE", "PATHOLOGICAL")]
    rows += [tr("A", "LPERP", 8, **W6), tr("A", "LNSTATE", "NON-PATHOLOGICAL", **W6)]
    study = study_of(tmp_path, tu=[TU, tu("A", "TARGET", TULOC="LYMPH NODE")], tr=rows)
    assert lesions(study, "state", "perpendicular_um") == [("measured", 16_000), ("measured", 8_000)]
    assert not study.findings


@pytest.mark.parametrize(
    ("organ", "sizes", "longest", "short", "rules"),
    [
        ("LIVER", {"DIAMETER": 20, "LDIAM": 20, "LPERP": 12}, 20_000, 12_000, {}),
        ("LYMPH NODE", {"DIAMETER": 20, "LDIAM": 20, "LPERP": 16}, 20_000, 16_000, {}),
        ("LYMPH NODE", {"DIAMETER": 16, "LDIAM": 20, "LPERP": 16}, 20_000, 16_000, {}),
        ("LYMPH NODE", {"DIAMETER": 16, "LDIAM": 20}, 20_000, 16_000, {"READ58": 1}),
        ("LYMPH NODE", {"DIAMETER": 20, "LDIAM": 20}, 20_000, None, {"READ32": 1}),
        ("LIVER", {"DIAMETER": 25, "LDIAM": 20, "LPERP": 12}, 20_000, 12_000, {"READ58": 1}),
        ("LIVER", {"DIAMETER": 25}, 25_000, None, {}),
    ],
)
def test_older_and_newer_tests_side_by_side(
    tmp_path: Path, organ: str, sizes: dict[str, int], longest: int, short: int | None, rules: dict[str, int]
) -> None:
    """DIAMETER beside LDIAM and LPERP is one reading and one lesion; where it is a third number, it is told."""
    rows = [TR, *(tr("A", test, size) for test, size in sizes.items())]
    study = study_of(tmp_path, tu=[TU, tu("A", "TARGET", TULOC=organ)], tr=rows)
    assert lesions(study, "longest_um", "perpendicular_um") == [(longest, short)]
    assert rules_of(study) == rules
    assert becomes(study)["tr.csv"][2] == len(sizes)


def test_viable_diameter_and_density_are_read(tmp_path: Path) -> None:
    """VDIAM for mRECIST, RADIODEN for Choi."""
    rows = [TR, tr("A", "LDIAM", 40), tr("A", "VDIAM", 31), tr("A", "RADIODEN", "65.5", TRORRESU="HU")]
    assert lesions(study_of(tmp_path, tr=rows), "longest_um", "viable_um", "density_mhu") == [(40_000, 31_000, 65_500)]


def test_the_link_group_stands_for_a_visit_that_is_not_named(tmp_path: Path) -> None:
    """A date that is missing comes from the same group."""
    rows = [TR, tr("A", "LDIAM", 20, VISIT="", TRLNKGRP="A1")]
    rows += [tr("B", "TUMSTATE", "PRESENT", VISIT="", TRLNKGRP="A1", TRDTC="")]
    study = study_of(tmp_path, tu=[TU, tu("A", "TARGET"), tu("B", "NON-TARGET")], tr=rows)
    assert lesions(study, "lesion", "visit", "day") == [("A", "A1", 0), ("B", "A1", 0)]
    assert rules_of(study) == {"READ14": 1}


def test_a_partial_date_that_a_study_day_places_is_noted(tmp_path: Path) -> None:
    """Every record is told, also one that is not used."""
    rows = [TR, tr("A", "LDIAM", 20, TRDTC="2024-01", TRDY=1), tr("", "SUMDIAM", 20, TRDTC="2024-01", TRDY=1)]
    study = study_of(tmp_path, tr=rows)
    assert lesions(study, "day") == [(0,)]
    assert [finding.problem for finding in study.findings if finding.rule == "READ17"] == [
        "2024-01 is no full date; study day 1 places it"
    ] * 2


def test_roles_that_nothing_tells_are_an_error(tmp_path: Path) -> None:
    """TR alone, without a role in TRGRPID, cannot be judged."""
    with pytest.raises(DataError, match=r"tr.csv does not tell what the lesions are: there is no TU"):
        study_of(tmp_path, tu=[], tr=["TRGRPID," + TR, "G1," + tr("A", "LDIAM", 20)])


# --------------------------------------------------------------------------------------------- accepted


def two_reads(place: Path) -> Path:
    """Two radiologists, of whom the second is accepted, and an investigator; the records of each."""
    readers = [("INVESTIGATOR", "", ""), ("INDEPENDENT ASSESSOR", "R1", ""), ("INDEPENDENT ASSESSOR", "R2", "Y")]
    tus, trs, rss = [TU], [TR], [RS]
    for size, (kind, name, flag) in enumerate(readers, 20):
        tus.append(tu("A", "TARGET", TUEVAL=kind, TUEVALID=name, TUACPTFL=flag))
        trs.append(tr("A", "LDIAM", size, TREVAL=kind, TREVALID=name, TRACPTFL=flag))
        rss.append(rs("OVRLRESP", "SD", RSEVAL=kind, RSEVALID=name, RSACPTFL=flag))
    return folder_of(place, files_of(tu=tus, tr=trs, rs=rss))


def test_accepted_records_alone_are_read_where_that_is_wanted(tmp_path: Path) -> None:
    """Of the assessors that mark records the marked ones; an investigator, who marks none, is read."""
    folder = two_reads(tmp_path)
    assert {row[0] for row in lesions(read_study(folder), "reader")} == {ME, "R1", "R2"}
    study = read_study(folder, options=Options(accepted_only=True))
    assert lesions(study, "reader", "longest_um") == [(ME, 20_000), ("R2", 22_000)]
    assert study.table("reported").get_column("reader").sort().to_list() == [ME, "R2"]
    assert rules_of(study) == {"READ60": 3}
    assert why(study)["tr.csv"] == "is not marked as accepted (1)"
    assert study.domains["TR"].frame.height == 3


# ---------------------------------------------------------------------------------------------- RS, DM


def test_best_responses_are_read(tmp_path: Path) -> None:
    """One row per reader, criterion and confirmation; the confirmed one is told by category or name."""
    rows = [
        rs("BESTRESP", "PR", RSSCAT="CONFIRMED", RSDTC="", VISIT=""),
        rs("BESTRESP", "CR", RSSCAT="UNCONFIRMED"),
        rs("BESTRESP", "SD", RSTEST="Best Overall Response", RSCAT="iRECIST"),
        rs("BESTRESP", "PD", RSTEST="Confirmed Best Response", RSCAT="WOLCHOK SOLID TUMORS 2009"),
        rs("BESTRESP", "", RSEVAL="R9"),
    ]
    study = study_of(tmp_path, rs=[RS, *rows])
    assert study.table("reported_best").select("criterion", "best_overall_response", "confirmed").rows() == [
        ("recist-1.1", "PR", True),
        ("recist-1.1", "CR", False),
        ("irecist", "SD", None),
        ("irrc", "PD", True),
    ]
    assert becomes(study)["rs.csv"] == (("reported_best",), 5, 4, 1)


@pytest.mark.parametrize(
    ("category", "criterion"),
    [("WHO 1979", "who"), ("CHOI GIST 2008", "choi"), ("MRECIST LENCIONI LIVER CANCER 2010", "mrecist")],
)
def test_categories_of_responses_are_criteria(tmp_path: Path, category: str, criterion: str) -> None:
    """Every category that responses are filed under is read back."""
    study = study_of(tmp_path, rs=[RS, rs("OVRLRESP", "PD", RSCAT=category)])
    assert study.table("reported").get_column("criterion").to_list() == [criterion]


@pytest.mark.parametrize(("said", "expected"), [(["Y", "N"], True), (["N", "N"], False), ([], None)])
def test_measurable_disease_is_of_the_subject(tmp_path: Path, said: list[str], expected: bool | None) -> None:  # noqa: FBT001 - the expectation
    """One yes among the investigator's records of the first date is enough; later ones and others do not count."""
    asked = [tu(f"M{place}", word, TUTESTCD="MEASIND") for place, word in enumerate(said)]
    late = [tu("M9", "Y", TUTESTCD="MEASIND", TUDTC="2024-03-01"), tu("M9", "Y", TUTESTCD="MEASIND", TUEVAL="X")]
    study = study_of(tmp_path, tu=[TU, tu("A", "TARGET"), *asked, *(late if said else [])])
    assert study.table("subjects").get_column("measurable_disease").to_list() == [expected]
    assert lesions(study, "lesion") == [("A",)]


def test_performance_status_in_rs_is_a_finding(tmp_path: Path) -> None:
    """ECOG is filed in RS and is no response."""
    row = rs("ECOG101", "1", RSTEST="ECOG1-Performance Status", RSCAT="ECOG")
    study = study_of(tmp_path, rs=[RS, row, rs("OVRLRESP", "SD")])
    assert study.table("findings").select("test", "value", "category", "day").rows() == [
        ("ECOG1-Performance Status", 1.0, "performance", 42)
    ]
    assert becomes(study)["rs.csv"] == (("reported", "findings"), 2, 2, 0)


# ---------------------------------------------------------------------------------------- DM, DS and AE

DS = "USUBJID,DSTERM,DSDECOD,DSCAT,DSSCAT,DSSTDTC"
AE = "USUBJID,AETERM,AEDECOD,AETOXGR,AEOUT,AESTDTC,AEENDTC"


def dm(died: str, flag: str = "") -> list[str]:
    """DM with a death."""
    return [DM, line(DM, USUBJID="P1", RFSTDTC=DAY_0, DTHDTC=died, DTHFL=flag)]


def ds(decoded: str, date: str, of: str = "") -> str:
    """A disposition event."""
    return line(DS, USUBJID="P1", DSTERM=decoded, DSDECOD=decoded, DSSCAT=of, DSSTDTC=date)


def ae(decoded: str, **cells: object) -> str:
    """An adverse event."""
    return line(AE, **{"USUBJID": "P1", "AETERM": decoded, "AEDECOD": decoded} | cells)


def events(study: Study) -> list[tuple[object, ...]]:
    """The events with their days."""
    return study.table("events").select("event", "day").rows()


def test_a_death_is_told_once(tmp_path: Path) -> None:
    """DM, DS and AE have it; the records of DS and AE are set aside."""
    died = "2024-06-01"
    fatal = ae("Sepsis", AEOUT="FATAL", AEENDTC=died)
    study = study_of(tmp_path, dm=dm(died, "Y"), ds=[DS, ds("DEATH", died)], ae=[AE, fatal])
    assert events(study) == [("death", 143)]
    assert not study.findings
    assert why(study)["ds.csv"] == why(study)["ae.csv"] == "is a death that is told already (1)"


def test_deaths_on_different_days_are_noted(tmp_path: Path) -> None:
    """DM holds where its date is whole; a whole date goes before a month, wherever it is."""
    study = study_of(tmp_path / "a", dm=dm("2024-06-01"), ds=[DS, ds("DEATH", "2024-06-03")])
    assert events(study) == [("death", 143)]
    [told] = study.findings
    assert (told.rule, told.file, told.row) == ("READ59", "ds.csv", 2)
    assert told.problem == "death on 2024-06-03, but on 2024-06-01 in DM, which holds"
    study = study_of(tmp_path / "b", dm=dm("2024-06"), ds=[DS, ds("DEATH", "2024-06-03")])
    assert (events(study), study.findings) == ([("death", 145)], ())


def test_a_death_without_a_date_is_not_lost_in_silence(tmp_path: Path) -> None:
    """DTHFL alone cannot be placed, and says so."""
    study = study_of(tmp_path, dm=dm("", "Y"))
    assert events(study) == []
    assert [(finding.rule, finding.file) for finding in study.findings] == [("READ13", "dm.csv")]


def test_dispositions_that_matter_are_events(tmp_path: Path) -> None:
    """Loss to follow-up is a last contact; progression ends the therapy unless it ends the study."""
    rows = [
        ds("RANDOMIZED", DAY_0),
        ds("LOST TO FOLLOW-UP", "2024-05-01"),
        ds("PROGRESSIVE DISEASE", "2024-03-01", "STUDY TREATMENT"),
        ds("PROGRESSIVE DISEASE", "2024-04-01", "STUDY PARTICIPATION"),
        ds("COMPLETED", "2024-06-01"),
    ]
    study = study_of(tmp_path, ds=[DS, *rows])
    assert sorted(events(study)) == [("discontinuation", 51), ("last_contact", 112)]
    assert why(study)["ds.csv"] == "is no event that is used (3)"


def test_toxicities_of_cell_therapy_are_events(tmp_path: Path) -> None:
    """CRS and ICANS with grade and end; other adverse events are counted."""
    rows = [
        ae("Cytokine release syndrome", AETOXGR="GRADE 2", AESTDTC="2024-01-13", AEENDTC="2024-01-18"),
        ae(
            "Immune effector cell-associated neurotoxicity syndrome",
            AETOXGR="1",
            AESTDTC="2024-01-15",
            AEENDTC="2024-01-16",
        ),
        ae("Headache", AETOXGR="1", AESTDTC="2024-01-15"),
    ]
    study = study_of(tmp_path, ae=[AE, *rows])
    assert study.table("events").select("event", "day", "end_day", "grade").rows() == [
        ("crs", 3, 8, 2),
        ("icans", 5, 6, 1),
    ]
    assert becomes(study)["ae.csv"] == (("events",), 3, 2, 1)


# ----------------------------------------------------------------------------------------- CM, PR and EX

CM = "USUBJID,CMTRT,CMCAT,CMSTDTC,CMENDTC,CMOCCUR"
PR = "USUBJID,PRTRT,PRCAT,PRLOC,PRSTDTC"
EX = "USUBJID,EXTRT,EXCAT,EXDOSE,EXDOSU,EXSTDTC,EXENDTC"


def cm(name: str, category: str = "", date: str = "2024-06-01", occurred: str = "") -> str:
    """A concomitant medication."""
    return line(CM, USUBJID="P1", CMTRT=name, CMCAT=category, CMSTDTC=date, CMOCCUR=occurred)


@pytest.mark.parametrize(
    ("category", "is_new"),
    [
        ("SUBSEQUENT ANTI-CANCER THERAPY", True),
        ("POST-STUDY ANTICANCER TREATMENT", True),
        ("NEW ANTINEOPLASTIC THERAPY", True),
        ("PRIOR ANTI-CANCER THERAPY", False),
        ("ANTI-CANCER THERAPY", False),
        ("SUBSEQUENT MEDICATION", False),
        ("CONCOMITANT MEDICATIONS", False),
    ],
)
def test_a_new_therapy_needs_a_category_that_says_so(tmp_path: Path, category: str, is_new: bool) -> None:  # noqa: FBT001 - the expectation
    """It censors, so that a drug by itself never is one."""
    study = study_of(tmp_path, cm=[CM, cm("DOCETAXEL", category)])
    assert events(study) == ([("new_therapy", 143)] if is_new else [])
    assert study.table("treatments").select("agent", "class").rows() == [("DOCETAXEL", "chemotherapy")]


def test_medications_are_taken_where_their_class_is_sure(tmp_path: Path) -> None:
    """What is no treatment of a known class, did not take place or has no day is set aside."""
    rows = [
        cm("TOCILIZUMAB"),
        cm("METHYLPREDNISOLONE"),
        cm("FLUDARABINE", "LYMPHODEPLETION", "2024-01-05"),
        cm("STUDY DRUG X", "PRIOR ANTI-CANCER THERAPY", "2022-11"),
        cm("PARACETAMOL", date=DAY_0),
        cm("CISPLATIN", "PRIOR ANTI-CANCER THERAPY", "2021"),
        cm("NIVOLUMAB", occurred="N"),
    ]
    study = study_of(tmp_path, cm=[CM, *rows])
    assert study.table("treatments").select("agent", "class").rows() == [
        ("TOCILIZUMAB", "anti_cytokine"),
        ("METHYLPREDNISOLONE", "corticosteroid"),
        ("FLUDARABINE", "lymphodepletion"),
        ("STUDY DRUG X", "anticancer"),
    ]
    assert set(why(study)["cm.csv"].split("; ")) == {
        "is no treatment of a class that is sure (1)",
        "has no day and no month (1)",
        "did not take place (1)",
    }


def test_procedures_are_treatments_or_pathology(tmp_path: Path) -> None:
    """Radiotherapy and surgery are given; a biopsy is a finding of pathology; a scan is neither."""
    rows = [
        line(PR, USUBJID="P1", PRTRT="STEREOTACTIC RADIOTHERAPY", PRLOC="BONE", PRSTDTC="2024-03-01"),
        line(PR, USUBJID="P1", PRTRT="WEDGE RESECTION", PRLOC="LUNG", PRSTDTC="2024-03-02"),
        line(PR, USUBJID="P1", PRTRT="CORE NEEDLE BIOPSY", PRLOC="LIVER", PRSTDTC=DAY_0),
        line(PR, USUBJID="P1", PRTRT="CT SCAN", PRSTDTC=DAY_0),
    ]
    study = study_of(tmp_path, pr=[PR, *rows])
    assert study.table("treatments").select("class", "day").rows() == [("radiotherapy", 51), ("surgery", 52)]
    assert study.table("findings").select("test", "text", "category", "day").rows() == [
        ("biopsy", "CORE NEEDLE BIOPSY, LIVER", "pathology", 0)
    ]
    assert becomes(study)["pr.csv"] == (("treatments", "findings"), 4, 3, 1)


def test_exposure_keeps_its_class_only_where_it_is_said(tmp_path: Path) -> None:
    """Preparing drugs are told by their category, cells by their name; others have no class."""
    rows = [
        line(EX, USUBJID="P1", EXTRT="CYCLOPHOSPHAMIDE", EXCAT="LYMPHODEPLETION", EXSTDTC="2024-01-05"),
        line(EX, USUBJID="P1", EXTRT="AXICABTAGENE CILOLEUCEL AUTOLEUCEL", EXSTDTC=DAY_0),
        line(EX, USUBJID="P1", EXTRT="DRUG X", EXDOSE=5, EXDOSU="mg", EXSTDTC=DAY_0),
    ]
    study = study_of(tmp_path, ex=[EX, *rows])
    assert study.table("treatments").get_column("class").to_list() == ["lymphodepletion", "car_t", None]


# ------------------------------------------------------------------------------------------- LB and FA

LB = "USUBJID,LBTESTCD,LBTEST,LBORRES,LBORRESU,LBSTRESC,LBSTRESN,LBSTRESU,LBLLOQ,LBSTAT,LBDTC"
FA = "USUBJID,FATESTCD,FATEST,FAOBJ,FAORRES,FADTC"


def lb(code: str, name: str, result: str, **cells: object) -> str:
    """A laboratory result."""
    usual = {"USUBJID": "P1", "LBTESTCD": code, "LBTEST": name, "LBSTRESC": result, "LBDTC": "2024-01-19"}
    return line(LB, **usual | cells)


def test_laboratory_tests_have_a_category_where_it_is_sure(tmp_path: Path) -> None:
    """By code, or by a name that says it; others are counted by their code."""
    rows = [
        lb("INTLK6", "Interleukin 6", "120", LBSTRESN=120, LBSTRESU="pg/mL", LBLLOQ="1.5"),
        lb("CEA", "Carcinoembryonic Antigen", "<5"),
        lb("CARCOPY", "CAR Transgene Copies", "4858.59", LBSTRESN="4858.59", LBSTRESU="copies/ug"),
        lb("GLUC", "Glucose", "5.1"),
        lb("AFP", "Alpha Fetoprotein", "", LBSTAT="NOT DONE"),
    ]
    study = study_of(tmp_path, lb=[LB, *rows])
    assert study.table("findings").select("test", "value", "text", "unit", "lloq", "category", "day").rows() == [
        ("Interleukin 6", 120.0, None, "pg/mL", 1.5, "cytokine", 9),
        ("Carcinoembryonic Antigen", None, "<5", None, None, "marker", 9),
        ("CAR Transgene Copies", 4858.59, None, "copies/ug", None, "car_kinetics", 9),
    ]
    assert set(why(study)["lb.csv"].split("; ")) == {"GLUC is not used (1)", "has no result (1)"}


def test_findings_about_toxicities_name_their_object(tmp_path: Path) -> None:
    """What FA says of CRS is a finding about toxicity."""
    row = line(
        FA, USUBJID="P1", FATESTCD="FEVER", FATEST="Fever", FAOBJ="CYTOKINE RELEASE SYNDROME", FAORRES="Y", FADTC=DAY_0
    )
    study = study_of(tmp_path, fa=[FA, row])
    assert study.table("findings").select("test", "text", "category").rows() == [
        ("CYTOKINE RELEASE SYNDROME: Fever", "Y", "toxicity")
    ]


@pytest.mark.parametrize("code", ["cm", "pr", "ex", "lb", "fa", "qs"])
def test_a_domain_without_its_first_variable_is_refused_by_name(tmp_path: Path, code: str) -> None:
    """The error names the file and the variable."""
    with pytest.raises(MissingColumnError, match=rf"{code}.csv lacks the column {code.upper()}T"):
        study_of(tmp_path, **usual() | {code: ["USUBJID,OTHER", "P1,x"]})


@pytest.mark.parametrize("code", ["ds", "ae", "dm", "vs", "supptu", "supprs", "tr"])
def test_a_domain_without_subjects_is_refused_by_name(tmp_path: Path, code: str) -> None:
    """USUBJID is what every record needs."""
    with pytest.raises(MissingColumnError, match=rf"{code}.csv lacks the column USUBJID"):
        study_of(
            tmp_path, **usual() | {code: ["OTHER,QNAM,TRTESTCD,TRLNKID", "x,,,"], "rs": [RS, rs("OVRLRESP", "SD")]}
        )


# ------------------------------------------------------------------------------------------- who took part


def test_who_failed_screening_is_no_participant(tmp_path: Path) -> None:
    """A subject that never entered the trial is counted in the account and in no table."""
    header = f"{DM},ARMCD,ARMNRS"
    people = [
        line(header, USUBJID="P1", ARM="Cells", ARMCD="A"),
        line(header, USUBJID="P2", ARM="Screen Failure", ARMCD="Scrnfail"),
        line(header, USUBJID="P3", ARMNRS="SCREEN FAILURE"),
    ]
    study = study_of(tmp_path, **usual(), dm=[header, *people])
    assert study.table("subjects")["subject"].to_list() == ["P1"]
    assert becomes(study)["dm.csv"] == (("subjects",), 3, 1, 2)
    assert why(study)["dm.csv"] == "failed screening (2)"
    assert rules_of(study)["READ61"] == 1


# ------------------------------------------------------------------------------------------- times and studies


def test_the_tests_of_a_lesion_may_stand_minutes_apart(tmp_path: Path) -> None:
    """Two diameters of one scan with times of their own are one reading, and none is thought a second one."""
    minutes = [
        tr("A", test, size, TRDTC=f"{DAY_0}T10:{at}") for test, size, at in (("LDIAM", 20, 15), ("LPERP", 12, 20))
    ]
    study = study_of(tmp_path, tr=[TR, *minutes, tr("A", "TUMSTATE", "PRESENT", TRDTC=f"{DAY_0}T10:25")])
    assert lesions(study, "longest_um", "perpendicular_um") == [(20_000, 12_000)]
    assert not study.findings


def test_the_responses_of_a_time_point_may_stand_minutes_apart(tmp_path: Path) -> None:
    """Target and overall response of one day are one row."""
    at = [rs(test, "PR", RSDTC=f"2024-02-21T0{hour}:00") for hour, test in enumerate(("TRGRESP", "OVRLRESP"), start=8)]
    told = study_of(tmp_path, rs=[RS, *at]).table("reported")
    assert told.select("target_response", "overall_response", "day").rows() == [("PR", "PR", 42)]


def test_two_scans_of_one_day_stay_two_readings(tmp_path: Path) -> None:
    """The same diameter at ten and at three o'clock, differently: neither is believed."""
    twice = [tr("A", "LDIAM", size, TRDTC=f"{DAY_0}T{hour}:00") for size, hour in ((20, 10), (25, 15))]
    study = study_of(tmp_path, tr=[TR, *twice])
    assert lesions(study, "state") == [("not_evaluable",)]
    assert rules_of(study) == {"READ21": 1}


def test_records_of_two_studies_are_told(tmp_path: Path) -> None:
    """The names of both stand in the finding of each domain that has another than the first."""
    header = f"{DM},STUDYID"
    people = [line(header, USUBJID=who, RFSTDTC=DAY_0, STUDYID=study) for who, study in (("P1", "ONE"), ("P2", "TWO"))]
    study = study_of(tmp_path, dm=[header, *people])
    [told] = study.findings
    assert (told.rule, told.file, told.column) == ("READ63", "dm.csv", "STUDYID")
    assert "ONE, TWO" in told.problem
