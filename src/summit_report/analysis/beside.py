"""
Tables too long for a workbook or an attachment: zipped CSV files that lie beside the report and nowhere else.

A build names the folder for them in an environment variable; without one, in JupyterLab, they are not written.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

from summit_report.analysis import coded, schema
from summit_report.analysis.columns import Table
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import cells_of
from summit_report.analysis.guards import guarded
from summit_report.project import DOWNLOADS_VARIABLE

MOST_ROWS = 20_000
"""A longer table travels neither in the workbook nor inside the PDF: a spreadsheet takes a million, slowly."""
_ROWS = 50_000
_WRITERS = 2
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Beside:
    """A file called *name* with *rows* of a table, and its size in *bytes*; None where no folder is named for it."""

    name: str
    rows: int
    bytes: int | None


def long_tables(dataset: Dataset) -> tuple[str, ...]:
    """Return the names of the tables of *dataset* that have more than `MOST_ROWS` rows."""
    return tuple(table.name for table in schema.TABLES if len(dataset.table(table.name)) > MOST_ROWS)


def write_beside(dataset: Dataset, stem: str) -> list[Beside]:
    """Write each long table of *dataset* as a zipped CSV file whose name begins with *stem*, and return the files."""
    place = os.environ.get(DOWNLOADS_VARIABLE)

    def write(name: str) -> Beside:
        file, size = f"{stem}-{name}.csv.zip", None
        if place:
            Path(place).mkdir(exist_ok=True)
            _write(Path(place) / file, f"{stem}-{name}.csv", dataset.table(name), schema.table(name))
            size = (Path(place) / file).stat().st_size
        return Beside(file, len(dataset.table(name)), size)

    with ThreadPoolExecutor(_WRITERS) as writers:  # what takes the time lets other threads run
        return list(writers.map(write, long_tables(dataset)))


def _write(file: Path, name: str, frame: pd.DataFrame, table: Table) -> None:
    entry = ZipInfo(name, _ZIP_TIME)
    entry.create_system, entry.compress_type = 3, ZIP_DEFLATED  # the same on every system
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive, archive.open(entry, "w") as raw:
        for piece in _pieces(frame, table):
            raw.write(piece)


def _pieces(frame: pd.DataFrame, table: Table) -> Iterator[bytes]:
    """Yield the CSV text of *frame*, so many rows at a time; cells are those of `exports.csv_files`."""
    names = table.column_names
    if frame[table.key].dtype == pd.StringDtype("pyarrow"):  # as it was read, by columns
        from summit_report.analysis.large.writing import lines

        yield (",".join(names) + "\r\n").encode()
        yield from lines(frame, table)
        return
    for start in range(0, max(len(frame), 1), _ROWS):
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        if not start:
            writer.writerow(names)
        rows = frame.iloc[start : start + _ROWS]
        writer.writerows(zip(*(_texts(rows[name]) for name in names), strict=True))
        yield out.getvalue().encode()


def _texts(column: pd.Series) -> list[str]:
    """Return the cells of *column* as CSV has them, each value written once."""
    made: dict[object, str] = {}
    texts = []
    for value in cells_of(column):
        text = made.get(value)
        if text is None:
            text = coded.cell_text(value)
            made[value] = text = guarded(text) if isinstance(value, str) else text
        texts.append(text)
    return texts
