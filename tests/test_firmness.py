"""Every agreement, project and amount stands on one rung, proved by a row of the data."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import edit, write_tiny

from summit_report.analysis.crosswalk import Rung
from summit_report.analysis.dataset import load
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import firmness as ff
from summit_report.analysis.view import View
from summit_report.analysis.vocabularies import AGREEMENT_INSTRUMENTS, AGREEMENT_STATUSES, FUNDING_STATUSES, STAGES

DAY = dt.date(2031, 1, 31)
NO_EVENTS = pd.DataFrame(columns=["entity_id", "status", "date"])


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return load(write_tiny(tmp_path_factory.mktemp("firmness")))


def papers(dataset):
    return ff.of_agreements(dataset.agreements, dataset.funding, dataset.milestones, dataset.meta.as_of)


def agreements(**cells):
    usual = {"instrument": "agreement", "status": "signed", "documents": 1}
    return pd.DataFrame([usual | cells], index=["A1"])


def funding(*statuses, **cells):
    usual = {"instrument": "loan", "restates": None, "linked_agreement_id": "A1", "counts_toward_total": "yes"} | cells
    rows = [usual | {"status": status} for status in statuses]
    return pd.DataFrame(rows, columns=[*usual, "status"], index=[f"F{i}" for i in range(1, len(rows) + 1)])


def rung(paper, money):
    [standing] = ff.of_agreements(paper, money, NO_EVENTS, DAY).values()
    return standing.rung, standing.proof


def test_each_agreement_has_the_rung_of_its_row(tiny):
    """A package stands where a memorandum does, a pledge is announced, and two contracts are contracts."""
    assert {key: one.rung for key, one in papers(tiny).items()} == {
        "T-A1": Rung.MEMORANDUM,
        "T-A2": Rung.MEMORANDUM,
        "T-A3": Rung.MEMORANDUM,
        "T-A4": Rung.ANNOUNCED,
        "T-A5": Rung.CONTRACT,
    }


def test_documents_are_counted_by_rung(tiny):
    """Of the four documents three are in the package and one is announced."""
    found = ff.counts(docs.counted(View(tiny).agreements), papers(tiny))

    assert {rung: count.value for rung, count in found.items()} == {Rung.ANNOUNCED: 1, Rung.MEMORANDUM: 3}


def test_projects_stand_where_their_stage_does(tiny):
    """Works begun are under way, a proposal is announced; a done milestone backs the rung and is named."""
    found = ff.of_projects(tiny.projects, tiny.milestones, tiny.meta.as_of)

    assert {key: (one.rung, one.events) for key, one in found.items()} == {
        "T-P1": (Rung.UNDER_WAY, ("T-M2",)),
        "T-P2": (Rung.ANNOUNCED, ()),
        "T-P3": (Rung.IN_OPERATION, ()),
    }


def test_money_stands_where_its_status_or_its_paper_does(tiny):
    """A package's value takes the package's rung; a committed loan is financed; a contract value is no finance."""
    found = ff.of_funding(tiny.funding, tiny.agreements)

    assert {key: (one.rung, one.proof) for key, one in found.items() if key not in ("T-F2", "T-F4")} == {
        "T-F1": (Rung.ANNOUNCED, "T-F1"),
        "T-F3": (Rung.MEMORANDUM, "T-A1"),
        "T-F5": (Rung.FINANCED, "T-F5"),
        "T-F6": (Rung.CONTRACT, "T-F6"),
    }


def test_firm_money_lifts_a_paper():
    """A committed loan linked to an agreement finances it, and that row is the proof; a pledge lifts nothing."""
    assert rung(agreements(), funding("pledged", "committed")) == (Rung.FINANCED, "F2")
    assert rung(agreements(), funding("disbursed")) == (Rung.UNDER_WAY, "F1")
    assert rung(agreements(), funding("pledged")) == (Rung.AGREEMENT, "A1")


def test_what_lifts_nothing():
    """A contract value is no finance, a restatement is no second proof, and one paper's money is not its package's."""
    assert rung(agreements(), funding("committed", instrument="contract value")) == (Rung.AGREEMENT, "A1")
    assert rung(agreements(), funding("committed", restates="F9")) == (Rung.AGREEMENT, "A1")
    assert rung(agreements(documents=5, instrument="other"), funding("committed")) == (Rung.MEMORANDUM, "A1")


def test_the_counted_row_is_the_better_proof():
    """Of two rows that prove the same rung the one that counts toward a total is named."""
    money = funding("committed", "committed")
    money.loc["F1", "counts_toward_total"] = "no"

    assert rung(agreements(), money) == (Rung.FINANCED, "F2")


@pytest.mark.parametrize(
    ("stage", "start", "expected"),
    [
        ("delayed", "2029-03", Rung.UNDER_WAY),
        ("delayed", None, Rung.ANNOUNCED),
        ("delayed", "2031", Rung.ANNOUNCED),
        ("cancelled", "2029-03", None),
    ],
)
def test_a_delayed_project_is_under_way_once_begun(stage, start, expected):
    """Late is not stopped: a start before the cut-off counts; what was called off stands on no rung."""
    projects = pd.DataFrame([{"stage": stage, "start": start}], index=["P1"])

    assert ff.of_projects(projects, NO_EVENTS, DAY)["P1"].rung == expected


def test_events_after_the_cut_off_prove_nothing(tmp_path):
    """Only what is done by the cut-off backs a rung."""
    folder = write_tiny(tmp_path)
    edit(folder, "milestones.csv", "Works begin,2030-06,month,done", "Works begin,2030-06,month,planned")
    dataset = load(folder)

    assert ff.of_projects(dataset.projects, dataset.milestones, dataset.meta.as_of)["T-P1"].events == ()


@given(st.sampled_from(AGREEMENT_INSTRUMENTS), st.sampled_from(AGREEMENT_STATUSES), st.sampled_from(FUNDING_STATUSES))
def test_money_never_lowers_a_rung(instrument, status, money):
    """Every paper has a rung, whatever its instrument and status, and money linked to it can only raise it."""
    paper = agreements(instrument=instrument, status=status)
    alone, _ = rung(paper, funding())
    funded, _ = rung(paper, funding(money))

    assert alone in Rung and funded >= alone


@given(st.lists(st.sampled_from(STAGES), max_size=12))
def test_every_project_stands_once(stages):
    """The projects on the rungs and those called off are all the projects."""
    projects = pd.DataFrame({"stage": stages, "start": None}, index=[f"P{i}" for i in range(len(stages))])
    standings = ff.of_projects(projects, NO_EVENTS, DAY).values()

    assert sum(len(ff.keys_on(standings, one)) for one in [*Rung, None]) == len(stages)
