"""
Give every number, table and figure its place on the page: label, caption, alt text, data twin and evidence.

An `Exhibit` is what a notebook cell returns. It carries the blocks that ``summit_report.blocks`` documents, so that the
same cell reads well in JupyterLab, in HTML and in the PDF. The `Registry` hands out labels and remembers which rows
stand behind each number and where the number is printed, which is what the evidence section prints.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from typing import Any

from summit_report import blocks
from summit_report.analysis import wording as w
from summit_report.analysis.caps import WHOLE, Caps, and_more

Inline = Any  # a string or a list of runs, as documented in summit_report.blocks
Block = dict[str, Any]

_AMOUNT = re.compile(r"\b[A-Z]{3} \d")  # "EUR 120 m"
# So many rows of a line are looked through for some that are named already.
_LOOK = 2_000


@dataclass(frozen=True)
class Line:
    """
    One value of an evidence entry, the words for what it counts, and the keys of the rows behind it.

    *of* is the number of these rows where an entry names only some of them, and *every* has all their keys.
    """

    label: str
    value: str
    rows: Sequence[str]
    of: int | None = None
    every: Sequence[str] = field(default=(), repr=False)

    @property
    def size(self) -> int:
        """The number of rows behind the value, named or not."""
        return len(self.rows) if self.of is None else self.of

    @property
    def words(self) -> str:
        """The value, with how many of its rows are named where that is not all."""
        if self.of is None:
            return self.value
        return f"{self.value} ({w.number(len(self.rows))} of {w.number(self.of)} entries named)".strip()


@dataclass(frozen=True)
class Entry:
    """
    The evidence of one or several numbers: what was counted, by which rule, from which rows.

    *of* is the number of lines where only the first of them are kept.
    """

    id: str
    label: str
    title: str
    value: str
    rule: str
    lines: tuple[Line, ...]
    of: int | None = None

    def block(self) -> Block:
        """Return the entry as the ENTRY of the bundle."""
        return {
            "id": self.id,
            "label": self.label,
            "title": self.title,
            "value": self.value,
            "rule": self.rule,
            "lines": [
                *(
                    {"id": self.line_id(i), "label": line.label, "value": line.words, "rows": list(line.rows)}
                    for i, line in enumerate(self.lines)
                ),
                *([] if self.of is None else [self._rest(self.of)]),
            ],
        }

    def _rest(self, of: int) -> Block:
        """Count the lines that are left out."""
        more = and_more(len(self.lines), of)
        return {"id": self.line_id(len(self.lines)), "label": "Left out here", "value": more, "rows": []}

    def line_id(self, index: int) -> str:
        """Return the anchor of the line at *index*."""
        return f"{self.id}-{index + 1}"

    def number(self, text: str, line: int | None = None) -> list[dict[str, str]]:
        """Return *text* as a run that opens this entry, or the line at index *line* of it, or what stands for that."""
        return [{"text": text, "ref": self.id if line is None else self.line_id(min(line, len(self.lines)))}]


@dataclass
class Registry:
    """
    Labels in the order of first use and the evidence behind them.

    A cell that runs again keeps its labels: names, not calls, are numbered.
    """

    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    uses: dict[str, dict[str, str]] = field(default_factory=dict)
    caps: Caps = WHOLE
    ends: dict[str, tuple[str, ...]] = field(default_factory=dict)  # rows that give the other end of a row's amount
    _named: dict[str, set[str]] = field(default_factory=dict)  # the keys that each entry names, by its name

    def label(self, kind: str, name: str) -> str:
        """Return the label of *name* among its *kind*: "Figure 1", "Table 2", "E3"."""
        names = self.labels.setdefault(kind, {})
        return names.setdefault(name, f"{kind}{'' if kind == 'E' else ' '}{len(names) + 1}")

    def entry(
        self, name: str, title: str, value: str, rule: str, lines: Sequence[Line], of: int | None = None
    ) -> Entry:
        """
        Record the evidence called *name* and return it, labelled.

        Of very many *lines*, and of the rows behind one, the first are kept (see `caps`); where the caller already
        took the first lines alone, *of* says how many there are.
        """
        every = len(lines) if of is None else of
        kept = tuple(map(self._with_ends, self._cut(name, lines[: self.caps.parts])))
        entry = Entry(
            f"e-{name}", self.label("E", name), title, value, rule, kept, every if every > len(kept) else None
        )
        self.entries[name] = entry
        return entry

    def _with_ends(self, line: Line) -> Line:
        """Put behind the rows of *line* those with the other end of an amount it states: both rows are one amount."""
        if not self.ends or not _AMOUNT.search(line.value):
            return line
        more = [key for row in line.rows if row in self.ends for key in self.ends[row]]
        rows = tuple(dict.fromkeys((*line.rows, *more)))
        return replace(line, rows=rows, of=line.of and line.of + len(rows) - len(line.rows)) if more else line

    def _cut(self, name: str, lines: Sequence[Line]) -> tuple[Line, ...]:
        """Cut the *lines* of the entry *name*. Known is what those before it name: run again, it names the same."""
        if not self.caps.cuts:
            return tuple(lines)
        before = takewhile(lambda other: other != name, self._named)
        known = {key for other in before for key in self._named[other]}
        kept = []
        for line in lines:
            kept.append(self._line(line, known))
            known.update(kept[-1].rows)
        self._named[name] = {key for line in kept for key in line.rows}
        return tuple(kept)

    def _line(self, line: Line, known: Collection[str]) -> Line:
        """Keep the first rows of a long *line*: those *known* before all others, and one where many are known."""
        most = self.caps.rows
        if len(line.rows) <= most:
            return line
        again = tuple(islice((key for key in islice(line.rows, _LOOK) if key in known), most))
        room = most if len(known) < self.caps.named else 1
        others = (key for key in line.rows if key not in again)
        return replace(line, rows=(*again, *islice(others, max(0, room - len(again)))), of=line.size, every=line.rows)

    def use(self, entries: Iterable[Entry], ref: str, label: str) -> None:
        """Remember that *entries* are printed at the anchor *ref*, known to readers as *label*."""
        for entry in entries:
            self.uses.setdefault(entry.id, {})[ref] = label

    def used_in(self, entry: Entry) -> list[dict[str, str]]:
        """Return the places where *entry* is printed."""
        return [{"ref": ref, "label": label} for ref, label in self.uses.get(entry.id, {}).items()]


@dataclass(frozen=True)
class Exhibit:
    """What a notebook cell shows: a list of blocks, displayed as one bundle."""

    blocks: tuple[Block, ...]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return blocks.bundle(list(self.blocks))


def exhibit(*parts: Block | Exhibit) -> Exhibit:
    """Put blocks and exhibits together, in order, as one exhibit."""
    flat: list[Block] = []
    for part in parts:
        flat.extend(part.blocks if isinstance(part, Exhibit) else [part])
    return Exhibit(tuple(flat))


def sentence(template: str, *values: Inline) -> list[Any]:
    """
    Fill the ``{}`` of *template* with *values*, strings or runs, and return the runs of the sentence.

    Raises ValueError when the number of values is another than that of the places.
    """
    pieces = template.split("{}")
    if len(pieces) != len(values) + 1:
        raise ValueError(f"{len(pieces) - 1} places for {len(values)} values: {template!r}")
    runs: list[Any] = [pieces[0]]
    for value, piece in zip(values, pieces[1:], strict=True):
        runs += [value] if isinstance(value, str | dict) else value
        runs.append(piece)
    return [run for run in runs if run]


def joined(sentences: Iterable[Inline]) -> list[Any]:
    """Put *sentences* one after the other into one paragraph."""
    runs: list[Any] = []
    for part in sentences:
        if runs:
            runs.append(" ")
        runs += [part] if isinstance(part, str | dict) else part
    return runs


def enumerated(parts: Sequence[Inline]) -> list[Any]:
    """Join runs as a sentence does: "a, b and c"."""
    runs: list[Any] = []
    for i, part in enumerate(parts):
        runs += ([" and " if i == len(parts) - 1 else ", "] if i else []) + (
            [part] if isinstance(part, str | dict) else part
        )
    return runs


def paragraph(*sentences: Inline, evidence: Sequence[Entry] = ()) -> Block:
    """Return a block with one paragraph and its *evidence*."""
    return {"kind": "paragraphs", "items": [joined(sentences)], "evidence": [entry.block() for entry in evidence]}


def note(text: Inline) -> Block:
    """Return a remark about what the data cannot say."""
    return {"kind": "note", "text": text}


def heading(id: str, text: str, level: int = 3) -> Block:
    """Return a heading made from the data."""
    return {"kind": "heading", "id": id, "level": level, "text": text}


def column(label: str, align: str = "left", **more: Any) -> dict[str, Any]:
    """Describe one column of a table; numbers are right-aligned."""
    return {"label": label, "align": align, **more}


def row(*cells: Inline, kind: str | None = None) -> dict[str, Any]:
    """Return one row of a table; its first cell is its header."""
    return {"cells": list(cells), **({"kind": kind} if kind else {})}
