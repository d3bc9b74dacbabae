"""Summits side by side: the title block, and the findings by the same definitions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from summit_report.analysis import wording as w
from summit_report.analysis.comparison import Comparison, short_name
from summit_report.analysis.exhibits import Entry, Exhibit, Inline, Line, enumerated, exhibit, joined, note, sentence
from summit_report.analysis.frames import records
from summit_report.analysis.keys import Keys
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures.money import Sum
from summit_report.analysis.report import Report
from summit_report.analysis.sections import compare_later, money, overlap
from summit_report.analysis.sections.common import (
    COUNTING_RULE,
    MONEY_RULE,
    item,
    known,
    number,
    originals,
    places,
    unconverted,
    value,
)
from summit_report.analysis.sections.compare_tables import MEASURES, per_summit
from summit_report.analysis.sections.front import keywords, signature
from summit_report.analysis.sections.ratios import ratio_evidence, ratio_words
from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS

MOST = 4  # amounts of one summit that a finding names; the table of announced amounts has all
Finding = tuple[Inline, Inline, list[Entry]]


def title(page: Comparison) -> Exhibit:
    """Return the title block."""
    cited = page.citation
    facts: list[list[object]] = [
        ["Summits", w.listed(report.dataset.meta.title for report in page.reports)],
        ["Data cut-off", page.cut_off],
        ["Data", w.listed(f"{one.meta.id} {one.meta.version}, checksum {one.checksum[:12]}" for one in page.datasets)],
        ["Amounts in", f"{page.currency}, converted at dated rates"],
        *signature(cited, [one.meta for one in page.datasets]),
    ]
    front = {
        "kind": "front",
        "id": "top",
        "title": page.title,
        "subtitle": "The same questions to each, by the same definitions",
        "facts": facts,
        "authors": list(cited.authors),
        "lang": "en",
        "date": min(one.meta.as_of for one in page.datasets).isoformat(),
        "keywords": keywords(page.datasets),
        "description": f"{page.title}: documents, money, packages and what is known of them.",
    }
    return exhibit(front)


def findings(page: Comparison) -> Exhibit:
    """State what is alike and what differs, each with its evidence."""
    asked = [_documents, _packages, _countries, _contracts, _finance]
    found = [one for ask in asked if (one := ask(page))] + compare_later.findings(page)
    items = []
    for i, (large, text, evidence) in enumerate(found, start=1):
        page.registry.use(evidence, f"finding-{i}", f"Finding {i}")
        marks = [{"ref": entry.id, "label": entry.label} for entry in dict.fromkeys(evidence)]
        items.append({"id": f"finding-{i}", "value": large, "text": text, "evidence": marks})
    entries = dict.fromkeys(entry for _, _, evidence in found for entry in evidence)
    return exhibit(
        {"kind": "findings", "id": "findings", "items": items, "evidence": [entry.block() for entry in entries]}
    )


def definitions(page: Comparison) -> Exhibit:
    """Say once by which definitions the summits are compared, and what a difference may come from."""
    sources = w.listed(f"{len(report.dataset.sources)} for {short_name(report)}" for report in page.reports)
    return exhibit(
        note(
            "The same definitions hold for each summit. A document counts once, a package with all its documents; what is named "
            "inside a package is its detail and not added. Signed includes in force; of what is under way or completed, only what is signed by its kind or on a known date. A country counts each "
            "document to which it is a party. Money is added within one kind only. Contract value is what the parties say that deals "
            f"are worth; it is no finance. Sources used: {sources}. More entries may mean more sources, not more deals."
        )
    )


def _measured(page: Comparison, name: str) -> Entry:
    found = next(measure for measure in MEASURES if measure[0] == name)
    return per_summit(page, name, found[1], found[2], found[3])


def _short(entry: Entry) -> Inline:
    """Set the values of an entry large, one per summit: "143 → at least 178"."""
    return _arrows([entry.number(line.value, i) for i, line in enumerate(entry.lines)])


def _arrows(parts: list) -> Inline:
    return [run for i, part in enumerate(parts) for run in ([" → "] if i else []) + part]


def _documents(page: Comparison) -> Finding:
    every, signed = _measured(page, "documents"), _measured(page, "signed")
    parts = [
        sentence(
            "{} of {}, {} of them signed",
            every.number(every.lines[i].value, i),
            name,
            signed.number(signed.lines[i].value, i),
        )
        for i, name in enumerate(page.names)
    ]
    text, evidence = sentence("documents came out of the summits: {}.", enumerated(parts)), [every, signed]
    for report in page.reports:
        twice, own = overlap.brief(report, f"Of those of {short_name(report)}")
        text += twice
        evidence += own
    return _short(every), text, evidence


def _packages(page: Comparison) -> Finding:
    packed, named = _measured(page, "packed"), _measured(page, "named")
    parts = [
        sentence(
            "{} of {} for {}", named.number(named.lines[i].value, i), packed.number(packed.lines[i].value, i), name
        )
        for i, name in enumerate(page.names)
    ]
    text = sentence("of them are counted through packages. Named one by one are {}.", enumerated(parts))
    return _short(packed), text, [packed, named]


def _countries(page: Comparison) -> Finding | None:
    """Name the country with most documents at each summit, and the next."""
    entries, leaders, seconds, large = [], [], [], []
    for report in page.reports:
        counts = docs.by_country(report.view.counted, report.view.countries)
        order = sorted(counts, key=lambda code: (-counts[code].value, code))
        if len(order) < 2 or counts[order[0]].value == counts[order[1]].value:
            return None
        lines = [Line(w.country(code), number(counts[code]), counts[code].rows) for code in order]
        rule = f"{COUNTING_RULE} Once for each party."
        entry = report.entry("leading", f"Documents by country, {short_name(report)}", "", rule, lines)
        entries.append(entry)
        large.append(entry.number(lines[0].value, 0))
        leaders.append(lines[0].label)
        second = sentence("{} with {}", lines[1].label, entry.number(lines[1].value, 1))
        seconds.append(sentence("{} at {}", second, short_name(report)))
    same = len(set(leaders)) == 1
    names = leaders[0] if same else w.listed(f"{who} at {name}" for who, name in zip(leaders, page.names, strict=True))
    text = sentence("documents name {}, more than any other country; next are {}.", names, enumerated(seconds))
    return _arrows(large), text, entries


def _contracts(page: Comparison) -> Finding | None:
    return _amounts(
        page,
        (mm.CONTRACT_VALUE,),
        "contracts",
        "Contract value announced",
        "is the contract value announced: what the parties say that deals are worth, and no finance.",
    )


def _finance(page: Comparison) -> Finding | None:
    kinds = tuple(kind for kind in FUNDING_INSTRUMENTS if kind != mm.CONTRACT_VALUE)
    return _amounts(
        page, kinds, "finance", "Finance without contract values", "pledges of finance have a stated amount."
    )


def _amounts(page: Comparison, kinds: tuple[str, ...], name: str, heading: str, lead: str) -> Finding | None:
    """Set the known value of each summit large and name the amounts behind it with what is itemised of them."""
    entries: list[Entry] = []
    said: list[Inline] = [lead]
    large = []
    for report in page.reports:
        rows = mm.counted(report.view.funding)
        rows = rows[rows["instrument"].isin(kinds)]
        totals = {kind: total for kind, total in money.sums(report).items() if kind in kinds}
        lines = [Line(w.capital(kind), known(report, total), total.rows) for kind, total in totals.items()]
        stated, beside = rows[rows["amount"].notna()], _beside(report, kinds)
        largest = _largest(report, stated)
        listed, apart = stated, beside
        if page.registry.caps.cuts:  # then only what is named has a line
            listed, apart, largest = stated.iloc[largest], beside.head(MOST), list(range(len(largest)))
        have = f"{w.number(len(stated))} of {w.number(len(rows))}"
        lines = [Line("Entries with an amount", have, Keys(rows.index)), *lines]
        lines += [
            Line(str(f["title"]), item(report, report.purse.money(f)), (key,))
            for key, f in records(pd.concat([listed, apart]))
        ]
        of = len(lines) + len(stated) - len(listed) + len(beside) - len(apart)
        entry = report.entry(name, f"{heading}, {short_name(report)}", "", MONEY_RULE, lines, of=of)
        entries += [entry, *ratio_evidence(report, [*rows.index, *beside.index])]
        large.append(_large(report, entry, totals, name))
        first = 1 + len(totals)
        parts = [_amount(report, entry, first + i, listed.iloc[i]) for i in largest]
        if more := len(stated) - len(parts):
            parts.append([{"text": f"{w.number(more)} more", "ref": "tab-compare-announced"}])
        said.append(sentence("{}: {}.", short_name(report), enumerated(parts) if parts else "none"))
        first += len(listed)
        if parts := [
            _rated(entry.number(line.value, first + i), ratio_words(report, line.rows[0]))
            for i, line in enumerate(entry.lines[first:])
        ]:
            parts += [entry.number(f"{w.number(left)} more")] if (left := len(beside) - len(apart)) else []
            said.append(sentence("Not added, since it may overlap: {}.", enumerated(parts)))
    return _arrows(large), joined(said), entries


def _largest(report: Report, stated: pd.DataFrame) -> list[int]:
    """Return the places of the amounts that are named: of many the largest, which an unknown value is not, else all."""
    if len(stated) <= MOST + 1:  # one name is as short as "1 more"
        return list(range(len(stated)))
    _, values = report.purse.worths(stated)
    largest: list[int] = np.argsort(-np.nan_to_num(values), kind="stable")[:MOST].tolist()
    return largest


def _large(report: Report, entry: Entry, totals: dict[str, Sum], name: str) -> list:
    if name == "finance":
        return entry.number(entry.lines[0].value, 0)
    total = totals.get(mm.CONTRACT_VALUE)
    if total is None:
        return entry.number(w.UNKNOWN, 0)
    return entry.number(
        value(total, report.currency) + unconverted(total) if total.total.bounds else originals(total), 1
    )


def _amount(report: Report, entry: Entry, line: int, found: pd.Series) -> list:
    words = sentence("{} for “{}”", entry.number(entry.lines[line].value, line), str(found["title"]))
    to = places(report, found["recipients"])
    ratio = ratio_words(report, str(found.name))
    # What all share needs no name; who else an amount is for tells why the summits' sums differ.
    told = [one for one in ([to] if to != "all" else [], ratio) if one]
    return (
        [*words, " (", *(run for i, one in enumerate(told) for run in (["; "] if i else []) + list(one)), ")"]
        if told
        else words
    )


def _beside(report: Report, kinds: tuple[str, ...]) -> pd.DataFrame:
    """Return the stated amounts that are no part and no repetition of another, and still count toward no total."""
    rows = report.view.funding
    apart = rows["part_of"].isna() & rows["restates"].isna() & rows["amount"].notna()
    return rows[apart & rows["instrument"].isin(kinds) & (rows["counts_toward_total"] == "no")]


def _rated(words: Inline, ratio: Inline) -> list:
    return [*words, " (", *ratio, ")"] if ratio else [*words]
