"""Characters that no font has are found before the page is set, marked on it and named in a warning."""

import json
import re
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from summit_report import blocks
from summit_report.publishing.exporters import glyphs
from summit_report.publishing.exporters.document import Document, read_document
from summit_report.publishing.exporters.nodes import words
from summit_report.publishing.exporters.pdf import SummitPDFExporter
from summit_report.publishing.exporters.pictures import svg_to_png
from summit_report.publishing.exporters.typesetting import MissingGlyphsError, fonts_in, uncovered

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100" viewBox="0 0 300 100">'
    '<text x="10" y="50" font-family="Source Sans Pro" font-size="40">{}</text></svg>'
)
#: Where Debian puts the font of its package fonts-noto-cjk.
NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def notebook(text: str, drawn: str = "x"):
    """Return a notebook that says *text* in prose and in a table, and draws *drawn*."""
    table = {
        "kind": "table",
        "id": "t",
        "label": "Table 1",
        "title": "T",
        "columns": [{"label": "a"}, {"label": "b"}],
        "rows": [{"cells": ["c", text]}],
    }
    figure = {
        "kind": "figure",
        "id": "f",
        "name": "f",
        "label": "Figure 1",
        "title": "F",
        "caption": "c",
        "alt": "a",
        "svg": SVG.format(drawn),
    }
    output = new_output("display_data", data=blocks.bundle([table, figure]))
    return new_notebook(cells=[new_markdown_cell("# Title\n\ntext"), new_code_cell("1", outputs=[output])])


def document(text: str, drawn: str = "x", fonts=()) -> Document:
    """Return that notebook as a document for Typst."""
    return read_document(notebook(text, drawn), name="n", folder=Path(), fonts=fonts)


def cell(found: Document) -> str:
    """Return what the table of the document says."""
    return words(next(node for node in found.nodes if node["k"] == "table")["rows"][0]["cells"][1])


def test_the_alphabets_of_the_region_are_there():
    """Latin, Cyrillic with Kazakh, Tajik and Uzbek letters, Turkmen, Greek, Arabic and Hebrew need no further font."""
    text = "Қазақ Әәғңөұүһі Тоҷикӣ ғӣқӯҳҷ Ўзбек ҳ Türkmen ňžýşçäöü Ελλάδα عربي עברית € ≈ → □"

    assert uncovered(frozenset(text)) == frozenset()


def test_arabic_is_set_in_a_face_for_words():
    """Arabic words, in prose and in drawings, have letters of their own widths, not those of a typewriter."""
    texts = ("عربي", "x"), ("x", "عربي")

    assert all(
        re.search(rb"\+DejaVuSans\b", SummitPDFExporter().from_notebook_node(notebook(*one))[0]) for one in texts
    )


def test_a_letter_becomes_a_box_and_a_sign_its_name():
    """A reader sees that something is missing, and of a sign what it was; an id stays what links lead to."""
    found = document("丝绸 ✅ 🇰🇿 ok")

    assert cell(found).startswith("□□ [white heavy check mark] [regional indicator symbol letter k]")
    assert list(found.lost) == ["丝", "绸", "✅", "🇰", "🇿"]
    assert found.lost["绸"] == "丝绸 ✅ 🇰🇿 ok"


def test_a_drawing_has_boxes_of_its_own():
    """A drawing has no room for names: every character that is missing becomes a box, in the PDF and in the PNG."""
    found = document("ok", "丝✅")
    (drawing,) = found.files.values()

    assert ">□□<" in drawing.decode()


def test_the_picture_of_a_drawing_shows_boxes(tmp_path):
    """A PNG never has a silent gap where a character is missing."""
    made = svg_to_png({"one": SVG.format("丝"), "box": SVG.format("□"), "none": SVG.format(" ")}, tmp_path)
    one, box, none = (file.read_bytes() for file in made)

    assert one == box != none


def test_the_warning_names_characters_and_a_place():
    """At most eight characters are named, then their number; the text is cut; nothing in it turns or hides the line."""
    text = "一二三四五六七八九十 \u202e and " + "x" * 100
    told = glyphs.warning(dict.fromkeys("一二三四五六七八九十", text))

    assert told.startswith("no font has 一 (U+4E00), 二 (U+4E8C), ")
    assert "八 (U+516B) and 2 more, the first in “一二三四五六七八九十 [U+202E] and xxxx" in told
    assert "x" * 40 not in told


@pytest.mark.parametrize(
    "text", ["e\u0301 i\u0307\u0323", "z\u0338\u0322\u031ba\u0334", "हिन्दी", "ខ្មែរ", "a\u200db", "عربي", "👩‍👩‍👧"]
)
def test_no_combination_stops_the_export(text):
    """What Typst refuses although fonts have each character of it is set otherwise, in prose, tables and drawings."""
    pdf, _ = SummitPDFExporter().from_notebook_node(notebook(text, text))

    assert pdf.startswith(b"%PDF")


def test_what_an_archivable_pdf_cannot_hold_is_named(monkeypatch):
    """Marks that Typst refuses are boxes in the PDF, and a warning says which and where; nothing else is replaced."""
    seen, compiled = [], SummitPDFExporter._compiled

    def refuses_marks(self, document, fonts):
        seen.append(json.dumps(document.nodes, ensure_ascii=False))
        if "\u0338" in seen[-1]:
            raise MissingGlyphsError(frozenset())
        return compiled(self, document, fonts)

    monkeypatch.setattr(SummitPDFExporter, "_compiled", refuses_marks)
    _, about = SummitPDFExporter().from_notebook_node(notebook("z\u0338 " + "ә" * 60))

    [told] = about["warnings"]
    assert told.startswith("an archivable PDF cannot hold ") and "(U+0338), the first in “z" in told
    assert "U+200B" not in told and "z□ " in seen[-1] and "\u200b" in seen[-1]


@settings(max_examples=15)
@given(st.text(min_size=1, max_size=30), st.text(st.characters(categories=("L", "M", "S", "Cf")), max_size=12))
def test_any_text_prints(text, drawn):
    """No text, whatever its characters, stops the export."""
    assert SummitPDFExporter().from_notebook_node(notebook(text, escape(drawn)))[0].startswith(b"%PDF")


@given(st.lists(st.lists(st.sampled_from(["word", " ", "\n", "\u00a0", "x" * 41, "\u4e00" * 14, "\x07", "\ue000"]))))
def test_a_node_stays_only_if_there_is_nothing_to_replace(parts):
    """Looking at nodes in one text finds every character and every long word that looking at each value finds."""
    nodes = [{"k": "par", "body": ["".join(part)], "ref": "x" * 50} for part in parts]
    written = list(map(glyphs.written, nodes))
    used = glyphs.characters("".join(written))

    assert glyphs.replaced_nodes(nodes, written, (), used) == glyphs.replaced_values(nodes, ())


def test_no_font_is_asked_for_where_there_is_no_folder(tmp_path):
    """A project without fonts of its own has none; other files beside fonts are no fonts."""
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "README.md").write_text("x", encoding="utf-8")

    assert fonts_in(tmp_path / "none") == fonts_in(tmp_path / "fonts") == ()


@pytest.mark.skipif(not NOTO.is_file(), reason="needs Debian's package fonts-noto-cjk")
def test_a_given_font_prints_chinese(tmp_path):
    """A font in the folder, also a collection behind a link, sets what is missing: in PDF, drawing and picture."""
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / NOTO.name).symlink_to(NOTO)
    fonts = fonts_in(tmp_path / "fonts")
    resources = {"fonts": str(tmp_path / "fonts")}

    plain, _ = SummitPDFExporter().from_notebook_node(notebook("丝绸之路", "丝绸"))
    pdf, about = SummitPDFExporter().from_notebook_node(notebook("丝绸之路", "丝绸"), resources)
    made = svg_to_png({"one": SVG.format("丝"), "box": SVG.format("□")}, tmp_path, fonts=fonts)

    assert document("丝绸之路", "丝绸", fonts).lost == {}
    assert "warnings" not in about
    assert b"NotoSansCJK" in pdf and b"NotoSansCJK" not in plain
    assert len(pdf) < len(plain) + 100_000  # only the letters that are printed
    assert made[0].read_bytes() != made[1].read_bytes()
