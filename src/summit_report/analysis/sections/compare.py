"""Summits side by side: the title block, and the findings by the same definitions."""

from __future__ import annotations

from summit_report.analysis import wording as w
from summit_report.analysis.comparison import Comparison, short_name
from summit_report.analysis.exhibits import Entry, Exhibit, Inline, Line, exhibit, joined, sentence
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.sections import money
from summit_report.analysis.sections.common import COUNTING_RULE, known, value
from summit_report.analysis.sections.compare_tables import MEASURES, all_documents, per_summit
from summit_report.analysis.sections.ratios import money_entry, ratio_words
from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS

Finding = tuple[Inline, Inline, list[Entry]]


def title(page: Comparison) -> Exhibit:
    """Return the title block."""
    cited = page.citation
    facts: list[list[object]] = [
        ["Summits", w.listed(report.dataset.meta.title for report in page.reports)],
        ["Data cut-off", page.cut_off],
        ["Data", w.listed(f"{one.meta.id} {one.meta.version}, checksum {one.checksum[:12]}" for one in page.datasets)],
        ["Amounts in", f"{page.currency}, converted at dated rates"],
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
        "keywords": ["China", "Central Asia", "summit outcomes", "development finance"],
        "description": f"{page.title}: documents, money, packages and what is known of them.",
    }
    return exhibit(front)


def findings(page: Comparison) -> Exhibit:
    """State what is alike and what differs, each with its evidence."""
    found = [_documents(page), _packages(page), _contracts(page), _finance(page), _later(page)]
    items, entries = [], []
    for i, (large, text, evidence) in enumerate(found, start=1):
        page.registry.use(evidence, f"finding-{i}", f"Finding {i}")
        marks = [{"ref": entry.id, "label": entry.label} for entry in dict.fromkeys(evidence)]
        items.append({"id": f"finding-{i}", "value": large, "text": text, "evidence": marks})
        entries += [entry.block() for entry in evidence]
    return exhibit({"kind": "findings", "id": "findings", "items": items, "evidence": entries})


def _measured(page: Comparison, name: str) -> Entry:
    found = next(measure for measure in MEASURES if measure[0] == name)
    return per_summit(page, name, found[1], found[2], found[3])


def _spread(page: Comparison, entry: Entry) -> Inline:
    """Word one value per summit: "143 (Xi'an 2023), 178 (Astana 2025)"."""
    runs: list[Inline] = []
    for i, name in enumerate(page.names):
        runs += ([", "] if i else []) + [*entry.number(entry.lines[i].value, i), f" ({name})"]
    return runs


def _documents(page: Comparison) -> Finding:
    every, signed = _measured(page, "documents"), _measured(page, "signed")
    text = sentence(
        "documents came out of the summits: {}; signed are {}.", _spread(page, every), _spread(page, signed)
    )
    return _short(page, every), text, [every, signed]


def _short(page: Comparison, entry: Entry) -> Inline:
    runs: list[Inline] = []
    for i, line in enumerate(entry.lines):
        runs += ([" → "] if i else []) + entry.number(line.value, i)
    return runs


def _packages(page: Comparison) -> Finding:
    packed, named = _measured(page, "packed"), _measured(page, "named")
    text = sentence("documents stand in packages; papers named inside them: {}.", _spread(page, named))
    return _short(page, packed), text, [packed, named]


def _sums(page: Comparison, kinds: tuple[str, ...], name: str, heading: str) -> Entry:
    lines = []
    for report in page.reports:
        totals = {kind: total for kind, total in money.sums(report).items() if kind in kinds}
        worded = [f"{kind} {known(report, total)}" for kind, total in totals.items()]
        rows = tuple(key for total in totals.values() for key in total.rows)
        lines.append(Line(short_name(report), w.listed(worded) if worded else "none", rows))
    return page.entry(f"compare-{name}", heading, "", "Sum within one instrument; n of N rows have an amount.", lines)


def _contracts(page: Comparison) -> Finding:
    entry = _sums(page, ("contract value",), "contracts", "Contract value announced")
    large: list[Inline] = []
    for i, report in enumerate(page.reports):
        total = money.sums(report).get("contract value")
        worded = value(total, page.currency) if total and total.total.bounds else w.UNKNOWN
        large += ([" → "] if i else []) + entry.number(worded, i)
    text = sentence("is the value put on signed papers. {}", _itemised(page))
    return large, text, [entry, *(money_entry(report) for report in page.reports)]


def _itemised(page: Comparison) -> Inline:
    """Say per summit how much of the contract value is named item by item."""
    runs: list[Inline] = []
    for report in page.reports:
        total = money.sums(report).get("contract value")
        runs += [f"{short_name(report)}: "]
        found = [words for key in (total.rows if total else ()) if (words := ratio_words(report, key))]
        runs += joined([[*words, "," if i < len(found) - 1 else "."] for i, words in enumerate(found)]) or ["none."]
        runs += [" "]
    return runs[:-1]


def _finance(page: Comparison) -> Finding:
    kinds = tuple(kind for kind in FUNDING_INSTRUMENTS if kind != "contract value")
    entry = _sums(page, kinds, "finance", "Finance without contract values")
    stated = [(sum(t.total.n for t in found), sum(t.total.of for t in found)) for found in _finance_totals(page, kinds)]
    large: list[Inline] = []
    for i, (n, of) in enumerate(stated):
        large += ([" → "] if i else []) + entry.number(f"{n} of {of}", i)
    text = sentence("pledges of finance have a stated amount: {}.", _spread(page, entry))
    return large, text, [entry]


def _finance_totals(page: Comparison, kinds: tuple[str, ...]) -> list[list]:
    return [[total for kind, total in money.sums(report).items() if kind in kinds] for report in page.reports]


def _later(page: Comparison) -> Finding:
    first = page.reports[0]
    rows = docs.counted(first.view.agreements)
    moved = rows[rows["status"].isin(["in force", "under way", "completed"])]
    promised = per_summit(page, "promised", "Documents of the summit", all_documents, COUNTING_RULE)
    entry = page.entry(
        "compare-moved",
        f"Documents of {short_name(first)} known to be in force, under way or completed",
        w.number(docs.count(moved).value),
        COUNTING_RULE,
        [
            Line(w.capital(str(status)), w.number(docs.count(group).value), tuple(group.index))
            for status, group in moved.groupby("status", observed=True)
        ],
    )
    text = sentence(
        "of the {} documents of {} are known to be in force, under way or completed; of the others nothing later is recorded.",
        promised.number(promised.lines[0].value, 0),
        short_name(first),
    )
    return entry.number(entry.value), text, [entry, promised]
