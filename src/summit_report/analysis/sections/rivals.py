"""Rival claims: questions with several answers, who gives which, and which one the report uses by what rule."""

from __future__ import annotations

from collections.abc import Sequence

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
    note,
    paragraph,
    row,
    sentence,
)
from summit_report.analysis.figures import Claimed, Dispute
from summit_report.analysis.figures.rivals import rows_that_fit
from summit_report.analysis.measures import rivals as rv
from summit_report.analysis.measures.rivals import Answer, Question
from summit_report.analysis.measures.sources import REFERENCE, independent, side
from summit_report.analysis.report import Report, plain_table

RULE = (
    "Claims with one subject, measure and unit are one question. The report uses the answer that agrees with a row it counts: same "
    "value, same unit, and a source that speaks on the subject. Sources that rest on one another count as one."
)
DIGITS = 3
YEAR = "year"


def numbers(report: Report) -> Exhibit:
    """Say how many questions have rival answers, and show those whose answers are numbers."""
    if "claims" in report.dataset.missing:
        return exhibit(note("This dataset has no table of claims; rival figures cannot be set side by side."))
    found = list(rv.asked(report.view))
    if not found:
        return exhibit(note(f"No question{report.scope} has rival answers in this dataset."))
    entry = _entry(report, "rivals", "Questions with rival answers", found)
    report.registry.use([entry], "par-rivals", "Rival claims in words")
    figured = _most_used_first(report, [one for one in found if one.numeric])
    return exhibit(
        {**paragraph(*_sentences(report, found, entry), evidence=[entry]), "id": "par-rivals"},
        *(
            [_figure(report, figured, entry), _table(report, "rivals", "Rival numbers", figured, entry, found)]
            if figured
            else []
        ),
    )


def texts(report: Report) -> Exhibit:
    """List the questions whose rival answers are words: dates, stages, names."""
    found = [] if "claims" in report.dataset.missing else list(rv.asked(report.view))
    worded = [one for one in found if not one.numeric]
    if not worded:
        return exhibit(note(f"No question{report.scope} has rival answers in words in this dataset."))
    entry = _entry(report, "rivals", "Questions with rival answers", found)
    return exhibit(_table(report, "rival-texts", "Rival answers in words", worded, entry, found))


def _most_used_first(report: Report, found: Sequence[Question]) -> list[Question]:
    """Put first what enters a total or a table of this report, then the widest disagreement."""
    return sorted(
        found, key=lambda one: (rv.used(report.dataset, one) is None, -_spread(one), one.subject, one.measure)
    )


def _spread(question: Question) -> float:
    values = [known.central for answer in question.answers if (known := answer.bounds)]
    return max(values) / min(values) if values and min(values) > 0 else 1.0


def _entry(report: Report, name: str, title: str, found: Sequence[Question]) -> Entry:
    lines = [
        Line(f"{_ask(one)}: {_said(one, answer)}", _who(report, answer), answer.claims)
        for one in found
        for answer in one.answers
    ]
    return report.entry(name, title, w.number(len(found)), RULE, lines)


def _line(found: Sequence[Question], question: Question, answer: Answer) -> int:
    """Return the index of the line of *answer* in the entry made from *found*."""
    pairs = [(one, given) for one in found for given in one.answers]
    return pairs.index((question, answer))


def _sentences(report: Report, found: Sequence[Question], entry: Entry) -> list[Inline]:
    sources = report.dataset.sources
    differ = sum(one.numbers_differ for one in found)
    worded = sum(one.numeric and not one.numbers_differ for one in found)
    said = sum(not one.numeric for one in found)
    clash = sum(rv.sides_differ(sources, one) for one in found)
    parts = [
        part
        for count, part in (
            (differ, f"in {differ} the numbers differ"),
            (worded, f"in {worded} only the word before the number"),
            (said, f"in {said} the answers are words"),
        )
        if count
    ]
    text: list[Inline] = [
        sentence(
            "{} {} rival answers: {}.",
            entry.number(w.counted(len(found), "question")),
            "has" if len(found) == 1 else "have",
            w.listed(parts),
        ),
        sentence(
            "In {} of them the sides differ: an official voice and a source of another side give different answers.",
            entry.number(w.number(clash) if clash else "none"),
        ),
    ]
    for one in found:
        use = rv.used(report.dataset, one)
        if use and use.table == "agreements":
            runs = [_says(report, one, answer, entry, found) for answer in one.answers]
            text.append(sentence("{}: {}.", one.subject, _semicolons(runs)))
    return text


def _says(report: Report, question: Question, answer: Answer, entry: Entry, found: Sequence[Question]) -> list:
    line = _line(found, question, answer)
    return sentence("{} according to {}", entry.number(_said(question, answer, unit=False), line), _who(report, answer))


def _semicolons(parts: Sequence[list]) -> list:
    runs: list = []
    for i, part in enumerate(parts):
        runs += (["; "] if i else []) + part
    return runs


def _ask(question: Question) -> str:
    return f"{question.subject}: {question.measure}"


def _said(question: Question, answer: Answer, *, unit: bool = True) -> str:
    """Word one answer with its qualifier; full currency units are shortened, years are no quantities."""
    if answer.value is None:
        return answer.text or w.UNKNOWN
    if question.unit == YEAR:
        return f"{answer.value:.0f}"
    size = w.magnitude(answer.value) if abs(answer.value) >= 1e6 else w.number(answer.value, DIGITS)
    name = f" {question.unit}" if unit and question.unit != "text" else ""
    return f"{w.QUALIFIERS.get(answer.qualifier or 'exact', f'{answer.qualifier} ')}{size}{name}"


def _who(report: Report, answer: Answer) -> str:
    """Name who gives *answer*, official voices first: "China Central Television (China’s voice), Daryo"."""
    sources = report.dataset.sources
    voices = sorted(answer.sources, key=lambda key: side(sources, key) is None)
    return w.listed(dict.fromkeys(_voice(report, key) for key in voices))


def _voice(report: Report, key: str) -> str:
    source = report.dataset.sources.loc[key]
    anonymous = "a reference text" if source["kind"] == REFERENCE else f"source {key}"
    name = source["publisher"] if isinstance(source["publisher"], str) else anonymous
    code = side(report.dataset.sources, key)
    return f"{name} ({w.country(code)}’s voice)" if code else str(name)


def _figure(report: Report, found: Sequence[Question], entry: Entry) -> Block:
    clash = sum(rv.sides_differ(report.dataset.sources, one) for one in found)
    title = f"{w.counted(len(found), 'question')} with rival numbers; in {clash or 'none'} of them an official voice differs from another side"
    head = "Each row on its own scale, from zero to its largest answer. Solid: the answer the report uses; hollow: rivals; arrows: open ends."
    words = report.words(title, head)
    drawn = [one for one in found if one.unit != YEAR]  # a year is no quantity: it has no zero to be drawn from
    shown = drawn[: rows_that_fit(words, [_ask(one) for one in drawn])]
    if len(shown) < len(found):
        words = report.words(title, f"{head} The first {len(shown)}; the table has all.")
    items = [_dispute(report, one) for one in shown]
    twin = plain_table(
        words.title,
        [column("Question", width=5), column("Answers", width=5), column("Used", width=3)],
        [row(_ask(one), item.text, _used(report, one)) for one, item in zip(shown, items, strict=True)],
    )
    alt = "; ".join(f"{item.label}: {item.text}" for item in items) + "."
    caption = "Rival numbers, question by question, with the value that this report uses where one enters it."
    return report.figure("rivals", figures.rivals(items, words), words, caption, alt, twin, [entry])


def _dispute(report: Report, question: Question) -> Dispute:
    use = rv.used(report.dataset, question)
    marks = [
        Claimed(known, solid=use is not None and answer == use.answer, span=answer.value is None)
        for answer in question.answers
        if (known := answer.bounds)
    ]
    values = [_said(question, answer, unit=False) for answer in question.answers]
    return Dispute(_ask(question), tuple(marks), f"{' · '.join(values)} {question.unit}")


def _used(report: Report, question: Question) -> str:
    use = rv.used(report.dataset, question)
    if use is None:
        return "none enters a total"
    return f"{_said(question, use.answer, unit=False)}, as {w.listed(use.rows)}"


def _table(
    report: Report, name: str, title: str, shown: Sequence[Question], entry: Entry, found: Sequence[Question]
) -> Block:
    body = []
    for one in shown:
        answers = [
            sentence(
                "{}: {}", entry.number(_said(one, answer, unit=False), _line(found, one, answer)), _who(report, answer)
            )
            for answer in one.answers
        ]
        apart = len(independent(report.dataset.sources, one.sources))
        unit = f" ({one.unit})" if one.numeric else ""
        cells = [_semicolons(answers), f"{apart} of {len(one.sources)}"]
        body.append(row(_ask(one) + unit, *cells, *([_used(report, one)] if one.numeric else [])))
    columns = [
        column("Question", width=4),
        column("Answers and who gives them", width=8),
        column("Independent sources", "right", width=2),
    ]
    notes = [
        "Independent sources, of all sources named: texts that rest on one another count as one. Without a voice named: a third party.",
    ]
    if shown[0].numeric:  # a text never agrees with a counted row
        columns.append(column("Used here", width=3))
        notes.append(
            "Used here: the answer that agrees with a row the report counts, in value and unit, where the row’s source speaks on the same subject."
        )
    return report.table(name, title + report.scope, columns, body, notes=notes, evidence=[entry])
