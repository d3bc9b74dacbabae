"""Currencies: amounts as stated, converted at the named rate, and the dollar values that sources put beside them."""

from __future__ import annotations

from collections.abc import Sequence

from summit_report.analysis import wording as w
from summit_report.analysis.amounts import Rate
from summit_report.analysis.exhibits import (
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
from summit_report.analysis.measures import currencies as cc
from summit_report.analysis.measures.currencies import Foreign, Foreigns
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import rates, unrated
from summit_report.analysis.sections.filled import filled
from summit_report.analysis.sections.naming import source_link, source_name
from summit_report.analysis.sections.ratios import ratio_evidence
from summit_report.analysis.sections.remarks import named, remarks
from summit_report.analysis.sections.tables import lacks

IMPLIED = "Implied rate"
UNITS = f"{IMPLIED}: units of the stated currency for one dollar."
NO_DOLLARS = "No source puts a dollar value beside any of them."
LISTED = 3  # unconverted amounts that the text names; more stand in the table alone
RULE = (
    "Each amount as stated and converted at the rate nearest to its own date, within a week. A dollar value stated "
    "beside it is printed with the rate it implies and never enters a total."
)


def currencies(report: Report) -> Exhibit:
    """List every amount that is not in the reporting currency, with its conversion and its stated equivalents."""
    found = cc.foreign(report.view, report.purse)
    if not found:
        if lacks(report, "funding"):
            return exhibit()
        return exhibit(note(f"Every amount{report.scope} is stated in {report.currency}: nothing was converted."))
    lines = [
        Line(f"{one.title} ({one.key})", _stated(one), tuple(dict.fromkeys((one.key, one.root))))
        for one in report.first(found)
    ]
    entry = report.entry("currencies", f"Amounts in other currencies{report.scope}", "", RULE, lines, of=len(found))
    report.registry.use([entry], "par-currencies", "Currencies in words")
    groups = [[(i, found[i]) for i in group] for group in report.first_of(found.groups)]
    body = [line for mine in groups for line in _rows(report, mine, entry)]
    columns = [
        column("Amount", width=5),
        column("As stated", "right", width=2),
        column("Converted", "right", unit=report.currency, width=2),
        column("Rate", "right"),
        column("Stated value", "right", unit="USD", width=2),
        column(IMPLIED, "right"),
    ]
    columns, body, empty = filled(columns, body)
    table = report.table(
        "currencies",
        f"Amounts{report.scope} not stated in {report.currency}, of any relation to the summit",
        columns,
        body,
        notes=_notes(found, implied=IMPLIED not in empty),
        evidence=[entry, *ratio_evidence(report, [mine[0][1].root for mine in groups])],
        of=found.lines,
    )
    return exhibit({**paragraph(*_sentences(report, found, entry), evidence=[entry]), "id": "par-currencies"}, table)


def _stated(one: Foreign) -> str:
    assert one.money.stated is not None and one.money.currency is not None  # cc.foreign keeps stated amounts
    return w.bounded(one.money.stated, one.money.currency, one.money.qualifier)


def _central(one: Foreign) -> float | None:
    return one.money.stated.central if one.money.stated else None


def _rate(one: Foreign) -> Rate | None:
    return one.money.converted.rate if one.money.converted else None


def _rows(report: Report, mine: Sequence[tuple[int, Foreign]], entry: Entry) -> list[dict]:
    """Print one amount with whoever else states it, and below it who puts it at which dollar value."""
    i, first = mine[0]
    rate, value = _rate(first), first.money.value
    lines = [
        row(
            _name(report, first, [one for _, one in mine[1:]]),
            entry.number(_stated(first), i),
            entry.number(w.bounded(value, "", first.money.qualifier), i) if value else "not converted",
            entry.number(w.quoted(rate.quoted.value), i) if rate else unrated(first.money),
            *_equivalent(first, entry, i),
        )
    ]
    for i, one in ((i, one) for i, one in mine[1:] if one.usd):
        name = ["in dollars by ", *source_link(report, one.source)]
        lines.append(row(name, "", "", "", *_equivalent(one, entry, i), kind="sub"))
    return lines


def _name(report: Report, first: Foreign, others: Sequence[Foreign]) -> list[Inline]:
    """Name an amount by its title, with the other sources that state it and the project that it is the cost of."""
    name: list[Inline] = named(report, first.key)
    said = {source_name(report, one.source) for one in [first, *(one for one in others if one.usd)]}
    funding = report.dataset.keys("funding")
    same = [one for one in others if one.key in funding and _central(one) == _central(first)]
    again = {source_name(report, one.source): one.source for one in same}
    if again := {speaker: key for speaker, key in again.items() if speaker not in said}:
        name += ["; also stated by ", *enumerated([source_link(report, key) for key in again.values()])]
    for one in others:
        if _is_cost(report, one):
            name += ["; the same sum is the cost of ", {"text": one.title, "ref": f"row-{one.key.lower()}"}]
    return name


def _is_cost(report: Report, one: Foreign) -> bool:
    return one.key in report.dataset.keys("projects")


def _equivalent(one: Foreign, entry: Entry, line: int) -> list[Inline]:
    """Fill the cells of the dollar value that a source states, and of the rate that it implies."""
    if one.usd is None or one.implied is None:
        return ["", ""]
    return [entry.number(w.money(one.usd, "", one.word), line), entry.number(w.rate(one.implied), line)]


def _notes(found: Foreigns, *, implied: bool) -> list[Inline]:
    return [
        *rates(found.samples),
        "Only the day of signing or pledge chooses a rate; what is told as context takes no day from the summit.",
        f"{UNITS if implied else NO_DOLLARS} An amount that several sources state is one amount.",
    ]


def _sentences(report: Report, found: Foreigns, entry: Entry) -> list[Inline]:
    said = [_spread(report, found, first, rows, entry) for first, rows in report.first_of(cc.equivalents(found))]
    without = found.unconverted
    if len(without) > LISTED:
        amounts = entry.number(w.counted(len(without), "amount"))
        said.append(sentence("{} stay unconverted: they have no day of their own, or their day has no rate.", amounts))
    elif without:
        names: list[Inline] = []
        for n, (i, one) in enumerate((i, found[i]) for i in without):
            joint = "" if n == 0 else " and " if n == len(without) - 1 else ", "
            names += [joint, *entry.number(_stated(one), i), " for ", *named(report, one.key)]
            names.append(f": {unrated(one.money)}")
            others = [found[place] for group in found.groups if i in group for place in group[1:]]
            names += [f", the cost of the project {other.title}" for other in others if _is_cost(report, other)]
        said.append(
            sentence(
                "{} {} unconverted: {}.",
                entry.number(w.counted(len(without), "amount")),
                "stays" if len(without) == 1 else "stay",
                names,
            )
        )
    return said or [
        sentence("{} converted at a dated rate.", entry.number(w.counted(len(found), "amount is", "amounts are")))
    ]


def _spread(report: Report, found: Foreigns, first: int, rows: Sequence[tuple[int, Foreign]], entry: Entry) -> Inline:
    """Say at which dollar values the sources of *rows* put one amount, and what it is at the rate of its day."""
    at, whole = (first, found[first]) if found[first].key == found[first].root else rows[0]
    worded: dict[str, list[int]] = {}
    for place, one in rows:
        worded.setdefault(w.money(one.usd or 0, "USD", one.word), []).append(place)
    values = enumerated(
        [
            [*entry.number(words, same[0]), f" ({len(same)} sources)" if len(same) > 1 else ""]
            for words, same in worded.items()
        ]
    )
    rate = _rate(whole)
    text = sentence("Sources put {}{} at {}", entry.number(_stated(whole), at), remarks(report, whole.key), values)
    implied = [one.implied for _, one in rows if one.implied]
    if implied:
        low, high = w.rate(min(implied)), w.rate(max(implied))
        span = low if low == high else f"{low} to {high}"
        text += sentence(", which implies {} {} for a dollar", whole.money.currency or "", entry.number(span))
    if whole.money.value and rate:
        text += sentence(
            "; at the rate of {} it is {}",
            w.date(rate.date.isoformat()),
            entry.number(w.bounded(whole.money.value, report.currency, whole.money.qualifier), at),
        )
    return [*text, "."]
