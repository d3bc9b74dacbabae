"""How each kind of block stands on paper: blocks in, nodes for the template out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from summit_report.blocks import anchor, file_bytes, plain, qualified, row_anchor, runs
from summit_report.blocks.glue import glued
from summit_report.publishing.exporters.nodes import Node, Run, Runs, address, heading, joined, link, wrappable
from summit_report.publishing.exporters.shelf import Shelf
from summit_report.publishing.exporters.spans import spans

Block = Mapping[str, Any]


def block_nodes(block: Block, shelf: Shelf) -> list[Node]:
    """Return the nodes of *block*; its picture and its attached files go to *shelf*."""
    kind = block["kind"]
    if kind == "figure":
        return [_figure(block, shelf)]
    if kind == "attachments":
        return [_attachments(block, shelf)]
    return _MAKERS[kind](block)


def inline_runs(inline: Any) -> Runs:
    """Return contract INLINE as runs for the template."""
    pieces = [inline] if isinstance(inline, str) else inline
    return [piece if isinstance(piece, str) else _run(piece) for piece in pieces]


_STYLES: dict[str | None, Callable[[str], Run]] = {
    "strong": lambda text: {"k": "strong", "body": [text]},
    "em": lambda text: {"k": "em", "body": [text]},
    "code": lambda text: {"k": "code", "text": text},
}


def _run(run: Mapping[str, Any]) -> Run:
    styled = _STYLES.get(run.get("style"), str)(run["text"])
    if ref := run.get("ref"):
        return {"k": "ref", "ref": anchor(ref), "body": [styled]}
    if href := run.get("href"):
        # An address that stands for itself may break; one that has a name keeps the name as it is.
        return {"k": "href", "href": href, "body": [address(href) if run["text"] == href else styled]}
    return styled


def evidence_runs(block: Block, *told: Any) -> Runs:
    """Return "Evidence E1, E4" as links, without the entries that the inline texts *told* already link to."""
    linked = {anchor(run["ref"]) for text in told for run in runs(text) if "ref" in run}
    marks = [link(entry["id"], entry["label"]) for entry in block.get("evidence") or ()]
    return _marks([mark for mark in marks if mark["ref"] not in linked])


def _marks(links: Sequence[Node]) -> Runs:
    return ["Evidence\u00a0", *joined(links)] if links else []


def _identifier(block: Block) -> str | None:
    return anchor(block["id"]) if block.get("id") else None


def _front(block: Block) -> list[Node]:
    facts = [[[label], inline_runs(value)] for label, value in block.get("facts") or ()]
    return [
        {
            "k": "front",
            "id": _identifier(block),
            "subtitle": block.get("subtitle") or "",
            "authors": list(block.get("authors") or ()),
            "facts": facts,
        }
    ]


def _findings(block: Block) -> list[Node]:
    items = [
        {
            "id": _identifier(item),
            **dict(zip(("qualifier", "value"), map(_large, qualified(item["value"])), strict=True)),
            "body": inline_runs(item["text"]),
            "evidence": _marks([link(use["ref"], use["label"]) for use in item.get("evidence") or ()]),
        }
        for item in block["items"]
    ]
    # What a finding names at its own end needs no second mention under all of them.
    told = [text for item in block["items"] for text in (item["value"], item["text"])]
    told += [[{"text": "", **use} for use in item.get("evidence") or ()] for item in block["items"]]
    node = {"k": "findings", "id": _identifier(block), "items": items, "evidence": evidence_runs(block, *told)}
    title = block.get("title")
    return [heading(2, [title], f"{anchor(block['id'])}-title"), node] if title else [node]


def _large(value: Any) -> Runs:
    """Return a large value as runs; a number does not part from its unit."""
    return inline_runs([{**run, "text": glued(run["text"])} for run in value])


def _paragraphs(block: Block) -> list[Node]:
    items = [inline_runs(item) for item in block["items"]]
    evidence = evidence_runs(block, *block["items"])
    return [{"k": "paragraphs", "id": _identifier(block), "items": items, "evidence": evidence}]


def _note(block: Block) -> list[Node]:
    return [{"k": "note", "id": _identifier(block), "body": inline_runs(block["text"])}]


def _heading(block: Block) -> list[Node]:
    return [heading(block["level"], [block["text"]], anchor(block["id"]))]


def _figure(block: Block, shelf: Shelf) -> Node:
    caption: Runs = [{"k": "strong", "body": [f"{block['label']}."]}, " ", *inline_runs(block["caption"])]
    return {
        "k": "figure",
        "id": _identifier(block),
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
    return {**_table(block["data"])[0], "id": None, "caption": caption, "evidence": []}


def _table(block: Block) -> list[Node]:
    title: Runs = [{"k": "strong", "body": [f"{block['label']}."]}, " "] if block.get("label") else []
    return [
        {
            "k": "table",
            "id": _identifier(block),
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
    return [{"k": "definitions", "id": _identifier(block), "items": items}]


def _listing(block: Block) -> list[Node]:
    return [
        {"k": "anchor", "id": _identifier(block)},
        {"k": "listing", "text": wrappable(block["text"], 40), "lang": ""},
    ]


def _evidence(block: Block) -> list[Node]:
    return [{"k": "anchor", "id": _identifier(block)}, *map(_entry, block["entries"])]


def _entry(entry: Block) -> Node:
    return {
        "k": "entry",
        "id": _identifier(entry),
        "key": entry["label"],
        "title": entry["title"],
        "value": entry.get("value") or "",
        "rule": entry.get("rule") or "",
        "used": _used(entry),
        "lines": [{"id": _identifier(line), "body": _line(line)} for line in entry["lines"]],
    }


def _line(line: Block) -> Runs:
    """Return "label value: A001 A002": the rows that one part of a number stands on."""
    rows = spans((row_anchor(key), key) for key in sorted(line["rows"]))
    value = inline_runs(line["value"])
    head: Runs = [line["label"], " ", {"k": "strong", "body": value}] if plain(line["value"]) else [line["label"]]
    return [*head, ": ", *rows] if rows else head


def _used(block: Block) -> Runs:
    """Return "(E1 E4)" or "(Figure 1, Finding 2)": where a record, a source or an entry is used."""
    uses = block.get("used_in") or ()
    separator = ", " if any(" " in use["label"] for use in uses) else " "
    return ["(", *spans(((use["ref"], use["label"]) for use in uses), separator), ")"] if uses else []


def _records(block: Block) -> list[Node]:
    return [heading(3, [block["title"]], anchor(block["id"])), *map(_record, block["records"])]


def _record(record: Block) -> Node:
    """Return "A001 text — S022, locator. note (E1 E4)" without repeated labels."""
    source = record.get("source")
    origin: Runs = [link(source["ref"], source["text"])] if source else []
    origin += [record["locator"]] if record.get("locator") else []
    body = [*inline_runs(record["text"])]
    body += [" — ", *joined(origin)] if origin else []
    note = record.get("note") or ""
    body += [_stop(body), {"k": "em", "body": [note]}] if note else []
    return _keyed(record, body)


def _source(source: Block) -> Node:
    """Return "S022 title. publisher, date, facts address", the address in full so that it survives on paper."""
    facts = [source[key] for key in ("publisher", "published", "facts") if source.get(key)]
    body: Runs = [source["title"], _stop([source["title"]]) if facts else "", ", ".join(facts)]
    if href := source.get("href"):
        body += [" ", {"k": "href", "href": href, "body": [address(href)]}]
    return _keyed(source, body)


def _keyed(item: Block, body: Runs) -> Node:
    used = _used(item)
    return {
        "k": "record",
        "id": _identifier(item),
        "key": item["key"],
        "body": [*body, " ", *used] if used else body,
    }


def _stop(body: Runs) -> str:
    """Return what stands between two sentences, whether or not the first already has its full stop."""
    last = body[-1] if body else ""
    return " " if isinstance(last, str) and last.endswith((".", "!", "?")) else ". "


def _sources(block: Block) -> list[Node]:
    return [heading(3, [block["title"]], anchor(block["id"])), *map(_source, block["items"])]


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
    return {"k": "attachments", "id": _identifier(block), "files": files}


_MAKERS: dict[str, Callable[[Block], list[Node]]] = {
    "front": _front,
    "findings": _findings,
    "paragraphs": _paragraphs,
    "note": _note,
    "heading": _heading,
    "table": _table,
    "definitions": _definitions,
    "listing": _listing,
    "evidence": _evidence,
    "records": _records,
    "sources": _sources,
    "figure-data": lambda block: [{"k": "figure-data"}],
}
