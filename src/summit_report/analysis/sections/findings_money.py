"""The findings about money: how much of the headline is named, what was pledged, paid and agreed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Entry, Inline, enumerated, joined, sentence
from summit_report.analysis.frames import kinds_of
from summit_report.analysis.keys import all_of, taken
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures.money import CONTRACT_VALUE, Sum
from summit_report.analysis.measures.reconciliation import Headline
from summit_report.analysis.report import Report
from summit_report.analysis.sections import converted, ratios
from summit_report.analysis.sections.common import counts_entry, documents, sums_entry
from summit_report.analysis.sections.instruments import inside, sums
from summit_report.analysis.sections.payments import payments
from summit_report.blocks import runs

Finding = tuple[Inline, Inline, list[Entry]]
# Kinds of money that cannot be counted by their own name.
NOUNS = {
    "equity": "contribution of equity",
    "trade finance": "line of trade finance",
    "unspecified": "pledge of unspecified kind",
}
NAMED = 3  # pledges without an amount that are named; of more, the rest is counted


def headline(report: Report) -> Finding | None:
    """Say how much of the largest announced amount is named item by item, and what a sum may add to that."""
    found = converted.lead(report)
    items, everything = (found.share(found.items), found.share(found.buckets)) if found else (None, None)
    if found is None or items is None or everything is None:
        return _only_sums(report, found)
    entry = ratios.money_entry(report)
    line = ratios.money_lines(report)[found.key]
    text = sentence(
        "of the {} announced for “{}” is named item by item: {} worth {}.",
        entry.number(ratios.whole(found) + converted.whole(report, found), line),
        entry.number(found.title, line),
        entry.number(w.counted(sum(bucket.total.n for bucket in found.items), "item"), line),
        entry.number(ratios.named(found, found.items) + converted.named(report, found, found.items), line),
    )
    if everything != items:
        text = joined([text, _further(report, found, entry, line)])
    return entry.number(ratios.short_share(items), line), text, [entry]


def _only_sums(report: Report, found: Headline | None) -> Finding | None:
    """Say how much of an announced amount is named only as sums for several documents."""
    named = found.share(found.groups) if found else None
    if found is None or named is None:
        return None
    entry = ratios.money_entry(report)
    line = ratios.money_lines(report)[found.key]
    text = sentence(
        "of the {} announced for “{}” is named, only as a sum for {}: {}.",
        entry.number(ratios.whole(found) + converted.whole(report, found), line),
        entry.number(found.title, line),
        entry.number(documents(sum(part.documents for bucket in found.groups for part in bucket.parts)), line),
        entry.number(ratios.named(found, found.groups) + converted.named(report, found, found.groups), line),
    )
    return entry.number(ratios.short_share(named), line), text, [entry]


def _further(report: Report, found: Headline, entry: Entry, line: int) -> Inline:
    """Say which sums for several documents stand beside the items, and how much is named with them."""
    groups = [(bucket, part) for bucket in found.groups for part in bucket.parts if part.amount]
    worded = [
        sentence(
            "{}, for {} (“{}”)",
            entry.number(
                w.bounded(part.amount, found.currency, part.qualifier)
                + converted.named(report, found, [replace(bucket, parts=(part,))]),
                line,
            ),
            entry.number(documents(part.documents), line),
            part.title,
        )
        for bucket, part in groups
        if part.amount
    ]
    everything = found.share(found.buckets)
    assert everything is not None
    return sentence(
        "{} of {}, may include some of them: with {}, {} is named.",
        "A further sum" if len(groups) == 1 else "Further sums",
        enumerated(worded),
        "it" if len(groups) == 1 else "them",
        entry.number(ratios.share(everything), line),
    )


def finance(report: Report) -> Finding | None:
    """Say how many pledges have an amount, which have none, and whether any of it was paid."""
    totals = {kind: total for kind, total in sums(report).items() if kind != CONTRACT_VALUE}
    if not totals:
        return None
    entry = sums_entry(report, "finance", f"Finance without contract values{report.scope}", totals)
    stated, rows = sum(len(t.stated) for t in totals.values()), sum(t.total.of for t in totals.values())
    joint = {kind: _joint(report, total) for kind, total in totals.items()}
    parts = [
        sentence(
            "{} {}",
            _kind(kind, len(total.stated)),
            _bracketed(_rated(report, entry.number(converted.total(report, total), i), total), joint[kind][0]),
        )
        for i, (kind, total) in enumerate(totals.items())
        if total.stated
    ]
    text = sentence(
        "{} of finance{} {} a stated amount{}.",
        "pledge" if rows == 1 else "pledges",
        report.scope,
        "has" if rows == 1 else "have",
        [": ", *enumerated(parts)] if parts else "",
    )
    said: list[Inline] = [text, *_silent(report, totals, entry)]
    stated_rows = all_of([total.stated for total in totals.values()])
    recipients = taken(report.dataset.funding[["recipients"]], stated_rows)["recipients"]
    shared = kinds_of(recipients).where(lambda codes: len(codes) > 1)
    if report.view.country is not None and shared.all():
        said.append(f"No amount is stated for {w.the(report.view.country)} alone.")
    if shared.any():
        said.append("Shared amounts are not split by country.")
    paid, outlay = payments(report)
    evidence = [entry, outlay, *ratios.ratio_evidence(report, stated_rows)]
    evidence += [one for kind, total in totals.items() if total.stated for one in joint[kind][1]]
    return entry.number(f"{stated} of {rows}"), joined([*said, paid]), evidence


def _kind(kind: str, count: int) -> str:
    """Begin what is said of the amounts of one *kind*: "one loan of", "grants:"."""
    noun = NOUNS.get(kind, kind)
    first, _, rest = noun.partition(" ")
    plural = f"{first}s {rest}".strip() if kind in NOUNS else f"{noun}s"
    return f"one {noun} of" if count == 1 else f"{plural}:"


def _silent(report: Report, totals: dict[str, Sum], entry: Entry) -> list[Inline]:
    """Name the counted pledges for which no source states an amount."""
    missing = sum(len(total.silent) for total in totals.values())
    if not missing:
        return []
    first = islice(((i, key) for i, total in enumerate(totals.values()) for key in total.silent), NAMED)
    named: list[Inline] = [["“", *entry.number(str(report.row(key)[1]["title"]), i), "”"] for i, key in first]
    if missing > NAMED:
        named.append(entry.number(f"{missing - NAMED} more"))
    return [sentence("No amount is stated for {}.", enumerated(named))]


def _rated(report: Report, amount: list[dict[str, str]], total: Sum) -> list[Inline]:
    """Put behind *amount*, in brackets, how much of each headline in *total* is itemised."""
    return _bracketed(amount, ratios.total_ratio(report, total.rows))


def _bracketed(said: Sequence[Inline], more: Sequence[Inline]) -> list[Inline]:
    """Put *more* behind *said* in brackets: in those that stand there already, such as those of a converted value."""
    if not more:
        return list(said)
    *before, last = runs(said)
    closed = last["text"].endswith(")")
    before += [{**last, "text": last["text"].removesuffix(")")}] if last["text"] != ")" else []
    return [*before, "; " if closed else " (", *more, ")"]


def unpaid(report: Report) -> Finding | None:
    """Say whether any money was paid where no finding on finance has said so."""
    counted = sum(len(total.rows) for view in {report.view, report.since} for total in sums(report, view).values())
    if not counted or any(kind != CONTRACT_VALUE for kind in sums(report)):
        return None
    paid, outlay = payments(report)
    [n, *_, of] = outlay.lines
    noun, verb = ("entry", "is") if counted == 1 else ("entries", "are")
    text = sentence("{} of money{} {} reported as paid.", noun, report.scope, verb)
    return outlay.number(f"{n.value} of {of.value}"), joined([text, paid]), [outlay]


def since(report: Report) -> Finding | None:
    """Say what followed the summit: documents and money of their own, and who shares an amount."""
    rows = report.since.counted
    if rows.empty or report.view.relation == "follow-up":
        return None
    entry = counts_entry(
        report, "since", f"Documents that followed the summit{report.scope}", {"Follow-ups": docs.count(rows)}
    )
    entries = [entry]
    one = docs.count(rows).value == 1
    text = sentence("{}{} followed up to {}", "document" if one else "documents", report.scope, report.cut_off)
    totals = {kind: total for kind, total in sums(report, report.since).items() if total.stated}
    if totals:
        paid = sums_entry(report, "since-money", f"Money that followed the summit{report.scope}", totals)
        entries.append(paid)
        joint = {kind: _joint(report, total) for kind, total in totals.items()}
        parts = [
            sentence(
                "{} {}",
                kind,
                _bracketed(_rated(report, paid.number(converted.total(report, t), i), t), joint[kind][0]),
            )
            for i, (kind, t) in enumerate(totals.items())
        ]
        entries += [one for _, found in joint.values() for one in found]
        entries += ratios.ratio_evidence(report, all_of([t.rows for t in totals.values()]))
        text += [f", with stated money of {'its' if one else 'their'} own: ", *enumerated(parts)]
    return entry.number(entry.value), [*text, "."], entries


def _joint(report: Report, total: Sum) -> tuple[list[Inline], list[Entry]]:
    """Say of a single amount that several countries pay it together, and what is known of the partner's part."""
    funding, partner = report.dataset.funding, report.dataset.meta.partner
    sides = tuple(funding.loc[total.rows[0]]["funder_parties"])
    if len(total.rows) != 1 or len(sides) < 2:
        return [], []
    together = f"from {w.countries(sides)} together"
    own = mm.parts(funding, total.rows[0])["funder_parties"].map(lambda codes: tuple(codes) == (partner,))
    if not own.any():
        return [together], []
    _, entry = inside(report, total.rows[0])
    said = [
        sentence("“{}”, amount {}", entry.number(line.label, i), line.value)
        for i, line in enumerate(entry.lines)
        if own.iloc[i]
    ]
    return sentence("{}; {}’s part is {}", together, w.the(partner), enumerated(said)), [entry]
