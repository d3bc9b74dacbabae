"""
Values with bounds, dated conversion, and totals that keep what is not known.

A summit amount is seldom a plain number: it comes with a word ("more than", "up to"), in its own currency, on a date.
This module is the only place where those three become arithmetic.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from currency_converter import CurrencyConverter

APPROXIMATE = "approximately"
OPEN_ABOVE = frozenset({"at least", "more than"})
OPEN_BELOW = frozenset({"nearly", "up to"})
BEYOND = frozenset({"more than", "nearly"})  # without the number itself; "at least" and "up to" include it
NEAREST_DAYS = 7  # a rate further away than a week is another rate: holidays are shorter than that


@dataclass(frozen=True)
class Bounds:
    """
    A value between *low* and *high*, in full units of one currency or count; None is an open end.

    *central* is the value as stated. Rule 5 of the data model gives the bounds of each qualifier. *halves* are of a
    total that is open at both ends: what those of its parts with a low end come to at least, and the others at most.
    """

    low: float | None
    central: float
    high: float | None
    approximate: bool = False
    halves: tuple[float, float] | None = None

    def __add__(self, other: Bounds) -> Bounds:
        """Add interval-wise; an open end of either stays open."""
        return Bounds(
            _add(self.low, other.low),
            self.central + other.central,
            _add(self.high, other.high),
            self.approximate or other.approximate,
        )

    def scaled(self, factor: float) -> Bounds:
        """Multiply by a positive *factor*, such as a conversion rate."""
        return Bounds(
            None if self.low is None else self.low * factor,
            self.central * factor,
            None if self.high is None else self.high * factor,
            self.approximate,
        )

    @property
    def is_range(self) -> bool:
        """Whether two different ends are known."""
        return self.low is not None and self.high is not None and self.low < self.high

    @property
    def least(self) -> float:
        """The low end; where it is open, the value as stated."""
        return self.central if self.low is None else self.low

    @property
    def most(self) -> float:
        """The high end; where it is open, the value as stated."""
        return self.central if self.high is None else self.high

    @property
    def end(self) -> float:
        """The end that a word such as "at least" or "up to" is about; of two open ends, the value as stated."""
        return self.most if self.low is None else self.low

    @property
    def qualifier(self) -> str:
        """Word the bounds as the one qualifier that says as much; "around" for a value open on both sides."""
        if self.low is None and self.high is None:
            return "around"
        if self.high is None:
            return "at least"
        if self.low is None:
            return "up to"
        return APPROXIMATE if self.approximate else "exact"


def _add(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def bounds(value: float, qualifier: str | None) -> Bounds:
    """Return the bounds that *qualifier* puts on *value* (rule 5 of the data model); no qualifier means exact."""
    low = None if qualifier in OPEN_BELOW else value
    high = None if qualifier in OPEN_ABOVE else value
    return Bounds(low, value, high, approximate=qualifier == APPROXIMATE)


@dataclass(frozen=True)
class Rate:
    """
    Units of *quote* for one *base* on *date*, and where that stands: a row of ``fx_rates`` or the ECB's series.

    *per_euro* are the units of *base* and of *quote* for one euro, from which the ECB's series gives the value.
    """

    base: str
    quote: str
    date: dt.date
    value: float
    origin: str
    key: str | None = None
    per_euro: tuple[float, float] | None = None

    @property
    def crossed(self) -> bool:
        """Whether two rates of the euro make it."""
        return self.per_euro is not None and "EUR" not in (self.base, self.quote)

    @property
    def quoted(self) -> Rate:
        """The rate in the direction in which its source gives it; a cross rate in that of more than one unit."""
        if self.per_euro is None or self.base == "EUR" or (self.crossed and self.value >= 1):
            return self
        base, quote = self.per_euro
        return replace(self, base=self.quote, quote=self.base, value=base / quote, per_euro=(quote, base))


@dataclass(frozen=True)
class Conversion:
    """An amount in the reporting currency with the *rate* that made it; *rate* is None where none was needed."""

    bounds: Bounds
    rate: Rate | None


class Converter:
    """
    Convert dated amounts into one *currency*.

    Rates come from the dataset's own ``fx_rates`` (columns date, base, quote, rate, kind), else from the euro foreign
    exchange reference rates of the European Central Bank, both within a week of the amount's date. No rate, no
    conversion: ``convert`` then returns None.
    """

    def __init__(self, fx_rates: pd.DataFrame, currency: str) -> None:
        self.currency = currency
        self._near: dict[tuple[str, dt.date], Rate | None] = {}  # a hundred thousand amounts have some hundred dates
        self._rates = [
            Rate(
                row["base"], row["quote"], dt.date.fromisoformat(row["date"]), float(row["rate"]), row["kind"], str(key)
            )
            for key, row in fx_rates.iterrows()
        ]

    def convert(self, amount: Bounds, currency: str, date: dt.date | None) -> Conversion | None:
        """Return *amount*, stated in *currency* on *date*, in the reporting currency; None where no rate is near."""
        if currency == self.currency:
            return Conversion(amount, None)
        if date is None:
            return None
        asked = (currency, date)
        if asked not in self._near:
            self._near[asked] = self._own_rate(currency, date) or ecb_rate(currency, self.currency, date)
        rate = self._near[asked]
        if rate is None:
            return None
        factor = rate.value if rate.quote == self.currency else 1 / rate.value
        return Conversion(amount.scaled(factor), rate)

    def _own_rate(self, currency: str, date: dt.date) -> Rate | None:
        pair = {currency, self.currency}
        near = [
            rate
            for rate in self._rates
            if {rate.base, rate.quote} == pair and abs(rate.date - date).days <= NEAREST_DAYS
        ]
        return min(near, key=lambda rate: (abs(rate.date - date), rate.date), default=None)


@cache
def _ecb(year: int) -> CurrencyConverter:
    """Return the reference rates of *year* and of the December before it: all years together take a second to read."""
    from currency_converter import CurrencyConverter

    class Series(CurrencyConverter):
        def load_lines(self, lines: Iterable[str]) -> None:
            head, *days = lines
            near = [day for day in days if day.startswith((f"{year}-", f"{year - 1}-12-"))]
            if near:
                super().load_lines([head, *near])
            else:
                self.currencies: set[str] = set()

    return Series(decimal=False)


def ecb_rate(base: str, quote: str, date: dt.date) -> Rate | None:
    """Return the cross rate of the last ECB publication within the week before *date*, or None where there is none."""
    from currency_converter import RateNotFoundError

    series = _ecb(date.year)
    if not {base, quote} <= set(series.currencies):
        return None
    for back in range(NEAREST_DAYS + 1):
        day = date - dt.timedelta(days=back)
        try:
            value = series.convert(1.0, base, quote, date=day)
        except RateNotFoundError:  # no publication on that day
            continue
        own, other = (float(series.convert(1.0, "EUR", code, date=day)) for code in (base, quote))
        return Rate(base, quote, day, float(value), "European Central Bank reference rates", per_euro=(own, other))
    return None


def _added(several: Sequence[Bounds]) -> Bounds:
    """Add up *several* as `+` does, from the first to the last, without a sum for each of them."""
    lows, highs = [one.low for one in several], [one.high for one in several]
    halves = None
    if None in lows and None in highs:
        floors = [one.low for one in several if one.low is not None]
        ceilings = [one.most for one in several if one.low is None]
        halves = reduce(operator.add, floors, 0.0), reduce(operator.add, ceilings, 0.0)
    return Bounds(
        None if None in lows else reduce(operator.add, lows),
        reduce(operator.add, [one.central for one in several]),
        None if None in highs else reduce(operator.add, highs),
        any(one.approximate for one in several),
        halves,
    )


@dataclass(frozen=True)
class Total:
    """
    The known value of *n* of *of* rows; *bounds* is None when no row has a value.

    *rows* are the keys of all the rows, *unknown* those without a value: they are counted and never summed (rule 6).
    """

    bounds: Bounds | None
    rows: Sequence[str]
    unknown: Sequence[str] = ()

    @property
    def n(self) -> int:
        """Number of rows with a value."""
        return len(self.rows) - len(self.unknown)

    @property
    def of(self) -> int:
        """Number of all rows."""
        return len(self.rows)


def total(values: Iterable[tuple[str, Bounds | None]]) -> Total:
    """Add up *values*, pairs of a row's key and its bounds; None means unknown. All in one unit."""
    pairs = list(values)
    known = [value for _, value in pairs if value is not None]
    return Total(
        _added(known) if known else None,
        tuple(key for key, _ in pairs),
        tuple(key for key, value in pairs if value is None),
    )
