"""The HTML page: one file that loads nothing, runs nothing, and shows reports and ordinary notebooks alike."""

import base64
import re
from pathlib import Path
from typing import Any

import html5lib
import pandas
import pytest
from nbconvert.exporters import get_exporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from summit_report import blocks
from summit_report.publishing.exporters.html import SummitHTMLExporter
from summit_report.publishing.exporters.page.document import with_unique_ids
from summit_report.publishing.exporters.visibility import Visibility, cell_visibility

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SVG = """<?xml version="1.0"?><!DOCTYPE svg>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">
<style>*{stroke-linejoin: round}</style><metadata>x</metadata><script>alert(1)</script>
<defs><path id="bar" d="M0 0" onclick="alert(1)"/></defs>
<use xlink:href="#bar" style="fill: #1D232B; clip-path: url(#bar)"/><use xlink:href="https://example.org/x.svg#a"/>
<image href="https://example.org/x.png"/><path style="fill: url(https://example.org/y)"/><text>нефть</text></svg>"""


def data_cell(source: str = "show()", metadata: dict[str, Any] | None = None, **data: str) -> NotebookNode:
    """Return a code cell with one output; *data* has `_` for the characters that a name cannot have."""
    kinds = {
        "png": "image/png",
        "svg": "image/svg+xml",
        "html": "text/html",
        "latex": "text/latex",
        "text": "text/plain",
    }
    output = new_output(
        "display_data", data={kinds[kind]: value for kind, value in data.items()}, metadata=metadata or {}
    )
    return new_code_cell(source, outputs=[output])


def exhibit_cell(*made: blocks.Block) -> NotebookNode:
    return new_code_cell("show()", outputs=[new_output("display_data", data=blocks.bundle(made))])


def report() -> NotebookNode:
    """Return a small complete report: every internal link has its target."""
    line = {"id": "e-1-a", "label": "Transport", "value": "31", "rows": ["A001"]}
    entry = {"id": "e-1", "label": "E1", "title": "Documents", "value": "178", "rule": "Sum.", "lines": [line]}
    figure = {
        "id": "fig",
        "name": "by-sector",
        "label": "Figure 1",
        "title": "Transport leads",
        "alt": "Bars.",
        "svg": SVG,
    }
    table = {"columns": [{"label": "Sector"}, {"label": "n", "align": "right"}], "rows": [{"cells": ["Energy", "2"]}]}
    record = {"id": "row-a001", "key": "A001", "text": "A road", "source": {"ref": "src-s1", "text": "S1"}}
    link = [{"text": "E1", "ref": "e-1"}]
    front = {
        "id": "front",
        "title": "The <Second> Summit",
        "lang": "en",
        "date": "2025-06-30",
        "authors": ["A. Analyst"],
    }
    cells = [
        exhibit_cell({"kind": "front", **front}),
        exhibit_cell(
            {"kind": "findings", "id": "f", "title": "Findings", "items": [{"id": "f1", "value": "178", "text": link}]}
        ),
        new_markdown_cell("## Signed\n\nText."),
        exhibit_cell({"kind": "figure", **figure, "caption": link, "data": table, "evidence": [entry]}),
        exhibit_cell({"kind": "figure", **figure, "id": "fig-2", "label": "Figure 2", "caption": "c"}),
        exhibit_cell({"kind": "table", "id": "tab", "label": "Table 1", "title": "t", **table}),
        new_markdown_cell("## Evidence", metadata={"tags": ["appendix"]}),
        exhibit_cell({"kind": "evidence", "entries": [{**entry, "used_in": [{"ref": "fig", "label": "Figure 1"}]}]}),
        exhibit_cell({"kind": "records", "id": "rows", "title": "Agreements", "records": [record]}),
        exhibit_cell(
            {
                "kind": "sources",
                "id": "s",
                "title": "Sources",
                "items": [{"id": "src-s1", "key": "S1", "title": "x", "href": "https://example.org"}],
            }
        ),
    ]
    return new_notebook(cells=cells)


def ordinary() -> NotebookNode:
    """Return a notebook as analysts have them, some of it from a stranger."""
    frame = pandas.DataFrame({"country": ["KAZ", "<b>"], "n": [1, 2]})
    styled = frame.style.set_properties(color="red").to_html(table_uuid="u")
    markdown = "# Old *notes*\n\nInline $x^2$ and\n\n$$\\frac{1}{2}$$\n\n"
    pictures = "![web](https://example.org/x.png) ![gone](../gone.png)"
    hostile = '<div onclick="x()" style="background:url(//x.org)">word<script>alert(1)</script></div><embed src="//x">'
    printed = new_output("stream", name="stdout", text="plain \x1b[31mred\x1b[0m <b>")
    failed = new_output("error", ename="ValueError", evalue="no rate", traceback=["\x1b[31mValueError\x1b[0m: no rate"])
    return new_notebook(
        cells=[
            new_code_cell("import pandas"),
            new_markdown_cell(markdown + pictures),
            new_markdown_cell("## Same\n\n## Same"),
            new_markdown_cell("![here](attachment:a.png)", attachments={"a.png": {"image/png": PNG}}),
            data_cell(html=frame.to_html(), text="frame"),
            data_cell(html=styled, text="styled"),
            data_cell(html=hostile, text="hostile"),
            data_cell(html="<script>draw()</script>", text="Chart(3 points)"),
            data_cell(png=PNG, metadata={"image/png": {"alt": "A rising line"}}),
            data_cell("#| fig-alt: From Quarto\nplot()", svg=SVG),
            data_cell(latex="$\\displaystyle y$", text="y"),
            new_code_cell("print()", outputs=[printed]),
            new_code_cell("fail()", outputs=[failed]),
        ]
    )


def rendered(notebook: NotebookNode) -> str:
    html, _ = SummitHTMLExporter().from_notebook_node(notebook)
    return html


@pytest.fixture(scope="module", params=[report, ordinary])
def page(request: pytest.FixtureRequest) -> str:
    return rendered(request.param())


def tree(html: str) -> Any:
    """Return the parsed page; strict: the first error of the markup fails the test."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def test_the_page_runs_and_loads_nothing(page: str) -> None:
    """No script, no handler, no frame, and no address except of links that a reader may follow."""
    elements = list(tree(page).iter())
    assert not {"script", "iframe", "object", "embed", "link", "form"} & {str(element.tag) for element in elements}
    for element in elements:
        names = {str(name).split("}")[-1]: value for name, value in element.attrib.items()}
        assert not [name for name in names if name.startswith("on")]
        assert names.get("src", "data:").startswith("data:")
        assert element.tag == "a" or names.get("href", "#").startswith("#")
        assert not re.search(r"url\((?!#)", names.get("style", ""))
    assert not re.search(r"url\((?!data:)|@import", "".join(tree(page).find("head").itertext()))
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:" in page


def test_ids_are_unique_and_every_link_arrives(page: str) -> None:
    """No id stands twice, and every internal link has its target."""
    elements = list(tree(page).iter())
    ids = [element.get("id") for element in elements if element.get("id")]
    targets = {element.get("href")[1:] for element in elements if (element.get("href") or "").startswith("#")}
    assert len(ids) == len(set(ids))
    assert targets <= set(ids)


def test_an_id_that_is_taken_gets_a_number() -> None:
    """Ids of the template and ids that stand there before stay; words that look like an id are no id."""
    html = '<p id="top">a id="x"</p><b class="y" id="x">c</b><i id="x-2">d</i><u id="x" title="e">f</u>'

    assert with_unique_ids(html, frozenset({"top"})) == (
        '<p id="top-2">a id="x"</p><b class="y" id="x">c</b><i id="x-2">d</i><u id="x-3" title="e">f</u>'
    )


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ('<p title="a<b" id="a">', '<p title="a<b" id="a-2">'),
        ('<p title="<b> c" id="a">', '<p title="<b> c" id="a-2">'),
        ('<p data-x="id=" id="a">', '<p data-x="id=" id="a-2">'),
        ('<p data-x="b id=" id="a">', '<p data-x="b id=" id="a-2">'),
        ('<p title="<b id=" lang=">" id="a">', '<p title="<b id=" lang=">" id="a-2">'),
        ('<img alt="p < q" hidden id="a"/>', '<img alt="p < q" hidden id="a-2"/>'),
        ('1 < 2 id="a"<p data-id="a"\nid="a">', '1 < 2 id="a"<p data-id="a"\nid="a-2">'),
    ],
)
def test_an_id_is_found_whatever_stands_before_it(tag: str, expected: str) -> None:
    """In values and in text, "<" and what looks like an id hide no id and are none: only the second id is renamed."""
    assert with_unique_ids(f'<p id="a"></p>{tag}') == f'<p id="a"></p>{expected}'


def test_the_same_notebook_gives_the_same_bytes() -> None:
    """Two exports of one notebook do not differ in a byte."""
    assert rendered(report()) == rendered(report())
    assert rendered(ordinary()) == rendered(ordinary())


def test_the_page_has_its_landmarks_and_language() -> None:
    """Header, contents, main part and footer are there, the language is named, and a skip link comes first."""
    root = tree(rendered(report()))
    assert root.get("lang") == "en"
    assert all(root.find(f".//{name}") is not None for name in ("header", "nav", "main", "footer"))
    assert next(root.iter("a")).get("href") == "#content"
    assert ["".join(a.itertext()) for a in root.find(".//nav").iter("a")] == [
        "Findings",
        "Signed",
        "Evidence",
        "Agreements",
        "Sources",
    ]


def test_the_front_block_is_title_and_metadata() -> None:
    """Title, author and date of the front block stand in the head and in the header, and only there."""
    html = rendered(report())
    root = tree(html)
    assert root.find(".//title").text == root.find(".//header//h1").text == "The <Second> Summit"
    assert 'name="author" content="A. Analyst"' in html and 'name="dcterms.date" content="2025-06-30"' in html
    assert root.find(".//main//h1") is None


@pytest.mark.parametrize(
    ("metadata", "cells", "title"),
    [
        ({"title": "Given"}, ["# Heading"], "Given"),
        ({}, ["text", "## Second", "# First *one*"], "First one"),
        ({}, ["text"], "brief"),
    ],
)
def test_an_ordinary_notebook_finds_its_title(metadata: dict[str, str], cells: list[str], title: str) -> None:
    """Without a front block: the notebook's title, else the first level-1 heading, else the file's name."""
    notebook = new_notebook(cells=[new_markdown_cell(cell) for cell in cells], metadata=metadata)
    html, _ = SummitHTMLExporter().from_notebook_node(notebook, {"metadata": {"name": "brief"}})
    assert tree(html).find(".//title").text == title
    assert ["".join(h1.itertext()) for h1 in tree(html).find(".//header").iter("h1")] == [title]


def test_a_figure_stands_in_the_page_and_is_safe() -> None:
    """A figure's SVG follows the page's colours; scripts, handlers and addresses in it are gone, its text remains."""
    html = rendered(report())
    assert "fill:var(--ink)" in html and "url(#f1-bar)" in html and 'href="#f2-bar"' in html and "нефть" in html
    assert "alert" not in html and "x.svg" not in html and "metadata>" not in html


def test_a_style_of_a_figure_stands_once_and_stays_inside() -> None:
    """Elements that look alike share one rule of the picture's own sheet, and none can begin a rule for the page."""
    marks = '<path style="fill: #123456" d="M 0 0 L 1.23456 2"/>' * 3
    evil = '<path style="fill: red} main {display: none" d="M 0 0"/>'
    notebook = report()
    notebook.cells[3].outputs[0].data[blocks.MIME]["blocks"][0]["svg"] = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{marks}{evil}</svg>'
    )
    html = rendered(notebook)
    assert html.count("fill:#123456") == 1 and html.count('class="f1-1"') == 3 and "M0 0L1.23456 2" in html
    assert "main {display" not in html and "main{display" not in html


@pytest.mark.parametrize("svg", ["<svg><g></svg>", "<script>alert(1)<svg/></script>"])
def test_a_broken_figure_does_not_break_the_page(svg: str) -> None:
    """A figure that is no SVG leaves its caption and its alternative text."""
    notebook = report()
    notebook.cells[3].outputs[0].data[blocks.MIME]["blocks"][0]["svg"] = svg
    assert "alert(1)" not in rendered(notebook)
    assert 'aria-label="Transport leads. Bars."' in rendered(notebook)


def test_an_unknown_version_falls_back() -> None:
    """An exhibit of a later version is shown by its HTML, and without that by its text."""
    cell = exhibit_cell({"kind": "note", "text": "a note"})
    cell.outputs[0].data[blocks.MIME]["version"] = 99
    assert "a note</p>" in rendered(new_notebook(cells=[cell]))
    del cell.outputs[0].data["text/html"]
    assert ">a note</pre>" in rendered(new_notebook(cells=[cell]))


def test_ordinary_outputs_are_shown() -> None:
    """Math, tables, pictures, terminal colours and errors of an ordinary notebook arrive in a readable form."""
    html = rendered(ordinary())
    root = tree(html)
    assert [math.get("display") for math in root.iter() if str(math.tag).endswith("math")] == [
        "inline",
        "block",
        "block",
    ]
    assert '<th scope="col">country</th>' in html and '<th scope="row">0</th>' in html
    assert re.search(r"#out-\d #T_u_row0_col0[^{]*\{[^}]*color: red", html), "Styler's rules apply to its own output"
    assert {"A rising line", "From Quarto", "here"} <= {image.get("alt") for image in root.iter("img")}
    assert '<span class="ansi-red-fg">red</span> &lt;b&gt;' in html
    assert 'role="alert"><p><b>ValueError</b>: no rate</p>' in html


def test_what_cannot_be_shown_is_said() -> None:
    """A picture on the web becomes a link, a missing one a note, an output of scripts its text with a note."""
    html = rendered(ordinary())
    assert '<a class="outside" href="https://example.org/x.png">Picture on the web: web</a>' in html
    assert "[Picture not found: gone]" in html
    assert "needs a script" in html and "Chart(3 points)" in html
    assert "word" in html and "hostile" not in html


def test_local_pictures_are_embedded_from_the_notebooks_folder_only(tmp_path: Path) -> None:
    """A picture beside the notebook travels inside the page; one outside its folder does not."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for path in (folder / "in side.png", tmp_path / "outside.png"):
        path.write_bytes(base64.b64decode(PNG))
    source = (
        '![one](in%20side.png) <img src="../outside.png" alt="two"> ![three](' + str(tmp_path / "outside.png") + ")"
    )
    notebook = new_notebook(cells=[new_markdown_cell(source)])
    html, _ = SummitHTMLExporter().from_notebook_node(notebook, {"metadata": {"path": str(folder), "name": "n"}})
    assert f'src="data:image/png;base64,{PNG}" alt="one"' in html
    assert "not found: two" in html and "not found: three" in html and str(tmp_path) not in html.replace("[Picture", "")


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({}, Visibility()),
        ({"tags": ["remove-cell"]}, Visibility("hidden", "hidden")),
        ({"tags": ["remove-input", "other"]}, Visibility("hidden", "shown")),
        ({"tags": ["hide-output"]}, Visibility("shown", "folded")),
        ({"tags": ["hide-cell", "remove-output"]}, Visibility("folded", "hidden")),
        ({"jupyter": {"source_hidden": True, "outputs_hidden": True}}, Visibility("folded", "folded")),
    ],
)
def test_tags_decide_what_is_seen(metadata: dict[str, Any], expected: Visibility) -> None:
    """Each tag and JupyterLab's own marks give the state of input and output; the page shows, folds or drops them."""
    cell = new_code_cell(
        "secret_code", outputs=[new_output("stream", name="stdout", text="printed")], metadata=metadata
    )
    assert cell_visibility(cell) == expected
    root = tree(rendered(new_notebook(cells=[cell])))
    folded = "".join("".join(details.itertext()) for details in root.iter("details"))
    for words, state in (("secret_code", expected.input), ("printed", expected.output)):
        assert (words in "".join(root.find(".//main").itertext())) == (state != "hidden")
        assert (words in folded) == (state == "folded")


def test_attached_files_are_named_and_linked_where_they_are() -> None:
    """A page alone names the files that the PDF carries; a published page also links to the folder beside it."""
    file = blocks.attached("a-1.0.0.csv", "text/csv", "Data", "x,y\n")
    smuggled = {**blocks.attached("a b%.csv", "text/csv", "Data", ""), "href": "javascript:alert(1)"}
    notebook = new_notebook(cells=[exhibit_cell({"kind": "attachments", "files": [file]})])
    notebook.cells[0].outputs[0].data[blocks.MIME]["blocks"][0]["files"].append(smuggled)
    alone, _ = SummitHTMLExporter().from_notebook_node(notebook)
    beside, _ = SummitHTMLExporter().from_notebook_node(notebook, {"downloads": "downloads"})
    assert "<code>a-1.0.0.csv</code>" in alone and "<code>a-1.0.0.csv</code>" in beside
    links = [element.get("href") for element in tree(beside).iter("a") if "csv" in (element.get("href") or "")]
    assert links == ["downloads/a-1.0.0.csv", "downloads/a%20b%25.csv"]
    assert "downloads/" not in alone and "javascript" not in alone + beside


def test_nbconvert_knows_the_exporter() -> None:
    """`jupyter nbconvert --to summit-html` and JupyterLab's menu find it by its name."""
    exporter = get_exporter("summit-html")()
    assert isinstance(exporter, SummitHTMLExporter)
    assert (exporter.file_extension, exporter.output_mimetype) == (".html", "text/html")
