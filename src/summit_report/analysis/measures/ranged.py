"""
Amounts that their own source gives as a range: a row with one end, and a row that restates it with the other.

Both rows are one amount with two bounds. A rival, which another source states, bounds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.amounts import BEYOND, OPEN_ABOVE, OPEN_BELOW, Bounds
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import cells_of
from summit_report.analysis.keys import places_of

_READ = ("amount", "currency", "amount_qualifier", "source_id", "restates")


@dataclass(frozen=True)
class Ranged:
    """The ranges of a table of funding: the *places* of their rows, their ends, the keys of the rows of the other."""

    places: NDArray[np.intp]
    lows: NDArray[np.float64]
    highs: NDArray[np.float64]
    ends: Mapping[str, tuple[str, ...]]

    @property
    def by_key(self) -> dict[str, tuple[float, float]]:
        """The low and the high end of each range, by the key of the row whose amount it is."""
        return dict(zip(self.ends, zip(self.lows.tolist(), self.highs.tolist(), strict=True), strict=True))


@lru_cache(maxsize=4)
def ranged(dataset: Dataset) -> Ranged:
    """Return the ranges in the funding of *dataset*; of several other ends of one amount, the widest holds them all."""
    funding = dataset.funding
    words = OPEN_ABOVE | OPEN_BELOW
    again = funding[(funding["restates"].notna() & funding["amount_qualifier"].isin(words)).to_numpy(dtype=bool)]
    if again.empty:  # a million keys need not be looked through
        return Ranged(np.empty(0, np.intp), np.empty(0), np.empty(0), {})
    places = places_of(funding.index, again["restates"])
    again, places = again[places >= 0], places[places >= 0]
    own, other = (
        pd.DataFrame({name: cells_of(rows[name]) for name in _READ}) for rows in (funding.iloc[places], again)
    )
    rising = own["amount_qualifier"].isin(OPEN_ABOVE) & other["amount_qualifier"].isin(OPEN_BELOW)
    falling = own["amount_qualifier"].isin(OPEN_BELOW) & other["amount_qualifier"].isin(OPEN_ABOVE)
    beyond = own["amount_qualifier"].isin(BEYOND) | other["amount_qualifier"].isin(BEYOND)
    first, second = own["amount"].astype(float), other["amount"].astype(float)
    low, high = np.where(falling, second, first), np.where(falling, first, second)
    same = (own["source_id"] == other["source_id"]) & (own["currency"] == other["currency"]) & own["restates"].isna()
    held = same & (rising | falling) & np.where(beyond, low < high, low <= high)
    pairs = pd.DataFrame({"place": places, "key": cells_of(again.index), "low": low, "high": high})[held.to_numpy(bool)]
    found = pairs.groupby("place").agg(low=("low", "min"), high=("high", "max"), keys=("key", tuple))
    at = found.index.to_numpy(dtype=np.intp)
    ends = dict(zip(cells_of(funding.index[at]), found["keys"], strict=True))
    return Ranged(at, found["low"].to_numpy(dtype=float), found["high"].to_numpy(dtype=float), ends)


def within(stated: Bounds, ends: tuple[float, float] | None) -> Bounds | None:
    """Return the range with these *ends* that *stated* is one end of; None where it is not."""
    if ends is None or stated.central not in ends:
        return None
    return Bounds(ends[0], stated.central, ends[1])
