"""
The sheet every figure is drawn on: title, subtitle and source line in fixed places, sizes in millimetres.

A fixed layout costs nothing; matplotlib's own layout engines draw everything twice.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from summit_report.analysis.figures.lettering import Upright, write
from summit_report.analysis.style import HIGHEST_MM, INK, MUTED, WIDTH_MM, house_style, text_width_mm, wrap

MM_PER_INCH = 25.4
TITLE, SUBTITLE, SOURCE = 12.0, 9.0, 7.5  # points
TITLE_MM, SUBTITLE_MM, SOURCE_MM = 5.2, 4.1, 3.4  # line heights
GAP_MM = 2.0
GROUP_GAP_MM = 3.0
MOST_LINES = 5  # of a title or subtitle
MARK_MM, BESIDE_MM = 20.0, 5.0  # what the longest mark keeps beside its text, and the room between and behind
NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
POINTS = 72  # per inch; SVG is measured in them
PAD = 3.5  # points between axes and labels
PATH = re.compile(r'<path [^>]*?\bd="[^"]*"')
LONG_NUMBER = re.compile(r"\d+\.\d{3,}")
ROW, COLUMN = "row label", "column label"  # what the texts beside and above a chart are called among its artists


class Bare(Axes):
    """
    Axes without ticks and grid, which no figure shows.

    matplotlib makes a tick of each kind only to hide its grid and to clip it, which takes as long as to draw ten bars.
    """

    def grid(self, *args: Any, **how: Any) -> None:
        """Draw no grid."""

    def _init_axis(self) -> None:
        super()._init_axis()  # type: ignore[misc]
        for axis in (self.xaxis, self.yaxis):
            axis.set_clip_path = lambda *args, **how: None  # type: ignore[method-assign]

    def tick_params(self, *args: Any, **how: Any) -> None:
        """Set how ticks look, without making one of each kind to show it."""
        for axis in (self.xaxis, self.yaxis):
            vars(axis).update({kind: [] for kind in ("majorTicks", "minorTicks") if kind not in vars(axis)})
        super().tick_params(*args, **how)


@dataclass(frozen=True)
class Words:
    """What is written around a chart: the finding, then unit, coverage and cut-off, then the source."""

    title: str
    subtitle: str
    source: str


def sheet(
    words: Words, body_mm: float, left_mm: float, right_mm: float = 4.0, axis_mm: float = 5.0, head_mm: float = 0.0
) -> tuple[Figure, Axes]:
    """
    Return a figure 165 mm wide and its axes: *body_mm* high, *left_mm* and *right_mm* from the edges.

    *axis_mm* is the room below the axes for tick labels, *head_mm* the room above for column heads.
    """
    title, subtitle, source = _around(words)
    above = len(title) * TITLE_MM + len(subtitle) * SUBTITLE_MM + 2 * GAP_MM + head_mm
    below = axis_mm + GAP_MM + len(source) * SOURCE_MM
    height = above + body_mm + below
    fig = Figure(figsize=(WIDTH_MM / MM_PER_INCH, height / MM_PER_INCH))

    top = _write(fig, title, height, TITLE, TITLE_MM, weight=600, color=INK)
    _write(fig, subtitle, top - GAP_MM / 2, SUBTITLE, SUBTITLE_MM, color=MUTED)
    _write(fig, source, len(source) * SOURCE_MM, SOURCE, SOURCE_MM, color=MUTED)
    width = WIDTH_MM - left_mm - right_mm
    place = (left_mm / WIDTH_MM, below / height, width / WIDTH_MM, body_mm / height)
    axes = fig.add_axes(place, axes_class=Bare)
    return fig, axes


def outside_mm(words: Words) -> float:
    """Return the height of what stands above and below the axes of a sheet: *words* and the room between them."""
    title, subtitle, source = _around(words)
    return len(title) * TITLE_MM + len(subtitle) * SUBTITLE_MM + len(source) * SOURCE_MM + 3 * GAP_MM


def _around(words: Words) -> tuple[list[str], list[str], list[str]]:
    """Return the lines of title, subtitle and source, no more of each than leave the chart its place."""
    title = _cut(wrap(words.title, WIDTH_MM, TITLE, 600), MOST_LINES)
    return title, _cut(wrap(words.subtitle, WIDTH_MM, SUBTITLE), MOST_LINES), wrap(words.source, WIDTH_MM, SOURCE)


def _cut(lines: list[str], most: int) -> list[str]:
    """Return *lines*, with an ellipsis for those after *most*."""
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1].rstrip(",;:") + " …"]


def rows_that_fit(heights: Sequence[float], words: Words, extra_mm: float = 0.0) -> int:
    """Return how many rows of the given *heights*, but at least one, fit a figure with *words* and *extra_mm*."""
    room = HIGHEST_MM - outside_mm(words) - extra_mm
    return max(1, sum(sum(heights[: i + 1]) <= room for i in range(len(heights))))


def _write(fig: Figure, lines: list[str], top: float, size: float, step: float, **look: Any) -> float:
    """Write *lines* downwards from *top* millimetres above the lower edge; return where the next line would begin."""
    height = fig.get_figheight() * MM_PER_INCH
    for line in lines:
        write(fig, 0, (top - step * 0.78) / height, line, size=size, va="baseline", **look)
        top -= step
    return top


def label_room(labels: Iterable[str], size: float = 9.0, most_mm: float = 62.0) -> float:
    """Return the millimetres that the widest of *labels* needs beside an axis, at most *most_mm*."""
    return min(most_mm, max((text_width_mm(label, size) for label in labels), default=0.0) + 3.0)


def fitted(text: str, width_mm: float, size: float = 9.0, lines: int = 2) -> str:
    """Wrap *text* into at most *lines* lines of *width_mm*, cut with an ellipsis where it is longer."""
    return "\n".join(_cut(wrap(text, width_mm, size), lines))


def row_height(label: str, one_line: float = 6.0) -> float:
    """Return the millimetres that a row with this *label* takes: *one_line*, or what its lines need."""
    lines = label.count("\n") + 1
    return one_line if lines == 1 else 0.8 + 3.7 * lines


def rows_mm(
    labels: Sequence[str], gaps: Collection[int] = (), least: Sequence[float] = (), one_line: float = 6.0
) -> tuple[list[float], float]:
    """
    Return the middle of each row in millimetres from the top, and the height of all rows.

    A row is as high as the lines of its label need, *one_line* or more, and at least as high as *least* says; before
    the rows in *gaps* some room is left.
    """
    middles, top = [], 0.0
    for i, label in enumerate(labels):
        top += GROUP_GAP_MM if i in gaps else 0.0
        height = max(row_height(label, one_line), least[i] if least else 0.0)
        middles.append(top + height / 2)
        top += height
    return middles, top


def row_labels(
    axes: Axes, positions: Iterable[float], labels: Iterable[str], size: float = 9.0, va: Upright = "center_baseline"
) -> None:
    """
    Write *labels* right-aligned beside the rows of *axes*, which then draw no axis of their own.

    Labels are plain texts: matplotlib makes four objects of a tick and measures each label twice, which takes as long
    as to draw all the rest.
    """
    axes.set_axis_off()
    beside = axes.get_yaxis_text1_transform(PAD)[0]
    for y, label in zip(positions, labels, strict=True):
        write(axes, 0, y, label, size=size, ha="right", va=va, transform=beside, name=ROW)


def column_labels(
    axes: Axes, positions: Iterable[float], labels: Iterable[str], size: float = 8.0, pad: float = PAD, top: bool = True
) -> None:
    """Write *labels* centred above the columns of *axes*, else below; see `row_labels`."""
    axes.set_axis_off()
    place = (axes.get_xaxis_text2_transform if top else axes.get_xaxis_text1_transform)(pad)[0]
    for x, label in zip(positions, labels, strict=True):
        va: Upright = "bottom" if top else "top"
        write(axes, x, int(top), label, size=size, ha="center", va=va, transform=place, name=COLUMN)


def bar(axes: Axes, y: float, left: float, right: float, height: float, **look: Any) -> None:
    """
    Draw a bar from *left* to *right* around *y*.

    `Axes.barh` would work out units and the limits of the axes anew for each, which takes longer than drawing it.
    """
    axes.add_artist(Rectangle((left, y - height / 2), right - left, height, **look))


def boxes(axes: Axes, corners: Iterable[tuple[float, float]], width: float, height: float, **look: Any) -> None:
    """Draw rectangles that look alike as one shape: to work out the pattern of each hatched one takes long."""
    places = [Affine2D().scale(width, height).translate(*corner) for corner in corners]
    if places:
        shape = Path.make_compound_path(*(Path.unit_rectangle().transformed(place) for place in places))
        axes.add_artist(PathPatch(shape, **look))


def beside(text: str, width_mm: float) -> str:
    """Wrap the *text* of a mark so that, on an axis *width_mm* wide, the mark keeps `MARK_MM`."""
    return fitted(text, width_mm - MARK_MM - BESIDE_MM, lines=3)


def scale_for(values: Iterable[tuple[float, str]], width_mm: float, size: float = 9.0) -> float:
    """Return the upper limit of an axis *width_mm* wide on which each value still has room for its text beside it."""
    needed = [value * width_mm / max(MARK_MM, width_mm - _widest(text, size) - BESIDE_MM) for value, text in values]
    return max(needed, default=1.0) or 1.0


def _widest(text: str, size: float) -> float:
    return max(text_width_mm(line, size) for line in text.split("\n"))


def svg(figure: Figure, name: str) -> str:
    """
    Return *figure* as one SVG document; the same figure under the same *name* gives the same bytes.

    Paths are told to the hundredth of a point, which nobody sees: more digits are a tenth of a file.
    """
    out = io.StringIO()
    with house_style(), warnings.catch_warnings():
        matplotlib.rcParams["svg.hashsalt"] = name  # until the style ends
        # The letters stay letters: page and exporters have more fonts, and say what none of theirs has.
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        own_dpi = figure.get_dpi()
        figure.set_dpi(POINTS)
        width, height = figure.get_size_inches() * POINTS
        renderer = RendererSVG(width, height, out, metadata=NO_METADATA)
        try:
            figure.draw(renderer)  # `savefig` does this through a layer that could rasterize, which nothing here needs
        finally:
            figure.set_dpi(own_dpi)
        renderer.finalize()
    text = out.getvalue()
    return PATH.sub(_rounded, text[text.index("<svg") :]).strip() + "\n"


def _rounded(path: re.Match[str]) -> str:
    return LONG_NUMBER.sub(lambda number: f"{float(number[0]):.2f}", path[0])
