"""How else it could be counted: the numbers of other rules as bars under our own; amounts printed beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from summit_report.analysis.figures.canvas import Words, fitted, sheet
from summit_report.analysis.figures.lettering import write
from summit_report.analysis.style import (
    ACCENT,
    GRID,
    HATCH,
    INK,
    MUTED,
    PAPER,
    WIDTH_MM,
    house_style,
    text_width_mm,
    wrap,
)

LABEL_MM = 56.0
ROW_MM, LINE_MM = 8.2, 3.4
NUMBER_MM = 8.0  # where a count stands, left of its bar
LEAST_MM = 24.0  # of a bar with its count
BAR_MM = 3.4
CELL_MM, REMARK_MM = 9.0, 18.5
SIZE = 8.0
TINT = 0.16


@dataclass(frozen=True)
class Other:
    """What another rule finds: *value* in the unit of its measure and its *text*; None where it says nothing."""

    value: float | None
    text: str


@dataclass(frozen=True)
class Measure:
    """
    One column: its *name*, our own *value* and *text*, and the finding of each rule in the order of the rows.

    *remark* is printed under our own text.
    """

    name: str
    value: float
    text: str
    others: Sequence[Other]
    remark: str = ""


def recounted(
    rules: Sequence[tuple[str, str]], counts: Sequence[Measure], amounts: Sequence[Measure], words: Words
) -> Figure:
    """
    Draw one row for each of *rules*, a name and who has it.

    Each of *counts* is a column of bars with the rules' numbers, on a scale of its own, for ours may be many times as
    large; each of *amounts* a column of printed values, tinted where anything passes. Ours stand in the heads.
    """
    with house_style():
        cells = [_cell_mm(measure) for measure in amounts]
        left = min(LABEL_MM, 5.0 + max(text_width_mm(part, 8.5) for rule in rules for part in rule))
        left = min(left, WIDTH_MM - sum(cells) - LEAST_MM * len(counts))
        wide = (WIDTH_MM - left - sum(cells)) / max(1, len(counts))
        columns = [*counts, *amounts]
        widths = [wide] * len(counts) + cells
        heads = [_head(measure, width) for measure, width in zip(columns, widths, strict=True)]
        height = ROW_MM * len(rules)
        fig, axes = sheet(words, height, left, 0.0, axis_mm=0.5, head_mm=LINE_MM * max(map(len, heads)) + 1.5)
        axes.set(xlim=(0, WIDTH_MM - left), ylim=(height, 0))  # the axes are measured in millimetres, downwards
        axes.hlines(
            [ROW_MM * i for i in range(len(rules) + 1)], 0, WIDTH_MM - left, color=GRID, linewidth=0.6, zorder=0
        )
        x = 0.0
        for measure, width, head in zip(columns, widths, heads, strict=True):
            for i, (line, look) in enumerate(reversed(head)):
                write(axes, x + 1.5, -1.4 - LINE_MM * i, line, size=SIZE, va="bottom", **look)
            for r, other in enumerate(measure.others):
                if measure in counts:
                    _bar(axes, measure, other, x, width, ROW_MM * r)
                else:
                    _cell(axes, other, x, width, ROW_MM * r)
            x += width
        for r, rule in enumerate(rules):
            name, tracker = fitted(rule[0], left - 2.5, 8.5, 1), fitted(rule[1], left - 4.9, SIZE, 1)
            write(axes, -2, ROW_MM * (r + 0.5) - 0.2, name, size=8.5, ha="right", va="bottom")
            write(axes, -2, ROW_MM * (r + 0.5) + 0.2, tracker, size=SIZE, color=MUTED, ha="right", va="top")
        axes.set_axis_off()
    return fig


def _cell_mm(measure: Measure) -> float:
    """Return the room that the longest unbreakable part of a column of printed values needs."""
    parts = [part for other in measure.others for part in _parts(other.text)]
    parts += [*measure.name.split(), *_parts(f"{measure.text} here")]
    least = REMARK_MM if measure.remark else CELL_MM
    return max(least, 3.0 + max(text_width_mm(part, SIZE, 600) for part in parts))


def _parts(text: str) -> list[str]:
    """Split a value from the word before it; a number keeps its magnitude."""
    words = text.split()
    first = next((i for i, word in enumerate(words) if word[:1].isdigit()), len(words))
    return [*words[:first], " ".join(words[first:])] if first < len(words) else words


def _head(measure: Measure, width: float) -> list[tuple[str, dict[str, Any]]]:
    lines: list[tuple[str, dict[str, Any]]] = [
        (line, {"color": INK, "weight": 600}) for line in wrap(measure.name, width - 2, SIZE, 600)
    ]
    own = [line for text in (f"{measure.text} here", measure.remark) for line in wrap(text, width - 2, SIZE)]
    return [*lines, *((line, {"color": MUTED}) for line in own)]


def _bar(axes: Axes, measure: Measure, other: Other, x: float, width: float, top: float) -> None:
    y = top + ROW_MM / 2
    if other.value is None:
        _unasked(axes, other.text, x + 1.5, y)
        return
    largest = max(one.value for one in measure.others if one.value is not None) or 1.0
    long = (width - NUMBER_MM - 5.0) * other.value / largest
    if other.value:
        bar = Rectangle((x + NUMBER_MM + 1.5, y - BAR_MM / 2), long, BAR_MM, facecolor=ACCENT, linewidth=0)
        axes.add_artist(bar)
    write(axes, x + NUMBER_MM - 1.0, y, other.text, size=10, weight=600, ha="right")


def _cell(axes: Axes, other: Other, x: float, width: float, top: float) -> None:
    y = top + ROW_MM / 2
    if other.value is None:
        _unasked(axes, fitted(other.text, width - 2, SIZE), x + 1.5, y)
        return
    if other.value:
        box = Rectangle((x + 0.3, top + 0.5), width - 0.6, ROW_MM - 1.0, facecolor=ACCENT, alpha=TINT, linewidth=0)
        axes.add_artist(box)
    text = other.text
    if text_width_mm(text, SIZE) > width - 2:
        text = "\n".join(part for part in (" ".join(_parts(text)[:-1]), _parts(text)[-1]) if part)
    write(axes, x + 1.5, y, text, size=SIZE, color=INK if other.value else MUTED)


def _unasked(axes: Axes, text: str, x: float, y: float) -> None:
    box = {"facecolor": PAPER, "edgecolor": GRID, "hatch": HATCH, "pad": 1.5, "linewidth": 0.5}
    write(axes, x, y, text, size=SIZE, box=box)
