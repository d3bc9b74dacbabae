"""`summit-pdf`: any executed notebook as an accessible, archivable PDF, set by Typst from data alone."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Bool, Enum, List, Unicode, default

from summit_report.errors import BuildError
from summit_report.publishing.exporters import glyphs
from summit_report.publishing.exporters.document import Document, read_document
from summit_report.publishing.exporters.linking import Places, placed
from summit_report.publishing.exporters.measuring import TEXT_HEIGHT, measured
from summit_report.publishing.exporters.mending import mended
from summit_report.publishing.exporters.nodes import Node, astray, content
from summit_report.publishing.exporters.objects import Objects
from summit_report.publishing.exporters.paging import paged, with_first_page
from summit_report.publishing.exporters.prepared import prepared, preprocessors
from summit_report.publishing.exporters.proofs import lines
from summit_report.publishing.exporters.row_headers import row_headers
from summit_report.publishing.exporters.typesetting import (
    Fonts,
    compile_pdf,
    fonts_in,
    queried,
    staging,
)

NAMED = 3  # targets of links that are not there


class SummitPDFExporter(Exporter):
    """
    Export a notebook as PDF: tagged for screen readers (PDF/UA-1) and fit for archives (PDF/A-3a).

    The same notebook gives the same bytes, wherever and whenever it is exported.
    """

    paper = Enum(("a4", "us-letter"), default_value="a4", help="The sheet: a4 or us-letter.").tag(config=True)
    standards = List(Unicode(), ["ua-1", "a-3a"], help="The PDF standards to keep, as Typst names them.").tag(
        config=True
    )
    exclude_input = Bool(help="Leave out the code of all cells, as `jupyter nbconvert --no-input` asks.").tag(
        config=True
    )

    unfinished = Bool(help="The appendix is to come: measure what stands before it, and return nothing.")

    export_from_notebook = "Summit report (PDF)"
    optimistic_validation = Bool(True).tag(config=True)  # after the last preprocessor, not after each
    output_mimetype = "application/pdf"

    @default("default_preprocessors")
    def _default_preprocessors_default(self) -> list[str]:
        return preprocessors("TagRemove", "RegexRemove", "ClearOutput", "Execute")

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    @default("exclude_input")
    def _exclude_input_default(self) -> bool:
        return bool(self.config.TemplateExporter.get("exclude_input", False))

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own exporters return text, too
        self, nb: NotebookNode, resources: Mapping[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """
        Return the PDF of *nb* and nbconvert's resources, with `warnings` about characters that were replaced.

        A folder of more fonts stands in *resources* as `fonts`. Raises `BuildError` if Typst refuses the page.
        """
        notebook, resources = super().from_notebook_node(prepared(nb), resources, **kw)
        about = resources.get("metadata", {})
        fonts = fonts_in(Path(resources["fonts"])) if resources.get("fonts") else ()
        document = read_document(
            notebook,
            name=about.get("name") or "Notebook",
            folder=Path(about.get("path") or "."),
            show_code=not self.exclude_input,
            fonts=fonts,
            unfinished=self.unfinished,
        )
        if self.unfinished:
            self._paged(document, fonts)
            return b"", resources
        made, replaced = mended(self._paged(document, fonts), lambda mend: self._compiled(mend, fonts), fonts)
        warnings = [glyphs.warning(document.lost)] if document.lost else []
        warnings += _astray(document)
        pdf, untold = _completed(*made, document.nodes)
        warnings += untold
        if replaced:
            warnings.append(glyphs.warning_of_mending(replaced))
        if warnings:
            resources["warnings"] = warnings
        for warning in warnings:
            self.log.warning(warning)
        return pdf, resources

    def _paged(self, document: Document, fonts: Fonts) -> Document:
        """Return *document* with its body in the order and the sizes that fill its pages."""
        body = [node for node in document.nodes if node["k"] != "appendix"]
        if not any(node["k"] in ("figure", "table", "findings") for node in body):
            return document
        meta = {**document.meta, "paper": self.paper}
        room = TEXT_HEIGHT[self.paper]
        pieces = with_first_page(measured(body, meta, document.links, {**_template(), **document.files}, fonts), room)
        return replace(document, nodes=[*paged(pieces, room), *document.nodes[len(body) :]])

    def _compiled(self, document: Document, fonts: Fonts) -> tuple[bytes, Places]:
        """Return the PDF of *document* as Typst sets it, and where the targets of its links came to stand."""
        meta = {**document.meta, "paper": self.paper}
        told = content(meta, document.nodes, document.links)
        with staging({**_template(), **document.files, "content.json": told}) as folder:
            pdf = compile_pdf(folder, "report.typ", standards=self.standards, day=document.date, fonts=fonts)
            places = queried(folder, "report.typ", "PLACES", fonts)
            return pdf, {number: (page, x, y) for number, page, x, y in places}


def _astray(document: Document) -> list[str]:
    """Return a warning if links of *document* lead nowhere."""
    refs = astray(document.nodes, document.links)
    if not refs:
        return []
    count = "a link leads" if len(refs) == 1 else f"links to {len(refs)} places lead"
    more = ", …" if len(refs) > NAMED else ""
    return [f"{count} nowhere, for no cell shows what bears the id: {', '.join(refs[:NAMED])}{more}"]


def _completed(pdf: bytes, places: Places, nodes: list[Node]) -> tuple[bytes, list[str]]:
    """Return *pdf* with the targets of its links and the names of its rows, and warnings about what it still lacks."""
    try:
        objects = Objects(pdf)
        splices = placed(objects, places)
    except ValueError as error:
        raise BuildError(
            f"links cannot be put into the PDF: {error}",
            where="PDF export",
            next="Install Typst as in requirements.lock.",
        ) from error
    warnings = []
    try:
        splices += row_headers(objects, nodes)
    except ValueError as error:
        warnings.append(f"names of rows are no header cells in the PDF: {error}; is this Typst as in the lock?")
    return objects.spliced(splices), warnings


@cache
def _template() -> dict[str, bytes]:
    folder = files("summit_report.publishing.exporters") / "templates" / "pdf"
    read = {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".typ")}
    return {**read, "lines.typ": lines()}
