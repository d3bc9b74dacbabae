"""
What a dataset is before it is checked: text cells, with the line on which each row stands.

What carries a name that begins with `_` is its owner's own: a table or a column like that is passed over.
A folder of CSV files and a workbook both end in the same `RawTable`, so that the checks and the checksum never ask
where a table came from. What cannot be read becomes a `Problem` of its own table and hides no other table's trouble.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from summit_report.analysis import schema
from summit_report.analysis.columns import Table
from summit_report.analysis.problems import Fault, Problem, closest, quoted

# What some programs write between cells instead of commas.
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
# How the names of tables and columns begin that are their owner's notes.
OWN = "_"
# So many rows of titles people put above a header.
_TITLE_ROWS = 10

# A record and the line it starts on, as an editor or a spreadsheet counts.
Line = tuple[int, list[str]]


@dataclass(frozen=True)
class RawRow:
    """One row as text; an empty cell is ""."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class RawTable:
    """
    One table as text.

    *columns* are those of the schema that its header has; *broken_keys* belong to rows too ragged to check further.
    """

    table: Table
    place: str
    columns: tuple[str, ...]
    rows: tuple[RawRow, ...]
    broken_keys: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """Give every key the table has, of sound and of ragged rows."""
        return self.broken_keys | {row.cells[self.table.key] for row in self.rows}


@dataclass
class RawDataset:
    """
    All that could be read.

    *summit_rows* is the row of each of the summit's keys, *seen* names the tables that are there, readable or not.
    *beside* names what else may stand where the tables do. *said* are the cells, as place, row and column, of which
    the problems say already that they hold no value.
    """

    name: str
    summit_place: str
    summit: dict[str, Any] | None = None
    summit_rows: dict[str, int] = field(default_factory=dict)
    tables: dict[str, RawTable] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    beside: tuple[str, ...] = ()
    said: set[tuple[str, int, str]] = field(default_factory=set)

    def announce(self, name: str, place: str) -> Table | None:
        """Note that a table called *name* is there, and return its declaration if the data model has it."""
        tables = [table.name for table in schema.TABLES]
        if name.startswith(OWN):
            return None
        if name in tables:
            self.seen.add(name)
            return schema.table(name)
        text, known = "is no table of the data model", (*tables, *self.beside)
        allowed = f"{', '.join(known)}, or a name that starts with {OWN} for what is not to be read"
        self.problems.append(Problem(place, text, None, None, Fault.UNKNOWN, name, allowed, closest(known)))
        return None

    def add(self, table: Table, place: str, lines: Iterable[Line]) -> None:
        """Take in a table from its *lines*, the header first."""
        filled = [(line, cells) for line, cells in lines if any(cells)]
        if not filled:
            text = f"is empty; its first row must be: {','.join(table.column_names)}"
            self.problems.append(Problem(place, text, fault=Fault.SHAPE))
            return
        (line, header), *records = filled
        below = next((number for number, cells in records[:_TITLE_ROWS] if table.key in cells), None)
        if table.key not in header and below is not None:
            text = f"the header stands here; rows {line} to {below - 1} must go"
            self.problems.append(Problem(place, text, below, fault=Fault.SHAPE))
            return
        self.problems += _header_problems(table, place, line, header)
        self.tables[table.name] = self._table(table, place, header, records)

    def _table(self, table: Table, place: str, header: list[str], records: list[Line]) -> RawTable:
        names = table.column_names
        whole = [(line, cells) for line, cells in records if len(cells) == len(header)]
        ragged = [(line, cells) for line, cells in records if len(cells) != len(header)]
        for line, cells in ragged:
            has = f"{len(cells)} cell{'s' if len(cells) > 1 else ''}"
            text = f"has {has}, the header {len(header)}; check commas and quotes"
            self.problems.append(Problem(place, text, line, fault=Fault.SHAPE))
        blank = dict.fromkeys(names, "")
        rows = (RawRow(line, blank | _by_name(header, cells, names)) for line, cells in whole)
        present = tuple(name for name in names if header.count(name) == 1)
        at = header.index(table.key) if table.key in header else 0
        lost = frozenset(cells[at] for _, cells in ragged if len(cells) > at)
        return RawTable(table, place, present, tuple(rows), lost)


def _by_name(header: list[str], cells: list[str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: cell for name, cell in zip(header, cells, strict=True) if name in names}


def _header_problems(table: Table, place: str, line: int, header: list[str]) -> list[Problem]:
    separator = next((words for mark, words in _SEPARATORS.items() if len(header) == 1 and mark in header[0]), None)
    if separator:
        return [Problem(place, f"is separated by {separator}; save it with commas", line, fault=Fault.SHAPE)]
    names = table.column_names
    missing = [name for name in table.needed if name not in header]
    problems = [Problem(place, "this column is missing", line, name, Fault.SHAPE) for name in missing]
    guess, allowed = closest([name for name in names if name not in header]), ", ".join(names)
    for name, times in Counter(header).items():
        if times > 1 and not name.startswith(OWN):
            text = f"this column stands {times} times"
            problems.append(Problem(place, text, line, name or quoted(name), Fault.SHAPE, name))
        if name not in names and not name.startswith(OWN):
            text = f"is no column of {table.name}"
            problems.append(Problem(place, text, line, quoted(name), Fault.UNKNOWN, name, allowed, guess))
    return problems
