"""Money: what is known, by funding instrument, item, sector and country; never more added than the rules allow."""

from __future__ import annotations

import pandas as pd

from summit_report.analysis import figures, style
from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import (
    Block,
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
from summit_report.analysis.figures import Range
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures.money import CONTRACT_VALUE, Money, Sum
from summit_report.analysis.report import Report, plain_table
from summit_report.analysis.sections.common import MONEY_RULE, item, known, originals, sums_entry, value
from summit_report.analysis.sections.ratios import ratio_evidence, ratio_notes, ratio_short, ratio_text, total_ratio
from summit_report.analysis.view import View
from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS

LARGEST = 12


def sums(report: Report, view: View | None = None) -> dict[str, Sum]:
    """Add up the counted money of *view* (default: the report's) by instrument."""
    return mm.by_instrument((view or report.view).funding, report.purse, FUNDING_INSTRUMENTS)


def overview(report: Report) -> Exhibit:
    """Say what money is known, draw it by instrument and print it as stated and as converted."""
    return instruments(report, report.view, "money", report.that_came("Money"))


def instruments(report: Report, view: View, name: str, title: str) -> Exhibit:
    """Show the counted money of *view* by instrument, as exhibits called *name*."""
    totals = sums(report, view)
    if not totals:
        return exhibit(note(f"{title}: no row of this dataset counts toward a total."))
    entry = sums_entry(report, name, title, totals)
    return exhibit(
        _coverage(report, totals, entry, name),
        _figure(report, totals, entry, name, title),
        _table(report, totals, entry, name, title),
    )


def _coverage(report: Report, totals: dict[str, Sum], entry: Entry, name: str) -> Block:
    stated, rows = sum(len(t.stated) for t in totals.values()), sum(len(t.rows) for t in totals.values())
    report.registry.use([entry], f"par-{name}", "Money in words")
    text = sentence("An amount is stated for {} rows that count toward a total.", entry.number(f"{stated} of {rows}"))
    extra = ["Instruments are never added to each other: a contract value is not finance, and a loan is not a grant."]
    if missing := [key for t in totals.values() for key in t.unconverted]:
        extra.append(f"{w.counted(len(missing), 'amount stays', 'amounts stay')} unconverted for want of a dated rate.")
    return {**paragraph(text, *extra, evidence=[entry]), "id": f"par-{name}"}


def _figure(report: Report, totals: dict[str, Sum], entry: Entry, name: str, title: str) -> Block:
    order = sorted(totals, key=lambda kind: -_central(totals[kind]))
    items = [
        Range(
            w.capital(kind),
            totals[kind].total.bounds,
            _with(known(report, totals[kind]), total_ratio(report, totals[kind].rows)),
            style.REST if kind == CONTRACT_VALUE else style.ACCENT,
        )
        for kind in order
    ]
    worded = [
        f"{kind} {_with(value(totals[kind], report.currency), total_ratio(report, totals[kind].rows), brackets=True)}"
        for kind in order
        if totals[kind].total.bounds
    ]
    finding = w.capital(w.listed(worded)) if worded else "No amount is stated"
    if not worded and any(total.stated for total in totals.values()):
        finding = "No stated amount has a dated rate"
    words = report.words(
        finding, f"{title}, in {report.currency}; in brackets rows with an amount of all rows. Arrows: open ends."
    )
    twin = plain_table(
        words.title,
        [
            column("Instrument"),
            column("Known value", "right"),
            column("Low", "right"),
            column("High", "right"),
            column("n of N", "right"),
        ],
        [_bounds_row(totals[kind], kind) for kind in order],
    )
    caption = f"{title}, by funding instrument. Contract values in grey: they mix contracts with memoranda."
    alt = "; ".join(f"{one.label}: {one.text}" for one in items) + "."
    evidence = [entry, *ratio_evidence(report, _all_rows(totals))]
    return report.figure(name, figures.ranges(items, words), words, caption, alt, twin, evidence)


def _with(amount: str, ratio: str | None, *, brackets: bool = False) -> str:
    """Put the itemised *ratio* behind an *amount*, where it has one."""
    if ratio is None:
        return amount
    return f"{amount} ({ratio})" if brackets else f"{amount}; {ratio}"


def _central(total: Sum) -> float:
    """Return the central value for sorting; what is not known comes last."""
    return total.total.bounds.central if total.total.bounds else -1.0


def _bounds_row(total: Sum, kind: str) -> dict:
    known_bounds = total.total.bounds
    cells = (
        [w.magnitude(known_bounds.central), w.end(known_bounds.low), w.end(known_bounds.high)]
        if known_bounds
        else ["not converted" if total.stated else w.UNKNOWN, "", ""]
    )
    return row(w.capital(kind), *cells, f"{len(total.stated)} of {total.total.of}")


def _table(report: Report, totals: dict[str, Sum], entry: Entry, name: str, title: str) -> Block:
    body = []
    for i, (kind, total) in enumerate(totals.items()):
        b = total.total.bounds
        unknown = "not converted" if total.stated else w.UNKNOWN
        values = [w.end(b.low), w.magnitude(b.central), w.end(b.high)] if b else ["", unknown, ""]
        n_of_n = f"{len(total.stated)} of {len(total.rows)}"
        body.append(
            row(
                w.capital(kind),
                originals(total),
                *(entry.number(v, i) if v else "" for v in values),
                entry.number(n_of_n, i),
            )
        )
    unit = report.currency
    columns = [
        column("Instrument", width=2),
        column("As stated", width=3),
        column("Low", "right", unit=unit),
        column("Central", "right", unit=unit),
        column("High", "right", unit=unit),
        column("With amount", "right"),
    ]
    notes = [*ratio_notes(report, _all_rows(totals)), *_rates(report, totals)]
    evidence = [entry, *ratio_evidence(report, _all_rows(totals))]
    return report.table(f"{name}-instruments", f"{title}, by instrument", columns, body, notes=notes, evidence=evidence)


def _rates(report: Report, totals: dict[str, Sum]) -> list[str]:
    rates = {
        one.converted.rate for total in totals.values() for one in total.items if one.converted and one.converted.rate
    }
    notes = [
        f"{rate.base} 1 = {rate.quote} {w.number(rate.value, 4)} on {w.date(rate.date.isoformat())}, {rate.origin}."
        for rate in sorted(rates, key=lambda rate: (rate.date, rate.base, rate.quote))
    ]
    return [*notes, "“Open” means that the sources set no bound at that end."]


def largest(report: Report) -> Exhibit:
    """Draw the largest stated amounts, counted or inside something counted, each once."""
    rows = report.view.funding
    rows = rows[rows["restates"].isna() & rows["amount"].notna()]
    if rows.empty:
        return exhibit(note(f"No amount{report.scope} is stated."))
    pairs = [(r, report.purse.money(r)) for _, r in rows.iterrows()]
    pairs = sorted(((r, m) for r, m in pairs if m.value), key=lambda p: (-_size(p[1]), str(p[0].name)))
    if not pairs:
        return exhibit(note(f"No stated amount{report.scope} has a dated rate to {report.currency}."))
    unconverted, pairs = len(rows) - len(pairs), pairs[:LARGEST]
    entry = report.entry(
        "largest",
        f"Largest stated amounts{report.scope}",
        "",
        "Each amount as stated; rows that restate another are left out. Rows inside a counted row are shown and not added.",
        [Line(str(r["title"]), item(report, money), (str(r.name),)) for r, money in pairs],
    )
    items = [
        Range(
            str(r["title"]),
            money.value,
            _amount_text(report, r, money),
            _color(r),
            hollow=r["counts_toward_total"] == "no",
        )
        for r, money in pairs
    ]
    # What counts leads the title: an amount that is shared or may overlap must not pass for the country's own.
    first, stated = next((pair for pair in pairs if pair[0]["counts_toward_total"] == "yes"), pairs[0])
    inside = [p for p in pairs if pd.notna(p[0]["part_of"]) and p[0]["part_of"] == first.name]
    finding = f"{first['title']}: {_with(item(report, stated), ratio_text(report, str(first.name)), brackets=True)}"
    if inside:
        finding += f"; the largest amount named inside is {item(report, inside[0][1])}"
    subtitle = f"Stated amounts of {report.that_came('rows')}, in {report.currency}. Grey: contract values."
    if unconverted:
        subtitle += f" Left out for want of a dated rate: {w.counted(unconverted, 'amount')}."
    words = report.words(finding, subtitle)
    twin = plain_table(
        words.title,
        [column("Item", width=5), column("As stated", "right", width=3), column("Counts"), column("Part of")],
        [
            row(
                str(r["title"]),
                _with(item(report, m), ratio_text(report, str(r.name))),
                str(r["counts_toward_total"]),
                "" if pd.isna(r["part_of"]) else str(r["part_of"]),
            )
            for r, m in pairs
        ],
    )
    caption = "The largest stated amounts. A hollow dot lies inside a counted amount or may overlap with one, and is not added."
    alt = "; ".join(f"{one.label}: {one.text}" for one in items) + "."
    evidence = [entry, *ratio_evidence(report, [str(r.name) for r, _ in pairs])]
    return exhibit(report.figure("largest", figures.ranges(items, words), words, caption, alt, twin, evidence))


def _size(money: Money) -> float:
    return money.value.central if money.value else 0.0


def _color(funding: pd.Series) -> str:
    return style.REST if funding["instrument"] == CONTRACT_VALUE else style.ACCENT


def _amount_text(report: Report, funding: pd.Series, money: Money) -> str:
    amount = item(report, money) + (", not added" if funding["counts_toward_total"] == "no" else "")
    return _with(amount, ratio_short(report, str(funding.name)))


def by_country(report: Report) -> Exhibit:
    """Print the counted money by recipient and instrument; what several share is never split."""
    groups = mm.by_recipient(report.view.funding, report.view.countries)
    labels = {code: w.country(code) for code in report.view.countries} | {
        "shared": "Several countries, shared, not split"
    }
    named = {labels[code]: frame for code, frame in groups.items()}
    return _grid(report, "money-countries", f"Known money by recipient{report.scope}", "Recipient", named)


def by_sector(report: Report) -> Exhibit:
    """Print the counted money by sector and instrument."""
    rows = mm.counted(report.view.funding)
    groups = {report.sector(str(code)): group for code, group in rows.groupby("sector", observed=True)}
    return _grid(report, "money-sectors", f"Known money by sector{report.scope}", "Sector", groups)


def _grid(report: Report, name: str, title: str, first: str, groups: dict[str, pd.DataFrame]) -> Exhibit:
    per_group = {label: mm.by_instrument(frame, report.purse, FUNDING_INSTRUMENTS) for label, frame in groups.items()}
    kinds = [kind for kind in FUNDING_INSTRUMENTS if any(kind in found for found in per_group.values())]
    if not kinds:
        return exhibit(note(f"{title}: no row counts toward a total."))
    lines = [
        Line(
            label,
            w.listed(f"{kind} {known(report, total)}" for kind, total in found.items()) or "none",
            _all_rows(found),
        )
        for label, found in per_group.items()
    ]
    entry = report.entry(name, title, "", MONEY_RULE, lines)
    body = [
        row(label, *(entry.number(_cell(report, found[kind]), i) if kind in found else "–" for kind in kinds))
        for i, (label, found) in enumerate(per_group.items())
    ]
    columns = [
        column(first, width=3),
        *(column(w.capital(kind), "right", unit=report.currency, width=2) for kind in kinds),
    ]
    notes: list[Inline] = [
        "Known value, with n of N rows that have an amount; “–”: no row. Columns of different instruments are not added."
    ]
    rows = [key for found in per_group.values() for key in _all_rows(found)]
    notes += ratio_notes(report, rows)
    return exhibit(
        report.table(name, title, columns, body, notes=notes, evidence=[entry, *ratio_evidence(report, rows)])
    )


def _all_rows(found: dict[str, Sum]) -> tuple[str, ...]:
    return tuple(key for total in found.values() for key in total.rows)


def _cell(report: Report, total: Sum) -> str:
    n_of_n = f"{len(total.stated)} of {total.total.of}"
    if total.total.bounds is None:
        return f"{originals(total) if total.stated else w.UNKNOWN}, {n_of_n}"
    return f"{value(total, '')}, {n_of_n}"
