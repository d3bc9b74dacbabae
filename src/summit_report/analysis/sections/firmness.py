"""How firm: how much stands on the rung of a contract or higher, and which row proves it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from summit_report.analysis import wording as w
from summit_report.analysis.crosswalk import Rung
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
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import firmness as ff
from summit_report.analysis.measures.firmness import Standing
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import counts_entry, documents
from summit_report.analysis.sections.rungs import (
    FIRM,
    HIGH_TO_LOW,
    RULE,
    agreement_standings,
    by_country,
    documents_entry,
    firm_entry,
    project_standings,
    projects_entry,
    proofs,
)

FIRM_LABELS = frozenset(w.capital(rung.words) for rung in Rung if rung >= FIRM)


def overview(report: Report) -> Exhibit:
    """Say how many documents and projects stand on the rung of a contract or higher, and draw the ladder by country."""
    rows = docs.counted(report.view.agreements)
    if rows.empty and report.view.projects.empty:
        return exhibit(
            note(f"No document or project{report.scope} {report.came}: there is nothing to rank by firmness.")
        )
    papers = agreement_standings(report)
    blocks = [_in_words(report, rows, papers)]
    if len(rows):
        blocks.append(by_country(report, rows, papers))
    return exhibit(*blocks, _table(report, rows, papers))


def _in_words(report: Report, rows: pd.DataFrame, papers: Mapping[str, Standing]) -> Block:
    said, entries = [], []
    if len(rows):
        text, found = _documents_said(report, rows, papers)
        said += text
        entries += found
    if len(report.view.projects):
        text, found = _projects_said(report)
        said += text
        entries += found
    report.registry.use(entries, "par-firmness", "Firmness in words")
    return {**paragraph(*said, evidence=entries), "id": "par-firmness"}


def _documents_said(
    report: Report, rows: pd.DataFrame, papers: Mapping[str, Standing]
) -> tuple[list[Inline], list[Entry]]:
    every = documents_entry(report, rows, papers)
    firm = firm_entry(report, "firm", "Documents on the rung of a contract or higher", rows, papers)
    said, entries = [_share_said(report, every, firm)], [every, firm]
    inside = docs.inside_packages(report.view.agreements)
    if any(papers[str(key)].reaches(FIRM) for key in inside.index):
        title = "Papers named inside packages, on the rung of a contract or higher"
        named = firm_entry(report, "firm-named", title, inside, papers)
        count = named.number(w.counted(int(named.value), "named paper"))
        said.append(sentence("Inside packages {} {} there too, not added.", count, _stand(int(named.value))))
        entries.append(named)
    if len(packed := rows[docs.is_package(rows)]):
        apart = counts_entry(report, "firm-packed", "Documents in packages", {"In packages": docs.count(packed)}, RULE)
        said.append(
            sentence(
                "{} in packages {} where the description of the package puts them; single papers among them may be firmer.",
                apart.number(documents(int(apart.value))),
                _stand(int(apart.value)),
            )
        )
        entries.append(apart)
    return said, entries


def _share_said(report: Report, every: Entry, firm: Entry) -> Inline:
    total, high = int(every.value), int(firm.value)
    subject = sentence("{}{} that {}", every.number(documents(total)), report.scope, report.came)
    if not high:
        return sentence("Of {}, {} stands on the rung of a contract or higher.", subject, firm.number("none"))
    share = firm.number(w.percent(high / total))
    return sentence(
        "Of {}, {} ({}) {} on the rung of a contract or higher: {}.",
        subject,
        firm.number(w.number(high)),
        share,
        _stand(high),
        _lines_said(firm),
    )


def _stand(number: int) -> str:
    return "stands" if number == 1 else "stand"


def _lines_said(entry: Entry) -> list[Inline]:
    parts: list[Inline] = []
    for i, line in enumerate(entry.lines):
        parts += [" and " if i == len(entry.lines) - 1 else ", "] if i else []
        parts += [*entry.number(line.value, i), f" {line.label.lower()}"]
    return parts


def _projects_said(report: Report) -> tuple[list[Inline], list[Entry]]:
    entry = projects_entry(report)
    projects = report.view.projects
    firm = [one for key, one in project_standings(report).items() if key in projects.index and one.reaches(FIRM)]
    subject = entry.number(w.counted(len(projects), "project or part of one", "projects and parts of projects"))
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


def _backed_entry(report: Report, firm: list[Standing]) -> Entry:
    with_event = [one.key for one in firm if one.events]
    return report.entry(
        "firm-projects-backed",
        "Projects on the rung of a contract or higher with a dated event",
        w.number(len(with_event)) if with_event else "none",
        "Projects with a done milestone up to the cut-off.",
        [
            Line("With a dated event", w.number(len(with_event)), proofs(project_standings(report), with_event)),
            Line("Without", w.number(len(firm) - len(with_event)), tuple(one.key for one in firm if not one.events)),
        ],
    )


def _table(report: Report, rows: pd.DataFrame, papers: Mapping[str, Standing]) -> Block:
    single, packed = rows[~docs.is_package(rows)], rows[docs.is_package(rows)]
    inside = docs.inside_packages(report.view.agreements)
    groups = {"Single papers": single, "In packages": packed, "Named inside packages, not added": inside}
    names = {
        "Single papers": "rungs-single",
        "In packages": "rungs-packed",
        "Named inside packages, not added": "rungs-named",
    }
    entries = [
        counts_entry(
            report,
            names[head],
            f"{head}, by rung",
            {rung.words: count for rung, count in ff.counts(group, papers).items()},
            RULE,
        )
        for head, group in groups.items()
    ]
    entries.append(projects_entry(report))
    body = [
        row(w.capital(rung.words), *(_cell(entry, rung.words) for entry in entries))
        for rung in HIGH_TO_LOW
        if any(_cell(entry, rung.words) for entry in entries)
    ]
    if called_off := _cell(entries[-1], "called off"):
        body.append(row("Called off", "", "", "", called_off))
    body.append(row("All", *(entry.number(entry.value) for entry in entries), kind="total"))
    columns = [
        column("Rung", width=3),
        *(column(head, "right", width=2) for head in groups),
        column("Projects", "right"),
    ]
    notes = ["Projects hold parts beside wholes. The method names the rule behind each rung."]
    return report.table(
        "rungs", f"Documents and projects{report.scope} by rung", columns, body, notes=notes, evidence=entries
    )


def _cell(entry: Entry, label: str) -> Inline:
    for i, line in enumerate(entry.lines):
        if line.label.lower() == label:
            return entry.number(line.value, i)
    return ""
