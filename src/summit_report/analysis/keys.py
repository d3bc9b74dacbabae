"""
Rows of very large tables by their place: keys that become texts when they are asked for, and where a key stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import cells_of, kinds_of
from summit_report.analysis.vocabularies import RELATIONS

PLACE = "place"  # column of a view's funding: the place of the row in the dataset's table
TOLD = 5_000  # keys from which on a list of them is made only for who goes through it
# So many are made at first for who goes through them, and later: most stop after a few.
_FEW, _MANY = 64, 2**16
_NUMBERED = 5_000  # keys of which it is worth to make numbers

Places = NDArray[np.integer[Any]]
FrameOrSeries = TypeVar("FrameOrSeries", pd.DataFrame, pd.Series)


def are_many(*groups: Sequence[str]) -> bool:
    """Tell whether the keys of *groups* are looked through by columns, and a list of them made only when it is read."""
    return sum(map(len, groups)) >= TOLD


def places_of(index: pd.Index, keys: pd.Series | pd.Index) -> NDArray[np.intp]:
    """Return the place in *index*, whose keys differ, of each of *keys*; -1 for one that is empty or not there."""
    if not len(keys):
        return np.empty(0, np.intp)
    if len(index) >= _NUMBERED and _is_in_arrow(index) and _is_in_arrow(keys):
        from summit_report.analysis.large.numbers import places

        found = places(index.array, keys.array)
        if found is not None:
            return found
    # By `get_indexer`, pandas would make Python's texts of a million keys in Arrow, and a table of them, to find a few.
    codes, _ = pd.factorize(pd.concat([index.to_series(), pd.Series(keys)]))
    found = codes[len(index) :]
    return np.where(found < len(index), found, -1)


def last_of(up: NDArray[np.intp]) -> NDArray[np.intp]:
    """Follow *up*, which has for each row the place of the next, to the row that has its own; there is no circle."""
    for _ in range(len(up).bit_length()):  # each step goes twice as far as the one before
        further = up[up]
        if np.array_equal(further, up):
            break
        up = further
    return up


def heads(table: pd.DataFrame, column: str) -> NDArray[np.intp]:
    """
    Return the place of the row that *column* leads to from each row of *table*, through any number of others.

    It is the row's own where the cell is empty, and where it names a row that is not in the table.
    """
    linked = np.flatnonzero(table[column].notna().to_numpy(dtype=bool))
    up = np.arange(len(table))
    found = places_of(table.index, table[column].iloc[linked])
    up[linked] = np.where(found < 0, linked, found)
    return last_of(up)


def _is_in_arrow(keys: pd.Series | pd.Index) -> bool:
    return isinstance(keys.dtype, pd.StringDtype) and keys.dtype.storage == "pyarrow"


@lru_cache(maxsize=4)
def linked_places(dataset: Dataset) -> NDArray[np.intp]:
    """Return the place of the agreement of each row of funding in their table, -1 for none."""
    return places_of(dataset.keys("agreements"), dataset.funding["linked_agreement_id"])


@lru_cache(maxsize=4)
def own_money(dataset: Dataset) -> NDArray[np.bool_]:
    """Tell for each row of funding whether it is its agreement's own: linked to one of the same relation."""
    places = linked_places(dataset)
    papers, money = (_coded(dataset.table(name)["relation"]) for name in ("agreements", "funding"))
    return (places >= 0) & (np.append(papers, np.int8(-1))[places] == money)


def _coded(relations: pd.Series) -> NDArray[np.int8]:
    kinds = kinds_of(relations)
    return kinds.of([RELATIONS.index(value) for value in kinds.values], np.int8)


class Told(Sequence[str]):
    """Very many keys of which only the number, *size*, is known until *tell* gives them; equal to the same tuple."""

    __slots__ = ("_size", "_tell", "_texts")

    def __init__(self, size: int, tell: Callable[[], Iterable[str]]) -> None:
        self._size = size
        self._tell = tell
        self._texts: tuple[str, ...] | None = None

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        return self._all()[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tell() if self._texts is None else self._texts)

    def __contains__(self, key: object) -> bool:
        return key in self._all()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, tuple | Keys | Told):
            return len(self) == len(other) and self._all() == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def _all(self) -> tuple[str, ...]:
        if self._texts is None:
            self._texts = tuple(self._tell())
        return self._texts


def all_of(groups: Sequence[Sequence[str]]) -> Sequence[str]:
    """Return the keys of all *groups*, one after the other: as a tuple, very many as `Keys` or `Told`."""
    if not are_many(*groups):
        return tuple(chain.from_iterable(groups))
    filled = [group for group in groups if len(group)]
    first = filled[0]
    if len(filled) == 1:
        return first
    if isinstance(first, Keys):
        places = [group.places_in(first.whole) for group in filled if isinstance(group, Keys)]
        known = [one for one in places if one is not None]
        if len(known) == len(filled):
            return Keys(first.whole, np.concatenate(known))
    return Told(sum(map(len, filled)), lambda: chain.from_iterable(filled))


def taken(table: FrameOrSeries, keys: Sequence[str]) -> FrameOrSeries:
    """Return the rows of *table* with these *keys*, in their order; of many keys, by their places."""
    if not are_many(keys):
        return table.loc[list(keys)]
    places = keys.places_in(table.index) if isinstance(keys, Keys) else None
    if places is None:
        places = places_of(table.index, pd.Index(list(keys), dtype=table.index.dtype))
    return table.take(places)


class Keys(Sequence[str]):
    """
    The keys at *places* of *index*, all of them without places; equal to the tuple of the same keys.

    A slice has as many keys as it was asked for and costs no more. Their number is known without any of them.
    """

    __slots__ = ("_index", "_places", "_texts")

    def __init__(self, index: pd.Index, places: Places | None = None) -> None:
        self._index = index
        self._places = places
        self._texts: tuple[str, ...] | None = None

    def __len__(self) -> int:
        return len(self._index if self._places is None else self._places)

    @property
    def whole(self) -> pd.Index:
        """The index of which they are some."""
        return self._index

    @property
    def as_index(self) -> pd.Index:
        """They as an index of their own."""
        return self._taken(slice(None))

    def places_in(self, index: pd.Index) -> Places | None:
        """Return the places of the keys where they are some of this very *index*, else None."""
        if not index.is_(self._index):
            return None
        return np.arange(len(index)) if self._places is None else self._places

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Keys: ...
    def __getitem__(self, place: int | slice) -> str | Keys:
        if isinstance(place, slice):
            return Keys(self._index[place]) if self._places is None else Keys(self._index, self._places[place])
        return str(self._index[place if self._places is None else self._places[place]])

    def __iter__(self) -> Iterator[str]:
        if self._texts is not None:
            yield from self._texts
            return
        start, size = 0, _FEW
        while start < len(self):
            yield from cells_of(self._taken(slice(start, start + size)))
            start, size = start + size, min(8 * size, _MANY)

    def __contains__(self, key: object) -> bool:
        return key in self._all()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, tuple | Keys | Told):
            return len(self) == len(other) and self._all() == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __add__(self, other: Sequence[str]) -> tuple[str, ...]:
        return (*self, *other)

    def __radd__(self, other: Sequence[str]) -> tuple[str, ...]:
        return (*other, *self)

    def __repr__(self) -> str:
        return repr(self._all())

    def _all(self) -> tuple[str, ...]:
        if self._texts is None:
            self._texts = tuple(cells_of(self._taken(slice(None))))
        return self._texts

    def _taken(self, part: slice) -> pd.Index:
        return self._index[part] if self._places is None else self._index.take(self._places[part])
