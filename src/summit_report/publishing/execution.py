"""
Run a notebook so that the saved file says what happened.

papermill calls a notebook complete when a cell ran out of time, when the kernel died, or when a cell left with
`sys.exit()`, and calls it failed when an error was expected. This client mends these, through papermill's own hooks.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any

from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.engines import NotebookExecutionManager
from papermill.log import logger

from summit_report.publishing.client import QuickClient
from summit_report.publishing.kernels import kernel_manager
from summit_report.publishing.stable import join_streams, make_stable
from summit_report.publishing.temporary import private_folder
from summit_report.publishing.warm import kernel_environment

CELL_SECONDS = 600
NOTEBOOK_SECONDS = 1800
OUTPUT_SECONDS = 60  # for outputs that are still on their way when a cell has ended
OUTPUT_CHARACTERS = 100_000_000  # of one cell; the longest report has a tenth of it
LEAST = 100  # characters that a message costs in any case
KEPT_CHARACTERS = 2_000  # of a cell that would not stop, to see what it printed
Turn = AbstractContextManager[Any]
ENDS_RUN = (CellExecutionError, CellTimeoutError, DeadKernelError)


def execute(
    nb: NotebookNode,
    kernel_name: str,
    *,
    progress_bar: bool | dict[str, Any] = True,
    log_output: bool = False,
    stdout_file: IO[str] | None = None,
    stderr_file: IO[str] | None = None,
    start_timeout: int = 60,
    execution_timeout: float | None = None,
    deadline: float | None = None,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    kernel_log: IO[Any] | None = None,
    on_cell: Callable[[int], None] | None = None,
    turn: Turn | None = None,
    **_papermill: Any,
) -> NotebookNode:
    """
    Run every cell of *nb* in a kernel and return *nb* with its outputs.

    A cell may take *execution_timeout* seconds, the notebook *deadline* seconds; a cell that floods us with output is
    ended, too. The kernel works in *folder* (else the working folder) with *environment* on top of ours, and its own
    messages go to *kernel_log*. *on_cell* is told the index of each cell that is about to run. *turn* is held while
    cells run; the kernel starts and ends without it.
    A failed cell carries an error output, which papermill then raises as `PapermillExecutionError`.
    """
    workplace = folder or Path.cwd()
    manager = NotebookExecutionManager(nb, progress_bar=progress_bar, log_output=log_output, autosave_cell_every=0)
    manager.notebook_start()
    with private_folder() as sockets:
        client = ReportClient(
            manager,
            km=kernel_manager(kernel_name, str(sockets)),
            owns_km=True,
            limits=Limits(execution_timeout or CELL_SECONDS, deadline or NOTEBOOK_SECONDS),
            on_cell=on_cell or (lambda index: None),
            turn=turn or contextlib.nullcontext(),
            startup_timeout=start_timeout,
            log=logger,
            log_output=log_output,
            stdout_file=stdout_file,
            stderr_file=stderr_file,
        )
        streams = {"stdout": kernel_log, "stderr": kernel_log} if kernel_log else {}
        try:
            client.execute(cwd=str(workplace), env={**kernel_environment(), **(environment or {})}, **streams)
        finally:
            manager.cleanup_pbar()
    make_stable(nb, workplace)
    return nb


@contextlib.contextmanager
def forgotten_when_interrupted() -> Iterator[None]:
    """Let nobody be told how a cell ended, with the kernel, after the block was interrupted: asyncio would say so."""
    try:
        yield
    except KeyboardInterrupt:
        for task in asyncio.all_tasks(ensure_event_loop()):
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        raise


class Limits:
    """Seconds for one cell and for all cells together, counted from the first cell's start."""

    def __init__(self, cell: float, notebook: float) -> None:
        self.cell = cell
        self.notebook = notebook
        self.start()

    def start(self) -> None:
        """Start the clock of the whole run."""
        self.end = time.monotonic() + self.notebook

    def next_cell(self, _cell: NotebookNode | None = None) -> float:
        """Return how many seconds the next cell may take, at least one hundredth."""
        return max(min(self.cell, self.end - time.monotonic()), 0.01)

    def __str__(self) -> str:
        if time.monotonic() >= self.end:
            return f"the notebook ran longer than {self.notebook:g} s, the limit for all cells together"
        return f"the cell ran longer than {self.cell:g} s, the limit for one cell"


class ReportClient(QuickClient):
    """papermill's client, with every outcome in the notebook."""

    def __init__(
        self, nb_man: Any, limits: Limits, on_cell: Callable[[int], None], turn: Turn, owns_km: bool, **kw: Any
    ):
        super().__init__(
            nb_man,
            timeout_func=limits.next_cell,
            record_timing=False,
            shutdown_kernel="immediate",
            iopub_timeout=OUTPUT_SECONDS,
            **kw,
        )
        self.owns_km = owns_km
        self.limits = limits
        self.on_cell = on_cell
        self.turn = turn
        self.characters = 0

    def execute(self, **kwargs: Any) -> NotebookNode:
        """Start the kernel with *kwargs*, run the cells, stop the kernel."""
        self.reset_execution_trackers()
        with self.setup_kernel(**kwargs):
            with self.turn, forgotten_when_interrupted():
                self.limits.start()
                self.papermill_execute_cells()
            self.set_widgets_metadata()
        return self.nb

    def papermill_execute_cells(self) -> None:
        """Run the cells in order, up to the first that fails."""
        self.ask_ahead_for(self.nb.cells)
        for index, cell in enumerate(self.nb.cells):
            self.on_cell(index)
            self.characters = 0
            self.nb_man.cell_start(cell, index)
            try:
                try:
                    self.execute_cell(cell, index)
                finally:
                    cell.update({"outputs": join_streams(cell.outputs)} if "outputs" in cell else {})
                keep_expected_error(cell)
            except ENDS_RUN as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                self._show(error, cell, index)
                break
            finally:
                self.nb_man.cell_complete(cell, cell_index=index)

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Take in one message of the kernel; a cell that has put out too much gets no chance to fill our memory."""
        self.characters = 0 if msg["msg_type"] == "clear_output" else self.characters + size(msg["content"])
        output = super().process_message(msg, cell, cell_index)
        if self.characters > OUTPUT_CHARACTERS:
            self.task_poll_for_reply.cancel()  # as for a kernel that died
        return output

    def _show(self, error: Exception, cell: NotebookNode, index: int) -> None:
        """Make sure that *cell* has an error output that says why the run ended."""
        if self.characters > OUTPUT_CHARACTERS:
            shorten_outputs(cell)
            why = f"the cell put out more than {OUTPUT_CHARACTERS // 1_000_000} million characters"
            cell.outputs.append(new_output("error", ename="OutputLimitError", evalue=why, traceback=[]))
        elif isinstance(error, CellTimeoutError):
            cell.outputs.append(new_output("error", ename="CellTimeoutError", evalue=str(self.limits), traceback=[]))
        elif isinstance(error, DeadKernelError):
            why = "the kernel died while it ran this cell (out of memory, or a crash in compiled code)"
            cell.outputs.append(new_output("error", ename="DeadKernelError", evalue=why, traceback=[]))
        elif getattr(error, "ename", "") == "SystemExit":
            left = len(self.nb.cells) - index - 1
            output = next(output for output in cell.outputs if output.output_type == "error")
            said = "" if output.evalue in ("", "0", "None") else f", saying {output.evalue}"
            output.evalue = f"the cell left the notebook with {left} more cells to run{said}"


def size(content: dict[str, Any]) -> int:
    """Return about how many characters the *content* of a message brings: of all texts in it, however deep."""
    characters, waiting = LEAST, [content]
    while waiting:
        value: Any = waiting.pop()
        if isinstance(value, str):
            characters += len(value)
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return characters


def shorten_outputs(cell: NotebookNode) -> None:
    """Keep the beginning of what *cell* printed, and nothing else."""
    printed = "".join(output.text for output in cell.outputs if output.output_type == "stream")
    cell.outputs = [new_output("stream", text=f"{printed[:KEPT_CHARACTERS]}\n[...]\n")]


def keep_expected_error(cell: NotebookNode) -> None:
    """Turn the error of a cell tagged `raises-exception` into text, because papermill fails on any error output."""
    for index, output in enumerate(cell.get("outputs", [])):
        if output.output_type == "error":
            text = "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
            cell.outputs[index] = new_output("stream", name="stderr", text=f"{text}\n")
