"""What both exporters do to a notebook first."""

import copy
from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from summit_report import blocks
from summit_report.publishing.exporters.cells import output_nodes
from summit_report.publishing.exporters.document import read_document
from summit_report.publishing.exporters.html import SummitHTMLExporter
from summit_report.publishing.exporters.prepared import NOT_RUN, prepared
from summit_report.publishing.exporters.shelf import Shelf

NAME = "<IPython.core.display.HTML object>"


def notebook(*tags: str):
    exhibit = blocks.bundle([{"kind": "note", "text": "nothing"}])
    return new_notebook(
        cells=[
            new_code_cell("colour = 'red'", metadata={"tags": ["parameters", *tags]}),
            new_code_cell("colour = 'zinnober'", metadata={"tags": ["injected-parameters"]}),
            new_code_cell("show()", outputs=[new_output("display_data", data=exhibit)]),
        ]
    )


def test_injected_parameters_hide_with_the_declared_ones() -> None:
    """A run's own parameters are shown where the notebook shows its parameters, and only there."""
    shown, _ = SummitHTMLExporter().from_notebook_node(notebook())
    hidden, _ = SummitHTMLExporter().from_notebook_node(notebook("remove-cell"))

    assert "zinnober" in shown
    assert "zinnober" not in hidden


def test_preparing_changes_nothing() -> None:
    """The notebook that was given stays as it was, and a copy of the prepared one shares its exhibits."""
    given = notebook("remove-cell")
    before = copy.deepcopy(given)
    ready = prepared(given)

    assert given == before
    assert copy.deepcopy(ready).cells[2].outputs[0].data[blocks.MIME] is ready.cells[2].outputs[0].data[blocks.MIME]


def test_what_no_reader_sees_is_not_printed(tmp_path: Path) -> None:
    """Comments, hidden elements and a style sheet's name in Python stay out, on paper and on the page."""
    outputs = [
        new_output("display_data", data={"text/html": "<!-- aside --><p hidden>secret</p><p>seen</p>"}),
        new_output("display_data", data={"text/html": "<style>p {}</style>", "text/plain": NAME}),
    ]
    page, _ = SummitHTMLExporter().from_notebook_node(new_notebook(cells=[new_code_cell("x", outputs=outputs)]))
    nodes = [node for output in outputs for node in output_nodes(output, Shelf(tmp_path))]

    assert "<p hidden" in page and "aside" not in page and "IPython.core" not in page
    assert nodes == [{"k": "par", "body": ["seen"]}]


def test_an_output_of_scripts_alone_is_noted_on_the_page() -> None:
    """A reader is told that something is left out, without the name that Python has for it."""
    output = new_output("display_data", data={"text/html": "<script>draw()</script>", "text/plain": NAME})
    page, _ = SummitHTMLExporter().from_notebook_node(new_notebook(cells=[new_code_cell("x", outputs=[output])]))

    assert "This output needs a script and is left out.</p>" in page and "IPython.core" not in page


def test_a_notebook_that_was_never_run_says_so() -> None:
    """Where cells would show only what they give, a page and a PDF of headings alone would be a riddle."""
    cells = [new_markdown_cell("# Title"), new_code_cell("show()", metadata={"tags": ["remove-input"]})]
    given = new_notebook(cells=cells)
    page, _ = SummitHTMLExporter().from_notebook_node(given)
    assert page.index("<h1") < page.index(NOT_RUN) and len(given.cells) == 2
    assert NOT_RUN in str(read_document(prepared(given), name="a", folder=Path()).nodes)

    cells[1].execution_count = 1
    assert NOT_RUN not in SummitHTMLExporter().from_notebook_node(given)[0]
    plain = new_notebook(cells=[new_code_cell("show()")])  # code that is seen explains itself
    assert prepared(plain) == plain


def test_a_heading_with_nothing_below_goes_with_it() -> None:
    """Where every exhibit below a heading is empty the heading is left out; one with a part that has content stays."""
    full, empty = blocks.bundle([{"kind": "note", "text": "told"}]), blocks.bundle([])
    cells = [new_markdown_cell("# Title\n\nWords.")]
    for title, data in (("## Money", full), ("### Empty", empty), ("## All empty", empty), ("### Too", empty)):
        cells += [new_markdown_cell(f"{title}\n\nA question?"), new_code_cell("show()")]
        cells[-1].outputs = [new_output("display_data", data=data)]
    cells += [new_markdown_cell("## Empty but for a part"), new_code_cell("show()"), new_markdown_cell("### Part")]
    cells[-2].outputs = [new_output("display_data", data=empty)]

    left = [cell.source.split("\n")[0] for cell in prepared(new_notebook(cells=cells)).cells if "#" in cell.source]

    assert left == ["# Title", "## Money", "## Empty but for a part", "### Part"]
