"""
What a page is made of on its way to Typst: plain JSON values, so that content can never become code.

A *node* is a dictionary with its kind in `k`; a *run* is a string, printed literally, or a dictionary such as
{"k": "strong", "body": [run, ...]}. The template `report.typ` has one branch for each kind.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from zlib import crc32

from summit_report.publishing.exporters.values import written

Node = dict[str, Any]
Run = str | Node
Runs = list[Run]

#: Turns the address of a picture and its description into a node; None if there is no such picture.
PictureReader = Callable[[str, str], Node | None]

#: The id of each place that links lead to, with the number that stands for it in the template; a heading has none.
Links = dict[str, int | None]
#: So many numbers there are: all with as many digits, and exact as a length in Typst.
_NUMBERS = 9_000_000
#: A field in JSON: inside of a text, a backslash would stand before each quotation mark.
_FIELD = r'"%s":("(?:[^"\\]++|\\.)*+")'
_ID, _REF = (re.compile((_FIELD % name).encode()) for name in ("id", "ref"))


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
    """Return a link to the element with the id *ref*; it is plain text if there is none."""
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


def nodes_in(nodes: Sequence[Node], kind: str) -> Iterator[Node]:
    """Yield all of *kind* among *nodes*, and in what holds nodes itself, in the order in which they are printed."""
    for node in nodes:
        if node["k"] == kind:
            yield node
        for inner in node["items"] if node["k"] == "list" else [node.get("nodes", [])]:
            yield from nodes_in(inner, kind)


def resolve(nodes: list[Node], *, unfinished: bool = False) -> Links:
    """
    Settle where the links in *nodes* lead; of those that bear the same id only the first keeps it, in place.

    If *nodes* are *unfinished*, links lead to what is still to come, too.
    """
    text = written(nodes)
    found = Counter(_ID.findall(text))
    ids = {_text(quoted): quoted for quoted in found}
    doubled = {one: b'"id":' + quoted for one, quoted in ids.items() if found[quoted] > 1 or not one}
    _settle_ids(nodes, doubled, {""})
    headings = {node["id"] for node in nodes_in(nodes, "heading")}
    places: set[int] = set()
    links: Links = {}
    for ref in map(_text, dict.fromkeys(_REF.findall(text))):
        if ref in headings:
            links[ref] = None
        elif ref and (ref in ids or unfinished):
            # Made of the id alone: so a new row changes no paragraph but those that name it.
            place = crc32(ref.encode()) % _NUMBERS
            while place in places:
                place = (place + 1) % _NUMBERS
            places.add(place)
            links[ref] = place
    return links


def astray(nodes: list[Node], links: Links) -> list[str]:
    """Return where links in *nodes* should lead and do not, since nothing there bears that id; *links* are settled."""
    return [ref for ref in map(_text, dict.fromkeys(_REF.findall(written(nodes)))) if ref and ref not in links]


def content(meta: Mapping[str, Any], nodes: Sequence[Node], links: Links) -> bytes:
    """
    Return what the template reads, as JSON: *meta*, *nodes* and *links*.

    Each run that is a link also says in `to` what *links* says of its target, so that a paragraph is set from nothing
    but itself; one that leads nowhere has no such field.
    """

    def told(found: re.Match[bytes]) -> bytes:
        ref = _text(found[1])
        return b'%b,"to":%b' % (found[0], written(links[ref])) if ref in links else found[0]

    return b'{"meta":%b,"links":%b,"nodes":%b}' % (written(meta), written(links), _REF.sub(told, written(nodes)))


def _text(quoted: bytes) -> str:
    text = quoted.decode(errors="surrogatepass")
    return str(json.loads(text)) if "\\" in text else text[1:-1]


def _settle_ids(value: Any, doubled: Mapping[str, bytes], taken: set[str]) -> None:
    """Take from all in *value* the ids that are *taken*, and let the first bearer of each of *doubled* take it."""
    if isinstance(value, dict):
        if value.get("id") in taken:
            value["id"] = None
        elif value.get("id") in doubled:
            taken.add(value["id"])
        value = value.values()
    for inner in value:
        # To write what is in there takes a tenth of the time of a walk through it.
        if isinstance(inner, (dict, list)) and any(map(written(inner).__contains__, doubled.values())):
            _settle_ids(inner, doubled, taken)
