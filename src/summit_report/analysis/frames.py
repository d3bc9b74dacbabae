"""Turns checked text into typed frames, and frames into rows that can be read one by one."""

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

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


class Record(dict[str, Any]):
    """The cells of one row by column; its *name* is its key, as that of a Series is."""

    def __init__(self, name: str, cells: Iterable[tuple[str, Any]]) -> None:
        super().__init__(cells)
        self.name = name


def cells_of(column: pd.Series | pd.Index) -> list[Any]:
    """Return the cells of *column* as a list. `tolist` takes text out of Arrow one by one, in twenty times as long."""
    return list(column.to_numpy(dtype=object))


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
