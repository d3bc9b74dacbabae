"""Recount under other rules: what of this report other trackers would admit, each rule with its reasons row by row."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import islice

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
    heading,
    note,
    paragraph,
    row,
    sentence,
)
from summit_report.analysis.figures import Measure, Other
from summit_report.analysis.keys import Keys, all_of
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures.money import Sum
from summit_report.analysis.measures.recount import Rule
from summit_report.analysis.measures.trackers import FOLLOWED, RULES
from summit_report.analysis.page import plain_table
from summit_report.analysis.report import Report
from summit_report.analysis.sections.common import coverage, documents, in_cell, known, originals, value
from summit_report.analysis.sections.common import number as worded
from summit_report.analysis.sections.leading import named
from summit_report.analysis.sections.ratios import ratio_evidence, ratio_short, ratio_text, ratio_words
from summit_report.analysis.sections.recounts import NOT_ASKED, Recounts

QUESTION = "What would other trackers count of the same entries?"


def overview(report: Report) -> Exhibit:
    """
    Draw and print how many documents, projects and how much money remain under each rule, below a heading.

    Nothing at all where no tracker whose rules are known follows the money of the partner.
    """
    if report.dataset.meta.partner not in FOLLOWED:
        return exhibit()
    head = (heading("Counted-by-other-rules", "Counted by other rules"), paragraph(QUESTION))
    rows = report.view.counted
    if rows.empty and report.view.projects.empty:
        return exhibit(*head, note(f"No document or project{report.scope} {report.came}: there is nothing to recount."))
    recounts = Recounts(report)
    entries = {rule.key: recounts.entry(rule) for rule in RULES}
    ours = _ours(report, recounts)
    return exhibit(
        *head,
        _in_words(report, recounts, entries, ours),
        _figure(report, recounts, entries, ours),
        _table(report, recounts, entries, ours),
    )


def _ours(report: Report, recounts: Recounts) -> Entry:
    agreements, projects = report.view.counted, report.view.projects
    lines = [
        Line("Documents", worded(docs.count(agreements)), Keys(agreements.index)),
        Line("Projects", w.number(len(projects)), tuple(map(str, projects.index))),
        *(
            Line(w.capital(kind), known(report, recounts.ours[kind]), recounts.ours[kind].rows)
            for kind in (*recounts.kinds, *recounts.unrated)
            if kind in recounts.ours
        ),
    ]
    return report.entry(
        "recount-ours",
        f"Our own count{report.scope}",
        "",
        "The rules of this report, as in the sections before.",
        lines,
    )


def _in_words(report: Report, recounts: Recounts, entries: Mapping[str, Entry], ours: Entry) -> Block:
    by_number = sorted(RULES, key=recounts.documents)
    least, most = recounts.documents(by_number[0]), recounts.documents(by_number[-1])
    own = sentence("This report counts {}{}", ours.number(documents(_total(report)), 0), report.scope)
    low = entries[by_number[0].key].number(w.number(least) if least else "none")
    if least == most:
        said: list[Inline] = [sentence("{}; each of {} other rules admits {} of them.", own, w.number(len(RULES)), low)]
    else:
        high = entries[by_number[-1].key].number(w.number(most))
        said = [
            sentence(
                "{}. Of {} rules of other trackers, the widest ({}) admits {} of them and the narrowest ({}) {}.",
                own,
                w.number(len(RULES)),
                _rules(recounts, most),
                high,
                _rules(recounts, least),
                low,
            )
        ]
    passed = {kind: [rule for rule in RULES if kind in recounts.theirs[rule.key]] for kind in recounts.kinds}
    for kind, rules in passed.items():
        if kind in recounts.ours and not rules:
            said.append(
                f"No other rule admits the {kind}: it stands for packages."
                if _packed(recounts, kind)
                else f"No other rule admits the {kind}."
            )
        elif kind not in recounts.ours:
            passes = entries[rules[0].key].number(f"{len(rules)} of {len(RULES)} rules")
            verb = "counts" if len(rules) == 1 else "count"
            inside = all(
                report.view.funding.loc[list(recounts.theirs[r.key][kind].rows), "part_of"].notna().all() for r in rules
            )
            where = "in no total here, only inside larger sums" if inside else "in no total here"
            said.append(sentence("{} is {}; {} {} it.", w.capital(kind), where, passes, verb))
    said.append("A tracker with sources of its own may hold other entries.")
    report.registry.use([ours, *entries.values()], "par-recount", "Recount in words")
    return {**paragraph(*said, evidence=[ours, *entries.values()]), "id": "par-recount"}


def _rules(recounts: Recounts, documents: int) -> str:
    return named([rule.name for rule in RULES if recounts.documents(rule) == documents], str, "rule")


def _packed(recounts: Recounts, kind: str) -> bool:
    """Tell whether all the money of *kind* that our total counts is the value of packages."""
    return all(recounts.in_package(key) for key in recounts.ours[kind].rows)


def _total(report: Report) -> docs.Count:
    return docs.count(report.view.counted)


def _figure(report: Report, recounts: Recounts, entries: Mapping[str, Entry], ours: Entry) -> Block:
    total, projects = _total(report), len(report.view.projects)
    found = [Other(recounts.documents(rule), w.number(recounts.documents(rule))) for rule in RULES]
    counts = [
        Measure("Documents", total.value, worded(total), found),
        Measure("Projects", projects, w.number(projects), [_count(recounts.projects(rule)) for rule in RULES]),
    ]
    amounts = [_money_measure(report, recounts, kind) for kind in recounts.kinds]
    most = max(recounts.documents(rule) for rule in RULES)
    none = [kind for kind in recounts.ours if not any(kind in recounts.theirs[rule.key] for rule in RULES)]
    words = report.words(
        f"Other trackers would count {f'at most {w.number(most)}' if most else 'none'} of {documents(total)}"
        + (f" and none of the {none[0]}" if none and none[0] in recounts.kinds else ""),
        f"{report.that_came('Entries')}; bars: what the rule admits, each column on a scale of its own. Money in {report.currency}.",
    )
    measures = [*counts, *amounts]
    twin = plain_table(
        words.title,
        [column("Rule"), *(column(measure.name, "right") for measure in measures)],
        [row("This report", *(measure.text for measure in measures))]
        + [row(_label(rule), *(measure.others[r].text for measure in measures)) for r, rule in enumerate(RULES)],
    )
    caption = "The same entries as other trackers would admit them. A package passes no other rule; documents named in it may."
    alt = "; ".join(f"{_label(rule)}: {documents(recounts.documents(rule))}" for rule in RULES) + "."
    names = [(w.capital(rule.name), rule.tracker) for rule in RULES]
    printed = [key for total_ in recounts.ours.values() for key in total_.rows]
    evidence = [ours, *entries.values(), *ratio_evidence(report, printed)]
    draw = partial(figures.recounted, names, counts, amounts, words)
    return report.figure("recount", draw, words, caption, alt, twin, evidence)


def _label(rule: Rule) -> str:
    return f"{w.capital(rule.name)} ({rule.tracker})"


def _count(number: int | None) -> Other:
    return Other(None, NOT_ASKED) if number is None else Other(number, w.number(number))


def _money_measure(report: Report, recounts: Recounts, kind: str) -> Measure:
    ours = recounts.ours.get(kind)
    others = []
    for rule in RULES:
        found = recounts.theirs[rule.key].get(kind)
        if found is not None and found.total.bounds is None:
            others.append(Other(None, w.UNKNOWN))
        else:
            others.append(Other(_central(found), _amount(found)))
    remark = ratio_short(report, ours.rows[0]) if ours and len(ours.rows) == 1 else None
    return Measure(w.capital(kind), _central(ours), _amount(ours), others, remark or "")


def _central(total: Sum | None) -> float:
    return total.total.bounds.central if total is not None and total.total.bounds else 0.0


def _amount(total: Sum | None) -> str:
    if total is None or total.total.bounds is None:
        return "none"
    return value(total, "") + (f", {coverage(total)}" if total.left_out else "")


def _table(report: Report, recounts: Recounts, entries: Mapping[str, Entry], ours: Entry) -> Block:
    positions = {line.label: i for i, line in enumerate(ours.lines)}
    own = [_ours_cell(report, recounts, kind, ours, positions) for kind in recounts.kinds]
    body = [
        row(
            "This report",
            "",
            ours.number(ours.lines[0].value, 0),
            ours.number(ours.lines[1].value, 1),
            *own,
            kind="total",
        )
    ]
    for rule in RULES:
        entry = entries[rule.key]
        projects = recounts.projects(rule)
        cells = [
            entry.number(in_cell(recounts.theirs[rule.key][kind])) if kind in recounts.theirs[rule.key] else "–"
            for kind in recounts.kinds
        ]
        body.append(
            row(
                w.capital(rule.name),
                rule.tracker,
                entry.number(w.number(recounts.documents(rule))),
                NOT_ASKED if projects is None else entry.number(w.number(projects)),
                *cells,
            )
        )
    columns = [
        column("Rule", width=3),
        column("Tracker", width=3),
        column("Documents", "right", width=2),
        column("Projects", "right", width=2),
        *(column(w.capital(kind), "right", unit=report.currency, width=2) for kind in recounts.kinds),
    ]
    printed = all_of([total.rows for total in recounts.ours.values()])
    notes: list[Inline] = [
        "Known value of n of N entries; “–”: none passes. Kinds of money are never added. The evidence gives each rule in full and the reason for each entry.",
    ]
    for kind, (by, total) in recounts.unrated.items():
        stated = f"{originals(total)}, {coverage(total)}"
        number = entries[by.key].number(stated) if by else ours.number(stated, positions[w.capital(kind)])
        notes.append(sentence("{}: no rate, and so no column; as stated {}.", w.capital(kind), number))
    return report.table(
        "recount",
        f"The same entries{report.scope} under other rules",
        columns,
        body,
        notes=notes,
        evidence=[ours, *entries.values(), *ratio_evidence(report, printed)],
    )


def _ours_cell(report: Report, recounts: Recounts, kind: str, ours: Entry, positions: Mapping[str, int]) -> Inline:
    if kind not in recounts.ours:
        return "–"
    total = recounts.ours[kind]
    rated = list(islice((key for key in total.rows if ratio_text(report, key)), 2))
    ratio = ratio_words(report, rated[0]) if len(rated) == 1 else None
    number = ours.number(in_cell(total), positions[w.capital(kind)])
    return [*number, "; ", *ratio] if ratio else number
