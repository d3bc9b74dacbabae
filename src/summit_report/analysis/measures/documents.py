"""
Count documents, not rows (rules 1 and 2 of the data model).

A row stands for `documents` documents. The count is their sum over rows that are no part of a package and no second
description. Packages are counted as such; the documents named inside them are their detail and are counted apart.

A package of "more than 35" stands for 35 documents in every sum, as the row states, and the word goes with the sum:
rule 5 gives each row its bounds, and a sum with an open end is printed as "at least" (or "up to"). `View.agreements`
carries the word in the column `qualifier`; a frame without that column counts exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pandas as pd

from summit_report.analysis.amounts import bounds
from summit_report.analysis.frames import cells_of

SIGNED = frozenset({"signed", "in force"})
BEGUN = frozenset({"under way", "completed"})  # says that something is done, not that anything was signed
UNSIGNED_KINDS = frozenset({"initiative", "other"})  # may begin without a signature; every other kind is signed
NOT_ITEMISED = "not-itemised"
QUALIFIER = "qualifier"  # column of a view's agreements: the word that the sources put before the number of documents
EXACT = "exact"


@dataclass(frozen=True)
class Count:
    """
    A number of documents and the keys of the agreement rows that it adds up.

    *qualifier* is the word of a single row, or the one that the bounds of several imply: "at least" for a sum in which
    one row is "more than 35".
    """

    value: int
    rows: tuple[str, ...]
    qualifier: str = EXACT


@dataclass(frozen=True)
class Package:
    """
    One row that stands for several documents, with what is named of it.

    *named* counts the documents of its direct members; more than *documents* is a finding, not an error.
    """

    key: str
    title: str
    documents: int
    named: Count

    @property
    def share_named(self) -> float:
        """Named documents over all documents of the package."""
        return self.named.value / self.documents


def count(agreements: pd.DataFrame) -> Count:
    """Add up `documents` over *agreements* as they are given."""
    return added(rows(agreements))


def count_of(agreements: pd.DataFrame, keys: Iterable[str]) -> Count:
    """Add up `documents` over the rows *keys* of *agreements*. Choosing them with pandas takes twenty times as long."""
    found = {row[0]: row for row in rows(agreements)}
    return added(found[key] for key in keys)


def joined(counts: Iterable[Count]) -> Count:
    """Add up *counts* that share no document."""
    parts = list(counts)
    rows = tuple(key for part in parts for key in part.rows)
    return Count(sum(part.value for part in parts), rows, _implied([(part.value, part.qualifier) for part in parts]))


def counted(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that count: neither part of a package nor a second description."""
    return agreements[agreements["part_of"].isna() & agreements["same_as"].isna()]


def inside_packages(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the rows named inside a package, each once."""
    return agreements[agreements["part_of"].notna() & agreements["same_as"].isna()]


def signed(agreements: pd.DataFrame) -> pd.DataFrame:
    """
    Return the rows whose papers are signed: by status, or begun and of a kind that is signed or with a date of it.
    """
    return agreements[
        agreements["status"].isin(SIGNED) | (agreements["status"].isin(BEGUN) & _has_signature(agreements))
    ]


def begun(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the rows under way or completed of which no signature is on record."""
    return agreements[agreements["status"].isin(BEGUN) & ~_has_signature(agreements)]


def _has_signature(agreements: pd.DataFrame) -> pd.Series:
    by_kind = ~agreements["instrument"].isin(UNSIGNED_KINDS)
    return by_kind | agreements["signed_on"].notna() if "signed_on" in agreements else by_kind


def announced(agreements: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are announced and not signed."""
    return agreements[agreements["status"] == "announced"]


def is_package(agreements: pd.DataFrame) -> pd.Series:
    """Tell for each row whether it stands for more documents than are described in it."""
    return (agreements["documents"] > 1) | (agreements["sector"] == NOT_ITEMISED)


def packages(agreements: pd.DataFrame, members: pd.DataFrame) -> tuple[Package, ...]:
    """
    Describe the packages among *agreements*, largest first, with their named papers among *members*.

    *members* is given apart because a filter by sector keeps a package's papers and not the package, or the reverse.
    """
    rows = counted(agreements)
    rows = rows[is_package(rows)]
    inside = members[members["part_of"].isin(rows.index) & members["same_as"].isna()]
    named = grouped(inside, cells_of(inside["part_of"]))
    columns = (cells_of(rows.index), cells_of(rows["title"]), rows["documents"].tolist())
    found = [
        Package(str(key), title, int(documents), named.get(key, Count(0, ())))
        for key, title, documents in zip(*columns, strict=True)
    ]
    return tuple(sorted(found, key=lambda package: (-package.documents, package.key)))


def by(agreements: pd.DataFrame, column: str, order: Iterable[str] | None = None) -> dict[str, Count]:
    """
    Count the rows of *agreements* by the value of *column*, largest first, or in the given *order* without empty ones.
    """
    counts = grouped(agreements, map(str, cells_of(agreements[column])))
    if order is not None:
        return {value: counts[value] for value in order if value in counts}
    return dict(sorted(counts.items(), key=lambda item: (-item[1].value, item[0])))


def by_country(
    agreements: pd.DataFrame,
    countries: Iterable[str],
    choose: Callable[[pd.DataFrame], pd.DataFrame] = lambda rows: rows,
) -> dict[str, Count]:
    """
    Count *agreements* once for each of *countries* that is a party: columns do not sum to the total (rule 2).
    """
    chosen = choose(agreements)
    counts = _grouped(
        (code, row) for parties, row in zip(chosen["parties"], rows(chosen), strict=True) for code in parties
    )
    return {code: counts.get(code, Count(0, ())) for code in countries}


def cross(agreements: pd.DataFrame, countries: Iterable[str]) -> dict[tuple[str, str], Count]:
    """Count *agreements* by sector and country: key (sector, country), a document once for each of its parties."""
    wanted = set(countries)
    return _grouped(
        ((str(sector), code), row)
        for sector, parties, row in zip(
            cells_of(agreements["sector"]), agreements["parties"], rows(agreements), strict=True
        )
        for code in parties
        if code in wanted
    )


Row = tuple[str, int, str]  # key, documents, qualifier
Name = TypeVar("Name", bound=Hashable)


def rows(agreements: pd.DataFrame) -> Iterator[Row]:
    """Yield what counting needs of each row of *agreements*."""
    words = cells_of(agreements[QUALIFIER]) if QUALIFIER in agreements else [EXACT] * len(agreements)
    return zip(cells_of(agreements.index), agreements["documents"].tolist(), words, strict=True)


def grouped(agreements: pd.DataFrame, names: Iterable[Name]) -> dict[Name, Count]:
    """Count the rows of *agreements* by what *names* calls each of them."""
    return _grouped(zip(names, rows(agreements), strict=True))


def members(agreements: pd.DataFrame) -> dict[str, list[Row]]:
    """Map the key of each package to the rows of *agreements* named directly inside it, each paper once."""
    inside: dict[str, list[Row]] = {}
    found = inside_packages(agreements)
    for head, row in zip(cells_of(found["part_of"]), rows(found), strict=True):
        inside.setdefault(head, []).append(row)
    return inside


def _grouped(pairs: Iterable[tuple[Name, Row]]) -> dict[Name, Count]:
    """Count rows by name. A plain loop: a ranking asks this some hundred times, and pandas takes 10 ms each."""
    groups: dict[Name, list[Row]] = {}
    for name, row in pairs:
        groups.setdefault(name, []).append(row)
    return {name: added(rows) for name, rows in groups.items()}


def added(several: Iterable[Row]) -> Count:
    """Add up *several* rows."""
    found = list(several)
    return Count(
        sum(number for _, number, _ in found),
        tuple(key for key, _, _ in found),
        _implied([(number, word) for _, number, word in found]),
    )


def _implied(parts: list[tuple[int, str]]) -> str:
    """Word the sum of *parts*: the word of a single one, else what the bounds of all imply."""
    if len(parts) == 1:
        return parts[0][1]
    worded = [bounds(number, word) for number, word in parts if word != EXACT]
    return sum(worded[1:], worded[0]).qualifier if worded else EXACT
