"""How values are worded, once for the whole report."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit_report.analysis import wording as w
from summit_report.analysis.amounts import bounds


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (999_900, "999,900"),
        (999_999, "1 m"),
        (1_000_000, "1 m"),
        (208_832_210, "208.8 m"),
        (89e6, "89 m"),
        (999_999_999, "1 bn"),
        (5.659e9, "5.659 bn"),
        (24e9, "24 bn"),
        (24.126e9, "24.13 bn"),
        (321e9, "321 bn"),
    ],
)
def test_amounts_are_short(value, words):
    """An amount is worded in billions or millions with four significant digits, and never as "1,000 m"."""
    assert w.magnitude(value) == words


@given(st.floats(1e6, 9.9e14))
def test_rounding_is_small(value):
    """What is printed is within half a unit of the fourth digit of the value."""
    figure, unit = w.magnitude(value).split(" ")

    assert float(figure.replace(",", "")) * {"tn": 1e12, "bn": 1e9, "m": 1e6}[unit] == pytest.approx(value, rel=6e-4)


@pytest.mark.parametrize(
    ("qualifier", "words"),
    [
        (None, "USD 24 bn"),
        ("exact", "USD 24 bn"),
        ("approximately", "about USD 24 bn"),
        ("more than", "more than USD 24 bn"),
        ("at least", "at least USD 24 bn"),
        ("nearly", "nearly USD 24 bn"),
        ("up to", "up to USD 24 bn"),
    ],
)
def test_money_keeps_its_word(qualifier, words):
    """A stated amount prints with its currency's code and the word that the source puts before it."""
    assert w.money(24e9, "USD", qualifier) == words
    assert w.bounded(bounds(24e9, qualifier), "USD", qualifier) == words


def test_money_without_a_currency_has_no_gap():
    """Where the column's head names the currency, the cell does not begin with a space."""
    assert w.money(24e9, "", "more than") == "more than 24 bn"


@pytest.mark.parametrize(
    ("qualifier", "words"), [("more than", "at least USD 1 bn"), ("nearly", "up to USD 1 bn"), ("exact", "USD 1 bn")]
)
def test_bounds_find_their_own_word(qualifier, words):
    """Bounds without a source's word, such as a sum's, are worded by what they are."""
    assert w.bounded(bounds(1e9, qualifier), "USD") == words


def test_an_open_end_is_said_to_be_open():
    """A missing bound prints as a word and not as a number or a gap."""
    assert (w.end(None), w.end(2e9)) == ("open", "2 bn")


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0%"), (0.2357916, "23.6%"), (0.25, "25%"), (1, "100%"), (1.166, "117%")]
)
def test_shares_have_at_most_one_decimal(share, words):
    """A share below all has at most one decimal; above it none."""
    assert w.percent(share) == words


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [(1234.5, 0, "1,234"), (7.1828, 4, "7.1828"), (7.0, 4, "7"), (-0.3, 0, "0"), (0, 0, "0")],
)
def test_numbers_have_separators_and_no_idle_zeros(value, digits, words):
    """A number has thousands separators, at most the wanted decimals, no zeros at the end, and zero has no sign."""
    assert w.number(value, digits) == words


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0 documents"), (1, "1 document"), (2, "2 documents"), (1200, "1,200 documents")]
)
def test_one_thing_is_singular(value, words):
    """Only one thing is singular."""
    assert w.counted(value, "document") == words


def test_an_odd_plural_is_given():
    """A plural that is not made with an s is given by the caller."""
    assert (w.counted(1, "item adds", "items add"), w.counted(3, "item adds", "items add")) == (
        "1 item adds",
        "3 items add",
    )


@pytest.mark.parametrize(("items", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), ("abc", "a, b and c")])
def test_lists_read_as_in_a_sentence(items, words):
    """Several things are joined with commas and an "and"."""
    assert w.listed(items) == words


@pytest.mark.parametrize(
    ("code", "name"), [("KAZ", "Kazakhstan"), ("CHN", "China"), ("EU", "European Union"), ("CA5", "CA5")]
)
def test_countries_have_names(code, name):
    """A country's code becomes its English name; the code of a group stays, since only the source knows its name."""
    assert w.country(code) == name


def test_several_countries_are_named():
    """Countries are listed in the order given."""
    assert w.countries(["UZB", "KAZ"]) == "Uzbekistan and Kazakhstan"


@pytest.mark.parametrize(
    ("edtf", "words"), [("2025-06-17", "17 June 2025"), ("2025-06", "June 2025"), ("2025", "2025")]
)
def test_dates_are_as_precise_as_known(edtf, words):
    """A month is not made its first day."""
    assert w.date(edtf) == words


@pytest.mark.parametrize(
    ("text", "words"), [("loan", "Loan"), ("eToro", "EToro"), ("", ""), ("QazaqGaz loan", "QazaqGaz loan")]
)
def test_a_capital_changes_one_letter(text, words):
    """A capital at the start leaves names further on as they are."""
    assert w.capital(text) == words


@given(st.floats(0, 1e15), st.sampled_from(["exact", "approximately", "at least", "up to", None]))
def test_no_wording_has_a_double_space(value, qualifier):
    """Whatever the amount, its words are separated by single spaces."""
    assert not re.search(r"\s{2}|^\s|\s$", w.money(value, "USD", qualifier))


@pytest.mark.parametrize(
    ("code", "bare", "within"),
    [
        ("EU", "European Union", "the European Union"),
        ("SLB", "Solomon Islands", "the Solomon Islands"),
        ("COD", "DR Congo", "DR Congo"),
        ("TCD", "Chad", "Chad"),
    ],
)
def test_some_countries_have_an_article_within_a_sentence(code, bare, within):
    """A table names a country alone, a sentence with the article that English gives it."""
    assert (w.country(code), w.the(code)) == (bare, within)


@pytest.mark.parametrize(
    ("value", "words"),
    [(7.0102, "7.0102"), (0.0914, "0.0914"), (18852.43, "18,852.43"), (1 / 7, "0.142857"), (1e6, "1,000,000")],
)
def test_a_used_rate_keeps_its_digits(value, words):
    """A rate that amounts were converted at has the digits of its source, a computed one six."""
    assert w.quoted(value) == words


def test_large_rates_have_no_decimals():
    """A rate has the decimals that anyone would quote."""
    assert [w.rate(value) for value in (7.17891, 513.456, 16129.0323)] == ["7.1789", "513.46", "16,129"]
