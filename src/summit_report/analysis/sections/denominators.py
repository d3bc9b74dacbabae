"""How the counts fit together: which entries stand for how many documents, and what every other count is out of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Block, Entry, Inline, Line, column, row, sentence
from summit_report.analysis.keys import Keys
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import BEYOND_RULE, documents, keys, number

RULE = (
    "Entries are rows of the dataset that describe a document or project for the first time. A package is one entry and "
    "stands for the number of documents that its source reports; entries inside it are its detail."
)


@dataclass(frozen=True)
class Part:
    """One line of the table: the keys of its entries, the documents they stand for, and whether it is a sum of others."""

    label: str
    rows: Sequence[str]
    documents: Count | None = None
    total: bool = False

    @property
    def words(self) -> str:
        """The part as its evidence prints it."""
        counted = w.counted(len(self.rows), "entry", "entries")
        return f"{counted}, {documents(self.documents)}" if self.documents else counted


def table(report: Report) -> Block:
    """Set entries beside the documents they stand for: packages, single documents, what lies inside, and projects."""
    parts = _parts(report)
    title = "How the counts fit together"
    entry = report.entry("denominators", title, "", RULE, [Line(part.label, part.words, part.rows) for part in parts])
    body = [
        row(
            part.label,
            entry.number(w.number(len(part.rows)), i),
            entry.number(number(part.documents), i) if part.documents else "",
            kind="total" if part.total else None,
        )
        for i, part in enumerate(parts)
    ]
    columns = [
        column("What is counted", width=6),
        column("Entries", "right", width=2),
        column("Documents", "right", width=3),
    ]
    return report.table("denominators", title, columns, body, notes=_notes(report, entry, parts), evidence=[entry])


def _parts(report: Report) -> list[Part]:
    """Return the lines that say something: what no entry stands for, and what repeats the line above, is left out."""
    agreements = report.view.agreements
    rows, inner = docs.counted(agreements), docs.inside_packages(agreements)
    packed = docs.is_package(rows)
    single, grouped = pk.inside(agreements)
    parts = [
        _part("Packages, each reported as one number", docs.count(rows[packed])),
        _part("Single documents", docs.count(rows[~packed])),
    ]
    if packed.any():
        parts.append(_part(report.that_came("Documents"), docs.count(rows), total=True))
    parts += [
        _part("Inside packages, not added: named one by one", single),
        _part("Inside packages, not added: known as a group", grouped),
    ]
    described = keys(Keys(rows.index), Keys(inner.index))
    if len(inner):
        parts.append(Part("All entries for documents", described, total=True))
    if projects := tuple(map(str, report.view.projects.index)):
        parts += [
            Part("Projects and parts of projects", projects),
            Part("All entries for documents and projects", keys(described, projects), total=True),
        ]
    return [part for part in parts if part.rows]


def _part(label: str, count: Count, total: bool = False) -> Part:
    return Part(label, count.rows, count, total)


def _notes(report: Report, entry: Entry, parts: list[Part]) -> list[Inline]:
    notes: list[Inline] = []
    counted = [(i, part) for i, part in enumerate(parts) if part.total]
    if packed := [i for i, part in counted if part.documents]:
        whole = parts[packed[0]].documents
        assert whole is not None  # chosen by its documents
        entries = [entry.number(w.number(len(part.rows)), i) for i, part in counted if not part.documents]
        notes.append(
            sentence(
                "A share of {} takes each package at its number; a share of {} entries takes it as one entry.",
                entry.number(documents(whole), packed[0]),
                _either(entries or [entry.number(w.number(len(parts[packed[0]].rows)), packed[0])]),
            )
        )
    surplus = docs.joined(one.surplus for one in pk.packages(report.view))
    if surplus.value:
        line = Line("Beyond the count of their package", number(surplus), surplus.rows)
        beyond = report.entry("denominators-beyond", f"{line.label}{report.scope}", line.value, BEYOND_RULE, [line])
        report.registry.use([beyond], "tab-denominators", report.registry.label("Table", "denominators"))
        said = f"{w.capital(number(surplus))} of the documents inside packages"
        verb = "stands" if surplus.value == 1 else "stand"
        notes.append(sentence("{} {} beyond the number that a package counts as.", beyond.number(said), verb))
    if again := _again(report):
        rule = "Rows with same_as: they describe a document or project that another row describes."
        line = Line("Left out", w.number(len(again)), again)
        left = report.entry("again", f"Second descriptions{report.scope}", w.number(len(again)), rule, [line])
        report.registry.use([left], "tab-denominators", report.registry.label("Table", "denominators"))
        said = w.counted(len(again), "second description is", "second descriptions are")
        notes.append(sentence("{} left out everywhere.", left.number(said)))
    return notes


def _either(runs: list[Inline]) -> Inline:
    return [run for i, number_ in enumerate(runs) for run in ([" or "] if i else []) + number_]


def _again(report: Report) -> Sequence[str]:
    """Return the keys of second descriptions of documents and projects."""
    view = report.view
    projects = view.described_projects.index.difference(view.projects.index)
    agreements = view.agreements
    again = np.flatnonzero(agreements["same_as"].notna().to_numpy(dtype=bool))
    return keys(Keys(agreements.index, again), map(str, projects))
