"""PNG pictures from finished SVG figures: one drawing serves page, screen and slide."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from summit_report.publishing.exporters import glyphs
from summit_report.publishing.exporters.typesetting import Fonts, compile_png, staging

#: A page as large as the drawing on it.
_PAGE = b"""\
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image("drawing.svg")
"""


def svg_to_png(svgs: Mapping[str, str], out_dir: Path, ppi: float = 200, fonts: Fonts = ()) -> list[Path]:
    """
    Write each of *svgs*, by name, as `<name>.png` into *out_dir*, and return the paths in the same order.

    *ppi* is pixels per inch of the drawing's own size. The same drawings give the same bytes. A character that neither
    the shipped fonts nor *fonts* have becomes a box. Raises `BuildError` if a drawing cannot be read.
    """
    if not svgs:
        return []
    lost = glyphs.missing((text for svg in svgs.values() for text in glyphs.drawn_texts(svg)), fonts)
    pictures = {name: _picture(glyphs.boxed(svg, lost).encode(), ppi, fonts) for name, svg in svgs.items()}
    out_dir.mkdir(parents=True, exist_ok=True)
    written = []
    for name, picture in pictures.items():
        written.append(out_dir / f"{name}.png")
        written[-1].write_bytes(picture)
    return written


@lru_cache(maxsize=64)  # some hundred kilobytes each; most figures of a report stand in its next edition, too
def _picture(drawing: bytes, ppi: float, fonts: Fonts) -> bytes:
    """Return the *drawing*, an SVG, as a PNG."""
    with staging({"page.typ": _PAGE, "drawing.svg": drawing}) as folder:
        return compile_png(folder, "page.typ", ppi=ppi, fonts=fonts)[0]
