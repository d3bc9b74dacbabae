"""What is said where a dataset lacks an optional table: one sentence, in the first section that needs it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from summit_report.analysis.exhibits import Exhibit, exhibit, note
from summit_report.analysis.report import Report

LACKS = {
    "funding": "This dataset has no table of money: it says nothing of what was promised or paid.",
    "projects": "This dataset has no table of projects; the section is left out.",
    "claims": "This dataset has no table of claims; rival figures cannot be set side by side.",
    "trade": "This dataset has no table of trade.",
}
NO_MILESTONES = "This dataset has no table of milestones: of dated events it knows only the target dates of projects."
NO_EVENTS = "This dataset has no table of milestones and none of projects: it knows no dated event."
Section = Callable[[Report], Exhibit]


def lacks(report: Report, table: str) -> bool:
    """Tell whether the dataset of *report* was given without *table*: then nothing can be said, not even "none"."""
    return table in report.dataset.missing


def no_events(report: Report) -> str:
    """Say which dated events are unknown for want of a table of milestones."""
    return NO_EVENTS if lacks(report, "projects") else NO_MILESTONES


def needs(table: str, *, told: bool = False) -> Callable[[Section], Section]:
    """
    Leave out a section whose dataset lacks *table*; where it is *told*, the section is the sentence that says so.

    A heading with nothing below it is left out as well when the notebook is exported.
    """

    def guard(section: Section) -> Section:
        @wraps(section)
        def guarded(report: Report) -> Exhibit:
            if not lacks(report, table):
                return section(report)
            return exhibit(note(LACKS[table])) if told else exhibit()

        return guarded

    return guard
