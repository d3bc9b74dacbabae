"""Which with which: a grid of counts with the number printed in each cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from summit_report.analysis.figures.canvas import Words, column_labels, fitted, label_room, row_labels, sheet
from summit_report.analysis.style import GRID, HATCH, INK, MAGNITUDE, MUTED, PAPER, house_style, ink_on

LABEL_MM = 66.0
ROW_MM = 6.6
HEAD_MM = 5.0
TWO_LINES_MM = 8.6
FEW = 5  # columns that leave room for the usual sizes


def heatmap(
    values: pd.DataFrame,
    words: Words,
    texts: Mapping[tuple[str, str], str] | None = None,
    unknown: Collection[str] = (),
    row_mm: float = ROW_MM,
    full: int | None = None,
) -> Figure:
    """
    Draw *values* (rows and columns labelled, counts; zero stays empty) with the number in the cell.

    *texts* replaces the printed number of a cell, keyed (row, column). Rows in *unknown* are hatched, not coloured:
    their composition is not known and they do not share the scale. The scale ends at *full*, by default at the largest
    count.
    """
    with house_style():
        label_size, head_size = (8.0, 7.0) if len(values.columns) > FEW else (9.0, 8.0)
        names = [fitted(str(name), LABEL_MM - 3, label_size) for name in values.index]
        left = label_room([line for name in names for line in name.split("\n")], label_size, LABEL_MM)
        row_mm = max(row_mm, TWO_LINES_MM) if any("\n" in name for name in names) else row_mm
        fig, axes = sheet(words, row_mm * len(values), left, axis_mm=0.5, head_mm=HEAD_MM)
        scaled = values.drop(index=list(unknown)).to_numpy()
        top = full or (max(1, int(scaled.max())) if scaled.size else 1)
        hidden = values.eq(0) | values.index.isin(list(unknown))[:, None]
        sns.heatmap(
            values,
            ax=axes,
            mask=hidden,
            cmap=MAGNITUDE,
            vmin=0,
            vmax=top,
            cbar=False,
            linewidths=0.8,
            linecolor=PAPER,
            xticklabels=False,
            yticklabels=False,
        )
        _rule(axes, values)
        counts: list[list[int]] = values.to_numpy().tolist()
        for r, name in enumerate(values.index):
            for c, head in enumerate(values.columns):
                text = (texts or {}).get((name, head), str(counts[r][c] or ""))
                _cell(axes, r, c, text, counts[r][c] / top, name in unknown and bool(text))
        width = (165 - left - 4) / max(1, len(values.columns)) - 2
        heads = [fitted(str(head), width, head_size) for head in values.columns]
        column_labels(axes, [c + 0.5 for c in range(len(heads))], heads, head_size, pad=2)
        row_labels(axes, [r + 0.5 for r in range(len(values))], names, label_size, va="center")  # as the counts
        axes.set_ylim(len(values), 0)
    return fig


def _rule(axes, values: pd.DataFrame) -> None:  # type: ignore[no-untyped-def]  # Axes of matplotlib
    axes.hlines(range(len(values) + 1), 0, len(values.columns), color=GRID, linewidth=0.6)


def _cell(axes, r: int, c: int, text: str, share: float, hatched: bool) -> None:  # type: ignore[no-untyped-def]
    if hatched:
        axes.add_patch(Rectangle((c, r), 1, 1, facecolor="none", edgecolor=GRID, hatch=HATCH, linewidth=0))
        box = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.2}
        axes.text(c + 0.5, r + 0.5, text, ha="center", va="center", color=INK, bbox=box)
    elif text:
        ink = ink_on(share) if share > 0 else MUTED
        axes.text(c + 0.5, r + 0.5, text, ha="center", va="center", color=ink)
