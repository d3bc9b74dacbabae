"""Blocks as plain text: what a terminal, a diff or a search index shows of an exhibit."""

from collections.abc import Callable

from summit_report.blocks.inline import Block, plain


def to_text(block: Block) -> str:
    """Return *block* in a few lines of plain text; "" for kinds that only speak to an exporter."""
    writer = _WRITERS.get(block["kind"])
    return writer(block) if writer else ""


def _front(block: Block) -> str:
    facts = [f"{label}: {plain(value)}" for label, value in block.get("facts", ())]
    return "\n".join([block["title"], *filter(None, [block.get("subtitle")]), *facts])


def _findings(block: Block) -> str:
    return "\n".join(f"{plain(item['value'])}  {plain(item['text'])}" for item in block["items"])


def _figure(block: Block) -> str:
    return f"{block['label']}. {block['title']}\n{block['alt']}"


def _table(block: Block) -> str:
    header = "\t".join(_column(column) for column in block["columns"])
    rows = ["\t".join(plain(cell) for cell in row["cells"]) for row in block["rows"]]
    return "\n".join([f"{block['label']}. {block['title']}", header, *rows, *map(plain, block.get("notes", ()))])


def _column(column: Block) -> str:
    return f"{column['label']} ({column['unit']})" if column.get("unit") else column["label"]


def _evidence(block: Block) -> str:
    return "\n".join(f"{entry['label']}  {entry['title']}: {entry.get('value', '')}" for entry in block["entries"])


def _records(block: Block) -> str:
    return "\n".join([block["title"], *(f"{item['key']}  {plain(item['text'])}" for item in block["records"])])


def _sources(block: Block) -> str:
    return "\n".join([block["title"], *(f"{item['key']}  {item['title']}" for item in block["items"])])


_WRITERS: dict[str, Callable[[Block], str]] = {
    "front": _front,
    "findings": _findings,
    "paragraphs": lambda block: "\n\n".join(map(plain, block["items"])),
    "note": lambda block: plain(block["text"]),
    "heading": lambda block: block["text"],
    "figure": _figure,
    "table": _table,
    "definitions": lambda block: "\n".join(f"{term}: {plain(text)}" for term, text in block["items"]),
    "listing": lambda block: block["text"],
    "evidence": _evidence,
    "records": _records,
    "sources": _sources,
    "attachments": lambda block: "\n".join(f"{file['name']}: {file['description']}" for file in block["files"]),
}
