"""What the packages hold: how many documents of each are named, one square per document."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

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
from summit_report.analysis.frames import cells_of
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.packages import Packed
from summit_report.analysis.measures.rivals import Answer
from summit_report.analysis.measures.sources import common_source, mark, single_source
from summit_report.analysis.report import Report, plain_table
from summit_report.analysis.sections import ratios
from summit_report.analysis.sections.common import documents as worded
from summit_report.analysis.sections.common import number
from summit_report.analysis.sections.filled import filled
from summit_report.analysis.sections.limits import left_out
from summit_report.analysis.sections.naming import source_link
from summit_report.analysis.sections.remarks import starred, stars_explained

MOST_SQUARES = 300  # of one package: of a larger one, a square stands for several documents


def documents(report: Report) -> Exhibit:
    """Show for each package how many of its documents are named one by one, one square per document."""
    found = ratios.all_packages(report)
    if not found:
        return exhibit(
            note(
                f"No package of documents{report.scope} is recorded: there is nothing to set against a list of documents."
            )
        )
    entry = ratios.packages_entry(report)
    report.registry.use([entry], "par-packages", "Packages in words")
    text = [*_package_sentences(report, found, entry), *_larger_than_counted(report, found, entry)]
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
        single, grouped = sum(one.named.value for one in some), sum(one.held.value for one in some)
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
    shown = set(cells_of(report.view.agreements.index))
    return [one for one in found if one.key in shown]


def _later(report: Report, found: Sequence[Packed]) -> list[Packed]:
    shown = set(cells_of(report.view.agreements.index))
    return [one for one in found if one.key not in shown]


def _size(some: Sequence[Packed]) -> str:
    """Word the documents of several packages."""
    return worded(docs.joined(one.whole for one in some))


def _larger_than_counted(report: Report, found: Sequence[Packed], entry: Entry) -> list[Inline]:
    return [
        sentence(
            "“{}” counts as {}, and {} more {} inside it.",
            one.title,
            worded(one.whole),
            entry.number(number(one.surplus), i),
            "stands" if one.surplus.value == 1 else "stand",
        )
        for i, one in report.first([(i, one) for i, one in enumerate(found) if one.surplus.value])
    ]


def _squares(report: Report, found: Sequence[Packed], entry: Entry) -> Block:
    some = _own(report, found) or _later(report, found)
    single = sum(one.named.value for one in some)
    each = -(-max(one.documents + one.surplus.value + _beyond(one) for one in found) // MOST_SQUARES)
    square = "document" if each == 1 else f"{each} documents, a started one drawn whole"
    words = report.words(
        f"{single or 'None'} of {_size(some)} in {w.counted(len(some), 'package')} {'is' if single < 2 else 'are'} named one by one",
        f"One square per {square}. Solid: named; framed: known as a group; hatched: not named; dashed: beyond the package’s count.",
    )
    own, shown = {one.key for one in some}, report.first(found)
    items = [
        Squares(
            one.title,
            ("" if one.key in own else "After the summit: ")
            + _in_words(one, len(_weak(report, one)))
            + starred(report, one.key),
            *(-(-count // each) for count in (one.documents, one.single.value, _framed(one), _beyond(one))),
        )
        for one in shown
    ]
    columns, body, _ = filled(_package_columns(), [_package_row(report, one) for one in shown])
    twin = plain_table(words.title, columns, body)
    items, every = items[: figures.squares_that_fit(items, words)], len(found)
    alt = "; ".join(f"{item.label}: {item.text}" for item in items) + "."
    caption = "Documents of each package, named and not named; other counts of the same package are dashed."
    caption += left_out(len(items), every, "packages") + stars_explained(item.text for item in items)
    return report.figure("packages", partial(figures.squares, items, words), words, caption, alt, twin, [entry])


def _in_words(one: Packed, weak: int) -> str:
    parts = [f"{one.single.value} named"]
    if weak:
        parts[0] += f" ({'all' if weak == one.single.value else weak} by one source alone)"
    parts += [f"{one.grouped.value} as a group"] if one.grouped.value else []
    parts += [f"{_missing(one)} not named"] if one.missing > 0 else []
    parts += [f"{number(one.surplus)} more than counted"] if one.surplus.value else []
    parts += [f"also counted as {_answer(other)}" for other in one.others]
    return ", ".join(parts)


def _missing(one: Packed) -> str:
    least, most = one.missing, one.most_missing
    worded = w.number(least) if least == most else f"{w.number(least)} to {w.number(most)}"
    return f"at least {worded}" if one.qualifier in OPEN_ABOVE else worded


def _answer(other: Answer) -> str:
    return w.counted_with(int(other.value or 0), other.qualifier) if other.value is not None else str(other.text)


def _framed(one: Packed) -> int:
    """Return how many squares the groups have: with those named one by one, they fill the package and its surplus."""
    return min(one.grouped.value, one.documents + one.surplus.value - one.single.value)


def _beyond(one: Packed) -> int:
    return max(0, *(int((other.value or 0) - one.documents) for other in one.others)) if one.others else 0


def _package_columns() -> list[dict]:
    return [
        column("Package", width=6),
        column("Documents", "right", width=2),
        column("Named one by one", "right", width=2),
        column("of them by one source", "right", width=2),
        column("Known as a group", "right", width=2),
        column("Beyond the count", "right", width=2),
        column("Not named", "right"),
        column("Share named", "right"),
        column("Other counts", "right", width=2),
    ]


def _package_row(report: Report, one: Packed, entry: Entry | None = None, line: int = 0) -> dict:
    marked = mark(report.dataset, one.key)
    texts = [
        w.counted_with(one.documents, one.qualifier),
        w.number(one.single.value),
        w.number(len(_weak(report, one))),
        w.number(one.grouped.value),
        number(one.surplus) if one.surplus.value else "",
        _missing(one),
        ("at most " if one.qualifier in OPEN_ABOVE and one.single.value else "") + w.percent(one.share),
    ]
    others = ", ".join(_answer(other) for other in one.others)
    if entry is None:
        return row(one.title, *texts, others)
    title = [{"text": one.title, "ref": f"row-{one.key.lower()}"}, *([f" ({marked})"] if marked else [])]
    return row(title, *(entry.number(text, line) if text else "" for text in texts), others)


def _package_table(report: Report, found: Sequence[Packed], entry: Entry) -> Block:
    shown = report.first(found)
    columns, body, _ = filled(_package_columns(), [_package_row(report, one, entry, i) for i, one in enumerate(shown)])
    notes: list[Inline] = ["Share: documents named one by one over all of the package, at most all of them."]
    notes += [note for one in shown if (note := _one_voice(report, one))]
    title = "What the packages hold"
    return report.table("packages", title, columns, body, notes=notes, evidence=[entry], of=len(found))


def _weak(report: Report, one: Packed) -> list[str]:
    """Return the documents named one by one in the package that no second source names."""
    return [key for key in one.single.rows if single_source(report.dataset, key)]


def _one_voice(report: Report, one: Packed) -> Inline | None:
    """Say which source alone names documents of a package: its list is as good as that source."""
    weak = _weak(report, one)
    source = common_source(report.dataset, weak) if len(weak) > 1 else None
    if source is None:
        return None
    title: Inline = {"text": one.title, "ref": f"row-{one.key.lower()}"}
    named = one.single.value
    said = (
        f"{w.number(len(weak))} of the {w.number(named)} named" if len(weak) < named else f"all {w.number(named)} named"
    )
    return sentence("“{}”: {} rest on {} alone.", title, said, source_link(report, source))
