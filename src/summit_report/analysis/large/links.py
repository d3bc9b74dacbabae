"""Checks keys and what refers to them in whole columns: each text of a dataset is looked up once, all in one go."""

from collections.abc import Iterator, Mapping
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from summit_report.analysis.columns import Kind
from summit_report.analysis.large.numbers import numbers
from summit_report.analysis.large.plain import DoubtError
from summit_report.analysis.large.reading import ColumnTable
from summit_report.analysis.vocabularies import ENTITY_TABLES

Tables = Mapping[str, ColumnTable]
# A column's table and name, the table it refers to, the rows in which it is filled, and the texts there.
Link = tuple[ColumnTable, str, str, NDArray[np.int64], Any]

# So deep does no chain of parts and restatements go; a deeper one is followed row by row.
_DEEPEST = 100


def check_links(tables: Tables) -> None:
    """Raise DoubtError if a key stands twice, a reference leads nowhere, or rows refer to each other in a circle."""
    keys = pa.chunked_array([_joined([read.columns[read.table.key] for read in tables.values()]).combine_chunks()])
    starts = dict(zip(tables, pairwise(accumulate(map(len, tables.values()), initial=0)), strict=True))
    links = [link for read in tables.values() for link in _links(read)]
    # Case does not tell keys apart; those that are found must then be equal as written.
    places, _ = pd.factorize(numbers(_joined([keys, *(texts for *_, texts in links)]), any_case=True))
    if not np.array_equal(places[: len(keys)], np.arange(len(keys))):
        raise DoubtError
    ends = accumulate((len(texts) for *_, texts in links), initial=len(keys))
    ways: dict[str, list[tuple[NDArray[np.int64], NDArray[np.int64]]]] = {}
    for (read, name, target, rows, texts), (start, end) in zip(links, pairwise(ends), strict=True):
        found = places[start:end]
        first, last = starts.get(target, (0, 0))
        if (
            not ((found >= first) & (found < last)).all()
            or not pc.all(pc.equal(keys.take(found), texts), min_count=0).as_py()
        ):
            raise DoubtError
        if name in read.table.own_references:
            ways.setdefault(target, []).append((rows, found - first))
    for target, several in ways.items():
        rows, ends_of_rows = (np.concatenate(part) for part in zip(*several, strict=True))
        _check_circles(rows, ends_of_rows, len(tables[target]))


def _joined(columns: list[Any]) -> Any:
    return pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string())


def _links(read: ColumnTable) -> Iterator[Link]:
    """Yield what *read* refers to; of a column with few values, each of these once."""
    for column in read.table.columns:
        if column.kind is not Kind.REFERENCE:
            continue
        texts = pa.chunked_array([read.few(column.name)]) if read.is_short(column.name) else read.columns[column.name]
        filled = pc.greater(pc.binary_length(texts), 0)
        if column.refers_to is not None:
            yield _link(read, column.name, column.refers_to, texts, filled)
        else:
            kinds = read.texts("entity_type")
            for kind, target in ENTITY_TABLES.items():
                yield _link(read, column.name, target, texts, pc.and_(filled, pc.equal(kinds, kind)))


def _link(read: ColumnTable, name: str, target: str, texts: Any, chosen: Any) -> Link:
    return read, name, target, np.flatnonzero(chosen.to_numpy()), texts.filter(chosen)


def _check_circles(start: NDArray[np.int64], end: NDArray[np.int64], rows: int) -> None:
    """Take away, again and again, the ways that lead to a row at which they end; what stays is a circle."""
    for _ in range(_DEEPEST):
        leads_on = np.zeros(rows, bool)
        leads_on[start] = True
        kept = leads_on[end]
        if not kept.any():
            return
        start, end = start[kept], end[kept]
    raise DoubtError
