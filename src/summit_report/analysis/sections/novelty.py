"""New or announced before: what was first heard of at the summit, what predates it, and what followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

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
from summit_report.analysis.keys import Keys
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures import novelty as nn
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.measures.money import Sum
from summit_report.analysis.measures.novelty import Calendar, When, calendar_of
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import (
    COUNTING_RULE,
    MONEY_RULE,
    counts_entry,
    documents,
    known,
    number,
)
from summit_report.analysis.sections.filled import filled
from summit_report.analysis.sections.ratios import ratio_evidence, total_ratio
from summit_report.analysis.sections.tables import lacks
from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS, RELATIONS

DATE_RULE = (
    "The first date of a row or of another row that describes the same thing: announced, signed, begun, or a done milestone. "
    f"Before: earlier than the {nn.EVE_DAYS} days before the first day of the summit, in which visits and forums belong to it. "
    "A month or year that may lie on either side settles nothing."
)
HEADS = {
    When.BEFORE: "More than a week before",
    When.EVE: "In the week before",
    When.SUMMIT: "On the days of the summit",
    When.AFTER: "After the summit",
    When.UNKNOWN: "Date not known",
}
WHEN_SAID = {
    When.EVE: "in the week of visits and forums before it",
    When.SUMMIT: "on its days",
    When.AFTER: "after it",
}
CAME = {"summit": "Came of the summit", "follow-up": "Followed it", "context": "Context"}


def overview(report: Report) -> Exhibit:
    """Say which share of documents and of money predates the summit, of those whose first date is known."""
    calendar = calendar_of(report.dataset)
    rows = report.view.counted
    if rows.empty and mm.counted(report.view.funding).empty:
        return exhibit(note(f"No document or money{report.scope} {report.came}: there is nothing to date."))
    said: list[Inline] = []
    entries: list[Entry] = []
    if len(rows):
        entries.append(entry := _documents_entry(report, "novelty", report.that_came("Documents"), calendar, rows))
        said += _documents_said(report, entry, _by_when(calendar, rows))
        inside = report.view.inside_packages
        if len(inside) and (old := _by_when(calendar, inside)[When.BEFORE]).value:
            named = _documents_entry(report, "novelty-named", "Documents named inside packages", calendar, inside)
            told = named.number(w.counted(old.value, "document"), 0)
            text = "A package has the date of the whole; {} named inside packages {} heard of more than a week before."
            said.append(sentence(text, told, "was" if old.value == 1 else "were"))
            entries.append(named)
    if len(later := report.since.counted) and report.view != report.since:
        entries.append(
            after := _documents_entry(
                report, "novelty-since", f"Documents that followed{report.scope}", calendar, later
            )
        )
        said.append(_later_said(after, _by_when(calendar, later)))
    report.registry.use(entries, "par-novelty", "New or announced before")
    words = {**paragraph(*said, evidence=entries), "id": "par-novelty"} if said else None
    return exhibit(*([words] if words else []), _relations(report, calendar), *_money(report, calendar).blocks)


def _documents_entry(report: Report, name: str, title: str, calendar: Calendar, rows: pd.DataFrame) -> Entry:
    """Record the evidence of the documents of *rows* by when they were first heard of, one line for each of `When`."""
    counts = _by_when(calendar, rows)
    shown = {when: replace(count, rows=calendar.papers.shown_by(count.rows)) for when, count in counts.items()}
    return counts_entry(
        report,
        name,
        f"{title}, by first date",
        {HEADS[when]: shown[when] for when in When},
        f"{COUNTING_RULE} {DATE_RULE}",
    )


def _by_when(calendar: Calendar, rows: pd.DataFrame) -> dict[When, Count]:
    counts = docs.grouped(rows, pd.Series(calendar.papers.of(rows).every_when))
    return {when: counts.get(place, Count(0, ())) for place, when in enumerate(When)}


def _documents_said(report: Report, entry: Entry, counts: Mapping[When, Count]) -> list[Inline]:
    total = docs.joined(counts.values())
    dated = docs.joined(count for when, count in counts.items() if when is not When.UNKNOWN)
    known_for = sentence(
        "A first date is known for {}{}.",
        entry.number(f"{number(dated)} of {documents(total)}"),
        report.scope,
    )
    unknown = list(When).index(When.UNKNOWN)
    open_ = (
        [
            sentence(
                "For {} no source states a first date, or only a month or year that may lie on either side.",
                entry.number(entry.lines[unknown].value, unknown),
            )
        ]
        if entry.lines[unknown].value != "0"
        else []
    )
    if not dated.value:
        return [known_for, *open_]
    old = counts[When.BEFORE].value
    share = [" (", *entry.number(w.percent(old / dated.value), 0), ")"] if old else ""
    parts = [
        sentence(
            f"{{}}{{}} {'was' if old < 2 else 'were'} announced, signed or begun more than a week before the summit",
            entry.number(w.number(old) if old else "none", 0),
            share,
        )
    ]
    parts += [
        sentence(f"{{}} {WHEN_SAID[when]}", entry.number(number(counts[when]), i))
        for i, when in enumerate(When)
        if when in WHEN_SAID and counts[when].value
    ]
    runs: list[Inline] = []
    for i, part in enumerate(parts):
        runs += ([" and " if i == len(parts) - 1 else ", "] if i else []) + part
    return [known_for, ["Of these, ", *runs, "."], *open_]


def _later_said(entry: Entry, counts: Mapping[When, Count]) -> Inline:
    total, old = docs.joined(counts.values()), counts[When.BEFORE].value
    return sentence(
        "Of {} that followed, {} had been announced or begun more than a week before the summit.",
        entry.number(documents(total)),
        entry.number(w.number(old) if old else "none", 0),
    )


def _relations(report: Report, calendar: Calendar) -> Block:
    entries, body = [], []
    for relation in RELATIONS:
        view = replace(report.view, relation=relation)
        rows = view.counted
        if rows.empty:
            continue
        entry = _documents_entry(report, f"novelty-{relation}", f"{CAME[relation]}{report.scope}", calendar, rows)
        cells = [entry.number(line.value, i) if line.value != "0" else "" for i, line in enumerate(entry.lines)]
        body.append(row(CAME[relation], entry.number(entry.value), *cells))
        entries.append(entry)
    columns = [
        column("Relation", width=3),
        column("Documents", "right", width=2),
        *(column(head, "right", width=2) for head in HEADS.values()),
    ]
    columns, body, _ = filled(columns, body)
    notes = (
        ["Context is what the sources tell beside the summit: it is no outcome, and most of it was there before."]
        if "Context" in {line["cells"][0] for line in body}
        else []
    )
    return report.table(
        "novelty", f"Documents{report.scope} by relation and first date", columns, body, notes=notes, evidence=entries
    )


def _money(report: Report, calendar: Calendar) -> Exhibit:
    rows = mm.counted(report.view.funding)
    if lacks(report, "funding"):
        return exhibit()
    if rows.empty:
        return exhibit(note(f"No money{report.scope} {report.came} and counts toward a total: none can be dated."))
    when, added = calendar.money.of(rows).every_when, mm.summable(rows)
    groups: Mapping[When, dict[str, Sum]] = {
        one: mm.by_instrument(added[when == place], report.purse, FUNDING_INSTRUMENTS)
        for place, one in enumerate(When)
        if (when == place).any()
    }
    entry, cells = _money_cells(report, calendar, groups)
    kinds = [kind for kind in FUNDING_INSTRUMENTS if any(kind in sums for sums in groups.values())]
    body = [row(w.capital(kind), *(cells.get((kind, one), "") for one in groups)) for kind in kinds]
    dated = int((when != list(When).index(When.UNKNOWN)).sum())
    columns = [column("Instrument", width=2), *(column(HEADS[one], "right", width=3) for one in groups)]
    notes = [
        sentence(
            "A first date is known for {} entries. In brackets: entries with an amount, of all.",
            entry.number(f"{dated} of {len(rows)}"),
        )
    ]
    return exhibit(
        report.table(
            "novelty-money",
            f"Known money{report.scope} by instrument and first date",
            columns,
            body,
            notes=notes,
            evidence=[entry, *ratio_evidence(report, Keys(rows.index))],
        )
    )


def _money_cells(
    report: Report, calendar: Calendar, groups: Mapping[When, Mapping[str, Sum]]
) -> tuple[Entry, dict[tuple[str, When], Inline]]:
    """Record the evidence of each sum of *groups*, and word it for a cell, by its instrument and its date."""
    sums = [(kind, when, total) for when, of_kind in groups.items() for kind, total in of_kind.items()]
    lines = [
        Line(f"{w.capital(kind)}: {HEADS[when].lower()}", known(report, total), calendar.money.shown_by(total.rows))
        for kind, when, total in sums
    ]
    entry = report.entry(
        "novelty-money",
        f"{report.that_came('Money')}, by first date",
        "",
        f"{MONEY_RULE} {DATE_RULE} A row without an event of its own has the date of its agreement.",
        lines,
    )
    cells: dict[tuple[str, When], Inline] = {}
    for i, (kind, when, total) in enumerate(sums):
        ratio = total_ratio(report, total.rows)
        cells[kind, when] = [*entry.number(lines[i].value, i), *(["; ", *ratio] if ratio else [])]
    return entry, cells
