"""The cells of an executed notebook as nodes: what an ordinary notebook shows on paper."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from summit_report import blocks
from summit_report.publishing.exporters import paper
from summit_report.publishing.exporters.formulas import formula
from summit_report.publishing.exporters.hypertext import html_nodes
from summit_report.publishing.exporters.nodes import Node, paragraph, wrappable
from summit_report.publishing.exporters.prose import markdown_nodes
from summit_report.publishing.exporters.shelf import Shelf, decoded
from summit_report.publishing.exporters.visibility import cell_visibility, tells_nothing

Cell = Mapping[str, Any]
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")
#: Lines of printed output that a PDF shows from the beginning and from the end.
_FIRST_LINES, _LAST_LINES = 300, 100
_ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.)")


def cell_nodes(cell: Cell, shelf: Shelf, *, language: str, show_code: bool = True) -> Iterator[Node]:
    """Yield the nodes of what is visible of *cell*; *language* is the notebook's, its files go to *shelf*."""
    visibility = cell_visibility(cell)
    if visibility.input == "shown":
        yield from _input(cell, shelf, language if show_code else None)
    if visibility.output == "shown":
        for output in cell.get("outputs", ()):
            yield from output_nodes(output, shelf)


def _input(cell: Cell, shelf: Shelf, language: str | None) -> Iterator[Node]:
    source = _text(cell["source"])
    if cell["cell_type"] == "markdown":
        yield from markdown_nodes(source, partial(shelf.read, attachments=cell.get("attachments", {})))
    elif cell["cell_type"] == "code" and source.strip() and language is not None:
        yield {"k": "code", "text": wrappable(source.rstrip()), "lang": language}


def output_nodes(output: Cell, shelf: Shelf) -> list[Node]:
    """Return the nodes of one *output*: its exhibit if it has one, else the richest form that paper can show."""
    if output["output_type"] == "stream":
        return _stream(_text(output["text"]))
    if output["output_type"] == "error":
        trace = "\n".join(output.get("traceback", ())) or f"{output['ename']}: {output['evalue']}"
        return [{"k": "failure", "text": _printed(trace)}]
    found = blocks.read(output)
    if found is not None:
        return [node for block in found for node in paper.block_nodes(block, shelf)]
    return _data(output, shelf)


def _data(output: Cell, shelf: Shelf) -> list[Node]:
    data = output.get("data", {})
    for kind in _PICTURES:
        if kind in data and (picture := shelf.picture(decoded(data[kind]) or b"", _alt(output, kind))):
            return [picture]
    for kind, reader in _READERS.items():
        if kind in data and (nodes := reader(_text(data[kind]), shelf)):
            return nodes
    return []


def _alt(output: Cell, kind: str) -> str:
    """Return the description that stands in the metadata, else what Python printed, else nothing."""
    metadata = output.get("metadata", {})
    for place in (metadata.get(kind, {}), metadata):
        if isinstance(place, Mapping) and (alt := place.get("alt")):
            return str(alt)
    printed = _text(output.get("data", {}).get("text/plain", ""))
    return f"Picture made by the code above ({printed.strip('<>')})" if printed else ""


def _html(text: str, shelf: Shelf) -> list[Node]:
    return html_nodes(text, partial(shelf.read, attachments={}))


def _markdown(text: str, shelf: Shelf) -> list[Node]:
    return markdown_nodes(text, partial(shelf.read, attachments={}))


def _latex(text: str, shelf: Shelf) -> list[Node]:
    found = re.fullmatch(r"\s*\$+(.*?)\$+\s*", text, re.DOTALL)
    return [formula(found[1])] if found else [paragraph([{"k": "code", "text": text}])]


def _stream(text: str, shelf: Shelf | None = None) -> list[Node]:
    printed = _shortened(_printed(text))
    return [{"k": "stream", "text": printed}] if printed.strip() else []


def _plain(text: str, shelf: Shelf) -> list[Node]:
    return [] if tells_nothing(text) else _stream(text, shelf)


_READERS = {"text/html": _html, "text/markdown": _markdown, "text/latex": _latex, "text/plain": _plain}


def _shortened(text: str) -> str:
    """Return *text* with the middle of a very long one left out, which says so: nobody reads it on paper."""
    lines = text.split("\n")
    left_out = len(lines) - _FIRST_LINES - _LAST_LINES
    if left_out <= 1:
        return text
    note = f"… {left_out:,} lines left out here; the HTML page and the notebook have them …"
    return "\n".join([*lines[:_FIRST_LINES], note, *lines[-_LAST_LINES:]])


def _printed(text: str) -> str:
    """Return *text* as a terminal leaves it: without colours, each line as last written by a progress bar."""
    lines = (line.rstrip("\r").rpartition("\r")[2] for line in _ESCAPES.sub("", text).split("\n"))
    return wrappable("\n".join(lines).strip("\n"))


def _text(value: Any) -> str:
    """Return a field of the notebook format, which may be stored as a list of lines."""
    return "".join(value) if isinstance(value, list) else str(value)
