"""
What stands where in a finished PDF, and words put into it.

To write the file anew with a library for PDF takes a second; Typst writes plain objects and a plain table of their
places, so that a few words can be put into it in a few milliseconds.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import itemgetter

Splice = tuple[int, int, bytes]
"""Start and end of what is replaced, and what stands there instead."""
_TRAILER = re.compile(rb"trailer\n<<.*?/Root (\d+) 0 R.*>>\nstartxref\n\d+\n%%EOF\s*\Z", re.DOTALL)
_TABLE_OF_PLACES = re.compile(rb"xref\n0 (\d+)\n")


class Objects:
    """Where each object of a PDF stands, as its last table says."""

    def __init__(self, pdf: bytes) -> None:
        """Read the table of *pdf*; raises `ValueError` if that is not laid out as known."""
        start = pdf.rfind(b"\nxref\n0 ") + 1
        head, trailer = _TABLE_OF_PLACES.match(pdf, start), _TRAILER.search(pdf, start)
        if not head or not trailer or head.end() + 20 * int(head[1]) != trailer.start():
            raise ValueError("the PDF has no plain table of its objects")
        self._pdf, self._start, self._head, self._trailer = pdf, start, head, trailer
        self._offsets = [int(pdf[place : place + 10]) for place in range(head.end(), trailer.start(), 20)]
        self._numbers = {offset: number for number, offset in enumerate(self._offsets)}

    def number(self, start: int) -> int:
        """Return the number of the object whose content begins at *start*; 0 if none does."""
        return self._numbers.get(self._pdf.rfind(b"\n", 0, start - 1) + 1, 0)

    def written(self, number: int) -> tuple[int, bytes]:
        """Return where the object *number* begins, and what stands there."""
        start = self._offsets[number]
        return start, self._pdf[start : self._pdf.index(b"\nendobj", start)]

    @property
    def catalog(self) -> bytes:
        """What stands in the object from which all others are found."""
        return self.written(int(self._trailer[1]))[1]

    def spliced(self, splices: Sequence[Splice]) -> bytes:
        """Return the PDF with all *splices* made, and each object's new place in its table."""
        splices = sorted(splices, key=itemgetter(0, 1))
        parts, done = [], 0
        for start, end, new in splices:
            parts += [self._pdf[done:start], new]
            done = end
        starts = [start for start, _, _ in splices]
        moved = [0, *accumulate(len(new) - (end - start) for start, end, new in splices)]
        head, trailer = self._head, self._trailer
        table = b"".join(
            b"%010d%s" % (offset + moved[bisect_right(starts, offset)], self._pdf[place + 10 : place + 20])
            for place, offset in zip(range(head.end(), trailer.start(), 20), self._offsets, strict=True)
        )
        ending = trailer[0].replace(b"startxref\n%d\n" % self._start, b"startxref\n%d\n" % (self._start + moved[-1]))
        return b"".join([*parts, self._pdf[done : head.end()], table, ending])
