"""Tables that sort by what their cells mean: "at least 157" above "at least 71", 2 July 2024 before 1 June 2025."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import cache
from typing import Any

import pandas as pd
from babel.dates import get_month_names

from summit_report.analysis import wording as w
from summit_report.explore.numbers import NOTHING, numbers

_BRACKETS = re.compile(r"\(([^()]*)\)")
_DATE = re.compile(r"(?:(?:(\d{1,2}) )?(\w+) )?(\d{4})")
_UNKNOWN = float("-inf")


def ordered(table: pd.DataFrame, right: Collection[int] | None = None) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """
    Return *table* with columns of worded numbers or dates as categories, which itables sorts by rank; `columnDefs`.

    *right* are the positions of the columns of numbers; None: a column is one if each of its cells is, or says nothing.
    Frames with several rows of heads stay as they are.
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
        numeric = _are_numbers(cells) if right is None else i in right
        keys = [_number(cell) for cell in cells] if numeric else _dates(cells)
        if keys:
            ranks = dict(sorted(zip(cells, keys, strict=True), key=lambda pair: pair[1]))
            found[name] = pd.Categorical(table[name], list(ranks), ordered=True)
            rules.append({"targets": [before + i], "type": "num", "className": "dt-right" if numeric else "dt-left"})
    return found, rules


def _are_numbers(cells: Iterable[str]) -> bool:
    """Tell whether each of *cells* is a number or says nothing, and one of them has a value."""
    return all(cell in NOTHING or _is_number(cell) for cell in cells) and any(
        _number(cell) != _UNKNOWN for cell in cells
    )


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
    with suppress(ValueError):  # no such day
        return float(dt.date(int(match[3]), _months()[match[2]] if match[2] else 1, int(match[1] or 1)).toordinal())
    return None


@cache
def _months() -> dict[str, int]:
    return {name: number for number, name in get_month_names("wide", locale=w.LOCALE).items()}
