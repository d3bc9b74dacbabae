"""Reads the tables of a folder as Arrow columns of text, each file at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from summit_report.analysis.columns import NUMBER_KINDS, Column, Kind, Table
from summit_report.analysis.large.plain import DoubtError, Plain, plain

# It keeps the memory of tables that are done with for those that follow: measures over a million rows take a sixth less
# time, and less memory, than with Arrow's own choice.
if "jemalloc" in pa.supported_memory_backends():
    pa.set_memory_pool(pa.jemalloc_memory_pool())

WORKERS = 2  # threads: Arrow and numpy let others work meanwhile
_BLOCK = 2**20  # what a processor's cache holds; larger ones take half as long again
# The csv module's own limit, in characters: what has no more bytes has no more of them either.
_LONGEST_CELL = 131_072
_MANY_VALUES = frozenset({Kind.KEY, Kind.TEXT, Kind.URL}) | NUMBER_KINDS - {Kind.COUNT, Kind.YEAR}


@dataclass(frozen=True)
class ColumnTable:
    """One *table* as columns of text, an empty cell ""; and the file *read*, its columns *ordered* as the schema's."""

    table: Table
    columns: dict[str, Any]
    read: Plain
    ordered: bool

    def __len__(self) -> int:
        return len(self.columns[self.table.key])

    def texts(self, name: str) -> Any:
        """Return column *name* as plain strings."""
        return pc.cast(self.columns[name], pa.string())

    def few(self, name: str) -> Any:
        """Return the values of column *name* once where that is known already, else the column."""
        return self.distinct[name] if self.is_short(name) else self.columns[name]

    def is_short(self, name: str) -> bool:
        """Tell whether column *name* is stored as few values and their places."""
        return pa.types.is_dictionary(self.columns[name].type)

    def values(self, name: str) -> list[str]:
        """Return every text that stands in column *name*, once."""
        return self.distinct[name].to_pylist()

    @cached_property
    def distinct(self) -> "_Distinct":
        """The values of each column, once."""
        return _Distinct(self)


class _Distinct(dict[str, Any]):
    def __init__(self, read: ColumnTable) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, name: str) -> Any:
        column = self._read.columns[name]
        encoded = pa.types.is_dictionary(column.type)
        self[name] = column.chunk(0).dictionary if encoded and column.num_chunks else pc.unique(column)
        return self[name]


def read_table(table: Table, file: Path) -> ColumnTable:
    """Return the *table* in *file*; raises DoubtError unless reading it row by row must give the same cells."""
    content = file.read_bytes()
    with ThreadPoolExecutor(1) as beside:
        # Few files have cells of several lines: that this is none of them is found while it is read as such.
        parsed = beside.submit(_parsed, table, content, multiline=False)
        found = plain(content)
    try:
        read = _parsed(table, found.content, multiline=True) if found.multiline else parsed.result()
        header = tuple(read.column_names)
    except (pa.ArrowException, ValueError) as error:  # also of a header that is not UTF-8
        raise DoubtError from error
    left_out = [column for column in table.columns if column.optional and column.name not in header]
    if sorted((*header, *(column.name for column in left_out))) != sorted(table.column_names) or not len(read):
        raise DoubtError
    for column in left_out:
        empty = pa.array([""], pa.string()).take(pa.array(np.zeros(len(read), np.int64)))
        read = read.append_column(column.name, empty.cast(_type(table, column)))
    read = read.unify_dictionaries()
    columns = {name: read.column(name) for name in table.column_names}
    whole = ColumnTable(table, columns, found, header == table.column_names)
    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(_check_texts, map(whole.few, table.column_names)))
    return whole


def _parsed(table: Table, content: bytes, *, multiline: bool) -> pa.Table:
    return csv.read_csv(
        pa.BufferReader(content),
        csv.ReadOptions(block_size=_BLOCK),
        csv.ParseOptions(newlines_in_values=multiline),
        csv.ConvertOptions(
            column_types={column.name: _type(table, column) for column in table.columns}, strings_can_be_null=False
        ),
    )


def _type(table: Table, column: Column) -> pa.DataType:
    many = column.kind in _MANY_VALUES or (column.kind is Kind.REFERENCE and not _is_short(table, column))
    return pa.string() if many else pa.dictionary(pa.int32(), pa.string())


def _is_short(table: Table, column: Column) -> bool:
    """Tell whether many rows of *table* refer to the same few rows."""
    return column.refers_to in ("sectors", "sources") and column.refers_to != table.name


def _check_texts(texts: Any) -> None:
    """Raise DoubtError if one of *texts* has white space around it or is too long for the csv module."""
    lengths = pc.binary_length(texts)
    trimmed = pc.binary_length(pc.utf8_trim_whitespace(texts))
    if pc.sum(lengths) != pc.sum(trimmed) or pc.max(lengths).as_py() > _LONGEST_CELL:
        raise DoubtError


def batches(columns: list[Any], rows: int) -> Iterator[list[list[str]]]:
    """Yield *columns* as lists, so many *rows* at a time."""
    for start in range(0, len(columns[0]), rows):
        yield [column.slice(start, rows).to_pylist() for column in columns]
