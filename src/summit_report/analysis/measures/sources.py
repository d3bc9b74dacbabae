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
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from itertools import chain

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.columns import KEY_PATTERN
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import cells_of
from summit_report.analysis.keys import own_money
from summit_report.analysis.measures.counts import is_many

REFERENCE = "reference"
_KEYS = re.compile(KEY_PATTERN)
_NAME = re.compile(r" via | \(")  # what stands before: who the text is of
_BRACKETS = re.compile(r"\(([^()]*)\)")
_DIGITS = re.compile(r"[0-9]+")
_MOST_SHAPES = 50  # of keys without regard to their digits; more are not looked for together
_SPEAKING = ("agreements", "funding", "projects", "claims", "milestones", "trade")
# Which column of which table says that its row speaks of another row.
_SPEAKS_OF = (
    ("agreements", "same_as"),
    ("projects", "same_as"),
    ("funding", "restates"),
    ("funding", "linked_agreement_id"),
    ("milestones", "entity_id"),
)


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
    own = _own(dataset).get(key)
    return () if own is None else _further(dataset).get(key, (own,))


def only_source(dataset: Dataset, key: str) -> str | None:
    """Return the one source on which the row *key* rests, copies counted as one; None when another confirms it."""
    return _only_sources(dataset, (key,))[0]


def _only_sources(dataset: Dataset, keys: Iterable[str]) -> list[str | None]:
    """Return the source on which each of *keys* rests, None for one that others confirm, or of which none speaks."""
    own, joint, alone = _own(dataset), _joint(dataset), _origins(dataset)
    return [joint[key] if key in joint else alone.get(own.get(key, "")) for key in keys]


@lru_cache(maxsize=8)
def _origins(dataset: Dataset) -> Mapping[str, str]:
    """Map each source to the text that it rests on."""
    return {key: origin for key, (_, origin) in _heard_in(dataset).items()}


def references(dataset: Dataset, keys: Iterable[str]) -> list[str]:
    """Return those of *keys* that rest on a reference text alone."""
    found, texts = list(keys), _references(dataset)
    return [key for key, source in zip(found, _only_sources(dataset, found), strict=True) if source in texts]


def singles(dataset: Dataset, keys: Iterable[str]) -> list[str]:
    """Return those of *keys* that rest on one voice."""
    found = list(keys)
    return [key for key, source in zip(found, _only_sources(dataset, found), strict=True) if source is not None]


def single_source(dataset: Dataset, key: str) -> bool:
    """Tell whether the row *key* rests on one voice; so no other publisher confirms it."""
    return only_source(dataset, key) is not None


def on_reference_alone(dataset: Dataset, keys: pd.Index) -> NDArray[np.bool_]:
    """Tell for each of *keys* whether it rests on a reference text alone: one that names no publisher."""
    texts = _references(dataset)
    return np.fromiter((source in texts for source in _only_sources(dataset, cells_of(keys))), bool, len(keys))


@lru_cache(maxsize=8)
def _references(dataset: Dataset) -> frozenset[str]:
    sources = dataset.sources
    return frozenset(map(str, cells_of(sources.index[sources["kind"] == REFERENCE])))


def mark(dataset: Dataset, key: str) -> str:
    """Word what the row *key* rests on if that is one source alone: "single source, a reference text"; else ""."""
    source = only_source(dataset, key)
    if source is None:
        return ""
    return "single source, a reference text" if source in _references(dataset) else "single source"


def common_source(dataset: Dataset, keys: Iterable[str]) -> str | None:
    """Return the one source that all rows *keys* name as their own, copies counted as one; None if they differ."""
    found = _independent(_heard_in(dataset), (str(dataset.row(key)[1]["source_id"]) for key in keys))
    return found[0] if len(found) == 1 else None


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


@lru_cache(maxsize=8)
def _own(dataset: Dataset) -> Mapping[str, str]:
    """Map each row that names its source to that."""
    tables = [dataset.table(table) for table in _SPEAKING]
    return dict(
        chain.from_iterable(zip(cells_of(rows.index), cells_of(rows["source_id"]), strict=True) for rows in tables)
    )


@lru_cache(maxsize=8)
def _joint(dataset: Dataset) -> Mapping[str, str | None]:
    """Map each row of which several sources speak to the one on which it rests, None where they have several voices."""
    heard = _heard_in(dataset)
    voices = {said: _independent(heard, said) for said in set(_further(dataset).values())}
    only = {said: found[0] if len(found) == 1 else None for said, found in voices.items()}
    return {key: only[said] for key, said in _further(dataset).items()}


@lru_cache(maxsize=8)
def _further(dataset: Dataset) -> Mapping[str, tuple[str, ...]]:
    """Map each row of which more sources than its own speak, few of a million, to all of them, its own first."""
    own, found = _own(dataset), dict[str, tuple[str, ...]]()
    known = set(cells_of(dataset.sources.index))
    for table in _SPEAKING:
        for key, note in _noted(dataset.table(table), known):
            named = [name for match in _KEYS.finditer(note) if (name := match[0]) in known]
            if named:
                found[key] = tuple(dict.fromkeys((own[key], *named)))
    for table, column in _SPEAKS_OF:
        rows = dataset.table(table)[["source_id", column]]
        own_rows = own_money(dataset) if column == "linked_agreement_id" else rows[column].notna()
        rows = rows[own_rows]
        for subject, source in zip(cells_of(rows[column]), cells_of(rows["source_id"]), strict=True):
            before = found.get(subject) or ((own[subject],) if subject in own else ())
            if source not in before:
                found[subject] = (*before, source)
    return found


def _noted(rows: pd.DataFrame, known: Collection[str]) -> Iterable[tuple[str, str]]:
    """Yield the key and the note of each of *rows* that may name a source: it has a key like those *known*."""
    noted = rows[["note"]].dropna()
    shapes = {_DIGITS.sub("[0-9]+", re.escape(key)) for key in known}
    if is_many(noted) and len(shapes) < _MOST_SHAPES:
        noted = noted[noted["note"].str.contains("|".join(sorted(shapes)))]
    return zip(cells_of(noted.index), cells_of(noted["note"]), strict=True)
