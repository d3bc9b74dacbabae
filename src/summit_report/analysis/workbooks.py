"""Reads a workbook whose sheets are the tables, and writes each cell as the CSV would have it."""

import re
import warnings
from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from summit_report.analysis import schema
from summit_report.analysis.pairs import NEEDED, read_pairs
from summit_report.analysis.problems import Fault, Problem, quoted
from summit_report.analysis.reading import OWN, Line, RawDataset
from summit_report.archives import OLD_OFFICE, RefusedError, check_workbook

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

    raw = RawDataset(file.name, f"sheet {SUMMIT_SHEET}", beside=(SUMMIT_SHEET, CODEBOOK_SHEET))
    try:
        reason = _other_file(file)
        if reason is None:
            check_workbook(file)
            with warnings.catch_warnings(action="ignore"):  # of looks and drop-downs that openpyxl does not keep
                # Not read-only: that trusts the size a sheet claims, which other programs get wrong.
                book = load_workbook(file)
    except RefusedError as error:
        reason = f"is no readable .xlsx workbook: it {error}"
    except Exception as error:  # zip, XML and key errors come through as they are
        reason = f"is no readable .xlsx workbook, perhaps cut short: {_in_a_line(error)}"
    if reason is not None:
        raw.problems.append(Problem(file.name, reason, fault=Fault.UNREADABLE))
        raw.seen |= {table.name for table in schema.TABLES}  # for all that is known
        return raw
    for sheet in book.worksheets:
        if sheet.title != CODEBOOK_SHEET and not sheet.title.startswith(OWN):
            _read_sheet(raw, sheet)
    if raw.summit is None:
        raw.problems.append(Problem(raw.summit_place, "is missing", fault=Fault.MISSING, allowed=NEEDED))
    return raw


def _read_sheet(raw: RawDataset, sheet: Any) -> None:
    place = f"sheet {sheet.title}"
    lines = list(_lines(sheet))
    header = next((cells for _, cells in lines if any(cells)), [])
    own = {number for number, name in enumerate(header, start=1) if name.startswith(OWN)}
    raw.problems += _out_of_sight(sheet, place, own)
    raw.problems += _merged(sheet, place, own)
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type in "fe"):
        if cell.column not in own:
            raw.problems.append(_no_value(cell, place))
            key = _text(sheet.cell(cell.row, 1)) if sheet.title == SUMMIT_SHEET else header[cell.column - 1]
            raw.said.add((place, cell.row, key))
    if sheet.title == SUMMIT_SHEET:
        raw.problems += read_pairs(raw, place, lines)
        return
    table = raw.announce(sheet.title, place)
    if table is not None:
        raw.add(table, place, lines)


def _other_file(file: Path) -> str | None:
    """Say what *file* is in spite of its name, by its first bytes; None if it may be a workbook."""
    if not file.is_file():
        return "is a folder. Allowed: an .xlsx workbook" if file.is_dir() else "is no ordinary file"
    with file.open("rb") as stream:
        start = stream.read(len(OLD_OFFICE))
        if start == OLD_OFFICE:
            # Both an encrypted workbook and one of before 2007 are such a file; only the first names its package.
            secret = "EncryptedPackage".encode("utf-16-le") in stream.read(2**24)
            return (
                "is encrypted; save it without a password"
                if secret
                else "is an old .xls workbook; save it as .xlsx, without a password"
            )
    if not start:
        return "is empty"
    if start[:2] != b"PK":
        return "is no .xlsx workbook but another file of that name; save it as .xlsx"
    with ZipFile(file) as parts:
        if "mimetype" in parts.namelist():
            return "is an OpenDocument file in spite of its name; save it as .xlsx"
    return None


def _in_a_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _out_of_sight(sheet: Any, place: str, own: Collection[int]) -> Iterator[Problem]:
    """
    Yield what would be read though nobody sees it: whoever hides a row may mean that it does not count.

    The columns with the numbers *own* are not read.
    """
    allowed = "visible sheets, rows and columns; show it, or delete it"
    if sheet.sheet_state != "visible":
        yield Problem(place, "the sheet is hidden", fault=Fault.CELL, allowed=allowed)
    for number, row in sheet.row_dimensions.items():
        if row.hidden and number <= sheet.max_row:
            yield Problem(place, "the row is hidden", number, fault=Fault.CELL, allowed=allowed)
    for letter, column in sheet.column_dimensions.items():
        first = column.min or 1
        read = set(range(first, min(column.max or first, sheet.max_column) + 1)).difference(own)
        if column.hidden and read:
            yield Problem(place, "the column is hidden", None, f"column {letter}", Fault.CELL, allowed=allowed)


def _merged(sheet: Any, place: str, own: Collection[int]) -> Iterator[Problem]:
    """Yield each area of merged cells: all but the first would be taken for empty ones."""
    for area in sheet.merged_cells.ranges:
        if not set(range(area.min_col, area.max_col + 1)).issubset(own):
            column = f"cells {area.coord}"
            yield Problem(place, "are merged", area.min_row, column, Fault.CELL, allowed="a value in each cell")


def _no_value(cell: Any, place: str) -> Problem:
    """Return the problem that a *cell* is a formula, whose result may be missing from the file, or its error."""
    column = f"cell {cell.coordinate}"
    if cell.data_type == "f":
        return Problem(place, "is a formula", cell.row, column, Fault.CELL, allowed="its value")
    text, value = f"{quoted(cell.value)} is the error of a formula", str(cell.value)
    return Problem(place, text, cell.row, column, Fault.CELL, value, "a value, or an empty cell")


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
        if isinstance(value, datetime) and value.time() != time():
            return value.isoformat(timespec="minutes")
        return value.strftime(_date_format(cell.number_format))
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    return "" if value is None else CODE.sub(lambda code: chr(int(code[1], 16)), str(value)).strip()


def _date_format(shown: str) -> str:
    """Return the form of a date in which a cell of the format *shown* shows all that it knows."""
    parts = re.sub(r'\[[^]]*\]|"[^"]*"|\\.', "", shown.lower())  # without colours, languages and literal text
    return "%Y-%m-%d" if "d" in parts else "%Y-%m" if "m" in parts else "%Y"
