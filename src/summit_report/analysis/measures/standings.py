"""How firm each of many rows is, kept by columns: a `Standing` is made when one row is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.crosswalk import Rung
from summit_report.analysis.frames import cells_of
from summit_report.analysis.keys import PLACE, places_of
from summit_report.analysis.unions import Proofs

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
    The standings of rows with this *index*: *levels* has the number of each row's rung, 0 where it was called off.

    *proofs* has the key of the row that gives the rung where that is another, *events* those of its done milestones.
    *whole* tells that the first of the rows are a table of the dataset, in its order.
    """

    def __init__(
        self,
        index: pd.Index,
        levels: NDArray[np.int8],
        proofs: Mapping[str, str],
        events: Mapping[str, Sequence[str]],
        *,
        whole: bool = False,
    ) -> None:
        self._index = index
        self._levels = levels
        self._proofs = Proofs(proofs, events)
        self._whole = whole

    def __getitem__(self, key: str) -> Standing:
        level = int(self._levels[self._index.get_loc(key)])
        rung = Rung(level) if level != CALLED_OFF else None
        return Standing(key, rung, self._proofs.of(key), tuple(self._proofs.events.get(key, ())))

    def __iter__(self) -> Iterator[str]:
        return iter(cells_of(self._index))

    def __len__(self) -> int:
        return len(self._index)

    def __or__(self, other: Standings) -> Standings:
        return Standings(
            self._index.append(other._index),
            np.concatenate([self._levels, other._levels]),
            {**self._proofs.rows, **other._proofs.rows},
            {**self._proofs.events, **other._proofs.events},
            whole=self._whole,
        )

    def levels(self, keys: pd.Index) -> NDArray[np.int8]:
        """Return the number of the rung of each of *keys*, 0 where it was called off."""
        return self._levels[places_of(self._index, keys)]

    @property
    def every(self) -> NDArray[np.int8]:
        """The numbers of the rungs of all rows."""
        return self._levels

    def of(self, rows: pd.DataFrame) -> NDArray[np.int8]:
        """Return what `levels` does for the keys of *rows*: by their place in the table where they have one."""
        return self._levels[rows[PLACE].to_numpy()] if self._whole and PLACE in rows else self.levels(rows.index)

    def shown_by(self, keys: Sequence[str]) -> Sequence[str]:
        """Return *keys* with what proves each and its done milestones, each once."""
        return self._proofs.with_these(keys)
