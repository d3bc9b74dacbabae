"""What no source says: n of N with an amount, a date, a counterparty, a cost, a target date; by country and sector."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from summit_report.analysis import figures
from summit_report.analysis import wording as w
from summit_report.analysis.exhibits import Block, Entry, Exhibit, Line, column, exhibit, note, paragraph, row, sentence
from summit_report.analysis.keys import Keys
from summit_report.analysis.measures import silence as ss
from summit_report.analysis.measures.silence import Known
from summit_report.analysis.page import plain_table
from summit_report.analysis.report import Report
from summit_report.analysis.sections.limits import left_out

RULE = (
    "Count of entries whose cell is filled. Documents and projects once each, a package as one entry and the documents "
    "named inside it beside it; of the money the entries that count toward a total."
)
HEADS = {
    "documents with an amount": "Documents (entries): amount",
    "documents with a date": "Documents (entries): date",
    "documents with both sides named": "Documents (entries): both sides",
    "pledges and values with an amount": "Money: amount",
    "pledges and values with a payer": "Money: payer",
    "projects with a cost": "Projects: cost",
    "projects with a target date": "Projects: target date",
}
COUNTED, INSIDE = "Counted entries for documents", "Entries inside packages, not added"
ALL = "All"
PLURALS = {"country": "countries", "sector": "sectors"}
SINGULAR = {"documents": "document", "pledges and values": "pledge or value", "projects": "project"}
Groups = Mapping[str, Mapping[str, Known]]


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
    rows = ss.rows(report.view)["agreements"]
    inside = rows["part_of"].notna()
    for label, part in ((COUNTED, rows[~inside]), (INSIDE, rows[inside])):
        lines.append(Line(label, w.number(len(part)), Keys(part.index)))
    entry = report.entry("silence", f"What the sources say{report.scope}", "", RULE, lines)
    report.registry.use([entry], "par-silence", "What is not known")
    numbers = {name: entry.number(n_of_n(known), 2 * i) for i, (name, known) in enumerate(found.items())}
    return exhibit({**paragraph(*_sentences(report, entry, found, numbers), evidence=[entry]), "id": "par-silence"})


def _sentences(report: Report, entry: Entry, found: Mapping[str, Known], numbers: Mapping[str, Any]) -> list[Any]:
    """Say first what the entries for documents are, then one sentence per table, in the order of the questions."""
    said = _denominators(report, entry)
    for subject in ("documents", "pledges and values", "projects"):
        names = [name for name in found if name.startswith(f"{subject} with ")]
        if not names:
            continue
        runs: list[Any] = []
        for i, name in enumerate(names):
            joint = "" if i == 0 else " and " if i == len(names) - 1 else ", "
            runs += [f"{joint}{_plain(name.split(' with ')[1])} for ", *numbers[name]]
        opening = {"documents": "the entries for documents", "pledges and values": "the entries for money"}
        said.append(
            sentence("Of {}{} the sources state {}.", opening.get(subject, f"the {subject}"), report.scope, runs)
        )
    return said


def _denominators(report: Report, entry: Entry) -> list[Any]:
    """Say why the documents are asked by entry: a package is one, and what it names stands beside it."""
    counts = {line.label: (line.value, i) for i, line in enumerate(entry.lines)}
    (counted, first), (inside, second) = counts[COUNTED], counts[INSIDE]
    if inside == "0":
        return []
    total = entry.lines[first].size + entry.lines[second].size
    label = report.registry.labels.get("Table", {}).get("denominators")
    shown = [" (", {"text": label, "ref": "tab-denominators"}, ")"] if label else []
    return [
        sentence(
            "Documents are asked by entry, {} in all: {} counted, a package being one, and {} inside packages{}.",
            entry.number(w.number(total)),
            entry.number(counted, first),
            entry.number(inside, second),
            shown,
        )
    ]


def _plain(thing: str) -> str:
    return thing.replace("both sides named", "both sides")


def _stated(thing: str) -> str:
    """Begin a title: "A target date is stated"."""
    return f"{w.capital(_plain(thing))} {'are' if thing.startswith('both') else 'is'} stated"


def by_country(report: Report) -> Exhibit:
    """Draw what is known by country; left out where the view is about one country."""
    if report.view.country is not None:
        return exhibit()
    groups = {w.country(code): found for code, found in ss.by_country(report.view).items()}
    remark = "An entry counts once for each country that it names: the lines do not add up to the first."
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
        _finding(everything, groups, asked, kind),
        f"Entries{report.scope} that {report.came}: n of N for which a source states it. Hatched: none; empty: no entry.",
    )
    shown = list(named)[: figures.rows_of_shares(words)]
    draw = partial(figures.shares, cells, shown, [HEADS[question] for question in asked], words)
    twin = _twin(words.title, kind, named, asked, pairs, entry)
    alt = "; ".join(f"{HEADS[q]}: {n_of_n(everything[q])}" for q in asked) + ". The data table gives every cell."
    caption = f"What the sources state, by {kind}: n of N entries. {remark}"
    caption += left_out(len(shown) - 1, len(groups), PLURALS[kind])
    blocks = [report.figure(name, draw, words, caption, alt, twin, [entry])]
    return exhibit(*blocks, *_nothing(report, name, groups, pairs, entry, kind))


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


def _finding(everything: Mapping[str, Known], groups: Groups, asked: list[str], kind: str) -> str:
    """State the question that most groups leave without any answer, or that nothing answers at all."""
    blank = {question: ss.nothing_known(groups, question) for question in asked}
    worst = max(asked, key=lambda question: (len(blank[question]), -asked.index(question)))
    subject, thing = worst.split(" with ")
    posed = [name for name, found in groups.items() if found[worst].of]
    if not everything[worst].n and everything[worst].of == 1:
        verb = "are" if thing.startswith("both") else "is"
        return f"{w.capital(_plain(thing))} {verb} not stated for the only {_counted(subject, 1).removeprefix('1 ')}"
    if not everything[worst].n:
        return f"{_stated(thing)} for none of the {_counted(subject, everything[worst].of)}"
    if not blank[worst]:
        return f"Every {kind} has at least one answer to each question"
    where = f"{len(blank[worst])} of {_many(len(posed), kind)}" if len(posed) > 1 else posed[0]
    return f"{_stated(thing)} for none of the {subject} in {where}"


def _nothing(
    report: Report, name: str, groups: Groups, pairs: list[tuple[str, str]], entry: Entry, kind: str
) -> list[Block]:
    """Say in one sentence which questions have no answer at all in most of the groups."""
    silent = []
    for question in dict.fromkeys(question for _, question in pairs):
        blank = ss.nothing_known(groups, question)
        posed = [label for label, found in groups.items() if found[question].of]
        if len(blank) * 2 > len(posed) > 1:
            silent.append((question, len(blank), len(posed)))
    if not silent:
        return []
    runs: list[Any] = []
    for i, (question, none, of) in enumerate(silent):
        subject, thing = question.split(" with ")
        joint = "" if i == 0 else " or " if i == len(silent) - 1 else ", "
        where = f"{w.number(none)} of {_many(of, kind) if i == 0 else w.number(of)}"
        runs += [f"{joint}{_plain(thing)} for any {SINGULAR[subject]} in ", *entry.number(where)]
    report.registry.use([entry], f"par-{name}", "Where nothing is known")
    return [{**paragraph(sentence("No source states {}.", runs), evidence=[entry]), "id": f"par-{name}"}]


def _counted(subject: str, number: int) -> str:
    nouns = {
        "documents": ("entry for documents", "entries for documents"),
        "pledges and values": ("entry for money", "entries for money"),
        "projects": ("project", "projects"),
    }
    return w.counted(number, *nouns[subject])


def _many(number: int, kind: str) -> str:
    return w.counted(number, kind, PLURALS[kind])
