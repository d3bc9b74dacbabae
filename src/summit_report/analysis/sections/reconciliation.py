"""Announced against itemised: how many papers of a package, and how much of a headline amount, anyone names."""

from __future__ import annotations

from collections.abc import Sequence

from summit_report.analysis import figures
from summit_report.analysis import wording as w
from summit_report.analysis.amounts import Bounds
from summit_report.analysis.exhibits import (
    Block,
    Entry,
    Exhibit,
    Inline,
    column,
    exhibit,
    note,
    paragraph,
    row,
    sentence,
)
from summit_report.analysis.figures import Step
from summit_report.analysis.measures import reconciliation as rc
from summit_report.analysis.measures.reconciliation import Headline
from summit_report.analysis.measures.sources import mark
from summit_report.analysis.report import Report, plain_table
from summit_report.analysis.sections import ratios
from summit_report.analysis.sections.common import documents as papers
from summit_report.analysis.sections.packages import documents
from summit_report.analysis.sections.ratios import ratio_evidence, ratio_text, ratio_words

__all__ = ["documents", "money", "ratio_evidence", "ratio_text", "ratio_words"]

STEPS = 8  # single items drawn in a waterfall; the smaller ones are drawn as one


def money(report: Report) -> Exhibit:
    """Set each announced amount against what is named inside it, and draw the largest as a waterfall."""
    found = ratios.all_headlines(report)
    if not found:
        return exhibit(
            note(f"No announced amount{report.scope} stands for several things: there is nothing to itemise.")
        )
    entry = ratios.money_entry(report)
    report.registry.use([entry], "par-headlines", "Headline amounts in words")
    broken = [(i, one) for i, one in enumerate(found) if rc.span(one.buckets)]
    text: list[Inline] = [
        sentence(
            "Of {}, {} {} parts with an amount.",
            entry.number(w.counted(len(found), "announced amount")),
            entry.number(w.number(len(broken)) if broken else "none"),
            "has" if len(broken) < 2 else "have",
        )
    ]
    if broken:
        i, first = broken[0]
        text += _reading(first, entry, i)
    return exhibit(
        {**paragraph(*text, evidence=[entry]), "id": "par-headlines"},
        *([_waterfall(report, broken[0][1], entry)] if broken else []),
        _money_table(report, found, entry),
    )


def _reading(one: Headline, entry: Entry, line: int) -> list[Inline]:
    """Word both readings of a headline: item by item, and with what may overlap."""
    items, everything = one.share(one.items), one.share(one.buckets)
    assert everything is not None  # only headlines with an amount inside come here
    how = "item by item" if items else "as a sum for several documents"
    text = [
        sentence(
            "Of the {} announced for “{}”, {} is named {}.",
            entry.number(ratios.whole(one), line),
            one.title,
            entry.number(ratios.share(items or everything), line),
            how,
        )
    ]
    if items and everything != items:
        text.append(
            sentence(
                "{} may hold some of these items: with it, {} is named ({}).",
                entry.number(w.capital(w.listed(_bucket(one, bucket) for bucket in one.groups)), line),
                entry.number(ratios.named(one, one.buckets), line),
                entry.number(ratios.share(everything), line),
            )
        )
    return text


def _bucket(one: Headline, bucket: rc.Bucket) -> str:
    count = sum(part.documents for part in bucket.parts)
    return f"{ratios.named(one, [bucket])} ({' and '.join(bucket.kinds)}, one sum for {papers(count)})"


def _waterfall(report: Report, one: Headline, entry: Entry) -> Block:
    lead = one.buckets[0]
    items = [_step(one, part.title, part.amount, part.qualifier) for part in lead.parts[:STEPS] if part.amount]
    small = [part.amount for part in lead.parts[STEPS:] if part.amount]
    if small:
        items.append(_step(one, w.counted(len(small), "smaller item"), sum(small[1:], small[0])))
    others = [part for bucket in one.buckets[1:] for part in bucket.parts]
    items += [_step(one, part.title, part.amount, part.qualifier, hollow=True) for part in others if part.amount]
    named = lead.total.bounds
    assert named is not None  # a headline is drawn only when it has a part with an amount
    remainder = rc.rest(one.whole, named).central
    left = w.money(abs(remainder), one.currency)
    rest = Step("Not named" if remainder >= 0 else "Named beyond the announced amount", remainder, left)
    words = report.words(
        f"{w.capital(ratios.whole(one))} announced for “{one.title}”: {ratios.of_headline(one)}",
        f"In {one.currency}: grey, announced; blue, named items; dashed, may lie inside the items and is not taken off; hatched, the remainder.",
    )
    whole = Step("Announced", one.whole.central, ratios.whole(one))
    twin = plain_table(
        words.title,
        [column("Step", width=5), column("Amount", "right", width=2), column("Taken off")],
        [
            row(s.label, s.text, "" if s in (whole, rest) else "no" if s.hollow else "yes")
            for s in (whole, *items, rest)
        ],
    )
    alt = "; ".join(f"{s.label}: {s.text}" for s in (whole, *items, rest)) + "."
    caption = "From the announced amount to what nobody names. The remainder is what is left after the solid items."
    return report.figure("waterfall", figures.waterfall(whole, items, rest, words), words, caption, alt, twin, [entry])


def _step(one: Headline, title: str, amount: Bounds, qualifier: str | None = None, *, hollow: bool = False) -> Step:
    text = w.bounded(amount, one.currency, qualifier) + (", may overlap" if hollow else "")
    return Step(title, amount.central, text, hollow=hollow, open=amount.high is None)


def _money_table(report: Report, found: Sequence[Headline], entry: Entry) -> Block:
    body = [_money_row(report, one, entry, i) for i, one in enumerate(found)]
    columns = [
        column("Announced amount", width=4),
        column("Announced", "right", width=2),
        column("Named item by item", "right", width=3),
        column("Share", "right", width=2),
        column("Not named", "right", width=2),
        column("With sums for several documents", "right", width=5),
        column("Other headlines", "right", width=2),
    ]
    notes = [
        "In brackets: number of items. An item is a row with an amount that stands for one paper. A sum for several documents may hold some of the items, so what is named lies between the larger of both and their sum.",
        "An amount with * enters no total.",
    ]
    return report.table("headlines", "What the announced amounts hold", columns, body, notes=notes, evidence=[entry])


def _money_row(report: Report, one: Headline, entry: Entry, line: int) -> dict:
    items, everything = one.share(one.items), one.share(one.buckets)
    count = sum(bucket.total.n for bucket in one.items)
    left = rc.span(one.items)
    cells = [
        ratios.whole(one),
        f"{ratios.named(one, one.items)} ({count})" if items else "nothing",
        ratios.share(items) if items else "0%",
        w.bounded(rc.rest(one.whole, left.low), one.currency) if left else ratios.whole(one),
        f"{ratios.named(one, one.buckets)} ({ratios.share(everything)})" if everything and everything != items else "",
    ]
    marked = mark(report.dataset, one.key)
    title = [
        {"text": one.title, "ref": f"row-{one.key.lower()}"},
        *([] if one.counts else ["*"]),
        *([f" ({marked})"] if marked else []),
    ]
    others = ", ".join(w.money(answer.value or 0, "", answer.qualifier) for answer in one.others)
    return row(title, *(entry.number(cell, line) if cell else "" for cell in cells), others)
