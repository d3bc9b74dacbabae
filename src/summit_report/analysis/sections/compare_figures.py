"""Summits side by side, drawn: documents by sector, by country and by how firm they are, one panel each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from summit_report.analysis import figures, style
from summit_report.analysis import wording as w
from summit_report.analysis.comparison import Comparison, short_name
from summit_report.analysis.crosswalk import Rung
from summit_report.analysis.exhibits import Exhibit, Line, column, exhibit, row
from summit_report.analysis.figures import Ladder
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import firmness
from summit_report.analysis.measures.documents import NOT_ITEMISED, Count
from summit_report.analysis.page import plain_table
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import COUNTING_RULE, number
from summit_report.analysis.sections.leading import first
from summit_report.analysis.sections.limits import left_out
from summit_report.analysis.sections.sectors import unstated
from summit_report.analysis.vocabularies import AGREEMENT_INSTRUMENTS

COLORS = (style.REST, style.ACCENT)
OTHER = "other"  # no instrument of its own: it leads no title
PLURALS = {"the sector": "sectors", "the country": "countries"}
ORDERS = {"how firm": "the firmest on top", "the instrument": "from treaties down"}


def by_sector(page: Comparison) -> Exhibit:
    """Draw the documents whose sector is known, by sector; packages of unknown composition are left out and said."""
    counts = {report: _sectors(report) for report in page.reports}
    unknown = []
    for report, found in counts.items():
        if found.pop(NOT_ITEMISED, None):
            rows, members = report.view.counted, report.view.inside_packages
            placed, rest = unstated(rows, members)
            unknown.append(f"{number(placed)} and {number(rest)} of {short_name(report)}")
    named = {code: report.short_sector(code) for report, found in counts.items() for code in found}
    order = sorted(
        named, key=lambda code: (-sum(found[code].value for found in counts.values() if code in found), code)
    )
    subtitle = (
        "Single documents by sector. Not drawn: documents in packages, named with a sector and without a stated one: "
        f"{'; '.join(unknown)}."
        if unknown
        else "Documents by sector."
    )
    return _drawn(page, "sectors", counts, {code: named[code] for code in order}, "the sector", subtitle)


def _sectors(report: Report) -> dict[str, Count]:
    return docs.by(report.view.counted, "sector")


def by_instrument(page: Comparison) -> Exhibit:
    """Draw the documents by instrument, in the order of the vocabulary, from treaties down."""
    rows = {report: report.view.counted for report in page.reports}
    counts = {report: docs.by(found, "instrument", AGREEMENT_INSTRUMENTS) for report, found in rows.items()}
    named = {code: w.capital(code) for code in AGREEMENT_INSTRUMENTS if any(code in found for found in counts.values())}
    packed = any(((found["instrument"] == OTHER) & (found["documents"] > 1)).any() for found in rows.values())
    subtitle = "Documents by instrument."
    if packed:
        subtitle += " “Other” holds packages too: no source gives the instrument of each of their documents."
    return _drawn(page, "instruments", counts, named, "the instrument", subtitle)


def by_country(page: Comparison) -> Exhibit:
    """Draw the documents of each country."""
    counts = {report: docs.by_country(report.view.counted, report.view.countries) for report in page.reports}
    codes = list(dict.fromkeys(code for found in counts.values() for code in found))
    order = sorted(
        codes, key=lambda code: (-sum(found[code].value for found in counts.values() if code in found), code)
    )
    subtitle = "Documents by country; each counts once for each of its parties, so that bars do not add up."
    return _drawn(page, "countries", counts, {code: w.country(code) for code in order}, "the country", subtitle)


def by_rung(page: Comparison) -> Exhibit:
    """Draw the documents by how firm they are."""
    counts = {report: _rungs(report) for report in page.reports}
    named = {str(rung.value): w.capital(rung.words) for rung in sorted(Rung, reverse=True)}
    subtitle = "Documents by how firm they are; a package is as firm as its description guarantees."
    return _drawn(page, "rungs", counts, named, "how firm", subtitle)


def _rungs(report: Report) -> dict[str, Count]:
    rows, data = report.view.counted, report.dataset
    standings = firmness.of_agreements(data.agreements, data.funding, data.milestones, data.meta.as_of)
    return {str(rung.value): count for rung, count in firmness.counts(rows, standings).items()}


def _drawn(
    page: Comparison,
    name: str,
    counts: Mapping[Report, Mapping[str, Count]],
    labels: Mapping[str, str],
    word: str,
    subtitle: str,
) -> Exhibit:
    """Draw one panel per summit; *labels* name the rows from the top."""
    lines = [
        Line(f"{label}, {short_name(report)}", number(found[code]), found[code].rows)
        for report, found in counts.items()
        for code, label in labels.items()
        if code in found
    ]
    entry = page.entry(
        f"contrast-{name}", f"Documents by {word.removeprefix('the ')} and summit", "", COUNTING_RULE, lines
    )
    words = page.words(_finding(page, counts, labels, word), subtitle)
    shown = list(labels)[: figures.rungs_that_fit(list(labels), words)]
    panels = [
        Ladder(
            short_name(report),
            [found[code].value if code in found else 0 for code in shown[::-1]],
            [0] * len(shown),
            COLORS[report is page.reports[-1]],
            [number(found[code]) if code in found else "0" for code in shown[::-1]],
        )
        for report, found in counts.items()
    ]
    twin = plain_table(
        words.title,
        [column(w.capital(word.removeprefix("the "))), *(column(panel.name, "right") for panel in panels)],
        [
            row(label, *(number(found[code]) if code in found else "0" for found in counts.values()))
            for code, label in labels.items()
        ],
    )
    alt = "; ".join(f"{line.label}: {line.value}" for line in lines) + "."
    draw = partial(figures.ladders, [labels[code] for code in shown[::-1]], panels, words)
    caption = f"One panel for each summit, on one scale, {ORDERS.get(word, 'sorted by all of them together')}."
    caption += left_out(len(shown), len(labels), PLURALS.get(word, "rows"))
    return exhibit(page.figure(f"contrast-{name}", draw, words, caption, alt, twin, [entry]))


def _finding(
    page: Comparison, counts: Mapping[Report, Mapping[str, Count]], labels: Mapping[str, str], word: str
) -> str:
    """Say which row is the largest at each summit; equals are named together, one that always leads once."""
    kept = {code: label if word == "the country" else label[:1].lower() + label[1:] for code, label in labels.items()}
    kept.pop(OTHER, None)
    named, values = {}, {}
    for report, found in counts.items():
        if own := {code: found[code] for code in kept if code in found}:
            most, values[report] = first(own)
            named[report] = " / ".join(kept[code] for code in most)
    if not named:
        return "No document"
    most_of = "Most documents of a named instrument" if word == "the instrument" else "Most documents"
    if len(named) > 1 and len(set(named.values())) == 1:
        at = w.listed(f"{values[report]} at {short_name(report)}" for report in named)
        return f"{most_of}: {next(iter(named.values()))}, with {at}"
    return f"{most_of}: {w.listed(f'{named[one]} at {short_name(one)} ({values[one]})' for one in named)}"
