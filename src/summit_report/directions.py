"""
Words that are read from right to left, set apart from the text around them.

Without that, the numbers and punctuation after an Arabic or Hebrew title would be drawn into it, and stand on its left.
Every paragraph runs from left to right; marks of direction that stand in the data are made visible and steer nothing.
"""

import re
from collections.abc import Callable
from typing import Any

_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
#: What may stand between such words: no letter of another script. Quotation marks end what is quoted.
_BETWEEN = rf"(?:[^\w“”]|[\d_{_LETTERS}])"
_WITHIN = rf"(?:[^\w“”;·|\n]|[\d_{_LETTERS}])"
_RIGHT_TO_LEFT = re.compile(f"[{_LETTERS}]")
_OTHER_LETTER = re.compile(rf"[^\W\d_{_LETTERS}]|[“”]")
#: What the text around puts before and after a title.
_ENDS = " \t\r\n,;:.·–—-"
#: All that is quoted, if it has no other letters; else from the first such word to the last before another letter.
_SPAN = re.compile(rf"(?<=“){_BETWEEN}++(?=”)|[{_LETTERS}](?:{_WITHIN}*[{_LETTERS}])?")
#: The characters that set apart what lies between them where there is no markup for it.
_ISOLATE, _POP = "\u2067", "\u2069"


def is_right_to_left(text: str) -> bool:
    """Tell whether any letter of *text* is read from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def pieces(text: str) -> list[tuple[str, bool]]:
    """
    Return *text* in pieces, each with whether it is read from right to left as a whole.

    A number or bracket belongs to such words if it stands between them, or with them in quotation marks, or if the text
    has no other letters, as a title by itself. All others belong to the text around.
    """
    if not is_right_to_left(text):
        return [(text, False)]
    if not _OTHER_LETTER.search(text):
        core = text.strip(_ENDS)
        start = text.index(core)
        parts = ((text[:start], False), (core, True), (text[start + len(core) :], False))
        return [(piece, turned) for piece, turned in parts if piece]
    found, end = [], 0
    for match in _SPAN.finditer(text):
        if not is_right_to_left(match[0]):
            continue
        found += [(text[end : match.start()], False)] if match.start() > end else []
        found.append((match[0], True))
        end = match.end()
    return [*found, (text[end:], False)] if end < len(text) else found


def set_apart(text: str, mark: Callable[[str], str], rest: Callable[[str], str] = str) -> str:
    """Return *text* with `mark` done to what is read from right to left, and *rest* to all else."""
    return "".join(mark(piece) if turned else rest(piece) for piece, turned in pieces(text))


def isolated(text: str) -> str:
    """Return *text* with marks that no font draws around what is read from right to left."""
    return text if text.isascii() else set_apart(text, lambda piece: f"{_ISOLATE}{piece}{_POP}")


def isolated_values(value: Any, exact: frozenset[str]) -> Any:
    """Return *value*, made of JSON values, with every text `isolated` but for those in the fields *exact*."""
    if isinstance(value, str):
        return isolated(value)
    if isinstance(value, dict):
        return {key: inner if key in exact else isolated_values(inner, exact) for key, inner in value.items()}
    return [isolated_values(inner, exact) for inner in value] if isinstance(value, list) else value
