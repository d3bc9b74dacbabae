"""How much, and how sure: a dot for the stated value, a line to each bound, an arrow where the end is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matplotlib.figure import Figure

from summit_report.analysis.amounts import Bounds
from summit_report.analysis.figures.canvas import (
    Words,
    beside,
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
from summit_report.analysis.style import ACCENT, GRID, PAPER, WIDTH_MM, house_style

RIGHT_MM = 2.0
LABEL_MM = 74.0
OPEN_SHARE = 0.06  # length of an open end's arrow, as a share of the axis


@dataclass(frozen=True)
class Range:
    """
    One amount: *bounds* in one unit, None when no source states it; *text* is printed beside it.

    A *hollow* dot marks an amount that is not counted in the total.
    """

    label: str
    bounds: Bounds | None
    text: str
    color: str = ACCENT
    hollow: bool = False
    gap: bool = False


def ranges(items: Sequence[Range], words: Words) -> Figure:
    """Draw *items* from top to bottom in the order given, on one axis that begins at zero."""
    with house_style():
        labels = [fitted(item.label, LABEL_MM - 4) for item in items]
        left = label_room([line for label in labels for line in label.split("\n")], most_mm=LABEL_MM)
        room = WIDTH_MM - left - RIGHT_MM
        items = [replace(item, text=beside(item.text, room * (1 - OPEN_SHARE))) for item in items]
        positions, height = rows_mm(_taller(labels, items))
        fig, axes = sheet(words, height, left, RIGHT_MM, axis_mm=0.5)
        top = max((item.bounds.most for item in items if item.bounds), default=1.0)
        for item, y in zip(items, positions, strict=True):
            _draw(axes, item, y, top)
        axes.set_xlim(0, scale_for(_reaches(items, top), room))
        axes.set_ylim(height, 0)
        row_labels(axes, positions, labels)
        axes.axvline(0, color=GRID, linewidth=0.8)
    return fig


def ranges_that_fit(items: Sequence[Range], words: Words) -> int:
    """Return how many of *items*, from the first on, `ranges` can draw before the figure is too high for the page."""
    labels = [fitted(item.label, LABEL_MM - 4) for item in items]
    room = WIDTH_MM - label_room([line for label in labels for line in label.split("\n")], most_mm=LABEL_MM) - RIGHT_MM
    texts = [replace(item, text=beside(item.text, room * (1 - OPEN_SHARE))) for item in items]
    return rows_that_fit([row_height(one) for one in _taller(labels, texts)], words, 1.0)


def _taller(labels: Sequence[str], items: Sequence[Range]) -> list[str]:
    """Return of each label and its text the one with more lines."""
    pairs = zip(labels, (item.text for item in items), strict=True)
    return [max(pair, key=lambda text: text.count("\n")) for pair in pairs]


def _reaches(items: Sequence[Range], top: float) -> list[tuple[float, str]]:
    """Pair the right end of each mark with the text beside it."""
    room = top * OPEN_SHARE
    return [
        (item.bounds.most + (room if item.bounds.high is None else 0.0), item.text) for item in items if item.bounds
    ]


def _draw(axes, item: Range, y: float, top: float) -> None:  # type: ignore[no-untyped-def]  # Axes of matplotlib
    if item.bounds is None:
        box = {"facecolor": PAPER, "edgecolor": GRID, "hatch": "/////", "pad": 1.5, "linewidth": 0.5}
        write(axes, 0, y, item.text, shift=(4, 0), box=box)
        return
    value, room = item.bounds.end, top * OPEN_SHARE
    reach = value
    arrow = {"arrowstyle": "->", "color": item.color, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0}
    if item.bounds.high is None:
        axes.annotate("", (value + room, y), (value, y), arrowprops=arrow)
        reach = value + room
    if item.bounds.low is None:
        axes.annotate("", (max(0.0, value - room), y), (value, y), arrowprops=arrow)
    if item.bounds.is_range:
        reach = item.bounds.most
        axes.plot([value, reach], [y, y], color=item.color, linewidth=2.6, zorder=2, solid_capstyle="butt")
        axes.plot(reach, y, "|", markersize=9, markeredgecolor=item.color, markeredgewidth=1.8, zorder=3)
    axes.plot([0, value], [y, y], color=item.color, linewidth=1.2, zorder=1)
    axes.plot(
        value,
        y,
        "o",
        markersize=6.5,
        markerfacecolor=PAPER if item.hollow else item.color,
        markeredgecolor=item.color,
        markeredgewidth=1.4,
        zorder=3,
    )
    write(axes, reach, y, item.text, shift=(7, 0))
