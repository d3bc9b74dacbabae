"""Projects and what happened to them: stages, dates and dated events."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from summit_report.analysis.view import View

STAGES = ("proposed", "feasibility", "preparation", "construction", "operating", "delayed", "cancelled", "unknown")


def stages(projects: pd.DataFrame) -> pd.DataFrame:
    """Count *projects* by sector (rows, most projects first) and stage (columns in the order of the ladder)."""
    table = pd.crosstab(projects["sector"], projects["stage"])
    table = table.reindex(columns=[stage for stage in STAGES if stage in table.columns])
    counts = table.sum(axis=1)
    order = sorted(table.index, key=lambda sector: (-counts[sector], sector))
    return table.loc[order]


def known(projects: pd.DataFrame, column: str) -> tuple[str, ...]:
    """Return the keys of the *projects* that have a value in *column*."""
    return tuple(projects.index[projects[column].notna()])


def events(view: View, after: dt.date) -> pd.DataFrame:
    """
    Return the done milestones later than *after* of everything the view shows, whatever its relation, oldest first.

    A date known to the month or year counts as later when its first day is: nothing dated before is called later.
    Columns: those of `milestones` and ``subject``, the title of what the event belongs to.
    """
    milestones = view.dataset.milestones
    titles = _titles(view)
    chosen = (
        (milestones["status"] == "done")
        & milestones["entity_id"].isin(list(titles))
        & (milestones["date"].map(_first_day) > after)
    )
    found = milestones[chosen]
    found = found.assign(subject=found["entity_id"].map(titles))
    return found.sort_values(["date", "milestone_id"], kind="stable")


def planned(view: View) -> pd.DataFrame:
    """Return the planned milestones of everything the view shows, nearest first, with ``subject`` as in `events`."""
    milestones = view.dataset.milestones
    titles = _titles(view)
    found = milestones[(milestones["status"] == "planned") & milestones["entity_id"].isin(list(titles))]
    return found.assign(subject=found["entity_id"].map(titles)).sort_values(["date", "milestone_id"], kind="stable")


def _first_day(date: str) -> dt.date:
    year, month, day = [*date.split("-"), "01", "01"][:3]
    return dt.date(int(year), int(month), int(day))


def _titles(view: View) -> dict[str, str]:
    """Map the keys of agreements, funding and projects of any relation that pass the country and sector filter."""
    titles: dict[str, str] = {}
    for relation in ("summit", "follow-up", "context"):
        one = View(view.dataset, view.country, view.sector, relation)
        for frame in (one.agreements, one.funding, one.projects):
            titles |= dict(zip(frame.index, frame["title"], strict=True))
    return titles
