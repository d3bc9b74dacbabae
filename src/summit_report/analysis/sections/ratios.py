"""
The ratio that goes wherever a headline is named: how much of an announced amount or package is itemised.

Other sections ask ``ratio_words`` for the run and ``ratio_evidence`` for what stands behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from summit_report.analysis import wording as w
from summit_report.analysis.amounts import Bounds
from summit_report.analysis.exhibits import Entry, Inline, Line
from summit_report.analysis.keys import are_many, places_of
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.measures import reconciliation as rc
from summit_report.analysis.measures.packages import Packed
from summit_report.analysis.measures.reconciliation import Bucket, Headline, Headlines, Span
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import number
from summit_report.analysis.unions import index_of

HEADLINE_RULE = (
    "Stated parts over the stated whole. Grants, loans and equity are added to each other; parts of other kinds may lie inside one "
    "another: at least the largest kind is named, at most all of them. Rows that restate another are left out."
)
PACKAGE_RULE = (
    "Papers named one by one over the documents of the package; papers known only as a group stand apart, because they may hold some "
    "of those named one by one. Second descriptions are left out."
)

SHORT_WORDS = {"up to": "≤ ", "at least": "≥ ", "approximately": "about ", "around": "around "}


@lru_cache(maxsize=16)
def all_headlines(report: Report) -> Headlines:
    """Return the headline amounts of the report's relation, then those that followed the summit."""
    now = rc.headlines(report.view, report.purse)
    return now if report.view == report.since else now + rc.headlines(report.since, report.purse)


@lru_cache(maxsize=16)
def all_packages(report: Report) -> tuple[Packed, ...]:
    """Return the packages of the report's relation, then those that followed the summit."""
    now = pk.packages(report.view)
    return now if report.view == report.since else now + pk.packages(report.since)


@lru_cache(maxsize=16)
def money_lines(report: Report) -> dict[str, int]:
    """Map the key of each headline amount to its line in the evidence of their ratios."""
    return {key: i for i, key in enumerate(all_headlines(report).keys)}


@lru_cache(maxsize=16)
def _package_lines(report: Report) -> dict[str, int]:
    return {one.key: i for i, one in enumerate(all_packages(report))}


@lru_cache(maxsize=16)
def money_entry(report: Report) -> Entry:
    """Record the evidence of the ratios of all headline amounts, one line each."""
    found = all_headlines(report)
    lines = [
        Line(one.title, f"{whole(one)}: {of_headline(one)}", (one.key, *(part.key for part in one.parts)))
        for one in report.first(found)
    ]
    title = "Announced amounts and what is named of them"
    return report.entry("headline-ratios", title, "", HEADLINE_RULE, lines, of=len(found))


@lru_cache(maxsize=16)
def packages_entry(report: Report) -> Entry:
    """Record the evidence of the ratios of all packages, one line each."""
    found = all_packages(report)
    lines = [
        Line(one.title, of_package(one), (one.key, *one.single.rows, *one.grouped.rows)) for one in report.first(found)
    ]
    title = "Packages of documents and what is named of them"
    return report.entry("package-ratios", title, "", PACKAGE_RULE, lines, of=len(found))


def ratio_words(report: Report, key: str) -> Inline | None:
    """
    Return the itemised ratio of the headline amount or package *key* as a run: "23.6% named item by item".

    None when *key* is neither a headline amount nor a package of the report's view. The run opens the entry that
    ``ratio_evidence`` returns.
    """
    found = ratio_text(report, key)
    if found is None:
        return None
    if key in money_lines(report):
        return money_entry(report).number(found, money_lines(report)[key])
    return packages_entry(report).number(found, _package_lines(report)[key])


def ratio_text(report: Report, key: str) -> str | None:
    """Return the words of ``ratio_words`` without a link, for the title of a figure."""
    if (line := money_lines(report).get(key)) is not None:
        return _told(report, line, short=False)
    line = _package_lines(report).get(key)
    return None if line is None else of_package(all_packages(report)[line])


def ratio_short(report: Report, key: str) -> str | None:
    """Return the ratio in the few words that fit beside a mark in a figure or in a cell: "23.6% named"."""
    line = money_lines(report).get(key)
    return None if line is None else _told(report, line, short=True)


def _told(report: Report, line: int, *, short: bool) -> str:
    """Word the ratio of the headline amount at *line* once: it is asked for in every table."""
    known = _words_of(report, short)
    if line not in known:
        known[line] = (_short if short else of_headline)(all_headlines(report)[line])
    return known[line]


@lru_cache(maxsize=32)
def _words_of(report: Report, short: bool) -> dict[int, str]:
    return {}


def _short(one: Headline) -> str:
    found = one.buckets and (one.share(one.items) or one.share(one.groups))
    return f"{share(found)} named" if found else "not itemised"


@lru_cache(maxsize=32)
def _heads(report: Report, lines_of: Callable[[Report], Mapping[str, int]], dtype: Any) -> pd.Index:
    """Return the keys that have the lines of *lines_of*, in their order, as an index."""
    return pd.Index(list(lines_of(report)), dtype=dtype)


def ratio_evidence(report: Report, keys: Iterable[str]) -> list[Entry]:
    """Return the entries behind the ratios of those *keys* that have one."""
    asked = keys if isinstance(keys, Sequence) else tuple(keys)
    money, packed = (
        bool(lines) for lines in (_among(report, asked, money_lines), _among(report, asked, _package_lines))
    )
    return ([money_entry(report)] if money else []) + ([packages_entry(report)] if packed else [])


def _among(report: Report, keys: Sequence[str], lines_of: Callable[[Report], Mapping[str, int]]) -> list[int]:
    """Return in order, each once, the lines that *lines_of* the report gives to some of *keys*."""
    lines = lines_of(report)
    if not are_many(keys):
        return sorted({lines[key] for key in keys if key in lines})
    index = index_of(keys, report.dataset.keys("funding").dtype)
    places = places_of(_heads(report, lines_of, index.dtype), index)
    return np.unique(places[places >= 0]).tolist()  # the number of a line is the place of its head


def total_ratio(report: Report, keys: Iterable[str], *, short: bool = False) -> list[Inline]:
    """
    Word the itemised ratio of a total over the rows *keys* as runs that open their evidence; empty without a headline.

    Several headlines keep apart, each with its amount: what is named of one says nothing of another. Those of which the
    same is to be said are counted.
    """
    found = _among(report, keys if isinstance(keys, Sequence) else tuple(keys), money_lines)
    worded: dict[str, list[int]] = {}
    for line in found:
        worded.setdefault(_told(report, line, short=short), []).append(line)
        if report.registry.caps.cuts and len(worded) > 1:  # a cell has no room for what is said of each of thousands
            return list(money_entry(report).number(f"{w.number(len(found))} amounts with differing shares"))
    runs: list[Inline] = []
    for words, same in worded.items():
        line, one = same[0], all_headlines(report)[same[0]]
        runs += ["; "] if runs else []
        if len(same) > 1:  # each would say the same, and a cell has no room for all
            runs += money_entry(report).number(f"{w.number(len(same))} amounts: {words}")
        else:
            amount = f"{whole(one)}: " if len(found) > 1 else ""
            runs += money_entry(report).number(f"{amount}{words}", line)
    return runs


def with_ratio(report: Report, amount: Inline, keys: Iterable[str]) -> list[Inline]:
    """Put the short ratio of each headline among *keys* behind the *amount* in a cell: "24 bn; 23.6% named"."""
    ratio = total_ratio(report, keys, short=True)
    start = [amount] if isinstance(amount, str | dict) else list(amount)
    return [*start, "; ", *ratio] if ratio else start


def whole(headline: Headline) -> str:
    """Word the announced amount as it is stated."""
    return w.bounded(headline.whole, headline.currency, headline.money.qualifier)


def of_headline(headline: Headline) -> str:
    """Word how much of *headline* is named item by item, else as a sum, else that nothing is."""
    if not headline.buckets:
        return "not itemised"
    items, groups = headline.share(headline.items), headline.share(headline.groups)
    if items:
        return f"{share(items)} named item by item{_excess(items)}"
    if groups:
        papers = sum(part.documents for bucket in headline.groups for part in bucket.parts)
        return f"{share(groups)} named, as one sum for {papers} documents{_excess(groups)}"
    return "not itemised"


def of_package(package: Packed) -> str:
    """Word how many papers of *package* are named one by one."""
    named = package.single.value
    if package.surplus.value:
        inside = replace(package.surplus, value=package.documents + package.surplus.value)
        return f"{number(inside)} named, more than the {package.documents} it counts as"
    size = w.counted_with(package.documents, package.qualifier)
    return f"{named or 'none'} of {size} named one by one"


def _excess(found: Span) -> str:
    return ", more than announced" if found.low.central > 1 else ""


def share(found: Span, *, brief: bool = False) -> str:
    """Word a share: "23.6%", "at least 7.3%", "between 25% and 48.6% or more"; *brief* as a cell of a table does."""
    return _one(found.low) if found.certain else _between(found, w.percent, brief)


def _between(found: Span, say: Callable[[float], str], brief: bool) -> str:
    """Word a span that is not certain, with its open ends: "between 25% and 48.6% or more", "25% to 48.6% or more"."""
    low, high = say(found.low.least), say(found.high.most)
    below, above = (" or less" if found.low.low is None else ""), (" or more" if found.high.high is None else "")
    if below and above:
        return f"around {low} to {high}"
    return f"{low}{below} to {high}{above}" if brief else f"between {low}{below} and {high}{above}"


def short_share(found: Span) -> str:
    """Word a share in as few characters as a large print needs: "23.6%", "8.8–12.3%"."""
    low, high = w.percent(found.low.least), w.percent(found.high.most)
    if found.certain and not found.low.is_range:
        return SHORT_WORDS.get(found.low.qualifier, "") + w.percent(found.low.end)
    return f"{low.rstrip('%')}–{high}"


def _one(found: Bounds) -> str:
    if found.is_range:
        return f"{w.percent(found.least)} to {w.percent(found.most)}"
    words = {"exact": "", "approximately": "about ", "up to": "at most "}
    return words.get(found.qualifier, f"{found.qualifier} ") + w.percent(found.end)


def named(headline: Headline, buckets: Sequence[Bucket], *, brief: bool = False) -> str:
    """Word the sum of *buckets* of *headline*, or between which sums it lies; *brief*: for a table, no currency."""
    found = rc.span(buckets)
    if found is None:
        return w.UNKNOWN
    words = [part.qualifier for bucket in buckets for part in bucket.parts if part.amount]
    return _amounts(headline, found, words[0] if len(words) == 1 else None, brief)


def left(headline: Headline, buckets: Sequence[Bucket], *, brief: bool = False) -> str:
    """Word what *buckets* leave of *headline*, or between which amounts it lies; nothing where they exceed it."""
    found = headline.unnamed(buckets)
    if found.high.most <= 0:
        return "nothing"
    return _amounts(headline, found, None if rc.span(buckets) else headline.money.qualifier, brief)


def _amounts(headline: Headline, found: Span, qualifier: str | None, brief: bool) -> str:
    currency = "" if brief else headline.currency
    if found.certain:
        return w.bounded(found.low, currency, qualifier)

    def say(value: float) -> str:
        # Two ends of one currency name it once, at the first; where the parts may fill their whole, nothing is left.
        if value <= 0:
            return "nothing"
        return w.money(value, currency) if value == found.low.least or found.low.least <= 0 else w.magnitude(value)

    return _between(found, say, brief)
