"""Inline text and the small pieces of HTML that every block is made of; the one place that escapes."""

import re
from functools import lru_cache
from html import escape

from summit_report.blocks.glue import glued
from summit_report.blocks.inline import Block, Inline, Run, anchor, runs
from summit_report.directions import set_apart

_STYLES = {"strong": "strong", "em": "em", "code": "code"}
_WEB = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


def inline_html(inline: Inline) -> str:
    """Return *inline* as escaped HTML with its links and styles."""
    if isinstance(inline, str):  # most of what is printed
        return glued(words(inline))
    return "".join(map(run_html, runs(inline)))


def run_html(run: Run) -> str:
    """Return one run as escaped HTML; an address that is none of the web's stays text."""
    html = words(run["text"])
    html = html if run.get("style") == "code" else glued(html)
    if tag := _STYLES.get(run.get("style", "")):
        html = f"<{tag}>{html}</{tag}>"
    if ref := run.get("ref"):
        return link(ref, html)
    if _WEB.match(href := run.get("href", "")):
        return f'<a href="{escape(href)}">{html}</a>'
    return html


def words(text: str) -> str:
    """Return *text* as escaped HTML; what is read from right to left keeps to itself."""
    return escape(text) if text.isascii() else set_apart(text, lambda piece: f"<bdi>{escape(piece)}</bdi>", escape)


def link(ref: str, html: str) -> str:
    """Return *html* as a link to the element *ref* of the document."""
    return f'<a href="#{_place(ref)}">{html}</a>'


@lru_cache(maxsize=4096)  # the same entry and the same row are linked to from many places
def _place(ref: str) -> str:
    return escape(anchor(ref))


def id_attribute(block: Block) -> str:
    """Return the attribute that makes *block* a target of links, if it has an id."""
    return f' id="{escape(anchor(block["id"]))}"' if block.get("id") else ""


def optional(template: str, text: str | None) -> str:
    """Fill escaped *text* into *template*; nothing where there is no text."""
    return template.format(words(text)) if text else ""
