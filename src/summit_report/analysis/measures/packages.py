"""
Packages against their documents: how many of the documents that a source reports as one number are named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import compress, pairwise

import numpy as np
import pandas as pd

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import Record, cells_of, records
from summit_report.analysis.keys import last_of, places_of
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.documents import EXACT, Count
from summit_report.analysis.measures.rivals import Answer, uses
from summit_report.analysis.measures.shared import shared
from summit_report.analysis.view import View


@dataclass(frozen=True)
class Packed:
    """
    A package of *documents* and what is named of it: *single* ones one by one, *grouped* ones as one sub-package.

    Single documents may lie inside a group, and more may be named than the package counts as. *qualifier* is the word
    of the claim that agrees with the package's row; *others* are the counts that other sources give.
    """

    key: str
    title: str
    documents: int
    qualifier: str | None
    single: Count
    grouped: Count
    others: tuple[Answer, ...] = ()

    @property
    def whole(self) -> Count:
        """The documents of the package with the word that its number has."""
        return Count(self.documents, (self.key,), self.qualifier or EXACT)

    @property
    def named(self) -> Count:
        """The documents named one by one, no more than the package counts as: what a sum of packages adds up."""
        return replace(self.single, value=min(self.single.value, self.documents))

    @property
    def held(self) -> Count:
        """The documents known as a group, no more than those named one by one leave of the package's count."""
        return replace(self.grouped, value=min(self.grouped.value, self.documents - self.named.value))

    @property
    def surplus(self) -> Count:
        """What is inside beyond the package's count: "at least" where some named one by one may lie in the groups."""
        least = max(self.single.value, self.grouped.value) - self.documents
        if least <= 0:
            return Count(0, ())
        word = "at least" if self.single.value and self.grouped.value else EXACT
        return Count(least, (self.key, *self.single.rows, *self.grouped.rows), word)

    @property
    def missing(self) -> int:
        """Documents of which nothing is named even if no document stands in a group."""
        return self.documents - self.named.value - self.held.value

    @property
    def most_missing(self) -> int:
        """Documents of which nothing is named if those named one by one lie inside the groups or the reverse."""
        return max(0, self.documents - max(self.single.value, self.grouped.value))

    @property
    def share(self) -> float:
        """Documents named one by one over the documents of the package, at most 1."""
        return self.named.value / self.documents


@lru_cache(maxsize=4)  # several sections ask the same
def packages(view: View) -> tuple[Packed, ...]:
    """Return the packages that count in *view*, largest first, with their named documents from the whole dataset."""
    inside = _Inside(view.dataset)
    rows = view.counted
    found = [
        _packed(view.dataset, inside, row)
        for _, row in records(rows.loc[docs.is_package(rows), ["title", "documents"]])
    ]
    return tuple(sorted(found, key=lambda one: (-one.documents, one.key)))


class _Inside:
    """The rows named directly inside each package, each paper once in it: one in two packages is named in both."""

    def __init__(self, dataset: Dataset) -> None:
        agreements = dataset.agreements[["documents", "part_of", "same_as"]]
        rows = docs.inside_packages(agreements)
        if twins := [one.key for one in shared(dataset)]:
            rows = pd.concat([rows, agreements.loc[twins]])
        codes, heads = pd.factorize(rows["part_of"])
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=len(heads))).tolist()
        self._spans = dict(zip(cells_of(pd.Index(heads)), pairwise([0, *ends]), strict=True))
        self._keys = cells_of(rows.index.take(order))
        self._sizes: list[int] = rows["documents"].to_numpy()[order].tolist()

    def named(self, key: str) -> tuple[Count, Count]:
        """Count what is inside *key*: named one by one, also in its sub-packages, and known as a group only."""
        start, end = self._spans.get(key, (0, 0))
        keys, sizes = self._keys[start:end], self._sizes[start:end]
        if sizes.count(1) == len(sizes):
            return Count(len(keys), tuple(keys)), Count(0, ())
        single, grouped = [Count(sizes.count(1), tuple(compress(keys, (size == 1 for size in sizes))))], []
        for inner, size in zip(keys, sizes, strict=True):
            if size > 1:
                named, _ = self.named(inner)
                single.append(named)
                grouped.append(Count(max(0, size - named.value), (inner,)))
        return docs.joined(single), docs.joined(grouped)


def _packed(dataset: Dataset, inside: _Inside, row: Record) -> Packed:
    key = row.name
    single, grouped = inside.named(key)
    question, answer = uses(dataset).get(key, (None, None))
    others = tuple(one for one in question.answers if one is not answer) if question else ()
    qualifier = answer.qualifier if answer else None
    return Packed(key, str(row["title"]), int(row["documents"]), qualifier, single, grouped, others)


def split(rows: pd.DataFrame, members: pd.DataFrame) -> tuple[Count, Count]:
    """
    Split the packages *rows* into their documents that are among *members* and the rest.

    A member counts for the outermost package that it lies in; a package holds no more documents than it counts as.
    """
    sizes, known = (frame["documents"].to_numpy() for frame in (rows, members))
    keys = pd.Index(pd.concat([rows.index.to_series(), members.index.to_series()]))
    around = places_of(keys, members["part_of"])
    own = np.arange(len(rows), len(keys))
    top = last_of(np.concatenate([np.arange(len(rows)), np.where(around < 0, own, around)]))[len(rows) :]
    inside = np.flatnonzero(top < len(rows))
    inside = inside[np.argsort(top[inside], kind="stable")]
    named = np.minimum(sizes, np.bincount(top[inside], known[inside], minlength=len(rows)).astype(np.int64))
    left = [
        Count(value, (key,), word)
        for value, (key, _, word) in zip((sizes - named).tolist(), docs.rows(rows), strict=True)
        if value or word != EXACT
    ]
    return Count(int(named.sum()), tuple(cells_of(members.index.take(inside)))), docs.joined(left)


def inside(agreements: pd.DataFrame) -> tuple[Count, Count]:
    """
    Count what *agreements* hold inside packages: documents named one by one, and those known as a group only.

    A group holds the groups inside it, so only the outermost counts, less what is named anywhere inside it.
    """
    rows = docs.inside_packages(docs.countable(agreements, "part_of", "same_as"))
    around, own = places_of(rows.index, rows["part_of"]), np.arange(len(rows))
    outermost = last_of(np.where(around < 0, own, around))
    sizes = rows["documents"].to_numpy()
    within = np.bincount(outermost[sizes == 1], minlength=len(rows))
    groups = np.flatnonzero((sizes > 1) & (outermost == own))
    held = np.maximum(0, sizes[groups] - within[groups]).tolist()
    grouped = [Count(size, (key,)) for size, key in zip(held, cells_of(rows.index.take(groups)), strict=True)]
    return docs.count(rows[sizes == 1]), docs.joined(grouped)
