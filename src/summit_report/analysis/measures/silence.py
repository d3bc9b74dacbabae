"""
What no source says: how many entries have an amount, a date, a counterparty, a cost, a target date.

Unknown is counted, never summed (rule 6 of the data model). Each question names the rows with and without an answer.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial, reduce

import numpy as np
import pandas as pd

from summit_report.analysis import payers
from summit_report.analysis.frames import Kinds, kinds_of
from summit_report.analysis.keys import PLACE, Keys, linked_places, own_money
from summit_report.analysis.measures.money import counted
from summit_report.analysis.unions import once
from summit_report.analysis.view import View


@dataclass(frozen=True)
class Known:
    """Of *rows*, those in *known* have a value, those in *silent* have none; all are keys."""

    known: Sequence[str]
    rows: Sequence[str]
    silent: Sequence[str]

    @property
    def n(self) -> int:
        """Number of rows with a value."""
        return len(self.known)

    @property
    def of(self) -> int:
        """Number of all rows."""
        return len(self.rows)


@dataclass(frozen=True)
class Question:
    """
    One thing that a row of *table* may or may not say: *asked* tells it row by row, *places* names the countries.

    Where the dataset lacks the table that *answers* it, nobody is asked.
    """

    name: str
    table: str
    places: str
    asked: Callable[[pd.DataFrame, View], pd.Series]
    answers: str = ""


def _filled(*columns: str) -> Callable[[pd.DataFrame, View], pd.Series]:
    return lambda rows, view: reduce(operator.or_, (rows[name].notna() for name in columns))


def _has_money(agreements: pd.DataFrame, view: View) -> pd.Series:
    """Tell which agreements have an amount of their own, whatever row of `funding` states it."""
    funding = view.dataset.funding
    stated = funding["amount"].notna().to_numpy(dtype=bool) & own_money(view.dataset)
    linked = np.zeros(len(view.dataset.agreements), dtype=bool)
    linked[linked_places(view.dataset)[stated]] = True
    return pd.Series(linked[agreements[PLACE].to_numpy()], index=agreements.index)


def _has_counterparty(agreements: pd.DataFrame, view: View) -> pd.Series:
    partner = view.dataset.meta.partner
    named = kinds_of(agreements["parties"]).where(lambda codes: partner in codes and len(codes) > 1)
    return pd.Series(named, index=agreements.index)


def _has_payer(funding: pd.DataFrame, view: View) -> pd.Series:
    return payers.known(funding)


QUESTIONS = (
    Question("documents with an amount", "agreements", "parties", _has_money, answers="funding"),
    Question("documents with a date", "agreements", "parties", _filled("signed_on", "first_announced")),
    Question("documents with both sides named", "agreements", "parties", _has_counterparty),
    Question("pledges and values with an amount", "funding", "concerns", _filled("amount")),
    Question("pledges and values with a payer", "funding", "concerns", _has_payer),
    Question("projects with a cost", "projects", "countries", _filled("cost")),
    Question("projects with a target date", "projects", "countries", _filled("target_completion")),
)


def rows(view: View) -> dict[str, pd.DataFrame]:
    """
    Return the rows that are asked, by table: agreements and projects described once, funding that counts.

    A package is one entry here, whatever the number of its documents; the documents named inside it are asked too.
    """
    agreements = view.agreements
    return {
        "agreements": agreements[agreements["same_as"].isna()],
        "funding": counted(view.funding),
        "projects": view.projects,
    }


@dataclass(frozen=True)
class _Asked:
    """The *keys* of the rows of one table, the *places* and *sectors* that they name, and the *answers* by question."""

    keys: pd.Index
    places: Kinds
    sectors: Kinds
    answers: Mapping[str, np.ndarray]


def known(view: View) -> dict[str, Known]:
    """Answer every question for all that *view* shows, by the question's name."""
    asked = _asked(view)
    return _known(asked, [np.full(len(one.keys), True) for one in asked])


def by_country(view: View) -> dict[str, dict[str, Known]]:
    """Answer by country: a row counts once for each country that it names, so that columns do not add up."""
    asked = _asked(view)
    return {code: _known(asked, [one.places.where(partial(_names, code)) for one in asked]) for code in view.countries}


def _names(code: str, places: tuple[str, ...]) -> bool:
    return code in places


def by_sector(view: View) -> dict[str, dict[str, Known]]:
    """Answer by sector, most rows first; funding has its agreement's sector, else "unknown"."""
    asked = _asked(view)
    sizes: Counter[str] = Counter()
    for one in asked:
        sizes.update(dict(zip(one.sectors.values, one.sectors.sizes.tolist(), strict=True)))
    order = sorted(sizes, key=lambda sector: (-sizes[sector], sector))
    return {
        sector: _known(asked, [one.sectors.where(partial(operator.eq, sector)) for one in asked]) for sector in order
    }


@lru_cache(maxsize=4)  # several sections ask the same
def _asked(view: View) -> tuple[_Asked, ...]:
    """Ask every row of *view* the questions on its table."""
    found = []
    for table, frame in rows(view).items():
        questions = [question for question in QUESTIONS if question.table == table]
        said = {
            question.name: question.asked(frame, view).to_numpy(dtype=bool)
            for question in questions
            if question.answers not in view.dataset.missing
        }
        found.append(_Asked(frame.index, kinds_of(frame[questions[0].places]), kinds_of(frame["sector"]), said))
    return tuple(found)


def _known(asked: Iterable[_Asked], shown: Iterable[np.ndarray]) -> dict[str, Known]:
    """Answer the questions for those rows of each table that are *shown*."""
    found = {question.name: Known((), (), ()) for question in QUESTIONS}
    for one, chosen in zip(asked, shown, strict=True):
        every = Keys(one.keys, np.flatnonzero(chosen))
        for name, said in one.answers.items():
            known, silent = (Keys(one.keys, np.flatnonzero(chosen & answer)) for answer in (said, ~said))
            found[name] = Known(known, every, silent)
    return found


def nothing_known(groups: Mapping[str, Mapping[str, Known]], question: str) -> tuple[str, ...]:
    """Return the names of the *groups* that have rows for *question* and not one answer."""
    return tuple(name for name, found in groups.items() if found[question].of and not found[question].n)


def keys(found: Iterable[Known]) -> Sequence[str]:
    """Return the keys of all the rows behind several answers, each once."""
    return once(*(one.rows for one in found))
