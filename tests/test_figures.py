"""Figures by their geometry: what is drawn, in which order, and that every word is on the sheet."""

import datetime as dt
import re
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import dates as mdates
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch, PathPatch, Rectangle
from matplotlib.text import Annotation, Text

from summit_report.analysis import style
from summit_report.analysis.amounts import bounds
from summit_report.analysis.figures import Bar, Moment, Range, Words, bars, heatmap, ranges, svg, timeline
from summit_report.analysis.figures.canvas import COLUMN, ROW

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words(
    "4 packages hold 129 of 178 documents", "Documents by kind. Cut-off 31 July 2026.", "Source: dataset 1.0.0."
)
LONG = Words(
    *("A sentence about what was agreed, promised and paid for at the summit and after it, " * n for n in (2, 3, 3))
)
LABEL = (
    "Package of 58 commercial documents of the second China–Central Asia industrial and investment cooperation forum"
)
DAY = dt.date(2025, 6, 17)

BARS = [
    Bar("Packages", 60, "60, of which 12 named", style.REST, hatched=True),
    Bar("Kazakhstan", 94, "157: 94 alone, 63 with others", beyond=63, gap=True),
    Bar("Uzbekistan", 2, "2", style.CATEGORIES[4]),
]
GRID = pd.DataFrame([[8, 0], [3, 1], [6, 5]], ["Energy", "Transport", "Not published"], ["Kazakhstan", "Uzbekistan"])
TEXTS = {("Energy", "Kazakhstan"): "8 + 2", ("Energy", "Uzbekistan"): "+ 1"}
RANGES = [
    Range("Contract value", bounds(24e9, "more than"), "more than USD 24 bn", style.REST),
    Range("Loan", bounds(10e9, "up to"), "up to USD 10 bn", hollow=True),
    Range("Grant", bounds(5e9, "exact"), "USD 5 bn"),
    Range("Aid in kind", None, "not stated (0 of 2)"),
]
MOMENTS = [
    Moment("Railway", dt.date(2025, 9, 3), dt.date(2025, 9, 3)),
    Moment("Pipeline", dt.date(2026, 3, 1), dt.date(2026, 3, 31)),
    Moment("Railway", dt.date(2030, 1, 1), dt.date(2030, 12, 31), done=False),
    Moment("Pipeline", dt.date(2026, 12, 1), dt.date(2026, 12, 1), done=False),
]
LINES = [(DAY, "summit"), (dt.date(2026, 7, 31), "cut-off")]


def pictures(words=WORDS):
    """Draw one figure of each kind."""
    return {
        "bars": bars(BARS, words),
        "heatmap": heatmap(GRID, words, TEXTS, ["Not published"]),
        "ranges": ranges(RANGES, words),
        "timeline": timeline(MOMENTS, words, LINES),
    }


KINDS = ["bars", "heatmap", "ranges", "timeline"]


@pytest.fixture(scope="module")
def drawn():
    return pictures()


@pytest.fixture(scope="module")
def files(drawn):
    return {kind: svg(figure, kind) for kind, figure in drawn.items()}


def rectangles(figure):
    return [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]


def labels(figure):
    return [label.get_text() for label in called(figure.axes[0], ROW)]


def called(axes, kind):
    """Return the labels of rows or of columns."""
    return [text for text in axes.texts if text.get_label() == kind]


def rows(axes):
    """Return the heights of the labelled rows."""
    return [label.get_position()[1] for label in called(axes, ROW)]


def within(axes):
    """Return the texts inside of the chart."""
    return [text for text in axes.texts if text.get_label() not in (ROW, COLUMN)]


def places(axes, words):
    """Return the vertical positions of the written *words*."""
    return [text.get_position()[1] for text in axes.texts if text.get_text() == words]


def points(figure):
    """Return the single markers of a figure as lines of matplotlib."""
    return [line for line in figure.axes[0].lines if line.get_marker() == "o"]


def row_of(figure, height):
    """Return the number, from the top, of the labelled row at *height* on the axis."""
    return rows(figure.axes[0]).index(height)


def spilt(figure):
    """Return every written word that is not wholly on the sheet, with its distance from the left and right edge."""
    with style.house_style():
        figure.set_dpi(300)  # coarse pixels would round the advance of each letter; an SVG does not
        renderer = FigureCanvasAgg(figure).get_renderer()
        figure.draw(renderer)
        written = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
        boxes = [(text.get_text(), Text.get_window_extent(text, renderer)) for text in written]
    sheet = figure.bbox
    return [
        (text, box.x0 - sheet.x0, sheet.x1 - box.x1)
        for text, box in boxes
        if min(box.x0 - sheet.x0, sheet.x1 - box.x1, box.y0 - sheet.y0, sheet.y1 - box.y1) < -1
    ]


# Bars


def test_a_bar_is_as_long_as_its_value(drawn):
    """Each bar begins at zero and is as long as its value; what lies beyond is an open bar after it."""
    spans = [(one.get_x(), one.get_width()) for one in rectangles(drawn["bars"])]

    assert spans == [(0, 60), (0, 94), (94, 63), (0, 2)]
    assert drawn["bars"].axes[0].get_xlim()[0] == 0


def test_bars_stand_in_the_order_given(drawn):
    """The first bar is at the top, each with its label, and a new group has more room above."""
    axes = drawn["bars"].axes[0]
    ticks = rows(axes)

    assert labels(drawn["bars"]) == ["Packages", "Kazakhstan", "Uzbekistan"]
    assert ticks == sorted(ticks) and axes.yaxis_inverted()
    assert ticks[1] - ticks[0] > ticks[2] - ticks[1]


def test_a_value_is_written_at_the_end_of_its_bar(drawn):
    """The text of a bar stands where the bar, open part included, ends."""
    ends = {text.get_text(): text.get_position() for text in within(drawn["bars"].axes[0])}

    assert [ends[bar.text][0] for bar in BARS] == [bar.value + bar.beyond for bar in BARS]
    assert [ends[bar.text][1] for bar in BARS] == rows(drawn["bars"].axes[0])


def test_unknown_is_hatched_and_what_is_not_added_is_open(drawn):
    """A bar of unknown composition is hatched on paper, not filled; the open bar has an outline only."""
    hatched, solid, beyond, last = rectangles(drawn["bars"])

    assert hatched.get_hatch() and to_hex(hatched.get_facecolor()) == style.PAPER
    assert beyond.get_facecolor()[3] == 0
    assert not solid.get_hatch() and to_hex(solid.get_facecolor()) == style.ACCENT
    assert to_hex(last.get_facecolor()) == style.CATEGORIES[4]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_lengths_are_in_proportion(values):
    """For any values the bars are as long as the values, and the longest ends inside the axis."""
    figure = bars([Bar(f"Row {i}", value, str(value)) for i, value in enumerate(values)], WORDS)

    assert [one.get_width() for one in rectangles(figure)] == values
    assert figure.axes[0].get_xlim()[1] >= max(values)


# Heatmap


def test_each_cell_says_its_number(drawn):
    """A cell shows its count or the text given for it; zero stays empty."""
    cells = {text.get_text(): text.get_position() for text in within(drawn["heatmap"].axes[0])}

    assert cells == {
        "8 + 2": (0.5, 0.5),
        "+ 1": (1.5, 0.5),
        "3": (0.5, 1.5),
        "1": (1.5, 1.5),
        "6": (0.5, 2.5),
        "5": (1.5, 2.5),
    }


def test_cells_of_zero_and_unknown_have_no_colour(drawn):
    """Only known counts are coloured, darker for more; unknown composition is hatched and off the scale."""
    [mesh] = [one for one in drawn["heatmap"].axes[0].collections if one.get_array() is not None]

    shown = np.ma.masked_invalid(mesh.get_array()).reshape(GRID.shape)

    assert shown.mask.tolist() == [[False, True], [False, False], [True, True]]
    assert (mesh.norm.vmin, mesh.norm.vmax) == (0, 8)
    [hatched] = [one for one in drawn["heatmap"].axes[0].patches if isinstance(one, PathPatch)]
    assert hatched.get_hatch() and hatched.get_path().get_extents().bounds == (0, 2, 2, 1)


def test_the_grid_reads_like_the_table(drawn):
    """Rows run downwards and columns to the right, with their heads on top."""
    axes = drawn["heatmap"].axes[0]

    assert labels(drawn["heatmap"]) == list(GRID.index)
    assert [head.get_text() for head in called(axes, COLUMN)] == list(GRID.columns)
    assert axes.yaxis_inverted()
    assert {head.get_position()[1] for head in called(axes, COLUMN)} == {1}  # the upper edge


@pytest.mark.parametrize("count", range(1, 21))
def test_a_number_is_readable_on_its_cell(count):
    """Whatever the count, the number is in the ink that stands out more from its cell, at 4.5:1 or better."""
    figure = heatmap(pd.DataFrame([[20, count]], ["Energy"], ["a", "b"]), WORDS)
    [mesh] = [one for one in figure.axes[0].collections if one.get_array() is not None]
    [number] = [text for text in within(figure.axes[0]) if text.get_position()[0] == 1.5]

    cell = mesh.cmap(mesh.norm(count))

    assert contrast(to_hex(cell), number.get_color()) >= 4.5


def contrast(one, other):
    """Return the contrast ratio of WCAG 2 of two colours "#rrggbb"."""
    lights = []
    for color in (one, other):
        share = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        rgb = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
        lights.append(float(rgb @ [0.2126, 0.7152, 0.0722]))
    return (max(lights) + 0.05) / (min(lights) + 0.05)


# Ranges


def test_a_dot_is_at_the_stated_value(drawn):
    """Each known amount has a dot at its stated value, in the order given, and a line from zero to it."""
    dots = points(drawn["ranges"])

    rows = [row_of(drawn["ranges"], dot.get_ydata()[0]) for dot in dots]
    assert ([dot.get_xdata()[0] for dot in dots], rows) == ([24e9, 10e9, 5e9], [0, 1, 2])
    assert labels(drawn["ranges"]) == [item.label for item in RANGES]
    spans = [tuple(line.get_xdata()) for line in drawn["ranges"].axes[0].lines if len(line.get_xdata()) == 2]
    assert {(0, 24e9), (0, 10e9), (0, 5e9)} <= set(spans)


def arrows(figure):
    """Return (row, from, to) of each arrow."""
    found = []
    for text in figure.axes[0].texts:
        if isinstance(text, Annotation) and isinstance(text.arrow_patch, FancyArrowPatch):
            (to, row), (start, _) = text.xy, text.get_position()
            # An annotation points with its head from the text's position to xy.
            found.append((row_of(figure, row), *sorted((start, to))))
    return found


def test_an_open_end_has_an_arrow(drawn):
    """An amount open above has an arrow to the right of its dot, one open below to the left; a closed one has none."""
    [(above, start, stop), (below, left, right)] = arrows(drawn["ranges"])

    assert (above, below) == (0, 1)
    assert start == 24e9 < stop
    assert left < 10e9 == right


def test_an_arrow_stays_on_the_axis():
    """The arrow of a small amount that is open below does not run into the labels left of zero."""
    items = [Range("Large", bounds(24e9, "exact"), "USD 24 bn"), Range("Small", bounds(7e6, "up to"), "up to USD 7 m")]

    [(_, left, _)] = arrows(ranges(items, WORDS))

    assert left >= 0


def test_what_is_not_added_is_hollow(drawn):
    """A hollow dot is filled with paper and keeps its colour as an outline."""
    solid, hollow, _ = points(drawn["ranges"])

    assert (hollow.get_markerfacecolor(), hollow.get_markeredgecolor()) == (style.PAPER, style.ACCENT)
    assert solid.get_markerfacecolor() == solid.get_markeredgecolor() == style.REST


def test_an_unknown_amount_has_words_and_no_dot(drawn):
    """An amount that no source states is a hatched label at the beginning of its row, not a dot at zero."""
    [row] = places(drawn["ranges"].axes[0], "not stated (0 of 2)")
    [label] = [text for text in drawn["ranges"].axes[0].texts if text.get_text() == "not stated (0 of 2)"]

    assert row_of(drawn["ranges"], row) == 3
    assert label.get_bbox_patch().get_hatch()
    assert row not in [dot.get_ydata()[0] for dot in points(drawn["ranges"])]


def test_nothing_but_unknown_amounts_can_be_drawn():
    """A figure in which no amount is stated says so."""
    figure = ranges([Range("Grant", None, "not stated (0 of 1)")], WORDS)

    assert points(figure) == []
    assert spilt(figure) == []


# Timeline


def test_done_is_solid_and_planned_is_hollow(drawn):
    """A day is a dot, filled when done and hollow when planned."""
    dots = {dot.get_xdata()[0]: dot.get_markerfacecolor() for dot in points(drawn["timeline"])}

    assert dots == {
        mdates.date2num(dt.date(2025, 9, 3)): style.ACCENT,
        mdates.date2num(dt.date(2026, 12, 1)): style.PAPER,
    }


def test_a_date_is_as_wide_as_it_is_known(drawn):
    """A month or a year is a bar over all its days, thick when done, thin with ends when planned."""
    spans = [line for line in drawn["timeline"].axes[0].lines if line.get_ydata()[0] == line.get_ydata()[-1]]
    wide = {
        tuple(line.get_xdata()): line.get_linewidth()
        for line in spans
        if len(line.get_xdata()) == 2 and line.get_linestyle() != "None" and line.get_marker() in ("None", None)
    }
    month = tuple(mdates.date2num([dt.date(2026, 3, 1), dt.date(2026, 3, 31)]))
    year = tuple(mdates.date2num([dt.date(2030, 1, 1), dt.date(2030, 12, 31)]))

    assert set(wide) == {month, year}
    assert wide[month] > 2 * wide[year]


def test_rows_are_named_once(drawn):
    """Events of one subject share a row; rows stand in the order in which subjects first come up."""
    rows = [row_of(drawn["timeline"], dot.get_ydata()[0]) for dot in points(drawn["timeline"])]

    assert labels(drawn["timeline"]) == ["Railway", "Pipeline"]
    assert rows == [0, 1]


def test_named_days_are_lines(drawn):
    """The summit and the cut-off are vertical lines with their names."""
    axes = drawn["timeline"].axes[0]
    upright = [line.get_xdata()[0] for line in axes.lines if line.get_xdata()[0] == line.get_xdata()[-1]]

    for day, name in LINES:
        assert mdates.date2num(day) in upright
        assert [text.get_text() for text in axes.texts].count(name) == 1


def test_all_days_are_inside_the_axis(drawn):
    """No event and no named day falls off the axis."""
    first, last = drawn["timeline"].axes[0].get_xlim()

    assert first < mdates.date2num(DAY)
    assert last > mdates.date2num(dt.date(2030, 12, 31))


# The sheet and its file


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_figure_is_the_same_file(kind, files):
    """Drawing the same values again gives the same bytes."""
    assert svg(pictures()[kind], kind) == files[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_an_svg_is_one_document_without_dates(kind, files):
    """The file begins with the drawing, has a size and a viewBox, and says neither when nor by what it was made."""
    root = ElementTree.fromstring(files[kind])

    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") and root.get("width").endswith("pt") and root.get("height").endswith("pt")
    assert not re.search(
        r"<dc:date>|Matplotlib|<image|https?://(?!www\.w3\.org|purl\.org|creativecommons)", files[kind]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_words_stay_words(kind, drawn, files):
    """Title, source, labels and numbers are text in the file, which a reader can search, and no outlines of glyphs."""
    written = {"".join(text.itertext()).strip() for text in ElementTree.fromstring(files[kind]).iter(f"{SVG}text")}
    expected = {WORDS.title, WORDS.subtitle, WORDS.source}
    expected |= {label for label in labels(drawn[kind]) if label}
    expected |= {text.get_text() for text in drawn[kind].axes[0].texts if text.get_text()}

    assert expected <= written
    assert "DejaVu" not in files[kind] and "Source Sans Pro" in files[kind]


def test_each_line_of_a_label_ends_at_its_axis():
    """Every line ends at the same place, also where a font sets it that was not measured, as Arabic words."""
    label = "خط سكة حديد الصين وقيرغيزستان وأوزبكستان (CKU) 2025 China–Kyrgyzstan–Uzbekistan railway"
    drawn = svg(timeline([Moment(label, *[dt.date(2030, 5, 1)] * 2)], WORDS), "t")
    written = [text for text in ElementTree.fromstring(drawn).iter(f"{SVG}text") if (text.text or "") in label]

    assert len(written) > 1
    assert {text.get("x") for text in written} == {written[0].get("x")} != {None}
    assert all("text-anchor: end" in text.get("style") for text in written)


@pytest.mark.parametrize("kind", KINDS)
def test_colours_are_tokens_or_palette(kind, files):
    """Every colour in a figure is one that turns with the page or one that reads on both pages."""
    scale = {to_hex(style.MAGNITUDE(count / 8)) for count in GRID.to_numpy().ravel()}
    on_cells = {"#fefefe", "#10151b"}
    known = {style.INK, style.MUTED, style.GRID, style.PAPER, style.ACCENT, style.REST, *style.CATEGORIES}

    found = set(re.findall(r"#[0-9a-f]{6}\b", files[kind]))

    assert found <= known | (scale | on_cells if kind == "heatmap" else set())
    assert not re.search(r"(fill|stroke): ?(black|white|rgb)", files[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_is_on_the_sheet(kind, drawn):
    """No label, number or title is cut off at the edge."""
    assert spilt(drawn[kind]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_long_titles_take_more_lines(kind):
    """Title, subtitle and source of any length are broken into lines and stay on the sheet."""
    figure = pictures(LONG)[kind]

    assert spilt(figure) == []
    assert figure.get_figheight() > pictures()[kind].get_figheight()


def test_long_labels_stay_on_the_sheet():
    """A label of a hundred characters is broken and shortened rather than cut off, in every kind of figure."""
    number = "94 documents alone, 63 with others"
    amount = "more than USD 24.126 bn (CNY 173.3 bn), not added"
    grid = pd.DataFrame([[8, 1]], [LABEL], ["Turkmenistan", "Kyrgyzstan and Uzbekistan together"])
    figures = {
        "bars": bars([Bar(LABEL, 94, number, beyond=63), Bar("Short", 1, number)], WORDS),
        "ranges": ranges([Range(LABEL, bounds(24e9, "more than"), amount), Range(LABEL, None, amount)], WORDS),
        "timeline": timeline([Moment(LABEL, DAY, DAY), Moment(LABEL, DAY, dt.date(2025, 6, 30))], WORDS, LINES),
        "heatmap": heatmap(grid, WORDS),
    }

    assert {kind: spilt(figure) for kind, figure in figures.items()} == {key: [] for key in figures}


def test_a_figure_is_as_wide_as_the_page():
    """Every figure has the width of the text, whatever is on it."""
    assert {round(figure.get_figwidth() * 25.4, 6) for figure in pictures(LONG).values()} == {style.WIDTH_MM}


def test_drawing_changes_nothing():
    """A figure takes its values as they are: the table it was given, and matplotlib's settings, stay the same."""
    grid, settings_before = GRID.copy(), dict(mpl.rcParams)

    for kind, figure in pictures().items():
        svg(figure, kind)

    pd.testing.assert_frame_equal(grid, GRID)
    assert dict(mpl.rcParams) == settings_before
