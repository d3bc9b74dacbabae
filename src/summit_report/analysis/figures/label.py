"""A label of several lines, each of which stays at the edge of its axis whatever typeface sets it."""

from __future__ import annotations

from typing import Any

from matplotlib.text import Text
from matplotlib.transforms import Affine2D

_BELOW = {"bottom": 1.0, "baseline": 1.0, "top": 0.0}  # the share of the lines after the first that lie above the point


class Label(Text):
    """
    Text whose lines are aligned one by one.

    Matplotlib aligns them to each other by the widths that it measured; where another font sets the letters, as the
    Arabic ones, a line would begin off the sheet.
    """

    def draw(self, renderer: Any) -> None:
        """Draw each line as a text of its own."""
        lines = self.get_text().split("\n")
        if len(lines) == 1:
            super().draw(renderer)
            return
        step = renderer.points_to_pixels(self.get_fontsize())
        raised = (len(lines) - 1) * _BELOW.get(self.get_verticalalignment(), 0.5)
        for i, line in enumerate(lines):
            one = Text(*self.get_position(), line)
            one.update_from(self)
            one.set_figure(self.figure)
            one.set_transform(self.get_transform() + Affine2D().translate(0, (raised - i) * step))
            one.draw(renderer)
        self.stale = False
