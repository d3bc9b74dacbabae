"""What no source says: n of N by question, and where the answer is nothing at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.patches import Rectangle
from tiny import write_tiny

from summit_report.analysis.dataset import load
from summit_report.analysis.figures import Words, shares
from summit_report.analysis.measures import silence as ss
from summit_report.analysis.report import Report
from summit_report.analysis.sections import silence
from summit_report.analysis.view import View

WORDS = Words("No project has a cost", "n of N.", "Source: tiny.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_tiny(tmp_path_factory.mktemp("silence"))


@pytest.fixture(scope="module")
def view(folder):
    return View(load(folder))


def test_each_question_names_who_answers(view):
    """Of three agreements described once all have an amount and a date; one project of two has a cost."""
    found = {name: (known.n, known.of) for name, known in ss.known(view).items()}

    assert found == {
        "agreements with an amount": (3, 3),  # T-A1 by T-F3, T-A2 by T-F4, T-A4 by T-F1
        "agreements with a date": (3, 3),
        "agreements with both sides named": (3, 3),
        "pledges and values with an amount": (2, 3),  # T-F1 and T-F3, not T-F5
        "pledges and values with a payer": (2, 3),  # nobody is named for T-F3
        "projects with a cost": (1, 2),  # the railway, not its tunnel
        "projects with a target date": (1, 2),
    }
    assert ss.known(view)["pledges and values with an amount"].silent == ("T-F5",)


def test_a_country_has_the_rows_that_name_it(view):
    """The loan for Uzbekistan has no amount; the railway does not touch it, so nothing is asked of its projects."""
    found = ss.by_country(view)

    assert found["UZB"]["pledges and values with an amount"].known == ("T-F1",)
    assert found["UZB"]["projects with a cost"].of == 0
    assert ss.nothing_known(found, "projects with a cost") == ()


def test_money_without_an_agreement_has_no_sector(view):
    """The loan without an agreement stands under unknown, where no amount is known."""
    found = ss.by_sector(view)

    assert found["unknown"]["pledges and values with an amount"].rows == ("T-F5",)
    assert ss.nothing_known(found, "pledges and values with an amount") == ("unknown",)


@given(st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20)))
def test_known_and_silent_are_all(known, others):
    """Whatever is known, the known and the silent rows together are all the rows."""
    rows = tuple(map(str, sorted(known | others)))

    found = ss.Known(tuple(map(str, sorted(known))), rows)

    assert sorted((*found.known, *found.silent)) == sorted(rows)
    assert found.n + len(found.silent) == found.of


def test_nothing_known_is_hatched_and_nothing_asked_is_empty():
    """0 of 3 is hatched and printed; a cell without rows has neither colour nor text."""
    cells = {("Kazakhstan", "Cost"): (2, 4), ("Uzbekistan", "Cost"): (0, 3), ("Uzbekistan", "Date"): (0, 0)}

    axes = shares(cells, ["Kazakhstan", "Uzbekistan"], ["Cost", "Date"], WORDS).axes[0]

    boxes = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert [bool(box.get_hatch()) for box in boxes] == [False, True]
    assert [text.get_text() for text in axes.texts] == ["2 of 4", "0 of 3"]


def test_a_figure_with_many_rows_stays_on_the_page():
    """Thirty rows are drawn within 110 mm."""
    rows = [f"Sector {i}" for i in range(30)]

    figure = shares({(row, "Cost"): (1, 2) for row in rows}, rows, ["Cost"], WORDS)

    assert figure.get_figheight() * 25.4 <= 110


def test_the_section_says_n_of_n(folder):
    """The sentence prints n of N with a link, and the figure of countries is left out for one country."""
    block = silence.overview(Report(folder)).blocks[0]
    runs = [run["text"] for run in block["items"][0] if isinstance(run, dict)]

    assert "2 of 3" in runs and all(run["ref"] for run in block["items"][0] if isinstance(run, dict))
    assert silence.by_country(Report(folder, country="UZB")).blocks == ()
    assert silence.by_sector(Report(folder, sector="energy")).blocks == ()
