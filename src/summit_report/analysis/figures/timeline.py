"""When: dated events in rows, solid when done, hollow when planned, as wide as the date is known."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib import dates as mdates
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from summit_report.analysis.figures.canvas import (
    MM_PER_INCH,
    Words,
    column_labels,
    fitted,
    label_room,
    outside_mm,
    row_labels,
    rows_mm,
    sheet,
)
from summit_report.analysis.figures.lettering import Across, write
from summit_report.analysis.style import ACCENT, GRID, MUTED, PAPER, WIDTH_MM, house_style, text_width_mm

LABEL_MM, LABEL_LINES = 84.0, 3
RIGHT_MM, AXIS_MM = 8.0, 5.0
HEAD_MM = 5.0  # for the names of the vertical lines
KEY_MM, SAMPLE_MM, KEY_GAP_MM = 4.2, 6.0, 5.0  # a line of the key, a sample in it, the room after its words
SMALL = 8.0  # points
DOT_MM, LANE_MM = 2.2, 2.8  # a dot, and how far apart events are set that would cover each other
LATE_MM = 8.0  # the word beside what is late
EPOCH = dt.date(1970, 1, 1).toordinal()
MOST_YEARS, MOST_MONTHS = 9, 5  # labels on the axis: more would touch


@dataclass(frozen=True)
class Moment:
    """
    One event in the row *label*, some time from *start* to *end* (the same day when the day is known).

    A *late* one was planned for a time that has passed. A *reported* one took place by *end*: the day of the report
    of it, or the last day of a month by which it was done.
    """

    label: str
    start: dt.date
    end: dt.date
    done: bool = True
    color: str = ACCENT
    late: bool = False
    reported: bool = False

    @property
    def looks(self) -> str:
        """Which sample of the key the moment is drawn as."""
        if self.reported:
            return "by"
        days = "day" if (self.end - self.start).days < 1 else "span"
        return f"{'done' if self.done else 'planned'}-{days}"


KEY = {
    "done-day": "done",
    "done-span": "done in that month or year",
    "by": "done by then, as reported",
    "planned-day": "planned",
    "planned-span": "planned for that month or year",
}


@dataclass(frozen=True)
class _Plan:
    """Where everything goes, in millimetres, before anything is drawn."""

    labels: list[str]
    left: float
    limits: tuple[float, float]
    scale: float
    events: list[list[Moment]]
    lanes: list[list[int]]
    positions: list[float]
    height: float
    key: list[list[str]]

    @property
    def head(self) -> float:
        """The height of what stands above the rows."""
        return HEAD_MM + KEY_MM * len(self.key)


def timeline(moments: Sequence[Moment], words: Words, lines: Sequence[tuple[dt.date, str]] = ()) -> Figure:
    """
    Draw *moments* in one row per label, in the order of first appearance, with named vertical *lines*.

    A key above the rows shows how the kinds that occur are drawn. Events of a row that would cover each other are set
    one above the other.
    """
    plan = _planned(moments, lines)
    with house_style():
        fig, axes = sheet(words, plan.height, plan.left, RIGHT_MM, axis_mm=AXIS_MM, head_mm=plan.head)
        edges = [0.0]
        for middle in plan.positions:
            edges.append(2 * middle - edges[-1])
        axes.hlines(edges, 0, 1, color=GRID, linewidth=0.6, zorder=0, transform=axes.get_yaxis_transform())
        for middle, found, lanes in zip(plan.positions, plan.events, plan.lanes, strict=True):
            for moment, lane in zip(found, lanes, strict=True):
                _draw(axes, moment, middle + (lane - max(lanes) / 2) * LANE_MM)
        axes.set_xlim(*plan.limits)
        _ticks(axes)
        for i, (day, name) in enumerate(lines):
            _line(axes, day, name, plan.scale, [other for j, (other, _) in enumerate(lines) if j != i])
        axes.set_ylim(plan.height, 0)
        row_labels(axes, plan.positions, plan.labels)
        _draw_key(fig, axes, plan.key)
    return fig


def timeline_mm(moments: Sequence[Moment], words: Words, lines: Sequence[tuple[dt.date, str]] = ()) -> float:
    """Return how high, in millimetres, `timeline` would draw the same: to draw takes twenty times as long."""
    plan = _planned(moments, lines)
    return outside_mm(words) + plan.head + plan.height + AXIS_MM


def _planned(moments: Sequence[Moment], lines: Sequence[tuple[dt.date, str]]) -> _Plan:
    rows = list(dict.fromkeys(moment.label for moment in moments))
    labels = [fitted(label, LABEL_MM - 4, lines=LABEL_LINES) for label in rows]
    left = label_room([line for label in labels for line in label.split("\n")], most_mm=LABEL_MM)
    limits = _limits(moments, lines)
    scale = (WIDTH_MM - left - RIGHT_MM) / (limits[1] - limits[0])
    events = [[moment for moment in moments if moment.label == row] for row in rows]
    lanes = [_lanes(found, scale) for found in events]
    positions, height = rows_mm(labels, least=[LANE_MM * (1 + max(lane)) + 1.6 for lane in lanes])
    key = _key_lines([look for look in KEY if any(moment.looks == look for moment in moments)])
    return _Plan(labels, left, limits, scale, events, lanes, positions, height, key)


def _limits(moments: Sequence[Moment], lines: Sequence[tuple[dt.date, str]]) -> tuple[float, float]:
    days = [day for moment in moments for day in (moment.start, moment.end)] + [day for day, _ in lines]
    first, last = _number(min(days)), _number(max(days))
    room = max(20.0, (last - first) * 0.04)
    return first - room, last + room


def _number(day: dt.date) -> float:
    """Return *day* as matplotlib counts days; its own function goes through an array for each."""
    return float(day.toordinal() - EPOCH)


def _lanes(moments: Sequence[Moment], scale: float) -> list[int]:
    """Give each moment the first lane where nothing covers it; *scale* is in millimetres a day."""
    ends: list[float] = []
    lanes = [0] * len(moments)
    for i, moment in sorted(enumerate(moments), key=lambda one: (one[1].start, one[1].end)):
        begin = _number(moment.end if moment.reported else moment.start) * scale - DOT_MM / 2
        end = _number(moment.end) * scale + DOT_MM / 2 + (LATE_MM if moment.late else 0.0)
        lanes[i] = next((lane for lane, taken in enumerate(ends) if taken <= begin), len(ends))
        ends[lanes[i] : lanes[i] + 1] = [end]
    return lanes


def _draw(axes: Axes, moment: Moment, y: float) -> None:
    start, end = _number(moment.start), _number(moment.end)
    if moment.late:
        write(axes, end, y, "late", size=SMALL, weight=600, shift=(6, 0))
    for line in _samples(moment.looks, start, end, y, moment.color):
        axes.add_artist(line)  # `add_line` would work out the limits of the axes anew for each


def _samples(looks: str, start: float, end: float, y: float, color: str) -> list[Line2D]:
    """Return the lines that draw a moment of one kind, in the figure and in its key."""
    look: dict[str, Any] = {"color": color, "zorder": 3}
    if looks == "by":
        return [Line2D([end], [y], marker="|", markersize=8, markeredgewidth=1.6, linestyle="none", **look)]
    if looks == "done-span":
        return [Line2D([start, end], [y, y], linewidth=5, solid_capstyle="butt", **look)]
    if looks == "planned-span":
        ends = Line2D([start, end], [y, y], marker="|", markersize=7, linestyle="none", **look)
        return [Line2D([start, end], [y, y], linewidth=1.4, solid_capstyle="butt", **look), ends]
    face = color if looks == "done-day" else PAPER
    edge: dict[str, Any] = {"markerfacecolor": face, "markeredgecolor": color, "markeredgewidth": 1.2}
    return [Line2D([start], [y], marker="o", markersize=5.5, linestyle="none", **edge, **look)]


def _line(axes: Axes, day: dt.date, name: str, scale: float, others: Sequence[dt.date]) -> None:
    """Draw a named vertical line; its name stands on the right, or on the left where the right has no room."""
    x = _number(day)
    room = text_width_mm(name, SMALL) + 2.0
    ends = [axes.get_xlim()[1] + RIGHT_MM / scale, *(_number(other) for other in others)]
    left = any(0 <= (end - x) * scale < room for end in ends)
    axes.axvline(x, color=MUTED, linewidth=0.9, linestyle=(0, (3, 2)))
    ha: Across = "right" if left else "left"
    above, shift = axes.get_xaxis_transform(), (-3 if left else 3, 4)
    write(axes, x, 1.0, name, size=SMALL, color=MUTED, ha=ha, va="baseline", transform=above, shift=shift)


def _ticks(axes: Axes) -> None:
    """Label years, or months with their year where there are few years; never so many that labels touch."""
    first, last = axes.get_xlim()
    months = (last - first) / 30.4
    locator: mdates.DateLocator
    if months > MOST_MONTHS * 6:
        locator, form = mdates.YearLocator(math.ceil(months / 12 / MOST_YEARS)), "%Y"
    else:
        step = next(step for step in (1, 2, 3, 4, 6) if months <= step * MOST_MONTHS)
        locator, form = mdates.MonthLocator(range(1, 13, step)), "%b %Y"
    ticks = [tick for tick in locator.tick_values(*mdates.num2date((first, last))) if first <= tick <= last]
    column_labels(axes, ticks, [f"{mdates.num2date(tick):{form}}" for tick in ticks], top=False)


def _key_lines(looks: Sequence[str]) -> list[list[str]]:
    """Set the key into one line, or what is done above what is planned where the sheet has no room for both."""
    if sum(map(_key_width, looks)) <= WIDTH_MM:
        return [list(looks)]
    planned = [look for look in looks if look.startswith("planned")]
    return [[look for look in looks if look not in planned], planned]


def _key_width(look: str) -> float:
    return SAMPLE_MM + 1.5 + text_width_mm(KEY[look], SMALL) + KEY_GAP_MM


def _draw_key(fig: Figure, axes: Axes, key: Sequence[Sequence[str]]) -> None:
    """Draw the key above the names of the vertical lines, outside of the data."""
    height = fig.get_figheight() * MM_PER_INCH
    top = axes.get_position().y1 * height + HEAD_MM + KEY_MM * len(key)
    for i, line in enumerate(key):
        x, y = 0.0, (top - KEY_MM * (i + 0.5)) / height
        for look in line:
            begin, end = (x + 1.0, x + SAMPLE_MM) if look.endswith("span") else (x + SAMPLE_MM / 2, x + SAMPLE_MM / 2)
            for sample in _samples(look, begin / WIDTH_MM, end / WIDTH_MM, y, ACCENT):
                sample.set_transform(fig.transFigure)
                fig.add_artist(sample)
            write(fig, (x + SAMPLE_MM + 1.5) / WIDTH_MM, y, KEY[look], size=SMALL)
            x += _key_width(look)
