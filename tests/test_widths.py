"""How a table's width is shared between its columns."""

from hypothesis import given
from hypothesis import strategies as st

from summit_report.blocks.glue import glued
from summit_report.publishing.exporters.columns import fit
from summit_report.publishing.exporters.widths import Column, Text, line_count, shared

cells = st.lists(st.text("abc de", min_size=1, max_size=40), min_size=3, max_size=3)


def test_numbers_do_not_part_from_their_units() -> None:
    """A currency, a unit and "n of N" break nowhere; other words may."""
    assert glued("about USD 5.659 bn (3 of 5)") == "about USD\u00a05.659\u00a0bn (3\u00a0of\u00a05)"
    assert glued("The 2025 summit") == "The 2025 summit"


@given(st.lists(cells, min_size=1, max_size=6), st.floats(1, 30))
def test_shared_widths_hold_every_word_and_fill_the_table(rows: list[list[str]], spare: float) -> None:
    """No column is narrower than its longest word, and together they are as wide as the table."""
    texts = [list(map(Text, row)) for row in rows]
    least = [max(row[column].word for row in texts) for column in range(3)]
    found = shared(texts, least, sum(least) + spare)
    assert all(width >= word - 1e-9 for width, word in zip(found, least, strict=True))
    assert abs(sum(found) - sum(least) - spare) < 1e-6


@given(
    st.lists(st.text("abc de", min_size=1, max_size=40), min_size=1, max_size=6), st.floats(0.1, 3), st.floats(0.01, 1)
)
def test_a_column_that_grows_tells_every_line_that_is_lost(words: list[str], least: float, step: float) -> None:
    """However far it is asked ahead, the lines at each width are those that the texts take there."""
    texts = list(map(Text, words))
    column = Column(texts, least, step)
    for steps in range(0, 30, 3):
        known = [(0, column.heights(steps)), *column.changes(steps, 7)]
        for more in range(8):
            lines = next(lines for after, lines in reversed(known) if after <= more)
            assert lines == [text.lines(least + (steps + more) * step) for text in texts]


def test_the_column_of_sentences_gets_what_the_numbers_do_not_need() -> None:
    """Rows take no more lines than with equal columns, and far fewer where one column holds all the words."""
    rows = [[Text("a long title of an agreement that goes on and on and on"), Text("1"), Text("2")]] * 4
    found = shared(rows, [row.word for row in rows[0]], 24.0)
    assert line_count(rows, found) < line_count(rows, [8.0, 8.0, 8.0])


def test_a_table_asks_for_widths_only_where_they_save_lines() -> None:
    """A width that a column asks for is not kept if it makes the rows longer."""
    column = {"align": "left", "wanted": 1}
    row = {"kind": "", "cells": [["a long title of an agreement " * 6], ["1"]]}
    table = {"k": "table", "columns": [column, column], "header": [], "rows": [row]}
    first, second = (one["share"] for one in fit(table)["columns"])
    assert first > 4 * second


def test_no_text_is_a_tower_beside_one_as_tall() -> None:
    """Where rows get no shorter, because two texts are as tall, what is left goes where texts lose lines."""
    sentence = "so many words that they take three lines of this width"
    rows = [[Text(sentence), Text("nearly 35m, 1of1"), Text("-")]]
    found = shared(rows, [row.word for row in rows[0]], 24.0)
    assert rows[0][1].lines(found[1]) == 1
