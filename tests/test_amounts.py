"""Values with bounds, dated conversion and totals: rules 5, 6 and 7 of the data model."""

import datetime as dt
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit_report.analysis.amounts import Bounds, Converter, bounds, total

DAY = dt.date(2030, 5, 10)
WORDS = ["exact", "approximately", "at least", "more than", "nearly", "up to"]
AMOUNTS = st.builds(bounds, st.floats(0, 1e13), st.sampled_from([*WORDS, None]))


def rates(*rows, base="USD", quote="CNY"):
    """Make a table of rates from pairs (day, rate)."""
    table = pd.DataFrame(
        [{"date": day, "base": base, "quote": quote, "rate": rate, "kind": "fixing"} for day, rate in rows],
        columns=["date", "base", "quote", "rate", "kind"],
    )
    table.index = [f"R{number}" for number in range(1, len(table) + 1)]
    return table


def convert(converter, currency, date, value=700.0):
    return converter.convert(bounds(value, "exact"), currency, date)


@pytest.mark.parametrize(
    ("qualifier", "low", "high", "approximate"),
    [
        (None, 8.0, 8.0, False),
        ("exact", 8.0, 8.0, False),
        ("approximately", 8.0, 8.0, True),
        ("at least", 8.0, None, False),
        ("more than", 8.0, None, False),
        ("nearly", None, 8.0, False),
        ("up to", None, 8.0, False),
    ],
)
def test_each_qualifier_is_a_bound(qualifier, low, high, approximate):
    """A qualifier opens the end that it leaves open, and never moves the stated value."""
    assert bounds(8.0, qualifier) == Bounds(low, 8.0, high, approximate)


@pytest.mark.parametrize(
    ("words", "implied"),
    [
        (["exact", "exact"], "exact"),
        (["exact", "approximately"], "approximately"),
        (["exact", "more than"], "at least"),
        (["approximately", "nearly"], "up to"),
        (["more than", "nearly"], "around"),
    ],
)
def test_a_sum_is_worded_by_its_bounds(words, implied):
    """A sum takes the one qualifier that promises no more than its parts do together."""
    one, two = (bounds(1.0, word) for word in words)

    assert (one + two).qualifier == implied


@given(st.lists(AMOUNTS, min_size=1, max_size=8))
def test_a_total_keeps_its_bounds_in_order(values):
    """The low end is never above the stated value, the high end never below it, and one open end opens the total's."""
    found = total((str(i), value) for i, value in enumerate(values)).bounds

    assert (found.low is None) == any(value.low is None for value in values)
    assert (found.high is None) == any(value.high is None for value in values)
    assert found.low is None or found.low <= found.central
    assert found.high is None or found.central <= found.high


@given(st.lists(AMOUNTS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(values, random):
    """Rows in another order have the same total."""
    shuffled = random.sample(values, len(values))
    found, other = (total((str(i), value) for i, value in enumerate(rows)).bounds for rows in (values, shuffled))

    assert math.isclose(found.central, other.central, rel_tol=1e-12)
    assert found.qualifier == other.qualifier


@given(AMOUNTS, AMOUNTS, st.floats(1e-6, 1e6))
def test_scaling_commutes_with_adding(one, two, factor):
    """Converting the sum or summing the converted amounts comes to the same, and open ends stay open."""
    whole, parts = (one + two).scaled(factor), one.scaled(factor) + two.scaled(factor)

    assert whole.qualifier == parts.qualifier == (one + two).qualifier
    assert math.isclose(whole.central, parts.central, rel_tol=1e-9, abs_tol=1e-9)


@given(st.lists(st.none() | AMOUNTS, max_size=8))
def test_unknown_rows_are_counted_and_never_summed(values):
    """A total says for n of N rows what is known, and adds up nothing else."""
    found = total((f"F{i}", value) for i, value in enumerate(values))
    known = [value for value in values if value is not None]

    assert (found.n, found.of) == (len(known), len(values))
    assert found.unknown == tuple(f"F{i}" for i, value in enumerate(values) if value is None)
    assert (found.bounds is None) == (not known)
    assert found.bounds is None or math.isclose(found.bounds.central, math.fsum(value.central for value in known))


def test_nothing_is_no_zero():
    """A total of no rows, or of rows without an amount, is unknown and not 0."""
    assert total([]).bounds is None
    assert total([("F1", None)]).bounds is None


def test_the_reporting_currency_needs_no_rate():
    """An amount already in the reporting currency stays as it is, with or without a date."""
    converted = convert(Converter(rates(), "USD"), "USD", None)

    assert converted.bounds == bounds(700.0, "exact")
    assert converted.rate is None


def test_the_nearest_rate_converts():
    """Of several rates within a week the one nearest to the amount's date is taken, before or after it."""
    converter = Converter(rates(("2030-05-04", 9.0), ("2030-05-12", 7.0), ("2030-05-13", 8.0)), "USD")

    converted = convert(converter, "CNY", DAY)

    assert converted.bounds.central == pytest.approx(100)
    assert (converted.rate.key, converted.rate.date, converted.rate.origin) == ("R2", dt.date(2030, 5, 12), "fixing")


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_rates_equally_near_the_earlier_is_taken(order):
    """A tie is decided by the date, so that the order of the rows cannot change a report."""
    rows = [("2030-05-08", 7.0), ("2030-05-12", 8.0)][::order]

    converted = convert(Converter(rates(*rows), "USD"), "CNY", DAY)

    assert converted.rate.date == dt.date(2030, 5, 8)


@pytest.mark.parametrize(("day", "found"), [("2030-05-03", True), ("2030-05-17", True), ("2030-05-18", False)])
def test_a_rate_counts_within_a_week(day, found):
    """A rate more than seven days away is another rate: without one there is no conversion."""
    converted = convert(Converter(rates((day, 7.0)), "USD"), "CNY", DAY)

    assert (converted is not None) == found


@given(st.floats(1e-4, 1e4), AMOUNTS)
def test_a_rate_works_both_ways(rate, amount):
    """One rate converts in either direction, and there and back again gives the amount."""
    table = rates(("2030-05-10", rate))

    there = Converter(table, "USD").convert(amount, "CNY", DAY)
    back = Converter(table, "CNY").convert(there.bounds, "USD", DAY)

    assert math.isclose(back.bounds.central, amount.central, rel_tol=1e-9, abs_tol=1e-9)
    assert math.isclose(there.bounds.central * rate, amount.central, rel_tol=1e-9, abs_tol=1e-9)
    assert back.bounds.qualifier == amount.qualifier


def test_a_rate_of_another_pair_is_not_taken():
    """Only a rate between the two currencies converts; nothing is chained through a third."""
    table = pd.concat([rates(("2030-05-10", 7.0)), rates(("2030-05-10", 500.0), base="USD", quote="KZT")])

    assert convert(Converter(table, "KZT"), "CNY", DAY) is None


def test_the_central_bank_stands_in():
    """Without an own rate the reference rates of the European Central Bank convert; EUR 1 = USD 1.1568 = CNY 8.3091."""
    converted = convert(Converter(rates(), "USD"), "CNY", dt.date(2025, 6, 17), 8.3091)

    assert converted.bounds.central == pytest.approx(1.1568)
    assert (converted.rate.date, converted.rate.key) == (dt.date(2025, 6, 17), None)
    assert "European Central Bank" in converted.rate.origin


def test_own_rates_come_first():
    """A near rate of the dataset wins over the central bank's of the very day; a far one does not."""
    near = convert(Converter(rates(("2025-06-16", 7.0)), "USD"), "CNY", dt.date(2025, 6, 17))
    far = convert(Converter(rates(("2025-06-01", 7.0)), "USD"), "CNY", dt.date(2025, 6, 17))

    assert near.rate.key == "R1"
    assert "European Central Bank" in far.rate.origin


@pytest.mark.parametrize("day", [14, 15])
def test_at_a_week_end_the_last_publication_holds(day):
    """The central bank publishes on working days: Saturday and Sunday have Friday's rate, and say so."""
    weekend, friday = dt.date(2025, 6, day), dt.date(2025, 6, 13)
    converter = Converter(rates(), "USD")

    converted = convert(converter, "EUR", weekend)

    assert converted.rate.date == friday
    assert converted.bounds == convert(converter, "EUR", friday).bounds


@pytest.mark.parametrize(
    ("currency", "date"),
    [
        ("CNY", None),  # no date
        ("CNY", dt.date(1990, 1, 1)),  # before the series
        ("CNY", dt.date(2199, 1, 1)),  # after it
        ("KZT", dt.date(2025, 6, 17)),  # a currency that the bank does not publish
        ("XXX", dt.date(2025, 6, 17)),  # no currency
    ],
)
def test_no_rate_no_conversion(currency, date):
    """Without a dated rate nearby an amount is not converted, rather than wrongly."""
    assert convert(Converter(rates(), "USD"), currency, date) is None
