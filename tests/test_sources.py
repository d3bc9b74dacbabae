"""Copies count as one source, and what rests on one source alone is marked."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import edit, write_tiny

from summit_report.analysis.dataset import load
from summit_report.analysis.measures import sources as so


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return load(write_tiny(tmp_path_factory.mktemp("sources")))


def chain(*bases):
    """Make sources S0, S1 … of which each rests on the source with the given number, or on none."""
    keys = [f"S{i}" for i in range(len(bases))]
    texts = [None if base is None else f"S{base}" for base in bases]
    return pd.DataFrame({"based_on": pd.Series(texts, keys, dtype="string")})


def test_a_copy_of_a_copy_is_the_first_text():
    """A text that rests on a text that rests on a release is that release."""
    assert so.origin(chain(None, 0, 1), "S2") == "S0"
    assert so.independent(chain(None, 0, 1, None), ["S2", "S3", "S1"]) == ("S0", "S3")


@given(st.lists(st.one_of(st.none(), st.integers(0, 7)), min_size=8, max_size=8))
def test_independent_sources_are_never_more_than_sources(bases):
    """Whatever rests on what, even in a circle, the count ends and is between one and the number of sources."""
    table = chain(*bases)

    assert 1 <= len(so.independent(table, table.index)) <= len(table)


def test_whose_voice(tiny):
    """A source is the voice of the party it names, else a third party's."""
    assert so.side(tiny.sources, "T-S1") == "CHN"
    assert so.side(tiny.sources, "T-S2") is None


def test_a_second_description_confirms(tiny):
    """The rail memorandum is told by a news text and, in other words, by the reference article."""
    assert set(so.witnesses(tiny, "T-A2")) == {"T-S2", "T-S3"}
    assert not so.single_source(tiny, "T-A2")


def test_a_copy_does_not_confirm(tiny):
    """The package is told by a statement and by its copy: that is one source."""
    assert set(so.witnesses(tiny, "T-A1")) == {"T-S1", "T-S2"}
    assert so.single_source(tiny, "T-A1")
    assert so.mark(tiny, "T-A1") == "single source"


def test_a_reference_text_alone_is_named(tiny, tmp_path):
    """A pledge whose money another source tells is confirmed; without that it rests on a reference text alone."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "pledged,summit,T-A4,,,yes,T-S1", "pledged,summit,,,,yes,T-S1")

    assert so.mark(tiny, "T-A4") == ""
    assert so.mark(load(folder), "T-A4") == "single source, a reference text"


def test_a_note_that_names_a_source_names_a_witness(tmp_path):
    """ "Also T-S3." in a note makes T-S3 a witness of the row."""
    folder = write_tiny(tmp_path)
    edit(folder, "agreements.csv", "follow-up,2,,,T-S2,para 4,", "follow-up,2,,,T-S2,para 4,Also T-S3.")

    assert "T-S3" in so.witnesses(load(folder), "T-A5")


def test_money_of_another_relation_is_no_witness(tmp_path):
    """An amount of the context does not confirm the summit's pledge that it is linked to."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "pledged,summit,T-A4,,,yes,T-S1", "pledged,context,T-A4,,,no,T-S1")

    assert so.witnesses(load(folder), "T-A4") == ("T-S3",)


def test_an_unknown_key_has_no_witness(tiny):
    """A key that no table holds is no error: nothing speaks of it."""
    assert so.witnesses(tiny, "T-X9") == ()
