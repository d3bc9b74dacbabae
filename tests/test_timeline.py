"""Planned, done and late; and how old the newest dated evidence is."""

import datetime as dt
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from tiny import edit, write_tiny

from summit_report.analysis import style
from summit_report.analysis.dataset import load
from summit_report.analysis.figures import Moment, Words, timeline, timeline_mm
from summit_report.analysis.figures.canvas import COLUMN, MM_PER_INCH, ROW
from summit_report.analysis.measures import timeline as tt
from summit_report.analysis.report import Report
from summit_report.analysis.sections import before, brief_events, clock
from summit_report.analysis.sections import timeline as section
from summit_report.analysis.sections.tables import NO_MILESTONES
from summit_report.analysis.unions import Proofs
from summit_report.analysis.view import View

DATA = Path(__file__).parents[1] / "data"
PLANNED = "T-M3,funding,T-F1,Last payment,2032,year,planned,"


@pytest.fixture
def folder(tmp_path):
    return write_tiny(tmp_path)


def events(folder, **view):
    return {(one.key, one.event): one for one in tt.events(View(load(folder), **view))}


def test_milestones_and_targets(folder):
    """Three milestones and the target of the railway; the operating plant and the second description await nothing."""
    found = events(folder)

    assert [key for key, _ in found] == ["T-M1", "T-M2", "T-M3", "T-P1"]
    assert [one.done for one in found.values()] == [True, True, False, False]
    assert not any(one.late for one in found.values())


@pytest.mark.parametrize(
    ("date", "precision", "late"),
    [
        ("2030", "year", True),
        ("2031-01-30", "day", True),
        ("2031-01-31", "day", False),  # the cut-off itself has not passed
        ("2031-01", "month", False),
        ("2031", "year", False),
    ],
)
def test_late_is_what_has_wholly_passed(folder, date, precision, late):
    """A planned date is late when its last day lies before the cut-off."""
    edit(folder, "milestones.csv", PLANNED, f"T-M3,funding,T-F1,Last payment,{date},{precision},planned,")

    assert events(folder)["T-M3", "Last payment"].late is late


def test_what_was_done_is_not_late(folder):
    """A done milestone for the same event of the same thing ends the wait."""
    edit(folder, "milestones.csv", PLANNED, "T-M3,agreement,T-A1,signed,2029,year,planned,")

    assert not events(folder)["T-M3", "signed"].late


def test_a_project_past_its_target_is_late(folder):
    """The railway under construction with a target of 2030 is late in January 2031; one in operation would not be."""
    edit(folder, "projects.csv", "2030-06,2034,", "2030-06,2030,")

    assert events(folder)["T-P1", tt.TARGET].late
    edit(folder, "projects.csv", "construction", "operating")
    assert ("T-P1", tt.TARGET) not in events(folder)


def test_a_target_that_stands_as_a_milestone_is_one_event(folder):
    """The target year given as a milestone too is drawn once."""
    edit(folder, "milestones.csv", PLANNED, "T-M3,project,T-P1,Completion,2034,year,planned,")

    assert ("T-P1", tt.TARGET) not in events(folder)


def test_the_clock_counts_from_the_newest_evidence(folder):
    """May 2030 counts as its last day; nothing dates the pledge but its money."""
    found = {one.key: (one.evidence, one.days) for one in tt.clocks(View(load(folder)))}
    end = dt.date(2031, 1, 31)

    assert found["T-A2"] == ("2030-05", (end - dt.date(2030, 5, 31)).days)
    assert found["T-A4"] == ("2030-05-11", (end - dt.date(2030, 5, 11)).days)  # T-S3 is undated, T-F1 is not
    assert found["T-P1"] == ("2030-06", (end - dt.date(2030, 6, 30)).days)  # the works that began


@pytest.mark.parametrize(
    ("published", "note", "evidence"),
    [
        ("2030-12", "Begun according to a later report (T-S9).", "2030-12"),
        ("2030-12", "Begun according to a later report.", "2030-05"),
        ("2030-04", "Planned according to an earlier report (T-S9).", "2030-05"),
        ("2032", "Done according to a report after the cut-off (T-S9).", "2030-05"),
    ],
)
def test_a_source_that_a_note_names_is_evidence(folder, published, note, evidence):
    """What a note cites is heard of its row, where that is newer than the row's own source and not past the cut-off."""
    edit(
        folder, "sources.csv", "T-S3,Reference", f"T-S9,Later report,Other News,{published},,en,media,,\nT-S3,Reference"
    )
    edit(folder, "agreements.csv", "One of the three.", note)
    edit(folder, "agreements.csv", "signed,summit,1,,T-A2", "signed,summit,1,,")  # no second description
    [found] = [one for one in tt.clocks(View(load(folder))) if one.key == "T-A2"]

    assert found.evidence == evidence
    assert found.proof == ("T-A2" if evidence == published else "T-F4"), "the row whose note it is, else its money"


@pytest.mark.parametrize(("relation", "day"), [("follow-up", "2030-05-11"), ("context", None)])
def test_money_of_the_context_is_no_evidence_of_a_paper(folder, relation, day):
    """The pledge is heard of in what came of it, not in an amount that has nothing to do with the summit."""
    edit(folder, "funding.csv", "pledged,summit,T-A4,,,yes,T-S1", f"pledged,{relation},T-A4,,,no,T-S1")
    edit(folder, "funding.csv", "summit,T-A4,,T-F1,no", "summit,,,T-F1,no")

    assert {one.key: one.evidence for one in tt.clocks(View(load(folder)))}["T-A4"] == day


def test_undated_evidence_stands_last(folder):
    """Where no source is dated there is no number of days."""
    edit(folder, "funding.csv", "summit,T-A4,,,yes,T-S1", "summit,,,,yes,T-S1")
    edit(folder, "funding.csv", "summit,T-A4,,T-F1,no", "summit,,,T-F1,no")

    last = tt.clocks(View(load(folder)))[-1]

    assert (last.key, last.evidence, last.days) == ("T-A4", None, None)


def test_late_is_written_and_a_report_is_a_tick():
    """A late moment has its word beside it; one known by the day of its report is a tick and no dot."""
    day = dt.date(2030, 5, 1)
    moments = [Moment("Railway", day, day, done=False, late=True), Moment("Plant", day, day, reported=True)]

    axes = timeline(moments, Words("Two events", "Unit.", "Source."), [(dt.date(2031, 1, 31), "cut-off")]).axes[0]

    assert [text.get_text() for text in axes.texts].count("late") == 1
    assert [line.get_marker() for line in axes.lines if line.get_marker() in "o|"] == ["o", "|"]


def words(runs):
    return "".join(run if isinstance(run, str) else run["text"] for run in runs)


def test_the_section_names_what_is_late(folder):
    """The sentence says how many are late and names them, with the mark of a single source."""
    edit(folder, "projects.csv", "2030-06,2034,", "2030-06,2030,")

    blocks = section.overview(Report(folder)).blocks
    text = words(blocks[0]["items"][0])

    assert "1 of them is late" in text and "Railway (single source): Target of completion was planned for 2030" in text
    assert blocks[1]["title"].endswith("1 late")


def test_the_section_says_whose_the_planned_dates_are(folder):
    """The railway and the grant came out of the summit; the solar plant that followed it is told apart."""
    edit(folder, "projects.csv", "operating,follow-up,2030-12-01,,", "proposed,follow-up,2030-12-01,2033,")

    text = words(section.overview(Report(folder)).blocks[0]["items"][0])

    assert "1 of the 2 projects that came out of the summit has a target date." in text
    assert (
        "The 3 planned dates belong to 1 project and 1 pledge or value that came out of the summit "
        "and 1 project that followed it." in text
    )


def test_a_thousand_projects_have_their_number_with_a_comma(folder):
    """Of 1,002 projects 1,001 have a target date: the sentence counts projects and reads no printed number."""
    more = "".join(f"T-P{n},Road {n},transport,KAZ,proposed,summit,,2034,,,,,,T-S2,para 2,\n" for n in range(10, 1010))
    with (folder / "projects.csv").open("a", encoding="utf-8") as file:
        file.write(more)

    text = words(section.words(Report(folder)).blocks[0]["items"][0])

    assert "1,001 of the 1,002 projects that came out of the summit have a target date." in text


def test_planned_dates_of_others_are_no_target_of_the_summit(folder):
    """No project of the summit has a target date; what is drawn as planned followed it."""
    edit(folder, "projects.csv", "2030-06,2034,", "2030-06,,")
    edit(folder, "projects.csv", "operating,follow-up,2030-12-01,,", "proposed,follow-up,2030-12-01,2033,")
    edit(folder, "milestones.csv", PLANNED, "T-M3,project,T-P3,Grid link,2032,year,planned,")

    text = words(section.overview(Report(folder)).blocks[0]["items"][0])

    assert "None of the 2 projects that came out of the summit has a target date." in text
    assert "The 2 planned dates belong to 1 project that followed the summit." in text


def test_without_milestones_the_targets_remain(folder):
    """A dataset without a table of milestones says so and still shows the target dates of projects."""
    (folder / "milestones.csv").unlink()

    blocks = section.overview(Report(folder)).blocks

    assert blocks[0]["text"] == NO_MILESTONES
    assert blocks[-1]["kind"] == "figure"


def test_the_clock_says_how_many_are_silent(folder):
    """No evidence is older than a year at the cut-off; the table has each month once, oldest first, and all rows."""
    text, table = clock.overview(Report(folder)).blocks
    found = [[words(cell) if isinstance(cell, list) else cell for cell in row["cells"]] for row in table["rows"]]

    assert "all that have dated evidence have some newer than 31 January 2030" in words(text["items"][0])
    assert [row[0] for row in found] == ["May 2030", "June 2030"]
    assert sum(int(row[1]) for row in found) == len(tt.clocks(View(load(folder))))
    assert found[1][2:] == ["215", "Railway (single source)"]


def test_ages_are_months_and_years_where_months_are_many():
    """Clocks are grouped by month; more groups than asked for become years; what is undated stands last."""
    dates = np.array(["2030-05-11", "2030-05", "2031-01-02", None], dtype=object)
    titles = pd.Series("", index=[f"K{i}" for i in range(len(dates))], dtype="string")
    found = tt.Clocks(titles, dates, np.array([0, 1, 2, -1]), Proofs({}))
    assert found[3] == tt.Clock("K3", "", None, None, None)
    assert [(age.edtf, age.days) for age in tt.ages(found)] == [("2030-05", (0, 1)), ("2031-01", (2, 2)), (None, None)]
    assert [age.edtf for age in tt.ages(found, most=1)] == ["2030", "2031", None]


def test_events_that_would_cover_each_other_are_set_apart():
    """Events of one row a few days apart stand one above the other, each on the sheet and within its row."""
    days = [dt.date(2030, 5, 1) + dt.timedelta(days=i) for i in range(6)]
    moments = [Moment("Railway", day, day) for day in (*days, days[0])] + [Moment("Plant", days[0], days[0])]

    axes = timeline(moments, Words("Events", "Unit.", "Source."), [(dt.date(2035, 1, 31), "cut-off")]).axes[0]

    heights = [line.get_ydata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert len(set(heights)) == len(moments)
    assert max(heights[:-1]) < sum(text.get_position()[1] for text in axes.texts if text.get_label() == ROW)


@pytest.mark.parametrize("count", [1, 7])
def test_the_height_is_known_before_anything_is_drawn(count):
    """What is asked for the height of a figure says what the figure then has, with any number of rows."""
    day = dt.date(2030, 5, 1)
    moments = [Moment(f"Railway {i} " * 9, day, day, done=i % 2 > 0) for i in range(count) for _ in range(i + 1)]
    words, lines = Words("Events " * 30, "Unit.", "Source."), [(dt.date(2035, 1, 31), "cut-off")]

    drawn = timeline(moments, words, lines).get_figheight() * MM_PER_INCH
    assert timeline_mm(moments, words, lines) == pytest.approx(drawn)


def test_the_key_shows_only_what_is_drawn():
    """Two kinds of events give two samples, above the data."""
    moments = [
        Moment("Railway", dt.date(2030, 5, 1), dt.date(2030, 5, 1)),
        Moment("Railway", dt.date(2032, 1, 1), dt.date(2032, 12, 31), done=False),
    ]

    figure = timeline(moments, Words("Events", "Unit.", "Source."), [(dt.date(2031, 1, 31), "cut-off")])

    top = figure.axes[0].get_position().y1
    key = [text for text in figure.texts if text.get_text() in ("done", "planned for that month or year")]
    assert len(figure.texts) == 3 + len(key) == 5  # title, subtitle, source
    assert all(text.get_position()[1] > top for text in key)


@pytest.mark.parametrize("days", [60, 400, 900, 1500, 4000, 20000])
def test_labels_of_the_axis_do_not_touch(days):
    """Whatever time is drawn, there are two labels or more, none touches the next, and all are on the sheet."""
    first = dt.date(2024, 12, 27)
    figure = timeline([Moment("Railway", first, first)], Words("E", "U.", "S."), [(first + dt.timedelta(days), "end")])

    with style.house_style():
        renderer = FigureCanvasAgg(figure).get_renderer()
        figure.draw(renderer)
        axes = figure.axes[0]
        low, high = axes.get_xlim()
        shown = [label for label in axes.texts if label.get_label() == COLUMN]
        boxes = [label.get_window_extent(renderer) for label in shown]

    assert len(boxes) > 1
    assert all(low <= label.get_position()[0] <= high for label in shown)
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))
    assert boxes[-1].x1 <= figure.bbox.x1


@pytest.mark.parametrize(("cut_off", "since"), [("2032-12-31", "31 December 2031"), ("2032-02-29", "28 February 2031")])
def test_a_year_before_is_the_same_day(tmp_path, cut_off, since):
    """A year before 31 December 2032 is 31 December 2031, although 365 days lie between it and 1 January 2032."""
    folder = write_tiny(tmp_path)
    meta = (folder / "summit.yaml").read_text(encoding="utf-8")
    (folder / "summit.yaml").write_text(meta.replace("as_of: 2031-01-31", f"as_of: {cut_off}"), encoding="utf-8")

    assert f"newer than {since}, a year before the cut-off" in words(
        clock.overview(Report(folder)).blocks[0]["items"][0]
    )


def test_a_brief_keeps_a_done_event_and_counts_the_planned_without_a_row():
    """Of Kazakhstan's five planned events three have a row, the others share one, and the last done one stays."""
    [table] = brief_events.milestones(Report(DATA / "astana-2025", country="KAZ")).blocks
    states = [row["cells"][2] for row in table["rows"]]
    rest = [row["cells"][0] for row in table["rows"] if not row["cells"][2]]

    assert states == ["Planned", "Planned", "Planned", "", "Done"]
    assert [words(cell) for cell in rest] == ["2 more planned"]


def test_what_is_context_is_no_outcome_and_a_part_of_a_project_no_package():
    """A report on context lists context before the summit, and a part of a project as that."""
    [table] = [
        block
        for block in before.listing(Report(DATA / "astana-2025", relation="context")).blocks
        if block["kind"] == "table"
    ]
    parts = [words(row["cells"][1]) for row in table["rows"] if "Ayagoz" in words(row["cells"][0])]

    assert table["title"].startswith("Context and follow-ups announced")
    assert parts
    assert all(part.endswith("part of a project") for part in parts)
