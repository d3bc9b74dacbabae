"""How firm, how old and how much very many rows are, by columns: the same as asked one by one."""

import pandas as pd
import pytest
from tiny import edit, write_tiny

from summit_report.analysis.crosswalk import Rung
from summit_report.analysis.dataset import load
from summit_report.analysis.frames import joint, kinds_of
from summit_report.analysis.measures import counts
from summit_report.analysis.measures import firmness as ff
from summit_report.analysis.measures.money import Purse


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return load(write_tiny(tmp_path_factory.mktemp("standings")))


def test_standings_by_columns_are_those_of_each_row(tiny):
    """Levels, proofs and events of many keys are those of their standings, and two tables make one mapping."""
    day = tiny.meta.as_of
    papers = ff.of_agreements(tiny.agreements, tiny.funding, tiny.milestones, day)
    both = papers | ff.of_projects(tiny.projects, tiny.milestones, day)
    keys = [*tiny.agreements.index, *tiny.projects.index]

    assert list(both) == keys and len(both) == len(keys)
    assert both.levels(keys).tolist() == [both[key].rung or 0 for key in keys]
    expected = [named for key in keys for named in (key, both[key].proof, *both[key].events)]
    assert both.shown_by(keys) == tuple(dict.fromkeys(expected))
    assert both["T-A1"].reaches(Rung.ANNOUNCED)


def test_kinds_say_what_the_cells_say():
    """A row's kind is the cells that it has, also where cells are lists or empty, and names that meet become one."""
    first, second = pd.Series([("A", "B"), (), ("A", "B"), ("A",)]), pd.Series(["x", None, "y", "x"], dtype="string")
    kinds = kinds_of(first, second)

    assert [kinds.values[place] for place in kinds.places] == list(zip(first, second, strict=True))
    assert kinds_of(first).where(bool).tolist() == [True, False, True, True]
    by_length = kinds_of(first).named(len)
    assert by_length.of(by_length.values).tolist() == [2, 0, 2, 1]
    assert sorted(by_length.sizes.tolist()) == [1, 1, 2]
    assert [joint(by_length, by_length).values[place] for place in by_length.places] == [(2, 2), (0, 0), (2, 2), (1, 1)]


def test_sums_of_many_have_the_values_and_rates_of_their_rows(tiny, monkeypatch):
    """By columns a sum has the same value for each row, and among its samples every rate."""

    def sums():
        purse = Purse(tiny, "USD")
        found = [purse.sum(rows) for _, rows in tiny.funding.groupby("instrument", observed=True)]
        return [(one.values, {item.converted for item in one.samples if item.converted}) for one in found]

    def rates(found):
        return [(values, {one.rate for one in conversions}) for values, conversions in found]

    by_row = rates(sums())
    monkeypatch.setattr(counts, "MANY", 1)
    assert rates(sums()) == by_row


def test_sums_of_many_are_dated_by_signing_before_announcement(tmp_path, monkeypatch):
    """
    By columns, too, the day of signing chooses the rate, the announcement where none is signed, else the summit; each
    currency and day of a sum has its sample, and the sum is that of its rows.
    """
    folder = write_tiny(tmp_path)
    edit(folder, "agreements.csv", "energy,2030-09,,signed", "energy,2030-09-15,2030-05-10,signed")
    edit(folder, "agreements.csv", "energy,,2030-05,announced", "energy,,2030-09-15,announced")
    links = {"T-F7": "T-A5", "T-F8": "T-A4", "T-F9": "T-A2", "T-F10": "", "T-F11": "T-A5"}
    row = "{},Price,X,CHN,company,KAZ,contract value,56000000,CNY,exact,,,,committed,summit,{},,,yes,T-S2,para 4,\n"
    with (folder / "funding.csv").open("a", encoding="utf-8") as file:
        file.writelines(row.format(key, paper) for key, paper in links.items())
    dataset = load(folder)
    monkeypatch.setattr(counts, "MANY", 1)
    found = Purse(dataset, "USD").sum(dataset.funding.loc[["T-F3", *links]])

    dear, cheap = 56e6 / 7, 56e6 / 8
    by_key = {"T-F3": 50e6, "T-F7": cheap, "T-F8": cheap, "T-F9": dear, "T-F10": dear, "T-F11": cheap}
    assert found.values == pytest.approx(by_key)
    assert found.total.bounds.central == pytest.approx(sum(by_key.values()))
    assert {currency: one.bounds.central for currency, one in found.original.items()} == {"CNY": 280e6, "USD": 50e6}
    rates = [(one.currency, one.converted.rate and one.converted.rate.value) for one in found.samples]
    assert sorted(set(rates), key=str) == [("CNY", 7.0), ("CNY", 8.0), ("USD", None)]
    assert len(rates) < len(by_key)
    assert {item.key: item.value.central for item in found.items} == pytest.approx(by_key)
