"""What must stand beside a row wherever it is named: that one source alone carries it, and how much of it is itemised."""

from __future__ import annotations

from collections.abc import Iterable

from summit_report.analysis.exhibits import Inline
from summit_report.analysis.measures.sources import mark
from summit_report.analysis.report import Report
from summit_report.analysis.sections.ratios import ratio_text, ratio_words


def remarks(report: Report, key: str) -> str:
    """Word the remarks on the row *key* in brackets, to follow its name; empty where there are none."""
    words = [text for text in (mark(report.dataset, key), ratio_text(report, key)) if text]
    return f" ({'; '.join(words)})" if words else ""


def starred(report: Report, key: str) -> str:
    """Return "*" for a row that one source alone carries and "**" for a reference text, to follow it in a figure."""
    marked = mark(report.dataset, key)
    return "" if not marked else "*" if marked == "single source" else "**"


def stars_explained(texts: Iterable[str]) -> str:
    """Return what the stars at the end of *texts* mean, as sentences for the caption; empty without any."""
    ends = {text[len(text.rstrip("*")) :] for text in texts}
    meanings = {"*": " * Single source.", "**": " ** Single source, a reference text."}
    return "".join(words for stars, words in meanings.items() if stars in ends)


def named(report: Report, key: str) -> list[Inline]:
    """
    Name the row *key* by its title, which opens the row, with the remarks on it in brackets.

    A ratio opens the evidence that ``ratio_evidence`` returns.
    """
    words: list[list[Inline]] = [[single]] if (single := mark(report.dataset, key)) else []
    words += [list(ratio)] if (ratio := ratio_words(report, key)) else []
    title: list[Inline] = [{"text": str(report.row(key)[1]["title"]), "ref": f"row-{key.lower()}"}]
    for i, part in enumerate(words):
        title += ["; " if i else " (", *part]
    return [*title, ")"] if words else title
