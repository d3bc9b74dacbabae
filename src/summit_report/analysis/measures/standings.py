"""How firm each of many rows is, kept by columns: a `Standing` is made when one row is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.crosswalk import Rung
from summit_report.analysis.keys import PLACE, with_proofs

CALLED_OFF = 0  # where a rung would stand


@dataclass(frozen=True)
class Standing:
    """
    The *rung* of the row *key*, None for a project that was called off.

    *proof* is the key of the row that gives the rung: the row itself, or a row of funding linked to it. *events* are
    the keys of its done milestones up to the cut-off.
    """

    key: str
    rung: Rung | None
    proof: str
    events: tuple[str, ...] = ()

    def reaches(self, rung: Rung) -> bool:
        """Tell whether it stands on *rung* or higher."""
        return self.rung is not None and self.rung >= rung


class Standings(Mapping[str, Standing]):
    """
    The standings of rows by their *keys*: *levels* has the number of each row's rung, 0 where it was called off.

    *proofs* has the key of the row that gives the rung where that is another, *events* those of its done milestones.
    *whole* tells that the first of the rows are a table of the dataset, in its order.
    """

    def __init__(
        self,
        keys: Sequence[str],
        levels: NDArray[np.int8],
        proofs: Mapping[str, str],
        events: Mapping[str, tuple[str, ...]],
        *,
        whole: bool = False,
    ) -> None:
        self._keys = keys
        self._levels = levels
        self._proofs = proofs
        self._events = events
        self._whole = whole

    @cached_property
    def _places(self) -> dict[str, int]:
        return dict(zip(self._keys, range(len(self._keys)), strict=True))

    def __getitem__(self, key: str) -> Standing:
        level = int(self._levels[self._places[key]])
        rung = Rung(level) if level != CALLED_OFF else None
        return Standing(key, rung, self._proofs.get(key, key), self._events.get(key, ()))

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __or__(self, other: Standings) -> Standings:
        return Standings(
            [*self._keys, *other._keys],
            np.concatenate([self._levels, other._levels]),
            {**self._proofs, **other._proofs},
            {**self._events, **other._events},
            whole=self._whole,
        )

    def levels(self, keys: Iterable[Any]) -> NDArray[np.int8]:
        """Return the number of the rung of each of *keys*, 0 where it was called off."""
        found = list(keys)
        return self._levels[np.fromiter(map(self._places.__getitem__, found), np.int64, len(found))]

    @property
    def every(self) -> NDArray[np.int8]:
        """The numbers of the rungs of all rows."""
        return self._levels

    def of(self, rows: pd.DataFrame) -> NDArray[np.int8]:
        """Return what `levels` does for the keys of *rows*: by their place in the table where they have one."""
        return self._levels[rows[PLACE].to_numpy()] if self._whole and PLACE in rows else self.levels(rows.index)

    def shown_by(self, keys: Sequence[str]) -> Sequence[str]:
        """Return *keys* with what proves each and its done milestones, each once."""
        return with_proofs(keys, self._proofs, self._events)
