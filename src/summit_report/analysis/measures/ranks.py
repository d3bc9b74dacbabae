"""Ranks in which ties share a place."""

from __future__ import annotations

from collections import Counter
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
    every = sorted(values.values(), reverse=True)
    first: dict[float, int] = {}
    for place, value in enumerate(every, start=1):
        first.setdefault(value, place)
    shared = Counter(every)
    return {key: Rank(value, first[value], len(every), shared[value] - 1) for key, value in values.items()}
