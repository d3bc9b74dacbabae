"""How figures and tables are placed so that no page is left half empty."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit_report.publishing.exporters.paging import paged, with_first_page
from summit_report.publishing.exporters.pieces import Piece

ROOM = 700.0


def piece(kind: str, height: float, rows: int = 0, **more: Any) -> Piece:
    """Return a piece; the rows of a table share its height evenly."""
    ends = tuple(height * (i + 1) / rows for i in range(rows))
    return Piece({"k": kind, **more}, height, ends)


def names(pieces: list[Piece]) -> list[str]:
    return [node["k"] for node in paged(pieces, ROOM)]


def test_text_goes_before_a_figure_that_does_not_fit() -> None:
    """A figure that would leave a hole lets the text of its own section pass, but no other heading."""
    before = [piece("heading", 30), piece("paragraphs", 400), piece("figure", 400)]
    assert names([*before, piece("paragraphs", 200)])[2:] == ["paragraphs", "figure"]
    assert names([*before, piece("heading", 30), piece("paragraphs", 200)])[2] == "figure"


def test_a_table_goes_before_its_figure_where_only_it_fits() -> None:
    """Figure and table of one exhibit change places; two figures never do."""
    before = [piece("paragraphs", 350), piece("figure", 500)]
    assert names([*before, piece("table", 300, rows=10)])[1:] == ["table", "figure"]
    found = paged([*before, piece("figure", 100, name="second")], ROOM)
    assert "name" not in found[1] and found[2]["name"] == "second"


def test_a_figure_is_drawn_a_little_smaller_where_that_saves_a_hole() -> None:
    """Up to a tenth; a figure that fits, and one that would have to be much smaller, keep their size."""
    [_, tight] = paged([piece("paragraphs", 280), piece("figure", 440)], ROOM)
    assert 0.9 <= tight["scale"] < 1
    [_, fits] = paged([piece("paragraphs", 100), piece("figure", 440)], ROOM)
    [_, huge] = paged([piece("paragraphs", 600), piece("figure", 440)], ROOM)
    assert fits["scale"] == huge["scale"] == 1


def test_figures_of_a_page_are_drawn_smaller_together() -> None:
    """Two figures that nearly fit on one page share what is missing, and keep their letters the same size."""
    [_, one, other] = paged([piece("heading", 30), piece("figure", 340), piece("figure", 340)], ROOM)
    assert 0.9 <= one["scale"] == other["scale"] < 1


def test_a_low_table_is_parted_only_to_save_a_hole() -> None:
    """Ten rows stay together where that leaves a foot of the page empty, and not where it leaves a fifth."""
    [_, whole] = paged([piece("list", 580), piece("table", 170, rows=10)], ROOM)
    [_, parted, _] = paged([piece("list", 528), piece("table", 190, rows=10), piece("figure", 500)], ROOM)
    assert not whole["breakable"] and parted["breakable"]


def test_few_lines_do_not_get_a_page_of_their_own() -> None:
    """Where figures drawn a little smaller save a last page with a line or two, they are."""
    [_, figure, last] = paged([piece("list", 290), piece("figure", 370), piece("table", 30, rows=2)], ROOM)
    assert figure["scale"] < 1 and last["k"] == "table"


def test_only_long_tables_go_on_overleaf() -> None:
    """A low table stays together, and so does one that fits; a long one begins where its first rows fit."""
    [_, short] = paged([piece("list", 620), piece("table", 150, rows=7)], ROOM)
    [_, whole] = paged([piece("list", 200), piece("table", 400, rows=20)], ROOM)
    [_, long] = paged([piece("list", 400), piece("table", 400, rows=20)], ROOM)
    assert not short["breakable"] and not whole["breakable"]
    assert long["breakable"] and 200 <= long["first"] <= 300


def test_a_heading_with_a_line_waits_for_its_exhibit() -> None:
    """A line or two between a heading and a figure hold on to the figure; a long paragraph need not."""
    [_, line, _] = paged([piece("heading", 30), piece("paragraphs", 20), piece("figure", 300)], ROOM)
    [_, prose, _] = paged([piece("heading", 30), piece("paragraphs", 90), piece("figure", 300)], ROOM)
    assert line["sticky"] and not prose["sticky"]


@pytest.mark.parametrize(
    ("height", "shape", "ended"),
    [(100, {}, False), (500, {}, True), (600, {"columns": 3}, True), (690, {"columns": 3, "depth": 1}, True)],
)
def test_the_first_page_holds_findings_and_contents(height: float, shape: dict[str, int], ended: bool) -> None:
    """Where they nearly fill page one it ends behind them; where they do not fit, the contents take less room."""
    pieces = [piece("findings", height), piece("contents", 100), piece("heading", 30)]
    found = with_first_page(pieces, ROOM)
    assert found[1].node == {"k": "contents", **shape}
    assert (found[2].kind == "page-break") is ended


def order(*shapes: tuple[str, float]) -> list[int]:
    """Return the numbers of pieces of these kinds and heights in the order in which they are printed."""
    pieces = [piece(kind, height, 10 if kind == "table" else 0, n=n) for n, (kind, height) in enumerate(shapes)]
    return [node["n"] for node in paged(pieces, ROOM)]


def test_what_is_best_at_first_need_not_be_best_in_the_end() -> None:
    """A dearer beginning is followed, too: text and figure go before a table, and later pages are full."""
    assert order(("table", 600), ("par", 50), ("table", 300), ("figure", 550)) == [1, 3, 0, 2]
    shapes = [("table", 550), ("par", 50), ("table", 550), ("figure", 400), ("figure", 550)]
    assert order(*shapes) == [1, 3, 4, 0, 2]


def test_nothing_changes_places_without_need() -> None:
    """Figure and table that fit keep their order; of orders with the same pages the one nearest to the text wins."""
    assert order(("table", 50), ("figure", 50), ("figure", 400)) == [0, 1, 2]
    assert order(("table", 450), ("figure", 350), ("table", 150), ("par", 300)) == [0, 2, 3, 1]


def test_a_long_run_takes_time_by_its_pieces_not_by_their_square() -> None:
    """In a run that no heading parts, three times the pieces are looked at about three times as often."""
    looks: list[str] = []

    class Watched(Piece):
        @property
        def kind(self) -> str:
            looks.append(super().kind)
            return looks[-1]

    def looked_at(count: int) -> int:
        looks.clear()
        paged([Watched({"k": "figure" if n % 3 else "par"}, 40 + 61 * n % 250) for n in range(count)], ROOM)
        return len(looks)

    assert looked_at(180) < 4 * looked_at(60)


kinds = st.sampled_from(["heading", "par", "paragraphs", "figure", "table", "list", "note"])
many = st.lists(st.tuples(kinds, st.floats(5, 900), st.integers(0, 30)), max_size=30)


@given(many)
def test_nothing_is_lost_and_nothing_leaves_its_section(made: list[tuple[str, float, int]]) -> None:
    """Whatever stands in a document, every node is printed once, under its heading, figures and tables in order."""
    pieces = [piece(kind, height, rows if kind == "table" else 0, n=n) for n, (kind, height, rows) in enumerate(made)]
    found = paged(pieces, ROOM)
    assert sorted(node["n"] for node in found) == list(range(len(made)))
    for kind in ("figure", "table", "heading"):
        numbers = [node["n"] for node in found if node["k"] == kind]
        assert numbers == sorted(numbers)
    headings = [node["n"] for node in found if node["k"] == "heading"]
    for place, node in enumerate(found):
        above = sum(one["k"] == "heading" for one in found[: place + 1])
        assert above == sum(number <= node["n"] for number in headings)
