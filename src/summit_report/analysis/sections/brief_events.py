"""The dated events of one country: what is planned, and what was done last."""

from __future__ import annotations

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Exhibit, Line, column, exhibit, row
from summit_report.analysis.measures import timeline as tt
from summit_report.analysis.measures.timeline import Event
from summit_report.analysis.report import Report

RULE = "Planned events and target dates, soonest first, then the events done last, of any relation to the summit."


def milestones(report: Report, rows: int = 4) -> Exhibit:
    """
    List the next planned events and the latest done ones, at least one of them, in about *rows* rows.

    Planned events without a row are counted in one; the sentence before counts all.
    """
    found = tt.events(report.view)
    planned, done = [one for one in found if not one.done], [one for one in reversed(found) if one.done]
    if not found:
        return exhibit()
    room = rows - bool(done)
    shown = room if len(planned) > room + 1 else len(planned)  # one more row takes no more room than its count
    latest = done[: max(1, rows - shown)]
    lines = [Line(f"{one.title}: {one.event}", w.date(one.date), (one.key,)) for one in planned + latest]
    entry = report.entry("own-events", f"Planned and latest events{report.scope}", "", RULE, lines)
    rest = [row(entry.number(f"{len(planned) - shown} more planned", shown), "", "")] if shown < len(planned) else []
    body = [*map(_event, planned[:shown]), *rest, *map(_event, latest)]
    columns = [column("Event", width=13), column("Date", width=2), column("State", width=2)]
    title = f"Planned and latest events{report.scope}"
    return exhibit(report.table("own-events", title, columns, body, evidence=[entry]))


def _event(one: Event) -> dict:
    state = "Done" if one.done else "Late" if one.late else "Planned"
    return row([{"text": f"{one.title}: {one.event}", "ref": f"row-{one.key.lower()}"}], w.date(one.date), state)
