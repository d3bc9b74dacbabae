"""The money of one country in words: what is for it alone, what it shares, and what has no amount."""

from __future__ import annotations

import pandas as pd

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import (
    Entry,
    Exhibit,
    Inline,
    Line,
    column,
    enumerated,
    exhibit,
    note,
    paragraph,
    row,
    sentence,
)
from summit_report.analysis.frames import Record, only, records
from summit_report.analysis.measures import money as mm
from summit_report.analysis.report import Report
from summit_report.analysis.sections import converted
from summit_report.analysis.sections.brief_rows import MOST, WHOLE
from summit_report.analysis.sections.common import item, rates
from summit_report.analysis.sections.groups import Group, shortened
from summit_report.analysis.sections.payments import payments
from summit_report.analysis.sections.ratios import ratio_evidence, ratio_words
from summit_report.analysis.sections.rewordings import others
from summit_report.analysis.sections.tables import needs

RULE = (
    "Entries of money that count toward a total, by their recipients beside the partner: this country alone, or several; "
    "and what it pays to the partner. What several share is never split."
)
KINDS = {"grant": "a grant", "loan": "a loan", "investment": "an investment", "unspecified": "money of no stated kind"}


def amounts(report: Report) -> Exhibit:
    """Say which money is for the country alone and which it shares, for the summit and for what followed."""
    now, later = _rows(report)
    if report.view.country is None or (now.empty and later.empty):
        return exhibit()
    entry = money_entry(report)
    rows = pd.concat([now, later])
    said = [*_paid(report, entry, now), *_own(report, entry, now), *_shared(report, entry, now)]
    said += _since(report, entry, later)
    paid, outlay = payments(report)
    said.append(paid)
    evidence = [entry, outlay, *ratio_evidence(report, rows.index)]
    report.registry.use(evidence, "par-own-money", "Money alone and shared")
    return exhibit({**paragraph(*said, evidence=evidence), "id": "par-own-money"})


def _rows(report: Report) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the country's counted money of the report's relation, and of what followed."""
    now = mm.counted(report.view.funding)
    return now, mm.counted(report.since.funding) if report.since != report.view else now.iloc[:0]


def money_entry(report: Report) -> Entry:
    """Record the evidence of the country's counted money, one line for each row."""
    rows = pd.concat(_rows(report))
    lines = [
        Line(str(found["title"]), f"{found['instrument']}: {item(report, report.purse.money(found))}", (key,))
        for key, found in records(rows.head(report.registry.caps.parts))
    ]
    title = f"Money for {w.the(str(report.view.country))}, alone and shared"
    return report.entry("own-money", title, "", RULE, lines, of=len(rows))


def split(report: Report, rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Part *rows* into those for the country alone, those that it shares with others, and those that it pays."""
    partner, country = report.dataset.meta.partner, report.view.country
    received = rows["recipients"].map(lambda codes: country in codes).astype(bool)
    several = rows["recipients"].map(lambda codes: len(set(codes) - {partner}) > 1).astype(bool)
    return only(rows, received & ~several), only(rows, received & several), only(rows, ~received)


def _paid(report: Report, entry: Entry, rows: pd.DataFrame) -> list[Inline]:
    """Say what the country is to pay to the partner, alone or with others."""
    *_, paid = split(report, rows)
    stated, silent = _parted(paid)
    way = f"From {w.the(str(report.view.country))} to {w.the(report.dataset.meta.partner)}"
    said: list[Inline] = []
    if len(stated):
        said.append(sentence("{} {} stated {}.", way, _are(stated), _amounts(report, entry, stated)))
    if len(silent):
        said.append(sentence("{} no amount is stated for {}.", way, _titles(report, entry, silent)))
    return said


def _own(report: Report, entry: Entry, rows: pd.DataFrame) -> list[Inline]:
    own, _, paid = split(report, rows)
    stated, silent = _parted(own)
    if own.empty and len(paid):
        return []
    country = w.the(str(report.view.country))
    if stated.empty:
        why = (
            sentence(": {} {} none", _titles(report, entry, silent), "has" if len(silent) == 1 else "have")
            if len(silent)
            else ""
        )
        return [sentence("No amount is stated for {} alone{}.", country, why)]
    said: list[Inline] = [
        sentence("For {} alone {} stated {}.", country, _are(stated), _amounts(report, entry, stated))
    ]
    return [*said, sentence("No amount is stated for {}.", _titles(report, entry, silent))] if len(silent) else said


def _shared(report: Report, entry: Entry, rows: pd.DataFrame) -> list[Inline]:
    _, shared, _ = split(report, rows)
    stated, silent = _parted(shared)
    said: list[Inline] = []
    if len(stated):
        text = "It shares {} with other countries; how it is split is not stated."
        said.append(sentence(text, _amounts(report, entry, stated)))
    if len(silent):
        said.append(
            sentence(
                "Of what it shares, {} {} no amount.",
                _titles(report, entry, silent),
                "has" if len(silent) == 1 else "have",
            )
        )
    return said


def _since(report: Report, entry: Entry, rows: pd.DataFrame) -> list[Inline]:
    own, shared, paid = (_parted(part)[0] for part in split(report, rows))
    said: list[Inline] = []
    if len(own):
        said.append(sentence("Of what followed, {} {} for it alone.", _amounts(report, entry, own), _are(own)))
    if len(shared):
        said.append(sentence("Of what followed, it shares {}.", _amounts(report, entry, shared)))
    if len(paid):
        said.append(sentence("Of what followed, it is to pay {}.", _amounts(report, entry, paid)))
    return said


@needs("funding", told=True)
def table(report: Report) -> Exhibit:
    """List the country's amounts, each once: its own, the shared, those inside others, and those that followed."""
    if report.view.country is None:
        return exhibit()
    groups = {label: rows for label, rows in _groups(report).items() if len(rows)}
    if not groups:
        return exhibit(note(f"No entry for money{report.scope} is recorded."))
    every, first = pd.concat(list(groups.values())), converted.lead(report)
    kept = every.head(report.registry.caps.parts)
    money = [report.purse.money(found) for _, found in records(kept)]
    lines = [
        Line(title, item(report, one), (one.key,)) for title, one in zip(map(str, kept["title"]), money, strict=True)
    ]
    rule = "Each as stated; restatements left out."
    entry = report.entry("own-amounts", f"Amounts{report.scope}", "", rule, lines, of=len(every))
    columns = [
        column("Money", width=9),
        column("Kind", width=2),
        column("Payer", width=3.6),
        column("Stated", "right", width=3.6),
        column("Itemised", "right", width=2.2),
    ]
    listed = [
        Group(label, len(rows), (_row(report, found) for _, found in records(rows)), entry.id)
        for label, rows in groups.items()
    ]
    body = shortened(listed, WHOLE, MOST)
    evidence = [entry, *ratio_evidence(report, map(str, every.index))]
    money += [report.purse.money(found) for rows in groups.values() for _, found in records(rows.head(MOST + 1))]
    notes: list[Inline] = [*rates([*money, *(converted.moneys(report, first) if first else [])])]
    return exhibit(report.table("own-money", f"Amounts{report.scope}", columns, body, notes=notes, evidence=evidence))


def _groups(report: Report) -> dict[str, pd.DataFrame]:
    now, later = _rows(report)
    own, shared, paid = split(report, now)
    country = w.the(str(report.view.country))
    every = report.view.funding
    rest = every[every["restates"].isna() & (every["counts_toward_total"] == "no") & every["amount"].notna()]
    return {
        f"From {country} to {w.the(report.dataset.meta.partner)}": paid,
        f"For {country} alone": own,
        "Shared with other countries, not split": shared,
        "Not added: may lie inside another amount": rest,
        "Followed the summit": later,
    }


def _row(report: Report, found: Record) -> dict:
    ratio = ratio_words(report, str(found.name))
    return row(
        [{"text": str(found["title"]), "ref": f"row-{str(found.name).lower()}"}],
        w.capital(str(found["instrument"])),
        w.capital(str(found["funder"])),
        item(report, report.purse.money(found)),
        [run | {"text": run["text"].replace(" named item by item", "")} for run in ratio] if ratio else "",
    )


def _parted(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    known = rows["amount"].notna()
    return only(rows, known), only(rows, ~known)


def _are(rows: pd.DataFrame) -> str:
    return "is" if len(rows) == 1 else "are"


def _amounts(report: Report, entry: Entry, rows: pd.DataFrame) -> Inline:
    """Word the amounts of *rows*; of very many, the first and how many more there are."""
    shown = _first(report, rows)
    said: list[Inline] = [_amount(report, entry, str(key), found) for key, found in shown.iterrows()]
    return enumerated([*said, *_more(entry, len(rows) - len(shown))])


def _amount(report: Report, entry: Entry, key: str, found: pd.Series) -> list:
    """Word one amount: "a loan of about USD 2.3 bn", with what is named of it and who pays where it is the country."""
    kind = KINDS.get(str(found["instrument"]), str(found["instrument"]))
    line = next((i for i, one in enumerate(entry.lines) if one.rows[0] == key), None)  # None: cut away
    text = item(report, report.purse.money(found))
    beside: list[Inline] = [ratio] if (ratio := ratio_words(report, key)) else []
    if said := others(report, key):
        beside.append([said])
    payers, country = found["funder_parties"], str(report.view.country)
    if country in payers and country in found["recipients"]:
        paid = "paid" if found["status"] == "disbursed" else "to be paid"
        beside.append([f"{paid} {'in part ' if len(payers) > 1 else ''}by {w.the(country)} itself"])
    elif len(payers) > 1 and country in payers:
        beside.append([f"together with {w.countries(code for code in payers if code != country)}"])
    if not beside:
        return sentence("{} of {}", kind, entry.number(text, line))
    runs = [run for i, one in enumerate(beside) for run in ([", "] if i else []) + list(one)]
    joint = "; " if text.endswith(")") else " ("  # a converted value stands in brackets already
    return sentence("{} of {}{}{})", kind, entry.number(text.removesuffix(")"), line), joint, runs)


def _titles(report: Report, entry: Entry, rows: pd.DataFrame) -> Inline:
    """Name *rows* by their titles; of very many, the first and how many more there are."""
    shown = _first(report, rows)
    lines = {line.rows[0]: i for i, line in enumerate(entry.lines)}
    said: list[Inline] = [
        ["“", *entry.number(str(found["title"]), lines.get(str(key))), "”"] for key, found in shown.iterrows()
    ]
    return enumerated([*said, *_more(entry, len(rows) - len(shown))])


def _first(report: Report, rows: pd.DataFrame) -> pd.DataFrame:
    """Return those of *rows* that a sentence has room for: all, or of very many as many as a group of the table."""
    caps = report.registry.caps
    return rows.head(min(MOST, caps.lines)) if caps.cuts else rows


def _more(entry: Entry, left: int) -> list[Inline]:
    return [entry.number(f"{w.number(left)} more")] if left else []
