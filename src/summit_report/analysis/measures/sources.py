"""
How many sources really speak: copies of one release are one source, and a row may rest on one source alone.

The data model says what a source rests on (``based_on``) and whose official voice it is (``side``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import pandas as pd

from summit_report.analysis.columns import KEY_PATTERN
from summit_report.analysis.dataset import Dataset

REFERENCE = "reference"
_KEYS = re.compile(KEY_PATTERN)
# Which column of which table says that its row speaks of another row.
_SPEAKS_OF = (
    ("agreements", "same_as"),
    ("projects", "same_as"),
    ("funding", "restates"),
    ("funding", "linked_agreement_id"),
    ("milestones", "entity_id"),
)


def origin(sources: pd.DataFrame, key: str) -> str:
    """Follow ``based_on`` from the source *key* to the source that everything rests on."""
    seen = {key}
    bases = sources["based_on"].dropna().to_dict()
    while key in bases and bases[key] not in seen:
        key = str(bases[key])
        seen.add(key)
    return key


def independent(sources: pd.DataFrame, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the origins of the sources *keys*, each once: a text and its copies are one source."""
    return tuple(dict.fromkeys(origin(sources, key) for key in keys))


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
    return _all_witnesses(dataset).get(key, ())


@lru_cache(maxsize=2048)
def single_source(dataset: Dataset, key: str) -> bool:
    """Tell whether the row *key* rests on one source, copies counted as one; so no other source confirms it."""
    return len(independent(dataset.sources, witnesses(dataset, key))) == 1


@lru_cache(maxsize=2048)
def mark(dataset: Dataset, key: str) -> str:
    """Word what the row *key* rests on if that is one source alone: "single source, a reference text"; else ""."""
    if not single_source(dataset, key):
        return ""
    [source] = independent(dataset.sources, witnesses(dataset, key))
    return "single source, a reference text" if _kind(dataset, source) == REFERENCE else "single source"


def _kind(dataset: Dataset, source: str) -> str:
    return str(dataset.sources.at[source, "kind"])


@lru_cache(maxsize=8)
def _all_witnesses(dataset: Dataset) -> Mapping[str, tuple[str, ...]]:
    known = set(dataset.sources.index)
    found: dict[str, dict[str, None]] = {}
    for table in ("agreements", "funding", "projects", "claims", "milestones", "trade"):
        for key, row in dataset.table(table).iterrows():
            named = [match[0] for match in _KEYS.finditer(row["note"])] if pd.notna(row["note"]) else []
            own = [str(row["source_id"]), *(name for name in named if name in known)]
            found.setdefault(str(key), {}).update(dict.fromkeys(own))
    for table, column in _SPEAKS_OF:
        rows = dataset.table(table).dropna(subset=[column])
        if column == "linked_agreement_id":  # money of another relation is not the agreement's own
            rows = rows[rows["relation"].to_numpy() == dataset.agreements["relation"].reindex(rows[column]).to_numpy()]
        for subject, source in zip(rows[column], rows["source_id"], strict=True):
            found.setdefault(str(subject), {})[str(source)] = None
    return {key: tuple(sources) for key, sources in found.items()}
