"""Reads a workbook whose sheets are the tables, and writes each cell as the CSV would have it."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from summit_report.analysis.problems import Problem
from summit_report.analysis.reading import Line, RawDataset
from summit_report.archives import RefusedError, check_workbook

# The sheet that stands for summit.yaml: two columns, key and value.
SUMMIT_SHEET = "summit"
# A sheet for people, made from the schema; what it says is not read.
CODEBOOK_SHEET = "codebook"
# What XML cannot hold stands in a workbook as its code, such as _x000D_; _x005F_ is the underscore of a text like that.
CODE = re.compile("_x([0-9A-Fa-f]{4})_")


def read_workbook(file: Path) -> RawDataset:
    """Read every sheet of the .xlsx *file*; faults are collected, not raised."""
    # Only workbooks need openpyxl, and its import takes as long as loading a folder.
    from openpyxl import load_workbook

    raw = RawDataset(file.name, f"sheet {SUMMIT_SHEET}")
    try:
        check_workbook(file)
        # Not read-only: that trusts the size a sheet claims, which other programs get wrong.
        book = load_workbook(file)
    except RefusedError as error:
        raw.problems.append(Problem(file.name, f"is no readable .xlsx workbook: it {error}"))
        return raw
    except Exception as error:  # zip, XML and key errors come through as they are
        raw.problems.append(Problem(file.name, f"is no readable .xlsx workbook: {error}"))
        return raw
    for sheet in book.worksheets:
        if sheet.title != CODEBOOK_SHEET:
            _read_sheet(raw, sheet)
    if raw.summit is None:
        raw.problems.append(Problem(raw.summit_place, "is missing"))
    return raw


def _read_sheet(raw: RawDataset, sheet: Any) -> None:
    place = f"sheet {sheet.title}"
    raw.problems += _formulas(sheet, place)
    lines = list(_lines(sheet))
    if sheet.title == SUMMIT_SHEET:
        raw.summit = _summit(lines)
        return
    table = raw.announce(sheet.title, place)
    if table is not None:
        raw.add(table, place, lines)


def _formulas(sheet: Any, place: str) -> Iterator[Problem]:
    """Yield each formula: its result may be missing from the file, and would then be taken for an empty cell."""
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
        yield Problem(place, "is a formula. Allowed: its value", cell.row, f"cell {cell.coordinate}")


def _lines(sheet: Any) -> Iterator[Line]:
    """Yield the rows without the empty columns that a spreadsheet keeps to the right of the used ones."""
    rows = [[_text(cell) for cell in row] for row in sheet.iter_rows()]
    width = max((index + 1 for row in rows for index, text in enumerate(row) if text), default=0)
    for line, row in enumerate(rows, start=1):
        yield line, row[:width]


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, date):  # a datetime is one too
        # A spreadsheet turns a typed 2025-06 into the first of June; the cell's format still shows a month.
        return value.strftime("%Y-%m-%d" if "d" in cell.number_format.lower() else "%Y-%m")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return "" if value is None else CODE.sub(lambda code: chr(int(code[1], 16)), str(value)).strip()


def _summit(lines: list[Line]) -> dict[str, Any]:
    """Read the key/value rows; lists are joined by ; and each group has a row of its own, `groups.CA5`."""
    summit: dict[str, Any] = {}
    for _, cells in lines:
        key, value = (*cells, "", "")[:2]
        if key.startswith("groups."):
            summit.setdefault("groups", {})[key.removeprefix("groups.")] = value.split(";")
        elif key == "members":
            summit[key] = value.split(";")
        elif key and key != "key":
            summit[key] = value
    return summit
