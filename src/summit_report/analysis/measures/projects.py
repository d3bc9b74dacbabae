"""Projects by stage, what is known of them, and the titles that a view shows."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import cells_of
from summit_report.analysis.measures.sources import witnesses
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


def cost_proof(dataset: Dataset, key: str) -> str | None:
    """
    Return the key of the row of funding that states the cost of the project *key* again, with its qualifier; else None.

    A project has no qualifier of its own. The row has the same amount and currency, comes from a source that speaks of
    the project, and shares two words of its title; a loan may equal a cost by chance, the words tell them apart.
    """
    project, funding = dataset.projects.loc[key], dataset.funding
    same = funding[(funding["amount"] == project["cost"]) & (funding["currency"] == project["currency"])]
    same = same[same["source_id"].isin(witnesses(dataset, key))]
    shared = {
        str(found): len(_words(str(title)) & _words(str(project["title"]))) for found, title in same["title"].items()
    }
    best = max(shared, key=lambda found: shared[found], default=None)
    return best if best is not None and shared[best] > 1 else None


def _words(title: str) -> set[str]:
    return set(re.findall(r"\w{4,}", title.casefold()))


def titles(view: View, wanted: Collection[str]) -> dict[str, str]:
    """
    Title those of *wanted* that are agreements, funding or projects of any relation and pass country and sector filter.
    """
    found: dict[str, str] = {}
    for relation in ("summit", "follow-up", "context") if wanted else ():
        one = replace(view, relation=relation)
        for frame in (one.agreements, one.funding, one.projects):
            rows = frame[frame.index.isin(list(wanted))]
            found |= dict(zip(cells_of(rows.index), cells_of(rows["title"]), strict=True))
    return found
