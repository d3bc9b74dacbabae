r"""
Keeps text from running as a formula when a spreadsheet opens a CSV file, and takes the guard off again.

The guard is an apostrophe before each = + - @, tab or carriage return (and the full-width forms of the first four) that
begins a cell. It also stands where one begins after a semicolon, tab or line break: spreadsheets in many languages
split there, whatever the quotes say. Where apostrophes stand there already, one more goes before them, so that
`unguarded` takes off exactly what `guarded` put on, whatever the text.
"""

import re

_CELL_BEGINS = r"(?:^|(?<=[;\t\r\n]))"
_FORMULA = r"(?='*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])"
_OPEN = re.compile(_CELL_BEGINS + _FORMULA)
_GUARD = re.compile(_CELL_BEGINS + "'" + _FORMULA)


def guarded(text: str) -> str:
    """Return *text* with an apostrophe before whatever a spreadsheet would take for a formula."""
    return _OPEN.sub("'", text)


def unguarded(text: str) -> str:
    """Return what *text* was before `guarded`; any other text stays as it is."""
    return _GUARD.sub("", text)
