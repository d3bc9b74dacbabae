"""
Rival claims: one question, several answers, kept side by side (rule 8 of the data model).

Rows of `claims` with one subject, measure and unit are one question. Which answer a report uses is not chosen here: it
is the one that agrees with a row which the report counts anyway.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import records
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures.questions import Answer, Question, questions
from summit_report.analysis.measures.sources import side
from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS, RELATIONS
from summit_report.analysis.wording import MAGNITUDES, country

if TYPE_CHECKING:
    from summit_report.analysis.view import View  # a view in turn asks here for the words of its counts

DOCUMENT_UNITS = frozenset({"documents", "agreements", "memoranda"})
_MONEY = re.compile(r"(?P<currency>[A-Z]{3})(?: (?P<size>bn|m))?")
_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMON = re.compile(  # what any package or sum may be called
    "the|and|for|with|from|during|summit|bilateral|packages?|documents?|agreements?|memorand(um|a)|signed|count|number"
    "|total|value|amount"
)
_PLACES = ("parties", "recipients", "funder_parties", "countries")
_SIZES = {name: size for size, name in MAGNITUDES} | {None: 1.0}


@dataclass(frozen=True)
class Use:
    """The *answer* that agrees with *row*, the key of one that the report counts, and the *table* it stands in."""

    answer: Answer
    table: str
    row: str


@lru_cache(maxsize=512)
def used(dataset: Dataset, question: Question) -> Use | None:
    """
    Return the answer that agrees with a row the report counts, or None: then no answer enters a total.

    They agree when the value is the same in the same unit, the row's source also speaks on the question's subject, and
    the question names the row: one of its parties other than the partner, its scope or a word of its title. Equal
    numbers alone may be chance, so where two rows agree, or one that is a single document, no answer is taken.
    Where claims say by key which row they speak of, that alone decides, and the value must agree with it.
    Documents are compared with counted agreements; money first with counted funding, then with the cost of projects. A
    measure that names a funding instrument ("loan amount") is compared with funding of that instrument alone.
    """
    speaking = _speaking(dataset).get(question.subject, set())
    named = {key for claim in question.claims if (key := _keys_named(dataset).get(claim))}
    for table, rows in _candidates(dataset, question):
        pairs = [
            (answer, key, source)
            for key, value, qualifier, source in rows
            if (key in named if named else source in speaking)
            for answer in question.answers
            if _agree(answer, question.unit, value, qualifier) and (named or _names(dataset, question, table, key))
        ]
        if len({key for _, key, _ in pairs}) == 1:
            best, key, _ = max(pairs, key=lambda pair: (pair[2] in pair[0].sources, len(pair[0].claims)))
            return Use(best, table, key)
    return None


@lru_cache(maxsize=8)
def _keys_named(dataset: Dataset) -> Mapping[str, str]:
    """The row that each claim speaks of, of those that say so by its key."""
    columns = [dataset.claims[name].dropna() for name in ("agreement_id", "funding_id")]
    return {str(claim): str(key) for column in columns for claim, key in column.items()}


def _names(dataset: Dataset, question: Question, table: str, key: str) -> bool:
    """Tell whether *question* names the row *key* of *table*: its countries if it names any, else one of its words."""
    row = getattr(dataset, table).loc[key]
    said = f"{question.subject} {question.measure}"
    places = _named_in(said, dataset) - {dataset.meta.partner}
    if places:
        return any(places.intersection(row[column]) for column in _PLACES if column in row)
    return bool(_words(said) & _words(f"{row['title']} {row.get('scope', '')}"))


def _named_in(text: str, dataset: Dataset) -> set[str]:
    """The members that *text* names: whole names, the longest first, so that Guinea-Bissau is not Guinea as well."""
    codes = {country(code): code for code in dataset.meta.members}
    names = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    return {codes[name] for name in re.findall(rf"(?<!\w)(?:{names})(?!\w)", text)}


def _words(text: str) -> frozenset[str]:
    """The words of *text*, in small letters, that tell one package or amount from another."""
    return frozenset(word for word in _WORD.findall(text.casefold()) if not _COMMON.fullmatch(word))


@lru_cache(maxsize=8)
def _speaking(dataset: Dataset) -> Mapping[str, set[str]]:
    """The sources that speak on each subject."""
    found: dict[str, set[str]] = defaultdict(set)
    for _, claim in records(dataset.claims):
        found[claim["subject"]].add(claim["source_id"])
    return dict(found)


Candidate = tuple[str, float, str | None, str]  # key, value in full units, qualifier where the table has one, source


@lru_cache(maxsize=8)
def _counted_papers(dataset: Dataset) -> list[Candidate]:
    rows = docs.counted(dataset.agreements)
    rows = rows[rows["documents"] > 1]
    return [(key, float(row["documents"]), None, str(row["source_id"])) for key, row in records(rows)]


def _candidates(dataset: Dataset, question: Question) -> Iterator[tuple[str, list[Candidate]]]:
    if question.unit in DOCUMENT_UNITS:
        yield "agreements", _counted_papers(dataset)
    money = _MONEY.fullmatch(question.unit)
    if money is None:
        return
    kinds = tuple(kind for kind in FUNDING_INSTRUMENTS if kind in question.measure)
    yield "funding", _counted_money(dataset, money["currency"], kinds)
    if not kinds:
        yield "projects", _costs(dataset, money["currency"])


@lru_cache(maxsize=64)
def _counted_money(dataset: Dataset, currency: str, kinds: tuple[str, ...]) -> list[Candidate]:
    rows = mm.counted(dataset.funding)
    rows = rows[(rows["currency"] == currency) & rows["amount"].notna()]
    rows = rows[rows["instrument"].isin(kinds)] if kinds else rows
    return [
        (key, float(row["amount"]), _text(row["amount_qualifier"]) or "exact", str(row["source_id"]))
        for key, row in records(rows)
    ]


@lru_cache(maxsize=64)
def _costs(dataset: Dataset, currency: str) -> list[Candidate]:
    rows = dataset.projects
    rows = rows[(rows["currency"] == currency) & rows["cost"].notna() & rows["same_as"].isna()]
    return [
        (key, float(row["cost"]), _text(row["cost_qualifier"]), str(row["source_id"])) for key, row in records(rows)
    ]


def money_unit(unit: str) -> tuple[str, float] | None:
    """Read a unit such as "USD bn" as a currency and the size of one in full units; None where it is no money."""
    money = _MONEY.fullmatch(unit)
    return (money["currency"], _SIZES[money["size"]]) if money else None


def _agree(answer: Answer, unit: str, value: float, qualifier: str | None) -> bool:
    _, size = money_unit(unit) or (None, 1.0)
    if answer.value is None or not math.isclose(answer.value * size, value, rel_tol=1e-9):
        return False
    return qualifier is None or qualifier == (answer.qualifier or "exact")


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None


@lru_cache(maxsize=8)
def uses(dataset: Dataset) -> dict[str, tuple[Question, Answer]]:
    """Map the key of each row that agrees with a claim to its question, rival or not, and to the agreeing answer."""
    found: dict[str, tuple[Question, Answer]] = {}
    for question in questions(dataset.claims, answers=1):
        use = used(dataset, question)
        if use:
            found.setdefault(use.row, (question, use.answer))
    return found


@lru_cache(maxsize=8)
def claimed(dataset: Dataset) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Map each row that agrees with a claim to the claims of its number, with any word: their keys and sources."""
    said = {}
    for row, (question, answer) in uses(dataset).items():
        same = [key for other in question.answers if other.value == answer.value for key in other.claims]
        said[row] = tuple((key, str(dataset.claims.at[key, "source_id"])) for key in same)
    return said


def rivals_of(dataset: Dataset, key: str) -> tuple[Question, Answer] | None:
    """Return the question that the row *key* answers and its answer, where other answers rival it; else None."""
    found = uses(dataset).get(key)
    return found if found and len(found[0].answers) > 1 else None


def by_side(sources: pd.DataFrame, question: Question) -> dict[str | None, set[Answer]]:
    """Return the answers that each side gives: the codes of official voices, None for third parties."""
    given: dict[str | None, set[Answer]] = {}
    for answer in question.answers:
        for source in answer.sources:
            given.setdefault(side(sources, source), set()).add(answer)
    return given


def sides_differ(sources: pd.DataFrame, question: Question) -> bool:
    """Tell whether an official voice gives another answer than another side, official or third party."""
    given = by_side(sources, question)
    official = [answers for code, answers in given.items() if code is not None]
    return any(answers != other for answers in official for other in given.values())


def asked(view: View) -> tuple[Question, ...]:
    """
    Return the rival questions that *view* is about.

    A claim names neither country nor sector. In a narrowed view a question belongs when an answer agrees with a row of
    the view, when a title of the view's rows names its subject, or when its subject names the country.
    """
    found = questions(view.dataset.claims)
    if view.is_whole:
        return found
    titles = _titles(view)
    place = view.country if view.country and not view.sector else None
    return tuple(
        one
        for one in found
        if (place is not None and place in _named_in(one.subject, view.dataset))
        or any(one.subject in title for title in titles.values())
        or ((use := used(view.dataset, one)) and use.row in titles)
    )


def _titles(view: View) -> dict[str, str]:
    views = [replace(view, relation=name) for name in RELATIONS]
    frames = [frame for one in views for frame in (one.agreements, one.funding, one.projects)]
    return {str(key): str(title) for frame in frames for key, title in frame["title"].items()}
