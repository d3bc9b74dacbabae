"""What a reader sees of a cell, so that tags mean the same in HTML and in PDF."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Show = Literal["shown", "folded", "hidden"]

#: Tag to the state of input and output, in the spelling of Jupyter Book; `None` leaves that side as it is.
TAGS: dict[str, tuple[Show | None, Show | None]] = {
    "remove-cell": ("hidden", "hidden"),
    "remove-input": ("hidden", None),
    "remove-output": (None, "hidden"),
    "hide-cell": ("folded", "folded"),
    "hide-input": ("folded", None),
    "hide-output": (None, "folded"),
}
_NAME = re.compile(r"<IPython\.core\.display\.\w+ object>")
_RANK: dict[Show, int] = {"shown": 0, "folded": 1, "hidden": 2}


@dataclass(frozen=True)
class Visibility:
    """
    The state of a cell's two sides.

    "folded" can be opened by the reader: a closed `<details>` in HTML. Paper cannot be opened, so a PDF leaves it out.
    The content of a markdown cell is its *input*.
    """

    input: Show = "shown"
    output: Show = "shown"


def cell_visibility(cell: Mapping[str, Any]) -> Visibility:
    """Return what the tags and JupyterLab's own collapse marks of *cell* say; the strictest wins."""
    metadata = cell.get("metadata", {})
    states = [TAGS[tag] for tag in metadata.get("tags", ()) if tag in TAGS]
    states.append(_collapsed(metadata.get("jupyter", {})))
    return Visibility(input=_strictest(state[0] for state in states), output=_strictest(state[1] for state in states))


def _collapsed(jupyter: Mapping[str, Any]) -> tuple[Show | None, Show | None]:
    """Read the marks that JupyterLab sets when a user collapses a cell with the mouse."""
    return (
        "folded" if jupyter.get("source_hidden") else None,
        "folded" if jupyter.get("outputs_hidden") else None,
    )


def _strictest(states: Iterable[Show | None]) -> Show:
    return max((state for state in states if state), key=_RANK.__getitem__, default="shown")


def tells_nothing(text: str) -> bool:
    """Say whether *text*, the plain form of an output, is empty or only the name that Python has for its real form."""
    return not text.strip() or _NAME.fullmatch(text.strip()) is not None
