"""Outputs of ordinary notebooks as HTML: text, errors, pictures and formulas, and a word where something is missing."""

import re
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from typing import Any

from nbconvert.filters import ansi2html

from summit_report.publishing.exporters.page.markdown import math_html
from summit_report.publishing.exporters.visibility import tells_nothing

#: Best form first. Widgets and scripts are not among them, and plain text is what remains.
PRIORITY = (
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "text/latex",
)
_ACTIVE = ("application/javascript", "application/vnd.jupyter.widget-view+json", "application/vnd.plotly.v1+json")
_FIG_ALT = re.compile(r"^#\|\s*fig-alt:\s*(.+)$", re.MULTILINE)


def stream_html(output: Mapping[str, Any]) -> str:
    """Return what a cell printed, in the terminal's colours."""
    name = "Messages" if output["name"] == "stderr" else "Printed output"
    return _pre(_text(output["text"]), f"stream {output['name']}", name)


def error_html(output: Mapping[str, Any]) -> str:
    """Return an exception: its message as a sentence, then the traceback."""
    head = f"<p><b>{escape(output['ename'])}</b>: {escape(output['evalue'])}</p>"
    trace = _pre("\n".join(output.get("traceback") or ()), "traceback", "Traceback")
    return f'<div class="error" role="alert">{head}{trace}</div>'


def text_html(data: Mapping[str, Any]) -> str:
    """Return the plain text form, if that tells anything, with a note where the real output needs a script."""
    scripted = any(kind in data for kind in _ACTIVE) or "<script" in _text(data.get("text/html", ""))
    text = _text(data.get("text/plain", ""))
    follows = "" if tells_nothing(text) else "; its text form follows"
    note = f'<p class="note">This output needs a script and is left out{follows}.</p>' if scripted else ""
    return note + (_pre(text, "plain", "Output") if follows else "")


def image_html(kind: str, output: Mapping[str, Any], cell: Mapping[str, Any]) -> str:
    """Return a picture, embedded. An SVG stays a picture of its own, in which nothing can run or load."""
    content = _text(output["data"][kind])
    data = b64encode(content.encode()).decode("ascii") if kind == "image/svg+xml" else re.sub(r"\s", "", content)
    size = output.get("metadata", {}).get(kind, {})
    numbers = "".join(f' {name}="{int(size[name])}"' for name in ("width", "height") if _is_number(size, name))
    alt = escape(_alt(kind, output, cell))
    return f'<div class="picture"><img src="data:{kind};base64,{escape(data)}" alt="{alt}"{numbers}></div>'


def latex_html(latex: str) -> str:
    """Return a formula as IPython and SymPy give it, with dollars around."""
    return f'<div class="formula">{math_html(_text(latex).strip().strip("$"), display=True)}</div>'


def is_visible(html: str) -> bool:
    """Say whether a reader would see anything of *html*."""
    return bool(re.search(r"<(img|hr|input)\b", html) or re.sub(r"<[^>]*>", "", html).strip())


def with_header_scopes(html: str) -> str:
    """Tell which cells the headers of a pandas table speak for, in plain tables without spans."""

    def scoped(part: re.Match[str]) -> str:
        scope = "col" if part[1] == "thead" else "row"
        return re.sub(r"<th(?![^>]*\b(?:scope|colspan|rowspan)=)(?=[\s>])", f'<th scope="{scope}"', part[0])

    return re.sub(r"<(thead|tbody)\b.*?</\1>", scoped, html, flags=re.DOTALL)


def _alt(kind: str, output: Mapping[str, Any], cell: Mapping[str, Any]) -> str:
    """Return the description where JupyterLab, Quarto or the author put one."""
    metadata = output.get("metadata", {})
    places = (metadata.get(kind), metadata, cell.get("metadata"))
    found = [place["alt"] for place in places if isinstance(place, Mapping) and isinstance(place.get("alt"), str)]
    found += _FIG_ALT.findall(cell.get("source", ""))
    number = cell.get("execution_count")
    return found[0].strip("\"' ") if found else f"Picture from code cell {number or ''}".rstrip() + ", not described"


def _is_number(size: Any, name: str) -> bool:
    return isinstance(size, Mapping) and isinstance(size.get(name), int | float)


def _pre(text: str, name: str, label: str) -> str:
    return f'<pre class="{name}" tabindex="0" role="region" aria-label="{label}">{ansi2html(text)}</pre>'


def _text(value: Any) -> str:
    """Return a multiline string of the notebook format, or JSON, as one text."""
    return "".join(value) if isinstance(value, list) else str(value)
