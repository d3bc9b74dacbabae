"""Which rows of a dataset stand behind which row of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from summit_report import blocks
from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Block, Exhibit
from summit_report.analysis.measures.documents import NOT_ITEMISED
from summit_report.analysis.report import Report
from summit_report.analysis.sections.rungs import PACKED
from summit_report.analysis.sections.sectors import UNPUBLISHED

PLACES = ("parties", "recipients", "countries")  # columns that name countries, of agreements, funding and projects


@dataclass(frozen=True)
class Proof:
    """What stands behind the *rows* of a table of the *exhibit* of a *report*, as keys of the dataset's rows."""

    report: Report
    exhibit: Exhibit
    rows: Sequence[Block]

    @cached_property
    def lines(self) -> list[tuple[str, str, Sequence[str]]]:
        """The evidence: anchor, label and keys of each line of each entry of the exhibit, also those not printed."""
        recorded = self.report.registry.entries.values()
        every = {one.line_id(i): line.every for one in recorded for i, line in enumerate(one.lines) if line.every}
        entries = [entry for block in self.exhibit.blocks for entry in block.get("evidence") or ()]
        return [
            (anchor, line["label"], every.get(line["id"]) or tuple(line["rows"]))
            for entry in {entry["id"]: entry for entry in entries}.values()
            for line in entry["lines"]
            for anchor in {line["id"], entry["id"]}
        ]

    @cached_property
    def every(self) -> tuple[str, ...]:
        """What stands behind the whole exhibit."""
        return _once(keys for _, _, keys in self.lines)

    @cached_property
    def together(self) -> tuple[str, ...]:
        """What the rows of the table stand for together: the lines of evidence that hold any of their own."""
        owned = {key for row in range(len(self.rows)) for key in self.own(row)}
        return _once(keys for _, _, keys in self.lines if not owned.isdisjoint(keys)) or self.every

    def own(self, row: int) -> tuple[str, ...]:
        """
        Return what stands behind the *row* at that position alone; nothing for one that only sums up, or is left over.

        It is the evidence that its numbers name, else that of the lines with its name, else the rows that its name is
        the title, the sector or a country of.
        """
        cells = [blocks.runs(cell) for cell in self.rows[row]["cells"]]
        refs = {run["ref"] for cell in cells for run in cell if "ref" in run}
        name = blocks.plain(self.rows[row]["cells"][0])
        linked = [keys for anchor, _, keys in self.lines if anchor in refs]
        named = [keys for _, label, keys in self.lines if label == name or label.startswith((f"{name}, ", f"{name}: "))]
        return _once(linked or named) or tuple(key for key in self.every if name in self._names(key))

    def _names(self, key: str) -> set[str]:
        """What the row *key* is called in tables: by its title, its sector or its countries."""
        row = self.report.row(key)[1]
        sector = text(row.get("sector"))
        places = next((row[column] for column in PLACES if column in row), ())
        names = {self.report.sector(sector), self.report.short_sector(sector)} if sector else set()
        packed = {UNPUBLISHED, PACKED} if sector == NOT_ITEMISED else set()
        return names | packed | {text(row.get("title"))} | set(map(w.country, places))


def _once(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for keys in groups for key in keys))


def text(value: object) -> str:
    """Return the *value* of a cell as text, nothing for an empty one."""
    return "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]
