"""Reads a folder of CSV files, as an editor or a spreadsheet saved them."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from summit_report.analysis.guards import unguarded
from summit_report.analysis.problems import Problem
from summit_report.analysis.reading import Line, RawDataset

# The file that makes a folder a dataset.
SUMMIT_FILE = "summit.yaml"


class UnreadableError(Exception):
    """A file cannot be taken in; the message says why, to be printed after the file's name."""


def read_folder(folder: Path) -> RawDataset:
    """Read `summit.yaml` and every CSV file of *folder*; faults are collected, not raised."""
    raw = RawDataset(folder.name, SUMMIT_FILE)
    try:
        raw.summit = read_summit_file(folder / SUMMIT_FILE)
    except UnreadableError as error:
        raw.problems.append(Problem(SUMMIT_FILE, str(error)))
    for file in sorted(folder.glob("*.csv")):
        _read_table(raw, file)
    return raw


def read_summit_file(file: Path) -> dict[str, Any]:
    """Return what a `summit.yaml` says, unchecked; raise `UnreadableError` if it says nothing."""
    try:
        content = yaml.safe_load(_text(file))
    except yaml.YAMLError as error:
        raise UnreadableError(f"is not well-formed YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise UnreadableError("must consist of lines `key: value`")
    return content


def _read_table(raw: RawDataset, file: Path) -> None:
    table = raw.announce(file.stem, file.name)
    if table is None:
        return
    try:
        raw.add(table, file.name, list(_records(_text(file))))
    except UnreadableError as error:
        raw.problems.append(Problem(file.name, str(error)))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UnreadableError(f"is not UTF-8 text, first in row {line}; save it as “CSV UTF-8”") from error
    except FileNotFoundError as error:
        raise UnreadableError("is missing") from error
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}") from error


def _records(text: str) -> Iterator[Line]:
    """Yield each record, without guards, with the line it starts on; a quoted cell may run over several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, [unguarded(cell.strip()).strip() for cell in cells]
            start = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(f"is not well-formed CSV from row {start} on: {error}") from error
