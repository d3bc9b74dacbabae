"""A small picture of a PDF's first page, for the list of all reports."""

import io

from summit_report.publishing.exporters.typesetting import compile_png, staging

WIDTH = 280
"""Pixels: twice what the list shows, for sharp screens."""
COLOURS = 16
"""So many do for text, rules and one accent, and make the picture a quarter as large."""
COMPRESSION = 7
"""The highest level takes seven times as long and saves three bytes of a hundred."""
_PAGE = f"""\
#set page(width: auto, height: auto, margin: 0pt)
#image("report.pdf", page: 1, width: {WIDTH}pt)
"""


def first_page(pdf: bytes) -> bytes:
    """Return the first page of *pdf* as a PNG of some 10 kB. Raises BuildError if it cannot be drawn."""
    from PIL import Image

    with staging({"page.typ": _PAGE.encode(), "report.pdf": pdf}) as folder:
        page = compile_png(folder, "page.typ", ppi=72)[0]
    small = io.BytesIO()
    with Image.open(io.BytesIO(page)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(small, "PNG", compress_level=COMPRESSION)
    return small.getvalue()
