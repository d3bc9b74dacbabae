"""
How much hangs on one row or one source: totals and rankings with each of them left out in turn.

Leaving out a source leaves out its rows and those of the sources that copy it. Where another source states the same
amount or describes the same paper, that row takes the place of the one left out: what is confirmed does not fall.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from summit_report.analysis.frames import Kinds, Record, cells_of, kinds_of, only, records
from summit_report.analysis.keys import Keys, heads, places_of
from summit_report.analysis.measures.money import Purse, Sum
from summit_report.analysis.measures.ranks import leaders, ranks

TOP = 3


@dataclass(frozen=True)
class Without:
    """
    What remains of a total, in its unit, when *out* (a row or a source) is left out.

    *lost* are the rows gone, *instead* the rows of funding and the claims that take the place of others.
    """

    out: str
    remains: float
    lost: tuple[str, ...]
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fragility:
    """
    One known total: its *whole* value, what remains without its *largest* row and without its *weakest* source.

    *top* are its largest rows, at most three, and *top_share* their part of the whole (1 = all); *items* is the number
    of its rows with a value.
    """

    whole: float
    items: int
    largest: Without
    weakest: Without
    top: tuple[str, ...]
    top_share: float


@dataclass(frozen=True)
class Stability:
    """
    A ranking, best first: the keys of *rows* and of *sources* that change it when left out.

    *leaders* share the first place, usually one alone.

    The two lists *first_rows* and *first_sources* hold those that change who stands first.
    """

    order: tuple[str, ...]
    leaders: tuple[str, ...]
    rows: Sequence[str]
    sources: tuple[str, ...]
    first_rows: Sequence[str]
    first_sources: tuple[str, ...]
    of_rows: int
    of_sources: int


def copies(sources: pd.DataFrame, key: str) -> frozenset[str]:
    """Return *key* and every source that rests on it, directly or through another."""
    return _copies(_resting(sources), key)


def _resting(sources: pd.DataFrame) -> dict[str, list[str]]:
    """Map each source to those that rest directly on it."""
    found: dict[str, list[str]] = {}
    for one, on in zip(cells_of(sources.index), cells_of(sources["based_on"]), strict=True):
        if isinstance(on, str):
            found.setdefault(on, []).append(one)
    return found


def _copies(resting: Mapping[str, list[str]], key: str) -> frozenset[str]:
    found, new = {key}, [key]
    while new:
        new = [one for on in new for one in resting.get(on, ()) if one not in found]
        found.update(new)
    return frozenset(found)


Claimed = Mapping[str, Sequence[tuple[str, str]]]  # by the key of an amount, the claims that state it: key and source


def money(
    total: Sum, funding: pd.DataFrame, sources: pd.DataFrame, purse: Purse, claimed: Claimed | None = None
) -> Fragility | None:
    """
    Test the known *total* of one instrument; *funding* may restate it, and *claimed* has who else states its amounts.

    None without a value above zero.
    """
    values = total.values
    if not any(values.values()):
        return None
    again = _stated_again(values, funding, purse, claimed or {})
    rows = funding[["source_id"]].iloc[np.sort(places_of(funding.index, _index(values, funding)))]
    said: dict[str, list[str]] = {}  # the rows of each source
    for key, source in zip(cells_of(rows.index), cells_of(rows["source_id"]), strict=True):
        said.setdefault(source, []).append(key)
    resting = _resting(sources)

    def fallen(source: str) -> dict[str, Again | None]:
        gone = _copies(resting, source)
        return {key: _other(again[key], gone) for one in gone for key in said.get(one, ())}

    def without(source: str) -> Without:
        kept = fallen(source)
        remains = sum(_left(value, key, kept) for key, value in values.items())
        lost = tuple(key for key in values if key in kept and kept[key] is None)
        instead = tuple(other.key for key in values if (other := kept.get(key)))
        return Without(source, remains, lost, instead)

    whole = sum(values.values())
    order = sorted(values, key=lambda key: (-values[key], key))
    falls = {
        source: sum(values[key] - _left(values[key], key, kept) for key in kept)
        for source in said
        for kept in [fallen(source)]
    }
    close = max(falls.values()) - 1e-9 * whole  # sums of floats differ by their order: what is close is added up
    weakest = min((without(one) for one in said if falls[one] >= close), key=lambda one: (one.remains, one.out))
    largest = Without(order[0], whole - values[order[0]], (order[0],))
    top = tuple(order[:TOP])
    return Fragility(whole, len(values), largest, weakest, top, sum(values[key] for key in top) / whole)


@dataclass(frozen=True)
class Again:
    """An entry, by its *key*, whose *source* states an amount again, with the *value* that it gives in the total."""

    key: str
    source: str
    value: float


def _stated_again(
    values: Mapping[str, float], funding: pd.DataFrame, purse: Purse, claimed: Claimed
) -> dict[str, list[Again]]:
    """Map the key of each of *values* to the entries that state it again: rows of *funding*, then claims."""
    found: dict[str, list[Again]] = {key: [] for key in values}
    head = heads(funding, "restates")
    stated = head[(places_of(_index(values, funding), funding.index) >= 0) & (head == np.arange(len(funding)))]
    chosen = np.isin(head, stated) & (head != np.arange(len(funding)))
    amounts = cells_of(funding.index.take(head[chosen]))
    for (key, row), amount in zip(records(only(funding, chosen)), amounts, strict=True):
        if (item := purse.money(row)).value:
            found[amount].append(Again(key, str(row["source_id"]), item.value.central))
    for amount in found.keys() & claimed.keys():
        found[amount] += [Again(key, source, values[amount]) for key, source in claimed[amount]]
    return found


def _index(keys: Collection[str], funding: pd.DataFrame) -> pd.Index:
    """Return *keys* as *funding* keeps its own: very many of them are then found in a fraction of the time."""
    return pd.Index(list(keys), dtype=funding.index.dtype)


def _other(rows: Iterable[Again], gone: Collection[str]) -> Again | None:
    """Return the first of *rows* whose source is none of those *gone*."""
    return next((one for one in rows if one.source not in gone), None)


def _left(value: float, key: str, kept: Mapping[str, Again | None]) -> float:
    """Return what is left of the *value* of the row *key*: all, or that of the entry in *kept* in its place, if any."""
    other = kept.get(key)
    return other.value if other else 0.0 if key in kept else value


Counter = Callable[[Sequence[Record]], Mapping[str, float]]
Part = Mapping[str, float]


def stability(counted: pd.DataFrame, second: pd.DataFrame, sources: pd.DataFrame, measure: Counter) -> Stability:
    """
    Rank what *measure* makes of the rows *counted*, and rank again with each row and each source left out.

    What *measure* makes of rows must be the sum of what it makes of each, in whole numbers. *second* holds second
    descriptions (``same_as``), which take a row's place when its source falls. A ranking changes when any of its
    members gets another place; equal values share one.
    """
    kinds, parts = _parts(counted, measure)
    base = _sum(map(_times, parts, kinds.sizes.tolist()), measure([]))
    order = tuple(sorted(base, key=lambda name: (-base[name], name)))
    first = leaders({name: base[name] for name in order})
    moves = _changes(base, order, [_times(part, -1) for part in parts])
    rows = [Keys(counted.index, np.flatnonzero(kinds.of([one[i] for one in moves], bool))) for i in (0, 1)]

    again, resting = _again(second, measure), _resting(sources)
    said, replaced = _by_source(counted, kinds, parts, again)
    fallen = []
    for source in sorted(said):
        gone = _copies(resting, source)
        place = [
            next((part for by, part in again[key] if by not in gone), {})
            for one in gone
            for key in replaced.get(one, ())
        ]
        fallen.append(_sum([*(_times(said[one], -1) for one in gone if one in said), *place], {}))
    moves = _changes(base, order, fallen)
    changed = [tuple(source for source, one in zip(sorted(said), moves, strict=True) if one[i]) for i in (0, 1)]
    return Stability(order, first, rows[0], changed[0], rows[1], changed[1], len(counted), len(said))


_SAID_BY = ("source_id", "same_as")  # what tells whose word a row is, and nothing about its size


def _parts(rows: pd.DataFrame, measure: Counter) -> tuple[Kinds, list[Part]]:
    """Return the kinds of *rows*, those that say the same whoever says it, and what *measure* makes of one of each."""
    names = [str(name) for name in rows.columns if name not in _SAID_BY]
    kinds = kinds_of(*(rows[name] for name in names))
    cells = kinds.values if len(names) > 1 else [(value,) for value in kinds.values]
    made = (measure([Record("", zip(names, said, strict=True))]) for said in cells)
    return kinds, [{name: value for name, value in part.items() if value} for part in made]


def _by_source(
    rows: pd.DataFrame, kinds: Kinds, parts: Sequence[Part], again: Collection[str]
) -> tuple[dict[str, Part], dict[str, list[str]]]:
    """Return what each source says in all, and which of the rows that are described *again* it says."""
    codes, names = pd.factorize(rows["source_id"])
    named = cells_of(pd.Index(names))
    pairs, times = np.unique(codes * len(parts) + kinds.places, return_counts=True)
    said: dict[str, dict[str, float]] = {name: {} for name in named}
    for pair, often in zip(pairs.tolist(), times.tolist(), strict=True):
        source, kind = divmod(pair, len(parts))
        if source >= 0:
            said[named[source]] = _sum([_times(parts[kind], often)], said[named[source]])
    replaced: dict[str, list[str]] = {}
    places = places_of(rows.index, pd.Index(list(again), dtype=rows.index.dtype))
    for key, place in zip(again, places.tolist(), strict=True):
        if place >= 0 and codes[place] >= 0:
            replaced.setdefault(named[codes[place]], []).append(key)
    return dict(said), replaced


def _again(second: pd.DataFrame, measure: Counter) -> dict[str, list[tuple[str, Part]]]:
    """Map the key of each row to its second descriptions, each with its source."""
    if second.empty:
        return {}
    kinds, parts = _parts(second, measure)
    found: dict[str, list[tuple[str, Part]]] = {}
    columns = (cells_of(second["same_as"]), cells_of(second["source_id"]), kinds.places.tolist())
    for of, source, kind in zip(*columns, strict=True):
        found.setdefault(of, []).append((source, parts[kind]))
    return found


def _sum(parts: Iterable[Part], start: Part) -> dict[str, float]:
    sums = dict(start)
    for part in parts:
        for name, value in part.items():
            sums[name] = sums.get(name, 0.0) + value
    return sums


def _times(part: Part, number: int) -> Part:
    return {name: value * number for name, value in part.items()}


def _changes(base: Part, order: Sequence[str], variants: Iterable[Part]) -> list[tuple[bool, bool]]:
    """Tell of each of *variants*, which are added to *base*, whether any place changes and whether the first does."""
    places = _places(base, order)
    leaders = [name for name in order if places[name] == 1]
    known: dict[tuple[tuple[str, float], ...], tuple[bool, bool]] = {}
    changes = []
    for one in variants:
        steps = tuple(sorted(one.items()))
        if steps not in known:
            found = _places(_sum([one], base), order)
            known[steps] = found != places, [name for name in order if found[name] == 1] != leaders
        changes.append(known[steps])
    return changes


def _places(values: Mapping[str, float], order: Sequence[str]) -> dict[str, int]:
    return {name: rank.place for name, rank in ranks({name: values.get(name, 0.0) for name in order}).items()}
