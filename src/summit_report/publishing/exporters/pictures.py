"""PNG pictures from finished SVG figures: one drawing serves page, screen and slide."""

import json
from collections.abc import Mapping
from pathlib import Path

from summit_report.publishing.exporters import glyphs
from summit_report.publishing.exporters.typesetting import Fonts, compile_png, staging

#: One page for each drawing, as large as the drawing; names reach Typst as data.
_PAGES = b"""\
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#for path in json("drawings.json") { page(image(path)) }
"""


def svg_to_png(svgs: Mapping[str, str], out_dir: Path, ppi: float = 200, fonts: Fonts = ()) -> list[Path]:
    """
    Write each of *svgs*, by name, as `<name>.png` into *out_dir*, and return the paths in the same order.

    *ppi* is pixels per inch of the drawing's own size. The same drawings give the same bytes. A character that neither
    the shipped fonts nor *fonts* have becomes a box. Raises `BuildError` if a drawing cannot be read.
    """
    if not svgs:
        return []
    paths = [f"{number:04}.svg" for number in range(len(svgs))]
    lost = glyphs.missing((text for svg in svgs.values() for text in glyphs.drawn_texts(svg)), fonts)
    drawings = {path: glyphs.boxed(svg, lost).encode() for path, svg in zip(paths, svgs.values(), strict=True)}
    with staging({"pages.typ": _PAGES, "drawings.json": json.dumps(paths).encode(), **drawings}) as folder:
        pages = compile_png(folder, "pages.typ", ppi=ppi, fonts=fonts)
    out_dir.mkdir(parents=True, exist_ok=True)
    written = []
    for name, page in zip(svgs, pages, strict=True):
        written.append(out_dir / f"{name}.png")
        written[-1].write_bytes(page)
    return written
