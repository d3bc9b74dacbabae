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
    return pd.DataFrame(
        {"publisher": pd.Series(None, keys, dtype="string"), "based_on": pd.Series(texts, keys, dtype="string")}
    )


def texts(*rows):
    """Make sources S0, S1 … of (publisher, number of the source it rests on, or None)."""
    table = chain(*(base for _, base in rows))
    return table.assign(publisher=pd.Series([publisher for publisher, _ in rows], table.index, dtype="string"))


def test_a_copy_of_a_copy_is_the_first_text():
    """A text that rests on a text that rests on a release is that release."""
    assert so.origin(chain(None, 0, 1), "S2") == "S0"
    assert so.independent(chain(None, 0, 1, None), ["S2", "S3", "S1"]) == ("S0", "S3")


@given(st.lists(st.one_of(st.none(), st.integers(0, 7)), min_size=8, max_size=8))
def test_independent_sources_are_never_more_than_sources(bases):
    """Whatever rests on what, even in a circle, the count ends and is between one and the number of sources."""
    table = chain(*bases)

    assert 1 <= len(so.independent(table, table.index)) <= len(table)


def test_a_circle_of_copies_is_one_text():
    """Two texts that rest on each other are one, from whichever side one asks."""
    assert so.independent(chain(1, 0, 1), ["S0", "S1", "S2"]) == ("S0",)


def test_texts_of_one_publisher_count_once():
    """Two texts of one publisher are one source; texts without a publisher stand for themselves."""
    assert so.independent(
        texts(("Trend", None), ("Trend", None), (None, None), (None, None)), ["S0", "S1", "S2", "S3"]
    ) == (
        "S0",
        "S2",
        "S3",
    )


@pytest.mark.parametrize(
    ("publisher", "voice"),
    [
        ("Kazakhstan Today (citing Kazinform)", "Kazinform"),
        ("Novinata.bg (Kazinform material)", "Kazinform"),
        ("WAM via Zawya (citing Kazinform)", "Kazinform"),
        ("Kazinform (Qazinform)", "Kazinform"),
        ("Trend News Agency via MENAFN", "Trend News Agency"),
        ("Trend News Agency (citing the Kyrgyz government)", "Trend News Agency"),
        ("Paper (citing Kazinformburo)", "Paper"),
    ],
)
def test_a_credited_text_counts_with_whom_it_credits(publisher, voice):
    """Citing a publisher of the table is that publisher; citing anybody else, or being carried, changes nothing."""
    table = texts((publisher, None), ("Kazinform (Qazinform)", None), ("MENAFN", None))

    assert so.voices(table)["S0"] == voice


def test_a_publisher_of_copies_alone_is_nobody_to_credit():
    """Whoever publishes nothing but copies has no voice with which a text that cites him could count."""
    table = texts(("A", None), ("B", 0), ("C (citing B)", None))

    assert so.voices(table) == {"S0": "A", "S1": "A", "S2": "C"}


PUBLISHERS = st.sampled_from([None, "A", "B", "C", "A (citing B)", "B via A", "C via B (A material)"])


@given(st.lists(PUBLISHERS, min_size=1, max_size=6), PUBLISHERS, st.data())
def test_a_copy_never_raises_the_number(publishers, publisher, data):
    """Whatever is copied, and whoever publishes the copy, there are as many independent sources as before."""
    before = texts(*((one, None) for one in publishers))
    after = texts(*((one, None) for one in publishers), (publisher, data.draw(st.integers(0, len(publishers) - 1))))

    assert len(so.independent(after, after.index)) == len(so.independent(before, before.index))


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
