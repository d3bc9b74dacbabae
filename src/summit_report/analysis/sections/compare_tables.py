"""Summits side by side in tables: documents, instruments, money, and what became of earlier promises."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from summit_report.analysis import wording as w
from summit_report.analysis.comparison import Comparison, short_name
from summit_report.analysis.exhibits import Entry, Exhibit, Inline, Line, column, exhibit, row
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.report import Report
from summit_report.analysis.sections import money
from summit_report.analysis.sections.common import COUNTING_RULE, NAMED_RULE, known, sums_entry
from summit_report.analysis.vocabularies import AGREEMENT_INSTRUMENTS, FUNDING_INSTRUMENTS


def per_summit(page: Comparison, name: str, heading: str, measure: Callable[[Report], Count], rule: str) -> Entry:
    """Record one count per summit, a line each."""
    lines = [
        Line(short_name(report), w.number(count.value), count.rows)
        for report in page.reports
        for count in [measure(report)]
    ]
    return page.entry(f"compare-{name}", heading, "", rule, lines)


def all_documents(report: Report) -> Count:
    return docs.count(docs.counted(report.view.agreements))


def _signed(report: Report) -> Count:
    return docs.count(docs.signed(docs.counted(report.view.agreements)))


def _packed(report: Report) -> Count:
    found = docs.packages(docs.counted(report.view.agreements), report.view.agreements)
    return Count(sum(package.documents for package in found), tuple(package.key for package in found))


def _named(report: Report) -> Count:
    found = docs.packages(docs.counted(report.view.agreements), report.view.agreements)
    return Count(sum(p.named.value for p in found), tuple(key for p in found for key in p.named.rows))


def _followed(report: Report) -> Count:
    return docs.count(docs.counted(report.since.agreements))


MEASURES: tuple[tuple[str, str, Callable[[Report], Count], str], ...] = (
    ("documents", "Documents of the summit", all_documents, COUNTING_RULE),
    ("signed", "of them signed", _signed, COUNTING_RULE),
    ("packed", "of them in packages", _packed, COUNTING_RULE),
    ("named", "papers named inside packages", _named, NAMED_RULE),
    ("followed", "Documents that followed", _followed, COUNTING_RULE),
)


def counts(page: Comparison) -> Exhibit:
    """Print the counts of each summit side by side."""
    entries = [per_summit(page, *measure) for measure in MEASURES]
    body = [
        row(w.capital(heading), *(entry.number(line.value, i) for i, line in enumerate(entry.lines)))
        for (_, heading, _, _), entry in zip(MEASURES, entries, strict=True)
    ]
    columns = [column("Measure", width=3), *(column(name, "right") for name in page.names)]
    return exhibit(page.table("compare-counts", "Documents of each summit", columns, body, evidence=entries))


def instruments(page: Comparison) -> Exhibit:
    """Print the documents of each summit by instrument."""
    per = {
        short_name(r): docs.by(docs.counted(r.view.agreements), "instrument", AGREEMENT_INSTRUMENTS)
        for r in page.reports
    }
    return _grid(page, "compare-instruments", "Documents by instrument", "Instrument", per, w.capital)


def _grid(
    page: Comparison, name: str, heading: str, first: str, per: dict[str, dict[str, Count]], label: Callable[[str], str]
) -> Exhibit:
    codes = list(dict.fromkeys(code for counts_ in per.values() for code in counts_))
    lines: list[Line] = []
    places: dict[tuple[str, str], int] = {}
    for code in codes:
        for summit, found in per.items():
            if code in found:
                places[code, summit] = len(lines)
                lines.append(Line(f"{label(code)}, {summit}", w.number(found[code].value), found[code].rows))
    entry = page.entry(name, heading, "", COUNTING_RULE, lines)
    body = [
        row(
            label(code),
            *(
                entry.number(w.number(found[code].value), places[code, summit]) if code in found else ""
                for summit, found in per.items()
            ),
        )
        for code in codes
    ]
    columns = [column(first, width=3), *(column(summit, "right") for summit in per)]
    return exhibit(page.table(name, heading, columns, body, evidence=[entry]))


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
    notes = ["Known value, in brackets rows with an amount of all rows. Instruments are not added."]
    return exhibit(
        page.table(
            "compare-money", "Known money of each summit", columns, body, notes=notes, evidence=list(entries.values())
        )
    )


def _money_cell(page: Comparison, name: str, kind: str, totals: dict, entry: Entry) -> Inline:
    if kind not in totals:
        return "–"
    report = page.reports[page.names.index(name)]
    return entry.number(known(report, totals[kind]), list(totals).index(kind))


def then_and_now(page: Comparison) -> Exhibit:
    """List the projects and promises of the earlier summits with what is known of them now."""
    body, keys = [], []
    for report in page.reports[:-1]:
        body.append(row(short_name(report), kind="group"))
        for table, frame in (("Agreement", moved(report)), ("Project", report.view.projects)):
            for key, found in frame.iterrows():
                keys.append(str(key))
                state = found["status"] if table == "Agreement" else found["stage"]
                body.append(
                    row(
                        [{"text": found["title"], "ref": f"row-{str(key).lower()}"}],
                        table,
                        w.capital(state),
                        report.short_sector(found["sector"]),
                    )
                )
    entry = page.entry(
        "compare-then-now",
        "Earlier promises with a later state",
        w.number(len(keys)),
        "Agreements in force, under way or completed, and all projects, of the earlier summits.",
        [Line("Rows", w.number(len(keys)), tuple(keys))],
    )
    columns = [
        column("Promise or project", width=6),
        column("Kind"),
        column("State now", width=2),
        column("Sector", width=2),
    ]
    notes = [f"State as of {page.cut_off} by the row's own source. Promises without a later state are not listed."]
    return exhibit(
        page.table(
            "compare-then-now",
            "What was promised then, and its state now",
            columns,
            body,
            notes=notes,
            evidence=[entry],
        )
    )


def moved(report: Report) -> pd.DataFrame:
    """Return the agreements known to be in force, under way or completed, each described once."""
    rows = report.view.agreements
    return rows[rows["status"].isin(["in force", "under way", "completed"]) & rows["same_as"].isna()]
