"""The papermill engine tells in the file what happened, and nothing that differs between two runs."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from click.testing import CliRunner
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from papermill.cli import papermill as command
from papermill.exceptions import PapermillExecutionError
from small_project import PARAMETERS, notebook

from summit_report.publishing.warm import ADDRESS

pytestmark = pytest.mark.usefixtures("forked_kernels")


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


@pytest.mark.parametrize("code", ["raise KeyboardInterrupt", "import os, signal; os.kill(os.getpid(), signal.SIGINT)"])
def test_interrupted_cell(tmp_path: Path, code: str) -> None:
    """An interrupt that reaches the kernel fails the cell; those after it do not run."""
    error, _ = failure(notebook(f"{code}\nimport time; time.sleep(5)", "print(2)"), tmp_path / "out.ipynb")
    assert (error.cell_index, error.ename) == (0, "KeyboardInterrupt")


def test_what_a_cell_says_when_it_leaves(tmp_path: Path) -> None:
    """The code or message of `sys.exit` stands in the error, also if no cell is left to run."""
    error, _ = failure(notebook("import sys; sys.exit('no data')"), tmp_path / "out.ipynb")
    assert error.evalue == "the cell left the notebook with 0 more cells to run, saying no data"


@pytest.mark.parametrize(
    ("code", "ename"),
    [("import os; os.kill(os.getpid(), 9)", "DeadKernelError"), ("while True: pass", "CellTimeoutError")],
)
def test_only_errors_of_code_are_expected(tmp_path: Path, code: str, ename: str) -> None:
    """`raises-exception` allows an exception, not a dead kernel or an endless cell."""
    expected = new_code_cell(code, metadata={"tags": ["raises-exception"]})
    error, _ = failure(notebook(expected, "print(2)"), tmp_path / "out.ipynb", execution_timeout=2)
    assert (error.cell_index, error.ename) == (0, ename)


@pytest.mark.parametrize(
    "code",
    [
        "display({'application/json': {'a': ['x' * 2_000_000]}}, raw=True)",
        "raise ValueError('x' * 2_000_000)",
        "display({'text/html': 'x' * 2_000_000}, raw=True)",
    ],
)
def test_output_of_any_kind_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Also data and the words of an error count, so that no cell fills the memory of the builder."""
    monkeypatch.setattr("summit_report.publishing.execution.OUTPUT_CHARACTERS", 1_000_000)
    error, _ = failure(notebook(code, "print(2)"), tmp_path / "out.ipynb", execution_timeout=60)
    assert error.ename == "OutputLimitError"
    assert (tmp_path / "out.ipynb").stat().st_size < 10_000


def test_endless_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that does not stop printing is ended; the file keeps the beginning of it."""
    monkeypatch.setattr("summit_report.publishing.execution.OUTPUT_CHARACTERS", 3_000_000)
    nb = notebook("while True: print('x' * 999)", "print(2)")
    error, cell = failure(nb, tmp_path / "out.ipynb", execution_timeout=60)
    assert (error.ename, error.evalue) == ("OutputLimitError", "the cell put out more than 3 million characters")
    assert cell.outputs[0].text.startswith("xxx")
    assert (tmp_path / "out.ipynb").stat().st_size < 10_000


def test_much_output_is_no_failure(tmp_path: Path) -> None:
    """Text arrives whole and at once, in many lines as in a single long one; a line written over shows its end."""
    code = "for _ in range(999): print('x' * 999)\nprint('y' * 1_000_000)\nprint('1 %\\r2 %\\r3 %\\r')"
    (output,) = run(notebook(code), tmp_path / "out.ipynb", execution_timeout=20).cells[0].outputs
    assert len(output.text) == 999 * 1000 + 1_000_001 + len("3 %\r\n")
    assert output.text.endswith("y\n3 %\r\n")


@pytest.mark.parametrize(
    "code",
    [
        "import sys; sys.stdout.close()",
        "import os; os.close(1); os.close(2)",
        "import os; os.chdir('/')",
        "import os, shutil; shutil.rmtree(os.getcwd())",
    ],
    ids=["stdout", "descriptors", "folder", "no folder"],
)
def test_cell_that_saws_off_its_branch(tmp_path: Path, code: str) -> None:
    """Whatever a cell does to its output or its working folder, the outcome of every cell is told, and we stay here."""
    here = Path.cwd()
    (tmp_path / "work").mkdir()
    nb = notebook(code, "6 * 7", "1 / 0")
    error, _ = failure(nb, tmp_path / "out.ipynb", folder=tmp_path / "work", execution_timeout=30)
    assert (error.cell_index, error.ename) == (2, "ZeroDivisionError")
    saved = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert any(
        output.get("data", {}).get("text/plain") == "42" for cell in saved.cells for output in cell.get("outputs", [])
    )
    assert Path.cwd() == here


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
@pytest.mark.parametrize("forked", [True, False], ids=["forked", "plain"])
@pytest.mark.parametrize("end", ["pass", "import os; os.kill(os.getpid(), 9)", "import time; time.sleep(60)"])
def test_no_child_of_a_cell_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forked: bool, end: str) -> None:
    """What a cell has started ends with the kernel: after the last cell, at a time-out, when the kernel is killed."""
    start = "import subprocess; print(subprocess.Popen(['sleep', '77']).pid, flush=True)"
    if not forked:
        monkeypatch.delenv(ADDRESS)
    with contextlib.suppress(PapermillExecutionError):
        run(notebook(start, end), tmp_path / "out.ipynb", execution_timeout=2)
    saved = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    (pid,) = [o.text for cell in saved.cells for o in cell.get("outputs", []) if o.get("name") == "stdout"]
    deadline = time.monotonic() + 5
    while Path("/proc", pid.strip(), "cmdline").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path("/proc", pid.strip()).exists() or not Path("/proc", pid.strip(), "cmdline").read_bytes()


def test_plain_papermill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Papermill's own command runs a notebook with our engine, writes the file once, and fails when a cell fails."""
    code = "from pathlib import Path; print([p.name for p in Path().glob('out*')], factor)"
    nbformat.write(notebook(code, "1 / (factor - 7)", tagged=PARAMETERS), tmp_path / "in.ipynb")
    for factor, outcome in ((5, 0), (7, 1)):
        call = ["in.ipynb", f"out{factor}.ipynb", "--engine", "summit", "-p", "factor", str(factor)]
        if outcome:
            done = subprocess.run([sys.executable, "-m", "papermill", *call], cwd=tmp_path, capture_output=True)
            assert done.returncode == outcome, done.stderr
        else:
            monkeypatch.chdir(tmp_path)
            assert CliRunner().invoke(command, call).exit_code == 0
        text = (tmp_path / f"out{factor}.ipynb").read_text(encoding="utf-8")
        assert f"out{factor}.ipynb" not in text
        assert ("ZeroDivisionError" in text) == bool(outcome)


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_interrupted_papermill(tmp_path: Path) -> None:
    """Ctrl-C ends papermill and the kernel, and no file claims a result."""
    wait = "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(60)"
    nbformat.write(notebook(wait), tmp_path / "in.ipynb")
    call = [sys.executable, "-m", "papermill", "in.ipynb", "out.ipynb", "--engine", "summit"]
    with subprocess.Popen(call, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        while not ((tmp_path / "pid").exists() and (tmp_path / "pid").read_text()):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) != 0
    assert not (tmp_path / "out.ipynb").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_reports_each_cell(tmp_path: Path) -> None:
    """Whoever asked hears of each cell before it runs."""
    heard: list[int] = []
    run(notebook("1", "2", "3"), tmp_path / "out.ipynb", on_cell=heard.append)
    assert heard == [0, 1, 2]
