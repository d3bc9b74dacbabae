"""How firm the money is, and the table that says of every word of the data how firm it is, with its codes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from summit_report.analysis import crosswalk as cw
from summit_report.analysis import wording as w
from summit_report.analysis.crosswalk import Rung
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
from summit_report.analysis.frames import only
from summit_report.analysis.keys import Keys, places_of
from summit_report.analysis.measures import firmness as ff
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures.money import Sum
from summit_report.analysis.measures.standings import Standings
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import MONEY_RULE, known
from summit_report.analysis.sections.instruments import cell
from summit_report.analysis.sections.payments import payments
from summit_report.analysis.sections.ratios import ratio_evidence
from summit_report.analysis.sections.rungs import HIGH_TO_LOW
from summit_report.analysis.sections.tables import needs
from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS

RUNG_RULE = (
    f"{MONEY_RULE} An entry is as firm as its status, or as the signed document that it is linked to if that is firmer; "
    "a contract value is no firmer than a contract."
)
HEADS = {
    cw.INSTRUMENT: "Agreements: instrument, once signed",
    cw.STATUS: "Agreements: status",
    cw.STAGE: "Projects: stage",
    cw.MONEY_STATUS: "Money: status",
    cw.MONEY_INSTRUMENT: "Money: instrument",
}


@needs("funding")
def money(report: Report) -> Exhibit:
    """Print the counted money by how firm it is and by instrument, and say what is committed inside counted amounts."""
    rows = mm.counted(report.view.funding)
    if rows.empty:
        return exhibit(
            note(
                f"No money{report.scope} that {report.came} counts toward a total: there is no amount to rank by firmness."
            )
        )
    standings = ff.of_funding(rows, report.dataset.agreements)
    by_rung = _by_rung(report, rows, standings)
    kinds = [kind for kind in FUNDING_INSTRUMENTS if any(kind in sums for sums in by_rung.values())]
    lines = [
        Line(
            w.capital(rung.words),
            w.listed(f"{kind} {known(report, total)}" for kind, total in sums.items()),
            _rows(standings, sums),
        )
        for rung, sums in by_rung.items()
    ]
    entry = report.entry("money-rungs", f"Known money{report.scope} by how firm it is", "", RUNG_RULE, lines)
    body = [
        row(w.capital(rung.words), *(cell(report, sums[kind], entry, i) if kind in sums else "–" for kind in kinds))
        for i, (rung, sums) in enumerate(by_rung.items())
    ]
    columns = [
        column("How firm", width=3),
        *(column(w.capital(kind), "right", unit=report.currency, width=2) for kind in kinds),
    ]
    printed = Keys(rows.index)
    notes: list[Inline] = ["Known value of n of N entries; “–”: no entry. Instruments are never added to each other."]
    table = report.table(
        "money-rungs",
        f"Known money{report.scope} by how firm it is",
        columns,
        body,
        notes=notes,
        evidence=[entry, *ratio_evidence(report, printed)],
    )
    return exhibit(_in_words(report, rows, entry), table)


def _by_rung(report: Report, rows: pd.DataFrame, standings: Standings) -> dict[Rung, dict[str, Sum]]:
    """Add up *rows*, all those of *standings*, by how firm they are, firmest first, and by instrument."""
    rungs, rows = standings.every, mm.summable(rows).assign(counts_toward_total="yes")
    present = [rung for rung in HIGH_TO_LOW if (rungs == rung).any()]
    return {rung: mm.by_instrument(only(rows, rungs == rung), report.purse, FUNDING_INSTRUMENTS) for rung in present}


def _rows(standings: Standings, sums: dict[str, Sum]) -> Sequence[str]:
    return standings.shown_by([key for total in sums.values() for key in total.rows])


def _in_words(report: Report, rows: pd.DataFrame, entry: Entry) -> Block:
    every = report.view.funding
    paid, outlay = payments(report)
    said: list[Inline] = [paid]
    entries = [outlay, entry]
    itemised = every["restates"].isna() & every["part_of"].notna() & every["amount"].notna()
    inside = every[itemised & (places_of(rows.index, every["part_of"]) >= 0)]
    standings = ff.of_funding(inside, report.dataset.agreements)
    financed = _by_rung(report, inside, standings).get(Rung.FINANCED, {}) if len(inside) else {}
    if financed:
        lines = [Line(w.capital(kind), known(report, total), total.rows) for kind, total in financed.items()]
        parts = report.entry("money-financed-inside", "Committed amounts inside counted ones", "", RUNG_RULE, lines)
        worded: list[Inline] = []
        for i, (kind, total) in enumerate(financed.items()):
            worded += ([" and "] if i else []) + [f"{kind} of ", *parts.number(known(report, total), i)]
        said.append(
            sentence(
                "Inside counted amounts, and not added to them, {} {} committed.",
                worded,
                "is" if len(financed) == 1 else "are",
            )
        )
        entries.append(parts)
    report.registry.use(entries, "par-money-rungs", "How firm the money is")
    return {**paragraph(*said, evidence=entries), "id": "par-money-rungs"}


def crosswalk(report: Report) -> Exhibit:
    """Print the one table of levels and codes: every word of five vocabularies, none left out."""
    body = []
    for vocabulary, head in HEADS.items():
        body.append(row(head, kind="group"))
        body += [_crosswalk_row(one) for one in cw.TABLE if one.vocabulary == vocabulary]
    columns = [
        column("Value", width=2),
        column("How firm", width=3),
        column("Rule", width=6),
        column("IATI or DAC code", width=3),
        column("AidData status", width=3),
    ]
    notes = [
        "IATI activity status for agreements and projects, IATI transaction type for the status of money, DAC finance type for its instrument. "
        "11 Incoming Commitment and 13 Incoming Pledge are the recipient's view of 2 and 12 and are not used. "
        "A contract value has no transaction type, whatever its status: it is not funds that a provider offers."
    ]
    return exhibit(
        report.table("crosswalk", "How firm each word of the data is, and its codes", columns, body, notes=notes)
    )


def _crosswalk_row(one: cw.Entry) -> dict:
    code = one.activity or one.transaction or one.finance
    return row(
        one.value,
        _level(one),
        one.rule,
        f"{code.code} {code.name}" if code else "–",
        one.aiddata.name if one.aiddata else "–",
    )


def _level(one: cw.Entry) -> str:
    if one.rung is None:
        return "–"
    return one.rung.of_projects if one.vocabulary == cw.STAGE else one.rung.words
