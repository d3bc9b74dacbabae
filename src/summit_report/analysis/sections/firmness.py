"""How firm: how much is as firm as a contract or firmer."""

from __future__ import annotations

import pandas as pd

from summit_report.analysis import wording as w
from summit_report.analysis.amounts import OPEN_ABOVE
from summit_report.analysis.crosswalk import Rung
from summit_report.analysis.exhibits import (
    Block,
    Entry,
    Exhibit,
    Inline,
    Line,
    column,
    enumerated,
    exhibit,
    note,
    paragraph,
    row,
    sentence,
)
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import firmness as ff
from summit_report.analysis.measures.standings import Standing, Standings
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import counts_entry, documents, keys, number, projects_counted
from summit_report.analysis.sections.rungs import (
    FIRM,
    HIGH_TO_LOW,
    RULE,
    agreement_standings,
    by_country,
    documents_entry,
    firm_entry,
    firm_least,
    firm_rows,
    pairs,
    project_standings,
    projects_entry,
)

PAIRS_RULE = (
    "Entries for a document and a project that one passage of a source reports, in one sector, where that passage reports no other "
    "project or document of the sector; compared by how firm they are."
)
NAMED_TITLE = "Documents named inside packages, as firm as a contract or firmer"
FIRM_LABELS = frozenset(w.capital(rung.of_projects) for rung in Rung if rung >= FIRM)


def overview(report: Report) -> Exhibit:
    """Say how many documents and projects are as firm as a contract or firmer, and draw how firm by country."""
    rows = docs.countable(report.view.counted, "sector", "parties")
    if rows.empty and report.view.projects.empty:
        return exhibit(
            note(f"No document or project{report.scope} {report.came}: there is nothing to rank by firmness.")
        )
    standings = agreement_standings(report)
    blocks = [_in_words(report, rows, standings)]
    if len(rows):
        blocks.append(by_country(report, rows, standings))
    return exhibit(*blocks, _table(report, rows, standings))


def _in_words(report: Report, rows: pd.DataFrame, standings: Standings) -> Block:
    said, entries = [], []
    if len(rows):
        text, found = _documents_said(report, rows, standings)
        said += text
        entries += found
    if len(report.view.projects):
        text, found = _projects_said(report)
        said += text
        entries += found
    if len(pairs(report)):
        text, found = _pairs_said(report)
        said += text
        entries += found
    report.registry.use(entries, "par-firmness", "Firmness in words")
    return {**paragraph(*said, evidence=entries), "id": "par-firmness"}


def _documents_said(report: Report, rows: pd.DataFrame, standings: Standings) -> tuple[list[Inline], list[Entry]]:
    every = documents_entry(report, rows, standings)
    firm = firm_entry(report, "firm", "Documents as firm as a contract or firmer", rows, standings)
    said, entries = [_share_said(report, rows, standings, every, firm)], [every, firm]
    inside = report.view.inside_packages
    if (standings.of(inside) >= FIRM).any():
        named = firm_entry(report, "firm-named", NAMED_TITLE, inside, standings)
        entries.append(named)
    if len(packed := rows[docs.is_package(rows)]):
        whole = docs.count(packed)
        apart = counts_entry(report, "firm-packed", "Documents in packages", {"In packages": whole}, RULE)
        said.append(
            sentence(
                "{} in packages {} only as firm as the description of the package; single ones among them may be firmer.",
                apart.number(w.capital(documents(whole))),
                "counts" if whole.value == 1 else "count",
            )
        )
        entries.append(apart)
    return said, entries


def _share_said(report: Report, rows: pd.DataFrame, standings: Standings, every: Entry, firm: Entry) -> Inline:
    total, high = docs.count(rows), docs.count(firm_rows(rows, standings))
    subject = sentence("{}{} that {}", every.number(documents(total)), report.scope, report.came)
    if not high.value:
        return sentence("Of {}, {} is as firm as a contract or firmer.", subject, firm.number("none"))
    lines = _lines_said(firm)
    if docs.is_package(rows).any():  # what no source names may be as firm: a share would claim too much
        inside = report.view.inside_packages
        reached = firm_least(rows, inside, standings)
        named = docs.count(firm_rows(inside, standings))
        return sentence(
            "Of {}, at least {} {} as firm as a contract or firmer: {} ({}){}.",
            subject,
            firm.number(w.number(reached)),
            "is" if reached == 1 else "are",
            firm.number(w.counted(high.value, "single document")),
            lines,
            sentence(
                " and {} named inside packages",
                firm_entry(report, "firm-named", NAMED_TITLE, inside, standings).number(number(named)),
            )
            if named.value
            else "",
        )
    most = "at most " if total.qualifier in OPEN_ABOVE and high.qualifier not in OPEN_ABOVE else ""
    return sentence(
        "Of {}, {} ({}) {} as firm as a contract or firmer: {}.",
        subject,
        firm.number(number(high)),
        firm.number(most + w.percent(high.value / total.value)),
        "is" if high.value == 1 else "are",
        lines,
    )


def _lines_said(entry: Entry) -> list[Inline]:
    parts: list[Inline] = []
    for i, line in enumerate(entry.lines):
        parts += [" and " if i == len(entry.lines) - 1 else ", "] if i else []
        words = line.label.lower()
        parts += [*entry.number(line.value, i), f" with {words}" if words == Rung.FINANCED.words else f" {words}"]
    return parts


def _projects_said(report: Report) -> tuple[list[Inline], list[Entry]]:
    entry = projects_entry(report)
    projects = report.view.projects
    firm = [one for key, one in project_standings(report).items() if key in projects.index and one.reaches(FIRM)]
    subject = entry.number(projects_counted(projects))
    if not firm:
        return [sentence("Of {}, none is under way or in operation.", subject)], [entry]
    high = [(i, line) for i, line in enumerate(entry.lines) if line.label in FIRM_LABELS]
    parts: list[Inline] = []
    for i, line in high:
        verb = (" is" if line.value == "1" else " are") if i == 0 else ""
        parts += ([" and "] if i else []) + [*entry.number(line.value, i), f"{verb} {line.label.lower()}"]
    if "milestones" in report.dataset.missing:
        return [sentence("Of {}, {}.", subject, parts)], [entry]
    backed = _backed_entry(report, firm)
    said = sentence("Of {}, {}; a dated event backs {} of them.", subject, parts, backed.number(backed.value))
    return [said], [entry, backed]


def _pairs_said(report: Report) -> tuple[list[Inline], list[Entry]]:
    """Say how often a document is less firm or firmer than its project: the sources tell of the two apart."""
    documents_, projects = agreement_standings(report), project_standings(report)
    levels = {one: ((documents_[one].rung or 0), (projects[other].rung or 0)) for one, other in pairs(report).items()}
    groups = {
        "less firm": [one for one, (own, its) in levels.items() if own < its],
        "firmer": [one for one, (own, its) in levels.items() if own > its],
        "as firm": [one for one, (own, its) in levels.items() if own == its],
    }
    lines = [
        Line(w.capital(name), w.number(len(found)), keys(*((one, pairs(report)[one]) for one in found)))
        for name, found in groups.items()
        if found
    ]
    entry = report.entry(
        "pairs", f"Documents and their projects{report.scope}", w.number(len(levels)), PAIRS_RULE, lines
    )
    subject = entry.number(w.counted(len(levels), "named document"))
    than = [
        sentence("{}{} {}", entry.number(line.value, i), f" {_are(line.value)}" if i == 0 else "", line.label.lower())
        for i, line in enumerate(lines)
    ]
    than[0] = [*than[0], " as the project" if lines[0].label == "As firm" else " than the project"]
    has = "has a project of its own" if len(levels) == 1 else "have a project of their own"
    return [sentence("{} {}: {}.", subject, has, enumerated(than))], [entry]


def _are(number_: str) -> str:
    return "is" if number_ == "1" else "are"


def _backed_entry(report: Report, firm: list[Standing]) -> Entry:
    with_event = [one.key for one in firm if one.events]
    return report.entry(
        "firm-projects-backed",
        "Projects as firm as a contract or firmer with a dated event",
        w.number(len(with_event)) if with_event else "none",
        "Projects with a done milestone up to the cut-off.",
        [
            Line("With a dated event", w.number(len(with_event)), project_standings(report).shown_by(with_event)),
            Line("Without", w.number(len(firm) - len(with_event)), tuple(one.key for one in firm if not one.events)),
        ],
    )


def _table(report: Report, rows: pd.DataFrame, standings: Standings) -> Block:
    single, packed = rows[~docs.is_package(rows)], rows[docs.is_package(rows)]
    inside = report.view.inside_packages
    groups = {"Single documents": single, "In packages": packed, "Named inside packages, not added": inside}
    names = {
        "Single documents": "rungs-single",
        "In packages": "rungs-packed",
        "Named inside packages, not added": "rungs-named",
    }
    entries = [
        counts_entry(
            report,
            names[head],
            f"{head}, by how firm they are",
            {rung.words: count for rung, count in ff.counts(group, standings).items()},
            RULE,
        )
        for head, group in groups.items()
    ]
    entries.append(projects_entry(report))
    body = []
    for rung in HIGH_TO_LOW:
        cells = [*(_cell(entry, rung.words) for entry in entries[:-1]), _cell(entries[-1], rung.of_projects)]
        if any(cells):
            body.append(row(_level(rung, bool(cells[-1])), *cells))
    if called_off := _cell(entries[-1], "called off"):
        body.append(row("Called off", "", "", "", called_off))
    body.append(row("All", *(entry.number(entry.value) for entry in entries), kind="total"))
    columns = [
        column("How firm", width=3),
        *(column(head, "right", width=2) for head in groups),
        column("Projects", "right"),
    ]
    notes = ["A part of a project counts beside the project that it belongs to."] if _has_parts(report) else []
    title = f"How firm the documents and projects{report.scope} are"
    return report.table("rungs", title, columns, body, notes=notes, evidence=entries)


def _level(rung: Rung, with_projects: bool) -> str:
    """Name a level for documents, and for projects where the word is another."""
    differs = with_projects and rung.of_projects != rung.words
    return w.capital(rung.words) + (f"; projects: {rung.of_projects}" if differs else "")


def _has_parts(report: Report) -> bool:
    return bool(report.view.projects["part_of"].isin(report.view.projects.index).any())


def _cell(entry: Entry, label: str) -> Inline:
    for i, line in enumerate(entry.lines):
        if line.label.lower() == label:
            return entry.number(line.value, i)
    return ""
