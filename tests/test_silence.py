"""What no source says: n of N by question, and where the answer is nothing at all."""

import pytest
from matplotlib.collections import PolyCollection
from matplotlib.patches import PathPatch
from tiny import edit, write_tiny

from summit_report.analysis.dataset import load
from summit_report.analysis.figures import Words, rows_of_shares, shares
from summit_report.analysis.figures.canvas import COLUMN, ROW
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
        "documents with an amount": (3, 3),  # T-A1 by T-F3, T-A2 by T-F4, T-A4 by T-F1
        "documents with a date": (3, 3),
        "documents with both sides named": (3, 3),
        "pledges and values with an amount": (2, 3),  # T-F1 and T-F3, not T-F5
        "pledges and values with a payer": (2, 3),  # nobody is named for T-F3
        "projects with a cost": (1, 2),  # the railway, not its tunnel
        "projects with a target date": (1, 2),
    }
    assert ss.known(view)["pledges and values with an amount"].silent == ("T-F5",)


@pytest.mark.parametrize("relation", ["context", "follow-up"])
def test_money_of_another_relation_is_not_the_documents_own(tmp_path, relation):
    """The memorandum's only amount is told as context: then no amount of the memorandum itself is known."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "unknown,summit,T-A2,T-F3", f"unknown,{relation},T-A2,T-F3")

    assert ss.known(View(load(folder)))["documents with an amount"].silent == ("T-A2",)


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


def test_known_and_silent_are_all(view):
    """Each row asked is either known or silent, for every question, as a whole and country by country."""
    for found in (ss.known(view), *ss.by_country(view).values()):
        for answer in found.values():
            assert sorted((*answer.known, *answer.silent)) == sorted(answer.rows)
            assert answer.n + len(answer.silent) == answer.of


def test_nothing_known_is_hatched_and_nothing_asked_is_empty():
    """0 of 3 is hatched and printed; a cell without rows has neither colour nor text."""
    cells = {("Kazakhstan", "Cost"): (2, 4), ("Uzbekistan", "Cost"): (0, 3), ("Uzbekistan", "Date"): (0, 0)}

    axes = shares(cells, ["Kazakhstan", "Uzbekistan"], ["Cost", "Date"], WORDS).axes[0]

    [hatched] = [patch for patch in axes.patches if isinstance(patch, PathPatch)]
    [coloured] = [one for one in axes.collections if isinstance(one, PolyCollection)]
    assert hatched.get_hatch() and hatched.get_path().get_extents().bounds == (0, 1, 1, 1)
    assert [path.get_extents().bounds for path in coloured.get_paths()] == [(0, 0, 1, 1)]
    assert [text.get_text() for text in axes.texts if text.get_label() not in (ROW, COLUMN)] == ["2 of 4", "0 of 3"]


def test_a_figure_of_many_rows_stays_on_the_page():
    """As many rows as are said to fit are drawn within 110 mm."""
    rows, head = [f"Sector {i}" for i in range(rows_of_shares(WORDS))], "Documents (entries): date"

    figure = shares({(row, head): (1, 2) for row in rows}, rows, [head] * 7, WORDS)

    assert len(rows) >= 18
    assert figure.get_figheight() * 25.4 <= 110


@pytest.mark.parametrize("many", [5, 27, 60])
def test_rows_never_touch(many):
    """However many rows there are, each is higher than its words."""
    rows = [f"Sector {i}" for i in range(many)]

    axes = shares({(row, "Cost"): (1, 2) for row in rows}, rows, ["Cost"], WORDS).axes[0]

    height = axes.get_position().height * axes.figure.get_figheight() * 72
    assert height / many > 9.0  # points


def test_the_section_says_n_of_n(folder):
    """The sentence prints n of N with a link, and the figure of countries is left out for one country."""
    block = silence.overview(Report(folder)).blocks[0]
    runs = [run["text"] for run in block["items"][0] if isinstance(run, dict)]

    assert "2 of 3" in runs and all(run["ref"] for run in block["items"][0] if isinstance(run, dict))
    assert silence.by_country(Report(folder, country="UZB")).blocks == ()
    assert silence.by_sector(Report(folder, sector="energy")).blocks == ()


def words(runs):
    return "".join(run if isinstance(run, str) else run["text"] for run in runs)


def test_the_denominators_are_explained(folder):
    """Three entries for documents: the package and the pledge count, the memorandum stands inside the package."""
    text = words(silence.overview(Report(folder)).blocks[0]["items"][0])

    assert text.startswith(
        "Documents are asked by entry, 3 in all: 2 counted, a package being one, and 1 inside packages."
    )
    assert "Of the entries for money the sources state an amount for 2 of 3" in text


def test_the_title_says_what_nobody_states(folder):
    """Where no source answers at all the title names all that are asked; else where most groups have no answer."""
    report = Report(folder)
    everything = ss.known(report.view)
    groups = {code: dict(found) for code, found in ss.by_country(report.view).items()}
    asked = [name for name in everything if everything[name].of]

    assert (
        silence._finding(everything, groups, asked, "country")
        == "Every country has at least one answer to each question"
    )
    nobody = {**everything, "projects with a cost": ss.Known((), ("T-P1", "T-P2"), ("T-P1", "T-P2"))}
    groups["KAZ"]["projects with a cost"] = ss.Known((), ("T-P1", "T-P2"), ("T-P1", "T-P2"))
    assert silence._finding(nobody, groups, asked, "country") == "A cost is stated for none of the 2 projects"
    assert silence._finding(everything, groups, asked, "country") == "A cost is stated for none of the projects in KAZ"


def test_one_sentence_says_where_nothing_is_known(folder):
    """No question is without an answer in most of the sectors that it is put to: nothing is said."""
    block = silence.by_sector(Report(folder)).blocks[-1]

    assert block["kind"] == "figure"
