"""
What every report page shares: figures, tables and evidence with their labels, dates and source line.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from matplotlib.figure import Figure

from summit_report.analysis.caps import and_more
from summit_report.analysis.citation import Citation, citation, signed
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.exhibits import Block, Entry, Inline, Line, Registry
from summit_report.analysis.figures import Words, drawing
from summit_report.analysis.frames import Record

T = TypeVar("T")


class Page(ABC):
    """A document in the making: it hands out labels and keeps what stands behind each number in its *registry*."""

    def __init__(self, registry: Registry, prefix: str = "") -> None:
        self.registry = registry
        self.prefix = prefix  # keeps apart the evidence of reports that share a registry

    @cached_property
    def citation(self) -> Citation:
        """Who answers for the report: whom its data name, else the project by its ``CITATION.cff``."""
        return signed(citation(), [dataset.meta for dataset in self.datasets])

    @property
    @abstractmethod
    def datasets(self) -> tuple[Dataset, ...]:
        """The datasets that the page is made from."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What the page is called."""

    @property
    def part(self) -> str:
        """What a file's name says after the dataset's id where the page is about a part of it; "" for the whole."""
        return ""

    @property
    @abstractmethod
    def cut_off(self) -> str:
        """The data cut-off in words: the only date a report prints about itself."""

    @property
    @abstractmethod
    def source_line(self) -> str:
        """The source line at the foot of every figure."""

    @abstractmethod
    def row(self, key: str) -> tuple[str, Record]:
        """Return the table and the row with *key*; raises KeyError if there is none."""

    def words(self, title: str, subtitle: str) -> Words:
        """Put the source line under a figure's *title* and *subtitle*; the subtitle gains the cut-off."""
        return Words(title, f"{subtitle} Cut-off {self.cut_off}.", self.source_line)

    def entry(
        self, name: str, title: str, value: str, rule: str, lines: Sequence[Line], of: int | None = None
    ) -> Entry:
        """Record evidence under a name of this page's own; see ``Registry.entry``."""
        return self.registry.entry(f"{self.prefix}{name}", title, value, rule, lines, of)

    def first(self, found: Sequence[T]) -> Sequence[T]:
        """Return what a list prints of *found*: all, or of very many the first."""
        most = self.registry.caps.lines
        return found if len(found) <= most else found[:most]

    def first_of(self, found: Iterable[T]) -> list[T]:
        """Return what `first` does of what is found one by one, and look for no more."""
        return list(islice(found, self.registry.caps.lines))

    def figure(
        self,
        name: str,
        draw: Callable[[], Figure],
        words: Words,
        caption: Inline,
        alt: str,
        twin: Block,
        evidence: Sequence[Entry],
    ) -> Block:
        """
        Return what *draw* gives as a figure block called *name*, with its caption, alternative text, data twin and
        evidence. What was drawn for an earlier report is not drawn again, see `drawing`.
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
            "svg": drawing(draw, name),
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
        of: int | None = None,
    ) -> Block:
        """Return a numbered table called *name*; *of* counts the lines where *rows* are only the first of them."""
        label = self.registry.label("Table", name)
        self.registry.use(evidence, f"tab-{name}", label)
        shown = rows[: self.registry.caps.parts]  # lists of rows are cut before they are worded
        every = len(rows) if of is None else of
        rows, notes = shown, [*([and_more(len(shown), every)] if every > len(shown) else []), *notes]
        return {"id": f"tab-{name}", "label": label} | plain_table(title, columns, rows, notes, evidence)


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
