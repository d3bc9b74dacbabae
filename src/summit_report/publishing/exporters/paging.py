"""
Where figures and tables stand among their text, so that no page is left half empty.

Typst breaks pages where it must: a figure that does not fit leaves a hole, and all text waits. This module knows the
measured height of every node and goes through the pages beforehand. Where a figure or a table would leave a hole, it is
drawn up to a tenth smaller; if that is not enough, the text and the tables that follow it in its section go first. The
order of figures, and that of tables, never changes, nothing leaves its section, and Typst still breaks the pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from summit_report.publishing.exporters.nodes import Node

LINE = 14.5
"""Height of a line of prose with its leading, in pt."""
#: How much smaller a figure may be drawn, and how much smaller where it would else leave a third of a page empty.
_SMALLER, _SMALLEST = 0.9, 0.82
#: A hole of this share of the page is worth a change of order.
_HOLE = 0.1
#: What of a table must stand on its first page, and on its last.
_FIRST_ROWS, _LAST_ROWS = 5, 3
#: So much of a table in pt, caption and header included, is enough on its first page, though its rows be fewer.
_FIRST_HEIGHT = 130.0
#: What is drawn in a figure besides the picture: caption and the space around, in pt.
_CAPTION = 48.0
#: Safety against differences between this and Typst's own counting, in pt.
_MARGIN = 6.0
#: From this share of the page on, what stands before the first section gets a page of its own.
_NEARLY_FULL = 0.66
#: The space between contents and first section, which no page needs at its end, in pt.
_AFTER = 30.0

_EXHIBITS = frozenset({"figure", "picture", "table", "panels"})
_TEXT = frozenset({"par", "paragraphs", "list", "note", "definitions", "quote"})


@dataclass(frozen=True)
class Piece:
    """A node with its height in pt, spacing included, and for a table the height down to the end of each row."""

    node: Node
    height: float
    rows: tuple[float, ...] = ()
    scale: float = 1.0

    @property
    def kind(self) -> str:
        """The node's kind."""
        return str(self.node["k"])

    @property
    def now(self) -> float:
        """The height at the present scale."""
        return self.height - (1 - self.scale) * max(self.height - _CAPTION, 0.0)

    @property
    def first(self) -> float:
        """The height that must fit on the page where the piece begins."""
        if self.kind == "table" and self.breakable:
            enough = (height for height in self.rows[_LAST_ROWS - 1 :] if height >= _FIRST_HEIGHT)
            return min(next(enough, self.rows[-1]), self.rows[_FIRST_ROWS - 1])
        if self.kind in _EXHIBITS or self.kind == "heading":
            return self.now
        return min(self.height, 3.5 * LINE)

    @property
    def breakable(self) -> bool:
        """Whether the table is long enough to go on overleaf."""
        return len(self.rows) >= _FIRST_ROWS + _LAST_ROWS

    @property
    def short(self) -> bool:
        """Whether this is prose of so few lines that it should not close a page behind its heading."""
        return self.kind in _TEXT and self.height < 3.5 * LINE


@dataclass
class _Pages:
    """The page that is being filled: how much of it, and with which of the pieces placed so far."""

    room: float
    used: float = 0.0
    placed: list[Piece] = field(default_factory=list)
    begun: int = 0

    def free(self) -> float:
        return self.room - self.used - _MARGIN

    def turn(self) -> None:
        self.used, self.begun = 0.0, len(self.placed)

    def put(self, piece: Piece) -> None:
        """Place *piece*, on the next page if it does not fit, over several if it is longer than one."""
        if piece.first > self.free():
            self.turn()
        self.placed.append(piece)
        self.used += piece.now
        while self.used > self.room:
            self.used -= self.room
            self.begun = len(self.placed)

    def shrink(self, missing: float, least: float) -> bool:
        """Draw the figures of this page smaller, by the same share, so that *missing* pt become free."""
        figures = [i for i in range(self.begun, len(self.placed)) if self.placed[i].kind == "figure"]
        tall = sum(max(self.placed[i].height - _CAPTION, 0.0) * self.placed[i].scale for i in figures)
        if not tall or missing > (1 - least) * tall or any(self.placed[i].scale < 1 for i in figures):
            return False
        for i in figures:
            self.placed[i] = replace(self.placed[i], scale=1 - missing / tall)
        self.used -= missing
        return True


def paged(pieces: Sequence[Piece], room: float) -> list[Node]:
    """Return the nodes of *pieces* in the order and the sizes that fill pages of *room* pt best."""
    left = list(pieces)
    pages = _Pages(room)
    while left:
        if left[0].kind == "page-break":
            pages.placed.append(left.pop(0))
            pages.turn()
            continue
        lead, piece = _lead(left)
        if piece is None or sum(one.now for one in lead) + piece.first <= pages.free():
            pass
        elif (fitted := _smaller(pages, lead, piece)) is not None:
            left[len(lead)] = fitted
        elif later := _followers(left, len(lead), pages.free() - sum(one.now for one in lead), pages.room):
            left[len(lead) : len(lead) + later + 1] = [*left[len(lead) + 1 : len(lead) + later + 1], piece]
            continue
        elif pages.used:
            pages.turn()
        for _ in range(len(lead) + (piece is not None)):
            pages.put(left.pop(0))
    return [_told(pages.placed, number) for number in range(len(pages.placed))]


def _lead(left: Sequence[Piece]) -> tuple[list[Piece], Piece | None]:
    """Return the headings and the few lines at the head of *left* that go with the next piece, and that piece."""
    lead: list[Piece] = []
    for number, piece in enumerate(left):
        following = left[number + 1].kind if number + 1 < len(left) else ""
        introduces = bool(lead) and piece.short and following in _EXHIBITS | _TEXT
        if piece.kind not in ("heading", "anchor") and not introduces:
            return lead, piece
        lead.append(piece)
    return lead, None


def _smaller(pages: _Pages, lead: Sequence[Piece], piece: Piece) -> Piece | None:
    """Return *piece* so small that it fits after *lead*, perhaps with the figures before it; None if it cannot."""
    room = pages.free() - sum(one.now for one in lead)
    least = _SMALLEST if room > pages.room / 3 else _SMALLER
    if piece.kind == "figure":
        scale = (room - _CAPTION) / max(piece.height - _CAPTION, 1.0)
        if scale >= least:
            return replace(piece, scale=min(scale, 1.0))
        small = replace(piece, scale=_SMALLER)
    else:
        small = piece
    return small if pages.shrink(small.first - room, _SMALLER) else None


def _followers(left: Sequence[Piece], place: int, room: float, page: float) -> int:
    """Return how many pieces behind the one at *place* should go before it, to fill the *room* that it leaves."""
    if room < _HOLE * page or left[place].kind not in _EXHIBITS:
        return 0
    count = 0
    for piece in left[place + 1 :]:
        passes = piece.kind in _TEXT or (piece.kind in _EXHIBITS and piece.kind != left[place].kind)
        if not passes or piece.first > room:
            break
        count += 1
        room -= piece.now
        if room <= 0:
            break
    return count


def _told(pieces: Sequence[Piece], place: int) -> Node:
    """Return the node of the piece at *place* with what the template must know of it."""
    piece = pieces[place]
    if piece.kind == "figure":
        return {**piece.node, "scale": round(piece.scale, 4)}
    if piece.kind == "table":
        return {**piece.node, "breakable": piece.breakable, "first": round(piece.first, 1)}
    if piece.kind in ("par", "paragraphs"):
        return {**piece.node, "sticky": _introduces(pieces, place)}
    return piece.node


def _introduces(pieces: Sequence[Piece], place: int) -> bool:
    """Tell whether a few lines stand between a heading and what they must not be parted from."""
    before = place
    while before and pieces[before].short:
        before -= 1
    following = pieces[place + 1].kind if place + 1 < len(pieces) else ""
    return before < place and pieces[before].kind == "heading" and following in _EXHIBITS | _TEXT


def with_first_page(pieces: Sequence[Piece], room: float) -> list[Piece]:
    """Return *pieces* with the first section on page two where findings and contents nearly fill the first."""
    kinds = [piece.kind for piece in pieces]
    if "contents" not in kinds or "findings" not in kinds:
        return list(pieces)
    place = kinds.index("contents")
    *first, contents = pieces[: place + 1]
    height = sum(piece.height for piece in first) - _AFTER
    if height + contents.height > room:
        # Smaller, in three columns; else without the parts of sections: contents that go on overleaf help nobody.
        small = 0.62 * contents.height + _AFTER
        shape = {"columns": 3} if height + small <= room else {"columns": 3, "depth": 1}
        contents = replace(contents, node={**contents.node, **shape}, height=min(small, room - height))
    share = (height + contents.height) / room
    ending = [Piece({"k": "page-break"}, 0.0)] if _NEARLY_FULL < share <= 1 else []
    return [*first, contents, *ending, *pieces[place + 1 :]]
