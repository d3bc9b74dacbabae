"""Money is added once, like with like, with bounds, and with what is unknown: rules 3 to 7 of the data model."""

import datetime as dt
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import write_tiny

from summit_report.analysis.amounts import Bounds
from summit_report.analysis.dataset import load
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures import payments
from summit_report.analysis.measures.money import Purse
from summit_report.analysis.view import View
from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS

WORDS = st.sampled_from(["exact", "approximately", "at least", "more than", "nearly", "up to"])
AMOUNTS = st.tuples(st.floats(1, 1e12), WORDS)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return load(write_tiny(tmp_path_factory.mktemp("money")))


@pytest.fixture(scope="module")
def purse(tiny):
    return Purse(tiny, "USD")


@pytest.fixture
def summit(tiny):
    return View(tiny).funding


def funding(*amounts, currency="USD", **cells):
    """Make counted rows of one loan each, of pairs (amount, qualifier) or None where no source states it."""
    usual = {
        "instrument": "loan",
        "relation": "summit",
        "recipients": ("KAZ",),
        "linked_agreement_id": None,
        "part_of": None,
        "restates": None,
        "counts_toward_total": "yes",
    } | cells
    known = [pair or (float("nan"), None) for pair in amounts]
    rows = [usual | {"amount": v, "amount_qualifier": q, "currency": currency if q else None} for v, q in known]
    table = pd.DataFrame(rows, columns=[*usual, "amount", "amount_qualifier", "currency"])
    table.index = [f"F{number}" for number in range(1, len(table) + 1)]
    return table


def test_money_is_added_once(summit, purse):
    """A row that restates another and a row inside a counted one add nothing."""
    found = mm.by_instrument(summit, purse, FUNDING_INSTRUMENTS)

    assert {kind: total.rows for kind, total in found.items()} == {
        "grant": ("T-F1",),
        "loan": ("T-F5",),
        "contract value": ("T-F3",),
    }


def test_each_relation_has_its_own_total(tiny, purse):
    """What followed the summit is no part of the summit's money."""
    found = mm.by_instrument(View(tiny).since().funding, purse, FUNDING_INSTRUMENTS)

    assert {kind: total.rows for kind, total in found.items()} == {"contract value": ("T-F6",)}
    assert found["contract value"].total.bounds == Bounds(None, 7e6, 7e6)


def test_the_same_amount_in_other_words_adds_nothing(summit, purse):
    """A pledge of 140 m yuan that stands twice is 20 m dollars at 7.00, and the source's own 15 m is not mixed in."""
    [item] = mm.by_instrument(summit, purse, FUNDING_INSTRUMENTS)["grant"].items

    assert (item.currency, item.stated.central, item.value.central) == ("CNY", 140e6, 20e6)
    assert item.converted.rate.key == "T-R1"


def test_the_amount_stands_in_its_own_currency_too(summit, purse):
    """A total has the amounts as stated, currency by currency, beside the converted sum."""
    found = mm.by_instrument(summit, purse, FUNDING_INSTRUMENTS)["grant"]

    assert {currency: total.bounds.central for currency, total in found.original.items()} == {"CNY": 140e6}
    assert found.total.bounds.central == pytest.approx(20e6)


def test_an_open_end_stays_open(summit, purse):
    """ "More than 50 m" is at least 50 m and open above, in the total as in the row."""
    assert mm.by_instrument(summit, purse, FUNDING_INSTRUMENTS)["contract value"].total.bounds == Bounds(
        50e6, 50e6, None
    )


def test_a_counted_row_without_an_amount_is_one_of_n(summit, purse):
    """The loan of unknown size makes 0 of 1, and no zero."""
    loan = mm.by_instrument(summit, purse, FUNDING_INSTRUMENTS)["loan"]

    assert (loan.total.n, loan.total.of, loan.total.bounds) == (0, 1, None)
    assert (loan.stated, loan.unconverted, loan.original) == ((), (), {})


@given(st.lists(AMOUNTS, min_size=1, max_size=6), st.integers(1, 5), st.randoms(use_true_random=False))
def test_a_blank_amount_changes_the_n_and_not_the_sum(purse, amounts, blanks, random):
    """Planting rows without an amount anywhere leaves the sum alone and is told in n of N."""
    planted = [*amounts, *[None] * blanks]
    random.shuffle(planted)

    known, found = purse.sum(funding(*amounts)).total, purse.sum(funding(*planted)).total

    assert (found.n, found.of) == (len(amounts), len(planted))
    assert math.isclose(found.bounds.central, known.bounds.central, rel_tol=1e-12)
    assert found.bounds.qualifier == known.bounds.qualifier


@given(st.lists(st.tuples(AMOUNTS, st.sampled_from(["yes", "no"])), max_size=8))
def test_only_rows_that_count_are_added(purse, rows):
    """Whatever stands in rows that do not count, the sum is that of the others."""
    table = funding(*(amount for amount, _ in rows))
    table["counts_toward_total"] = [counts for _, counts in rows]
    expected = [amount[0] for amount, counts in rows if counts == "yes"]

    found = mm.by_instrument(table, purse, FUNDING_INSTRUMENTS)

    assert list(found) == (["loan"] if expected else [])
    assert not expected or math.isclose(found["loan"].total.bounds.central, math.fsum(expected))


@given(st.lists(st.sampled_from(FUNDING_INSTRUMENTS), min_size=1, max_size=8))
def test_instruments_never_join(purse, kinds):
    """A row is added within its own instrument only; a contract value stands alone."""
    table = funding(*[(1e6, "exact")] * len(kinds))
    table["instrument"] = kinds

    found = mm.by_instrument(table, purse, FUNDING_INSTRUMENTS)

    assert {kind: total.total.of for kind, total in found.items()} == {kind: kinds.count(kind) for kind in set(kinds)}
    assert list(found) == [kind for kind in FUNDING_INSTRUMENTS if kind in kinds]


def test_an_amount_without_a_rate_is_stated_and_not_converted(purse):
    """Tenge without a dated rate stay in their own currency and are named as unconverted."""
    found = purse.sum(funding((5e9, "exact"), currency="KZT"))

    assert found.total.bounds is None
    assert found.original["KZT"].bounds.central == 5e9
    assert (found.stated, found.unconverted) == (("F1",), ("F1",))


def test_a_partly_converted_sum_says_of_how_many(purse):
    """The sum of a dollar and a tenge amount holds the dollars, as 1 of 2, and names the other row."""
    table = pd.concat([funding((3e6, "exact")), funding((5e9, "exact"), currency="KZT").rename(index={"F1": "F2"})])

    found = purse.sum(table)

    assert (found.total.bounds.central, found.total.n, found.total.of) == (3e6, 1, 2)
    assert (found.stated, found.unconverted) == (("F1", "F2"), ("F2",))
    assert set(found.original) == {"USD", "KZT"}


def test_an_amount_for_several_is_never_allotted(summit):
    """A grant for two countries stands under shared, and under neither of the two."""
    found = mm.by_recipient(summit, ["KAZ", "UZB"])

    assert {code: tuple(rows.index) for code, rows in found.items()} == {
        "KAZ": ("T-F3",),
        "UZB": ("T-F5",),
        "shared": ("T-F1",),
        "unnamed": (),
    }


def test_funding_has_the_sector_of_its_agreement(summit):
    """Money takes the sector of the paper it belongs to, else it is unknown."""
    assert summit["sector"].to_dict() == {
        "T-F1": "energy",
        "T-F2": "energy",
        "T-F3": "not-itemised",
        "T-F4": "transport",
        "T-F5": "unknown",
    }


def test_parts_are_those_stated_inside(summit):
    """The parts of a sum are the rows that name it as their whole."""
    assert list(mm.parts(summit, "T-F3").index) == ["T-F4"]
    assert mm.parts(summit, "T-F1").empty


def paid(*rows, unknown=()):
    """Return the keys of what has moved among rows of (status, part of, restates), called F1, F2 and so on."""
    table = pd.DataFrame(rows, columns=["status", "part_of", "restates"], dtype=object)
    table.index = [f"F{number}" for number in range(1, len(rows) + 1)]
    table["amount"] = [None if key in unknown else 10.0 for key in table.index]
    return list(payments.paid(table).index)


def test_restated_money_is_paid_once():
    """Of several rows that state one payment, in a chain or not, only the first is taken."""
    assert paid(("disbursed", None, None), ("disbursed", None, "F1"), ("disbursed", None, None)) == ["F1", "F3"]
    assert paid(("disbursed", None, None), ("committed", None, "F1"), ("disbursed", None, "F2")) == ["F1"]


def test_a_part_of_a_payment_is_no_further_payment():
    """Ten million of forty that were paid add nothing, nor does a part of a part or of the payment in other words."""
    whole = ("disbursed", None, None)
    assert paid(whole, ("disbursed", "F1", None)) == ["F1"]
    assert paid(whole, ("committed", "F1", None), ("disbursed", "F2", None)) == ["F1"]
    assert paid(whole, ("committed", None, "F1"), ("disbursed", "F2", None)) == ["F1"]
    assert paid(("committed", None, None), ("disbursed", "F1", None), ("disbursed", "F1", None)) == ["F2", "F3"]


def test_a_payment_of_unknown_size_hides_none_that_is_known():
    """A whole without an amount leaves its parts standing, and a restatement that has the amount stands for it."""
    whole = ("disbursed", None, None)
    assert paid(whole, ("disbursed", "F1", None), ("disbursed", "F1", None), unknown=["F1"]) == ["F1", "F2", "F3"]
    assert paid(whole, ("disbursed", None, "F1"), ("disbursed", "F1", None), unknown=["F1"]) == ["F2"]


def test_a_part_in_other_words_is_no_second_part():
    """A row that restates a part is not one more part of the whole."""
    table = funding((9.0, "exact"), (2.0, "exact"), (2.0, "exact"))
    table["part_of"], table["restates"] = [None, "F1", "F1"], [None, None, "F2"]

    assert list(mm.parts(table, "F1").index) == ["F2"]


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("T-F3", dt.date(2030, 5, 10)),  # its agreement was signed on that day
        ("T-F1", dt.date(2030, 5, 11)),  # its pledge is dated to the month only: the summit's last day
        ("T-F5", dt.date(2030, 5, 11)),  # no agreement: the summit's last day
        ("T-F6", None),  # a follow-up of a month: no day, and the summit's is not its own
    ],
)
def test_an_amount_is_dated_by_its_own_paper(tiny, purse, key, day):
    """The date that chooses a rate is that of signing or pledge where the day is known, else the summit's last day."""
    assert purse.date(tiny.funding.loc[key]) == day


def test_context_has_no_day_of_the_summit(purse):
    """An amount that does not belong to the summit is not converted at the summit's rate."""
    [row] = [row for _, row in funding((7e6, "exact"), currency="CNY", relation="context").iterrows()]

    assert purse.date(row) is None
    assert purse.money(row).value is None


def test_one_amount_has_one_value_in_every_edition(tiny):
    """Filters choose rows and never change what a row is worth."""
    whole, some = View(tiny), View(tiny, country="UZB", sector="energy")

    values = [Purse(tiny, "USD").money(view.funding.loc["T-F1"]).value for view in (whole, some)]

    assert values[0] == values[1] == Bounds(20e6, 20e6, 20e6)


def test_a_project_has_its_cost_as_stated(tiny, purse):
    """A cost is read like an amount; one that nobody states is unknown."""
    railway, tunnel = (purse.cost(tiny.projects.loc[key]) for key in ("T-P1", "T-P2"))

    assert (railway.stated.central, railway.currency, railway.value.central) == (300e6, "USD", 300e6)
    assert (tunnel.stated, tunnel.value) == (None, None)


def test_sums_do_not_change_their_input(summit, purse):
    """Adding up leaves the table as it was."""
    before = summit.copy()

    mm.by_instrument(summit, purse, FUNDING_INSTRUMENTS)
    mm.by_recipient(summit, ["KAZ"])

    pd.testing.assert_frame_equal(summit, before)


def test_no_rows_are_no_sum(purse):
    """Of an empty table nothing is known and nothing is counted."""
    assert mm.by_instrument(funding(), purse, FUNDING_INSTRUMENTS) == {}
    assert purse.sum(funding()).total.bounds is None
