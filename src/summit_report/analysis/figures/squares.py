"""How many of them are named: one square per document, in rows, so that whole numbers can be seen and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from summit_report.analysis.figures.canvas import Words, boxes, fitted, rows_that_fit, sheet
from summit_report.analysis.figures.lettering import write
from summit_report.analysis.style import ACCENT, HATCH, INK, MUTED, PAPER, REST, WIDTH_MM, house_style

LABEL_MM = 64.0
RIGHT_MM = 2.0
SQUARE_MM, STEP_MM = 3.0, 3.8
PER_ROW = 25
LINE_MM = 4.2
GAP_MM = 1.8


@dataclass(frozen=True)
class Squares:
    """
    One row of squares: *named* solid, *grouped* framed with a core, *missing* hatched, *beyond* dashed.

    *beyond* is what another source counts more. More named than the whole is drawn all the same: the solid squares
    after *whole* are dashed too.
    """

    label: str
    text: str
    whole: int
    named: int
    grouped: int = 0
    beyond: int = 0

    @property
    def kinds(self) -> list[str]:
        """The kind of each square, in order."""
        inside = ["named"] * self.named + ["grouped"] * self.grouped
        inside += ["missing"] * max(0, self.whole - len(inside))
        excess = [f"excess {kind}" for kind in inside[self.whole :]]
        return inside[: self.whole] + excess + ["beyond"] * self.beyond


LOOKS: dict[str, dict[str, Any]] = {
    "named": {"facecolor": ACCENT, "edgecolor": ACCENT},
    "grouped": {"facecolor": PAPER, "edgecolor": ACCENT},
    "missing": {"facecolor": PAPER, "edgecolor": REST, "hatch": HATCH},
    "beyond": {"facecolor": "none", "edgecolor": MUTED, "linestyle": (0, (2, 1.5))},
    "excess named": {"facecolor": ACCENT, "edgecolor": INK, "linestyle": (0, (2, 1.5))},
    "excess grouped": {"facecolor": PAPER, "edgecolor": INK, "linestyle": (0, (2, 1.5))},
}


def squares(items: Sequence[Squares], words: Words) -> Figure:
    """Draw *items* from top to bottom in the order given, each with its label and what is counted beside it."""
    with house_style():
        heights = [_height(item) for item in items]
        height = sum(heights) + GAP_MM * max(0, len(items) - 1)
        fig, axes = sheet(words, height, LABEL_MM, RIGHT_MM, axis_mm=0.5)
        axes.set_xlim(0, WIDTH_MM - LABEL_MM - RIGHT_MM)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        top = 0.0
        for item, room in zip(items, heights, strict=True):
            _draw(axes, item, top)
            top += room + GAP_MM
    return fig


def squares_that_fit(items: Sequence[Squares], words: Words) -> int:
    """Return how many of *items*, from the first on, `squares` can draw before the figure is too high for the page."""
    return rows_that_fit([_height(item) + GAP_MM for item in items], words, 0.5 - GAP_MM)  # none below the last


def _squares_mm(item: Squares) -> float:
    return -(-len(item.kinds) // PER_ROW) * STEP_MM


def _height(item: Squares) -> float:
    return max(_squares_mm(item) + len(_text(item)) * LINE_MM, len(_label(item)) * LINE_MM)


def _label(item: Squares) -> list[str]:
    return fitted(item.label, LABEL_MM - 4, lines=4).split("\n")


def _text(item: Squares) -> list[str]:
    return fitted(item.text, WIDTH_MM - LABEL_MM - RIGHT_MM - 2, 8).split("\n")


def _draw(axes: Axes, item: Squares, top: float) -> None:
    corners = [(i % PER_ROW * STEP_MM, top + i // PER_ROW * STEP_MM + 0.6) for i in range(len(item.kinds))]
    for kind, found in groupby(zip(item.kinds, corners, strict=True), itemgetter(0)):
        alike = [corner for _, corner in found]
        boxes(axes, alike, SQUARE_MM, SQUARE_MM, linewidth=0.8, **LOOKS[kind])
        if kind.endswith("grouped"):
            core = SQUARE_MM / 3
            cores = [(x + core, y + core) for x, y in alike]
            boxes(axes, cores, core, core, facecolor=ACCENT, edgecolor="none")
    for i, line in enumerate(_label(item)):
        write(axes, -LABEL_MM, top + (i + 0.75) * LINE_MM, line, va="baseline")
    for i, line in enumerate(_text(item)):
        below = top + _squares_mm(item) + (i + 0.8) * LINE_MM
        write(axes, 0, below, line, size=8, color=MUTED, va="baseline")
