"""Bounds of totals: which share rests on an open end."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import write_tiny

from summit_report.analysis.amounts import OPEN_ABOVE, OPEN_BELOW, Conversion, bounds, total
from summit_report.analysis.measures.money import Money, Share, Sum
from summit_report.analysis.report import Report
from summit_report.analysis.sections import bounds as section
from summit_report.blocks import plain

WORDS = ["exact", "approximately", "at least", "more than", "nearly", "up to"]


def summed(*pairs):
    """Add up amounts of (value, qualifier) in one currency, None where nothing is stated."""
    items = []
    for i, pair in enumerate(pairs, start=1):
        stated = bounds(*pair) if pair else None
        value = Conversion(stated, None) if stated else None
        items.append(Money(f"F{i}", "USD" if pair else None, stated, pair[1] if pair else None, value))
    return Sum(total((item.key, item.value) for item in items), {}, tuple(items))


def test_the_share_that_rests_on_at_least():
    """More than 25 beside 22 is 53.2 % of the 47; nothing rests on up to."""
    found = summed((22.0, "exact"), (25.0, "more than"))

    assert (round(found.open_above.value, 3), found.open_above.rows) == (0.532, ("F2",))
    assert found.open_below == Share(0.0, ())


def test_both_kinds_of_open_end():
    """Up to 3 and nearly 1 are 4 of 10, at least 6 the rest."""
    found = summed((3.0, "up to"), (1.0, "nearly"), (6.0, "at least"))

    assert found.open_below == Share(0.4, ("F1", "F2"))
    assert found.open_above == Share(0.6, ("F3",))


def test_what_is_not_known_has_no_share():
    """A total without an amount rests on nothing, and an unknown row does not change a share."""
    assert summed(None).open_above is None
    assert summed((5.0, "up to"), None).open_below == Share(1.0, ("F1",))


@given(st.lists(st.tuples(st.floats(1, 1e12), st.sampled_from(WORDS)), min_size=1, max_size=8))
def test_shares_are_parts_of_one(pairs):
    """A total is open above just when a share of it rests on at least; all shares together are the whole."""
    found = summed(*pairs)
    rest = found.resting_on(set(WORDS) - OPEN_ABOVE - OPEN_BELOW)

    assert math.isclose(found.open_above.value + found.open_below.value + rest.value, 1)
    assert (found.total.bounds.high is None) == bool(found.open_above.rows)
    assert (found.total.bounds.low is None) == bool(found.open_below.rows)


@pytest.mark.parametrize(
    ("share", "words"),
    [(None, "none"), (Share(0.0, ()), "none"), (Share(1.0, ("F1",)), "all"), (Share(0.412, ("F1",)), "41.2%")],
)
def test_a_share_in_words(share, words):
    """Nothing and everything are said in a word, the rest in percent."""
    assert section.rests(share) == words


def test_the_section_says_what_is_open(tmp_path):
    """Both contract values are open, one above and one below, and the grant is also worded as about."""
    text, table = section.bounds(Report(write_tiny(tmp_path))).blocks
    words = "".join(run if isinstance(run, str) else run["text"] for run in text["items"][0])
    cells = [[plain(cell) for cell in row["cells"]] for row in table["rows"]]

    assert words.startswith("1 of 3 known totals has a bound at both ends.")
    assert "it has no upper bound" in words and "it has no lower bound" in words
    assert ["Contract value; at most 40% named", "50 m", "50 m", "open", "all", "none", "1 of 1"] in cells
    assert ["Contract value; not itemised", "open", "7 m", "7 m", "none", "all", "1 of 1"] in cells
