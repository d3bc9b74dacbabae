"""Who answers what: one row per question on its own scale, each answer a dot with its value above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from summit_report.analysis.amounts import Bounds
from summit_report.analysis.figures.canvas import Words, label_room, row_labels, sheet
from summit_report.analysis.figures.lettering import write
from summit_report.analysis.style import (
    ACCENT,
    GRID,
    INK,
    MUTED,
    PAPER,
    REST,
    WIDTH_MM,
    house_style,
    text_width_mm,
    wrap,
)

LABEL_MM, APART_MM = 66.0, 25.0
HEAD_MM = 4.5
LINE_MM, PAD_MM, LEAST_MM = 3.5, 1.6, 8.2  # of a label's line, around it, of a row
DOT_MM, VALUE_MM = 1.9, 2.2  # from the middle of a row down to its dots and up to their values
SIZE = 8.5
GAP_MM = 2.4  # between two values
ARROW_MM = 4.0
NEAR_MM, LIFT_MM = 2.1, 1.9  # dots nearer than this are set one above the other, so far apart
TOP = 0.86  # where the largest answer stands, as a share of the scale's width


@dataclass(frozen=True)
class Claimed:
    """One answer: its *bounds* and *text*; a *span* is a range given as such; *solid* marks the answer that is used."""

    bounds: Bounds
    text: str
    solid: bool = False
    span: bool = False


@dataclass(frozen=True)
class Dispute:
    """One question: its *label*, its answers from the smallest, and how far *apart* they are, in words."""

    label: str
    answers: tuple[Claimed, ...]
    apart: str


def rivals(items: Sequence[Dispute], words: Words) -> Figure:
    """Draw *items* from top to bottom; each row runs from zero to its own largest answer."""
    with house_style():
        labels = [wrap(item.label, LABEL_MM - 4, SIZE) for item in items]
        left = label_room([line for label in labels for line in label], SIZE, LABEL_MM)
        heights = [_row_mm(label) for label in labels]
        fig, axes = sheet(words, sum(heights), left, APART_MM, axis_mm=0.5, head_mm=HEAD_MM)
        width = WIDTH_MM - left - APART_MM
        axes.set_xlim(0, width)  # the axes are measured in millimetres, downwards
        axes.set_ylim(sum(heights), 0)
        middles = [sum(heights[:i]) + height / 2 for i, height in enumerate(heights)]
        for item, y in zip(items, middles, strict=True):
            axes.hlines(y + DOT_MM, 0, width, color=GRID, linewidth=0.6, zorder=0)
            _draw(axes, item, y, width)
            write(axes, width + 3, y, item.apart, size=SIZE)
        write(axes, width + 3, -HEAD_MM / 2, "Apart", size=8, color=MUTED)
        row_labels(axes, middles, ["\n".join(label) for label in labels], SIZE)
        axes.axvline(0, color=GRID, linewidth=0.8)
    return fig


def rows_that_fit(words: Words, labels: Sequence[str], most_mm: float = 110.0) -> int:
    """Return how many of *labels* fit a figure of at most *most_mm*."""
    head = 5.2 * len(wrap(words.title, WIDTH_MM, 12, 600)) + 4.1 * len(wrap(words.subtitle, WIDTH_MM, 9))
    room = most_mm - head - 3.4 * len(wrap(words.source, WIDTH_MM, 7.5)) - HEAD_MM - 6.5
    heights = [_row_mm(wrap(label, LABEL_MM - 4, SIZE)) for label in labels]
    return sum(sum(heights[: i + 1]) <= room for i in range(len(heights)))


def _row_mm(label: Sequence[str]) -> float:
    return max(LEAST_MM, LINE_MM * len(label) + PAD_MM)


def _draw(axes: Axes, item: Dispute, y: float, width: float) -> None:
    top = max(answer.bounds.high or answer.bounds.central for answer in item.answers) or 1.0
    scale = width * TOP / top
    places = [answer.bounds.central * scale for answer in item.answers]
    wide = [text_width_mm(answer.text, SIZE, 600 if answer.solid else 400) for answer in item.answers]
    for answer, level, x in zip(item.answers, _levels(places), _beside(places, wide, width), strict=True):
        _mark(axes, answer, scale, y + DOT_MM + level * LIFT_MM)
        weight, color = (600, ACCENT) if answer.solid else (400, INK)
        write(axes, x, y - VALUE_MM, answer.text, size=SIZE, weight=weight, color=color, ha="center")


def _beside(places: Sequence[float], wide: Sequence[float], width: float) -> list[float]:
    """
    Return where texts as *wide* as given stand, in order and apart, each as near its place as the others let it.

    Texts that would meet form a block around the middle of their places, moved no further than the edges need.
    """
    gap = min(GAP_MM, max(0.0, width - sum(wide)) / max(1, len(wide) - 1))
    blocks: list[list[int]] = []
    starts: list[float] = []

    def length(block: Sequence[int]) -> float:
        return sum(wide[i] for i in block) + gap * (len(block) - 1)

    for i in range(len(places)):
        block = [i]
        while True:
            start = sum(places[k] for k in block) / len(block) - length(block) / 2
            start = max(0.5, min(start, width - length(block)))
            if not blocks or starts[-1] + length(blocks[-1]) + gap <= start:
                break
            block = blocks.pop() + block
            starts.pop()
        blocks.append(block)
        starts.append(start)
    middles = []
    for block, left in zip(blocks, starts, strict=True):
        for i in block:
            middles.append(left + wide[i] / 2)
            left += wide[i] + gap
    return middles


def _levels(places: Sequence[float]) -> list[float]:
    """Set dots that would cover each other one above the other, evenly around the line."""
    runs: list[list[int]] = []
    for i, place in enumerate(places):
        if runs and place - places[runs[-1][-1]] < NEAR_MM:
            runs[-1].append(i)
        else:
            runs.append([i])
    return [k - (len(run) - 1) / 2 for run in runs for k in range(len(run))]


def _mark(axes: Axes, answer: Claimed, scale: float, y: float) -> None:
    known, color = answer.bounds, ACCENT if answer.solid else REST
    x = known.central * scale
    if answer.span and known.low is not None and known.high is not None:
        axes.plot([known.low * scale, known.high * scale], [y, y], color=color, linewidth=3, solid_capstyle="butt")
        return
    arrow = {"arrowstyle": "->", "color": color, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
    for end, way in ((known.high, 1), (known.low, -1)):
        if end is None:
            axes.annotate("", (x + way * ARROW_MM, y), (x, y), arrowprops=arrow)
    face, order = (color, 4) if answer.solid else (PAPER, 3)
    axes.plot(x, y, "o", markersize=5.2, markerfacecolor=face, markeredgecolor=color, markeredgewidth=1.3, zorder=order)
