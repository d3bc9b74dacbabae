"""
Time thirty country briefs with two jobs against the usual commands in a loop with two at a time.

    python benchmarks/thirty_briefs.py [ENVIRONMENT ...] [--countries N]
"""

import statistics
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import usual
from measure import BRIEF, COUNTRIES, SECTORS, Table, build_all, in_turns, median_ratio, options, timed

JOBS = 2
SAMPLE = 6


def main() -> None:
    """Print the table."""
    parser = options(__doc__, "*")
    parser.add_argument("--countries", type=int, default=len(COUNTRIES), help="fewer, to try the script out")
    given = parser.parse_args()
    print(table([path.absolute() for path in given.environments], given.rounds, given.countries))


def table(environments: list[Path], rounds: int, countries: int = len(COUNTRIES)) -> Table:
    """Time both in each of *environments*."""
    matrix = {"country": COUNTRIES[:countries], "sector": SECTORS[:6]}
    count = countries * 6
    head = (
        "environment",
        "ratio",
        f"this project, {count} editions, s",
        f"usual, {SAMPLE} editions, s",
        "usual, scaled",
    )
    rows = []
    for environment in environments:
        ours, sample = in_turns(
            rounds,
            lambda environment=environment: build_all(matrix, JOBS, environment),
            lambda environment=environment: timed(lambda: loop(environment)),
            warm_up=False,
        )
        scaled = [seconds * count / SAMPLE for seconds in sample]
        numbers = [f"{statistics.median(times):.1f}" for times in (ours, sample, scaled)]
        name = "with JupyterLab" if (environment / "bin" / "jupyter-lab").exists() else "without JupyterLab"
        rows.append([name, f"**{median_ratio(scaled, ours):.1f}**", *numbers])
    note = (
        f"{countries} countries × 6 sectors, {JOBS} at a time, {rounds} rounds in turns, medians. "
        f"The usual commands start anew for each edition, so their time was measured for {SAMPLE} editions, of all "
        f"sectors, and multiplied by {count // SAMPLE}; ours is the whole build. {usual.caveat()}"
    )
    return Table("Thirty country briefs, two at a time", head, rows, note)


def loop(environment: Path) -> None:
    """Make a sample of the briefs with the usual commands, `JOBS` of them at a time."""
    chosen = [(COUNTRIES[number % len(COUNTRIES)], SECTORS[number]) for number in range(SAMPLE)]

    def one(edition: tuple[str, str]) -> None:
        with tempfile.TemporaryDirectory() as out:
            parameters = {"summit": "astana-2025", "country": edition[0], "sector": edition[1]}
            usual.steps(environment, BRIEF, parameters, Path(out))

    with ThreadPoolExecutor(JOBS) as pool:  # each thread only waits for a process
        list(pool.map(one, chosen))


if __name__ == "__main__":
    main()
