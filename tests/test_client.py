"""Cells that are asked for ahead run, end and fail as they do when each is asked for in its turn."""

from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from small_project import notebook

from summit_report import blocks

pytestmark = pytest.mark.usefixtures("forked_kernels")


def run(nb: NotebookNode, output: Path, **options: float) -> NotebookNode:
    """Run *nb* through papermill with our engine."""
    return papermill.execute_notebook(nb, output, engine_name="summit", progress_bar=False, **options)


def test_each_cell_has_its_own_outputs(tmp_path: Path) -> None:
    """However short or talkative cells are, each has what it printed, its value and its number."""
    sources = [f"print({number})\n'{number}' * {number * 400}" if number % 3 else "" for number in range(120)]
    done = run(notebook(*sources), tmp_path / "out.ipynb")
    coded = [(number, cell) for number, cell in enumerate(done.cells) if cell.source]
    for count, (number, cell) in enumerate(coded, start=1):
        printed, value = cell.outputs
        assert (cell.execution_count, printed.text) == (count, f"{number}\n")
        assert value.data["text/plain"] == repr(str(number) * (number * 400))


def test_no_cell_runs_after_one_that_failed(tmp_path: Path) -> None:
    """The cell after a failed one does nothing, not even before the run is ended."""
    trace = tmp_path / "trace"
    nb = notebook("1", "1 / 0", f"open({str(trace)!r}, 'w')", "2")
    with pytest.raises(PapermillExecutionError, match="division"):
        run(nb, tmp_path / "out.ipynb")
    assert not trace.exists()


def test_cell_that_may_fail_is_followed_by_the_next(tmp_path: Path) -> None:
    """An expected error ends neither the run nor the order of the cells."""
    nb = notebook("a = 1", "1 / 0", "a += 1", "a")
    nb.cells[1].metadata["tags"] = ["raises-exception"]
    done = run(nb, tmp_path / "out.ipynb")
    assert done.cells[-1].outputs[0].data["text/plain"] == "2"


def test_what_a_cell_said_before_the_kernel_died(tmp_path: Path) -> None:
    """The cell that killed the kernel is the one that failed; the value of the cell before it is kept."""
    nb = notebook("'x' * 1_000_000", "import os; os.kill(os.getpid(), 9)", "3")
    with pytest.raises(PapermillExecutionError) as caught:
        run(nb, tmp_path / "out.ipynb")
    assert (caught.value.cell_index, caught.value.ename) == (1, "DeadKernelError")
    value = next(cell for cell in nbformat.read(tmp_path / "out.ipynb", 4).cells if cell.source.startswith("'x'"))
    assert len(value.outputs[0].data["text/plain"]) == 1_000_002


def test_exhibit_is_as_the_kernel_sent_it(tmp_path: Path) -> None:
    """An exhibit in the saved notebook is the one that nbclient stores, and both are valid notebooks."""
    bundle = {"text/plain": "x", blocks.MIME: {"a": [{"b": 1}]}}
    code = f"class E:\n    def _repr_mimebundle_(self, **_):\n        return {bundle!r}"
    cleared = "from IPython.display import clear_output\ndisplay(E())\nclear_output(wait=True)\nE()"
    nb = notebook(code, "E()", "display(E(), display_id='one')\n1", cleared, "display(E(), metadata={'a': 1})\nE()")
    usual = NotebookClient(nbformat.from_dict(nb), kernel_name="python3").execute()
    run(nb, tmp_path / "out.ipynb")
    saved = nbformat.read(tmp_path / "out.ipynb", 4)
    nbformat.validate(saved)
    assert [cell.get("outputs") for cell in saved.cells] == [cell.get("outputs") for cell in usual.cells]


def test_widget_hears_the_answer_before_the_next_cell(tmp_path: Path) -> None:
    """What a cell prints into a widget is there for the next cell; however many are answered, no reply is missed."""
    pytest.importorskip("ipywidgets")
    rounds = 10
    into = ["with out:\n    print('caught')", "print(sum(one['text'].count('caught') for one in out.outputs))"]
    nb = notebook("import ipywidgets\nout = ipywidgets.Output()\nout", *(rounds * into))
    done = run(nb, tmp_path / "out.ipynb", execution_timeout=30)
    told = [int(cell.outputs[0].text) for cell in done.cells if cell.source == into[1]]
    assert told == list(range(1, rounds + 1))
