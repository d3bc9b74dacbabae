"""
Build 10, 100 and 300 country briefs and print what one costs: seconds, and memory of each kind of process at its peak.

Both should stay flat as the number grows; each size is built in a project of its own, with its first and its last
quarter timed by themselves, so that what grows within one build shows too. Linux only, for it reads /proc.

    python benchmarks/many_editions.py [SIZE ...] [--jobs N]
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("notebooks", "data", "requirements.lock", "CITATION.cff", "LICENSE")
COUNTRIES = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
SECTORS = ("trade", "transport", "energy", "agriculture", "finance", "mining", "digital", "health")
CURRENCIES = ("USD", "EUR", "CNY", "GBP", "JPY", "CHF", "KRW", "INR", "TRY", "SEK")
KINDS = ("command", "worker", "template", "kernel", "together")
EVERY = 0.2  # seconds between two looks at the processes


def main() -> None:
    """Build each size and print one line for it."""
    options = arguments()
    print(
        f"Country briefs, {options.jobs} jobs; MB are the peak of the largest process of a kind, and of all together."
    )
    print(f"{'editions':>8}{'seconds':>9}{'each':>7}{'first ¼':>9}{'last ¼':>8}" + "".join(f"{k:>10}" for k in KINDS))
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            project = make_project(Path(folder), size)
            seconds, memory = build(project, options.jobs)
            first, last = quarters(project)
        print(
            f"{size:>8}{seconds:>9.1f}{seconds / size:>7.2f}{first:>9.2f}{last:>8.2f}"
            + "".join(f"{memory[kind] / 1e6:>10.0f}" for kind in KINDS),
            flush=True,
        )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, metavar="SIZE", default=[10, 100, 300], help="10, 100 and 300.")
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def make_project(folder: Path, size: int) -> Path:
    """Copy the project's inputs into *folder* and declare *size* editions; each size is a matrix of three keys."""
    for name in NEEDED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    sectors, currencies = {10: (2, 1), 100: (5, 4), 300: (6, 10)}.get(size) or sys.exit("sizes are 10, 100 and 300")
    edition = {
        "notebook": "notebooks/02-country-brief.ipynb",
        "parameters": {"summit": "astana-2025"},
        "matrix": {"country": COUNTRIES, "sector": SECTORS[:sectors], "currency": CURRENCIES[:currencies]},
    }
    declared = {"editions": {"brief-{country}-{sector}-{currency}": edition}}
    (folder / "reports.yml").write_text(json.dumps(declared), encoding="utf-8")  # JSON is YAML
    return folder


def build(project: Path, jobs: int) -> tuple[float, dict[str, int]]:
    """Build all editions of *project*; return the seconds and the peak memory (bytes) of each kind of process."""
    start = time.perf_counter()
    call = [sys.executable, "-m", "summit_report", "build", "--all", "--jobs", str(jobs)]
    with (project / "log").open("w") as log:
        command = subprocess.Popen(call, cwd=project, stdout=log, stderr=subprocess.STDOUT)
        peaks: dict[str, int] = defaultdict(int)
        while command.poll() is None:
            together = 0
            for kind, now, peak in processes(command.pid):
                peaks[kind] = max(peaks[kind], peak)
                together += now
            peaks["together"] = max(peaks["together"], together)
            time.sleep(EVERY)
    if command.returncode:
        sys.exit((project / "log").read_text())
    return time.perf_counter() - start, peaks


def processes(command: int) -> Iterator[tuple[str, int, int]]:
    """Yield kind, memory now and memory at its peak of each process that *command* has started, and of itself."""
    waiting = [(command, "command")]
    while waiting:
        pid, kind = waiting.pop()
        try:
            status = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
            called = Path(f"/proc/{pid}/cmdline").read_text()
            tasks = [Path(task, "children").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
        except (OSError, ValueError):  # it has just ended
            continue
        if kind == "command" and pid != command:
            kind = "template" if "publishing.template" in called else "worker"
        if "VmRSS" in status:
            yield kind, kilobytes(status["VmRSS"]), kilobytes(status["VmHWM"])
        below = {"template": "kernel"}.get(kind, kind)
        waiting += [(int(child), below) for task in tasks for child in task.split()]


def kilobytes(text: str) -> int:
    return int(text.split()[0]) * 1024


def quarters(project: Path) -> tuple[float, float]:
    """Return the seconds between two editions in the first and in the last quarter of a build."""
    ends = sorted(file.stat().st_mtime for file in project.glob("reports/*/record.json"))
    part = max(len(ends) // 4, 2)
    return tuple((group[-1] - group[0]) / (len(group) - 1) for group in (ends[:part], ends[-part:]))  # type: ignore


if __name__ == "__main__":
    main()
