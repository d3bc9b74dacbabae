"""A figure comes from memory only where drawing it again would give the same picture."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from summit_report.analysis.dataset import load
from summit_report.analysis.exhibits import Exhibit
from summit_report.analysis.figures import Bar, Words, bars, drawing, heatmap, remembered, svg
from summit_report.analysis.report import Report
from summit_report.analysis.sections import countries, money, sectors

ROOT = Path(__file__).parent.parent
WORDS = Words("Kazakhstan leads", "Documents.", "Source.")
ITEMS = [Bar("Kazakhstan", 94, "94"), Bar("Uzbekistan", 2, "2")]


@pytest.fixture(autouse=True)
def nothing_drawn() -> Iterator[None]:
    """Begin and end with an empty memory."""
    remembered.forget()
    yield
    remembered.forget()


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """Return the list to which every figure that becomes a picture is added."""
    seen: list[Figure] = []

    def noted(figure: Figure, name: str) -> str:
        seen.append(figure)
        return svg(figure, name)

    monkeypatch.setattr(remembered, "svg", noted)
    return seen


def test_equal_values_are_drawn_once(times: list[Figure]) -> None:
    """Equal values, in lists and frames made anew, give the picture that is there, which is the one drawn alone."""
    grid = {"Kazakhstan": [8, 3], "Uzbekistan": [0, 1]}
    for _ in range(2):
        frame = pd.DataFrame(grid, ["Energy", "Transport"])
        assert drawing(partial(bars, list(ITEMS), WORDS), "f") == svg(bars(ITEMS, WORDS), "f")
        assert drawing(partial(heatmap, frame, WORDS, row_mm=6), "g") == svg(heatmap(frame, WORDS, row_mm=6), "g")
    assert len(times) == 2


@pytest.mark.parametrize(
    "other",
    [
        partial(bars, [ITEMS[0], Bar("Uzbekistan", 2, "2*")], WORDS),
        partial(bars, ITEMS[::-1], WORDS),
        partial(bars, ITEMS, Words(WORDS.title, WORDS.subtitle, "Source: another version.")),
        partial(heatmap, pd.DataFrame([[8.0]], ["a"], ["b"]), WORDS),
        partial(heatmap, pd.DataFrame([[8]], ["a"], ["c"]), WORDS),
        partial(heatmap, pd.DataFrame([[8]], ["a"], ["b"]), WORDS, full=9),
    ],
)
def test_anything_else_is_drawn(other: partial[Figure], times: list[Figure]) -> None:
    """One other letter, order, number, word of a table or option is another picture."""
    drawing(partial(bars, ITEMS, WORDS), "f")
    drawing(partial(heatmap, pd.DataFrame([[8]], ["a"], ["b"]), WORDS), "f")
    assert drawing(other, "f") == svg(other(), "f")
    assert len(times) == 3


def test_name_and_settings_are_part_of_a_picture(times: list[Figure]) -> None:
    """Another name or setting of matplotlib, which a notebook may change, counts; where it would be shown does not."""
    draw = partial(bars, [Bar("Packages", 60, "60", hatched=True)], WORDS)
    before = drawing(draw, "f")
    assert drawing(draw, "g") != before

    with mpl.rc_context({"hatch.color": "red", "patch.force_edgecolor": True, "patch.linewidth": 3.0}):
        changed = drawing(draw, "f")
        assert changed == svg(draw(), "f")
    with mpl.rc_context({"interactive": True}):
        assert drawing(draw, "f") == before
    assert len(times) == 3


def test_what_cannot_be_compared_is_drawn_each_time(times: list[Figure]) -> None:
    """A function of a notebook's own, or one that is given such, is called whenever its figure is asked for."""

    def bare() -> Figure:
        return bars(ITEMS, WORDS)

    def given_one(make: Any) -> Figure:
        return bars(make(), WORDS)

    for draw in (bare, partial(given_one, lambda: ITEMS)):
        assert drawing(draw, "f") == drawing(draw, "f") == svg(bars(ITEMS, WORDS), "f")
    assert len(times) == 4


def test_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch, times: list[Figure]) -> None:
    """Memory does not grow with the number of figures, and what was asked for last stays."""
    monkeypatch.setattr(remembered, "MOST", 2)
    draws = [partial(bars, [Bar(label, 1, "1")], WORDS) for label in "abc"]
    for place in (0, 1, 0, 2, 0, 1):
        drawing(draws[place], "f")
    assert len(times) == 4


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([0.0, 1.0, 1.5]), st.booleans()), min_size=1, max_size=3),
    st.lists(st.sampled_from([0, 1]), min_size=1, max_size=4),
)
def test_memory_never_changes_a_picture(items: list[tuple[str, float, bool]], order: list[int]) -> None:
    """Whatever was drawn before, and in whichever order, each picture is the one that is drawn by itself."""
    first = [Bar(label, value, f"{value:g}", hatched=hatched) for label, value, hatched in items]
    draws = [partial(bars, first, WORDS), partial(bars, [*first, *first], WORDS)]
    for place in order:
        assert drawing(draws[place], "f") == svg(draws[place](), "f")


def pictures(currency: str) -> dict[str, str]:
    """Return some figures of the main report, with amounts in *currency*, by name."""
    report = Report(load("astana-2025", ROOT), currency=currency)
    shown: list[Exhibit] = [money.largest(report), sectors.by_sector(report), countries.by_country(report)]
    return {block["name"]: block["svg"] for one in shown for block in one.blocks if block["kind"] == "figure"}


def test_a_report_in_another_currency_draws_only_amounts(times: list[Figure]) -> None:
    """Figures that count documents are drawn for the first currency alone; those of amounts show their own."""
    dollars, drawn = pictures("USD"), len(times)
    euros = pictures("EUR")
    assert set(dollars) == {"largest", "sectors", "countries"} and drawn == 3
    assert [name for name in dollars if dollars[name] != euros[name]] == ["largest"]
    assert len(times) == 4

    remembered.forget()
    assert pictures("EUR") == euros
