"""One wording for everything that can be wrong with data: file, row, column, value, what is allowed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from itertools import groupby
from typing import Any

from summit_report.errors import DataError

PRINTED_CHARACTERS = 60
# A list for people names so many of one kind in one column and counts the others; nobody mends the rest by hand.
LISTED = 20


class Fault(Enum):
    """The kinds of problems, in the order in which they are told of a file; the value is their name for machines."""

    UNREADABLE = "unreadable"
    MISSING = "missing"
    UNKNOWN = "unknown name"
    SHAPE = "shape"
    CELL = "workbook cell"
    EMPTY = "empty cell"
    VALUE = "value"
    KEY = "key"
    REFERENCE = "reference"
    CIRCLE = "circle"
    CONTRADICTION = "contradiction"
    COUNTED_TWICE = "counted twice"


_ORDER = {fault: place for place, fault in enumerate(Fault)}


@dataclass(frozen=True)
class Problem:
    """
    Name one fault and its place.

    *place* is the file or sheet, *row* the line as an editor shows it, *key* stands for a row without one, *text* what
    is wrong, *value* what stands there, *allowed* what may, in words. *guess* finds the nearest allowed value to
    *value*: only when somebody asks, because a wrong column of a million rows has a million of them. *advice* says
    where a value belongs that is near to none.
    """

    place: str
    text: str
    row: int | None = None
    column: str | None = None
    fault: Fault = Fault.VALUE
    value: str | None = None
    allowed: str | None = None
    guess: Callable[[str], str | None] | None = field(default=None, compare=False, repr=False)
    key: str | None = None
    advice: str = ""

    @property
    def suggestion(self) -> str | None:
        """The nearest allowed value, if one is near."""
        return self.guess(self.value) if self.guess and self.value is not None else None

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, without the place."""
        near = self.suggestion
        end = f'; did you mean "{near}"?' if near else "." if self.allowed else ""
        advice = f" – {self.advice}" if self.advice and not near else ""
        return f"{self.text}{end}{f' Allowed: {self.allowed}' if self.allowed else ''}{advice}"

    @property
    def where(self) -> str:
        """The place in words: file or sheet, row, column."""
        row = self.key if self.row is None else f"row {self.row}"
        return ", ".join(part for part in (self.place, row, self.column) if part is not None)

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"

    def as_json(self) -> dict[str, Any]:
        """Return the problem for machines; `line` is None where it is about a whole file."""
        return {
            "where": self.where,
            "line": self.row,
            "column": self.column,
            "kind": self.fault.value,
            "value": self.value,
            "message": self.message,
            "allowed": self.allowed,
            "suggestion": self.suggestion,
        }


class BrokenRulesError(DataError):
    """A dataset breaks rules of the data model; *found* has every problem, *problems* those that a list names."""

    def __init__(self, what: str, *, where: str, next: str, found: Sequence[Problem]) -> None:
        self.found = tuple(found)
        super().__init__(what, where=where, next=next, problems=list(listed(found)))

    def __reduce__(self) -> tuple[Any, ...]:
        # By words alone: a guess may hold what does not travel between processes.
        return DataError, (self.what,), {**self.__dict__, "found": ()}


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Sort *problems* by file, kind and row."""
    return sorted(problems, key=lambda one: (one.place, _ORDER[one.fault], one.row or 0))


def listed(problems: Sequence[Problem]) -> Iterator[str]:
    """Word *problems*, already `ordered`, for people: of many of a kind in a column the first and their number."""
    for _, of_file in groupby(problems, key=lambda one: (one.place, one.fault)):
        several: dict[str | None, list[Problem]] = {}
        for problem in of_file:
            several.setdefault(problem.column, []).append(problem)
        for alike in several.values():
            yield from map(str, alike[:LISTED])
            if len(alike) > LISTED:
                rest, first = alike[LISTED:], alike[0]
                rows = f", rows {rest[0].row} to {rest[-1].row}" if rest[0].row and rest[-1].row else ""
                column = f", {first.column}" if first.column else ""
                yield f"{first.place}{rows}{column}: {len(rest):,} more of this kind; --format json lists them"


def counted(problems: Sequence[Problem]) -> str:
    """Say in how many places there are *problems*, and in which files if in several."""
    files = Counter(problem.place for problem in problems)
    several = f" ({', '.join(f'{place} {n:,}' for place, n in files.items())})" if len(files) > 1 else ""
    return f" in {len(problems):,} place{'s' if len(problems) > 1 else ''}{several}"


def quoted(value: object) -> str:
    """Show *value* in quotes, cut to a printable length."""
    text = str(value)
    return f'"{text}"' if len(text) <= PRINTED_CHARACTERS else f'"{text[:PRINTED_CHARACTERS]}…"'


def closest(known: Iterable[str]) -> Callable[[str], str | None]:
    """Return the function that finds the word of *known* that a text is nearest to, whatever its case."""
    by_lower = {word.lower(): word for word in known}

    def guess(value: str) -> str | None:
        close = get_close_matches(value[:PRINTED_CHARACTERS].lower(), by_lower, n=1)
        return by_lower[close[0]] if close else None

    return guess
