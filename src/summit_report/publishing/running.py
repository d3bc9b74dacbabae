"""Run a notebook through papermill. Imported only when there is work, because papermill takes its time to load."""

import json
import re
from pathlib import Path
from typing import IO, TYPE_CHECKING

import nbformat
import orjson
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors, remove_error_markers
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from summit_report.errors import BuildError
from summit_report.project import DATA_VARIABLE, DOWNLOADS_VARIABLE
from summit_report.publishing import exports, stored
from summit_report.publishing.engine import SummitEngine
from summit_report.publishing.execution import execute
from summit_report.publishing.plans import DOWNLOADS
from summit_report.publishing.records import Record
from summit_report.publishing.stable import INJECTED_ID

if TYPE_CHECKING:
    from summit_report.publishing.plans import Plan
    from summit_report.publishing.publish import Work

ENGINE = "summit"
COLOUR_CODES = re.compile(r"\x1b\[[0-9;]*m")


def run(plan: "Plan", record: Record, output: Path, log: IO[str], work: "Work") -> NotebookNode:
    """
    Run the notebook of *plan*, save it as *output* and return it; *work* hears of each cell, and its turn is taken.

    Raises BuildError with source and error of the cell that failed; *record* then names the cell, too.
    """
    nb = prepared(plan)
    parts = [index for index, cell in enumerate(nb.cells) if "appendix" in cell.metadata.get("tags", ())]

    def begins(index: int) -> None:
        work.progress("execute", index, plan.cells)
        if index in parts[:1]:
            exports.begin_pages(nb.cells[:index], plan, work.pool)

    nb = execute(
        nb,
        SummitEngine.nb_kernel_name(nb),
        progress_bar=False,
        folder=plan.notebook.parent,
        environment={
            DOWNLOADS_VARIABLE: str((output.parent / DOWNLOADS).absolute()),
            **({DATA_VARIABLE: str(plan.data[-1])} if plan.edition.data else {}),
        },
        kernel_log=log,
        execution_timeout=plan.edition.limits.get("cell_seconds"),
        deadline=plan.edition.limits.get("report_seconds"),
        on_cell=begins,
        turn=work.turn,
    )
    try:
        raise_for_execution_errors(nb, None)
    except PapermillExecutionError as error:
        save(nb, output)  # papermill has marked the cell in it
        note_failure(record, nb, error)
        raise cell_error(record) from error
    save(nb, output)
    record.cells = count_cells(nb)
    return nb


def prepared(plan: "Plan") -> NotebookNode:
    """
    Return the notebook of *plan* with its parameters in a cell of their own, as papermill puts them there.

    papermill's own call does the same, and writes the notebook out, file or none, which takes as long as a figure.
    """
    nb = load_notebook_node(source_notebook(plan.notebook))
    if plan.edition.parameters:
        nb = parameterize_notebook(nb, dict(plan.edition.parameters), engine_name=ENGINE)
    return remove_error_markers(nb)


def save(nb: NotebookNode, file: Path) -> None:
    """Write *nb* to *file*, keys in order."""
    try:
        text = orjson.dumps(nb, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:  # it has numbers or nesting beyond its limits, or what is no character
        text = f"{json.dumps(nb, indent=2, sort_keys=True)}\n".encode()
    file.write_bytes(text)


def source_notebook(file: Path) -> NotebookNode:
    """
    Return the notebook in *file* without the outputs of earlier runs.

    Cells of old formats, which have no ids, get the same ones every time.
    """
    nb = nbformat.read(file, as_version=nbformat.NO_CONVERT)
    if nb.nbformat != 4:
        nb = nbformat.convert(nb, 4)
    for index, cell in enumerate(nb.cells):
        cell.setdefault("id", f"cell-{index}")
    nb.nbformat_minor = max(nb.nbformat_minor, 5)
    stored.strip(nb)
    return nb


def note_failure(record: Record, nb: NotebookNode, error: PapermillExecutionError) -> None:
    """Write into *record* which cell of *nb*, as papermill left it, failed and why."""
    markers = 2  # papermill has put one at the top and one before the cell
    before = nb.cells[1 : error.cell_index + 1]
    record.cells = count_cells(nb)
    record.failure = {
        "cell": error.cell_index - sum(cell.get("id") == INJECTED_ID for cell in before),
        "id": nb.cells[error.cell_index + markers].get("id"),
        "source": error.source,
        "error": error.ename,
        "message": error.evalue,
        "traceback": [COLOUR_CODES.sub("", line) for line in error.traceback],
    }


def cell_error(record: Record) -> BuildError:
    """Return the error that shows a reader of the terminal the failed cell of *record*."""
    failure = record.failure or {}
    source = "\n".join(f"    {line}" for line in str(failure["source"]).splitlines())
    return BuildError(f"cell {failure['cell'] + 1} failed:\n{source}\n{failure['error']}: {failure['message']}")


def count_cells(nb: NotebookNode) -> dict[str, int]:
    """Return how many cells *nb* has, how many hold code, how many of those ran and how many failed."""
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    failed = [cell for cell in code if cell.metadata.get("papermill", {}).get("exception")]
    ran = [cell for cell in code if cell.execution_count is not None]
    return {"all": len(nb.cells), "code": len(code), "ran": len(ran), "failed": len(failed)}
