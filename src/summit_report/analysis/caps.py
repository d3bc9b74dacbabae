"""
How much of very many rows a page prints: of small data everything, of large data the first of each list, and counts.

What a list leaves out stands in the data files, and the list says how much that is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from summit_report.analysis import wording as w

MANY_ROWS = 5_000
"""A dataset with no more rows that lists print has them printed whole."""

LISTED = ("agreements", "funding", "projects", "claims", "milestones", "trade")
"""The tables that lists print row by row. Of the others only what such a row names is printed: its source, its rate."""


@dataclass(frozen=True)
class Caps:
    """
    The most *lines* of one list of rows, *parts* of one piece of evidence, and *rows* that are named behind one number.

    From so many *named* rows in all, a number names those that others name, else a single one.
    """

    lines: int = sys.maxsize
    parts: int = sys.maxsize
    rows: int = sys.maxsize
    named: int = sys.maxsize

    @property
    def cuts(self) -> bool:
        """Whether anything can be left out."""
        return self.lines < sys.maxsize


WHOLE = Caps()
CUT = Caps(lines=25, parts=150, rows=2, named=100)


def caps_for(sizes: Iterable[int]) -> Caps:
    """Return what a page prints of each list where the tables `LISTED` have these *sizes*."""
    return CUT if sum(sizes) > MANY_ROWS else WHOLE


def and_more(shown: int, of: int) -> str:
    """Say what a list of *of* leaves out after the first *shown*."""
    return f"And {w.number(of - shown)} more: the data files have all {w.number(of)}."
