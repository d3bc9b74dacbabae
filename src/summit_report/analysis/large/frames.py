"""Turns columns of checked text into typed frames and into one number for their content, as for rows."""

import csv
import hashlib
import io
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from summit_report.analysis.checksum import canonical, opened
from summit_report.analysis.columns import INTEGER_KINDS, LIST_KINDS, NUMBER_KINDS, Column, Kind
from summit_report.analysis.large.reading import WORKERS, ColumnTable, batches
from summit_report.analysis.summit import Summit

_ROWS = 50_000
# Kinds of cells that may need quotes in a CSV file.
FREE = frozenset({Kind.TEXT, Kind.URL})


def frame(read: ColumnTable) -> pd.DataFrame:
    """Make the typed frame of a table, indexed by its key, as `analysis.frames.frame` does of rows."""
    with ThreadPoolExecutor(WORKERS) as workers:
        made = list(workers.map(lambda column: _series(column, read), read.table.columns))
    typed = pd.DataFrame(dict(zip(read.table.column_names, made, strict=True)))
    typed.index = pd.Index(typed[read.table.key], name="key")
    return typed


def _series(column: Column, read: ColumnTable) -> pd.Series:
    texts = read.columns[column.name]
    if column.kind in LIST_KINDS:
        return pd.Series(_mapped(texts, lambda text: tuple(text.split(";")) if text else (), np.object_), dtype=object)
    if column.kind in INTEGER_KINDS and (column.required or column.default):
        return pd.Series(_mapped(texts, lambda text: int(text or column.default or ""), np.int64))
    if column.kind in NUMBER_KINDS:
        return pd.Series(_mapped(texts, lambda text: float(text) if text else float("nan"), np.float64))
    texts = pc.cast(texts, pa.large_string())
    filled = texts if column.required else pc.if_else(pc.equal(texts, ""), None, texts)
    filled = pa.chunked_array([filled.combine_chunks()])  # each choice of rows would put the chunks together anew
    return pd.Series(filled, dtype=pd.StringDtype("pyarrow"))


def _mapped(texts: Any, make: Callable[[str], Any], dtype: type) -> np.ndarray:
    """Return what *make* gives for each text, made once for texts that are the same."""
    encoded = texts if pa.types.is_dictionary(texts.type) else texts.combine_chunks().dictionary_encode()
    chunks = encoded.chunks if isinstance(encoded, pa.ChunkedArray) else [encoded]
    if not chunks:
        return np.empty(0, dtype)
    made: np.ndarray = np.empty(len(chunks[0].dictionary), dtype)
    for place, text in enumerate(chunks[0].dictionary.to_pylist()):
        made[place] = make(text)
    return made[np.concatenate([np.asarray(chunk.indices) for chunk in chunks])]


def checksum(meta: Summit, tables: Mapping[str, ColumnTable]) -> str:
    """Return the checksum of the dataset, the same as `analysis.checksum.checksum` of its rows."""
    digest = opened(meta)
    for name in sorted(tables):
        digest.update(f"\0{name}\0".encode())
        read = tables[name]
        if _is_canonical(read):
            digest.update(read.read.content)
        else:
            _write(read, digest)
    return digest.hexdigest()


def _is_canonical(read: ColumnTable) -> bool:
    """Tell whether the file is, byte for byte, what the canonical writer would write."""
    if not (read.ordered and read.read.even):
        return False
    for column in read.table.columns:
        forms = _forms(column, read)
        if forms is not None and any(text != form for text, form in forms.items()):
            return False
    return _needing_quotes(read) == read.read.quoted


def _needing_quotes(read: ColumnTable) -> int:
    """Count the cells that cannot do without quotes."""
    marks = ["," if read.read.quoted else "", '"' if read.read.escaped else "", "\n" if read.read.multiline else ""]
    needed = 0
    for column in read.table.columns:
        if column.kind in FREE and any(marks):
            found = (pc.match_substring(read.columns[column.name], mark) for mark in marks if mark)
            needed += pc.sum(reduce(pc.or_, found)).as_py() or 0
    return needed


def _write(read: ColumnTable, digest: "hashlib._Hash") -> None:
    """Feed the canonical CSV of a table to *digest*, piece by piece."""
    names = read.table.column_names
    header = io.StringIO(newline="")
    csv.writer(header, lineterminator="\n").writerow(names)
    digest.update(header.getvalue().encode())
    columns = [read.texts(name) for name in names]
    forms = {column.name: _forms(column, read) for column in read.table.columns}
    for lists in batches(columns, _ROWS):
        out = io.StringIO(newline="")
        told = [
            texts if (form := forms[name]) is None else [form[text] for text in texts]
            for name, texts in zip(names, lists, strict=True)
        ]
        csv.writer(out, lineterminator="\n").writerows(zip(*told, strict=True))
        digest.update(out.getvalue().encode())


def _forms(column: Column, read: ColumnTable) -> dict[str, str] | None:
    """Return the canonical form of each value of *column*; None where every text is its own."""
    if column.kind not in NUMBER_KINDS and not column.default:
        return None
    return {text: canonical(column, text) for text in read.values(column.name)}
