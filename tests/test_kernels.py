"""Kernels that are forked from a template behave as kernels that start from nothing."""

import fcntl
import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

import papermill
import pytest
from nbformat import NotebookNode
from small_project import notebook
from tiny import write_tiny

from summit_report.publishing.warm import ForkedProcess, warm

linux = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
PARENT = 'from pathlib import Path; import os\nprint(Path(f"/proc/{os.getppid()}/cmdline").read_text())'
PICTURE = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);"
LIGHT = ("ipykernel.kernelapp",)


def run(nb: NotebookNode, folder: Path, name: str = "out") -> NotebookNode:
    """Return *nb* as our engine runs it."""
    return papermill.execute_notebook(nb, folder / f"{name}.ipynb", engine_name="summit", progress_bar=False)


def printed(nb: NotebookNode, cell: int = 0) -> str:
    """Return what a cell of *nb* printed."""
    return str(nb.cells[cell].outputs[0].text)


@linux
def test_forks_from_the_template(tmp_path: Path) -> None:
    """Inside `warm()` a kernel is a child of the template, which is gone afterwards together with the kernel."""
    code = f"{PARENT}\nprint(os.getpid(), os.getppid())"
    with warm(LIGHT):
        text = printed(run(notebook(code), tmp_path))
    assert "summit_report.publishing.template" in text
    for pid in text.split()[-2:]:
        assert not Path("/proc", pid).exists()


def test_starts_plainly_without_template(tmp_path: Path) -> None:
    """Without a template the same engine starts an ordinary kernel."""
    assert printed(run(notebook("print(1)"), tmp_path)) == "1\n"


@linux
def test_template_that_breaks_is_not_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A preloaded module that starts a thread makes forking unsafe, so kernels then start the plain way."""
    (tmp_path / "starts_thread.py").write_text("import threading; threading.Thread(target=input, daemon=True).start()")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with warm(("starts_thread",)):
        assert "publishing.template" not in printed(run(notebook(PARENT), tmp_path))


@linux
def test_usual_packages_and_data_leave_one_thread(tmp_path: Path) -> None:
    """What is loaded and prepared by default starts no thread, in Python or in C, so that forks are taken and safe."""
    folder = write_tiny(tmp_path)
    data = f"from summit_report.analysis.dataset import load\nprint(load({str(folder)!r}) is load({str(folder)!r}))"
    with warm(data=[tmp_path / "not there", folder]):
        text = printed(run(notebook(f"{PARENT}\nimport sys; print('pandas' in sys.modules)\n{data}"), tmp_path))
    assert "publishing.template" in text
    assert text.endswith("True\nTrue\n")


@linux
def test_same_notebook_warm_and_cold(tmp_path: Path) -> None:
    """Pictures, tables, prints and warnings come out as the same bytes from a forked and from an ordinary kernel."""
    code = "import pandas as pd, warnings\nwarnings.warn('careful')\nprint(hash('a'))\npd.DataFrame({'a': [1, 2]})"
    between = "print(1)\ndisplay(2)\nprint(3, flush=True)\ndisplay(4)\nprint(5, end='')"
    with warm():
        run(notebook(PICTURE, code, between), tmp_path, "warm")
    nb = run(notebook(PICTURE, code, between), tmp_path, "cold")
    assert any("image/png" in output.get("data", {}) for output in nb.cells[0].outputs)
    assert (tmp_path / "warm.ipynb").read_bytes() == (tmp_path / "cold.ipynb").read_bytes()


@linux
def test_forks_draw_different_random_numbers(tmp_path: Path) -> None:
    """Two kernels of one template do not share their random numbers."""
    code = "import random, numpy\nprint(random.random(), numpy.random.random())"
    with warm((*LIGHT, "numpy", "random")):
        first, second = (printed(run(notebook(code), tmp_path)).split() for _ in range(2))
    assert first[0] != second[0]
    assert first[1] != second[1]


@linux
def test_child_processes_work_in_a_fork(tmp_path: Path) -> None:
    """A forked kernel can start programs and learn how they ended."""
    code = "import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'raise SystemExit(3)']).returncode)"
    with warm(LIGHT):
        assert printed(run(notebook(code), tmp_path)) == "3\n"


@linux
def test_environment_is_the_requesters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A forked kernel sees the environment of the moment of its start, not the template's; never another's data."""
    monkeypatch.setenv("SUMMIT_REPORT_DATA", str(tmp_path))
    with warm(LIGHT):
        monkeypatch.setenv("SET_LATER", "yes")
        code = "import os\nprint(os.environ.get('SET_LATER'), os.environ.get('SUMMIT_REPORT_DATA'))"
        assert printed(run(notebook(code), tmp_path)) == "yes None\n"
    assert "SUMMIT_REPORT_TEMPLATE" not in os.environ


@linux
def test_a_kernel_with_a_high_descriptor_is_managed() -> None:
    """A server with more than a thousand files open can still ask whether its kernel lives, and see it end."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    low, (ours, theirs) = os.pidfd_open(child.pid), socket.socketpair()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with theirs:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
        high = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, 1500)
        os.close(low)
        kernel = ForkedProcess(child.pid, high, ours)
        assert kernel.poll() is None
        child.communicate(b"\n")
        assert kernel.ended_within(5)
        assert kernel.poll() == 1
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
