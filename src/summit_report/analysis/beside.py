"""
Tables too long for a workbook or an attachment: zipped CSV files that lie beside the report and nowhere else.

A build names the folder for them in an environment variable; without one, in JupyterLab, they are not written.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

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
_LEVEL = 4  # half the time of the usual 6, and an eighth more bytes


@dataclass(frozen=True)
class Beside:
    """A file called *name* with *rows* of a table, and its size in *bytes*; None where no folder is named for it."""

    name: str
    rows: int
    bytes: int | None


def long_tables(dataset: Dataset) -> tuple[str, ...]:
    """Return the names of the tables of *dataset* that have more than `MOST_ROWS` rows."""
    return tuple(table.name for table in schema.TABLES if len(dataset.keys(table.name)) > MOST_ROWS)


def stem_of(dataset: Dataset, slug: str | None) -> str:
    """Return what the names of all files of *dataset* begin with."""
    return f"{slug or dataset.meta.id}-{dataset.meta.version}"


def write_ahead(dataset: Dataset, stem: str) -> None:
    """Begin to write, in threads, what `write_beside` will be asked for: a long report has other work until then."""
    place = os.environ.get(DOWNLOADS_VARIABLE)
    for name in long_tables(dataset) if place else ():
        if (dataset, stem, name) not in _begun:
            arguments = Path(str(place)).parent, f"{stem}-{name}.csv", dataset.table(name), schema.table(name)
            _begun[dataset, stem, name] = _writer.submit(_write, *arguments)


def write_beside(dataset: Dataset, stem: str) -> list[Beside]:
    """Write each long table of *dataset* as a zipped CSV file whose name begins with *stem*, and return the files."""
    write_ahead(dataset, stem)
    place = os.environ.get(DOWNLOADS_VARIABLE)
    found = []
    for name in long_tables(dataset):
        file, size = f"{stem}-{name}.csv.zip", None
        if place:
            Path(place).mkdir(exist_ok=True)
            with _begun.pop((dataset, stem, name)).result() as zipped, (Path(place) / file).open("wb") as copy:
                shutil.copyfileobj(zipped, copy)
                size = copy.tell()
        found.append(Beside(file, len(dataset.table(name)), size))
    return found


# What takes the time lets other threads run; one at a time leaves a processor of two to the sections.
_writer = ThreadPoolExecutor(1)
_begun: dict[tuple[Dataset, str, str], Future[IO[bytes]]] = {}
"""The zipped tables in the making: files without a name in any folder, which are gone if nobody asks for them."""


def _write(folder: Path, name: str, frame: pd.DataFrame, table: Table) -> IO[bytes]:
    """Return a zip file on the disk of *folder* with *frame* as the CSV file *name*, ready to be read."""
    file: IO[bytes] = TemporaryFile(dir=folder)  # noqa: SIM115 (whoever asks for it closes it)
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        with archive.open(name, "w") as raw:  # of the year 1980, which is the first that zip files know
            for piece in _pieces(frame, table):
                raw.write(piece)
        archive.getinfo(name).create_system = 3  # the same on every system
    file.seek(0)
    return file


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
