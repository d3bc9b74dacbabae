"""
What a report looks at: a dataset seen for one country, one sector and one relation.

Rule 11 of the data model: `relation` filters what the sections on agreements and money count; the section on what
came later always sees the follow-ups. Filters choose rows; they never change a value.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import kinds_of, only
from summit_report.analysis.keys import PLACE, linked_places
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.documents import EXACT, QUALIFIER
from summit_report.analysis.measures.rivals import uses
from summit_report.analysis.vocabularies import AGREEMENT_INSTRUMENTS, FUNDING_INSTRUMENTS

FOLLOW_UP = "follow-up"


@dataclass(frozen=True)
class Among:
    """
    Several values at a time: rows that name any of *countries*, lie in any of *sectors* and are any of *instruments*.

    None chosen means all. Instruments of agreements narrow agreements alone, those of funding money alone.
    """

    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()


@dataclass(frozen=True)
class View:
    """
    A *dataset* restricted to a member *country* and a *sector* (None = all), counting rows of one *relation*.

    *among* restricts it to several countries, sectors or instruments at a time. Every access gives a new frame:
    changing it changes no other answer.
    """

    dataset: Dataset
    country: str | None = None
    sector: str | None = None
    relation: str = "summit"
    among: Among = field(default_factory=Among)

    def since(self) -> View:
        """Return the same view of what followed the summit."""
        return replace(self, relation=FOLLOW_UP)

    @property
    def agreements(self) -> pd.DataFrame:
        """
        Agreements of the relation in which the country is a party, in the sector.

        The column ``qualifier`` says how the sources bound the number of documents: the word of the claim that agrees
        with the row, "exact" without one (rule 5).
        """
        return _own(_agreements(self))

    @property
    def counted(self) -> pd.DataFrame:
        """Those of `agreements` that count: neither part of a package nor a second description (rule 1)."""
        return _own(_counted(self))

    @property
    def inside_packages(self) -> pd.DataFrame:
        """Those of `agreements` that are named inside a package, each once."""
        return _own(_inside_packages(self))

    @property
    def funding(self) -> pd.DataFrame:
        """
        Funding of the relation that concerns the country, in the sector, with its ``sector`` and whom it ``concerns``.

        Funding has the sector of its agreement, else "unknown" (rule 4). It concerns the countries that receive it, and
        those that pay it to the partner.
        """
        return _own(_funding(self))

    @property
    def projects(self) -> pd.DataFrame:
        """Projects of the relation that touch the country, in the sector, described once (``same_as`` is empty)."""
        return _own(_projects(self))

    @property
    def described_projects(self) -> pd.DataFrame:
        """All descriptions of projects of the relation that touch the country, in the sector: some more than once."""
        return _own(_described_projects(self))

    @property
    def countries(self) -> tuple[str, ...]:
        """The members other than the partner that the view is about."""
        meta = self.dataset.meta
        if self.country is not None:
            return (self.country,)
        chosen = self.among.countries or meta.members
        return tuple(code for code in meta.members if code != meta.partner and code in chosen)

    @property
    def is_whole(self) -> bool:
        """Whether neither country nor sector nor anything else narrows the view."""
        return self.country is None and self.sector is None and self.among == Among()


# Views are made anew where they are needed, most of them equal to one that was there before: they share their rows.
_SHARED = 16


def _own(shared: pd.DataFrame) -> pd.DataFrame:
    """Give whoever asks a frame to change as they like. The cells are copied when they are changed, not before."""
    return shared.copy(deep=False)


@lru_cache(_SHARED)
def _agreements(view: View) -> pd.DataFrame:
    return _chosen(view, _worded(view.dataset), "parties", AGREEMENT_INSTRUMENTS)


@lru_cache(maxsize=4)
def _worded(dataset: Dataset) -> pd.DataFrame:
    """Return all agreements with how their number is bounded, and their place."""
    answers, frame = uses(dataset), dataset.agreements
    words, codes = [EXACT], np.zeros(len(frame), np.intp)
    places = np.flatnonzero(frame.index.isin(list(answers))) if answers else ()
    for place in places:
        codes[place] = len(words)
        words.append(answers[str(frame.index[int(place)])][1].qualifier or EXACT)
    frame = frame.assign(**{QUALIFIER: pd.Series(words, dtype=frame["status"].dtype).array.take(codes)})
    return frame.assign(**{PLACE: range(len(frame))})


@lru_cache(_SHARED)
def _counted(view: View) -> pd.DataFrame:
    return docs.counted(_agreements(view))


@lru_cache(_SHARED)
def _inside_packages(view: View) -> pd.DataFrame:
    return docs.inside_packages(_agreements(view))


@lru_cache(_SHARED)
def _funding(view: View) -> pd.DataFrame:
    return _chosen(view, _placed(view.dataset), "concerns", FUNDING_INSTRUMENTS)


@lru_cache(maxsize=4)
def _placed(dataset: Dataset) -> pd.DataFrame:
    """Return all funding with its sector, whom it concerns, and its place."""
    sectors, partner, frame = dataset.agreements["sector"], dataset.meta.partner, dataset.funding
    sides = kinds_of(frame["recipients"], frame["funder_parties"])
    concerned = np.empty(len(sides.values), dtype=object)  # of tuples, numpy would make rows
    for i, (to, payers) in enumerate(sides.values):
        concerned[i] = tuple(dict.fromkeys((*to, *payers) if partner in to else to))
    of_agreements = sectors.array.take(linked_places(dataset), allow_fill=True)
    return frame.assign(
        sector=pd.Series(of_agreements, index=frame.index).fillna("unknown"),
        concerns=pd.Series(concerned[sides.places], index=frame.index, dtype=object),
        **{PLACE: range(len(frame))},
    )


@lru_cache(_SHARED)
def _projects(view: View) -> pd.DataFrame:
    frame = view.described_projects
    return frame[frame["same_as"].isna()]


@lru_cache(_SHARED)
def _described_projects(view: View) -> pd.DataFrame:
    return _chosen(view, view.dataset.projects, "countries")


def _chosen(view: View, frame: pd.DataFrame, places: str, instruments: Collection[str] = ()) -> pd.DataFrame:
    chosen = frame["relation"] == view.relation
    if view.country is not None:
        chosen &= frame[places].map(lambda codes: view.country in codes).astype(bool)
    if view.sector is not None:
        chosen &= frame["sector"] == view.sector
    if view.among.countries:
        wanted = set(view.among.countries)
        chosen &= frame[places].map(lambda codes: not wanted.isdisjoint(codes)).astype(bool)
    if view.among.sectors:
        chosen &= frame["sector"].isin(view.among.sectors)
    kinds = [kind for kind in view.among.instruments if kind in instruments]
    if kinds:
        chosen &= frame["instrument"].isin(kinds)
    return only(frame, chosen)
