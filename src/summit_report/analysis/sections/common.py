"""What several sections say in the same way: evidence of counts and sums, and their words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import pandas as pd

from summit_report.analysis import wording as w
from summit_report.analysis.amounts import Rate
from summit_report.analysis.exhibits import Entry, Line
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.measures.money import Money, Sum
from summit_report.analysis.report import Report
from summit_report.analysis.unions import once

COUNTING_RULE = (
    "Sum of documents over entries that are neither part of a package nor a second description; "
    "a package of “more than” a number makes the sum a lower bound."
)
NAMED_RULE = (
    "Sum of documents over entries named inside a package, of each package no more than it counts as; they are its detail "
    "and are never added to it."
)
INSIDE_RULE = "Sum of documents over entries named inside a package; they are its detail and are never added to it."
BEYOND_RULE = (
    "Sum of documents over entries named inside a package, less the number that the package counts as; they are its detail "
    "and are never added to it."
)
MONEY_RULE = (
    "Sum of the amounts that count toward a total, within one instrument and one relation, "
    "each converted at the rate nearest to its own date; qualifiers are kept as bounds."
)


def documents(value: int | Count) -> str:
    """Word a number of documents, a count with the word that its rows give it: "at least 178 documents"."""
    found = value if isinstance(value, Count) else Count(value, ())
    return w.counted(found.value, "document", qualifier=found.qualifier)


def projects_counted(projects: pd.DataFrame) -> str:
    """Word a number of projects, of which some may be parts of others: "1 part of a project"."""
    single = "part of a project" if projects["part_of"].notna().any() else "project"
    return w.counted(len(projects), single, "projects and parts of projects")


def number(count: Count) -> str:
    """Word a count without its unit: "178", "at least 178"."""
    return w.counted_with(count.value, count.qualifier)


def counts_entry(
    report: Report, name: str, title: str, counts: Mapping[str, Count], rule: str = COUNTING_RULE
) -> Entry:
    """Record the evidence of several *counts*, one line each; the entry's value is their sum."""
    lines = [Line(label, number(count), count.rows) for label, count in counts.items()]
    return report.entry(name, title, number(docs.joined(counts.values())), rule, lines)


def first_counts_entry(report: Report, name: str, title: str, counts: Sequence[tuple[str, Count]], rule: str) -> Entry:
    """Record the evidence of any number of *counts*: of very many, the first have a line each; the value has all."""
    lines = [Line(label, number(count), count.rows) for label, count in report.first(counts)]
    total = number(docs.joined(count for _, count in counts))
    return report.entry(name, title, total, rule, lines, of=len(counts))


def overlapping_entry(report: Report, name: str, title: str, counts: Mapping[str, Count], rule: str) -> Entry:
    """Record the evidence of *counts* that share documents and therefore have no sum."""
    lines = [Line(label, number(count), count.rows) for label, count in counts.items()]
    return report.entry(name, title, "", rule, lines)


def sums_entry(report: Report, name: str, title: str, sums: Mapping[str, Sum]) -> Entry:
    """Record the evidence of several *sums* of money, one line each."""
    lines = [Line(w.capital(label), known(report, total), total.rows) for label, total in sums.items()]
    return report.entry(name, title, "", MONEY_RULE, lines)


def value(total: Sum, currency: str) -> str:
    """Word a known sum: a single amount keeps its own qualifier, several take the one their bounds imply."""
    amounts = [money for money in total.items if money.value is not None] if total.total.n == 1 else []
    assert total.total.bounds is not None
    return w.bounded(total.total.bounds, currency, amounts[0].qualifier if len(amounts) == 1 else None)


def known(report: Report, total: Sum) -> str:
    """Word a total as the known value of n of N; says so when nothing is known, and what has no rate."""
    if total.total.bounds is None and total.stated:
        return f"{originals(total)}, not converted ({coverage(total)})"
    if total.total.bounds is None:
        return f"{w.UNKNOWN} ({coverage(total)})"
    return f"{value(total, report.currency)} ({coverage(total)}{unconverted(total)})"


def coverage(total: Sum) -> str:
    """Word the n of N of what is printed of a total: of its known value, else of the amounts as stated."""
    return f"{total.total.n if total.total.bounds else len(total.stated)} of {total.total.of}"


def unconverted(total: Sum) -> str:
    """Name what a known value lacks for want of a rate, to stand behind it: "; without UZS 900 bn"; else nothing."""
    return f"; without {originals(total.left_out)}" if total.left_out else ""


def in_cell(total: Sum) -> str:
    """Word a total below a head with the unit: its known value, else the amounts as stated, with n of N."""
    unknown = originals(total) if total.stated else w.UNKNOWN
    amount = value(total, "") if total.total.bounds else unknown
    return f"{amount}, {coverage(total)}{unconverted(total)}"


def item(report: Report, money: Money) -> str:
    """Word one stated amount: in its own currency, and converted where it is another."""
    said = as_stated(money)
    if money.stated is None or money.currency == report.currency:
        return said
    return f"{said} ({w.ends(money.value, report.currency)})" if money.value else f"{said} ({unrated(money)})"


def as_stated(money: Money) -> str:
    """Word one amount in its own currency and with its own word: "more than USD 15 bn"."""
    if money.stated is None or money.currency is None:
        return w.UNKNOWN
    return w.bounded(money.stated, money.currency, money.qualifier)


def unrated(money: Money) -> str:
    """Say why an amount in another currency is not converted: it has no day of its own, or its day has no rate."""
    return "no rate of its day" if money.dated else "no day of its own"


def rates(moneys: Iterable[Money]) -> list[str]:
    """Name the rates at which *moneys* were converted, each once, with what a reader needs to convert them again."""
    used = {one.converted.rate.quoted for one in moneys if one.converted and one.converted.rate}
    return [_rated(rate) for rate in sorted(used, key=lambda rate: (rate.date, rate.base, rate.quote))]


def _rated(rate: Rate) -> str:
    """Word a rate; one that two rates of the euro make stands before the two."""
    legs = ""
    if rate.crossed and rate.per_euro:
        base, quote = map(w.quoted, rate.per_euro)
        legs = f" (EUR 1 = {rate.base} {base} and {rate.quote} {quote})"
    said = f"{rate.base} 1 = {rate.quote} {w.quoted(rate.value)}{legs}"
    return f"{said} on {w.date(rate.date.isoformat())}, {rate.origin}."


def originals(total: Sum) -> str:
    """Word a sum in the currencies in which its amounts are stated."""
    worded = [
        w.bounded(part.bounds, currency, _only_qualifier(total, currency))
        for currency, part in total.original.items()
        if part.bounds
    ]
    return w.listed(worded) if worded else w.UNKNOWN


def _only_qualifier(total: Sum, currency: str) -> str | None:
    if total.original[currency].of != 1:
        return None
    return next(money.qualifier for money in total.items if money.currency == currency)


def places(report: Report, codes: Collection[str]) -> str:
    """Name the countries of a row beside the partner, who is always meant; all members are "all"."""
    meta = report.dataset.meta
    others = [code for code in codes if code != meta.partner]
    everyone = set(meta.members) - {meta.partner}
    if len(everyone) > 1 and everyone <= set(others):
        return "all"
    return ", ".join(w.country(code) for code in others or codes) or w.UNKNOWN


def day(edtf: object) -> str:
    """Word an EDTF cell; an empty one stays empty."""
    return w.date(edtf) if isinstance(edtf, str) else ""


def keys(*groups: Iterable[str]) -> Sequence[str]:
    """Join groups of row keys, each key once, in order."""
    return once(*groups)
