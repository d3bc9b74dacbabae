"""
What both exporters do to a notebook first.

nbconvert copies a notebook twice before every export, a megabyte of exhibits with it. Nothing changes an exhibit on its
way to the page, so a copy may well be the same object. And the cell that papermill adds with a run's own parameters
shows itself as the cell does whose values it replaces. A notebook that was never run says so; a heading whose exhibits
are all empty is left out with them.
"""

import re
from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode

from summit_report import blocks
from summit_report.publishing.exporters.visibility import cell_visibility

NOT_RUN = "This notebook has not been run, so what its cells show is missing here. Run all cells, then export it again."
INJECTED = "injected-parameters"
_HEADING = re.compile(r"(#{1,6}) ")


class Kept(NotebookNode):
    """An exhibit's output that stays itself when the notebook around it is copied."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Kept":
        return self


def preprocessors(*names: str) -> list[str]:
    """Return nbconvert's preprocessors *names*, and no more: it makes each for every export, even if off."""
    return [f"nbconvert.preprocessors.{name}Preprocessor" for name in names]


def prepared(nb: NotebookNode) -> NotebookNode:
    """
    Return *nb* with exhibits as `Kept` and injected parameters as visible as its own; *nb* stays as it is.

    If no cell was run, and some would show nothing but what they give, the first lines say so.
    """
    declared = next((cell for cell in nb.cells if "parameters" in _tags(cell)), None)
    cells = [_cell(cell, declared) for cell in _filled(nb.cells)]
    if _is_blank(nb):
        note = NotebookNode(cell_type="markdown", id="not-run", metadata=NotebookNode(), source=NOT_RUN)
        cells.insert(1 if cells[0].cell_type == "markdown" else 0, note)  # below a title
    return _with(nb, cells=cells)


def _is_blank(nb: NotebookNode) -> bool:
    """Tell whether cells of *nb* that show only what they give have given nothing, since none was run."""
    codes = [cell for cell in nb.cells if cell.cell_type == "code" and cell.source.strip()]
    if any(cell.get("outputs") or cell.get("execution_count") for cell in codes):
        return False
    seen = [cell_visibility(cell) for cell in codes]
    return any(one.output == "shown" and one.input != "shown" for one in seen)


def _filled(cells: Sequence[NotebookNode]) -> list[NotebookNode]:
    """
    Return *cells* without headings that have nothing below them: each exhibit there has no block, and no part is left.

    A heading above no exhibit at all stays: its words are its content.
    """
    kept: list[NotebookNode] = []
    last, next_level = len(cells), 1
    for place in range(len(cells) - 1, -1, -1):
        if not (level := _level(cells[place])):
            continue
        below = cells[place + 1 : last]
        shown = [cell for cell in below if not _is_empty(cell)]
        if shown or not below or next_level > level:
            kept[:0] = cells[place:last]
            next_level = level
        last = place
    return [*cells[:last], *kept]


def _level(cell: NotebookNode) -> int:
    """Return the level of the heading that a Markdown *cell* begins with; 0 where it begins with none."""
    found = _HEADING.match(cell.source) if cell.cell_type == "markdown" else None
    return len(found[1]) if found else 0


def _is_empty(cell: NotebookNode) -> bool:
    """Tell whether *cell* shows an exhibit, and nothing in it."""
    outputs = cell.get("outputs") or []
    return bool(outputs) and all(blocks.read(output) == [] for output in outputs)


def _cell(cell: NotebookNode, declared: NotebookNode | None) -> NotebookNode:
    if declared is not None and INJECTED in _tags(cell):
        cell = _with(cell, metadata=_with(declared.metadata, tags=[*_tags(declared), INJECTED]))
    outputs = cell.get("outputs")
    return _with(cell, outputs=[_output(output) for output in outputs]) if outputs else cell


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.get("metadata", {}).get("tags", []))


def _output(output: NotebookNode) -> NotebookNode:
    data = output.get("data", NotebookNode())
    return Kept({**output, "data": NotebookNode(data)}) if blocks.MIME in data else output


def _with(node: NotebookNode, **changed: Any) -> NotebookNode:
    return NotebookNode({**node, **changed})
