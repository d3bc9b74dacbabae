"""Rows are chosen as pandas chooses them, in a third of the time."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit_report.analysis.frames import MANY_ROWS, only

ROWS = st.lists(
    st.tuples(st.none() | st.text(max_size=3), st.floats(), st.integers(0, 9), st.tuples(st.text(max_size=2)))
)


@given(ROWS, st.data())
def test_chosen_rows_are_those_of_square_brackets(rows: list[tuple[object, ...]], data: st.DataObject) -> None:
    """Types, keys and cells are those that pandas gives; an unknown answer counts as no."""
    names = ["text", "amount", "documents", "parties"]
    frame = pd.DataFrame(rows, columns=names, index=pd.Index([f"K{n}" for n in range(len(rows))], name="key"))
    frame = frame.astype({"text": "string", "amount": "float64", "documents": "int64", "parties": object})
    answers = data.draw(st.lists(st.none() | st.booleans(), min_size=len(rows), max_size=len(rows)))
    column = pd.Series(answers, index=frame.index, dtype="boolean")
    mask = column.to_numpy(dtype=bool, na_value=False)

    pd.testing.assert_frame_equal(only(frame, column), frame[mask])
    pd.testing.assert_frame_equal(only(frame[["amount", "text"]], mask), frame[["amount", "text"]][mask])


def test_many_rows_are_chosen_alike() -> None:
    """From so many rows that columns are taken side by side, the same ones come, in their order."""
    numbers = np.arange(2 * MANY_ROWS + 2)
    frame = pd.DataFrame(
        {"number": numbers, "text": pd.array(numbers.astype(str), dtype="string"), "half": numbers / 2}
    )
    mask = numbers % 2 == 1

    pd.testing.assert_frame_equal(only(frame, mask), frame[mask])


def test_what_is_done_to_chosen_rows_stays_with_them() -> None:
    """Whoever gets rows may change them; the table that they are from stays as it is, even if all were chosen."""
    frame = pd.DataFrame({"a": [1, 2], "b": pd.array(["x", "y"], dtype="string")})
    for mask in ([True, True], [True, False]):
        chosen = only(frame, np.array(mask))
        chosen.loc[0, "b"] = "z"
        chosen["a"] += 1
    assert frame.to_dict("list") == {"a": [1, 2], "b": ["x", "y"]}


def test_a_mask_for_another_table_is_refused() -> None:
    """A mask that is too short would choose rows of its own."""
    with pytest.raises(ValueError, match="1 rows for a table of 2"):
        only(pd.DataFrame({"a": [1, 2]}), np.array([True]))
