"""Links inside a PDF lead where they should, though Typst sets each paragraph only once."""

import io
from typing import Any

import orjson
import pikepdf
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from summit_report import blocks
from summit_report.errors import BuildError
from summit_report.publishing.exporters import document, measuring, pdf
from summit_report.publishing.exporters.nodes import content, link, resolve
from summit_report.publishing.exporters.pdf import SummitPDFExporter
from summit_report.publishing.exporters.values import written

KEYS = [f"A{number:03}" for number in range(1, 400, 2)]
ENTRY = {
    "id": "e-1",
    "label": "E1",
    "title": "Signed",
    "lines": [{"label": "all", "value": "200", "rows": KEYS}],
}


def report(lang: str) -> Any:
    """Return a notebook in the language *lang* whose evidence links to rows on several pages, and they back to it."""
    front = {"kind": "front", "id": "top", "title": "What was agreed", "date": "2025-11-15", "lang": lang}
    rows = [
        {
            "id": f"row-{key.lower()}",
            "key": key,
            "text": "Treaty on (trade) " * 9,
            "used_in": [{"ref": "e-1", "label": "E1"}],
        }
        for key in KEYS
    ]
    appendix = [
        {"kind": "evidence", "id": "evidence", "entries": [ENTRY]},
        {"kind": "records", "id": "rows", "title": "Rows", "records": rows},
    ]
    parts = [[front, {"kind": "paragraphs", "items": ["Prose"], "evidence": [ENTRY]}], appendix]
    shown = [new_code_cell("show()", outputs=[new_output("display_data", data=blocks.bundle(part))]) for part in parts]
    heading = new_markdown_cell("## Evidence\n\n[see the rows](#rows)", metadata={"tags": ["appendix"]})
    return new_notebook(cells=[shown[0], heading, shown[1]])


def links(notebook: Any) -> list[tuple[str, int, float, float]]:
    """Return description, page and place of each link inside the PDF of *notebook* that leads to no heading."""
    opened = pikepdf.open(io.BytesIO(SummitPDFExporter().from_notebook_node(notebook)[0]))
    assert not opened.get_warnings()
    pages = {page.objgen: number for number, page in enumerate(opened.pages, 1)}
    found = [link for page in opened.pages for link in page.get("/Annots", [])]
    return [
        (str(link.Contents), pages[link.Dest[0].objgen], float(link.Dest[2]), float(link.Dest[3]))
        for link in found
        if isinstance(link.Dest, pikepdf.Array)
    ]


@pytest.mark.parametrize(("lang", "word"), [("en", "page"), ("ru", "с.")])
def test_links_lead_where_those_of_typst_do(lang: str, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every link leads to the place to which Typst's own would, and says the page in the language of the report."""
    ours = links(report(lang))
    monkeypatch.setattr(document, "resolve", lambda nodes, unfinished: dict.fromkeys(resolve(nodes)))
    theirs = links(report(lang))

    assert len(ours) >= 2 * len(KEYS)
    assert max(page for _, page, *_ in ours) >= 3
    assert all(said == f"{word} {page}" for said, page, *_ in ours)
    assert [link[:2] for link in ours] == [link[:2] for link in theirs]
    assert all(link[2:] == pytest.approx(other[2:], abs=0.01) for link, other in zip(ours, theirs, strict=True))


def test_a_new_row_changes_no_other_link() -> None:
    """Each target has a number of its own, and keeps it when another comes: what names others need not be set again."""
    refs = [f"row-a{number}" for number in range(9_000)]
    before, after = (
        resolve([{"k": "par", "body": [link(ref, "x") for ref in rows]}, *({"k": "anchor", "id": ref} for ref in rows)])
        for rows in (refs[1:], refs)
    )

    assert len(set(after.values())) == len(refs)
    assert sum(before[ref] != after[ref] for ref in refs[1:]) <= 1  # one may have to make room


def test_a_pdf_of_another_kind_is_a_build_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than links that lead nowhere, a PDF that is not written as Typst's of the lock gives an error."""
    monkeypatch.setattr(pdf, "compile_pdf", lambda *_, **__: b"%PDF-1.7\n%%EOF")

    with pytest.raises(BuildError, match="links cannot be put into the PDF"):
        links(report("en"))


def test_what_is_measured_before_the_appendix_has_run_is_measured_as_in_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While the appendix still runs, what stands before it is asked as later: links lead to what is to come."""
    asked: list[tuple[bytes, dict[str, int | None]]] = []

    def measured(nodes: Any, meta: Any, links: Any, files: Any, fonts: Any) -> Any:
        asked.append((written([nodes, meta]), {ref: links.get(ref) for ref in ("e-1",)}))
        return measuring.measured(nodes, meta, links, files, fonts)

    monkeypatch.setattr(pdf, "measured", measured)
    whole = report("en")
    table = {
        "kind": "table",
        "id": "t",
        "label": "Table 1",
        "title": "T",
        "columns": [{"label": "A"}],
        "rows": [{"cells": ["1"]}],
    }
    whole.cells.insert(1, new_code_cell("show()", outputs=[new_output("display_data", data=blocks.bundle([table]))]))
    begun = new_notebook(cells=whole.cells[:2])
    nothing, _ = SummitPDFExporter(unfinished=True).from_notebook_node(begun)
    SummitPDFExporter().from_notebook_node(whole)
    assert nothing == b"" and len(asked) == 2 and asked[0] == asked[1]
    assert asked[0][1]["e-1"] is not None


def test_a_link_says_by_itself_where_it_leads() -> None:
    """A node tells Typst all that it is set from, so one that other links stand beside is no other; text is no link."""
    runs = [link("Place", "a"), link("nowhere", "b"), link("head", "c"), '{"ref":"place"}']
    node = {"k": "par", "body": runs}
    places = {"k": "heading", "level": 1, "body": [], "id": "head"}, {"k": "anchor", "id": "place"}
    more = [{"k": "anchor", "id": "more"}, {"k": "par", "body": [link("more", "d")]}]
    [alone, beside] = [
        orjson.loads(content({}, nodes, resolve(nodes))) for nodes in ([*places, node], [*places, *more, node])
    ]
    told = alone["nodes"][-1]
    assert [run.get("to", "text") for run in told["body"][:3]] == [alone["links"]["place"], "text", None]
    assert told["body"][3] == runs[3]
    assert beside["nodes"][-1] == told
