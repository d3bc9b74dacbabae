"""
Characters that no font has: printed as a name or an empty box, because a silent gap would be worse.

What is missing is known before the page is set, so that the room for the replacements is measured with the rest.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from summit_report.publishing.exporters import values
from summit_report.publishing.exporters.nodes import Node, wrappable
from summit_report.publishing.exporters.typesetting import Fonts, uncovered
from summit_report.visible import number, visible

#: What must never reach an archivable PDF: controls, lone surrogates, marks without width that no font draws.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufff9-\uffff\ufe00-\ufe0f\U000e0000-\U000e01ef]"
)
_CONTROLS = "".join(map(chr, range(32)))
#: What every font has and every PDF may hold: nearly all of every text.
_COMMON = bytes(range(0x20, 0x7F))
#: Turns every byte of JSON into an x, but for white space and quotation marks.
_AS_X = bytes(ord(" " if byte < 0x7F and (chr(byte).isspace() or byte == ord('"')) else "x") for byte in range(256))
_ESCAPED = re.compile(r"\\[bfru]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
#: Fields of a node that are no text: kinds, addresses, and ids, which must stay different from each other.
_NO_TEXT = frozenset({"k", "id", "ref", "href", "path", "media-type"})
#: Fields that must stay letter by letter what they are: code, and what programs read.
_EXACT = frozenset({"text", "name", "authors", "keywords", "description"})
#: All fields whose texts go where they are as they stand.
LITERAL = _NO_TEXT | _EXACT | {"alt", "lang"}
BOX = "□"
_SHOWN, _CONTEXT = 8, 40
#: No word of a language is as long; the narrowest column of running text holds so many letters.
WORD = 40
#: The same of one of four facts side by side on the title page.
FACT = 24


def printable(text: str) -> str:
    """Return *text* without control characters; those of private use become their number."""
    return _PRIVATE.sub(lambda match: number(match[0]), _UNPRINTABLE.sub("", text))


def missing(texts: Iterable[str], fonts: Fonts) -> dict[str, str]:
    """Return each character of *texts* that none of *fonts* has, with the first text in which it stands."""
    known = list(map(printable, texts))
    lost = uncovered(frozenset(unusual("".join(known))), fonts)
    found: dict[str, str] = {}
    for text in known if lost else ():
        found |= {character: text for character in dict.fromkeys(text) if character in lost and character not in found}
    return found


def missing_values(value: Any, fonts: Fonts, used: str) -> dict[str, str]:
    """
    Return what `missing` finds in the texts of *value*, which is made of nodes and in which *used* are all characters.

    Texts are looked at only if any character is missing.
    """
    return missing(texts(value), fonts) if missing([printable(used)], fonts) else {}


def unusual(text: str) -> str:
    """Return the characters of *text*, each once, that are beyond the printable ones of ASCII."""
    rest = text.encode(errors="surrogatepass").translate(None, _COMMON)  # a thousandth of a second for a report
    return "".join(sorted(set(rest.decode(errors="surrogatepass"))))


def written(value: Any) -> str:
    """Return *value* as JSON, in which every word stands as it is: in one text much is found faster than in a tree."""
    return values.written(value).decode(errors="surrogatepass")


def characters(text: str) -> str:
    """Return the `unusual` characters of what is `written` in *text*, and all controls if there is any."""
    return unusual(text) + (_CONTROLS if _ESCAPED.search(text) else "")


def texts(value: Any) -> Iterator[str]:
    """Yield every text that is printed of *value*, which is made of nodes."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _NO_TEXT:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def replaced_values(value: Any, lost: Iterable[str], limit: int = WORD, used: str | None = None) -> Any:
    """
    Return *value*, made of nodes, with every text `printable`, and without the characters *lost*.

    Words that are longer than *limit* may break; 0 is no limit. *used* are all `characters` in it, if they are known.
    """
    used = characters(written(value)) if used is None else used
    return _translated(value, _replacements(lost, used), limit)


def replaced_nodes(nodes: Sequence[Node], texts: Sequence[str], lost: Iterable[str], used: str) -> list[Node]:
    """Return *nodes*, each `written` in *texts*, with `replaced_values`; those with nothing to replace as they are."""
    table = _replacements(lost, used)
    return [
        _translated(node, table, WORD) if table or _has_long_word(text, WORD) else node
        for node, text in zip(nodes, texts, strict=True)
    ]


def _replacements(lost: Iterable[str], used: str) -> dict[int, str]:
    table = {ord(one): shown for one in used if (shown := printable(one)) != one}
    return {**table, **{ord(character): replacement(character) for character in lost}}


def _has_long_word(text: str, limit: int) -> bool:
    """Tell whether *text* may have a word of more than *limit* characters; it surely has none if this says no."""
    data = text.replace(r"\"", "xx").encode(errors="surrogatepass")
    return b"x" * (limit + 1) in data.translate(_AS_X)


def _translated(value: Any, table: Mapping[int, str], limit: int) -> Any:
    if isinstance(value, str):
        text = value.translate(table) if table else value
        return wrappable(text, limit) if limit else text
    if isinstance(value, dict):
        return {
            key: inner if key in _NO_TEXT else _translated(inner, table, 0 if key in _EXACT else limit)
            for key, inner in value.items()
        }
    return [_translated(inner, table, limit) for inner in value] if isinstance(value, list) else value


def replacement(character: str) -> str:
    """Return what is printed for *character*: "[check mark]" for a sign, an empty box for a letter."""
    name = unicodedata.name(character, "")
    return f"[{name.lower()}]" if unicodedata.category(character).startswith("S") and name else BOX


def boxed(drawing: str, lost: Iterable[str]) -> str:
    """Return the *drawing*, an SVG, with a box for each character *lost*: it has no room for more."""
    table = {ord(character): BOX for character in lost}
    drawing = drawing if printable(used := unusual(drawing)) == used else printable(drawing)
    return drawing.translate(table) if table else drawing


def drawn_texts(drawing: str) -> list[str]:
    """Return what is written in the *drawing*, an SVG."""
    return re.findall(r">([^<>]*[^<>\s][^<>]*)<", drawing)


def warning(lost: Mapping[str, str]) -> str:
    """Say which characters no font has, and where the first stands; *lost* is what `missing` has found."""
    return (
        f"no font has {_places(lost)}; PDF and pictures print boxes or names in brackets. "
        "A font that has them belongs in fonts/."
    )


def warning_of_mending(replaced: Mapping[str, str]) -> str:
    """Say which characters an archivable PDF could not hold as they stand; *replaced* is like what `missing` finds."""
    return f"an archivable PDF cannot hold {_places(replaced)}; the PDF prints boxes or names in brackets."


def _places(lost: Mapping[str, str]) -> str:
    named = [f"{character} (U+{ord(character):04X})" for character in lost]
    shown = ", ".join(named[:_SHOWN]) + (f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else "")
    first = next(iter(lost.values()))
    place = first if len(first) <= _CONTEXT else f"{first[:_CONTEXT]}…"
    return visible(f"{shown}, the first in “{' '.join(place.split())}”")
