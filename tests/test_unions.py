"""Keys of several lists as one, and keys with the rows that prove them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit_report.analysis import keys as kk
from summit_report.analysis.unions import Proofs, once

pytest.importorskip("pyarrow")
ARROW = pd.StringDtype("pyarrow")
few = st.lists(st.sampled_from([f"A{i}" for i in range(9)]), unique=True)


@pytest.fixture(params=[kk.TOLD, 1], ids=["by rows", "by columns"])
def least(request, monkeypatch):
    """Keys are few, and as many as very many are."""
    monkeypatch.setattr(kk, "TOLD", request.param)
    monkeypatch.setattr(kk, "_NUMBERED", request.param)
    return request.param


def stored(keys):
    """Give *keys* as a table has them."""
    return kk.Keys(pd.Index(keys, dtype=ARROW))


def test_each_key_stands_once_in_the_order_of_its_first_list(least):
    """Lists are joined in order, and what two of them have is named once, however the lists are kept."""
    found = once(stored(["A3", "A1"]), ("A2", "A1"), stored([]), iter(["A3", "A4"]))

    assert tuple(found) == ("A3", "A1", "A2", "A4")
    assert len(found) == 4


@given(st.lists(few, max_size=4))
def test_columns_join_as_rows_do(lists):
    """Very many keys are joined to the same as few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kk, "TOLD", 1)
        patch.setattr(kk, "_NUMBERED", 1)
        assert tuple(once(*map(stored, lists))) == tuple(dict.fromkeys(key for keys in lists for key in keys))


@given(few, st.dictionaries(st.sampled_from(["A1", "A2", "A3"]), st.sampled_from(["F1", "A1", "A4"])))
def test_proofs_are_counted_before_they_are_named(keys, proofs):
    """Of very many keys, the number of them with their proofs is that of those named one by one."""
    said = Proofs(proofs, {"A1": ("M1", "M2")})
    one_by_one = said.with_these(tuple(keys))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kk, "TOLD", 0)
        patch.setattr(kk, "_NUMBERED", 1)
        found = said.with_these(stored(keys))

        assert len(found) == len(tuple(found)) == len(one_by_one)
        assert tuple(found) == one_by_one


def test_groups_of_one_table_stay_places(least):
    """Groups of one table's keys are put together as places in it, those of several as a list told later."""
    table, other = pd.Index(["A1", "A2", "A3"], dtype=ARROW), stored(["B1"])

    assert kk.all_of([kk.Keys(table, [2]), kk.Keys(table, [0, 1])]) == ("A3", "A1", "A2")
    assert kk.all_of([kk.Keys(table, [2]), (), other]) == ("A3", "B1")
