"""The nbconvert exporter `summit-html`: one notebook in, one file out that needs no network and runs nothing."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbformat import NotebookNode
from traitlets import Bool, default
from traitlets.config import Config

from summit_report import blocks
from summit_report.publishing.exporters.page import document, outputs
from summit_report.publishing.exporters.page.content import Content
from summit_report.publishing.exporters.page.fonts import font_face_css
from summit_report.publishing.exporters.prepared import prepared, preprocessors
from summit_report.publishing.exporters.visibility import cell_visibility

_TEMPLATES = Path(__file__).parent / "templates"


class _Compiled(BytecodeCache):
    """Jinja's templates as this process has compiled them; every export makes an environment of its own."""

    def __init__(self) -> None:
        self._codes: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give *bucket* the code of its template, if that is known and the template is as it was."""
        bucket.code = self._codes.get(f"{bucket.key} {bucket.checksum}")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code that Jinja has compiled for *bucket*."""
        if bucket.code:
            self._codes[f"{bucket.key} {bucket.checksum}"] = bucket.code


_COMPILED = _Compiled()


class SummitHTMLExporter(TemplateExporter):
    """
    Export a notebook as one HTML file without scripts, for wide and narrow screens, light and dark, and paper.

    Exhibits are laid out from their blocks; every other output of an ordinary notebook is shown as well as a page
    without scripts can. What a cell shows follows its tags (see `visibility`).
    """

    export_from_notebook = "Summit report (HTML)"
    optimistic_validation = Bool(True).tag(config=True)  # after the last preprocessor, not after each
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "html"

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [str(_TEMPLATES)]

    @default("default_preprocessors")
    def _default_preprocessors_default(self) -> list[str]:
        return preprocessors(
            "TagRemove", "RegexRemove", "ClearOutput", "CoalesceStreams", "Execute", "HighlightMagics", "ClearMetadata"
        )

    @property
    def default_config(self) -> Config:
        """Let IPython's magics be highlighted in their own language, as nbconvert's HTML does."""
        config = Config({"HighlightMagicsPreprocessor": {"enabled": True}})
        config.merge(super().default_config)
        return config

    def from_notebook_node(  # type: ignore[override]  # the parent's types name a notebook, every exporter gives text
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page as text, and nbconvert's *resources*."""
        front = _front(nb)
        downloads = str((resources or {}).get("downloads", ""))
        content = Content(front, self._folder(resources), self.log.warning, downloads)
        for name, function in self._page_filters(nb, content).items():
            self.register_filter(name, function)
        page, resources = super().from_notebook_node(prepared(nb), resources, **kwargs)
        return str(page), resources

    def _create_environment(self) -> Environment:
        environment = super()._create_environment()
        environment.bytecode_cache = _COMPILED
        return environment

    def _folder(self, resources: Mapping[str, Any] | None) -> str:
        return str((resources or {}).get("metadata", {}).get("path", ""))

    def _page_filters(self, nb: NotebookNode, content: Content) -> dict[str, Callable[..., Any]]:
        """Return what the template calls; the name of each says what it makes."""
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        return {
            "highlight_code": Highlight2HTML(pygments_lexer=lexer, parent=self),
            "visibility": cell_visibility,
            "markdown_cell": content.markdown_cell,
            "data_output": content.data_output,
            "raw_cell": content.raw_cell,
            "stream_output": outputs.stream_html,
            "error_output": outputs.error_html,
            "page": lambda main, name: document.page(main, nb.metadata, content.front, content.sheets, name),
            "font_faces": font_face_css,
        }


def _front(nb: NotebookNode) -> blocks.Block | None:
    """Return the document's title block: the first that a reader sees."""
    for cell in nb.cells:
        if cell.cell_type == "code" and cell_visibility(cell).output == "shown":
            for output in cell.outputs:
                found = [block for block in blocks.read(output) or () if block["kind"] == "front"]
                if found:
                    return found[0]
    return None
