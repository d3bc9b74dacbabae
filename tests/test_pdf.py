"""The PDF is accessible, archivable, complete and always the same."""

import base64
import io
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.exporters import get_exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from summit_report import blocks
from summit_report.errors import BuildError
from summit_report.publishing.exporters import pictures
from summit_report.publishing.exporters.inline import inline_runs
from summit_report.publishing.exporters.pdf import SummitPDFExporter
from summit_report.publishing.exporters.pictures import svg_to_png

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100" viewBox="0 0 300 100">'
    '<rect width="300" height="100" fill="#ffffff"/>'
    '<text x="10" y="50" font-family="Source Sans Pro" font-weight="600">{}</text></svg>'
)
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENTRY = {
    "id": "e-1",
    "label": "E1",
    "title": "Signed",
    "lines": [{"label": "all", "value": "1", "rows": ["A001"]}],
}
FRONT = {
    "kind": "front",
    "id": "top",
    "title": "What was agreed",
    "authors": ["A. Author"],
    "date": "2025-11-15",
    "lang": "en",
    "keywords": ["summit"],
}
FIGURE = {
    "kind": "figure",
    "id": "fig-one",
    "name": "one",
    "label": "Figure 1",
    "title": "Trade leads",
    "caption": "Documents by sector.",
    "alt": "Bar chart: trade 3",
    "svg": SVG.format("drawn words"),
    "evidence": [ENTRY],
    "data": {
        "columns": [{"label": "Sector"}, {"label": "Documents", "align": "right"}],
        "rows": [{"cells": ["trade", "3"]}],
    },
}
TABLE = {
    "kind": "table",
    "id": "tab-one",
    "label": "Table 1",
    "title": "By instrument",
    "columns": [
        {"label": "Instrument"},
        {"label": "Signed", "group": "n"},
        {"label": "Sum", "group": "n", "unit": "USD"},
    ],
    "rows": [
        {"kind": "group", "cells": ["Binding"]},
        {"kind": "sub", "cells": ["Treaty", "1", "2"]},
        {"kind": "total", "cells": ["Total", "1", [{"text": "2", "style": "strong"}]]},
    ],
    "notes": ["A note."],
}
APPENDIX = [
    {"kind": "evidence", "id": "evidence", "entries": [ENTRY]},
    {
        "kind": "records",
        "id": "rows",
        "title": "Rows",
        "records": [{"id": "row-a001", "key": "A001", "text": "Treaty"}],
    },
    {
        "kind": "sources",
        "id": "src",
        "title": "Sources",
        "items": [{"id": "s", "key": "S1", "title": "T", "href": "https://a.org/b"}],
    },
    {"kind": "definitions", "items": [["Document", "a row"]]},
    {"kind": "listing", "text": "@misc{key,\n  year = {2026}\n}"},
    {"kind": "figure-data"},
    {
        "kind": "attachments",
        "files": [
            blocks.attached("a.csv", "text/csv", "Data", "x,y\n"),
            blocks.attached("a.xlsx", SHEETS, "Workbook", bytes(range(256))),
        ],
    },
]


def shown(*parts: dict[str, Any]) -> Any:
    """Return a code cell without visible code that shows *parts*."""
    output = new_output("display_data", data=blocks.bundle(parts))
    return new_code_cell("show()", outputs=[output], metadata={"tags": ["remove-input"]})


def report() -> Any:
    """Return a small notebook with every kind of block."""
    findings = {
        "kind": "findings",
        "id": "f",
        "title": "Findings",
        "items": [
            {
                "id": "f-1",
                "value": "at least 1",
                "text": "signed",
                "evidence": [{"ref": ENTRY["id"], "label": ENTRY["label"]}],
            }
        ],
    }
    body = [
        {"kind": "heading", "id": "h", "level": 2, "text": "Signed"},
        {"kind": "paragraphs", "items": ["Prose"], "evidence": [ENTRY]},
        {"kind": "note", "text": "No milestones."},
        FIGURE,
        TABLE,
    ]
    appendix = new_markdown_cell("## Evidence", metadata={"tags": ["appendix"]})
    return new_notebook(cells=[shown(FRONT, findings), shown(*body), appendix, shown(*APPENDIX)])


def export(notebook: Any, **traits: Any) -> bytes:
    """Return the PDF of *notebook*."""
    return SummitPDFExporter(**traits).from_notebook_node(notebook)[0]


def opened(pdf: bytes) -> pikepdf.Pdf:
    """Return *pdf* for inspection."""
    return pikepdf.open(io.BytesIO(pdf))


def structure(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Yield every element of the structure tree."""
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Array):
            waiting += list(element)
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield element
            waiting += [element.K] if "/K" in element else []


def count(element: pikepdf.Dictionary, kind: str) -> int:
    """Return how many elements of *kind* stand below *element*."""
    waiting, found = [element.K], 0
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Array):
            waiting += list(part)
        elif isinstance(part, pikepdf.Dictionary) and "/S" in part:
            found += str(part.S) == kind
            waiting += [part.K] if "/K" in part else []
    return found


def addresses(page: pikepdf.Page) -> list[str]:
    """Return where the links on *page* lead to on the web."""
    links = [one.A for one in page.obj.get("/Annots", []) if "/A" in one]
    return [str(link.URI) for link in links if "/URI" in link]


def page_size(pdf: bytes) -> tuple[int, int]:
    """Return width and height of the first page in pt."""
    document = opened(pdf)
    _, _, width, height = document.pages[0].MediaBox
    return round(float(width)), round(float(height))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """The small report, exported once."""
    return export(report())


def test_registered_with_nbconvert() -> None:
    """`jupyter nbconvert --to summit-pdf` finds the exporter, which writes .pdf."""
    exporter = get_exporter("summit-pdf")()
    assert (type(exporter), exporter.file_extension) == (SummitPDFExporter, ".pdf")


def test_tagged_titled_and_in_a_language(pdf: bytes) -> None:
    """A screen reader gets marked content, a structure tree, the language and the title."""
    document = opened(pdf)
    root = document.Root
    assert root.MarkInfo.Marked
    assert (str(root.Lang), root.ViewerPreferences.DisplayDocTitle) == ("en", True)
    assert str(document.docinfo.Title) == "What was agreed"


def test_claims_the_standards_and_has_an_output_intent(pdf: bytes) -> None:
    """The metadata name PDF/UA-1 and PDF/A-3a, and the colours are defined."""
    document = opened(pdf)
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
    assert str(document.Root.OutputIntents[0].S) == "/GTS_PDFA1"


def test_figures_have_alt_text_and_tables_headers(pdf: bytes) -> None:
    """Every figure describes itself in words, and tables know their header cells."""
    document = opened(pdf)
    elements = list(structure(document))
    pictures = [element for element in elements if str(element.S) == "/Figure"]
    assert [str(element.Alt) for element in pictures] == ["Bar chart: trade 3"]
    assert any(str(element.S) == "/TH" for element in elements)


def test_the_name_of_a_group_is_a_header_of_its_rows(pdf: bytes) -> None:
    """The head has four cells in two rows; the group of rows has one for all columns, and each of its rows a name."""
    tables = [count(element, "/TH") for element in structure(opened(pdf)) if str(element.S) == "/Table"]
    assert max(tables) == 4 + 1 + 2


@pytest.mark.parametrize("before", range(38, 48))
def test_the_name_of_a_group_never_ends_a_page(before: int) -> None:
    """Wherever the page ends, the name goes with its first row."""
    names = {before: "https://a.org/group", before + 1: "https://a.org/first"}
    cells = [[{"text": str(i), "href": names[i]}] if i in names else str(i) for i in range(before + 60)]
    rows: list[dict[str, Any]] = [{"cells": [cell, "1", "2"]} for cell in cells]
    rows[before] = {"kind": "group", "cells": [cells[before]]}
    document = opened(export(new_notebook(cells=[shown(FRONT, {**TABLE, "rows": rows})])))
    [place] = [found for page in document.pages if (found := [a for a in addresses(page) if a in names.values()])]
    assert len(document.pages) > 1
    assert place == list(names.values())


def test_headings_are_bookmarks(pdf: bytes) -> None:
    """The outline has the sections of body and appendix."""
    document = opened(pdf)
    with document.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Findings", "Signed", "Evidence"]


def test_data_travel_inside(pdf: bytes) -> None:
    """Each attached file, text or not, has its content, name, type, description and relation to the document."""
    document = opened(pdf)
    table, book = document.Root.AF
    for spec, *told in ((table, "a.csv", "/text/csv", "Data"), (book, "a.xlsx", f"/{SHEETS}", "Workbook")):
        assert [str(value) for value in (spec.UF, spec.EF.F.Subtype, spec.Desc)] == told
        assert str(spec.AFRelationship) == "/Data"
    assert [bytes(spec.EF.F.read_bytes()) for spec in (table, book)] == [b"x,y\n", bytes(range(256))]


def test_all_fonts_are_embedded(pdf: bytes) -> None:
    """No font is left to the reader's machine."""
    document = opened(pdf)
    dictionaries = [value for value in document.objects if isinstance(value, pikepdf.Dictionary)]
    descriptors = [value for value in dictionaries if "/FontName" in value]
    assert descriptors
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor.keys()) for descriptor in descriptors)


def test_links_lead_to_evidence_and_back(pdf: bytes) -> None:
    """The pages hold links inside the document and to the web, each with a description."""
    document = opened(pdf)
    links = [link for page in document.pages for link in page.get("/Annots", [])]
    assert sum("/Dest" in link or link.get("/A", {}).get("/S") == "/GoTo" for link in links) >= 3
    assert all(str(link.Contents) for link in links)


def test_headings_may_be_named_like_the_marks_of_the_template() -> None:
    """No heading's words, which become its id, meet what the template uses to find places."""
    names = ("End", "Mark", "Positions", "Appendix", "Appendix begins")
    notebook = report()
    notebook.cells[1:1] = [new_markdown_cell(f"## {name}\n\n[{name}](#{name.lower()})") for name in names]

    assert len(opened(export(notebook)).pages) > 1


def test_same_bytes_in_another_folder(pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second export, from another folder and in another time zone, gives the same bytes."""
    monkeypatch.setenv("TZ", "Asia/Almaty")
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        assert export(report()) == pdf
    finally:
        os.chdir(before)


def test_paper_can_be_us_letter(pdf: bytes) -> None:
    """A4 is the default; configuration chooses US letter."""
    config = Config({"SummitPDFExporter": {"paper": "us-letter"}})
    assert page_size(pdf) == (595, 842)
    assert page_size(export(report(), config=config)) == (612, 792)


def test_text_is_never_code() -> None:
    """What looks like Typst or HTML is printed letter by letter."""
    evil = '#read("/etc/passwd") $x$ *b* `r` <b> \\ @label //'
    notebook = new_notebook(cells=[shown({**FRONT, "title": evil}, {"kind": "paragraphs", "items": [evil]})])
    document = opened(export(notebook))
    assert str(document.docinfo.Title) == evil


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text("#*_`[]()!$|-<>\\\n \"'ab1/&{}^", max_size=40), max_size=4))
def test_any_markdown_prints(sources: list[str]) -> None:
    """No Markdown, however broken, stops the export."""
    assert export(new_notebook(cells=[new_markdown_cell(source) for source in sources])).startswith(b"%PDF")


def test_characters_without_a_glyph_are_named_once(caplog: pytest.LogCaptureFixture) -> None:
    """Chinese, emoji, private and control characters do not stop the export, and one warning names them."""
    cells = [new_markdown_cell("中文 ✅ \ue000 \x07 ok"), shown({**FIGURE, "svg": SVG.format("中")})]
    with caplog.at_level(logging.WARNING):
        pdf = export(new_notebook(cells=cells))
    assert pdf.startswith(b"%PDF")
    assert len([one for one in caplog.messages if "font" in one]) == 1
    assert "no font has 中 (U+4E2D), 文 (U+6587), ✅ (U+2705), the first in “中文 ✅" in caplog.text


def test_links_that_lead_nowhere_are_told(caplog: pytest.LogCaptureFixture) -> None:
    """A notebook that shows numbers and not their evidence is exported with a warning that names what is missing."""
    with caplog.at_level(logging.WARNING):
        export(new_notebook(cells=[shown(FIGURE)]))
    assert caplog.messages == ["a link leads nowhere, for no cell shows what bears the id: e-1"]

    caplog.clear()
    with caplog.at_level(logging.WARNING):
        export(new_notebook(cells=[new_markdown_cell("# One\n\n[to it](#One)")]))
    assert not caplog.messages


def test_an_ordinary_notebook_prints(tmp_path: Path) -> None:
    """Code, streams, errors, formulas, tables and pictures of any notebook make an accessible PDF."""
    (picture,) = svg_to_png({"picture": SVG.format("x")}, tmp_path)
    png = base64.b64encode(picture.read_bytes()).decode()
    outputs = [
        new_output("stream", text="\x1b[31mred\x1b[0m\n"),
        new_output("display_data", data={"image/png": png, "text/plain": "<Figure size 1x1>"}),
        new_output("display_data", data={"image/svg+xml": SVG.format("x")}, metadata={"alt": "A drawing"}),
        new_output("display_data", data={"text/html": "<table><tr><th>a</th></tr><tr><td>1</td></tr></table>"}),
        new_output("display_data", data={"text/latex": r"$\displaystyle \frac{1}{2}$"}),
        new_output("error", ename="E", evalue="v", traceback=["\x1b[0;31mE\x1b[0m: v"]),
    ]
    cases = r"\begin{cases}a & b\\c & d\end{cases}"
    text = f"# Title\n\n### Skipped\n\n$\\bad$\n\n$$\\sum_{{i=1}}^n \\sqrt{{x_i}} \\text{{ if }} {cases}$$"
    cells = [new_markdown_cell(text), new_code_cell("x = 'y' * 3\n" + "z" * 300, outputs=outputs)]
    path = tmp_path / "plain.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    pdf, _ = SummitPDFExporter().from_filename(str(path))
    document = opened(pdf)
    pictures = [str(element.Alt) for element in structure(document) if str(element.S) == "/Figure"]
    assert "A drawing" in pictures
    assert len(pictures) == 2


def test_a_broken_picture_is_a_build_error() -> None:
    """What Typst refuses is told in words, with what to do next."""
    with pytest.raises(BuildError, match="PDF export: Typst cannot set the page"):
        export(new_notebook(cells=[shown({**FIGURE, "svg": "<svg viewBox='0 0 1 1'><g></svg>"})]))


def test_pngs_come_from_the_drawings(tmp_path: Path) -> None:
    """Each drawing becomes a picture under its name, at the asked density, with the same bytes each time."""
    drawings = {"one": SVG.format("a"), "two": SVG.format("b")}
    first = [path.read_bytes() for path in svg_to_png(drawings, tmp_path / "a", ppi=144)]
    pictures._made.clear()
    again = [path.read_bytes() for path in svg_to_png(drawings, tmp_path / "b", ppi=144)]
    assert first == again
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["one.png", "two.png"]
    assert svg_to_png({}, tmp_path) == []


def test_a_drawing_becomes_a_picture_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure that also stands in the next edition costs nothing there, whatever its name; another size is another."""
    monkeypatch.setattr(pictures, "_made", {})
    monkeypatch.setattr(pictures, "_KEPT", 2)
    [first, same] = svg_to_png({"one": SVG.format("once"), "same": SVG.format("once")}, tmp_path)
    monkeypatch.setattr(pictures, "compile_png", lambda *_, **__: [b"drawn"])
    [new, again] = svg_to_png({"new": SVG.format("new"), "two": SVG.format("once")}, tmp_path)
    [larger] = svg_to_png({"three": SVG.format("once")}, tmp_path, ppi=123)
    assert again.read_bytes() == first.read_bytes() == same.read_bytes() != b"drawn"
    assert new.read_bytes() == larger.read_bytes() == b"drawn"
    assert len(pictures._made) == 2


def test_an_address_in_a_text_may_break_and_a_name_may_not() -> None:
    """A long address that stands for itself has places to break, so that it runs off no column."""
    long = "https://example.org/data/of/a/summit/with_a_long_name"
    [bare, named] = inline_runs([{"text": long, "href": long}, {"text": "the data/here", "href": long}])

    assert "\u200b" in bare["body"][0] and bare["href"] == named["href"] == long
    assert bare["body"][0].replace("\u200b", "") == long.removeprefix("https://")
    assert named["body"] == ["the data/here"]
