"""
Adds up very many amounts by columns: to the same sums, keys and items as `money.Purse` does row by row.

Each amount of the dataset is converted once, with a rate looked up once for its currency and day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.amounts import APPROXIMATE, OPEN_ABOVE, OPEN_BELOW, Bounds, Conversion, Total, bounds
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.keys import PLACE, Keys, linked_places, places_of
from summit_report.analysis.measures.ranged import ranged
from summit_report.analysis.measures.sums import Money, Share, Sum

Convert = Callable[[Bounds, str, dt.date | None], Conversion | None]
Places = NDArray[np.intp]
_DAY = len("2025-06-17")
_ONE = Bounds(1.0, 1.0, 1.0)


@dataclass(frozen=True)
class _Coded:
    """A column as *codes*, places in *values*; an empty cell is -1."""

    codes: NDArray[np.intp]
    values: list[str]

    def __getitem__(self, place: int) -> str | None:
        code = self.codes[place]
        return None if code < 0 else self.values[code]

    def within(self, words: Collection[str], places: Places) -> NDArray[np.bool_]:
        """Tell for each of the rows at *places* whether its cell is one of *words*."""
        return np.array([*(value in words for value in self.values), False], bool)[self.codes[places]]


class Priced:
    """All amounts in the funding of *dataset*, each converted by *convert*."""

    def __init__(self, dataset: Dataset, convert: Convert) -> None:
        self._dataset = dataset
        self._convert = convert
        funding = dataset.funding
        self._index = funding.index
        self._amounts = funding["amount"].to_numpy(dtype=float)
        self._currencies = _coded(funding["currency"])
        self._words = _coded(funding["amount_qualifier"])
        self._lows = self._highs = self._amounts
        self._ranged = ranged(dataset)
        if len(self._ranged.places):  # two ends are known, and no word opens either
            self._lows, self._highs, words = (one.copy() for one in (self._amounts, self._amounts, self._words.codes))
            self._lows[self._ranged.places], self._highs[self._ranged.places] = self._ranged.lows, self._ranged.highs
            words[self._ranged.places] = -1
            self._words = _Coded(words, self._words.values)
        self._is_stated = ~np.isnan(self._amounts) & (self._currencies.codes >= 0)
        self._days, self._day_of = _days(dataset, funding)

    def sum(self, funding: pd.DataFrame) -> SumOfMany:
        """Add up the rows *funding* of the dataset, as `Purse.sum` does."""
        return self.added(self.places(funding))

    def places(self, funding: pd.DataFrame) -> Places:
        """Return where the rows *funding* stand in the dataset's table."""
        return funding[PLACE].to_numpy() if PLACE in funding else places_of(self._index, funding.index)

    def sizes(self, funding: pd.DataFrame) -> list[tuple[str, float]]:
        """Return what `Purse.sizes` does."""
        places = self.places(funding)
        values = self._values[places]
        unknown = np.isnan(values)
        central = np.where(unknown, self._amounts[places], values).tolist()
        names = ["", *self._currencies.values]
        codes = np.where(unknown, self._currencies.codes[places] + 1, 0).tolist()
        return [(names[code], value) for code, value in zip(codes, central, strict=True)]

    def added(self, places: Places) -> SumOfMany:
        """Add up the rows at *places*."""
        stated = places[self._is_stated[places]]
        kinds = self._currencies.codes[stated]
        original = {
            self._currencies.values[code]: Total(self._added(chosen, None), self.keys(chosen), ())
            for code in sorted(set(kinds.tolist()), key=self._currencies.values.__getitem__)
            for chosen in [stated[kinds == code]]
        }
        known = stated[~np.isnan(self._values[stated])]
        unknown = places[np.isnan(self._values[places])]
        whole = Total(self._added(known, self._factors), self.keys(places), self.keys(unknown))
        return SumOfMany(whole, original, Items(self, places))

    def worths(self, funding: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Return what `Purse.worths` does."""
        places = self.places(funding)
        return self._is_stated[places], self._values[places]

    def itemised(self, parts: pd.Series) -> set[str]:
        """Return what `Purse.itemised` does."""
        own, whole = places_of(self._index, parts.index), places_of(self._index, parts)
        stated, codes, values = self._is_stated, self._currencies.codes, self._values
        same = codes[own] == codes[whole]
        mixed = np.zeros(len(self._index), bool)  # in several currencies
        mixed[whole[stated[own] & ~same]] = True
        as_stated = np.isnan(values[whole]) | ~mixed[whole]
        known = np.where(as_stated, stated[own] & same, ~np.isnan(values[own]))
        return set(self.keys(np.unique(whole[known])))

    def keys(self, places: Places) -> Sequence[str]:
        """Return the keys of the rows at *places*."""
        return Keys(self._index, places) if len(places) else ()

    def item(self, place: int) -> Money:
        """Return the row at *place* as money."""
        key = str(self._index[place])
        if not self._is_stated[place]:
            return Money(key, None, None, None, None)
        currency, word, day = str(self._currencies[place]), self._words[place], self._day(place)
        stated = bounds(float(self._amounts[place]), word)
        if self._lows[place] != self._highs[place]:
            stated = Bounds(float(self._lows[place]), stated.central, float(self._highs[place]))
        return Money(key, currency, stated, word, self._convert(stated, currency, day), day is not None)

    def stated(self, places: Places) -> Places:
        """Choose those of *places* that have an amount."""
        return places[self._is_stated[places]]

    def silent(self, places: Places) -> Places:
        """Choose those of *places* that have none."""
        return places[~self._is_stated[places]]

    def unconverted(self, places: Places) -> Places:
        """Choose those of *places* that have an amount and no rate."""
        return places[self._is_stated[places] & np.isnan(self._values[places])]

    def converted(self, places: Places) -> Places:
        """Choose those of *places* whose amount is converted."""
        return places[~np.isnan(self._values[places])]

    def samples(self, places: Places) -> Places:
        """Choose of *places* one for each currency and day of its amounts."""
        stated = self.stated(places)
        pairs = self._currencies.codes[stated] * (len(self._days) + 1) + self._day_of[stated]
        return stated[np.unique(pairs, return_index=True)[1]]

    def values_of(self, places: Places) -> dict[str, float]:
        """Return the converted amounts at *places* by their keys."""
        known = self.converted(places)
        return dict(zip(self.keys(known), self._values[known].tolist(), strict=True))

    def share(self, places: Places, words: Collection[str]) -> Share | None:
        """Return the share of the converted amounts at *places* that carry one of *words*; None if nothing is known."""
        known = self.converted(places)
        rows = known[self._words.within(words, known)]
        whole = _in_turn(self._values[known])
        return Share(_in_turn(self._values[rows]) / whole, tuple(self.keys(rows))) if whole else None

    @cached_property
    def _values(self) -> NDArray[np.float64]:
        """The central value of each amount in the reporting currency, not a number where it is not known."""
        return np.where(self._is_stated, self._amounts * self._factors, np.nan)

    @cached_property
    def _factors(self) -> NDArray[np.float64]:
        """What each amount is multiplied by to be in the reporting currency, not a number where no rate is near."""
        pairs, found = pd.factorize(self._currencies.codes * (len(self._days) + 1) + self._day_of)
        firsts = np.unique(pairs, return_index=True)[1]
        factors = np.full(len(found), np.nan)
        for pair, first in enumerate(firsts.tolist()):
            currency = self._currencies[first]
            rate = self._convert(_ONE, currency, self._day(first)) if currency else None
            factors[pair] = rate.bounds.central if rate else np.nan
        return factors[pairs]

    def _day(self, place: int) -> dt.date | None:
        day = self._day_of[place]
        return None if day < 0 else self._days[day]

    def _added(self, places: Places, factors: NDArray[np.float64] | None) -> Bounds | None:
        if not len(places):
            return None

        def summed(amounts: NDArray[np.float64], chosen: Places = places) -> float:
            values = amounts[chosen]
            return _in_turn(values if factors is None else values * factors[chosen])

        central = summed(self._amounts)
        low = central if self._lows is self._amounts else summed(self._lows)
        high = central if self._highs is self._amounts else summed(self._highs)
        open_below, open_above, approximate = (
            bool(self._words.within(words, places).any()) for words in (OPEN_BELOW, OPEN_ABOVE, {APPROXIMATE})
        )
        halves = None
        if open_below and open_above:
            below = self._words.within(OPEN_BELOW, places)
            halves = summed(self._lows, places[~below]), summed(self._highs, places[below])
        return Bounds(None if open_below else low, central, None if open_above else high, approximate, halves)


class Items(Sequence[Money]):
    """The rows at *places* of *priced*, each made into `Money` when it is asked for."""

    def __init__(self, priced: Priced, places: Places) -> None:
        self.priced = priced
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, place: int) -> Money: ...
    @overload
    def __getitem__(self, place: slice) -> Items: ...
    def __getitem__(self, place: int | slice) -> Money | Items:
        if isinstance(place, slice):
            return Items(self.priced, self.places[place])
        return self._made[place] if "_made" in self.__dict__ else self.priced.item(int(self.places[place]))

    def __iter__(self) -> Iterator[Money]:
        return iter(self._made)

    @cached_property
    def _made(self) -> tuple[Money, ...]:
        return tuple(map(self.priced.item, self.places.tolist()))


@dataclass(frozen=True)
class SumOfMany(Sum):
    """A sum of very many amounts, which makes *items* of them only when they are asked for."""

    items: Items

    @property
    def samples(self) -> Iterable[Money]:
        """Items among which each rate is that converted any: one for each currency and day."""
        return map(self.items.priced.item, self.items.priced.samples(self.items.places).tolist())

    @property
    def values(self) -> dict[str, float]:
        """The central value of each converted amount, by the key of its row."""
        return self.items.priced.values_of(self.items.places)

    @cached_property
    def stated(self) -> Sequence[str]:
        """Keys of the rows with a stated amount, converted or not."""
        return self.items.priced.keys(self.items.priced.stated(self.items.places))

    @cached_property
    def silent(self) -> Sequence[str]:
        """Keys of the rows without a stated amount."""
        return self.items.priced.keys(self.items.priced.silent(self.items.places))

    @cached_property
    def unconverted(self) -> Sequence[str]:
        """Keys of the rows whose amount has no rate."""
        return self.items.priced.keys(self.items.priced.unconverted(self.items.places))

    @property
    def missing(self) -> Items:
        """The items whose amount has no rate."""
        return Items(self.items.priced, self.items.priced.unconverted(self.items.places))

    @cached_property
    def left_out(self) -> Sum | None:
        """The part with an amount but without a rate, where the rest of the sum is converted; else None."""
        missing = self.items.priced.unconverted(self.items.places)
        return self.items.priced.added(missing) if len(missing) and self.total.bounds is not None else None

    def resting_on(self, words: Collection[str]) -> Share | None:
        """Return the share of the known central value whose qualifier is one of *words*; None if none is known."""
        return self.items.priced.share(self.items.places, words)


def _coded(column: pd.Series) -> _Coded:
    codes, values = pd.factorize(column)
    return _Coded(codes, [str(value) for value in values])


def _in_turn(values: NDArray[np.float64]) -> float:
    """Add up *values* from the first to the last, as a loop does; numpy's own sum rounds otherwise."""
    return float(np.cumsum(values)[-1]) if len(values) else 0.0


def _days(dataset: Dataset, funding: pd.DataFrame) -> tuple[list[dt.date], NDArray[np.intp]]:
    """Return the days that date *funding*, and the place of its own for each row, -1 where none is known."""
    places = linked_places(dataset)
    days: Any = np.full(len(funding), -1)
    texts: list[str] = []
    for column in ("first_announced", "signed_on"):
        found = _coded(dataset.agreements[column])
        to_the_day = np.array([*(len(value) == _DAY for value in found.values), False], bool)
        codes = np.where(places < 0, -1, found.codes[places])
        days = np.where(to_the_day[codes], codes + len(texts), days)
        texts += [value if len(value) == _DAY else "" for value in found.values]
    of_summit = (days < 0) & (funding["relation"] == "summit").to_numpy(dtype=bool)
    days[of_summit] = len(texts)
    return [dt.date.fromisoformat(text) if text else dt.date.min for text in texts] + [dataset.meta.ends], days
