"""
The numbers that the real datasets must give, recounted here from the CSV files without the package.

Each helper repeats a rule of the data model in a line of plain Python; the constants beside them are the numbers that
the READMEs of the datasets and their sources state.
"""

import csv
from functools import cache
from pathlib import Path

import pytest

from summit_report.analysis.dataset import load
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.measures.firmness import projects_of
from summit_report.analysis.measures.money import CONTRACT_VALUE, Purse
from summit_report.analysis.view import View
from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS

DATA = Path(__file__).parents[1] / "data"
SIGNED = {"signed", "in force"}
BEGUN = {"under way", "completed"}
# Euro foreign exchange reference rates of the European Central Bank, crossed: 8.3091 / 1.1568 on 17 June 2025,
# 7.5766 / 1.0808 on 19 May 2023. The datasets print them with four decimals.
YUAN_PER_DOLLAR = {"astana-2025": 7.1828, "xian-2023": 7.0102}


@cache
def rows(summit, table):
    """Read a table as dictionaries of text."""
    with (DATA / summit / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def number_of_documents(chosen):
    """Add up documents, an empty cell being one."""
    return sum(int(row["documents"] or 1) for row in chosen)


def counting(summit, relation):
    """Choose the agreements that count: no part of a package, no second description."""
    return [
        row
        for row in rows(summit, "agreements")
        if row["relation"] == relation and not row["part_of"] and not row["same_as"]
    ]


@cache
def view(summit, relation="summit"):
    return View(load(DATA / summit), relation=relation)


@cache
def sums(summit, relation="summit"):
    one = view(summit, relation)
    return mm.by_instrument(one.funding, Purse(one.dataset, "USD"), FUNDING_INSTRUMENTS)


@pytest.mark.parametrize(
    ("summit", "relation", "total", "signed", "begun", "announced"),
    [
        ("astana-2025", "summit", 178, 159, 4, 15),
        ("astana-2025", "follow-up", 80, 78, 0, 2),
        ("astana-2025", "context", 3, 3, 0, 0),
        ("xian-2023", "summit", 143, 118, 5, 19),
        ("xian-2023", "follow-up", 2, 2, 0, 0),
    ],
)
def test_documents(summit, relation, total, signed, begun, announced):
    """The documents of a summit and of what followed it, signed, begun without a signature and announced apart."""
    by_hand = counting(summit, relation)
    found_begun = [row for row in by_hand if row["status"] in BEGUN]
    unsigned = [row for row in found_begun if row["instrument"] in {"initiative", "other"} and not row["signed_on"]]
    begun_by_hand = number_of_documents(unsigned)
    signed_by_hand = number_of_documents(row for row in by_hand if row["status"] in SIGNED | BEGUN) - begun_by_hand
    announced_by_hand = number_of_documents(row for row in by_hand if row["status"] == "announced")

    found = docs.counted(view(summit, relation).agreements)

    assert docs.count(found).value == number_of_documents(by_hand) == total
    assert docs.count(docs.signed(found)).value == signed_by_hand
    assert docs.count(docs.begun(found)).value == begun_by_hand
    assert docs.count(docs.announced(found)).value == announced_by_hand
    assert (signed_by_hand, begun_by_hand, announced_by_hand) == (signed, begun, announced)


def test_the_packages_of_astana():
    """Four packages of 58, 35, 24 and 12 documents hold 129 of the 178; 12, 0, 6 and 12 papers inside are named."""
    packages = pk.packages(view("astana-2025"))

    assert [(p.key, p.documents, p.single.value + p.grouped.value) for p in packages] == [
        ("A045", 58, 12),
        ("A059", 35, 0),
        ("A038", 24, 6),
        ("A092", 12, 12),
    ]
    assert sum(p.documents for p in packages) == 129
    assert sum(p.single.value for p in packages) == 23
    assert sum(p.grouped.value for p in packages) == 7


def test_the_named_papers_by_hand():
    """The 30 papers named inside packages are 23 rows of one paper and the seven documents of one region."""
    inside = [
        row
        for row in rows("astana-2025", "agreements")
        if row["relation"] == "summit" and row["part_of"] and not row["same_as"]
    ]

    found = docs.inside_packages(view("astana-2025").agreements)

    assert docs.count(found).value == number_of_documents(inside) == 30
    assert sorted(found.index) == sorted(row["agreement_id"] for row in inside)
    assert len(inside) == 24


def test_fifty_eight_documents_are_one_package():
    """58 documents for $24 bn, more than $24 bn, nearly $25 bn, about 60 for almost $25 bn: one package, one amount."""
    values = [row for row in rows("astana-2025", "funding") if row["linked_agreement_id"] == "A045"]

    found = sums("astana-2025")[CONTRACT_VALUE]

    assert [row["funding_id"] for row in values] == ["F021", "F022", "F023", "F024"]
    assert found.rows == ("F021",)
    assert found.total.bounds.central == 24e9


@pytest.mark.parametrize("code", ["KAZ", "KGZ", "TJK", "TKM", "UZB"])
def test_documents_by_country(code):
    """Each country has the documents whose row names it as a party, more than 178 together."""
    expected = {"KAZ": 157, "KGZ": 71, "TJK": 70, "TKM": 66, "UZB": 66}
    by_hand = [row for row in counting("astana-2025", "summit") if code in row["parties"].split(";")]

    found = docs.by_country(docs.counted(view("astana-2025").agreements), expected)

    assert found[code].value == number_of_documents(by_hand) == expected[code]


def test_the_pledge_of_yuan_counts_once():
    """1.5 bn yuan stands five times and counts once: USD 208.83 m at 7.1828 yuan."""
    same = [row["funding_id"] for row in rows("astana-2025", "funding") if row["amount"] == "1500000000"]

    grant = sums("astana-2025")["grant"]

    assert same == ["F001", "F002", "F003", "F004", "F005"]
    assert grant.rows == ("F001",)
    assert grant.original["CNY"].bounds.central == 1.5e9
    assert grant.total.bounds.central == pytest.approx(1.5e9 / 7.1828) == pytest.approx(208.83e6, abs=5e3)


def test_the_same_yuan_are_shared_and_not_split():
    """The pledge goes to five countries together and to none of them alone."""
    found = mm.by_recipient(view("astana-2025").funding, ["KAZ", "KGZ", "TJK", "TKM", "UZB"])

    assert "F001" in found["shared"].index
    assert not any("F001" in found[code].index for code in ("KAZ", "KGZ", "TJK", "TKM", "UZB"))


def test_what_is_named_of_the_contract_value():
    """Five items name 5.659 bn, 23.6 % of 24 bn; the more than 6 bn of one region stand apart, added to neither."""
    one = view("astana-2025")
    parts = mm.parts(one.funding, "F021")
    by_hand = [row for row in rows("astana-2025", "funding") if row["part_of"] == "F021" and not row["restates"]]

    investment, region = (
        Purse(one.dataset, "USD").sum(parts[parts["instrument"] == kind]) for kind in ("investment", CONTRACT_VALUE)
    )

    assert investment.rows == ("F028", "F029", "F030", "F031", "F032")
    assert investment.total.bounds.central == 5.659e9
    assert sum(float(row["amount"]) for row in by_hand if row["instrument"] == "investment") == 5.659e9
    assert round(100 * investment.total.bounds.central / 24e9, 1) == 23.6
    assert region.rows == ("F027",)
    assert (region.total.bounds.low, region.total.bounds.high) == (6e9, None)


def test_the_railway():
    """Loan and equity of about 2.3 bn count, as follow-ups; the cost of 4.7 bn and the rival estimates do not."""
    found = sums("astana-2025", "follow-up")
    railway = {row["funding_id"] for row in rows("astana-2025", "funding") if row["linked_agreement_id"] == "A075"}

    assert (found["loan"].rows, found["equity"].rows) == (("F013",), ("F014",))
    assert found["loan"].total.bounds.central == found["equity"].total.bounds.central == 2.3e9
    assert found["loan"].total.bounds.approximate
    counted = {key for total in found.values() for key in total.rows}
    assert railway & counted == {"F013", "F014"}
    assert not {"F012", "F019", "F020"} & counted
    assert "F012" not in {key for total in sums("astana-2025").values() for key in total.rows}


@pytest.mark.parametrize("summit", ["astana-2025", "xian-2023"])
@pytest.mark.parametrize("relation", ["summit", "follow-up"])
def test_contract_value_never_joins_finance(summit, relation):
    """Every counted row stands under its own instrument, so that no contract value is in a sum of finance."""
    counted = [
        row for row in rows(summit, "funding") if row["counts_toward_total"] == "yes" and row["relation"] == relation
    ]

    found = sums(summit, relation)

    for kind, total in found.items():
        by_hand = [row for row in counted if row["instrument"] == kind]
        assert list(total.rows) == [row["funding_id"] for row in by_hand]
        assert total.total.n == sum(bool(row["amount"]) for row in by_hand)
    assert sum(len(total.rows) for total in found.values()) == len(counted)


def test_what_is_unknown_at_astana():
    """Of five counted amounts three are stated: two pledges in kind have no value."""
    found = sums("astana-2025")

    assert {kind: (total.total.n, total.total.of) for kind, total in found.items()} == {
        "grant": (1, 1),
        "loan": (1, 1),
        CONTRACT_VALUE: (1, 1),
        "unspecified": (0, 2),
    }


def test_the_pledge_of_the_first_summit():
    """26 bn yuan are USD 3.709 bn at 7.0102 yuan, the rate of the summit's last day and not of its first."""
    pledge = sums("xian-2023")["unspecified"]

    [item] = [item for item in pledge.items if item.key == "XA-F01"]

    assert item.stated.central == 26e9
    assert item.value.central == pytest.approx(26e9 / 7.0102) == pytest.approx(3.709e9, abs=5e5)
    assert item.converted.rate.key == "fx-2023-05-19-ecb"


@pytest.mark.parametrize(("summit", "day"), [("astana-2025", "2025-06-17"), ("xian-2023", "2023-05-19")])
def test_the_rate_stands_in_the_dataset(summit, day):
    """The rate that these numbers rest on is the one in the table of rates."""
    found = [float(row["rate"]) for row in rows(summit, "fx_rates") if row["date"] == day]

    assert found == [YUAN_PER_DOLLAR[summit]]


def test_editions_do_not_change_a_value():
    """The grant is worth the same in the report on all, on one country and on one sector."""
    dataset = load(DATA / "astana-2025")
    purse = Purse(dataset, "USD")

    values = {
        purse.money(View(dataset, country, sector).funding.loc["F001"]).value
        for country, sector in ((None, None), ("TJK", None), (None, "social"), ("UZB", "social"))
    }

    assert len(values) == 1


@pytest.mark.parametrize(
    ("summit", "relation", "word"),
    [("astana-2025", "summit", "at least"), ("astana-2025", "follow-up", "at least"), ("xian-2023", "summit", "exact")],
)
def test_a_package_of_more_than_a_number_makes_a_lower_bound(summit, relation, word):
    """Packages of "more than 35" and "more than 70" open the sums they are in, and no other sum."""
    found = docs.counted(view(summit, relation).agreements)

    assert docs.count(found).qualifier == word
    assert docs.count(found[~docs.is_package(found)]).qualifier == "exact"


def test_documents_and_their_projects():
    """One passage reports a document and its project; the two stand apart where the sources tell of them apart."""
    found = view("astana-2025")
    pairs = projects_of(found.agreements, found.projects, found.dataset.milestones)

    assert pairs["A021"] == "P031" and pairs["A053"] == "P020" and pairs["A046"] == "P014"
    assert "A041" not in pairs  # its passage reports several plants
    assert len(set(pairs.values())) == len(pairs)
