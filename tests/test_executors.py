"""A build on a Dask cluster gives what a build here gives, whatever happens to its workers; a real one, on loopback."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_project import make_project
from test_publish import alive, children, name, results, wait_for

import summit_report
from summit_report import cli
from summit_report.errors import BuildError
from summit_report.publishing import editions, executors
from summit_report.publishing.jobs import build_all
from summit_report.publishing.plans import Place, plan_all

WAIT = """\
import os, pathlib, time
pathlib.Path("FOLDER", f"started-{os.getppid()}").touch()
while not pathlib.Path("FOLDER", "go").exists():
    time.sleep(0.05)
"""


@contextlib.contextmanager
def program(*arguments: object, path: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of Dask as long as the block runs; *path* is where it finds our package."""
    source = str(path or Path(summit_report.__file__).parent.parent)
    call = [sys.executable, "-m", "dask", *map(str, arguments), "--no-dashboard", "--host", "127.0.0.1"]
    environment = {**os.environ, "PYTHONPATH": source}
    with subprocess.Popen(call, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a scheduler without workers."""
    file = tmp_path_factory.mktemp("scheduler") / "scheduler.json"
    with program("scheduler", "--port", 0, "--scheduler-file", file):
        wait_for(file.exists)
        yield json.loads(file.read_text())["address"]


def build(project: Path, out: Path, scheduler: str | None) -> list[str | None]:
    """Build all editions of *project* into *out* and return the problems."""
    plans = plan_all(editions.load(project / "reports.yml"), Place(project, out), {})
    return [outcome.problem for outcome in build_all(plans, 2, lambda *_: None, scheduler)]


@contextlib.contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[None]:
    """Kill *process* if the block fails."""
    try:
        yield
    except BaseException:
        process.kill()
        raise


def below(pid: int) -> list[int]:
    """Return all processes that *pid* has started, and those that they have."""
    return [process for child in children(pid) for process in (child, *below(child))]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_killed_worker_loses_nothing(tmp_path: Path, scheduler: str) -> None:
    """
    All editions are there, with the bytes of a local build, although a worker was killed within one of them.

    Its template and its kernel end with it, and those of the other worker when that is told to end.
    """
    project = make_project(tmp_path / "project")
    file = project / "notebooks/small.ipynb"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["cells"][3]["source"] = WAIT.replace("FOLDER", str(tmp_path))
    file.write_text(json.dumps(content), encoding="utf-8")
    arguments = ("--nthreads", 1, "--nworkers", 2, "--local-directory", tmp_path / "scratch")
    with program("worker", scheduler, *arguments) as workers:
        call = [sys.executable, "-m", "summit_report", "build", "--all", "--out", str(tmp_path / "there")]
        call += ["--executor", "dask", "--scheduler", scheduler]
        with subprocess.Popen(call, cwd=project, text=True, stdout=subprocess.PIPE) as command, ended(command):
            wait_for(lambda: len([*tmp_path.glob("started-*")]) == 2)
            templates = [int(mark.name.partition("-")[2]) for mark in tmp_path.glob("started-*")]
            victim = next(child for child in children(workers.pid) if templates[0] in children(child))
            lost = below(victim)
            os.kill(victim, signal.SIGKILL)
            wait_for(lambda: not any(map(alive, lost)))
            (tmp_path / "go").touch()
            output, _ = command.communicate(timeout=60)
        assert command.returncode == 0
        assert output.count(": done in ") == 3
        left = [process for process in below(workers.pid) if "template" in name(process)]
        assert left
    wait_for(lambda: not any(map(alive, left)))
    assert build(project, tmp_path / "here", None) == [None] * 3
    there = results(tmp_path / "there")
    assert there.pop("index.html")  # which the command writes, not the build
    assert there == results(tmp_path / "here")
    assert not [*(tmp_path / "there").glob("*/.build")]
    record = json.loads((tmp_path / "there/reports/small/record.json").read_text())
    assert record["outcome"] == "done"
    assert record["seconds"]["all"] >= record["seconds"]["execute"] > 0


def test_other_code_is_refused(tmp_path: Path, scheduler: str) -> None:
    """A worker with another version of the package makes nothing: the error names the worker and what differs."""
    project = make_project(tmp_path / "project")
    shutil.copytree(Path(summit_report.__file__).parent, tmp_path / "other/summit_report")
    with (tmp_path / "other/summit_report/errors.py").open("a") as file:
        file.write("# changed\n")
    arguments = ("--nthreads", 1, "--local-directory", tmp_path / "scratch")
    with (
        program("worker", scheduler, *arguments, path=tmp_path / "other"),
        pytest.raises(BuildError, match=r"(?s)tcp://.*package summit_report: \w{12} here, \w{12} there.*lock"),
    ):
        build(project, tmp_path / "out", scheduler)
    assert not (tmp_path / "out").exists()


def test_nobody_there(
    tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A scheduler that does not answer or has no worker ends the command with code 1, a wrong address with 2."""
    monkeypatch.chdir(make_project(tmp_path / "project"))
    monkeypatch.setattr(executors, "CONNECT", 1)
    monkeypatch.setattr(executors, "FIRST_WORKER", 1)
    outcomes = []
    for address in ("tcp://127.0.0.1:9", scheduler, "tcp://127.0.0.1:x"):
        code = cli.main(["build", "--all", "--executor", "dask", "--scheduler", address])
        outcomes.append((code, capsys.readouterr().err.splitlines()[0]))
    assert outcomes[:2] == [
        (1, "tcp://127.0.0.1:9: no Dask scheduler answers"),
        (1, f"{scheduler}: the scheduler has no worker"),
    ]
    assert outcomes[2][0] == 2
    assert cli.main(["build", "--all", "--scheduler", scheduler]) == 2


def test_failing_edition_is_told_as_here(tmp_path: Path, scheduler: str) -> None:
    """A cell that fails on a worker leaves notebook, log and record in `failed`, and the others are built."""
    project = make_project(tmp_path / "project")
    (project / "reports.yml").write_text(
        "editions:\n  'f-{factor}': {notebook: notebooks/small.ipynb, matrix: {factor: [13, 2]}}\n", encoding="utf-8"
    )
    with program("worker", scheduler, "--nthreads", 1, "--local-directory", tmp_path / "scratch"):
        problems = [problem for problem in build(project, project, scheduler) if problem]
    assert len(problems) == 1
    assert "f-13 (notebooks/small.ipynb): cell 5 failed:" in problems[0]
    assert "ValueError: unlucky" in problems[0]
    failed = project / "reports/f-13/failed"
    assert {path.name for path in failed.iterdir()} == {"report.ipynb", "build.log", "record.json"}
    assert json.loads((failed / "record.json").read_text())["failure"]["error"] == "ValueError"
    assert (project / "reports/f-2/report.pdf").is_file()


def test_local_builds_do_without_what_is_slow() -> None:
    """Nothing that a local build loads imports Dask, nor pyarrow and isoduration, which can be had nevertheless."""
    modules = "summit_report.cli, summit_report.publishing.jobs, summit_report.publishing.light"
    slow = ("dask", "distributed", "pyarrow", "isoduration")
    code = (
        f"import sys, {modules}; print([m for m in sys.modules if m in {slow} and sys.modules[m]]); import pyarrow.fs"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
