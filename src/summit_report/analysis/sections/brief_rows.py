"""The rows of one country: its documents with the partner alone, its money and the projects beside those counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pandas as pd

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
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import COUNTING_RULE, as_stated, counts_entry, day, documents, number
from summit_report.analysis.sections.groups import Group, shortened
from summit_report.analysis.sections.projects import MOST_ADVANCED_FIRST
from summit_report.analysis.sections.ratios import ratio_evidence
from summit_report.analysis.sections.remarks import named
from summit_report.analysis.sections.tables import needs
from summit_report.analysis.view import FOLLOW_UP, View

PROJECTS_RULE = "Projects in which the country has a part, each described once; a cost is as stated and never added."
OTHERS = {FOLLOW_UP: "Followed the summit, not counted", "context": "Begun or decided without the summit, not counted"}
Worded = Callable[[Report, pd.DataFrame], Block]
"""Makes the row of a table of a frame with one row."""

WHOLE, MOST = 10, 3  # rows of a table that a brief lists in full, and of each group where there are more
DATES = "Date of signing, else of the first announcement; empty where no source used states it. Number of documents."


def papers(report: Report) -> Exhibit:
    """List the documents between the partner and this country alone, and count those with others."""
    rows, later = _described(report.view), _later(report)
    if rows.empty and later.empty:
        return exhibit(note(f"No document{report.scope} {report.came}."))
    partner = report.dataset.meta.partner
    own, since = docs.alone(rows, partner), docs.counted(docs.alone(later, partner))
    counted = docs.counted(own)
    groups = {
        "Counted": counted,
        "Named inside a package, not added": own.loc[own.index.difference(counted.index)],
        f"Followed, to {report.cut_off}": since,
    }
    parts = [_papers_table(report, groups)] if any(len(group) for group in groups.values()) else []
    return exhibit(*parts, *_shared(report, docs.counted(rows), docs.counted(later)))


def _described(view: View) -> pd.DataFrame:
    return view.agreements[view.agreements["same_as"].isna()]


def _later(report: Report) -> pd.DataFrame:
    """Return what followed the summit; nothing where the report itself is about that."""
    rows = _described(report.since)
    return rows if report.since != report.view else rows.iloc[:0]


def _shared(report: Report, rows: pd.DataFrame, later: pd.DataFrame) -> list[Block]:
    """Count the documents with several countries, which no brief lists."""
    partner = report.dataset.meta.partner
    first, then = (docs.count(one.loc[one.index.difference(docs.alone(one, partner).index)]) for one in (rows, later))
    if not first.value + then.value:
        return []
    counts = {"Of the summit": first, "Followed": then}
    entry = counts_entry(report, "with-others", "Documents with several countries", counts)
    report.registry.use([entry], "par-shared", "Documents with others")
    text = sentence(
        "Not listed {} {} that {} shares with other countries{}.",
        "is" if first.value == 1 else "are",
        entry.number(documents(first), 0),
        w.the(str(report.view.country)),
        sentence(", and {} that followed", entry.number(number(then), 1)) if then.value else "",
    )
    return [{**paragraph(text, evidence=[entry]), "id": "par-shared"}]


def _papers_table(report: Report, groups: dict[str, pd.DataFrame]) -> Block:
    listed: dict[str, pd.DataFrame] = {}
    lines = []
    for label, rows in groups.items():
        if rows.empty:
            continue
        whole = docs.count(rows)
        lines.append(Line(label, number(whole), whole.rows))
        listed[f"{label}: {documents(whole)}"] = rows.sort_values("documents", ascending=False, kind="stable")
    columns = [
        column("Document", width=15),
        column("Instrument", width=2),
        column("Date", width=2.2),
        column("Number", "right", width=1.6),
    ]
    both = f"{w.the(report.dataset.meta.partner)} and {w.the(str(report.view.country))}"
    title = f"Documents between {both} alone"
    ratios = ratio_evidence(report, (str(key) for rows in groups.values() for key in rows.index))
    entry = report.entry("papers", title, "", COUNTING_RULE, lines)
    body = shortened(_groups(report, listed, entry, _paper), WHOLE, MOST)
    return report.table("papers", title, columns, body, notes=[DATES], evidence=[entry, *ratios])


def _groups(report: Report, listed: dict[str, pd.DataFrame], entry: Entry, worded: Worded) -> list[Group]:
    """Pair each group with the line of *entry* that has its rows: there is one line for each."""
    return [
        Group(name, len(rows), map(partial(worded, report), _apart(rows)), entry.line_id(line))
        for line, (name, rows) in enumerate(listed.items())
    ]


def _apart(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield each of *rows* as a frame of its own."""
    return (rows.iloc[[place]] for place in range(len(rows)))


def _paper(report: Report, rows: pd.DataFrame) -> dict:
    found = rows.iloc[0]
    return row(
        named(report, str(found.name)),
        w.capital(found["instrument"]),
        day(found["signed_on"]) or day(found["first_announced"]),
        number(docs.count(rows)),
    )


@needs("projects", told=True)
def projects(report: Report) -> Exhibit:
    """List the country's projects: its own and the shared ones of the summit, what followed, what began without it."""
    if report.view.country is None:
        return exhibit()
    groups = {label: rows for label, rows in _project_groups(report).items() if len(rows)}
    if not groups:
        return exhibit(note(f"No project{report.scope} is recorded."))
    lines = [Line(label, w.number(len(rows)), tuple(rows.index)) for label, rows in groups.items()]
    listed = {f"{label}: {w.number(len(rows))}": rows for label, rows in groups.items()}
    entry = report.entry("own-projects", f"Projects{report.scope}", "", PROJECTS_RULE, lines)
    columns = [
        column("Project", width=10),
        column("Stage", width=2),
        column("Target"),
        column("Cost as stated", "right", width=2),
    ]
    notes = ["Empty: no source used states it. Costs are never added."]
    body = shortened(_groups(report, listed, entry, _project), WHOLE, MOST)
    return exhibit(
        report.table("own-projects", f"Projects{report.scope}", columns, body, notes=notes, evidence=[entry])
    )


def _project_groups(report: Report) -> dict[str, pd.DataFrame]:
    country, partner = w.the(str(report.view.country)), report.dataset.meta.partner
    ours = _advanced_first(report.view.projects)
    shared = ours["countries"].map(lambda codes: len(set(codes) - {partner}) > 1).astype(bool)
    groups = {
        w.capital(f"{report.came}, for {country} alone"): ours[~shared],
        w.capital(f"{report.came}, shared with other countries"): ours[shared],
    }
    for relation, label in OTHERS.items():
        if relation != report.view.relation:
            groups[label] = _advanced_first(replace(report.view, relation=relation).projects)
    return groups


def _advanced_first(projects: pd.DataFrame) -> pd.DataFrame:
    rank = projects["stage"].map(MOST_ADVANCED_FIRST.index).astype(int)
    return projects.assign(rank=rank).sort_values(["rank", "project_id"], kind="stable").drop(columns="rank")


def _project(report: Report, rows: pd.DataFrame) -> dict:
    found = rows.iloc[0]
    cost = report.purse.cost(found)
    return row(
        named(report, str(found.name)),
        w.capital(found["stage"]),
        day(found["target_completion"]),
        as_stated(cost) if cost.stated else "",
    )
