"""Numbers as people write them are read in full digits, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit_report.analysis.number_words import bound_in, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("40 Mio", "40000000"),
        ("40 Mio. EUR", "40000000"),
        ("2 Mrd", "2000000000"),
        ("2 milliards", "2000000000"),
        ("40 millones", "40000000"),
        ("40 млн", "40000000"),
        ("40 МЛН долларов", "40000000"),
        ("2,5 миллиарда юаней", "2500000000"),
        ("40 тыс.", "40000"),
        ("40亿美元", "4000000000"),
        ("2万亿元", "2000000000000"),
        ("3百万", "3000000"),
        ("4 crore", "40000000"),
        ("2 thousand million", "2000000000"),
        ("US$1.5bn", "1500000000"),
        ("RMB 1.5 bn", "1500000000"),
        ("EUR 1.234,50", "1234.50"),
        ("20 000 000 KZT", "20000000"),
    ],
)
def test_a_scale_in_any_of_the_usual_languages_counts(text: str, number: str) -> None:
    """What the sources of the region write for thousands, millions and billions is read as such."""
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["10%", "40 zł", "5 apples", "35 documents", "1,234", "10 b", "3 mil", "5-7", "none"])
def test_a_number_beside_what_is_not_known_is_not_read(text: str) -> None:
    """A word that is not known may be a scale, so that nothing is proposed instead of a millionth of what was meant."""
    assert read_number(text) is None


@given(st.integers(1, 999_999), st.text(st.characters(categories=["L"]), min_size=1, max_size=12))
def test_no_word_is_left_out_in_silence(value: int, word: str) -> None:
    """Whatever word follows a number: it changes the number, or is known to mean none, or nothing is proposed."""
    found = read_number(f"{value} {word}")
    known = found is not None and (float(found) == value or float(found) >= 100 * value)

    assert found is None or known
    assert read_number(f"{value} qq{word}") is None


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("about 30 mln", "approximately"),
        ("ca. 5", "approximately"),
        ("more than 15 bn", "more than"),
        ("> 5", "more than"),
        ("40+", "at least"),
        ("at least 5", "at least"),
        ("не менее 5 млрд", "at least"),
        ("nearly 25 bn", "nearly"),
        ("up to 3", "up to"),
        ("5 bn", None),
    ],
)
def test_a_word_that_bounds_the_number_has_its_qualifier(text: str, term: str | None) -> None:
    """Such a word belongs into another column, and is named by the term that stands there."""
    assert bound_in(text) == term
