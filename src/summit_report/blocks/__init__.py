"""
The one contract between notebook and exporters: what a page is made of.

An *exhibit* is the output of a code cell whose MIME bundle carries, under `MIME`,

    {"version": 1, "blocks": [BLOCK, ...]}

and, for viewers that do not know it, the same blocks as `text/html` and `text/plain`.
The analysis lane makes blocks, the exporters lay them out; neither knows the other.
Blocks are plain JSON values, so that they survive in a notebook file.

INLINE is a string, or a list of strings and runs {text, ref? | href?, style? "strong" | "em" | "code"}:
`ref` links to the element with that id, `href` to the web. All text is literal: it is never read as markup of any kind,
and characters that nobody would see stand in a bundle as their number, such as [U+202E].
Ids consist of letters, digits and hyphens, stand in lower case in the document, and are unique there.

Every BLOCK has `kind`; a field with `?` may be left out or null.

front        id, title, subtitle?, facts? [[label, INLINE]], authors? [str], lang?, date? "YYYY-MM-DD" (the data's
             cut-off), keywords? [str], description?: the document's title block and metadata, at most one
findings     id, title?, items [{id, value INLINE (set large), text INLINE, evidence? [{ref, label}]}], evidence?
             An item's own evidence names the entries that it rests on, printed at the end of its text.
paragraphs   id?, items [INLINE], evidence?: computed prose
note         id?, text INLINE: what is missing here, and why
heading      id, level 2 to 4, text
figure       id, name (file stem), label "Figure 1", title, subtitle?, caption INLINE, alt, svg (one document with a
             viewBox, which itself shows title and subtitle), data? (a table: the data twin), evidence?
table        id, label "Table 1", title, subtitle?, columns [{label, align? "left" | "right" | "center", unit?, group?,
             width? (relative)}], rows [{cells [INLINE], kind? "total" | "group" | "sub"}], notes? [INLINE], evidence?
             The first cell names its row; a "group" row has one cell, which spans all columns.
definitions  id?, items [[term, INLINE]]
listing      id?, text: lines to be copied as they are
evidence     id?, entries [ENTRY]: the list in the appendix, which owns the ids of the entries
records      id, title, records [{id, key "A001", text INLINE, source? {ref, text}, locator?, note?, used_in?}]
sources      id, title, items [{id, key "S022", title, publisher?, published?, href?, facts?, used_in?}]
figure-data  nothing: where a PDF prints the data twins of the figures so far; HTML folds each under its figure
attachments  id?, files [{name, media_type, description, content, base64?}]: files that travel inside the PDF and, of
             a published report, in a folder beside it; content is text, or with `base64: true` any bytes

`evidence` is a list of ENTRY {id, label "E1", title, value?, rule?, lines [{id?, label, value INLINE, rows [key]}],
used_in?}; a row key K stands for the record with the id `row-<K>`. `used_in` is a list of {ref, label}.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from summit_report.blocks.files import attached, file_bytes
from summit_report.blocks.inline import Block, Inline, Run, anchor, plain, qualified, row_anchor, runs
from summit_report.blocks.markup import to_html
from summit_report.blocks.shapes import check
from summit_report.blocks.text import to_text
from summit_report.visible import visible_values

__all__ = [
    "MIME",
    "VERSION",
    "Block",
    "Inline",
    "Run",
    "anchor",
    "attached",
    "bundle",
    "check",
    "file_bytes",
    "plain",
    "qualified",
    "read",
    "row_anchor",
    "runs",
    "to_html",
    "to_text",
]

MIME = "application/vnd.summit-report.exhibit+json"
VERSION = 1


def bundle(blocks: Sequence[Block]) -> dict[str, Any]:
    """
    Return the MIME bundle that shows *blocks* anywhere: as data, as HTML and as plain text.

    Characters that nobody sees are made visible, but for those in files. Raises `BuildError` that lists everything
    wrong with the blocks.
    """
    check(blocks)
    blocks = list(map(_visible, blocks))
    return {
        MIME: {"version": VERSION, "blocks": blocks},
        "text/html": "\n".join(filter(None, [_paper(blocks), *map(to_html, blocks)])),
        "text/plain": "\n\n".join(filter(None, map(to_text, blocks))),
    }


def _visible(block: Block) -> Block:
    if block["kind"] != "attachments":
        shown: Block = visible_values(dict(block))
        return shown
    files = [{**visible_values({**file, "content": ""}), "content": file["content"]} for file in block["files"]]
    return {**visible_values({**block, "files": []}), "files": files}


def _paper(blocks: Sequence[Block]) -> str:
    """Lay white paper under figures: in a viewer with a dark theme their dark words could not be read."""
    drawn = any(block["kind"] == "figure" for block in blocks)
    return "<style>.figure figure svg { background: #ffffff }</style>" if drawn else ""


def read(output: Mapping[str, Any]) -> list[Block] | None:
    """Return the blocks in a notebook *output*; None if it has none, or a version this code does not know."""
    exhibit = output.get("data", {}).get(MIME)
    if not isinstance(exhibit, Mapping) or exhibit.get("version") != VERSION:
        return None
    return list(exhibit["blocks"])
