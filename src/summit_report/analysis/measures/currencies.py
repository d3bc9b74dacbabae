"""
Amounts in other currencies: as stated, converted at the dated rate, and the dollar values that sources put beside.

A stated equivalent is shown and never mixed in (rule 7 of the data model); the rate it implies tells the two apart.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import Record, cells_of, records
from summit_report.analysis.keys import PLACE, heads
from summit_report.analysis.measures.money import Money, Purse
from summit_report.analysis.measures.questions import is_slip
from summit_report.analysis.measures.rivals import money_unit
from summit_report.analysis.measures.timeline import RELATIONS
from summit_report.analysis.view import View

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Foreign:
    """
    One amount that is not stated in the reporting currency.

    *money* is the row's own amount, that of the row it restates where it gives none. *usd* is the dollar value stated
    beside it, with the *word* that the same source puts before it in the claims; *source* is who says so. *root* is the
    key of the row that the amount belongs to: its own, the one that it restates, or the one that states the same sum.
    """

    key: str
    title: str
    root: str
    money: Money
    usd: float | None
    source: str
    word: str | None = None

    @property
    def implied(self) -> float | None:
        """Units of the amount's currency for one dollar in the stated equivalent; None where either is zero."""
        stated = self.money.stated.central if self.money.stated else None
        return stated / self.usd if self.usd and stated else None


class Foreigns(Sequence[Foreign]):
    """
    Amounts that are not stated in the reporting currency, each made from its row when it is asked for.

    Those of one amount stand together, the row that it belongs to first. *places* are those of rows of `funding`, then
    of *costs*; *roots* likewise name the row that each belongs to, *moneys* the row of `funding` that has its amount.
    """

    def __init__(
        self, dataset: Dataset, purse: Purse, costs: Sequence[Foreign], places: Places, roots: Places, moneys: Places
    ) -> None:
        self._dataset = dataset
        self._purse = purse
        self._costs = costs
        self._places = places
        self._roots = roots
        self._moneys = moneys
        funding = dataset.funding
        own = places < len(funding)
        usd = funding["stated_usd_equivalent"].to_numpy(dtype=float)
        self._usd = np.full(len(places), np.nan)
        self._usd[own] = usd[places[own]]
        self._starts = np.flatnonzero(np.diff(roots, prepend=-1))
        self._ends = np.append(self._starts[1:], len(places))

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Foreign: ...
    @overload
    def __getitem__(self, place: slice) -> list[Foreign]: ...
    def __getitem__(self, place: int | slice) -> Foreign | list[Foreign]:
        if isinstance(place, slice):
            return [self[one] for one in range(len(self))[place]]
        at, rows = int(self._places[place]), len(self._dataset.keys("funding"))
        if at >= rows:
            return self._costs[at - rows]
        return _amount(self._dataset, self._purse, at, int(self._roots[place]))

    @property
    def groups(self) -> Iterator[range]:
        """The places here of the rows of each amount, one amount after the other."""
        return map(range, self._starts.tolist(), self._ends.tolist())

    @property
    def equivalents(self) -> Iterator[range]:
        """Those of `groups` of which a row states a dollar value."""
        chosen = np.unique(np.searchsorted(self._starts, np.flatnonzero(~np.isnan(self._usd)), side="right") - 1)
        return map(range, self._starts[chosen].tolist(), self._ends[chosen].tolist())

    @property
    def lines(self) -> int:
        """The number of amounts, and of further rows that state a dollar value of one, above zero."""
        further = np.nan_to_num(self._usd) != 0
        further[self._starts] = False
        return len(self._starts) + int(further.sum())

    @property
    def unconverted(self) -> list[int]:
        """The places here of the rows that amounts belong to and that have no rate."""
        own = self._places == self._roots
        of_funding = own & (self._places < len(self._dataset.funding))
        _, values = self._purse.worths(self._dataset.funding.iloc[self._places[of_funding]])
        own[of_funding] = np.isnan(values)
        return [place for place in np.flatnonzero(own).tolist() if of_funding[place] or self[place].money.value is None]

    @property
    def samples(self) -> Iterator[Money]:
        """Moneys among which each rate is that converted any."""
        funding = self._dataset.funding
        yield from self._purse.sum(funding.iloc[self._moneys[self._moneys < len(funding)]]).samples
        yield from (self._costs[at - len(funding)].money for at in self._places[self._places >= len(funding)].tolist())


def foreign(view: View, purse: Purse) -> Foreigns:
    """
    Return every amount and cost of *view*, of any relation, stated in another currency than that of *purse*.

    A row that gives only a dollar value for such an amount is one too. Rows of one amount stand together.
    """
    dataset = view.dataset
    funding = dataset.funding[["amount", "currency", "restates", "source_id"]]
    views = [replace(view, relation=relation) for relation in RELATIONS]
    places = np.concatenate([one.funding[PLACE].to_numpy(dtype=np.intp) for one in views])
    root_of = heads(funding, "restates")
    stated = (funding["amount"].notna() & funding["currency"].notna()).to_numpy(dtype=bool)
    roots = root_of[places]
    moneys = np.where(stated[places], places, roots)

    costs = [_cost(row, purse) for one in views for _, row in records(one.projects)]
    costs = [one for one in costs if one.money.stated]
    same = _same_sums(costs, dataset, places, moneys)
    costs = [replace(one, root=_key(dataset, root_of[same[i]])) if i in same else one for i, one in enumerate(costs)]
    of_costs = np.arange(len(funding), len(funding) + len(costs))
    roots_of_costs = np.array([root_of[same[i]] if i in same else place for i, place in enumerate(of_costs)], np.intp)

    other = (funding["currency"] != purse.currency).to_numpy(dtype=bool, na_value=False)
    chosen = stated[moneys] & other[moneys]
    chosen_costs = np.array([one.money.currency != purse.currency for one in costs], dtype=bool)
    places = np.concatenate([places[chosen], of_costs[chosen_costs]])
    roots = np.concatenate([roots[chosen], roots_of_costs[chosen_costs]])
    moneys = np.concatenate([moneys[chosen], of_costs[chosen_costs]])
    order = np.lexsort((places != roots, pd.factorize(roots)[0]))
    return Foreigns(dataset, purse, costs, places[order], roots[order], moneys[order])


def _key(dataset: Dataset, place: int) -> str:
    return str(dataset.keys("funding")[place])


def _amount(dataset: Dataset, purse: Purse, place: int, root: int) -> Foreign:
    """Read the row of funding at *place*, which belongs to the one at *root*."""
    row, whole = (dataset.row(_key(dataset, one))[1] for one in (place, root))
    own = purse.money(row)
    money = own if own.stated else purse.money(whole)
    usd = None if pd.isna(row["stated_usd_equivalent"]) else float(row["stated_usd_equivalent"])
    source = str(row["source_id"])
    word = _claimed(_claims(dataset).get(source, ()), usd) if usd else None
    return Foreign(row.name, str(row["title"]), whole.name, money, usd, source, word)


@lru_cache(maxsize=4)
def _claims(dataset: Dataset) -> dict[str, list[Record]]:
    """Return the claims of each source that have a value and are no slip."""
    claims: dict[str, list[Record]] = {}
    for _, claim in records(dataset.claims.dropna(subset=["value"])):
        if not is_slip(claim):
            claims.setdefault(claim["source_id"], []).append(claim)
    return claims


def _claimed(claims: Iterable[Record], usd: float) -> str | None:
    """Return the word that one of *claims* puts before the value of *usd* dollars; None if none does."""
    for claim in claims:
        currency, size = money_unit(str(claim["unit"])) or ("", 1.0)
        if currency == "USD" and math.isclose(float(claim["value"]) * size, usd) and pd.notna(claim["qualifier"]):
            return str(claim["qualifier"])
    return None


def _cost(row: Record, purse: Purse) -> Foreign:
    """Read the cost of a project as an amount of its own."""
    return Foreign(row.name, str(row["title"]), row.name, purse.cost(row), None, str(row["source_id"]))


def _same_sums(costs: Sequence[Foreign], dataset: Dataset, places: Places, moneys: Places) -> dict[int, int]:
    """
    Map the place in *costs* to that of the first row of funding, of those at *places*, that is the same sum.

    It is the same where source, size and name are: the data has no link between the two, and names are the same where
    they share two words. *moneys* are the rows that have the amounts of those at *places*.
    """
    funding = dataset.funding
    of_size: dict[tuple[Any, ...], list[int]] = {}
    sizes = [one.money.stated.central for one in costs if one.money.stated]
    if not sizes:
        return {}
    alike = np.flatnonzero(np.isin(funding["amount"].to_numpy(dtype=float)[moneys], sizes))
    chosen, amounts = funding.iloc[places[alike]], funding.iloc[moneys[alike]]
    columns = (amounts["currency"], amounts["amount"], chosen["source_id"])
    for place, *said in zip(places[alike].tolist(), *map(cells_of, columns), strict=True):
        of_size.setdefault(tuple(said), []).append(place)
    titles = dict(zip(places[alike].tolist(), map(_words, map(str, cells_of(chosen["title"]))), strict=True))
    found = {}
    for i, one in enumerate(costs):
        size = one.money.stated.central if one.money.stated else None
        for place in of_size.get((one.money.currency, size, one.source), ()):
            if len(_words(one.title) & titles[place]) > 1:
                found[i] = place
                break
    return found


def _words(title: str) -> set[str]:
    return {word for word in re.findall(r"\w+", title.casefold()) if len(word) > 3}


def equivalents(found: Foreigns) -> Iterator[tuple[int, list[tuple[int, Foreign]]]]:
    """
    Yield the first row of each amount with rows that state a dollar value, and these, smallest value first.

    Rows go by their place in *found*, behind which each of the others stands.
    """
    for group in found.equivalents:
        rows = [(place, one) for place in group if (one := found[place]).usd is not None]
        yield group[0], sorted(rows, key=lambda row: (row[1].usd or 0.0, row[1].key))
