"""What a count of documents may hold twice, said wherever the count is told."""

from __future__ import annotations

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Entry, Inline, Line, enumerated, sentence
from summit_report.analysis.measures import overlaps as ov
from summit_report.analysis.measures.overlaps import Overlap
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import documents, keys, number

RULE = (
    "A package whose amount restates no other, is part of none and still counts toward no total, beside a counted amount of "
    "the same kind and relation of another package with common parties; and documents inside one package that a row "
    "inside another describes too. Left: all documents without such packages and documents."
)


def entry(report: Report) -> Entry | None:
    """Record which packages may lie in which others, and what is left of the count if all do; None without one."""
    found = ov.overlaps(report.view)
    if not found:
        return None
    left = ov.without(report.view, found)
    lines = [
        *(
            Line(_title(report, one.key), number(one.documents), keys((one.key, *one.others), one.proof))
            for one in report.first(found)
        ),
        Line("Left if all lie in other packages", number(left), left.rows),
    ]
    return report.entry("overlap", f"Documents{report.scope} that may be counted twice", "", RULE, lines)


def brief(report: Report, of: str = "Of them") -> tuple[list[Inline], list[Entry]]:
    """Say in one sentence how many documents, introduced by *of*, may be counted twice; nothing where none may."""
    own, found = entry(report), ov.overlaps(report.view)
    if own is None:
        return [], []
    parts = [own.number(number(one.documents), i) for i, one in enumerate(report.first(found))]
    text = sentence(
        " {}, {} in {} may lie in {}: if all do, {} {} left.",
        of,
        enumerated(parts),
        "one package" if len(found) == 1 else "several packages",
        _others(report, found, own),
        own.number(number(ov.without(report.view, found)), len(report.first(found))),
        _are(report, found),
    )
    return text, [own]


def full(report: Report) -> tuple[list[Inline], list[Entry]]:
    """Say which packages may lie in which others, by their titles; nothing where none may."""
    own, found = entry(report), ov.overlaps(report.view)
    if own is None:
        return [], []
    parts = [
        sentence(
            "{}“{}” may lie in {}",
            "" if one.key in one.documents.rows else f"{documents(one.documents)} of ",
            _title(report, one.key),
            enumerated([f"“{_title(report, other)}”" for other in report.first(one.others)]),
        )
        for one in report.first(found)
    ]
    text = sentence(
        "{}: if all of {} does, {} {} left.",
        enumerated(parts),
        "it" if len(found) == 1 else "them",
        own.number(documents(ov.without(report.view, found)), len(report.first(found))),
        _are(report, found),
    )
    return text, [own]


def _others(report: Report, found: tuple[Overlap, ...], own: Entry) -> list[Inline]:
    """Word the other packages, and that the country of the report has no part in them."""
    others = keys(*(one.others for one in found))
    outside = keys(*(one.outside for one in found))
    sizes = [w.number(int(report.dataset.agreements["documents"][key])) for key in others]
    words = (
        sentence("the {} of another package", own.number(sizes[0], 0))
        if len(others) == 1
        else sentence("{} other packages", own.number(w.number(len(others)), 0))
    )
    if report.view.country is not None and outside == others:
        words.append(f", to which {w.the(report.view.country)} is no party")
    return words


def _are(report: Report, found: tuple[Overlap, ...]) -> str:
    return "is" if ov.without(report.view, found).value == 1 else "are"


def _title(report: Report, key: str) -> str:
    return str(report.row(key)[1]["title"])
