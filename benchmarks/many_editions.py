"""
Build 10, 100 and 300 country briefs and print what one costs: seconds, and memory of each kind of process at its peak.

Both should stay flat as the number grows; each size is built in a project of its own, with its first and its last
quarter timed by themselves, so that what grows within one build shows too. Linux only, for it reads /proc.

    python benchmarks/many_editions.py [SIZE ...] [--jobs N]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from measure import COUNTRIES, SECTORS, Table, project

CURRENCIES = ("USD", "EUR", "CNY", "GBP", "JPY", "CHF", "KRW", "INR", "TRY", "SEK")
SIZES = {10: (2, 1), 100: (5, 4), 300: (6, 10)}  # how many sectors and currencies, for five countries
KINDS = ("command", "worker", "template", "kernel", "together")
EVERY = 0.2  # seconds between two looks at the processes


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, metavar="SIZE", default=list(SIZES), help="10, 100 and 300.")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    if unknown := set(given.sizes) - set(SIZES):
        parser.error(f"sizes are 10, 100 and 300, not {sorted(unknown)}")
    print(table(given.sizes, given.jobs))


def table(sizes: Sequence[int], jobs: int) -> Table:
    """Build each of *sizes* and measure."""
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            sectors, currencies = SIZES[size]
            matrix = {"country": COUNTRIES, "sector": SECTORS[:sectors], "currency": CURRENCIES[:currencies]}
            place = project(Path(folder, "project"), matrix)
            seconds, memory = build(place, jobs)
            first, last = quarters(place)
        rows.append(
            [f"{size}", *(f"{number:.2f}" for number in (seconds / size, first, last)), f"{seconds:.0f}"]
            + [f"{memory[kind] / 1e6:.0f}" for kind in KINDS]
        )
    note = (
        f"Country briefs, {jobs} jobs. Seconds for each edition on the whole, and in the first and the last quarter of "
        "the build. MB: peak of the largest process of a kind, and of all together."
    )
    head = ("editions", "each, s", "first quarter", "last quarter", "all, s", *(f"{kind}, MB" for kind in KINDS))
    return Table("Cost as the number grows", head, rows, note)


def build(place: Path, jobs: int) -> tuple[float, dict[str, int]]:
    """Build all editions of the project at *place*; return the seconds and the peak bytes of each kind of process."""
    start = time.perf_counter()
    call = [sys.executable, "-m", "summit_report", "build", "--all", "--jobs", str(jobs)]
    with (place / "log").open("w") as log:
        command = subprocess.Popen(call, cwd=place, stdout=log, stderr=subprocess.STDOUT)
        peaks: dict[str, int] = defaultdict(int)
        while command.poll() is None:
            together = 0
            for kind, now, peak in processes(command.pid):
                peaks[kind] = max(peaks[kind], peak)
                together += now
            peaks["together"] = max(peaks["together"], together)
            time.sleep(EVERY)
    if command.returncode:
        sys.exit((place / "log").read_text())
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


def quarters(place: Path) -> tuple[float, float]:
    """Return the seconds between two editions in the first and in the last quarter of a build."""
    ends = sorted(file.stat().st_mtime for file in place.glob("reports/*/record.json"))
    part = max(len(ends) // 4, 2)
    return tuple((group[-1] - group[0]) / (len(group) - 1) for group in (ends[:part], ends[-part:]))  # type: ignore


if __name__ == "__main__":
    main()
