"""Summits side by side in tables: documents, projects and money."""

from __future__ import annotations

from collections.abc import Callable

from summit_report.analysis import wording as w
from summit_report.analysis.comparison import Comparison, short_name
from summit_report.analysis.exhibits import Entry, Exhibit, Inline, Line, column, exhibit, note, row
from summit_report.analysis.frames import Record, records
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.report import Report
from summit_report.analysis.sections import money
from summit_report.analysis.sections.common import (
    BEYOND_RULE,
    COUNTING_RULE,
    NAMED_RULE,
    item,
    known,
    number,
    places,
    sums_entry,
)
from summit_report.analysis.sections.groups import Group, shortened
from summit_report.analysis.sections.ratios import ratio_evidence, ratio_words
from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS

_PROJECTS, _NO_TABLE = "projects", "no table"
PROJECT_RULE = "Count of projects, each described once; parts stand beside the whole."


def per_summit(
    page: Comparison, name: str, heading: str, measure: Callable[[Report], Count | None], rule: str
) -> Entry:
    """Record one count per summit, a line each; None is that of a table which a dataset does not have."""
    counted = ((report, measure(report)) for report in page.reports)
    lines = [
        Line(short_name(report), _NO_TABLE if count is None else number(count), count.rows if count else ())
        for report, count in counted
    ]
    return page.entry(f"compare-{name}", heading, "", rule, lines)


def all_documents(report: Report) -> Count:
    return docs.count(report.view.counted)


def _signed(report: Report) -> Count:
    return docs.count(docs.signed(report.view.counted))


def _packed(report: Report) -> Count:
    return docs.joined(package.whole for package in pk.packages(report.view))


def _single(report: Report) -> Count:
    return docs.joined(package.named for package in pk.packages(report.view))


def _grouped(report: Report) -> Count:
    return docs.joined(package.held for package in pk.packages(report.view))


def _surplus(report: Report) -> Count:
    return docs.joined(package.surplus for package in pk.packages(report.view))


def _followed(report: Report) -> Count:
    return docs.count(report.since.counted)


def _projects(report: Report) -> Count | None:
    if _PROJECTS in report.dataset.missing:
        return None
    return Count(len(report.view.projects), tuple(map(str, report.view.projects.index)))


def _begun(report: Report) -> Count | None:
    if _PROJECTS in report.dataset.missing:
        return None
    rows = report.view.projects
    begun = rows[rows["stage"].isin(["construction", "operating"])]
    return Count(len(begun), tuple(map(str, begun.index)))


MEASURES: tuple[tuple[str, str, Callable[[Report], Count | None], str], ...] = (
    ("documents", "Documents of the summit", all_documents, COUNTING_RULE),
    ("signed", "Of them signed", _signed, COUNTING_RULE),
    ("packed", "Of them counted through packages", _packed, COUNTING_RULE),
    ("named", "Named one by one inside packages, not added", _single, NAMED_RULE),
    ("grouped", "Known as a group inside packages, not added", _grouped, NAMED_RULE),
    ("surplus", "Named beyond the count of their package, not added", _surplus, BEYOND_RULE),
    ("followed", "Documents that followed", _followed, COUNTING_RULE),
    ("projects", "Projects and parts of projects of the summit", _projects, PROJECT_RULE),
    ("begun", "Of them under construction or operating", _begun, PROJECT_RULE),
)


def counts(page: Comparison) -> Exhibit:
    """Print the counts of each summit side by side."""
    entries = [per_summit(page, *measure) for measure in MEASURES]
    body = [
        row(heading, *(entry.number(line.value, i) for i, line in enumerate(entry.lines)))
        for (_, heading, _, _), entry in zip(MEASURES, entries, strict=True)
    ]
    columns = [column("Measure", width=3), *(column(name, "right") for name in page.names)]
    return exhibit(page.table("compare-counts", "What came of each summit", columns, body, evidence=entries))


def funding(page: Comparison) -> Exhibit:
    """Print the known money of each summit by instrument, with n of N."""
    totals = {short_name(report): money.sums(report) for report in page.reports}
    entries = {
        short_name(report): sums_entry(
            report, f"compare-money-{report.dataset.meta.id}", f"Money of {short_name(report)}", money.sums(report)
        )
        for report in page.reports
    }
    kinds = [kind for kind in FUNDING_INSTRUMENTS if any(kind in found for found in totals.values())]
    body = [
        row(w.capital(kind), *(_money_cell(page, name, kind, totals[name], entries[name]) for name in totals))
        for kind in kinds
    ]
    columns = [column("Instrument", width=2), *(column(name, "right", width=3) for name in totals)]
    notes = ["Known value, in brackets entries with an amount of all entries. Kinds are not added. Ratios: next table."]
    every = list(entries.values())
    return exhibit(
        page.table("compare-money", "Known money of each summit", columns, body, notes=notes, evidence=every)
    )


def _money_cell(page: Comparison, name: str, kind: str, totals: dict, entry: Entry) -> Inline:
    if kind not in totals:
        return "–"
    report = page.reports[page.names.index(name)]
    return entry.number(known(report, totals[kind]), list(totals).index(kind))


def announced(page: Comparison) -> Exhibit:
    """List each announced amount that counts, what it is the value of, and how much of it is named item by item."""
    groups: list[Group] = []
    evidence: list[Entry] = []
    for report in page.reports:
        rows = mm.counted(report.view.funding)
        if rows.empty:
            continue
        lines = [
            Line(str(found["title"]), item(report, report.purse.money(found)), (key,))
            for key, found in records(rows.head(page.registry.caps.parts))
        ]
        entry = report.entry(
            "announced", f"Amounts of {short_name(report)}", "", "Each as stated.", lines, of=len(rows)
        )
        evidence += [entry, *ratio_evidence(report, rows.index)]
        listed = enumerate(records(rows.head(page.registry.caps.lines)))
        worded = [_announced(report, entry, i, found) for i, (_, found) in listed]
        groups.append(Group(short_name(report), len(rows), worded, entry.id))
    if not groups:
        return exhibit(note("No entry for money of any of the summits counts toward a total."))
    columns = [
        column("Announced amount", width=7),
        column("Kind", width=2),
        column("Recipient", width=2),
        column("Stated", "right", width=3),
        column("Named item by item", width=4),
    ]
    heading = "Each announced amount and what is named of it"
    body = shortened(groups, page.registry.caps.lines, page.registry.caps.lines)
    return exhibit(page.table("compare-announced", heading, columns, body, evidence=evidence))


def _announced(report: Report, entry: Entry, i: int, found: Record) -> dict:
    ratio = ratio_words(report, str(found.name))
    return row(
        [{"text": str(found["title"]), "ref": f"row-{str(found.name).lower()}"}],
        w.capital(str(found["instrument"])),
        w.capital(places(report, found["recipients"])),
        entry.number(entry.lines[i].value, i),
        ratio or "",
    )
