"""
Where the links inside a PDF lead to, filled in when its pages are set.

Typst knows where a target stands only when all pages are set, and then sets every paragraph with a link again, which
takes as long as all the rest. So a link of the template leads to a place far off the page that says no more than the
number of its target. Typst also tells where the targets came to stand, and here the PDF gets those places.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

Place = tuple[int, float, float]
"""The number of a page, from 1, and the distance from its left edge and from its upper one in pt."""
_FIRST = 1_000_000  # pt from the left edge to what stands for the first target; also in the template
_ABOVE = 10.0  # pt that Typst shows above a target
_STAND_IN = re.compile(rb"(\d+ 0 obj\n\[)\d+( 0 R/XYZ )(\d{7}) (\S+)( 0\]\nendobj\n+)")
_LINK = re.compile(
    rb"(\d+ 0 obj\n<</Type/Annot/Subtype/Link.*/Dest (\d+) 0 R.*/Contents)(?:(\(.*)1(\))|(<.*)0031(>))(>>\nendobj\n+)",
    re.DOTALL,
)
_PAGES = re.compile(rb"/Type/Pages/Count \d+/Kids\[([^\]]*)\]")
_FREE = b" f\r\n"
"""How the only line of the table of objects ends that is of none."""


def placed(pdf: bytes, places: Sequence[Place]) -> bytes:
    """
    Return *pdf*, as Typst has written it, with links that lead to *places* instead of their numbers.

    The description of a link names the page. Everything else stays as it is.
    """
    head, objects, table, trailer = _parts(pdf)
    pages = next(found for written in objects.values() if (found := _PAGES.search(written)))[1].split()[::3]
    targets: dict[int, Place] = {}
    for number, written in objects.items():
        if found := _STAND_IN.fullmatch(written):
            page, x, y = targets[number] = places[int(found[3]) - _FIRST]
            top = float(found[4]) - max(y - _ABOVE, 0.0)
            objects[number] = b"%b%b%b%.2f %.2f%b" % (found[1], pages[page - 1], found[2], x, top, found[5])
    for number, written in objects.items():
        found = _LINK.fullmatch(written) if b"/Subtype/Link" in written else None
        if found and int(found[2]) in targets:
            objects[number] = b"".join([found[1], *_described(found, targets[int(found[2])][0]), found[7]])
    return _joined(head, objects, table, trailer)


def _described(link: re.Match[bytes], page: int) -> tuple[bytes, bytes, bytes]:
    """Return the description of *link* with *page* in place of its own: in ASCII, else in UTF-16 written as numbers."""
    if link[3]:
        return link[3], b"%d" % page, link[4]
    return link[5], str(page).encode("utf-16-be").hex().upper().encode(), link[6]


def _parts(pdf: bytes) -> tuple[bytes, dict[int, bytes], bytes, bytes]:
    """Return the head of *pdf*, its objects by number as they stand there, the head of their table and the trailer."""
    table, end = int(pdf[pdf.rindex(b"startxref") :].split()[1]), pdf.rindex(b"trailer")
    first = pdf.index(_FREE, table) + len(_FREE)
    places = sorted((int(line[:10]), number) for number, line in enumerate(pdf[first:end].splitlines(), 1))
    objects = {number: pdf[begin:end] for (begin, number), (end, _) in pairwise([*places, (table, 0)])}
    return pdf[: places[0][0]], objects, pdf[table:first], pdf[end : pdf.rindex(b"startxref")]


def _joined(head: bytes, objects: Mapping[int, bytes], table: bytes, trailer: bytes) -> bytes:
    """Return the PDF of these parts."""
    begins = accumulate(map(len, objects.values()), initial=len(head))
    places = dict(zip(objects, begins, strict=False))
    lines = [b"%010d 00000 n\r\n" % places[number] for number in sorted(places)]
    end = len(head) + sum(map(len, objects.values()))
    return b"".join([head, *objects.values(), table, *lines, trailer, b"startxref\n%d\n%%%%EOF" % end])
