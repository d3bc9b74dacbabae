"""What was signed, by sector, and by sector and country."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd

from summit_report.analysis import figures
from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import (
    Block,
    Entry,
    Exhibit,
    Line,
    column,
    exhibit,
    note,
    paragraph,
    row,
    sentence,
)
from summit_report.analysis.figures import Bar
from summit_report.analysis.frames import kinds_of, only
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.measures.documents import NOT_ITEMISED, Count
from summit_report.analysis.report import Report, plain_table
from summit_report.analysis.sections.common import COUNTING_RULE, INSIDE_RULE, counts_entry, documents, keys, number
from summit_report.analysis.sections.crossed import cross_words, largest_sectors
from summit_report.analysis.sections.leading import first, named
from summit_report.analysis.sections.limits import kept, left_out

UNPUBLISHED = "Sector not published"
UNSTATED_RULE = "Documents of packages over several sectors, less those named inside with a sector of their own."
ROW_MM = 5.0
MANY = 10  # countries that no longer stand side by side in a table


def by_sector(report: Report) -> Exhibit:
    """Draw the documents by sector, with the documents named inside packages beside them and packages apart."""
    rows = report.view.counted
    named = report.view.inside_packages
    if rows.empty and named.empty:
        return exhibit(note(f"No document{report.scope} {report.came}: there is none to show by sector."))
    if report.view.sector is not None:
        return exhibit(_one_sector(report, docs.count(rows), docs.count(named)))
    own, inside = docs.by(rows, "sector"), docs.by(named, "sector")
    own.pop(NOT_ITEMISED, None)
    inside.pop(NOT_ITEMISED, None)
    placed, unknown = unstated(rows, named)
    order = sorted({*own, *inside}, key=lambda code: (-_value(own, code), -_value(inside, code), code))
    entries = [
        counts_entry(
            report, "sectors", "Documents by sector", {report.sector(code): own[code] for code in order if code in own}
        )
    ]
    if inside:
        named_counts = {report.sector(code): inside[code] for code in order if code in inside}
        entries.append(
            counts_entry(
                report, "sectors-named", "Documents named inside packages, by sector", named_counts, INSIDE_RULE
            )
        )
    if unknown.value:
        entries.append(
            counts_entry(
                report, "sectors-unknown", "Documents without a known sector", {"Packages": unknown}, UNSTATED_RULE
            )
        )
    return exhibit(_sector_figure(report, order, own, inside, (placed, unknown), entries))


def unstated(rows: pd.DataFrame, named: pd.DataFrame) -> tuple[Count, Count]:
    """Split the documents of packages over several sectors: those named with a sector, and the rest."""
    return pk.split(only(rows, rows["sector"] == NOT_ITEMISED), only(named, named["sector"] != NOT_ITEMISED))


def _one_sector(report: Report, own: Count, named: Count) -> Block:
    sector = report.sector(str(report.view.sector))
    entry = counts_entry(report, "sector", f"Documents in the sector {sector.lower()}", {sector: own})
    inside = counts_entry(report, "sector-named", "Documents named inside packages", {sector: named}, INSIDE_RULE)
    report.registry.use([entry, inside], "par-sector", "The sector in words")
    text = sentence(
        "This report looks at one sector: {}, and {} named inside packages, which are not added.",
        entry.number(documents(own)),
        inside.number(documents(named)),
    )
    return {**paragraph(text, evidence=[entry, inside]), "id": "par-sector"}


def _value(counts: dict[str, Count], code: str) -> int:
    return counts[code].value if code in counts else 0


def _count(counts: dict[str, Count], code: str) -> Count:
    return counts.get(code, Count(0, ()))


def _sector_figure(
    report: Report,
    order: list[str],
    own: dict[str, Count],
    inside: dict[str, Count],
    packed: tuple[Count, Count],
    entries: list[Entry],
) -> Block:
    def text(code: str) -> str:
        more = f" + {number(inside[code])} named in packages" if code in inside else ""
        return f"{number(_count(own, code))}{more}"

    bars = [
        Bar(report.short_sector(code), _value(own, code), text(code), beyond=_value(inside, code)) for code in order
    ]
    unknown = packed[1]
    words = _sector_words(report, order, own, inside, packed)
    twin = plain_table(
        words.title,
        [column("Sector"), column("Documents", "right"), column("Named inside packages", "right")],
        [row(report.sector(c), number(_count(own, c)), number(_count(inside, c))) for c in order]
        + ([row(UNPUBLISHED, number(unknown), "")] if unknown.value else []),
    )
    caption = "Documents by sector"
    if unknown.value:
        caption += "; those without a stated sector are never spread over sectors"
    bars, every = bars[: figures.bars_that_fit(bars, words)], len(bars)
    caption += "." + left_out(len(bars), every, "sectors")
    alt = "; ".join(f"{bar.label}: {bar.text}" for bar in bars) + "."
    return report.figure("sectors", partial(figures.bars, bars, words), words, caption, alt, twin, entries)


def _sector_words(
    report: Report, order: list[str], own: dict[str, Count], inside: dict[str, Count], packed: tuple[Count, Count]
) -> figures.Words:
    single, (placed, unknown) = docs.joined(own.values()), packed
    known = docs.joined([single, placed])
    if unknown.value:
        title = f"The sector is known for {number(known)} of {documents(docs.joined([known, unknown]))}"
        if placed.value:
            title += f": {w.counted(single.value, 'single document')} and {number(placed)} named inside packages"
        elif own:
            title += largest_sectors(report, own)
    else:
        most, value = first(own) if own else (order[:1], number(_count(own, order[0])))
        names = report.sector(most[0]) if len(most) == 1 else w.capital(named(most, report.short_sector, "sector"))
        title = f"{names}: {value} of {documents(known)}"
    subtitle = f"{report.that_came('Documents')}, by sector."
    subtitle += " Open bars: documents named inside packages." if inside else ""
    subtitle += f" Not drawn: {number(unknown)} in packages, whose sector no source states." if unknown.value else ""
    return report.words(title, subtitle)


def by_sector_and_country(report: Report) -> Exhibit:
    """Draw sector by country as a grid, the documents named inside packages printed beside the counts."""
    rows = docs.countable(report.view.counted, "parties", "sector")
    named = docs.countable(report.view.inside_packages, "parties", "sector", "part_of")
    codes = report.view.countries
    counts, inside = docs.cross(rows, codes), docs.cross(named[named["sector"] != NOT_ITEMISED], codes)
    packed = only(rows, rows["sector"] == NOT_ITEMISED)
    for code in codes:  # what is named with a sector is not of unknown sector
        if (NOT_ITEMISED, code) in counts:
            own, members = only(packed, _names(packed, code)), only(named, _names(named, code))
            counts[NOT_ITEMISED, code] = unstated(own, members)[1]
    sectors = list(dict.fromkeys(sector for sector, _ in (*counts, *inside)))
    if not sectors:
        return exhibit(note(f"No document{report.scope} that {report.came} names a country and a sector."))
    sizes = docs.by(rows, "sector")
    order = sorted(sectors, key=lambda s: (s == NOT_ITEMISED, -_value(sizes, s), s))
    order = [s for s in order if any(_cell_text(counts, inside, s, c) for c in codes)] or order
    grid = pd.DataFrame(
        [[_cell(counts, s, c).value for c in codes] for s in order],
        index=[_short(report, s) for s in order],
        columns=[w.country(c) for c in codes],
    )
    texts = {(_short(report, s), w.country(c)): _cell_text(counts, inside, s, c) for s in order for c in codes}
    entry = _cross_entry(report, order, counts, inside)
    known = {pair: count for pair, count in counts.items() if pair[0] != NOT_ITEMISED}
    words = cross_words(report, known)
    grid, remark = _readable(report, grid, words, docs.by_country(rows, codes), texts)
    unknown = (
        [_short(report, NOT_ITEMISED)] if NOT_ITEMISED in order and _short(report, NOT_ITEMISED) in grid.index else []
    )
    draw = partial(figures.heatmap, grid, words, texts, unknown, row_mm=ROW_MM)
    twin = _cross_twin(report, words.title, order, counts, inside)
    caption = "Documents by sector and country; “3 + 2” reads: 3 documents, and 2 documents named inside packages."
    caption += remark
    alt = "Grid of counts; the data table gives every cell."
    return exhibit(report.figure("sector-country", draw, words, caption, alt, twin, [entry]))


def _readable(
    report: Report,
    grid: pd.DataFrame,
    words: figures.Words,
    counts: Mapping[str, Count],
    texts: Mapping[tuple[str, str], str],
) -> tuple[pd.DataFrame, str]:
    """Return the rows and columns of *grid* that can be drawn, the countries with most documents, and what to say."""
    high, across = figures.grid_that_fits(list(grid.index), list(grid.columns), words, ROW_MM)
    rows, columns = list(grid.index), list(grid.columns)
    unknown = _short(report, NOT_ITEMISED)
    if across < len(columns):
        order = sorted(counts, key=lambda code: (-counts[code].value, code))
        columns = [w.country(code) for code in order]
        high, across = figures.grid_that_fits(rows, columns, words, ROW_MM)
    heads = columns[:across]
    filled = [name for name in rows if any(texts[name, head] for head in heads)] or rows
    shown = kept(filled, high, unknown)
    remark = left_out(len(shown), len(rows), "sectors") + left_out(len(heads), len(columns), "countries")
    return grid.loc[shown, heads], remark


def _cross_twin(report: Report, title: str, order: list[str], counts: dict, inside: dict) -> Block:
    """Return the table of all cells; many countries stand in its rows."""
    codes = report.view.countries
    cells = {(s, c): _cell_text(counts, inside, s, c) for s in order for c in codes}
    notes = ["“3 + 2” reads: 3 documents, and 2 documents named inside packages that are not added."]
    if len(codes) <= MANY:
        heads = [column("Sector"), *(column(w.country(c), "right") for c in codes)]
        body = [row(report.sector(s), *(cells[s, c] for c in codes)) for s in order]
    else:
        heads = [column("Country"), *(column(report.short_sector(s), "right") for s in order)]
        body = [row(w.country(c), *(cells[s, c] for s in order)) for c in codes]
    return plain_table(title, heads, body, notes)


def _names(rows: pd.DataFrame, code: str) -> np.ndarray:
    return kinds_of(rows["parties"]).where(lambda parties: code in parties)


def _short(report: Report, sector: str) -> str:
    return UNPUBLISHED if sector == NOT_ITEMISED else report.short_sector(sector)


def _cell(counts: dict[tuple[str, str], Count], sector: str, code: str) -> Count:
    return counts.get((sector, code), Count(0, ()))


def _cell_text(counts: dict, inside: dict, sector: str, code: str) -> str:
    own, more = _cell(counts, sector, code), _cell(inside, sector, code)
    worded = number(own) if own.value else ""
    return f"{worded} + {number(more)}".strip() if more.value else worded


def _cross_entry(report: Report, order: list[str], counts: dict, inside: dict) -> Entry:
    lines = []
    for sector in order:
        own = {c: count for (s, c), count in counts.items() if s == sector}
        more = {c: count for (s, c), count in inside.items() if s == sector}
        every = keys(*(count.rows for count in (*own.values(), *more.values())))
        words = (
            w.listed(f"{w.country(c)} {number(count)}" for c, count in own.items()) if own else "only inside packages"
        )
        lines.append(Line(report.sector(sector), words, every))
    rule = (
        COUNTING_RULE
        + " Each document counts once for each of its parties; documents inside packages stand beside, never added."
    )
    return report.entry("sector-country", "Documents by sector and country", "", rule, lines)
