"""
New, or announced before? When each row was first heard of, measured against the first day of the summit.

A date counts for every row that describes the same thing (`same_as`, in either direction): the second description of a
railway begun earlier is no new railway. Visits and forums belong to a summit, so the week before it stands apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import pandas as pd

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.dates import edtf_bounds
from summit_report.analysis.frames import cells_of, records

EVE_DAYS = 7


class When(StrEnum):
    """When something was first heard of; UNKNOWN also where a month or year does not settle it."""

    BEFORE = "before"
    EVE = "in the week before"
    SUMMIT = "on the days of the summit"
    AFTER = "after it"
    UNKNOWN = "no date that settles it"


@dataclass(frozen=True)
class Heard:
    """
    The first date *edtf* of the row *key*, what it is the date of (*event*) and the row that states it (*proof*).

    *edtf*, *event* and *proof* are empty where no row states a date.
    """

    key: str
    when: When
    edtf: str = ""
    event: str = ""
    proof: str = ""


@dataclass(frozen=True)
class _Date:
    edtf: str
    event: str
    proof: str


class Calendar:
    """Finds the first date of the rows of one *dataset*."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._starts, self._ends = dataset.meta.starts, dataset.meta.ends
        self._twins = _twins(dataset.agreements) | _twins(dataset.projects)
        self._placed: dict[str, When] = {}

    def agreement(self, key: str) -> Heard:
        """Date an agreement: announced, signed, or a done milestone, the earliest of them."""
        dates = []
        for twin in self._twins.get(key, (key,)):
            announced, signed = self._papers[twin]
            dates += [_Date(announced, "announced", twin)] if isinstance(announced, str) else []
            dates += [_Date(signed, "signed", twin)] if isinstance(signed, str) else []
            dates += self._events(twin)
        return self._heard(key, dates)

    def project(self, key: str) -> Heard:
        """Date a project: its start once works began, or a done milestone."""
        dates = []
        for twin in self._twins.get(key, (key,)):
            start, stage = self._works[twin]
            begun = stage in {"construction", "operating", "delayed"} and isinstance(start, str)
            dates += ([_Date(start, "started", twin)] if begun else []) + self._events(twin)
        return self._heard(key, dates)

    def funding(self, key: str) -> Heard:
        """Date a row of funding by its done milestones, else by the agreement that it is linked to."""
        own = self._events(key)
        (linked,) = self._money[key]
        if own or not isinstance(linked, str):
            return self._heard(key, own)
        heard = self.agreement(str(linked))
        return Heard(key, heard.when, heard.edtf, heard.event, heard.proof)

    def classify(self, edtf: str) -> When:
        """Say when a date lies; UNKNOWN where a month or year may lie on either side."""
        if edtf not in self._placed:
            self._placed[edtf] = self._place(edtf)
        return self._placed[edtf]

    def _place(self, edtf: str) -> When:
        first, last = edtf_bounds(edtf)
        eve = self._starts - dt.timedelta(days=EVE_DAYS)
        for when, begin, end in (
            (When.BEFORE, dt.date.min, eve - dt.timedelta(days=1)),
            (When.EVE, eve, self._starts - dt.timedelta(days=1)),
            (When.SUMMIT, self._starts, self._ends),
            (When.AFTER, self._ends + dt.timedelta(days=1), dt.date.max),
        ):
            if begin <= first and last <= end:
                return when
        return When.UNKNOWN

    @cached_property
    def _papers(self) -> dict[str, tuple[Any, ...]]:
        return _columns(self._dataset.agreements, "first_announced", "signed_on")

    @cached_property
    def _works(self) -> dict[str, tuple[Any, ...]]:
        return _columns(self._dataset.projects, "start", "stage")

    @cached_property
    def _money(self) -> dict[str, tuple[Any, ...]]:
        return _columns(self._dataset.funding, "linked_agreement_id")

    @cached_property
    def _done(self) -> dict[str, list[_Date]]:
        """The dates of done milestones by what they belong to."""
        rows = self._dataset.milestones
        # "Month or earlier" may lie anywhere before: it dates nothing.
        rows = rows[(rows["status"] == "done") & (rows["date_precision"] != "month or earlier")]
        found: dict[str, list[_Date]] = {}
        for event, row in records(rows):
            found.setdefault(row["entity_id"], []).append(_Date(row["date"], str(row["event"]), event))
        return found

    def _events(self, key: str) -> list[_Date]:
        return self._done.get(key, [])

    def _heard(self, key: str, dates: Iterable[_Date]) -> Heard:
        """Take the date that ends first; another one that may be earlier and cannot be placed leaves it open."""
        known = sorted(dates, key=lambda date: (edtf_bounds(date.edtf)[1], date.edtf))
        if not known:
            return Heard(key, When.UNKNOWN)
        first = known[0]
        if self.classify(first.edtf) != When.BEFORE:
            day = edtf_bounds(first.edtf)[0]
            vague = [date for date in known[1:] if edtf_bounds(date.edtf)[0] < day]
            first = next((date for date in vague if self.classify(date.edtf) == When.UNKNOWN), first)
        return Heard(key, self.classify(first.edtf), first.edtf, first.event, first.proof)


def _columns(rows: pd.DataFrame, *names: str) -> dict[str, tuple[Any, ...]]:
    """Map the key of each row to its cells of the columns *names*."""
    return dict(zip(cells_of(rows.index), zip(*(cells_of(rows[name]) for name in names), strict=True), strict=True))


def _twins(frame: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Map the key of a row that is described again to the keys of all that describe the same thing, itself first."""
    again = dict(zip(cells_of(frame.index), cells_of(frame["same_as"]), strict=True))
    heads = {head for head in again.values() if isinstance(head, str)}
    groups: dict[str, list[str]] = {}
    for key, of in again.items():
        head = of if isinstance(of, str) else key
        if head in heads:
            groups.setdefault(head, []).append(key)
    return {key: (key, *(other for other in keys if other != key)) for keys in groups.values() for key in keys}


def sort(heard: Iterable[Heard]) -> dict[When, tuple[Heard, ...]]:
    """Sort *heard* by when, in the order of time; kinds with none are empty."""
    found: dict[When, list[Heard]] = {when: [] for when in When}
    for one in heard:
        found[one.when].append(one)
    return {when: tuple(those) for when, those in found.items()}
