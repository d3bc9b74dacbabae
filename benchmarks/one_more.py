"""
What one more edition costs, against the floor: its figures drawn once each by plain Python, and nothing else.

The cost is the slope between builds of n and of 2n editions, one at a time and, as is the default, as many at a time as
there are processors. The floor calls, in this process and with
everything loaded, the same notebook's cells that have figures, from the data to the finished SVG.

    python benchmarks/one_more.py [ENVIRONMENT]
"""

import gc
import json
import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measure import BRIEF, COUNTRIES, REPORT, ROOT, SECTORS, Table, build_all, in_turns, options, processors

from summit_report.analysis.figures import remembered

CURRENCIES = ("USD", "EUR", "CNY", "GBP", "JPY", "CHF", "KRW", "TRY")
SAMPLES = {
    "main report, another currency": (REPORT, {"currency": CURRENCIES[:4]}, {"currency": CURRENCIES[4:]}),
    "main report, another sector": (REPORT, {"sector": SECTORS[:4]}, {"sector": SECTORS[4:]}),
    "country brief, another currency": (
        BRIEF,
        {"country": COUNTRIES, "currency": CURRENCIES[:2]},
        {"country": COUNTRIES, "currency": CURRENCIES[2:4]},
    ),
}
FIGURE = '"kind": "figure"'


def main() -> None:
    """Print the table."""
    given = options(__doc__, "*").parse_args()
    print(table(given.environments[0].absolute(), given.rounds))


def table(environment: Path, rounds: int) -> Table:
    """Time builds and floor in turns, for each kind of edition."""
    rows = [
        [name, str(jobs), *numbers(environment, rounds, jobs, *sample)]
        for name, sample in SAMPLES.items()
        for jobs in sorted({1, processors()})
    ]
    head = (
        "edition",
        "jobs",
        "one more, s",
        "1.5 × floor + 0.3 s",
        "floor, s",
        "figures",
        "all cells in plain Python, s",
    )
    note = (
        "One more: the slope between builds of n and 2n editions, HTML, PDF, PNG, notebook and record included; "
        f"n is 4 and 10; {rounds} rounds in turns, medians. Floor: the added editions' cells that have figures, called "
        "once each in a process that has everything loaded, and every figure drawn. Figures are those of one edition. "
        "Reports that differ in their currency share the figures that show no amount: a build draws those once, where "
        "the floor draws them for each; of another sector, all are others. The last column is what all cells take in "
        "such a process. With 1 job, too, the notebook of the next edition runs while one is exported."
    )
    return Table("One more edition", head, rows, note)


def numbers(environment: Path, rounds: int, jobs: int, notebook: str, few: Any, added: Any) -> list[str]:
    """Return what the table says of editions of *notebook* with the parameters *added*, on top of *few*, by *jobs*."""
    both = {name: tuple(dict.fromkeys((*few[name], *added[name]))) for name in few}
    editions = combinations(added)
    in_process(notebook, editions[0])  # loads everything
    less, more, floors = in_turns(
        rounds,
        lambda: build_all(few, jobs, environment, notebook),
        lambda: build_all(both, jobs, environment, notebook),
        lambda: [in_process(notebook, edition) for edition in editions],
        warm_up=False,
    )
    cost = statistics.median((two - one) / len(editions) for one, two in zip(less, more, strict=True))
    floor, cells, figures = (
        statistics.median(statistics.mean(one[place] for one in turn) for turn in floors) for place in range(3)
    )
    return [f"**{cost:.2f}**", f"{1.5 * floor + 0.3:.2f}", f"{floor:.2f}", f"{figures:.0f}", f"{cells:.2f}"]


def combinations(matrix: dict[str, Sequence[str]]) -> list[dict[str, str]]:
    """Return the parameters of each edition of *matrix*."""
    found: list[dict[str, str]] = [{}]
    for name, values in matrix.items():
        found = [{**edition, name: value} for edition in found for value in values]
    return found


def in_process(notebook: str, parameters: dict[str, str]) -> tuple[float, float, int]:
    """Return the seconds of the cells that have figures, those of all cells, and how many figures there are."""
    os.environ.setdefault("MPLBACKEND", "agg")
    os.chdir(ROOT / "notebooks")
    remembered.forget()  # a build draws what several editions share only once
    gc.collect()
    gc.freeze()  # or what earlier rounds left is walked through on this one's time
    space: dict[str, Any] = {}
    drawing, everything, figures = 0.0, 0.0, 0
    for cell in json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"]) if cell["cell_type"] == "code" else ""
        start = time.perf_counter()
        shown = source.startswith(tuple(f"{name}." for name in space)) and eval(source, space)
        if not shown:
            exec(source, space)
        bundle = shown._repr_mimebundle_() if shown else {}
        seconds = time.perf_counter() - start
        if "parameters" in cell["metadata"].get("tags", []):
            space.update(parameters)
        count = json.dumps(bundle).count(FIGURE)
        figures += count
        drawing += seconds if count else 0
        everything += seconds
    return drawing, everything, figures


if __name__ == "__main__":
    main()
