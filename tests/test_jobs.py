"""Several editions at once: all are tried, one bar tells what runs, and a killed worker costs only its own edition."""

import json
import os
import re
import struct
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from commands import run
from small_project import make_project

from summit_report.publishing import editions
from summit_report.publishing.jobs import longest_first, processes
from summit_report.publishing.plans import Place, plan_all
from summit_report.publishing.warm import ADDRESS
from summit_report.publishing.workers import BYTES_PER_WORKER, usable_workers

KILL = """\
import os, pathlib, signal
def below(pid):
    tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]
command = int(pathlib.Path(f"/proc/{os.getppid()}/stat").read_text().split()[3])
if factor == 13:
    for server in below(command):
        if "forkserver" in pathlib.Path(f"/proc/{server}/cmdline").read_text():
            [os.kill(worker, signal.SIGKILL) for worker in below(server)]
"""


def command(project: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command in *project*."""
    call = [sys.executable, "-m", "summit_report", *arguments]
    return subprocess.run(call, cwd=project, text=True, stdout=subprocess.PIPE, **options)  # type: ignore[call-overload]


def declare(project: Path, slug: str, matrix: str) -> None:
    """Let *project* have one entry with a *matrix*."""
    entry = f'"{slug}": {{notebook: notebooks/small.ipynb, parameters: {{summit: tiny-2030}}, matrix: {matrix}}}'
    (project / "reports.yml").write_text(f"editions:\n  {entry}\n", encoding="utf-8")


def replace_cell(project: Path, source: str) -> None:
    """Let the cell of *project* that prints something run *source* instead."""
    file = project / "notebooks/small.ipynb"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["cells"][3]["source"] = source
    file.write_text(json.dumps(content), encoding="utf-8")


def test_longest_editions_come_first(tmp_path: Path) -> None:
    """What took longest last time begins first, what was never built before all, and equal ones keep their order."""
    project = make_project(tmp_path / "project")
    declare(project, "f-{factor}", "{factor: [1, 2, 3, 4, 5]}")
    for slug, seconds in (("f-1", 2.5), ("f-3", 9.0), ("f-4", 4.0)):
        folder = project / "reports" / slug
        folder.mkdir(parents=True)
        (folder / "record.json").write_text(json.dumps({"seconds": {"all": seconds}}), encoding="utf-8")
    plans = plan_all(editions.load(project / "reports.yml"), Place(project, project), {})
    assert [plan.edition.slug for plan in longest_first(plans)] == ["f-2", "f-5", "f-3", "f-4", "f-1"]


@pytest.mark.usefixtures("forked_kernels")
def test_the_last_report_changes_nothing_in_the_next(tmp_path: Path) -> None:
    """The last report is set again while the kernel works: none, the same, another or a broken one give one PDF."""
    project = make_project(tmp_path / "project")
    report = project / "reports/small"
    found = []
    for last in ("", "same", "other", "broken"):
        if last == "other":
            text = (report / "report.ipynb").read_text(encoding="utf-8")
            (report / "report.ipynb").write_text(text.replace("a", "o"), encoding="utf-8")
        if last == "broken":
            (report / "report.ipynb").write_bytes(b"\x00")
        assert run(project, "build", "small", "--force")[0] == 0
        found.append((report / "report.pdf").read_bytes())
    assert len(set(found)) == 1


def test_a_machine_bears_at_least_one() -> None:
    """However small the machine, one edition at a time is built; and never more than it has processors."""
    assert 1 <= usable_workers() <= (os.cpu_count() or 1)


@pytest.mark.parametrize(
    ("memory", "workers", "editions", "wanted"),
    [(1, 1, 3, 1), (2, 1, 3, 2), (2, 1, 1, 1), (1, 2, 3, 2), (2, 2, 3, 2), (3, 2, 3, 3), (9, 4, 3, 3)],
)
def test_jobs_take_one_more_process_only_where_memory_bears_it(
    monkeypatch: pytest.MonkeyPatch, memory: int, workers: int, editions: int, wanted: int
) -> None:
    """Jobs are that many processes and one that takes turns with them, where memory and editions reach for it."""
    monkeypatch.setattr("summit_report.publishing.jobs.usable_memory", lambda: memory * BYTES_PER_WORKER)
    assert processes(workers, editions) == wanted


TIMED = """\
import pathlib, time
with pathlib.Path("../times.txt").open("a") as times:
    times.write(f"{time.monotonic()} ")
    time.sleep(0.3)
    times.write(f"{time.monotonic()}\\n")
"""


@pytest.mark.usefixtures("forked_kernels")
def test_one_job_is_one_notebook_at_a_time(tmp_path: Path) -> None:
    """With one job no two notebooks run at the same time, though one may begin while the one before is exported."""
    project = make_project(tmp_path / "project")
    replace_cell(project, TIMED)
    assert run(project, "build", "--all", "--jobs", "1")[0] == 0
    times = [float(time) for time in (project / "times.txt").read_text(encoding="utf-8").split()]
    assert len(times) == 6
    assert times == sorted(times)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_worker_costs_its_own_edition_only(tmp_path: Path, jobs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the system kills workers, all editions are still built but the one that is to blame, and it is named."""
    monkeypatch.delenv(ADDRESS, raising=False)  # the cell finds the command above a template of its own
    project = make_project(tmp_path / "project")
    declare(project, "f-{factor}", "{factor: [2, 13, 3]}")
    replace_cell(project, KILL)
    done = command(project, "build", "--all", "--jobs", jobs, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert "f-13: its worker process was killed twice" in done.stderr
    assert done.stderr.endswith("1 of 3 editions failed:\n  - f-13\n")
    assert {path.parent.name for path in project.glob("reports/*/report.pdf")} == {"f-2", "f-3"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal that can be read")
@pytest.mark.usefixtures("forked_kernels")
def test_one_bar_says_what_runs(tmp_path: Path) -> None:
    """On a terminal one line tells what each worker is at and how many editions are done; results stand above it."""
    project = make_project(tmp_path / "project")
    import fcntl
    import pty
    import termios

    seen, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    shown: list[bytes] = []
    reader = threading.Thread(target=lambda: shown.extend(iter(lambda: read_some(seen), b"")))
    reader.start()
    done = command(project, "build", "--all", "--jobs", "2", stderr=terminal)
    os.close(terminal)
    reader.join(timeout=10)
    lines = b"".join(shown).decode().split("\r")
    assert done.returncode == 0
    assert done.stdout.count(": done in ") == 3
    assert any(re.match(r"small(-KAZ|-UZB)?: \w+.*, small(-KAZ|-UZB)?: \w+ .* 0/3 \[", line) for line in lines)
    assert any(re.match(r"small(-KAZ|-UZB)?: (cell \d/5|pdf|html|figures) .* 2/3 \[", line) for line in lines)
    assert max(map(len, lines)) <= 120


def read_some(descriptor: int) -> bytes:
    """Return what can be read; nothing once the other end is closed."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""
