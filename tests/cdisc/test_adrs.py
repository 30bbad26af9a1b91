"""ADRS: what admiralonco gives of the bundled example, derived by hand from its RS, and what holds of any study."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Final

import polars as pl
import pytest

import ebbtide
from ebbtide.cdisc.adam.adrs import VARIABLES, adrs
from ebbtide.cdisc.adam.adrs_parameters import LETTERS, TITLES, number_of, parameter
from ebbtide.cdisc.adam.adtte import adtte
from ebbtide.cdisc.conformance import violations
from ebbtide.cdisc.sdtm.rs import rs
from ebbtide.criteria import ANY_BY_ID, BY_ID
from ebbtide.endpoints.parameters import PARAMETERS
from ebbtide.study import Options, Records
from tests.cdisc.derived_studies import EXAMPLE, derived_of, example, records, row_of, told
from tests.endpoints.courses import laid_out, study_of

if TYPE_CHECKING:
    from ebbtide.cdisc.derived import Derived
    from ebbtide.study import Study

N: Final = ("N", None)
KINDS: Final = {"text": pl.String, "integer": pl.Int64, "number": pl.Float64, "date": pl.Date}


def on(word: str, day: str) -> tuple[str, date]:
    """Write a value and its date."""
    return word, date.fromisoformat(day)


# The investigator's records of rs.csv; day 0 is RFSTDTC. Stable disease and clinical benefit count from day 42, a
# response is confirmed from 28 days on with at most one NE between, and 2014-02 is read as its last day.
BY_HAND: Final = {
    # SD day 21, NE day 57, CR day 63: nothing confirms the CR, which is SD at least.
    "01-701-1015": {
        "PD": N,
        **dict.fromkeys(["RSP", "CB", "BCP", "CCB", "ACCB"], on("Y", "2014-03-06")),
        "BOR": on("CR", "2014-03-06"),
        "CRSP": N,
        "CBOR": on("SD", "2014-03-06"),
        "CBCP": N,
        "LSTA": on("CR", "2014-03-06"),
        "MDIS": ("Y", None),
        "DEATH": N,
    },
    # SD day 21, PD day 42, SD day 63: the SD is too early, and what follows PD is only the last assessment.
    "01-701-1028": {
        "PD": on("Y", "2013-08-30"),
        **dict.fromkeys(["RSP", "CB", "BCP", "CRSP", "CCB", "CBCP", "ACCB"], N),
        "BOR": on("PD", "2013-08-30"),
        "CBOR": on("PD", "2013-08-30"),
        "LSTA": on("SD", "2013-09-20"),
        "MDIS": ("Y", None),
        "DEATH": N,
    },
    # NON-CR/NON-PD on days 21 and 42, without targets.
    "01-701-1034": {
        **dict.fromkeys(["PD", "RSP", "BCP", "CRSP", "CBCP"], N),
        **dict.fromkeys(["CB", "CCB", "ACCB"], on("Y", "2014-08-12")),
        **dict.fromkeys(["BOR", "CBOR", "LSTA"], on("NON-CR/NON-PD", "2014-08-12")),
        "MDIS": N,
        "DEATH": N,
    },
    # NON-CR/NON-PD on day 21 alone: too early, so not evaluable.
    "01-701-1097": {
        **dict.fromkeys(["PD", "RSP", "CB", "BCP", "CRSP", "CCB", "CBCP", "ACCB"], N),
        "BOR": on("NE", "2014-01-22"),
        "CBOR": on("NE", "2014-01-22"),
        "LSTA": on("NON-CR/NON-PD", "2014-01-22"),
        "MDIS": N,
        "DEATH": N,
    },
    # SD day 21, PR day 42, CR day 63: 21 days do not confirm.
    "01-701-1115": {
        "PD": N,
        **dict.fromkeys(["RSP", "CB", "CCB", "ACCB"], on("Y", "2013-01-11")),
        "BOR": on("CR", "2013-02-01"),
        "BCP": on("Y", "2013-02-01"),
        "CRSP": N,
        "CBOR": on("SD", "2013-01-11"),
        "CBCP": N,
        "LSTA": on("CR", "2013-02-01"),
        "MDIS": ("Y", None),
        "DEATH": N,
    },
    # SD day 21, PR day 42, NE day 63, PR day 84: confirmed across one NE, and dated to the first PR.
    "01-701-1118": {
        "PD": N,
        **dict.fromkeys(["RSP", "CB", "BCP", "CRSP", "CCB", "CBCP", "ACCB"], on("Y", "2014-04-23")),
        **dict.fromkeys(["BOR", "CBOR"], on("PR", "2014-04-23")),
        "LSTA": on("PR", "2014-06-04"),
        "MDIS": ("Y", None),
        "DEATH": N,
    },
    # SD days 21 and 42, PD day 63.
    "01-701-1130": {
        "PD": on("Y", "2014-04-19"),
        **dict.fromkeys(["RSP", "BCP", "CRSP", "CBCP"], N),
        **dict.fromkeys(["CB", "CCB", "ACCB"], on("Y", "2014-03-29")),
        **dict.fromkeys(["BOR", "CBOR"], on("SD", "2014-03-29")),
        "LSTA": on("PD", "2014-04-19"),
        "MDIS": ("Y", None),
        "DEATH": N,
    },
    # PR day 21, CR day 42, PD day 63: a response, but none that was confirmed; the CR of day 42 is SD at least.
    "01-701-1133": {
        "PD": on("Y", "2012-12-30"),
        **dict.fromkeys(["RSP", "CB"], on("Y", "2012-11-18")),
        "BOR": on("CR", "2012-12-09"),
        "BCP": on("Y", "2012-12-09"),
        "CRSP": N,
        **dict.fromkeys(["CCB", "ACCB"], on("Y", "2012-12-09")),
        "CBOR": on("SD", "2012-12-09"),
        "CBCP": N,
        "LSTA": on("PD", "2012-12-30"),
        "MDIS": ("Y", None),
        "DEATH": N,
    },
}


@pytest.fixture(scope="module")
def reported() -> Derived:
    """The example by its reported responses, as admiralonco derives it."""
    return derived_of(example(), source="reported")


@pytest.fixture(scope="module")
def computed() -> Derived:
    """The example judged by RECIST 1.1 and iRECIST."""
    return derived_of(example(Options()), criteria=["recist-1.1", "irecist", "irrecist"])


@pytest.fixture(scope="module", params=["reported", "computed", "gastric-car-t"])
def any_study(request: pytest.FixtureRequest) -> Derived:
    """Studies of every kind: SDTM and tidy, reported and computed, with dates and without."""
    if request.param == "gastric-car-t":
        return derived_of(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")))
    found: Derived = request.getfixturevalue(request.param)
    return found


class TestAsAdmiralonco:
    """The example under the preset admiralonco."""

    @pytest.mark.parametrize("subject", BY_HAND)
    def test_parameters_are_those_of_admiralonco(self, reported: Derived, subject: str) -> None:
        """Every parameter of the investigator has the value and the date that its definition gives."""
        own = adrs(reported).frame.filter(
            pl.col("USUBJID") == subject, pl.col("PARAMCD") != "OVR", pl.col("RSEVAL").eq_missing("INVESTIGATOR")
        )
        death = row_of(adrs(reported).frame, USUBJID=subject, PARAMCD="DEATH")
        got = {code: (word, when) for code, word, when in own.select("PARAMCD", "AVALC", "ADT").rows()}
        assert got | {"DEATH": (death["AVALC"], death["ADT"])} == BY_HAND[subject]

    def test_names_are_those_of_admiralonco(self, reported: Derived) -> None:
        """PARAM, PARCAT1, PARCAT2 and PARCAT3 read as its templates write them."""
        row = row_of(adrs(reported).frame, USUBJID="01-701-1118", PARAMCD="CBOR")
        assert [row[name] for name in ("PARAM", "PARCAT1", "PARCAT2", "PARCAT3")] == [
            "Best Confirmed Overall Response by Investigator",
            "Tumor Response",
            "Investigator",
            "RECIST 1.1",
        ]
        death = row_of(adrs(reported).frame, USUBJID="01-701-1118", PARAMCD="DEATH")
        assert [death[name] for name in ("PARAM", "PARCAT1", "PARCAT2")] == ["Death", "Reference Event", None]

    def test_time_points_are_flagged(self, reported: Derived) -> None:
        """What follows the first PD is the worst of its day, but not up to PD."""
        rows = adrs(reported).frame.filter(USUBJID="01-701-1028", PARAMCD="OVR")
        assert rows.select("AVALC", "AVAL", "ADY", "AVISIT", "ANL01FL", "ANL02FL").rows() == [
            ("SD", 3.0, 22, "WEEK 3", "Y", "Y"),
            ("PD", 5.0, 43, "WEEK 6", "Y", "Y"),
            ("SD", 3.0, 64, "WEEK 9", "Y", None),
        ]

    def test_a_month_is_its_last_day(self, reported: Derived) -> None:
        """ADTF says that the day was not recorded."""
        row = row_of(adrs(reported).frame, USUBJID="01-701-1015", PARAMCD="OVR", AVISIT="WEEK 6")
        assert (row["ADT"], row["ADTF"], row["AVALC"]) == (date(2014, 2, 28), "D", "NE")

    def test_each_evaluator_has_parameters_of_its_own(self, reported: Derived) -> None:
        """Radiologist 1 saw no PD in 01-701-1028: SD on day 63 is the best, and its code bears a number."""
        row = row_of(adrs(reported).frame, USUBJID="01-701-1028", PARAMCD="BOR2")
        assert (row["PARAM"], row["AVALC"], row["ADT"]) == (
            "Best Overall Response by Radiologist 1 (confirmation not required)",
            "SD",
            date(2013, 9, 20),
        )
        assert (row["PARCAT2"], row["RSEVAL"], row["RSEVALID"]) == (
            "Radiologist 1",
            "INDEPENDENT ASSESSOR",
            "RADIOLOGIST 1",
        )


class TestTraceability:
    """Every value leads back to a record."""

    def test_reported_responses_lead_to_the_rs_that_came_with_the_study(self, reported: Derived) -> None:
        """SRCSEQ names the record of the same date, and for time points of the same value."""
        source = records("rs.csv").frame.select(
            "USUBJID", "RSSTRESC", "RSDTC", "RSEVAL", SRCSEQ=pl.col("RSSEQ").cast(pl.Int64)
        )
        rows = adrs(reported).frame.filter(pl.col("ADT").is_not_null())
        joined = rows.join(source, on=["USUBJID", "RSEVAL", "SRCSEQ"], how="left")
        assert rows.height == joined.height > 66
        assert joined.filter(~pl.col("ADT").dt.to_string("%Y-%m-%d").str.starts_with(pl.col("RSDTC"))).is_empty()
        points = joined.filter(pl.col("PARAM").str.starts_with("Overall Response"))
        assert points.height == 66
        assert points["AVALC"].to_list() == points["RSSTRESC"].to_list()
        assert set(joined["SRCDOM"]) == {"RS"}

    def test_computed_responses_lead_to_the_derived_rs(self, computed: Derived) -> None:
        """The record that SRCSEQ names is the overall response of that date, evaluator and value."""
        source = rs(computed).frame.filter(RSTESTCD="OVRLRESP").rename({"RSSEQ": "SRCSEQ"})
        rows = adrs(computed).frame.filter(pl.col("ADT").is_not_null())
        joined = rows.join(
            source.select("USUBJID", "SRCSEQ", "RSSTRESC", "RSDTC", "RSEVAL", "RSEVALID"),
            on=["USUBJID", "SRCSEQ"],
            how="inner",
            suffix="_of_record",
        )
        assert joined.height == rows.height > 200
        assert joined.filter(~pl.col("ADT").dt.to_string("%Y-%m-%d").str.starts_with(pl.col("RSDTC"))).is_empty()
        assert joined.filter(pl.col("RSDTC").str.len_chars() == 7)["ADTF"].to_list() == ["D"] * 9
        assert joined.filter(pl.col("RSEVAL").ne_missing(pl.col("RSEVAL_of_record"))).is_empty()
        assert joined.filter(pl.col("RSEVALID").ne_missing(pl.col("RSEVALID_of_record"))).is_empty()
        points = joined.filter(pl.col("ANL02FL").is_not_null())
        assert points["AVALC"].to_list() == points["RSSTRESC"].to_list()

    def test_the_overall_response_is_found_among_the_tests_of_its_time_point(self) -> None:
        """A tidy row bears the row of the first test; the record that is named is the overall response's."""
        frame = pl.DataFrame(
            {
                "USUBJID": ["P1"] * 4,
                "RSTESTCD": ["TRGRESP", "OVRLRESP", "TRGRESP", "OVRLRESP"],
                "RSSTRESC": ["SD", "PD", "PR", None],
                "RSORRES": ["SD", "PD", "PR", "PR"],
                "RSDTC": ["2020-02-12", "2020-02-12", "2020-03-25", "2020-03-25"],
                "RSSEQ": ["11", "12", "13", "14"],
                "row": pl.Series([2, 3, 4, 5], dtype=pl.UInt32),
            }
        )
        reported = laid_out(
            "reported",
            [("P1", 42, "PD", "recist-1.1"), ("P1", 84, "PR", "recist-1.1")],
            ("subject", "day", "overall_response", "criterion"),
        ).with_columns(row=pl.Series([2, 4], dtype=pl.UInt32))
        study = replace(study_of({"P1": []}), tables={"reported": reported}, domains={"RS": Records(frame, "rs.csv")})
        rows = adrs(derived_of(study, source="reported")).frame.filter(PARAMCD="OVR")
        assert rows.select("AVALC", "SRCVAR", "SRCSEQ").rows() == [("PD", "RSSTRESC", 12), ("PR", "RSORRES", 14)]

    def test_death_leads_to_dm(self) -> None:
        """A death that DM records is DM's; DM has no sequence numbers."""
        row = row_of(adrs(derived_of(who_died(), source="reported")).frame, USUBJID="P1", PARAMCD="DEATH")
        assert (row["AVALC"], row["ADT"], row["ADY"]) == ("Y", date(2020, 4, 10), 101)
        assert (row["SRCDOM"], row["SRCVAR"], row["SRCSEQ"]) == ("DM", "DTHDTC", None)

    def test_measurable_disease_leads_to_tu(self, reported: Derived) -> None:
        """The first target that the investigator identified."""
        row = row_of(adrs(reported).frame, USUBJID="01-701-1015", PARAMCD="MDIS")
        assert (row["SRCDOM"], row["SRCVAR"], row["SRCSEQ"]) == ("TU", "TUSTRESC", 9)


def who_died() -> Study:
    """Make a study in which P1 died on day 100, 2020-04-10, and DM knows it."""
    study = study_of({"P1": [(42, "SD")]}, events=[("P1", 100, "death")])
    subjects = study.table("subjects").with_columns(reference_date=date(2020, 1, 1))
    frame = pl.DataFrame(
        {"USUBJID": ["P1"], "DTHDTC": ["2020-04-10"], "RFSTDTC": ["2020-01-01"], "row": pl.Series([2], dtype=pl.UInt32)}
    )
    return replace(study, tables={**study.tables, "subjects": subjects}, domains={"DM": Records(frame, "dm.csv")})


class TestIrecist:
    """iRECIST, told in words."""

    def test_progression_is_dated_by_the_iupd_that_opened_it(self) -> None:
        """ICPD has the day of the iUPD, and assessments count up to the iCPD."""
        stories = {"P1": [(42, "iSD"), (84, "iUPD"), (126, "iCPD"), (168, "iCPD")]}
        frame = adrs(told(stories, "irecist")).frame.filter(USUBJID="P1")
        confirmed = row_of(frame, PARAMCD="ICPD")
        assert (confirmed["AVALC"], confirmed["ADY"], confirmed["PARAM"]) == (
            "Y",
            85,
            "iRECIST Confirmation of Disease Progression",
        )
        assert frame.filter(PARAMCD="IOVR").select("AVALC", "AVAL", "ANL02FL").rows() == [
            ("iSD", 3.0, "Y"),
            ("iUPD", 5.0, "Y"),
            ("iCPD", 5.5, "Y"),
            ("iCPD", 5.5, None),
        ]

    def test_numbers_are_never_blank(self) -> None:
        """The best confirmed response has a number on the same scale as the overall response."""
        frame = adrs(told({"P1": [(42, "iPR"), (84, "iPR")], "P2": []}, "irecist")).frame
        assert frame.filter(PARAMCD="ICBOR").select("USUBJID", "AVALC", "AVAL").rows()[:2] == [
            ("P1", "iPR", 2.0),
            ("P2", "MISSING", 7.0),
        ]


class TestOtherCriteria:
    """Which progression ends a course depends on the criterion."""

    def test_irrecist_ends_with_the_first_irpd_that_was_confirmed(self) -> None:
        """An irPD that a later scan took back does not."""
        calls = [(42, "irPD"), (84, "irSD"), (126, "irPD"), (168, "irPD"), (210, "irPD")]
        rows = adrs(told({"P1": calls}, "irrecist")).frame.filter(USUBJID="P1", PARAMCD="OVRJ")
        assert rows["ANL02FL"].to_list() == ["Y", "Y", "Y", None, None]

    def test_imrecist_never_ends(self) -> None:
        """All assessments count for its best response."""
        rows = adrs(told({"P1": [(42, "PD"), (84, "PD"), (126, "PR")]}, "imrecist")).frame
        assert rows.filter(USUBJID="P1", PARAMCD="OVRM")["ANL02FL"].to_list() == ["Y", "Y", "Y"]


class TestTimePoints:
    """Overall responses."""

    def test_the_worst_of_a_day_counts(self) -> None:
        """Of two responses on one day the worse is flagged, whatever their order."""
        rows = adrs(told({"P1": [(42, "PD"), (42, "SD"), (84, "SD")]})).frame.filter(USUBJID="P1", PARAMCD="OVR")
        assert sorted(rows.select("ADY", "AVALC", "ANL01FL").rows(), key=str) == [
            (43, "PD", "Y"),
            (43, "SD", None),
            (85, "SD", "Y"),
        ]

    def test_before_day_0_nothing_counts(self) -> None:
        """A response of the screening visit is there, without the flag, on a negative study day."""
        rows = adrs(told({"P1": [(-3, "SD"), (42, "SD")]})).frame.filter(USUBJID="P1", PARAMCD="OVR")
        assert rows.select("ADY", "ANL01FL").rows() == [(-3, None), (43, "Y")]

    def test_what_was_not_done_has_no_number(self) -> None:
        """ND stands as it was reported."""
        row = row_of(adrs(told({"P1": [(42, "ND"), (84, "SD")]})).frame, USUBJID="P1", PARAMCD="OVR", AVALC="ND")
        assert (row["AVAL"], row["ANL01FL"]) == (None, None)

    def test_without_a_date_of_day_0_only_days_are_told(self) -> None:
        """ADT is null rather than made up."""
        row = row_of(adrs(told({"P1": [(42, "PR")]})).frame, USUBJID="P1", PARAMCD="BOR")
        assert (row["ADT"], row["ADY"]) == (None, 43)

    def test_blank_variables_are_left_out(self) -> None:
        """A study without arms, visits and named readers has no such variables."""
        names = adrs(told({"P1": [(42, "PR")]})).frame.columns
        assert not {"SUBJID", "TRT01P", "PARCAT2", "AVISIT", "ADTF", "RSEVAL", "RSEVALID"} & set(names)
        assert {"ADT", "ANL02FL", "SRCSEQ"} <= set(names)

    @pytest.mark.parametrize(("said", "word"), [(True, "Y"), (False, "N")])
    def test_without_measurements_the_site_tells_measurable_disease(self, said: bool, word: str) -> None:  # noqa: FBT001
        """And nobody of whom it says nothing has the parameter."""
        study = study_of({"P1": [(42, "SD")], "P2": [(42, "SD")]})
        told_by_site = study.table("subjects").with_columns(measurable_disease=pl.Series([said, None]))
        study = replace(study, tables={**study.tables, "subjects": told_by_site})
        rows = adrs(derived_of(study, source="reported")).frame.filter(PARAMCD="MDIS")
        assert rows.select("USUBJID", "AVALC").rows() == [("P1", word)]


class TestLaws:
    """What holds of any study."""

    def test_parameters_and_their_codes_go_one_to_one(self, any_study: Derived) -> None:
        """No code has two names, no name two codes, and every code fits."""
        pairs = adrs(any_study).frame.select("PARAMCD", "PARAM").unique()
        assert pairs["PARAMCD"].n_unique() == pairs["PARAM"].n_unique() == pairs.height
        assert all(re.fullmatch(r"[A-Z][A-Z0-9]{0,7}", code) for code in pairs["PARAMCD"])

    def test_numbers_and_values_go_one_to_one_within_a_parameter(self, any_study: Derived) -> None:
        """Each value has one number, and each number one value."""
        pairs = adrs(any_study).frame.select("PARAMCD", "AVALC", "AVAL").unique()
        numbered = pairs.filter(pl.col("AVAL").is_not_null())
        assert numbered.select("PARAMCD", "AVALC").n_unique() == numbered.height
        assert numbered.select("PARAMCD", "AVAL").n_unique() == numbered.height
        assert set(pairs.filter(pl.col("AVAL").is_null())["AVALC"]) <= {"ND", "IGNORED"}

    def test_best_responses_are_those_of_the_table(self, any_study: Derived) -> None:
        """BOR and CBOR repeat the table of best responses, row by row."""
        frame = adrs(any_study).frame
        for name, word, day in (
            ("BOR", "best_overall_response", "best_day"),
            ("CBOR", "confirmed_best_overall_response", "confirmed_day"),
        ):
            said = any_study.best.select(
                USUBJID="subject",
                PARCAT3=pl.col("criterion").cast(pl.String).replace({one.id: one.title for one in BY_ID.values()}),
                PARCAT2=pl.col("reader").str.to_titlecase(),
                AVALC=word,
                ADY=pl.col(day) + 1,
            )
            found = frame.filter(pl.col("PARAMCD").str.contains(f"^I?{name}[A-Z]?[0-9]*$")).with_columns(
                pl.col("PARCAT2").fill_null("") if "PARCAT2" in frame.columns else pl.lit("").alias("PARCAT2")
            )
            assert sorted(found.select(said.columns).rows(), key=str) == sorted(said.rows(), key=str)

    def test_flagged_time_points_are_the_calls_of_the_courses(self, any_study: Derived) -> None:
        """The overall responses that count are those that everything else was derived from."""
        rows = adrs(any_study).frame.filter(
            pl.col("PARAM").str.contains("Overall Response( by|$)") & ~pl.col("PARAM").str.contains("Best"),
            pl.col("ANL01FL") == "Y",
        )
        calls = any_study.parameters.filter((pl.col("parameter") == "OVR") & (pl.col("value") != "IGNORED"))
        assert sorted(rows.select("USUBJID", "AVALC", "ADY").rows()) == sorted(
            calls.select("subject", "value", pl.col("day") + 1).rows()
        )

    def test_rows_are_named_by_their_keys(self, any_study: Derived) -> None:
        """The key variables name a row uniquely, and ASEQ counts within the subject."""
        dataset = adrs(any_study)
        keys = sorted((one.key, one.name) for one in dataset.variables if one.key is not None)
        assert [name for _, name in keys] == ["STUDYID", "USUBJID", "PARAMCD", "ASEQ"]
        assert dataset.frame.select("USUBJID", "ASEQ").n_unique() == dataset.frame.height
        assert dataset.frame.group_by("USUBJID").agg(pl.col("ASEQ").max() == pl.len())["ASEQ"].all()

    def test_variables_describe_the_columns(self, any_study: Derived) -> None:
        """One description per column, in order, of its type, with a label that XPT holds."""
        dataset = adrs(any_study)
        assert [one.name for one in dataset.variables] == dataset.frame.columns
        assert [KINDS[one.kind] for one in dataset.variables] == dataset.frame.dtypes
        assert all(0 < len(one.label) <= 40 and one.origin and one.derivation for one in VARIABLES)

    def test_the_source_of_responses_is_told(self, any_study: Derived) -> None:
        """Every record says whether its responses were computed or reported."""
        assert set(adrs(any_study).frame["RESPSRC"]) == {any_study.source.upper()}


class TestCodes:
    """The scheme of parameter codes."""

    def test_no_two_parameters_share_a_code(self) -> None:
        """Every parameter under every criterion and for 99 evaluators has a code of its own, of up to 8 characters."""
        immune = {name for name in PARAMETERS if name.startswith("I")}
        names = [name for name in TITLES if name not in (*immune, "OS")]
        wanted = [
            *product(names, [one for one in BY_ID if one != "irecist"], range(1, 100)),
            *product(["OVR", "MDIS", "PFS", "TTP", "TTR", "RSD", *immune], ["irecist"], range(1, 100)),
        ]
        codes = [parameter(name, criterion, place, "", "any later")[0] for name, criterion, place in wanted]
        assert len(set(codes) | {"DEATH", "OS"}) == len(codes) + 2
        assert max(map(len, codes)) <= 8

    def test_every_criterion_has_a_letter(self) -> None:
        """One letter each; RECIST 1.1 and iRECIST have none."""
        letters = [letter for letter in LETTERS.values() if letter]
        assert set(LETTERS) == set(ANY_BY_ID)
        assert len(set(letters)) == len(letters) == len(ANY_BY_ID) - 2

    @pytest.mark.parametrize("criterion", BY_ID)
    def test_every_response_of_every_criterion_has_a_number(self, criterion: str) -> None:
        """Better responses have smaller numbers; an iRECIST scan that is disregarded has none."""
        words = BY_ID[criterion].words.overall
        numbers = [number_of(words[code]) for code in (1, 2, 3, 5, 7)]
        assert numbers == [1.0, 2.0, 3.0, 5.0, 6.0]
        assert number_of("IGNORED") is None


def test_the_study_is_named_as_dm_names_it() -> None:
    """STUDYID and SUBJID are those of DM, and TRT01P is the arm."""
    row = adrs(derived_of(example(), source="reported")).frame.row(0, named=True)
    assert (row["STUDYID"], row["SUBJID"], row["TRT01P"]) == ("CDISCPILOT01", "1015", "Placebo")


def test_without_domains_the_study_names_itself() -> None:
    """A study that came as tidy tables is called what its folder is called."""
    study = replace(example(), domains={})
    assert adrs(derived_of(study, source="reported")).frame["STUDYID"].unique().to_list() == [EXAMPLE]


def test_the_datasets_conform(reported: Derived, computed: Derived) -> None:
    """ADRS and ADTTE of a study with dates break no rule."""
    for derived in (reported, computed):
        assert violations([adrs(derived), adtte(derived)]) == []


class TestDeathsKnownInPart:
    """Deaths whose date DM knows in part, or not at all."""

    @staticmethod
    def derived(**cells: str) -> Derived:
        """Derive a study of one subject with a target and what DM says of it."""
        subject = {"USUBJID": "P1", "RFSTDTC": "2020-01-01", "DTHFL": "", "DTHDTC": ""} | cells
        lesion = {"USUBJID": "P1", "TRLNKID": "T1", "TRGRPID": "TARGET", "TRTESTCD": "LDIAM", "TRSEQ": "1"}
        reading = {"TRORRES": "20", "TRORRESU": "mm", "TRDTC": "2020-01-01"}
        frames = {"dm": pl.DataFrame([subject]), "tr": pl.DataFrame([lesion | reading])}
        return derived_of(ebbtide.read_study(frames), criteria=["recist-1.1"])

    def test_a_month_is_flagged(self) -> None:
        """2020-04 becomes 2020-04-01, and ADTF says that the day is not known, in ADRS and in ADTTE."""
        derived = self.derived(DTHDTC="2020-04", DTHFL="Y")
        row = row_of(adrs(derived).frame, PARAMCD="DEATH")
        assert (row["AVALC"], row["ADT"], row["ADTF"]) == ("Y", date(2020, 4, 1), "D")
        time = row_of(adtte(derived).frame, PARAMCD="OS")
        assert (time["CNSR"], time["ADT"], time["ADTF"], time["SRCVAR"]) == (0, date(2020, 4, 1), "D", "DTHDTC")

    @pytest.mark.parametrize(("cells", "variable"), [({"DTHDTC": "2020"}, "DTHDTC"), ({"DTHFL": "Y"}, "DTHFL")])
    def test_a_death_without_a_day_is_still_one(self, cells: dict[str, str], variable: str) -> None:
        """A year alone, or the flag alone, dates nothing; but nobody is said to live who died."""
        row = row_of(adrs(self.derived(**cells)).frame, PARAMCD="DEATH")
        assert (row["AVALC"], row["AVAL"], row["ADT"], row["SRCDOM"], row["SRCVAR"]) == ("Y", 1.0, None, "DM", variable)
