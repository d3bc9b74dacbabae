"""
Exploring: ask one question of a summit's data at a time, and take the answer along.

It stands above both lanes: questions are answered by the sections of the reports, pictures are written by the
publishing lane. `ask` needs no widget; `panel` (ipywidgets, the extra ``lab``) puts the same questions by mouse.
"""

from summit_report.explore.answers import Answer, ask
from summit_report.explore.measures import MEASURES
from summit_report.explore.selection import Selection

__all__ = ["MEASURES", "Answer", "Selection", "ask"]
