"""An amount that its source gives as a range, in two rows, is one amount with two bounds."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import write_tiny

from summit_report.analysis.amounts import OPEN_ABOVE, OPEN_BELOW, Bounds
from summit_report.analysis.dataset import load
from summit_report.analysis.measures import counts
from summit_report.analysis.measures.money import Purse, by_instrument
from summit_report.analysis.measures.ranged import ranged
from summit_report.analysis.notices import money as notices
from summit_report.analysis.report import Report
from summit_report.analysis.sections import bounds, common, evidence, fragility, money, rewordings
from summit_report.blocks import to_text
from summit_report.explore.numbers import Number, numbers

M = 1_000_000
FLOOR = ("120", "at least", "", "yes", "T-S2", "USD")
CEILING = ("150", "up to", "L1", "no", "T-S2", "USD")
OTHER = ("300", "up to", "", "yes", "T-S2", "USD")


@pytest.fixture
def made(tmp_path_factory):
    """Make the tiny summit with loans L1, L2 …: millions, word, what it restates, if it counts, source, currency."""

    def make(*loans):
        folder = write_tiny(tmp_path_factory.mktemp("ranged"))
        rows = [
            f"L{i},Loan {i},Bank,CHN,policy bank,UZB,loan,{amount}000000,{currency},{word},,,,committed,summit,,,"
            f"{restates},{counted},{source},para 5,\n"
            for i, (amount, word, restates, counted, source, currency) in enumerate(loans, start=1)
        ]
        with (folder / "funding.csv").open("a") as file:
            file.writelines(rows)
        return Report(folder)

    return make


def loans(report):
    """Add up the counted loans by rows and by columns, which must agree, and return the sum."""
    found = []
    for many in (10**9, 0):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(counts, "MANY", many)
            purse = Purse(report.dataset, report.currency)
            found.append(by_instrument(report.view.funding, purse, ["loan"])["loan"])
    by_rows, by_columns = found
    assert (by_columns.total, by_columns.original) == (by_rows.total, by_rows.original)
    assert tuple(by_columns.items) == by_rows.items
    return by_rows


@pytest.mark.parametrize(
    ("rows", "low", "high", "words"),
    [
        ([FLOOR, CEILING], 120, 150, "USD 120 m to 150 m"),
        ([("150", "up to", *FLOOR[2:]), ("120", "at least", *CEILING[2:])], 120, 150, "USD 120 m to 150 m"),
        ([("120", "more than", *FLOOR[2:]), ("150", "nearly", *CEILING[2:])], 120, 150, "USD 120 m to 150 m"),
        ([FLOOR, CEILING, ("160", *CEILING[1:])], 120, 160, "USD 120 m to 160 m"),
        ([FLOOR, ("120", *CEILING[1:])], 120, 120, "USD 120 m"),
        ([FLOOR, CEILING, OTHER], None, 450, "up to USD 450 m"),
        ([FLOOR, CEILING, ("300", "at least", *OTHER[2:])], 420, None, "at least USD 420 m"),
        ([FLOOR, CEILING, ("10", "approximately", *OTHER[2:])], 130, 160, "about USD 130 m to 160 m"),
        ([FLOOR, CEILING, ("10", "exact", *OTHER[2:])], 130, 160, "USD 130 m to 160 m"),
    ],
)
def test_two_rows_of_one_source_are_a_range(made, rows, low, high, words):
    """The other end, in a row that restates the amount, bounds it in totals and in words; nothing is added twice."""
    found = loans(made(*rows))

    assert (found.total.bounds.low, found.total.bounds.high) == (low and low * M, high and high * M)
    assert common.value(found, "USD") == words


@pytest.mark.parametrize(
    "second",
    [
        ("150", "up to", "L1", "no", "T-S1", "USD"),
        ("150", "up to", "L1", "no", "T-S2", "CNY"),
        ("100", "up to", "L1", "no", "T-S2", "USD"),
        ("150", "at least", "L1", "no", "T-S2", "USD"),
        ("150", "exact", "L1", "no", "T-S2", "USD"),
    ],
)
def test_what_is_no_other_end_bounds_nothing(made, second):
    """A rival of another source, another currency, an end below the floor or a word for the same end stay apart."""
    report = made(FLOOR, second)

    assert loans(report).total.bounds == Bounds(120 * M, 120 * M, None)
    assert ranged(report.dataset).ends == {}


def test_a_floor_and_a_ceiling_are_no_estimate(made):
    """At least 120 and up to 300 m print as the two, never as 420 m, whichever other amounts stand beside them."""
    report = made(FLOOR, OTHER)
    [[_, number]] = numbers(common.in_cell(loans(report)))

    assert common.known(report, loans(report)) == "at least USD 120 m plus up to USD 300 m (2 of 3)"
    assert number == Number(n=2, of=3)
    assert "420" not in to_text(money.overview(report).blocks[-1])
    assert "at least 120 m plus up to 300 m" in to_text(fragility.totals(report).blocks[-1])
    with_range = made(FLOOR, OTHER, ("10", *FLOOR[1:]), ("20", "up to", "L3", "no", "T-S2", "USD"))
    assert common.value(loans(with_range), "USD") == "at least USD 130 m plus up to USD 300 m"


def test_both_rows_of_a_range_are_its_evidence(made):
    """The number leads to the rows of both ends, and the upper one is neither a rival nor left out of the records."""
    report = made(FLOOR, CEILING)
    table = to_text(bounds.bounds(report).blocks[-1])
    said = str(evidence.records(report).blocks)

    assert "Loan\t120 m\t120 m\t150 m\tnone\tnone\t1 of 2" in table and "other entries to USD 120 m" not in table
    assert "'L1'" in said and "'L2'" in said
    assert rewordings.others(report, "L1") == ""
    lines = [line.rows for one in report.registry.entries.values() for line in one.lines if "L1" in line.rows]
    assert lines and all("L2" in rows for rows in lines)
    assert not [one for one in notices.open_amounts(report.dataset) if "L1" in one.rows]


def test_a_range_is_read_back_with_both_ends():
    """What asks for numbers gets both ends of a range, with its currency and coverage."""
    assert list(numbers("USD 120 m to 1.5 bn, 1 of 2")) == [("", Number(120e6, 1.5e9, 1, 2, "USD"))]
    assert list(numbers("about 130 m to 160 m")) == [("", Number(130e6, 160e6))]


WORDS = st.sampled_from(sorted(OPEN_ABOVE | OPEN_BELOW))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return load(write_tiny(tmp_path_factory.mktemp("held")))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), WORDS), min_size=2, max_size=4), st.sampled_from(["USD", "CNY"]))
def test_a_range_holds_all_its_stated_ends(tiny, said, currency):
    """Whatever a source says of its amount, a bounded one holds its own end and each other that bounds it."""
    keys = [f"L{i}" for i in range(1, len(said) + 1)]
    funding = pd.concat([tiny.funding.loc[["T-F5"]]] * len(said)).set_axis(pd.Index(keys, dtype="string"))
    funding["amount"], funding["amount_qualifier"] = map(list, zip(*said, strict=True))
    funding["currency"] = currency
    funding["restates"] = pd.Series([pd.NA, *["L1"] * (len(said) - 1)], index=funding.index, dtype="string")
    funding["counts_toward_total"] = ["yes", *["no"] * (len(said) - 1)]
    report = Report(replace(tiny, _frames={**tiny._frames, "funding": funding}))
    stated = loans(report).original[currency].bounds
    ends = ranged(report.dataset).ends.get("L1", ())

    assert bool(ends) == (stated.low is not None and stated.high is not None)
    for key in ("L1", *ends):
        value = funding.at[key, "amount"]
        assert (stated.low is None or stated.low <= value) and (stated.high is None or value <= stated.high)
