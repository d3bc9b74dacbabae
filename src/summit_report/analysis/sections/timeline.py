"""When: what was planned and what is done, what is late, and how old the newest evidence of each outcome is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from summit_report.analysis import figures
from summit_report.analysis import wording as w
from summit_report.analysis.dates import edtf_bounds
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
from summit_report.analysis.figures import Moment
from summit_report.analysis.measures import timeline as tt
from summit_report.analysis.measures.timeline import Clock, Event
from summit_report.analysis.page import plain_table
from summit_report.analysis.report import Report
from summit_report.analysis.sections.remarks import remarks

SHOWN = 9  # rows of a figure that stays under 110 mm
LISTED = 12
YEAR = dt.timedelta(days=365)
NO_MILESTONES = "This dataset has no table of milestones: of dated events it knows only the target dates of projects."
CLOCK_RULE = (
    "Days from the newest dated evidence to the cut-off: the publication of the row’s source, of a second description, "
    "of its money or milestones, or the date of a milestone that is done. A month or year counts as its last day."
)


def overview(report: Report, rows: int = SHOWN) -> Exhibit:
    """Draw planned and done events in at most *rows* rows, one per agreement or project, with a line at the cut-off."""
    missing = "milestones" in report.dataset.missing
    found = tt.events(report.view)
    first = [note(NO_MILESTONES)] if missing else []
    if not found:
        return exhibit(*(first or [note(f"No dated event{report.scope} is recorded.")]))
    entry = _events_entry(report, found)
    return exhibit(*first, _late_words(report, found, entry), _figure(report, found, entry, rows))


def _events_entry(report: Report, found: Sequence[Event]) -> Entry:
    state = {True: "done", False: "planned"}
    lines = [
        Line(f"{one.title}: {one.event}", f"{w.date(one.date)}, {'late' if one.late else state[one.done]}", (one.key,))
        for one in found
    ]
    rule = (
        "Milestones, and target dates of projects neither operating nor cancelled, of any relation to the summit. Late: "
        "the whole planned interval lies before the cut-off and no milestone says that the event took place."
    )
    return report.entry("timeline", f"Planned and done{report.scope}", w.number(len(found)), rule, lines)


def _late_words(report: Report, found: Sequence[Event], entry: Entry) -> Block:
    planned = [one for one in found if not one.done]
    late = [one for one in planned if one.late]
    day_of_report = [one for one in found if one.reported]
    report.registry.use([entry], "par-timeline", "Planned and done")
    said: list[Inline] = [
        sentence(
            "{} {} recorded{}: {} done, {} planned.",
            entry.number(w.counted(len(found), "dated event")),
            "is" if len(found) == 1 else "are",
            report.scope,
            entry.number(w.number(len(found) - len(planned))),
            entry.number(w.number(len(planned))),
        )
    ]
    if planned:
        said.append(
            sentence(
                "{} of the planned {} late at the cut-off.",
                entry.number(w.number(len(late)) if late else "None"),
                "are" if len(late) > 1 else "is",
            )
        )
    said += [
        sentence(
            "{}: {}{} was planned for {}.",
            one.title,
            one.event,
            remarks(report, one.subject),
            entry.number(w.date(one.date), found.index(one)),
        )
        for one in late
    ]
    waiting = [one for one in planned if not one.late]
    if waiting:
        said.append(
            sentence(
                "The next is planned for {}: {}, {}{}.",
                entry.number(w.date(waiting[0].date), found.index(waiting[0])),
                waiting[0].title,
                waiting[0].event,
                remarks(report, waiting[0].subject),
            )
        )
    if day_of_report:
        said.append(
            sentence(
                "For {} only the day of the report is known.", entry.number(w.counted(len(day_of_report), "event"))
            )
        )
    return {**paragraph(*said, evidence=[entry]), "id": "par-timeline"}


def _figure(report: Report, found: Sequence[Event], entry: Entry, rows: int) -> Block:
    meta = report.dataset.meta
    since = dt.date(meta.starts.year - 1, 1, 1)
    drawn = [one for one in found if edtf_bounds(one.date)[1] >= since]
    subjects = _chosen(drawn, rows)
    shown = sorted((one for one in drawn if one.subject in subjects), key=lambda one: subjects.index(one.subject))
    planned = sum(not one.done for one in found)
    late = sum(one.late for one in found)
    words = report.words(
        f"{w.counted(len(found), 'dated event')}: {len(found) - planned} done, {planned} planned, {late or 'none'} late",
        f"Events{report.scope}, whatever their relation to the summit. Solid: done; hollow: planned; tick: day of the report; as wide as the date is known.",
    )
    moments = [_moment(report, one) for one in shown]
    lines = [(meta.ends, "summit"), (meta.as_of, "cut-off")]
    twin = plain_table(
        words.title,
        [column("Subject", width=4), column("Event", width=4), column("Date", width=2), column("State", width=2)],
        [
            row(
                one.title,
                one.event,
                entry.number(w.date(one.date), i),
                _state(one) + (", day of the report" if one.reported else ""),
            )
            for i, one in enumerate(found)
        ],
    )
    of = len({one.subject for one in found})
    caption = f"Planned and done, one row per agreement, project or pledge. {len(subjects)} of {of} are drawn, those with planned dates and the latest events first; the data table has all."
    alt = f"{w.counted(len(moments), 'event')} of {w.counted(len(subjects), 'agreement or project', 'agreements and projects')}; the data table lists every event."
    return report.figure("timeline", figures.timeline(moments, words, lines), words, caption, alt, twin, [entry])


def _state(one: Event) -> str:
    return "done" if one.done else "planned, late" if one.late else "planned"


def _chosen(found: Sequence[Event], rows: int) -> list[str]:
    """Choose the subjects to draw: late ones, then those with planned dates, then the latest events; sorted by first date."""
    subjects = list(dict.fromkeys(one.subject for one in found))
    own = {subject: [one for one in found if one.subject == subject] for subject in subjects}
    latest = {subject: max(one.date for one in own[subject]) for subject in subjects}
    order = sorted(subjects, key=lambda s: latest[s], reverse=True)
    order.sort(key=lambda s: (not any(one.late for one in own[s]), all(one.done for one in own[s])))
    return sorted(order[:rows], key=lambda s: (own[s][0].date, s))


def _moment(report: Report, one: Event) -> Moment:
    start, end = edtf_bounds(one.date)
    return Moment(one.title, start, end, one.done, late=one.late, reported=one.reported)


def clock(report: Report) -> Exhibit:
    """Say how old the newest evidence is, and list what has been silent longest."""
    found = tt.clocks(report.view)
    if not found:
        return exhibit(note(f"No agreement or project{report.scope} {report.came}: no evidence to date."))
    undated = [one for one in found if one.days is None]
    old = [one for one in found if one.days is not None and one.days > YEAR.days]
    lines = [
        Line("Agreements and projects", w.number(len(found)), tuple(one.key for one in found)),
        Line("No evidence newer than a year before the cut-off", w.number(len(old)), tuple(one.key for one in old)),
        Line("Undated evidence only", w.number(len(undated)), tuple(one.key for one in undated)),
    ]
    shown = [one for one in found if one.days is not None][:LISTED]
    lines += [Line(one.title, f"{one.days} days", tuple(dict.fromkeys((one.key, str(one.proof))))) for one in shown]
    entry = report.entry("clock", f"Age of the newest evidence{report.scope}", w.number(len(found)), CLOCK_RULE, lines)
    report.registry.use([entry], "par-clock", "Evidence clock")
    text = {**paragraph(*_clock_words(report, found, old, undated, entry), evidence=[entry]), "id": "par-clock"}
    if not shown:
        return exhibit(text)
    body = [
        row(
            [{"text": one.title, "ref": f"row-{one.key.lower()}"}, remarks(report, one.key)],
            w.date(one.evidence or ""),
            entry.number(w.number(one.days or 0), i + 3),
        )
        for i, one in enumerate(shown)
    ]
    columns = [column("Agreement or project", width=7), column("Newest evidence", width=2), column("Days", "right")]
    title = f"The {len(shown)} longest silent of {len(found) - len(undated)} with dated evidence{report.scope}"
    notes = ["Days at least: evidence dated to the month or year is taken as of its last day."]
    return exhibit(text, report.table("clock", title, columns, body, notes=notes, evidence=[entry]))


def _clock_words(
    report: Report, found: Sequence[Clock], old: Sequence[Clock], undated: Sequence[Clock], entry: Entry
) -> list[Inline]:
    since = w.date((report.dataset.meta.as_of - YEAR).isoformat())
    if not old:
        text = sentence(
            "Of {}{} none with dated evidence has been silent since {}, a year before the cut-off.",
            entry.number(w.counted(len(found), "agreement or project", "agreements and projects"), 0),
            report.scope,
            since,
        )
        return [text, *_undated_words(undated, entry)]
    said: list[Inline] = [
        sentence(
            "Of {}{} {} {} no dated evidence newer than {}, a year before the cut-off.",
            entry.number(w.counted(len(found), "agreement or project", "agreements and projects"), 0),
            report.scope,
            entry.number(w.number(len(old)), 1),
            "have" if len(old) > 1 else "has",
            since,
        )
    ]
    return said + _undated_words(undated, entry)


def _undated_words(undated: Sequence[Clock], entry: Entry) -> list[Inline]:
    said: list[Inline] = []
    if undated:
        said.append(
            sentence(
                "For {} more all evidence is undated: how old it is cannot be said.",
                entry.number(w.number(len(undated)), 2),
            )
        )
    return said
