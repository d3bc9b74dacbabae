"""What all benchmarks share: projects to build, clocks, medians, tables, and what is to be known of the machine."""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("notebooks", "data", "requirements.lock", "CITATION.cff", "LICENSE")
COUNTRIES = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
SECTORS = ("trade", "transport", "energy", "agriculture", "finance", "mining", "digital", "health")
REPORT, BRIEF = "01-summit-report.ipynb", "02-country-brief.ipynb"
PACKAGES = ("papermill", "nbconvert", "ipykernel", "jupyterlab", "matplotlib", "pandas", "typst")


@dataclass(frozen=True)
class Table:
    """What a benchmark found: *rows* of texts under *head*, and a *note* on how to read them."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str

    def __str__(self) -> str:
        lines = [self.head, ["---", *["---:"] * (len(self.head) - 1)], *self.rows]
        table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return f"## {self.title}\n\n{table}\n\n{self.note}\n"


def options(description: str | None, environments: str) -> argparse.ArgumentParser:
    """Return a parser of the command line with what most benchmarks take; *environments* is "+" or "?" of them."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = [Path(sys.prefix)] if environments == "*" else None
    parser.add_argument("environments", nargs=environments, type=Path, metavar="ENVIRONMENT", default=default)
    parser.add_argument("--rounds", type=int, default=3, help="how often each thing is timed; medians count")
    return parser


def timed(action: Callable[[], object]) -> float:
    """Return the wall seconds that *action* takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def in_turns(rounds: int, *actions: Callable[[], Any], warm_up: bool = True) -> list[list[Any]]:
    """
    Call *actions* one after the other, *rounds* times, and return for each what it gave, round by round.

    So a machine that changes its speed changes all of them. A round before, if any, which does not count, fills the
    file cache and compiles bytecode.
    """
    results = [[action() for action in actions] for _ in range(rounds + warm_up)]
    return [list(column) for column in zip(*results[warm_up:], strict=True)]


def median_ratio(theirs: Sequence[float], ours: Sequence[float]) -> float:
    """Return the median of the ratios, each between two times of the same round."""
    return statistics.median(their / our for their, our in zip(theirs, ours, strict=True))


def run(*command: object, cwd: Path = ROOT) -> None:
    """Run *command*; its failure ends the benchmark."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


def project(folder: Path, matrix: Mapping[str, Sequence[str]], notebook: str = BRIEF) -> Path:
    """Copy the project's inputs into the new *folder* and declare an edition for each combination of *matrix*."""
    folder.mkdir(exist_ok=True)
    for name in NEEDED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    edition = {
        "notebook": f"notebooks/{notebook}",
        "parameters": {"summit": "astana-2025"},
        "matrix": {name: list(values) for name, values in matrix.items()},
    }
    slug = "-".join(["edition", *(f"{{{name}}}" for name in matrix)])
    (folder / "reports.yml").write_text(json.dumps({"editions": {slug: edition}}), encoding="utf-8")  # JSON is YAML
    return folder


def build_all(
    matrix: Mapping[str, Sequence[str]], jobs: int, environment: Path = Path(sys.prefix), notebook: str = BRIEF
) -> float:
    """Return how many seconds `summit-report` of *environment* takes for all editions of *matrix*."""
    with tempfile.TemporaryDirectory() as folder:
        place = project(Path(folder, "project"), matrix, notebook)
        build = (environment / "bin" / "summit-report", "build", "--all", "--jobs", jobs)
        return timed(lambda: run(*build, cwd=place))


def processors() -> int:
    """Return how many processors we may use: as many editions are built at a time by default."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def machine() -> str:
    """Return, in words, on what and when this runs, and how busy it is."""
    info = Path("/proc/cpuinfo")
    named = info.read_text().partition("model name\t: ")[2].partition("\n")[0] if info.exists() else ""
    cores = processors()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    load = os.getloadavg()[0]
    busy = "quiet" if load < 0.5 else f"**busy with other work: load {load:.1f}** on {cores} cores"
    return (
        f"{datetime.now(UTC):%d %B %Y}, {named or platform.processor()}, {cores} cores, {memory:.0f} GB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}; "
        f"{', '.join(filter(None, map(installed, PACKAGES)))}. The machine was {busy} when the run began."
    )


def installed(package: str) -> str:
    """Return name and version of *package*; "" if it is not installed."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return ""
