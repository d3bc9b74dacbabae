"""Printed cells as numbers: what the reports word as "at least 157" or "24 bn, 1 of 2" is taken apart again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from decimal import Decimal
from typing import Any

import pandas as pd

from summit_report.analysis import amounts
from summit_report.analysis import wording as w

FRAME = ("row", "column", "low", "high", "n", "N", "unit")
NOTHING = ("", "–")  # cells of which nothing is said
INSIDE = "inside"
"""What is added to the name of a column for the second number of "6 + 2": documents named inside packages."""

_SIZES = {name: size for size, name in w.MAGNITUDES}
_QUALIFIERS = {words.strip(): qualifier for qualifier, words in w.QUALIFIERS.items() if words}
_WORDS = (*_QUALIFIERS, *sorted(amounts.OPEN_ABOVE | amounts.OPEN_BELOW), "around")
_VALUE = rf"(?:([A-Z]{{3}}) )?(\d[\d,]*(?:\.\d+)?)(?: ({'|'.join(_SIZES)}))?"
_BOUNDED = re.compile(rf"(?:({'|'.join(_WORDS)}) )?{_VALUE}")
_BETWEEN = re.compile(rf"between {_VALUE}( or less)? and {_VALUE}( or more)?")
_TO = re.compile(rf"(?:about )?{_VALUE} to {_VALUE}")
_HALVES = re.compile(rf"at least {_VALUE} plus up to {_VALUE}")
_OF = re.compile(r"(\d[\d,]*) of (\d[\d,]*)")
_SUM = re.compile(r"(\d*) ?\+ (\d+)")


@dataclass(frozen=True)
class Number:
    """A value from *low* to *high*, None where open or unknown; known of *n* of *of* rows, where a cell says so."""

    low: float | None = None
    high: float | None = None
    n: int | None = None
    of: int | None = None
    unit: str = ""


def frame(columns: Sequence[Mapping[str, Any]], rows: Iterable[Sequence[str]], unit: str) -> pd.DataFrame:
    """
    Return the numbers of a table, one line for each, with the columns `FRAME`.

    *columns* describe it as in an exhibit, *rows* are its printed cells. Numbers stand in columns set to the right.
    *unit* is that of a number to which neither its cell nor its column gives one.
    """
    found = []
    for name, *cells in rows:
        for column, cell in zip(columns[1:], cells, strict=True):
            if column.get("align") == "right" and cell not in NOTHING:
                label = plain_name(f"{column.get('group') or ''} {column['label']}")
                for besides, one in numbers(cell):
                    *values, own = astuple(one)
                    found.append((name, f"{label}_{besides}".rstrip("_"), *values, own or column.get("unit") or unit))
    types = {"low": "float64", "high": "float64", "n": "Int64", "N": "Int64"}
    return pd.DataFrame(found, columns=list(FRAME)).astype(types)


def numbers(cell: str) -> Iterator[tuple[str, Number]]:
    """Yield the numbers of a printed *cell*, each with what its column's name gets besides; of text, an empty one."""
    if both := _SUM.fullmatch(cell.strip()):
        own, inside = (float(digits or 0) for digits in both.groups())
        yield "", Number(own, own)
        yield INSIDE, Number(inside, inside)
        return
    head = re.sub(r" \(.*?\)", "", cell.partition(";")[0]).strip(" *")
    value, _, rest = head.partition(", ") if not _BOUNDED.fullmatch(head) else (head, "", "")
    if known := _OF.fullmatch(rest or value):
        n, of = (int(digits.replace(",", "")) for digits in known.groups())
        found = _value(value) if rest else Number(n, n)
        yield "", replace(found, n=n, of=of)
    else:
        yield "", _value(value)


def _value(text: str) -> Number:
    if found := _BETWEEN.fullmatch(text):
        unit, low, low_size, is_open_below, other, high, high_size, is_open_above = found.groups()
        return Number(
            None if is_open_below else _full(low, low_size),
            None if is_open_above else _full(high, high_size),
            unit=unit or other or "",
        )
    if found := _TO.fullmatch(text):
        unit, low, low_size, other, high, high_size = found.groups()
        return Number(_full(low, low_size), _full(high, high_size), unit=unit or other or "")
    if found := _HALVES.fullmatch(text):  # open at both ends
        return Number(unit=found[1] or "")
    if not (found := _BOUNDED.fullmatch(text)):
        return Number()
    word, unit, digits, size = found.groups()
    if word == "around":
        return Number(unit=unit or "")
    bounds = amounts.bounds(_full(digits, size), _QUALIFIERS.get(word, word))
    return Number(bounds.low, bounds.high, unit=unit or "")


def _full(digits: str, size: str | None) -> float:
    return float(Decimal(digits.replace(",", "")) * Decimal(_SIZES.get(size or "", 1)))


def plain_name(label: str) -> str:
    """Return the *label* of a column as a name in code: "With China alone" is with_china_alone."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", label) if not unicodedata.combining(letter))
    return re.sub(r"\W+", "_", bare.casefold()).strip("_")


def head(column: Mapping[str, Any]) -> str:
    """Return a column's label under its group and with its unit, so that no two columns have one name."""
    label = f"{column['group']}: {column['label']}" if column.get("group") else str(column["label"])
    return f"{label} ({column['unit']})" if column.get("unit") else label


def whole_numbers(cells: pd.Series) -> pd.Series:
    """Turn a column into numbers where each cell is a whole number, so that it sorts as one."""
    plain = cells.str.replace(",", "")
    return plain.astype("int64") if len(cells) and plain.str.fullmatch(r"\d+").all() else cells
