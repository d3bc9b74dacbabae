"""What is read from right to left keeps to itself: numbers and punctuation around it stay where they belong."""

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit_report import blocks
from summit_report.directions import isolated, pieces
from summit_report.publishing.exporters.document import read_document
from summit_report.publishing.exporters.nodes import words

TITLE = "مذكرة تفاهم 2025 (12)"
HEBREW = "הסכם מים, ואנרגיה"


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        (TITLE, [TITLE]),
        (f"{TITLE}.", [TITLE]),
        (f"EUR 5 m for “{TITLE}”, 3 documents", [TITLE]),
        (f"“{TITLE}”, “{HEBREW}” and 4 more", [TITLE, HEBREW]),
        (f"{TITLE}, 5 documents (3)", ["مذكرة تفاهم"]),
        ("Ministry of וזרה (2025), 3", ["וזרה"]),
        ("Қазақ 12 – “3”", []),
    ],
)
def test_words_from_right_to_left_are_set_apart(text, apart):
    """A title alone or in quotation marks has its own numbers; in a sentence they belong to the sentence."""
    assert [piece for piece, turned in pieces(text) if turned] == apart


@given(st.text(st.sampled_from("א12 (.“”b\n·ع")))
def test_no_letter_is_lost(text):
    """The pieces of any text are that text, and only letters from right to left make a piece that is turned."""
    found = pieces(text)

    assert "".join(piece for piece, _ in found) == text
    assert all(any(letter in piece for letter in "אع") == turned for piece, turned in found)


@pytest.mark.parametrize("text", ["“" + "א " * 50_000, "א" + " 1" * 50_000 + "b", "“א" * 50_000])
def test_a_very_long_text_is_no_hang(text):
    """A cell of 100,000 characters is read once, whatever stands in it."""
    assert isolated(text).count("\u2067") == isolated(text).count("\u2069") > 0


TABLE = {
    "kind": "table",
    "id": "tab-x",
    "label": "Table 1",
    "title": f"Signed: “{TITLE}”, 2 of 3",
    "columns": [{"label": "Title"}, {"label": "Value"}],
    "rows": [{"cells": [[{"text": TITLE, "ref": "tab-x"}, " (single source)"], "12"]}],
}


def test_the_page_isolates_them():
    """In HTML they stand in elements of their own, also within links and captions; attributes stay plain."""
    html = blocks.to_html(TABLE)

    assert html.count(f"<bdi>{TITLE}</bdi>") == 2
    assert f'<a href="#tab-x"><bdi>{TITLE}</bdi></a> (single source)' in html


def test_the_pdf_isolates_them(tmp_path):
    """In the PDF's text marks of direction stand around them; names, ids and code stay as they are."""
    bundle = blocks.bundle([TABLE])
    code = nbformat.v4.new_code_cell(f"x = '{TITLE}, 5'", outputs=[nbformat.v4.new_output("display_data", bundle)])
    document = read_document(nbformat.v4.new_notebook(cells=[code]), name="x", folder=tmp_path)
    shown, table = document.nodes[-2:]

    assert shown["text"] == f"x = '{TITLE}, 5'"
    assert f"“\u2067{TITLE}\u2069”, 2 of 3" in words(table["caption"])
    assert document.meta["title"] == "x"
