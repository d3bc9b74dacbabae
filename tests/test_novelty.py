"""New or announced before: the first date of a row, and on which side of the summit it lies."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import edit, write_tiny

from summit_report.analysis.dataset import load
from summit_report.analysis.measures.novelty import Calendar, When

PLEDGE = "T-A4,Pledge on solar power,initiative,multilateral,CHN;KAZ;UZB,energy,,2030-05,"


@pytest.fixture(scope="module")
def calendar(tmp_path_factory):
    return Calendar(load(write_tiny(tmp_path_factory.mktemp("novelty"))))


def changed(folder, *edits):
    data = write_tiny(folder)
    for name, old, new in edits:
        edit(data, name, old, new)
    return Calendar(load(data))


@pytest.mark.parametrize(
    ("date", "when"),
    [
        ("2030-05-02", When.BEFORE),
        ("2030-05-03", When.EVE),
        ("2030-05-09", When.EVE),
        ("2030-05-10", When.SUMMIT),
        ("2030-05-11", When.SUMMIT),
        ("2030-05-12", When.AFTER),
        ("2030-04", When.BEFORE),
        ("2030-05", When.UNKNOWN),
        ("2030", When.UNKNOWN),
        ("2031", When.AFTER),
    ],
)
def test_a_date_lies_on_one_side(calendar, date, when):
    """The summit was on 10 and 11 May 2030; the week before it stands apart, and a month across it settles nothing."""
    assert calendar.classify(date) == when


@given(st.dates(dt.date(2029, 1, 1), dt.date(2031, 12, 31)))
def test_a_coarser_date_never_contradicts_the_day(calendar, day):
    """Where month or year settle the side, every day in them lies on that side."""
    exact = calendar.classify(day.isoformat())
    assert exact != When.UNKNOWN
    for coarse in (f"{day:%Y-%m}", f"{day:%Y}"):
        assert calendar.classify(coarse) in (When.UNKNOWN, exact)


def test_the_rows_of_the_tiny_summit(calendar):
    """A signed package is of the summit, a pledge "in May" is not settled, later contracts came after."""
    found = {key: calendar.agreement(key) for key in ("T-A1", "T-A4", "T-A5")}

    assert {key: one.when for key, one in found.items()} == {
        "T-A1": When.SUMMIT,
        "T-A4": When.UNKNOWN,
        "T-A5": When.AFTER,
    }
    assert (found["T-A1"].edtf, found["T-A1"].event, found["T-A1"].proof) == ("2030-05-10", "signed", "T-A1")


def test_a_second_description_has_the_date_of_the_first(calendar):
    """T-A3 has no date of its own: it describes T-A2, which was signed on 10 May, and T-A2 is the proof."""
    heard = calendar.agreement("T-A3")

    assert (heard.when, heard.proof) == (When.SUMMIT, "T-A2")


def test_a_first_announcement_counts_for_both_descriptions(tmp_path):
    """What one description dates before the summit, no other description makes new."""
    old = "T-A3,Rail memorandum in other words,memorandum,bilateral,CHN;KAZ,transport,,,"
    calendar = changed(tmp_path, ("agreements.csv", old, old[:-1] + "2029-11,"))

    assert [calendar.agreement(key).when for key in ("T-A2", "T-A3")] == [When.BEFORE, When.BEFORE]
    assert calendar.agreement("T-A2").proof == "T-A3"


def test_a_vague_date_that_may_be_earlier_settles_nothing(tmp_path):
    """Announced "in May", signed on the 10th: whether it was announced before the summit stays open."""
    calendar = changed(
        tmp_path, ("agreements.csv", PLEDGE + "announced", PLEDGE.replace(",,", ",2030-05-10,") + "signed")
    )

    assert calendar.agreement("T-A4").when == When.UNKNOWN


def test_a_project_dates_from_its_works(calendar, tmp_path):
    """A project under construction dates from its start; the start of a mere proposal is a plan and dates nothing."""
    assert calendar.project("T-P1").when == When.AFTER
    old = "T-P2,Railway tunnel,transport,KAZ,proposed,summit,,"
    planned = changed(tmp_path, ("projects.csv", old, old[:-1] + "2029,"))
    assert planned.project("T-P2").when == When.UNKNOWN


def test_done_milestones_date_and_planned_ones_do_not(calendar, tmp_path):
    """A dated event that is done is a first date; T-F1 has only a planned one, so its agreement dates it."""
    assert calendar.funding("T-F1").edtf == "2030-05"
    done = "T-M1,agreement,T-A1,Signed,2030-05-10,day,done"
    earlier = changed(tmp_path, ("milestones.csv", done, done.replace("Signed,2030-05-10", "Initialled,2029-12-01")))
    heard = earlier.agreement("T-A1")
    assert (heard.when, heard.event, heard.proof) == (When.BEFORE, "Initialled", "T-M1")


@pytest.mark.parametrize("through", ["T-A1", "T-B1", "T-B2"])
def test_a_description_of_a_description_is_one_too(tmp_path, through):
    """However many rows lie between, what was announced years before is nothing new."""
    more = "".join(
        f"{key},Again,other,bilateral,CHN;KAZ,not-itemised,,{day},signed,summit,,,{of},T-S2,p,\n"
        for key, day, of in (("T-B1", "", "T-A1"), ("T-B2", "", "T-B1"), ("T-B3", "2001-01-01", through))
    )
    found = changed(tmp_path, ("agreements.csv", 'T-A2,"Mem', f'{more}T-A2,"Mem')).agreement("T-A1")

    assert (found.when, found.edtf) == (When.BEFORE, "2001-01-01")


def test_money_without_an_agreement_has_no_date(calendar):
    """A loan that is linked to no paper and has no event is of the unknown ones."""
    assert calendar.funding("T-F5").when == When.UNKNOWN


def test_all_rows_are_dated_as_each_of_them(calendar):
    """By columns every agreement and every row of funding has the time, date and proof that it has when asked alone."""
    dataset = calendar._dataset
    for times, keys, ask in (
        (calendar.papers, list(dataset.agreements.index), calendar.agreement),
        (calendar.money, list(dataset.funding.index), calendar.funding),
    ):
        alone = [ask(key) for key in keys]
        assert [list(When)[place] for place in times.every_when] == [one.when for one in alone]
        assert times.dates(keys) == [one.edtf for one in alone]
        for one in alone:
            assert times.shown_by([one.key]) == tuple(dict.fromkeys((one.key, one.proof or one.key)))
