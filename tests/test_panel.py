"""The panel asks the same questions by mouse: each test changes what a widget holds, as a click does."""

import gc
from pathlib import Path

import pandas as pd
import pytest
from tiny import write_tiny

from summit_report import blocks
from summit_report.analysis.dataset import load
from summit_report.explore import ask
from summit_report.explore.panel import Panel
from summit_report.explore.sorting import ordered

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def panel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Panel:
    write_tiny(tmp_path)
    monkeypatch.chdir(tmp_path)
    return Panel("tiny-2030")


def shown(panel: Panel) -> pd.DataFrame:
    """Return the columns of the table that are seen; the others only say in which order its rows are sorted."""
    return panel.table.df.loc[:, [not str(name).startswith("order of ") for name in panel.table.df]]


def test_a_tick_changes_figure_table_and_lines_at_once(panel: Panel) -> None:
    """After a tick, figure, table and the lines for an edition are those of the same call."""
    before = panel.picture.value
    panel.countries.boxes["UZB"].value = True

    wanted = ask("tiny-2030", "countries", countries=["UZB"])
    assert panel.picture.value != before
    assert panel.answer.table.equals(wanted.table)
    assert shown(panel).equals(wanted.with_others().table)
    assert "-p country=UZB" in panel.edition.value


def test_what_cannot_be_answered_leaves_nothing_of_the_answer_before(panel: Panel, tmp_path: Path) -> None:
    """Under an error there is no table, no evidence and no file of what was chosen before."""
    panel.currency.options = [*panel.currency.options, ("none", "NONE")]
    panel.currency.value = "NONE"

    assert "currency is" in panel.picture.value
    assert panel.save.disabled and panel.export.disabled
    assert panel.table_box.layout.display == "none"
    assert panel.edition.value == panel.proof.value == panel.files.value == ""
    panel.currency.value = ""
    assert not panel.save.disabled and panel.table_box.layout.display != "none" and panel.edition.value


def test_answers_do_not_look_through_all_that_is_loaded(panel: Panel) -> None:
    """What was there before the first answer is no longer searched for garbage, which takes as long as two answers."""
    assert gc.get_freeze_count() > len(gc.get_objects()) > 0


def test_an_export_shows_the_answer(panel: Panel) -> None:
    """Where there are no widgets, what is shown in their place is the figure, not a name in Python."""
    shown = panel._repr_mimebundle_()

    assert shown[blocks.MIME] == panel.answer._repr_mimebundle_()[blocks.MIME]
    assert "application/vnd.jupyter.widget-view+json" in shown


def test_a_click_on_a_row_shows_its_evidence(panel: Panel) -> None:
    """The evidence is that of the clicked row, with its source as a link and its place."""
    panel.table.selected_rows = [1]

    assert "<b>Uzbekistan</b>: 1 row" in panel.proof.value
    assert "T-A4" in panel.proof.value and "T-A1" not in panel.proof.value
    assert "para 2" in panel.proof.value


def test_a_click_on_a_row_brings_its_evidence_forward(panel: Panel) -> None:
    """Whatever was open below the table, a click opens the evidence; a choice leaves open what is."""
    panel.below.selected_index = 1
    panel.countries.boxes["KAZ"].value = True
    assert panel.below.selected_index == 1
    panel.table.selected_rows = [1]
    assert panel.below.selected_index == 0


def test_a_single_country_is_marked_beside_the_others(panel: Panel) -> None:
    """Where the others stay to compare with, that is said, and the chosen one's row and evidence are shown."""
    panel.countries.boxes["UZB"].value = True
    assert list(panel.table.df["Country"]) == ["Kazakhstan", "Uzbekistan"]
    assert list(panel.table.selected_rows) == [1]
    assert "<b>Uzbekistan</b> is chosen" in panel.picture.value and "<b>Uzbekistan</b>: 1 row" in panel.proof.value
    panel.countries.boxes["KAZ"].value = True
    assert list(panel.table.selected_rows) == [] and "is chosen" not in panel.picture.value


def test_a_row_without_rows_of_its_own_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """An announced sum has none of its own: the evidence shown is named as that of the whole table."""
    monkeypatch.chdir(ROOT)
    panel = Panel("astana-2025", "waterfall")
    panel.table.selected_rows = [0]

    assert "<b>Announced</b> has no rows of its own. The table as a whole rests on 7 rows" in panel.proof.value


def test_an_answer_without_a_figure_says_what_its_table_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Money by sector is a table alone: its title stands above it and follows each choice."""
    monkeypatch.chdir(ROOT)
    panel = Panel("astana-2025", "money-sectors")
    assert "<b>Known money by sector</b>: a table of 5 rows" in panel.picture.value
    panel.sectors.boxes["energy"].value = True

    assert "in the sector energy" in panel.picture.value and "a table of 1 row," in panel.picture.value
    assert "say nothing" not in panel.picture.value


def test_instruments_are_those_of_the_measure(panel: Panel) -> None:
    """Documents offer kinds of agreement, money kinds of money, projects none; other ticks stay."""
    panel.countries.boxes["KAZ"].value = True
    panel.measure.value = "largest"
    assert "loan" in panel.instruments.boxes and "treaty" not in panel.instruments.boxes
    panel.measure.value = "stages"
    assert not panel.instruments.boxes
    assert panel.countries.values == ("KAZ",)


def test_buttons_write_to_the_projects_figures(panel: Panel, tmp_path: Path) -> None:
    """Figure and rows are written under figures/explore, and the panel says where."""
    panel.save.click()
    panel.export.click()

    names = {file.name for file in (tmp_path / "figures" / "explore").iterdir()}
    assert {f"tiny-2030-countries.{kind}" for kind in ("svg", "png", "xlsx")} <= names
    assert "figures/explore/tiny-2030-countries.xlsx" in panel.files.value


def test_what_is_wrong_is_said_in_the_panel(panel: Panel, tmp_path: Path) -> None:
    """A summit that cannot be read is named in place of the figure; no cell fails."""
    broken = tmp_path / "data" / "broken"
    broken.mkdir()
    (broken / "summit.yaml").write_text("id: broken\n")
    panel.summit.options = (*panel.summit.options, ("broken", "broken"))
    panel.summit.value = "broken"

    assert "sr-wrong" in panel.picture.value and "broken" in panel.picture.value


def test_the_choice_of_a_summit_shows_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address among the summits is read as it was given, and shown without user and password."""
    tiny, address = load(write_tiny(tmp_path)), "postgresql://u:secret@host/db/s"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("summit_report.explore.panel.load", {address: tiny}.get)
    panel = Panel(address)

    assert panel.summit.value == address and panel.summit.label == "postgresql://***@host/db/s"
    assert "--data" in panel.edition.value and "secret" not in panel.edition.value


def test_nothing_behind_an_answer_is_said_as_such(panel: Panel) -> None:
    """Where a choice has no row, the evidence asks for no click on a table that is not there."""
    panel.measure.value = "largest"
    panel.relation.value = "context"
    panel.countries.boxes["KAZ"].value = True

    assert panel.table_box.layout.display == "none" and panel.export.disabled
    assert "No row of the data stands behind this." in panel.proof.value and "click" not in panel.proof.value


@pytest.mark.parametrize(
    ("align", "cells"),
    [
        ("right", ["", "at least 71", "at least 157", "1,000"]),
        ("right", ["–", "USD 89 m", "CNY 1.5 bn (USD 208.8 m); not itemised", "USD 420 m", "more than USD 6 bn"]),
        ("right", ["", "+ 3", "1", "1 + 3", "12"]),
        ("left", ["2014", "21 December 2023", "6 February 2024", "June 2024", "2 July 2024", "1 January 2027"]),
    ],
)
def test_columns_sort_by_what_they_mean(align: str, cells: list[str]) -> None:
    """A click on a head sorts numbers, amounts and dates by their value, not by their letters."""
    mixed = pd.DataFrame({"name": "same", "cell": cells}).sort_values("cell", ignore_index=True)
    table, rules = ordered(mixed, [1] if align == "right" else [])

    assert list(table.sort_values("cell")["cell"]) == cells
    assert rules == [{"targets": [1], "type": "num", "className": f"dt-{align}"}]


def test_any_frame_sorts_by_what_its_cells_mean() -> None:
    """A frame of a plain cell, two answers merged too, has its worded numbers and dates in order; words stay words."""
    cells = ["–", "USD 89 m", "CNY 1.5 bn (USD 208.8 m); not itemised", "USD 420 m", "more than USD 6 bn"]
    dates = ["2014", "21 December 2023", "June 2024", "2 July 2024", None]
    words = ["line of 2024 (2 July 2024)", "3 of us", "2 May", "done", "1"]
    plain = pd.DataFrame({"amount": cells, "day": dates, "word": words, "n": range(5)}).iloc[[3, 1, 4, 0, 2]]
    table, rules = ordered(plain)
    assert list(table["amount"].cat.categories) == cells
    assert list(table["day"].cat.categories) == dates[:-1]
    assert table[["word", "n"]].equals(plain[["word", "n"]])
    assert [(rule["targets"], rule["type"]) for rule in rules] == [([1], "num"), ([2], "num")]  # after the index
    assert table.astype(object).equals(plain.astype(object))


def test_columns_of_words_sort_by_their_letters() -> None:
    """What is neither a number nor a date keeps its order by letters."""
    words = pd.DataFrame({"name": ["2 May", "done"], "state": ["planned", "2024"]})
    table, rules = ordered(words, [])
    assert table.equals(words) and not rules
