"""What must stand beside a row wherever it is named: that one source alone carries it, and how much of it is itemised."""

from __future__ import annotations

from summit_report.analysis.measures.sources import mark
from summit_report.analysis.report import Report
from summit_report.analysis.sections.ratios import ratio_text


def remarks(report: Report, key: str) -> str:
    """Word the remarks on the row *key* in brackets, to follow its name; empty where there are none."""
    words = [text for text in (mark(report.dataset, key), ratio_text(report, key)) if text]
    return f" ({'; '.join(words)})" if words else ""
