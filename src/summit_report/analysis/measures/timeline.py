"""
What was planned, what is done, what is late; and how old the newest dated evidence of each agreement and project is.

A date known to the month or year is an interval: it has passed only when its last day has, and evidence dated so is
taken as new as it may be. So nothing is called late or silent before it must be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.dates import edtf_bounds
from summit_report.analysis.frames import cells_of, records
from summit_report.analysis.keys import own_money
from summit_report.analysis.measures.projects import titles
from summit_report.analysis.view import FOLLOW_UP, View

TARGET = "Target of completion"
AT_THE_LATEST = frozenset({"report day", "month or earlier"})  # precisions of a date by which the event took place
ENDED = frozenset({"operating", "cancelled"})  # reached or given up: nothing is awaited any more
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
    clocks: tuple[Clock, ...]

    @property
    def days(self) -> tuple[int, int] | None:
        """The least and the most days since the newest evidence; None where it is undated."""
        found = [one.days for one in self.clocks if one.days is not None]
        return (min(found), max(found)) if found else None


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
        for key, row in records(projects[projects["target_completion"].notna()]):
            if row["stage"] not in ENDED:
                date = str(row["target_completion"])
                yield Event(key, key, str(row["title"]), TARGET, date, False, _passed(date, cut_off))


def _passed(date: str, cut_off: dt.date) -> bool:
    return edtf_bounds(date)[1] < cut_off


def _every_relation(view: View) -> list[View]:
    return [replace(view, relation=relation) for relation in RELATIONS]


def clocks(view: View) -> tuple[Clock, ...]:
    """
    Return the clock of each agreement and project of *view*, longest silent first, those without any date last.

    Evidence is the publication of the row's own source, of a second description, of the money linked to it and of its
    milestones, and the date of a milestone that is done.
    """
    frames = [view.agreements, view.projects]
    rows = pd.concat([frame[frame["same_as"].isna()][["title", "source_id"]] for frame in frames])
    published, others = _published(view.dataset), _others(view.dataset)
    cut_off = view.dataset.meta.as_of
    found = []
    columns = (cells_of(rows.index), cells_of(rows["title"]), cells_of(rows["source_id"]))
    for key, title, source in zip(*columns, strict=True):
        own, other = published.get(source), others.get(key)
        best = _Proof(own.newest, key, own.date) if own else None
        if other is not None and (best is None or other[:2] > best[:2]):
            best = other
        days = (cut_off - best.newest).days if best else None
        found.append(Clock(key, title, best.date if best else None, best.key if best else None, days))
    return tuple(sorted(found, key=lambda one: (one.days is None, -(one.days or 0), one.key)))


def ages(found: Iterable[Clock], most: int = 12) -> tuple[Age, ...]:
    """Group clocks by the month of their evidence, by the year where months give more than *most* groups."""
    clocks_ = list(found)
    months = {one.evidence[: len("2025-06")] for one in clocks_ if one.evidence}
    length = len("2025-06") if len(months) <= most else len("2025")
    groups: dict[str | None, list[Clock]] = {}
    for one in clocks_:
        groups.setdefault(one.evidence[:length] if one.evidence else None, []).append(one)
    order = sorted(groups, key=lambda edtf: (edtf is None, edtf or ""))
    return tuple(Age(edtf, tuple(groups[edtf])) for edtf in order)


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
        rows = rows[heard]
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
