"""Which with which: a grid of counts with the number printed in each cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from summit_report.analysis.figures.canvas import (
    Words,
    boxes,
    column_labels,
    fitted,
    label_room,
    row_labels,
    rows_that_fit,
    sheet,
)
from summit_report.analysis.figures.lettering import write
from summit_report.analysis.style import (
    GRID,
    HATCH,
    INK,
    MAGNITUDE,
    MUTED,
    PAPER,
    WIDTH_MM,
    house_style,
    ink_on,
    text_width_mm,
)

LABEL_MM = 66.0
ROW_MM = 6.6
HEAD_LINE_MM = 2.9
TWO_LINES_MM = 8.6
FEW = 5  # columns that leave room for the usual sizes
NARROWEST_MM = 12.0  # a column with room for "12 + 10"


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
        label_size, head_size = _sizes(len(values.columns))
        names, left = _names(list(values.index), label_size)
        row_mm = _row_mm(names, row_mm)
        width = _column_mm(left, len(values.columns)) - 2
        heads = [fitted(str(head), width, head_size) for head in values.columns]
        head_mm = _head_mm(heads)
        fig, axes = sheet(words, row_mm * len(values), left, axis_mm=0.5, head_mm=head_mm)
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
        cells = {(c, r): (name, head) for r, name in enumerate(values.index) for c, head in enumerate(values.columns)}
        written = {(c, r): (texts or {}).get(cell, str(counts[r][c] or "")) for (c, r), cell in cells.items()}
        hatched = [place for place, text in written.items() if text and cells[place][0] in unknown]
        boxes(axes, hatched, 1, 1, facecolor="none", edgecolor=GRID, hatch=HATCH, linewidth=0)
        for (c, r), text in written.items():
            if text:
                share = counts[r][c] / top
                ink, paper = (INK, 0.2) if (c, r) in hatched else (ink_on(share) if share > 0 else MUTED, None)
                write(axes, c + 0.5, r + 0.5, text, color=ink, ha="center", paper=paper)
        column_labels(axes, [c + 0.5 for c in range(len(heads))], heads, head_size, pad=2)
        row_labels(axes, [r + 0.5 for r in range(len(values))], names, label_size, va="center")  # as the counts
        axes.set_ylim(len(values), 0)
    return fig


def grid_that_fits(
    rows: Sequence[str], columns: Sequence[str], words: Words, row_mm: float = ROW_MM
) -> tuple[int, int]:
    """Return how many of *rows* and *columns*, from the first on, `heatmap` can draw so that they can be read."""
    across = next(n for n in range(len(columns), -1, -1) if n <= FEW or _are_wide(rows, columns[:n]))
    label_size, head_size = _sizes(across)
    names, left = _names(rows, label_size)
    heads = [fitted(str(head), _column_mm(left, across) - 2, head_size) for head in columns[:across]]
    return rows_that_fit([_row_mm(names, row_mm)] * len(rows), words, _head_mm(heads) + 0.5), across


def _are_wide(rows: Sequence[str], columns: Sequence[str]) -> bool:
    """Tell whether each of *columns* has room for its longest word, and for the number in a cell."""
    label_size, head_size = _sizes(len(columns))
    longest = max(text_width_mm(word, head_size) for name in columns for word in name.split())
    return _column_mm(_names(rows, label_size)[1], len(columns)) >= max(NARROWEST_MM, longest + 1)


def _sizes(columns: int) -> tuple[float, float]:
    """Return the type sizes of labels and column heads, in points."""
    return (8.0, 7.0) if columns > FEW else (9.0, 8.0)


def _names(rows: Sequence[str], size: float) -> tuple[list[str], float]:
    """Return the labels of *rows*, wrapped, and the room that they need."""
    names = [fitted(str(name), LABEL_MM - 3, size) for name in rows]
    return names, label_room([line for name in names for line in name.split("\n")], size, LABEL_MM)


def _row_mm(names: Sequence[str], row_mm: float) -> float:
    return max(row_mm, TWO_LINES_MM) if any("\n" in name for name in names) else row_mm


def _column_mm(left: float, columns: int) -> float:
    return (WIDTH_MM - left - 4) / max(1, columns)


def _head_mm(heads: Sequence[str]) -> float:
    return max(5.0, 1.5 + HEAD_LINE_MM * max((head.count("\n") + 1 for head in heads), default=1))


def _rule(axes, values: pd.DataFrame) -> None:  # type: ignore[no-untyped-def]  # Axes of matplotlib
    axes.hlines(range(len(values) + 1), 0, len(values.columns), color=GRID, linewidth=0.6)
