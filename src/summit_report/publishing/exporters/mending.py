"""
Sets a document though its fonts may have every character and still not every combination of them.

An archivable PDF must say which characters each glyph stands for. Typst cannot say that of some combinations: of marks
over letters, and of the letters of some scripts, above all inside drawings. Then it refuses the whole document.
"""

import json
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from summit_report.errors import BuildError
from summit_report.publishing.exporters import glyphs
from summit_report.publishing.exporters.document import Document
from summit_report.publishing.exporters.typesetting import (
    Fonts,
    MissingGlyphsError,
    compile_pdf,
    compile_png,
    staging,
    uncommon,
)

Made = TypeVar("Made")
_ALONE = b"""\
#set document(title: "drawing", date: datetime(year: 1970, month: 1, day: 1))
#set text(lang: "en")
#set page(width: auto, height: auto, margin: 0pt)
#image(json("path.json"), alt: "drawing")
"""
_PPI = 300
#: What we put there ourselves, and Typst sets: boxes, and places to break without width.
_OUR_OWN = frozenset((glyphs.BOX, "\u200b"))


def mended(document: Document, compiled: Callable[[Document], Made], fonts: Fonts) -> tuple[Made, dict[str, str]]:
    """
    Return what *compiled* makes of *document* with the least that helps, and each character that this replaced.

    With a character comes the first text in which it stood.

    Drawings that Typst refuses become pictures of dots. If that is not enough, marks become boxes, then all but the
    page's own alphabets does. Raises `MissingGlyphsError` if nothing helps.
    """
    document, replaced = _with_pictures(document, fonts), dict[str, str]()
    try:
        return compiled(document), replaced
    except MissingGlyphsError as error:
        last = error
    for refused in (_is_mark, uncommon):
        document, lost = _without(document, refused)
        replaced = lost | replaced
        try:
            return compiled(document), replaced
        except MissingGlyphsError as error:
            last = error
    raise last


def _with_pictures(document: Document, fonts: Fonts) -> Document:
    """Return *document* with a PNG in place of each drawing that cannot stand in an archivable PDF."""
    files = dict(document.files)
    renamed = {}
    for path in [path for path, data in files.items() if path.endswith(".svg") and _doubtful(data.decode())]:
        with staging({"drawing.typ": _ALONE, "path.json": json.dumps("drawing.svg").encode()}) as folder:
            (folder / "drawing.svg").write_bytes(files[path])
            try:
                compile_pdf(folder, "drawing.typ", standards=("ua-1", "a-3a"), day=date(1970, 1, 1), fonts=fonts)
            except MissingGlyphsError:
                picture = compile_png(folder, "drawing.typ", ppi=_PPI, fonts=fonts)[0]
                del files[path]
                files[path.replace(".svg", ".png")] = picture
                renamed[f"/{path}"] = f"/{path}".replace(".svg", ".png")
            except BuildError:
                continue  # refused for another reason, which the document will tell
    return replace(document, nodes=_with_paths(document.nodes, renamed), files=files) if renamed else document


def _doubtful(drawing: str) -> bool:
    """Tell whether *drawing* may hold what Typst refuses: marks, joiners, letters beyond the page's own alphabets."""
    used = glyphs.unusual(drawing)
    return any(unicodedata.category(one)[0] in "MC" or uncommon(one) for one in used if not one.isascii())


def _with_paths(value: Any, renamed: dict[str, str]) -> Any:
    if isinstance(value, dict):
        found = {key: _with_paths(inner, renamed) for key, inner in value.items()}
        return {**found, "path": renamed.get(found["path"], found["path"])} if "path" in found else found
    return [_with_paths(inner, renamed) for inner in value] if isinstance(value, list) else value


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "MC"


def _without(document: Document, refused: Callable[[str], bool]) -> tuple[Document, dict[str, str]]:
    """Return *document* with a box for each character, beyond ASCII, that is *refused*; and those, with their texts."""
    found = _refused(glyphs.texts([document.meta, document.nodes]), refused)
    files = dict(document.files)
    for path, data in document.files.items():
        if path.endswith(".svg"):
            drawing = data.decode()
            lost = _refused([drawing], refused)
            files[path] = glyphs.boxed(drawing, lost).encode()
            found = _refused(glyphs.drawn_texts(drawing), refused) | found
    meta = glyphs.replaced_values(document.meta, found, limit=0)
    nodes = glyphs.replaced_values(document.nodes, found)
    return replace(document, meta=meta, nodes=nodes, files=files), found


def _refused(texts: Iterable[str], refused: Callable[[str], bool]) -> dict[str, str]:
    """Return each character of *texts* that is *refused*, with the first text in which it stands."""
    found: dict[str, str] = {}
    for text in texts:
        for character in frozenset(text) - found.keys():
            if not character.isascii() and character not in _OUR_OWN and refused(character):
                found[character] = text
    return dict(sorted(found.items()))
