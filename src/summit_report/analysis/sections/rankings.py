"""Do the rankings of countries and sectors hang on one row or one source?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np

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
from summit_report.analysis.frames import Record, cells_of, kinds_of
from summit_report.analysis.keys import Keys, heads
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import fragility as ff
from summit_report.analysis.measures.documents import NOT_ITEMISED
from summit_report.analysis.measures.fragility import Stability
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import COUNTING_RULE, documents, number
from summit_report.analysis.sections.naming import source_name

RANK_RULE = (
    "Documents counted again with each counted entry, and each source with its copies, left out in turn; a second "
    "description from another source takes a lost entry’s place. A ranking changes when any place in it does."
)


def rankings(report: Report) -> Exhibit:
    """Say whether the order of countries and of sectors depends on one row or one source."""
    found = _stabilities(report)
    if not found:
        return exhibit(note(f"Too few documents{report.scope} {report.came} to test a ranking."))
    lines = [line for kind, stable in found.items() for line in _lines(report, kind, stable)]
    title = f"Rankings with one entry or one source left out{report.scope}"
    entry = report.entry("rankings", title, "", RANK_RULE, lines)
    report.registry.use([entry], "par-rankings", "Rankings in words")
    table = _table(report, found, entry)
    return exhibit(_words(report, found, entry), table)


def _lines(report: Report, kind: str, stable: Stability) -> list[Line]:
    """Return the four lines of evidence on the ranking of *kind*: its order and its first, by entries and by sources."""
    lines = []
    for what, keys, sources in (
        (f"Order of {kind}", stable.rows, stable.sources),
        (f"First among {kind}", stable.first_rows, stable.first_sources),
    ):
        changes = f"{what} changes without any one of these"
        lines.append(Line(f"{changes} entries", f"{len(keys)} of {stable.of_rows}", keys))
        named = f"{changes} sources: {_named(report, sources)}"
        lines.append(Line(named, f"{len(sources)} of {stable.of_sources}", ()))
    return lines


def _namer(report: Report, kind: str) -> Callable[[str], str]:
    return w.country if kind == "countries" else report.short_sector


def _table(report: Report, found: Mapping[str, Stability], entry: Entry) -> Block:
    """Return who is first and how often order and first change; four lines of *entry* stand for each ranking."""
    body = [
        row(
            w.capital(kind),
            w.listed(map(_namer(report, kind), stable.leaders)),
            *(entry.number(entry.lines[place].value, place) for place in range(4 * i, 4 * i + 4)),
        )
        for i, (kind, stable) in enumerate(found.items())
    ]
    columns = [
        column("Ranking by documents", width=3),
        column("First", width=2),
        column("Order changes: entries", "right", width=2),
        column("Order changes: sources", "right", width=2),
        column("First changes: entries", "right", width=2),
        column("First changes: sources", "right", width=2),
    ]
    first = next(iter(found.values()))
    read = f"“{len(first.rows)} of {first.of_rows}”: the order changes without any one of {len(first.rows)} among "
    notes = [
        read + f"the {first.of_rows} counted entries. Packages without a known sector are in no ranking of sectors."
    ]
    title = "Do the rankings depend on one entry or one source?"
    return report.table("rankings", title, columns, body, notes=notes, evidence=[entry])


def _words(report: Report, found: Mapping[str, Stability], entry: Entry) -> Block:
    """Return the paragraph: what the largest entries hold, and which rankings depend on one entry or source."""
    largest = _largest_documents(report)
    report.registry.use([largest], "par-rankings", "Rankings in words")
    said = [
        _ranking_sentence(kind, stable, entry, 4 * i, _namer(report, kind))
        for i, (kind, stable) in enumerate(found.items())
    ]
    return {
        **paragraph(_documents_sentence(report, largest), *said, evidence=[largest, entry]),
        "id": "par-rankings",
    }


def _named(report: Report, sources: Iterable[str]) -> str:
    return w.listed(dict.fromkeys(source_name(report, key) for key in sources)) or "none"


def _largest_documents(report: Report) -> Entry:
    """Record the evidence of the largest rows of documents, and of what remains without the first."""
    rows = report.view.counted
    ordered = rows.sort_values(["documents", "agreement_id"], ascending=[False, True], kind="stable")
    top, rest = ordered.iloc[: ff.TOP], ordered.iloc[1:]
    lines = [
        Line("All documents", number(docs.count(rows)), Keys(rows.index)),
        Line(
            f"In the {w.counted(len(top), 'largest entry', 'largest entries')}",
            number(docs.count(top)),
            tuple(top.index),
        ),
        Line("Without the largest entry", number(docs.count(rest)), Keys(rest.index)),
    ]
    return report.entry(
        "largest-documents", f"Documents in the largest entries{report.scope}", "", COUNTING_RULE, lines
    )


def _documents_sentence(report: Report, entry: Entry) -> Inline:
    _, top, rest = (line.value for line in entry.lines)
    rows = entry.lines[1].size
    return sentence(
        "{} of {} {} in {}; without the largest, {} {}.",
        entry.number(w.capital(top), 1),
        entry.number(documents(docs.count(report.view.counted)), 0),
        "stands" if top == "1" else "stand",
        ["the ", *entry.number(f"{rows} largest entries", 1)] if rows > 1 else "one entry",
        entry.number(rest, 2),
        "remains" if rest == "1" else "remain",
    )


def _stabilities(report: Report) -> dict[str, Stability]:
    everybody = replace(report.view, country=None)  # a country is ranked among the others
    countries = dict.fromkeys(everybody.countries, 0.0)  # those without a document are ranked too

    def by_country(rows: Iterable[Record]) -> dict[str, float]:
        return countries | _documents(rows, lambda row: [code for code in row["parties"] if code in countries])

    def by_sector(rows: Iterable[Record]) -> dict[str, float]:
        return _documents(rows, lambda row: [row["sector"]] if row["sector"] != NOT_ITEMISED else [])

    found = {}
    for kind, agreements, measure in (
        ("countries", everybody.agreements, by_country),
        ("sectors", report.view.agreements, by_sector),
    ):
        counted = docs.counted(agreements)
        head = heads(agreements, "same_as")
        again = np.flatnonzero(head != np.arange(len(agreements)))
        second = agreements.iloc[again].assign(same_as=cells_of(agreements.index.take(head[again])))
        named = "parties" if kind == "countries" else "sector"
        columns = ["source_id", named, "documents"]
        every = [Record("", ((named, value), ("documents", 1))) for value in kinds_of(counted[named]).values]
        if len(counted) > ff.TOP and len(measure(every)) > 1:
            found[kind] = ff.stability(counted[columns], second[[*columns, "same_as"]], report.dataset.sources, measure)
    return found


def _documents(rows: Iterable[Record], names: Callable[[Record], Iterable[str]]) -> dict[str, float]:
    """Add up the documents of *rows* under each of the *names* of a row."""
    sums: dict[str, float] = {}
    for one in rows:
        for name in names(one):
            sums[name] = sums.get(name, 0.0) + one["documents"]
    return sums


def _ranking_sentence(kind: str, stable: Stability, entry: Entry, line: int, name: Callable[[str], str]) -> Inline:
    first, tied = w.listed(name(code) for code in stable.leaders), len(stable.leaders) > 1
    if not stable.first_rows and not stable.first_sources:
        text = sentence(
            "{} {} first among the {} whichever entry or source is left out", first, "stay" if tied else "stays", kind
        )
    else:
        text = sentence(
            "{} among the {}; that changes when {} is left out"
            if tied
            else "{} among the {}, but not alone or no longer when {} is left out",
            f"{first} share the first place" if tied else f"{first} stands first",
            kind,
            _any_of(len(stable.first_rows), len(stable.first_sources), entry, line + 2),
        )
    if not stable.rows and not stable.sources:
        return [*text, "; the whole order stays as it is."]
    return [
        *text,
        *sentence(
            "; the order changes when {} is left out.", _any_of(len(stable.rows), len(stable.sources), entry, line)
        ),
    ]


def _any_of(rows: int, sources: int, entry: Entry, line: int) -> Inline:
    """Word "any one of 3 entries or of 1 source", leaving out what is none; the numbers are two lines of *entry*."""
    parts = [
        ["any one of " if value > 1 else "", *entry.number(w.counted(value, *nouns), line + i)]
        for i, (value, *nouns) in enumerate(((rows, "entry", "entries"), (sources, "source", "sources")))
        if value
    ]
    return parts[0] if len(parts) == 1 else [*parts[0], " or ", *parts[1]]
