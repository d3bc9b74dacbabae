"""An executed notebook becomes a plain document: what it says, in its order, as data."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from summit_report import blocks
from summit_report.publishing.exporters import proofs
from summit_report.publishing.exporters.arrange import with_levels
from summit_report.publishing.exporters.cells import output_nodes
from summit_report.publishing.exporters.document import Document, read_document
from summit_report.publishing.exporters.nodes import Node, heading, words
from summit_report.publishing.exporters.shelf import Shelf

ENTRY = {
    "id": "e-signed",
    "label": "E1",
    "title": "Signed documents",
    "value": "2",
    "lines": [{"id": "e-signed-all", "label": "all", "value": "2", "rows": ["A001", "A404"]}],
}


def document(*cells: Any, **metadata: Any) -> Document:
    """Return the document of a notebook with *cells*; a string is a Markdown cell."""
    made = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    return read_document(new_notebook(cells=made, metadata=metadata), name="file-name", folder=Path())


def output(**data: Any) -> Any:
    """Return a code cell that printed *data*, by MIME type with `_` for `/`."""
    bundle = {key.replace("_", "/"): value for key, value in data.items()}
    return new_code_cell("code()", outputs=[new_output("display_data", data=bundle)])


def exhibit(*parts: dict[str, Any]) -> Any:
    """Return a code cell whose output carries the blocks *parts*."""
    shown = new_output("display_data", data=blocks.bundle(parts))
    return new_code_cell("show()", outputs=[shown], metadata={"tags": ["remove-input"]})


def dictionaries(value: Any) -> Iterator[Node]:
    """Yield every dictionary inside *value*, outer before inner."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from dictionaries(inner)


def of_kind(made: Document, kind: str) -> list[Node]:
    """Return all nodes and runs of *kind*."""
    return [node for node in dictionaries(made.nodes) if node.get("k") == kind]


def text_of(value: Any) -> str:
    """Return everything that *value* says, in one line."""
    return json.dumps(value, ensure_ascii=False)


def test_title_comes_from_metadata_then_heading_then_file() -> None:
    """The notebook's own title wins, then its first level-1 heading, then the name of the file."""
    assert document("# Heading", title="Metadata").meta["title"] == "Metadata"
    assert document("text", "# A *fine* heading").meta["title"] == "A fine heading"
    assert document("text").meta["title"] == "file-name"


def test_front_gives_title_and_date() -> None:
    """A front block gives title, language and the document's date, which is never the day of the export."""
    made = document(exhibit({"kind": "front", "id": "top", "title": "T", "date": "2025-11-15", "lang": "en-GB"}))
    assert (made.meta["title"], made.meta["lang"], made.date.isoformat()) == ("T", "en", "2025-11-15")
    assert document("text").date.isoformat() == "1970-01-01"


@given(st.lists(st.integers(1, 6), max_size=30))
def test_heading_levels_never_skip(levels: list[int]) -> None:
    """Levels start at 1, never go down by more than one step, and deeper headings stay deeper than their parent."""
    made = [node["level"] for node in with_levels([heading(level, ["x"]) for level in levels])]
    assert all(after <= before + 1 for before, after in zip([0, *made], made, strict=False))
    assert all((b > a) == (y > x) for a, b, x, y in zip(levels, levels[1:], made, made[1:], strict=False) if b > a)


def test_markdown_keeps_its_structure() -> None:
    """Lists nest, tables have a header, code keeps its language, and emphasis stays emphasis."""
    made = document("- a\n  1. *b*\n\n| x | y |\n|:-|-:|\n| 1 | 2 |\n\n> q\n\n```r\nz <- 1\n```\n\n---")
    assert [node["ordered"] for node in of_kind(made, "list")] == [False, True]
    assert [column["align"] for column in of_kind(made, "table")[0]["columns"]] == ["left", "right"]
    assert of_kind(made, "code")[0]["lang"] == "r"
    assert of_kind(made, "em") and of_kind(made, "quote") and of_kind(made, "rule")


def test_money_is_no_formula() -> None:
    """Two sums in dollars in one line are text; a formula next to a word is a formula."""
    assert not of_kind(document("from $24 bn to $25 bn, or $5 and $6"), "math")
    assert of_kind(document("the ratio $r = n/N$ is"), "math")[0]["alt"] == "r = n/N"


@pytest.mark.parametrize("source", [r"\undefined{x}", r"\frac{1}", r"\begin{nonsense} & \end{nonsense}", "{{"])
def test_a_formula_never_stops_the_export(source: str) -> None:
    """What cannot be read as a formula is printed as its source, or as the part that could be read."""
    made = document(f"$${source}$$")
    assert source in text_of(made.nodes).replace("\\\\", "\\")


def test_links_work_or_are_text() -> None:
    """A link to a place in the document stays one in any spelling; one to nowhere becomes its words."""
    made = document("## The Method\n\n[a](#The-Method) [b](#nowhere) [c](https://c.org) [d](file:///etc/passwd)")
    assert made.links == {"the-method": None}
    assert [words(node["body"]) for node in of_kind(made, "ref")] == ["a", "b"]
    assert [node["href"] for node in of_kind(made, "href")] == ["https://c.org"]
    assert "passwd" not in text_of(made.nodes)


def test_number_evidence_row_and_source_are_linked_both_ways() -> None:
    """From a number to its entry, to the rows, to the source, and back; a row that is not printed is plain text."""
    use = [{"ref": "e-signed", "label": "E1"}]
    record = {
        "id": "row-a001",
        "key": "A001",
        "text": "Treaty",
        "source": {"ref": "src-s1", "text": "S1"},
        "used_in": use,
    }
    made = document(
        exhibit(
            {"kind": "findings", "id": "f", "items": [{"id": "f-1", "value": "2", "text": "x"}], "evidence": [ENTRY]}
        ),
        new_markdown_cell("## Evidence", metadata={"tags": ["appendix"]}),
        exhibit(
            {"kind": "evidence", "id": "evidence", "entries": [{**ENTRY, "used_in": [{"ref": "f-1", "label": "1"}]}]}
        ),
        exhibit({"kind": "records", "id": "rows", "title": "Rows", "records": [record]}),
        exhibit(
            {"kind": "sources", "id": "src", "title": "Sources", "items": [{"id": "src-s1", "key": "S1", "title": "T"}]}
        ),
    )
    refs = [node["ref"] for node in of_kind(made, "ref")]
    assert [ref for ref in refs if ref in made.links] == ["e-signed", "f-1", "row-a001", "src-s1", "e-signed"]
    assert "row-a404" in refs


def test_an_id_stands_once() -> None:
    """Two headings with the same words do not fight for one id: the first keeps it."""
    made = document("## Same\n\n## Same")
    assert [node["id"] for node in of_kind(made, "heading")] == ["same", None]


def test_tags_decide_what_is_printed() -> None:
    """Hidden code and hidden output stay away; paper cannot fold, so folded means hidden."""
    cell = output(text_plain="printed")
    assert of_kind(document(cell), "code") and of_kind(document(cell), "stream")
    cell["metadata"]["tags"] = ["hide-input", "remove-output"]
    assert not of_kind(document(cell), "code") and not of_kind(document(cell), "stream")


def test_outputs_print_their_richest_form() -> None:
    """A table beats its plain text; HTML that only works in a browser falls back to plain text."""
    assert of_kind(document(output(text_html="<table><tr><td>1</td></tr></table>", text_plain="x")), "table")
    assert of_kind(document(output(text_html="<script>1</script>", text_plain="shown")), "stream")[0]["text"] == "shown"
    newer = {blocks.MIME: {"version": 99, "blocks": []}, "text/plain": "fallback"}
    cell = new_code_cell("", outputs=[new_output("display_data", data=newer)])
    assert of_kind(document(cell), "stream")[0]["text"] == "fallback"


def test_streams_read_as_on_a_terminal() -> None:
    """Colours are stripped and a progress bar leaves its last state."""
    cell = new_code_cell("", outputs=[new_output("stream", text="\x1b[31mred\x1b[0m\n 10%\r 90%\r100%\n")])
    assert of_kind(document(cell), "stream")[0]["text"] == "red\n100%"


def test_contents_follow_the_findings() -> None:
    """A report has its contents after the findings; an ordinary notebook only from four headings on."""
    findings = exhibit({"kind": "findings", "id": "f", "title": "Findings", "items": []})
    kinds = [node["k"] for node in document(findings, "## Next").nodes]
    assert kinds.index("findings") < kinds.index("contents") < len(kinds) - 1
    assert not of_kind(document("## a\n\n## b\n\n## c"), "contents")
    assert of_kind(document("## a\n\n## b\n\n## c\n\n## d"), "contents")


def test_appendix_is_set_apart() -> None:
    """Everything from the tagged cell on belongs to the appendix, its dense lists in columns."""
    made = document(
        "body",
        new_markdown_cell("## Evidence", metadata={"tags": ["appendix"]}),
        exhibit({"kind": "evidence", "id": "evidence", "entries": [ENTRY]}),
        "| wide | table |\n|-|-|\n| a | b |",
    )
    (appendix,) = of_kind(made, "appendix")
    assert [node["k"] for node in appendix["nodes"]] == ["heading", "columns", "table"]
    assert made.nodes[-1] is appendix


def test_a_missing_picture_says_so(caplog: pytest.LogCaptureFixture) -> None:
    """A picture that is not there leaves its description on the page and a line in the log."""
    made = document("![a map](nowhere.png)")
    assert "a map" in text_of(made.nodes)
    assert "nowhere.png" in caplog.text


def test_endless_output_is_cut_on_paper() -> None:
    """Sixty thousand printed lines become some hundred, and the page says how many are left out."""
    text = "\n".join(f"line {n}" for n in range(60_000))
    nodes = output_nodes({"output_type": "stream", "text": text}, Shelf(Path()))
    lines = nodes[0]["text"].split("\n")

    assert lines[0] == "line 0" and lines[-1] == "line 59999"
    assert [line for line in lines if "59,600 lines left out" in line]
    assert len(lines) == 401


@given(key=st.text(min_size=1), before=st.integers(0, 3))
@example(key="\ud800", before=1)
def test_a_record_has_a_line_of_the_template_that_others_do_not_move(key: str, before: int) -> None:
    """Every record is set by a line that there is, the same however many stand before it."""
    others = [{"key": f"A{number}", "text": "Treaty"} for number in range(before)]
    block = {"id": "rows", "title": "Rows", "records": [*others, {"key": key, "text": "Treaty"}]}
    line = proofs.records(block)[-1]["line"]
    assert line == proofs.records({**block, "records": block["records"][-1:]})[-1]["line"]
    assert 0 <= line < proofs.lines().count(b"=>")
