"""PNG pictures from finished SVG figures: one drawing serves page, screen and slide."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from summit_report.publishing.exporters import glyphs
from summit_report.publishing.exporters.typesetting import Fonts, compile_png, staging

#: One page for each drawing, as large as the drawing; names reach Typst as data.
_PAGES = b"""\
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#for path in json("drawings.json") { page(image(path)) }
"""
#: So many pictures are kept, some hundred kilobytes each: most figures of a report stand in its next edition, too.
_KEPT = 64
_made: dict[tuple[bytes, float, Fonts], bytes] = {}


def svg_to_png(svgs: Mapping[str, str], out_dir: Path, ppi: float = 200, fonts: Fonts = ()) -> list[Path]:
    """
    Write each of *svgs*, by name, as `<name>.png` into *out_dir*, and return the paths in the same order.

    *ppi* is pixels per inch of the drawing's own size. The same drawings give the same bytes. A character that neither
    the shipped fonts nor *fonts* have becomes a box. Raises `BuildError` if a drawing cannot be read.
    """
    if not svgs:
        return []
    lost = glyphs.missing((text for svg in svgs.values() for text in glyphs.drawn_texts(svg)), fonts)
    pictures = _pictures([glyphs.boxed(svg, lost).encode() for svg in svgs.values()], ppi, fonts)
    out_dir.mkdir(parents=True, exist_ok=True)
    written = []
    for name, picture in zip(svgs, pictures, strict=True):
        written.append(out_dir / f"{name}.png")
        written[-1].write_bytes(picture)
    return written


def _pictures(drawings: Sequence[bytes], ppi: float, fonts: Fonts) -> list[bytes]:
    """
    Return each of *drawings*, SVGs, as a PNG; one that this process has made lately is not made again.

    All others are made at once, for with each compilation Typst forgets some of what it remembers of earlier pages.
    """
    asked = [(drawing, ppi, fonts) for drawing in drawings]
    new = {f"{number:04}.svg": key for number, key in enumerate(dict.fromkeys(asked)) if key not in _made}
    if new:
        files = {path: drawing for path, (drawing, *_) in new.items()}
        with staging({"pages.typ": _PAGES, "drawings.json": json.dumps(list(new)).encode(), **files}) as folder:
            _made.update(zip(new.values(), compile_png(folder, "pages.typ", ppi=ppi, fonts=fonts), strict=True))
    found = {key: _made.pop(key) for key in dict.fromkeys(asked)}
    _made.update(found)  # as the latest
    for key in list(_made)[:-_KEPT]:
        del _made[key]
    return [found[key] for key in asked]
