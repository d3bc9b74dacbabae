"""How much is known: a grid of "n of N", coloured by share, hatched for 0 of N, empty where nothing is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from summit_report.analysis.figures.canvas import (
    Words,
    boxes,
    column_labels,
    fitted,
    label_room,
    outside_mm,
    row_labels,
    sheet,
)
from summit_report.analysis.figures.lettering import write
from summit_report.analysis.style import GRID, HATCH, HIGHEST_MM, INK, MAGNITUDE, PAPER, WIDTH_MM, house_style, ink_on

ROW_MM, LEAST_MM = 5.4, 3.7  # a row, and a row of many: less would let the words of two rows touch
BODY_MM = 78.0  # what rows share before they grow thinner
HEAD_LINE_MM = 3.6
LABEL_MM, RIGHT_MM = 68.0, 1.0
HEAD_SIZE = 8.0
PAD = 0.8  # points of paper around a text on a hatched cell


def shares(
    cells: Mapping[tuple[str, str], tuple[int, int]], rows: Sequence[str], columns: Sequence[str], words: Words
) -> Figure:
    """
    Draw n of N for each (row, column) of *cells*.

    The colour is n / N. 0 of N is hatched; a cell that is missing or has an N of zero stays empty: nothing is asked.
    """
    with house_style():
        labels = [fitted(row, LABEL_MM - 4, lines=1) for row in rows]
        left = label_room(labels, most_mm=LABEL_MM)
        width = (WIDTH_MM - left - RIGHT_MM) / max(1, len(columns))
        heads = [fitted(head, width - 2, HEAD_SIZE, lines=3) for head in columns]
        head_mm = HEAD_LINE_MM * max((head.count("\n") + 1 for head in heads), default=1) + 1
        room = HIGHEST_MM - outside_mm(words) - head_mm - 0.5
        height = max(min(ROW_MM * len(rows), BODY_MM, room), LEAST_MM * len(rows))
        fig, axes = sheet(words, height, left, RIGHT_MM, axis_mm=0.5, head_mm=head_mm)
        places = product(enumerate(rows), enumerate(columns))
        asked = {(c, r): cells.get((row, column), (0, 0)) for (r, row), (c, column) in places}
        empty = [place for place, (n, of) in asked.items() if of and not n]
        boxes(axes, empty, 1, 1, facecolor="none", edgecolor=GRID, hatch=HATCH, linewidth=0)
        _colour(axes, {place: n / of for place, (n, of) in asked.items() if n})
        for (c, r), (n, of) in asked.items():
            if of:
                ink, paper = (ink_on(n / of), None) if n else (INK, PAD)
                write(axes, c + 0.5, r + 0.5, f"{n} of {of}", color=ink, ha="center", paper=paper)
        axes.hlines(range(len(rows) + 1), 0, len(columns), color=GRID, linewidth=0.6)
        axes.set_xlim(0, len(columns))
        axes.set_ylim(len(rows), 0)
        column_labels(axes, [c + 0.5 for c in range(len(columns))], heads, HEAD_SIZE)
        row_labels(axes, [r + 0.5 for r in range(len(rows))], labels)
    return fig


def rows_of_shares(words: Words) -> int:
    """Return how many rows `shares` can draw with *words* before it is too high for the page."""
    return int((HIGHEST_MM - outside_mm(words) - 3 * HEAD_LINE_MM - 1.5) / LEAST_MM)


def _colour(axes: Axes, cells: Mapping[tuple[int, int], float]) -> None:
    """Colour each of the *cells*, (column, row), by its share: one artist, for of each its place is worked out anew."""
    corners = [[(c, r), (c + 1, r), (c + 1, r + 1), (c, r + 1)] for c, r in cells]
    colours = [MAGNITUDE(share) for share in cells.values()]
    axes.add_artist(PolyCollection(corners, facecolors=colours, edgecolors=PAPER, linewidths=0.8))
