"""What the sections on money say: who is to pay, what has no amount, what was paid, each headline with its ratio."""

from dataclasses import replace
from pathlib import Path

import pytest
import variants
from tiny import edit, write_tiny

from summit_report.analysis.caps import Caps
from summit_report.analysis.report import Report
from summit_report.analysis.sections import (
    bounds,
    brief_money,
    common,
    converted,
    currencies,
    findings,
    fragility,
    instruments,
    ladder,
    money,
    payments,
    ratios,
    reconciliation,
    recount,
    since,
)
from summit_report.blocks import plain, to_text
from summit_report.explore.numbers import Number
from summit_report.explore.numbers import numbers as explore_numbers

DATA = Path(__file__).parents[1] / "data"
SECTIONS = (
    findings.findings,
    money.overview,
    bounds.bounds,
    money.largest,
    reconciliation.money,
    money.by_country,
    money.by_sector,
    currencies.currencies,
    fragility.totals,
    ladder.money,
    since.follow_up_money,
)


@pytest.fixture(scope="module", params=["astana-2025", "xian-2023"])
def report(request):
    return Report(DATA / request.param)


@pytest.fixture(scope="module")
def astana():
    return Report(DATA / "astana-2025")


def texts(block):
    """Return what stands together in a block: each item, paragraph, row of a table, and title of a figure."""
    if block["kind"] == "findings":
        return [plain(item["value"]) + " " + plain(item["text"]) for item in block["items"]]
    if block["kind"] == "paragraphs":
        return [plain(item) for item in block["items"]]
    if block["kind"] == "figure":
        return [" ".join([block["title"], *(plain(cell) for row in block["data"]["rows"] for cell in row["cells"])])]
    return [" ".join(map(plain, row["cells"])) for row in block.get("rows", ()) if row.get("kind") != "group"]


def found(report, start):
    """Return the finding whose text begins with *start*, value first."""
    [block] = findings.findings(report).blocks
    return next(text for text in texts(block) if text.partition(" ")[2].find(start) >= 0)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda one: f"{one.__module__.rpartition('.')[2]}.{one.__name__}")
def test_no_headline_stands_without_its_ratio(report, section):
    """Wherever the amount of a counted headline is printed, how much of it is itemised stands beside it."""
    said = [text for block in section(report).blocks for text in texts(block)]
    for one in ratios.all_headlines(report):
        amount = f"{one.currency} {ratios.whole(one).rpartition(f'{one.currency} ')[2]}"
        for text in said:
            if one.counts and (amount in text.split("; ")[0] or one.title in text) and "may overlap" not in text:
                assert any(word in text for word in ("named", "itemised", "%")), text


def test_two_headlines_in_one_total_keep_their_ratios_apart():
    """Of 22 bn something is named and of 25 bn nothing: each is said of its own amount, never "named, not itemised"."""
    report = Report(DATA / "xian-2023")

    said = plain(ratios.total_ratio(report, ["XA-F03", "XA-F06"], short=True))

    assert said == "more than USD 25 bn: not itemised; USD 22 bn: at least 7.3% named"


def test_a_headline_named_only_as_a_sum():
    """Where no item is named the finding says so and gives the sum."""
    said = found(Report(DATA / "xian-2023"), "announced for")

    assert said == (
        "≥ 7.3% of the USD 22 bn announced for “Value of 47 documents signed with Kazakhstan” is named, "
        "only as a sum for 5 documents: more than USD 1.6 bn."
    )


def test_the_headline_in_the_findings(astana):
    """Five items, a further sum that may include some of them, and both readings of the share."""
    assert found(astana, "announced for") == (
        "about 23.6% of the USD 24 bn announced for “58 commercial documents, Kazakhstan–China” is named item by item: "
        "5 items worth about USD 5.659 bn. A further sum of more than USD 6 bn, for 7 documents (“Seven documents of "
        "Almaty region”), may include some of them: with it, between 25% and 48.6% or more is named."
    )


def test_pledges_without_an_amount_are_named(astana):
    """2 of 4 pledges have an amount, and the other two have names."""
    said = found(astana, "of finance have")

    assert said.startswith("2 of 4 pledges of finance have a stated amount")
    assert (
        "No amount is stated for “3,000 training places over two years” and “Specialised equipment for the Kyrgyz "
        "Water Resources Service”." in said
    )


def test_what_has_an_amount_adds_up(astana):
    """3 of 5 entries are 2 of 4 for finance and 1 of 1 for contract value."""
    text = plain(money.overview(astana).blocks[0]["items"][0])

    assert "3 of 5 entries of money that count toward a total: 2 of 4 for finance" in text
    assert "1 of 1 for contract value" in text


def test_equity_that_several_pay(astana):
    """The equity of the railway is joint, and the partner's part is named though it has no amount."""
    assert (
        "equity about USD 2.3 bn (from China, Kyrgyzstan and Uzbekistan together; China’s part is “Equity share of "
        "China (51%) in the joint project company”, amount not stated)" in found(astana, "followed up")
    )
    table = next(block for block in since.follow_up_money(astana).blocks if block["kind"] == "table")
    assert "China, Kyrgyzstan and Uzbekistan together" in [plain(row["cells"][4]) for row in table["rows"]]
    assert any("Equity share of Uzbekistan (24.5%)" in plain(note) for note in table["notes"])


def test_no_source_reports_a_payment(astana):
    """Nothing is assumed to be paid: findings and section say that no source reports it."""
    text, entry = payments.payments(astana)

    assert plain(text) == "No source reports any payment."
    assert entry.value == "0" and "No source reports any payment." in found(astana, "of finance have")


def test_a_payment_is_said_once(tmp_path):
    """A grant whose second statement reports the payment too is paid once, with its amount."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "exact,2030,2031,,pledged", "exact,2030,2031,,disbursed")
    edit(folder, "funding.csv", "approximately,,,15000000,pledged", "approximately,,,15000000,disbursed")

    text, entry = payments.payments(Report(folder))

    assert plain(text) == "Payment is reported for 1 entry: grant CNY 140 m (USD 20 m; 1 of 1)."
    assert entry.lines[0].rows == ("T-F1",)


def test_money_without_finance_has_its_own_word_on_payment(tmp_path):
    """Where only a contract value counts, a finding of its own says whether it was paid."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "committed,summit,,,,yes", "committed,summit,,,,no")
    edit(folder, "funding.csv", "2030,2031,,pledged,summit,T-A4,,,yes", "2030,2031,,pledged,summit,T-A4,,,no")

    assert found(Report(folder), "reported as paid").startswith("0 of 2 entries of money are reported as paid.")


@pytest.mark.parametrize(("summit", "kinds"), [("astana-2025", 3), ("xian-2023", 2)])
def test_a_handful_of_instruments_needs_no_figure(summit, kinds, monkeypatch):
    """Three instruments read as fast in the table; the figure comes back where there are many."""
    report = Report(DATA / summit)
    assert [block["kind"] for block in money.overview(report).blocks] == ["paragraphs", "table"]

    monkeypatch.setattr(instruments, "DRAWN_FROM", kinds)
    assert [block["kind"] for block in money.overview(report).blocks] == ["paragraphs", "figure", "table"]


def test_findings_in_another_currency_state_the_amount_first():
    """In a brief in euro, every finding gives an amount as stated and the euro beside it, and the table its rates."""
    report = Report(DATA / "astana-2025", country="KAZ", currency="EUR")

    assert "of the USD 24 bn (EUR 20.74 bn) announced" in found(report, "announced for")
    assert "5 items worth about USD 5.659 bn (EUR 4.892 bn)" in found(report, "announced for")
    assert "A further sum of more than USD 6 bn (EUR 5.187 bn), for 7 documents" in found(report, "announced for")
    assert "one loan of USD 1 bn (EUR 864 m)" in found(report, "of finance")
    assert "loan about USD 2.3 bn (about EUR 1.953 bn), equity about USD 2.3 bn (about EUR 1.953 bn; from China," in (
        later := found(Report(DATA / "astana-2025", currency="EUR"), "followed up")
    )
    assert "contract value more than USD 15 bn, not converted" in later
    notes = brief_money.table(report).blocks[0]["notes"]
    assert "EUR 1 = USD 1.1568 on 17 June 2025, European Central Bank reference rates." in notes
    assert "EUR 1 = CNY 8.3091 on 17 June 2025, European Central Bank reference rates." in notes


def test_a_sum_with_an_unrated_part_is_not_converted(tmp_path):
    """Where one part of what is named has no rate, the euro of the rest would pass for all: none are printed."""
    folder = write_tiny(tmp_path)
    report = Report(folder, currency="CNY")
    first = converted.lead(report)

    assert converted.whole(report, first) == " (CNY 350 m)"
    unrated = replace(report.purse.money(report.row("T-F4")[1]), converted=None)
    assert converted.named(report, first, first.items) == " (CNY 140 m)"
    report.purse.money = lambda row: unrated
    assert converted.named(report, first, first.items) == ""


def test_a_value_of_a_part_does_not_pass_for_the_whole(tmp_path):
    """Where one of two grants has no rate, what is converted says everywhere that it is one of two, and lacks which."""
    folder = write_tiny(tmp_path)
    with (folder / "funding.csv").open("a", encoding="utf-8") as file:  # CNY 140 m are USD 20 m, UZS have no rate
        file.write(
            "T-F7,In sum,China,CHN,government,UZB,grant,900000000000,UZS,exact,,,,pledged,summit,T-A4,,,yes,T-S1,x,\n"
            "T-F8,Later,China,CHN,government,UZB,grant,5000000,UZS,exact,,,,pledged,follow-up,,,,yes,T-S1,x,\n"
        )
    report = Report(folder)
    total = instruments.sums(report)["grant"]

    assert "grants: CNY 140 m and UZS 900 bn (USD 20 m, 1 of 2; without UZS 900 bn;" in found(report, "of finance")
    assert "contract value up to USD 7 m" in (later := found(report, "followed up"))
    assert "grant UZS 5 m, not converted" in later
    assert common.known(report, total) == "USD 20 m (1 of 2; without UZS 900 bn)"
    assert common.in_cell(total) == "20 m, 1 of 2; without UZS 900 bn"
    for section in (money.overview, money.by_sector, ladder.money, recount.overview):
        said = [text for block in section(report).blocks for text in texts(block)]
        grants = [text for text in said if "20 m" in text and "CNY 140 m (" not in text]
        assert grants and all("20 m, 1 of 2" in one or "without UZS 900 bn" in one for one in grants), section
    assert list(explore_numbers(common.in_cell(total))) == [("", Number(2e7, 2e7, 1, 2))]

    text = (folder / "funding.csv").read_text(encoding="utf-8").replace(",pledged,", ",disbursed,")
    (folder / "funding.csv").write_text(text, encoding="utf-8")
    paid = "grant CNY 140 m and UZS 900 bn (USD 20 m, 1 of 3; without UZS 900 bn)."
    assert plain(payments.payments(Report(folder))[0]).endswith(paid)


def test_contract_value_without_a_package_is_a_finding(tmp_path):
    """Where no package has money, a finding says how large the contract value is, and of how many entries."""
    tables = variants.basis(["KOR"])
    tables["agreements"] = [variants.agreement("A1", ["KOR"]), variants.agreement("A2", ["KOR"])]
    value = {"instrument": "contract value", "linked_agreement_id": "A1"}
    tables["funding"] = [
        variants.money("F1", "", "KOR", 5e8, **value),
        variants.money("F2", "", "KOR", 2e8, amount_qualifier="at least", **value),
        variants.money("F3", "", "KOR", None, **value),
    ]
    folder = variants.write(tmp_path, ["KOR"], tables)

    assert found(Report(folder), "of contract value") == (
        "at least JPY 700 m of contract value is stated, for 2 of 3 entries. "
        "It is what documents are said to be worth, no finance."
    )


def test_a_package_of_more_than_a_number_is_said_to_count_as_it(astana):
    """The findings say at which number a package of "more than 35" counts."""
    assert found(astana, "packages that sources").endswith("The package of more than 35 counts as 35.")


def test_a_brief_names_the_first_of_very_many_amounts():
    """Where lists are cut, the text about a country's money names the first amounts and counts the others."""
    report = Report(DATA / "astana-2025", country="KAZ")
    report.registry.caps = Caps(lines=1, parts=1, rows=1, named=1)

    said = to_text(brief_money.amounts(report).blocks[0])

    assert "and 1 more" in said
