"""Bounds: how low and how high each total may be, and which share of it rests on "at least" or "up to"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import (
    Block,
    Entry,
    Exhibit,
    Inline,
    Line,
    column,
    enumerated,
    exhibit,
    note,
    paragraph,
    row,
    sentence,
)
from summit_report.analysis.measures.money import Share, Sum
from summit_report.analysis.report import Report
from summit_report.analysis.sections import money
from summit_report.analysis.sections.common import MONEY_RULE, keys, known
from summit_report.analysis.sections.ratios import ratio_evidence, with_ratio
from summit_report.analysis.sections.remarks import remarks
from summit_report.analysis.sections.rewordings import Reworded, reworded
from summit_report.analysis.sections.tables import needs

Total = tuple[str, str, Sum]  # heading of its relation, instrument, sum
BOUNDS_RULE = (
    f"{MONEY_RULE} The share is that of the central value whose rows say “at least”, “more than”, “up to” or “nearly”."
)
NEARLY_ALL = 0.9995  # what would print as 100%
RIVALS = "tab-rivals"  # where the answers stand with who gives them
SUMMIT, SINCE = "Counted for the summit", "Followed the summit"


@needs("funding")
def bounds(report: Report) -> Exhibit:
    """Print low, central and high of each known total, with the share of it that has an open end."""
    totals = _totals(report)
    if not totals:
        return exhibit(note(f"No total{report.scope} has a known value: there is nothing to bound."))
    others = report.first_of(one for _, kind, total in totals for one in reworded(report, kind, total))
    lines = [Line(f"{heading}: {kind}", known(report, total), total.rows) for heading, kind, total in totals]
    lines += [
        Line(f"{w.capital(one.kind)} of {one.stated}: other answers", w.listed(one.words), one.rows) for one in others
    ]
    entry = report.entry("bounds", f"Bounds of the totals{report.scope}", "", BOUNDS_RULE, lines)
    table = _table(report, totals, others, entry)
    report.registry.use([entry], "par-bounds", "Bounds in words")
    words = paragraph(*_sentences(report, totals, others, entry), evidence=[entry])
    return exhibit({**words, "id": "par-bounds"}, table)


def _table(report: Report, totals: list[Total], others: Sequence[Reworded], entry: Entry) -> Block:
    """Return the totals under their headings, each followed by the *others* that answer for one of its amounts."""
    body: list[Any] = []
    for i, (heading, kind, total) in enumerate(totals):
        if i == 0 or totals[i - 1][0] != heading:
            body.append(row(heading, kind="group"))
        label = with_ratio(report, w.capital(kind), total.rows)
        body.append(row(label, *(entry.number(cell, i) for cell in _cells(total))))
        body += _rivals(report, total, others, entry, len(totals))
    unit = report.currency
    columns = [
        column("Instrument", width=5),
        column("Low", "right", unit=unit, width=2),
        column("Central", "right", unit=unit, width=2),
        column("High", "right", unit=unit, width=2),
        column("Rests on “at least”", "right", width=2),
        column("Rests on “up to”", "right", width=2),
        column("n of N", "right"),
    ]
    notes: list[Inline] = [
        "“At least” stands for “more than” too, “up to” for “nearly”. “Open”: the sources set no bound at that end."
    ]
    if others:
        notes.append(
            "Low and high are what the wording of the entry counted allows. Rival answers: the smallest and the largest other "
            "number that sources give for the same amount; no total takes them in."
        )
    evidence = [entry, *ratio_evidence(report, keys(*(total.rows for _, _, total in totals)))]
    title = f"How sure the totals{report.scope} are"
    return report.table("bounds", title, columns, body, notes=notes, evidence=evidence)


def _cells(total: Sum) -> list[str]:
    """Word the bounds of a known total, the shares of it that are open, and its n of N."""
    found = total.total.bounds
    assert found is not None  # _totals keeps known ones
    central = ("about " if found.approximate else "") + w.magnitude(found.central)
    shares = [rests(total.open_above), rests(total.open_below)]
    return [w.end(found.low), central, w.end(found.high), *shares, f"{total.total.n} of {total.total.of}"]


def _rivals(report: Report, total: Sum, others: Sequence[Reworded], entry: Entry, start: int) -> list[Any]:
    """Return a line for each of *others* about an amount of *total*; those of *entry* begin at *start*."""
    lines, inside = [], set(total.rows)
    for n, one in enumerate(others, start=start):
        if one.row in inside:
            name: list[Inline] = [{"text": "rival answers", "ref": RIVALS} if one.asked else "other entries"]
            name += [f" to {one.stated}{remarks(report, one.row)}"] if len(total.items) > 1 else []
            lines.append(row(name, *_rival_cells(report, one, entry, n), "", "", "", kind="sub"))
    return lines


def _totals(report: Report) -> list[Total]:
    found = [(_heading(report), kind, total) for kind, total in money.sums(report).items()]
    if report.view.relation != report.since.relation:
        found += [(SINCE, kind, total) for kind, total in money.sums(report, report.since).items()]
    return [one for one in found if one[2].total.bounds is not None]


def _heading(report: Report) -> str:
    return {"summit": SUMMIT, "follow-up": SINCE, "context": "Context of the summit"}[report.view.relation]


def _rival_cells(report: Report, one: Reworded, entry: Entry, line: int) -> list[Inline]:
    """Print the smallest and the largest other answer under low and high; a single one stands in the middle."""
    low, high = (entry.number(word.replace(f"{report.currency} ", ""), line) for word in one.ends)
    return ["", low, ""] if len(one.words) == 1 else [low, "", high]


def rests(share: Share | None) -> str:
    """Word the share of a total: "none", "all", "41.2%"."""
    if share is None or not share.rows:
        return "none"
    if share.value > 1 - 1e-9:
        return "all"
    return "nearly all" if share.value > NEARLY_ALL else w.percent(share.value)


def _sentences(report: Report, totals: list[Total], others: Sequence[Reworded], entry: Entry) -> list[Inline]:
    open_ends = [i for i, (_, _, total) in enumerate(totals) if _is_open(total)]
    said: list[Inline] = [
        sentence(
            "{} known {} a bound at both ends.",
            entry.number(f"{len(totals) - len(open_ends)} of {len(totals)}"),
            ("total" if len(totals) == 1 else "totals")
            + (" has" if 1 in (len(totals), len(totals) - len(open_ends)) else " have"),
        )
    ]
    for i in open_ends:
        said += _open_sentences(totals[i], entry, i)
    for i, one in enumerate(others, start=len(totals)):
        words = enumerated([entry.number(word, i) for word in one.words])
        more: list[Inline] = [" (", {"text": "rival numbers", "ref": RIVALS}, ")"] if one.asked else []
        named = [one.kind, entry.number(one.stated, i), remarks(report, one.row), one.speakers, one.voice, words, more]
        said.append(sentence("The {} of {}{} is the figure of {}; {} {}{}.", *named))
    return said


def _is_open(total: Sum) -> bool:
    found = total.total.bounds
    return found is not None and (found.low is None or found.high is None)


def _open_sentences(one: Total, entry: Entry, line: int) -> list[Inline]:
    heading, kind, total = one
    ends = (
        (total.open_above, "“at least” or “more than”", "upper"),
        (total.open_below, "“up to” or “nearly”", "lower"),
    )
    return [
        sentence(
            "{} of the {}{} rests on {}: it has no {} bound.",
            entry.number(w.capital(rests(share)), line),
            kind,
            " that followed the summit" if heading == SINCE else "",
            words,
            end,
        )
        for share, words, end in ends
        if share and share.rows
    ]
