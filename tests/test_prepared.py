"""What both exporters do to a notebook first."""

import copy

from nbformat.v4 import new_code_cell, new_notebook, new_output

from summit_report import blocks
from summit_report.publishing.exporters.html import SummitHTMLExporter
from summit_report.publishing.exporters.prepared import prepared


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
