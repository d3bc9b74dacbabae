"""How sources are named in sentences and tables: by who speaks, never by their code."""

from __future__ import annotations

import pandas as pd

from summit_report.analysis.exhibits import Inline
from summit_report.analysis.measures import sources as so
from summit_report.analysis.report import Report


def source_name(report: Report, key: str) -> str:
    """Name the source *key* by its publisher, without who carries or cites it; a text without one by its kind."""
    _, source = report.dataset.row(key)
    if pd.notna(source["publisher"]):
        return so.name(str(source["publisher"]))
    return "a reference text" if source["kind"] == so.REFERENCE else "an unnamed publisher"


def source_link(report: Report, key: str) -> list[Inline]:
    """Name the source *key* as a run that opens it in the list of sources."""
    return [{"text": source_name(report, key), "ref": f"src-{key.lower()}"}]
