"""
How firm each agreement, project and row of funding is: one rung of the ladder, and the row that proves it.

The rung comes from closed vocabularies alone (``crosswalk.TABLE``), never from the words of a title or an event. A
dated event that is done backs a rung, it does not lift one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.crosswalk import INSTRUMENT, MONEY_STATUS, STAGE, STATUS, Rung, entry
from summit_report.analysis.dates import edtf_bounds
from summit_report.analysis.frames import Kinds, cells_of, kinds_of, records
from summit_report.analysis.keys import PLACE, places_of
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.measures.money import CONTRACT_VALUE
from summit_report.analysis.measures.standings import CALLED_OFF, Standing, Standings


def of_agreements(
    agreements: pd.DataFrame, funding: pd.DataFrame, milestones: pd.DataFrame, as_of: dt.date
) -> Standings:
    """
    Give each row of *agreements* its rung: its status, or once signed its instrument, or firm money linked to it.

    Money lifts a single paper only: what is paid for one paper of a package says nothing about the others. A row that
    restates another and a contract value lift nothing.
    """
    levels = _levels(kinds_of(agreements["status"], agreements["instrument"]), _paper)
    lifting = funding["restates"].isna() & (funding["instrument"] != CONTRACT_VALUE)
    lifting &= funding["linked_agreement_id"].notna()
    money = funding[["linked_agreement_id", "status", "counts_toward_total"]][lifting]
    money = money.sort_values("counts_toward_total", ascending=False, kind="stable")  # a counted row proves best
    places = places_of(agreements.index, money["linked_agreement_id"])
    single = np.append((agreements["documents"] == 1).to_numpy(dtype=bool), False)[places]
    paid = _levels(kinds_of(money["status"]), _status)
    chosen = np.flatnonzero(single & (paid > np.append(levels, 0)[places]))
    papers = cells_of(agreements.index.take(places[chosen]))
    proofs: dict[str, str] = {}
    for paper, place, one, level in zip(
        papers, places[chosen].tolist(), cells_of(money.index.take(chosen)), paid[chosen].tolist(), strict=True
    ):
        if level > levels[place]:  # the first of equals: the row itself
            levels[place], proofs[paper] = level, one
    whole = PLACE not in agreements  # as a view chooses them, some may be missing
    return Standings(agreements.index, levels, proofs, done_events(milestones, as_of), whole=whole)


def of_projects(projects: pd.DataFrame, milestones: pd.DataFrame, as_of: dt.date) -> Standings:
    """Give each row of *projects* the rung of its stage; a delayed one is under way if it began by *as_of*."""
    levels = _levels(kinds_of(projects["stage"], projects["start"]), lambda row: _project(row[0], row[1], as_of))
    return Standings(projects.index, levels, {}, done_events(milestones, as_of))


def of_funding(funding: pd.DataFrame, agreements: pd.DataFrame) -> Standings:
    """
    Give each row of *funding* the rung of its status, or of the signed paper that it is linked to if that is firmer.

    A contract value is no finance: firm or not, it stands no higher than a contract.
    """
    levels = _levels(kinds_of(funding["status"], funding["instrument"]), _money)
    signed = _levels(kinds_of(agreements["status"], agreements["instrument"]), _signed)
    of_paper = np.append(signed, np.int8(CALLED_OFF))[places_of(agreements.index, funding["linked_agreement_id"])]
    lifted = np.flatnonzero(of_paper > levels)
    proofs = dict(
        zip(cells_of(funding.index.take(lifted)), cells_of(funding["linked_agreement_id"].iloc[lifted]), strict=True)
    )
    return Standings(funding.index, np.maximum(levels, of_paper), proofs, {})


def _levels(kinds: Kinds, rung: Callable[[Any], Rung | None]) -> NDArray[np.int8]:
    """Number the rung of each row by its kind."""
    return kinds.of([rung(value) or CALLED_OFF for value in kinds.values], np.int8)


def _signed(paper: tuple[str, str]) -> Rung:
    status, instrument = paper
    return _rung(INSTRUMENT, instrument) if status in docs.SIGNED or status in docs.BEGUN else Rung.ANNOUNCED


def done_events(milestones: pd.DataFrame, as_of: dt.date) -> dict[str, tuple[str, ...]]:
    """Map the key of each row to those of its done *milestones* that began by *as_of*, oldest first."""
    rows = milestones[milestones["status"] == "done"]
    dated = sorted((edtf_bounds(row["date"])[0], event, str(row["entity_id"])) for event, row in records(rows))
    found: dict[str, list[str]] = {}
    for day, event, entity in dated:
        if day <= as_of:
            found.setdefault(entity, []).append(event)
    return {entity: tuple(events) for entity, events in found.items()}


def counts(agreements: pd.DataFrame, standings: Standings) -> dict[Rung, Count]:
    """Count the documents of *agreements* on each rung, from the lowest; rungs with none are left out."""
    found = docs.grouped(agreements, pd.Series(standings.of(agreements)))
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


def _paper(row: tuple[str, str]) -> Rung:
    status, instrument = row
    return entry(STATUS, status).rung or _rung(INSTRUMENT, instrument)


def _status(status: str) -> Rung:
    return _rung(MONEY_STATUS, status)


def _money(row: tuple[str, str]) -> Rung:
    status, instrument = row
    own = _status(status)
    return min(own, Rung.CONTRACT) if instrument == CONTRACT_VALUE else own


def _project(stage: str, start: object, as_of: dt.date) -> Rung | None:
    if stage == "delayed":
        began = isinstance(start, str) and edtf_bounds(start)[1] <= as_of
        return Rung.UNDER_WAY if began else Rung.ANNOUNCED
    return entry(STAGE, stage).rung


def _rung(vocabulary: str, value: str) -> Rung:
    rung = entry(vocabulary, value).rung
    assert rung is not None, f"{value!r} of {vocabulary} has no rung of its own"
    return rung
