"""Documents that stand in two packages: each package counts them, so a sum of both counts them twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import cells_of, only


@dataclass(frozen=True)
class Shared:
    """The row *key* in *package* describes the same *documents* as the row *twin*, which stands in another package."""

    key: str
    package: str
    documents: int
    twin: str
    other: str


@lru_cache(maxsize=8)
def shared(dataset: Dataset) -> tuple[Shared, ...]:
    """
    Return the documents of *dataset* that stand in two packages, in the order of the table.

    Packages are the outermost ones, which are those that count. A second description inside its own package is none.
    """
    agreements = dataset.agreements[["part_of", "same_as", "documents"]]
    again = only(agreements, agreements["part_of"].notna() & agreements["same_as"].notna())
    if again.empty:
        return ()
    above = _filled(agreements["part_of"])
    same = _filled(agreements["same_as"])
    found = []
    for key, size in zip(cells_of(again.index), again["documents"].tolist(), strict=True):
        twin = _last(same, key)
        package, other = _last(above, key), _last(above, twin)
        if other not in (package, twin):
            found.append(Shared(key, package, size, twin, other))
    return tuple(found)


def _filled(column: pd.Series) -> dict[str, str]:
    cells = column.dropna()
    return dict(zip(cells_of(cells.index), cells_of(cells), strict=True))


def _last(links: Mapping[str, str], key: str) -> str:
    """Follow *links*, which have no circle, from *key* to the end."""
    while key in links:
        key = links[key]
    return key
