"""
Where the links inside a PDF lead to, filled in when its pages are set.

Typst knows where a target stands only when all pages are set, and then sets every paragraph with a link again, which
takes as long as all the rest. So a link of the template leads to a place far off the page that says no more than the
number of its target. Typst also tells where the targets came to stand, and here the PDF gets those places.
"""

import re
from collections.abc import Mapping

from summit_report.publishing.exporters.objects import Objects, Splice

Places = Mapping[int, tuple[int, float, float]]
"""By the number of a target that of its page, from 1, and its distances from the left edge and the upper one in pt."""
_FIRST = 1_000_000  # pt from the left edge to what stands for the target 0; also in the template
_ABOVE = 10.0  # pt that Typst shows above a target
_STAND_IN = re.compile(rb"\[(\d+) 0 R/XYZ (\d{7}) (\S+) 0\]\nendobj")
#: A link with the number of the page in its description, at the end of plain letters or of UTF-16 in hexadecimals.
_LINK = re.compile(
    rb"<</Type/Annot/Subtype/Link[^\n]*/Dest (\d+) 0 R[^\n]*/Contents(?:\([^\n]*(1)\)|<[^\n]*(0031)>)>>\nendobj"
)
_PAGES = re.compile(rb"/Pages (\d+) 0 R")
_KIDS = re.compile(rb"/Kids\[([^\]]*)\]")


def placed(objects: Objects, places: Places) -> list[Splice]:
    """
    Return what makes the links of a PDF, as Typst has written it, lead to *places* instead of their numbers.

    The description of a link names the page. Everything else stays as it is. Raises `ValueError` if the file is not
    laid out as known.
    """
    pages = _pages(objects)
    splices: list[Splice] = []
    targets: dict[bytes, int] = {}  # numbers of objects that say where a link leads, and the page
    for found in _STAND_IN.finditer(objects.pdf):
        if number := objects.number(found.start()):
            page, x, y = places[int(found[2]) - _FIRST]
            top = float(found[3]) - max(y - _ABOVE, 0.0)
            splices.append((found.start(), found.end(3), b"[%b 0 R/XYZ %.2f %.2f" % (pages[page - 1], x, top)))
            targets[b"%d" % number] = page
    if places and not targets:
        raise ValueError("no link of the PDF says the number of its target")
    for found in _LINK.finditer(objects.pdf):
        if page := targets.get(found[1], 0):
            start, end = found.span(found.lastindex or 0)
            told = b"%d" % page if end - start == 1 else str(page).encode("utf-16-be").hex().upper().encode()
            splices.append((start, end, told))
    return splices


def _pages(objects: Objects) -> list[bytes]:
    """Return the numbers of the pages, as they are written, in their order."""
    found = _PAGES.search(objects.catalog)
    kids = _KIDS.search(objects.written(int(found[1]))[1]) if found else None
    if not kids:
        raise ValueError("the PDF has no plain list of its pages")
    return kids[1].split()[::3]
