"""
What became of the promises of a summit: in operation, under way, heard of again, or nothing.

The state is that of the row (the levels of ``crosswalk``). A row that has not begun is "reported later" when its newest
dated evidence is more than a month younger than the summit; of all others nothing later is known.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from summit_report.analysis.crosswalk import Rung
from summit_report.analysis.dates import edtf_bounds
from summit_report.analysis.measures import firmness
from summit_report.analysis.measures.timeline import Clock, clocks
from summit_report.analysis.view import View

IN_OPERATION, UNDER_WAY, CALLED_OFF, REPORTED, SILENT = (
    "in operation",
    "under way",
    "called off",
    "reported later",
    "nothing later",
)
FATES = (IN_OPERATION, UNDER_WAY, CALLED_OFF, REPORTED, SILENT)
SETTLING = dt.timedelta(days=31)  # what is published within a month reports the summit itself


def fates(view: View) -> dict[str, str]:
    """Map the key of each agreement and project of *view*, described once, to one of FATES."""
    data = view.dataset
    papers = firmness.of_agreements(view.agreements, data.funding.iloc[:0], data.milestones, data.meta.as_of)
    standings = papers | firmness.of_projects(view.projects, data.milestones, data.meta.as_of)
    after = data.meta.ends + SETTLING
    return {clock.key: _fate(standings[clock.key].rung, clock, after) for clock in clocks(view)}


def having(frame: pd.DataFrame, found: dict[str, str], *wanted: str) -> pd.DataFrame:
    """Return the rows of *frame* whose fate is one of *wanted*; rows described elsewhere are left out."""
    return frame[[found.get(str(key)) in wanted for key in frame.index]]


def _fate(rung: Rung | None, clock: Clock, after: dt.date) -> str:
    if rung is None:
        return CALLED_OFF
    if rung >= Rung.UNDER_WAY:
        return IN_OPERATION if rung is Rung.IN_OPERATION else UNDER_WAY
    return REPORTED if clock.evidence and edtf_bounds(clock.evidence)[1] > after else SILENT
