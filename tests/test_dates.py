"""Dates of three levels mean what the edtf package says they mean."""

from calendar import monthrange
from datetime import date

import edtf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from summit_report.analysis.dates import edtf_bounds, edtf_level, is_edtf


@pytest.mark.parametrize(
    ("text", "first", "last", "level"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "year"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2025-06-17", date(2025, 6, 17), date(2025, 6, 17), "day"),
    ],
)
def test_bounds_and_level(text, first, last, level):
    """A year and a month span their days, a day is itself."""
    assert edtf_bounds(text) == (first, last)
    assert edtf_level(text) == level


@given(st.dates(), st.sampled_from([4, 7, 10]))
def test_bounds_hold_every_day_they_name(day, length):
    """Any day lies within the bounds of its own year, month and day, and the bounds share that prefix."""
    text = day.isoformat()[:length]
    first, last = edtf_bounds(text)

    assert first <= day <= last
    assert first.isoformat().startswith(text) and last.isoformat().startswith(text)
    assert last.day == (day.day if length == 10 else monthrange(last.year, last.month)[1])


@settings(max_examples=30, deadline=None)
@given(st.from_regex(r"[12]\d{3}(-[013]\d(-[0-3]\d)?)?", fullmatch=True))
@example("2025-02-29")
@example("2025-13")
@example("2024-02-29")
def test_agrees_with_the_edtf_package(text):
    """The independent parser gives the same bounds to the same dates; days that no calendar has are refused here."""
    try:
        parsed = edtf.parse_edtf(text)
        bounds = tuple(date(*bound[:3]) for bound in (parsed.lower_strict(), parsed.upper_strict()))
    except (edtf.EDTFParseException, ValueError):
        assert not is_edtf(text)
    else:
        assert edtf_bounds(text) == bounds


@pytest.mark.parametrize("text", ["", "2025-6", "20250617", "2025-06-17T10:00", "2025~", "17.06.2025", "٢٠٢٥", "0000"])
def test_refuses_everything_else(text):
    """Times, other levels of EDTF, other digits and other orders are no dates here."""
    assert not is_edtf(text)
