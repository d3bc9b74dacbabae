"""Announced against itemised: how many papers of a package, and how much of a headline amount, anyone names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

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
from summit_report.analysis.measures.rivals import money_unit
from summit_report.analysis.measures.sources import mark
from summit_report.analysis.report import Report, plain_table
from summit_report.analysis.sections import ratios
from summit_report.analysis.sections.common import documents as papers
from summit_report.analysis.sections.packages import documents
from summit_report.analysis.sections.ratios import ratio_evidence, ratio_text, ratio_words
from summit_report.analysis.sections.remarks import starred, stars_explained
from summit_report.analysis.sections.tables import needs

__all__ = ["documents", "money", "ratio_evidence", "ratio_text", "ratio_words"]

STEPS = 8  # single items drawn in a waterfall; the smaller ones are drawn as one


@needs("funding")
def money(report: Report) -> Exhibit:
    """Set each announced amount against what is named inside it, and draw the largest as a waterfall."""
    found = ratios.all_headlines(report)
    if not found:
        return exhibit(
            note(
                f"No announced amount{report.scope} that {report.came} stands for several things: "
                "there is nothing to itemise."
            )
        )
    entry = ratios.money_entry(report)
    report.registry.use([entry], "par-headlines", "Headline amounts in words")
    broken = found.itemised
    text: list[Inline] = [
        sentence(
            "Of {}, {} {} parts with an amount.",
            entry.number(w.counted(len(found), "announced amount")),
            entry.number(w.number(len(broken)) if broken else "none"),
            "has" if len(broken) < 2 else "have",
        )
        if len(found) > 1
        else sentence(
            "{} {} parts with an amount.", entry.number("The only announced amount"), "has" if broken else "has no"
        )
    ]
    if broken:
        text += _reading(found[broken[0]], entry, broken[0])
    return exhibit(
        {**paragraph(*text, evidence=[entry]), "id": "par-headlines"},
        *([_waterfall(report, found[broken[0]], entry)] if broken else []),
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
                "{} may hold some of these items: with it, {} is named ({}), and {} is not.",
                entry.number(w.capital(w.listed(_bucket(one, bucket) for bucket in one.groups)), line),
                entry.number(ratios.named(one, one.buckets), line),
                entry.number(ratios.share(everything), line),
                entry.number(ratios.left(one, one.buckets), line),
            )
        )
    return text


def _bucket(one: Headline, bucket: rc.Bucket) -> str:
    count = sum(part.documents for part in bucket.parts)
    return f"{ratios.named(one, [bucket])} ({' and '.join(bucket.kinds)}, one sum for {papers(count)})"


def _waterfall(report: Report, one: Headline, entry: Entry) -> Block:
    lead, others = one.buckets[0], [part for bucket in one.buckets[1:] for part in bucket.parts if part.amount]
    items = [_item(report, one, part) for part in lead.parts[:STEPS] if part.amount]
    small = [part.amount for part in lead.parts[STEPS:] if part.amount]
    if small:
        items.append(_step(one, w.counted(len(small), "smaller item"), sum(small[1:], small[0])))
    if others:
        items.append(Step("Left after these items", *_left(one, [lead]), subtotal=True))
        items += [_item(report, one, part, hollow=True) for part in others if part.amount]
    rest = _rest(one)
    legend = "grey, announced; blue, named items; hatched, not named"
    if others:
        legend += "; dashed, may hold some of these items, so that some of what they leave may be named"
    words = report.words(
        f"{w.capital(ratios.whole(one))} announced for “{one.title}”: {ratios.of_headline(one)}",
        f"In {one.currency}: {legend}.",
    )
    whole = Step("Announced", one.whole.most, ratios.whole(one))
    twin = plain_table(
        words.title,
        [column("Step", width=5), column("Amount", "right", width=2), column("Taken off")],
        [
            row(s.label, s.text, "" if s in (whole, rest) or s.subtotal else "no" if s.hollow else "yes")
            for s in (whole, *items, rest)
        ],
    )
    alt = "; ".join(f"{s.label}: {s.text}" for s in (whole, *items, rest)) + "."
    caption = "From the announced amount to what nobody names: what is named and what is not make the announced amount."
    caption += stars_explained(s.text for s in items)
    if one.currency != report.currency:
        caption += f" All stays in {one.currency}, as announced; nothing is converted to {report.currency}."
    return report.figure(
        "waterfall", partial(figures.waterfall, whole, items, rest, words), words, caption, alt, twin, [entry]
    )


def _left(one: Headline, buckets: Sequence[rc.Bucket]) -> tuple[float, str]:
    """Return how much *buckets* leave of a headline at most, and in words; below zero where they exceed it."""
    most = one.unnamed(buckets).high.most
    return most, w.money(-most, one.currency) if most < 0 else ratios.left(one, buckets)


def _rest(one: Headline) -> Step:
    value, text = _left(one, one.buckets)
    if value < 0:
        return Step("Named beyond the announced amount", value, text)
    found = one.unnamed(one.buckets)
    if found.certain and not found.low.is_range:
        return Step("Not named", value, text)
    return Step("Not named", value, text, certain=max(0.0, found.low.least), open=found.low.low is None)


def _item(report: Report, one: Headline, part: rc.Part, *, hollow: bool = False) -> Step:
    assert part.amount is not None  # only parts with an amount are drawn
    step = _step(one, part.title, part.amount, part.qualifier, hollow=hollow)
    return replace(step, text=step.text + starred(report, part.key))


def _step(one: Headline, title: str, amount: Bounds, qualifier: str | None = None, *, hollow: bool = False) -> Step:
    text = w.bounded(amount, one.currency, qualifier) + (", may overlap" if hollow else "")
    return Step(title, amount.least, text, hollow=hollow, open=amount.high is None)


def _money_table(report: Report, found: Sequence[Headline], entry: Entry) -> Block:
    every, found = len(found), report.first(found)
    body = [_money_row(report, one, entry, i) for i, one in enumerate(found)]
    items, sums = {"group": "Named item by item"}, {"group": "With sums for several documents"}
    columns = [
        column("Announced for", width=6),
        column("Announced", "right", width=3),
        column("Items", "right", **items),
        column("Amount", "right", width=3, **items),
        column("Share", "right", width=2, **items),
        column("Amount", "right", width=3, **sums),
        column("Share", "right", width=3, **sums),
        column("Not named", "right", width=3),
    ]
    return report.table(
        "headlines",
        "What the announced amounts hold",
        columns,
        body,
        notes=_money_notes(report, found, entry),
        evidence=[entry],
        of=every,
    )


def _money_notes(report: Report, found: Sequence[Headline], entry: Entry) -> list[Inline]:
    notes: list[Inline] = [
        "An item has an amount and stands for one document. All amounts of a row are in its currency."
    ]
    if any(not one.unnamed(one.buckets).certain for one in found):
        notes.append(
            "Where amounts may lie inside each other (a sum for several documents and its items, an investment and its "
            "loan), what is named lies between the larger and both together, and what is not named is the rest."
        )
    if any(ratios.left(one, one.buckets).startswith("around") for one in found):
        notes.append(
            "“Around”: open at both ends, because the announced amount and what is named of it are bounded at one."
        )
    for i, one in enumerate(found):
        if (unit := money_unit(one.unit)) and one.others:
            currency, size = unit
            said = (w.money((answer.value or 0) * size, currency, answer.qualifier) for answer in one.others)
            notes.append(sentence("Other headlines for {}: {}.", one.title, entry.number(w.listed(said), i)))
    if not all(one.counts for one in found):
        notes.append("* This amount enters no total.")
    return notes


def _money_row(report: Report, one: Headline, entry: Entry, line: int) -> dict:
    items, everything = one.share(one.items), one.share(one.buckets)
    sums = everything if everything != items else None
    cells = [
        ratios.whole(one),
        w.number(sum(bucket.total.n for bucket in one.items)) if items else "none",
        ratios.named(one, one.items, brief=True) if items else "nothing",
        ratios.share(items, brief=True) if items else "0%",
        ratios.named(one, one.buckets, brief=True) if sums else "",
        ratios.share(sums, brief=True) if sums else "",
        ratios.left(one, one.buckets, brief=True),
    ]
    marked = mark(report.dataset, one.key)
    title = [
        {"text": one.title, "ref": f"row-{one.key.lower()}"},
        *([] if one.counts else ["*"]),
        *([f" ({marked})"] if marked else []),
    ]
    return row(title, *(entry.number(cell, line) if cell else "" for cell in cells))
