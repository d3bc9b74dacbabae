"""
A million agreements and 300,000 rows of funding, made up: what checking, measuring and reports over them take.

It is held against pandas reading the two large files into columns of the types that the schema says: dates parsed,
numbers as numbers, text as `str`. pandas finds the types of text and numbers itself, for told them it takes longer, and
here it finds the right ones, which is checked. Of its engines, that counts which was the fastest in the same round.
Each thing is done in a process of its own, libraries loaded, in turns, in wall-clock seconds, and says how far the
process grew. Needs the extra `large`.

    python benchmarks/million_rows.py [ENVIRONMENT] [--rounds N] [--agreements N]
"""

import json
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import made_up
import psutil
from measure import Table, in_turns, median_ratio, options, run, timed

from summit_report.analysis import schema
from summit_report.analysis.columns import DATE_KINDS, NUMBER_KINDS

ENGINES = ("pyarrow", "c")
TABLES = (schema.AGREEMENTS, schema.FUNDING)
MEGABYTE = 2**20


def main() -> None:
    """Print the table, or, in a process of its own, what one action takes."""
    if sys.argv[1:] and sys.argv[1] in ACTIONS:
        print(json.dumps(ACTIONS[sys.argv[1]](Path(sys.argv[2]))))
        return
    parser = options(__doc__, "*")
    parser.add_argument("--agreements", type=int, default=1_000_000, help="of funding there are 0.3 times as many")
    given = parser.parse_args()
    print(table(given.environments[0].absolute(), given.rounds, given.agreements))


def table(environment: Path, rounds: int, agreements: int = 1_000_000) -> Table:
    """Time pandas, the check and the measures in turns, over one made-up dataset."""
    with tempfile.TemporaryDirectory() as place:
        folder = made_up.write(Path(place), agreements, agreements * 3 // 10)
        actions = [lambda name=name: _apart(environment, name, folder) for name in ACTIONS]
        found = dict(zip(ACTIONS, in_turns(rounds, *actions), strict=True))
        report = _report(environment, folder)
    seconds = {name: [one["seconds"] for one in several] for name, several in found.items()}
    seconds["both"] = [sum(pair) for pair in zip(seconds["check"], seconds["measures"], strict=True)]
    fastest = [min(several) for several in zip(*(seconds[name] for name in ENGINES), strict=True)]
    frames = found["measures"][0]["frames"]
    grown = {name: max(one["grown"] for one in several) for name, several in found.items()}
    grown["both"] = grown["measures"]
    rows = [
        [
            WORDS[name],
            f"{statistics.median(several):.2f}",
            f"**{median_ratio(several, fastest):.1f}**",
            f"{grown[name] / MEGABYTE:,.0f}",
            f"{grown[name] / frames:.1f}",
        ]
        for name, several in seconds.items()
    ]
    note = (
        f"{agreements:,} agreements, {agreements * 3 // 10:,} rows of funding, {rounds} rounds in turns, "
        f"medians of seconds, most of memory. The frames have {frames / MEGABYTE:,.0f} MB. The check is all of "
        "`dataset.load`: reading, every rule, frames and checksum. The measures count documents by sector, country, "
        "both and status, describe packages, and add up and convert money by instrument; the check before them is not "
        f"in their seconds, but in their memory. {report}"
    )
    head = ("what", "seconds", "× pandas", "memory, MB", "× frames")
    return Table("A million agreements", head, rows, note)


def _apart(environment: Path, name: str, folder: Path) -> dict[str, float]:
    command = [str(environment / "bin" / "python"), __file__, name, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _report(environment: Path, folder: Path) -> str:
    """Build each of `REPORTS` about the dataset in *folder* once, and say what that took and what came of it."""
    import pikepdf

    said = []
    for words, more in REPORTS.items():
        with tempfile.TemporaryDirectory() as out:
            command = (environment / "bin" / "summit-report", "build", *more, "--data", folder, "--out", out)
            with _highest() as most:
                seconds = timed(lambda command=command: run(*command))
            [paper] = Path(out, "reports").glob("*/report.pdf")
            with pikepdf.open(paper) as pdf:
                pages = len(pdf.pages)
            page = paper.with_name("report.html").stat().st_size
        said.append(
            f"{words}: {seconds:.0f} s, HTML {page / 1e6:.1f} MB, PDF {pages} pages, {most[0] / MEGABYTE:,.0f} MB"
        )
    return (
        f"Built once over them, each with the most memory that all its processes had together, shared pages counted "
        f"once for each: {'; '.join(said)}."
    )


@contextmanager
def _highest() -> Iterator[list[int]]:
    """Give a list whose one number is the most memory, in bytes, that the children of this process had together."""
    most, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            together = 0
            for child in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):  # it ended meanwhile
                    together += child.memory_info().rss
            most[0] = max(most[0], together)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield most
    finally:
        over.set()
        watching.join()


def _measured(action: Callable[[], Any]) -> dict[str, float]:
    """Return the seconds that *action* takes, and by how many bytes the process is larger at its height."""
    before = _height()
    return {"seconds": timed(action), "grown": _height() - before}


def _height() -> int:
    """Return the most memory that this process had, in bytes."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _pandas(engine: str) -> Callable[[Path], dict[str, float]]:
    def read(folder: Path) -> dict[str, float]:
        import pandas as pd
        import pyarrow.csv  # noqa: F401 (loaded before the clock runs)

        kept: list[Any] = []

        def both() -> None:
            for table in TABLES:
                dates = [column.name for column in table.columns if column.kind in DATE_KINDS]
                file = folder / f"{table.name}.csv"
                how = {"parse_dates": dates, "date_format": "ISO8601"} if dates else {}
                kept.append(pd.read_csv(file, engine=engine, **how))

        found = _measured(both)
        for table, frame in zip(TABLES, kept, strict=True):
            for column in table.columns:
                kind = "M" if column.kind in DATE_KINDS else "fi" if column.kind in NUMBER_KINDS else "O"
                assert frame[column.name].dtype.kind in kind, f"{column.name} is {frame[column.name].dtype}"
        return found

    return read


def _check(folder: Path) -> dict[str, float]:
    from summit_report.analysis.dataset import load
    from summit_report.analysis.large import dataset  # noqa: F401 (loaded before the clock runs)

    kept: list[Any] = []
    return _measured(lambda: kept.append(load(folder)))


def _measures(folder: Path) -> dict[str, float]:
    from summit_report.analysis.dataset import load
    from summit_report.analysis.measures import documents as docs
    from summit_report.analysis.measures import money as mm
    from summit_report.analysis.measures.money import Purse
    from summit_report.analysis.measures.packages import packages
    from summit_report.analysis.view import View
    from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS

    before = _height()
    data = load(folder)
    frames = sum(int(data.table(name).memory_usage(deep=True).sum()) for name in ("agreements", "funding"))

    def measures() -> None:
        view = View(data)
        counted = view.counted  # as the sections of a report ask for it: once
        docs.count(counted)
        docs.by(counted, "sector")
        docs.by(counted, "status")
        docs.by_country(docs.signed(counted), data.meta.members)
        docs.cross(counted, data.meta.members)
        packages(view)
        mm.by_instrument(view.funding, Purse(data, data.meta.reporting_currency), FUNDING_INSTRUMENTS)

    seconds = timed(measures)
    return {"seconds": seconds, "grown": _height() - before, "frames": frames}


ACTIONS: dict[str, Callable[[Path], dict[str, float]]] = {
    **{engine: _pandas(engine) for engine in ENGINES},
    "check": _check,
    "measures": _measures,
}
REPORTS: dict[str, tuple[str, ...]] = {
    "the report": (),
    "a country brief": ("astana-2025-KAZ", "-p", "country=KAZ"),
}
WORDS = {
    **{engine: f"pandas, engine {engine}" for engine in ENGINES},
    "check": "check",
    "measures": "measures",
    "both": "check and measures",
}


if __name__ == "__main__":
    main()
