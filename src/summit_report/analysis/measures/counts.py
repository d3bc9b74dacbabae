"""
Numbers of documents and the rows that they add up, counted row by row or, of very many rows, by columns.

Both ways give the same: by columns a row costs nothing but its place in arrays of whole numbers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.amounts import bounds
from summit_report.analysis.frames import cells_of
from summit_report.analysis.keys import Keys, all_of

QUALIFIER = "qualifier"  # column of a view's agreements: the word that the sources put before the number of documents
EXACT = "exact"
# From so many rows columns are counted in less time than rows; below, pandas takes longer than a loop.
MANY = 5_000
_NAMED_AT_ONCE = 100  # rows a group, on average, below which the keys of all groups are taken out in one go

Row = tuple[str, int, str]  # key, documents, qualifier
Name = TypeVar("Name", bound=Hashable)
Ints = NDArray[np.integer]


@dataclass(frozen=True)
class Count:
    """
    A number of documents and the keys of the agreement rows that it adds up.

    *qualifier* is the word of a single row, or the one that the bounds of several imply: "at least" for a sum in which
    one row is "more than 35". Of very many rows the keys are `Keys`, which are equal to a tuple of the same.
    """

    value: int
    rows: Sequence[str]
    qualifier: str = EXACT


def rows(agreements: pd.DataFrame) -> Iterator[Row]:
    """Yield what counting needs of each row of *agreements*."""
    words = cells_of(agreements[QUALIFIER]) if QUALIFIER in agreements else [EXACT] * len(agreements)
    return zip(cells_of(agreements.index), agreements["documents"].tolist(), words, strict=True)


def is_many(agreements: pd.DataFrame | pd.Index) -> bool:
    """Tell whether *agreements* are counted by columns."""
    return len(agreements) >= MANY


def count(agreements: pd.DataFrame) -> Count:
    """Add up `documents` over *agreements* as they are given."""
    if not is_many(agreements):
        return added(rows(agreements))
    numbers = agreements["documents"].to_numpy()
    others = np.flatnonzero(~_is_exact(agreements))
    return Count(int(numbers.sum()), Keys(agreements.index), _implied(_worded(agreements, others), len(numbers)))


def joined(counts: Iterable[Count]) -> Count:
    """Add up *counts* that share no document."""
    parts = list(counts)
    rows = parts[0].rows if len(parts) == 1 else all_of([part.rows for part in parts])
    return Count(sum(part.value for part in parts), rows, _implied([(part.value, part.qualifier) for part in parts]))


def added(several: Iterable[Row]) -> Count:
    """Add up *several* rows."""
    found = list(several)
    return Count(
        sum(number for _, number, _ in found),
        tuple(key for key, _, _ in found),
        _implied([(number, word) for _, number, word in found]),
    )


def grouped(pairs: Iterable[tuple[Name, Row]]) -> dict[Name, Count]:
    """Count rows by name. A plain loop: a ranking asks this some hundred times, and pandas takes 10 ms each."""
    groups: dict[Name, list[Row]] = {}
    for name, row in pairs:
        groups.setdefault(name, []).append(row)
    return {name: added(rows) for name, rows in groups.items()}


def by_code(
    agreements: pd.DataFrame, names: Sequence[Name], codes: Ints, places: Ints | None = None
) -> dict[Name, Count]:
    """
    Count the rows at *places* of *agreements* (all without places) by the name that the code of each stands for.

    *codes* are places in *names*, one for each of *places*; a row may stand under several. Names without rows are left
    out; the others keep their order.
    """
    order = np.argsort(codes.astype(np.min_scalar_type(len(names))), kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(names)))
    chosen = order if places is None else places[order]
    sums = np.concatenate([[0], np.cumsum(agreements["documents"].to_numpy()[chosen])])
    exact = _is_exact(agreements)[chosen]
    others = np.concatenate([[0], np.cumsum(~exact)])
    index = agreements.index
    few = len(chosen) < _NAMED_AT_ONCE * len(names)
    texts = tuple(cells_of(index.take(chosen))) if few else ()
    found = {}
    for name, (start, end) in zip(names, pairwise([0, *ends.tolist()]), strict=True):
        if start < end:
            inexact = chosen[start:end][~exact[start:end]] if others[end] > others[start] else chosen[:0]
            word = _implied(_worded(agreements, inexact), end - start) if len(inexact) else EXACT
            keys = texts[start:end] if few else Keys(index, chosen[start:end])
            found[name] = Count(int(sums[end] - sums[start]), keys, word)
    return found


def _is_exact(agreements: pd.DataFrame) -> NDArray[np.bool_]:
    if QUALIFIER not in agreements:
        return np.ones(len(agreements), bool)
    return (agreements[QUALIFIER] == EXACT).to_numpy(dtype=bool)


def _worded(agreements: pd.DataFrame, places: Ints) -> list[tuple[int, str]]:
    if not len(places):
        return []
    found = agreements.iloc[places]
    return list(zip(found["documents"].tolist(), cells_of(found[QUALIFIER]), strict=True))


def _implied(parts: list[tuple[int, str]], of: int | None = None) -> str:
    """
    Word the sum of *parts*: the word of a single one, else what the bounds of all imply.

    Of how many they are may be told if exact ones, which change nothing, are left out of them.
    """
    if (len(parts) if of is None else of) == 1:
        return parts[0][1] if parts else EXACT
    worded = [bounds(number, word) for number, word in parts if word != EXACT]
    return sum(worded[1:], worded[0]).qualifier if worded else EXACT
