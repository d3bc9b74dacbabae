"""Who or what is first: a place that several share is given to all of them, in every title and sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from summit_report.analysis import wording as w
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.measures.ranks import leaders
from summit_report.analysis.sections.common import number

NAMED = 3
"""So many names at most stand in a title; more of them are counted."""


def first(counts: Mapping[str, Count]) -> tuple[list[str], str]:
    """
    Return those of *counts* that no other exceeds, and their value in words: "4", or "1 each" of several.

    Raises ValueError if there are none.
    """
    found = leaders({name: count.value for name, count in counts.items()})
    if not found:
        raise ValueError("nobody is first among none")
    return list(found), number(counts[found[0]]) + (" each" if len(found) > 1 else "")


def equal(counts: Mapping[str, Count]) -> bool:
    """Tell whether several have all the same, so that nobody leads."""
    return len(counts) > 1 and len(first(counts)[0]) == len(counts)


def named(found: Sequence[str], name: Callable[[str], str], singular: str, plural: str | None = None) -> str:
    """Name those *found*, "Peru and Chile", or count them where a title has no room: "5 countries"."""
    return w.listed(map(name, found)) if len(found) <= NAMED else w.counted(len(found), singular, plural)
