"""Age of the evidence: when something dated was last heard of each agreement and project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

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
from summit_report.analysis.measures import timeline as tt
from summit_report.analysis.measures.timeline import Age, Clocks
from summit_report.analysis.report import Report
from summit_report.analysis.sections.ratios import ratio_evidence
from summit_report.analysis.sections.remarks import named

NAMED = 3  # so many are named in the table, more in the evidence
UNDATED = "Undated"
RULE = (
    "Days from the newest dated evidence to the cut-off: the publication of the row’s source, of one that its note names, "
    "of a second description, of its money, also of what followed, or milestones, or the date of a milestone that is done. A month or year "
    "counts as its last day."
)


def overview(report: Report) -> Exhibit:
    """Say how old the newest evidence is, and list by month when it dates from."""
    found = tt.clocks(report.view)
    if not found:
        return exhibit(note(f"No agreement or project{report.scope} {report.came}: no evidence to date."))
    ages = tt.ages(found)
    entry = _entry(report, found, ages)
    report.registry.use([entry], "par-clock", "Evidence clock")
    text = {**paragraph(*_in_words(report, found, entry), evidence=[entry]), "id": "par-clock"}
    return exhibit(text, _table(report, ages, entry))


def _year_before(day: dt.date) -> dt.date:
    """Return the same day of the year before; of a 29 February the 28th."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _old(report: Report, found: Clocks) -> Clocks:
    """Return those of *found* whose newest evidence is no newer than a year before the cut-off."""
    cut_off = report.dataset.meta.as_of
    year = (cut_off - _year_before(cut_off)).days
    return found.where(found.days >= year)


def _undated(found: Clocks) -> Clocks:
    return found.where(found.days < 0)


def _entry(report: Report, found: Clocks, ages: Sequence[Age]) -> Entry:
    """Record the evidence: all, those silent for a year, those without a date, and then one line for each of *ages*."""
    lines = [
        Line(label, w.number(len(clocks)), clocks.keys)
        for label, clocks in (
            ("Agreements and projects", found),
            ("No evidence newer than a year before the cut-off", _old(report, found)),
            ("Undated evidence only", _undated(found)),
        )
    ]
    for age in ages:
        label = f"Newest evidence of {w.date(age.edtf)}" if age.edtf else UNDATED
        lines.append(Line(label, w.number(len(age.clocks)), age.clocks.shown_by))
    return report.entry("clock", f"Age of the newest evidence{report.scope}", w.number(len(found)), RULE, lines)


def _in_words(report: Report, found: Clocks, entry: Entry) -> list[Inline]:
    old, undated = _old(report, found), _undated(found)
    since = w.date(_year_before(report.dataset.meta.as_of).isoformat())
    verb = "have" if len(old) > 1 else "has"
    said: list[Inline] = [
        sentence(
            "Of {}{} {} {} no dated evidence newer than {}, a year before the cut-off.",
            entry.number(w.counted(len(found), "agreement or project", "agreements and projects"), 0),
            report.scope,
            entry.number(w.number(len(old)), 1),
            verb,
            since,
        )
        if old
        else sentence(
            "Of {}{}, all that have dated evidence have some newer than {}, a year before the cut-off.",
            entry.number(w.counted(len(found), "agreement or project", "agreements and projects"), 0),
            report.scope,
            since,
        )
    ]
    if len(undated) == len(found):
        every = entry.number(w.counted(len(found), "agreement or project", "agreements and projects"), 2)
        return [sentence("All evidence of {}{} is undated: how old it is cannot be said.", every, report.scope)]
    if undated:
        said.append(
            sentence(
                "For {} {} all evidence is undated: how old it is cannot be said.",
                entry.number(w.number(len(undated)), 2),
                "more" if old else "of them",
            )
        )
    return said


def _table(report: Report, ages: Sequence[Age], entry: Entry) -> Block:
    body = [
        row(
            w.date(age.edtf) if age.edtf else UNDATED,
            entry.number(w.number(len(age.clocks)), i + 3),
            entry.number(_days(age), i + 3) if age.days else "",
            _which(report, age),
        )
        for i, age in enumerate(ages)
    ]
    columns = [
        column("Newest evidence", width=2),
        column("Agreements and projects", "right", width=2),
        column("Days since", "right", width=2),
        column("Which", width=7),
    ]
    notes = [
        f"Days since: from the newest dated evidence to the cut-off, {report.cut_off}; at least, where only the month or "
        f"year is known. Where more than {w.number(NAMED)} share a line, the evidence names them."
    ]
    shown = [one.key for age in ages if len(age.clocks) <= NAMED for one in age.clocks]
    title = f"Agreements and projects{report.scope} by the date of their newest evidence"
    evidence = [entry, *ratio_evidence(report, shown)]
    return report.table("clock", title, columns, body, notes=notes, evidence=evidence)


def _days(age: Age) -> str:
    least, most = age.days or (0, 0)
    return w.number(least) if least == most else f"{w.number(least)} to {w.number(most)}"


def _which(report: Report, age: Age) -> list[Inline]:
    if len(age.clocks) > NAMED:
        return []
    runs: list[Inline] = []
    for i, one in enumerate(age.clocks):
        runs += (["; "] if i else []) + named(report, one.key)
    return runs
