"""What is as firm as a contract or firmer, and which row proves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Entry, Exhibit, Line, column, exhibit, note, row
from summit_report.analysis.measures.standings import Standing, Standings
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import keys
from summit_report.analysis.sections.rungs import (
    FIRM,
    PROJECT_RULE,
    RULE,
    agreement_standings,
    linked,
    pairs,
    project_standings,
)


def listing(report: Report) -> Exhibit:
    """List what is as firm as a contract or firmer, with the row that proves it and the last dated event."""
    papers, works = agreement_standings(report), project_standings(report)
    agreements = report.view.agreements
    agreements = agreements[agreements["same_as"].isna()]
    firm = [_firm(papers, agreements), _firm(works, report.view.projects)]
    size = sum(len(found) for found, _ in firm)
    if not size:
        return exhibit(
            note(f"No document or project{report.scope} that {report.came} is as firm as a contract or firmer.")
        )
    shown = report.first_of(_ordered(report, firm))
    entry = report.entry(
        "proof",
        f"What is as firm as a contract or firmer{report.scope}",
        w.number(size),
        f"{RULE} {PROJECT_RULE}",
        [
            Line(
                str(report.row(one.key)[1]["title"]),
                one.rung.words if one.rung else "",
                keys((one.key, one.proof), one.events),
            )
            for one in shown
        ],
        of=size,
    )
    body = [_proof_row(report, group, entry, i) for i, group in _grouped(report, shown)]
    columns = [
        column("Document or project", width=6),
        column("How firm", width=4),
        column("Shown by entry", width=1.6),
        column("Last dated event", width=3),
    ]
    notes = [
        "Funding committed: an entry of funding for the document is committed, by a state, a bank or a company, in money or in kind; no source reports that it was paid."
        if not _paid(report)
        else "Funding committed: an entry of funding for the document is committed or paid out."
    ]
    return exhibit(
        report.table(
            "proof",
            "What is as firm as a contract or firmer, and what shows it",
            columns,
            body,
            notes=notes,
            evidence=[entry],
            of=len(body) + size - len(shown),
        )
    )


def _firm(standings: Standings, rows: pd.DataFrame) -> tuple[pd.Index, NDArray[np.int8]]:
    """Return the keys of those *rows* that are as firm as a contract or firmer, and the numbers of their rungs."""
    levels = standings.of(rows)
    return rows.index[levels >= FIRM], levels[levels >= FIRM]


def _ordered(report: Report, firm: Sequence[tuple[pd.Index, NDArray[np.int8]]]) -> Iterator[Standing]:
    """Yield documents and projects by how firm, firmest first, a project right below its document."""
    keys_, levels = (np.concatenate([np.asarray(found[i]) for found in firm]) for i in (0, 1))
    place = pd.Index(keys_).get_indexer(list(chain.from_iterable(pairs(report).items()))).reshape(-1, 2)
    below = dict(place[(place >= 0).all(axis=1)].tolist())  # projects are few
    highest, is_below = levels.copy(), np.zeros(len(levels), dtype=bool)
    for one, other in below.items():
        highest[one], is_below[other] = max(levels[one], levels[other]), True
    for one in np.argsort(-highest, kind="stable").tolist():
        if not is_below[one]:
            for found in (one, below[one]) if one in below else (one,):
                standings = agreement_standings(report) if found < len(firm[0][0]) else project_standings(report)
                yield standings[str(keys_[found])]


def _grouped(report: Report, shown: Sequence[Standing]) -> list[tuple[int, list[Standing]]]:
    """Return the lines of the table with their place in *shown*: a document and its equally firm project are one."""
    projects, groups = pairs(report), list[tuple[int, list[Standing]]]()
    for i, one in enumerate(shown):
        above = groups[-1][1][-1] if groups else None
        if above and projects.get(above.key) == one.key and _level(report, above) == _level(report, one):
            groups[-1][1].append(one)
        else:
            groups.append((i, [one]))
    return groups


def _level(report: Report, one: Standing) -> str:
    """Word how firm *one* is, and how firm its project or document is where that differs."""
    levels = agreement_standings(report), project_standings(report)
    projects = pairs(report)
    documents = {other: key for key, other in projects.items()}
    if one.key in projects:
        other = levels[1][projects[one.key]]
        own, its = one.rung.words if one.rung else "", other.rung.of_projects if other.rung else "called off"
        return own if own == its else f"{own}; its project: {its}"
    own = one.rung.of_projects if one.rung else ""
    if one.key in documents:
        document = levels[0][documents[one.key]].rung
        return own if document is None or own == document.words else f"{own}; its document: {document.words}"
    return own


def _paid(report: Report) -> bool:
    return bool((report.dataset.funding["status"] == "disbursed").any())


def _proof_row(report: Report, group: list[Standing], entry: Entry, i: int) -> dict:
    one, *projects = group
    kind, cells = report.row(one.key)
    inside = f", inside {cells['part_of']}" if kind == "agreements" and pd.notna(cells["part_of"]) else ""
    named = [*linked(report, one.key), *([inside] if inside else [])]
    for project in projects:
        named += [", project ", _to_row(project.key)]
    proofs = [run for standing in group for run in (", ", _to_row(standing.proof))][1:]
    events = [key for standing in group for key in standing.events[-1:]]
    event = report.row(events[-1])[1] if events else None
    return row(
        named,
        entry.number(_level(report, one), i),
        proofs,
        "" if event is None else [f"{event['event']}, ", _to_row(events[-1], w.date(event["date"]))],
    )


def _to_row(key: str, text: str = "") -> dict:
    return {"text": text or key, "ref": f"row-{key.lower()}"}
