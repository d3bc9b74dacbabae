"""
How wide the columns of a table are: every column holds its longest word, and the table never leaves the page.

Widths are measured on the words, before Typst sees the table, because only relative widths cannot overflow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from summit_report.blocks.glue import glued
from summit_report.publishing.exporters.nodes import Node, Run, words, wrappable
from summit_report.publishing.exporters.values import remembered
from summit_report.publishing.exporters.widths import Text, line_count, measured_text, shared

COLUMN_WIDTH = 467.7
"""Width of the page's text column in pt: 165 mm, as in the template."""
HALF_WIDTH = 225.0
"""Width in pt of one of the appendix' two columns."""
BODY_SIZES = (8.5, 7.5, 6.5, 5.5)
SMALL_SIZES = (7.0, 6.2, 5.5)

_PADDING = 6.5
#: Words that follow a column of numbers stand off from them, in em; as in the template.
_APART = 0.75
#: A value of at most so many characters stays on one line, where there is room for it: a number or a date.
_UNBROKEN = 18
#: Longer tables get the widths of their first rows.
_LOOKED_AT = 60
#: A table that needs at least this share of the page takes all of it.
_FULL = 0.62


@dataclass(frozen=True)
class _Need:
    """What a column asks for, in em: the longest word and the longest line."""

    word: float
    line: float


@remembered
def fit(table: Node, *, width: float = COLUMN_WIDTH, sizes: Sequence[float] = BODY_SIZES) -> Node:
    """
    Return *table* with `size` (pt), `width` (share of the page) and a relative `share` for each column.

    *width* is the room in pt; the first of *sizes* at which all words fit is taken. A table that is too wide at the
    last size becomes several, one below the other; where spans forbid that, long words get places to break.
    """
    table = _glued(table)
    rows = _texts(table)
    strict, needs = _needs(table, _unbroken(table, rows)), _needs(table, rows)
    if _sum(needs, sizes[-1], "word") > width and (panels := _panels(table, needs, width, sizes[-1])):
        return {"k": "panels", "nodes": [fit(panel, width=width, sizes=sizes[-1:]) for panel in panels]}
    tries = [(size, found) for size in sizes for found in (strict, needs)]
    size, needs = next((one for one in tries if _sum(one[1], one[0], "word") <= width), (sizes[-1], needs))
    shares = _shares(table, rows, needs, size, width)
    used = min(1.0, max(_sum(needs, size, "line") / width, 0.2))
    fitted = {
        **table,
        "size": size,
        "width": 1.0 if used >= _FULL else round(used, 3),
        "columns": [{**column, "share": share} for column, share in zip(table["columns"], shares, strict=True)],
    }
    return _broken(fitted, shares, size, width) if _sum(needs, size, "word") > width else fitted


def _glued(table: Node) -> Node:
    """Return *table* with numbers that do not part from their units."""

    def glue(cell: Any) -> Any:
        if isinstance(cell, str):
            return glued(cell)
        if isinstance(cell, dict):
            return {**cell, "body": [glue(run) for run in cell["body"]]} if "body" in cell else cell
        return [glue(run) for run in cell]

    rows = [{**row, "cells": list(map(glue, row["cells"]))} for row in table["rows"]]
    return {**table, "header": [list(map(glue, row)) for row in table["header"]], "rows": rows}


def _panels(table: Node, needs: Sequence[_Need], width: float, size: float) -> list[Node]:
    """Cut *table* into tables that fit, each with the row names in front; none if spans or a huge word forbid it."""
    rows = [*table["header"], *(row["cells"] for row in table["rows"])]
    widths = [need.word * size + _PADDING for need in needs]
    if any(len(row) != len(needs) for row in rows) or widths[0] + max(widths[1:], default=width) > width:
        return []
    groups: list[list[int]] = [[0]]
    for column in range(1, len(needs)):
        if sum(widths[place] for place in groups[-1]) + widths[column] > width:
            groups.append([0])
        groups[-1].append(column)
    return [_part(table, group, first=number == 0) for number, group in enumerate(groups)]


def _part(table: Node, columns: Sequence[int], *, first: bool) -> Node:
    """Return the *columns* of *table*; caption and id stand with the first part only."""

    def cut(cells: Sequence[Any]) -> list[Any]:
        chosen = [cells[column] for column in columns]
        return [{**cell, "x": x} if isinstance(cell, dict) else cell for x, cell in enumerate(chosen)]

    def heads(row: Node) -> Node:
        return {"heads": [x for x, column in enumerate(columns) if column in row["heads"]]} if "heads" in row else {}

    part = {
        **table,
        "columns": [table["columns"][column] for column in columns],
        "header": [cut(row) for row in table["header"]],
        "rows": [{**row, "cells": cut(row["cells"]), **heads(row)} for row in table["rows"]],
    }
    return part if first else {**part, "id": None, "caption": [], "subtitle": [], "notes": [], "evidence": []}


@remembered
def natural_width(table: Node, *, size: float) -> float:
    """Return how wide *table* is in pt at *size* if no line is broken."""
    return _sum(_needs(table, _texts(table)), size, "line")


def _given(table: Node, needs: Sequence[_Need], size: float, width: float) -> list[float]:
    """
    Return the widths in pt that the table itself asks for, if it names any; a column without a wish counts as 1.

    No column gets less than its longest word: what that takes is taken from the others in proportion.
    """
    wanted = [column.get("wanted") for column in table["columns"]]
    least = [need.word * size + _PADDING for need in needs]
    if not any(wanted) or sum(least) > width:
        return []
    wishes = [float(wish or 1) for wish in wanted]
    tight: set[int] = set()
    while True:
        free = [i for i in range(len(wishes)) if i not in tight]
        room = width - sum(least[i] for i in tight)
        total = sum(wishes[i] for i in free)
        short = {i for i in free if wishes[i] / total * room < least[i]}
        if not short:
            return [least[i] if i in tight else wishes[i] / total * room for i in range(len(wishes))]
        tight |= short


def _needs(table: Node, rows: Sequence[Sequence[Text | None]]) -> list[_Need]:
    """Return what each column of *table* asks for, *rows* being its texts."""
    columns = [[text for row in rows if (text := row[column])] for column in range(len(table["columns"]))]
    return [
        _Need(max((text.word for text in texts), default=0.0), max((text.line for text in texts), default=0.0))
        for texts in columns
    ]


def _texts(table: Node) -> list[list[Text | None]]:
    """Return the measured text of each cell that stands in one column, row by row, the header first."""
    aligns = [column["align"] for column in table["columns"]]
    indents = [_APART if pair == ("right", "left") else 0.0 for pair in zip(["left", *aligns], aligns, strict=False)]
    rows: list[list[Text | None]] = []
    for row in [*table["header"], *map(_measured, table["rows"])]:
        texts: list[Text | None] = [None] * len(aligns)
        for column, text in _single_cells(row, len(aligns)):
            texts[column] = measured_text(text, indents[column])
        rows.append(texts)
    return rows


def _unbroken(table: Node, rows: Sequence[Sequence[Text | None]]) -> list[list[Text | None]]:
    """Return *rows*, the texts of *table*, with short numbers and dates that ask for a line of their own."""
    aligns = [column["align"] for column in table["columns"]]

    def strict(text: Text | None, align: str) -> Text | None:
        if text is None or " " not in text.text or not _value(text.text, align):
            return text
        return measured_text(text.text.replace(" ", "\u00a0"), text.indent)

    depth = len(table["header"])
    return [*map(list, rows[:depth]), *(list(map(strict, row, aligns)) for row in rows[depth:])]


def _value(text: str, align: str) -> bool:
    """Tell whether *text* is a number or a date rather than a sentence."""
    return len(text) <= _UNBROKEN and (align == "right" or text[:1].isdigit())


def _measured(row: Node) -> Sequence[Any]:
    """Return the cells of *row* that ask for width: a group stands across, the name of a sub-row is indented."""
    if row["kind"] == "group":
        return ()
    first, *rest = row["cells"]
    return [["\u00a0" * 5 + cell_text(first)], *rest] if row["kind"] == "sub" else row["cells"]


def _single_cells(row: Sequence[Run | Sequence[Run]], count: int) -> list[tuple[int, str]]:
    """Return column number and text of the cells of *row* that stand in one column."""
    if not any(isinstance(cell, dict) for cell in row):
        return list(enumerate(map(cell_text, row[:count])))
    cells, column = [], 0
    for cell in row:
        span = cell.get("colspan", 1) if isinstance(cell, dict) else 1
        column = cell.get("x", column) if isinstance(cell, dict) else column
        if span == 1 and column < count:
            cells.append((column, cell_text(cell)))
        column += span
    return cells


def cell_text(cell: Run | Sequence[Run]) -> str:
    """Return the words of a cell, whatever form it has."""
    if isinstance(cell, str):
        return cell
    return words(cell["body"] if isinstance(cell, dict) else cell)


def _sum(needs: Sequence[_Need], size: float, kind: str) -> float:
    return sum(getattr(need, kind) * size + _PADDING for need in needs)


def _shares(
    table: Node, rows: Sequence[Sequence[Text | None]], needs: Sequence[_Need], size: float, width: float
) -> list[float]:
    """
    Give every column its longest line if there is room; else its longest word and what saves the most lines.

    The widths that the table itself asks for are taken where they save as many.
    """
    lines = [need.line * size + _PADDING for need in needs]
    if sum(lines) <= width:
        return [round(value, 2) for value in lines]
    least = [need.word for need in needs]
    room = (width - _PADDING * len(needs)) / size
    if sum(least) >= room:
        return [round(word * size + _PADDING, 2) for word in least]
    rows = rows[:_LOOKED_AT]
    found = [round(value * size + _PADDING, 2) for value in shared(rows, least, room)]
    given = _given(table, needs, size, width)

    def height(widths: Sequence[float]) -> int:
        return line_count(rows, [(value - _PADDING) / size for value in widths])

    return given if given and height(given) <= height(found) else found


def _broken(table: Node, shares: Sequence[float], size: float, width: float) -> Node:
    """Let over-long words break anywhere, by zero-width spaces at the width of their column."""
    scale = width / sum(shares)
    room = [max(int((share * scale - _PADDING) / (0.56 * size)), 2) for share in shares]

    def cut(cell: Run | Sequence[Run], limit: int) -> Run | list[Run]:
        if isinstance(cell, str):
            return wrappable(cell, limit)
        if isinstance(cell, dict):
            return {**cell, "body": [cut(run, limit) for run in cell["body"]]} if "body" in cell else cell
        return [cut(run, limit) for run in cell]  # type: ignore[misc]

    def cut_row(cells: Sequence[Run | Sequence[Run]]) -> list[Run | list[Run]]:
        places = (cell.get("x", place) if isinstance(cell, dict) else place for place, cell in enumerate(cells))
        return [cut(cell, room[min(column, len(room) - 1)]) for column, cell in zip(places, cells, strict=True)]

    rows = [{**row, "cells": cut_row(row["cells"])} for row in table["rows"]]
    return {**table, "header": [cut_row(row) for row in table["header"]], "rows": rows}
