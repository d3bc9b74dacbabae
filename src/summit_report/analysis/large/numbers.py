"""Compares very many keys as numbers: what texts take ten times as long to look up."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

# Bytes that are taken as one number, a mask for each number of them that a text has, and what makes letters small: the
# digits and hyphens of a key have this bit already. The factor is any odd number that spreads its bits.
_WORD = 8
_INSIDE = np.array([2 ** (8 * size) - 1 for size in range(_WORD + 1)], np.uint64)
_LOWER, _FACTOR = np.uint64(0x2020202020202020), np.uint64(0x9E3779B97F4A7C15)


def numbers(texts: Any, *, any_case: bool = False) -> NDArray[np.uint64]:
    """
    Return a number for each of *texts*: the same for the same, in *any_case* also for keys that differ in case alone.

    Others hardly ever share one, and keys of at most eight bytes never do.
    """
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    _, offsets, data = whole.buffers()
    size = np.dtype(np.int64 if pa.types.is_large_string(whole.type) else np.int32)
    ends = np.frombuffer(offsets, size, len(whole) + 1, whole.offset * size.itemsize)
    content = np.concatenate([np.frombuffer(data or b"", np.uint8), np.zeros(_WORD, np.uint8)])
    words: NDArray[np.uint64] = np.ndarray(len(content) - _WORD + 1, "<u8", content, strides=(1,))
    starts, lengths = ends[:-1], np.diff(ends)
    found = np.zeros(len(whole), np.uint64)
    for done in range(0, int(lengths.max(initial=0)), _WORD):
        rows = np.flatnonzero(lengths > done) if done else slice(None)
        word = words[starts[rows] + done]
        if any_case:
            word |= _LOWER
        found[rows] = found[rows] * _FACTOR + (word & _INSIDE[np.minimum(lengths[rows] - done, _WORD)])
    return found


def places(keys: Any, wanted: Any) -> NDArray[np.intp] | None:
    """
    Return the place among *keys*, which differ, of each of the texts *wanted*; -1 for one that is null or not there.

    Both are pandas' arrays of text in Arrow. None if two texts share a number, so that the texts must be compared.
    """
    keys, wanted = (pa.chunked_array([pa.array(one, pa.large_string())]).combine_chunks() for one in (keys, wanted))
    codes, _ = pd.factorize(np.concatenate([numbers(keys), numbers(wanted)]))
    if not np.array_equal(codes[: len(keys)], np.arange(len(keys))):
        return None
    found = codes[len(keys) :]
    is_there = (found < len(keys)) & wanted.is_valid().to_numpy(zero_copy_only=False)
    same = pc.equal(keys.take(pa.array(found[is_there])), wanted.filter(pa.array(is_there)))
    return np.where(is_there, found, -1) if pc.all(same, min_count=0).as_py() else None
