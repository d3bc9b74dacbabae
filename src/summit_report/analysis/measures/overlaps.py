"""
Packages that may hold documents of another package: a sum that adds both may count some documents twice.

The sources seldom say so of documents, but the data do of money: an amount that restates no other, is part of none and
still counts toward no total may lie inside a counted amount of its kind. What holds for the amounts of two packages
holds for their documents. And a row in one package may describe the same document as a row in another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from summit_report.analysis.frames import cells_of
from summit_report.analysis.keys import linked_places, places_of
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.measures.shared import Shared, shared
from summit_report.analysis.view import View


@dataclass(frozen=True)
class Overlap:
    """
    Of the package *key*, *documents* may lie in the packages *others*; *proof* are the rows that tell.

    They are all of its documents where money tells, else those that a row of another package describes too.

    *outside* are those of *others* that the view does not count, because its country is no party.
    """

    key: str
    documents: Count
    others: tuple[str, ...]
    outside: tuple[str, ...]
    proof: tuple[str, ...]


@lru_cache(maxsize=16)
def overlaps(view: View) -> tuple[Overlap, ...]:
    """Return the packages counted in *view* that may lie inside others of the dataset, in the order of the table."""
    every = View(view.dataset, relation=view.relation).counted
    every = every.loc[docs.is_package(every).to_numpy(dtype=bool), ["parties"]]
    parties = dict(zip(cells_of(every.index), map(frozenset, every["parties"]), strict=True))
    place = {key: i for i, key in enumerate(parties)}
    own, rivals = _money(view, parties)
    shown = {row[0]: row for row in docs.rows(_shown(view))}
    found = []
    for key in (key for key in shown if key in own):
        named = sorted(_named(rivals, parties[key], {kind for _, kind in own[key]}, but=key))
        if named:
            inside = tuple(sorted({other for _, _, other in named}, key=place.__getitem__))
            outside = tuple(other for other in inside if other not in shown)
            proof = (*(one for one, _ in own[key]), *(one for _, one, _ in named))
            found.append(Overlap(key, docs.added([shown[key]]), inside, outside, proof))
    whole = {one.key for one in found}
    return (*found, *(one for one in _with_members_of_others(view, shown) if one.key not in whole))


def _shown(view: View) -> pd.DataFrame:
    """Return what *view* counts of packages, and of rows that hold a document which another holds, too."""
    rows = docs.countable(view.counted, "sector")
    holding = list({key for one in shared(view.dataset) for key in (one.package, one.other)})
    chosen = docs.is_package(rows).to_numpy(dtype=bool)
    places = places_of(rows.index, pd.Index(holding, dtype=rows.index.dtype))
    chosen[places[places >= 0]] = True
    return rows[chosen]


def _with_members_of_others(view: View, shown: Collection[str]) -> Iterator[Overlap]:
    """Yield the packages among those *shown* with documents that other packages that are shown have, too."""
    twice: dict[str, list[Shared]] = {}
    for one in shared(view.dataset):
        if one.package in shown and one.other in shown:
            twice.setdefault(one.package, []).append(one)
    for key, members in twice.items():
        others = tuple(dict.fromkeys(one.other for one in members))
        proof = tuple(row for one in members for row in (one.key, one.twin))
        documents = Count(sum(one.documents for one in members), tuple(one.key for one in members))
        yield Overlap(key, documents, others, (), proof)


# The kind of money and the parties of the package that it is for; place and key of the money, key of the package.
_Rivals = dict[tuple[str, frozenset[str]], list[tuple[int, str, str]]]


def _money(view: View, parties: Mapping[str, frozenset[str]]) -> tuple[dict[str, list[tuple[str, str]]], _Rivals]:
    """Return key and kind of the uncounted money of each package in *parties*, and the counted money of all."""
    columns = ["funding_id", "linked_agreement_id", "instrument", "counts_toward_total"]
    money = view.dataset.funding
    chosen = money["part_of"].isna() & money["restates"].isna() & (money["relation"] == view.relation)
    packed = docs.is_package(view.dataset.agreements).to_numpy(dtype=bool)
    of_package = np.append(packed, False)[linked_places(view.dataset)]
    money = money.loc[chosen.to_numpy(dtype=bool) & of_package, columns]
    own: dict[str, list[tuple[str, str]]] = {}
    rivals: _Rivals = {}
    for i, (key, package, kind, counts) in enumerate(zip(*(cells_of(money[name]) for name in columns), strict=True)):
        if package in parties and counts == "yes":
            rivals.setdefault((kind, parties[package]), []).append((i, key, package))
        elif package in parties:
            own.setdefault(package, []).append((key, kind))
    return own, rivals


def _named(
    rivals: _Rivals, parties: frozenset[str], kinds: Collection[str], but: str
) -> Iterator[tuple[int, str, str]]:
    """Yield the money of *kinds* for packages that may share a document with these *parties*: two are common."""
    for (kind, others), found in rivals.items():
        if kind in kinds and len(parties & others) > 1:
            yield from (one for one in found if one[2] != but)


@lru_cache(maxsize=16)  # several sections say it
def without(view: View, found: tuple[Overlap, ...]) -> Count:
    """Count the documents of *view* that are left if all of *found* lie in other packages."""
    rows = docs.countable(view.counted)
    parts = [one for one in found if one.key not in one.documents.rows]  # of a package that itself stays
    gone = pd.Index([one.key for one in found if one.key in one.documents.rows], dtype=rows.index.dtype)
    kept = np.ones(len(rows), dtype=bool)
    kept[places_of(rows.index, gone)] = False
    left = docs.count(rows[kept])
    return replace(left, value=left.value - sum(one.documents.value for one in parts))
