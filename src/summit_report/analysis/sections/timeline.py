"""When: what was planned and what is done, and what is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

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
from summit_report.analysis.measures.timeline import Event
from summit_report.analysis.page import plain_table
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import keys
from summit_report.analysis.sections.projects import known_entry
from summit_report.analysis.sections.ratios import ratio_evidence
from summit_report.analysis.sections.remarks import named, remarks
from summit_report.analysis.sections.tables import lacks, no_events
from summit_report.analysis.style import HIGHEST_MM
from summit_report.analysis.vocabularies import RELATIONS

SHOWN = 9  # rows at most
NEXT = 3  # events of the next planned date that the paragraph tells
NOUNS = {"agreements": "document", "projects": "project", "funding": "pledge or value"}
STANDS = {"summit": "came out of {summit}", "follow-up": "followed {summit}", "context": "{verb} context"}


def overview(report: Report, rows: int = SHOWN) -> Exhibit:
    """Draw planned and done events in at most *rows* rows, one per agreement or project, with a line at the cut-off."""
    found = tt.events(report.view)
    first = [note(no_events(report))] if lacks(report, "milestones") else []
    if not found:
        return exhibit(*(first or [note(f"No dated event{report.scope} is recorded.")]))
    entry = _events_entry(report, found)
    return exhibit(*first, _in_words(report, found, entry), _figure(report, found, entry, rows))


def words(report: Report) -> Exhibit:
    """Say how many events are planned and done, without drawing them."""
    found = tt.events(report.view)
    if not found:
        missing = lacks(report, "milestones")
        return exhibit(note(no_events(report) if missing else f"No dated event{report.scope} is recorded."))
    return exhibit(_in_words(report, found, _events_entry(report, found)))


def _events_entry(report: Report, found: Sequence[Event]) -> Entry:
    state = {True: "done", False: "planned"}
    lines = [
        Line(
            f"{one.title}: {one.event}",
            f"{w.date(one.date)}, {'late' if one.late else state[one.done]}",
            keys((one.key, one.subject)),
        )
        for one in found
    ]
    rule = (
        "Milestones, and target dates of projects neither operating nor cancelled, of any relation to the summit. Late: "
        "the whole planned interval lies before the cut-off and no milestone says that the event took place."
    )
    return report.entry("timeline", f"Planned and done{report.scope}", w.number(len(found)), rule, lines)


def _in_words(report: Report, found: Sequence[Event], entry: Entry) -> Block:
    planned = [one for one in found if not one.done]
    by_then = [one for one in found if one.reported]
    said: list[Inline] = [
        sentence(
            "{}{} {} recorded: {} done, {} planned.",
            entry.number(w.counted(len(found), "dated event")),
            report.scope,
            "is" if len(found) == 1 else "are",
            entry.number(w.number(len(found) - len(planned))),
            entry.number(w.number(len(planned))),
        )
    ]
    entries = [entry]
    if len(report.view.projects):
        entries.append(silence := known_entry(report, report.view.projects))
        said.append(_targets(report, silence))
    if planned:
        said += [_whose(report, planned, entry), *_late(report, found, entry)]
    if by_then:
        said.append(
            sentence(
                "{} took place on or before the date given: the day of a report, or a month by which it was done.",
                entry.number(w.counted(len(by_then), "event")),
            )
        )
    report.registry.use(entries, "par-timeline", "Planned and done")
    return {**paragraph(*said, evidence=entries), "id": "par-timeline"}


def _targets(report: Report, silence: Entry) -> Inline:
    """Say how many projects of the report's own relation have a target date: those drawn may be others."""
    known, of = silence.lines[1].size, len(report.view.projects)
    if of == 1:
        has = silence.number("has a target date" if known else "has no target date", 1)
        return sentence("The only project{} that {} {}.", report.scope, report.came, has)
    return sentence(
        "{} of the {}{} that {} {} a target date.",
        silence.number(w.number(known) if known else "None", 1),
        w.counted(of, "project"),
        report.scope,
        report.came,
        "has" if known < 2 else "have",
    )


def _whose(report: Report, planned: Sequence[Event], entry: Entry) -> Inline:
    """Say to how many documents, projects and pledges the *planned* dates belong, and how those stand to the summit."""
    subjects = {one.subject: report.row(one.subject) for one in planned}
    groups: list[str] = []
    for relations in ((report.view.relation,), tuple(r for r in RELATIONS if r != report.view.relation)):
        inside = [(table, cells["relation"]) for table, cells in subjects.values() if cells["relation"] in relations]
        if not inside:
            continue
        verb = "is" if len(inside) == 1 else "are"
        stands = [words for name, words in STANDS.items() if any(relation == name for _, relation in inside)]
        kinds = [
            w.counted(count, noun) for table, noun in NOUNS.items() if (count := sum(one == table for one, _ in inside))
        ]
        said = f"{w.listed(kinds)} that {' or '.join(stands)}"
        groups.append(said.format(summit="it" if groups else "the summit", verb=verb))
    if len(planned) == 1:
        return sentence("The {} belongs to {}.", entry.number("only planned date"), groups[0])
    return sentence("The {} belong to {}.", entry.number(w.counted(len(planned), "planned date")), w.listed(groups))


def _late(report: Report, found: Sequence[Event], entry: Entry) -> list[Inline]:
    """Name what is late and what is due next."""
    waiting = [one for one in found if not one.done and not one.late]
    late = [one for one in found if one.late]
    said: list[Inline] = [
        sentence(
            "{} of them {} late at the cut-off.",
            entry.number(w.number(len(late)) if late else "None"),
            "are" if len(late) > 1 else "is",
        )
        if len(late) + len(waiting) > 1
        else f"It is {'late' if late else 'not late'} at the cut-off."
    ]
    said += [
        sentence(
            "{}{}: {} was planned for {}.",
            one.title,
            remarks(report, one.subject),
            one.event,
            entry.number(w.date(one.date), found.index(one)),
        )
        for one in late
    ]
    if waiting:
        due = [one for one in waiting if one.date == waiting[0].date]
        told = [
            f"{one.title}{remarks(report, one.subject)}, {one.event[:1].lower() + one.event[1:]}" for one in due[:NEXT]
        ]
        rest = [f"{len(due) - NEXT} more"] if len(due) > NEXT else []
        said.append(
            sentence(
                "The next {} planned for {}: {}.",
                "is" if len(due) == 1 else "are",
                entry.number(w.date(due[0].date), found.index(due[0])),
                "; ".join([*told, *rest]),
            )
        )
    return said


def _figure(report: Report, found: Sequence[Event], entry: Entry, rows: int) -> Block:
    meta = report.dataset.meta
    since = dt.date(meta.starts.year - 1, 1, 1)
    recent = [one for one in found if edtf_bounds(one.date)[1] >= since]
    planned = sum(not one.done for one in found)
    late = sum(one.late for one in found)
    words = report.words(
        f"{w.counted(len(found), 'dated event')}: {len(found) - planned} done, {planned} planned, {late or 'none'} late",
        f"Events{report.scope} of any relation to the summit, one row per document, project or pledge.",
    )
    lines = [(meta.ends, "summit"), (meta.as_of, "cut-off")]
    subjects = _chosen(recent, rows)
    moments = _moments(report, recent, subjects)
    while figures.timeline_mm(moments, words, lines) > HIGHEST_MM and len(subjects) > 1:
        subjects = _chosen(recent, len(subjects) - 1)
        moments = _moments(report, recent, subjects)
    draw = partial(figures.timeline, moments, words, lines)
    twin = plain_table(
        words.title,
        [column("Subject", width=4), column("Event", width=4), column("Date", width=2), column("State", width=2)],
        [
            row(
                named(report, one.subject),
                one.event,
                entry.number(w.date(one.date), i),
                _state(one) + (", at the latest" if one.reported else ""),
            )
            for i, one in enumerate(found)
        ],
    )
    of = len({one.subject for one in found})
    caption = "Planned and done, one row per document, project or pledge."
    if len(subjects) < of:
        caption += f" {len(subjects)} of {w.number(of)} are drawn: what is late, then what has a planned date, then the latest events. The data table has all."
    alt = f"{w.counted(len(moments), 'event')} of {w.counted(len(subjects), 'document or project', 'documents and projects')}; the data table lists every event."
    evidence = [entry, *ratio_evidence(report, [one.subject for one in found])]
    return report.figure("timeline", draw, words, caption, alt, twin, evidence)


def _moments(report: Report, found: Sequence[Event], subjects: Sequence[str]) -> list[Moment]:
    shown = sorted((one for one in found if one.subject in subjects), key=lambda one: subjects.index(one.subject))
    return [_moment(report, one) for one in shown]


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
    label = f"{one.title}{remarks(report, one.subject)}"
    return Moment(label, start, end, one.done, late=one.late, reported=one.reported)
