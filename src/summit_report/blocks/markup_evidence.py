"""Evidence, records, sources and files as HTML: in place under a number, and as lists in the appendix."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from summit_report.blocks.inline import Block, Run, row_anchor
from summit_report.blocks.markup_inline import id_attribute, inline_html, link, optional, run_html, words
from summit_report.blocks.neighbours import SHORTEST, neighbours


def evidence_fold(block: Block) -> str:
    """Return the evidence in place, closed; the entries' ids belong to the appendix."""
    entries = block.get("evidence")
    if not entries:
        return ""
    labels = ", ".join(words(entry["label"]) for entry in entries)
    inside = "".join(_entry(entry, owner=False) for entry in entries)
    return f'<details class="evidence"><summary>Evidence {labels}</summary>{inside}</details>'


def evidence_html(block: Block) -> str:
    """Return the appendix's list of evidence, whose entries are the targets of links."""
    entries = "".join(_entry(entry, owner=True) for entry in block["entries"])
    return f'<div class="evidence list"{id_attribute(block)}>{entries}</div>'


def _entry(entry: Block, *, owner: bool) -> str:
    label = words(entry["label"]) if owner else link(entry["id"], words(entry["label"]))
    value = optional(': <span class="value">{}</span>', entry.get("value"))
    lines = "".join(_line(line, owner=owner) for line in entry["lines"])
    return (
        f'<div class="entry"{id_attribute(entry) if owner else ""}>'
        f"<p><b>{label}</b> {words(entry['title'])}{value}</p>"
        + optional('<p class="rule">{}</p>', entry.get("rule"))
        + (f"<ul>{lines}</ul>" if lines else "")
        + _used_in(entry)
        + "</div>"
    )


def _line(line: Block, *, owner: bool) -> str:
    keys = _keys(tuple(line["rows"]))
    return (
        f"<li{id_attribute(line) if owner else ''}>{words(line['label'])}: "
        f'<span class="value">{inline_html(line["value"])}</span>'
        + (f' <span class="keys">{keys}</span>' if keys else "")
        + "</li>"
    )


@lru_cache(maxsize=4096)  # an entry stands under all that it speaks for, and in the appendix
def _keys(rows: Sequence[str]) -> str:
    """Return links to *rows*, in the order of their keys."""
    return ", ".join(map(_row_links, neighbours(sorted(rows))))


def _row_links(keys: Sequence[str]) -> str:
    """Return links to the rows of neighbouring *keys*; of many, to the first and the last."""
    links = list(map(_row_link, keys if len(keys) < SHORTEST else (keys[0], keys[-1])))
    return ", ".join(links) if len(keys) < SHORTEST else "–".join(links)


@lru_cache(maxsize=4096)  # the same row stands behind many numbers
def _row_link(key: str) -> str:
    return link(row_anchor(key), escape(key))


def _used_in(item: Block) -> str:
    uses = ", ".join(link(use["ref"], words(use["label"])) for use in item.get("used_in") or ())
    return f' <span class="uses">Used in {uses}</span>' if uses else ""


def records_html(block: Block) -> str:
    """Return rows of the data, each with source and locator."""
    items = "".join(map(_record, block["records"]))
    return f'<div class="records"{id_attribute(block)}><h3>{words(block["title"])}</h3><ul>{items}</ul></div>'


def _record(record: Block) -> str:
    source = record.get("source")
    origin = link(source["ref"], words(source["text"])) if source else ""
    where = ", ".join(filter(None, [origin, words(record.get("locator") or "")]))
    return (
        f'<li{id_attribute(record)}><b class="key">{words(record["key"])}</b> {inline_html(record["text"])}'
        + (f' <span class="where">{where}</span>' if where else "")
        + optional(' <span class="remark">{}</span>', record.get("note"))
        + _used_in(record)
        + "</li>"
    )


def sources_html(block: Block) -> str:
    """Return the list of sources, linked where they are on the web."""
    items = "".join(map(_source, block["items"]))
    return f'<div class="sources"{id_attribute(block)}><h3>{words(block["title"])}</h3><ul>{items}</ul></div>'


def _source(item: Block) -> str:
    title = run_html(Run(text=item["title"], href=item.get("href") or ""))
    facts = _joined(item.get("publisher"), item.get("published"), item.get("facts"))
    return (
        f'<li{id_attribute(item)}><b class="key">{escape(item["key"])}</b> <cite>{title}</cite>'
        f'<span class="where">{facts}</span>{_used_in(item)}</li>'
    )


def _joined(*texts: str | None) -> str:
    return "".join(f" {words(text.rstrip('.'))}." for text in texts if text)


def attachments_html(block: Block) -> str:
    """Return the names of the files that a PDF carries; an exporter that lays them beside the page adds `href`."""
    items = "".join(_file(file) for file in block["files"])
    beside = any(file.get("href") for file in block["files"])
    lead = "<p>The PDF edition of this report carries these files{}:</p>".format(
        "; where this page was published, they also lie beside it" if beside else ""
    )
    return f'<div class="attachments"{id_attribute(block)}>{lead}<ul>{items}</ul></div>'


def _file(file: Block) -> str:
    name = f"<code>{escape(file['name'])}</code>"
    named = f'<a href="{escape(file["href"])}">{name}</a>' if file.get("href") else name
    return f"<li>{named} {words(file['description'])}</li>"
