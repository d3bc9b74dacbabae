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
from summit_report.analysis.sections import brief_rows, evidence
from summit_report.analysis.sections import projects as projects_section
from summit_report.analysis.view import View
from summit_report.analysis.vocabularies import STAGES
from summit_report.errors import DataError

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


def with_word(folder, word):
    """Give the cost of the railway a word in a column of its own."""
    table = folder / "projects.csv"
    header, railway, *others = table.read_text().splitlines()
    lines = [f"{header},cost_qualifier", f"{railway},{word}", *(f"{line}," for line in others)]
    table.write_text("\n".join(lines) + "\n")
    return folder


@pytest.mark.parametrize(
    ("word", "said"), [("approximately", "about USD 300 m"), ("more than", "more than USD 300 m"), ("", "USD 300 m")]
)
def test_a_cost_has_its_word_wherever_it_stands(tmp_path, word, said):
    """Table of projects, country brief and list of evidence print the cost with the word of its source."""
    folder = with_word(write_tiny(tmp_path), word)
    report, brief = Report(folder), Report(folder, country="KAZ")
    [table] = projects_section.listing(report).blocks
    [own] = brief_rows.projects(brief).blocks
    [records] = [block for block in evidence.records(report).blocks if block["kind"] == "records"]
    [railway] = [one for one in records["records"] if one["id"] == "row-t-p1"]

    assert [words(line["cells"][-1]) for line in table["rows"]] == [said, ""]
    assert said in [words(line["cells"][-1]) for line in own["rows"]]
    assert said in str(railway)


def test_a_table_may_come_without_the_word_of_a_cost(tmp_path):
    """A column that is empty says what one that is left out says, to the checksum too; a word needs a cost."""
    plain = load(write_tiny(tmp_path / "plain"))
    empty = load(with_word(write_tiny(tmp_path / "empty"), ""))
    worded = load(with_word(write_tiny(tmp_path / "worded"), "nearly"))
    wrong = write_tiny(tmp_path / "wrong")
    edit(wrong, "projects.csv", "300000000,USD", ",USD")

    assert plain.checksum == empty.checksum != worded.checksum
    assert plain.projects["cost_qualifier"].isna().all()
    with pytest.raises(DataError, match="stands without cost"):
        load(with_word(wrong, "nearly"))


def test_an_empty_column_is_left_out_and_said(tmp_path):
    """No project has a target date: the table has no such column, and a note says so; titles carry their mark."""
    folder = write_tiny(tmp_path)
    edit(folder, "projects.csv", "2030-06,2034,", "2030-06,,")

    [table] = projects_section.listing(Report(folder)).blocks

    assert [column["label"] for column in table["columns"]] == ["Project", "Countries", "Stage", "Cost"]
    assert table["notes"][0] == "No source used states a target date for any of them."
    assert words(table["rows"][0]["cells"][0]) == "Railway (single source)"
