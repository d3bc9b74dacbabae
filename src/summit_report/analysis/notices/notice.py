"""What one should know about a dataset: one observation, and how a look at rows yields it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from summit_report.analysis.dates import edtf_bounds
from summit_report.analysis.problems import LISTED

_NUMBERED = re.compile(r"\[([^]|]*)\|([^]|]*)\]")


@dataclass(frozen=True)
class Notice:
    """
    State one observation: *text* is a sentence, *rows* the keys of the rows of *table* it is about.

    *look* names what was looked for. As text, it names the first rows and counts the others.
    """

    table: str
    text: str
    rows: tuple[str, ...]
    look: str = ""

    def __str__(self) -> str:
        rest = len(self.rows) - LISTED
        rows = ", ".join(self.rows[:LISTED]) + (f" and {rest:,} more" if rest > 0 else "")
        return f"{self.table}: {self.text}" + (f" ({rows})" if rows else "")


def about(table: str, rows: pd.DataFrame, text: str) -> Iterator[Notice]:
    """Yield the notice if there are *rows*; {n} in *text* becomes their number, [row is|rows are] what fits it."""
    if len(rows):
        fitting = _NUMBERED.sub(lambda words: words[1 if len(rows) == 1 else 2], text)
        yield Notice(table, fitting.format(n=f"{len(rows):,}"), tuple(rows.index))


def first_day_after(dates: pd.Series, day: date) -> pd.Series:
    """Tell for each of *dates* (EDTF text or NA) whether even its first day lies after *day*."""
    return dates.map(lambda text: pd.notna(text) and edtf_bounds(text)[0] > day).astype(bool)
