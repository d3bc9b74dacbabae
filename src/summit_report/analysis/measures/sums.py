"""What money is once it is read and added up: amounts as stated and converted, sums of one kind, shares of a sum."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from summit_report.analysis.amounts import OPEN_ABOVE, OPEN_BELOW, Bounds, Conversion, Total, total


@dataclass(frozen=True)
class Money:
    """
    The stated amount of one row of `funding`, in its own currency and converted.

    *stated* is None where no source gives an amount, *converted* also where no dated rate is near. A range, of which
    both ends are known, has no *qualifier*. *dated*: whether a day is known whose rate could convert it.
    """

    key: str
    currency: str | None
    stated: Bounds | None
    qualifier: str | None
    converted: Conversion | None
    dated: bool = True

    @property
    def value(self) -> Bounds | None:
        """The converted bounds, or None."""
        return self.converted.bounds if self.converted else None


@dataclass(frozen=True)
class Share:
    """The part *value* (1 = all) of a known central value, and the keys of the *rows* that make it."""

    value: float
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Sum:
    """
    Money of one kind: *total* in the reporting currency, *original* per currency as stated, *items* row by row.

    *unconverted* are the rows with an amount but without a rate: in *original*, not in *total*.
    """

    total: Total
    original: dict[str, Total]
    items: Sequence[Money]

    @property
    def rows(self) -> Sequence[str]:
        """Keys of all the rows, with or without an amount."""
        return self.total.rows

    @property
    def samples(self) -> Iterable[Money]:
        """Items among which each rate is that converted any."""
        return self.items

    @property
    def values(self) -> dict[str, float]:
        """The central value of each converted amount, by the key of its row."""
        return {item.key: item.value.central for item in self.items if item.value}

    @cached_property
    def stated(self) -> Sequence[str]:
        """Keys of the rows with a stated amount, converted or not."""
        return tuple(item.key for item in self.items if item.stated is not None)

    @cached_property
    def silent(self) -> Sequence[str]:
        """Keys of the rows without a stated amount."""
        return tuple(item.key for item in self.items if item.stated is None)

    @cached_property
    def unconverted(self) -> Sequence[str]:
        """Keys of the rows whose amount has no rate."""
        return tuple(item.key for item in self.items if item.stated is not None and item.converted is None)

    @property
    def missing(self) -> Sequence[Money]:
        """The items whose amount has no rate."""
        return tuple(item for item in self.items if item.stated is not None and item.converted is None)

    @cached_property
    def left_out(self) -> Sum | None:
        """The part with an amount but without a rate, where the rest of the sum is converted; else None."""
        missing = tuple(self.missing)
        return summed(missing) if missing and self.total.bounds is not None else None

    @cached_property
    def open_above(self) -> Share | None:
        """The share of the known central value that rests on "at least" or "more than"; None if none is known."""
        return self.resting_on(OPEN_ABOVE)

    @cached_property
    def open_below(self) -> Share | None:
        """The share of the known central value that rests on "up to" or "nearly"; None if none is known."""
        return self.resting_on(OPEN_BELOW)

    def resting_on(self, words: Collection[str]) -> Share | None:
        """Return the share of the known central value whose qualifier is one of *words*; None if none is known."""
        values = self.values
        rows = tuple(item.key for item in self.items if item.key in values and item.qualifier in words)
        whole = sum(values.values())
        return Share(sum(values[key] for key in rows) / whole, rows) if whole else None


def summed(items: Sequence[Money]) -> Sum:
    """Add up *items*."""
    currencies = sorted({item.currency for item in items if item.currency and item.stated})
    original = {
        currency: total((item.key, item.stated) for item in items if item.currency == currency)
        for currency in currencies
    }
    return Sum(total((item.key, item.value) for item in items), original, items)
