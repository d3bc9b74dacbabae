"""Long lists of keys print as spans in the PDF."""

from hypothesis import given
from hypothesis import strategies as st

from summit_report.publishing.exporters.spans import spans


def printed(keys: list[str]) -> str:
    return "".join(
        run if isinstance(run, str) else "".join(run["body"]) for run in spans((f"row-{k}", k) for k in keys)
    )


def test_three_in_a_row_print_as_their_ends() -> None:
    """A run of three or more numbers prints as first–last; pairs and gaps stay as they are."""
    assert printed(["A001", "A002", "A003", "A005", "A006", "F001"]) == "A001–A003 A005 A006 F001"


def test_labels_without_numbers_stay() -> None:
    """Keys that do not end in a number are never joined."""
    assert printed(["ECB", "Finding 1", "Finding 2", "Finding 3"]) == "ECB Finding 1–Finding 3"


@given(st.sets(st.integers(1, 60)))
def test_spans_lose_no_key(numbers: set[int]) -> None:
    """Written out again, the spans hold exactly the keys that went in."""
    keys = [f"A{number:03}" for number in sorted(numbers)]
    found = []
    for word in printed(keys).split():
        first, _, last = word.partition("–")
        found += [f"A{n:03}" for n in range(int(first[1:]), int((last or first)[1:]) + 1)]

    assert found == keys
