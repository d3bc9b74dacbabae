"""
What stands where in a finished PDF, and words put into it.

To write the file anew with a library for PDF takes a second; Typst writes plain objects and a plain table of their
places, so that a few words can be put into it in a few milliseconds.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from operator import add, itemgetter

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
        lines = pdf[head.end() : trailer.start()].splitlines(keepends=True) if head and trailer else []
        if not head or not trailer or {len(line) for line in lines} != {20} or len(lines) != int(head[1]):
            raise ValueError("the PDF has no plain table of its objects")
        self.pdf, self._start, self._head, self._trailer, self._lines = pdf, start, head, trailer, lines
        self._offsets = [int(line[:10]) for line in self._lines]
        self._numbers = {offset: number for number, offset in enumerate(self._offsets)}

    def number(self, start: int) -> int:
        """Return the number of the object whose content begins at *start*; 0 if none does."""
        return self._numbers.get(self.pdf.rfind(b"\n", 0, start - 1) + 1, 0)

    def written(self, number: int) -> tuple[int, bytes]:
        """Return where the object *number* begins, and what stands there."""
        start = self._offsets[number]
        return start, self.pdf[start : self.pdf.index(b"\nendobj", start)]

    @property
    def catalog(self) -> bytes:
        """What stands in the object from which all others are found."""
        return self.written(int(self._trailer[1]))[1]

    def spliced(self, splices: Sequence[Splice]) -> bytes:
        """Return the PDF with all *splices* made, and each object's new place in its table."""
        splices = sorted(splices, key=itemgetter(0, 1))
        parts, done = [], 0
        order = sorted(self._offsets)
        longer = [0] * (len(order) + 1)  # by how much the file grows before each object
        for start, end, new in splices:
            parts += [self.pdf[done:start], new]
            done = end
            longer[bisect_left(order, start)] += len(new) - (end - start)
        growth = list(accumulate(longer))
        moved = dict(zip(order, map(add, order, growth), strict=False))
        table = b"%010d".join([b"", *(line[10:] for line in self._lines)]) % tuple(map(moved.get, self._offsets))
        start = self._start + growth[-1]
        ending = self._trailer[0].replace(b"startxref\n%d\n" % self._start, b"startxref\n%d\n" % start)
        return b"".join([*parts, self.pdf[done : self._head.end()], table, ending])
