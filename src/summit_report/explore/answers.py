"""Answers: the exhibit of a report, its table as a frame, the evidence of each row, and all of it as files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from summit_report import blocks, project
from summit_report.analysis import names, schema
from summit_report.analysis import wording as w
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.exhibits import Block, Exhibit
from summit_report.analysis.exports import csv_files
from summit_report.analysis.report import Report
from summit_report.analysis.sections.evidence import row_text
from summit_report.analysis.workbook import workbook
from summit_report.errors import UsageError
from summit_report.explore.numbers import frame, head, whole_numbers
from summit_report.explore.proof import Proof, text
from summit_report.explore.selection import Selection, chosen

FOLDER = Path("figures", "explore")
EVIDENCE = ("key", "row", "source", "publisher", "published", "place", "link")


def ask(
    summit: str | Path | Dataset,
    measure: str = "countries",
    *,
    countries: str | Iterable[str] | None = None,
    sectors: str | Iterable[str] | None = None,
    instruments: str | Iterable[str] | None = None,
    relation: str = "summit",
    currency: str | None = None,
) -> Answer:
    """
    Answer one question; see `Selection` for what the values mean. None means all, and one value may stand alone.

    Countries and sectors go by code or name, in any case: "KAZ", "kazakhstan".
    Table, frame, evidence and export are narrowed to what is asked. The figure of a single country may keep the others,
    in grey, to compare with; `with_others` has their rows, too.
    Raises UsageError for a value that the summit does not have, DataError when the dataset breaks a rule.
    """
    return answer(chosen(summit, measure, countries, sectors, instruments, relation, currency))


def answer(selection: Selection) -> Answer:
    """Answer the question *selection*; raises what `ask` raises."""
    report = selection.report()
    return Answer(selection, report, selection.question.section(report))


@dataclass(frozen=True, repr=False)
class Answer:
    """
    What a *report* says about a *selection*: the *exhibit* is the one that an edition would print.

    An edition on one country prints the others beside it; the answer has their rows only if it keeps the *others*.
    """

    selection: Selection
    report: Report
    exhibit: Exhibit
    others: bool = False

    def __repr__(self) -> str:
        title = self.figure["title"] if self.figure else self.selection.question.label
        return f"{title}\n{self.table.to_string(index=False)}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return self.exhibit._repr_mimebundle_(include, exclude)

    @property
    def name(self) -> str:
        """What its files are called, without suffix."""
        return self.selection.name(self.report.dataset.meta.id)

    @cached_property
    def figure(self) -> Block | None:
        """The figure's block, or None where the answer has no picture."""
        return next((block for block in self.exhibit.blocks if block["kind"] == "figure"), None)

    @cached_property
    def table_block(self) -> Block | None:
        """The data of the figure, or the first table where there is no figure; None where there is neither."""
        tables = (block for block in self.exhibit.blocks if block["kind"] == "table")
        return self.figure["data"] if self.figure else next(tables, None)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The table behind the figure; columns of whole numbers are numbers, everything else is as printed."""
        block = self.table_block
        if block is None:
            return pd.DataFrame()
        rows = [[blocks.plain(cell) for cell in row["cells"]] for row in self._rows]
        return pd.DataFrame(rows, columns=[head(column) for column in block["columns"]]).apply(whole_numbers)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """
        The numbers of `table`, one line for each: `row` (its first cell), `column`, `low`, `high`, `n`, `N`, `unit`.

        An open end and what is unknown are empty; `n` of `N` says how many rows had the value, where the table does.
        Amounts are in full units, as exact as they are printed. Of "6 + 2", the second has `_inside` in its column.
        """
        columns = self.table_block["columns"] if self.table_block else ()
        rows = [[blocks.plain(cell) for cell in row["cells"]] for row in self._rows]
        return frame(columns, rows, self.selection.question.unit)

    @property
    def right_aligned(self) -> tuple[int, ...]:
        """The positions of the columns of `table` that are set to the right, as numbers are."""
        columns = self.table_block["columns"] if self.table_block else ()
        return tuple(i for i, column in enumerate(columns) if column.get("align") == "right")

    @cached_property
    def _rows(self) -> list[Block]:
        rows, only = self._printed, self._only
        return rows if only is None else [rows[only]]

    @cached_property
    def _printed(self) -> list[Block]:
        block = self.table_block
        return [row for row in block["rows"] if row.get("kind") != "group"] if block else []

    @property
    def _only(self) -> int | None:
        """The position of the only printed row that is asked for, where the others are left out."""
        return None if self.others else self.compared

    @cached_property
    def proof(self) -> Proof:
        """What stands behind each row of `table`."""
        return Proof(self.report, self.exhibit, self._rows)

    def behind(self, row: int | None = None) -> tuple[str, ...]:
        """
        Return the keys of the dataset's rows behind the *row* of `table` at that position; without one, behind all.

        A row that has none of its own, as `proof` tells, has those that the rows of the table stand for together.
        """
        if row is None:
            return self.proof.every if self._only is None else self.behind(0)
        return self.proof.own(row) or self.proof.together

    def with_others(self) -> Answer:
        """Return the same answer with the rows of the countries that a single one is printed beside."""
        return replace(self, others=True)

    @cached_property
    def compared(self) -> int | None:
        """The position of the only chosen country in the table as printed, if others stand beside it; else None."""
        names = [blocks.plain(row["cells"][0]) for row in self._printed]
        chosen = [w.country(code) for code in self.selection.countries]
        others = {w.country(code) for code in self.report.dataset.meta.members}.difference(chosen)
        alone = len(chosen) == 1 and chosen[0] in names and not others.isdisjoint(names)
        return names.index(chosen[0]) if alone else None

    def evidence(self, row: int | str | None = None) -> pd.DataFrame:
        """
        Return the dataset's rows behind a *row* of `table`, given by its position, its first cell or, of a country or
        a sector, its code; without one, all.

        Each has its key, what it says, its source with publisher and date, the place in the source, and the link.
        A row without rows of its own, such as a sum, has those that the rows of the table stand for together.
        Raises UsageError if the table has no such row.
        """
        position = self._position(row) if isinstance(row, str) else row
        if position is not None and not -len(self._rows) <= position < len(self._rows):
            raise UsageError(f"the table has no row {position}", next=f"It has {len(self._rows)}, counted from 0.")
        found = [_record(self.report.dataset, key) for key in self.behind(position)]
        return pd.DataFrame(found, columns=list(EVIDENCE))

    def _position(self, name: str) -> int:
        printed = [blocks.plain(row["cells"][0]) for row in self._rows]
        if name in printed:
            return printed.index(name)
        dataset = self.report.dataset
        known = {**names.countries(dataset), **names.partner(dataset), **names.sectors(dataset)}
        wanted = {name.casefold(), *map(str.casefold, known.get(names.code_of(name, known), ()))}
        found = [position for position, cell in enumerate(printed) if cell.casefold() in wanted]
        if len(found) != 1:
            raise UsageError(f"the table has no row {name!r}", next=f"Its rows: {', '.join(printed) or 'none'}.")
        return found[0]

    @property
    def edition(self) -> str:
        """The entry for `reports.yml` that makes a report of the selection."""
        return self.selection.edition(self.report.dataset)

    @property
    def commands(self) -> str:
        """The command lines that build that report without declaring it."""
        return self.selection.commands(self.report.dataset)

    def save(self, folder: Path | str | None = None) -> list[Path]:
        """
        Write the figure as SVG and PNG to *folder* (else `figures/explore/` of the project), return where they are.

        Raises UsageError if the answer has no figure.
        """
        from summit_report.publishing.exporters.pictures import svg_to_png

        if self.figure is None:
            raise UsageError("this answer has no figure", next="Export its rows instead.")
        place = _place(folder)
        picture = place / f"{self.name}.svg"
        picture.write_text(self.figure["svg"], encoding="utf-8", newline="\n")
        return [picture, *svg_to_png({self.name: self.figure["svg"]}, place)]

    def export(self, folder: Path | str | None = None) -> list[Path]:
        """
        Write the rows behind the answer, with their sources, to *folder* (else `figures/explore/` of the project).

        There is one workbook with a codebook, and one CSV file for each table that has such rows.
        """
        place, part = _place(folder), self.rows
        book = place / f"{self.name}.xlsx"
        book.write_bytes(workbook(part))
        written = [book]
        for name, content in csv_files(part).items():
            if len(part.table(name)):
                written.append(place / f"{self.name}-{name}.csv")
                written[-1].write_text(content, encoding="utf-8", newline="")
        return written

    @cached_property
    def rows(self) -> Dataset:
        """The part of the dataset that stands behind the answer: its rows, their sources and all sectors."""
        whole = self.report.dataset
        keys = set(self.behind())
        sources = {str(self.report.row(key)[1].get("source_id")) for key in keys}
        frames = {table.name: whole.table(table.name) for table in schema.TABLES}
        for name, rows in frames.items():
            if name != "sectors":
                frames[name] = rows[rows.index.isin(sources if name == "sources" else keys)]
        return replace(whole, _frames=frames)


@lru_cache(maxsize=4096)
def _record(dataset: Dataset, key: str) -> tuple[str, ...]:
    """Return what is told of the row *key* under `EVIDENCE`; most answers stand on rows that were told before."""
    table, row = dataset.row(key)
    source = row.get("source_id")
    found = {} if pd.isna(source) else dataset.row(str(source))[1]
    cells = (key, row_text(table, row), found.get("title"), found.get("publisher"), found.get("published"))
    return tuple(map(text, (*cells, row.get("locator"), found.get("url"))))


def _place(folder: Path | str | None) -> Path:
    place = Path(folder) if folder is not None else project.folder() / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    return place
