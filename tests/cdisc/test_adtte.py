"""ADTTE: what admiralonco gives of the bundled example, derived by hand from its RS, and what holds of any study."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pytest

import ebbtide
from ebbtide.cdisc.adam.adtte import VARIABLES, adtte
from ebbtide.cdisc.sdtm.rs import rs
from ebbtide.criteria import BY_ID
from ebbtide.endpoints.censoring import CENSOR_REASONS
from ebbtide.study import Options, Records
from tests.cdisc.derived_studies import derived_of, example, records, row_of, told
from tests.endpoints.courses import study_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ebbtide.cdisc.derived import Derived

KINDS: Final = {"text": pl.String, "integer": pl.Int64, "number": pl.Float64, "date": pl.Date}
DAY_0: Final = date(2020, 1, 1)

# The investigator's records of rs.csv under the preset admiralonco: subject, parameter, first day, last day, AVAL,
# CNSR, RSSEQ of the deciding record. Durations count both ends.
BY_HAND: Final[tuple[tuple[Any, ...], ...]] = (
    ("01-701-1015", "PFS", "2014-01-02", "2014-03-06", 64, 1, 9),
    ("01-701-1015", "RSD", "2014-03-06", "2014-03-06", 1, 1, 9),
    ("01-701-1028", "PFS", "2013-07-19", "2013-08-30", 43, 0, 6),
    ("01-701-1034", "PFS", "2014-07-01", "2014-08-12", 43, 1, 6),
    ("01-701-1097", "PFS", "2014-01-01", "2014-01-22", 22, 1, 3),
    ("01-701-1115", "PFS", "2012-11-30", "2013-02-01", 64, 1, 9),
    ("01-701-1115", "RSD", "2013-01-11", "2013-02-01", 22, 1, 9),
    ("01-701-1118", "PFS", "2014-03-12", "2014-06-04", 85, 1, 12),
    ("01-701-1118", "RSD", "2014-04-23", "2014-06-04", 43, 1, 12),
    ("01-701-1130", "PFS", "2014-02-15", "2014-04-19", 64, 0, 9),
    ("01-701-1133", "PFS", "2012-10-28", "2012-12-30", 64, 0, 9),
    ("01-701-1133", "RSD", "2012-11-18", "2012-12-30", 43, 0, 9),
)


@pytest.fixture(scope="module")
def reported() -> Derived:
    """The example by its reported responses, as admiralonco derives it."""
    return derived_of(example(), source="reported")


@pytest.fixture(scope="module")
def computed() -> Derived:
    """The example judged by criteria that name their endpoints apart."""
    return derived_of(example(Options()), criteria=["recist-1.1", "irecist", "irrc", "irrecist", "imrecist"])


@pytest.fixture(scope="module", params=["reported", "computed", "gastric-car-t"])
def any_study(request: pytest.FixtureRequest) -> Derived:
    """Studies of every kind: SDTM and tidy, reported and computed, with dates and without."""
    if request.param == "gastric-car-t":
        return derived_of(ebbtide.read_study(ebbtide.examples.path("gastric-car-t")))
    found: Derived = request.getfixturevalue(request.param)
    return found


def domain(code: str, rows: Sequence[Mapping[str, str]]) -> Records:
    """Write a domain; every record is of P1."""
    frame = pl.DataFrame([{"USUBJID": "P1", **row} for row in rows])
    return Records(frame.with_columns(row=pl.int_range(2, len(rows) + 2, dtype=pl.UInt32)), f"{code.lower()}.csv")


def dated(
    calls: Sequence[tuple[int, str]],
    events: Iterable[tuple[str, int, str]] = (),
    domains: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    **options: Any,  # noqa: ANN401 - any option
) -> pl.DataFrame:
    """Derive ADTTE of P1, whose day 0 is 1 January 2020."""
    study = study_of({"P1": calls}, events=events)
    subjects = study.table("subjects").with_columns(reference_date=DAY_0)
    study = replace(
        study,
        tables={**study.tables, "subjects": subjects},
        domains={code: domain(code, rows) for code, rows in (domains or {}).items()},
        options=Options(**options),
    )
    return adtte(derived_of(study, source="reported")).frame.filter(USUBJID="P1")


def words(frame: pl.DataFrame, code: str) -> tuple[Any, ...]:
    """Take what a parameter says of its end."""
    row = row_of(frame, PARAMCD=code)
    return row["ADY"], row["CNSR"], row["EVNTDESC"], row["CNSDTDSC"]


def source(frame: pl.DataFrame, code: str) -> tuple[Any, ...]:
    """Take the record that a parameter leads to."""
    row = row_of(frame, PARAMCD=code)
    return row["SRCDOM"], row["SRCVAR"], row["SRCSEQ"]


class TestAsAdmiralonco:
    """The example under the preset admiralonco."""

    @pytest.mark.parametrize("expected", BY_HAND)
    def test_times_are_those_of_admiralonco(self, reported: Derived, expected: tuple[Any, ...]) -> None:
        """Progression-free survival and duration of response begin, end and lead back as derived by hand."""
        subject, code, start, end, days, censored, number = expected
        row = row_of(adtte(reported).frame, USUBJID=subject, PARAMCD=code)
        assert (row["STARTDT"], row["ADT"]) == (date.fromisoformat(start), date.fromisoformat(end))
        assert (row["AVAL"], row["CNSR"]) == (days, censored)
        assert (row["SRCDOM"], row["SRCVAR"], row["SRCSEQ"]) == ("RS", "RSDTC", number)

    def test_only_responders_have_a_duration_of_response(self, reported: Derived) -> None:
        """Four of eight subjects responded in the eyes of the investigator."""
        found = adtte(reported).frame.filter(PARAMCD="RSD")["USUBJID"].to_list()
        assert found == [row[0] for row in BY_HAND if row[1] == "RSD"]

    def test_words_are_those_of_admiralonco(self, reported: Derived) -> None:
        """EVNTDESC and CNSDTDSC of a progression and of a last assessment."""
        frame = adtte(reported).frame
        assert words(frame.filter(USUBJID="01-701-1028"), "PFS") == (43, 0, "Disease Progression", None)
        assert words(frame.filter(USUBJID="01-701-1034"), "PFS") == (
            43,
            1,
            "Last Tumor Assessment",
            "Last Tumor Assessment",
        )

    def test_parameters_of_one_evaluator_have_the_plain_names(self) -> None:
        """OS, PFS and RSD are named as the template names them."""
        frame = dated([(42, "PR"), (84, "PD")])
        named = dict(frame.select("PARAMCD", "PARAM").rows())
        assert named == {
            "OS": "Overall Survival",
            "PFS": "Progression Free Survival",
            "RSD": "Duration of Response",
            "TTP": "Time to Progression",
            "TTR": "Time to Response",
        }

    def test_several_evaluators_are_named(self, reported: Derived) -> None:
        """Each has parameters of its own; survival is nobody's."""
        named = dict(adtte(reported).frame.select("PARAMCD", "PARAM").unique().rows())
        assert named["PFS"] == "Progression Free Survival by Investigator"
        assert named["PFS3"] == "Progression Free Survival by Radiologist 2"
        assert named["OS"] == "Overall Survival"


class TestNames:
    """Names under other criteria."""

    def test_every_criterion_has_names_of_its_own(self, computed: Derived) -> None:
        """Those of iRECIST begin with I, those of others end in a letter; imRECIST has PFS twice."""
        named = dict(
            adtte(computed).frame.filter(pl.col("PARCAT2") == "Investigator").select("PARAMCD", "PARAM").rows()
        )
        assert {code: name for code, name in named.items() if "Free" in name} == {
            "PFS": "Progression Free Survival by Investigator",
            "IPFS": "iRECIST Progression Free Survival by Investigator",
            "PFSC": "irRC Progression Free Survival by Investigator",
            "PFSJ": "irRECIST Progression Free Survival by Investigator",
            "PFSM": "imRECIST Progression Free Survival by Investigator",
            "PFSOM": "imRECIST Progression Free Survival by Investigator (any later)",
        }


class TestCauses:
    """What ends a time, and the record that says so."""

    DM: Final = ({"RFSTDTC": "2020-01-01", "RFXSTDTC": "2020-01-01T09:30", "DTHDTC": "2020-05-10"},)

    def test_death_is_dm_s(self) -> None:
        """Day 130 is 10 May 2020; DM has no sequence numbers."""
        frame = dated([(42, "SD")], [("P1", 130, "death")], {"DM": self.DM})
        assert words(frame, "PFS") == words(frame, "OS") == (131, 0, "Death", None)
        assert source(frame, "PFS") == source(frame, "OS") == ("DM", "DTHDTC", None)
        assert words(frame, "TTP") == (
            43,
            1,
            "Death without Progression",
            "Last Evaluable Tumor Assessment prior to Death",
        )

    def test_death_that_dm_does_not_date_is_the_disposition_s(self) -> None:
        """DS holds it where DM is silent."""
        disposition = [
            {"DSDECOD": "RANDOMIZED", "DSSTDTC": "2020-05-10", "DSSEQ": "1"},
            {"DSDECOD": "DEATH", "DSSTDTC": "2020-05-10", "DSSEQ": "2"},
        ]
        assert source(dated([(42, "SD")], [("P1", 130, "death")], {"DS": disposition}), "OS") == ("DS", "DSSTDTC", 2)

    def test_a_month_holds_every_date_in_it(self) -> None:
        """A death of which the month is known leads back all the same."""
        frame = dated([(42, "SD")], [("P1", 130, "death")], {"DM": [{"DTHDTC": "2020-05"}]})
        assert source(frame, "OS") == ("DM", "DTHDTC", None)

    def test_progression_on_the_day_of_death_is_progression(self) -> None:
        """Of two events on one day progression is described."""
        assert words(dated([(42, "PD")], [("P1", 42, "death")]), "PFS") == (43, 0, "Disease Progression", None)

    def test_new_therapy_censors(self) -> None:
        """PFS rests on the assessment before it; by option the therapy is the event, and its record CM's."""
        medication = {"CM": [{"CMSTDTC": "2020-03-11", "CMSEQ": "7"}]}
        events = [("P1", 70, "new_therapy")]
        assert words(dated([(42, "SD"), (84, "PD")], events, medication), "PFS") == (
            43,
            1,
            "New Anti-Cancer Therapy",
            "Last Evaluable Tumor Assessment prior to New Anti-Cancer Therapy",
        )
        as_event = dated([(42, "SD"), (84, "PD")], events, medication, pfs_new_therapy="event")
        assert words(as_event, "PFS") == (71, 0, "New Anti-Cancer Therapy", None)
        assert source(as_event, "PFS") == ("CM", "CMSTDTC", 7)

    def test_nobody_assessed_is_censored_at_the_start_of_treatment(self) -> None:
        """Day 0 is DM's first treatment, where it has one."""
        frame = dated([], domains={"DM": self.DM})
        assert words(frame, "PFS") == (1, 1, "Treatment Start", "Treatment Start")
        assert source(frame, "PFS") == ("DM", "RFXSTDTC", None)

    def test_missed_visits_censor(self) -> None:
        """The description says why, the date is that of the last assessment."""
        frame = dated([(42, "SD"), (168, "PD")], pfs_missed_visits=2, visit_interval_days=42)
        assert words(frame, "PFS") == (
            43,
            1,
            "Event after Missed Visits",
            "Last Evaluable Tumor Assessment prior to Missed Visits",
        )
        assert row_of(frame, PARAMCD="PFS")["CNSRREAS"] == "MISSED_VISITS"

    def test_a_death_without_assessment_may_not_count(self) -> None:
        """It is then censored on day 0."""
        frame = dated([], [("P1", 60, "death")], pfs_unassessed_death="censor")
        assert words(frame, "PFS") == (1, 1, "Death without Tumor Assessment", "Treatment Start")

    def test_a_death_on_the_day_of_an_irpd_that_does_not_count_is_the_event(self) -> None:
        """The assessment of that day says irPD, but by option only a confirmed one counts."""
        stories, events = {"P1": [(42, "irSD"), (84, "irPD")]}, [("P1", 84, "death")]
        options = Options(irpd_unconfirmed_is_event=False)
        frame = adtte(told(stories, "irrecist", events, options)).frame.filter(USUBJID="P1")
        assert words(frame, "PFSJ") == (85, 0, "Death", None)

    def test_an_iupd_that_is_pending_may_censor(self) -> None:
        """The date is that of the assessment before it."""
        options = Options(ipfs_pending="censor")
        story = {"P1": [(42, "iSD"), (84, "iUPD")]}
        frame = adtte(told(story, "irecist", options=options)).frame.filter(USUBJID="P1")
        assert words(frame, "IPFS") == (
            43,
            1,
            "Progression Not Confirmed",
            "Last Evaluable Tumor Assessment prior to Unconfirmed Progression",
        )

    def test_the_living_are_known_to_be_alive_by_a_record(self) -> None:
        """The last contact is DS's; without one, the last assessment is RS's."""
        disposition = {"DS": [{"DSDECOD": "COMPLETED", "DSSTDTC": "2020-04-10", "DSSEQ": "3"}]}
        frame = dated([(42, "SD")], [("P1", 100, "last_contact")], disposition)
        assert words(frame, "OS") == (101, 1, "Alive", "Alive During Study")
        assert source(frame, "OS") == ("DS", "DSSTDTC", 3)
        assert source(dated([(42, "SD")]), "OS") == ("RS", "RSDTC", 1)

    def test_response_begins_and_ends_its_times(self) -> None:
        """TTR ends with the response that RSD begins with."""
        frame = dated([(42, "PR"), (84, "CR"), (126, "PD")])
        assert words(frame, "TTR") == (43, 0, "Response", None)
        row = row_of(frame, PARAMCD="RSD")
        assert (row["STARTDT"], row["ADT"], row["AVAL"]) == (
            DAY_0 + timedelta(days=42),
            DAY_0 + timedelta(days=126),
            85,
        )

    def test_without_a_date_of_day_0_only_days_are_told(self) -> None:
        """ADT and STARTDT are null rather than made up; ADY, AVAL and the record are there."""
        row = row_of(adtte(told({"P1": [(42, "SD"), (84, "PD")]})).frame, USUBJID="P1", PARAMCD="PFS")
        assert (row["ADT"], row["STARTDT"], row["ADY"], row["AVAL"]) == (None, None, 85, 85.0)
        assert (row["SRCDOM"], row["SRCSEQ"]) == ("RS", 2)


class TestTraceability:
    """Every time leads back to a record of its date."""

    def test_reported_times_lead_to_the_rs_that_came_with_the_study(self, reported: Derived) -> None:
        """To the record of that date; survival may rest on another domain."""
        source = records("rs.csv").frame.select("USUBJID", "RSDTC", SRCSEQ=pl.col("RSSEQ").cast(pl.Int64))
        rows = adtte(reported).frame
        assert set(rows.filter(SRCDOM="RS")["PARAMCD"]) >= {"PFS", "PFS2", "PFS3", "RSD", "TTP", "TTR"}
        assert set(rows.filter(pl.col("SRCDOM").ne_missing("RS"))["PARAMCD"]) <= {"OS"}
        joined = rows.filter(SRCDOM="RS").join(source, on=["USUBJID", "SRCSEQ"])
        assert joined.height == rows.filter(SRCDOM="RS").height
        assert joined.filter(~pl.col("ADT").dt.to_string("%Y-%m-%d").str.starts_with(pl.col("RSDTC"))).is_empty()

    def test_computed_times_lead_to_the_derived_rs(self, computed: Derived) -> None:
        """Each to the overall response of its criterion and its date; to DM where nothing was assessed."""
        source = rs(computed).frame.filter(RSTESTCD="OVRLRESP").rename({"RSSEQ": "SRCSEQ"})
        rows = adtte(computed).frame
        joined = rows.filter(SRCDOM="RS").join(
            source.select("USUBJID", "SRCSEQ", "RSCAT", "RSDTC", "RSSTRESC"), on=["USUBJID", "SRCSEQ"]
        )
        assert joined.height == rows.filter(SRCDOM="RS").height > 100
        assert joined.filter(~pl.col("ADT").dt.to_string("%Y-%m-%d").str.starts_with(pl.col("RSDTC"))).is_empty()
        progressed = joined.filter(EVNTDESC="Disease Progression")
        assert set(progressed["RSSTRESC"]) <= {"PD", "iUPD", "irPD"}
        assert set(rows.filter(SRCDOM="DM")["CNSDTDSC"]) <= {"Treatment Start", "Alive During Study"}
        assert rows.filter(pl.col("SRCDOM").is_null()).is_empty()


class TestLaws:
    """What holds of any study."""

    def test_every_row_is_a_row_of_the_endpoints(self, any_study: Derived) -> None:
        """No time is lost, none made up, and each has the days and the reason of the table."""
        titles = {one.id: one.title for one in BY_ID.values()}
        said = any_study.endpoints.select(
            USUBJID="subject",
            PARCAT3=pl.when(pl.col("criterion") != "").then(pl.col("criterion").replace(titles)),
            AVAL=pl.col("duration_days").cast(pl.Float64),
            ADY=pl.col("day").cast(pl.Int64) + 1,
            CNSR=1 - pl.col("event").cast(pl.Int64),
            CNSRREAS="censor_reason",
        )
        found = adtte(any_study).frame.select(said.columns)
        assert sorted(found.rows(), key=str) == sorted(said.rows(), key=str)

    def test_durations_are_the_days_between_the_dates(self, any_study: Derived) -> None:
        """Both ends counted, where there are dates."""
        rows = adtte(any_study).frame.filter(pl.col("ADT").is_not_null())
        assert ((rows["ADT"] - rows["STARTDT"]).dt.total_days() + 1).to_list() == rows["AVAL"].to_list()

    def test_parameters_and_their_codes_go_one_to_one(self, any_study: Derived) -> None:
        """A subject has each parameter once, under a code of at most 8 characters."""
        frame = adtte(any_study).frame
        pairs = frame.select("PARAMCD", "PARAM").unique()
        assert pairs["PARAMCD"].n_unique() == pairs["PARAM"].n_unique() == pairs.height
        assert pairs["PARAMCD"].str.len_chars().max() <= 8  # type: ignore[operator]
        assert frame.select("USUBJID", "PARAMCD").n_unique() == frame.height
        assert frame.select("USUBJID", "ASEQ").n_unique() == frame.height

    def test_every_end_is_described(self, any_study: Derived) -> None:
        """Every time says what happened; the censored ones also what their date is, and why."""
        frame = adtte(any_study).frame
        assert frame["EVNTDESC"].null_count() == 0
        censored = pl.col("CNSR") == 1
        assert frame.select((pl.col("CNSDTDSC").is_not_null() == censored).all()).item()
        assert frame.select(
            (pl.col("CNSRREAS").is_in(list(CENSOR_REASONS)) == censored).fill_null(~censored).all()
        ).item()

    def test_variables_describe_the_columns(self, any_study: Derived) -> None:
        """One description per column, in order, of its type, with a label that XPT holds."""
        dataset = adtte(any_study)
        assert [one.name for one in dataset.variables] == dataset.frame.columns
        assert [KINDS[one.kind] for one in dataset.variables] == dataset.frame.dtypes
        assert all(0 < len(one.label) <= 40 and one.origin and one.derivation for one in VARIABLES)
        assert dataset.frame["AVALU"].unique().to_list() == ["DAYS"]
