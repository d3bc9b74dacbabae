"""
New, or announced before? When each row was first heard of, measured against the first day of the summit.

A date counts for every row that describes the same thing (`same_as`, in either direction, in one step or more): the
second description of a railway begun earlier is no new railway. Visits and forums belong to a summit, so the week
before it stands apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.dates import edtf_bounds
from summit_report.analysis.frames import cells_of, kinds_of, records
from summit_report.analysis.keys import PLACE, heads, linked_places, places_of
from summit_report.analysis.unions import Proofs

EVE_DAYS = 7


class When(StrEnum):
    """When something was first heard of; UNKNOWN also where a month or year does not settle it."""

    BEFORE = "before"
    EVE = "in the week before"
    SUMMIT = "on the days of the summit"
    AFTER = "after it"
    UNKNOWN = "no date that settles it"


_ORDER = {when: place for place, when in enumerate(When)}


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


class Times:
    """
    When the rows of a table with this *index* were first heard of: *whens* has the place in `When` of each, *dates* its
    EDTF.

    *proofs* have the key of the row that states the date where that is another.
    """

    def __init__(self, index: pd.Index, whens: NDArray[np.int8], dates: NDArray[np.object_], proofs: Proofs) -> None:
        self.index = index
        self._whens = whens
        self._dates = dates
        self.proofs = proofs

    def of(self, rows: pd.DataFrame) -> Times:
        """Return the times of *rows* of the table, by their place in it where they have one."""
        places = rows[PLACE].to_numpy() if PLACE in rows else self._at(cells_of(rows.index))
        return Times(rows.index, self._whens[places], self._dates[places], self.proofs)

    @property
    def every_when(self) -> NDArray[np.int8]:
        """The place in `When` of each row."""
        return self._whens

    @property
    def every_date(self) -> NDArray[np.object_]:
        """The first date of each row, "" where none is known."""
        return self._dates

    @cached_property
    def _places(self) -> dict[str, int]:
        return dict(zip(cells_of(self.index), range(len(self.index)), strict=True))

    def _at(self, keys: list[str]) -> NDArray[np.int64]:
        return np.fromiter(map(self._places.__getitem__, keys), np.int64, len(keys))

    def proved_by(self, places: NDArray[np.intp]) -> list[str]:
        """Return the key of the row that states the date of each of the rows at *places*, which have one."""
        return [self.proofs.of(key) for key in cells_of(self.index.take(places))]

    def dates(self, keys: Iterable[str]) -> list[str]:
        """Return the first date of each of *keys*, "" where none is known."""
        return list(self._dates[self._at(list(keys))])

    def shown_by(self, keys: Sequence[str]) -> Sequence[str]:
        """Return *keys* with the row that states the first date of each, each once."""
        return self.proofs.with_these(keys)


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
            dates += self._stated(twin, *self._papers(twin)) + self._events(twin)
        return self._heard(key, dates)

    def _stated(self, key: str, announced: object, signed: object) -> list[_Date]:
        stated = ((announced, "announced"), (signed, "signed"))
        return [_Date(date, event, key) for date, event in stated if isinstance(date, str)]

    @cached_property
    def papers(self) -> Times:
        """When every agreement of the dataset was first heard of."""
        rows = self._dataset.agreements
        kinds = kinds_of(rows["first_announced"], rows["signed_on"])
        heard = [self._heard("", self._stated("", *said)) for said in kinds.values]
        whens = kinds.of([_ORDER[one.when] for one in heard], np.int8)
        dates = kinds.of([one.edtf for one in heard])
        by = self._date_together(rows.index, whens, dates)
        times = Times(rows.index, whens, dates, Proofs(by))
        done = {twin for key in self._done for twin in self._twins.get(key, (key,))}
        return self._alone(times, done, self.agreement)

    def _date_together(self, index: pd.Index, whens: NDArray[np.int8], dates: NDArray[np.object_]) -> dict[str, str]:
        """
        Give each agreement of several descriptions the first date of them all, put into *whens* and *dates*.

        Return the key of the description that states it; its own comes first.
        """
        papers = self._described_again.items()
        said_by = {key: [date for date in dates if isinstance(date, str)] for key, dates in papers}
        members = {key: twins for key, twins in self._twins.items() if key in said_by}
        places = dict(zip(members, places_of(index, pd.Index(list(members), dtype=index.dtype)).tolist(), strict=True))
        known: dict[frozenset[str], Heard] = {}
        by = {}
        for key, twins in members.items():
            said = frozenset(date for twin in twins for date in said_by[twin])
            if said not in known:
                known[said] = self._heard("", [_Date(date, "", "") for date in said])
            first = known[said]
            whens[places[key]], dates[places[key]] = _ORDER[first.when], first.edtf
            by[key] = next((twin for twin in twins if first.edtf in said_by[twin]), key)
        return by

    @cached_property
    def money(self) -> Times:
        """When every row of funding was first heard of."""
        places, papers = linked_places(self._dataset), self.papers
        linked = np.flatnonzero(places >= 0)
        rows = self._dataset.keys("funding")
        whens, dates = np.full(len(rows), _ORDER[When.UNKNOWN], np.int8), np.full(len(rows), "", object)
        whens[linked], dates[linked] = papers.every_when[places[linked]], papers.every_date[places[linked]]
        dated = linked[dates[linked] != ""]
        stated = papers.proved_by(places[dated])
        times = Times(rows, whens, dates, Proofs(dict(zip(cells_of(rows.take(dated)), stated, strict=True))))
        return self._alone(times, self._done.keys(), self.funding)

    def _alone(self, times: Times, keys: Collection[str], ask: Callable[[str], Heard]) -> Times:
        """Let *times* say of those of *keys* that it has what is found where each is asked for by itself."""
        index, whens, dates, proofs = times.index, times.every_when, times.every_date, dict(times.proofs.rows)
        several = pd.Index(list(keys), dtype=index.dtype)
        places = places_of(index, several)
        for key, place in zip(keys, places.tolist(), strict=True):
            if place >= 0:
                one = ask(key)
                whens[place], dates[place], proofs[key] = _ORDER[one.when], one.edtf, one.proof or key
        return Times(index, whens, dates, Proofs(proofs))

    def project(self, key: str) -> Heard:
        """Date a project: its start once works began, or a done milestone."""
        dates = []
        for twin in self._twins.get(key, (key,)):
            start, stage = (self._cell(twin, name) for name in ("start", "stage"))
            begun = stage in {"construction", "operating", "delayed"} and isinstance(start, str)
            dates += ([_Date(start, "started", twin)] if begun else []) + self._events(twin)
        return self._heard(key, dates)

    def funding(self, key: str) -> Heard:
        """Date a row of funding by its done milestones, else by the agreement that it is linked to."""
        own = self._events(key)
        linked = self._cell(key, "linked_agreement_id")
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

    def _cell(self, key: str, column: str) -> Any:
        return self._dataset.row(key)[1][column]

    def _papers(self, key: str) -> tuple[Any, ...]:
        """Return when the agreement *key* was announced and signed."""
        known = self._described_again.get(key)
        return known or (self._cell(key, "first_announced"), self._cell(key, "signed_on"))

    @cached_property
    def _described_again(self) -> dict[str, tuple[Any, ...]]:
        """What `_papers` says of each agreement that has another description: of so many, all are read at once."""
        rows = self._dataset.agreements[["first_announced", "signed_on"]]
        places = places_of(rows.index, pd.Index(list(self._twins), dtype=rows.index.dtype))
        rows = rows.iloc[np.sort(places[places >= 0])]
        cells = zip(cells_of(rows["first_announced"]), cells_of(rows["signed_on"]), strict=True)
        return dict(zip(cells_of(rows.index), cells, strict=True))

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


def _twins(frame: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Map the key of a row that is described again to the keys of all that describe the same thing, itself first."""
    head = heads(frame, "same_as")
    again = np.flatnonzero(head != np.arange(len(frame)))
    places = np.union1d(again, head[again])  # of all that are in a group
    groups: dict[int, list[str]] = {}
    for key, place in zip(cells_of(frame.index.take(places)), head[places].tolist(), strict=True):
        groups.setdefault(place, []).append(key)
    return {key: (key, *(other for other in keys if other != key)) for keys in groups.values() for key in keys}


@lru_cache(maxsize=8)
def calendar_of(dataset: Dataset) -> Calendar:
    """Return the calendar of *dataset*, made once."""
    return Calendar(dataset)
