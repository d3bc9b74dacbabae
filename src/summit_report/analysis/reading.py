"""
What a dataset is before it is checked: text cells, with the line on which each row stands.

A folder of CSV files and a workbook both end in the same `RawTable`, so that the checks and the checksum never ask
where a table came from. What cannot be read becomes a `Problem` of its own table and hides no other table's trouble.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from summit_report.analysis import schema
from summit_report.analysis.columns import Table
from summit_report.analysis.problems import Problem, quoted, suggestion

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
    """All that could be read; *seen* names the tables that are there, readable or not."""

    name: str
    summit_place: str
    summit: dict[str, Any] | None = None
    tables: dict[str, RawTable] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def announce(self, name: str, place: str) -> Table | None:
        """Note that a table called *name* is there, and return its declaration if the data model has it."""
        known = [table.name for table in schema.TABLES]
        if name in known:
            self.seen.add(name)
            return schema.table(name)
        self.problems.append(
            Problem(place, f"is no table of the data model{suggestion(name, known)} Allowed: {', '.join(known)}")
        )
        return None

    def add(self, table: Table, place: str, lines: Iterable[Line]) -> None:
        """Take in a table from its *lines*, the header first."""
        filled = [(line, cells) for line, cells in lines if any(cells)]
        if not filled:
            self.problems.append(Problem(place, f"is empty; its first row must be: {','.join(table.column_names)}"))
            return
        (line, header), *records = filled
        self.problems += _header_problems(table, place, line, header)
        self.tables[table.name] = self._table(table, place, header, records)

    def _table(self, table: Table, place: str, header: list[str], records: list[Line]) -> RawTable:
        names = table.column_names
        whole = [(line, cells) for line, cells in records if len(cells) == len(header)]
        ragged = [(line, cells) for line, cells in records if len(cells) != len(header)]
        for line, cells in ragged:
            text = f"has {len(cells)} cells, the header {len(header)}; check commas and quotes"
            self.problems.append(Problem(place, text, line))
        blank = dict.fromkeys(names, "")
        rows = (RawRow(line, blank | _by_name(header, cells, names)) for line, cells in whole)
        present = tuple(name for name in names if name in header)
        return RawTable(table, place, present, tuple(rows), frozenset(cells[0] for _, cells in ragged))


def _by_name(header: list[str], cells: list[str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: cell for name, cell in zip(header, cells, strict=True) if name in names}


def _header_problems(table: Table, place: str, line: int, header: list[str]) -> list[Problem]:
    if len(header) == 1 and ";" in header[0]:
        return [Problem(place, "is separated by semicolons; save it with commas", line)]
    names = table.column_names
    missing = [name for name in names if name not in header]
    problems = [Problem(place, "this column is missing", line, name) for name in missing]
    for name, times in Counter(header).items():
        if times > 1:
            problems.append(Problem(place, f"this column stands {times} times", line, name or quoted(name)))
        if name not in names:
            text = f"is no column of {table.name}{suggestion(name, missing)} Allowed: {', '.join(names)}"
            problems.append(Problem(place, text, line, quoted(name)))
    return problems
