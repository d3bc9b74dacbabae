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
    following: tuple[str, int] | None = None
    for key in keys:
        parts = _parts(key)
        if parts and parts == following:
            groups[-1].append(key)
        else:
            groups.append([key])
        following = (parts[0], parts[1] + 1) if parts else None
    return groups


@lru_cache(maxsize=4096)  # the same row stands behind many numbers
def _parts(key: str) -> tuple[str, int] | None:
    """Return what *key* begins with, and its number; None if it does not end in one."""
    found = _NUMBERED.fullmatch(key)
    return (found[1], int(found[2])) if found else None
