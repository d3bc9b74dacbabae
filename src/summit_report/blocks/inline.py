"""Inline text: one shape for every place that prints words, literal by construction."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

Block = Mapping[str, Any]


class Run(TypedDict, total=False):
    """A piece of text, which is always there, with at most one link (`ref` inside, `href` outside) and one style."""

    text: str
    ref: str
    href: str
    style: Literal["strong", "em", "code"]


#: "at least " before a number or its currency: small words that a large value is not printed with.
_QUALIFIER = re.compile(r"([a-z]+(?: [a-z]+)*) (?=[A-Z$€£¥]*\s?\d)")

Inline = str | Sequence[str | Run]


def runs(inline: Inline) -> list[Run]:
    """Return *inline* in its one normal form: runs with `text`, and other keys only where they say something."""
    pieces = [inline] if isinstance(inline, str) else inline
    return [Run(text=piece) if isinstance(piece, str) else _tidied(piece) for piece in pieces]


def plain(inline: Inline) -> str:
    """Return the words of *inline* without links and styles."""
    return "".join(run["text"] for run in runs(inline))


def qualified(value: Inline) -> tuple[list[Run], list[Run]]:
    """Return the words in lower case before the number of *value*, such as "at least", and the rest of it."""
    whole = runs(value)
    found = _QUALIFIER.match(whole[0]["text"]) if whole else None
    if found is None:
        return [], whole
    first = whole[0]
    return [first | {"text": found[1]}], [first | {"text": first["text"][found.end() :]}, *whole[1:]]


def anchor(identifier: str) -> str:
    """Return *identifier* as it stands in the document: in lower case."""
    return identifier.lower()


def row_anchor(key: str) -> str:
    """Return the id of the record that a row key such as "A001" stands for."""
    return f"row-{anchor(key)}"


def _tidied(piece: Run) -> Run:
    return Run(text=piece["text"], **{key: value for key, value in piece.items() if value and key != "text"})  # type: ignore[typeddict-item]
