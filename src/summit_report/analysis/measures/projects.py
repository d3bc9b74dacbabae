"""Projects by stage, what is known of them, and the titles that a view shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from summit_report.analysis.frames import cells_of
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


def titles(view: View, wanted: Collection[str]) -> dict[str, str]:
    """
    Title those of *wanted* that are agreements, funding or projects of any relation and pass country and sector filter.
    """
    found: dict[str, str] = {}
    for relation in ("summit", "follow-up", "context") if wanted else ():
        one = replace(view, relation=relation)
        for frame in (one.agreements, one.funding, one.projects):
            rows = frame["title"][frame.index.isin(list(wanted))]
            found |= dict(zip(cells_of(rows.index), cells_of(rows), strict=True))
    return found
