"""What stands on the rung of a contract or higher, and which row proves it."""

from __future__ import annotations

import pandas as pd

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Entry, Exhibit, Line, column, exhibit, note, row
from summit_report.analysis.measures.firmness import Standing
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import keys
from summit_report.analysis.sections.rungs import (
    FIRM,
    PROJECT_RULE,
    RULE,
    agreement_standings,
    linked,
    project_standings,
)


def listing(report: Report) -> Exhibit:
    """List what stands on the rung of a contract or higher, with the row that proves it and the last dated event."""
    papers, works = agreement_standings(report), project_standings(report)
    agreements = report.view.agreements
    agreements = agreements[agreements["same_as"].isna()]
    found = [papers[str(key)] for key in agreements.index] + [works[str(key)] for key in report.view.projects.index]
    firm = sorted((one for one in found if one.reaches(FIRM)), key=lambda one: -(one.rung or 0))
    if not firm:
        return exhibit(
            note(f"No document or project{report.scope} that {report.came} stands on the rung of a contract or higher.")
        )
    entry = report.entry(
        "proof",
        f"What stands on the rung of a contract or higher{report.scope}",
        w.number(len(firm)),
        f"{RULE} {PROJECT_RULE}",
        [
            Line(
                str(report.row(one.key)[1]["title"]),
                one.rung.words if one.rung else "",
                keys((one.key, one.proof), one.events),
            )
            for one in firm
        ],
    )
    body = [_proof_row(report, one, entry, i) for i, one in enumerate(firm)]
    columns = [
        column("Document or project", width=6),
        column("Rung", width=2),
        column("Proven by"),
        column("Last dated event", width=4),
    ]
    notes = [
        "Financed: a row of funding linked to the paper is committed, by a state, a bank or a company, in money or in kind; no row says that it was paid out."
        if not _paid(report)
        else "Financed: a row of funding linked to the paper is committed or disbursed."
    ]
    return exhibit(
        report.table(
            "proof",
            "What stands on the rung of a contract or higher, and what proves it",
            columns,
            body,
            notes=notes,
            evidence=[entry],
        )
    )


def _paid(report: Report) -> bool:
    return bool((report.dataset.funding["status"] == "disbursed").any())


def _proof_row(report: Report, one: Standing, entry: Entry, i: int) -> dict:
    kind, cells = report.row(one.key)
    inside = f", inside {cells['part_of']}" if kind == "agreements" and pd.notna(cells["part_of"]) else ""
    event = report.row(one.events[-1])[1] if one.events else None
    return row(
        [*linked(report, one.key), inside] if inside else linked(report, one.key),
        entry.number(one.rung.words if one.rung else "", i),
        [{"text": one.proof, "ref": f"row-{one.proof.lower()}"}],
        ""
        if event is None
        else [f"{event['event']}, ", {"text": w.date(event["date"]), "ref": f"row-{one.events[-1].lower()}"}],
    )
