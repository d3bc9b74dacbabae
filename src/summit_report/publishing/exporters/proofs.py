"""How a number's evidence stands on paper: its entries, the rows they name, and the sources of these."""

from collections.abc import Mapping
from typing import Any
from zlib import crc32

from summit_report.blocks import anchor, plain, row_anchor
from summit_report.publishing.exporters.inline import identifier, inline_runs
from summit_report.publishing.exporters.nodes import Node, Runs, address, heading, joined, link
from summit_report.publishing.exporters.spans import spans

Block = Mapping[str, Any]
#: Typst knows a paragraph again by what it says and by how many the same line of a template has made before it. So each
#: key has one of many lines: a new record then moves few of the others, and the rest of a page is set from memory.
_LINES = 256


def evidence(block: Block) -> list[Node]:
    return [{"k": "anchor", "id": identifier(block)}, *map(_entry, block["entries"])]


def _entry(entry: Block) -> Node:
    return {
        "k": "entry",
        "id": identifier(entry),
        "key": entry["label"],
        "title": entry["title"],
        "value": entry.get("value") or "",
        "rule": entry.get("rule") or "",
        "used": _used(entry),
        "lines": [{"id": identifier(line), "body": _line(line)} for line in entry["lines"]],
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


def records(block: Block) -> list[Node]:
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
        "id": identifier(item),
        "key": item["key"],
        "body": [*body, " ", *used] if used else body,
        "line": crc32(item["key"].encode(errors="surrogatepass")) % _LINES,
    }


def lines() -> bytes:
    """Return the file of the template with the lines that records are set by: all the same, each for its own keys."""
    return b"#let lines = (\n%b)\n" % (b"  body => par(hanging-indent: 0.9em, body),\n" * _LINES)


def _stop(body: Runs) -> str:
    """Return what stands between two sentences, whether or not the first already has its full stop."""
    last = body[-1] if body else ""
    return " " if isinstance(last, str) and last.endswith((".", "!", "?")) else ". "


def sources(block: Block) -> list[Node]:
    return [heading(3, [block["title"]], anchor(block["id"])), *map(_source, block["items"])]
