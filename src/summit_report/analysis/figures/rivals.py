"""Who answers what: one row per question on its own scale, a dot for each answer, the answer the report uses solid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from summit_report.analysis.amounts import Bounds
from summit_report.analysis.figures.canvas import Words, fitted, label_room, rows_mm, sheet
from summit_report.analysis.style import ACCENT, GRID, INK, PAPER, REST, WIDTH_MM, house_style, text_width_mm, wrap

LABEL_MM = 60.0
TEXT_MM = 52.0
RIGHT_MM = 2.0
ARROW = 0.055  # of a row's scale
NEAR = 0.035  # dots nearer than this, as a share of the scale, are set one above the other
LIFT_MM = 1.5


@dataclass(frozen=True)
class Claimed:
    """One answer: its *bounds*; a *span* is a range given as such; *solid* marks the answer that is used."""

    bounds: Bounds
    solid: bool = False
    span: bool = False


@dataclass(frozen=True)
class Dispute:
    """One question: its *label*, its answers from the smallest, and the *text* that prints their values."""

    label: str
    answers: tuple[Claimed, ...]
    text: str


def rivals(items: Sequence[Dispute], words: Words) -> Figure:
    """Draw *items* from top to bottom; each row runs from zero to its own largest answer, and prints its values."""
    with house_style():
        labels = [fitted(item.label, LABEL_MM - 4) for item in items]
        texts = [fitted(item.text, TEXT_MM - 2) for item in items]
        left = label_room([line for label in labels for line in label.split("\n")], most_mm=LABEL_MM)
        tall = [label if "\n" in label else text for label, text in zip(labels, texts, strict=True)]
        positions, height = rows_mm(tall)
        room = max((text_width_mm(line, 9) for text in texts for line in text.split("\n")), default=0.0) + 4.0
        fig, axes = sheet(words, height, left, RIGHT_MM + room, axis_mm=0.5)
        axes.set_xlim(-0.02, 1.08)
        axes.set_ylim(height, 0)
        for item, text, y in zip(items, texts, positions, strict=True):
            axes.hlines(y, 0, 1.08, color=GRID, linewidth=0.6, zorder=0)
            _draw(axes, item, y)
            axes.annotate(text, (1.08, y), (5, 0), textcoords="offset points", va="center", color=INK)
        axes.set_yticks(positions, labels)
        axes.set_xticks([])
        axes.axvline(0, color=GRID, linewidth=0.8)
    return fig


def _draw(axes: Axes, item: Dispute, y: float) -> None:
    top = max(answer.bounds.high or answer.bounds.central for answer in item.answers) or 1.0
    levels = _levels([answer.bounds.central / top for answer in item.answers])
    for answer, level in zip(item.answers, levels, strict=True):
        _mark(axes, answer, top, y + level * LIFT_MM)


def _levels(places: Sequence[float]) -> list[float]:
    """Lift every other one of the dots that would cover each other, half of them up and half of them down."""
    levels = [0.0] * len(places)
    for i in range(1, len(places)):
        if places[i] - places[i - 1] < NEAR:
            levels[i - 1] = levels[i - 1] or -1.0
            levels[i] = -levels[i - 1]
    return levels


def _mark(axes: Axes, answer: Claimed, top: float, y: float) -> None:
    known, color = answer.bounds, ACCENT if answer.solid else REST
    x = known.central / top
    if answer.span and known.low is not None and known.high is not None:
        axes.plot([known.low / top, known.high / top], [y, y], color=color, linewidth=3, solid_capstyle="butt")
        return
    arrow = {"arrowstyle": "->", "color": color, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
    for end, way in ((known.high, 1), (known.low, -1)):
        if end is None:
            axes.annotate("", (x + way * ARROW, y), (x, y), arrowprops=arrow)
    face, order = (color, 4) if answer.solid else (PAPER, 3)
    axes.plot(x, y, "o", markersize=5.5, markerfacecolor=face, markeredgecolor=color, markeredgewidth=1.3, zorder=order)


def rows_that_fit(words: Words, labels: Sequence[str], most_mm: float = 110.0) -> int:
    """Return how many of *labels* fit a figure of at most *most_mm*, one row of two lines each at worst."""
    head = 5.2 * len(wrap(words.title, WIDTH_MM, 12, 600)) + 4.1 * len(wrap(words.subtitle, WIDTH_MM, 9))
    room = most_mm - head - 3.4 * len(wrap(words.source, WIDTH_MM, 7.5)) - 6.5
    return min(len(labels), int(room // 8.2))
