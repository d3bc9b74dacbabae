"""The findings: short sentences, each computed from the tables and each with its evidence."""

from __future__ import annotations

from typing import Any

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Entry, Exhibit, Inline, Line, exhibit, note, sentence
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.measures import reconciliation as rc
from summit_report.analysis.measures.money import CONTRACT_VALUE, Sum
from summit_report.analysis.report import Report
from summit_report.analysis.sections import money, ratios, signed
from summit_report.analysis.sections.common import (
    COUNTING_RULE,
    NAMED_RULE,
    counts_entry,
    documents,
    originals,
    overlapping_entry,
    sums_entry,
    value,
)
from summit_report.analysis.sections.projects import stages_entry

Finding = tuple[Inline, Inline, list[Entry]]


def findings(report: Report) -> Exhibit:
    """State what the tables show, most important first; findings without rows behind them are left out."""
    asked = (_documents, _packages, _headline, _finance, _countries, _projects, _since, _single_reference)
    found = [finding for ask in asked if (finding := ask(report))]
    if not found:
        return exhibit(note(f"The dataset has no row{report.scope} that {report.came}."))
    items, entries = [], []
    for i, (large, text, evidence) in enumerate(found, start=1):
        report.registry.use(evidence, f"finding-{i}", f"Finding {i}")
        marks = [{"ref": entry.id, "label": entry.label} for entry in dict.fromkeys(evidence)]
        items.append({"id": f"finding-{i}", "value": large, "text": text, "evidence": marks})
        entries += [entry for entry in evidence if entry not in entries]
    block: dict[str, Any] = {
        "kind": "findings",
        "id": "findings",
        "items": items,
        "evidence": [entry.block() for entry in entries],
    }
    return exhibit(block)


def _documents(report: Report) -> Finding | None:
    if docs.counted(report.view.agreements).empty:
        return None
    entry = signed.totals(report)
    parts = [
        sentence("{} {}", entry.number(line.value, i), line.label.lower())
        for i, line in enumerate(entry.lines)
        if line.value != "0"
    ]
    text = sentence(
        "{}{} {}: {}.", "document" if entry.value == "1" else "documents", report.scope, report.came, _runs(parts)
    )
    return entry.number(entry.value), text, [entry]


def _runs(parts: list[list[Any]]) -> list[Any]:
    """Join sentences' parts as "a, b and c"."""
    runs: list[Any] = []
    for i, part in enumerate(parts):
        runs += ([" and " if i == len(parts) - 1 else ", "] if i else []) + part
    return runs


def _packages(report: Report) -> Finding | None:
    found = pk.packages(report.view)
    if not found:
        return None
    whole = docs.Count(sum(p.documents for p in found), tuple(p.key for p in found))
    single = docs.Count(sum(p.single.value for p in found), tuple(key for p in found for key in p.single.rows))
    grouped = docs.Count(sum(p.grouped.value for p in found), tuple(key for p in found for key in p.grouped.rows))
    total = signed.totals(report)
    entry = counts_entry(report, "packed", "Documents in packages", {"In packages": whole})
    parts = {"Named one by one": single} | ({"Known as a group": grouped} if grouped.value else {})
    inside = overlapping_entry(report, "packed-named", "Papers named inside packages", parts, NAMED_RULE)
    text = sentence(
        "of {} stand in {}; {} of them {} named one by one{}.",
        total.number(documents(int(total.value))),
        entry.number(w.counted(len(found), "package")),
        inside.number(w.number(single.value), 0),
        "is" if single.value == 1 else "are",
        sentence(", {} more known only as a group", inside.number(w.number(grouped.value), 1)) if grouped.value else "",
    )
    return entry.number(w.number(whole.value)), text, [total, entry, inside]


def _headline(report: Report) -> Finding | None:
    found = next((one for one in rc.headlines(report.view, report.purse) if one.share(one.items)), None)
    if found is None:
        return None
    items, everything = found.share(found.items), found.share(found.buckets)
    assert items is not None and everything is not None  # found has items with amounts
    entry = ratios.money_entry(report)
    line = next(i for i, one in enumerate(entry.lines) if one.rows[0] == found.key)
    count = sum(bucket.total.n for bucket in found.items)
    text = sentence(
        "of the {} announced for {} is named: {} to {}.",
        entry.number(ratios.whole(found), line),
        entry.number(_lower(found.title), line),
        entry.number(
            w.counted(count, *(("item adds up", "items add up") if items.certain else ("item comes", "items come"))),
            line,
        ),
        entry.number(ratios.named(found, found.items), line),
    )
    if everything != items:
        text += sentence(
            " With what is stated only as one sum for several documents, {} is named ({}): the sum may hold some of the items.",
            entry.number(ratios.named(found, found.buckets), line),
            entry.number(ratios.share(everything), line),
        )
    return entry.number(ratios.short_share(items), line), text, [entry]


def _lower(title: str) -> str:
    return title if title[:2].isupper() or title[:1].isdigit() else title[:1].lower() + title[1:]


def _finance(report: Report) -> Finding | None:
    totals = {kind: total for kind, total in money.sums(report).items() if kind != CONTRACT_VALUE}
    if not totals:
        return None
    entry = sums_entry(report, "finance", f"Finance without contract values{report.scope}", totals)
    stated, rows = sum(len(t.stated) for t in totals.values()), sum(t.total.of for t in totals.values())
    parts = [
        sentence(
            "{} {}",
            f"{kind}s:" if len(total.stated) != 1 else f"one {kind} of",
            _rated(report, entry.number(_amount(report, total), i), total),
        )
        for i, (kind, total) in enumerate(totals.items())
        if total.stated
    ]
    text = sentence(
        "pledges of finance{} have a stated amount{}.", report.scope, [": ", *_runs(parts)] if parts else ""
    )
    if rows == 1:
        text = sentence(
            "pledge of finance{} has a stated amount{}.", report.scope, [": ", *_runs(parts)] if parts else ""
        )
    stated_rows = report.dataset.funding.loc[[key for total in totals.values() for key in total.stated]]
    if (stated_rows["recipients"].map(len) > 1).any():
        text += ["Shared amounts are not split by country."]
        text.insert(-1, " ")
    return entry.number(f"{stated} of {rows}"), text, [entry, *ratios.ratio_evidence(report, stated_rows.index)]


def _rated(report: Report, amount: list[dict[str, str]], total: Sum) -> list[Any]:
    """Put behind *amount*, in brackets, how much of each headline in *total* is itemised."""
    found = [words for key in total.rows if (words := ratios.ratio_words(report, key))]
    if not found:
        return amount
    [run] = amount
    bracketed = run["text"].endswith(")")  # a converted value stands in brackets already
    ratio = _runs(found)
    return [run | {"text": run["text"].removesuffix(")")}, "; " if bracketed else " (", *ratio, ")"]


def _amount(report: Report, total: Any) -> str:
    stated = originals(total)
    if total.total.bounds is None:
        return f"{stated}, not converted"
    converted = value(total, report.currency)
    return stated if stated == converted else f"{stated} ({converted})"


def _countries(report: Report) -> Finding | None:
    rows = docs.counted(report.view.agreements)
    codes = [code for code in report.dataset.meta.members if code != report.dataset.meta.partner]
    everyone = {code: count for code, count in docs.by_country(rows, codes).items() if count.value}
    if report.view.country is not None or len(everyone) < 2:
        return _alone(report) if report.view.country else None
    order = sorted(everyone, key=lambda code: (-everyone[code].value, code))
    if everyone[order[0]].value == everyone[order[1]].value:
        return None
    entry = overlapping_entry(
        report,
        "parties",
        "Documents by country",
        {w.country(c): everyone[c] for c in order},
        COUNTING_RULE + " Each document counts once for each of its parties.",
    )
    rest = [everyone[code].value for code in order[1:]]
    others = f"{min(rest)} to {max(rest)}" if min(rest) != max(rest) else f"{rest[0]}"
    text = sentence(
        "documents name {} as a party, against {} for each of the others.",
        w.country(order[0]),
        entry.number(others),
    )
    return entry.number(w.number(everyone[order[0]].value), 0), text, [entry]


def _alone(report: Report) -> Finding | None:
    rows = docs.counted(report.view.agreements)
    if rows.empty:
        return None
    alone = docs.count(rows[rows["parties"].map(len) == 2])
    total = signed.totals(report)
    entry = counts_entry(
        report, "alone", f"Documents with {w.country(report.view.country or '')} alone", {"Two parties": alone}
    )
    text = sentence(
        "of {} {} between {} and this country alone; the others have several parties.",
        total.number(documents(int(total.value))),
        "is" if "1" in (total.value, entry.value) else "are",
        w.country(report.dataset.meta.partner),
    )
    return entry.number(w.number(alone.value)), text, [total, entry]


def _projects(report: Report) -> Finding | None:
    projects = report.view.projects
    if projects.empty:
        return None
    entry = stages_entry(report, projects)
    advanced = projects[projects["stage"].isin(["construction", "operating"])]
    progress = report.entry(
        "advanced",
        f"Projects under construction or operating{report.scope}",
        w.number(len(advanced)),
        "Count of projects whose stage is construction or operating.",
        [
            Line(w.capital(str(stage)), w.number(len(rows)), tuple(rows.index))
            for stage, rows in advanced.groupby("stage", observed=True)
        ],
    )
    words = {"Construction": "under construction"}
    parts = [
        sentence("{} {}", progress.number(line.value, i), words.get(line.label, line.label.lower()))
        for i, line in enumerate(progress.lines)
    ]
    text = sentence(
        "of {}{} {} past preparation{}.",
        entry.number(w.counted(len(projects), "project or part of one", "projects and parts of projects")),
        report.scope,
        "is" if len(advanced) == 1 else "are",
        [": ", *_runs(parts)] if parts else "",
    )
    return progress.number(w.number(len(advanced))), text, [entry, progress]


def _since(report: Report) -> Finding | None:
    rows = docs.counted(report.since.agreements)
    if rows.empty or report.view.relation == "follow-up":
        return None
    entry = counts_entry(
        report, "since", f"Documents that followed the summit{report.scope}", {"Follow-ups": docs.count(rows)}
    )
    entries = [entry]
    text = sentence(
        "{}{} followed up to {}", "document" if entry.value == "1" else "documents", report.scope, report.cut_off
    )
    totals = {kind: total for kind, total in money.sums(report, report.since).items() if total.total.bounds}
    if totals:
        paid = sums_entry(report, "since-money", f"Money that followed the summit{report.scope}", totals)
        entries.append(paid)
        parts = [
            sentence("{} {}", kind, _rated(report, paid.number(value(t, report.currency), i), t))
            for i, (kind, t) in enumerate(totals.items())
        ]
        entries += ratios.ratio_evidence(report, [key for t in totals.values() for key in t.rows])
        text += [f", with stated money of {'its' if entry.value == '1' else 'their'} own: ", *_runs(parts)]
    return entry.number(entry.value), [*text, "."], entries


def _single_reference(report: Report) -> Finding | None:
    rows = docs.counted(report.view.agreements)
    kinds = rows["source_id"].map(report.dataset.sources["kind"])
    weak = docs.count(rows[kinds == "reference"])
    if not weak.value:
        return None
    entry = counts_entry(
        report,
        "reference",
        f"Documents recorded from a reference text{report.scope}",
        {"Reference text": weak},
        COUNTING_RULE + " Only rows whose recorded source is of the kind “reference”.",
    )
    text = sentence(
        "{} {} on a single reference text, which names no publisher.",
        "document" if weak.value == 1 else "documents",
        "rests" if weak.value == 1 else "rest",
    )
    return entry.number(w.number(weak.value)), text, [entry]
