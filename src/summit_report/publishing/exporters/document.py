"""
An executed notebook as a document for Typst: what it says about itself, a plain list of nodes, and its files.

The document is data. Content reaches Typst only as the JSON made here, never as Typst code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from textwrap import shorten
from typing import Any

from summit_report import blocks
from summit_report.directions import is_right_to_left, isolated, isolated_values
from summit_report.publishing.exporters import glyphs
from summit_report.publishing.exporters.arrange import arrange
from summit_report.publishing.exporters.cells import cell_nodes
from summit_report.publishing.exporters.nodes import Links, Node, resolve, words, wrappable
from summit_report.publishing.exporters.shelf import Shelf
from summit_report.publishing.exporters.typesetting import Fonts

#: The date of a document that names none: fixed, so that its bytes do not depend on the day of the export.
NO_DATE = date(1970, 1, 1)
_FOOTER_LENGTH = 110


@dataclass(frozen=True)
class Document:
    """
    What Typst gets: `meta`, the facts about the document; `nodes`, its content; `files`, by path inside the root.

    `meta` has title, authors, keywords, description, lang, date {year, month, day} and footer. `lost` are the
    characters that no font has, each with the text in which it stood first. `links` says where those lead.
    """

    meta: Node
    nodes: list[Node]
    files: Mapping[str, bytes]
    lost: Mapping[str, str] = field(default_factory=dict)
    links: Links = field(default_factory=dict)

    @property
    def date(self) -> date:
        """The document's own date, not the day of its export."""
        return date(**self.meta["date"])


def read_document(
    notebook: Mapping[str, Any],
    *,
    name: str,
    folder: Path,
    show_code: bool = True,
    fonts: Fonts = (),
    unfinished: bool = False,
) -> Document:
    """
    Return the document that *notebook* shows, in characters that can be printed.

    *name* is its title if it has no other, local pictures are looked for in *folder*, *fonts* are those beside ours.
    An *unfinished* one lacks cells to which its links may lead.
    """
    shelf = Shelf(folder)
    language = str(notebook["metadata"].get("language_info", {}).get("name", "python"))
    nodes: list[Node] = []
    for cell in notebook["cells"]:
        if "appendix" in cell.get("metadata", {}).get("tags", ()):
            nodes.append({"k": "appendix"})
        nodes += cell_nodes(cell, shelf, language=language, show_code=show_code)
    meta = _meta(notebook, nodes, name)
    drawings = {path: _drawing(data) for path, data in shelf.files.items() if path.endswith(".svg")}
    drawn = [text for drawing in drawings.values() for text in glyphs.drawn_texts(drawing)]
    written = list(map(glyphs.written, nodes))
    used = glyphs.characters("".join([glyphs.written([meta, drawn]), *written]))
    lost = glyphs.missing_values([meta, nodes, drawn], fonts, used)
    files = {**shelf.files, **{path: glyphs.boxed(drawing, lost).encode() for path, drawing in drawings.items()}}
    meta = glyphs.replaced_values(meta, lost, limit=0, used=used)
    nodes = glyphs.replaced_nodes(nodes, written, lost, used)
    meta["footer"] = wrappable(meta["footer"], glyphs.WORD)
    for node in nodes:
        if node["k"] == "front":
            node["title"] = wrappable(meta["title"], glyphs.WORD)
            node["facts"] = glyphs.replaced_values(node["facts"], (), glyphs.FACT)
    arranged = arrange(nodes)
    if is_right_to_left(used):
        arranged = isolated_values(arranged, glyphs.LITERAL)
        meta["footer"] = isolated(meta["footer"])
    return Document(meta, arranged, files, lost, resolve(arranged, unfinished=unfinished))


def _drawing(data: bytes) -> str:
    """Return the SVG in *data* as text."""
    return data.decode("utf-8", "replace")


def _meta(notebook: Mapping[str, Any], nodes: list[Node], name: str) -> Node:
    """Return the facts about the document; an ordinary notebook gets a title block in *nodes*."""
    front = _front(notebook)
    about = front if front is not None else _ordinary(notebook["metadata"], nodes, name)
    title = about["title"]
    footer = f"{title} · {about['subtitle']}" if about.get("subtitle") else title
    day = _date(about.get("date"))
    return {
        "title": title,
        "authors": list(about.get("authors") or ()),
        "keywords": list(about.get("keywords") or ()),
        "description": about.get("description") or "",
        "lang": str(about.get("lang") or "en").split("-")[0].lower(),
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "footer": footer if len(footer) <= _FOOTER_LENGTH else shorten(title, _FOOTER_LENGTH, placeholder=" …"),
    }


def _front(notebook: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the front block of *notebook*, which is about the document even where its cell is hidden."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            for block in blocks.read(output) or ():
                if block["kind"] == "front":
                    return block
    return None


def _ordinary(metadata: Mapping[str, Any], nodes: list[Node], name: str) -> Node:
    """Describe a notebook without a front block and put a title block at the head of *nodes*."""
    authors = [
        author.get("name", "") if isinstance(author, Mapping) else str(author) for author in metadata.get("authors", ())
    ]
    about = {key: metadata.get(key) for key in ("title", "date", "keywords", "description", "lang")}
    about["authors"] = [author for author in authors if author]
    first = next((node for node in nodes if node["k"] == "heading" and node["level"] == 1), None)
    if first is not None and about["title"] in (None, "", words(first["body"])):
        about["title"] = words(first["body"])
        nodes.remove(first)
        nodes.insert(0, {"k": "anchor", "id": first["id"]})
    about["title"] = str(about["title"] or name)
    nodes.insert(0, {"k": "front", "id": None, "subtitle": "", "authors": about["authors"], "facts": []})
    return about


def _date(value: Any) -> date:
    """Return the day that *value* begins with; a fixed day if it begins with none."""
    found = re.match(r"\d{4}-\d{2}-\d{2}", str(value or ""))
    try:
        return date.fromisoformat(found[0]) if found else NO_DATE
    except ValueError:
        return NO_DATE
