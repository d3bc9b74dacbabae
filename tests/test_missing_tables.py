"""A dataset without an optional table says so once and plainly, and nothing that only the table could tell."""

import shutil
from pathlib import Path

import pytest

from summit_report.analysis.report import Report
from summit_report.analysis.sections import (
    bounds,
    brief,
    brief_money,
    brief_rows,
    cannot,
    currencies,
    fragility,
    ladder,
    money,
    reconciliation,
    rivals,
    silence,
    since,
    timeline,
    trade,
)
from summit_report.blocks import to_text

DATA = Path(__file__).parents[1] / "data"
NO_MONEY = "This dataset has no table of money: it says nothing of what was promised or paid."


def without(tmp_path, *tables):
    """A copy of the data of Xi'an without *tables*, and without what refers to them."""
    folder = shutil.copytree(DATA / "xian-2023", tmp_path / "xian-2023")
    for table in tables:
        (folder / f"{table}.csv").unlink()
    return folder


def said(exhibit):
    return [to_text(block) for block in exhibit.blocks]


def test_without_money_one_sentence_says_so(tmp_path):
    """The chapter on money is one sentence; no total is denied, no amount is called unconverted or unknown."""
    folder = without(tmp_path, "funding", "projects")
    report = Report(folder)

    assert said(money.overview(report)) == [NO_MONEY]
    for section in (
        bounds.bounds,
        ladder.money,
        money.largest,
        reconciliation.money,
        money.by_country,
        money.by_sector,
    ):
        assert section(report).blocks == ()
    for section in (currencies.currencies, fragility.totals, since.follow_up_money):
        assert section(report).blocks == ()
    assert "amount" not in "".join(said(silence.overview(report)))
    assert "No source reports" not in said(cannot.listing(report))[0]
    assert said(brief_money.table(Report(folder, country="KAZ"))) == [NO_MONEY]


def test_without_projects_nobody_has_none(tmp_path):
    """Where projects are unknown, no country "has no projects", and no target date is said to be known."""
    folder = without(tmp_path, "funding", "projects")

    assert "project" not in said(brief.standing(Report(folder, country="TKM")))[0]
    assert "no table of projects" in said(brief_rows.projects(Report(folder, country="TKM")))[0]
    assert said(timeline.overview(Report(folder))) == [
        "This dataset has no table of milestones and none of projects: it knows no dated event."
    ]


@pytest.mark.parametrize(("tables", "tells"), [((), True), (("claims",), False)])
def test_trade_stands_among_the_claims_only_where_there_are_any(tmp_path, tables, tells):
    """Xi'an has no table of trade; what sources say of it is looked for in the claims, if there are claims."""
    report = Report(without(tmp_path, *tables))

    assert ("among the claims" in said(trade.overview(report))[0]) is tells
    assert bool(rivals.texts(report).blocks) is tells
