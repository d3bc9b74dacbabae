"""
What was planned, what is done, what is late; and how old the newest dated evidence of each agreement and project is.

A date known to the month or year is an interval: it has passed only when its last day has, and evidence dated so is
taken as new as it may be. So nothing is called late or silent before it must be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.dates import edtf_bounds
from summit_report.analysis.frames import cells_of, kinds_of, only, records
from summit_report.analysis.keys import Keys, own_money, places_of
from summit_report.analysis.measures.projects import titles
from summit_report.analysis.measures.told import named_in_notes
from summit_report.analysis.unions import Proofs
from summit_report.analysis.view import FOLLOW_UP, View

TARGET = "Target of completion"
AT_THE_LATEST = frozenset({"report day", "month or earlier"})  # precisions of a date by which the event took place
ENDED = frozenset({"operating", "cancelled"})  # reached or given up: nothing is awaited any more
_NEVER = dt.date.max.toordinal()  # of what has no date
RELATIONS = ("summit", "follow-up", "context")


@dataclass(frozen=True)
class Event:
    """
    One dated event of the row *subject* (called *title*), recorded in the row *key* (a milestone or a project).

    *date* is EDTF. *late*: planned, its whole interval before the cut-off, and nothing says that it was done.
    *reported*: the date is that of the report, or of a month by which it was done.
    """

    key: str
    subject: str
    title: str
    event: str
    date: str
    done: bool
    late: bool = False
    reported: bool = False


@dataclass(frozen=True)
class Clock:
    """
    The newest dated *evidence* (EDTF) of the agreement or project *key*, and the row *proof* that gives it.

    *days* lie between it and the cut-off, at least; all three are None where every source is undated.
    """

    key: str
    title: str
    evidence: str | None
    proof: str | None
    days: int | None


@dataclass(frozen=True)
class Age:
    """The *clocks* whose newest evidence lies in the same month, or year (*edtf*); None where all of it is undated."""

    edtf: str | None
    clocks: Clocks

    @property
    def days(self) -> tuple[int, int] | None:
        """The least and the most days since the newest evidence; None where it is undated."""
        found = self.clocks.days[self.clocks.days >= 0]
        return (int(found.min()), int(found.max())) if len(found) else None


@lru_cache(maxsize=4)  # several sections ask the same
def events(view: View) -> tuple[Event, ...]:
    """Return the milestones and project targets of everything *view* shows, whatever its relation, oldest first."""
    milestones, cut_off = view.dataset.milestones, view.dataset.meta.as_of
    names = titles(view, set(cells_of(milestones["entity_id"])))
    milestones = milestones[milestones["entity_id"].isin(list(names))]
    done = {
        (row["entity_id"], row["event"].casefold()) for _, row in records(milestones[milestones["status"] == "done"])
    }
    found = [
        Event(
            key,
            row["entity_id"],
            names[row["entity_id"]],
            row["event"],
            row["date"],
            row["status"] == "done",
            row["status"] == "planned"
            and _passed(row["date"], cut_off)
            and (row["entity_id"], row["event"].casefold()) not in done,
            row["date_precision"] in AT_THE_LATEST,
        )
        for key, row in records(milestones)
    ]
    planned = {(one.subject, one.date) for one in found if not one.done}
    found += [one for one in _targets(view) if (one.subject, one.date) not in planned]
    return tuple(sorted(found, key=lambda one: (one.date, one.key)))


def _targets(view: View) -> Iterator[Event]:
    """Yield the target dates of projects that are not yet reached or given up, and of those that are late."""
    cut_off = view.dataset.meta.as_of
    for one in _every_relation(view):
        projects = one.projects
        for key, row in records(only(projects, projects["target_completion"].notna())):
            if row["stage"] not in ENDED:
                date = str(row["target_completion"])
                yield Event(key, key, str(row["title"]), TARGET, date, False, _passed(date, cut_off))


def _passed(date: str, cut_off: dt.date) -> bool:
    return edtf_bounds(date)[1] < cut_off


def _every_relation(view: View) -> list[View]:
    return [replace(view, relation=relation) for relation in RELATIONS]


def clocks(view: View) -> Clocks:
    """
    Return the clock of each agreement and project of *view*, longest silent first, those without any date last.

    Evidence is the publication of the row's own source, of one that its note names, of a second description, of the
    money linked to it and of its milestones, and the date of a milestone that is done.
    """
    frames = [view.agreements, view.projects]
    rows = pd.concat([frame[frame["same_as"].isna()][["title", "source_id", "note"]] for frame in frames])
    published, others = _published(view.dataset), _others(view.dataset)
    sources = kinds_of(rows["source_id"])
    own = [published.get(source) for source in sources.values]
    newest = sources.of([one.newest.toordinal() if one else _NEVER for one in own], np.int64)
    dates = sources.of([one.date if one else None for one in own])
    for place, names in named_in_notes(rows, published):
        for one in (published[name] for name in names):
            if one.newest.toordinal() > newest[place]:
                newest[place], dates[place] = one.newest.toordinal(), one.date
    proofs: dict[str, str] = {}
    places = places_of(rows.index, pd.Index(list(others), dtype=rows.index.dtype)).tolist()
    for (key, other), place in zip(others.items(), places, strict=True):
        if place < 0:
            continue
        if newest[place] == _NEVER or (other.newest.toordinal(), other.key) > (newest[place], key):
            newest[place], dates[place], proofs[key] = other.newest.toordinal(), other.date, other.key
    order = np.asarray(rows.index.argsort())
    order = order[np.argsort(newest[order], kind="stable")]
    days = view.dataset.meta.as_of.toordinal() - newest
    return Clocks(rows["title"].take(order), dates[order], np.where(newest == _NEVER, -1, days)[order], Proofs(proofs))


class Clocks(Sequence[Clock]):
    """
    Clocks of rows by their *titles*, indexed by key: the newest *evidence* of each, None without any, and its *days*.

    *proofs* have the key of the row that gives the evidence where that is another.
    """

    def __init__(
        self, titles: pd.Series, evidence: NDArray[np.object_], days: NDArray[np.int64], proofs: Proofs
    ) -> None:
        self._titles = titles
        self.evidence = evidence
        self.days = days
        self._proofs = proofs

    def __len__(self) -> int:
        return len(self._titles)

    @overload
    def __getitem__(self, place: int) -> Clock: ...
    @overload
    def __getitem__(self, place: slice) -> Clocks: ...
    def __getitem__(self, place: int | slice) -> Clock | Clocks:
        if isinstance(place, slice):
            return self.where(np.arange(len(self))[place])
        key, evidence = str(self._titles.index[place]), self.evidence[place]
        proof, days = (self._proofs.of(key), int(self.days[place])) if evidence else (None, None)
        return Clock(key, str(self._titles.iloc[place]), evidence, proof, days)

    def where(self, chosen: NDArray[Any]) -> Clocks:
        """Return those that are *chosen*, by their places or a mask."""
        places = np.flatnonzero(chosen) if chosen.dtype == bool else chosen
        return Clocks(self._titles.take(places), self.evidence[places], self.days[places], self._proofs)

    @property
    def titles(self) -> pd.Series:
        """The titles of the rows, by their keys."""
        return self._titles

    @property
    def keys(self) -> Keys:
        """Their keys."""
        return Keys(self._titles.index)

    @property
    def shown_by(self) -> Sequence[str]:
        """Their keys, each with the row that gives its evidence."""
        return self._proofs.with_these(self.keys)


def ages(found: Clocks, most: int = 12) -> tuple[Age, ...]:
    """Group clocks by the month of their evidence, by the year where months give more than *most* groups."""
    kinds = kinds_of(pd.Series(np.where(found.days < 0, "", found.evidence), dtype=object))
    months = {evidence[: len("2025-06")] for evidence in kinds.values if evidence}
    length = len("2025-06") if len(months) <= most else len("2025")
    groups = kinds.named(lambda evidence: evidence[:length] or None)
    order = sorted(enumerate(groups.values), key=lambda one: (one[1] is None, one[1] or ""))
    return tuple(Age(edtf, found.where(groups.places == place)) for place, edtf in order)


def _newest(date: str, cut_off: dt.date) -> dt.date:
    return min(edtf_bounds(date)[1], cut_off)


class _Proof(NamedTuple):
    """A row *key* with a *date* (EDTF), and the last day that this may mean, none after the cut-off."""

    newest: dt.date
    key: str
    date: str


def _published(dataset: Dataset) -> dict[str, _Proof]:
    """Map each source that was published up to the cut-off to when."""
    cut_off = dataset.meta.as_of
    dates = dataset.sources["published"].dropna()
    return {
        key: _Proof(_newest(date, cut_off), key, date)
        for key, date in zip(cells_of(dates.index), cells_of(dates), strict=True)
        if edtf_bounds(date)[0] <= cut_off
    }


def _others(dataset: Dataset) -> dict[str, _Proof]:
    """Map each key to the newest proof of it beside its own row: by date, then by the key of the row that gives it."""
    published, cut_off = _published(dataset), dataset.meta.as_of
    found: dict[str, _Proof] = {}

    def keep(of: str, proof: _Proof) -> None:
        if of not in found or proof[:2] > found[of][:2]:
            found[of] = proof

    for table, column in (
        ("agreements", "same_as"),
        ("projects", "same_as"),
        ("funding", "linked_agreement_id"),
        ("milestones", "entity_id"),
    ):
        rows = dataset.table(table)
        heard = rows[column].notna().to_numpy(dtype=bool)
        if table == "funding":  # what came of a paper tells of it, too; the context does not
            heard = own_money(dataset) | (heard & (rows["relation"] == FOLLOW_UP).to_numpy(dtype=bool))
        rows = only(rows, heard)
        for key, of, source in zip(
            cells_of(rows.index), cells_of(rows[column]), cells_of(rows["source_id"]), strict=True
        ):
            if source in published:
                keep(of, published[source]._replace(key=key))
    milestones = dataset.milestones
    done = milestones[milestones["status"] == "done"]
    for key, of, date in zip(cells_of(done.index), cells_of(done["entity_id"]), cells_of(done["date"]), strict=True):
        if edtf_bounds(date)[0] <= cut_off:
            keep(of, _Proof(_newest(date, cut_off), key, date))
    return found
