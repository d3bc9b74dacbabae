"""
Trade by country and year, compilers side by side: which values differ, by how much, and which say the same data again.

Only full years are compared; periods of a few months stand apart. Two values of one compiler for one country and year
are the same data when one amount may stand behind both: sources cut as well as round. Whole billions are too coarse to
tell, so 1 and 2 are two values.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from summit_report.analysis.frames import records

FULL_YEAR = "year"


@dataclass(frozen=True)
class Value:
    """
    Trade of *country* in *year* in billions of dollars, as *compiler* states it in the row *key*.

    *same* are the keys of the rows that say the same data again, more coarsely or twice.
    """

    country: str
    year: int
    compiler: str
    usd_bn: Decimal
    key: str
    same: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[str, ...]:
        """All the rows that state the value."""
        return (self.key, *self.same)


@dataclass(frozen=True)
class Gap:
    """Two *base* and *other* values for one country and year; *within_rounding* where their printed digits agree."""

    base: Value
    other: Value

    @property
    def difference(self) -> Decimal:
        """The other value minus the base, in billions of dollars."""
        return self.other.usd_bn - self.base.usd_bn

    @property
    def share(self) -> float | None:
        """The other value over the base; 1 = equal, also of two zeros. Another value is no share of zero: None."""
        if not self.base.usd_bn:
            return None if self.other.usd_bn else 1.0
        return float(self.other.usd_bn / self.base.usd_bn)

    @property
    def apart(self) -> float:
        """How far the share is from 1; of a zero, nothing is near."""
        return math.inf if self.share is None else abs(self.share - 1)

    @property
    def within_rounding(self) -> bool:
        """Whether one amount, cut or rounded, may stand behind both values."""
        return agree(self.base.usd_bn, self.other.usd_bn)


def exact(value: float) -> Decimal:
    """Return *value* as the shortest decimal that was written in the table: 2.0 is 2."""
    return Decimal(repr(value))


def unit(value: Decimal) -> Decimal:
    """Return one unit of the last decimal of *value*: 0.1 for 94.8, 1 for 95 and for 100."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(min(0, int(exponent)))


def agree(one: Decimal, other: Decimal) -> bool:
    """Tell whether two values may be the same data, cut or rounded: 13.78, 13.7 and 13.8, but not 95 and 94.2."""
    if unit(one) == unit(other) == 1:
        return one == other
    (low, high), (least, most) = _behind(one), _behind(other)
    return low < most and least < high


def _behind(value: Decimal) -> tuple[Decimal, Decimal]:
    """Return between which amounts lies what may be printed as *value*: from half a unit below to one above."""
    return value - unit(value) / 2, value + unit(value)


def full_years(trade: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that state the trade of a whole year."""
    return trade[(trade["period"] == FULL_YEAR) & trade["trade_usd_bn"].notna()]


def part_years(trade: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that state the trade of some months of a year."""
    return trade[(trade["period"] != FULL_YEAR) & trade["trade_usd_bn"].notna()]


def values(trade: pd.DataFrame) -> tuple[Value, ...]:
    """Return each value of full years once, the most precise statement of it first, by country, year and compiler."""
    found: list[Value] = []
    for names, rows in full_years(trade).groupby(["country", "year", "compiler"], sort=True):
        country, year, compiler = map(str, names)
        stated = sorted(
            ((exact(row["trade_usd_bn"]), key) for key, row in records(rows)),
            key=lambda pair: (unit(pair[0]), pair[1]),
        )
        found += _once(country, int(year), compiler, stated)
    return tuple(found)


def _once(country: str, year: int, compiler: str, stated: Iterable[tuple[Decimal, str]]) -> list[Value]:
    """Fold what says the same data again into the value that says it most precisely."""
    found: list[Value] = []
    for amount, key in stated:
        place = next((i for i, value in enumerate(found) if agree(value.usd_bn, amount)), None)
        if place is None:
            found.append(Value(country, year, compiler, amount, key))
        else:
            kept = found[place]
            found[place] = Value(country, year, compiler, kept.usd_bn, kept.key, (*kept.same, key))
    return found


def base_compiler(found: Iterable[Value]) -> str | None:
    """Return the compiler with the most values: the series that the others are read against."""
    counts = Counter(value.compiler for value in found)
    return max(sorted(counts), key=lambda name: counts[name], default=None)


def gaps(found: Iterable[Value], base: str | None) -> tuple[Gap, ...]:
    """
    Pair each value with that of the *base* compiler for the same country and year, widest first in percent.

    Another value of the base compiler itself is a gap too when it is no rounding of the first.
    """
    every = list(found)
    first: dict[tuple[str, int], Value] = {}
    for value in every:
        if value.compiler == base:
            first.setdefault((value.country, value.year), value)
    pairs = [
        Gap(first[value.country, value.year], value)
        for value in every
        if (value.country, value.year) in first and value is not first[value.country, value.year]
    ]
    return tuple(sorted(pairs, key=lambda gap: (-gap.apart, gap.other.key)))
