"""What the grid of sectors and countries is called: who has documents where, and a shared rank as one that is shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from summit_report.analysis import wording as w
from summit_report.analysis.figures import Words
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.measures.ranks import leaders
from summit_report.analysis.report import Report
from summit_report.analysis.sections.leading import equal, first, named


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
    if len(sectors) == 1:
        [only] = sectors
        title = _most_countries(
            report, only, {code: known.get((only, code), Count(0, ())) for code in report.view.countries}
        )
        return report.words(title, subtitle)
    every = "both" if len(sectors) == 2 else f"all {len(sectors)}"
    most, least = leaders(breadth), leaders({code: -value for code, value in breadth.items()})
    widest, narrowest = breadth[most[0]], breadth[least[0]]
    share = every if widest == len(sectors) else f"{widest} of the {len(sectors)}"
    title = f"{w.capital(_countries(report, most))} {_has(most)} documents in {share} sectors known outside packages"
    rest = f", {_countries(report, least)} in {narrowest or 'none'}" if widest != narrowest else ""
    return report.words(title + rest, subtitle)


def largest_sectors(report: Report, own: Mapping[str, Count]) -> str:
    """Return the end of a title that says which of the sectors of *own* are the largest."""
    most, value = first(own)
    if equal(own):
        return f"; {w.counted(len(own), 'sector')} have the same number, {value}"
    sectors = named(most, lambda code: report.short_sector(code).lower(), "sector")
    return f"; the largest {'is' if len(most) == 1 else 'are'} {sectors} with {value}"


def _most_sectors(report: Report, counts: Mapping[str, Count]) -> str:
    """Say in which sectors most documents of the only country are; a rank that several share is given to none."""
    most, value = first(counts)
    if equal(counts):
        return f"the same number of documents in {w.counted(len(most), 'sector')}, {value}"
    return f"most documents are in {named(most, lambda code: report.short_sector(code).lower(), 'sector')}, {value}"


def _most_countries(report: Report, sector: str, counts: Mapping[str, Count]) -> str:
    """Say which countries have most documents in the only *sector*; a rank that several share is given to none."""
    (most, value), where = first(counts), f"documents in {report.short_sector(sector).lower()}"
    if equal(counts):
        return f"{w.counted(len(most), *report.dataset.meta.kind_of_members)} have the same number of {where}, {value}"
    return f"{w.capital(_countries(report, most))} {_has(most)} most {where}, {value}"


def _countries(report: Report, codes: Sequence[str]) -> str:
    return named(codes, w.the, *report.dataset.meta.kind_of_members)


def _has(codes: Sequence[str]) -> str:
    return "has" if len(codes) == 1 else "have"
