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
        table = pdf[head.end() : trailer.start()] if head and trailer else b""
        words = table.decode("latin-1").split()
        if not head or not trailer or {len(table), 20 * len(words) // 3} != {20 * int(head[1])}:
            raise ValueError("the PDF has no plain table of its objects")
        self.pdf, self._start, self._head, self._trailer, self._table = pdf, start, head, trailer, table
        self._offsets = list(map(int, words[::3]))
        self._order = sorted(range(len(self._offsets)), key=self._offsets.__getitem__)  # numbers, as they stand in it
        self._places = [self._offsets[number] for number in self._order]

    def number(self, start: int) -> int:
        """Return the number of the object whose content begins at *start*; 0 if none does."""
        place = bisect_left(self._places, start) - 1
        number = self._order[place]
        return number if place >= 0 and self._places[place] + len(b"%d 0 obj\n" % number) == start else 0

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
        parts, done = list[bytes](), 0
        longer = [0] * (len(self._order) + 1)  # by how much the file grows before each object
        for start, end, new in splices:
            parts.append(self.pdf[done:start])
            parts.append(new)
            done = end
            longer[bisect_left(self._places, start)] += len(new) - (end - start)
        growth = list(accumulate(longer))
        moved = [0] * len(self._order)
        for number, place in zip(self._order, map(add, self._places, growth), strict=True):
            moved[number] = place
        table, digits = bytearray(self._table), b"%010d" * len(moved) % tuple(moved)
        for column in range(10):
            table[column::20] = digits[column::10]
        start = self._start + growth[-1]
        ending = self._trailer[0].replace(b"startxref\n%d\n" % self._start, b"startxref\n%d\n" % start)
        return b"".join([*parts, self.pdf[done : self._head.end()], table, ending])
