"""
What both exporters do to a notebook first.

nbconvert copies a notebook twice before every export, a megabyte of exhibits with it. Nothing changes an exhibit on its
way to the page, so a copy may well be the same object. And the cell that papermill adds with a run's own parameters
shows itself as the cell does whose values it replaces.
"""

from typing import Any

from nbformat import NotebookNode

from summit_report import blocks

INJECTED = "injected-parameters"


class Kept(NotebookNode):
    """An exhibit's data that stays itself when the notebook around it is copied."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Kept":
        return self


def preprocessors(*names: str) -> list[str]:
    """Return nbconvert's preprocessors *names*, and no more: it makes each for every export, even if off."""
    return [f"nbconvert.preprocessors.{name}Preprocessor" for name in names]


def prepared(nb: NotebookNode) -> NotebookNode:
    """Return *nb* with exhibits as `Kept` and injected parameters as visible as its own; *nb* stays as it is."""
    declared = next((cell for cell in nb.cells if "parameters" in _tags(cell)), None)
    return _with(nb, cells=[_cell(cell, declared) for cell in nb.cells])


def _cell(cell: NotebookNode, declared: NotebookNode | None) -> NotebookNode:
    if declared is not None and INJECTED in _tags(cell):
        cell = _with(cell, metadata=_with(declared.metadata, tags=[*_tags(declared), INJECTED]))
    outputs = cell.get("outputs")
    return _with(cell, outputs=[_output(output) for output in outputs]) if outputs else cell


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.get("metadata", {}).get("tags", []))


def _output(output: NotebookNode) -> NotebookNode:
    data = output.get("data", NotebookNode())
    return _with(output, data=_with(data, **{blocks.MIME: Kept(data[blocks.MIME])})) if blocks.MIME in data else output


def _with(node: NotebookNode, **changed: Any) -> NotebookNode:
    return NotebookNode({**node, **changed})
