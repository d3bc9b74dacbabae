"""Which is bigger, and by how much: sorted horizontal bars with the value at their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from summit_report.analysis.figures.canvas import (
    Words,
    bar,
    fitted,
    label_room,
    row_height,
    row_labels,
    rows_mm,
    rows_that_fit,
    scale_for,
    sheet,
)
from summit_report.analysis.figures.lettering import write
from summit_report.analysis.style import ACCENT, HATCH, MUTED, PAPER, WIDTH_MM, house_style

LABEL_MM = 62.0
RIGHT_MM = 2.0
BAR_MM, ROW_MM = 3.8, 6.0
CLOSE_MM, CLOSEST_MM, MANY = 5.2, 4.6, 10  # the height of a row where there are more than so many
GROUPS_MM = 4.0  # for the room between groups


@dataclass(frozen=True)
class Bar:
    """
    One bar: its *label*, its *value*, the *text* printed at its end and its colour.

    *beyond* is drawn as an open bar after the solid one: something of the same unit that is not added to it.
    A *hatched* bar is of unknown composition.
    """

    label: str
    value: float
    text: str
    color: str = ACCENT
    beyond: float = 0.0
    hatched: bool = False
    gap: bool = False  # leave room above: a new group begins


def bars(items: Sequence[Bar], words: Words) -> Figure:
    """Draw *items* from top to bottom in the order given."""
    with house_style():
        labels, one_line = _rows(items, words)
        left = label_room([line for label in labels for line in label.split("\n")], most_mm=LABEL_MM)
        gaps = {i for i, item in enumerate(items) if item.gap and i}
        positions, height = rows_mm(labels, gaps, one_line=one_line)
        fig, axes = sheet(words, height, left, RIGHT_MM, axis_mm=0.5)
        for item, y in zip(items, positions, strict=True):
            _draw(axes, item, y)
        room = WIDTH_MM - left - RIGHT_MM
        axes.set_xlim(0, scale_for([(item.value + item.beyond, item.text) for item in items], room))
        axes.set_ylim(height or 1, 0)  # of no bars, too
        row_labels(axes, positions, labels)
        axes.axvline(0, color=MUTED, linewidth=0.6)
    return fig


def bars_that_fit(items: Sequence[Bar], words: Words) -> int:
    """Return how many of *items*, from the first on, `bars` can draw before the figure is too high for the page."""
    labels, one_line = _rows(items, words)
    return _fits(labels, one_line, words)


def _rows(items: Sequence[Bar], words: Words) -> tuple[list[str], float]:
    """Return the labels and the height of a row of one line: as loose as the page bears, for all must be drawn."""
    steps = [(3, CLOSE_MM if len(items) > MANY else ROW_MM), (2, CLOSE_MM), (2, CLOSEST_MM)]
    for lines, one_line in steps:
        labels = [fitted(item.label, LABEL_MM - 4, lines=lines) for item in items]
        if _fits(labels, one_line, words) == len(items):
            break
    return labels, one_line


def _fits(labels: Sequence[str], one_line: float, words: Words) -> int:
    return rows_that_fit([row_height(label, one_line) for label in labels], words, GROUPS_MM)


def _draw(axes, item: Bar, y: float) -> None:  # type: ignore[no-untyped-def]  # Axes of matplotlib
    end, color = item.value + item.beyond, item.color
    if item.hatched:
        bar(axes, y, 0, item.value, BAR_MM, facecolor=PAPER, edgecolor=color, hatch=HATCH, linewidth=0.8)
    else:
        bar(axes, y, 0, item.value, BAR_MM, facecolor=color)
    if item.beyond:
        bar(axes, y, item.value, end, BAR_MM, facecolor="none", edgecolor=color, linewidth=0.9)
    write(axes, end, y, item.text, shift=(4, 0))
