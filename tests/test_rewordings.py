"""What others say of a counted amount stands beside it, whether an entry or a claim says so."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from summit_report.analysis.report import Report
from summit_report.analysis.sections import bounds, brief_money, currencies, rewordings, rivals
from summit_report.blocks import to_text

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def astana():
    return Report(DATA / "astana-2025")


def test_all_answers_to_the_question_of_an_amount_are_told(astana):
    """The loan of 2.3 bn is also given as up to 2.3 and 2.35 bn: claims count as well as entries, slips do not."""
    assert rewordings.others(astana, "F013") == "others say up to USD 2.3 bn and USD 2.35 bn"


def test_two_answers_of_one_source_are_not_those_of_others(tmp_path):
    """Where the source of an amount gave the other end of a range itself, nobody else is said to have."""
    folder = shutil.copytree(DATA / "astana-2025", tmp_path / "astana-2025")
    claims = pd.read_csv(folder / "claims.csv", dtype=str, keep_default_na=False)
    source = pd.read_csv(folder / "funding.csv", dtype=str).set_index("funding_id").at["F013", "source_id"]
    funding = pd.read_csv(folder / "funding.csv", dtype=str, keep_default_na=False)
    funding.loc[funding["restates"] == "F013", "source_id"] = source
    funding.to_csv(folder / "funding.csv", index=False)
    claims.loc[claims["unit"].str.startswith("USD"), "source_id"] = source
    claims.to_csv(folder / "claims.csv", index=False)

    assert rewordings.others(Report(folder), "F013").startswith("the same source also says up to USD 2.3 bn")


def test_an_amount_that_nobody_states_otherwise_has_no_others(astana):
    """A credit line that one source states once has no rival answer."""
    assert rewordings.others(astana, "F033") == ""


def test_bounds_print_the_range_of_rival_answers(astana):
    """Low, central and high of the headline do not pass for certainty: the range of the rivals stands below."""
    table = next(block for block in bounds.bounds(astana).blocks if block["kind"] == "table")
    rows = [[to_text({"kind": "note", "text": cell}) for cell in row["cells"]] for row in table["rows"]]

    assert ["rival answers", "more than 24 bn", "", "nearly 25 bn", "", "", ""] in rows
    assert ["rival answers", "", "15 bn", "", "", "", ""] in rows


def test_a_brief_tells_what_others_say_of_a_shared_loan():
    """In the money of one country, too, a disputed amount does not stand alone."""
    said = to_text(brief_money.amounts(Report(DATA / "astana-2025", country="KGZ")).blocks[0])

    assert "about USD 2.3 bn (others say up to USD 2.3 bn and USD 2.35 bn)" in said


def test_an_amount_is_unconverted_for_its_own_reason(astana):
    """Context takes no day from the summit: the pledge of 2023 has no day of its own, though yuan have rates."""
    said = to_text(currencies.currencies(astana).blocks[0])

    assert "CNY 26 bn for Financing support and grants announced at the first summit in Xi'an" in said
    assert "no day of its own" in said and "dated rate" not in said


@pytest.mark.parametrize("narrow", [{}, {"country": "KGZ"}, {"sector": "transport"}])
def test_a_link_to_rival_numbers_finds_its_table(narrow):
    """Where the bounds point to the table of rival numbers, the same report prints that table."""
    report = Report(DATA / "astana-2025", **narrow)
    linked = bounds.RIVALS in str(bounds.bounds(report).blocks)

    assert linked <= any(block.get("id") == bounds.RIVALS for block in rivals.numbers(report).blocks)
