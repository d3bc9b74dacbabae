"""How each kind of block stands on paper: blocks in, nodes for the template out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from summit_report.blocks import anchor, file_bytes, qualified
from summit_report.blocks.glue import glued
from summit_report.publishing.exporters.inline import evidence_marks, evidence_runs, identifier, inline_runs
from summit_report.publishing.exporters.nodes import Node, Runs, heading, link, wrappable
from summit_report.publishing.exporters.proofs import evidence, records, sources
from summit_report.publishing.exporters.shelf import Shelf
from summit_report.publishing.exporters.values import remembered

Block = Mapping[str, Any]


def block_nodes(block: Block, shelf: Shelf) -> list[Node]:
    """Return the nodes of *block*; its picture and its attached files go to *shelf*."""
    kind = block["kind"]
    if kind == "figure":
        return [_figure(block, shelf)]
    if kind == "attachments":
        return [_attachments(block, shelf)]
    return _set(block)


@remembered
def _set(block: Block) -> list[Node]:
    """Return the nodes of *block*, which has no files."""
    return _MAKERS[block["kind"]](block)


def _front(block: Block) -> list[Node]:
    facts = [[[label], inline_runs(value)] for label, value in block.get("facts") or ()]
    return [
        {
            "k": "front",
            "id": identifier(block),
            "subtitle": block.get("subtitle") or "",
            "authors": list(block.get("authors") or ()),
            "facts": facts,
        }
    ]


def _findings(block: Block) -> list[Node]:
    items = [
        {
            "id": identifier(item),
            **dict(zip(("qualifier", "value"), map(_large, qualified(item["value"])), strict=True)),
            "body": inline_runs(item["text"]),
            "evidence": evidence_marks([link(use["ref"], use["label"]) for use in item.get("evidence") or ()]),
        }
        for item in block["items"]
    ]
    # What a finding names at its own end needs no second mention under all of them.
    told = [text for item in block["items"] for text in (item["value"], item["text"])]
    told += [[{"text": "", **use} for use in item.get("evidence") or ()] for item in block["items"]]
    node = {"k": "findings", "id": identifier(block), "items": items, "evidence": evidence_runs(block, *told)}
    title = block.get("title")
    return [heading(2, [title], f"{anchor(block['id'])}-title"), node] if title else [node]


def _large(value: Any) -> Runs:
    """Return a large value as runs; a number does not part from its unit."""
    return inline_runs([{**run, "text": glued(run["text"])} for run in value])


def _paragraphs(block: Block) -> list[Node]:
    items = [inline_runs(item) for item in block["items"]]
    evidence = evidence_runs(block, *block["items"])
    return [{"k": "paragraphs", "id": identifier(block), "items": items, "evidence": evidence}]


def _note(block: Block) -> list[Node]:
    return [{"k": "note", "id": identifier(block), "body": inline_runs(block["text"])}]


def _heading(block: Block) -> list[Node]:
    return [heading(block["level"], [block["text"]], anchor(block["id"]))]


def _figure(block: Block, shelf: Shelf) -> Node:
    caption: Runs = [{"k": "strong", "body": [f"{block['label']}."]}, " ", *inline_runs(block["caption"])]
    return {
        "k": "figure",
        "id": identifier(block),
        "path": shelf.add(block["svg"].encode(), "svg"),
        "alt": block["alt"],
        "caption": caption,
        "evidence": evidence_runs(block, block["caption"]),
        "twin": _twin(block),
    }


def _twin(block: Block) -> Node | None:
    """Return the data behind a figure as a table under the figure's own name, which links back to the figure."""
    if not block.get("data"):
        return None
    caption: Runs = [link(block["id"], block["label"]), f". {block['title']}"]
    return {**_set({**block["data"], "kind": "table"})[0], "id": None, "caption": caption, "evidence": []}


def _table(block: Block) -> list[Node]:
    title: Runs = [{"k": "strong", "body": [f"{block['label']}."]}, " "] if block.get("label") else []
    return [
        {
            "k": "table",
            "id": identifier(block),
            "caption": [*title, block.get("title") or ""],
            "subtitle": [block["subtitle"]] if block.get("subtitle") else [],
            "columns": [
                {"align": column.get("align") or "left", "wanted": column.get("width")} for column in block["columns"]
            ],
            "header": _header(block["columns"]),
            "rows": [_row(row) for row in block["rows"]],
            "notes": [inline_runs(note) for note in block.get("notes") or ()],
            "evidence": evidence_runs(block),
        }
    ]


def _row(row: Block) -> Node:
    """Return a row whose first cell names it; that of a group is a header as it stands."""
    kind = row.get("kind") or ""
    heads = [] if kind == "group" else [0]
    return {"kind": kind, "heads": heads, "cells": [inline_runs(cell) for cell in row["cells"]]}


def _header(columns: Sequence[Block]) -> list[list[Any]]:
    """Return one row of column labels; if there are groups, these stand in a row of their own above their columns."""
    labels = [f"{c['label']} ({c['unit']})" if c.get("unit") else c["label"] for c in columns]
    if not any(column.get("group") for column in columns):
        return [[[label] for label in labels]]
    top: list[Node] = []
    for x, (column, label) in enumerate(zip(columns, labels, strict=True)):
        group = column.get("group")
        if not group:
            top.append({"x": x, "body": [label], "rowspan": 2})
        elif top and top[-1]["body"] == [group] and "colspan" in top[-1]:
            top[-1]["colspan"] += 1
        else:
            top.append({"x": x, "body": [group], "colspan": 1, "align": "center", "ruled": True})
    inner = enumerate(zip(columns, labels, strict=True))
    return [top, [{"x": x, "body": [label]} for x, (column, label) in inner if column.get("group")]]


def _definitions(block: Block) -> list[Node]:
    items = [[[term], inline_runs(meaning)] for term, meaning in block["items"]]
    return [{"k": "definitions", "id": identifier(block), "items": items}]


def _listing(block: Block) -> list[Node]:
    return [
        {"k": "anchor", "id": identifier(block)},
        {"k": "listing", "text": wrappable(block["text"], 40), "lang": ""},
    ]


def _attachments(block: Block, shelf: Shelf) -> Node:
    files = [
        {
            "name": file["name"],
            "path": shelf.add(file_bytes(file), "attached"),
            "media-type": file["media_type"],
            "description": file["description"],
        }
        for file in block["files"]
    ]
    return {"k": "attachments", "id": identifier(block), "files": files}


_MAKERS: dict[str, Callable[[Block], list[Node]]] = {
    "front": _front,
    "findings": _findings,
    "paragraphs": _paragraphs,
    "note": _note,
    "heading": _heading,
    "table": _table,
    "definitions": _definitions,
    "listing": _listing,
    "evidence": evidence,
    "records": records,
    "sources": sources,
    "figure-data": lambda block: [{"k": "figure-data"}],
}
