"""The cells of one notebook on their way into the page, with what the page must remember about them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from summit_report import blocks
from summit_report.publishing.exporters.page import outputs
from summit_report.publishing.exporters.page.markdown import Warn, markdown_html, picture_html
from summit_report.publishing.exporters.page.sanitise import clean_html, scoped_css, take_styles
from summit_report.publishing.exporters.page.svg import inline_svg
from summit_report.publishing.exporters.values import remembered

Cell = Mapping[str, Any]


@remembered
def _set(block: blocks.Block) -> str:
    """Return *block* as HTML."""
    return blocks.to_html(block)


class Content:
    """
    Turn cells and outputs into HTML, and collect what belongs at the head of the page.

    *front* is the title block that the header prints, *folder* the notebook's, *warn* is told what was left out,
    *downloads* is the folder beside the page, if any, in which attached files will lie.
    """

    def __init__(self, front: blocks.Block | None, folder: str, warn: Warn, downloads: str = "") -> None:
        self.front = front
        self.sheets: list[str] = []
        self._folder = folder
        self._warn = warn
        self._downloads = downloads
        self._figures = 0

    def markdown_cell(self, cell: Cell) -> str:
        """Return a markdown cell as HTML."""
        return markdown_html(cell["source"], cell.get("attachments", {}), self._folder, self._warn)

    def raw_cell(self, cell: Cell) -> str:
        """Return a raw cell that is declared as HTML, cleaned; "" for any other."""
        kind = cell["metadata"].get("raw_mimetype", cell["metadata"].get("format", ""))
        return self._html(cell["source"]) if kind == "text/html" else ""

    def data_output(self, output: Mapping[str, Any], cell: Cell) -> str:
        """Return the best form of an output that this page can show: an exhibit, else nbconvert's usual order."""
        exhibit = blocks.read(output)
        if exhibit is not None:
            return "\n".join(map(self._block, exhibit))
        data = output["data"]
        forms = (self._form(kind, output, cell) for kind in outputs.PRIORITY if kind in data)
        return next(filter(None, forms), "") or outputs.text_html(data)

    def _form(self, kind: str, output: Mapping[str, Any], cell: Cell) -> str:
        """Return one form of an output; "" if nothing of it is left without scripts."""
        value = output["data"][kind]
        if kind.startswith("image/"):
            return outputs.image_html(kind, output, cell)
        if kind == "text/html":
            return self._html("".join(value))
        if kind == "text/markdown":
            return markdown_html("".join(value), {}, self._folder, self._warn)
        if kind == "text/latex":
            return outputs.latex_html("".join(value))
        return ""

    def _block(self, block: blocks.Block) -> str:
        if block["kind"] == "front" and self.front is not None:
            return ""
        if block["kind"] == "figure":
            block = {**block, "svg": self._svg(block)}
        if block["kind"] == "attachments":
            block = {**block, "files": [{**file, "href": self._address(file["name"])} for file in block["files"]]}
        return _set(block)

    def _address(self, name: str) -> str:
        """Return where the page finds the attached file *name*; "" if it has no folder for such files."""
        return f"{self._downloads}/{quote(name, safe='')}" if self._downloads else ""

    def _svg(self, block: blocks.Block) -> str:
        self._figures += 1
        try:
            return inline_svg(block["svg"], f"f{self._figures}")
        except ElementTree.ParseError as error:
            self._warn(f"the picture of {block['label']} is no well-formed SVG ({error}) and was left out")
            return "<svg></svg>"

    def _html(self, html: str) -> str:
        body, sheet = take_styles(html)
        cleaned = clean_html(body, lambda image: picture_html(image, self._folder, self._warn)).strip()
        if not outputs.is_visible(cleaned):
            return ""
        scope = f"out-{len(self.sheets) + 1}"
        self.sheets.append(scoped_css(sheet, f"#{scope}"))
        return (
            f'<div class="scroll html" id="{scope}" tabindex="0" role="region" aria-label="Output">'
            f"{outputs.with_header_scopes(cleaned)}</div>"
        )
