"""Imports what a report's notebook will need, so that a kernel forked from a template starts with it loaded."""

from summit_report.analysis import report, sections  # noqa: F401
from summit_report.analysis.style import register_fonts

register_fonts()
