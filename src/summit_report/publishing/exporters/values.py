"""
JSON values on their way to paper: written at once, and what was made of them kept for the next page.

Reports of one summit, and one report on two days, share most of their blocks and tables.
"""

import json
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

import orjson

#: So many results of each function are kept: a report has some hundred, most of them of a few kilobytes.
_KEPT = 256
#: No longer value is kept, in bytes: batches of large reports shall not fill the memory.
_LONGEST = 1_000_000

Made = TypeVar("Made")


def written(value: Any) -> bytes:
    """Return *value* as JSON in UTF-8, in which every word stands as it is, lone surrogates among them."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:  # it has numbers or nesting beyond its limits, or what is no character
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")


def remembered(function: Callable[..., Made]) -> Callable[..., Made]:
    """
    Return *function*, which makes JSON values of one, so that it is asked once for the same value and options.

    Nobody shares a result: each call returns one of its own. Options must be hashable.
    """

    @lru_cache(maxsize=_KEPT)
    def made(given: bytes, **options: Any) -> bytes:
        return orjson.dumps(function(orjson.loads(given), **options))

    @wraps(function)
    def asked(value: Any, **options: Any) -> Made:
        try:
            given = orjson.dumps(value)
            return orjson.loads(made(given, **options)) if len(given) <= _LONGEST else function(value, **options)
        except orjson.JSONEncodeError:
            return function(value, **options)

    return asked
