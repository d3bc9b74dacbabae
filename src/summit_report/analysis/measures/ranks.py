"""Ranks in which ties share a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rank:
    """Place *place* among *of*, the largest first; *ties* others share it."""

    value: float
    place: int
    of: int
    ties: int


def leaders(values: Mapping[str, float]) -> tuple[str, ...]:
    """Return the names of the largest of *values*, in their order: one, or all that share the first place."""
    most = max(values.values(), default=0.0)
    return tuple(name for name, value in values.items() if value == most)


def ranks(values: Mapping[str, float]) -> dict[str, Rank]:
    """Rank *values* from the largest; equal values share the best place they would hold (1, 2, 2, 4)."""
    every = list(values.values())
    return {
        key: Rank(value, 1 + sum(other > value for other in every), len(every), every.count(value) - 1)
        for key, value in values.items()
    }
