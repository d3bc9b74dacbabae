"""When: dated events in rows, solid when done, hollow when planned, as wide as the date is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib import dates as mdates
from matplotlib.figure import Figure

from summit_report.analysis.figures.canvas import Words, fitted, label_room, rows_mm, sheet
from summit_report.analysis.style import ACCENT, GRID, INK, MUTED, PAPER, house_style

LABEL_MM = 84.0
RIGHT_MM = 6.0
HEAD_MM = 5.0


@dataclass(frozen=True)
class Moment:
    """
    One event in the row *label*, some time from *start* to *end* (the same day when the day is known).

    A *late* one was planned for a time that has passed. A *reported* one stands on the day of the report of it.
    """

    label: str
    start: dt.date
    end: dt.date
    done: bool = True
    color: str = ACCENT
    late: bool = False
    reported: bool = False


def timeline(moments: Sequence[Moment], words: Words, lines: Sequence[tuple[dt.date, str]] = ()) -> Figure:
    """Draw *moments* in one row per label, in the order of first appearance, with named vertical *lines*."""
    rows = list(dict.fromkeys(moment.label for moment in moments))
    with house_style():
        labels = [fitted(label, LABEL_MM - 4) for label in rows]
        left = label_room([line for label in labels for line in label.split("\n")], most_mm=LABEL_MM)
        positions, height = rows_mm(labels)
        fig, axes = sheet(words, height, left, RIGHT_MM, head_mm=HEAD_MM)
        axes.hlines(positions, 0, 1, color=GRID, linewidth=0.6, zorder=0, transform=axes.get_yaxis_transform())
        for moment in moments:
            _draw(axes, moment, positions[rows.index(moment.label)])
        _span(axes, moments, lines)
        for day, name in lines:
            _line(axes, day, name)
        axes.set_ylim(height, 0)
        axes.set_yticks(positions, labels)
    return fig


def _line(axes, day: dt.date, name: str) -> None:  # type: ignore[no-untyped-def]  # Axes of matplotlib
    x = mdates.date2num(day)
    first, last = axes.get_xlim()
    late = (x - first) / (last - first) > 0.8  # its name would run off the sheet
    axes.axvline(x, color=MUTED, linewidth=0.9, linestyle=(0, (3, 2)))
    axes.annotate(
        name,
        (x, 1.0),
        (-3 if late else 3, 4),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        color=MUTED,
        fontsize=8,
        ha="right" if late else "left",
    )


def _draw(axes, moment: Moment, y: float) -> None:  # type: ignore[no-untyped-def]  # Axes of matplotlib
    start, end = mdates.date2num(moment.start), mdates.date2num(moment.end)
    look = {"color": moment.color, "zorder": 3}
    if moment.late:
        axes.annotate(
            "late", (end, y), (6, 0), textcoords="offset points", va="center", color=INK, fontsize=8, weight=600
        )
    if end - start > 1:
        axes.plot([start, end], [y, y], linewidth=5 if moment.done else 1.4, solid_capstyle="butt", alpha=1, **look)
        if not moment.done:
            axes.plot([start, end], [y, y], "|", markersize=8, **look)
        return
    if moment.reported:
        axes.plot(start, y, "|", markersize=9, markeredgewidth=1.6, **look)
        return
    face = moment.color if moment.done else PAPER
    axes.plot(
        start, y, "o", markersize=6.5, markerfacecolor=face, markeredgecolor=moment.color, markeredgewidth=1.4, zorder=3
    )


def _span(axes, moments: Sequence[Moment], lines: Sequence[tuple[dt.date, str]]) -> None:  # type: ignore[no-untyped-def]
    days = [day for moment in moments for day in (moment.start, moment.end)] + [day for day, _ in lines]
    first, last = mdates.date2num(min(days)), mdates.date2num(max(days))
    room = max(20.0, (last - first) * 0.04)
    axes.set_xlim(first - room, last + room)
    axes.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=3, maxticks=8))
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(axes.xaxis.get_major_locator()))
    axes.xaxis.get_offset_text().set_visible(False)
    axes.tick_params(axis="x", colors=INK)
