"""Turns a folder of CSV files into a workbook and back: every cell as it was, whether or not the checks allow it."""

import math
from datetime import date
from decimal import Decimal
from itertools import repeat
from pathlib import Path

from summit_report.analysis import schema
from summit_report.analysis.checked import read
from summit_report.analysis.columns import DATE_KINDS, NUMBER_KINDS, Column, Table
from summit_report.analysis.dates import is_edtf
from summit_report.analysis.folders import SUMMIT_FILE
from summit_report.analysis.pairs import to_yaml
from summit_report.analysis.problems import BrokenRulesError, counted, ordered
from summit_report.analysis.reading import RawDataset, RawRow, RawTable
from summit_report.analysis.summit import Summit, check_summit
from summit_report.analysis.writing import csv_text

# What spreadsheets keep of a number.
_DIGITS = 15
_DAY = len("YYYY-MM-DD")


def whole(source: Path) -> tuple[Summit, RawDataset]:
    """
    Return the summit and the tables of the folder or workbook *source*, if all of it can be read.

    Raises BrokenRulesError if a table, a row or the summit would not come through whole.
    """
    raw = read(source)
    values, problems = check_summit(raw.summit, raw.summit_place, None) if raw.summit is not None else ({}, [])
    problems = ordered([*raw.problems, *problems])
    if problems:
        raise BrokenRulesError(
            f"it cannot be converted without loss{counted(problems)}",
            where=str(source),
            next="Put these right and convert it again.",
            found=problems,
        )
    return Summit(**values), raw


def as_folder(meta: Summit, raw: RawDataset) -> dict[str, str]:
    """Return the files of a folder with the summit *meta* and the tables of *raw*: text by name."""
    tables = {f"{name}.csv": _csv(read) for name, read in raw.tables.items()}
    return {SUMMIT_FILE: to_yaml(meta), **tables}


def _csv(read: RawTable) -> str:
    names = read.table.column_names
    return csv_text(names, ([row.cells[name] for name in names] for row in read.rows))


def as_workbook(meta: Summit, raw: RawDataset) -> bytes:
    """Return the summit *meta* and the tables of *raw* as .xlsx, with drop-downs and a sheet that is the codebook."""
    from summit_report.analysis.workbook import written  # with pandas and openpyxl, which a folder does without

    tables = [raw.tables[table.name] for table in schema.TABLES if table.name in raw.tables]
    return written(meta, [(read.table, map(_values, repeat(read.table), read.rows)) for read in tables], lists=True)


def _values(table: Table, row: RawRow) -> list[str | int | float | date | None]:
    return [_value(row.cells[column.name], column) for column in table.columns]


def _value(text: str, column: Column) -> str | int | float | date | None:
    """Return what a workbook holds for *text*: a number or a day only where reading that gives the same text."""
    if not text:
        return None
    if column.kind in NUMBER_KINDS:
        return _number(text)
    if column.kind in DATE_KINDS and len(text) == _DAY and is_edtf(text):
        from summit_report.analysis.workbook import day

        return day(text)
    return text


def _number(text: str) -> str | int | float:
    try:
        number = float(text)
    except ValueError:
        return text
    digits = sum(map(str.isdigit, text))
    if not math.isfinite(number) or digits > _DIGITS:
        return text
    if number.is_integer():
        return int(number) if str(int(number)) == text else text
    return number if f"{Decimal(repr(number)):f}" == text else text
