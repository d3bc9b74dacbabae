"""Then and now: what earlier summits promised, and what is known of it at the cut-off."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from summit_report.analysis import schema
from summit_report.analysis import wording as w
from summit_report.analysis.comparison import Comparison, cut_offs, short_name
from summit_report.analysis.exhibits import (
    Entry,
    Exhibit,
    Inline,
    Line,
    column,
    enumerated,
    exhibit,
    note,
    row,
    sentence,
)
from summit_report.analysis.frames import Record, records
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import later
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import COUNTING_RULE, INSIDE_RULE, number
from summit_report.analysis.sections.groups import Group, shortened

WHOLE, MOST = 20, 7  # rows of the list that are printed in full, and of each group where there are more
FATE_RULE = (
    "In operation and under way: the entry’s own status or stage. Reported later: not begun, and a source, payment or event dated more "
    "than a month after the summit speaks of it. Nothing later: all others. "
    "Only the summit’s own dataset is searched; titles are not matched with a later summit’s. "
    "A package has the state of its own entry; documents named in it are judged by themselves."
)
DOCUMENTS, INSIDE, PROJECTS = (
    "Documents",
    "Documents named inside packages, not added",
    "Projects and parts of projects",
)
NAMED = 3  # silent projects that a finding names; the evidence has all
PARTS = "Parts of another project"  # the last line of the evidence of projects
Finding = tuple[Inline, Inline, list[Entry]]


@dataclass(frozen=True)
class Promises:
    """One kind of promise of a summit: its *rows*, their fates, and the evidence with one line for all and per fate."""

    kind: str
    rows: pd.DataFrame
    fates: pd.Series
    entry: Entry

    def of(self, *wanted: str) -> pd.DataFrame:
        """Return the rows with one of these fates."""
        return later.having(self.rows, self.fates, *wanted)

    def number(self, fate: str | None = None) -> Inline:
        """Return the number of all, or of those with *fate*, linked to its evidence."""
        i = 0 if fate is None else 1 + later.FATES.index(fate)
        return self.entry.number(self.entry.lines[i].value, i)


@lru_cache(maxsize=4)
def promises(report: Report) -> list[Promises]:
    """Return the kinds of promises of one summit that have rows, with what became of them."""
    fates, agreements = later.fates(report.view), report.view.agreements
    kinds = (
        (DOCUMENTS, docs.counted(agreements), COUNTING_RULE),
        (INSIDE, docs.inside_packages(agreements), INSIDE_RULE),
        (PROJECTS, report.view.projects, "Count of projects, each described once."),
    )
    return [
        Promises(kind, rows, fates, _entry(report, kind, rows, fates, rule)) for kind, rows, rule in kinds if len(rows)
    ]


def _entry(report: Report, kind: str, rows: pd.DataFrame, fates: pd.Series, rule: str) -> Entry:
    groups = {"All": rows} | {w.capital(fate): later.having(rows, fates, fate) for fate in later.FATES}
    lines = [Line(label, number(count), count.rows) for label, count in ((n, _count(g)) for n, g in groups.items())]
    if kind == PROJECTS:
        inner = rows[rows["part_of"].notna()]
        lines.append(Line(PARTS, w.number(len(inner)), tuple(map(str, inner.index))))
    heading = f"{kind}: {short_name(report)} and what is known now"
    return report.entry(f"fate-{kind.split()[0].lower()}-{len(kind)}", heading, "", f"{rule} {FATE_RULE}", lines)


def _count(rows: pd.DataFrame) -> Count:
    return docs.count(rows) if "documents" in rows else Count(len(rows), tuple(map(str, rows.index)))


def findings(page: Comparison) -> list[Finding]:
    """Say of each earlier summit how much is silent, and how far its projects are."""
    found: list[Finding] = []
    for report in page.reports[:-1]:
        kinds = {one.kind: one for one in promises(report)}
        if DOCUMENTS in kinds:
            found.append(_silent(report, kinds[DOCUMENTS], kinds.get(INSIDE)))
        if PROJECTS in kinds:
            found.append(_built(report, kinds[PROJECTS]))
    return found


def _silent(report: Report, one: Promises, inside: Promises | None) -> Finding:
    text = sentence(
        "of the {} documents of {} are silent, packages taken as a whole: its dataset has no later state. Of the others {}.",
        one.number(),
        short_name(report),
        _begun(one),
    )
    if inside:
        text += sentence(" Of {} documents named inside packages, not added, {}.", inside.number(), _begun(inside))
    return one.number(later.SILENT), text, [one.entry, *([inside.entry] if inside else [])]


def _begun(one: Promises) -> Inline:
    parts = [
        sentence("{} {} {}", one.number(fate), "is" if len(one.of(fate)) == 1 else "are", fate)
        for fate in later.FATES[:-1]
        if len(one.of(fate))
    ]
    return enumerated(parts) if parts else ["none has begun"]


def _built(report: Report, one: Promises) -> Finding:
    quiet = one.of(later.SILENT)
    text = sentence(
        "of the {} projects and parts of {} {} in operation; {} {} under way.",
        one.number(),
        short_name(report),
        "is" if len(one.of(later.IN_OPERATION)) == 1 else "are",
        one.number(later.UNDER_WAY),
        "is" if len(one.of(later.UNDER_WAY)) == 1 else "are",
    )
    if inner := int(one.rows["part_of"].notna().sum()):
        parts = one.entry.number(one.entry.lines[-1].value, len(one.entry.lines) - 1)
        text += sentence(" {} {} of another.", parts, "is part" if inner == 1 else "are parts")
    if len(quiet):
        named = [f"“{title}”" for title in quiet["title"]] if len(quiet) <= NAMED else []
        text += sentence(
            " Its dataset has no later state of {}{}.",
            one.number(later.SILENT),
            [": ", *enumerated(named)] if named else "",
        )
    return one.number(later.IN_OPERATION), text, [one.entry]


def then_and_now(page: Comparison) -> Exhibit:
    """Count what became of the promises of the earlier summits, and list those of which something is known."""
    earlier = [(report, found) for report in page.reports[:-1] if (found := promises(report))]
    if not earlier:
        return exhibit(note("The earlier summits have no documents and no projects."))
    blocks = [_counted(page, earlier)]
    for report, found in earlier:
        if any(len(one.of(*later.FATES[:-1])) for one in found):
            blocks.append(_listed(page, report, found))
    return exhibit(*blocks)


def _counted(page: Comparison, earlier: list[tuple[Report, list[Promises]]]) -> dict:
    kinds = [one for _, found in earlier for one in found]
    shown = [fate for fate in later.FATES if fate != later.CALLED_OFF or any(len(one.of(fate)) for one in kinds)]
    body = []
    for report, found in earlier:
        body.append(row(short_name(report), kind="group"))
        body += [row(one.kind, one.number(), *(one.number(fate) for fate in shown)) for one in found]
    heads = ["All", *map(w.capital, shown)]
    columns = [column("Promised", width=5), *(column(head, "right", width=2) for head in heads)]
    notes = [FATE_RULE]
    heading = f"What is known on {cut_offs([report for report, _ in earlier])} of what was promised earlier"
    evidence = [one.entry for one in kinds]
    return page.table("compare-fates", heading, columns, body, notes=notes, evidence=evidence)


def _listed(page: Comparison, report: Report, found: list[Promises]) -> dict:
    groups = []
    for one in found:
        known = one.of(*later.FATES[:-1])
        if known.empty:
            continue
        label = sentence("{}: {} of {}", one.kind, number(_count(known)), number(_count(one.rows)))
        fates = later.fates_of(known, one.fates)
        order = np.argsort(fates.map(later.FATES.index).to_numpy(), kind="stable")[: page.registry.caps.parts]
        listed = known.iloc[order].assign(fate=fates.iloc[order])
        keys = _keys(report, listed["note"].dropna())
        rows = [_row(key, entry, keys) for key, entry in records(listed)]
        groups.append(Group(label, len(known), rows, one.entry.line_id(0)))
    body = shortened(groups, WHOLE, MOST)
    columns = [
        column("Promised", width=6),
        column("Then → now", width=2.4),
        column("What its entry says", width=8),
    ]
    name = f"compare-known-{report.dataset.meta.id}"
    notes = [
        "References in the last column are left out; the entry has them. “Later”: not begun, but reported after the summit."
    ]
    heading = f"Promised at {short_name(report)}, and known now"
    return page.table(name, heading, columns, body, notes=notes, evidence=[one.entry for one in found])


def _row(key: str, found: Record, keys: re.Pattern[str]) -> dict:
    project = "stage" in found
    state = str(found["stage"] if project else found["status"])
    state = f"{state}, later" if found["fate"] == later.REPORTED else state
    return row(
        [{"text": str(found["title"]), "ref": f"row-{key.lower()}"}],
        w.capital(state if project else f"{found['instrument']} → {state}"),
        remark(found["note"], keys),
    )


def _keys(report: Report, texts: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds the keys of the dataset's rows in *texts*, and is made of those that stand there."""
    tables = [report.dataset.table(table.name).index for table in schema.TABLES if table.name != "sectors"]
    most = max((int(keys.str.count("-").max()) for keys in tables if len(keys)), default=0)
    words: set[str] = set()
    for parts in (run.split("-") for text in texts for run in re.findall(r"[\w-]+", text)):
        words.update(
            "-".join(parts[start:end]) for start in range(len(parts)) for end in range(start + 1, start + most + 2)
        )
    keys = [key for table in tables for key in words.intersection(table[table.isin(words)])]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(keys, key=len, reverse=True)))})\b" if keys else "(?!)")


def remark(text: object, keys: re.Pattern[str]) -> str:
    """Return a row's note without its references: brackets with a key go, and sentences that still hold one."""
    if not isinstance(text, str):
        return ""
    plain = re.sub(
        r"\s*\(([^()]*)\)", lambda found: "" if keys.search(found[1]) or found[1].startswith("see ") else found[0], text
    )
    return " ".join(one for one in re.split(r"(?<=\.)\s+", plain) if not keys.search(one))
