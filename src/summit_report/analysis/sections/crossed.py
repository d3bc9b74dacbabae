"""What the grid of sectors and countries is called: who has documents where, and a shared rank as one that is shared."""

from __future__ import annotations

from collections.abc import Mapping

from summit_report.analysis import wording as w
from summit_report.analysis.figures import Words
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import number

NAMED = 3  # countries or sectors at most in a title that share a rank


def cross_words(report: Report, known: dict[tuple[str, str], Count]) -> Words:
    """Return what is written around the grid of the counts *known* by sector and country."""
    subtitle = f"{report.that_came('Documents')}, once for each party. “+”: documents named inside packages, not added."
    if not known:
        return report.words("No document with a known sector outside packages", subtitle)
    if len(report.view.countries) == 1:
        [code] = report.view.countries
        title = _most_sectors(report, {sector: count for (sector, _), count in known.items()})
        return report.words(f"{w.capital(w.the(code))}: {title}", subtitle)
    sectors = {sector for sector, _ in known}
    breadth = {code: sum(pair[1] == code for pair in known) for code in report.view.countries}
    most, least = max(breadth, key=lambda code: breadth[code]), min(breadth, key=lambda code: breadth[code])
    if len(sectors) == 1:
        [only] = sectors
        title = _most_countries(
            report, only, {code: known.get((only, code), Count(0, ())) for code in report.view.countries}
        )
        return report.words(title, subtitle)
    every = "both" if len(sectors) == 2 else f"all {len(sectors)}"
    share = every if breadth[most] == len(sectors) else f"{breadth[most]} of the {len(sectors)}"
    title = f"{w.capital(w.the(most))} has documents in {share} sectors known outside packages"
    return report.words(
        title + (f", {w.the(least)} in {breadth[least] or 'none'}" if breadth[most] != breadth[least] else ""), subtitle
    )


def _first(counts: Mapping[str, Count]) -> tuple[list[str], str]:
    """Return those of *counts* that no other exceeds, and their value in words: "4", or "1 each" of several."""
    most = max(count.value for count in counts.values())
    first = [code for code, count in counts.items() if count.value == most]
    return first, number(counts[first[0]]) + (" each" if len(first) > 1 else "")


def _most_sectors(report: Report, counts: Mapping[str, Count]) -> str:
    """Say in which sectors most documents of the only country are; a rank that several share is given to none."""
    first, value = _first(counts)
    if 1 < len(first) == len(counts):
        return f"the same number of documents in {w.counted(len(first), 'sector')}, {value}"
    named = w.listed(report.short_sector(sector).lower() for sector in first)
    return f"most documents are in {named if len(first) <= NAMED else f'{len(first)} sectors'}, {value}"


def _most_countries(report: Report, sector: str, counts: Mapping[str, Count]) -> str:
    """Say which countries have most documents in the only *sector*; a rank that several share is given to none."""
    (first, value), where = _first(counts), f"documents in {report.short_sector(sector).lower()}"
    if 1 < len(first) == len(counts):
        return f"{w.counted(len(first), 'country', 'countries')} have the same number of {where}, {value}"
    named = w.listed(map(w.the, first)) if len(first) <= NAMED else f"{len(first)} countries"
    return f"{w.capital(named)} {'has' if len(first) == 1 else 'have'} most {where}, {value}"
