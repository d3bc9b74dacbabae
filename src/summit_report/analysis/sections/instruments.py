"""Counted money by funding instrument: as stated, converted, who is to pay, and how much of it is itemised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from itertools import chain, islice

import pandas as pd

from summit_report import blocks
from summit_report.analysis import figures, style
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
from summit_report.analysis.figures import Range
from summit_report.analysis.frames import cells_of, kinds_of
from summit_report.analysis.keys import Keys, all_of, taken
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures.money import CONTRACT_VALUE, Money, Sum
from summit_report.analysis.payers import named
from summit_report.analysis.report import Report, plain_table
from summit_report.analysis.sections import remarks
from summit_report.analysis.sections.common import (
    coverage,
    in_cell,
    item,
    known,
    originals,
    rates,
    sums_entry,
    unconverted,
    value,
)
from summit_report.analysis.sections.ratios import ratio_evidence, total_ratio, with_ratio
from summit_report.analysis.view import View
from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS

OTHER_PAYERS = 5  # payers without a country's code that a cell names; of more, the rest is counted
UNCONVERTED = 3  # amounts without a rate that the text names
DRAWN_FROM = 5
"""Instruments with a known value from which on a figure shows more than the table: fewer are read as fast in it."""


def sums(report: Report, view: View | None = None) -> dict[str, Sum]:
    """Add up the counted money of *view* (default: the report's) by instrument."""
    return dict(_sums(report, view or report.view))


@lru_cache(maxsize=16)  # a dozen sections add up the same
def _sums(report: Report, view: View) -> dict[str, Sum]:
    return mm.by_instrument(view.funding, report.purse, FUNDING_INSTRUMENTS)


def instruments(report: Report, view: View, name: str, title: str) -> Exhibit:
    """Show the counted money of *view* by instrument, as exhibits called *name*; drawn where it has many."""
    totals = sums(report, view)
    if not totals:
        return exhibit(note(f"{title}: no row of this dataset counts toward a total."))
    entry = sums_entry(report, name, title, totals)
    drawn = sum(total.total.bounds is not None for total in totals.values()) >= DRAWN_FROM
    return exhibit(
        _coverage(report, totals, entry, name),
        *([_figure(report, totals, entry, name, title)] if drawn else []),
        _table(report, totals, entry, name, title),
    )


def _coverage(report: Report, totals: dict[str, Sum], entry: Entry, name: str) -> Block:
    report.registry.use([entry], f"par-{name}", "Money in words")
    n_of_n = entry.number(_n_of_n(list(totals.values())))
    finance = [total for kind, total in totals.items() if kind != CONTRACT_VALUE]
    one = sum(len(total.rows) for total in totals.values()) == 1
    noun = "entry of money that counts" if one else "entries of money that count"
    text = sentence("An amount is stated for {} {} toward a total", n_of_n, noun)
    if finance and CONTRACT_VALUE in totals:
        text += sentence(
            ": {} for finance, pledged or committed, and {} for contract value",
            entry.number(_n_of_n(finance)),
            entry.number(_n_of_n([totals[CONTRACT_VALUE]]), list(totals).index(CONTRACT_VALUE)),
        )
    extra: list[Inline] = [
        "Instruments are never added to each other: a contract value is not finance, and a loan is not a grant."
    ]
    if missing := sum(len(total.missing) for total in totals.values()):
        first = islice(chain.from_iterable(total.missing[:UNCONVERTED] for total in totals.values()), UNCONVERTED)
        extra.append(_unconverted(report, first, missing))
    return {**paragraph([*text, "."], *extra, evidence=[entry]), "id": f"par-{name}"}


def _unconverted(report: Report, first: Iterable[Money], of: int) -> Inline:
    """Name the amounts that no total holds for want of a rate, the *first* of many."""
    parts: list[Inline] = []
    for money in first:
        stated = w.bounded(money.stated, money.currency, money.qualifier) if money.stated and money.currency else ""
        parts.append([f"{stated} for ", *remarks.named(report, money.key)])
    if of > UNCONVERTED:
        parts.append(f"{w.number(of - UNCONVERTED)} more")
    return sentence(
        "Not converted, for want of a dated rate, and in no total in {}: {}.", report.currency, enumerated(parts)
    )


def _n_of_n(totals: list[Sum]) -> str:
    return f"{sum(len(one.stated) for one in totals)} of {sum(len(one.rows) for one in totals)}"


def _figure(report: Report, totals: dict[str, Sum], entry: Entry, name: str, title: str) -> Block:
    order = sorted(totals, key=lambda kind: -_central(totals[kind]))
    ratio = {kind: blocks.plain(total_ratio(report, totals[kind].rows, short=True)) for kind in order}
    items = [
        Range(
            w.capital(kind),
            totals[kind].total.bounds,
            known(report, totals[kind]) + (f"; {ratio[kind]}" if ratio[kind] else ""),
            style.REST if kind == CONTRACT_VALUE else style.ACCENT,
        )
        for kind in order
    ]
    worded = [
        f"{kind} {value(totals[kind], report.currency)}" + _behind(ratio[kind] + unconverted(totals[kind]))
        for kind in order
        if totals[kind].total.bounds
    ]
    words = report.words(
        w.capital(w.listed(worded)),
        f"{title}, in {report.currency}; in brackets entries with an amount of all entries. Arrows: open ends.",
    )
    columns = [
        column("Instrument"),
        column("Known value", "right"),
        column("Low", "right"),
        column("High", "right"),
        column("n of N", "right"),
    ]
    twin = plain_table(words.title, columns, [_bounds_row(totals[kind], kind) for kind in order])
    caption = f"{title}, by funding instrument. Contract values in grey: they mix contracts with memoranda."
    alt = "; ".join(f"{one.label}: {one.text}" for one in items) + "."
    evidence = [entry, *ratio_evidence(report, _all_rows(totals))]
    return report.figure(name, partial(figures.ranges, items, words), words, caption, alt, twin, evidence)


def _behind(more: str) -> str:
    return f" ({more.removeprefix('; ')})" if more else ""


def _central(total: Sum) -> float:
    """Return the central value for sorting; what is not known comes last."""
    return total.total.bounds.central if total.total.bounds else -1.0


def _bounds_row(total: Sum, kind: str) -> dict:
    known_bounds = total.total.bounds
    cells = (
        [
            w.bounded(known_bounds, "") if known_bounds.halves else w.ends(known_bounds, ""),
            w.end(known_bounds.low),
            w.end(known_bounds.high),
        ]
        if known_bounds
        else ["not converted" if total.stated else w.UNKNOWN, "", ""]
    )
    return row(w.capital(kind), *cells, coverage(total) + unconverted(total))


def _table(report: Report, totals: dict[str, Sum], entry: Entry, name: str, title: str) -> Block:
    body = []
    for i, (kind, total) in enumerate(totals.items()):
        unknown = "not converted" if total.stated else w.UNKNOWN
        body.append(
            row(
                w.capital(kind),
                entry.number(originals(total), i),
                entry.number(value(total, "") + unconverted(total) if total.total.bounds else unknown, i),
                entry.number(f"{len(total.stated)} of {len(total.rows)}", i),
                payers(report, total),
                total_ratio(report, total.rows, short=True),
            )
        )
    columns = [
        column("Instrument", width=3),
        column("As stated", "right", width=3),
        column("Known value", "right", unit=report.currency, width=3),
        column("With amount", "right", width=2),
        column("Who is to pay", width=4),
        column("Itemised", width=4),
    ]
    notes: list[Inline] = ["“Itemised” is asked of amounts that stand for several things."]
    shares, parts = _shares(report, totals)
    notes += [*rates(one for total in totals.values() for one in total.samples), *_both_ways(report, totals), *shares]
    evidence = [entry, *ratio_evidence(report, _all_rows(totals)), *parts]
    return report.table(f"{name}-instruments", f"{title}, by instrument", columns, body, notes=notes, evidence=evidence)


def cell(report: Report, total: Sum, entry: Entry, line: int) -> Inline:
    """Word a total in a cell: its known value, n of N, and how much of a headline in it is itemised."""
    return with_ratio(report, entry.number(in_cell(total), line), total.rows)


def payers(report: Report, total: Sum) -> str:
    """
    Name the countries that are to pay a total, and whoever else a source names; say where several pay one amount
    together, and for how many entries nobody is named.
    """
    rows = taken(report.dataset.funding[["funder_parties", "funder"]], total.rows)
    kinds = kinds_of(rows["funder_parties"], rows["funder"])
    pairs = [(codes, named(funder)) for codes, funder in kinds.values]
    coded = dict.fromkeys(w.country(code) for codes, _ in pairs for code in codes)
    others = dict.fromkeys(name for codes, names in pairs if not codes for name in names if name not in coded)
    if not coded and not others:
        return w.UNKNOWN
    shown = [*coded, *list(others)[:OTHER_PAYERS]]
    if len(others) > OTHER_PAYERS:
        shown.append(f"{w.number(len(others) - OTHER_PAYERS)} more")
    together = " together" if len(rows) == 1 and len(shown) > 1 else ""
    missing = sum(int(size) for size, (codes, names) in zip(kinds.sizes, pairs, strict=True) if not codes and not names)
    gap = f"; {w.UNKNOWN} for {w.number(missing)} of {w.number(len(rows))}" if missing else ""
    return w.capital(w.listed(shown)) + together + gap


def inside(report: Report, key: str) -> tuple[pd.DataFrame, Entry]:
    """Return the parts of the amount *key*, and their evidence with one line each."""
    funding = report.dataset.funding
    parts = mm.parts(funding, key)
    lines = [
        Line(str(one["title"]), item(report, report.purse.money(one)), (str(at), key)) for at, one in parts.iterrows()
    ]
    title = f"Parts of “{funding.loc[key]['title']}”"
    return parts, report.entry(f"inside-{key.lower()}", title, "", "Entries that are part of this amount.", lines)


def _both_ways(report: Report, totals: dict[str, Sum]) -> list[Inline]:
    """Say of which totals some entries flow to the partner and some from it: the sum is no balance."""
    partner = report.dataset.meta.partner
    notes: list[Inline] = []
    for kind, total in totals.items():
        sides = report.dataset.funding[["recipients", "funder_parties"]]
        to, from_ = mm.directions(taken(sides, total.rows), partner)
        if len(to) and len(from_):
            entries = f"{w.counted(len(to), 'entry', 'entries')} to {w.the(partner)}, {w.number(len(from_))} from it"
            notes.append(f"{w.capital(kind)}: money flows both ways ({entries}) and is added all the same.")
    return notes


def _shares(report: Report, totals: dict[str, Sum]) -> tuple[list[Inline], list[Entry]]:
    """Name what a counted amount consists of where no source puts an amount on the parts."""
    notes: list[Inline] = []
    entries = []
    wholes = mm.wholes_of(report.dataset)
    silent = report.dataset.funding["amount"].isna()
    with_silent = set(cells_of(wholes[taken(silent, Keys(wholes.index)).to_numpy(dtype=bool)]))
    several = [(kind, key) for kind, total in totals.items() for key in total.stated if key in with_silent]
    for kind, key in (shown := report.first(several)):
        parts, entry = inside(report, key)
        silent = parts["amount"].isna()
        named = [entry.number(parts.loc[at]["title"], i) for i, at in enumerate(parts.index) if silent[at]]
        notes.append(sentence("Inside the {}, each without an amount of its own: {}.", kind, enumerated(named)))
        entries.append(entry)
    if len(several) > len(shown):
        rest = w.counted(len(several) - len(shown), "more amount has", "more amounts have")
        notes.append(f"{rest} such parts: the data files have them.")
    return notes, entries


def _all_rows(totals: dict[str, Sum]) -> Sequence[str]:
    return all_of([total.rows for total in totals.values()])
