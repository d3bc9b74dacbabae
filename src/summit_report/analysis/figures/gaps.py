"""How far from each other: rival values as dots around a base, one row per question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from summit_report.analysis.figures.canvas import Words, column_labels, fitted, label_room, row_labels, rows_mm, sheet
from summit_report.analysis.figures.lettering import Across, write
from summit_report.analysis.style import ACCENT, GRID, MUTED, PAPER, house_style, text_width_mm

LABEL_MM, TEXT_MM = 67.0, 62.0
HEAD_MM = 5.0
MARGIN = 0.08  # room beyond the outermost dot, as a share of the span


@dataclass(frozen=True)
class Apart:
    """A value that is *share* times its base (1 = equal), with *text* beside it; *hollow*: no more than rounding."""

    label: str
    share: float
    text: str
    color: str = ACCENT
    hollow: bool = False


def gaps(items: Sequence[Apart], words: Words, base: str) -> Figure:
    """Draw *items* from top to bottom, each as a dot joined to the line of the *base*, whose name stands above it."""
    with house_style():
        labels = [fitted(item.label, LABEL_MM - 4) for item in items]
        left = label_room([line for label in labels for line in label.split("\n")], most_mm=LABEL_MM)
        texts = [fitted(item.text, TEXT_MM - 4) for item in items]
        right = 4.0 + max((text_width_mm(line, 9.0) for text in texts for line in text.split("\n")), default=0.0)
        taller = [max(pair, key=lambda text: text.count("\n")) for pair in zip(labels, texts, strict=True)]
        positions, height = rows_mm(taller)
        fig, axes = sheet(words, height, left, right, head_mm=HEAD_MM)
        low, high = min([1.0, *(item.share for item in items)]), max([1.0, *(item.share for item in items)])
        room = max(0.05, (high - low) * MARGIN)
        axes.axvline(1, color=MUTED, linewidth=0.9)
        for item, text, y in zip(items, texts, positions, strict=True):
            _draw(axes, item, text, y)
        ticks = MaxNLocator(5).tick_values(low - 1 - room, high - 1 + room)  # a label at or beyond each outermost dot
        axes.set_xlim(1 + ticks[0], 1 + ticks[-1])
        column_labels(axes, [1 + tick for tick in ticks], [_distance(tick) for tick in ticks], top=False)
        axes.set_ylim(height, 0)
        row_labels(axes, positions, labels)
        align: Across = (
            "left" if (1 - low) < (high - low) * 0.3 else "right" if (high - 1) < (high - low) * 0.3 else "center"
        )
        above = axes.get_xaxis_transform()
        write(axes, 1, 1.0, base, size=8, color=MUTED, ha=align, va="baseline", transform=above, shift=(0, 4))
    return fig


def _distance(share: float) -> str:
    return f"{100 * share:+.0f}%".replace("-", "−") if abs(share) > 1e-9 else "equal"


def _draw(axes: Axes, item: Apart, text: str, y: float) -> None:
    face = PAPER if item.hollow else item.color
    axes.axhline(y, color=GRID, linewidth=0.6, zorder=0)
    axes.plot([1, item.share], [y, y], color=item.color, linewidth=1.2, zorder=1)
    axes.plot(item.share, y, "o", markersize=6.5, markerfacecolor=face, markeredgecolor=item.color, markeredgewidth=1.4)
    write(axes, 1.0, y, text, transform=axes.get_yaxis_transform(), shift=(6, 0))
