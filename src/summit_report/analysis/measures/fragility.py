"""
How much hangs on one row or one source: totals and rankings with each of them left out in turn.

Leaving out a source leaves out its rows and those of the sources that copy it. Where another source states the same
amount or describes the same paper, that row takes the place of the one left out: what is confirmed does not fall.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from summit_report.analysis.frames import Record, records
from summit_report.analysis.measures.money import Money, Purse, Sum
from summit_report.analysis.measures.ranks import ranks

TOP = 3


@dataclass(frozen=True)
class Without:
    """What remains of a total, in its unit, when *out* (a row or a source) is left out; *lost* are the rows gone."""

    out: str
    remains: float
    lost: tuple[str, ...]


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
    rows: tuple[str, ...]
    sources: tuple[str, ...]
    first_rows: tuple[str, ...]
    first_sources: tuple[str, ...]
    of_rows: int
    of_sources: int


def copies(sources: pd.DataFrame, key: str) -> frozenset[str]:
    """Return *key* and every source that rests on it, directly or through another."""
    base = {str(one): on for one, on in sources["based_on"].dropna().items()}
    found = {key}
    while more := {one for one, on in base.items() if on in found} - found:
        found |= more
    return frozenset(found)


def money(total: Sum, funding: pd.DataFrame, sources: pd.DataFrame, purse: Purse) -> Fragility | None:
    """Test the known *total* of one instrument; *funding* holds the rows that may restate it. None if none is known."""
    values = {item.key: item.value.central for item in total.items if item.value}
    if not values:
        return None
    again: dict[str, list[tuple[str, Money]]] = {key: [] for key in values}
    for _, row in records(funding[funding["restates"].isin(list(values))]):
        again[row["restates"]].append((str(row["source_id"]), purse.money(row)))

    def without(source: str) -> Without:
        gone = copies(sources, source)
        lost = [key for key in values if funding.at[key, "source_id"] in gone]
        kept = {key: _other(again[key], gone) for key in lost}
        remains = sum(value if key not in kept else kept[key] or 0.0 for key, value in values.items())
        return Without(source, remains, tuple(key for key in lost if kept[key] is None))

    whole = sum(values.values())
    order = sorted(values, key=lambda key: (-values[key], key))
    used = sorted({str(funding.at[key, "source_id"]) for key in values})
    weakest = min((without(source) for source in used), key=lambda one: (one.remains, one.out))
    largest = Without(order[0], whole - values[order[0]], (order[0],))
    top = tuple(order[:TOP])
    return Fragility(whole, len(values), largest, weakest, top, sum(values[key] for key in top) / whole)


def _other(rows: Iterable[tuple[str, Money]], gone: Collection[str]) -> float | None:
    """Return the first value that a source other than those *gone* states for the same amount."""
    return next((item.value.central for source, item in rows if source not in gone and item.value), None)


Counter = Callable[[Sequence[Record]], Mapping[str, float]]


def stability(counted: pd.DataFrame, second: pd.DataFrame, sources: pd.DataFrame, measure: Counter) -> Stability:
    """
    Rank what *measure* makes of the rows *counted*, and rank again with each row and each source left out.

    *second* holds second descriptions (``same_as``), which take a row's place when its source falls. A ranking changes
    when any of its members gets another place; equal values share one.
    """
    # Plain rows: some hundred rankings are made of them, and a frame of each would take most of the time.
    every, others = [row for _, row in records(counted)], [row for _, row in records(second)]
    base = measure(every)
    order = tuple(sorted(base, key=lambda name: (-base[name], name)))
    leaders = tuple(name for name in order if base[name] == base[order[0]])
    rows = [(row.name, [*every[:i], *every[i + 1 :]]) for i, row in enumerate(every)]
    used = sorted({str(row["source_id"]) for row in every if pd.notna(row["source_id"])})
    fallen = [(source, _without_source(every, others, copies(sources, source))) for source in used]
    changed_rows, first_rows = _changed(base, order, rows, measure)
    changed_sources, first_sources = _changed(base, order, fallen, measure)
    return Stability(order, leaders, changed_rows, changed_sources, first_rows, first_sources, len(rows), len(used))


def _without_source(counted: Sequence[Record], second: Sequence[Record], gone: Collection[str]) -> list[Record]:
    kept = [row for row in counted if row["source_id"] not in gone]
    lost = {row.name for row in counted if row["source_id"] in gone}
    again: dict[str, Record] = {}
    for row in second:
        if row["same_as"] in lost and row["source_id"] not in gone:
            again.setdefault(row["same_as"], row)
    return [*kept, *again.values()]


def _changed(
    base: Mapping[str, float],
    order: Sequence[str],
    variants: Iterable[tuple[str, Sequence[Record]]],
    measure: Counter,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what changes any place, and what changes the first place."""
    places = _places(base, order)
    changed, first = [], []
    for out, rows in variants:
        found = _places(measure(rows), order)
        if found != places:
            changed.append(out)
        if [name for name in order if found[name] == 1] != [name for name in order if places[name] == 1]:
            first.append(out)
    return tuple(changed), tuple(first)


def _places(values: Mapping[str, float], order: Sequence[str]) -> dict[str, int]:
    return {name: rank.place for name, rank in ranks({name: values.get(name, 0.0) for name in order}).items()}
