"""The contract between notebook and exporters: what it accepts, what it refuses, and that text stays text."""

import json
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit_report import blocks
from summit_report.errors import BuildError

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9pt" height="9pt"><path d="M0 0"/></svg>'

#: Every text that HTML can carry: no control characters, surrogates and unassigned code points.
texts = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")) | st.sampled_from("<>&\"'{}/")).map(
    str.strip
)
inlines = texts | st.lists(
    texts
    | st.fixed_dictionaries(
        {"text": texts},
        optional={"ref": st.just("e-1"), "style": st.sampled_from(["strong", "em", "code"])},
    ),
    max_size=3,
)


def entry(text: blocks.Inline = "178") -> dict[str, Any]:
    words = blocks.plain(text)
    line = {"id": "e-1-1", "label": words, "value": text, "rows": ["A001", "A002"]}
    uses = [{"ref": "t", "label": words}]
    return {"id": "e-1", "label": "E1", "title": words, "value": words, "rule": words, "lines": [line], "used_in": uses}


def one_of_each(text: blocks.Inline) -> list[dict[str, Any]]:
    """Return one block of each kind, with *text* in every place that takes one."""
    words = blocks.plain(text) or "x"
    grid = {
        "columns": [{"label": words, "unit": words}, {"label": words, "align": "right", "group": words}],
        "rows": [
            {"cells": [text], "kind": "group"},
            {"cells": [text, text]},
            {"cells": [text, text], "kind": "total"},
        ],
        "notes": [text],
        "evidence": [entry(text)],
    }
    record = {"id": "row-a001", "key": "A001", "text": text, "source": {"ref": "src-s1", "text": words}, "note": words}
    source = {"id": "src-s1", "key": "S1", "title": words, "publisher": words, "href": "https://example.org/?a=1&b=2"}
    file = {"name": words, "media_type": "text/csv", "description": words, "content": words}
    figure = {"name": "f", "label": "Figure 1", "title": words, "caption": text, "alt": words + "!", "svg": SVG}
    return [
        {"kind": "front", "id": "front", "title": words, "subtitle": words, "facts": [[words, text]]},
        {"kind": "findings", "id": "f", "title": words, "items": [{"id": "f-1", "value": text, "text": text}]},
        {"kind": "paragraphs", "items": [text], "evidence": [entry(text)]},
        {"kind": "note", "text": text},
        {"kind": "heading", "id": "h", "level": 3, "text": words},
        {"kind": "figure", "id": "fig", **figure, "data": grid},
        {"kind": "table", "id": "t", "label": "Table 1", "title": words, "subtitle": words, **grid},
        {"kind": "definitions", "items": [[words, text]]},
        {"kind": "listing", "id": "l", "text": words},
        {"kind": "evidence", "entries": [entry(text)]},
        {"kind": "records", "id": "r", "title": words, "records": [record]},
        {"kind": "sources", "id": "s", "title": words, "items": [source]},
        {"kind": "figure-data"},
        {"kind": "attachments", "files": [file]},
    ]


def parsed(html: str) -> Any:
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html)


@pytest.mark.parametrize(
    ("value", "words", "number"),
    [
        ("178", "", "178"),
        ("at least 178", "at least", "178"),
        ("more than USD 15 bn", "more than", "USD 15 bn"),
        ("about $24 bn", "about", "$24 bn"),
        ("2 of 4", "", "2 of 4"),
        ("none", "", "none"),
    ],
)
def test_the_words_before_a_large_number_are_told_apart(value: str, words: str, number: str) -> None:
    """A value parts into its qualifier and its number, and both keep the link to the evidence."""
    lead, rest = blocks.qualified([{"text": value, "ref": "e-1"}])
    assert (blocks.plain(lead), blocks.plain(rest)) == (words, number)
    assert all(run["ref"] == "e-1" for run in [*lead, *rest])


def test_the_second_of_two_large_numbers_keeps_its_small_words() -> None:
    """Of "143 → at least 178" the words before the second number stand small, on one line with it, both as links."""
    value = [{"text": "143", "ref": "e-a"}, " → ", {"text": "at least 178", "ref": "e-b"}]
    html = blocks.to_html({"kind": "findings", "id": "f", "items": [{"id": "f-1", "value": value, "text": "signed."}]})

    small = (
        '<span class="whole"><span class="qualifier"><a href="#e-b">at least</a></span> <a href="#e-b">178</a></span>'
    )
    assert small in html


def test_a_finding_names_its_own_evidence() -> None:
    """The labels of an item stand linked at the end of its text."""
    item = {"id": "f-1", "value": "at least 3", "text": "signed.", "evidence": [{"ref": "e-a", "label": "E7"}]}
    found = parsed(blocks.to_html({"kind": "findings", "id": "f", "title": "F", "items": [item]}))
    assert [link.get("href") for link in found.iter("a")] == ["#e-a"]
    assert "".join(found.itertext()).endswith("signed. Evidence\u00a0E7")


@given(inlines)
def test_text_is_never_markup(text: blocks.Inline) -> None:
    """Whatever a text says, the elements of the HTML stay those of the block, and the words arrive unchanged."""
    words = blocks.plain(text)
    for hostile, harmless in zip(one_of_each(text), one_of_each("word"), strict=True):
        tree = parsed(blocks.to_html(hostile))
        known = {element.tag for element in parsed(blocks.to_html(harmless)).iter()} | {
            "a",
            "strong",
            "em",
            "code",
            "bdi",
        }
        assert {element.tag for element in tree.iter()} <= known
        assert words in "".join(tree.itertext()) or hostile["kind"] == "figure-data"


@given(inlines)
def test_runs_have_one_normal_form(text: blocks.Inline) -> None:
    """`runs` always gives runs with text, keeps the words, and changes nothing the second time."""
    normal = blocks.runs(text)
    assert all("text" in run for run in normal)
    assert "".join(run["text"] for run in normal) == blocks.plain(text)
    assert blocks.runs(normal) == normal


def test_a_bundle_survives_a_notebook_file() -> None:
    """What is read back from JSON is what was bundled, with HTML and plain text beside it."""
    made = one_of_each("178")
    bundle = blocks.bundle(made)
    assert blocks.read({"data": json.loads(json.dumps(bundle))}) == made
    assert set(bundle) == {blocks.MIME, "text/html", "text/plain"}
    assert "Figure 1" in bundle["text/plain"] and "<figure>" in bundle["text/html"]


@pytest.mark.parametrize("data", [{}, {"text/plain": "x"}, {blocks.MIME: {"version": 2, "blocks": []}}])
def test_unknown_outputs_are_left_to_others(data: dict[str, Any]) -> None:
    """An output without an exhibit, or with one of a later version, reads as None."""
    assert blocks.read({"output_type": "display_data", "data": data}) is None


def test_every_fault_is_named_at_once() -> None:
    """One error lists every fault of every block, each with its place."""
    faulty: list[blocks.Block] = [
        {"kind": "paragraph", "items": []},
        {"kind": "heading", "id": "Übersicht", "level": 1, "text": 5},
        {"kind": "note", "text": [{"text": "x", "href": "javascript:alert(1)", "colour": "red"}]},
        {"kind": "note", "id": "n", "text": "x"},
        {"kind": "note", "id": "N", "text": "x"},
        {"kind": "front", "id": "a", "title": "x"},
        {"kind": "front", "id": "b", "title": "x", "date": "2025"},
    ]
    with pytest.raises(BuildError) as caught:
        blocks.check(faulty)
    problems = "\n".join(caught.value.problems)
    for place in (
        "unknown kind 'paragraph'",
        ".id",
        ".level",
        ".text:",
        "href",
        "'colour'",
        "'n' stands 2",
        "at most one",
        ".date",
    ):
        assert place in problems
    assert len(caught.value.problems) == 9


def test_any_bytes_travel() -> None:
    """Text and bytes come out as they went in; base64 that is none is refused, with its place."""
    book = blocks.attached("a.xlsx", "application/zip", "Data", bytes(range(256)))
    text = blocks.attached("a.csv", "text/csv", "Data", "x,й\r\n")
    blocks.check([{"kind": "attachments", "files": json.loads(json.dumps([book, text]))}])
    assert [blocks.file_bytes(file) for file in (book, text)] == [bytes(range(256)), "x,й\r\n".encode()]
    with pytest.raises(BuildError) as caught:
        blocks.check([{"kind": "attachments", "files": [text, {**book, "content": "not base64!"}]}])
    [problem] = caught.value.problems
    assert ".files[1].content: base64" in problem


def test_rows_have_a_cell_for_each_column() -> None:
    """A short row and a group row with two cells are both refused, with their numbers."""
    rows = [{"cells": ["a"]}, {"cells": ["a", "b"]}, {"cells": ["a", "b"], "kind": "group"}]
    table = {"kind": "table", "id": "t", "label": "Table 1", "title": "x", "columns": [{"label": "a"}, {"label": "b"}]}
    with pytest.raises(BuildError) as caught:
        blocks.check([{**table, "rows": rows}])
    assert [problem.split(":")[0][-7:] for problem in caught.value.problems] == ["rows[0]", "rows[2]"]


def test_headers_say_what_they_speak_for() -> None:
    """A table's headers carry their scope; a group row opens a row group of its own; groups of columns span theirs."""
    table = next(block for block in one_of_each("x") if block["kind"] == "table")
    tree = parsed(blocks.to_html(table))
    assert [th.get("scope") for th in tree.find(".//thead").iter("th")] == ["col", "colgroup", "col"]
    assert [th.get("scope") for th in tree.find(".//tbody").iter("th")] == ["rowgroup", "row", "row"]
    assert tree.find(".//caption") is not None


def test_evidence_in_place_leaves_the_ids_to_the_appendix() -> None:
    """A folded entry links to the appendix and to its rows; only the appendix carries the ids."""
    paragraphs, appendix = (
        {"kind": "paragraphs", "items": ["x"], "evidence": [entry()]},
        {"kind": "evidence", "entries": [entry()]},
    )
    folded = blocks.to_html(paragraphs)
    assert 'href="#e-1"' in folded and 'href="#row-a001"' in folded and 'id="e-1"' not in folded
    assert 'id="e-1"' in blocks.to_html(appendix)


def test_neighbouring_rows_stand_as_their_ends() -> None:
    """Rows in a row are two links with a dash between, in the same order as on paper; others are links of their own."""
    line = {"label": "all", "value": "5", "rows": ["A009", "A002", "A003", "A001", "A008"]}
    html = blocks.to_html({"kind": "evidence", "entries": [{**entry(), "lines": [line]}]})

    assert "".join(parsed(html).find(".//span[@class='keys']").itertext()) == "A001–A003, A008, A009"
    assert [a.get("href") for a in parsed(html).findall(".//span[@class='keys']/a")] == [
        f"#row-a00{number}" for number in (1, 3, 8, 9)
    ]


def test_a_picture_speaks() -> None:
    """The SVG of a figure has the role of a picture and says title and alternative text once."""
    figure = next(block for block in one_of_each("x") if block["kind"] == "figure")
    tree = parsed(blocks.to_html({**figure, "title": "Transport leads", "alt": "Bars: transport 31."}))
    svg = next(element for element in tree.iter() if str(element.tag).endswith("svg"))
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "Transport leads. Bars: transport 31.")
