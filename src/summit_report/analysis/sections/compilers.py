"""Trade by other compilers: how far they are from the most complete one, in number and percent."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from summit_report.analysis import figures
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
from summit_report.analysis.figures import Apart
from summit_report.analysis.measures import trade as tr
from summit_report.analysis.measures.trade import Gap
from summit_report.analysis.page import plain_table
from summit_report.analysis.report import Report
from summit_report.analysis.sections.trade import AS_ONE, RULE, billions, full_years, nothing, place

DRAWN = 10  # rows of a figure that stays under 110 mm
TOLD = 2  # gaps that the paragraph states
COLUMNS = [
    column("Country", width=2),
    column("Year", "right"),
    column("Compiler", width=4),
    column("USD bn", "right"),
    column("Base, USD bn", "right"),
    column("Difference", "right", width=2),
    column("Rounding"),
]


def compilers(report: Report) -> Exhibit:
    """Draw and list how far other compilers are from the most complete one, for the same country and year."""
    if nothing(report):
        return exhibit()
    found = full_years(report)
    base = tr.base_compiler(found)
    gaps = tr.gaps(found, base)
    if base is None or not gaps:
        return exhibit(note(f"No two compilers state the trade of the same country and year{report.scope}."))
    lines = [_line(report, gap) for gap in gaps]
    entry = report.entry("trade-gaps", f"Gaps between compilers{report.scope}", "", RULE, lines)
    report.registry.use([entry], "par-trade-gaps", "Gaps in words")
    said = _in_words(report, base, gaps, entry)
    text = {**paragraph(*said, evidence=[entry]), "id": "par-trade-gaps"}
    drawn = [(gap, gap.share) for gap in gaps if gap.share is not None][:DRAWN]  # nothing is so many percent of zero
    if not drawn:
        return exhibit(
            text,
            report.table("trade-gaps", _title(report, gaps), COLUMNS, _rows(report, gaps, entry), evidence=[entry]),
        )
    return exhibit(text, _gap_figure(report, base, gaps, drawn, entry))


def _line(report: Report, gap: Gap) -> Line:
    label = f"{place(report, gap.base.country)}, {gap.base.year}: {gap.other.compiler}"
    value = f"USD {billions(gap.other.usd_bn)} bn against {billions(gap.base.usd_bn)} bn"
    return Line(label, value, (*gap.base.rows, *gap.other.rows))


def _difference(gap: Gap) -> str:
    if not gap.difference:
        return "none"
    sign = "+" if gap.difference > 0 else "−"
    return f"{sign}{billions(abs(gap.difference))} bn" + (f", {_percent(gap)}" if gap.share is not None else "")


def _percent(gap: Gap) -> str:
    if not gap.difference:
        return "equal"
    return ("+" if gap.difference > 0 else "−") + w.percent(gap.apart)


def _in_words(report: Report, base: str, gaps: tuple[Gap, ...], entry: Entry) -> list[Inline]:
    """Say how many values differ by more than rounding, and state the widest gaps in number and percent."""
    wide = [gap for gap in gaps if not gap.within_rounding]
    of = w.counted(len(gaps), "value") + " of other compilers"
    if not wide and len(gaps) == 1:
        only = entry.number("The only value of another compiler")
        return [sentence("{} does not differ from the {} by more than rounding.", only, base)]
    if not wide:
        return [sentence("None of {} differs from the {} by more than rounding.", entry.number(of), base)]
    verb = "differs" if len(wide) == 1 else "differ"
    count = entry.number(f"{w.number(len(wide))} of {of}")
    runs: list[Inline] = []
    for gap in wide[:TOLD]:
        i = gaps.index(gap)
        runs += ["; "] if runs else []
        runs += sentence(
            "{} {}, USD {} bn by the {} against {} bn, {} {}",
            place(report, gap.base.country),
            str(gap.base.year),
            entry.number(billions(gap.other.usd_bn), i),
            gap.other.compiler,
            entry.number(billions(gap.base.usd_bn), i),
            entry.number(f"{billions(gap.difference)} bn" if gap.share is None else w.percent(gap.apart), i),
            "more" if gap.difference > 0 else "less",
        )
    head = "The widest gaps: {}." if len(wide) > 1 else "The gap: {}."
    return [sentence("{} {} from the {} by more than rounding.", count, verb, base), sentence(head, runs)]


def _title(report: Report, gaps: tuple[Gap, ...]) -> str:
    if all(gap.within_rounding for gap in gaps):
        return f"{w.counted(len(gaps), 'value')} of other compilers: no difference beyond rounding"
    first = gaps[0]
    where = f"{place(report, first.base.country)} {first.base.year}"
    return (
        f"{where}: USD {billions(first.other.usd_bn)} bn by one compiler, {billions(first.base.usd_bn)} bn by another"
    )


def _rows(report: Report, gaps: tuple[Gap, ...], entry: Entry) -> list[dict]:
    return [
        row(
            place(report, gap.base.country),
            str(gap.base.year),
            gap.other.compiler,
            entry.number(billions(gap.other.usd_bn), i),
            entry.number(billions(gap.base.usd_bn), i),
            entry.number(_difference(gap), i),
            "within" if gap.within_rounding else "",
        )
        for i, gap in enumerate(gaps)
    ]


def _gap_figure(
    report: Report, base: str, gaps: tuple[Gap, ...], drawn: Sequence[tuple[Gap, float]], entry: Entry
) -> Block:
    items = [
        Apart(
            f"{place(report, gap.base.country).removesuffix(AS_ONE)} {gap.base.year}: {gap.other.compiler}",
            share,
            f"{billions(gap.other.usd_bn)} against {billions(gap.base.usd_bn)} bn: {_percent(gap)}",
            report.color(gap.base.country),
            gap.within_rounding,
        )
        for gap, share in drawn
    ]
    words = report.words(
        _title(report, gaps),
        f"Trade of full years{report.scope} in USD bn, widest gap first. Hollow dot: no more than rounding.",
    )
    twin = plain_table(words.title, COLUMNS, _rows(report, gaps, entry))
    caption = f"Other compilers against the {base}, same country and year."
    apart = sum(gap.share is None for gap in gaps)
    if len(gaps) - apart > len(drawn):
        caption += f" The {len(drawn)} widest of {len(gaps) - apart} are drawn; the data table has all."
    if apart:
        caption += " What stands against zero has no percent: it is in the data table alone."
    alt = "; ".join(f"{item.label}: {item.text}" for item in items) + "."
    return report.figure("trade-gaps", partial(figures.gaps, items, words, base), words, caption, alt, twin, [entry])
