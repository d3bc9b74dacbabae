"""Markdown cells as HTML: nbconvert's own parser, with math as MathML and every picture inside the page."""

import mimetypes
from base64 import b64encode
from collections.abc import Callable, Mapping
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from summit_report.publishing.exporters.page.sanitise import clean_html

Warn = Callable[[str], None]


def markdown_html(source: str, attachments: Mapping[str, dict[str, str]], folder: str, warn: Warn) -> str:
    """
    Return *source* as HTML that loads nothing.

    *attachments* are the cell's own, *folder* is where local pictures lie; what cannot be embedded becomes a link or a
    note and is told to *warn*.
    """
    renderer = _Renderer(escape=False, attachments=dict(attachments), exclude_anchor_links=True)
    html = MarkdownWithMath(renderer=renderer).render(source)
    return clean_html(html, lambda image: picture_html(image, folder, warn))


def math_html(latex: str, *, display: bool) -> str:
    """Return *latex* as MathML; as code where the converter does not know it."""
    try:
        return str(convert(latex.strip(), display="block" if display else "inline"))
    except Exception:  # the converter has no error of its own: any input it does not know may raise anything
        return f'<code class="math">{escape(latex.strip())}</code>'


def picture_html(image: Mapping[str, str], folder: str, warn: Warn) -> str:
    """Return what stands for an `<img>` whose picture is not in the page: the picture, or a link, or a note."""
    source, alt = image.get("src", ""), image.get("alt", "")
    if source.startswith(("http://", "https://")):
        return f'<a class="outside" href="{source}">Picture on the web: {alt or source}</a>'
    path = _inside(folder, unquote(unescape(source)))
    if path is None:
        warn(f"the picture {unescape(source)!r} is not in the notebook's folder and was left out")
        return f'<span class="missing">[Picture not found: {alt or source}]</span>'
    kind = mimetypes.guess_type(path.name)[0] or "image/png"
    data = b64encode(path.read_bytes()).decode("ascii")
    return f'<img src="data:{kind};base64,{data}" alt="{alt or escape(path.stem)}">'


def _inside(folder: str, name: str) -> Path | None:
    """Return the picture *name* if it lies in *folder*: a notebook from elsewhere must not print other files."""
    base = Path(folder or ".").resolve()
    path = (base / name).resolve()
    is_picture = (mimetypes.guess_type(path.name)[0] or "").startswith("image/")
    return path if is_picture and path.is_relative_to(base) and path.is_file() else None


class _Renderer(IPythonRenderer):
    """nbconvert's renderer with three changes: math, tables that scroll, ids as JupyterLab makes them."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f"<h{level}>{text}</h{level}>\n"

    def table(self, text: str) -> str:
        return f'<div class="scroll table"><table>{text}</table></div>\n'

    def block_math(self, body: str) -> str:
        return math_html(body, display=True)

    def inline_math(self, body: str) -> str:
        return math_html(body, display=False)

    def latex_environment(self, name: str, body: str) -> str:
        return math_html(f"\\begin{{{name}}}{body}\\end{{{name}}}", display=True)

    def _embed_image_or_attachment(self, src: str) -> str:
        """Leave a missing attachment to the note for missing pictures, where the parent gives up the whole export."""
        name = src.removeprefix("attachment:")
        missing = name != src and name not in self.attachments
        return src if missing else str(super()._embed_image_or_attachment(src))
