"""The ladder and the recount: what is printed stays on the sheet and beside its own mark."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from summit_report.analysis.figures import Ladder, Measure, Other, Words, ladders, recounted
from summit_report.analysis.style import ACCENT, REST

WORDS = Words("The finding", "The unit.", "Source: somebody.")
RULES = [("A rule of a tracker with a long name", "Tracker"), ("Another", "Somebody else"), ("A third", "Nobody")]
COUNT = Measure("Documents", 178, "178", [Other(7, "7"), Other(None, "not asked"), Other(178, "178")])


def texts(figure):
    """Return the boxes of all printed texts in pixels, with the text."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    artists = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    return [(artist.get_text(), artist.get_window_extent(renderer)) for artist in artists if artist.get_text()]


@pytest.fixture
def wide():
    others = [Other(5.659e9, "about 5.659 bn"), Other(None, "not asked"), Other(0.0, "none")]
    return [Measure("Contract value", 15e9, "more than 15 bn", others, "about 23.6% named") for _ in range(4)]


def test_no_text_of_the_recounted_leaves_the_sheet_or_meets_another(wide):
    """Two lines and four columns with long amounts still have room: each text on the sheet, none upon another."""
    figure = recounted(RULES, [COUNT, COUNT], wide, WORDS)
    boxes = texts(figure)

    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 + 1 and box.y1 <= figure.bbox.y1 + 1 for _, box in boxes)
    clashes = [
        (one, other)
        for i, (one, box) in enumerate(boxes)
        for other, another in boxes[i + 1 :]
        if box.shrunk(0.96, 0.7).overlaps(another.shrunk(0.96, 0.7))
    ]
    assert clashes == []


def test_a_rule_that_says_nothing_is_no_zero(wide):
    """Where a rule is not asked there is a hatched word and no bar: one bar for each of the two answers."""
    [axes] = recounted(RULES, [COUNT], [], WORDS).axes
    short, long = (bar.get_width() for bar in axes.patches)

    assert short / long == pytest.approx(7 / 178)


def test_an_amount_that_passes_is_tinted(wide):
    """A printed value stands on a tint, "none" on nothing, and a rule that says nothing on its hatching."""
    [axes] = recounted(RULES, [], wide[:1], WORDS).axes

    assert len(axes.patches) == 1


def test_the_ladders_share_one_scale():
    """A bar twice as long counts twice as much, in whichever panel; a hatched part lies inside its bar."""
    panels = [Ladder("Here", [4, 0, 2], [2, 0, 0]), Ladder("There", [8, 1, 0], [0, 0, 0])]
    figure = ladders(["announced", "contract", "in operation"], panels, WORDS)
    widths = [bar.get_width() for bar in figure.axes[0].patches]
    here, rest_of_here = widths[0], widths[1]
    there = max(widths)

    assert here + rest_of_here == pytest.approx(there / 2)
    assert there < 1  # the number after the longest bar stays inside its panel


def test_an_empty_view_still_draws():
    """Panels without any document have no bar and break nothing."""
    figure = ladders(["announced"], [Ladder("Here", [0], [0])], WORDS)

    assert not [text for text, _ in texts(figure) if text == "0"]


def test_panels_of_different_things_have_each_their_own_scale():
    """The longest bar of each panel is as long; one bar has a colour of its own, a zero is printed."""
    panels = [
        Ladder("Many", [157, 9, 0], [0, 0, 0], texts=["157", "9", "0"], colors=[ACCENT, REST, REST]),
        Ladder("Few", [2, 1, 0], [0, 0, 0]),
    ]
    figure = ladders(["Here", "There", "Nowhere"], panels, WORDS, one_scale=False)
    [axes] = figure.axes
    many, rest, few, _ = axes.patches
    assert many.get_width() == pytest.approx(few.get_width(), rel=0.1)
    assert many.get_facecolor()[:3] == pytest.approx(to_rgb(ACCENT)) != rest.get_facecolor()[:3]
    assert "0" in [text.get_text() for text in axes.texts]
