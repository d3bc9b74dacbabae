"""How tall every node is: the body set once on a single endless sheet, where nothing is broken over pages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from summit_report.publishing.exporters.nodes import Links, Node, content
from summit_report.publishing.exporters.pieces import Piece
from summit_report.publishing.exporters.typesetting import Fonts, queried, staging

#: Height of the text on a sheet, in pt; the margins stand in the template.
TEXT_HEIGHT = {"a4": 705.8, "us-letter": 655.9}


def measured(
    nodes: Sequence[Node], meta: Mapping[str, Any], links: Links, files: Mapping[str, bytes], fonts: Fonts = ()
) -> list[Piece]:
    """
    Return *nodes* with their heights; *links* says where theirs lead, *files* holds the template and the pictures.

    Raises `BuildError` if Typst refuses the nodes.
    """
    told = content({**meta, "measuring": True}, list(nodes), links)
    with staging({**files, "content.json": told}) as folder:
        marks = [(str(kind), float(y)) for kind, y in queried(folder, "report.typ", "POSITIONS", fonts)]
    starts = [number for number, (kind, _) in enumerate(marks) if kind == "node"]
    spans = zip(nodes, starts, [*starts[1:], len(marks) - 1], strict=True)
    pieces = [_piece(node, marks[start : end + 1]) for node, start, end in spans]
    return [_bare(piece, after) for piece, after in zip(pieces, [*pieces[1:], None], strict=True)]


def _piece(node: Node, marks: Sequence[tuple[str, float]]) -> Piece:
    """Return *node* with the height between its first and its last mark."""
    top = marks[0][1]
    rows = [y - top for kind, y in marks[1:] if kind == "row"] if node["k"] == "table" else []
    return Piece(node, marks[-1][1] - top, tuple(rows))


def _bare(piece: Piece, after: Piece | None) -> Piece:
    """Return *piece* without the space between it and the one *after* it."""
    space = max(piece.below, after.above) if after else 0.0
    height = max(piece.height - space, 0.0)
    # A row ends where the next begins; the last one's end differs from the table's only by its notes.
    return replace(piece, height=height, rows=(*piece.rows[1:], height) if piece.rows else ())
