"""Kill real builds, and look at what is then there: shared by the tests and `benchmarks/kill_builds.py`."""

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

MARK = "SUMMIT_REPORT_KILLED_BUILD"
SECONDS_TO_END = 10


class Site:
    """A project whose builds are marked, so that each of their processes and temporary files can be found again."""

    def __init__(self, project: Path, temporary: Path, out: Path | None = None) -> None:
        self.project = project
        self.results = out or project
        self.temporary = temporary
        temporary.mkdir(parents=True, exist_ok=True)
        self.mark = f"{MARK}={temporary}"

    def start(self, *arguments: str, **options: object) -> subprocess.Popen[str]:
        """Start `summit-report build` in a process group of its own."""
        name, value = self.mark.split("=", 1)
        out = [] if self.results == self.project else ["--out", str(self.results)]
        return subprocess.Popen(
            [sys.executable, "-m", "summit_report", "build", *arguments, *out],
            cwd=self.project,
            env={**os.environ, name: value, "TMPDIR": str(self.temporary)},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            **options,  # type: ignore[call-overload]
        )

    def build(self, *arguments: str, **options: object) -> tuple[int, str]:
        """Build to the end; return exit code and messages."""
        with self.start(*arguments, **options) as process:
            _, errors = process.communicate()
        return process.returncode, errors

    def kill(self, seconds: float, *arguments: str) -> bool:
        """Build, and kill the process group after *seconds*; tell whether the build had ended before."""
        with self.start(*arguments) as process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
            ended = process.poll() is not None
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        return ended

    def processes(self) -> list[str]:
        """Return the command lines of all processes that a build of ours has started, directly or not."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if self.mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found.append((folder / "cmdline").read_text().replace("\0", " "))
        return found

    def orphans(self) -> list[str]:
        """Return the processes that have not ended a few seconds after their build."""
        end = time.monotonic() + SECONDS_TO_END
        while self.processes() and time.monotonic() < end:
            time.sleep(0.02)
        return self.processes()

    def left(self) -> list[str]:
        """Return what a build that has ended should not have left behind."""
        hidden = [path for name in ("reports", "figures") for path in (self.results / name).glob(".*")]
        return [*map(str, (*hidden, *self.temporary.iterdir())), *self.orphans()]

    def wrong(self, slug: str) -> list[str]:
        """Return what is half, mixed or too much in the report *slug*; empty if it is the whole of one build."""
        record = json.loads((self.results / "reports" / slug / "record.json").read_text(encoding="utf-8"))
        wrong = mismatches(self.results, record)
        there = {
            path.relative_to(self.results).as_posix()
            for name in ("reports", "figures")
            for path in (self.results / name / slug).rglob("*")
            if path.is_file()
        }
        wrong += [
            f"{path}: not on record" for path in sorted(there - {*record["outputs"], f"reports/{slug}/record.json"})
        ]
        page = self.results / "reports" / "index.html"
        if page.exists() and not page.read_text(encoding="utf-8").endswith("</html>\n"):
            wrong.append("index.html: half")
        visible = {path.name for name in ("reports", "figures") for path in (self.results / name).glob("[!.]*")}
        return wrong + [f"{name}: unknown" for name in visible - {slug, "index.html"}]


def mismatches(results: Path, record: Mapping[str, Mapping[str, Mapping[str, object]]]) -> list[str]:
    """Return the outputs on *record* that are missing below *results* or differ."""
    wrong = []
    for path, facts in record["outputs"].items():
        try:
            if hashlib.sha256((results / path).read_bytes()).hexdigest() != facts["sha256"]:
                wrong.append(f"{path}: differs from the record")
        except FileNotFoundError:
            wrong.append(f"{path}: missing")
    return wrong


def read_whole(results: Path, slug: str) -> list[str]:
    """
    Read the report *slug* as a reader does who wants all of one build: if the record has changed meanwhile, again.

    Return what was wrong nevertheless.
    """
    file = results / "reports" / slug / "record.json"
    while True:
        before = file.read_bytes()
        wrong = mismatches(results, json.loads(before))
        if file.read_bytes() == before:
            return wrong


def poll(results: Path, slug: str, stop: Callable[[], bool]) -> tuple[int, list[str]]:
    """Read the report again and again until *stop* says so; return how often, and all that was wrong."""
    times, wrong = 0, []
    while not stop():
        try:
            wrong += read_whole(results, slug)
        except OSError as error:
            wrong.append(str(error))
        times += 1
    return times, wrong
