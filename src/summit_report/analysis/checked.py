"""
Reads a dataset as text and checks it: all of `dataset.load` that needs no frames.

There are two ways: row by row, which words whatever is wrong, and for large folders by columns, where the extra `large`
is installed. What the second doubts goes the first way.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from summit_report.addresses import is_database, redacted
from summit_report.analysis.checks import check
from summit_report.analysis.databases import by_key
from summit_report.analysis.folders import TABLE_SUFFIX, read_folder
from summit_report.analysis.problems import BrokenRulesError, counted
from summit_report.analysis.reading import RawDataset
from summit_report.analysis.summit import Summit
from summit_report.analysis.workbooks import read_workbook
from summit_report.errors import DataError
from summit_report.project import absent

if TYPE_CHECKING:
    import pandas as pd

    from summit_report.analysis.large.dataset import Columns

# Bytes of all tables together from which columns are worth the loading of their library.
LARGE = 4 * 2**20


@dataclass(frozen=True)
class Rows:
    """The checked tables of a summit as rows of text."""

    meta: Summit
    raw: RawDataset

    def checksum(self) -> str:
        """Return the checksum of the content."""
        from summit_report.analysis.checksum import checksum

        return checksum(self.meta, self.raw)

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the typed frames of the tables that are there."""
        from summit_report.analysis.frames import frame  # with pandas, which checks do without

        return {name: frame(read.table, read) for name, read in self.raw.tables.items()}


def checked(path: Path, source: str | Path) -> Rows | Columns:
    """
    Return the summit and the tables of the folder or .xlsx workbook at *path*.

    *source* is what the user gave: the path, or the address that *path* was copied from.
    Raises DataError with every problem of the data.
    """
    columns = _by_columns(path)
    if columns is not None:
        return columns
    raw = read(path, source)
    meta = check(raw, folder=None if is_workbook(path) else path.resolve().name)
    if meta is not None:
        return Rows(meta, raw)
    problems = list(by_key(raw)) if is_database(source) else raw.problems
    raise BrokenRulesError(
        f"the data break the rules of the data model{counted(problems)}",
        where=redacted(source),
        next="Put these right; `summit-report check` then looks again.",
        found=problems,
    )


def _by_columns(path: Path) -> Columns | None:
    """Return the tables of *path* if it is a large folder that can be read by columns and has nothing wrong."""
    if not path.is_dir() or find_spec("pyarrow") is None:
        return None
    if sum(file.stat().st_size for file in path.glob(f"*{TABLE_SUFFIX}") if file.is_file()) < LARGE:
        return None
    from summit_report.analysis.large.dataset import read_columns

    return read_columns(path)


def read(path: Path, source: str | Path | None = None) -> RawDataset:
    """Read the folder or .xlsx workbook at *path*, which *source* stands for; raises DataError if there is neither."""
    where = redacted(source if source is not None else path)
    if not path.exists():
        raise DataError("there is no such folder or workbook", where=where, next=absent(path))
    if is_workbook(path):
        return read_workbook(path)
    if not path.is_dir():
        suffix = path.suffix.lower()
        next = "Name its folder." if suffix in (".csv", ".yaml") else "Save it as an .xlsx workbook."
        if suffix in (".db", ".sqlite", ".sqlite3"):
            next = f"Name it as a database: sqlite:///{path}"
        raise DataError("this file is no dataset; a dataset is a folder or a workbook", where=where, next=next)
    try:
        return read_folder(path)
    except OSError as error:
        raise DataError(f"the folder cannot be read: {error.strerror}", where=where, next="Check it.") from error


def is_workbook(path: Path) -> bool:
    """Tell by its name whether *path* is a workbook."""
    return path.suffix.lower() == ".xlsx"
