"""
Time one report, cold, against what people use today, in one run and in the same environment.

Ours: `summit-report build`, nothing cached and nothing warm, notebook to HTML, PDF and pictures. Theirs: see `usual`.

    python benchmarks/one_edition.py ENVIRONMENT [ENVIRONMENT ...]
"""

import statistics
import tempfile
from pathlib import Path

import usual
from measure import REPORT, Table, in_turns, median_ratio, options, run, timed

EDITION = "astana-2025"


def main() -> None:
    """Print the table."""
    given = options(__doc__, "+").parse_args()
    print(table([path.absolute() for path in given.environments], given.rounds))


def table(environments: list[Path], rounds: int) -> Table:
    """Time both pipelines in each of *environments*."""
    head = ("environment", "ratio", "this project, s", "usual, s", "papermill", "to HTML", "to PDF")
    note = f"The main report, {rounds} rounds in turns after one to warm up, medians. {usual.caveat()}"
    return Table("One edition, cold", head, [row(environment, rounds) for environment in environments], note)


def row(environment: Path, rounds: int) -> list[str]:
    """Return the line of *environment*."""
    ours, theirs = in_turns(rounds, lambda: build(environment), lambda: usual_steps(environment))
    together = [sum(steps) for steps in theirs]
    numbers = [statistics.median(times) for times in (ours, together, *zip(*theirs, strict=True))]
    name = "with JupyterLab" if (environment / "bin" / "jupyter-lab").exists() else "without JupyterLab"
    return [name, f"**{median_ratio(together, ours):.1f}**", *(f"{number:.1f}" for number in numbers)]


def build(environment: Path) -> float:
    """Return the seconds of our build."""
    with tempfile.TemporaryDirectory() as out:
        command = (environment / "bin" / "summit-report", "build", EDITION, "--force", "--out", out)
        return timed(lambda: run(*command))


def usual_steps(environment: Path) -> list[float]:
    """Return the seconds of each of their commands."""
    with tempfile.TemporaryDirectory() as out:
        return usual.steps(environment, REPORT, {}, Path(out))


if __name__ == "__main__":
    main()
