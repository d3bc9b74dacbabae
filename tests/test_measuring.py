"""How tall a node is."""

from itertools import pairwise

from summit_report.publishing.exporters.measuring import measured
from summit_report.publishing.exporters.pdf import _template
from summit_report.publishing.exporters.pieces import stacked

META = {"title": "T", "authors": [], "keywords": [], "description": "", "date": {"year": 2026, "month": 1, "day": 1}}
META |= {"lang": "en", "footer": "", "paper": "a4"}
CELLS = {"kind": "", "heads": [], "cells": ["a", "b"]}
COLUMNS = [{"align": "left", "share": 1.0}, {"align": "right", "share": 1.0}]
TABLE = {"k": "table", "id": None, "caption": ["Table"], "subtitle": [], "columns": COLUMNS, "size": 8.5, "width": 1.0}
TABLE |= {"header": [["A", "B"]], "rows": [CELLS] * 3, "notes": [], "evidence": []}
NODES = [
    {"k": "heading", "level": 1, "body": ["One"], "id": None},
    {"k": "par", "body": ["Some words."]},
    TABLE,
    {"k": "heading", "level": 2, "body": ["Two"], "id": None},
    {"k": "note", "id": None, "body": ["A note."]},
    {"k": "paragraphs", "id": None, "items": [["More words."]], "evidence": []},
    TABLE,
]


def test_height_of_a_node_does_not_depend_on_its_neighbours() -> None:
    """Whatever stands before and after it, a node is as tall; the spaces between are counted by themselves."""
    order = [0, 2, 1, 4, 3, 6, 5]
    first = measured(NODES, META, {}, _template())
    other = measured([NODES[place] for place in order], META, {}, _template())
    for place, piece in zip(order, other, strict=True):
        assert abs(piece.height - first[place].height) < 0.5, piece.kind


def test_rows_of_a_table_end_one_after_the_other() -> None:
    """The last row ends where the table does, notes included; a page holds what stands on it with the spaces."""
    pieces = measured(NODES, META, {}, _template())
    table = pieces[2]
    assert all(0 < above < below for above, below in pairwise(table.rows))
    assert table.rows[-1] == table.height and len(table.rows) == 3
    assert stacked(pieces) > sum(piece.height for piece in pieces)
