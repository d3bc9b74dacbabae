"""
Kill real builds at random instants, and see that no reader ever meets anything but one whole report.

Each round changes the edition, so that every build differs from the last, starts a build, kills its process group
(SIGKILL) and checks: every file of the report that is then there against the checksums in its record; nothing half,
nothing of two builds; no process left after a moment; and that the next build succeeds and leaves nothing behind.
Meanwhile a reader polls the report all the time. Exit code 1 if anything was wrong.

    python benchmarks/kill_builds.py --edition astana-2025 --rounds 100
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from faults import Site, poll  # noqa: E402

PARTS = ("notebooks", "data", "reports.yml", "requirements.lock", "CITATION.cff", "LICENSE")
VARIANTS = ("USD", "EUR")
BEFORE, CELLS, FILES, LAST, PLACED, ENDED = STAGES = (
    "before the first cell",
    "while cells run",
    "while files are made",
    "after the last file",
    "once it was in place",
    "when it had ended",
)
REPORT = "{stage:<24}{kills:>7}{earlier:>17}{new:>12}{seconds:>16}"


def main() -> int:
    """Kill builds as the command line says and print one table."""
    options = arguments()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        site = Site(copy(Path(name) / "project"), Path(name) / "t")
        wrong, whole = first_builds(site, options.edition)
        done = threading.Event()
        found: list[tuple[int, list[str]]] = []
        reader = threading.Thread(
            target=lambda: found.append(poll(site.results, options.edition, lambda: done.wait(0.05)))
        )
        reader.start()
        counts = {stage: Counter[str]() for stage in STAGES}
        for number in range(options.rounds):
            faults, whole = one_round(site, options.edition, number, chance.random() * 1.1 * whole, whole, counts)
            wrong += [f"round {number + 1}: {fault}" for fault in faults]
            print(f"\r{number + 1} of {options.rounds}, {len(wrong)} wrong", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        done.set()
        reader.join()
        ((times, read),) = found
    print(f"{options.edition}: {options.rounds} builds killed, seed {options.seed}; a build takes {whole:.1f} s.")
    print(REPORT.format(stage="killed", kills="kills", earlier="earlier report", new="new one", seconds="last process"))
    for stage, count in counts.items():
        last = f"{count['milliseconds'] / 1000:.2f} s"
        print(
            REPORT.format(stage=stage, kills=count["kills"], earlier=count["earlier"], new=count["new"], seconds=last)
        )
    print(f"A reader read the whole report {times} times meanwhile; {len(read)} times something was wrong.")
    print(*(wrong + read or ["Nothing was wrong."]), sep="\n")
    return 1 if wrong or read or not times else 0


def one_round(
    site: Site, slug: str, number: int, instant: float, whole: float, counts: dict[str, Counter[str]]
) -> tuple[list[str], float]:
    """Kill one build and make the next; return what was wrong, and how long a build takes now."""
    before = started(site, slug)
    vary(site, slug, number + 1)  # from the last of the first builds on, each is another than the one before
    ended = site.kill(instant, slug)
    wrong = site.wrong(slug)
    new = started(site, slug) != before
    count = counts[ENDED if ended else PLACED if new else stage(site, slug)]
    count["kills"] += 1
    count["new" if new else "earlier"] += 1
    clock = time.monotonic()
    wrong += [f"still there: {process}" for process in site.orphans()]
    count["milliseconds"] = max(count["milliseconds"], int(1000 * (time.monotonic() - clock)))
    clock = time.monotonic()
    code, errors = site.build(slug, "--force")
    took = time.monotonic() - clock
    if code:
        wrong.append(f"the next build failed: {errors}")
    return wrong + site.wrong(slug) + [f"left: {left}" for left in site.left()], (whole + took) / 2


def first_builds(site: Site, slug: str) -> tuple[list[str], float]:
    """Make the first good report twice; return what was wrong with it, and how long the second build took."""
    for number in (1, 2):
        vary(site, slug, number)
        clock = time.monotonic()
        code, errors = site.build(slug)
        if code:
            raise SystemExit(errors)
    return site.wrong(slug) + site.left(), time.monotonic() - clock


def vary(site: Site, slug: str, number: int) -> None:
    """Let the next report of *slug* differ from the last: it gives amounts in another currency."""
    file = site.project / "reports.yml"
    text = (ROOT / "reports.yml").read_text(encoding="utf-8")
    currency = VARIANTS[number % len(VARIANTS)]
    file.write_text(text.replace("parameters:\n", f"parameters:\n      currency: {currency}\n"), encoding="utf-8")


def stage(site: Site, slug: str) -> str:
    """Return how far a killed build had come that put nothing in place, from what it has left."""
    staged = site.results / "reports" / ".build" / f"{slug}.new"
    if not (staged / "build.log").exists() and not (staged / "record.json").exists():
        return BEFORE
    if (staged / "record.json").exists():
        return LAST
    return FILES if (staged / "report.ipynb").exists() else CELLS


def started(site: Site, slug: str) -> str:
    """Return when the build of the report that stands there began, and how long each step took."""
    record = json.loads((site.results / "reports" / slug / "record.json").read_text(encoding="utf-8"))
    return f"{record['started']} {record['seconds']}"


def copy(project: Path) -> Path:
    """Copy what a build reads into the folder *project*."""
    project.mkdir()
    for part in PARTS:
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, project / part)
    return project


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    parser.add_argument("--edition", default="astana-2025")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=2026)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
