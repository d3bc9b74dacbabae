"""Exchange rates that contradict each other: what those of a dataset, or the European Central Bank's, imply of one."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from statistics import median

import pandas as pd

from summit_report.analysis.amounts import ecb_rate
from summit_report.analysis.frames import records

FARTHEST = 1.25  # times: no market puts two prices of one day so far apart
LONGEST_DAYS = 366  # between two rates that are compared

# For base and quote, the day, key and value of each row, and of each that gives the inverse, by day.
_Values = Mapping[tuple[str, str], list[tuple[dt.date, str, float]]]


def contradicted(fx_rates: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """
    Yield the key of each rate that lies more than a quarter from what others imply, and a sentence about it.

    The European Central Bank's rate of the week judges where there is one; else the middle one of what the dataset's
    own rates of a year around imply: of the same currencies, either way round, or by way of a third.
    """
    values = _values(fx_rates)
    for key, row in records(fx_rates):
        date, base, quote, rate = dt.date.fromisoformat(row["date"]), row["base"], row["quote"], row["rate"]
        bank = ecb_rate(base, quote, date)
        found = [bank.value] if bank else list(_implied(values, key, date, base, quote))
        if not found or 1 / FARTHEST <= rate / median(found) <= FARTHEST:
            continue
        implied = median(found)
        who = "the European Central Bank's rates" if bank else "the other rates"
        which = "it" if bank else "one of them"
        upside_down = 1 / FARTHEST <= rate * implied <= FARTHEST
        doubt = f"{which} seems to be upside down." if upside_down else f"is {which} wrong?"
        yield key, f"1 {base} is {rate:.6g} {quote} here, by {who} about {implied:.3g} {quote}; {doubt}"


def _values(fx_rates: pd.DataFrame) -> _Values:
    values: dict[tuple[str, str], list[tuple[dt.date, str, float]]] = {}
    for key, row in records(fx_rates):
        date = dt.date.fromisoformat(row["date"])
        values.setdefault((row["base"], row["quote"]), []).append((date, key, row["rate"]))
        values.setdefault((row["quote"], row["base"]), []).append((date, key, 1 / row["rate"]))
    return {pair: sorted(of_pair) for pair, of_pair in values.items()}


def _implied(values: _Values, key: str, date: dt.date, base: str, quote: str) -> Iterator[float]:
    """Yield what rates other than *key* say of *quote* for one *base* around *date*."""
    direct = _nearest(values, key, date, base, quote)
    if direct is not None:
        yield direct
    for third in {one for one, other in values if other == quote} - {base}:
        first, second = _nearest(values, key, date, base, third), _nearest(values, key, date, third, quote)
        if first is not None and second is not None:
            yield first * second


def _nearest(values: _Values, key: str, date: dt.date, base: str, quote: str) -> float | None:
    """Return the value nearest to *date* of another row than *key*, if one is near."""
    dated = values.get((base, quote), [])
    place = bisect_left(dated, (date, key, 0.0))
    others = (one for one in dated[max(place - 1, 0) : place + 2] if one[1] != key)
    near = min(others, key=lambda one: abs(one[0] - date), default=None)
    return near[2] if near and abs(near[0] - date).days <= LONGEST_DAYS else None
