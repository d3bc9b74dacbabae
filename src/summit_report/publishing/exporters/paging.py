"""
Where figures and tables stand among their text, so that no page is left half empty.

Typst breaks pages where it must: a figure that does not fit leaves a hole, and all text waits. The measured heights of
all nodes are known beforehand, and `filling` finds the order and the sizes that fill the pages best. The order of
figures, and that of tables, never changes, nothing leaves its section, and Typst still breaks the pages.
"""

from collections.abc import Sequence
from dataclasses import replace

from summit_report.publishing.exporters.filling import filled
from summit_report.publishing.exporters.nodes import Node
from summit_report.publishing.exporters.pieces import EXHIBITS, TEXT, Piece, stacked

#: From this share of the page on, what stands before the first section gets a page of its own.
_NEARLY_FULL = 0.66
#: In three columns, contents take so much of their height in two, and so many pt.
_SMALLER, _CLOSED = 0.62, 20.0


def paged(pieces: Sequence[Piece], room: float) -> list[Node]:
    """Return the nodes of *pieces* in the order and the sizes that fill pages of *room* pt best."""
    placed = filled(pieces, room)
    return [_told(placed, number) for number in range(len(placed))]


def _told(pieces: Sequence[Piece], place: int) -> Node:
    """Return the node of the piece at *place* with what the template must know of it."""
    piece = pieces[place]
    if piece.kind == "figure":
        return {**piece.node, "scale": round(piece.scale, 4)}
    if piece.kind == "table":
        first = {"first": round(piece.rows[piece.broken_at - 1], 1)} if piece.broken_at else {}
        return {**piece.node, "breakable": bool(first), "whole-rows": piece.whole_rows, **first}
    if piece.kind in ("par", "paragraphs"):
        return {**piece.node, "sticky": _introduces(pieces, place)}
    return piece.node


def _introduces(pieces: Sequence[Piece], place: int) -> bool:
    """Tell whether a few lines stand between a heading and what they must not be parted from."""
    before = place
    while before and pieces[before].short:
        before -= 1
    following = pieces[place + 1].kind if place + 1 < len(pieces) else ""
    return before < place and pieces[before].kind == "heading" and following in EXHIBITS | TEXT


def with_first_page(pieces: Sequence[Piece], room: float) -> list[Piece]:
    """Return *pieces* with the first section on page two where findings and contents nearly fill the first."""
    kinds = [piece.kind for piece in pieces]
    if "contents" not in kinds or "findings" not in kinds:
        return list(pieces)
    place = kinds.index("contents")
    *first, contents = pieces[: place + 1]
    height = stacked([*first, replace(contents, height=0.0)])
    if height + contents.height > room:
        # Smaller, in three columns; else without the parts of sections: contents that go on overleaf help nobody.
        small = _SMALLER * contents.height + _CLOSED
        shape = {"columns": 3} if height + small <= room else {"columns": 3, "depth": 1}
        contents = replace(contents, node={**contents.node, **shape}, height=min(small, room - height))
    share = (height + contents.height) / room
    ending = [Piece({"k": "page-break"}, 0.0)] if _NEARLY_FULL < share <= 1 else []
    return [*first, contents, *ending, *pieces[place + 1 :]]
