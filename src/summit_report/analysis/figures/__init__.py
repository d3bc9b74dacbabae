"""
Figures, one function per kind of question: values in, `Figure` out. They neither show nor save; `svg` writes one.
"""

from summit_report.analysis.figures.bars import Bar, bars
from summit_report.analysis.figures.canvas import Words, svg
from summit_report.analysis.figures.dumbbell import Measure, Other, dumbbell
from summit_report.analysis.figures.gaps import Apart, gaps
from summit_report.analysis.figures.heatmap import heatmap
from summit_report.analysis.figures.ladder import Ladder, ladders
from summit_report.analysis.figures.ranges import Range, ranges
from summit_report.analysis.figures.rivals import Claimed, Dispute, rivals
from summit_report.analysis.figures.shares import rows_of_shares, shares
from summit_report.analysis.figures.squares import Squares, squares
from summit_report.analysis.figures.timeline import Moment, timeline
from summit_report.analysis.figures.waterfall import Step, waterfall

__all__ = [
    "Apart",
    "Bar",
    "Claimed",
    "Dispute",
    "Ladder",
    "Measure",
    "Moment",
    "Other",
    "Range",
    "Squares",
    "Step",
    "Words",
    "bars",
    "dumbbell",
    "gaps",
    "heatmap",
    "ladders",
    "ranges",
    "rivals",
    "rows_of_shares",
    "shares",
    "squares",
    "svg",
    "timeline",
    "waterfall",
]
