"""Since the summit: what was signed, paid for and done later, with totals of its own."""

from __future__ import annotations

import pandas as pd

from summit_report.analysis import figures
from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Exhibit, Line, column, exhibit, note, paragraph, row, sentence
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import projects as pp
from summit_report.analysis.report import Report, plain_table
from summit_report.analysis.sections import money
from summit_report.analysis.sections.common import counts_entry, day, documents, places
from summit_report.analysis.sections.projects import moment

SHOWN = 12


def follow_ups(report: Report) -> Exhibit:
    """Count and list the documents that followed the summit."""
    rows = docs.counted(report.since.agreements)
    if rows.empty:
        return exhibit(note(f"No follow-up document{report.scope} is recorded up to {report.cut_off}."))
    signed, announced = docs.count(docs.signed(rows)), docs.count(docs.announced(rows))
    parts = {"Signed": signed} | ({"Announced, not signed": announced} if announced.value else {})
    entry = counts_entry(report, "follow-ups", f"Documents that followed the summit{report.scope}", parts)
    report.registry.use([entry], "par-since", "Since the summit")
    kinds = w.listed(f"{line.value} {line.label.lower()}" for line in entry.lines)
    text = sentence(
        "Up to {} the dataset records {}{} that followed: {}.",
        report.cut_off,
        entry.number(documents(int(entry.value))),
        report.scope,
        kinds,
    )
    more = "They have totals of their own and are not part of the summit's."
    ordered = rows.assign(day=rows["signed_on"].fillna(rows["first_announced"]).fillna("")).sort_values(
        ["day", "agreement_id"]
    )
    body = [_agreement_row(report, str(key), agreement) for key, agreement in ordered.iterrows()]
    columns = [
        column("Agreement", width=6),
        column("With", width=2),
        column("Signed", width=2),
        column("First announced", width=2),
        column("Status"),
        column("Documents", "right"),
    ]
    notes = ["An empty date: no source gives it, or, for the signing, not to the day."]
    table = report.table(
        "follow-ups", f"Agreements that followed the summit{report.scope}", columns, body, notes=notes, evidence=[entry]
    )
    return exhibit({**paragraph(text, more, evidence=[entry]), "id": "par-since"}, table)


def _agreement_row(report: Report, key: str, agreement: pd.Series) -> dict:
    return row(
        [{"text": agreement["title"], "ref": f"row-{key.lower()}"}],
        places(report, agreement["parties"]),
        day(agreement["signed_on"]),
        day(agreement["first_announced"]),
        w.capital(agreement["status"]),
        w.number(agreement["documents"]),
    )


def follow_up_money(report: Report) -> Exhibit:
    """Show the money that followed the summit, by instrument."""
    if report.since.funding.empty:
        return exhibit(note(f"No follow-up money{report.scope} is recorded up to {report.cut_off}."))
    return money.instruments(report, report.since, "money-since", f"Money that followed the summit{report.scope}")


def events(report: Report) -> Exhibit:
    """Draw the dated events after the summit, newest subjects last, with a line at the cut-off."""
    if "milestones" in report.dataset.missing:
        return exhibit(note("This dataset has no table of milestones; dated events are left out."))
    meta = report.dataset.meta
    found = pp.events(report.view, meta.ends)
    if found.empty:
        return exhibit(note(f"No dated event{report.scope} after the summit is recorded up to {report.cut_off}."))
    subjects = found.groupby("subject")["date"].max().sort_values().index[-SHOWN:]
    shown = found[found["subject"].isin(subjects)]
    last = found.sort_values("date").iloc[-1]
    words = report.words(
        f"{w.counted(len(found), 'dated event')} since the summit; the latest is dated {w.date(last['date'])}: {last['event']}",
        f"Events reported as done after {w.date(meta.ends.isoformat())}{report.scope}, whatever their relation to the summit.",
    )
    entry = report.entry(
        "events",
        f"Dated events since the summit{report.scope}",
        w.number(len(found)),
        "Milestones with status done whose date is later than the last day of the summit.",
        [
            Line(f"{r['subject']}: {r['event']}", w.date(r["date"]), (str(key), str(r["entity_id"])))
            for key, r in found.iterrows()
        ],
    )
    twin = plain_table(
        words.title,
        [column("Subject", width=4), column("Event", width=5), column("Date", width=2)],
        [row(r["subject"], r["event"], w.date(r["date"])) for _, r in found.iterrows()],
    )
    drawn = figures.timeline(
        [moment(r, done=True) for _, r in shown.iterrows()], words, [(meta.ends, "summit"), (meta.as_of, "cut-off")]
    )
    caption = (
        "Dated events since the summit, one row per agreement or project; a bar where only the month or year is known."
    )
    alt = f"{len(found)} events of {found['subject'].nunique()} agreements and projects; the data table lists them."
    return exhibit(report.figure("events", drawn, words, caption, alt, twin, [entry]))
