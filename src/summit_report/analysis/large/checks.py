"""
Checks whole columns: every rule of `analysis.checks`, asked once of each value or of each set of cells that differs.

The rules themselves are those of the row-by-row checks; here they only meet fewer cells.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from summit_report.analysis import schema
from summit_report.analysis.cells import SummitCodes, fitting
from summit_report.analysis.columns import KEY_PATTERN, LIST_KINDS, Column, Kind
from summit_report.analysis.large.links import check_links
from summit_report.analysis.large.plain import DoubtError
from summit_report.analysis.large.reading import WORKERS, ColumnTable
from summit_report.analysis.money_rules import check_counting
from summit_report.analysis.reading import RawRow, RawTable
from summit_report.analysis.rules import check_row, read_by_rules

Tables = Mapping[str, ColumnTable]
# Longer than whatever stands for nothing; what stands for a broken formula begins with its own sign.
_LONGEST_NOTHING, _BROKEN = 8, "#"


def check(tables: Tables, codes: SummitCodes) -> None:
    """Raise DoubtError if *tables* may break a rule of the data model."""
    with ThreadPoolExecutor(WORKERS) as workers:
        asked = [workers.submit(check_links, tables)]
        for read in tables.values():
            asked.append(workers.submit(_check_rows, read))
            asked += [workers.submit(_check_column, read, column, codes) for column in read.table.columns]
        for one in asked:
            one.result()
    if schema.FUNDING.name in tables:
        _check_counting(tables[schema.FUNDING.name])


def _check_column(read: ColumnTable, column: Column, codes: SummitCodes) -> None:
    """Check each value of *column* by itself."""
    texts = read.columns[column.name]
    if column.required and pc.any(pc.equal(pc.binary_length(read.few(column.name)), 0)).as_py():
        raise DoubtError
    if column.kind is Kind.REFERENCE:
        return
    if column.kind is Kind.KEY:
        if not pc.all(pc.match_substring_regex(texts, rf"\A(?:{KEY_PATTERN})\z")).as_py():
            raise DoubtError
        return
    if column.kind is Kind.TEXT:
        short = pc.less_equal(pc.binary_length(texts), _LONGEST_NOTHING)
        values = pc.unique(pc.filter(texts, pc.or_(short, pc.starts_with(texts, _BROKEN)))).to_pylist()
    else:
        values = read.values(column.name)
    if column.kind in LIST_KINDS:
        lists = [value.split(";") for value in values if value]
        if any(len(set(items)) < len(items) or "" in items for items in lists):
            raise DoubtError
        values = list(set(chain.from_iterable(lists)))
    fits = fitting(column, codes)
    if not all(fits(value) for value in values if value):
        raise DoubtError


def _check_rows(read: ColumnTable) -> None:
    """Check the cells of one row against each other, once for all rows that have the same there."""
    shown = read_by_rules(read.table)
    if not shown:
        return
    abridged = {
        name: read.texts(name) if whole else pc.if_else(_is_filled(read, name), "1", "")
        for name, whole in shown.items()
    }
    groups = pa.table(abridged).group_by(list(abridged)).aggregate([]).to_pylist()
    if any(finding for cells in groups for finding in check_row(read.table, cells)):
        raise DoubtError


def _is_filled(read: ColumnTable, name: str) -> Any:
    return pc.greater(pc.binary_length(read.texts(name)), 0)


def _check_counting(funding: ColumnTable) -> None:
    """Look row by row at the money that may be counted twice: what counts and is part of, or repeats, other money."""
    names = ("funding_id", "relation", "part_of", "restates", "counts_toward_total")
    cells = {name: funding.texts(name) for name in names}
    counts = pc.equal(cells["counts_toward_total"], "yes")
    leads = pc.or_(_is_filled(funding, "part_of"), _is_filled(funding, "restates"))
    doubtful = pc.and_(counts, pc.or_(leads, pc.equal(cells["relation"], "context")))
    if not pc.any(doubtful).as_py():
        return
    ends = pa.chunked_array([*cells["part_of"].chunks, *cells["restates"].chunks])
    rows = pa.table(cells).filter(pc.or_(pc.or_(doubtful, leads), pc.is_in(cells["funding_id"], pc.unique(ends))))
    raw = tuple(RawRow(0, row) for row in rows.to_pylist())
    if any(check_counting(RawTable(funding.table, "", names, raw))):
        raise DoubtError
