"""
Words on a figure, written line by line where they stand.

matplotlib measures each text before it draws it, which takes as long as half of all other drawing. Upright lines in
the house font need no measure: their font says how far apart they are, and SVG itself sets them to the left, to the
middle or to the right of a place.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.transforms import Transform, offset_copy

from summit_report.analysis.style import FONT, INK, PAPER, line_metrics, text_width_mm

Across = Literal["left", "center", "right"]
Upright = Literal["top", "center", "center_baseline", "baseline", "bottom"]

ANCHORS = {"left": "start", "center": "middle", "right": "end"}
LEFT_OF = {"left": 0.0, "center": 0.5, "right": 1.0}  # the share of a text that stands left of its place


class Lettering(Text):
    """
    A text in the house font that no axes clip; in SVG, each line is one element and nothing is measured.

    So each line stays at its place whatever font sets it, also one that is not the house's, as for Arabic words.
    Where *paper* is set, blank paper covers what is behind the text and so many points around it.
    """

    paper: float | None = None

    def set_clip_path(self, path: Any, transform: Any = None) -> None:
        """Stay whole: axes give each of their artists a path, which costs as much as the text."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw the lines; where another picture than SVG is made, or they are no plain upright ones, as matplotlib."""
        if not isinstance(renderer, RendererSVG) or not self._is_plain():
            if self.paper is not None and self.get_bbox_patch() is None:
                self.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": self.paper})
            super().draw(renderer)
            return
        x, y = self.get_transform().transform(self.get_position())
        font = self.get_fontproperties()
        lines = self.get_text().split("\n")
        weight, size, ha = int(font.get_weight()), font.get_size_in_points(), self.get_horizontalalignment()
        ascent, top, step = _lines(len(lines), self.get_verticalalignment(), weight, size)
        style = _style(weight, size, ha, to_hex(self.get_color()))
        renderer.open_group("text", self.get_gid())
        if self.paper is not None:
            width = max(_width(line, size, weight) for line in lines)
            corner = (x - LEFT_OF[ha] * width, renderer.height - y + top - ascent)
            renderer.writer.element("rect", attrib=_covered(*corner, width, len(lines) * step, self.paper))
        for i, line in enumerate(lines):
            if line:
                place = {"style": style, "x": f"{x:.2f}", "y": f"{renderer.height - y + top + i * step:.2f}"}
                renderer.writer.element("text", line, attrib=place)
        renderer.close_group("text")
        self.stale = False

    def _is_plain(self) -> bool:
        changed = self.get_rotation() or self.get_alpha() is not None or self.get_fontstyle() != "normal"
        return self.get_visible() and not changed and self.get_bbox_patch() is None


def write(
    where: Axes | Figure,
    x: float,
    y: float,
    text: str,
    *,
    size: float = 9.0,
    weight: int = 400,
    color: str = INK,
    ha: Across = "left",
    va: Upright = "center",
    transform: Transform | None = None,
    shift: tuple[float, float] = (0, 0),
    box: dict[str, Any] | None = None,
    paper: float | None = None,
    name: str = "",
) -> None:
    """
    Write *text* at *x*, *y* on axes, or on a figure where the two are shares of it; *transform* says if otherwise.

    *size* is in points, *shift* is how far right of and above the place the text stands, in points. *box* is how a box
    around it looks, *paper* how many points around it are blank, *name* what the text is called among its artists.
    """
    artist = Lettering(
        x,
        y,
        text,
        color=color,
        verticalalignment=va,
        horizontalalignment=ha,
        fontproperties=_font_properties(size, weight),
    )
    artist.set_label(name)
    artist.paper = paper
    place = transform or (where.transFigure if isinstance(where, Figure) else where.transData)
    if any(shift):
        place = offset_copy(place, where.get_figure(root=True), *shift, units="points")
    artist.set_transform(place)
    if box:
        artist.set_bbox(box)
    if isinstance(where, Figure):
        artist.set_figure(where)
        where.texts.append(artist)
    else:
        where.add_artist(artist)


@lru_cache
def _font_properties(size: float, weight: int) -> FontProperties:
    return FontProperties(family=FONT, size=size, weight=weight)


@lru_cache
def _lines(count: int, va: str, weight: int, size: float) -> tuple[float, float, float]:
    """Return in points how far *count* lines reach above the first, how far it is below their place, and their step."""
    ascent, descent, gap = (share * size for share in line_metrics(weight))
    room = gap / 2 if count > 1 else 0.0
    step = ascent + descent + 2 * room
    first, last = ascent + room, ascent + room + (count - 1) * step  # from the top of the block
    middles = {"top": 0.0, "baseline": last, "center_baseline": last / 2, "bottom": count * step}
    return first, first - middles.get(va, count * step / 2), step


@lru_cache(maxsize=1024)
def _width(line: str, size: float, weight: int) -> float:
    return text_width_mm(line, size, weight) / 25.4 * 72


def _covered(x: float, y: float, width: float, height: float, around: float) -> dict[str, str]:
    """Return as an SVG rectangle of paper what is within *around* points of a block at *x*, *y*, its upper left."""
    sides = {"x": x - around, "y": y - around, "width": width + 2 * around, "height": height + 2 * around}
    return {"style": f"fill: {PAPER}"} | {name: f"{value:.2f}" for name, value in sides.items()}


@lru_cache
def _style(weight: int, size: float, ha: str, color: str) -> str:
    bold = f"font-weight: {weight}; " if weight != 400 else ""
    return f"{bold}font-size: {size:g}px; font-family: '{FONT}'; text-anchor: {ANCHORS[ha]}; fill: {color}"
