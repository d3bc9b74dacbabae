"""Since the summit: what was signed, paid for and done later, with totals of its own."""

from __future__ import annotations

import pandas as pd

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Exhibit, column, exhibit, note, paragraph, row, sentence
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import counts_entry, day, documents, number, places
from summit_report.analysis.sections.filled import filled
from summit_report.analysis.sections.instruments import instruments
from summit_report.analysis.sections.ratios import ratio_evidence
from summit_report.analysis.sections.remarks import named
from summit_report.analysis.sections.signed import by_signature
from summit_report.analysis.sections.tables import needs

SHOWN = 12


def follow_ups(report: Report) -> Exhibit:
    """Count and list the documents that followed the summit."""
    rows = report.since.counted
    if rows.empty:
        return exhibit(note(f"No follow-up document{report.scope} is recorded up to {report.cut_off}."))
    parts = by_signature(rows)
    entry = counts_entry(report, "follow-ups", f"Documents that followed the summit{report.scope}", parts)
    report.registry.use([entry], "par-since", "Since the summit")
    kinds = w.listed(f"{line.value} {line.label.lower()}" for line in entry.lines)
    text = sentence(
        "Up to {} the dataset records {}{} that followed: {}.",
        report.cut_off,
        entry.number(documents(docs.count(rows))),
        report.scope,
        kinds,
    )
    more = "Follow-ups have totals of their own and are not part of the summit's."
    ordered = rows.assign(day=rows["signed_on"].fillna(rows["first_announced"]).fillna("")).sort_values(
        ["day", "agreement_id"]
    )
    listed = ordered.iloc[: len(report.first(list(ordered.index)))]
    body = [_agreement_row(report, str(key), agreement) for key, agreement in listed.iterrows()]
    columns = [
        column("Document", width=6),
        column("With", width=2),
        column("Signed", width=2),
        column("First announced", width=2),
        column("Status", width=2),
        column("Documents", "right", width=2),
    ]
    columns, body, _ = filled(columns, body)
    notes = ["An empty date: no source gives it, or, for the signing, not to the day."]
    table = report.table(
        "follow-ups",
        f"Documents{report.scope} that followed the summit",
        columns,
        body,
        notes=notes,
        evidence=[entry, *ratio_evidence(report, map(str, listed.index))],
        of=len(ordered),
    )
    return exhibit({**paragraph(text, more, evidence=[entry]), "id": "par-since"}, table)


def _agreement_row(report: Report, key: str, agreement: pd.Series) -> dict:
    return row(
        named(report, key),
        places(report, agreement["parties"]),
        day(agreement["signed_on"]),
        day(agreement["first_announced"]),
        w.capital(agreement["status"]),
        number(docs.count(report.since.agreements.loc[[key]])),
    )


@needs("funding")
def follow_up_money(report: Report) -> Exhibit:
    """Show the money that followed the summit, by instrument."""
    if report.since.funding.empty:
        return exhibit(note(f"No follow-up money{report.scope} is recorded up to {report.cut_off}."))
    return instruments(report, report.since, "money-since", f"Money that followed the summit{report.scope}")
