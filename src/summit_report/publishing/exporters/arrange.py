"""
The order and the room of nodes on paper: heading levels, contents, appendix, columns, widths of tables.

Each function takes the flat list of a document's nodes and returns it arranged in one respect.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from summit_report.publishing.exporters.columns import COLUMN_WIDTH, HALF_WIDTH, SMALL_SIZES, fit, natural_width
from summit_report.publishing.exporters.nodes import Node

#: An ordinary notebook with fewer headings gets no list of contents.
CONTENTS_FROM = 4
#: What a question in front of it must not be parted from.
_SHOWN = frozenset({"figure", "picture", "table", "panels", "paragraphs", "note"})
#: What may stand in the appendix' two columns.
_COMPACT = frozenset(
    {"entry", "record", "par", "list", "definitions", "paragraphs", "anchor", "note", "attachments", "listing"}
)
#: What an appendix must have to be set in two columns at all.
_DENSE = frozenset({"entry", "record", "definitions"})


def arrange(nodes: list[Node]) -> list[Node]:
    """Return *nodes* with sound heading levels, a list of contents, and an appendix that is set apart."""
    nodes = with_levels(with_contents(with_twins(nodes)))
    body, appendix = _parted(nodes)
    body = [_fitted(node) for node in with_company(body)]
    return [*body, {"k": "appendix", "nodes": _columned(appendix)}] if appendix else body


def with_levels(nodes: list[Node]) -> list[Node]:
    """Return *nodes* with heading levels that start at 1 and skip none, as PDF/UA demands; ranks stay what they are."""
    ranks: list[int] = []
    levelled = []
    for node in nodes:
        if node["k"] == "heading":
            while ranks and ranks[-1] >= node["level"]:
                ranks.pop()
            ranks.append(node["level"])
            node = {**node, "level": len(ranks)}
        levelled.append(node)
    return levelled


def with_company(nodes: list[Node]) -> list[Node]:
    """Return *nodes* with each paragraph between a heading and a figure or table kept on the page of what it asks."""
    kinds = [node["k"] for node in nodes]
    return [
        {**node, "sticky": before == "heading" and after in _SHOWN} if node["k"] == "par" else node
        for before, node, after in zip(["", *kinds], nodes, [*kinds[1:], ""], strict=False)
    ]


def with_contents(nodes: list[Node]) -> list[Node]:
    """Return *nodes* with a list of contents: after the findings if there are any, else if the headings are many."""
    kinds = [node["k"] for node in nodes]
    if "findings" in kinds:
        place = next((i for i in range(kinds.index("findings"), len(kinds)) if kinds[i] == "heading"), None)
    else:
        place = kinds.index("front") + 1 if kinds.count("heading") >= CONTENTS_FROM and "front" in kinds else None
    if place is None:
        return nodes
    return [*nodes[:place], {"k": "contents"}, *nodes[place:]]


def with_twins(nodes: list[Node]) -> list[Node]:
    """Return *nodes* with the data of all figures so far where `figure-data` asks for it, the narrow tables first."""
    arranged: list[Node] = []
    twins: list[Node] = []
    for node in nodes:
        if node["k"] == "figure" and (twin := node.pop("twin", None)):
            twins.append({**twin, "narrow": _narrow(twin)})
        if node["k"] == "figure-data":
            arranged += sorted(twins, key=lambda twin: not twin["narrow"])
        else:
            arranged.append(node)
    return arranged


def _narrow(node: Node) -> bool:
    return len(node["columns"]) <= 5 and natural_width(node, size=SMALL_SIZES[0]) <= 1.4 * HALF_WIDTH


def _parted(nodes: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """Return what stands before the first mark of the appendix, and what stands after it."""
    marks = [number for number, node in enumerate(nodes) if node["k"] == "appendix"]
    start = marks[0] if marks else len(nodes)
    return list(nodes[:start]), [node for node in nodes[start:] if node["k"] != "appendix"]


def _columned(nodes: Iterable[Node]) -> list[Node]:
    """Gather neighbours that fit in half a page into two columns; the appendix' own headings go across."""
    arranged: list[Node] = []
    group: list[Node] = []
    for node in nodes:
        if _compact(node):
            group.append(_fitted(node, width=HALF_WIDTH, sizes=SMALL_SIZES))
        else:
            arranged += [*_column_node(group), _fitted(node, sizes=SMALL_SIZES)]
            group = []
    return arranged + _column_node(group)


def _compact(node: Node) -> bool:
    if node["k"] == "heading":
        return node["level"] > 1
    return node["k"] in _COMPACT or (node["k"] == "table" and node.get("narrow", False))


def _column_node(group: list[Node]) -> list[Node]:
    """Return *group* as a node of two columns; headings at its end stay with what follows them."""
    end = len(group)
    while end and group[end - 1]["k"] == "heading":
        end -= 1
    inner, rest = group[:end], group[end:]
    dense = any(node["k"] in _DENSE or node["k"] == "table" for node in inner)
    return [{"k": "columns", "nodes": inner}, *rest] if dense else group


def _fitted(node: Node, **room: Any) -> Node:
    """Return *node* with all tables in it fitted to the page."""
    if node["k"] == "table":
        return fit(node, **({"width": COLUMN_WIDTH} | room))
    if "nodes" in node:
        return {**node, "nodes": [_fitted(inner, **room) for inner in node["nodes"]]}
    if node["k"] == "list":
        return {**node, "items": [[_fitted(inner, **room) for inner in item] for item in node["items"]]}
    return node
