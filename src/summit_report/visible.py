"""
Characters that a reader must not miss, made visible: whoever cannot see them could be told something else by them.

They turn the direction of a line, take no room, steer a terminal, or mean nothing that is agreed on.
"""

import re
from typing import Any

#: Controls (but not the white space among them), marks of direction, marks without width, half characters, characters
#: of private use and none at all. Joiners and variation selectors stay: scripts and emoji are spelt with them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)


def number(character: str) -> str:
    """Return what stands for *character* where it cannot stand itself: "[U+202E]"."""
    return f"[U+{ord(character):04X}]"


def visible(text: str) -> str:
    """Return *text* with the number of each character that would not be seen, or that would move what is seen."""
    if all(map(str.isprintable, text.split("\n"))):  # quicker than to search; what is not seen is not printable
        return text
    return _INVISIBLE.sub(lambda match: number(match[0]), text)


def visible_lines(text: str) -> str:
    """Return *text* for a terminal: `visible`, and no line can be written over by what follows it."""
    return visible(text.replace("\r\n", "\n")).replace("\r", number("\r"))


def visible_values(value: Any) -> Any:
    """Return *value*, made of JSON values, with every text in it `visible`; keys stay as they are."""
    if isinstance(value, str):
        return value if value.isprintable() else visible(value)
    if isinstance(value, dict):
        return {key: visible_values(inner) for key, inner in value.items()}
    return [visible_values(inner) for inner in value] if isinstance(value, list | tuple) else value
