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
    exhibit,
    note,
    paragraph,
    row,
    sentence,
)
from summit_report.analysis.measures import currencies as cc
from summit_report.analysis.measures.currencies import Foreign
from summit_report.analysis.report import Report
from summit_report.analysis.sections.ratios import ratio_evidence, ratio_notes
from summit_report.analysis.sections.remarks import remarks

RULE = (
    "Each amount as stated and converted at the rate nearest to its own date, within a week. A dollar value stated "
    "beside it is printed with the rate it implies and never enters a total."
)


def currencies(report: Report) -> Exhibit:
    """List every amount that is not in the reporting currency, with its conversion and its stated equivalents."""
    found = cc.foreign(report.view, report.purse)
    if not found:
        return exhibit(note(f"Every amount{report.scope} is stated in {report.currency}: nothing was converted."))
    lines = [Line(f"{one.title} ({one.key})", _stated(one), tuple(dict.fromkeys((one.key, one.root)))) for one in found]
    entry = report.entry("currencies", f"Amounts in other currencies{report.scope}", "", RULE, lines)
    report.registry.use([entry], "par-currencies", "Currencies in words")
    body = [_row(report, one, entry, i) for i, one in enumerate(found)]
    columns = [
        column("Amount", width=5),
        column("As stated", "right", width=2),
        column("Converted", "right", unit=report.currency, width=2),
        column("Rate", "right"),
        column("Stated value", "right", unit="USD", width=2),
        column("Implied rate", "right"),
    ]
    roots = [one.root for one in found]
    title = f"Amounts{report.scope} not stated in {report.currency}, of any relation to the summit"
    table = report.table(
        "currencies",
        title,
        columns,
        body,
        notes=[*_notes(found), *ratio_notes(report, roots)],
        evidence=[entry, *ratio_evidence(report, roots)],
    )
    return exhibit({**paragraph(*_sentences(report, found, entry), evidence=[entry]), "id": "par-currencies"}, table)


def _stated(one: Foreign) -> str:
    assert one.money.stated is not None and one.money.currency is not None  # cc.foreign keeps stated amounts
    return w.money(one.money.stated.central, one.money.currency, one.money.qualifier)


def _rate(one: Foreign) -> Rate | None:
    return one.money.converted.rate if one.money.converted else None


def _row(report: Report, one: Foreign, entry: Entry, i: int) -> dict:
    rate, value = _rate(one), one.money.value
    mine = one.money.key == one.key
    name: list[Inline] = [{"text": f"{one.title} ({one.key})", "ref": f"row-{one.key.lower()}"}]
    if one.root != one.key:
        name.append(f", same as {one.root}")
    else:
        name.append(remarks(report, one.key))
    return row(
        name,
        entry.number(_stated(one), i) if mine else "dollar value only",
        entry.number(w.magnitude(value.central), i) if value else "not converted",
        entry.number(w.number(_per_unit(rate), 4), i) if rate else "no dated rate",
        entry.number(w.magnitude(one.usd), i) if one.usd else "",
        entry.number(w.number(one.implied, 4), i) if one.implied else "",
    )


def _per_unit(rate: Rate) -> float:
    """Return the rate as it is quoted, in units above one."""
    return rate.value if rate.value >= 1 else 1 / rate.value


def _notes(found: Sequence[Foreign]) -> list[Inline]:
    rates = {rate for one in found if (rate := _rate(one))}
    named: list[Inline] = [
        f"{rate.base} 1 = {rate.quote} {w.number(rate.value, 4)} on {w.date(rate.date.isoformat())}, {rate.origin}."
        for rate in sorted(rates, key=lambda rate: (rate.date, rate.base, rate.quote))
    ]
    return [
        *named,
        "Implied rate: units of the stated currency for one dollar. “Same as”: one more statement of one amount, counted once.",
    ]


def _sentences(report: Report, found: Sequence[Foreign], entry: Entry) -> list[Inline]:
    said: list[Inline] = []
    for root, rows in cc.equivalents(tuple(found)).items():
        whole = next((one for one in found if one.key == root), rows[0])
        said.append(_spread(report, whole, rows, found, entry))
    without = [one for one in found if one.money.value is None and one.root == one.key]
    if without:
        names: list[Inline] = []
        for n, one in enumerate(without):
            joint = "" if n == 0 else " and " if n == len(without) - 1 else ", "
            names += [
                joint,
                *entry.number(_stated(one), found.index(one)),
                f" for {one.title}{remarks(report, one.key)}",
            ]
        said.append(
            sentence(
                "For want of a dated rate {} {} unconverted: {}.",
                entry.number(w.counted(len(without), "amount")),
                "stays" if len(without) == 1 else "stay",
                names,
            )
        )
    return said or [
        sentence("{} converted at a dated rate.", entry.number(w.counted(len(found), "amount is", "amounts are")))
    ]


def _spread(report: Report, whole: Foreign, rows: Sequence[Foreign], found: Sequence[Foreign], entry: Entry) -> Inline:
    values: list[Inline] = []
    for n, one in enumerate(rows):
        joint = "" if n == 0 else " and " if n == len(rows) - 1 else ", "
        values += [joint, *entry.number(f"USD {w.magnitude(one.usd or 0)}", found.index(one))]
    rate = _rate(whole)
    text = sentence(
        "Sources put {}{} at {}", entry.number(_stated(whole), found.index(whole)), remarks(report, whole.key), values
    )
    implied = [one.implied for one in rows if one.implied]
    if implied:
        low, high = w.number(min(implied), 4), w.number(max(implied), 4)
        span = low if low == high else f"{low} to {high}"
        text += sentence(", which implies {} {} for a dollar", whole.money.currency or "", entry.number(span))
    if whole.money.value and rate:
        text += sentence(
            "; at the rate of {} it is {} {}",
            w.date(rate.date.isoformat()),
            report.currency,
            entry.number(w.magnitude(whole.money.value.central), found.index(whole)),
        )
    return [*text, "."]
