"""HTML tables of pandas and Styler keep their meaning on the way to paper."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from summit_report.publishing.exporters.columns import COLUMN_WIDTH, SMALL_SIZES, cell_text, fit
from summit_report.publishing.exporters.hypertext import html_nodes
from summit_report.publishing.exporters.nodes import Node, words


def table_in(html: str) -> Node:
    """Return the only table node in *html*."""
    (table,) = [node for node in html_nodes(html, lambda address, alt: None) if node["k"] == "table"]
    return table


@pytest.fixture
def amounts() -> pd.DataFrame:
    """Three rows with a word, a number and a gap."""
    return pd.DataFrame({"country": ["KAZ", "KGZ", "TJK"], "amount": [1.5, 22.25, None]})


def test_a_frame_keeps_header_row_names_and_values(amounts: pd.DataFrame) -> None:
    """Header, index and cells of `df` arrive in their order; the index is bold, as pandas marks it with <th>."""
    table = table_in(amounts.to_html())
    assert [cell_text(cell) for cell in table["header"][0]] == ["", "country", "amount"]
    assert [cell_text(cell) for cell in table["rows"][1]["cells"]] == ["1", "KGZ", "22.25"]
    assert table["rows"][1]["cells"][0]["bold"]


def test_numbers_stand_right_and_words_left(amounts: pd.DataFrame) -> None:
    """A column of numbers is right-aligned even if some are missing; a column of words is left-aligned."""
    assert [column["align"] for column in table_in(amounts.to_html())["columns"]] == ["right", "left", "right"]


def test_header_levels_keep_their_spans(amounts: pd.DataFrame) -> None:
    """A header over two columns spans two, and an index label over two rows spans two."""
    wide = amounts.assign(region="North").groupby(["region", "country"])[["amount"]].agg(["min", "max"])
    table = table_in(wide.to_html())
    assert [cell["colspan"] for cell in table["header"][0] if isinstance(cell, dict) and "colspan" in cell] == [2]
    assert table["rows"][0]["cells"][0]["rowspan"] == 3


def test_styler_colours_weight_and_caption_survive(amounts: pd.DataFrame) -> None:
    """What Styler writes into its <style> block reaches the cell: background, text colour, weight; and the caption."""
    styler = amounts.style.map(
        lambda value: "background-color: rgb(255, 0, 0); color: white; font-weight: bold", subset=(1, "country")
    )
    table = table_in(styler.set_caption("Red is a warning").to_html())
    cell = table["rows"][1]["cells"][1]
    assert (cell["fill"], cell["color"], cell["bold"]) == ("#ff0000", "#ffffff", True)
    assert words(table["caption"]) == "Red is a warning"


def test_inline_style_wins_over_the_style_sheet() -> None:
    """As in CSS, a cell's own style beats the rules of the style sheet."""
    html = "<style>td {color: red; text-align: center}</style><table><tr><td style='color: #00ff00'>x</td></tr></table>"
    cell = table_in(html)["rows"][0]["cells"][0]
    assert (cell["color"], cell["align"]) == ("#00ff00", "center")


def test_cells_that_html_left_out_are_filled() -> None:
    """Every row has a cell or a span for every column, so that nothing slips to the left."""
    html = "<table><tr><td rowspan=9>a</td><td>b</td><td>c</td></tr><tr><td>d</td></tr></table>"
    first, second = (row["cells"] for row in table_in(html)["rows"])
    assert first[0]["rowspan"] == 2
    assert [cell_text(cell) for cell in second] == ["d", ""]


def test_links_in_cells_stay_links_to_the_web_only() -> None:
    """An address of the web stays a link; any other scheme becomes plain text."""
    html = "<table><tr><td><a href='https://a.org'>a</a></td><td><a href='javascript:x()'>b</a></td></tr></table>"
    web, script = table_in(html)["rows"][0]["cells"]
    assert web[0]["href"] == "https://a.org"
    assert script == ["b"]


def test_a_table_too_wide_for_the_page_becomes_several() -> None:
    """Thirty long columns are cut into tables that each repeat the row names and fit the page."""
    frame = pd.DataFrame({f"column{number:013}": [number] for number in range(30)}, index=["total"])
    panels = fit(table_in(frame.to_html()))["nodes"]
    assert len(panels) > 1
    assert {cell_text(panel["rows"][0]["cells"][0]) for panel in panels} == {"total"}
    assert sum(len(panel["columns"]) - 1 for panel in panels) == 30


@given(st.lists(st.lists(st.text(max_size=60), min_size=3, max_size=3), min_size=1, max_size=5))
def test_columns_always_share_the_whole_width(rows: list[list[str]]) -> None:
    """Whatever stands in the cells, each column gets a positive share and the table at most the page."""
    table = {
        "k": "table",
        "columns": [{"align": "left"}] * 3,
        "header": [],
        "rows": [{"kind": "", "cells": [[text] for text in row]} for row in rows],
    }
    for sizes in ((8.5,), SMALL_SIZES):
        fitted = fit(table, width=COLUMN_WIDTH, sizes=sizes)
        parts = fitted["nodes"] if fitted["k"] == "panels" else [fitted]
        assert all(column["share"] > 0 for part in parts for column in part["columns"])
        assert all(0 < part["width"] <= 1 for part in parts)


def test_a_thousand_rows_are_read() -> None:
    """A large frame loses no row."""
    frame = pd.DataFrame({"value": range(1000)})
    assert len(table_in(frame.to_html(max_rows=None))["rows"]) == 1000


def test_html_without_a_table_becomes_text() -> None:
    """Text and tables keep their order; scripts and styles print nothing."""
    html = "<script>alert(1)</script><p>before</p><table><tr><td>1</td></tr></table>after"
    kinds = [(node["k"], words(node.get("body", []))) for node in html_nodes(html, lambda address, alt: None)]
    assert kinds == [("par", "before"), ("table", ""), ("par", "after")]
    assert BeautifulSoup(html, "html.parser").script is not None
