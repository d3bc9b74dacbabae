"""How else it could be counted: our number and another rule's on one line, one column per measure on its own scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from summit_report.analysis.figures.canvas import Words, fitted, label_room, rows_mm, sheet
from summit_report.analysis.style import ACCENT, GRID, HATCH, INK, MUTED, PAPER, WIDTH_MM, house_style, text_width_mm

LABEL_MM = 52.0
RIGHT_MM = 1.0
HEAD_MM = 9.5
LINE_MM = 3.6  # a further line of a column's head
POINTS_PER_MM = 72 / 25.4
LEAST_ROW_MM = 8.2
SIZE = 8.0


@dataclass(frozen=True)
class Other:
    """What another rule finds: *value* in the unit of its measure and its *text*; None where it says nothing."""

    value: float | None
    text: str


@dataclass(frozen=True)
class Measure:
    """One column: its *name*, our own *value* and *text*, and the finding of each rule in the order of the rows."""

    name: str
    value: float
    text: str
    others: Sequence[Other]


def dumbbell(rules: Sequence[str], measures: Sequence[Measure], words: Words) -> Figure:
    """Draw one row per rule and one column per measure: a hollow dot is our number, a solid one the rule's."""
    with house_style():
        labels = [fitted(rule, LABEL_MM - 4) for rule in rules]
        left = label_room([line for label in labels for line in label.split("\n")], most_mm=LABEL_MM)
        _, height = rows_mm(labels)
        height = max(height, LEAST_ROW_MM * len(rules))
        step = height / max(1, len(rules))
        width = (WIDTH_MM - left - RIGHT_MM) / max(1, len(measures))
        heads = [(fitted(m.name, width - 3, SIZE), fitted(f"ours {m.text}", width - 2, SIZE)) for m in measures]
        more = max((name.count("\n") + ours.count("\n") for name, ours in heads), default=0)
        head = HEAD_MM + LINE_MM * more
        fig, axes = sheet(words, height, left, RIGHT_MM, axis_mm=0.5, head_mm=head)
        axes.hlines([step * i for i in range(len(rules) + 1)], 0, len(measures), color=GRID, linewidth=0.6, zorder=0)
        axes.vlines(range(1, len(measures)), 0, height, color=GRID, linewidth=0.6, zorder=0)
        for c, (measure, (name, ours)) in enumerate(zip(measures, heads, strict=True)):
            _head(axes, name, ours, c)
            for r, other in enumerate(measure.others):
                _draw(axes, measure, other, c, step * r, step, width)
        axes.set(xlim=(0, len(measures)), ylim=(height, 0))
        axes.set_yticks([step * (r + 0.5) for r in range(len(rules))], labels)
        axes.set_xticks([])
    return fig


def _head(axes: Axes, name: str, ours: str, c: int) -> None:
    look: dict[str, Any] = {"ha": "left", "va": "bottom", "annotation_clip": False, "textcoords": "offset points"}
    above = 14 + LINE_MM * POINTS_PER_MM * ours.count("\n")
    axes.annotate(name, (c, 0), (3, above), fontsize=SIZE, color=INK, fontweight=600, **look)
    axes.annotate(ours, (c, 0), (3, 4), fontsize=SIZE, color=MUTED, **look)


def _draw(axes: Axes, measure: Measure, other: Other, c: int, top: float, step: float, width: float) -> None:
    if other.value is None:
        box = {"facecolor": PAPER, "edgecolor": GRID, "hatch": HATCH, "pad": 1.5, "linewidth": 0.5}
        axes.text(c + 0.06, top + step / 2, other.text, va="center", fontsize=SIZE, color=INK, bbox=box)
        return
    largest = max([measure.value, *(one.value for one in measure.others if one.value is not None)]) or 1.0
    ours, theirs = (c + 0.10 + 0.78 * value / largest for value in (measure.value, other.value))
    y = top + step * 0.70
    axes.plot([ours, theirs], [y, y], color=ACCENT, linewidth=1.4, zorder=1)
    axes.plot(ours, y, "o", markersize=6, markerfacecolor=PAPER, markeredgecolor=MUTED, markeredgewidth=1.3, zorder=2)
    axes.plot(theirs, y, "o", markersize=5.5, color=ACCENT, zorder=3)
    half = text_width_mm(other.text, SIZE) / 2 / width
    x = min(max(theirs, c + half + 0.04), c + 0.97 - half)  # the text stays inside its column
    axes.text(x, top + step * 0.34, other.text, ha="center", va="center", fontsize=SIZE, color=INK)
