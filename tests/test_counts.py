"""Very many rows are counted by columns: to the same numbers, words, keys and order as row by row."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summit_report.analysis.keys import Keys
from summit_report.analysis.measures import counts
from summit_report.analysis.measures import documents as docs

CODES = ["CHN", "KAZ", "UZB", "EU"]
rows = st.fixed_dictionaries(
    {
        "documents": st.integers(1, 60),
        "sector": st.sampled_from(["energy", "trade", "not-itemised"]),
        "parties": st.lists(st.sampled_from(CODES), max_size=4, unique=True).map(tuple),
        "qualifier": st.sampled_from(["exact", "exact", "exact", "at least", "up to", "approximately"]),
        "part_of": st.sampled_from([None, None, "A1", "A2"]),
        "same_as": st.sampled_from([None, None, None, "A1"]),
    }
)


def both(found):
    """Return what *found* gives by rows and by columns."""
    results = []
    for many in (10**9, 0):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(counts, "MANY", many)
            results.append(found())
    return results


def made(several, storage):
    """Make agreements of *several* rows, their text kept in the *storage* of small or of large folders."""
    frame = pd.DataFrame(several, columns=list(several[0]))
    frame.index = pd.Index([f"A{number}" for number in range(1, len(frame) + 1)], dtype=pd.StringDtype(storage))
    text = ["sector", "qualifier", "part_of", "same_as"]
    return frame.astype({name: pd.StringDtype(storage) for name in text if name in frame}).assign(title="Paper")


@settings(max_examples=30, deadline=None)
@given(st.lists(rows, min_size=1, max_size=12), st.sampled_from(["python", "pyarrow"]))
def test_counts_by_rows_and_by_columns_agree(several, storage):
    """Sums, their words, the keys behind them and the order of what is counted are the same both ways."""
    if storage == "pyarrow":
        pytest.importorskip("pyarrow", reason="the extra `large` is not installed")
    agreements = made(several, storage)
    inside = docs.inside_packages(agreements)
    for found in (
        lambda: docs.count(agreements),
        lambda: list(docs.by(agreements, "sector").items()),
        lambda: list(docs.by_country(agreements, ["KAZ", "UZB", "TJK"]).items()),
        lambda: list(docs.cross(agreements, ["KAZ", "UZB"]).items()),
        lambda: docs.packages(agreements, inside),
        lambda: docs.grouped(agreements, [len(key) for key in agreements.index]),
    ):
        by_rows, by_columns = both(found)
        assert by_rows == by_columns


def test_many_rows_a_group_name_their_keys_when_asked(monkeypatch):
    """The keys of large groups are equal to the tuple of them, and a slice, the first or the number takes no others."""
    monkeypatch.setattr(counts, "MANY", 0)
    agreements = made([{"documents": 1, "sector": "energy", "qualifier": "exact"}] * 300, "python").drop(index="A7")

    keys = docs.by(agreements, "sector")["energy"].rows
    assert isinstance(keys, Keys) and len(keys) == 299
    assert keys[:2] == ("A1", "A2") and keys[-1] == "A300" and next(iter(keys)) == "A1"
    assert keys == tuple(agreements.index) and hash(keys) == hash(tuple(agreements.index)) and "A7" not in keys
    assert keys != ("A1",) and (*keys, "x")[-2:] == ("A300", "x") and (*keys[:1], "b") == ("A1", "b")
