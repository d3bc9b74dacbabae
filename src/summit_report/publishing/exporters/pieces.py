"""A node on paper with its measured height, and what of it may stand on one page and the rest on the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from summit_report.publishing.exporters.nodes import Node

DRAWINGS = frozenset({"figure", "picture"})
EXHIBITS = DRAWINGS | {"table", "panels"}
TEXT = frozenset({"par", "paragraphs", "list", "note", "definitions", "quote"})

#: The height of three lines of prose, which must stand together, and of what counts as a few lines, in pt.
_THREE_LINES, _FEW_LINES = 33.0, 42.0
#: What of a long table must stand on its first page, and on its last; and of one with few but tall rows.
_FIRST_ROWS, _LAST_ROWS, _TALL_ROWS = 5, 3, 2
#: So much of a table in pt, caption and header included, is enough on its first page, though its rows be fewer.
_FIRST_HEIGHT = 130.0
#: A table of few rows is parted only from this height on, in pt, and one of many rows more willingly.
_TALL = 200.0
#: Rows lower than this are never parted themselves, in pt.
_LOW = 150.0
#: What is drawn in a figure besides the picture, its caption, in pt.
_CAPTION = 33.0
#: The space above and below each kind in pt, as in the template; of two that meet, the larger counts.
_SPACES = {"table": (15.0, 15.0), "panels": (15.0, 15.0), "figure": (14.0, 15.0), "picture": (10.0, 10.0)}
_SPACES |= {"note": (12.0, 12.0), "code": (10.0, 10.0), "anchor": (0.0, 0.0)}
_SPACES |= {"front": (0.0, 14.0), "findings": (0.0, 12.0), "contents": (16.0, 18.0)}
_HEADING_SPACES = {1: (32.3, 14.45), 2: (21.25, 9.4), 3: (14.7, 6.8)}
_PAR_SPACES = (8.5, 8.5)


@dataclass(frozen=True)
class Piece:
    """A node with its height in pt, and for a table the height down to the end of each row."""

    node: Node
    height: float
    rows: tuple[float, ...] = ()
    scale: float = 1.0
    broken_at: int = 0
    """How many rows of a table stand on its first page, if not all of them stand on one."""

    @cached_property
    def kind(self) -> str:
        """The node's kind."""
        return str(self.node["k"])

    @cached_property
    def above(self) -> float:
        """The space that this wants above it, in pt; none does at the top of a page."""
        return self._spaces[0]

    @cached_property
    def below(self) -> float:
        """The space that this wants below it, in pt."""
        return self._spaces[1]

    @cached_property
    def _spaces(self) -> tuple[float, float]:
        if self.kind == "heading":
            return _HEADING_SPACES.get(self.node.get("level", 1), _PAR_SPACES)
        return _SPACES.get(self.kind, _PAR_SPACES)

    @property
    def picture(self) -> float:
        """The height of what may be drawn smaller."""
        return max(self.height - _CAPTION, 0.0) if self.kind == "figure" else 0.0

    @property
    def first(self) -> float:
        """The height of text that must stand on the page where it begins."""
        return min(self.height, _THREE_LINES)

    @property
    def short(self) -> bool:
        """Whether this is prose of so few lines that it should not close a page behind its heading."""
        return self.kind in TEXT and self.height < _FEW_LINES

    @property
    def long(self) -> bool:
        """Whether this is a table of so many rows that nobody wonders to see it go on overleaf."""
        return len(self.rows) >= _FIRST_ROWS + _LAST_ROWS and self.height >= _TALL

    @property
    def whole_rows(self) -> bool:
        """Whether no row of a table is so tall that it may have to go on overleaf itself."""
        return all(below - above < _LOW for above, below in zip((0.0, *self.rows), self.rows, strict=False))

    def part(self, room: float) -> int:
        """Return how many rows of a table stand on a page with *room* pt left and the others overleaf; 0: it cannot."""
        if self.height < _TALL and len(self.rows) < _FIRST_ROWS + _LAST_ROWS:
            return 0
        fitting = sum(height <= room for height in self.rows)
        count = min(
            fitting, len(self.rows) - (_LAST_ROWS if len(self.rows) >= _FIRST_ROWS + _LAST_ROWS else _TALL_ROWS)
        )
        enough = count >= _FIRST_ROWS or (count >= _TALL_ROWS and self.rows[count - 1] >= _FIRST_HEIGHT)
        return count if enough else 0


def stacked(pieces: Sequence[Piece], *, below: float | None = None) -> float:
    """Return the height of *pieces* one under the other; the first stands on a page's top unless a space is *below*."""
    height = 0.0
    for piece in pieces:
        height += piece.height + (0.0 if below is None else max(below, piece.above))
        below = piece.below
    return height
