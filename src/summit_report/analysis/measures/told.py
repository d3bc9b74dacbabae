"""Whose word each row is: the source that it names, and those that speak of it beside that one; by columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.columns import KEY_PATTERN
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import cells_of
from summit_report.analysis.keys import own_money, places_of
from summit_report.analysis.measures.counts import is_many

_KEYS = re.compile(KEY_PATTERN)
_DIGITS = re.compile(r"[0-9]+")
_MOST_SHAPES = 50  # of keys without regard to their digits; more are not looked for together
_SPEAKING = ("agreements", "funding", "projects", "claims", "milestones", "trade")
# Which column of which table says that its row speaks of another row, and in which tables that may stand.
_SPEAKS_OF = (
    ("agreements", "same_as", ("agreements",)),
    ("projects", "same_as", ("projects",)),
    ("funding", "restates", ("funding",)),
    ("funding", "linked_agreement_id", ("agreements",)),
    ("milestones", "entity_id", ("agreements", "projects", "funding")),
)


@dataclass(frozen=True)
class Told:
    """
    Whose word the rows of all *tables* are; each begins at its number, one behind the other, with its index.

    *own* is the source that each row names; of the rows *of*, more sources speak: *by*. Sources go by their place.
    """

    tables: tuple[tuple[int, pd.Index], ...]
    own: NDArray[np.intp]
    of: NDArray[np.intp]
    by: NDArray[np.intp]

    def place(self, key: str) -> int | None:
        """Return where the row *key* stands among the rows of all tables; None for one that names no source."""
        return next((start + int(index.get_loc(key)) for start, index in self.tables if key in index), None)  # type: ignore[arg-type]

    def places(self, keys: pd.Index) -> NDArray[np.intp]:
        """Return what `place` does for each of *keys*, -1 for none."""
        found = np.full(len(keys), -1)
        for start, index in self.tables:
            if len(index) and (found < 0).any():
                places = places_of(index, keys)
                found = np.where(places < 0, found, start + places)
        return found


@lru_cache(maxsize=8)
def told(dataset: Dataset) -> Told:
    """Return whose word the rows of *dataset* are."""
    names = dataset.keys("sources")
    sizes = [len(dataset.table(table)) for table in _SPEAKING]
    starts = dict(zip(_SPEAKING, accumulate(sizes, initial=0), strict=False))
    speaking = {table: places_of(names, dataset.table(table)["source_id"]) for table in _SPEAKING}
    of, by = ([np.empty(0, np.intp)] for _ in range(2))
    number = {str(name): place for place, name in enumerate(cells_of(names))}
    for table, start in starts.items():
        for place, found in named_in_notes(dataset.table(table), number):
            of.append(np.full(len(found), start + place))
            by.append(np.array([number[name] for name in found], np.intp))
    for table, column, targets in _SPEAKS_OF:
        rows = dataset.table(table)[column]
        chosen = np.flatnonzero(own_money(dataset) if column == "linked_agreement_id" else rows.notna().to_numpy(bool))
        for target in targets if len(chosen) else ():
            places = places_of(dataset.table(target).index, rows.iloc[chosen])
            of.append(starts[target] + places[places >= 0])
            by.append(speaking[table][chosen[places >= 0]])
    tables = tuple((start, dataset.table(table).index) for table, start in starts.items())
    return Told(tables, np.concatenate(list(speaking.values())), np.concatenate(of), np.concatenate(by))


def named_in_notes(rows: pd.DataFrame, known: Collection[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the place of each of *rows* whose note may name some of the keys *known*, and those that it names."""
    for place, note in _noted(rows, known):
        yield place, [match[0] for match in _KEYS.finditer(note) if match[0] in known]


def _noted(rows: pd.DataFrame, known: Collection[str]) -> Iterable[tuple[int, str]]:
    """Yield the place and the note of each of *rows* that may name a source: it has a key like those *known*."""
    noted = pd.DataFrame({"note": rows["note"].array}).dropna()
    shapes = {_DIGITS.sub("[0-9]+", re.escape(key)) for key in known}
    if is_many(noted) and len(shapes) < _MOST_SHAPES:
        noted = noted[noted["note"].str.contains("|".join(sorted(shapes)))]
    return zip(noted.index.tolist(), cells_of(noted["note"]), strict=True)
