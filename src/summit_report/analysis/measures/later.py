"""
What became of the promises of a summit: in operation, under way, heard of again, or nothing.

The state is that of the row (the levels of ``crosswalk``). A row that has not begun is "reported later" when its newest
dated evidence is more than a month younger than the summit; of all others nothing later is known.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from summit_report.analysis.crosswalk import Rung
from summit_report.analysis.dates import edtf_bounds
from summit_report.analysis.frames import kinds_of, only
from summit_report.analysis.keys import places_of
from summit_report.analysis.measures import firmness, standings
from summit_report.analysis.measures.timeline import clocks
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


def fates(view: View) -> pd.Series:
    """Give each agreement and project of *view*, described once, one of FATES, by its key."""
    data = view.dataset
    papers = firmness.of_agreements(view.agreements, data.funding.iloc[:0], data.milestones, data.meta.as_of)
    works = firmness.of_projects(view.projects, data.milestones, data.meta.as_of)
    after = data.meta.ends + SETTLING
    found = clocks(view)
    clocked = found.titles.index
    keys = pd.concat([view.agreements[[]], view.projects[[]]]).index
    rungs = np.concatenate([papers.every, works.every])[places_of(keys, clocked)]
    dates = kinds_of(pd.Series(np.where(found.days < 0, "", found.evidence), dtype=object))
    heard = dates.where(lambda evidence: evidence and edtf_bounds(evidence)[1] > after)
    told = [rungs == standings.CALLED_OFF, rungs == Rung.IN_OPERATION, rungs == Rung.UNDER_WAY, heard]
    order = [FATES.index(fate) for fate in (CALLED_OFF, IN_OPERATION, UNDER_WAY, REPORTED)]
    fate = np.select(told, order, FATES.index(SILENT))
    return pd.Series(np.array(FATES, dtype=object)[fate], index=clocked, dtype=object)


def fates_of(frame: pd.DataFrame, found: pd.Series) -> pd.Series:
    """Return the fate of each row of *frame*; None of one that is described elsewhere."""
    fate = np.append(found.to_numpy(dtype=object), [None])[places_of(found.index, frame.index)]
    return pd.Series(fate, index=frame.index, dtype=object)


def having(frame: pd.DataFrame, found: pd.Series, *wanted: str) -> pd.DataFrame:
    """Return the rows of *frame* whose fate is one of *wanted*; rows described elsewhere are left out."""
    return only(frame, fates_of(frame, found).isin(wanted))
