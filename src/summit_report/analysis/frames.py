"""Turns checked text into typed frames, and frames into rows that can be read one by one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.internals import create_dataframe_from_blocks  # type: ignore[import-not-found]

from summit_report.analysis.columns import INTEGER_KINDS, LIST_KINDS, NUMBER_KINDS, Column, Table
from summit_report.analysis.reading import RawTable

# Text is kept in the same way, and so sorted and printed alike, whether or not Arrow is installed.
pd.set_option("mode.string_storage", "python")


def frame(table: Table, raw: RawTable | None) -> pd.DataFrame:
    """Make the typed frame of *table*, indexed by its key; without *raw* it is empty."""
    rows = raw.rows if raw is not None else ()
    columns = {column.name: _series(column, [row.cells[column.name] for row in rows]) for column in table.columns}
    typed = pd.DataFrame(columns, columns=list(columns))
    # Not named like the key column: pandas would call that name ambiguous in every groupby and sort.
    typed.index = pd.Index(typed[table.key], name="key")
    return typed


MANY_ROWS = 50_000
"""From here on columns are taken side by side: Arrow lets other threads run meanwhile."""


class Record(dict[str, Any]):
    """The cells of one row by column; its *name* is its key, as that of a Series is."""

    def __init__(self, name: str, cells: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> None:
        super().__init__(cells)
        self.name = name


def cells_of(column: pd.Series | pd.Index) -> list[Any]:
    """Return the cells of *column* as a list. `tolist` takes text out of Arrow one by one, in twenty times as long."""
    return list(column.to_numpy(dtype=object))


def only(frame: pd.DataFrame, holds: pd.Series | np.ndarray) -> pd.DataFrame:
    """
    Return the rows of *frame* of which *holds* is true: a mask, or a column of as many rows in which <NA> is false.

    So do square brackets; but they look through the keys of a Series and make each column anew, which takes thrice as
    long. A report chooses rows hundreds of times.
    """
    mask = holds if isinstance(holds, np.ndarray) else holds.to_numpy(dtype=bool, na_value=False)
    if len(mask) != len(frame):
        raise ValueError(f"a mask of {len(mask)} rows for a table of {len(frame)}")
    places = np.flatnonzero(mask)
    if len(places) == len(frame):
        return frame.copy(deep=False)

    def taken(block: Any) -> tuple[Any, np.ndarray]:
        values = block.values
        return values.take(places) if values.ndim == 1 else values[:, places], block.mgr_locs.as_array

    with ThreadPoolExecutor() if len(places) >= MANY_ROWS else contextlib.nullcontext() as threads:
        blocks = list((threads.map if threads else map)(taken, frame._mgr.blocks))
    return create_dataframe_from_blocks(blocks, frame.index.take(places), frame.columns)


@dataclass(frozen=True)
class Kinds:
    """The cells of a column by what they say: the different *values*, and for each row the place of its own in them."""

    places: np.ndarray
    values: Sequence[Any]

    def where(self, holds: Callable[[Any], bool]) -> np.ndarray:
        """Tell for each row whether *holds* says so of its value; a value is asked once, however many rows have it."""
        return self.of([bool(holds(value)) for value in self.values], bool)

    def of(self, found: Sequence[Any], dtype: Any = object) -> np.ndarray:
        """Give each row what was *found* for its value."""
        return np.fromiter(found, dtype, len(self.values))[self.places]

    def named(self, make: Callable[[Any], Hashable]) -> Kinds:
        """Give each value the name that *make* makes of it; values of one name become one."""
        numbers: dict[Hashable, int] = {}
        codes = [numbers.setdefault(make(value), len(numbers)) for value in self.values]
        return Kinds(np.array(codes, np.int64)[self.places], list(numbers))

    @property
    def sizes(self) -> np.ndarray:
        """The number of rows of each value."""
        return np.bincount(self.places, minlength=len(self.values))


def kinds_of(*columns: pd.Series) -> Kinds:
    """Sort the rows of *columns* by what they say; a value of several columns is the tuple of their cells."""
    kinds = []
    for column in columns:
        cells = column.array if column.dtype == "string" else column.to_numpy(dtype=object)  # tuples make no Index
        places, values = pd.factorize(cells, use_na_sentinel=False)
        kinds.append(Kinds(places, list(values)))
    return joint(*kinds) if len(kinds) > 1 else kinds[0]


def joint(*kinds: Kinds) -> Kinds:
    """Sort the same rows by all *kinds* together; a value is the tuple of theirs."""
    places = np.zeros(len(kinds[0].places), dtype=np.int64)
    for one in kinds:
        places = pd.factorize(places * max(1, len(one.values)) + one.places)[0]
    first = np.full(int(places.max(initial=-1)) + 1, 0)
    first[places[::-1]] = np.arange(len(places))[::-1]
    return Kinds(
        places, list(zip(*([one.values[i] for i in one.places[first].tolist()] for one in kinds), strict=True))
    )


def records(rows: pd.DataFrame) -> Iterator[tuple[str, Record]]:
    """Yield the key and the cells of each row. `iterrows` makes a Series of each, which takes fifty times as long."""
    names = [str(name) for name in rows.columns]
    for key, *cells in zip(cells_of(rows.index), *(cells_of(rows[name]) for name in names), strict=True):
        yield str(key), Record(str(key), zip(names, cells, strict=True))


def _series(column: Column, cells: Iterable[str]) -> pd.Series:
    texts = [cell or column.default or "" for cell in cells]
    if column.kind in LIST_KINDS:
        return pd.Series([tuple(text.split(";")) if text else () for text in texts], dtype=object)
    if column.kind in INTEGER_KINDS and (column.required or column.default):
        return pd.Series([int(text) for text in texts], dtype="int64")
    if column.kind in NUMBER_KINDS:
        return pd.Series([float(text) if text else float("nan") for text in texts], dtype="float64")
    return pd.Series([text or pd.NA for text in texts], dtype="string")
