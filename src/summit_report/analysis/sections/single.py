"""What rests on one source alone: how much of it, and by name what rests on a text without a publisher."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

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
from summit_report.analysis.keys import Keys, all_of
from summit_report.analysis.measures.sources import only_source, references, singles
from summit_report.analysis.report import Report
from summit_report.analysis.sections.naming import source_link

MOST = 12  # lines of the table; the rest stands in the evidence
RULE = (
    "Entries of which only one source speaks: their own, those that their note names, and those of second descriptions, "
    "milestones and money; copies of one text are one source."
)


def listing(report: Report) -> Exhibit:
    """Say how many outcomes one source alone reports, and name those that rest on a reference text alone."""
    agreements = report.view.agreements[report.view.agreements["same_as"].isna()]
    kinds = {"document": _keys(agreements), "project": _keys(report.view.projects)}
    if not any(kinds.values()):
        return exhibit(note(f"No document or project{report.scope} {report.came}."))
    entry = _entry(report, kinds)
    report.registry.use([entry], "par-single-source", "Single sources in words")
    text = {**paragraph(_said(report, kinds, entry), evidence=[entry]), "id": "par-single-source"}
    weak = references(report.dataset, all_of(list(kinds.values())))
    return exhibit(text, _table(report, weak)) if weak else exhibit(text)


def _keys(frame: pd.DataFrame) -> Keys:
    return Keys(frame.index)


def _entry(report: Report, kinds: dict[str, Keys]) -> Entry:
    lines = []
    for name, keys in kinds.items():
        alone = singles(report.dataset, keys)
        lines.append(Line(f"Entries for {name}s on one source", w.number(len(alone)), alone))
    return report.entry("single-source", f"Entries that rest on one source{report.scope}", "", RULE, lines)


def _said(report: Report, kinds: dict[str, Keys], entry: Entry) -> Inline:
    parts: list[Inline] = []
    for i, (name, keys) in enumerate(kinds.items()):
        if keys:
            number = entry.lines[i].value if entry.lines[i].value != "0" else "none"
            said = sentence(
                "{} of {}", entry.number(number, i), w.counted(len(keys), f"entry for {name}s", f"entries for {name}s")
            )
            parts += ([" and "] if parts else []) + said
    verb = "rests" if sum(map(len, kinds.values())) == 1 else "rest"
    return sentence("{} {} on one source that no other confirms.", [_capital(parts[0]), *parts[1:]], verb)


def _capital(run: dict) -> dict:
    return run | {"text": w.capital(run["text"])}


def _table(report: Report, weak: Sequence[str]) -> Block:
    entry = report.entry(
        "reference-alone",
        f"Outcomes that rest on a reference text alone{report.scope}",
        w.number(len(weak)),
        f"{RULE} Only where that source is a reference text: one that names no publisher.",
        [Line("On a reference text alone", w.number(len(weak)), weak)],
    )
    body = [_line(report, key) for key in weak[:MOST]]
    columns = [column("Document or project", width=6), column("Counts as", width=2), column("Source", width=4)]
    title = "Outcomes that rest on a reference text alone"
    more = sentence("{} of {} are listed; the evidence has all.", str(MOST), entry.number(entry.value))
    all_said = sentence("All {} are listed.", entry.number(entry.value))
    notes = [more] if len(weak) > MOST else [all_said] if len(weak) > 1 else []
    return report.table("single-source", title, columns, body, notes=notes, evidence=[entry])


def _line(report: Report, key: str) -> dict:
    kind, cells = report.row(key)
    inside = kind == "agreements" and pd.notna(cells["part_of"])
    package = {"text": str(cells["part_of"]), "ref": f"row-{str(cells['part_of']).lower()}"}
    source = str(only_source(report.dataset, key))
    return row(
        [{"text": str(cells["title"]), "ref": f"row-{key.lower()}"}],
        ["inside ", package] if inside else "project" if kind == "projects" else "document",
        [*source_link(report, source), f", {cells['locator']}"],
    )
