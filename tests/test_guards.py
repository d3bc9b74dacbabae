"""The guard against formulas: nothing gets through, and nothing is lost."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit_report.analysis.guards import guarded, unguarded

#: Texts made of what matters to spreadsheets, and any other text.
hostile = st.text("='+-@;\t\r\n\uff1d\" ,a0") | st.text(st.characters(exclude_categories=("Cs",)))


@given(hostile)
def test_the_guard_comes_off_again(text: str) -> None:
    """Whatever a text says, with or without apostrophes of its own, it comes back as it was."""
    assert unguarded(guarded(text)) == text


@given(hostile)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    """Neither the cell nor what follows a semicolon, tab or line break in it begins like a formula."""
    assert not any(re.match(r"[=+\-@\uff1d\uff0b\uff0d\uff20]", part) for part in re.split(r"[;\t\r\n]", guarded(text)))
    assert not guarded(text).startswith(("\t", "\r"))


@pytest.mark.parametrize(
    "text", ["", "Treaty", "CHN;KAZ", "it's", "'quoted'", "2025-06-17", "https://example.org/?a=1"]
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    """Text that no spreadsheet would run is not touched in either direction."""
    assert guarded(text) == unguarded(text) == text


def test_a_guarded_cell_does_not_run_where_semicolons_separate() -> None:
    """A reader whose spreadsheet splits at semicolons finds no formula in any cell either."""
    line = ",".join(["A001", guarded("Road;=HYPERLINK(1)")])

    assert next(csv.reader(io.StringIO(line), delimiter=";")) == ["A001,Road", "'=HYPERLINK(1)"]
