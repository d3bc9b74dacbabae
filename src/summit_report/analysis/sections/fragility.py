"""Fragility: what remains of each total when its largest row or one source is left out."""

from __future__ import annotations

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import (
    Block,
    Entry,
    Exhibit,
    Inline,
    Line,
    column,
    exhibit,
    note,
    paragraph,
    row,
    sentence,
)
from summit_report.analysis.keys import PLACE
from summit_report.analysis.measures import fragility as ff
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures.fragility import Fragility
from summit_report.analysis.measures.money import Sum
from summit_report.analysis.measures.rivals import claimed
from summit_report.analysis.report import Report
from summit_report.analysis.sections import money
from summit_report.analysis.sections.common import keys, known, value
from summit_report.analysis.sections.naming import source_link, source_name
from summit_report.analysis.sections.ratios import ratio_evidence, with_ratio
from summit_report.analysis.sections.tables import needs

MONEY_RULE = (
    "The total of one instrument and one relation, taken again without its largest entry, and without each source in "
    "turn; the source with the least remaining is named. A source falls with its copies; where another source states "
    "the same amount, in money or as a claim on the same thing, that entry takes the place of the one lost."
)
Fragile = tuple[str, str, Sum, Fragility]  # heading, instrument, sum, and what remains of it
SINCE = "Followed the summit"
NAMED = "Named inside"  # how the heads of what is detail of a total begin; it is never added to one


@needs("funding")
def totals(report: Report) -> Exhibit:
    """Print each known total without its largest row and without its weakest source."""
    found = _fragile(report)
    if not found:
        return exhibit(
            note(f"No total{report.scope} has a known value above zero: there is nothing to take away from it.")
        )
    lines = [line for one in found for line in _lines(report, *one)]
    title = f"Totals with one entry or one source left out{report.scope}"
    entry = report.entry("fragility", title, "", MONEY_RULE, lines)
    report.registry.use([entry], "par-fragility", "Fragility in words")
    table = _table(report, found, entry)
    text = paragraph(*_sentences(report, found, entry), evidence=[entry])
    return exhibit({**text, "id": "par-fragility"}, table)


def _lines(report: Report, heading: str, kind: str, total: Sum, fragile: Fragility) -> list[Line]:
    """Return the four lines of evidence on one total: whole, without its largest entry, without a source, its top."""
    label, largest, weakest = f"{heading}: {kind}", fragile.largest, fragile.weakest
    source = source_name(report, weakest.out)
    top = w.counted(len(fragile.top), "largest entry", "largest entries")
    return [
        Line(label, known(report, total), total.rows),
        Line(f"{label}, without the largest entry", _left(report, largest.remains), largest.lost),
        Line(
            f"{label}, without {source}",
            _left(report, weakest.remains),
            keys(weakest.lost or total.rows, weakest.instead),
        ),
        Line(f"{label}, share of the {top}", w.percent(fragile.top_share), fragile.top),
    ]


def _table(report: Report, found: list[Fragile], entry: Entry) -> Block:
    """Return the totals under their headings; four lines of *entry* stand for each."""
    body = []
    for i, (heading, kind, total, fragile) in enumerate(found):
        if i == 0 or found[i - 1][0] != heading:
            body.append(row(heading, kind="group"))
        remains = (w.magnitude(left.remains) for left in (fragile.largest, fragile.weakest))
        body.append(
            row(
                with_ratio(report, w.capital(kind), () if heading.startswith(NAMED) else total.rows),
                *(entry.number(text, place) for place, text in enumerate((value(total, ""), *remains), start=4 * i)),
                source_link(report, fragile.weakest.out),
                entry.number(f"{w.percent(fragile.top_share)} in {len(fragile.top)} of {fragile.items}", 4 * i + 3),
            )
        )
    unit = report.currency
    columns = [
        column("Instrument", width=5),
        column("Known value", "right", unit=unit, width=3),
        column("Without the largest entry", "right", unit=unit, width=2),
        column("Without one source", "right", unit=unit, width=2),
        column("That source", width=3),
        column("In the largest entries", "right", width=2),
    ]
    rows = keys(*(total.rows for heading, _, total, _ in found if not heading.startswith(NAMED)))
    notes: list[Inline] = [
        "The source is the one whose loss costs the total most. Copies of a text fall with it; an amount that another "
        "source states too stays, as that source states it: its figure then counts, and may be the higher one.",
    ]
    if any(value(total, "") != w.magnitude(fragile.whole) for _, _, total, fragile in found):
        notes.append(
            "What is left adds the numbers as stated, without words such as “about” or “more than”; of a range, the "
            "number of the entry counted."
        )
    title = f"The totals{report.scope} with one entry or one source left out"
    evidence = [entry, *ratio_evidence(report, rows)]
    return report.table("fragility", title, columns, body, notes=notes, evidence=evidence)


def _fragile(report: Report) -> list[Fragile]:
    heading = {"summit": "Counted for the summit", "follow-up": SINCE, "context": "Context of the summit"}
    groups = [(heading[report.view.relation], money.sums(report))]
    if report.view.relation != report.since.relation:
        groups.append((SINCE, money.sums(report, report.since)))
    groups += _named(report)
    sources, rows, said = report.dataset.sources, report.dataset.funding, claimed(report.dataset)
    return [
        (name, kind, total, fragile)
        for name, sums in groups
        for kind, total in sums.items()
        if (fragile := ff.money(total, rows, sources, report.purse, said))
    ]


def _named(report: Report) -> list[tuple[str, dict[str, Sum]]]:
    """Add up what is named inside each counted amount, by instrument: detail of the totals, never added to them."""
    found = []
    rows = mm.counted(report.view.funding)
    parted = rows[rows.index.isin(list(mm.parts_of(report.dataset)))]
    funding = report.dataset.funding
    funding = funding.assign(**{PLACE: range(len(funding))})
    for key, title in report.first(list(zip(parted.index, parted["title"], strict=True))):
        parts = mm.parts(funding, str(key)).groupby("instrument", observed=True)
        sums = {str(kind): report.purse.sum(rows) for kind, rows in parts}
        found.append((f"{NAMED} “{title}”, not added to it", sums))
    return found


def _left(report: Report, value: float) -> str:
    return f"{report.currency} {w.magnitude(value)}"


def _sentences(report: Report, found: list[Fragile], entry: Entry) -> list[Inline]:
    """Say how many totals are one row, and how many vanish with one source."""
    totals = [(i, one) for i, one in enumerate(found) if not one[0].startswith(NAMED)]
    of = len(totals)
    if not of:
        return [f"No total{report.scope} has a known value above zero; amounts named inside one have."]
    single = [one for _, one in totals if one[3].items == 1]
    gone = [(i, one) for i, one in totals if not one[3].weakest.remains]
    said: list[Inline] = [
        sentence(
            "{} known {} on a single amount.",
            entry.number(f"{len(single)} of {of}"),
            ("total" if of == 1 else "totals") + (" rests" if 1 in (of, len(single)) else " rest"),
        )
    ]
    if not gone:
        return [*said, "No total is lost with any one source."]
    runs: list[Inline] = []
    for n, (i, (heading, kind, _, fragile)) in enumerate(gone):
        joint = "" if n == 0 else " and " if n == len(gone) - 1 else ", "
        since = " that followed the summit" if heading == SINCE else ""
        name = "money of unspecified kind" if kind == "unspecified" else f"the {kind}"
        runs += [f"{joint}{name}{since} (", *entry.number(source_name(report, fragile.weakest.out), 4 * i + 2), ")"]
    return [
        *said,
        sentence("Without one source nothing would remain of {}: no other entry states the same amount.", runs),
    ]
