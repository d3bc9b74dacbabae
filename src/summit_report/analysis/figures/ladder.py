"""How firm: one small ladder per group, the same rungs and one scale in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from summit_report.analysis.figures.canvas import Words, bar, fitted, label_room, row_labels, rows_that_fit, sheet
from summit_report.analysis.figures.lettering import write
from summit_report.analysis.style import ACCENT, GRID, HATCH, PAPER, WIDTH_MM, house_style, text_width_mm

ROW_MM, CLOSE_MM, CLOSEST_MM = 6.4, 5.2, 4.6  # the height of a row, and where there are many
HEAD_MM = 5.5
HEAD_LINE_MM, SEMIBOLD = 3.7, 1.06  # a further line of a head, and how much wider its letters are than others
RIGHT_MM = 1.0
BAR = 0.62  # of a row
SIZE = 8.5


@dataclass(frozen=True)
class Ladder:
    """
    One panel: its *name*, its *values* from the lowest rung up, and how much of each is of unknown composition.

    *hatched* is a part of *values*, drawn hatched at the end of the bar. *texts* are printed instead of the values,
    a zero too. *colors* gives each bar its own instead of *color*.
    """

    name: str
    values: Sequence[int]
    hatched: Sequence[int]
    color: str = ACCENT
    texts: Sequence[str] = ()
    colors: Sequence[str] = ()

    @property
    def printed(self) -> Sequence[str]:
        """What stands beside each bar."""
        return self.texts or [str(value) for value in self.values]


def ladders(
    rungs: Sequence[str],
    panels: Sequence[Ladder],
    words: Words,
    *,
    one_scale: bool = True,
    row_mm: float | None = None,
) -> Figure:
    """
    Draw *panels* side by side, the firmest rung on top; *rungs* are named from the lowest up.

    Panels that count different things have each their own scale: *one_scale* is then False. Rows are *row_mm* high,
    else as high as the page bears.
    """
    row_mm = row_mm or _row_mm(rungs, words)
    with house_style():
        left = label_room(rungs)
        width = (WIDTH_MM - left - RIGHT_MM) / max(1, len(panels))
        heads = [fitted(panel.name, (width - 2) / SEMIBOLD) for panel in panels]
        head_mm = HEAD_MM + HEAD_LINE_MM * max((head.count("\n") for head in heads), default=0)
        fig, axes = sheet(words, row_mm * len(rungs), left, RIGHT_MM, axis_mm=0.5, head_mm=head_mm)
        pairs = [list(zip(panel.values, panel.printed, strict=True)) for panel in panels]
        shared = _scale([pair for own in pairs for pair in own], width)
        for c, (panel, head, own) in enumerate(zip(panels, heads, pairs, strict=True)):
            _panel(axes, panel, head, c, shared if one_scale else _scale(own, width))
        axes.set(xlim=(0, len(panels)), ylim=(-0.5, len(rungs) - 0.5))
        row_labels(axes, range(len(rungs)), rungs)
        axes.hlines([y - 0.5 for y in range(len(rungs) + 1)], 0, len(panels), color=GRID, linewidth=0.5, zorder=0)
    return fig


def rungs_that_fit(rungs: Sequence[str], words: Words, row_mm: float | None = None) -> int:
    """Return how many of *rungs* `ladders` can draw before the figure is too high for the page."""
    high = row_mm or _row_mm(rungs, words)
    return rows_that_fit([high] * len(rungs), words, HEAD_MM + HEAD_LINE_MM + 0.5)


def _row_mm(rungs: Sequence[str], words: Words) -> float:
    """Return the height of a row: as loose as the page bears, for all must be drawn."""
    heights = (ROW_MM, CLOSE_MM)
    return next((high for high in heights if rungs_that_fit(rungs, words, high) == len(rungs)), CLOSEST_MM)


def _scale(values: Sequence[tuple[int, str]], width: float) -> float:
    """Return the value at the right edge of a panel *width* mm wide, with room for the number of the longest bar."""
    return max((value * width / (width - text_width_mm(text, SIZE) - 3.0) for value, text in values), default=1) or 1


def _panel(axes: Axes, panel: Ladder, head: str, c: int, scale: float) -> None:
    write(axes, c, 1, head, weight=600, va="baseline", transform=axes.get_xaxis_transform(), shift=(2, 4))
    axes.axvline(c, color=GRID, linewidth=0.8)
    colors = panel.colors or [panel.color] * len(panel.values)
    bars = zip(panel.values, panel.hatched, panel.printed, colors, strict=True)
    for y, (value, hatched, text, color) in enumerate(bars):
        end, solid = c + value / scale, c + (value - hatched) / scale
        if solid > c:
            bar(axes, y, c, solid, BAR, facecolor=color)
        if hatched:
            bar(axes, y, solid, end, BAR, facecolor=PAPER, edgecolor=color, hatch=HATCH, linewidth=0.7)
        if value or panel.texts:
            write(axes, end, y, text, size=SIZE, shift=(3, 0))
