"""
Figures, one function per kind of question: values in, `Figure` out. They neither show nor save; `svg` writes one.
"""

from summit_report.analysis.figures.bars import Bar, bars
from summit_report.analysis.figures.canvas import Words, svg
from summit_report.analysis.figures.heatmap import heatmap
from summit_report.analysis.figures.ranges import Range, ranges
from summit_report.analysis.figures.timeline import Moment, timeline

__all__ = ["Bar", "Moment", "Range", "Words", "bars", "heatmap", "ranges", "svg", "timeline"]
