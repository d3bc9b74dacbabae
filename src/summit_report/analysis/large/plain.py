"""Tells from the bytes of a CSV file whether every reader of CSV finds the same cells in it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_STEP = 2**18  # what a processor's cache holds
_QUOTE, _APOSTROPHE, _COMMA, _LINE_END, _TAB = b"\"',\n\t"
_FIRST_PRINTABLE = 32
# What `guards.unguarded` takes an apostrophe away before; the last begins the full-width forms in UTF-8.
_GUARDED = np.frombuffer(b"=+-@\t\r\xef", np.uint8)

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]


class DoubtError(Exception):
    """Something is, or may be, wrong: the data have to be read row by row."""


@dataclass(frozen=True)
class Plain:
    """
    The *content* of a file without byte-order mark and carriage returns.

    *quoted* cells stand in quotes; *multiline* says that cells hold line ends, *escaped* that they hold quotes, *even*
    that no line is blank and the last one ends.
    """

    content: bytes
    quoted: int
    multiline: bool
    escaped: bool
    even: bool


def plain(content: bytes) -> Plain:
    """
    Return *content*, CSV with commas, if it is well-formed and no cell of it is guarded; else raise DoubtError.

    Lines may all end in CRLF, cells hold LF. No other carriage return and no other control character is taken.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    returns = b"\r" in content and content.count(b"\r")
    if returns:
        if content.count(b"\r\n") != returns or content.count(b"\n") != returns:
            raise DoubtError
        content = content.replace(b"\r\n", b"\n")
    text = np.frombuffer(content, np.uint8)
    places = _telling(text)
    marks = text[places]
    is_end, is_quote = marks == _LINE_END, marks == _QUOTE
    if ((marks < _FIRST_PRINTABLE) & ~is_end & (marks != _TAB)).any():
        raise DoubtError
    if np.isin(_beside(text, places[marks == _APOSTROPHE], 1), _GUARDED).any():
        raise DoubtError
    quotes, ends = places[is_quote], places[is_end]
    quoted = _quoted_cells(text, quotes)
    multiline = bool(np.logical_xor.accumulate(is_quote)[is_end].any())
    if returns and multiline:  # the carriage return beside it was a part of the cell
        raise DoubtError
    even = len(ends) > 0 and ends[0] > 0 and ends[-1] == len(text) - 1 and bool((np.diff(ends) > 1).all())
    return Plain(content, quoted, multiline, escaped=len(quotes) > 2 * quoted, even=even)


def _telling(text: Bytes) -> Places:
    """Return where *text* has quotes, apostrophes and control characters, line ends among them."""
    found = [np.empty(0, np.int64)]
    for start in range(0, len(text), _STEP):
        piece = text[start : start + _STEP]
        telling = piece < _FIRST_PRINTABLE
        telling |= piece == _QUOTE
        telling |= piece == _APOSTROPHE
        found.append(np.flatnonzero(telling) + start)
    return np.concatenate(found)


def _quoted_cells(text: Bytes, quotes: Places) -> int:
    """Count the cells in *quotes*; raise DoubtError if one does not open at a cell's begin or close at its end."""
    opening, closing = quotes[0::2], quotes[1::2]
    if len(opening) != len(closing):
        raise DoubtError
    # A quote written twice inside a cell closes it and opens it again.
    before, after = _beside(text, opening, -1), _beside(text, closing, 1)
    opens = (before == _COMMA) | (before == _LINE_END)
    closes = (after == _COMMA) | (after == _LINE_END)
    if not (np.all(opens | (before == _QUOTE)) and np.all(closes | (after == _QUOTE))):
        raise DoubtError
    return int(np.count_nonzero(opens))


def _beside(text: Bytes, places: Places, step: int) -> Bytes:
    """Return the byte that lies *step* from each of *places*, a line's end beyond both ends of *text*."""
    found = np.full(len(places), _LINE_END, np.uint8)
    inside = (places + step >= 0) & (places + step < len(text))
    found[inside] = text[places[inside] + step]
    return found
