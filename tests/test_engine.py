"""The papermill engine tells in the file what happened, and nothing that differs between two runs."""

import json
import time
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from papermill.exceptions import PapermillExecutionError
from small_project import PARAMETERS, notebook


def run(nb: NotebookNode, output: Path, **options: Any) -> NotebookNode:
    """Run *nb* through papermill with our engine."""
    return papermill.execute_notebook(nb, output, engine_name="summit", progress_bar=False, **options)


def failure(nb: NotebookNode, output: Path, **options: Any) -> tuple[PapermillExecutionError, NotebookNode]:
    """Return papermill's error for *nb* and the failed cell as it was saved."""
    with pytest.raises(PapermillExecutionError) as caught:
        run(nb, output, **options)
    saved = nbformat.read(output, as_version=4)
    (cell,) = [cell for cell in saved.cells if cell.metadata.get("papermill", {}).get("status") == "failed"]
    return caught.value, cell


def test_cell_that_takes_too_long(tmp_path: Path) -> None:
    """A cell over its time limit is saved as failed, with an error output, and papermill raises its own error."""
    nb = notebook("print(1)", "import time; time.sleep(60)", "print(3)")
    start = time.monotonic()
    error, cell = failure(nb, tmp_path / "out.ipynb", execution_timeout=1)
    assert (error.cell_index, error.ename) == (1, "CellTimeoutError")
    assert cell.outputs[-1].evalue == "the cell ran longer than 1 s, the limit for one cell"
    assert time.monotonic() - start < 20


def test_notebook_that_takes_too_long(tmp_path: Path) -> None:
    """Cells that keep their own limit but together pass the notebook's are stopped as well."""
    nb = notebook(*["import time; time.sleep(0.6)"] * 9)
    error, _ = failure(nb, tmp_path / "out.ipynb", execution_timeout=5, deadline=1)
    assert "limit for all cells together" in error.evalue


def test_kernel_that_dies(tmp_path: Path) -> None:
    """A kernel that is gone fails the cell that it ran."""
    error, cell = failure(notebook("import os; os._exit(9)", "print(2)"), tmp_path / "out.ipynb")
    assert (error.cell_index, error.ename) == (0, "DeadKernelError")
    assert cell.outputs[-1].output_type == "error"


def test_cell_that_leaves_the_notebook(tmp_path: Path) -> None:
    """`sys.exit()` with cells left is no success, whatever its code."""
    error, _ = failure(notebook("import sys; sys.exit(0)", "print(2)"), tmp_path / "out.ipynb")
    assert error.evalue == "the cell left the notebook with 1 more cells to run"


def test_expected_error_is_no_failure(tmp_path: Path) -> None:
    """A cell tagged raises-exception may fail: the run goes on, and the error stays readable in the notebook."""
    expected = new_code_cell("1 / 0", metadata={"tags": ["raises-exception"]})
    nb = run(notebook(expected, "print('after')"), tmp_path / "out.ipynb")
    assert "ZeroDivisionError" in nb.cells[0].outputs[0].text
    assert nb.cells[1].outputs[0].text == "after\n"


def test_failed_cell_stops_the_run(tmp_path: Path) -> None:
    """Cells after a failure have not run, and the file does not claim otherwise."""
    failure(notebook("1 / 0", "print(2)"), tmp_path / "out.ipynb")
    last = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells[-1]
    assert last.execution_count is None
    assert "papermill" not in last.metadata


def test_saved_once(tmp_path: Path) -> None:
    """The file appears when the run is over, not in pieces before."""
    code = "from pathlib import Path; print(Path('out.ipynb').exists())"
    assert run(notebook(code), tmp_path / "out.ipynb", folder=tmp_path).cells[0].outputs[0].text == "False\n"


def test_same_bytes_in_two_folders(tmp_path: Path) -> None:
    """Two runs in different folders give the same file, also with warnings, paths and parameters in it."""
    code = "import os, sys, warnings\nwarnings.warn(os.getcwd() + '/x')\nprint(sys.prefix + '/y', os.getcwd() + '/z')"
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        nb = notebook("{'b', 'a'}", code, tagged=PARAMETERS)
        run(nb, tmp_path / name / "out.ipynb", folder=tmp_path / name, parameters={"factor": 4})
    assert (tmp_path / "one" / "out.ipynb").read_bytes() == (tmp_path / "two" / "out.ipynb").read_bytes()


def test_nothing_of_one_run_is_kept(tmp_path: Path) -> None:
    """No time, random id, absolute path or patch level stands in the file; the parameters do."""
    run(notebook("print(factor)", tagged=PARAMETERS), tmp_path / "out.ipynb", parameters={"factor": 4})
    text = (tmp_path / "out.ipynb").read_text(encoding="utf-8")
    saved = json.loads(text)
    assert saved["metadata"]["papermill"] == {"parameters": {"factor": 4}}
    assert saved["cells"][1]["id"] == "injected-parameters"
    assert "version" not in saved["metadata"]["language_info"]
    assert str(tmp_path) not in text


def test_reports_each_cell(tmp_path: Path) -> None:
    """Whoever asked hears of each cell before it runs."""
    heard: list[int] = []
    run(notebook("1", "2", "3"), tmp_path / "out.ipynb", on_cell=heard.append)
    assert heard == [0, 1, 2]
