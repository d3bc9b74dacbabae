"""
The same rows as other trackers would admit them.

Each `Rule` is one published rule of one tracker, applied to our rows as they stand; it is no reconstruction of that
tracker, which has sources and definitions of its own. A rule decides row by row and gives its reason. Then nothing is
counted twice: a row that our own total counts comes first, and what lies inside or around an admitted row stays out.

Trackers count deals. A package is a bundle of mixed documents with one value, so no rule but our own admits it; the
documents named inside it are admitted one by one where they qualify.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from summit_report.analysis.frames import Kinds, Record, cells_of, kinds_of, records
from summit_report.analysis.keys import PLACE, Keys, linked_places
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.money import Purse
from summit_report.analysis.measures.nests import INSIDE, Nest, nest, once
from summit_report.analysis.measures.standings import Standings
from summit_report.analysis.view import View

AGREEMENTS, PROJECTS, FUNDING = "agreements", "projects", "funding"
NO_DOCUMENT = -1  # where the level of the document would stand that money is linked to

Decision = tuple[bool, str]  # whether a row is included, and why


@dataclass(frozen=True)
class Recount:
    """The *decisions* of one rule on the rows of one table, whose keys are the *index*."""

    table: str
    index: pd.Index
    decisions: Kinds

    @cached_property
    def admitted(self) -> NDArray[np.bool_]:
        """Whether the rule admits each row."""
        return self.decisions.where(lambda decision: decision[0])

    @property
    def included(self) -> Keys:
        """Keys of the rows that the rule admits."""
        return Keys(self.index, np.flatnonzero(self.admitted))

    def reasons(self, most: int = sys.maxsize) -> dict[Decision, Sequence[str]]:
        """
        Return the keys under each (included, reason), admitted rows first.

        From more than *most* reasons, those that name the admitted row around are one.
        """
        found = self.decisions.named(tuple)
        if np.count_nonzero(found.sizes) > most:
            found = found.named(_without_names)
        order = np.argsort(found.places, kind="stable")
        ends = pairwise([0, *np.cumsum(found.sizes).tolist()])
        groups = [
            (said, order[start:end]) for said, (start, end) in zip(found.values, ends, strict=True) if start < end
        ]
        groups.sort(key=lambda group: (not group[0][0], group[1][0]))
        return {said: Keys(self.index, places) for said, places in groups}


def _without_names(decision: Decision) -> Decision:
    included, reason = decision
    return (included, f"{INSIDE}another entry") if not included and reason.startswith(INSIDE) else decision


@dataclass(frozen=True)
class Facts:
    """
    What rules ask about one *view*: its *purse* in US dollars, the *standings* of all agreements and projects.
    """

    view: View
    purse: Purse
    standings: Standings

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """
        The rows of each table that the view shows, each thing once; money with the kind and level of its document.
        """
        agreements, funding = self.view.agreements, self.view.funding
        funding = funding[funding["restates"].isna()]
        places = self._linked(funding)
        every = self.view.dataset.agreements
        kinds = kinds_of(every["instrument"])
        of_kind = np.append(kinds.of(kinds.values), np.array([None]))[places]
        levels = np.append(self.standings.of(every.assign(**{PLACE: range(len(every))})), NO_DOCUMENT)
        return {
            AGREEMENTS: agreements[agreements["same_as"].isna()],
            PROJECTS: self.view.projects,
            FUNDING: funding.assign(
                document_kind=pd.Series(of_kind, index=funding.index, dtype=object),
                document_level=levels[places],
            ),
        }

    @cached_property
    def packages(self) -> frozenset[str]:
        """The keys of the agreements that stand for several documents."""
        rows = self.view.dataset.agreements
        return frozenset(map(str, cells_of(rows.index[docs.is_package(rows)])))

    @cached_property
    def packed(self) -> dict[str, NDArray[np.bool_]]:
        """Which agreements are packages of documents, and which money is the value of one."""
        packages = docs.is_package(self.view.dataset.agreements).to_numpy(dtype=bool)
        return {
            AGREEMENTS: packages[self.frames[AGREEMENTS][PLACE].to_numpy()],
            FUNDING: np.append(packages, False)[self._linked(self.frames[FUNDING])],
        }

    def _linked(self, funding: pd.DataFrame) -> NDArray[np.intp]:
        """Return the place of the agreement of each row of *funding*, -1 for none."""
        return linked_places(self.view.dataset)[funding[PLACE].to_numpy()]

    @cached_property
    def nests(self) -> dict[str, Nest]:
        """How the rows of each table that others are part of lie in each other."""
        return {table: nest(self.frames[table]) for table in (AGREEMENTS, FUNDING)}

    @cached_property
    def worths(self) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Of which rows of money an amount is stated, and its value in dollars, not a number where it has no rate."""
        return self.purse.worths(self.frames[FUNDING])

    @cached_property
    def documents(self) -> NDArray[np.int64]:
        """The place among the agreements of the document that each row of money is linked to; -1 without one."""
        shown = self.frames[AGREEMENTS][PLACE].to_numpy()
        places = np.full(len(self.view.dataset.agreements) + 1, -1)  # the last for those without one
        places[shown] = np.arange(len(shown))
        return places[self._linked(self.frames[FUNDING])]


Test = Callable[[Facts, pd.DataFrame], Kinds]  # gives each of the rows a decision


def by_cells(*columns: str) -> Callable[[Callable[..., Decision]], Test]:
    """Make a test of what decides on the cells of *columns*: it is asked once for all rows with the same cells."""

    def made(decide: Callable[..., Decision]) -> Test:
        def test(facts: Facts, rows: pd.DataFrame) -> Kinds:
            kinds = kinds_of(*(rows[name] for name in columns))
            cells = kinds.values if len(columns) > 1 else [(value,) for value in kinds.values]
            return Kinds(kinds.places, [decide(facts, *said) for said in cells])

        return test

    return made


def by_row(decide: Callable[[Facts, Record], Decision]) -> Test:
    """Make a test of what decides on each row by itself."""

    def test(facts: Facts, rows: pd.DataFrame) -> Kinds:
        return Kinds(np.arange(len(rows)), [decide(facts, row) for _, row in records(rows)])

    return test


@dataclass(frozen=True)
class Rule:
    """
    A rule called *name*, the *tracker* that publishes it, its test for each table it says something about, its *words*.

    Where *packages* is set, the test decides on packages too.
    """

    key: str
    name: str
    tracker: str
    tests: Mapping[str, Test]
    words: str = ""
    packages: bool = False


def recount(rule: Rule, facts: Facts, table: str) -> Recount | None:
    """Apply *rule* to the rows of *table*; None where it says nothing about that table."""
    if table not in rule.tests:
        return None
    rows = facts.frames[table]
    decisions = rule.tests[table](facts, rows)
    if not rule.packages and table != PROJECTS:
        packed = facts.packed[table]
        decisions = _where(packed, [(False, "a package of documents is no single deal")] * int(packed.sum()), decisions)
    if table != PROJECTS:  # our own number of projects holds parts beside wholes, so a rule's does too
        fallen = once(facts.nests[table], decisions.where(lambda decision: decision[0]))
        chosen = np.zeros(len(rows), bool)
        chosen[list(fallen)] = True
        decisions = _where(chosen, [(False, fallen[place]) for place in sorted(fallen)], decisions)
    return Recount(table, rows.index, decisions)


def _where(chosen: NDArray[np.bool_], said: Sequence[Decision], others: Kinds) -> Kinds:
    """Decide what is *said* on the *chosen* rows, one after the other, and leave the *others* as they are."""
    numbers: dict[Decision, int] = {}
    places = others.places.astype(np.int64)
    codes = [numbers.setdefault(decision, len(others.values) + len(numbers)) for decision in said]
    places[chosen] = codes
    return Kinds(places, [*others.values, *numbers])
