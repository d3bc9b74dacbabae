"""
Add money once, like with like, with its bounds and with what is unknown (rules 3 to 7 of the data model).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis import crosswalk
from summit_report.analysis.amounts import Converter, bounds
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import Record, cells_of, kinds_of, only
from summit_report.analysis.keys import PLACE, linked_places
from summit_report.analysis.measures.counts import is_many
from summit_report.analysis.measures.priced import Priced
from summit_report.analysis.measures.ranged import ranged, within
from summit_report.analysis.measures.sums import Money, Share, Sum, summed

__all__ = ["Money", "Share", "Sum"]

_READ = ("amount", "currency", "amount_qualifier", "linked_agreement_id", "relation")  # what tells the worth of a row

CONTRACT_VALUE = crosswalk.CONTRACT_VALUE
# The columns that adding up reads: choosing rows of all columns takes most of the time where there are very many.
_ADDED = frozenset({*_READ, "instrument", "counts_toward_total", PLACE})


class Purse:
    """Reads the rows of `funding` and `projects` of one *dataset* as money in one *currency*."""

    def __init__(self, dataset: Dataset, currency: str) -> None:
        self.currency = currency
        self._dataset = dataset
        self._converter = Converter(dataset.fx_rates, currency)
        self._known: dict[tuple[Any, ...], Money] = {}  # by all that it is read from: most rows stand in many sums

    def money(self, row: pd.Series | Record) -> Money:
        """Read one row of `funding`."""
        return self._money(str(row.name), *(row[name] for name in _READ))

    def moneys(self, funding: pd.DataFrame) -> list[Money]:
        """Read every row of *funding*."""
        columns = (cells_of(funding.index), *(cells_of(funding[name]) for name in _READ))
        return [self._money(*cells) for cells in zip(*columns, strict=True)]

    def _money(self, key: str, amount: Any, currency: Any, qualifier: Any, linked: Any, relation: Any) -> Money:
        if not isinstance(currency, str) or amount is None or amount != amount:  # also not a number
            return Money(key, None, None, None, None)
        read = (key, amount, currency, qualifier, linked, relation)
        found = self._known.get(read)
        if found is None:
            date = self._date(linked, relation)
            found = self._known[read] = self._read(key, amount, currency, qualifier, date)
        return found

    def sizes(self, funding: pd.DataFrame) -> list[tuple[str, float]]:
        """
        Return for each row of *funding*, all with an amount, "" and its converted value, else its currency and value.
        """
        if is_many(self._dataset.keys("funding")):
            return self._priced.sizes(funding)
        sizes = [(one.value or one.stated, "" if one.value else str(one.currency)) for one in self.moneys(funding)]
        return [(currency, size.central if size else 0.0) for size, currency in sizes]

    def worths(self, funding: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Tell of which rows of *funding* an amount is stated, and its converted value, not a number without a rate."""
        if is_many(self._dataset.keys("funding")):
            return self._priced.worths(funding)
        moneys = self.moneys(funding)
        stated = np.fromiter((one.stated is not None for one in moneys), bool, len(moneys))
        values = (one.value.central if one.value else np.nan for one in moneys)
        return stated, np.fromiter(values, float, len(moneys))

    def itemised(self, parts: pd.Series) -> set[str] | None:
        """
        Return the keys of the amounts of which a part has a comparable amount: in one currency, else converted.

        *parts* has the key of the whole by that of the part. None where few rows make it quicker to look at each.
        """
        return self._priced.itemised(parts) if is_many(self._dataset.keys("funding")) else None

    def cost(self, row: pd.Series | Record) -> Money:
        """Read the cost of one row of `projects`, dated by the summit where the project stems from it."""
        return self._read(
            str(row.name), row["cost"], row["currency"], row["cost_qualifier"], self._summit_day(row["relation"])
        )

    def sum(self, funding: pd.DataFrame) -> Sum:
        """Add up *funding*: rows of one instrument and one relation, or the sum means nothing (rule 4)."""
        if is_many(self._dataset.keys("funding")):
            return self._priced.sum(funding)
        return summed(tuple(self.moneys(funding)))

    def date(self, row: pd.Series | Record) -> dt.date | None:
        """
        Date the amount of a row of `funding`: the day of signing or pledge, else the last day of the summit (rule 7).

        Only a date known to the day can choose a rate. Context rows do not belong to the summit and get no day from it.
        """
        return self._date(row["linked_agreement_id"], row["relation"])

    def _date(self, linked: Any, relation: str) -> dt.date | None:
        return (self._days.get(linked) if isinstance(linked, str) else None) or self._summit_day(relation)

    @cached_property
    def _priced(self) -> Priced:
        return Priced(self._dataset, self._converter.convert)

    @cached_property
    def _ranged(self) -> Mapping[str, tuple[float, float]]:
        return ranged(self._dataset).by_key

    @cached_property
    def _days(self) -> dict[str, dt.date]:
        """The day of signing, else of the announcement, of each agreement with money where it is known to the day."""
        found, agreements = {}, self._dataset.agreements[["first_announced", "signed_on"]]
        places = np.unique(linked_places(self._dataset))
        agreements = agreements.iloc[places[places >= 0]]
        keys, day = cells_of(agreements.index), cache(dt.date.fromisoformat)
        for column in ("first_announced", "signed_on"):
            for key, text in zip(keys, cells_of(agreements[column]), strict=True):
                if isinstance(text, str) and len(text) == len("2025-06-17"):
                    found[key] = day(text)
        return found

    def _summit_day(self, relation: str) -> dt.date | None:
        return self._dataset.meta.ends if relation == "summit" else None

    def _read(
        self, key: str, amount: float, currency: str | None, qualifier: str | None, date: dt.date | None
    ) -> Money:
        if pd.isna(amount) or pd.isna(currency):
            return Money(key, None, None, None, None)
        word = None if pd.isna(qualifier) else qualifier
        stated = bounds(float(amount), word)
        if whole := within(stated, self._ranged.get(key)):
            stated, word = whole, None
        return Money(key, currency, stated, word, self._converter.convert(stated, currency, date), date is not None)


def counted(funding: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that count toward a total (rule 3)."""
    return only(funding, funding["counts_toward_total"] == "yes")


def summable(funding: pd.DataFrame) -> pd.DataFrame:
    """Return *funding* with the columns alone that adding up reads."""
    return funding[[name for name in funding if name in _ADDED]]


def by_instrument(funding: pd.DataFrame, purse: Purse, order: Iterable[str]) -> dict[str, Sum]:
    """Add up the counted rows of *funding* by instrument, in *order*; contract values never join the others."""
    rows = counted(summable(funding))
    present = {str(name): group for name, group in rows.groupby("instrument", observed=True)}
    return {name: purse.sum(present[name]) for name in order if name in present}


def by_recipient(funding: pd.DataFrame, countries: Iterable[str]) -> dict[str, pd.DataFrame]:
    """
    Give each of *countries* the counted rows of *funding* for it alone; rows for several stand under "shared", those
    whose recipient no source names under "unnamed".

    An amount for several recipients is never allotted (rule 4).
    """
    rows = counted(funding)
    to = kinds_of(rows["recipients"])
    return {
        **{code: only(rows, to.where((code,).__eq__)) for code in countries},
        "shared": only(rows, to.where(lambda codes: len(codes) > 1)),
        "unnamed": only(rows, to.where(lambda codes: not codes)),
    }


def directions(funding: pd.DataFrame, partner: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of *funding* that flow to the *partner*, and those that flow from it; others do neither."""
    payers = kinds_of(funding["funder_parties"])
    to, paid_by = (kinds.where(lambda codes: partner in codes) for kinds in (kinds_of(funding["recipients"]), payers))
    known = payers.where(bool)
    return only(funding, to & ~paid_by & known), only(funding, paid_by & ~to)


def parts(funding: pd.DataFrame, whole: str) -> pd.DataFrame:
    """Return the rows that are stated as direct parts of *whole* and restate nothing."""
    return only(funding, (funding["part_of"] == whole) & funding["restates"].isna())


@lru_cache(maxsize=4)
def parts_of(dataset: Dataset) -> Mapping[str, Sequence[Record]]:
    """Map the key of each amount to what `parts` returns of it, row by row."""
    return Rows(dataset, wholes_of(dataset))


@lru_cache(maxsize=4)
def wholes_of(dataset: Dataset) -> pd.Series:
    """Return the key of the amount around each part of another that restates nothing, by its own key."""
    rows = dataset.funding
    return rows["part_of"][rows["part_of"].notna() & rows["restates"].isna()]


@lru_cache(maxsize=4)
def rewordings_of(dataset: Dataset) -> Mapping[str, Sequence[Record]]:
    """Map the key of each amount to the rows that state it again, in their own words."""
    rows = dataset.funding
    return Rows(dataset, rows["restates"][rows["restates"].notna() & rows["amount"].notna()])


class Rows(Mapping[str, Sequence[Record]]):
    """The rows of *dataset* by the key that the column *of* names in each, read when they are asked for."""

    def __init__(self, dataset: Dataset, of: pd.Series) -> None:
        self._dataset = dataset
        self._keys: dict[str, list[str]] = {}
        for key, whole in zip(cells_of(of.index), cells_of(of), strict=True):
            self._keys.setdefault(whole, []).append(key)

    def __getitem__(self, key: str) -> list[Record]:
        return [self._dataset.row(one)[1] for one in self._keys[key]]

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
