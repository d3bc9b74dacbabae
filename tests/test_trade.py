"""Trade by country and year: what is the same data, what is a rival, and what is never compared."""

import math
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import edit, write_tiny

from summit_report.analysis.figures import Apart, Words, gaps
from summit_report.analysis.measures import trade as tr
from summit_report.analysis.report import Report
from summit_report.analysis.sections import compilers, trade
from summit_report.blocks import plain

WORDS = Words("Compilers differ", "Trade.", "Source: tiny.")


def table(*rows):
    """Make rows of (country, year, trade, compiler[, period])."""
    full = [(*row, "year")[:5] for row in rows]
    frame = pd.DataFrame(full, columns=["country", "year", "trade_usd_bn", "compiler", "period"])
    frame.index = [f"T{i}" for i in range(1, len(frame) + 1)]
    return frame


def test_a_value_cut_further_is_the_same_data():
    """13.78, 13.7 and 13.8 of one compiler are one value, the most precise; 13.5 is another."""
    found = tr.values(
        table(("UZB", 2024, 13.7, "A"), ("UZB", 2024, 13.78, "A"), ("UZB", 2024, 13.8, "A"), ("UZB", 2024, 13.5, "A"))
    )

    assert [(value.usd_bn, value.key, value.same) for value in found] == [
        (Decimal("13.78"), "T2", ("T1", "T3")),
        (Decimal("13.5"), "T4", ()),
    ]


def test_compilers_countries_and_years_stay_apart():
    """The same number of another compiler, country or year is a value of its own."""
    rows = table(("UZB", 2024, 14, "A"), ("UZB", 2024, 14, "B"), ("UZB", 2023, 14, "A"), ("KAZ", 2024, 14, "A"))

    assert len(tr.values(rows)) == 4


def test_nothing_is_a_percent_of_zero(tmp_path):
    """0.5 against 0 is the widest gap and has no percent; 1 against 2 is half. What is against zero is not drawn."""
    found = tr.values(
        table(("KAZ", 2024, 0, "A"), ("UZB", 2024, 2, "A"), ("KAZ", 2024, 0.5, "B"), ("UZB", 2024, 1, "B"))
    )
    assert [(gap.other.usd_bn, gap.share, gap.apart) for gap in tr.gaps(found, "A")] == [
        (Decimal("0.5"), None, math.inf),
        (Decimal(1), 0.5, 0.5),
    ]
    both = tr.values(table(("KAZ", 2024, 0, "A"), ("KAZ", 2024, 0, "B")))
    assert [gap.share for gap in tr.gaps(both, "A")] == [1.0]

    folder = write_tiny(tmp_path)
    edit(folder, "trade.csv", "T-T1,KAZ,2029,year,10,6,4", "T-T1,KAZ,2029,year,0,,")
    with (folder / "trade.csv").open("a", encoding="utf-8") as file:
        file.write("T-T4,KAZ,2029,year,5,,,Other,T-S1,x,\n")
    words, listed = compilers.compilers(Report(folder)).blocks
    assert "USD 5 bn by the Other against 0 bn, 5 bn more." in plain(words["items"][0])
    assert [plain(cell) for cell in listed["rows"][0]["cells"]][3:6] == ["5", "0", "+5 bn"]
    edit(folder, "trade.csv", "T-T4,KAZ,2029,year,5", "T-T4,KAZ,2029,year,0")
    words, drawn = compilers.compilers(Report(folder)).blocks
    assert plain(words["items"][0]).startswith("The only value of another compiler does not differ from the Customs")
    assert drawn["kind"] == "figure"


def test_parts_of_a_year_are_never_mixed_in():
    """Ten months are listed apart; a row without a total is in neither list."""
    rows = table(("KAZ", 2024, 36.5, "A", "Jan-Oct"), ("KAZ", 2024, 43.8, "A"), ("KAZ", 2024, float("nan"), "A"))

    assert [value.key for value in tr.values(rows)] == ["T2"]
    assert list(tr.part_years(rows).index) == ["T1"]


def test_gaps_in_number_and_percent():
    """1.96 against 3.86 is 1.9 less, 50.8 % of it; the widest gap stands first."""
    found = tr.values(
        table(("TJK", 2024, 3.86, "A"), ("TJK", 2024, 1.96, "B"), ("KAZ", 2024, 43.82, "A"), ("KAZ", 2024, 44, "C"))
    )

    wide, narrow = tr.gaps(found, tr.base_compiler(found))

    assert (wide.difference, round(wide.share, 3), wide.within_rounding) == (Decimal("-1.90"), 0.508, False)
    assert (narrow.difference, narrow.within_rounding) == (Decimal("0.18"), True)


def test_the_base_has_the_most_values():
    """The compiler with the most country-years is the one that others are read against; of nothing there is none."""
    assert tr.base_compiler(tr.values(table(("KAZ", 1, 1.0, "B"), ("UZB", 1, 1.0, "B"), ("KAZ", 1, 1.0, "A")))) == "B"
    assert tr.base_compiler(()) is None


@pytest.mark.parametrize(("value", "unit"), [(94.82, "0.01"), (94.8, "0.1"), (95.0, "1"), (100.0, "1")])
def test_one_unit_of_the_last_digit(value, unit):
    """The unit is that of the decimals written; a whole number is known to one."""
    assert tr.unit(tr.exact(value)) == Decimal(unit)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (48.6, 48.7, True),  # 48.67, once cut and once rounded
        (13.7, 14.0, True),
        (94.2, 95.0, False),  # rounds and cuts to 94
        (1.1, 2.0, False),
        (1.0, 2.0, False),
        (13.78, 13.6, False),
    ],
)
def test_what_may_be_one_amount(one, other, same):
    """Two values are the same data only if an amount exists that is printed as each of them; whole billions never."""
    assert tr.agree(tr.exact(one), tr.exact(other)) is tr.agree(tr.exact(other), tr.exact(one)) is same


@given(st.decimals(0, 200, places=3))
def test_cutting_and_rounding_agree_with_the_original(value):
    """A value cut or rounded to one decimal is the same data as the value itself, for any value."""
    assert tr.agree(value, round(value, 1))
    assert tr.agree(value, Decimal(int(value * 10)) / 10)


def test_a_dot_stands_at_its_share():
    """Each value stands at its share of the base, hollow where it agrees within rounding."""
    axes = gaps(
        [Apart("Tajikistan 2024", 0.508, "1.96"), Apart("Kazakhstan", 1.004, "44", hollow=True)], WORDS, "A"
    ).axes[0]
    dots = [line for line in axes.lines if line.get_marker() == "o"]

    assert [round(float(dot.get_xdata()[0]), 3) for dot in dots] == [0.508, 1.004]
    assert [dot.get_markerfacecolor() for dot in dots][1] == "#ffffff"
    assert axes.get_xlim()[0] < 0.508


def test_sections_say_what_is_missing(tmp_path):
    """Without a table of trade, and for one sector, one sentence says so; the other exhibits stay empty."""
    folder = write_tiny(tmp_path)
    assert trade.overview(Report(folder, sector="energy")).blocks[0]["text"] == trade.NO_SECTOR
    (folder / "trade.csv").unlink()

    assert trade.overview(Report(folder)).blocks[0]["text"] == (
        "This dataset has no table of trade. What sources say of it stands among the claims."
    )
    assert compilers.compilers(Report(folder)).blocks == trade.part_years(Report(folder)).blocks == ()


def test_a_group_is_printed_as_one(tmp_path):
    """The two countries reported together are a line of their own, and the ten months stand in another table."""
    report = Report(write_tiny(tmp_path))

    lines = [row["cells"][0] for row in trade.overview(report).blocks[1]["rows"]]

    assert lines == ["Kazakhstan", "Two states as one"]
    assert [row["cells"][1] for row in trade.part_years(report).blocks[0]["rows"]] == ["Jan-Oct"]
