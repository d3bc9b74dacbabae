"""The head of the report: what it is, as of when, from which data, by whom."""

from __future__ import annotations

from collections.abc import Iterable

from summit_report.analysis import wording as w
from summit_report.analysis.citation import Citation
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.exhibits import Exhibit, exhibit
from summit_report.analysis.report import Report
from summit_report.analysis.summit import Summit

FEW = 10  # members that are all named among the keywords


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
            "keywords": keywords([report.dataset]),
            "description": f"{meta.title}, {meta.place}: {subtitle[:1].lower()}{subtitle[1:]}.",
        }
    )


def keywords(datasets: Iterable[Dataset]) -> list[str]:
    """Return the subjects of a report: partners, other members where they are few, and what it asks."""
    metas = [dataset.meta for dataset in datasets]
    codes = [meta.partner for meta in metas]
    codes += [code for meta in metas if len(meta.members) <= FEW for code in meta.members]
    return [*dict.fromkeys(map(w.country, codes)), "summit outcomes", "development finance"]


def _subtitle(report: Report) -> str:
    return "What was agreed, promised and paid for" + report.scope


def _facts(report: Report) -> list[list[object]]:
    meta, cited = report.dataset.meta, report.citation
    held = w.date(meta.starts.isoformat())
    if meta.ends != meta.starts:
        held = f"{meta.starts.day}–{w.date(meta.ends.isoformat())}"
    facts: list[list[object]] = [
        ["Summit", f"{meta.place}, {held}"],
        ["Members", w.listed(w.country(meta.named(code)) for code in meta.members)],
        ["Data cut-off", report.cut_off],
        ["Data version", f"{meta.version}, checksum {report.dataset.checksum[:12]}"],
        ["Amounts in", f"{report.currency}, converted at dated rates"],
    ]
    return [*facts, *signature(cited, [meta])]


def signature(cited: Citation, metas: Iterable[Summit]) -> list[list[object]]:
    """Return publisher, licence and contact of a report whose data, *metas*, name any of them, as facts of its title."""
    facts: list[list[object]] = [["Published by", cited.publisher]] if cited.publisher else []
    facts += [["Contact", cited.contact_link]] if cited.contact else []
    return [*facts, ["Licence", cited.licence]] if facts or any(meta.license for meta in metas) else []
