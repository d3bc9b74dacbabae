"""Keys of several lists as one, each key once, and keys with the rows that prove them; of very many by columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from summit_report.analysis.keys import Keys, Told, are_many, places_of


def index_of(keys: Sequence[str], dtype: Any = "string") -> pd.Index:
    """Return *keys* as an index: of a table's kind where they come from one, else of *dtype*."""
    return keys.as_index if isinstance(keys, Keys) else pd.Index(list(keys), dtype=dtype)


def once(*groups: Iterable[str]) -> Sequence[str]:
    """Join groups of row keys, each key once, in order."""
    lists = [group if isinstance(group, Sequence) else tuple(group) for group in groups]
    if not are_many(*lists):
        return tuple(dict.fromkeys(chain.from_iterable(lists)))
    dtype = next((one.whole.dtype for one in lists if isinstance(one, Keys)), "string")
    joined = pd.concat([index_of(one, dtype).to_series() for one in lists if len(one)])
    return Keys(pd.Index(joined.unique(), dtype=joined.dtype))


class Proofs:
    """The row that proves each of some keys where that is another, and the *events* of each."""

    def __init__(self, rows: Mapping[str, str], events: Mapping[str, Sequence[str]] | None = None) -> None:
        self.rows = rows
        self.events = events or {}
        self._made: dict[Any, tuple[pd.Index, pd.Index]] = {}

    def of(self, key: str) -> str:
        """Return the key of the row that proves *key*."""
        return self.rows.get(key, key)

    def with_these(self, keys: Sequence[str]) -> Sequence[str]:
        """Return *keys*, which differ, each with the row that proves it and its events; very many as `Told`."""

        def told() -> Iterable[str]:
            seen = set[str]()
            for key in keys:
                for one in (key, self.of(key), *self.events.get(key, ())):
                    if one not in seen:
                        seen.add(one)
                        yield one

        if not are_many(keys):
            return tuple(told())
        own = index_of(keys)
        proved, by = self._columns(own.dtype)
        others = by[places_of(own, proved) >= 0].unique()
        return Told(len(own) + int(np.count_nonzero(places_of(own, others) < 0)), told)

    def _columns(self, dtype: Any) -> tuple[pd.Index, pd.Index]:
        """Return each key that is proved by another, or has an event, beside that other."""
        if dtype not in self._made:
            pairs = [*self.rows.items(), *((key, one) for key, several in self.events.items() for one in several)]
            keys, others = ([pair[i] for pair in pairs] for i in (0, 1))
            self._made[dtype] = pd.Index(keys, dtype=dtype), pd.Index(others, dtype=dtype)
        return self._made[dtype]
