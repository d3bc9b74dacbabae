"""
How firm each agreement, project and row of funding is: one rung of the ladder, and the row that proves it.

The rung comes from closed vocabularies alone (``crosswalk.TABLE``), never from the words of a title or an event. A
dated event that is done backs a rung, it does not lift one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from summit_report.analysis.crosswalk import INSTRUMENT, MONEY_STATUS, STAGE, STATUS, Rung, entry
from summit_report.analysis.dates import edtf_bounds
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.measures.money import CONTRACT_VALUE


@dataclass(frozen=True)
class Standing:
    """
    The *rung* of the row *key*, None for a project that was called off.

    *proof* is the key of the row that gives the rung: the row itself, or a row of funding linked to it. *events* are
    the keys of its done milestones up to the cut-off.
    """

    key: str
    rung: Rung | None
    proof: str
    events: tuple[str, ...] = ()

    def reaches(self, rung: Rung) -> bool:
        """Tell whether it stands on *rung* or higher."""
        return self.rung is not None and self.rung >= rung


def of_agreements(
    agreements: pd.DataFrame, funding: pd.DataFrame, milestones: pd.DataFrame, as_of: dt.date
) -> dict[str, Standing]:
    """
    Give each row of *agreements* its rung: its status, or once signed its instrument, or firm money linked to it.

    Money lifts a single paper only: what is paid for one paper of a package says nothing about the others. A row that
    restates another and a contract value lift nothing.
    """
    money = funding[funding["restates"].isna() & (funding["instrument"] != CONTRACT_VALUE)]
    money = money.sort_values("counts_toward_total", ascending=False, kind="stable")  # a counted row proves best
    events = done_events(milestones, as_of)
    standings = {}
    for key, row in agreements.iterrows():
        own = Standing(str(key), _paper(row), str(key))
        linked = money[money["linked_agreement_id"] == key] if row["documents"] == 1 else money.iloc[:0]
        lifted = [Standing(str(key), _status(one), str(one.name)) for _, one in linked.iterrows()]
        best = max([own, *lifted], key=lambda standing: standing.rung or 0)  # the first of equals: the row itself
        standings[str(key)] = Standing(best.key, best.rung, best.proof, events.get(str(key), ()))
    return standings


def of_projects(projects: pd.DataFrame, milestones: pd.DataFrame, as_of: dt.date) -> dict[str, Standing]:
    """Give each row of *projects* the rung of its stage; a delayed one is under way if it began by *as_of*."""
    events = done_events(milestones, as_of)
    return {
        str(key): Standing(str(key), _project(row, as_of), str(key), events.get(str(key), ()))
        for key, row in projects.iterrows()
    }


def of_funding(funding: pd.DataFrame, agreements: pd.DataFrame) -> dict[str, Standing]:
    """
    Give each row of *funding* the rung of its status, or of the signed paper that it is linked to if that is firmer.

    A contract value is no finance: firm or not, it stands no higher than a contract.
    """
    standings = {}
    for key, row in funding.iterrows():
        own = _status(row)
        standing = Standing(str(key), min(own, Rung.CONTRACT) if row["instrument"] == CONTRACT_VALUE else own, str(key))
        if pd.notna(row["linked_agreement_id"]):
            paper = agreements.loc[row["linked_agreement_id"]]
            rung = (
                _rung(INSTRUMENT, paper["instrument"])
                if paper["status"] in docs.SIGNED | docs.BEGUN
                else Rung.ANNOUNCED
            )
            if standing.rung is not None and rung > standing.rung:
                standing = Standing(str(key), rung, str(paper.name))
        standings[str(key)] = standing
    return standings


def done_events(milestones: pd.DataFrame, as_of: dt.date) -> dict[str, tuple[str, ...]]:
    """Map the key of each row to those of its done *milestones* that began by *as_of*, oldest first."""
    rows = milestones[milestones["status"] == "done"]
    dated = sorted((edtf_bounds(row["date"])[0], str(event), str(row["entity_id"])) for event, row in rows.iterrows())
    found: dict[str, list[str]] = {}
    for day, event, entity in dated:
        if day <= as_of:
            found.setdefault(entity, []).append(event)
    return {entity: tuple(events) for entity, events in found.items()}


def counts(agreements: pd.DataFrame, standings: Mapping[str, Standing]) -> dict[Rung, Count]:
    """Count the documents of *agreements* on each rung, from the lowest; rungs with none are left out."""
    rungs = pd.Series([standings[str(key)].rung for key in agreements.index], index=agreements.index, dtype=object)
    return {rung: docs.count(rows) for rung in Rung if len(rows := agreements[rungs == rung])}


def projects_of(agreements: pd.DataFrame, projects: pd.DataFrame, milestones: pd.DataFrame) -> dict[str, str]:
    """
    Map the key of each agreement to that of its project.

    They belong together when one passage of a source reports both, in the row itself or in a milestone, with the same
    sector and relation, and neither shares such a passage with another: a passage on several settles nothing.
    """
    passages = {
        str(key): {(row["source_id"], row["locator"])} for key, row in [*agreements.iterrows(), *projects.iterrows()]
    }
    for row in milestones.to_dict("records"):
        passages.get(row["entity_id"], set()).add((row["source_id"], row["locator"]))
    kinds = {str(key): (row["sector"], row["relation"]) for key, row in [*agreements.iterrows(), *projects.iterrows()]}
    pairs = [
        (str(one), str(other))
        for one in agreements.index
        for other in projects.index
        if kinds[str(one)] == kinds[str(other)] and passages[str(one)] & passages[str(other)]
    ]
    papers, works = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    return {one: other for one, other in pairs if papers[one] == works[other] == 1}


def keys_on(standings: Collection[Standing], rung: Rung | None) -> tuple[str, ...]:
    """Return the keys of the rows that stand exactly on *rung* (None: called off)."""
    return tuple(standing.key for standing in standings if standing.rung == rung)


def _paper(row: pd.Series) -> Rung:
    return entry(STATUS, row["status"]).rung or _rung(INSTRUMENT, row["instrument"])


def _status(row: pd.Series) -> Rung:
    return _rung(MONEY_STATUS, row["status"])


def _project(row: pd.Series, as_of: dt.date) -> Rung | None:
    if row["stage"] == "delayed":
        began = pd.notna(row["start"]) and edtf_bounds(row["start"])[1] <= as_of
        return Rung.UNDER_WAY if began else Rung.ANNOUNCED
    return entry(STAGE, row["stage"]).rung


def _rung(vocabulary: str, value: str) -> Rung:
    rung = entry(vocabulary, value).rung
    assert rung is not None, f"{value!r} of {vocabulary} has no rung of its own"
    return rung
