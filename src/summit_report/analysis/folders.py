"""Reads a folder of CSV files, as an editor or a spreadsheet saved them."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

import yaml

from summit_report import plain_yaml
from summit_report.analysis import schema
from summit_report.analysis.guards import unguarded
from summit_report.analysis.problems import Fault, Problem
from summit_report.analysis.reading import Line, RawDataset
from summit_report.analysis.texts import UnreadableError, read_text
from summit_report.project import SUMMIT_FILE

__all__ = ["SUMMIT_FILE", "UnreadableError", "read_folder", "read_summit_file"]

TABLE_SUFFIX = ".csv"
# A table in one of these forms would be left out without a word; other files of its name may say something about it.
_OTHER_FORMS = frozenset({".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".parquet", ".db"})

_CSV_ERRORS = {
    "unexpected end of data": "the quote that opens in this record is not closed",
    "field larger than field limit": "a cell has more than 131,072 characters; is a quote not closed?",
    "expected after": "text stands after a closing quote; a quote inside a cell is written twice",
}


def read_folder(folder: Path) -> RawDataset:
    """Read `summit.yaml` and every CSV file of *folder*; faults are collected, not raised."""
    raw = RawDataset(folder.name, SUMMIT_FILE)
    try:
        raw.summit, raw.summit_rows = _summit(folder / SUMMIT_FILE)
    except UnreadableError as error:
        raw.problems.append(_unreadable(SUMMIT_FILE, error))
    for file in sorted(folder.iterdir()):
        if is_left_behind(file):
            continue
        if file.suffix == TABLE_SUFFIX:
            _read_table(raw, file)
        else:
            raw.problems += passed_over(file)
    return raw


def read_summit_file(file: Path) -> dict[str, Any]:
    """Return what a `summit.yaml` says, unchecked; raise `UnreadableError` if it says nothing."""
    return _summit(file)[0]


def _summit(file: Path) -> tuple[dict[str, Any], dict[str, int]]:
    """Return what the *file* says, and the row in which each key stands."""
    text = read_text(file)
    try:
        content = plain_yaml.load(text)
    except yaml.YAMLError as error:
        said, row = plain_yaml.described(error)
        raise UnreadableError(f"is not well-formed YAML: {said}", row) from error
    if not isinstance(content, dict):
        raise UnreadableError("must consist of lines `key: value`")
    keys = (re.match(r"([^\s#:][^:]*):", line) for line in text.splitlines())
    return content, {key[1].strip(): row for row, key in enumerate(keys, start=1) if key}


def is_left_behind(file: PurePath) -> bool:
    """Tell whether *file* is what systems and open programs leave beside a file."""
    return file.name.startswith((".", "~$"))


def is_of_dataset(file: PurePath) -> bool:
    """Tell by its name whether `read_folder` reads *file* or says why it does not: whoever copies a folder needs it."""
    named = file.name == SUMMIT_FILE or file.suffix == TABLE_SUFFIX
    return not is_left_behind(file) and (named or any(passed_over(file)))


def passed_over(file: PurePath) -> Iterator[Problem]:
    """Yield the problem that *file* looks like a part of the dataset and is none."""
    name, form = file.stem.lower(), file.suffix.lower()
    if name in {table.name for table in schema.TABLES} and form in _OTHER_FORMS:
        yield Problem(file.name, f"is not read. Allowed: {name}{TABLE_SUFFIX}", fault=Fault.UNKNOWN)
    if name == "summit" and form in {".yml", ".yaml", ".json"} and file.name != SUMMIT_FILE:
        yield Problem(file.name, f"is not read. Allowed: {SUMMIT_FILE}", fault=Fault.UNKNOWN)


def _read_table(raw: RawDataset, file: Path) -> None:
    table = raw.announce(file.stem, file.name)
    if table is None:
        return
    try:
        raw.add(table, file.name, list(_records(read_text(file))))
    except UnreadableError as error:
        raw.problems.append(_unreadable(file.name, error))


def _unreadable(name: str, error: UnreadableError) -> Problem:
    return Problem(name, str(error), error.row, fault=Fault.UNREADABLE)


def _records(text: str) -> Iterator[Line]:
    """Yield each record, without guards, with the line it starts on; a quoted cell may run over several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, [unguarded(cell.strip()).strip() for cell in cells]
            start = reader.line_num + 1
    except csv.Error as error:
        reason = next((words for part, words in _CSV_ERRORS.items() if part in str(error)), str(error))
        raise UnreadableError(f"is not well-formed CSV from here on: {reason}", start) from error
