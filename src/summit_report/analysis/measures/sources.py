"""
How many sources really speak: texts of one publisher are one source, and a row may rest on one source alone.

Three columns of the table of sources decide it, and nothing else does:

* ``based_on``: a copy counts with the text that it rests on, through any number of copies;
* ``publisher``: texts of one publisher count once. In "X via Y" the text is of X; Y only carries it;
* a publisher named in the brackets of another, "X (citing Y)" or "X (Y material)", where Y publishes a text of the
  table: the text counts with Y.

So each source has one voice. What the columns do not say stays apart: two publishers that repeat one release without
saying so, or that cite somebody who has no text of his own in the table. The number counts publishers, not proofs.

Whose official voice a source is stands in ``side``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import compress

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import cells_of
from summit_report.analysis.keys import Keys, are_many
from summit_report.analysis.measures.told import told
from summit_report.analysis.unions import index_of

REFERENCE = "reference"
_NAME = re.compile(r" via | \(")  # what stands before: who the text is of
_BRACKETS = re.compile(r"\(([^()]*)\)")


def origin(sources: pd.DataFrame, key: str) -> str:
    """Follow ``based_on`` from the source *key* to the text that everything rests on; of a circle, its first key."""
    return _origin({str(copy): str(base) for copy, base in sources["based_on"].dropna().items()}, key)


def _origin(bases: Mapping[str, str], key: str) -> str:
    seen = [key]
    while key in bases:
        key = str(bases[key])
        if key in seen:
            return min(seen[seen.index(key) :])
        seen.append(key)
    return key


def name(publisher: str) -> str:
    """Return who a text is of, without who carries it and what brackets add: "X via Y (citing Z)" is of X."""
    return _NAME.split(publisher)[0].strip()


def voices(sources: pd.DataFrame) -> Mapping[str, str]:
    """
    Map each source to the voice it counts with: a publisher's name, or its own key where no publisher is named.

    The rule stands at the head of this module.
    """
    return {key: voice for key, (voice, _) in _heard(sources).items()}


def _heard(sources: pd.DataFrame) -> Mapping[str, tuple[str, str]]:
    """Map each source to its voice and its origin."""
    publishers, bases = (map(_text, cells_of(sources[name])) for name in ("publisher", "based_on"))
    return _voices(tuple(zip(map(str, cells_of(sources.index)), publishers, bases, strict=True)))


@lru_cache(maxsize=8)
def _heard_in(dataset: Dataset) -> Mapping[str, tuple[str, str]]:
    return _heard(dataset.sources)


@lru_cache(maxsize=8)
def _voices(rows: tuple[tuple[str, str, str], ...]) -> Mapping[str, tuple[str, str]]:
    bases = {key: base for key, _, base in rows if base}
    names = {key: name(publisher) for key, publisher, _ in rows}
    credits = {key: " ".join(_BRACKETS.findall(publisher)) for key, publisher, _ in rows}
    # A publisher of nothing but copies has no voice of its own. The longest name that fits is the one meant.
    own = sorted({names[key] for key, _, base in rows if not base} - {""}, key=lambda one: (-len(one), one))
    named = {one: re.compile(rf"(?<!\w){re.escape(one)}(?!\w)") for one in own}

    def voice(key: str) -> str:
        others = (other for other in own if other != names[key] and named[other].search(credits[key]))
        return (next(others, "") if credits[key] else "") or names[key] or key

    origins = {key: _origin(bases, key) for key in names}
    return {key: (voice(first), first) for key, first in origins.items()}


def independent(sources: pd.DataFrame, keys: Iterable[str]) -> tuple[str, ...]:
    """Return one source for each voice among *keys*: the origin of the first source that has it."""
    return _independent(_heard(sources), keys)


def independent_in(dataset: Dataset, keys: Iterable[str]) -> tuple[str, ...]:
    """Return what `independent` does of the sources of *dataset*, which are looked through once."""
    return _independent(_heard_in(dataset), keys)


def _independent(heard: Mapping[str, tuple[str, str]], keys: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for key in keys:
        found.setdefault(*heard[key])
    return tuple(found.values())


def side(sources: pd.DataFrame, key: str) -> str | None:
    """Return the code of the party whose official voice the source *key* is; None for a third party."""
    voice = sources.at[key, "side"]
    return voice if isinstance(voice, str) else None


def witnesses(dataset: Dataset, key: str) -> tuple[str, ...]:
    """
    Return the sources that speak of the row *key*: its own, those its note names, those of rows that describe it again.

    A second description, a restatement, a milestone and the money of an agreement describe a row again. A source that
    a note names only to contradict the row counts too: the table does not say which it does.
    """
    found = told(dataset)
    place = found.place(key)
    if place is None:
        return ()
    names = dataset.keys("sources")
    return tuple(str(names[one]) for one in dict.fromkeys((found.own[place], *found.by[found.of == place].tolist())))


def only_source(dataset: Dataset, key: str) -> str | None:
    """Return the one source on which the row *key* rests, copies counted as one; None when another confirms it."""
    place = told(dataset).place(key)
    source = -1 if place is None else _rests(dataset)[place]
    return None if source < 0 else str(dataset.keys("sources")[source])


def _alone(dataset: Dataset, keys: Sequence[str]) -> NDArray[np.intp]:
    """Return the place of the source on which each of *keys* rests, -1 for what others confirm or none speaks of."""
    places = told(dataset).places(index_of(keys, dataset.keys("agreements").dtype))
    return np.append(_rests(dataset), -1)[places]


@lru_cache(maxsize=8)
def _rests(dataset: Dataset) -> NDArray[np.intp]:
    """Return for the rows of all tables the place of the source on which each rests, -1 where it has several voices."""
    heard, found = _heard_in(dataset), told(dataset)
    number = {str(name): place for place, name in enumerate(cells_of(dataset.keys("sources")))}
    voices, _ = pd.factorize(np.array([heard[name][0] for name in number], dtype=object))
    alone = np.array([number[heard[name][1]] for name in number], np.intp)[found.own]
    alone[found.of[voices[found.by] != voices[found.own[found.of]]]] = -1
    return alone


def references(dataset: Dataset, keys: Sequence[str]) -> Sequence[str]:
    """Return those of *keys* that rest on a reference text alone."""
    return _chosen(keys, np.append(_references(dataset), False)[_alone(dataset, keys)])


def singles(dataset: Dataset, keys: Sequence[str]) -> Sequence[str]:
    """Return those of *keys* that rest on one voice."""
    return _chosen(keys, _alone(dataset, keys) >= 0)


def _chosen(keys: Sequence[str], holds: NDArray[np.bool_]) -> Sequence[str]:
    if not are_many(keys):
        return tuple(compress(keys, holds.tolist()))
    return Keys(index_of(keys), np.flatnonzero(holds))


def single_source(dataset: Dataset, key: str) -> bool:
    """Tell whether the row *key* rests on one voice; so no other publisher confirms it."""
    return only_source(dataset, key) is not None


def on_reference_alone(dataset: Dataset, keys: pd.Index) -> NDArray[np.bool_]:
    """Tell for each of *keys* whether it rests on a reference text alone: one that names no publisher."""
    return np.append(_references(dataset), False)[_alone(dataset, Keys(keys))]


@lru_cache(maxsize=8)
def _references(dataset: Dataset) -> NDArray[np.bool_]:
    return (dataset.sources["kind"] == REFERENCE).to_numpy(dtype=bool)


def mark(dataset: Dataset, key: str) -> str:
    """Word what the row *key* rests on if that is one source alone: "single source, a reference text"; else ""."""
    source = only_source(dataset, key)
    if source is None:
        return ""
    is_reference = dataset.row(source)[1]["kind"] == REFERENCE
    return "single source, a reference text" if is_reference else "single source"


def common_source(dataset: Dataset, keys: Iterable[str]) -> str | None:
    """Return the one source that all rows *keys* name as their own, copies counted as one; None if they differ."""
    found = independent_in(dataset, (str(dataset.row(key)[1]["source_id"]) for key in keys))
    return found[0] if len(found) == 1 else None


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""
