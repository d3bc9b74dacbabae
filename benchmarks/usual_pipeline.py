"""
Time one report against what people use today, in one run and in the same environment.

Ours: `summit-report build`, cold, notebook to HTML and PDF. Theirs: `papermill`, then `jupyter nbconvert --to html`
and `--to webpdf`. The two take turns, so that a machine that changes its speed changes both; medians and ratios are
printed.

    python benchmarks/usual_pipeline.py ENVIRONMENT [ENVIRONMENT ...]
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "notebooks" / "01-summit-report.ipynb"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Time both pipelines in each environment named on the command line and print one table."""
    options = arguments()
    print(f"{options.rounds} rounds each, in turns, after one warm-up; seconds are medians.")
    print(
        f"{'environment':<14}{'this project':>14}{'papermill':>12}"
        f"{'to html':>10}{'to PDF':>10}{'together':>10}{'ratio':>8}"
    )
    for environment in options.environments:
        print_row(environment, *compare(environment.resolve(), options.rounds))
    if printer() and not playwright_browser():
        print(
            "PDF printed by the installed Chromium: nbconvert's webpdf takes only Playwright's own, which is not here."
        )
    if not printer():
        print("No Chromium found: the usual pipeline's PDF was left out, so the ratio is against HTML alone.")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("environments", nargs="+", type=Path, metavar="ENVIRONMENT")
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def compare(environment: Path, rounds: int) -> tuple[list[float], list[list[float]]]:
    """Return the seconds of each round: ours, and theirs step by step."""
    ours, theirs = [], []
    for turn in range(rounds + 1):
        one, other = [timed(lambda out: build(environment, out))], timed_steps(environment)
        if turn:  # the first round warms the file cache and compiles bytecode
            ours += one
            theirs.append(other)
    return ours, theirs


def print_row(environment: Path, ours: list[float], theirs: list[list[float]]) -> None:
    steps = [statistics.median(step) for step in zip(*theirs, strict=True)]
    steps += [0.0] * (3 - len(steps))
    together = statistics.median(sum(step) for step in theirs)
    ratio = statistics.median(sum(step) / own for step, own in zip(theirs, ours, strict=True))
    cells = [statistics.median(ours), *steps, together]
    widths = (14, 12, 10, 10, 10)
    print(
        f"{environment.name:<14}"
        + "".join(f"{cell:>{w}.2f}" for cell, w in zip(cells, widths, strict=True))
        + f"{ratio:>7.1f}x"
    )


def timed(step: Callable[[Path], None]) -> float:
    """Run *step* in a new folder and return its wall seconds."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        step(Path(folder))
        return time.perf_counter() - start


def build(environment: Path, out: Path) -> None:
    """Build the main edition cold: nothing cached, nothing warm."""
    run(environment / "bin" / "summit-report", "build", "astana-2025", "--force", "--out", out)


def timed_steps(environment: Path) -> list[float]:
    """Time the usual pipeline, each step as the process people start."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        executed, page = out / "report.ipynb", out / "report.html"
        jupyter = environment / "bin" / "jupyter"
        steps: list[list[object]] = [
            [environment / "bin" / "papermill", NOTEBOOK, executed, "--cwd", ROOT],
            [jupyter, "nbconvert", "--to", "html", executed],
        ]
        if chromium := printer():
            steps.append(webpdf(jupyter, executed) or print_page(chromium, page, out))
        return [timed(lambda _, command=command: run(*command)) for command in steps]


def printer() -> str | None:
    """Return an installed Chromium, or None."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def playwright_browser() -> bool:
    """Tell whether Playwright has downloaded a Chromium of its own."""
    return any((Path.home() / ".cache" / "ms-playwright").glob("chromium*"))


def webpdf(jupyter: Path, executed: Path) -> list[object] | None:
    """Return the webpdf command where Playwright has its own Chromium, which is the only one that it takes."""
    if not playwright_browser():
        return None
    return [jupyter, "nbconvert", "--to", "webpdf", "--disable-chromium-sandbox", executed]


def print_page(chromium: str, page: Path, out: Path) -> list[object]:
    """Return the command that does what webpdf does, without Playwright: the installed Chromium prints the page."""
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--disable-sync",
    ]
    return [
        chromium,
        *flags,
        f"--user-data-dir={out / 'profile'}",
        f"--print-to-pdf={out / 'report.pdf'}",
        page.as_uri(),
    ]


def run(*command: object) -> None:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
