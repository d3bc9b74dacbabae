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
from summit_report.analysis.frames import Record, cells_of, records
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
    linked: dict[str, list[Record]] = {}
    for _, one in records(money):
        linked.setdefault(str(one["linked_agreement_id"]), []).append(one)
    events = done_events(milestones, as_of)
    standings = {}
    for key, row in records(agreements):
        own = Standing(key, _paper(row), key)
        paid = linked.get(key, []) if row["documents"] == 1 else []
        lifted = [Standing(key, _status(one), one.name) for one in paid]
        best = max([own, *lifted], key=lambda standing: standing.rung or 0)  # the first of equals: the row itself
        standings[key] = Standing(best.key, best.rung, best.proof, events.get(key, ()))
    return standings


def of_projects(projects: pd.DataFrame, milestones: pd.DataFrame, as_of: dt.date) -> dict[str, Standing]:
    """Give each row of *projects* the rung of its stage; a delayed one is under way if it began by *as_of*."""
    events = done_events(milestones, as_of)
    return {key: Standing(key, _project(row, as_of), key, events.get(key, ())) for key, row in records(projects)}


def of_funding(funding: pd.DataFrame, agreements: pd.DataFrame) -> dict[str, Standing]:
    """
    Give each row of *funding* the rung of its status, or of the signed paper that it is linked to if that is firmer.

    A contract value is no finance: firm or not, it stands no higher than a contract.
    """
    standings = {}
    linked = agreements[agreements.index.isin(funding["linked_agreement_id"].dropna())]
    papers = {key: _signed(row) for key, row in records(linked[["instrument", "status"]])}
    for key, row in records(funding[["status", "instrument", "linked_agreement_id"]]):
        own = _status(row)
        standing = Standing(key, min(own, Rung.CONTRACT) if row["instrument"] == CONTRACT_VALUE else own, key)
        if pd.notna(row["linked_agreement_id"]):
            rung = papers[row["linked_agreement_id"]]
            if standing.rung is not None and rung > standing.rung:
                standing = Standing(key, rung, row["linked_agreement_id"])
        standings[key] = standing
    return standings


def _signed(paper: Record) -> Rung:
    signed = paper["status"] in docs.SIGNED or paper["status"] in docs.BEGUN
    return _rung(INSTRUMENT, paper["instrument"]) if signed else Rung.ANNOUNCED


def done_events(milestones: pd.DataFrame, as_of: dt.date) -> dict[str, tuple[str, ...]]:
    """Map the key of each row to those of its done *milestones* that began by *as_of*, oldest first."""
    rows = milestones[milestones["status"] == "done"]
    dated = sorted((edtf_bounds(row["date"])[0], event, str(row["entity_id"])) for event, row in records(rows))
    found: dict[str, list[str]] = {}
    for day, event, entity in dated:
        if day <= as_of:
            found.setdefault(entity, []).append(event)
    return {entity: tuple(events) for entity, events in found.items()}


def counts(agreements: pd.DataFrame, standings: Mapping[str, Standing]) -> dict[Rung, Count]:
    """Count the documents of *agreements* on each rung, from the lowest; rungs with none are left out."""
    found = docs.grouped(agreements, (standings[str(key)].rung for key in agreements.index))
    return {rung: found[rung] for rung in Rung if rung in found}


def projects_of(agreements: pd.DataFrame, projects: pd.DataFrame, milestones: pd.DataFrame) -> dict[str, str]:
    """
    Map the key of each agreement to that of its project.

    They belong together when one passage of a source reports both, in the row itself or in a milestone, with the same
    sector and relation, and neither shares such a passage with another: a passage on several settles nothing.
    """
    if projects.empty:
        return {}
    columns = ["source_id", "locator", "sector", "relation"]
    places: dict[tuple[str, ...], dict[str, None]] = {}  # passages with sector and relation, and the papers there
    found = _passages(projects[columns], milestones)
    for key, passages in _passages(agreements[columns], milestones).items():
        for passage in passages:
            places.setdefault(passage, {})[key] = None
    order = {key: i for i, key in enumerate(cells_of(agreements.index))}
    pairs = [
        (one, other)
        for other, passages in found.items()
        for one in {key for passage in passages for key in places.get(passage, ())}
    ]
    pairs.sort(key=lambda pair: order[pair[0]])
    papers, works = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    return {one: other for one, other in pairs if papers[one] == works[other] == 1}


def _passages(rows: pd.DataFrame, milestones: pd.DataFrame) -> dict[str, set[tuple[str, ...]]]:
    """Map the key of each row to the passages that report it, each with the row's sector and relation."""
    cells = {key: tuple(row.values()) for key, row in records(rows)}
    found = {key: {row} for key, row in cells.items()}
    columns = [cells_of(milestones[name]) for name in ("entity_id", "source_id", "locator")]
    for entity, *passage in zip(*columns, strict=True):
        if entity in found:
            found[entity].add((*passage, *cells[entity][2:]))
    return found


def keys_on(standings: Collection[Standing], rung: Rung | None) -> tuple[str, ...]:
    """Return the keys of the rows that stand exactly on *rung* (None: called off)."""
    return tuple(standing.key for standing in standings if standing.rung == rung)


def _paper(row: Record) -> Rung:
    return entry(STATUS, row["status"]).rung or _rung(INSTRUMENT, row["instrument"])


def _status(row: Record) -> Rung:
    return _rung(MONEY_STATUS, row["status"])


def _project(row: Record, as_of: dt.date) -> Rung | None:
    if row["stage"] == "delayed":
        began = pd.notna(row["start"]) and edtf_bounds(row["start"])[1] <= as_of
        return Rung.UNDER_WAY if began else Rung.ANNOUNCED
    return entry(STAGE, row["stage"]).rung


def _rung(vocabulary: str, value: str) -> Rung:
    rung = entry(vocabulary, value).rung
    assert rung is not None, f"{value!r} of {vocabulary} has no rung of its own"
    return rung
