"""Rows that lie inside each other, and which of them may be taken so that nothing is counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.frames import cells_of
from summit_report.analysis.keys import places_of

INSIDE = "inside "  # how the reason begins that goes on with the key of the admitted row around it


@dataclass(frozen=True)
class Nest:
    """
    The rows of a table that lie inside each other, as the *parents* of their keys; *related* have the places of them
    all with their keys, those first that our own total counts. *up* has the place of the row around each, else -1.
    """

    parents: Mapping[str, str]
    related: Sequence[tuple[int, str]]
    up: NDArray[np.intp]

    def above(self, key: str) -> frozenset[str]:
        """Return the keys of all rows around the row *key*."""
        if key not in self._around:
            self._around[key] = frozenset(_above(key, self.parents))
        return self._around[key]

    def touching(self, admitted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell which of the *admitted* rows lie inside or around another of them."""
        found = np.zeros(len(admitted), dtype=bool)
        start = np.flatnonzero(admitted & (self.up >= 0))
        at = self.up[start]
        while len(start):
            both = admitted[at]
            found[start[both]] = found[at[both]] = True
            further = self.up[at]
            start, at = start[further >= 0], further[further >= 0]
        return found

    @cached_property
    def _around(self) -> dict[str, frozenset[str]]:
        return {}


def nest(rows: pd.DataFrame) -> Nest:
    """Tell how *rows* lie in each other."""
    inside = np.flatnonzero(rows["part_of"].notna().to_numpy(dtype=bool))
    heads = rows["part_of"].iloc[inside]
    parents = dict(zip(cells_of(rows.index.take(inside)), cells_of(heads), strict=True))
    around = places_of(rows.index, heads)
    up = np.full(len(rows), -1)
    up[inside] = around
    related = np.union1d(inside, around[around >= 0])
    ours = is_counted(rows)[related]
    related = related[np.argsort(~ours, kind="stable")]
    return Nest(parents, list(zip(related.tolist(), cells_of(rows.index.take(related)), strict=True)), up)


def once(nested: Nest, admitted: NDArray[np.bool_]) -> dict[int, str]:
    """
    Keep what our own total counts, then whatever neither lies inside an admitted row nor holds one.

    Return the places of the *admitted* rows that are not kept, with the reason.
    """
    kept: dict[str, int] = {}  # with the order in which they are kept
    around: dict[str, int] = {}  # the first of them inside a row that is around it
    fallen: dict[int, str] = {}
    touching = nested.touching(admitted)  # every other one is kept, and keeps none out
    for place, key in (one for one in nested.related if touching[one[0]]):
        above = nested.above(key)
        holder = min((other for other in above if other in kept), key=kept.__getitem__, default=None)
        if key in around and (holder is None or around[key] < kept[holder]):
            fallen[place] = "counted through its parts"
        elif holder is not None:
            fallen[place] = f"{INSIDE}{holder}"
        else:
            for other in above:
                around.setdefault(other, len(kept))
            kept[key] = len(kept)
    return fallen


def _above(key: str, parents: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    while key in parents and parents[key] not in found:
        key = parents[key]
        found.add(key)
    return found


def is_counted(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which rows of agreements or funding our own totals count."""
    if "counts_toward_total" in rows:
        return (rows["counts_toward_total"] == "yes").to_numpy(dtype=bool)
    return (rows["part_of"].isna() & rows["same_as"].isna()).to_numpy(dtype=bool)
