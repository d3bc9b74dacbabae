"""
What a page is made of on its way to Typst: plain JSON values, so that content can never become code.

A *node* is a dictionary with its kind in `k`; a *run* is a string, printed literally, or a dictionary such as
{"k": "strong", "body": [run, ...]}. The template `report.typ` has one branch for each kind.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Node = dict[str, Any]
Run = str | Node
Runs = list[Run]

#: Turns the address of a picture and its description into a node; None if there is no such picture.
PictureReader = Callable[[str, str], Node | None]


def words(runs: Sequence[Run]) -> str:
    """Return the text of *runs* without links and styles."""
    if len(runs) == 1 and isinstance(runs[0], str):
        return runs[0]
    return "".join(run if isinstance(run, str) else run.get("text", "") + words(run.get("body", ())) for run in runs)


def paragraph(runs: Runs) -> Node:
    """Return *runs* as a paragraph."""
    return {"k": "par", "body": runs}


def heading(level: int, runs: Runs, identifier: str | None = None) -> Node:
    """
    Return a heading; its id is made from its words as JupyterLab does, unless *identifier* is given.

    Anchors inside it are dropped, because its words stand again in contents and running head.
    """
    runs = [run for run in runs if isinstance(run, str) or run["k"] != "anchor"]
    return {"k": "heading", "level": level, "body": runs, "id": identifier or slug(words(runs))}


def slug(text: str) -> str:
    """Return the id under which Markdown links know the heading *text*, in lower case."""
    return re.sub(r"\s+", "-", text.strip()).lower()


def link(ref: str, text: str) -> Node:
    """Return a link to the element with the id *ref*; `resolve` makes it plain text if there is none."""
    return {"k": "ref", "ref": ref.lower(), "body": [text]}


def wrappable(text: str, limit: int = 88) -> str:
    """Return *text* with a place to break after every *limit* characters without a space, so that it cannot run off."""
    if len(text) <= limit or max(map(len, text.split()), default=0) <= limit:
        return text
    return re.sub(rf"[^\s\u200b]{{{limit}}}(?=[^\s\u200b])", lambda match: match[0] + "\u200b", text)


def address(url: str) -> str:
    """Return *url* as it is printed: without its scheme, with places to break after its punctuation."""
    bare = re.sub(r"^(https?://(www\.)?|mailto:)", "", url)
    return wrappable(re.sub(r"(?<=[/_.?&=#-])(?=[^\s/_.?&=#-])", "\u200b", bare), 30)


def joined(pieces: Sequence[Run], separator: str = ", ") -> Runs:
    """Return *pieces* with *separator* between them."""
    runs: Runs = []
    for piece in pieces:
        runs += [separator, piece] if runs else [piece]
    return runs


def dictionaries(value: Any) -> Iterator[Node]:
    """Yield every dictionary inside *value*, outer before inner."""
    waiting: list[Any] = [[value]]  # a generator within a generator for each level takes three times as long
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            value = value.values()
        # Most of what is in there are texts: to ask for them first is faster.
        waiting += [one for one in reversed(value) if type(one) is not str and isinstance(one, (dict, list))]


def tables_in(nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield every table among *nodes*, and in what holds nodes itself, in the order in which they are printed."""
    for node in nodes:
        if node["k"] == "table":
            yield node
        for inner in node["items"] if node["k"] == "list" else [node.get("nodes", [])]:
            yield from tables_in(inner)


def resolve(nodes: list[Node]) -> list[str]:
    """
    Settle ids and links in place: the first bearer keeps an id, and a link without a target becomes text.

    Return the targets of links that are no headings; a link to one bears its number there as `place`.
    """
    anchors: set[str] = set()
    headings: set[str] = set()
    targets: dict[str, int] = {}
    links: list[Node] = []
    for node in dictionaries(nodes):
        if node.get("k") == "ref":
            links.append(node)
        elif "id" in node:
            identifier = node["id"] or None
            node["id"] = None if identifier in anchors else identifier
            anchors |= {identifier} if identifier else set()
            headings |= {identifier} if identifier and node.get("k") == "heading" else set()
    for node in links:
        if node["ref"] not in anchors:
            node["k"] = "text"
        elif node["ref"] not in headings:
            node["place"] = targets.setdefault(node["ref"], len(targets))
    return list(targets)
