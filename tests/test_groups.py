"""A long table lists the first rows of each group and says how many more there are."""

import pytest

from summit_report.analysis.exhibits import row
from summit_report.analysis.sections.groups import Group, shortened


def group(name: str, count: int) -> Group:
    """Return a group of *count* rows of two cells."""
    return Group(name, count, [row(f"{name}{i}", "1") for i in range(count)], f"e-{name}")


def test_a_short_table_is_whole() -> None:
    """Each group stands under its name."""
    body = shortened([group("a", 4), group("b", 1)], whole=5, most=2)
    assert [one["cells"][0] for one in body] == ["a", "a0", "a1", "a2", "a3", "b", "b0"]
    assert [one.get("kind") for one in body] == ["group", None, None, None, None, "group", None]


@pytest.mark.parametrize(("count", "listed", "said"), [(2, 2, None), (3, 3, None), (4, 2, "2 more entries: ")])
def test_a_long_table_says_what_it_leaves_out(count: int, listed: int, said: str | None) -> None:
    """Two rows or more give way to one that leads to the evidence of the group; a single one stays."""
    body = shortened([group("a", count), group("b", 9)], whole=5, most=2)
    first = body[: [one["cells"][0] for one in body].index("b")]
    assert [one["cells"][0] for one in first[1 : listed + 1]] == [f"a{i}" for i in range(listed)]
    rest = first[listed + 1 :]
    assert len(rest) == (said is not None)
    if said:
        [more] = rest
        assert more["cells"] == [[said, {"text": "see the evidence", "ref": "e-a"}], ""]


def test_rows_that_are_left_out_are_not_made() -> None:
    """Of a hundred thousand rows only those that are printed are worded."""
    made = []
    rows = (made.append(i) or row(f"a{i}", "1") for i in range(100_000))
    body = shortened([Group("a", 100_000, rows, "e-a")], whole=5, most=2)
    assert made == [0, 1]
    assert body[-1]["cells"][0][0] == "99,998 more entries: "
