"""What a figure has no room for: which rows are drawn, and the sentence that says how many are left to the table."""

from __future__ import annotations

from collections.abc import Sequence

from summit_report.analysis import wording as w


def kept(items: Sequence[str], most: int, always: str | None = None) -> list[str]:
    """Return the first *most* of *items*; the one that must *always* be seen takes the last place where it is later."""
    shown = list(items[:most])
    if always is not None and always in items and always not in shown:
        shown[-1:] = [always]
    return shown


def left_out(shown: int, of: int, plural: str) -> str:
    """Say that only *shown* of *of* things are drawn, to follow a caption; empty where all are."""
    return f" {w.number(shown)} of {w.number(of)} {plural} are drawn; the data table has all." if shown < of else ""
