"""What names a row is a header cell in the PDF, whatever kind of table it stands in."""

import io
from typing import Any

import pandas as pd
import pikepdf
import pytest
import tagged
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from summit_report.publishing.exporters import pdf as exporting
from summit_report.publishing.exporters.objects import Objects, Splice
from summit_report.publishing.exporters.row_headers import row_headers

INDEX = pd.MultiIndex.from_tuples([("KAZ", "2024"), ("KAZ", "2025"), ("UZB", "2025")], names=["country", "year"])
INDEXED = pd.DataFrame({"signed": [1, 2, 3]}, index=INDEX)
WIDE = pd.DataFrame([["x" * 18] * 30], columns=[f"c{i}" for i in range(30)], index=["only"])
BARE = "<table><tbody><tr><th>name</th><td>value</td></tr></tbody></table>"
MARKDOWN = "| a | b |\n| --- | --- |\n| 1 | 2 |"


def export(*cells: Any) -> bytes:
    """Return the PDF of a notebook of *cells*."""
    return exporting.SummitPDFExporter().from_notebook_node(new_notebook(cells=cells))[0]


def shown(html: str) -> Any:
    """Return a cell without visible code that shows *html*."""
    output = new_output("display_data", data={"text/html": html, "text/plain": ""})
    return new_code_cell("show()", outputs=[output], metadata={"tags": ["remove-input"]})


def tables(pdf: bytes) -> list[list[list[tuple[str, str, set[str]]]]]:
    """Return each cell's kind with its scope, its words and those of the headers it names, by table and row."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == []
        root, _ = tagged.tree(opened)
        ids = opened.Root.StructTreeRoot.IDTree.Names
        keys = [bytes(key) for key in list(ids)[::2]]
        heads = {str(cell.raw.ID): cell.words for cell in root.all("TH")}
        assert keys == sorted(keys) and set(map(str, list(ids)[::2])) == set(heads)
        assert all(str(element.ID) == str(key) for key, element in zip(list(ids)[::2], list(ids)[1::2], strict=True))
        return [
            [[_cell(cell, heads) for cell in row.all("TH", "TD")] for row in table.all("TR")]
            for table in root.all("Table")
        ]


def _cell(cell: tagged.Element, heads: dict[str, str]) -> tuple[str, str, set[str]]:
    about = next(one for one in cell.raw.A if one.O == "/Table")
    names = {heads[str(name)] for name in about.get("/Headers", [])}
    return cell.kind + str(about.get("/Scope", ""))[1:], cell.words, names


def test_every_kind_of_table_names_its_rows() -> None:
    """Names that stand over several rows speak for all of them; a table without names or head has what it has."""
    indexed, wide, *more, bare, plain = tables(
        export(shown(INDEXED.to_html()), shown(WIDE.to_html()), shown(BARE), new_markdown_cell(MARKDOWN))
    )

    assert [[(kind, text) for kind, text, _ in row] for row in indexed[-3:]] == [
        [("THRow", "KAZ"), ("THRow", "2024"), ("TD", "1")],
        [("THRow", "2025"), ("TD", "2")],
        [("THRow", "UZB"), ("THRow", "2025"), ("TD", "3")],
    ]
    assert [row[-1][2] - {"signed", ""} for row in indexed[-3:]] == [{"KAZ", "2024"}, {"KAZ", "2025"}, {"UZB", "2025"}]
    assert more and all(part[1][0][:2] == ("THRow", "only") for part in (wide, *more))
    assert bare == [[("THRow", "name", set()), ("TD", "value", {"name"})]]
    assert [[kind for kind, _, _ in row] for row in plain] == [["THColumn", "THColumn"], ["TD", "TD"]]


def test_words_like_those_of_the_file_change_nothing() -> None:
    """A table of texts as they stand in a PDF keeps its cells and its words."""
    text = "1 0 obj <</Type/StructElem/S/TD/P 1 0 R>> endobj /IDTree<</Names[]>> xref"
    [table] = tables(export(shown(pd.DataFrame({"a": [text]}, index=["n"]).to_html())))

    assert table[1] == [("THRow", "n", set(table[1][0][2])), ("TD", text, {"n", "a"})]


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<<>>\nstartxref\n9\n%%EOF"])
def test_another_layout_is_refused(pdf: bytes) -> None:
    """A file that is not laid out as known is not guessed at."""
    nodes = [{"k": "table", "header": [], "rows": [{"heads": [0], "cells": [["a"]]}]}]

    with pytest.raises(ValueError, match="the PDF has no plain table of its objects"):
        row_headers(Objects(pdf), nodes)


def test_what_cannot_be_marked_is_said(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """The PDF is made as it was, and a warning says what it lacks."""

    def refuse(objects: Objects, nodes: Any) -> list[Splice]:
        raise ValueError("another layout")

    monkeypatch.setattr(exporting, "row_headers", refuse)

    assert export(shown(BARE)).startswith(b"%PDF")
    assert "names of rows are no header cells in the PDF: another layout" in caplog.text
