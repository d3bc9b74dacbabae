"""
A figure that was drawn is not drawn again: reports that differ in their currency share most of their figures.

A process that forks others draws for all of them.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from summit_report.analysis.figures.canvas import svg

MOST = 64
"""So many figures are kept, some tens of kilobytes each: those of a few reports."""
_WHERE_TO_SHOW = ("backend", "backend_fallback", "interactive", "toolbar", "webagg")
_drawn: dict[bytes, str] = {}


def drawing(draw: Callable[[], Figure], name: str) -> str:
    """
    Return the figure that *draw* gives as one SVG document called *name*, see `svg`.

    Where *draw* is a partial of a figure's function, what it gave lately for equal values, name and settings of
    matplotlib is returned again.
    """
    key = _key(draw, name)
    found = _drawn.pop(key, None) if key else None
    text = svg(draw(), name) if found is None else found
    if key:
        _drawn[key] = text  # as the latest
        for oldest in list(_drawn)[:-MOST]:
            del _drawn[oldest]
    return text


def forget() -> None:
    """Forget all figures: the next ones are drawn."""
    _drawn.clear()


def _key(draw: Callable[[], Figure], name: str) -> bytes | None:
    """Return what the picture depends on, or None if that cannot be told."""
    if not isinstance(draw, partial):
        return None
    try:
        return pickle.dumps((draw.func, draw.args, sorted(draw.keywords.items()), name, _settings()))
    except (pickle.PicklingError, AttributeError, TypeError):  # a function or an object within another
        return None


def _settings() -> list[tuple[str, Any]]:
    """Return the settings of matplotlib that a notebook has changed, and that may change a picture."""
    default = _default()
    now = dict.items(mpl.rcParams)  # its own way looks at each name for what is deprecated
    return [(name, value) for name, value in now if name in default and value != default[name]]


@cache
def _default() -> dict[str, Any]:
    return {name: value for name, value in dict.items(mpl.rcParamsDefault) if not name.startswith(_WHERE_TO_SHOW)}
