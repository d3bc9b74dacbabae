"""
What no source says: how many entries have an amount, a date, a counterparty, a cost, a target date.

Unknown is counted, never summed (rule 6 of the data model). Each question names the rows with and without an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from summit_report.analysis import payers
from summit_report.analysis.measures.money import counted
from summit_report.analysis.view import View


@dataclass(frozen=True)
class Known:
    """Of *rows*, those in *known* have a value; both are keys."""

    known: tuple[str, ...]
    rows: tuple[str, ...]

    @property
    def n(self) -> int:
        """Number of rows with a value."""
        return len(self.known)

    @property
    def of(self) -> int:
        """Number of all rows."""
        return len(self.rows)

    @property
    def silent(self) -> tuple[str, ...]:
        """Keys of the rows without a value."""
        known = set(self.known)
        return tuple(key for key in self.rows if key not in known)


@dataclass(frozen=True)
class Question:
    """One thing that a row of *table* may or may not say: *asked* tells it row by row, *places* names the countries."""

    name: str
    table: str
    places: str
    asked: Callable[[pd.DataFrame, View], pd.Series]


def _filled(*columns: str) -> Callable[[pd.DataFrame, View], pd.Series]:
    return lambda rows, view: rows[list(columns)].notna().any(axis=1)


def _has_money(agreements: pd.DataFrame, view: View) -> pd.Series:
    """Tell which agreements have a linked amount, whatever row of `funding` states it."""
    funding = view.dataset.funding
    linked = set(funding.loc[funding["amount"].notna(), "linked_agreement_id"].dropna())
    return pd.Series([key in linked for key in agreements.index], index=agreements.index, dtype=bool)


def _has_counterparty(agreements: pd.DataFrame, view: View) -> pd.Series:
    partner = view.dataset.meta.partner
    return agreements["parties"].map(lambda codes: partner in codes and len(codes) > 1).astype(bool)


def _has_payer(funding: pd.DataFrame, view: View) -> pd.Series:
    return payers.known(funding)


QUESTIONS = (
    Question("documents with an amount", "agreements", "parties", _has_money),
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
    """One row with the countries that it names, its sector and the *answers* to the questions on its table."""

    key: str
    countries: tuple[str, ...]
    sector: str
    answers: Mapping[str, bool]


def known(view: View) -> dict[str, Known]:
    """Answer every question for all that *view* shows, by the question's name."""
    return _known(_asked(view))


def by_country(view: View) -> dict[str, dict[str, Known]]:
    """Answer by country: a row counts once for each country that it names, so that columns do not add up."""
    asked = _asked(view)
    return {code: _known([one for one in asked if code in one.countries]) for code in view.countries}


def by_sector(view: View) -> dict[str, dict[str, Known]]:
    """Answer by sector, most rows first; funding has its agreement's sector, else "unknown"."""
    groups: dict[str, list[_Asked]] = {}
    for one in _asked(view):
        groups.setdefault(one.sector, []).append(one)
    order = sorted(groups, key=lambda sector: (-len(groups[sector]), sector))
    return {sector: _known(groups[sector]) for sector in order}


def _asked(view: View) -> list[_Asked]:
    """Ask every row of *view* the questions on its table."""
    found = []
    for table, frame in rows(view).items():
        questions = [question for question in QUESTIONS if question.table == table]
        said = {question.name: question.asked(frame, view).tolist() for question in questions}
        cells = zip(map(str, frame.index), frame[questions[0].places], map(str, frame["sector"]), strict=True)
        for i, (key, places, sector) in enumerate(cells):
            found.append(_Asked(key, places, sector, {name: bool(answers[i]) for name, answers in said.items()}))
    return found


def _known(asked: Iterable[_Asked]) -> dict[str, Known]:
    found: dict[str, tuple[list[str], list[str]]] = {question.name: ([], []) for question in QUESTIONS}
    for one in asked:
        for name, answered in one.answers.items():
            known, every = found[name]
            every.append(one.key)
            if answered:
                known.append(one.key)
    return {name: Known(tuple(known), tuple(every)) for name, (known, every) in found.items()}


def nothing_known(groups: Mapping[str, Mapping[str, Known]], question: str) -> tuple[str, ...]:
    """Return the names of the *groups* that have rows for *question* and not one answer."""
    return tuple(name for name, found in groups.items() if found[question].of and not found[question].n)


def keys(found: Iterable[Known]) -> tuple[str, ...]:
    """Return the keys of all the rows behind several answers, each once."""
    return tuple(dict.fromkeys(key for one in found for key in one.rows))
