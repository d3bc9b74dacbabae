"""Projects by stage, and what is known of them."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import write_tiny

from summit_report.analysis.dataset import load
from summit_report.analysis.measures import projects as pp
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
