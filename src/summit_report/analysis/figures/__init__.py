"""
Figures, one function per kind of question: values in, `Figure` out. They neither show nor save; `svg` writes one.
"""

from summit_report.analysis.figures.bars import Bar, bars, bars_that_fit
from summit_report.analysis.figures.canvas import Words, svg
from summit_report.analysis.figures.gaps import Apart, gaps
from summit_report.analysis.figures.heatmap import grid_that_fits, heatmap
from summit_report.analysis.figures.ladder import Ladder, ladders, rungs_that_fit
from summit_report.analysis.figures.ranges import Range, ranges, ranges_that_fit
from summit_report.analysis.figures.recounted import Measure, Other, recounted
from summit_report.analysis.figures.remembered import drawing
from summit_report.analysis.figures.rivals import Claimed, Dispute, rivals
from summit_report.analysis.figures.shares import rows_of_shares, shares
from summit_report.analysis.figures.squares import Squares, squares, squares_that_fit
from summit_report.analysis.figures.timeline import Moment, timeline, timeline_mm
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
    "bars_that_fit",
    "drawing",
    "gaps",
    "grid_that_fits",
    "heatmap",
    "ladders",
    "ranges",
    "ranges_that_fit",
    "recounted",
    "rivals",
    "rows_of_shares",
    "rungs_that_fit",
    "shares",
    "squares",
    "squares_that_fit",
    "svg",
    "timeline",
    "timeline_mm",
    "waterfall",
]
