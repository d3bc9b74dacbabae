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
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from summit_report.analysis.frames import Record, cells_of, records
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.firmness import Standing
from summit_report.analysis.measures.money import Purse
from summit_report.analysis.view import View

AGREEMENTS, PROJECTS, FUNDING = "agreements", "projects", "funding"


@dataclass(frozen=True)
class Verdict:
    """Whether the row *key* is *included*, and why."""

    key: str
    included: bool
    reason: str


INSIDE = "inside "  # how the reason begins that goes on with the key of the admitted row around it


@dataclass(frozen=True)
class Recount:
    """The verdicts of one rule on one table, in the order of its rows."""

    table: str
    verdicts: tuple[Verdict, ...]

    @property
    def included(self) -> tuple[str, ...]:
        """Keys of the rows that the rule admits."""
        return tuple(verdict.key for verdict in self.verdicts if verdict.included)

    def reasons(self, most: int = sys.maxsize) -> dict[tuple[bool, str], tuple[str, ...]]:
        """
        Return the keys under each (included, reason), admitted rows first.

        From more than *most* reasons, those that name the admitted row around are one.
        """
        found: dict[tuple[bool, str], list[str]] = {}
        for verdict in sorted(self.verdicts, key=lambda verdict: not verdict.included):
            found.setdefault((verdict.included, verdict.reason), []).append(verdict.key)
        if len(found) > most:
            several: dict[tuple[bool, str], list[str]] = {}
            for (yes, reason), keys in found.items():
                said = f"{INSIDE}another entry" if not yes and reason.startswith(INSIDE) else reason
                several.setdefault((yes, said), []).extend(keys)
            found = several
        return {reason: tuple(keys) for reason, keys in found.items()}


@dataclass(frozen=True)
class Facts:
    """
    What rules ask about one *view*: its *purse* in US dollars, the *standings* of all agreements and projects.
    """

    view: View
    purse: Purse
    standings: Mapping[str, Standing]

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """The rows of each table that the view shows, each thing once."""
        agreements, funding = self.view.agreements, self.view.funding
        return {
            AGREEMENTS: agreements[agreements["same_as"].isna()],
            PROJECTS: self.view.projects,
            FUNDING: funding[funding["restates"].isna()],
        }

    @cached_property
    def packages(self) -> frozenset[str]:
        """The keys of the agreements that stand for several documents."""
        rows = self.view.dataset.agreements
        return frozenset(map(str, rows.index[docs.is_package(rows)]))

    @cached_property
    def rows(self) -> dict[str, dict[str, Record]]:
        """The same rows one by one, by their keys."""
        return {table: dict(records(frame)) for table, frame in self.frames.items()}

    @cached_property
    def _linked(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for row in self.rows[FUNDING].values():
            found.setdefault(str(row["linked_agreement_id"]), []).append(row)
        return found

    def linked(self, agreement: str) -> list[Record]:
        """Return the money linked to an agreement, each amount once."""
        return self._linked.get(agreement, [])


Decision = tuple[bool, str]
Test = Callable[[Facts, str, Record], Decision]


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
    packages = frozenset() if rule.packages else facts.packages
    verdicts = {}
    for key, row in facts.rows[table].items():
        document = key if table == AGREEMENTS else row.get("linked_agreement_id")
        if document in packages:
            verdicts[key] = (False, "a package of documents is no single deal")
        else:
            verdicts[key] = rule.tests[table](facts, key, row)
    if table != PROJECTS:  # our own number of projects holds parts beside wholes, so a rule's does too
        verdicts = _once(facts.frames[table], verdicts)
    return Recount(table, tuple(Verdict(key, *decision) for key, decision in verdicts.items()))


def _once(rows: pd.DataFrame, verdicts: Mapping[str, Decision]) -> dict[str, Decision]:
    """Keep what our own total counts, then whatever neither lies inside an admitted row nor holds one."""
    inside = rows[rows["part_of"].notna()]
    parents = dict(zip(cells_of(inside.index), cells_of(inside["part_of"]), strict=True))
    ours = set(cells_of(counted(rows).index))
    kept: dict[str, int] = {}  # with the order in which they are kept
    around: dict[str, int] = {}  # the first of them inside a row that is around it
    final = dict(verdicts)
    for key in sorted((key for key, (yes, _) in verdicts.items() if yes), key=lambda key: key not in ours):
        above = _above(key, parents)
        holder = min((other for other in above if other in kept), key=kept.__getitem__, default=None)
        if key in around and (holder is None or around[key] < kept[holder]):
            final[key] = (False, "counted through its parts")
        elif holder is not None:
            final[key] = (False, f"{INSIDE}{holder}")
        else:
            for other in above:
                around.setdefault(other, len(kept))
            kept[key] = len(kept)
    return final


def _above(key: str, parents: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    while key in parents and parents[key] not in found:
        key = parents[key]
        found.add(key)
    return found


def counted(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of agreements or funding that our own totals count."""
    if "counts_toward_total" in rows:
        return rows[rows["counts_toward_total"] == "yes"]
    return docs.counted(rows)
