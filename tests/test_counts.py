"""Very many rows are counted and added up by columns: to the same numbers, words, keys and order as row by row."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import write_tiny

from summit_report.analysis import schema
from summit_report.analysis.dataset import load
from summit_report.analysis.frames import frame
from summit_report.analysis.keys import Keys
from summit_report.analysis.measures import counts
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.money import Purse, by_instrument
from summit_report.analysis.reading import RawRow, RawTable
from summit_report.analysis.view import View

CODES = ["CHN", "KAZ", "UZB", "EU"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return load(write_tiny(tmp_path_factory.mktemp("counts")))


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
        lambda: list(docs.by(inside, "part_of").items()),
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


amounts = st.fixed_dictionaries(
    {
        "amount": st.sampled_from(["", "0", "100", "2500.5", "1000000000.1"]),
        "currency": st.sampled_from(["USD", "CNY", "EUR", "KZT", ""]),
        "amount_qualifier": st.sampled_from(["exact", "approximately", "at least", "up to"]),
        "instrument": st.sampled_from(["loan", "grant"]),
        "relation": st.sampled_from(["summit", "summit", "follow-up"]),
        "linked_agreement_id": st.sampled_from(["", "T-A1", "T-A2", "T-A4"]),
        "counts_toward_total": st.sampled_from(["yes", "yes", "no"]),
        "restates": st.sampled_from(["", "", "M0", "M1"]),
        "source_id": st.sampled_from(["T-S1", "T-S1", "T-S2"]),
    }
)


@settings(max_examples=20, deadline=None)
@given(st.lists(amounts, min_size=1, max_size=9))
def test_amounts_by_rows_and_by_columns_agree(tiny, several):
    """Totals to the last bit, originals, unknown and unconverted rows, shares and items are the same both ways."""
    rows = [one | {"funding_id": f"M{number}"} for number, one in enumerate(several)]
    rows = [row | {"counts_toward_total": "no"} if row["restates"] else row for row in rows]
    rows = [row if row["amount"] and row["currency"] else row | {"amount": "", "amount_qualifier": ""} for row in rows]
    data = replace(tiny, _frames={**tiny._frames, "funding": frame_of("funding", rows)})
    for relation in ("summit", "follow-up"):
        for currency in ("USD", "EUR"):
            view = View(data, relation=relation)
            by_rows, by_columns = both(lambda: by_instrument(view.funding, Purse(data, currency), ["loan", "grant"]))  # noqa: B023
            assert list(by_rows) == list(by_columns)
            for kind, one in by_rows.items():
                other = by_columns[kind]
                assert (other.total, other.original) == (one.total, one.original)
                assert tuple(other.items) == one.items and list(other.items[:1]) == list(one.items[:1])
                assert (other.rows, other.stated, other.unconverted) == (one.rows, one.stated, one.unconverted)
                assert (other.left_out and other.left_out.total) == (one.left_out and one.left_out.total)
                assert (other.open_above, other.open_below) == (one.open_above, one.open_below)


def frame_of(name, rows):
    """Make the frame of the table *name* of *rows*; what they leave out is empty."""
    table = schema.table(name)
    blank = dict.fromkeys(table.column_names, "")
    return frame(table, RawTable(table, "", table.column_names, tuple(RawRow(0, blank | row) for row in rows)))
