"""One wording for everything that can be wrong with data: file, row, column, value, what is allowed."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

PRINTED_CHARACTERS = 60


@dataclass(frozen=True)
class Problem:
    """
    Name one fault and its place.

    *place* is the file or sheet, *row* the line as an editor shows it, *text* what is wrong and what is allowed.
    """

    place: str
    text: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        parts = [self.place]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(self.column)
        return f"{', '.join(parts)}: {self.text}"


def quoted(value: object) -> str:
    """Show *value* in quotes, cut to a printable length."""
    text = str(value)
    return f'"{text}"' if len(text) <= PRINTED_CHARACTERS else f'"{text[:PRINTED_CHARACTERS]}…"'


def suggestion(value: str, known: Iterable[str]) -> str:
    """End a sentence, with the closest of the *known* words as a question where there is one."""
    by_lower = {word.lower(): word for word in known}
    close = get_close_matches(value.lower(), by_lower, n=1)
    return f'; did you mean "{by_lower[close[0]]}"?' if close else "."
