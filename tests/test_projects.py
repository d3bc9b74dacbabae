"""Projects by stage, and what is known of them."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import edit, write_tiny

from summit_report.analysis.dataset import load
from summit_report.analysis.measures import projects as pp
from summit_report.analysis.report import Report
from summit_report.analysis.sections import projects as projects_section
from summit_report.analysis.view import View
from summit_report.analysis.vocabularies import STAGES

SUMMIT = dt.date(2030, 5, 11)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return load(write_tiny(tmp_path_factory.mktemp("projects")))


def projects(*pairs):
    """Make projects of pairs (sector, stage)."""
    return pd.DataFrame(pairs, columns=["sector", "stage"])


def test_stages_stand_in_the_order_of_the_ladder():
    """Stages run from proposal to operation, without those that no project has reached; sectors from most to least."""
    table = pp.stages(
        projects(("trade", "operating"), ("energy", "operating"), ("energy", "proposed"), ("mining", "delayed"))
    )

    assert list(table.columns) == ["proposed", "operating", "delayed"]
    assert list(table.index) == ["energy", "mining", "trade"]
    assert table.loc["energy"].tolist() == [1, 1, 0]


def test_every_stage_has_its_place():
    """The ladder knows each stage that the data model allows."""
    assert sorted(pp.STAGES) == sorted(STAGES)


@given(
    st.lists(st.tuples(st.sampled_from(["energy", "trade"]), st.sampled_from(sorted(STAGES))), min_size=1, max_size=20)
)
def test_each_project_stands_in_one_cell(pairs):
    """The cells of the table add up to the projects."""
    assert pp.stages(projects(*pairs)).to_numpy().sum() == len(pairs)


def test_known_cells_name_their_rows(tiny):
    """What is known of a column is the keys of the rows that fill it."""
    rows = View(tiny).projects

    assert pp.known(rows, "cost") == ("T-P1",)
    assert pp.known(rows, "start") == ("T-P1",)


def words(runs):
    return "".join(run if isinstance(run, str) else run["text"] for run in ([runs] if isinstance(runs, str) else runs))


def test_a_cost_takes_the_word_of_the_money_that_states_it(tmp_path):
    """The railway costs what funding from the same source calls "about"; a loan of that size is another thing."""
    folder = write_tiny(tmp_path)
    row = "{},{},Bank,CHN,company,KAZ,{},300000000,USD,{},,,,unknown,context,,,,no,T-S1,para 9,\n"
    with (folder / "funding.csv").open("a", encoding="utf-8") as file:
        file.write(row.format("T-F8", "Credit line for grain", "loan", "exact"))
        file.write(row.format("T-F9", "Railway tunnel and line", "investment", "approximately"))
    edit(folder, "projects.csv", "T-P1,Railway,", "T-P1,Railway line,")

    report = Report(folder)

    assert pp.cost_proof(report.dataset, "T-P1") == "T-F9"
    [table] = projects_section.listing(report).blocks
    assert [words(line["cells"][-1]) for line in table["rows"]] == ["about USD 300 m", ""]


def test_an_empty_column_is_left_out_and_said(tmp_path):
    """No project has a target date: the table has no such column, and a note says so; titles carry their mark."""
    folder = write_tiny(tmp_path)
    edit(folder, "projects.csv", "2030-06,2034,", "2030-06,,")

    [table] = projects_section.listing(Report(folder)).blocks

    assert [column["label"] for column in table["columns"]] == ["Project", "Countries", "Stage", "Cost"]
    assert table["notes"][0] == "No source used states a target date for any of them."
    assert words(table["rows"][0]["cells"][0]) == "Railway (single source)"
