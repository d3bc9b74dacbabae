"""Squares, waterfall and rivals by their geometry: what is drawn, and that every word is on the sheet."""

from itertools import pairwise

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from test_figures import LABEL, LONG, WORDS, spilt

from summit_report.analysis import style
from summit_report.analysis.amounts import Bounds, bounds
from summit_report.analysis.figures import Claimed, Dispute, Squares, Step, rivals, squares, svg, waterfall

GRIDS = [
    Squares(LABEL, "5 named, 7 as a group, 46 to 51 not named, also counted as about 60", 58, 5, 7, beyond=2),
    Squares("Eight in one", "8 named, 7 more than counted", 1, 8),
]
ITEMS = [Step("Power plant", 3.7, "about USD 3.7 bn"), Step("Mill", 0.8, "USD 800 m")]
REGION = Step("Seven documents", 6.0, "more than USD 6 bn, may overlap", hollow=True, open=True)
WHOLE, REST = Step("Announced", 24.0, "USD 24 bn"), Step("Not named", 19.5, "USD 19.5 bn")
DISPUTES = [
    Dispute(
        "Documents",
        (Claimed(bounds(12, "exact"), "12", solid=True), Claimed(bounds(14, "more than"), "more than 14")),
        "16.7%",
    ),
    Dispute(
        LABEL,
        (
            Claimed(bounds(24, "exact"), "24"),
            Claimed(bounds(24, "up to"), "up to 24"),
            Claimed(Bounds(25, 27.5, 30), "25 to 30", span=True),
        ),
        "can all be true",
    ),
]


def pictures(words=WORDS):
    """Draw one figure of each kind."""
    return {
        "squares": squares(GRIDS, words),
        "waterfall": waterfall(WHOLE, [*ITEMS, REGION], REST, words),
        "rivals": rivals(DISPUTES, words),
    }


def rectangles(figure):
    return [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]


def dots(figure):
    return [line for line in figure.axes[0].lines if line.get_marker() == "o"]


def test_one_square_per_document():
    """58 documents and two that another source counts are 60 squares; eight in a package of one are eight."""
    kinds = [item.kinds for item in GRIDS]

    assert [len(one) for one in kinds] == [60, 8]
    assert [kinds[0].count(kind) for kind in ("named", "grouped", "missing", "beyond")] == [5, 7, 46, 2]
    assert kinds[1] == ["named"] + ["excess named"] * 7
    shapes = [shape.get_path() for shape in squares(GRIDS, WORDS).axes[0].patches]
    begun = sum(int((shape.codes == Path.MOVETO).sum()) for shape in shapes)
    assert begun == 60 + 7 + 8  # a group's square has a core
    assert len(shapes) == 5 + 2  # what looks alike is one shape: patterns are costly


def test_items_come_off_the_headline_one_after_the_other():
    """Solid items begin where the last one ended; one that may overlap takes nothing off."""
    spans = [(one.get_x(), one.get_x() + one.get_width()) for one in rectangles(pictures()["waterfall"])]

    assert [tuple(round(end, 6) for end in span) for span in spans] == [
        (0, 24),
        (20.3, 24),
        (19.5, 20.3),
        (13.5, 19.5),
        (0, 19.5),
    ]


def test_what_may_be_named_is_only_framed():
    """A subtotal takes nothing off; what is certain of a remainder is hatched, the rest of it framed."""
    steps = [*ITEMS, Step("Left after these items", 19.5, "USD 19.5 bn", subtotal=True), REGION]
    rest = Step("Not named", 18.0, "between USD 13.5 bn or less and 18 bn", certain=13.5, open=True)

    figure = waterfall(WHOLE, steps, rest, WORDS)
    shapes = [
        (round(one.get_x(), 6), round(one.get_x() + one.get_width(), 6), bool(one.get_hatch()))
        for one in rectangles(figure)[3:]
    ]

    assert shapes == [(0, 19.5, True), (13.5, 19.5, False), (0, 13.5, True), (13.5, 18.0, False)]
    assert spilt(figure) == []


def test_more_named_than_announced_reaches_below_zero():
    """Parts that exceed their headline leave a remainder on the other side of zero."""
    figure = waterfall(Step("Announced", 2, "2"), [Step("One", 3, "3")], Step("Beyond", -1, "1"), WORDS)

    assert figure.axes[0].get_xlim()[0] == -1
    assert spilt(figure) == []


def test_the_used_answer_is_solid():
    """The answer the report uses is filled, the rivals are hollow, each on the scale of its own question."""
    first, second = dots(rivals(DISPUTES, WORDS))[:2]

    assert to_hex(first.get_markerfacecolor()) == style.ACCENT
    assert to_hex(second.get_markerfacecolor()) == style.PAPER
    assert first.get_xdata()[0] / second.get_xdata()[0] == pytest.approx(12 / 14)


def test_equal_answers_do_not_hide_each_other():
    """24 and up to 24 stand at one place of the scale, one above the other."""
    third, fourth = dots(rivals(DISPUTES, WORDS))[2:4]

    assert third.get_xdata()[0] == fourth.get_xdata()[0]
    assert third.get_ydata()[0] != fourth.get_ydata()[0]


def test_each_answer_is_printed_beside_its_dot():
    """Every value stands on the sheet once, in the order of the scale, and no two of them meet."""
    figure = rivals(DISPUTES, WORDS)
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in figure.axes[0].texts]
    values = [(text, box) for text, box in boxes if text in {"12", "more than 14", "24", "up to 24", "25 to 30"}]

    assert [text for text, _ in values] == ["12", "more than 14", "24", "up to 24", "25 to 30"]
    assert all(one.x1 < other.x0 or one.y0 > other.y1 for (_, one), (_, other) in pairwise(values))


@pytest.mark.parametrize("kind", ["squares", "waterfall", "rivals"])
def test_every_word_is_on_the_sheet(kind):
    """No label, number or title is cut off, and the figure is as wide as the page."""
    for words in (WORDS, LONG):
        figure = pictures(words)[kind]
        assert spilt(figure) == []
        assert round(figure.get_figwidth() * 25.4, 6) == style.WIDTH_MM


@pytest.mark.parametrize("kind", ["squares", "waterfall", "rivals"])
def test_the_same_figure_is_the_same_file(kind):
    """Drawing the same values again gives the same bytes."""
    assert svg(pictures()[kind], kind) == svg(pictures()[kind], kind)
