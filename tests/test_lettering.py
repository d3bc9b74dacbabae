"""Tests for the words on figures: `summit_report.analysis.figures.lettering`."""

import io
import re

import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.text import Text

from summit_report.analysis.figures.canvas import svg
from summit_report.analysis.figures.lettering import Lettering, write
from summit_report.analysis.style import house_style

ELEMENT = re.compile(r'<text style="[^"]*text-anchor: (\w+)[^"]*" x="([^"]*)" y="([^"]*)"[^>]*>([^<]*)</text>')


def drawn(text, **look):
    """Write *text* on a page of 400 by 200 points and return the renderer, the artist and what the SVG has of it."""
    figure = Figure(figsize=(400 / 72, 200 / 72), dpi=72)
    out = io.StringIO()
    with house_style():
        write(figure, 0.5, 0.5, text, **look)
        renderer = RendererSVG(400, 200, out)
        figure.draw(renderer)
    return renderer, figure.texts[-1], ELEMENT.findall(out.getvalue())


@pytest.mark.parametrize("va", ["top", "center", "center_baseline", "baseline", "bottom"])
@pytest.mark.parametrize("text", ["Kazakhstan", "Қызылорда\nGyps"])
def test_lines_stand_where_matplotlib_sets_them(va, text):
    """Each line is one element, right-aligned at its place, at the height that matplotlib finds by measuring."""
    renderer, artist, elements = drawn(text, va=va, ha="right", size=8, weight=600)
    measured = [200 - (100 + y) for _, _, (_, y) in Text._get_layout(artist, renderer)[1]]

    assert [line for *_, line in elements] == text.split("\n")
    assert {(anchor, x) for anchor, x, _, _ in elements} == {("end", "200.00")}
    assert [float(y) for _, _, y, _ in elements] == pytest.approx(measured, abs=0.01)


def test_what_means_something_in_xml_is_written_as_it_is():
    """A text may hold any mark: it is escaped, and a line without words leaves its room."""
    [(_, _, first, one), (_, _, last, other)] = drawn("R&D < 5\n\nrest")[2]

    assert (one, other) == ("R&amp;D &lt; 5", "rest")
    assert float(last) - float(first) == pytest.approx(2 * 9, abs=0.02)


def test_nothing_is_measured(monkeypatch):
    """An upright text costs no measuring, unless a drawn box stands around it."""
    seen = []
    monkeypatch.setattr(Lettering, "_get_layout", lambda self, renderer: seen.append(self.get_text()) or 1 / 0)

    drawn("A title of many words", va="baseline")
    drawn("0 of 2", paper=1.0)
    with pytest.raises(ZeroDivisionError):
        drawn("0 of 3", box={"facecolor": "white"})

    assert seen == ["0 of 3"]


@pytest.mark.parametrize("ha", ["left", "center", "right"])
@pytest.mark.parametrize("text", ["0 of 3", "not stated\n(0 of 12)"])
def test_paper_covers_what_matplotlib_measures(ha, text):
    """Blank paper reaches as far around a text as is said, to a point; a turned text has it from matplotlib."""
    renderer, artist, _ = drawn(text, ha=ha, paper=2.0)
    drawing = svg(artist.get_figure(), "paper")
    paper = re.search(r'<rect style="fill: #ffffff" x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"', drawing)
    x, y, width, height = map(float, paper.groups())
    around = artist.get_window_extent(renderer)

    assert (x, 200 - y) == pytest.approx((around.x0 - 2, around.y1 + 2), abs=1)
    assert (width, height) == pytest.approx((around.width + 4, around.height + 4), abs=1)
    artist.set_rotation(30)
    artist.draw(renderer)
    assert artist.get_bbox_patch().get_window_extent(renderer).width > around.width


def test_what_an_analyst_changes_is_seen():
    """A hidden text is not drawn, a turned one is turned, and a colour by any of its names is one that SVG knows."""
    figure = Figure(figsize=(4, 2), dpi=100)
    for x, text in enumerate(["hidden", "turned", "coloured"]):
        write(figure, x / 4, 0.5, text)
    hidden, turned, coloured = figure.texts
    hidden.set_visible(False)
    turned.set_rotation(30)
    coloured.set_color("C1")

    drawing = svg(figure, "changed")

    assert "hidden" not in drawing
    assert "rotate(-30" in re.search(r"<text[^>]*>turned", drawing)[0]
    assert "fill: #ff7f0e" in drawing or re.search(r"fill: #[0-9a-f]{6}[^>]*>coloured", drawing)
    assert "C1" not in drawing
    assert figure.dpi == 100
