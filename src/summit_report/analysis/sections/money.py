"""Money: what is known, by funding instrument, item, sector and country; never more added than the rules allow."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from heapq import nsmallest

import numpy as np
import pandas as pd

from summit_report.analysis import figures, style
from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import (
    Block,
    Exhibit,
    Inline,
    Line,
    column,
    exhibit,
    note,
    row,
)
from summit_report.analysis.figures import Range
from summit_report.analysis.frames import Record
from summit_report.analysis.keys import all_of
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures.money import CONTRACT_VALUE, Money, Sum
from summit_report.analysis.report import Report, plain_table
from summit_report.analysis.sections.common import MONEY_RULE, item, known
from summit_report.analysis.sections.instruments import cell, instruments, sums
from summit_report.analysis.sections.ratios import ratio_evidence, ratio_short, ratio_text
from summit_report.analysis.sections.remarks import starred, stars_explained
from summit_report.analysis.sections.tables import needs
from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS

__all__ = ["by_country", "by_sector", "largest", "overview", "sums"]

LARGEST = 12
FEW = 10  # countries that are all listed, with or without an entry of their own


@needs("funding", told=True)
def overview(report: Report) -> Exhibit:
    """Say what money is known and of whom, by instrument, as stated and as converted."""
    return instruments(report, report.view, "money", report.that_came("Money"))


def _with(amount: str, ratio: str | None, *, brackets: bool = False) -> str:
    """Put the itemised *ratio* behind an *amount*, where it has one."""
    if ratio is None:
        return amount
    return f"{amount} ({ratio})" if brackets else f"{amount}; {ratio}"


@needs("funding")
def largest(report: Report) -> Exhibit:
    """Draw the largest stated amounts, counted or inside something counted, each once."""
    rows = report.view.funding
    rows = rows[rows["restates"].isna() & rows["amount"].notna()]
    if rows.empty:
        later = report.since != report.view and report.since.funding["amount"].notna().any()
        told = " What followed is told under “Since the summit”." if later else ""
        return exhibit(note(f"No amount{report.scope} that {report.came} is stated.{told}"))
    _, values = report.purse.worths(rows)
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        return exhibit(
            note(f"No stated amount{report.scope} that {report.came} has a dated rate to {report.currency}.")
        )
    least = np.sort(values[known])[-LARGEST:][0]  # of very many amounts, none that is smaller need be read
    moneys = report.purse.moneys(rows.iloc[known[values[known] >= least]])
    pairs = [(report.row(m.key)[1], m) for m in nsmallest(LARGEST, moneys, key=lambda m: (-_size(m), m.key))]
    entry = report.entry(
        "largest",
        f"Largest stated amounts{report.scope}",
        "",
        "Each amount as stated; entries that restate another are left out. Those inside a counted one are shown and not added.",
        [Line(str(r["title"]), item(report, money), (str(r.name),)) for r, money in pairs],
    )
    items = [
        Range(
            str(r["title"]),
            money.value,
            _amount_text(report, r, money) + starred(report, str(r.name)),
            _color(r),
            hollow=r["counts_toward_total"] == "no",
        )
        for r, money in pairs
    ]
    words = _largest_words(report, pairs, unconverted=len(rows) - len(known))
    twin = _largest_twin(report, words.title, pairs)
    pairs, items = pairs[: (fits := figures.ranges_that_fit(items, words))], items[:fits]
    caption = "The largest stated amounts. A hollow dot lies inside a counted amount or may overlap with one, and is not added."
    caption += stars_explained(one.text for one in items)
    alt = "; ".join(f"{one.label}: {one.text}" for one in items) + "."
    evidence = [entry, *ratio_evidence(report, [str(r.name) for r, _ in pairs])]
    return exhibit(report.figure("largest", partial(figures.ranges, items, words), words, caption, alt, twin, evidence))


def _largest_words(report: Report, pairs: Sequence[tuple[Record, Money]], unconverted: int) -> figures.Words:
    """Word the figure of *pairs*: what counts leads, for an amount that is shared must not pass for a country's own."""
    first, stated = next((pair for pair in pairs if pair[0]["counts_toward_total"] == "yes"), pairs[0])
    inside = [p for p in pairs if pd.notna(p[0]["part_of"]) and p[0]["part_of"] == first.name]
    finding = f"{first['title']}: {_with(item(report, stated), ratio_text(report, str(first.name)), brackets=True)}"
    if inside:
        finding += f"; the largest amount named inside is {item(report, inside[0][1])}"
    subtitle = f"Stated amounts of {report.that_came('entries')}, in {report.currency}. Grey: contract values."
    if unconverted:
        subtitle += f" Left out for want of a dated rate: {w.counted(unconverted, 'amount')}."
    return report.words(finding, subtitle)


def _largest_twin(report: Report, title: str, pairs: Sequence[tuple[Record, Money]]) -> Block:
    """Return the table of the amounts that the figure draws."""
    columns = [column("Item", width=5), column("As stated", "right", width=3), column("Counts"), column("Part of")]
    body = [
        row(
            str(r["title"]),
            _with(item(report, money), ratio_text(report, str(r.name))),
            str(r["counts_toward_total"]),
            "" if pd.isna(r["part_of"]) else str(r["part_of"]),
        )
        for r, money in pairs
    ]
    return plain_table(title, columns, body)


def _size(money: Money) -> float:
    return money.value.central if money.value else 0.0


def _color(funding: Record) -> str:
    return style.REST if funding["instrument"] == CONTRACT_VALUE else style.ACCENT


def _amount_text(report: Report, funding: Record, money: Money) -> str:
    amount = item(report, money) + (", not added" if funding["counts_toward_total"] == "no" else "")
    return _with(amount, ratio_short(report, str(funding.name)))


@needs("funding")
def by_country(report: Report) -> Exhibit:
    """Print the counted money by recipient and instrument; what several share is never split."""
    partner, others = report.dataset.meta.partner, report.view.countries
    groups = mm.by_recipient(report.view.funding, (*others, partner))
    labels = {code: w.country(code) for code in (*others, partner)}
    labels |= {"shared": "Several countries, shared, not split", "unnamed": f"Recipient {w.UNKNOWN}"}
    always = {*others, "shared"} if len(others) <= FEW else set()
    named = {labels[code]: frame for code, frame in groups.items() if len(frame) or code in always}
    left_out = len(others) - len({labels[code] for code in others} & named.keys())
    remarks: list[Inline] = []
    if left_out:
        others_left = w.counted(left_out, *report.dataset.meta.kind_of_members)
        remarks.append(f"No entry is for {'the other' if named else 'any of the'} {others_left} alone.")
    title = f"Known money by recipient{report.scope}"
    return _grid(report, "money-countries", title, "Recipient", named, remarks)


@needs("funding")
def by_sector(report: Report) -> Exhibit:
    """Print the counted money by sector and instrument."""
    rows = mm.counted(report.view.funding)[[*mm.summable(report.view.funding), "sector"]]
    groups = {report.sector(str(code)): group for code, group in rows.groupby("sector", observed=True)}
    return _grid(report, "money-sectors", f"Known money by sector{report.scope}", "Sector", groups)


def _grid(
    report: Report, name: str, title: str, first: str, groups: dict[str, pd.DataFrame], remarks: Sequence[Inline] = ()
) -> Exhibit:
    per_group = {label: mm.by_instrument(frame, report.purse, FUNDING_INSTRUMENTS) for label, frame in groups.items()}
    kinds = [kind for kind in FUNDING_INSTRUMENTS if any(kind in found for found in per_group.values())]
    if not kinds:
        return exhibit(note(f"{title}: no entry that {report.came} counts toward a total."))
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
        row(label, *(cell(report, found[kind], entry, i) if kind in found else "–" for kind in kinds))
        for i, (label, found) in enumerate(per_group.items())
    ]
    columns = [
        column(first, width=3),
        *(column(w.capital(kind), "right", unit=report.currency, width=2) for kind in kinds),
    ]
    notes: list[Inline] = [
        "Known value of n of N entries; “–”: no entry. Columns of different instruments are not added.",
        *remarks,
    ]
    rows = all_of([_all_rows(found) for found in per_group.values()])
    return exhibit(
        report.table(name, title, columns, body, notes=notes, evidence=[entry, *ratio_evidence(report, rows)])
    )


def _all_rows(found: dict[str, Sum]) -> Sequence[str]:
    return all_of([total.rows for total in found.values()])
