"""What only the whole page knows: which ids are taken, where headings stand, what its contents are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from summit_report import blocks

_MORE = r"(?:\s+(?!href=\"#)[^\s=<>\"']+(?:=\"[^\"]*\")?)*"  # attributes, of which values may hold ">"
_TAG = re.compile(r"<([A-Za-z][\w:-]*)((?:\s+[^\s=<>\"']+(?:=\"[^\"]*\")?)*)\s*/?>")
_ID = re.compile(r'(\sid=")([^"]*)"')
_ATTRIBUTE = re.compile(r"\s+(?:id=\"([^\"]*)\"|[^\s=<>\"']+(?:=\"[^\"]*\")?)")
#: All that may be an id, and all that an own link leads to: what is found fast, because it begins with letters. The
#: quotation mark that seems to end an id may begin one.
_ANY_ID = re.compile(r'id="(?=([^"]*)")')
_OWN_TARGET = re.compile(r'href="#((?:row|src)-[^"]+)"')
#: Of exhibits alone: what other notebooks link to is their authors' business.
_OWN_LINK = re.compile(rf'<a{_MORE}\s+href="#((?:row|src)-[^"]+)"{_MORE}\s*>(.*?)</a>', re.DOTALL)
_HEADING = re.compile(r"<h([1-6])([^>]*)>(.*?)</h\1>", re.DOTALL)
_BETWEEN = "<!-- main -->"
#: Ids of the template itself.
_OWN_IDS = frozenset({"top", "content"})
_MARKUP = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Entry:
    """A line of the contents: *level* 1 to 3 counts from the highest heading in the page, *text* is plain."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Page:
    """Everything that the template prints; *header* and *main* are HTML, the rest is plain text."""

    title: str
    lang: str
    date: str
    description: str
    authors: str
    keywords: str
    header: str
    main: str
    contents: list[Entry]
    sheets: str


def page(
    main: str, metadata: Mapping[str, Any], front: blocks.Block | None, sheets: Sequence[str], file_name: str
) -> Page:
    """
    Put the page together around *main*, the HTML of all cells.

    Title and language come from *front*, else from the notebook's *metadata*, else the title is the first level-1
    heading or *file_name*.
    """
    facts = front or {}
    title = facts.get("title") or metadata.get("title") or first_title(main) or file_name
    header = blocks.to_html(front) if front else f'<h1 id="title">{escape(title)}</h1>'
    unique = with_unique_ids(header + _BETWEEN + with_heading_ids(take_title(main, title)), _OWN_IDS)
    header, main = without_dangling_links(unique).split(_BETWEEN, 1)
    return Page(
        title=title,
        lang=facts.get("lang") or metadata.get("lang") or metadata.get("language") or "en",
        date=facts.get("date") or "",
        description=facts.get("description") or "",
        authors=", ".join(facts.get("authors") or ()),
        keywords=", ".join(facts.get("keywords") or ()),
        header=header,
        main=main,
        contents=contents(main),
        sheets="\n".join(filter(None, sheets)),
    )


def with_heading_ids(html: str) -> str:
    """Give each heading without an id the one JupyterLab would give it, so that links written there keep working."""

    def named(match: re.Match[str]) -> str:
        level, attributes, text = match.groups()
        name = re.sub(r"[\s\"'<>&]+", "-", _plain(text)) or "section"
        return match[0] if _ID.search(attributes) else f'<h{level}{attributes} id="{name}">{text}</h{level}>'

    return _HEADING.sub(named, html)


def with_unique_ids(html: str, taken: frozenset[str] = frozenset()) -> str:
    """Rename every id of *html* that stands there before or is *taken*: "x", "x-2", "x-3"."""
    seen = set(taken)
    parts, done = [], 0
    for found in _ids(html):
        name, number = found[1], 1
        while name in seen:
            number += 1
            name = f"{found[1]}-{number}"
        seen.add(name)
        parts += [html[done : found.start(1)], name]
        done = found.end(1)
    return "".join([*parts, html[done:]])


def _ids(html: str) -> list[re.Match[str]]:
    """Return the ids of *html*, not what only looks like one: group 1 of each is the name."""
    found = []
    for name in _ANY_ID.finditer(html):
        if not html[name.start() - 1].isspace():
            continue
        # A tag is looked for where there may be an id in it, which is fast; "<" may also stand in a value, or in text.
        tag = _TAG.match(html, html.rfind("<", 0, name.start()))
        if not tag or name.end(1) >= tag.end() or html.count('"', tag.start(), name.start()) % 2:
            return list(_ids_by_tags(html))
        found.append(name)
    return found


def _ids_by_tags(html: str) -> Iterator[re.Match[str]]:
    """Yield what `_ids` returns, from the first tag to the last."""
    for tag in _TAG.finditer(html):
        if 'id="' in tag[2]:
            yield from (one for one in _ATTRIBUTE.finditer(html, *tag.span(2)) if one[1] is not None)


def without_dangling_links(html: str) -> str:
    """Make plain text of links inside *html* that lead nowhere: to a row that a long list has left out."""
    ids = {found[1] for found in _ids(html)}
    if ids.issuperset(map(unescape, _OWN_TARGET.findall(html))):
        return html
    return _OWN_LINK.sub(lambda link: link[0] if unescape(link[1]) in ids else link[2], html)


def contents(html: str) -> list[Entry]:
    """Return the headings of *html*, three levels deep, in order."""
    found = list(_headings(html))
    top = min((entry.level for entry in found), default=1)
    return [Entry(e.level - top + 1, e.id, e.text) for e in found if e.level - top < 3]


def take_title(html: str, title: str) -> str:
    """Return *html* without its first level-1 heading that reads *title*: the page's header prints it."""
    for match in _HEADING.finditer(html):
        if match[1] == "1" and _plain(match[3]) == title:
            return html[: match.start()] + html[match.end() :]
    return html


def first_title(html: str) -> str:
    """Return the text of the first level-1 heading, "" without one."""
    return next((_plain(match[3]) for match in _HEADING.finditer(html) if match[1] == "1"), "")


def _headings(html: str) -> Iterator[Entry]:
    for match in _HEADING.finditer(html):
        if name := _ID.search(match[2]):
            yield Entry(int(match[1]), name[2], _plain(match[3]))


def _plain(html: str) -> str:
    return " ".join(unescape(_MARKUP.sub("", html)).split())
