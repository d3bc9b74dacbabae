"""Blocks as semantic HTML, the same in JupyterLab and in the page: structure and classes here, looks elsewhere."""

import re
from collections.abc import Callable
from html import escape

from summit_report.blocks.inline import Block, Run, plain, qualified
from summit_report.blocks.markup_evidence import (
    attachments_html,
    evidence_fold,
    evidence_html,
    records_html,
    sources_html,
)
from summit_report.blocks.markup_inline import id_attribute, inline_html, link, optional, words
from summit_report.blocks.markup_table import table_html

#: A large value of so many characters stands on one line.
_ONE_LINE = 11


def to_html(block: Block) -> str:
    """
    Return *block* as HTML without scripts; "" for kinds that only speak to the PDF.

    Every text is escaped. `svg` stands as it is: who does not trust the notebook cleans it first.
    """
    writer = _WRITERS.get(block["kind"])
    return writer(block) if writer else ""


def _front(block: Block) -> str:
    facts = "".join(
        f"<div><dt>{words(label)}</dt><dd>{inline_html(value)}</dd></div>" for label, value in block.get("facts") or ()
    )
    return (
        f'<div class="front"{id_attribute(block)}><h1>{words(block["title"])}</h1>'
        + optional('<p class="subtitle">{}</p>', block.get("subtitle"))
        + optional('<p class="authors">{}</p>', ", ".join(block.get("authors") or ()))
        + (f'<dl class="facts">{facts}</dl>' if facts else "")
        + "</div>"
    )


def _findings(block: Block) -> str:
    items = "".join(map(_finding, block["items"]))
    title = optional("<h2>{}</h2>", block.get("title"))
    return f'<div class="findings"{id_attribute(block)}>{title}<ul>{items}</ul>{evidence_fold(block)}</div>'


def _finding(item: Block) -> str:
    """Return a value, its sentence, and the labels of the evidence that this finding rests on."""
    lead, number = qualified(item["value"])
    small = f'<span class="qualifier">{inline_html(lead)}</span> ' if lead else ""
    whole = ' class="whole"' if len(plain(number)) <= _ONE_LINE else ""
    uses = ", ".join(link(use["ref"], words(use["label"])) for use in item.get("evidence") or ())
    return (
        f'<li{id_attribute(item)}><span class="value">{small}<span{whole}>{"".join(map(_part, number))}</span></span> '
        f'<span class="text">{inline_html(item["text"])}'
        + (f' <span class="marks">Evidence&nbsp;{uses}</span>' if uses else "")
        + "</span></li>"
    )


def _part(run: Run) -> str:
    """Return a part of a large value, such as the second of two numbers, which stays on a line with its small words."""
    lead, number = qualified([run])
    if not lead:
        return inline_html([run])
    return f'<span class="whole"><span class="qualifier">{inline_html(lead)}</span> {inline_html(number)}</span>'


def _paragraphs(block: Block) -> str:
    items = "".join(f"<p>{inline_html(item)}</p>" for item in block["items"])
    return f'<div class="prose"{id_attribute(block)}>{items}{evidence_fold(block)}</div>'


def _heading(block: Block) -> str:
    tag = f"h{int(block['level'])}"
    return f"<{tag}{id_attribute(block)}>{words(block['text'])}</{tag}>"


def _figure(block: Block) -> str:
    label, caption = escape(block["label"]), inline_html(block["caption"])
    return (
        f'<div class="figure"{id_attribute(block)}><figure>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">{_picture(block)}</div>'
        f"<figcaption><b>{label}.</b> {caption}</figcaption></figure>{_data_fold(block)}{evidence_fold(block)}</div>"
    )


def _picture(block: Block) -> str:
    """Return the SVG element alone, named for those who do not see it."""
    svg = block["svg"][block["svg"].index("<svg") :]
    start, rest = svg.split(">", 1)
    start = re.sub(r'\s(?:role|aria-[a-z]+)="[^"]*"', "", start)
    return f'<svg role="img" aria-label="{escape(_spoken(block))}"{start.removeprefix("<svg")}>{rest}'


def _spoken(block: Block) -> str:
    title, alt = block["title"].rstrip("."), block["alt"]
    return alt if title in alt else f"{title}. {alt}"


def _data_fold(block: Block) -> str:
    if not block.get("data"):
        return ""
    # The twin keeps no id of its own: links go to its figure.
    twin = {"title": block["title"], **block["data"], "label": f"Data of {block['label']}", "id": None}
    return f'<details class="twin"><summary>Data of {words(block["label"])}</summary>{table_html(twin)}</details>'


def _definitions(block: Block) -> str:
    items = "".join(f"<dt>{words(term)}</dt><dd>{inline_html(text)}</dd>" for term, text in block["items"])
    return f'<dl class="definitions"{id_attribute(block)}>{items}</dl>'


_WRITERS: dict[str, Callable[[Block], str]] = {
    "front": _front,
    "findings": _findings,
    "paragraphs": _paragraphs,
    "note": lambda block: f'<p class="note"{id_attribute(block)}>{inline_html(block["text"])}</p>',
    "heading": _heading,
    "figure": _figure,
    "table": table_html,
    "definitions": _definitions,
    "listing": lambda block: f'<pre class="listing"{id_attribute(block)}>{escape(block["text"])}</pre>',
    "evidence": evidence_html,
    "records": records_html,
    "sources": sources_html,
    "attachments": attachments_html,
}
