"""
Fuzzes for as long as is asked: `python tests/fuzz_long.py 600` for ten minutes, the same each time it is run.

Takes turns between made-up datasets whose totals are recounted, spoilt rows, spoilt bytes of folders and workbooks, and
the whole notebook of a summit on a made-up dataset. A failure is printed with its round, and the next begins.
"""

import json
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
from fuzzing import datasets, spoil_book, spoil_bytes, write
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from test_fuzz import (
    quick,
    refused,
    test_spoilt_rows_are_located_or_counted_right,
    test_totals_are_those_of_a_recount,
)
from tiny import write_tiny, write_workbook

from summit_report.analysis.report import Report

NOTEBOOK = Path(__file__).parents[1] / "notebooks/01-summit-report.ipynb"
BOOK: list[bytes] = []
CHANCE = st.randoms(use_true_random=False)


def drawn(test: Callable[..., None], examples: int, *drawn_from: SearchStrategy) -> Callable[[int], None]:
    """Return a round that runs *test* on so many *examples*, other ones in each round."""

    def run(number: int) -> None:
        given_more = given(st.tuples(*drawn_from))(lambda values: test(*values))
        hypothesis.seed(number)(settings(quick, max_examples=examples, database=None)(given_more))()

    return run


def folder_bytes(number: int) -> None:
    """Spoil bytes of one file of a folder, fifty times."""
    for turn in range(50):
        chance = random.Random(number * 1_000 + turn)
        with TemporaryDirectory() as place:
            folder = write_tiny(Path(place))
            file = chance.choice(sorted(folder.iterdir()))
            file.write_bytes(spoil_bytes(chance, file.read_bytes()))
            refused(folder)


def book_bytes(number: int) -> None:
    """Spoil bytes of a workbook, twenty times."""
    for turn in range(20):
        chance = random.Random(number * 1_000 + turn)
        with TemporaryDirectory() as place:
            if not BOOK:
                BOOK.append(write_workbook(write_tiny(Path(place)), Path(place, "tiny.xlsx")).read_bytes())
            file = Path(place, "spoilt.xlsx")
            file.write_bytes(spoil_book(chance, BOOK[0]))
            refused(file)


def whole_notebook(made) -> None:
    """Run every code cell of the notebook on the dataset, and show what it shows."""
    import matplotlib.pyplot as plt

    cells = [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    sources = ["".join(cell["source"]) for cell in cells]
    with TemporaryDirectory() as place:
        names = {"Report": Report, "report": Report(write(Path(place), *made))}
        for source in sources:
            if source.startswith("from "):
                exec(source, names)
            elif not source.startswith(("summit =", "report =")):
                shown = eval(source, names)
                assert shown is None or shown._repr_mimebundle_(), source
    plt.close("all")


ROUNDS = {
    "recount": drawn(test_totals_are_those_of_a_recount.hypothesis.inner_test, 60, datasets()),
    "rows": drawn(test_spoilt_rows_are_located_or_counted_right.hypothesis.inner_test, 120, datasets(), CHANCE),
    "bytes": folder_bytes,
    "books": book_bytes,
    "notebook": drawn(whole_notebook, 3, datasets()),
}


def main(seconds: float) -> int:
    """Run rounds for *seconds*; return how many failed."""
    end, number = time.monotonic() + seconds, 0
    rounds: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    while time.monotonic() < end:
        number += 1
        for name, run in ROUNDS.items():
            rounds[name] += 1
            try:
                run(number)
            except Exception:
                failures[name] += 1
                print(f"--- round {number} of {name} failed", traceback.format_exc(limit=-6), flush=True)
    print(f"rounds: {dict(rounds)}; failed: {dict(failures)}")
    return sum(failures.values())


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])) > 0)
