"""Characters that no font has: printed as their name or number, because a silent gap would be worse."""

import json
import logging
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

log = logging.getLogger(__name__)

#: What must never reach an archivable PDF: controls, lone surrogates, marks without width that no font draws.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufff9-\uffff\ufe00-\ufe0f]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def printable(text: str) -> str:
    """Return *text* without control characters; those of private use become their number."""
    return _PRIVATE.sub(lambda match: replacement(match[0]), _UNPRINTABLE.sub("", text))


def printable_json(value: Any) -> str:
    """Return *value* as JSON in which every text can be printed."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if "\\u00" in text or _UNPRINTABLE.search(text) or _PRIVATE.search(text):
        return json.dumps(_printable_values(value), ensure_ascii=False, separators=(",", ":"))
    return text


def _printable_values(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable_values(inner) for key, inner in value.items()}
    return [_printable_values(inner) for inner in value] if isinstance(value, list) else value


def replacement(character: str) -> str:
    """Return what is printed for *character*: "[check mark]" for a sign, "[U+4E2D]" for a letter."""
    name = unicodedata.name(character, "")
    if unicodedata.category(character).startswith("S") and name:
        return f"[{name.lower()}]"
    return f"[U+{ord(character):04X}]"


def replaced(text: str, characters: Iterable[str]) -> str:
    """Return *text* with each of *characters* replaced by something that can be printed."""
    table = {ord(character): replacement(character) for character in characters}
    return text.translate(table) if table else text  # to translate nothing takes as long as to print a page


def warn(characters: Iterable[str]) -> None:
    """Say once for a document which characters were replaced."""
    named = sorted(replacement(character) for character in characters)
    shown = ", ".join(named[:8]) + (f" and {len(named) - 8} more" if len(named) > 8 else "")
    log.warning("no font has %s; the PDF prints names or numbers in brackets instead", shown)
