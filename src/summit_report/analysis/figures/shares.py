"""How much is known: a grid of "n of N", coloured by share, hatched for 0 of N, empty where nothing is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from summit_report.analysis.figures.canvas import Words, fitted, label_room, sheet
from summit_report.analysis.figures.heatmap import ON_DARK, ON_LIGHT
from summit_report.analysis.style import GRID, HATCH, INK, MAGNITUDE, PAPER, WIDTH_MM, house_style

ROW_MM, BODY_MM = 5.4, 78.0  # one row, and the most that all rows may take
HEAD_LINE_MM = 3.6
RIGHT_MM = 1.0
HEAD_SIZE = 8.0
DARK = 0.67  # where dark and white print read equally well on the colour, both above 4:1


def shares(
    cells: Mapping[tuple[str, str], tuple[int, int]], rows: Sequence[str], columns: Sequence[str], words: Words
) -> Figure:
    """
    Draw n of N for each (row, column) of *cells*.

    The colour is n / N. 0 of N is hatched; a cell that is missing or has an N of zero stays empty: nothing is asked.
    """
    with house_style():
        left = label_room(rows)
        width = (WIDTH_MM - left - RIGHT_MM) / max(1, len(columns))
        heads = [fitted(head, width - 2, HEAD_SIZE, lines=3) for head in columns]
        head_mm = HEAD_LINE_MM * max((head.count("\n") + 1 for head in heads), default=1) + 1
        fig, axes = sheet(words, min(ROW_MM * len(rows), BODY_MM), left, RIGHT_MM, axis_mm=0.5, head_mm=head_mm)
        for r, row in enumerate(rows):
            for c, column in enumerate(columns):
                n, of = cells.get((row, column), (0, 0))
                if of:
                    _cell(axes, r, c, n, of)
        axes.hlines(range(len(rows) + 1), 0, len(columns), color=GRID, linewidth=0.6)
        axes.set_xlim(0, len(columns))
        axes.set_ylim(len(rows), 0)
        axes.xaxis.tick_top()
        axes.set_xticks([c + 0.5 for c in range(len(columns))], heads, fontsize=HEAD_SIZE)
        axes.set_yticks([r + 0.5 for r in range(len(rows))], list(rows))
        axes.tick_params(axis="both", length=0, colors=INK)
    return fig


def _cell(axes: Axes, r: int, c: int, n: int, of: int) -> None:
    text, share = f"{n} of {of}", n / of
    if n:
        axes.add_patch(Rectangle((c, r), 1, 1, facecolor=MAGNITUDE(share), edgecolor=PAPER, linewidth=0.8))
        axes.text(c + 0.5, r + 0.5, text, ha="center", va="center", color=ON_DARK if share > DARK else ON_LIGHT)
        return
    axes.add_patch(Rectangle((c, r), 1, 1, facecolor="none", edgecolor=GRID, hatch=HATCH, linewidth=0))
    box = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8}
    axes.text(c + 0.5, r + 0.5, text, ha="center", va="center", color=INK, bbox=box)
