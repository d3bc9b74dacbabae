"""
Writes a dataset as one .xlsx workbook that opens cleanly, and that `dataset.load` reads back to the same checksum.

Numbers are numbers and days are dates; a date known to the month or year stays text, for a month is not its first day.
Every text is stored as text, also where it begins like a formula. The same dataset gives the same bytes: the times in
the file are the data's cut-off, and its XML is brought into one form, because openpyxl writes another with lxml.
Cells are written as text into the sheets that openpyxl makes: through its objects, thousands of them take as long as
all sections of a brief together.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from html import escape
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import canonicalize
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.xml.functions import tostring

from summit_report.analysis import pairs, schema
from summit_report.analysis.citation import data_licence
from summit_report.analysis.columns import DATE_KINDS, INTEGER_KINDS, Column, Table
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.dates import edtf_bounds, edtf_level
from summit_report.analysis.drop_downs import drop_downs
from summit_report.analysis.guards import guarded
from summit_report.analysis.summit import Summit
from summit_report.analysis.workbooks import CODEBOOK_SHEET, SUMMIT_SHEET
from summit_report.errors import DataError
from summit_report.visible import visible

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CODEBOOK_HEADER = ("table", "column", "meaning", "type", "allowed")

_LONGEST_TEXT = 32767
_WIDEST, _NARROWEST = 60, 9
# Spreadsheets count days from 1900 and take that year for a leap year.
_FIRST_YEAR = 1901
_NO_XML = "\x00-\x08\x0b-\x1f\ufffe\uffff"
# These characters, and the underscore of a text that would read as the code of one.
_CODED = re.compile(f"[{_NO_XML}]|_(?=x[0-9A-Fa-f]{{4}}[_{_NO_XML}])")
_TORN_CODE = re.compile("_(x[0-9A-Fa-f]{0,4})?$")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_NO_CELLS = "<sheetData></sheetData>"
_TOP = Alignment(vertical="top", wrap_text=True)

Row = Sequence[Any]


def workbook(dataset: Dataset, cut: bool = False, without: Collection[str] = ()) -> bytes:
    """
    Return the tables of *dataset* as an .xlsx workbook, between a sheet `summit` and a sheet `codebook`.

    A text that is longer than a cell can hold ends there with a word that it does, if *cut*; else DataError is raised.
    """
    tables = [table for table in schema.TABLES if table.name not in {*dataset.missing, *without}]
    return written(dataset.meta, [(table, _rows(dataset, table)) for table in tables], cut)


def written(
    meta: Summit, tables: Sequence[tuple[Table, Iterable[Row]]], cut: bool = False, lists: bool = False
) -> bytes:
    """
    Return *tables* with their rows of values, each None, a number, a day or a text, as `workbook` does.

    With *lists*, for whoever fills it, the cells of a column with a vocabulary offer its words.
    Raises DataError, unless *cut*, if a text is longer than a cell can hold.
    """
    sheets = _sheets(meta, tables, cut)
    book = Workbook(write_only=True)
    looks = _Looks(book)
    cells = [_add(book, looks, sheet, lists) for sheet in sheets]
    _describe(book, meta)
    return _stable(book, cells)


@dataclass(frozen=True)
class _Sheet:
    """One sheet: *rows* of values under a *header*; *columns* say what they are where they are those of a table."""

    title: str
    header: Row
    rows: list[Row]
    columns: Sequence[Column | None]


def _sheets(meta: Summit, tables: Sequence[tuple[Table, Iterable[Row]]], cut: bool) -> list[_Sheet]:
    """Return all sheets, their texts fit to be stored: openpyxl cannot let go of one that is half written."""
    return [
        _sheet(SUMMIT_SHEET, pairs.HEADER, pairs.to_pairs(meta), cut),
        *(_sheet(table.name, table.column_names, rows, cut, table.columns) for table, rows in tables),
        _sheet(CODEBOOK_SHEET, CODEBOOK_HEADER, schema.codebook(), cut),
    ]


def _sheet(title: str, header: Row, rows: Iterable[Row], cut: bool, columns: Sequence[Column] = ()) -> _Sheet:
    stored: list[Row] = [[_stored(value, title, cut) for value in row] for row in rows]
    return _Sheet(title, header, stored, columns or [None] * len(header))


def _stored(value: Any, title: str, cut: bool) -> Any:
    """Return *value*; what XML cannot hold of a text becomes the code by which spreadsheets know it."""
    if not isinstance(value, str):
        return value
    text = _CODED.sub(lambda character: f"_x{ord(character[0]):04X}_", value)
    if len(text) > _LONGEST_TEXT and cut:
        rest = f"… [cut here: the CSV file has all {len(value):,} characters]"
        return _TORN_CODE.sub("", text[: _LONGEST_TEXT - len(rest)]) + rest
    if len(text) > _LONGEST_TEXT:
        raise DataError(
            f"a text of {len(text)} characters does not fit in a cell of a workbook",
            where=f"sheet {title}: {value[:40]}…",
            next=f"Shorten it to {_LONGEST_TEXT} characters.",
        )
    return text


class _Looks:
    """Choose the style of a cell; each is made once, for to style thousands of cells one by one takes seconds."""

    def __init__(self, book: Workbook) -> None:
        sheet = book.create_sheet("looks")
        bold, grey = Font(name="Calibri", size=11, bold=True), PatternFill("solid", fgColor="E8EBEE")
        self.header = _style(sheet, font=bold, fill=grey)
        self.plain = _style(sheet)
        self._hostile = _style(sheet, quotePrefix=True)
        self._by_format = {form: _style(sheet, number_format=form) for form in ("@", "yyyy-mm-dd", "0", "#,##0")}
        book.remove(sheet)

    def of(self, value: Any, column: Column | None) -> Any:
        """Return the style of a *value* in *column*, None for a column of text."""
        if isinstance(value, date):
            return self._by_format["yyyy-mm-dd"]
        if isinstance(value, int) and column is not None:
            return self._by_format["0" if column.kind in INTEGER_KINDS else "#,##0"]
        if isinstance(value, str) and column is not None and column.kind in DATE_KINDS:
            return self._by_format["@"]  # else a spreadsheet makes a typed 2025-06 the first of June
        return self._hostile if isinstance(value, str) and guarded(value) != value else self.plain


def _style(sheet: Any, **looks: Any) -> int:
    """Return the number under which the workbook knows these *looks*."""
    cell: Any = WriteOnlyCell(sheet, "")
    for name, look in {"alignment": _TOP, **looks}.items():
        setattr(cell, name, look)
    return int(cell.style_id)


def _add(book: Workbook, looks: _Looks, content: _Sheet, lists: bool) -> str:
    """
    Add a sheet with a frozen header, a filter, columns as wide as their content up to a limit, and *lists* to choose.

    Return the XML of its cells, for which it has an empty place.
    """
    sheet = book.create_sheet(content.title)
    sheet.freeze_panes = "B2"
    letters = [get_column_letter(number) for number in range(1, len(content.header) + 1)]
    for letter, *cells in zip(letters, content.header, *content.rows, strict=True):
        sheet.column_dimensions[letter].width = _width(cells)
        sheet.column_dimensions[letter].alignment = _TOP  # of empty cells, which are not written
    for choice in drop_downs(content.columns) if lists else ():
        sheet.data_validations.append(choice)
    sheet.auto_filter.ref = f"A1:{letters[-1]}{len(content.rows) + 1}"
    header = [_cell(f"{letter}1", name, looks.header) for letter, name in zip(letters, content.header, strict=True)]
    lines = [
        [
            _cell(f"{letter}{number}", value, looks.of(value, column))
            for letter, value, column in zip(letters, row, content.columns, strict=True)
            if value is not None
        ]
        for number, row in enumerate(content.rows, start=2)
    ]
    return "".join(f'<row r="{number}">{"".join(line)}</row>' for number, line in enumerate([header, *lines], start=1))


def _cell(place: str, value: Any, style: int) -> str:
    if isinstance(value, str):  # whatever it begins with
        text = escape(value, quote=False)
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f'<c r="{place}" s="{style}"><v>{to_excel(value) if isinstance(value, date) else value!r}</v></c>'


def _width(cells: Iterable[Any]) -> int:
    lines = [line for cell in cells for line in str("" if cell is None else cell).splitlines()]
    room = 4  # for the filter's arrow, thousands separators and bold type
    return min(max([_NARROWEST, *(len(line) + room for line in lines)]), _WIDEST)


def _rows(dataset: Dataset, table: Table) -> list[tuple[Any, ...]]:
    frame = dataset.table(table.name)
    cells = ([_value(value, column) for value in frame[column.name].tolist()] for column in table.columns)
    return list(zip(*cells, strict=True))


def _value(value: Any, column: Column) -> str | int | float | date | None:
    if isinstance(value, tuple):
        return ";".join(value) or None
    if pd.isna(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return day(value) if column.kind in DATE_KINDS else value


def day(text: str) -> str | date:
    """Return the *text* of a date as a day if it is one that spreadsheets know."""
    first = edtf_bounds(text)[0]
    return first if edtf_level(text) == "day" and first.year >= _FIRST_YEAR else text


def _describe(book: Workbook, meta: Summit) -> None:
    about = book.properties
    about.title = f"{visible(meta.title)}: data {meta.id} {meta.version}"
    about.creator = visible("; ".join(meta.authors)) or "summit-report"
    about.description = (
        f"Data cut-off {meta.as_of}. Licence: {data_licence(meta)}. What the columns mean: sheet {CODEBOOK_SHEET}."
    )
    about.created = datetime.combine(meta.as_of, time())


def _stable(book: Workbook, cells: Sequence[str]) -> bytes:
    """Return the file of *book*, each of its sheets with its *cells*, without the day on which it was made."""
    made, stable = BytesIO(), BytesIO()
    book.save(made)
    book.properties.modified = book.properties.created
    contents = {f"xl/worksheets/sheet{number}.xml": content for number, content in enumerate(cells, start=1)}
    with ZipFile(made) as parts, ZipFile(stable, "w", ZIP_DEFLATED) as kept:
        for name in parts.namelist():
            core = name == "docProps/core.xml"
            xml = canonicalize(tostring(book.properties.to_tree()) if core else parts.read(name))
            if name in contents:
                xml = xml.replace(_NO_CELLS, f"<sheetData>{contents[name]}</sheetData>")
            entry = ZipInfo(name, _ZIP_TIME)
            entry.create_system, entry.compress_type = 3, ZIP_DEFLATED  # the same on every system
            kept.writestr(entry, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}')
    return stable.getvalue()
