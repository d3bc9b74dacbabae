"""What was announced, signed or begun before the summit, row by row."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat

import numpy as np
import pandas as pd

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Exhibit, Inline, Line, column, exhibit, note, row
from summit_report.analysis.frames import cells_of
from summit_report.analysis.measures import sources as so
from summit_report.analysis.measures.novelty import Calendar, When, calendar_of
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import keys
from summit_report.analysis.sections.novelty import CAME, DATE_RULE
from summit_report.analysis.sections.ratios import ratio_evidence
from summit_report.analysis.sections.remarks import named

# What is listed by relation: what followed the summit is listed beside what the report counts.
LISTED = {"summit": "Outcomes", "follow-up": "Follow-ups", "context": "Context and follow-ups"}
NONE = {"summit": "No outcome", "follow-up": "No follow-up", "context": "Nothing of context or follow-ups"}


def listing(report: Report) -> Exhibit:
    """List what was heard of before the summit: counted or not, with the date and the row that states it."""
    calendar = calendar_of(report.dataset)
    found = sorted(_all(report, calendar))
    if not found:
        return exhibit(
            note(
                f"{NONE[report.view.relation]}{report.scope} is known to have been announced, signed or begun more than a week before the summit."
            )
        )
    shown = [calendar.agreement(key) if paper else calendar.project(key) for _, key, paper in report.first(found)]
    entry = report.entry(
        "before",
        f"Announced, signed or begun before the summit{report.scope}",
        w.number(len(found)),
        DATE_RULE,
        [
            Line(
                str(report.row(one.key)[1]["title"]),
                f"{one.event}, {w.date(one.edtf)}",
                keys((one.key, one.proof), _others(report, one.key)),
            )
            for one in shown
        ],
        of=len(found),
    )
    body = [
        row(
            named(report, one.key),
            _standing(report, one.key),
            w.capital(one.event),
            entry.number(w.date(one.edtf), i),
            _stated_by(report, one.proof),
        )
        for i, one in enumerate(shown)
    ]
    columns = [
        column("Document or project", width=5),
        column("How it counts", width=3),
        column("First event", width=3),
        column("Date", width=2),
        column("Source of the entry", width=3),
    ]
    return exhibit(
        report.table(
            "before",
            f"{LISTED[report.view.relation]}{report.scope} announced, signed or begun more than a week before the summit",
            columns,
            body,
            notes=["What is inside a package or a second description is not added."],
            evidence=[entry, *ratio_evidence(report, [one.key for one in shown])],
            of=len(found),
        )
    )


def _all(report: Report, calendar: Calendar) -> Iterable[tuple[str, str, bool]]:
    """
    Yield first date and key of what predates the summit among everything of the report's relation and of what followed,
    each row once, and whether it is an agreement.
    """
    views = [report.view] if report.view == report.since else [report.view, report.since]
    for view in views:
        times = calendar.papers.of(view.agreements)
        old = np.flatnonzero(times.every_when == list(When).index(When.BEFORE))
        yield from zip(times.every_date[old].tolist(), cells_of(times.index.take(old)), repeat(True))
        for key in cells_of(view.described_projects.index):
            if (heard := calendar.project(key)).when == When.BEFORE:
                yield heard.edtf, key, False


def _others(report: Report, key: str) -> list[str]:
    """Return the rows that the row *key* is inside of or describes again."""
    cells = report.row(key)[1]
    return [str(cells[name]) for name in ("same_as", "part_of") if pd.notna(cells[name])]


def _standing(report: Report, key: str) -> list[Inline]:
    """Say how the row *key* counts: on its own, inside a package, or not at all because it describes another again."""
    table, cells = report.row(key)
    relation = "" if cells["relation"] == report.view.relation else f"{CAME[cells['relation']].lower()}; "
    whole = "part of a project" if table == "projects" else "inside a package"
    for column_, words in (("same_as", "second description"), ("part_of", whole)):
        if pd.notna(cells[column_]):
            linked = {"text": words, "ref": f"row-{str(cells[column_]).lower()}"}
            return [*([relation] if relation else []), linked]
    return [f"{relation}counted"]


def _stated_by(report: Report, key: str) -> list[Inline]:
    """Name the source of the row *key* by its publisher, with a link to it."""
    source = str(report.row(key)[1]["source_id"])
    found = report.dataset.sources.loc[source]
    unnamed = "A reference text" if found["kind"] == so.REFERENCE else "An unnamed publisher"
    name = so.name(str(found["publisher"])) if isinstance(found["publisher"], str) else unnamed
    return [{"text": name, "ref": f"src-{source.lower()}"}]
