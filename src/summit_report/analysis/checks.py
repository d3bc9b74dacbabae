"""
Runs every check of the data model over what was read, and gives the summit if nothing was wrong.

All checks run, whatever the others found: a data editor gets the whole list at once.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from summit_report.analysis import schema
from summit_report.analysis.cells import SummitCodes, check_cells
from summit_report.analysis.money_rules import check_counting
from summit_report.analysis.problems import Fault, Problem, ordered
from summit_report.analysis.reading import RawDataset, RawTable
from summit_report.analysis.rules import check_cycles, check_keys, check_references, check_row
from summit_report.analysis.summit import Summit, check_summit


def check(raw: RawDataset, folder: str | None) -> Summit | None:
    """
    Return the summit if the dataset keeps every rule; else None, with each fault added to `raw.problems`.

    *folder* is the name that the summit's id must equal, or None for a workbook.
    """
    values = _check_summit(raw, folder)
    missing = {table.name for table in schema.TABLES if not table.optional} - raw.seen
    raw.problems += [
        Problem(raw.name, f"the table {table.name} is missing; it is required", fault=Fault.MISSING)
        for table in schema.TABLES
        if table.name in missing
    ]
    codes = SummitCodes(values.get("members"), values.get("groups"), values.get("organisations"))
    readable = {table.table.name for table in raw.tables.values() if table.table.key in table.columns}
    unreadable = frozenset((raw.seen - readable) | missing)  # said once, not again of each row that leads there
    raw.problems += check_keys(raw.tables)
    raw.problems += check_references(raw.tables, unreadable)
    for table in raw.tables.values():
        raw.problems += check_cells(table, codes)
        raw.problems += _check_rows(table)
    raw.problems = ordered(one for one in raw.problems if (one.place, one.row, one.column) not in raw.said)
    return None if raw.problems else Summit(**values)


def _check_summit(raw: RawDataset, folder: str | None) -> dict[str, Any]:
    if raw.summit is None:  # that it cannot be read is already said
        return {}
    values, problems = check_summit(raw.summit, raw.summit_place, folder)
    raw.problems += [replace(problem, row=raw.summit_rows.get(str(problem.column))) for problem in problems]
    return values


def _check_rows(raw: RawTable) -> Iterator[Problem]:
    if not raw.rows and not raw.table.optional:
        yield Problem(raw.place, "has a header and no rows; this table needs at least one", fault=Fault.MISSING)
    for row in raw.rows:
        for column, text, allowed in check_row(raw.table, row.cells):
            value = row.cells.get(column)
            yield Problem(raw.place, text, row.line, column, Fault.CONTRADICTION, value, allowed)
    yield from check_cycles(raw)
    if raw.table is schema.FUNDING:
        yield from check_counting(raw)
