"""
New, or announced before? When each row was first heard of, measured against the first day of the summit.

A date counts for every row that describes the same thing (`same_as`, in either direction): the second description of a
railway begun earlier is no new railway. Visits and forums belong to a summit, so the week before it stands apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.dates import edtf_bounds
from summit_report.analysis.frames import cells_of, kinds_of, records

EVE_DAYS = 7


class When(StrEnum):
    """When something was first heard of; UNKNOWN also where a month or year does not settle it."""

    BEFORE = "before"
    EVE = "in the week before"
    SUMMIT = "on the days of the summit"
    AFTER = "after it"
    UNKNOWN = "no date that settles it"


_WHENS = tuple(When)


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
    When many rows were first heard of, by their *keys*: *whens* has the place in `When` of each, *dates* its EDTF.

    *proofs* has the key of the row that states the date where that is another.
    """

    def __init__(
        self, keys: list[str], whens: NDArray[np.int8], dates: NDArray[np.object_], proofs: Mapping[str, str]
    ) -> None:
        self._places = dict(zip(keys, range(len(keys)), strict=True))
        self._whens = whens
        self._dates = dates
        self._proofs = proofs

    def _at(self, keys: list[str]) -> NDArray[np.int64]:
        return np.fromiter(map(self._places.__getitem__, keys), np.int64, len(keys))

    def heard(self, key: str) -> Heard:
        """Return when, by which date and by which row *key* was first heard of."""
        place = self._places[key]
        date = self._dates[place]
        return Heard(key, _WHENS[self._whens[place]], date, "", self._proofs.get(key, key) if date else "")

    def whens(self, keys: Iterable[str]) -> NDArray[np.int8]:
        """Return the place in `When` of each of *keys*."""
        return self._whens[self._at(list(keys))]

    def dates(self, keys: Iterable[str]) -> list[str]:
        """Return the first date of each of *keys*, "" where none is known."""
        return list(self._dates[self._at(list(keys))])

    def shown_by(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Return *keys* with the row that states the first date of each, each once."""
        found = list(keys)
        return tuple(dict.fromkeys(chain.from_iterable(zip(found, map(self._proofs.get, found, found), strict=True))))


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
            dates += self._stated(twin, *self._papers[twin]) + self._events(twin)
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
        alone = self._twins.keys() | self._done.keys()
        return self._times(cells_of(rows.index), kinds.places, heard, alone, self.agreement)

    @cached_property
    def money(self) -> Times:
        """When every row of funding was first heard of."""
        rows = self._dataset.funding
        keys = cells_of(rows.index)
        kinds = kinds_of(rows["linked_agreement_id"])
        papers = self.papers
        heard = [papers.heard(of) if isinstance(of, str) else Heard("", When.UNKNOWN) for of in kinds.values]
        return self._times(keys, kinds.places, heard, self._done.keys(), self.funding)

    def _times(
        self,
        keys: list[str],
        kinds: NDArray[np.integer],
        heard: Sequence[Heard],
        alone: Collection[str],
        ask: Callable[[str], Heard],
    ) -> Times:
        """Give each row what was *heard* of its kind; those that stand *alone* are asked one by one."""
        order = {when: place for place, when in enumerate(When)}
        whens = np.fromiter((order[one.when] for one in heard), np.int8, len(heard))[kinds]
        dates = np.fromiter((one.edtf for one in heard), object, len(heard))[kinds]
        stated = [one.proof for one in heard]
        proofs = {key: proof for key, kind in zip(keys, kinds.tolist(), strict=True) if (proof := stated[kind])}
        for place, key in ((place, key) for place, key in enumerate(keys) if key in alone):
            one = ask(key)
            whens[place], dates[place], proofs[key] = order[one.when], one.edtf, one.proof or key
        return Times(keys, whens, dates, proofs)

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


@lru_cache(maxsize=8)
def calendar_of(dataset: Dataset) -> Calendar:
    """Return the calendar of *dataset*, made once."""
    return Calendar(dataset)
