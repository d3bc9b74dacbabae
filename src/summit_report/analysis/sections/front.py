"""The head of the report: what it is, as of when, from which data, by whom."""

from __future__ import annotations

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Exhibit, exhibit
from summit_report.analysis.report import Report


def title(report: Report) -> Exhibit:
    """Return the title block with edition line and authorship."""
    meta, cited = report.dataset.meta, report.citation
    subtitle = _subtitle(report)
    return exhibit(
        {
            "kind": "front",
            "id": "top",
            "title": report.title,
            "subtitle": subtitle,
            "facts": _facts(report),
            "authors": list(cited.authors),
            "lang": "en",
            "date": meta.as_of.isoformat(),
            "keywords": ["China", "Central Asia", "summit outcomes", "development finance"],
            "description": f"{meta.title}, {meta.place}: {subtitle.lower()}.",
        }
    )


def _subtitle(report: Report) -> str:
    return "What was agreed, promised and paid for" + report.scope


def _facts(report: Report) -> list[list[object]]:
    meta, cited = report.dataset.meta, report.citation
    held = w.date(meta.starts.isoformat())
    if meta.ends != meta.starts:
        held = f"{meta.starts.day}–{w.date(meta.ends.isoformat())}"
    facts: list[list[object]] = [
        ["Summit", f"{meta.place}, {held}"],
        ["Members", w.countries(meta.members)],
        ["Data cut-off", report.cut_off],
        ["Data version", f"{meta.version}, checksum {report.dataset.checksum[:12]}"],
        ["Amounts in", f"{report.currency}, converted at dated rates"],
    ]
    if cited.contact:
        facts.append(["Contact", [{"text": cited.contact, "href": f"mailto:{cited.contact}"}]])
    return facts
