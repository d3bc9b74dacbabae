"""What choices are made with: lists of boxes to tick, drop-downs and buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import ipywidgets as widgets

WIDE = widgets.Layout(width="100%")
ROW = widgets.Layout(width="96%", height="26px", flex="0 0 auto")


class Choice(widgets.VBox):
    """A list of boxes to tick; none ticked means all. *changed* is called after each change by hand."""

    def __init__(self, title: str, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._offered: list[tuple[str, str]] | None = None
        self._made: dict[tuple[str, str], widgets.Checkbox] = {}
        self._head = widgets.HTML(f"<b>{title}</b> (none: all)")
        self._list = widgets.VBox(layout=widgets.Layout(max_height="150px", overflow="auto", flex="0 0 auto"))
        super().__init__([self._head, self._list], layout=widgets.Layout(margin="8px 0 0"))

    def offer(self, options: Mapping[str, str], ticked: Sequence[str] = ()) -> None:
        """Offer *options*, labels by value; what was *ticked* stays so where it is still offered."""
        if list(options.items()) == self._offered:
            return
        self._offered = list(options.items())
        self.boxes = {value: self._box(value, label) for value, label in options.items()}
        for value, box in self.boxes.items():
            box.value = value in ticked
        self._list.children = tuple(self.boxes.values())
        self.layout.display = None if options else "none"

    def _box(self, value: str, label: str) -> widgets.Checkbox:
        """Return the box of *value*, which is made once: to make one takes as long as to draw a bar."""
        if (value, label) not in self._made:
            box = widgets.Checkbox(description=label, tooltip=label, indent=False, layout=ROW)
            box.observe(lambda change: self._changed(), "value")
            self._made[value, label] = box
        return self._made[value, label]

    @property
    def values(self) -> tuple[str, ...]:
        """The ticked values."""
        return tuple(value for value, box in self.boxes.items() if box.value)


def button(description: str, icon: str, tooltip: str) -> widgets.Button:
    """Return a button as wide as what stands on it."""
    layout = widgets.Layout(width="auto", flex="0 0 auto")
    return widgets.Button(description=description, icon=icon, tooltip=tooltip, layout=layout)


def dropdown(options: Mapping[str, str], value: str) -> widgets.Dropdown:
    """Offer *options*, labels by value; a *value* that is none of them is offered too, for the answer to refuse."""
    pairs = [(label, one) for one, label in ({value: value} | dict(options)).items()]
    return widgets.Dropdown(options=pairs, value=value, layout=WIDE)
