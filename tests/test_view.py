"""What a report looks at: filters choose rows and never change them (rule 11 of the data model)."""

import numpy as np
import pandas as pd
import pytest
from tiny import write_tiny

from summit_report.analysis.dataset import load
from summit_report.analysis.view import View


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return load(write_tiny(tmp_path_factory.mktemp("view")))


@pytest.mark.parametrize(
    ("filters", "agreements", "funding", "projects"),
    [
        ({}, "T-A1 T-A2 T-A3 T-A4", "T-F1 T-F2 T-F3 T-F4 T-F5", "T-P1 T-P2"),
        ({"country": "UZB"}, "T-A4", "T-F1 T-F2 T-F5", ""),
        ({"sector": "transport"}, "T-A2 T-A3", "T-F4", "T-P1 T-P2"),
        ({"country": "KAZ", "sector": "energy"}, "T-A4", "T-F1 T-F2", ""),
        ({"relation": "follow-up"}, "T-A5", "T-F6", "T-P3"),
        ({"relation": "context"}, "", "", ""),
    ],
)
def test_filters_choose_rows(tiny, filters, agreements, funding, projects):
    """Relation, country and sector leave the rows that belong to all of them."""
    view = View(tiny, **filters)

    assert " ".join(view.agreements.index) == agreements
    assert " ".join(view.funding.index) == funding
    assert " ".join(view.projects.index) == projects


def test_a_second_description_is_no_project_of_its_own(tmp_path):
    """A project that another row already describes is not shown again."""
    folder = write_tiny(tmp_path)
    with (folder / "projects.csv").open("a", encoding="utf-8") as file:
        file.write("T-P4,Solar plant again,energy,UZB,operating,follow-up,,,,,,,T-P3,T-S3,para 1,\n")

    assert list(View(load(folder), relation="follow-up").projects.index) == ["T-P3"]


@pytest.mark.parametrize("relation", ["summit", "follow-up", "context"])
def test_follow_ups_stay_in_sight(tiny, relation):
    """Whatever relation is counted, the view of what came later sees the follow-ups, through the same filters."""
    since = View(tiny, country="UZB", relation=relation).since()

    assert list(since.agreements.index) == ["T-A5"]
    assert list(since.funding.index) == ["T-F6"]


def test_filters_change_no_value(tiny):
    """A row reads the same in every view."""
    pd.testing.assert_series_equal(
        View(tiny).agreements.loc["T-A4"], View(tiny, "UZB", "energy").agreements.loc["T-A4"]
    )


def test_equal_views_share_their_rows(tiny):
    """A view that is made again finds its rows chosen already; another one, or one of other data, has its own."""

    def numbers(country):
        return View(tiny, country).agreements["documents"].to_numpy()

    assert np.shares_memory(numbers("KAZ"), numbers("KAZ"))
    assert not np.shares_memory(numbers("KAZ"), numbers("UZB"))


def test_the_partner_is_none_of_the_countries(tiny):
    """The countries of a report are the other members, or the one it is about."""
    assert View(tiny).countries == ("KAZ", "UZB")
    assert View(tiny, country="UZB").countries == ("UZB",)


def test_a_view_knows_whether_it_is_narrowed(tiny):
    """Country and sector narrow a view; the relation does not."""
    assert View(tiny, relation="follow-up").is_whole
    assert not View(tiny, country="KAZ").is_whole
    assert not View(tiny, sector="energy").is_whole


@pytest.mark.parametrize("table", ["agreements", "funding", "projects", "described_projects"])
def test_a_changed_frame_changes_no_other_answer(tiny, table):
    """Whoever changes the rows of a view, its index or its columns changes them for nobody else."""
    before = getattr(View(tiny), table).copy()
    rows = getattr(View(tiny), table)
    rows["title"] = "changed"
    rows.iloc[0, 0] = "changed"
    rows.index.name = "changed"
    rows.loc["new"] = rows.iloc[0]

    pd.testing.assert_frame_equal(getattr(View(tiny), table), before)
