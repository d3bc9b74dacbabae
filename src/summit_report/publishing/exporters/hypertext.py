"""HTML that is neither script nor style, as nodes: tables and pictures stay what they are, the rest becomes text."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from summit_report.publishing.exporters.nodes import Node, PictureReader, paragraph
from summit_report.publishing.exporters.tables import inline, read_table

if TYPE_CHECKING:
    from bs4 import Tag

_BLOCKS = [
    "p",
    "div",
    "table",
    "img",
    "ul",
    "ol",
    "li",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "details",
]


def html_nodes(html: str, picture: PictureReader) -> list[Node]:
    """
    Return what a reader would see of *html*; nothing if it only works in a browser.

    *picture* finds the picture behind an address.
    """
    from bs4 import BeautifulSoup
    from bs4.element import PreformattedString

    soup = BeautifulSoup(html, "html.parser")
    css = "\n".join(tag.get_text() for tag in soup.find_all("style"))
    for unseen in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):  # comments and the like
        unseen.extract()
    for tag in [*soup.find_all(["style", "script", "template", "noscript", "head"]), *soup.select("[hidden]")]:
        tag.decompose()
    return list(_nodes(soup, css, picture))


def _nodes(tag: "Tag", css: str, picture: PictureReader) -> Iterator[Node]:
    if tag.name == "table":
        table = read_table(tag, css)
        yield from [table] if table["rows"] or table["header"] else []
    elif tag.name == "img":
        found = picture(str(tag.get("src", "")), str(tag.get("alt", "")))
        yield from [found] if found else []
    elif tag.name == "pre":
        yield {"k": "stream", "text": tag.get_text().rstrip()}
    elif tag.find(_BLOCKS):
        yield from _children(tag, css, picture)
    elif runs := inline(tag):
        yield paragraph([{"k": "strong", "body": runs}] if tag.name in ("h1", "h2", "h3", "h4", "h5", "h6") else runs)


def _children(tag: "Tag", css: str, picture: PictureReader) -> Iterator[Node]:
    for child in tag.children:
        if getattr(child, "name", None):
            yield from _nodes(child, css, picture)  # type: ignore[arg-type]
        elif text := " ".join(str(child).split()):
            yield paragraph([text])
