"""Amounts in other currencies, converted and as sources convert them, side by side."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import edit, write_tiny

from summit_report.analysis import wording as w
from summit_report.analysis.amounts import Converter, bounds, ecb_rate
from summit_report.analysis.dataset import load
from summit_report.analysis.measures import currencies as cc
from summit_report.analysis.measures.money import Money, Purse
from summit_report.analysis.report import Report
from summit_report.analysis.sections import common, currencies, instruments
from summit_report.analysis.view import View
from summit_report.blocks import plain

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_tiny(tmp_path_factory.mktemp("currencies"))


def found(folder, currency="USD"):
    data = load(folder)
    return cc.foreign(View(data), Purse(data, currency))


def test_every_amount_in_another_currency(folder):
    """140 m yuan stand twice and are one amount of 20 m dollars; a source says 15 m, which implies 9.33 yuan."""
    first, again = found(folder)

    assert (first.key, first.usd, first.implied) == ("T-F1", None, None)
    assert (again.key, again.root, again.usd) == ("T-F2", "T-F1", 15e6)
    assert again.implied == pytest.approx(140 / 15)
    assert first.money.value.central == again.money.value.central == 20e6


def test_other_reporting_currencies_list_other_amounts(folder):
    """In yuan it is the dollar amounts, costs of projects and follow-ups among them, that are foreign."""
    keys = [one.key for one in found(folder, "CNY")]

    assert "T-F1" not in keys
    assert {"T-F3", "T-F4", "T-F6", "T-P1"} == set(keys)


def test_equivalents_belong_to_one_amount(folder):
    """The stated dollar values are grouped by the amount that they restate."""
    every = found(folder)
    groups = cc.equivalents(every)

    assert {every[first].root: [one.key for _, one in rows] for first, rows in groups} == {"T-F1": ["T-F2"]}


@given(st.floats(1e3, 1e12), st.floats(1e3, 1e12))
def test_the_implied_rate_closes(amount, usd):
    """Dividing by the implied rate gives the stated equivalent again."""
    one = cc.Foreign("F1", "Grant", "F1", Money("F1", "CNY", bounds(amount, None), None, None), usd, "S1")

    assert amount / one.implied == pytest.approx(usd)


def test_the_section_sets_them_side_by_side(folder):
    """The sentence names the stated value and the computed one, the table the rate, its date and its origin."""
    text, table = currencies.currencies(Report(folder)).blocks
    words = "".join(run if isinstance(run, str) else run["text"] for run in text["items"][0])

    assert "CNY 140 m" in words and "USD 15 m" in words and "10 May 2030 it is USD 20 m" in words
    assert table["notes"][0] == "USD 1 = CNY 7 on 10 May 2030, central parity."


@pytest.mark.parametrize(("word", "said"), [("more than", "more than "), ("approximately", "about "), ("exact", "")])
def test_a_converted_amount_keeps_its_word(tmp_path, word, said):
    """What is more than CNY 140 m is more than what that is in dollars, in sentence and table."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "140000000,CNY,exact", f"140000000,CNY,{word}")
    text, table = currencies.currencies(Report(folder)).blocks

    assert f"10 May 2030 it is {said}USD 20 m" in plain(text["items"][0])
    assert plain(table["rows"][0]["cells"][2]) == f"{said}20 m"


@pytest.mark.parametrize(
    ("currency", "rate", "printed"),
    [
        ("EUR", "EUR 1 = SEK 10.948 on 17 June 2025", 500e6 / 10.948),
        ("USD", "USD 1 = SEK 9.46404 (EUR 1 = USD 1.1568 and SEK 10.948) on 17 June 2025", 500e6 / 9.46404),
    ],
)
def test_a_printed_rate_gives_the_printed_amount(currency, rate, printed):
    """A rate stands in the direction and with the digits of its source, in note and cell: with it a reader finds the
    amount as it is printed."""
    found = Converter(pd.DataFrame(), currency).convert(bounds(500e6, None), "SEK", dt.date(2025, 6, 17))
    money = Money("F1", "SEK", bounds(500e6, None), None, found)

    assert common.rates([money, money]) == [f"{rate}, European Central Bank reference rates."]
    assert w.quoted(found.rate.quoted.value) in rate
    assert w.magnitude(printed) == w.magnitude(found.bounds.central)


def test_one_rate_is_named_once():
    """Amounts converted to and fro at one rate of one day need it once, as its source gives it."""
    to = ecb_rate("SEK", "EUR", dt.date(2025, 6, 17))
    fro = ecb_rate("EUR", "SEK", dt.date(2025, 6, 17))

    assert to.quoted == fro.quoted == fro


def test_amounts_without_a_rate_are_named(folder):
    """The follow-up of a month has no day and so no rate: in yuan it stays unconverted, and the sentence says which."""
    text = currencies.currencies(Report(folder, currency="CNY")).blocks[0]
    words = "".join(run if isinstance(run, str) else run["text"] for run in text["items"][0])

    assert "1 amount stays unconverted: up to USD 7 m for Price of the later contracts" in words


def test_totals_name_what_they_lack(folder):
    """Money that no total holds for want of a rate is named beside the totals, amount and title, not only counted."""
    report = Report(folder, currency="KZT")
    words = plain(instruments.instruments(report, report.view, "money", "Money").blocks[0]["items"][0])

    assert "Not converted, for want of a dated rate, and in no total in KZT: CNY 140 m for " in words


def test_a_stated_value_has_the_word_of_its_claim():
    """ "Over 208 m dollars" stands in the claims of the source that puts the yuan at it, and goes into the table."""
    report = Report(DATA / "astana-2025")
    words = {one.key: one.word for one in cc.foreign(report.view, report.purse) if one.usd}
    _, table = currencies.currencies(report).blocks
    cells = [plain(cell) for line in table["rows"] for cell in line["cells"]]

    assert words == {"F002": "approximately", "F004": "more than", "F005": "approximately"}
    assert "more than 208 m" in cells and "about 210 m" in cells
    assert not any("F00" in cell for cell in cells)


def test_a_sum_stated_as_cost_and_as_funding_is_one_amount():
    """The 321 bn tenge of the railway are one sum; a loan and a plant of the same source and size are two."""
    report = Report(DATA / "astana-2025", currency="EUR")
    roots = {one.key: one.root for one in cc.foreign(report.view, report.purse)}

    assert roots["P004"] == "F038"
    assert [key for key, root in roots.items() if root == "F033"] == ["F033"]


def test_one_currency_needs_no_section(folder):
    """Where every amount is in the reporting currency, one sentence says so."""
    block = currencies.currencies(Report(folder, sector="transport")).blocks[0]

    assert block["kind"] == "note"
