"""Writes tables of very many rows as CSV by columns, with Arrow: the same bytes as `analysis.beside` row by row."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from summit_report.analysis.coded import cell_text
from summit_report.analysis.columns import Table
from summit_report.analysis.guards import guarded
from summit_report.analysis.large.frames import FREE

_ROWS = 100_000
# What a cell has in which a formula may begin, even behind apostrophes (see `guards`), and one that needs quotes.
_DOUBTFUL = "(^|[;\t\r\n])'*[=+@\t\r\uff1d\uff0b\uff0d\uff20-]"
_NEEDS_QUOTES = '[",\r\n]'


def lines(frame: pd.DataFrame, table: Table) -> Iterator[bytes]:
    """Yield the lines of *frame*, rows of *table*, so many rows at a time, without a header; each ends in CRLF."""
    for start in range(0, len(frame), _ROWS):
        rows = frame.iloc[start : start + _ROWS]
        text = _joined([_cells(rows[column.name], column.kind in FREE) for column in table.columns], ",")
        ended = _joined([text, _text("")], "\r\n")
        # Texts lie in memory one after the other, which is the file.
        yield ended.buffers()[2][: pc.sum(pc.binary_length(ended)).as_py()].to_pybytes()


def _text(text: str) -> Any:
    return pa.scalar(text, pa.large_string())


def _joined(parts: list[Any], by: str) -> Any:
    return pc.binary_join_element_wise(*parts, _text(by))


def _cells(column: pd.Series, is_free: bool) -> Any:
    """Return the cells of *column* as CSV has them, an empty one ""; what *is_free* is guarded, and quoted if so."""
    if not isinstance(column.dtype, pd.StringDtype):
        codes, values = pd.factorize(column, use_na_sentinel=False)
        return pa.array([cell_text(value) for value in values], pa.large_string()).take(pa.array(codes))
    texts = pa.array(column.array, pa.large_string())
    texts = pc.fill_null(texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts, "")
    if not is_free:
        return texts
    doubtful = pc.match_substring_regex(texts, _DOUBTFUL)
    if pc.any(doubtful).as_py():
        safe = [guarded(text) for text in texts.filter(doubtful).to_pylist()]
        texts = pc.replace_with_mask(texts, doubtful, pa.array(safe, pa.large_string()))
    return _quoted(texts)


def _quoted(texts: Any) -> Any:
    needed = pc.match_substring_regex(texts, _NEEDS_QUOTES)
    if not pc.any(needed).as_py():
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    return pc.if_else(needed, _joined([_text('"'), doubled, _text('"')], ""), texts)
