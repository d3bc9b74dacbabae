"""
Announced against itemised: how much of a headline amount is named inside it.

Parts of different kinds are never added into a total (rule 4 of the data model), but they bound what is named: they may
lie inside each other, so at least the largest kind is named, and at most all of them. A ratio above one is a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import overload

import numpy as np
import pandas as pd

from summit_report.analysis.amounts import Bounds, Total, total
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import Record, cells_of, kinds_of, only
from summit_report.analysis.keys import PLACE, linked_places
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures.money import Money, Purse
from summit_report.analysis.measures.rivals import Answer, uses
from summit_report.analysis.view import View

# Money given, lent or paid for a share is three different moneys; an investment or a contract value may contain them.
DISJOINT = ("grant", "loan", "equity")

# What tells a headline from other amounts, and what its size is read from.
_ASKED = frozenset(
    {
        "amount",
        "currency",
        "amount_qualifier",
        "relation",
        "restates",
        "part_of",
        "recipients",
        "linked_agreement_id",
        PLACE,
    }
)


@dataclass(frozen=True)
class Part:
    """A row named inside a headline amount; it stands for *documents* papers. *amount* in the headline's currency."""

    key: str
    title: str
    kind: str
    documents: int
    amount: Bounds | None
    qualifier: str | None = None


@dataclass(frozen=True)
class Bucket:
    """Parts that may be added to each other: of one kind, or of kinds that exclude each other; *grouped* sums apart."""

    kinds: tuple[str, ...]
    grouped: bool
    parts: tuple[Part, ...]

    @property
    def total(self) -> Total:
        """The known value of the parts."""
        return total((part.key, part.amount) for part in self.parts)


@dataclass(frozen=True)
class Span:
    """What may overlap: at least *low*, the largest kind alone, and at most *high*, all kinds side by side."""

    low: Bounds
    high: Bounds

    @property
    def certain(self) -> bool:
        """Whether nothing can overlap."""
        return self.low == self.high


@dataclass(frozen=True)
class Headline:
    """
    An announced amount, *whole*, and the *buckets* of parts named inside it, all in one *currency*.

    *package* is the key of the agreement it is the value of; *counts* tells whether it enters a total. *others* are the
    rival answers to the claim that it agrees with, in *unit*.
    """

    key: str
    title: str
    package: str | None
    money: Money
    currency: str
    whole: Bounds
    counts: bool
    buckets: tuple[Bucket, ...]
    others: tuple[Answer, ...] = ()
    unit: str = ""

    @property
    def items(self) -> tuple[Bucket, ...]:
        """The buckets whose parts are named one by one."""
        return tuple(bucket for bucket in self.buckets if not bucket.grouped)

    @property
    def groups(self) -> tuple[Bucket, ...]:
        """The buckets whose parts are sums for several documents."""
        return tuple(bucket for bucket in self.buckets if bucket.grouped)

    @property
    def parts(self) -> tuple[Part, ...]:
        """All the parts."""
        return tuple(part for bucket in self.buckets for part in bucket.parts)

    def share(self, buckets: Sequence[Bucket]) -> Span | None:
        """Return the share of the whole that *buckets* explain; None when they have no amount."""
        named = span(buckets)
        return Span(ratio(named.low, self.whole), ratio(named.high, self.whole)) if named else None

    def unnamed(self, buckets: Sequence[Bucket]) -> Span:
        """Return what *buckets* leave of the whole: with either reading, named and not named make the whole."""
        named = span(buckets)
        return (
            Span(rest(self.whole, named.high), rest(self.whole, named.low)) if named else Span(self.whole, self.whole)
        )


def span(buckets: Sequence[Bucket]) -> Span | None:
    """Bound the sum of *buckets* that may overlap; None when none has an amount."""
    known = [found for bucket in buckets if (found := bucket.total.bounds)]
    if not known:
        return None
    return Span(max(known, key=lambda one: one.central), sum(known[1:], known[0]))


def ratio(part: Bounds, whole: Bounds) -> Bounds:
    """Divide *part* by *whole*, interval-wise: an open end of either stays open at the end that it moves."""
    low = None if part.low is None or whole.high is None else part.low / whole.high
    high = None if part.high is None or whole.low is None else part.high / whole.low
    return Bounds(low, part.central / whole.central, high, part.approximate or whole.approximate)


def rest(whole: Bounds, part: Bounds) -> Bounds:
    """Take *part* from *whole*, interval-wise; below zero when the parts exceed their whole."""
    low = None if whole.low is None or part.high is None else whole.low - part.high
    high = None if whole.high is None or part.low is None else whole.high - part.low
    return Bounds(low, whole.central - part.central, high, part.approximate or whole.approximate)


@lru_cache(maxsize=16)
def headlines(view: View, purse: Purse) -> Headlines:
    """
    Return the headline amounts of *view*, largest first, each with the parts that the dataset names inside it.

    What has no rate stands behind all that has one: its size is of another currency, and compared within that alone.

    A headline is a stated amount, neither restating another nor inside one, that stands for several things: it has
    parts, or is the value of a package, or is for several recipients. It need not count toward a total. Of zero nothing
    can be named.
    """
    rows, inside = view.funding, mm.parts_of(view.dataset)
    rows = rows[[name for name in rows if name in _ASKED]]
    rows = only(rows, rows["amount"].gt(0) & rows["restates"].isna() & rows["part_of"].isna())
    several = kinds_of(rows["recipients"]).where(lambda to: len(to) > 1)
    packed = docs.is_package(view.dataset.agreements).to_numpy(dtype=bool)
    of_package = np.append(packed, False)[linked_places(view.dataset)[rows[PLACE].to_numpy()]]
    parted = np.fromiter((key in inside for key in cells_of(rows.index)), bool, len(rows))
    rows = only(rows, several | of_package | parted)
    order = sorted(
        (currency, -size, key) for (currency, size), key in zip(purse.sizes(rows), cells_of(rows.index), strict=True)
    )
    return Headlines(view.dataset, purse, [key for *_, key in order])


class Headlines(Sequence[Headline]):
    """The headline amounts of *dataset* with these *keys*, each made from its rows when it is asked for."""

    def __init__(self, dataset: Dataset, purse: Purse, keys: Sequence[str]) -> None:
        self.keys = tuple(keys)
        self._dataset = dataset
        self._purse = purse
        self._made: dict[str, Headline] = {}

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, place: int) -> Headline: ...
    @overload
    def __getitem__(self, place: slice) -> Headlines: ...
    def __getitem__(self, place: int | slice) -> Headline | Headlines:
        if isinstance(place, slice):
            return Headlines(self._dataset, self._purse, self.keys[place])
        key = self.keys[place]
        if key not in self._made:
            self._made[key] = _headline(self._dataset, self._purse, self._dataset.row(key)[1])
        return self._made[key]

    @cached_property
    def itemised(self) -> list[int]:
        """The places of those of which a part has an amount."""
        known = self._purse.itemised(mm.wholes_of(self._dataset))
        if known is None:
            return [place for place, one in enumerate(self) if span(one.buckets)]
        return [place for place, key in enumerate(self.keys) if key in known]

    def __add__(self, other: Headlines) -> Headlines:
        return Headlines(self._dataset, self._purse, (*self.keys, *other.keys))


def _headline(dataset: Dataset, purse: Purse, row: Record) -> Headline:
    key, money = row.name, purse.money(row)
    inside = [(one, purse.money(one)) for one in mm.parts_of(dataset).get(key, ())]
    # A share needs one unit: the stated one where all have it, so that no rate enters; else the converted values.
    stated = money.value is None or all(m.currency in (None, money.currency) for _, m in inside)
    unit = money.currency if stated else None
    parts = [_part(dataset, one, m, unit) for one, m in inside]
    linked = row["linked_agreement_id"]
    question, answer = uses(dataset).get(key, (None, None))
    whole = money.stated if stated else money.value
    assert whole is not None and money.currency is not None  # only rows with an amount come here
    return Headline(
        key,
        str(row["title"]),
        None if pd.isna(linked) else str(linked),
        money,
        money.currency if stated else purse.currency,
        whole,
        bool(row["counts_toward_total"] == "yes"),
        _buckets(parts),
        tuple(one for one in question.answers if one is not answer) if question else (),
        question.unit if question else "",
    )


def _part(dataset: Dataset, row: Record, money: Money, unit: str | None) -> Part:
    """Read a part; its amount is that stated in the currency *unit*, the converted value where no unit is given."""
    as_stated = money.stated if money.currency == unit else None
    amount = money.value if unit is None else as_stated
    linked = row["linked_agreement_id"]
    documents = 1 if pd.isna(linked) else int(dataset.row(linked)[1]["documents"])
    return Part(row.name, str(row["title"]), str(row["instrument"]), documents, amount, money.qualifier)


def _buckets(parts: Sequence[Part]) -> tuple[Bucket, ...]:
    """Sort *parts* into what may be added: items before groups, larger sums first."""
    sorted_in: dict[tuple[bool, str], list[Part]] = {}
    for part in parts:
        grouped = part.documents > 1
        sorted_in.setdefault((grouped, "finance" if part.kind in DISJOINT else part.kind), []).append(part)
    made = [
        Bucket(tuple(dict.fromkeys(part.kind for part in inside)), grouped, tuple(sorted(inside, key=_largest_first)))
        for (grouped, _), inside in sorted_in.items()
    ]
    return tuple(sorted(made, key=lambda one: (one.grouped, -_central(one.total.bounds), one.kinds)))


def _largest_first(part: Part) -> tuple[float, str]:
    return (-_central(part.amount), part.key)


def _central(known: Bounds | None) -> float:
    return known.central if known else 0.0
