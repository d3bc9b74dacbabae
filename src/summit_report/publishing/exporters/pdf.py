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

from summit_report.publishing.exporters import glyphs
from summit_report.publishing.exporters.document import Document, read_document
from summit_report.publishing.exporters.measuring import TEXT_HEIGHT, measured
from summit_report.publishing.exporters.paging import paged, with_first_page
from summit_report.publishing.exporters.prepared import prepared, preprocessors
from summit_report.publishing.exporters.typesetting import MissingGlyphsError, compile_pdf, staging

#: How often characters are replaced and the page is set again; Typst names all it misses at once.
_ROUNDS = 5


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

    export_from_notebook = "Summit report (PDF)"
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
        Return the PDF of *nb* and nbconvert's resources.

        Raises `BuildError` if Typst refuses the page.
        """
        notebook, resources = super().from_notebook_node(prepared(nb), resources, **kw)
        about = resources.get("metadata", {})
        document = read_document(
            notebook,
            name=about.get("name") or "Notebook",
            folder=Path(about.get("path") or "."),
            show_code=not self.exclude_input,
        )
        return self._typeset(self._paged(document)), resources

    def _paged(self, document: Document) -> Document:
        """Return *document* with its body in the order and the sizes that fill its pages."""
        body = [node for node in document.nodes if node["k"] != "appendix"]
        if not any(node["k"] in ("figure", "table", "findings") for node in body):
            return document
        files = {**_template(), **_pictures(document, frozenset())}
        meta = {**document.meta, "paper": self.paper}
        room = TEXT_HEIGHT[self.paper]
        pieces = with_first_page(measured(body, meta, files), room)
        return replace(document, nodes=[*paged(pieces, room), *document.nodes[len(body) :]])

    def _typeset(self, document: Document) -> bytes:
        """Set *document*, and again with replaced characters if no font has them."""
        missing: frozenset[str] = frozenset()
        for _ in range(_ROUNDS):
            with staging(self._staged(document, missing)) as folder:
                try:
                    pdf = compile_pdf(folder, "report.typ", standards=self.standards, day=document.date)
                except MissingGlyphsError as found:
                    missing |= found.characters
                    last = found
                    continue
            if missing:
                glyphs.warn(missing)
            return pdf
        raise last

    def _staged(self, document: Document, missing: frozenset[str]) -> dict[str, bytes]:
        """Return template, content and files of *document*, without the characters that are *missing* in all fonts."""
        content = {"meta": {**document.meta, "paper": self.paper}, "nodes": document.nodes}
        text = glyphs.printable_json(content)
        return {**_template(), **_pictures(document, missing), "content.json": glyphs.replaced(text, missing).encode()}


def _pictures(document: Document, missing: frozenset[str]) -> dict[str, bytes]:
    """Return the files of *document* without the characters that are *missing* in all fonts."""
    return {path: _drawing(path, data, missing) for path, data in document.files.items()}


def _drawing(path: str, data: bytes, missing: frozenset[str]) -> bytes:
    """Return the file *data*; text in an SVG is subject to the same fonts as the page."""
    if not path.endswith(".svg"):
        return data
    return glyphs.replaced(glyphs.printable(data.decode("utf-8", "replace")), missing).encode()


@cache
def _template() -> dict[str, bytes]:
    folder = files("summit_report.publishing.exporters") / "templates" / "pdf"
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".typ")}
