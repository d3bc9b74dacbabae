"""Reads a dataset as text and checks it: all of `dataset.load` that needs no frames."""

from pathlib import Path

from summit_report.analysis.addresses import is_database, redacted
from summit_report.analysis.checks import check
from summit_report.analysis.databases import by_key
from summit_report.analysis.folders import read_folder
from summit_report.analysis.problems import BrokenRulesError, counted
from summit_report.analysis.reading import RawDataset
from summit_report.analysis.summit import Summit
from summit_report.analysis.workbooks import read_workbook
from summit_report.errors import DataError


def checked(path: Path, source: str | Path) -> tuple[Summit, RawDataset]:
    """
    Return the summit and the tables of the folder or .xlsx workbook at *path*.

    *source* is what the user gave: the path, or the address that *path* was copied from.
    Raises DataError with every problem of the data.
    """
    raw = read(path, source)
    meta = check(raw, folder=None if is_workbook(path) else path.resolve().name)
    if meta is not None:
        return meta, raw
    problems = list(by_key(raw)) if is_database(source) else raw.problems
    raise BrokenRulesError(
        f"the data break the rules of the data model{counted(problems)}",
        where=redacted(source),
        next="Put these right; `summit-report check` then looks again.",
        found=problems,
    )


def read(path: Path, source: str | Path | None = None) -> RawDataset:
    """Read the folder or .xlsx workbook at *path*, which *source* stands for; raises DataError if there is neither."""
    where = redacted(source if source is not None else path)
    if not path.exists():
        raise DataError("there is no such folder or workbook", where=where, next="Check the path.")
    if is_workbook(path):
        return read_workbook(path)
    if not path.is_dir():
        next = "Name its folder." if path.suffix.lower() in (".csv", ".yaml") else "Save it as an .xlsx workbook."
        raise DataError("this file is no dataset; a dataset is a folder or a workbook", where=where, next=next)
    try:
        return read_folder(path)
    except OSError as error:
        raise DataError(f"the folder cannot be read: {error.strerror}", where=where, next="Check it.") from error


def is_workbook(path: Path) -> bool:
    """Tell by its name whether *path* is a workbook."""
    return path.suffix.lower() == ".xlsx"
