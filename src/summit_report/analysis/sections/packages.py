"""What the packages hold: how many papers of each are named, one square per paper."""

from __future__ import annotations

from collections.abc import Sequence

from summit_report.analysis import figures
from summit_report.analysis import wording as w
from summit_report.analysis.amounts import OPEN_ABOVE
from summit_report.analysis.exhibits import (
    Block,
    Entry,
    Exhibit,
    Inline,
    column,
    exhibit,
    note,
    paragraph,
    row,
    sentence,
)
from summit_report.analysis.figures import Squares
from summit_report.analysis.measures.packages import Packed
from summit_report.analysis.measures.rivals import Answer
from summit_report.analysis.measures.sources import mark, single_source
from summit_report.analysis.report import Report, plain_table
from summit_report.analysis.sections import ratios
from summit_report.analysis.sections.common import documents as papers


def documents(report: Report) -> Exhibit:
    """Show for each package how many of its papers are named one by one, one square per paper."""
    found = ratios.all_packages(report)
    if not found:
        return exhibit(
            note(
                f"No package of documents{report.scope} is recorded: there is nothing to set against a list of papers."
            )
        )
    entry = ratios.packages_entry(report)
    report.registry.use([entry], "par-packages", "Packages in words")
    text = [*_package_sentences(report, found, entry), *_larger_than_counted(found, entry)]
    return exhibit(
        {**paragraph(*text, evidence=[entry]), "id": "par-packages"},
        _squares(report, found, entry),
        _package_table(report, found, entry),
    )


def _package_sentences(report: Report, found: Sequence[Packed], entry: Entry) -> list[Inline]:
    """Word the packages of the report's relation and those that followed, each with a sum of its own."""
    text: list[Inline] = []
    for some, when in ((_own(report, found), report.came), (_later(report, found), "followed the summit")):
        if not some:
            continue
        single, grouped = sum(one.single.value for one in some), sum(one.grouped.value for one in some)
        text.append(
            sentence(
                "{} of documents that {} {} for {}; {} of them {} named one by one{}.",
                entry.number(w.counted(len(some), "package")),
                when,
                "stands" if len(some) == 1 else "stand",
                entry.number(_size(some)),
                entry.number(w.number(single) if single else "none"),
                "is" if single < 2 else "are",
                sentence(
                    ", {} more {} known only as a group, which may hold some of those",
                    entry.number(w.number(grouped)),
                    "is" if grouped == 1 else "are",
                )
                if grouped
                else "",
            )
        )
    return text


def _own(report: Report, found: Sequence[Packed]) -> list[Packed]:
    return [one for one in found if one.key in report.view.agreements.index]


def _later(report: Report, found: Sequence[Packed]) -> list[Packed]:
    return [one for one in found if one.key not in report.view.agreements.index]


def _size(some: Sequence[Packed]) -> str:
    """Word the documents of several packages; one open end makes the sum open."""
    at_least = any(one.qualifier in OPEN_ABOVE for one in some)
    return ("at least " if at_least else "") + papers(sum(one.documents for one in some))


def _larger_than_counted(found: Sequence[Packed], entry: Entry) -> list[Inline]:
    return [
        sentence(
            "“{}” counts as {}, but {} are named inside it: it holds more than its count.",
            one.title,
            papers(one.documents),
            entry.number(w.number(one.single.value + one.grouped.value), i),
        )
        for i, one in enumerate(found)
        if one.missing < 0
    ]


def _squares(report: Report, found: Sequence[Packed], entry: Entry) -> Block:
    some = _own(report, found) or _later(report, found)
    single = sum(one.single.value for one in some)
    words = report.words(
        f"{single} of {_size(some)} in {w.counted(len(some), 'package')} {'is' if single == 1 else 'are'} named one by one",
        "One square per document. Solid: named; framed: known as a group; hatched: not named; dashed: beyond the package’s count.",
    )
    items = [
        Squares(
            one.title,
            ("" if one in some else "After the summit: ") + _in_words(one),
            one.documents,
            one.single.value,
            one.grouped.value,
            _beyond(one),
        )
        for one in found
    ]
    twin = plain_table(words.title, _package_columns(), [_package_row(one) for one in found])
    alt = "; ".join(f"{item.label}: {item.text}" for item in items) + "."
    caption = "Documents of each package, named and not named; other counts of the same package are dashed."
    return report.figure("packages", figures.squares(items, words), words, caption, alt, twin, [entry])


def _in_words(one: Packed) -> str:
    parts = [f"{one.single.value} named"]
    parts += [f"{one.grouped.value} as a group"] if one.grouped.value else []
    parts += [f"{_missing(one)} not named"] if one.missing > 0 else []
    parts += [f"{-one.missing} more than counted"] if one.missing < 0 else []
    parts += [f"also counted as {_answer(other)}" for other in one.others]
    return ", ".join(parts)


def _missing(one: Packed) -> str:
    least, most = max(0, one.missing), max(0, one.most_missing)
    return w.number(least) if least == most else f"{w.number(least)} to {w.number(most)}"


def _answer(other: Answer) -> str:
    return w.counted_with(int(other.value or 0), other.qualifier) if other.value is not None else str(other.text)


def _beyond(one: Packed) -> int:
    return max(0, *(int((other.value or 0) - one.documents) for other in one.others)) if one.others else 0


def _package_columns() -> list[dict]:
    return [
        column("Package", width=6),
        column("Documents", "right", width=2),
        column("Named one by one", "right", width=2),
        column("Known as a group", "right", width=2),
        column("Not named", "right"),
        column("Share named", "right"),
        column("Other counts", "right", width=2),
    ]


def _package_row(one: Packed, entry: Entry | None = None, line: int = 0, marked: str = "") -> dict:
    texts = [
        w.counted_with(one.documents, one.qualifier),
        w.number(one.single.value),
        w.number(one.grouped.value),
        _missing(one),
        ("at most " if one.qualifier in OPEN_ABOVE and one.single.value else "") + w.percent(one.share),
    ]
    others = ", ".join(_answer(other) for other in one.others)
    if entry is None:
        return row(one.title, *texts, others)
    title = [{"text": one.title, "ref": f"row-{one.key.lower()}"}, *([f" ({marked})"] if marked else [])]
    return row(title, *(entry.number(text, line) for text in texts), others)


def _package_table(report: Report, found: Sequence[Packed], entry: Entry) -> Block:
    body = [_package_row(one, entry, i, mark(report.dataset, one.key)) for i, one in enumerate(found)]
    named = [key for one in found for key in one.single.rows]
    weak = [key for key in named if single_source(report.dataset, key)]
    notes: list[Inline] = [
        "Share: papers named one by one over all documents. Above 100%: more papers are named than the package is counted as."
    ]
    if weak:
        notes.append(
            f"Of {w.counted(len(named), 'row')} naming a paper, {len(weak)} {'rests' if len(weak) == 1 else 'rest'} on a single source."
        )
    return report.table("packages", "What the packages hold", _package_columns(), body, notes=notes, evidence=[entry])
