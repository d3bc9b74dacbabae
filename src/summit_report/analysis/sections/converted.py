"""What stands beside amounts as they are stated: the same in the report's currency, and the amounts it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from summit_report.analysis import wording as w
from summit_report.analysis.measures import reconciliation as rc
from summit_report.analysis.measures.money import Money, Sum
from summit_report.analysis.measures.reconciliation import Bucket, Headline, Part
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import coverage, originals, unconverted, value


def lead(report: Report) -> Headline | None:
    """Return the largest announced amount of the report's relation with items inside, else with sums inside."""
    every = rc.headlines(report.view, report.purse)
    with_items = next((one for one in every if one.share(one.items)), None)
    return with_items or next((one for one in every if one.share(one.groups)), None)


def moneys(report: Report, headline: Headline) -> list[Money]:
    """Return the amounts of *headline* and of its parts."""
    return [headline.money, *(_money(report, part) for part in headline.parts)]


def total(report: Report, found: Sum) -> str:
    """
    Word a sum as stated, and converted beside it where that is another: "CNY 1.5 bn (USD 208.8 m)".

    Where not all of it has a rate, it says of how much the converted value is: "(USD 25 m, 1 of 2; without UZS 900 bn)".
    Of very many amounts in many currencies it gives that alone: the evidence has what is without a rate.
    """
    if found.left_out and found.total.bounds and report.registry.caps.cuts:
        return f"{value(found, report.currency)} ({coverage(found)}; others have no rate)"
    stated = originals(found)
    if found.total.bounds is None:
        return f"{stated}, not converted" if found.stated else stated
    converted = value(found, report.currency)
    if found.left_out:
        return f"{stated} ({converted}, {coverage(found)}{unconverted(found)})"
    return stated if stated == converted else f"{stated} ({converted})"


def whole(report: Report, headline: Headline) -> str:
    """Return " (EUR 20.8 bn)" for the amount of *headline*; nothing where it is in the report's currency or unrated."""
    if headline.currency == report.currency or headline.money.value is None:
        return ""
    return f" ({w.ends(headline.money.value, report.currency)})"


def named(report: Report, headline: Headline, buckets: Sequence[Bucket]) -> str:
    """Return " (EUR 4.9 bn)" for the sum of *buckets* of *headline*, as `whole` does."""
    if headline.currency == report.currency:
        return ""
    stated = [part for bucket in buckets for part in bucket.parts if part.amount]
    values = {part.key: _money(report, part).value for part in stated}
    if not values or None in values.values():  # part of a sum would pass for all of it
        return ""
    own = [
        replace(bucket, parts=tuple(replace(part, amount=values.get(part.key)) for part in bucket.parts))
        for bucket in buckets
    ]
    found = rc.span(own)
    assert found is not None  # some part has a value
    low, high = w.magnitude(found.low.least), w.magnitude(found.high.most)
    return f" ({w.ends(found.low, report.currency)})" if found.certain else f" ({report.currency} {low} to {high})"


def _money(report: Report, part: Part) -> Money:
    _, row = report.row(part.key)
    return report.purse.money(row)
