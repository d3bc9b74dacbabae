"""Rival claims: questions with several answers, who gives which, and which one the report uses by what rule."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

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
from summit_report.analysis.measures.questions import YEAR, Answer, Question
from summit_report.analysis.measures.sources import independent_in
from summit_report.analysis.report import Report, plain_table
from summit_report.analysis.sections import rival_words as rw
from summit_report.analysis.sections.tables import needs

RULE = (
    "Claims with one subject, measure and unit are one question. The report uses the answer that agrees with a row it counts: same "
    "value, same unit, and a source that speaks on the subject. What its own page or a correction disowns is no answer. Texts of one publisher, and texts that copy or cite it, count as one source."
)
PUBLISHERS = (
    "Publishers, of texts: texts of one publisher count once, and so does a text that rests on it, cites it or carries it. "
    "Whether different publishers draw on one release the data does not tell. A source without “voice” is a third party."
)
USED = (
    "Used here: each entry of the dataset rests on one source; the report counts the entry, and so uses the number that "
    "the entry’s source gives. The data does not rank the sources. Where it says “none”, no total of this report adds up such numbers."
)
WIDEST = 2  # questions that the paragraph tells
AGREE = "can all be true"
WORD = "same number"


@needs("claims", told=True)
def numbers(report: Report) -> Exhibit:
    """Say how many questions have rival answers, and show those whose answers are numbers."""
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


@needs("claims")
def texts(report: Report) -> Exhibit:
    """List the questions whose rival answers are words: dates, stages, names."""
    found = list(rv.asked(report.view))
    worded = [one for one in found if not one.numeric]
    if not worded:
        return exhibit(note(f"No question{report.scope} has rival answers in words in this dataset."))
    entry = _entry(report, "rivals", "Questions with rival answers", found)
    return exhibit(_table(report, "rival-texts", "Rival answers in words", worded, entry, found))


def _most_used_first(report: Report, found: Sequence[Question]) -> list[Question]:
    """Put first what enters a total or a table of this report, then what excludes each other, then the widest."""
    return sorted(
        found,
        key=lambda one: (
            rv.used(report.dataset, one) is None,
            not (one.excluding and one.numbers_differ),
            -one.spread,
            one.subject,
            one.measure,
        ),
    )


def _entry(report: Report, name: str, title: str, found: Sequence[Question]) -> Entry:
    lines = [
        Line(f"{rw.asked(one)}: {rw.said(one, answer)}", rw.who(report, answer), answer.claims)
        for one in found
        for answer in one.answers
    ]
    lines += [
        Line(f"{rw.asked(one)}: {rw.said(one, slip)}, disowned", rw.who(report, slip), slip.claims)
        for one, slip in _slips(found)
    ]
    return report.entry(name, title, w.number(len(found)), RULE, lines)


def _slips(found: Sequence[Question]) -> list[tuple[Question, Answer]]:
    return [(one, slip) for one in found for slip in one.disowned]


def _line(found: Sequence[Question], question: Question, answer: Answer) -> int:
    """Return the index of the line of *answer*, disowned or not, in the entry made from *found*."""
    pairs = [(one, given) for one in found for given in one.answers] + _slips(found)
    return pairs.index((question, answer))


def _sentences(report: Report, found: Sequence[Question], entry: Entry) -> list[Inline]:
    differ = sum(one.numbers_differ for one in found)
    worded = sum(one.numeric and not one.numbers_differ for one in found)
    said = sum(not one.numeric for one in found)
    sources = report.dataset.sources
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
            "In {} of them an official voice and a source of another side answer differently.",
            entry.number(w.number(clash) if clash else "none"),
        ),
    ]
    clashing = [one for one in found if one.excluding and one.numbers_differ]
    widest = sorted(clashing, key=lambda one: -one.spread)[:WIDEST]
    if widest:
        runs = [_ends(report, one, entry, found) for one in widest]
        text.append(sentence("Furthest apart: {}.", _semicolons(runs)))
    slips = _slips(found)
    for one, slip in slips[:WIDEST]:
        given = entry.number(rw.said(one, slip), _line(found, one, slip))
        says = "Disowned, and so in no range: {}, {} according to {} ({})."
        text.append(sentence(says, rw.asked(one), given, rw.who(report, slip, short=True), rw.reason(report, slip)))
    if len(slips) > WIDEST:
        rest = w.counted(len(slips) - WIDEST, "more answer")
        text.append(sentence("{} disowned.", entry.number(f"{rest} {'is' if len(slips) - WIDEST == 1 else 'are'}")))
    return text


def _ends(report: Report, question: Question, entry: Entry, found: Sequence[Question]) -> list:
    """Say the smallest and the largest answer of *question*, and who gives them."""
    first, last = (
        sentence(
            "{} according to {}",
            entry.number(rw.said(question, answer), _line(found, question, answer)),
            rw.who(report, answer, short=True),
        )
        for answer in (question.answers[0], question.answers[-1])
    )
    return sentence("{}, {}, but {}", rw.asked(question), first, last)


def _semicolons(parts: Sequence[list]) -> list:
    runs: list = []
    for i, part in enumerate(parts):
        runs += (["; "] if i else []) + part
    return runs


def _figure(report: Report, found: Sequence[Question], entry: Entry) -> Block:
    drawn = [one for one in found if one.unit != YEAR]  # a year is no quantity: it has no zero to be drawn from
    apart = [one for one in drawn if one.excluding and one.numbers_differ]
    title = f"{w.counted(len(found), 'question')} {'has' if len(found) == 1 else 'have'} rival numbers"
    if apart:
        title += f"; the furthest are {rw.factor(max(one.spread for one in apart))} apart"
    head = "Each row from zero on its own scale. Solid: used here. Arrows: open ends."
    words = report.words(title, head)
    shown = drawn[: rows_that_fit(words, [rw.asked(one) for one in drawn])]
    if len(shown) < len(found):
        words = report.words(title, f"{head} {len(shown)} of {len(found)} questions.")
        shown = shown[: rows_that_fit(words, [rw.asked(one) for one in shown])]
    items = [_dispute(report, one) for one in shown]
    twin = plain_table(
        words.title,
        [column("Question", width=5), column("Answers", width=5), column("Apart", width=2), column("Used", width=3)],
        [
            row(rw.asked(one), " · ".join(answer.text for answer in item.answers), item.apart, rw.used(report, one))
            for one, item in zip(shown, items, strict=True)
        ],
    )
    alt = "; ".join(f"{item.label}: {', '.join(one.text for one in item.answers)}" for item in items) + "."
    caption = (
        "Rival numbers, question by question. Apart: the largest stated number over the smallest, "
        f"unless one number can satisfy all answers (“{AGREE}”) or the answers differ only in the word (“{WORD}”). “More than” and “nearly” "
        "exclude their number; “about” stands for its number alone. Who says it stands in the table."
    )
    return report.figure("rivals", partial(figures.rivals, items, words), words, caption, alt, twin, [entry])


def _dispute(report: Report, question: Question) -> Dispute:
    use = rv.used(report.dataset, question)
    marks = [
        Claimed(
            known,
            rw.said(question, answer),
            solid=use is not None and answer == use.answer,
            span=answer.value is None,
        )
        for answer in question.answers
        if (known := answer.bounds)
    ]
    return Dispute(rw.asked(question), tuple(marks), _apart(question))


def _apart(question: Question) -> str:
    if question.only_worded:
        return WORD
    return rw.factor(question.spread) if question.excluding else AGREE


def _table(
    report: Report, name: str, title: str, shown: Sequence[Question], entry: Entry, found: Sequence[Question]
) -> Block:
    body = []
    for one in shown:
        answers = [
            sentence("{}: {}", entry.number(rw.said(one, answer), _line(found, one, answer)), rw.who(report, answer))
            for answer in one.answers
        ]
        apart = len(independent_in(report.dataset, one.sources))
        cells = [_semicolons(answers), f"{apart} of {len(one.sources)}"]
        body.append(row(rw.asked(one), *cells, *([rw.used(report, one)] if one.numeric else [])))
    columns = [
        column("Question", width=4),
        column("Answers and who gives them", width=8),
        column("Publishers, of texts", "right", width=2),
    ]
    notes = [PUBLISHERS]
    if shown[0].numeric:  # a text never agrees with a counted row
        columns.append(column("Used here", width=3))
        notes.append(USED)
    return report.table(name, title + report.scope, columns, body, notes=notes, evidence=[entry])
