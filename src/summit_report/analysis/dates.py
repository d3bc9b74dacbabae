"""
Dates known to the day, the month or the year: the three plain levels of EDTF.

They stay text, because a month is not its first day; `edtf_bounds` gives the days between which the date lies.
Own code, held to the `edtf` package by a test: the package takes about 10 ms for one date of hundreds, and lets
29 February pass in any year.
"""

import calendar
import re
from datetime import date
from functools import lru_cache

from summit_report.analysis.columns import EDTF_PATTERN

_EDTF = re.compile(EDTF_PATTERN, re.ASCII)
_LEVELS = {4: "year", 7: "month", 10: "day"}


@lru_cache(maxsize=4096)
def edtf_bounds(text: str) -> tuple[date, date]:
    """
    Return the first and the last day that *text* (YYYY, YYYY-MM or YYYY-MM-DD) may mean.

    Raises ValueError if it is no such date.
    """
    if not _EDTF.fullmatch(text):
        raise ValueError(f"{text!r} is no date as YYYY, YYYY-MM or YYYY-MM-DD")
    year, *rest = map(int, text.split("-"))
    first = date(year, *[*rest, 1, 1][:2])
    last_month = rest[0] if rest else 12
    last_day = rest[1] if len(rest) > 1 else calendar.monthrange(year, last_month)[1]
    return first, date(year, last_month, last_day)


def edtf_level(text: str) -> str:
    """Say whether the valid date *text* is known to the "day", the "month" or the "year"."""
    return _LEVELS[len(text)]


def is_edtf(text: str) -> bool:
    """Tell whether *text* is a date of one of the three levels."""
    try:
        edtf_bounds(text)
    except ValueError:
        return False
    return True
