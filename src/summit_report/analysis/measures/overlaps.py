"""
Packages that may hold documents of another package: a sum that adds both may count some documents twice.

The sources seldom say so of documents, but the data do of money: an amount that restates no other, is part of none and
still counts toward no total may lie inside a counted amount of its kind. What holds for the amounts of two packages
holds for their documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.view import View


@dataclass(frozen=True)
class Overlap:
    """
    The package *key* with *documents*, which may lie in the packages *others*; *proof* are the rows of money that tell.

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
    rows = docs.counted(view.agreements)
    every = docs.counted(View(view.dataset, relation=view.relation).agreements)
    every = every[docs.is_package(every)]
    money = view.dataset.funding
    money = money[money["part_of"].isna() & money["restates"].isna() & (money["relation"] == view.relation)]
    counts = money["counts_toward_total"] == "yes"
    found = []
    for key in rows.index.intersection(every.index, sort=False):
        own = money[~counts & (money["linked_agreement_id"] == key)]
        rivals = money[counts & money["instrument"].isin(own["instrument"])]
        others = [str(other) for other in every.index if other != key and _shares(every, str(key), str(other))]
        named = rivals[rivals["linked_agreement_id"].isin(others)]
        if len(named):
            inside = tuple(other for other in others if (named["linked_agreement_id"] == other).any())
            outside = tuple(other for other in inside if other not in rows.index)
            found.append(Overlap(str(key), docs.count(rows.loc[[key]]), inside, outside, (*own.index, *named.index)))
    return tuple(found)


def _shares(packages: pd.DataFrame, one: str, other: str) -> bool:
    """Tell whether two packages may share a document: at least two parties are common."""
    return len(set(packages["parties"][one]) & set(packages["parties"][other])) > 1


def without(view: View, found: tuple[Overlap, ...]) -> Count:
    """Count the documents of *view* that are left if all of *found* lie in other packages."""
    rows = docs.counted(view.agreements)
    return docs.count(rows.drop(index=[one.key for one in found]))
