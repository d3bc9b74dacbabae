"""The findings: short sentences, each computed from the tables and each with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Entry, Exhibit, Inline, Line, enumerated, exhibit, note, sentence
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.measures.counts import Count
from summit_report.analysis.measures.packages import Packed
from summit_report.analysis.measures.sources import on_reference_alone
from summit_report.analysis.report import Report
from summit_report.analysis.sections import brief, overlap, signed
from summit_report.analysis.sections.common import (
    COUNTING_RULE,
    NAMED_RULE,
    counts_entry,
    documents,
    number,
    overlapping_entry,
    projects_counted,
)
from summit_report.analysis.sections.findings_contracts import contracts
from summit_report.analysis.sections.findings_money import Finding, finance, headline, since, unpaid
from summit_report.analysis.sections.projects import stages_entry


def findings(report: Report) -> Exhibit:
    """State what the tables show, most important first; findings without rows behind them are left out."""
    asked = (
        _documents,
        _packages,
        headline,
        contracts,
        finance,
        unpaid,
        _countries,
        _projects,
        since,
        _single_reference,
    )
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
    if report.view.counted.empty:
        return None
    entry = signed.totals(report)
    parts = [
        sentence("{} {}", entry.number(line.value, i), line.label.lower())
        for i, line in enumerate(entry.lines)
        if line.value != "0"
    ]
    one = signed.whole(report).value == 1
    text = sentence("{}{} {}: {}.", "document" if one else "documents", report.scope, report.came, enumerated(parts))
    twice, evidence = overlap.brief(report)
    return entry.number(entry.value), [*text, *twice], [entry, *evidence]


def _packages(report: Report) -> Finding | None:
    found = pk.packages(report.view)
    if not found:
        return None
    whole = docs.joined(p.whole for p in found)
    single, grouped = docs.joined(p.named for p in found), docs.joined(p.held for p in found)
    surplus = docs.joined(p.surplus for p in found)
    total = signed.totals(report)
    entry = counts_entry(report, "packed", "Documents in packages", {"In packages": whole})
    parts = {"Named one by one": single} | ({"Known as a group": grouped} if grouped.value else {})
    parts |= {"Named beyond the count of their package": surplus} if surplus.value else {}
    inside = overlapping_entry(report, "packed-named", "Documents named inside packages", parts, NAMED_RULE)
    text = sentence(
        "of {} stand in {} that sources report as one number; {} of them {} named one by one{}.{}{}",
        total.number(documents(signed.whole(report))),
        entry.number(w.counted(len(found), "package")),
        inside.number(w.number(single.value) if single.value else "none", 0),
        "is" if single.value < 2 else "are",
        sentence(", {} more known only as a group", inside.number(w.number(grouped.value), 1)) if grouped.value else "",
        _surplus(found, surplus, inside),
        _rounded(found, entry),
    )
    return entry.number(number(whole)), text, [total, entry, inside]


def _surplus(found: Sequence[Packed], surplus: Count, inside: Entry) -> Inline:
    """Say what stands inside packages beyond their counts, which no sum of packages has."""
    if not surplus.value:
        return ""
    larger = sum(one.surplus.value > 0 for one in found)
    return sentence(
        " {} more {} inside {} than {} as.",
        inside.number(w.capital(number(surplus)), len(inside.lines) - 1),
        "stands" if surplus.value == 1 else "stand",
        inside.number(w.counted(larger, "package"), len(inside.lines) - 1),
        "it counts" if larger == 1 else "they count",
    )


def _rounded(found: Sequence[Packed], entry: Entry) -> Inline:
    """Say of packages whose number has a word, such as "more than 35", that they count as the number: " … as 35."."""
    worded = [one for one in found if one.whole.qualifier != "exact"]
    if not worded:
        return ""
    if len(worded) > 1:
        text = " {} packages of “more than” a number or the like count as that number."
        return sentence(text, entry.number(w.number(len(worded))))
    size, taken = entry.number(number(worded[0].whole)), entry.number(w.number(worded[0].documents))
    return sentence(" The package of {} counts as {}.", size, taken)


def _countries(report: Report) -> Finding | None:
    rows = report.view.counted
    partner = report.dataset.meta.partner
    everyone = docs.by_country(rows, [code for code in report.dataset.meta.members if code != partner])
    if report.view.country is not None or sum(count.value > 0 for count in everyone.values()) < 2:
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
    rest = [everyone[code] for code in order[1:]]
    low, high = rest[-1], rest[0]
    others = f"{number(low)} to {w.number(high.value)}" if low.value != high.value else number(high)
    text = sentence(
        "documents name {} as a party, against {} for {}.",
        w.the(order[0]),
        entry.number(others),
        f"each of the others but {w.the(partner)}" if len(rest) > 1 else w.the(order[1]),
    )
    return entry.number(number(everyone[order[0]]), 0), text, [entry]


def _alone(report: Report) -> Finding | None:
    rows = report.view.counted
    if rows.empty:
        return None
    alone = docs.count(docs.alone(rows, report.dataset.meta.partner))
    total = signed.totals(report)
    entry = counts_entry(
        report, "alone", f"Documents with {w.the(report.view.country or '')} alone", {"Two parties": alone}
    )
    several = signed.whole(report).value - alone.value
    text = sentence(
        "of {} {} between {} and {} alone{}.",
        total.number(documents(signed.whole(report))),
        "is" if 1 in (signed.whole(report).value, alone.value) else "are",
        w.the(report.dataset.meta.partner),
        w.the(report.view.country or ""),
        f"; {'the other names' if several == 1 else 'the others name'} several countries" if several else "",
    )
    return entry.number(number(alone)), text, [total, entry]


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
        entry.number(projects_counted(projects)),
        report.scope,
        "is" if len(advanced) == 1 or len(projects) == 1 else "are",
        [": ", *enumerated(parts)] if parts else "",
    )
    if report.view.country is not None:
        text += brief.regional(report, advanced, progress)
    return progress.number(w.number(len(advanced))), text, [entry, progress]


def _single_reference(report: Report) -> Finding | None:
    rows = report.view.counted
    weak = docs.count(rows[on_reference_alone(report.dataset, rows.index)])
    if not weak.value:
        return None
    entry = counts_entry(
        report,
        "reference",
        f"Documents that rest on a reference text alone{report.scope}",
        {"Reference text": weak},
        COUNTING_RULE + " Only entries of which no source speaks but a reference text.",
    )
    text = sentence(
        "{} {} on a reference text alone, which names no publisher.",
        "document" if weak.value == 1 else "documents",
        "rests" if weak.value == 1 else "rest",
    )
    return entry.number(number(weak)), text, [entry]
