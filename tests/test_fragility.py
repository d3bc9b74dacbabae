"""Totals and rankings with one row or one source left out."""

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import edit, write_tiny

from summit_report.analysis.dataset import load
from summit_report.analysis.measures import fragility as ff
from summit_report.analysis.measures.money import Purse
from summit_report.analysis.report import Report
from summit_report.analysis.sections import fragility, rankings
from summit_report.blocks import plain, to_text

ROOT = Path(__file__).resolve().parent.parent
SOURCES = pd.DataFrame({"based_on": [None, "S1", "S2", None]}, index=["S1", "S2", "S3", "S4"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_tiny(tmp_path_factory.mktemp("fragility"))


@pytest.fixture(scope="module")
def purse(folder):
    return Purse(load(folder), "USD")


def loans(*rows):
    """Make loans of (amount in dollars, source, key of the row restated)."""
    table = pd.DataFrame(rows, columns=["amount", "source_id", "restates"])
    table.index = [f"F{i}" for i in range(1, len(table) + 1)]
    return table.assign(
        currency="USD", amount_qualifier="exact", relation="summit", linked_agreement_id=None, instrument="loan"
    )


def remaining(purse, table):
    return ff.money(purse.sum(table[table["restates"].isna()]), table, SOURCES, purse)


def test_the_largest_row_and_the_top_three(purse):
    """10 + 6 + 3 + 1 = 20: without the largest 10 remain, and three rows hold 95 %."""
    found = remaining(purse, loans((6, "S1", None), (10, "S4", None), (3, "S1", None), (1, "S1", None)))

    assert (found.whole, found.items) == (20, 4)
    assert found.largest == ff.Without("F2", 10, ("F2",))
    assert (found.top, found.top_share) == (("F2", "F1", "F3"), 0.95)


def test_the_worst_source_is_named(purse):
    """Without S1 its 6 and 3 go; without S4 its 10: S4 is the worst case."""
    found = remaining(purse, loans((6, "S1", None), (10, "S4", None), (3, "S1", None)))

    assert found.weakest == ff.Without("S4", 9, ("F2",))


def test_copies_fall_with_their_original(purse):
    """S3 rests on S2 and S2 on S1: without S1 all three are gone."""
    assert ff.copies(SOURCES, "S1") == {"S1", "S2", "S3"}
    assert remaining(purse, loans((6, "S1", None), (4, "S3", None), (7, "S4", None))).weakest == ff.Without(
        "S1", 7, ("F1", "F2")
    )


@pytest.mark.parametrize("restated", ["F1", "F2"])
def test_a_restatement_of_a_restatement_confirms_too(purse, restated):
    """S3 states the 6 of S1 again, directly or by way of another row: without S1 they stay, without S3 its 1 goes."""
    table = loans((6, "S1", None), (6, "S1", "F1"), (6, "S4", restated), (1, "S4", None))

    assert remaining(purse, table).weakest == ff.Without("S4", 6, ("F4",))


def test_what_another_source_confirms_does_not_fall(purse):
    """An amount that S4 states as 9 keeps 9 without S1; a copy of S1 confirms nothing."""
    assert remaining(purse, loans((10, "S1", None), (9, "S4", "F1"))).weakest == ff.Without("S1", 9, (), ("F2",))
    assert remaining(purse, loans((10, "S1", None), (9, "S2", "F1"))).weakest == ff.Without("S1", 0, ("F1",))


def test_an_amount_that_a_claim_states_again_does_not_fall(purse):
    """A claim of S4 keeps the ten of S1; one of a copy of S1 does not, and the entry in its place is named."""
    table = loans((10, "S1", None))

    def without(source):
        return ff.money(purse.sum(table), table, SOURCES, purse, {"F1": [("C1", source)]}).weakest

    assert without("S4") == ff.Without("S1", 10, (), ("C1",))
    assert without("S2") == ff.Without("S1", 0, ("F1",))


@pytest.mark.parametrize(("value", "falls"), [(50, False), (51, True)])
def test_a_claim_of_the_same_number_confirms_a_total(tmp_path, value, falls):
    """Another publisher claims the value of the package without its word, and it stays; another number helps not."""
    folder = write_tiny(tmp_path)
    with (folder / "claims.csv").open("a", encoding="utf-8") as file:
        file.write("T-C8,Package of Kazakhstan,value,50,more than,,USD m,,T-S2,para 1,\n")
        file.write(f"T-C9,Package of Kazakhstan,value,{value},exact,,USD m,,T-S1,para 9,\n")

    text, _ = fragility.totals(Report(folder)).blocks

    assert ("the contract value (Example News)" in to_text(text)) == falls


def test_nothing_known_has_no_fragility(purse):
    """Of a total without an amount nothing can be taken away."""
    assert remaining(purse, loans((float("nan"), "S1", None))) is None


@given(st.lists(st.tuples(st.integers(1, 100), st.sampled_from(list(SOURCES.index))), min_size=1, max_size=6))
def test_leaving_out_never_adds(purse, rows):
    """Without restatements what remains is between nothing and the whole, and the parts add up."""
    found = remaining(purse, loans(*((amount, source, None) for amount, source in rows)))

    assert 0 <= found.weakest.remains <= found.whole
    assert found.largest.remains + max(amount for amount, _ in rows) == found.whole
    assert 0 < found.top_share <= 1


def documents(*rows):
    """Make rows of (country, source) with one document each."""
    table = pd.DataFrame(rows, columns=["country", "source_id"]).assign(same_as=None)
    table.index = [f"A{i}" for i in range(1, len(table) + 1)]
    return table


def by_country(rows):
    return Counter(row["country"] for row in rows)


def test_a_ranking_that_holds():
    """Four against one: no row and no source of one document changes the order."""
    table = documents(("KAZ", "S1"), ("KAZ", "S1"), ("KAZ", "S4"), ("KAZ", "S4"), ("UZB", "S3"))

    found = ff.stability(table, table.iloc[:0], SOURCES, by_country)

    assert (found.order, found.rows, found.first_rows) == (("KAZ", "UZB"), (), ())
    assert (found.of_rows, found.of_sources, found.sources) == (5, 3, ())


def test_a_ranking_that_hangs_on_one_row():
    """Two against one: without any of the two the countries share the first place."""
    table = documents(("KAZ", "S1"), ("KAZ", "S4"), ("UZB", "S4"))

    found = ff.stability(table, table.iloc[:0], SOURCES, by_country)

    assert found.rows == found.first_rows == ("A1", "A2")
    assert found.sources == ("S1",)  # without S4 it is one against none: the order stays


def test_equal_leaders_share_the_first_place():
    """One against one is a tie: both lead, and without either row the other leads alone."""
    table = documents(("KAZ", "S1"), ("UZB", "S4"))

    found = ff.stability(table, table.iloc[:0], SOURCES, by_country)

    assert found.leaders == ("KAZ", "UZB")
    assert found.first_rows == ("A1", "A2")


def test_a_second_description_takes_the_place():
    """A paper that another source describes too does not fall with its source."""
    table = documents(("KAZ", "S1"), ("KAZ", "S4"), ("UZB", "S4"))
    second = documents(("KAZ", "S4")).assign(same_as="A1").rename(index={"A1": "A9"})

    assert ff.stability(table, second, SOURCES, by_country).sources == ()


def test_the_section_names_the_source(folder):
    """The grant is stated by a copy only, so that nothing remains of it without its source."""
    block = fragility.totals(Report(folder)).blocks[0]
    text = "".join(run if isinstance(run, str) else run["text"] for run in block["items"][0])

    assert "the contract value (Example News)" in text
    assert rankings.rankings(Report(folder)).blocks[0]["kind"] == "note"  # two rows are no ranking


def test_a_dataset_without_amounts_says_so(tmp_path):
    """Where no total is known the section says that there is nothing to take away."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "loan,,,,,,,committed,summit,,,,yes", "loan,,,,,,,committed,summit,,,,no")

    assert fragility.totals(Report(folder, sector="transport")).blocks[0]["kind"] == "note"


def test_a_total_of_zero_has_nothing_to_lose(purse):
    """Of amounts of zero there is no largest share; beside one of 5 they are rows like others."""
    assert remaining(purse, loans((0, "S1", None), (0, "S4", None))) is None
    found = remaining(purse, loans((0, "S1", None), (5, "S4", None)))
    assert (found.whole, found.items, found.largest.remains, found.top_share) == (5, 2, 0, 1)


def test_of_equal_sources_the_first_by_name_is_named(purse):
    """Where several sources are the worst case, the answer does not depend on the order of the rows."""
    for table in (loans((5, "S4", None), (5, "S1", None)), loans((5, "S1", None), (5, "S4", None))):
        assert remaining(purse, table).weakest.out == "S1"


def test_a_known_value_keeps_its_word():
    """What the totals are is worded as elsewhere in the report; what is left is said to be without such words."""
    table = fragility.totals(Report(ROOT / "data" / "astana-2025")).blocks[-1]

    assert "more than 15 bn" in to_text(table)
    [later] = [row for row in table["rows"] if "around 8.8% to 12.3%" in plain(row["cells"][0])]
    assert [plain(cell) for cell in later["cells"][3:5]] == ["15 bn", "exussr.org"]  # as C131 says
    assert "without words such as “about” or “more than”" in to_text(table)
