"""What no source says: n of N with an amount, a date, a counterparty, a cost, a target date; by country and sector."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from summit_report.analysis import figures
from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Block, Entry, Exhibit, Line, column, exhibit, note, paragraph, row, sentence
from summit_report.analysis.measures import silence as ss
from summit_report.analysis.measures.silence import Known
from summit_report.analysis.page import plain_table
from summit_report.analysis.report import Report

RULE = (
    "Count of rows whose cell is filled. Agreements and projects once each, a package as one agreement and the papers "
    "named inside it beside it; of the funding the rows that count toward a total."
)
HEADS = {
    "agreements with an amount": "Papers: amount",
    "agreements with a date": "Papers: date",
    "agreements with both sides named": "Papers: both sides",
    "pledges and values with an amount": "Money: amount",
    "pledges and values with a payer": "Money: payer",
    "projects with a cost": "Projects: cost",
    "projects with a target date": "Projects: target",
}
ALL = "All"


def n_of_n(known: Known) -> str:
    """Word an answer: "3 of 12"."""
    return f"{w.number(known.n)} of {w.number(known.of)}"


def overview(report: Report) -> Exhibit:
    """Say for how many rows the sources give an amount, a date, a counterparty, a cost, a target date."""
    found = {name: known for name, known in ss.known(report.view).items() if known.of}
    if not found:
        return exhibit(note(f"No row{report.scope} {report.came}: there is nothing to ask."))
    lines: list[Line] = []
    for name, known in found.items():
        lines.append(Line(w.capital(name), n_of_n(known), known.known))
        lines.append(Line(w.capital(name).replace(" with ", " without "), w.number(len(known.silent)), known.silent))
    entry = report.entry("silence", f"What the sources say{report.scope}", "", RULE, lines)
    report.registry.use([entry], "par-silence", "What is not known")
    numbers = {name: entry.number(n_of_n(known), 2 * i) for i, (name, known) in enumerate(found.items())}
    return exhibit({**paragraph(*_sentences(report, found, numbers), evidence=[entry]), "id": "par-silence"})


def _sentences(report: Report, found: Mapping[str, Known], numbers: Mapping[str, Any]) -> list[Any]:
    """One sentence per table, in the order of the questions."""
    said = []
    for subject, noun in (
        ("agreements", "agreements"),
        ("pledges and values", "rows of money"),
        ("projects", "projects"),
    ):
        names = [name for name in found if name.startswith(f"{subject} with ")]
        if not names:
            continue
        runs: list[Any] = []
        for i, name in enumerate(names):
            joint = "" if i == 0 else " and " if i == len(names) - 1 else ", "
            runs += [f"{joint}{_asked(name)} for ", *numbers[name]]
        said.append(sentence("Of the {}{} the sources state {}.", noun, report.scope, runs))
    return said


def _asked(name: str) -> str:
    return name.split(" with ")[1].replace("both sides named", "both sides")


def by_country(report: Report) -> Exhibit:
    """Draw what is known by country; left out where the view is about one country."""
    if report.view.country is not None:
        return exhibit()
    groups = {w.country(code): found for code, found in ss.by_country(report.view).items()}
    remark = "A row counts once for each country that it names: the lines do not add up to the first."
    return _grid(report, "silence-countries", "country", groups, remark)


def by_sector(report: Report) -> Exhibit:
    """Draw what is known by sector; left out where the view is about one sector."""
    if report.view.sector is not None:
        return exhibit()
    groups: dict[str, dict[str, Known]] = {}
    for code, found in ss.by_sector(report.view).items():
        name = {"not-itemised": "Sector not published", "unknown": "Sector unknown"}.get(code)
        groups[name or report.short_sector(code)] = found
    return _grid(
        report, "silence-sectors", "sector", groups, "Money has the sector of its agreement, else it is unknown."
    )


def _grid(report: Report, name: str, kind: str, groups: dict[str, dict[str, Known]], remark: str) -> Exhibit:
    everything = ss.known(report.view)
    asked = [question for question, known in everything.items() if known.of]
    if not asked:
        return exhibit(note(f"No row{report.scope} {report.came}: nothing to show by {kind}."))
    named = {ALL: everything, **groups}
    pairs = [(label, question) for label in named for question in asked if named[label][question].of]
    entry = _entry(report, name, kind, named, pairs)
    cells = {(label, HEADS[q]): (named[label][q].n, named[label][q].of) for label, q in pairs}
    words = report.words(
        _finding(groups, asked, kind),
        f"Rows{report.scope} that {report.came}: n of N for which a source states it. Hatched: none; empty: no row.",
    )
    drawn = figures.shares(cells, list(named), [HEADS[question] for question in asked], words)
    twin = _twin(words.title, kind, named, asked, pairs, entry)
    alt = "; ".join(f"{HEADS[q]}: {n_of_n(everything[q])}" for q in asked) + ". The data table gives every cell."
    caption = f"What the sources state, by {kind}: n of N rows. {remark}"
    blocks = [report.figure(name, drawn, words, caption, alt, twin, [entry])]
    return exhibit(*blocks, *_nothing(report, name, groups, pairs, entry))


def _entry(
    report: Report, name: str, kind: str, named: Mapping[str, Mapping[str, Known]], pairs: list[tuple[str, str]]
) -> Entry:
    lines = [
        Line(f"{label}, {question}", n_of_n(named[label][question]), named[label][question].rows)
        for label, question in pairs
    ]
    return report.entry(name, f"What the sources say, by {kind}{report.scope}", "", RULE, lines)


def _twin(
    title: str,
    kind: str,
    named: Mapping[str, Mapping[str, Known]],
    asked: list[str],
    pairs: list[tuple[str, str]],
    entry: Entry,
) -> Block:
    body = []
    for label, found in named.items():
        cells = [entry.number(n_of_n(found[q]), pairs.index((label, q))) if found[q].of else "–" for q in asked]
        body.append(row(label, *cells, kind="total" if label == ALL else None))
    columns = [column(w.capital(kind), width=3), *(column(HEADS[question], "right") for question in asked)]
    return plain_table(title, columns, body)


def _finding(groups: Mapping[str, Mapping[str, Known]], asked: list[str], kind: str) -> str:
    """State the question that most groups leave without any answer."""
    blank = {question: ss.nothing_known(groups, question) for question in asked}
    worst = max(asked, key=lambda question: (len(blank[question]), -asked.index(question)))
    posed = [name for name, found in groups.items() if found[worst].of]
    if not blank[worst]:
        return f"Every {kind} has at least one answer to each question"
    subject, thing = worst.split(" with ")
    plural = {"country": "countries"}.get(kind, f"{kind}s")
    where = f"{len(blank[worst])} of {len(posed)} {plural}" if len(posed) > 1 else posed[0]
    return f"No {_singular(subject)} has {thing} in {where}"


def _nothing(
    report: Report, name: str, groups: Mapping[str, Mapping[str, Known]], pairs: list[tuple[str, str]], entry: Entry
) -> list[Block]:
    """Name the groups with at least two rows and no answer, question by question."""
    said: list[Any] = []
    for question in dict.fromkeys(question for _, question in pairs):
        blank = [label for label in ss.nothing_known(groups, question) if groups[label][question].of > 1]
        if not blank:
            continue
        subject, thing = question.split(" with ")
        runs: list[Any] = []
        for i, label in enumerate(blank):
            joint = "" if i == 0 else " and " if i == len(blank) - 1 else ", "
            runs += [
                f"{joint}{label} (",
                *entry.number(n_of_n(groups[label][question]), pairs.index((label, question))),
                ")",
            ]
        said.append(sentence("No {} has {} in {}.", _singular(subject), thing, runs))
    if not said:
        return []
    report.registry.use([entry], f"par-{name}", "Where nothing is known")
    return [{**paragraph(*said, evidence=[entry]), "id": f"par-{name}"}]


def _singular(subject: str) -> str:
    return {"agreements": "agreement", "projects": "project"}.get(subject, "pledge or value")
