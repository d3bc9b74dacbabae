"""What was signed, by country: with the partner alone, and with others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from summit_report.analysis import figures, style
from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import (
    Entry,
    Exhibit,
    column,
    exhibit,
    note,
    row,
)
from summit_report.analysis.figures import Bar
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.report import Report, plain_table
from summit_report.analysis.sections.common import COUNTING_RULE, documents, number, overlapping_entry
from summit_report.analysis.sections.leading import first, named
from summit_report.analysis.sections.limits import kept, left_out


def _title(report: Report, everyone: Mapping[str, Count], alone: Mapping[str, Count]) -> str:
    """Say how many documents the report's country has, or that with most; a rank that several share is theirs."""
    most = [report.view.country] if report.view.country else first(everyone)[0]
    one = most[0]
    if len(most) > 1:
        countries = named(most, w.the, *report.dataset.meta.kind_of_members)
        return f"{w.capital(countries)} are party to {documents(everyone[one])} each"
    partner = w.the(report.dataset.meta.partner)
    every, own = everyone[one].value, alone[one].value
    if every == 1:
        end = f"with {partner} alone" if own else "with others"
    else:
        end = f"{'all' if own == every else number(alone[one]) if own else 'none'} of them with {partner} alone"
    return f"{w.capital(w.the(one))} is party to {documents(everyone[one])}, {end}"


def by_country(report: Report) -> Exhibit:
    """Draw the documents of each country: with the partner alone, and with others."""
    everybody = replace(report.view, country=None)  # a country is read beside the others
    rows = docs.counted(everybody.agreements)
    codes = everybody.countries
    if report.view.counted.empty:
        return exhibit(note(f"No document{report.scope} {report.came}: there is none to show by country."))
    everyone = docs.by_country(rows, codes)
    is_alone = docs.is_alone(rows, report.dataset.meta.partner)
    rows = docs.countable(rows, "parties")
    alone, others = (docs.by_country(rows[chosen], codes) for chosen in (is_alone, ~is_alone))
    entry = _country_entry(report, everyone, alone)
    order = sorted(codes, key=lambda code: (-everyone[code].value, code))
    items = {
        code: Bar(
            w.country(code),
            alone[code].value,
            f"{number(everyone[code])}: {number(alone[code])} alone, {number(others[code])} with others",
            report.color(code) if report.view.country in (None, code) else style.REST,
            beyond=others[code].value,
        )
        for code in order
    }
    partner = w.the(report.dataset.meta.partner)
    title = _title(report, everyone, alone)
    where = f" in the sector {report.sector(report.view.sector).lower()}" if report.view.sector else ""
    words = report.words(
        title, f"Documents{where} that {report.came}. A document counts once for each party: the bars do not add up."
    )
    twin = plain_table(
        words.title,
        [
            column("Country"),
            column("Documents", "right"),
            column(f"With {partner} alone", "right"),
            column("With others", "right"),
        ],
        [
            row(
                w.country(c),
                *(number(counts[c]) for counts in (everyone, alone, others)),
            )
            for c in order
        ],
    )
    caption = f"Documents by country. Solid: {partner} and this country alone; open: several countries."
    shown = kept(order, figures.bars_that_fit([items[code] for code in order], words), report.view.country)
    bars = [items[code] for code in shown]
    caption += left_out(len(shown), len(order), report.dataset.meta.kind_of_members[1])
    alt = "; ".join(f"{bar.label}: {bar.text}" for bar in bars) + "."
    return exhibit(report.figure("countries", partial(figures.bars, bars, words), words, caption, alt, twin, [entry]))


def _country_entry(report: Report, everyone: dict[str, Count], alone: dict[str, Count]) -> Entry:
    counts: dict[str, Count] = {}
    for code, count in everyone.items():
        counts[w.country(code)] = count
        counts[f"{w.country(code)}, alone"] = alone[code]
    return overlapping_entry(
        report,
        "countries",
        "Documents by country",
        counts,
        COUNTING_RULE + " Each document counts once for each of its parties.",
    )
