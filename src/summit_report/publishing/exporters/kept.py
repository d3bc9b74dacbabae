"""
Exhibits that are not copied: nbconvert copies a notebook twice before every export, a megabyte of blocks with it.

Nothing changes an exhibit on its way to the page, so a copy may well be the same object.
"""

from typing import Any

from nbformat import NotebookNode

from summit_report import blocks


class Kept(dict[str, Any]):
    """An exhibit's data that stays itself when the notebook around it is copied."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Kept":
        return self


def keep_exhibits(nb: NotebookNode) -> NotebookNode:
    """Return *nb* with its exhibits as `Kept`; *nb* itself stays as it is."""
    return _with(nb, cells=[_cell(cell) for cell in nb.cells])


def _cell(cell: NotebookNode) -> NotebookNode:
    outputs = cell.get("outputs")
    return _with(cell, outputs=[_output(output) for output in outputs]) if outputs else cell


def _output(output: NotebookNode) -> NotebookNode:
    data = output.get("data", NotebookNode())
    return _with(output, data=_with(data, **{blocks.MIME: Kept(data[blocks.MIME])})) if blocks.MIME in data else output


def _with(node: NotebookNode, **changed: Any) -> NotebookNode:
    return NotebookNode({**node, **changed})
