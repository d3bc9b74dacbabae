"""
One report: a dataset, what it is asked to look at, and the register of what it prints.

Notebooks make one `Report` from their parameters and hand it to the functions in ``summit_report.analysis.sections``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from summit_report.analysis import wording as w
from summit_report.analysis.citation import Citation, citation
from summit_report.analysis.dataset import Dataset, load
from summit_report.analysis.exhibits import Block, Entry, Inline, Line, Registry
from summit_report.analysis.figures import Words, svg
from summit_report.analysis.measures.money import Purse
from summit_report.analysis.view import View
from summit_report.errors import UsageError


class Report:
    """
    What one edition says.

    *summit* is the slug of a folder under ``data/`` or the path of a dataset; *country* (ISO 3166-1 alpha-3) and
    *sector* narrow the view, None means all; *currency* (ISO 4217) is what amounts are converted to, by default the
    dataset's own; *relation* chooses what the sections on agreements and money count.
    Raises UsageError when country or sector are not in the dataset, DataError when the dataset breaks a rule.
    """

    def __init__(
        self,
        summit: str | Path,
        *,
        country: str | None = None,
        sector: str | None = None,
        currency: str | None = None,
        relation: str = "summit",
    ) -> None:
        self.dataset: Dataset = load(summit)
        self.view = View(self.dataset, country, sector, relation)
        self.since = self.view.since()
        self.currency = currency or self.dataset.meta.reporting_currency
        self.purse = Purse(self.dataset, self.currency)
        self.registry = Registry()
        self._check()

    def _check(self) -> None:
        meta = self.dataset.meta
        others = [code for code in meta.members if code != meta.partner]
        sectors = list(self.dataset.sectors.index)
        problems = [
            f"{name} is {value!r}; allowed: None, {', '.join(allowed)}"
            for name, value, allowed in (
                ("country", self.view.country, others),
                ("sector", self.view.sector, sectors),
            )
            if value is not None and value not in allowed
        ]
        if problems:
            raise UsageError("the dataset does not know a parameter's value", where=meta.id, problems=problems)

    @cached_property
    def citation(self) -> Citation:
        """Authors, licence and address of the project, from its ``CITATION.cff``."""
        return citation()

    @property
    def cut_off(self) -> str:
        """The data cut-off in words: the only date the report prints about itself."""
        return w.date(self.dataset.meta.as_of.isoformat())

    @property
    def scope(self) -> str:
        """What narrows the report, in words that follow a noun: " involving Kazakhstan", " in the sector energy"."""
        words = f" involving {w.country(self.view.country)}" if self.view.country else ""
        return words + (f" in the sector {self.sector(self.view.sector).lower()}" if self.view.sector else "")

    @property
    def came(self) -> str:
        """What the counted rows did, as the predicate of a sentence."""
        return {
            "summit": "came out of the summit",
            "follow-up": "followed the summit",
            "context": "stand in the context of the summit",
        }[self.view.relation]

    def that_came(self, noun: str) -> str:
        """Say which rows are counted: "Documents involving Kazakhstan that came out of the summit"."""
        return f"{noun}{self.scope} that {self.came}"

    def sector(self, code: str) -> str:
        """Name the sector with this *code*."""
        sectors = self.dataset.sectors
        return str(sectors.at[code, "name"]) if code in sectors.index else w.capital(code)

    def short_sector(self, code: str) -> str:
        """Name the sector in the few words that fit beside an axis: its name up to the first comma or bracket."""
        return self.sector(code).split(",")[0].split(" (")[0]

    @property
    def source_line(self) -> str:
        """The source line at the foot of every figure and table."""
        meta = self.dataset.meta
        return (
            f"Source: summit-report, dataset {meta.id} {meta.version} ({self.dataset.checksum[:12]}), "
            f"{w.number(len(self.dataset.sources))} sources. Cut-off {self.cut_off}."
        )

    def words(self, title: str, subtitle: str) -> Words:
        """Put the source line under a figure's *title* and *subtitle*; the subtitle gains the cut-off."""
        return Words(title, f"{subtitle} Cut-off {self.cut_off}.", self.source_line)

    def entry(self, name: str, title: str, value: str, rule: str, lines: Sequence[Line]) -> Entry:
        """Record evidence; see ``Registry.entry``."""
        return self.registry.entry(name, title, value, rule, lines)

    def figure(
        self, name: str, drawn: Figure, words: Words, caption: Inline, alt: str, twin: Block, evidence: Sequence[Entry]
    ) -> Block:
        """
        Return *drawn* as a figure block called *name*, with its caption, alternative text, data twin and evidence.
        """
        label = self.registry.label("Figure", name)
        self.registry.use(evidence, f"fig-{name}", label)
        return {
            "kind": "figure",
            "id": f"fig-{name}",
            "name": name,
            "label": label,
            "title": words.title,
            "subtitle": words.subtitle,
            "caption": caption,
            "alt": f"{words.title}. {alt}",
            "svg": svg(drawn, name),
            "data": {**twin, "id": f"data-{name}", "label": f"Data of {label}"},
            "evidence": [entry.block() for entry in evidence],
        }

    def table(
        self,
        name: str,
        title: str,
        columns: Sequence[dict[str, Any]],
        rows: Sequence[dict[str, Any]],
        *,
        notes: Sequence[Inline] = (),
        evidence: Sequence[Entry] = (),
    ) -> Block:
        """Return a numbered table called *name*."""
        label = self.registry.label("Table", name)
        self.registry.use(evidence, f"tab-{name}", label)
        return {"id": f"tab-{name}", "label": label} | plain_table(title, columns, rows, notes, evidence)

    def row(self, key: str) -> tuple[str, pd.Series]:
        """Return the table and the row with *key*, from whichever table holds it."""
        return self.dataset.row(key)


def plain_table(
    title: str,
    columns: Sequence[dict[str, Any]],
    rows: Sequence[dict[str, Any]],
    notes: Sequence[Inline] = (),
    evidence: Sequence[Entry] = (),
) -> Block:
    """Return a table block without a number: the data twin of a figure."""
    return {
        "kind": "table",
        "title": title,
        "columns": list(columns),
        "rows": list(rows),
        "notes": list(notes),
        "evidence": [entry.block() for entry in evidence],
    }
