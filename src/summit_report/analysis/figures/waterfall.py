"""From the headline down to what nobody names: the announced amount, each named item taken off it, the remainder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from summit_report.analysis.figures.canvas import Words, bar, fitted, label_room, row_labels, rows_mm, scale_for, sheet
from summit_report.analysis.figures.lettering import write
from summit_report.analysis.style import (
    ACCENT,
    GRID,
    HATCH,
    INK,
    MUTED,
    PAPER,
    REST,
    WIDTH_MM,
    house_style,
)

LABEL_MM = 62.0
RIGHT_MM = 2.0
BAR_MM = 3.8
OPEN_SHARE = 0.03  # length of an open end's arrow, as a share of the axis
FRAME: dict[str, Any] = {"facecolor": "none", "linewidth": 0.9, "linestyle": (0, (3, 2))}  # may be, may not be


@dataclass(frozen=True)
class Step:
    """
    One item named inside the headline: its *value* in the headline's unit, and the *text* printed beside it.

    A *hollow* step may lie inside another one: it is drawn from the same place and takes nothing off. An *open* one
    ends in an arrow, because the source says "at least" or "more than". A *subtotal* says what is left where it stands.
    Of a remainder only *certain* is left by every reading; the rest of it may be named. None: all of it is certain.
    """

    label: str
    value: float
    text: str
    hollow: bool = False
    open: bool = False
    subtotal: bool = False
    certain: float | None = None


def waterfall(headline: Step, steps: Sequence[Step], rest: Step, words: Words) -> Figure:
    """
    Draw *headline*, *steps* and *rest* from top to bottom; solid steps follow each other down from the headline.

    *rest* and subtotals are hatched, and what may be named of *rest* is only framed. A value below zero means that the
    steps exceed their headline: it is then drawn left of zero.
    """
    with house_style():
        rows = [headline, *steps, rest]
        labels = [fitted(one.label, LABEL_MM - 4) for one in rows]
        left = label_room([line for label in labels for line in label.split("\n")], most_mm=LABEL_MM)
        positions, height = rows_mm(labels)
        fig, axes = sheet(words, height, left, RIGHT_MM, axis_mm=0.5)
        spans = _spans(headline, steps, rest)
        for one, (start, end), y in zip(rows, spans, positions, strict=True):
            sure = end if one.certain is None else one.certain
            bar(axes, y, start, sure, BAR_MM, **_look(one, headline, rest))
            if sure < end:
                bar(axes, y, sure, end, BAR_MM, **FRAME, edgecolor=REST)
        _connect(axes, spans, steps, positions)
        low = min(0.0, *(start for start, _ in spans))
        reaches = [(end - low, one.text + "  ") for one, (_, end) in zip(rows, spans, strict=True)]
        axes.set_xlim(low, low + scale_for(reaches, WIDTH_MM - left - RIGHT_MM))
        axes.set_ylim(height, 0)
        row_labels(axes, positions, labels)
        axes.axvline(0, color=MUTED, linewidth=0.6)
        _write(axes, list(zip(rows, spans, positions, strict=True)))
    return fig


def _spans(headline: Step, steps: Sequence[Step], rest: Step) -> list[tuple[float, float]]:
    spans, left = [(0.0, headline.value)], headline.value
    for step in steps:
        spans.append((min(0.0, left), max(0.0, left)) if step.subtotal else (left - step.value, left))
        left -= 0.0 if step.hollow or step.subtotal else step.value
    return [*spans, (min(0.0, rest.value), max(0.0, rest.value))]


def _look(one: Step, headline: Step, rest: Step) -> dict[str, Any]:
    if one is headline:
        return {"facecolor": REST}
    if one is rest or one.subtotal:
        return {"facecolor": PAPER, "edgecolor": REST, "hatch": HATCH, "linewidth": 0.8}
    if one.hollow:
        return FRAME | {"edgecolor": ACCENT}
    return {"facecolor": ACCENT}


def _connect(axes: Axes, spans: list[tuple[float, float]], steps: Sequence[Step], positions: list[float]) -> None:
    """Lead a hairline from the end of each solid bar down to where the next one begins."""
    level = spans[0][1]
    for i in range(len(steps) + 1):
        if i and not steps[i - 1].hollow and not steps[i - 1].subtotal:
            level = spans[i][0]
        axes.plot([level, level], [positions[i], positions[i + 1]], color=GRID, linewidth=0.8, zorder=0)


def _write(axes: Axes, rows: list[tuple[Step, tuple[float, float], float]]) -> None:
    """Print each text to the right of its bar, where no later bar or hairline stands; draw the arrows of open steps."""
    low, high = axes.get_xlim()
    for one, (start, end), y in rows:
        write(axes, end, y, one.text, shift=(5, 0))
        if one.open:
            # A remainder is open where it is certain: it is what is announced less "more than" something.
            tail, color = (start, ACCENT) if one.certain is None else (one.certain, INK)
            arrow = {"arrowstyle": "->", "color": color, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
            axes.annotate("", (tail - (high - low) * OPEN_SHARE, y), (tail, y), arrowprops=arrow)
