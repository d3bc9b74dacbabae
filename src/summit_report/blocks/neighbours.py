"""
Long lists of keys: A003, A004, … A014 prints as "A003–A014", both ends linked.

Every key between the ends is in the list, so the two say the same in a tenth of the room.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

SHORTEST = 3
"""So many neighbours print as their two ends."""
_NUMBERED = re.compile(r"(.*?)(\d+)")


def neighbours(keys: Iterable[str]) -> list[list[str]]:
    """Return *keys* in their order, each unbroken run of numbers as a list of its own."""
    groups: list[list[str]] = []
    for key in keys:
        if groups and _follows(groups[-1][-1], key):
            groups[-1].append(key)
        else:
            groups.append([key])
    return groups


def _follows(before: str, after: str) -> bool:
    """Tell whether *after* is the next number after *before*, written alike."""
    one, other = _parts(before), _parts(after)
    return bool(one and other and one[0] == other[0] and other[1] == one[1] + 1)


@lru_cache(maxsize=4096)  # the same row stands behind many numbers
def _parts(key: str) -> tuple[str, int] | None:
    """Return what *key* begins with, and its number; None if it does not end in one."""
    found = _NUMBERED.fullmatch(key)
    return (found[1], int(found[2])) if found else None
