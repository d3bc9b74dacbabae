"""The findings: short sentences, each computed from the tables and each with its evidence."""

from __future__ import annotations

from typing import Any

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Entry, Exhibit, Inline, Line, exhibit, note, sentence
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.money import CONTRACT_VALUE
from summit_report.analysis.report import Report
from summit_report.analysis.sections import money, signed
from summit_report.analysis.sections.common import (
    COUNTING_RULE,
    NAMED_RULE,
    counts_entry,
    documents,
    item,
    known,
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
        items.append({"id": f"finding-{i}", "value": large, "text": text})
        entries += [entry for entry in evidence if entry not in entries]
    block: dict[str, Any] = {
        "kind": "findings",
        "id": "findings",
        "items": items,
        "evidence": [entry.block() for entry in entries],
    }
    return exhibit(block)


def _documents(report: Report) -> Finding | None:
    entry = signed.totals(report)
    if entry.value == "0":
        return None
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
    rows = docs.counted(report.view.agreements)
    found = docs.packages(rows, report.view.agreements)
    if not found:
        return None
    whole = docs.Count(sum(p.documents for p in found), tuple(p.key for p in found))
    named = docs.Count(sum(p.named.value for p in found), tuple(key for p in found for key in p.named.rows))
    total = signed.totals(report)
    entry = counts_entry(report, "packed", "Documents in packages", {"In packages": whole})
    inside = counts_entry(report, "packed-named", "Papers named inside packages", {"Named": named}, NAMED_RULE)
    text = sentence(
        "of {} stand in {}; {} of them {} named one by one.",
        total.number(documents(int(total.value))),
        entry.number(w.counted(len(found), "package")),
        inside.number(w.number(named.value)),
        "is" if named.value == 1 else "are",
    )
    return entry.number(w.number(whole.value)), text, [total, entry, inside]


def _headline(report: Report) -> Finding | None:
    found = money.breakdown(report)
    finance = [part for part in found if part[2] != CONTRACT_VALUE and part[3].total.bounds and part[1].value]
    if not finance:
        return None
    key, whole, kind, part = max(finance, key=lambda one: one[1].value.central)  # type: ignore[union-attr]
    share = part.total.bounds.central / whole.value.central  # type: ignore[union-attr]
    others = [one for one in found if one[0] == key and one[2] != kind]
    entry = report.entry(
        "named-share",
        f"Named inside {key}",
        w.percent(share),
        "Sum of the stated parts of one instrument over the stated whole; parts of other instruments may overlap and are not added.",
        [Line("Announced", item(report, whole), (key,)), Line(f"Named, {kind}", known(report, part), part.rows)]
        + [Line(f"Named, {one[2]}, not added", known(report, one[3]), one[3].rows) for one in others],
    )
    title = str(report.dataset.funding.at[key, "title"])
    text = sentence(
        "of the {} announced for {} is named: {} up to {}.",
        entry.number(item(report, whole), 0),
        entry.number(_lower(title), 0),
        entry.number(w.counted(part.total.n, "item adds", "items add"), 1),
        entry.number(value(part, report.currency), 1),
    )
    for i, (_, _, other, total) in enumerate(others):
        if total.total.bounds:
            text += sentence(
                " Another {} of {} ({}) may contain some of them and {} not added.",
                "item" if total.total.n == 1 else w.counted(total.total.n, "item"),
                entry.number(value(total, report.currency), i + 2),
                other,
                "is" if total.total.n == 1 else "are",
            )
    return entry.number(w.percent(share)), text, [entry]


def _lower(title: str) -> str:
    return title if title[:2].isupper() or title[:1].isdigit() else title[:1].lower() + title[1:]


def _finance(report: Report) -> Finding | None:
    totals = {kind: total for kind, total in money.sums(report).items() if kind != CONTRACT_VALUE}
    if not totals:
        return None
    entry = sums_entry(report, "finance", f"Finance without contract values{report.scope}", totals)
    stated, rows = sum(t.total.n for t in totals.values()), sum(t.total.of for t in totals.values())
    parts = [
        sentence(
            "{} {}", f"{kind}s:" if total.total.n != 1 else f"one {kind} of", entry.number(_amount(report, total), i)
        )
        for i, (kind, total) in enumerate(totals.items())
        if total.total.bounds
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
        text += ["What several countries share is not split among them."]
        text.insert(-1, " ")
    return entry.number(f"{stated} of {rows}"), text, [entry]


def _amount(report: Report, total: Any) -> str:
    converted = value(total, report.currency)
    stated = originals(total)
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
    alone = docs.count(rows[rows["parties"].map(len) == 2])
    total = signed.totals(report)
    if total.value == "0":
        return None
    entry = counts_entry(
        report, "alone", f"Documents with {w.country(report.view.country or '')} alone", {"Two parties": alone}
    )
    text = sentence(
        "of {} {} between {} and this country alone; the others have several parties.",
        total.number(documents(int(total.value))),
        "is" if alone.value == 1 else "are",
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
            sentence("{} {}", kind, paid.number(value(t, report.currency), i))
            for i, (kind, t) in enumerate(totals.items())
        ]
        text += [", with stated money of their own: ", *_runs(parts)]
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
        "{} {} no recorded source but a reference text that names no publisher.",
        "document" if weak.value == 1 else "documents",
        "has" if weak.value == 1 else "have",
    )
    return entry.number(w.number(weak.value)), text, [entry]
