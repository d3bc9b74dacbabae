"""Tables that sort by what their cells mean: "at least 157" above "at least 71", 2 July 2024 before 1 June 2025."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

import pandas as pd
from babel.dates import get_month_names

from summit_report.analysis import wording as w
from summit_report.explore.numbers import NOTHING, numbers

_BRACKETS = re.compile(r"\(([^()]*)\)")
_DATE = re.compile(r"(?:(?:(\d{1,2}) )?(\w+) )?(\d{4})")
_UNKNOWN = float("-inf")


def sortable(table: pd.DataFrame, right: Collection[int]) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """
    Return *table* with a hidden column of ranks for each column of worded numbers or dates, and its `columnDefs`.

    *right* are the positions of the columns that are set to the right, as numbers are. `columnDefs` are DataTables'.
    """
    shown, found = table.shape[1], table.copy()
    rules: list[dict[str, Any]] = [{"className": "dt-right", "targets": list(right)}]
    for i in range(shown):
        cells = table.iloc[:, i]
        if cells.dtype != object and not pd.api.types.is_string_dtype(cells):
            continue  # numbers sort as such
        keys = [_number(cell) for cell in cells] if i in right else _dates(cells)
        if keys:
            rules.append({"targets": [i], "orderData": [found.shape[1]]})
            found[f"order of {i}"] = pd.Series(keys, index=table.index).rank(method="dense").astype("int64")
    rules.append({"visible": False, "searchable": False, "targets": list(range(shown, found.shape[1]))})
    return found, rules


def ordered(table: pd.DataFrame) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """
    Return any frame with columns of worded numbers or dates as categories, which itables sorts by rank; `columnDefs`.

    A column is one if each of its cells is, or says nothing. Frames with several rows of heads stay as they are.
    """
    found, rules = table.copy(), []
    if table.columns.nlevels > 1 or not table.columns.is_unique:
        return found, []
    plain = isinstance(table.index, pd.RangeIndex) and table.index.name is None
    before = 0 if plain else table.index.nlevels  # columns that itables shows for the index
    for i, name in enumerate(table.columns):
        cells = table[name].dropna()
        if not len(cells) or not cells.map(lambda cell: isinstance(cell, str)).all():
            continue  # numbers sort as such
        numeric = all(cell in NOTHING or _is_number(cell) for cell in cells)
        keys = [_number(cell) for cell in cells] if numeric else _dates(cells)
        if keys and set(keys) != {_UNKNOWN}:
            ranks = dict(sorted(zip(cells, keys, strict=True), key=lambda pair: pair[1]))
            found[name] = pd.Categorical(table[name], list(ranks), ordered=True)
            rules.append({"targets": [before + i], "type": "num", "className": "dt-right" if numeric else "dt-left"})
    return found, rules


def _is_number(cell: str) -> bool:
    """Tell whether a printed *cell* begins with a number, or says of how many rows none is known."""
    return any(one.low is not None or one.high is not None or one.n is not None for _, one in numbers(cell))


def _number(cell: str) -> float:
    """Return the number of a printed *cell*: the converted one where it has both, the lower bound of a range."""
    for text in (*_BRACKETS.findall(cell), cell):
        for _, one in numbers(text):
            known = one.low if one.low is not None else one.high
            if known is not None:
                return known
    return _UNKNOWN


def _dates(cells: Iterable[str]) -> list[float]:
    """Return a number for each date of a column, the first day of a month or year; none for a column of other words."""
    found = [_UNKNOWN if cell in NOTHING else _day(cell) for cell in cells]
    return [] if None in found or set(found) == {_UNKNOWN} else [one for one in found if one is not None]


def _day(cell: str) -> float | None:
    match = _DATE.fullmatch(cell)
    if match is None or (match[2] and match[2] not in _months()):
        return None
    return float(dt.date(int(match[3]), _months()[match[2]] if match[2] else 1, int(match[1] or 1)).toordinal())


@cache
def _months() -> dict[str, int]:
    return {name: number for number, name in get_month_names("wide", locale=w.LOCALE).items()}
