"""What is noticed about sound data, and how complete they are."""

from pathlib import Path

import pytest
from tiny import edit, write_tiny

from summit_report.analysis.dataset import load
from summit_report.analysis.notices import notices
from summit_report.analysis.profile import describe

ROOT = Path(__file__).parents[1]


def rows_by_text(dataset):
    return {notice.text: notice.rows for notice in notices(dataset)}


def test_real_packages_and_single_sources():
    """The known weak points of the real data are noticed."""
    astana, xian = (rows_by_text(load(slug, root=ROOT)) for slug in ("astana-2025", "xian-2023"))

    assert "F025" in astana["1 row is not counted although it neither restates another row nor is part of one."]
    assert "A032" in astana["9 outcomes rest on S001 alone, a reference text."]
    assert xian["Package XA-A69 stands for 1 document, its named members for 8."][0] == "XA-A69"


@pytest.mark.parametrize(
    ("name", "old", "new", "text", "rows"),
    [
        (
            "agreements.csv",
            "summit,1,T-A1",
            "summit,4,T-A1",
            "Package T-A1 stands for 3 documents, its named members for 4.",
            ("T-A1", "T-A2"),
        ),
        (
            "agreements.csv",
            "signed,summit,1,T-A1",
            "signed,context,1,T-A1",
            "1 part has another relation to the summit than its whole.",
            ("T-A2",),
        ),
        (
            "agreements.csv",
            "2030-09,,signed",
            "2031-09,,signed",
            "1 date in signed_on lies after the cut-off, 2031-01-31.",
            ("T-A5",),
        ),
        (
            "agreements.csv",
            "2030-09,,signed",
            "2030-09,,announced",
            "1 row has a day of signing and the status announced.",
            ("T-A5",),
        ),
        (
            "funding.csv",
            "T-A2,T-F3,,no",
            "T-A2,,,yes",
            "1 counted amount comes from documents in a package whose own amount of the same instrument counts too; "
            "if that holds it, name it in part_of and put no.",
            ("T-F4",),
        ),
        (
            "funding.csv",
            "20000000,USD",
            "60000000,USD",
            "The parts of T-F3 come to 60,000,000 USD, itself to 50,000,000.",
            ("T-F3", "T-F4"),
        ),
        ("funding.csv", "loan,,,", "loan,0,USD,exact", "1 amount is zero; unknown is an empty cell.", ("T-F5",)),
        (
            "funding.csv",
            "7000000,USD",
            "7000000,KZT",
            "fx_rates has no rate between KZT and USD, for 1 row; the European Central Bank's is taken where it has "
            "one, and rates are not chained.",
            ("T-F6",),
        ),
        (
            "funding.csv",
            "140000000,CNY,approximately",
            ",,",
            "1 row gives a dollar value of an amount that is not stated.",
            ("T-F2",),
        ),
        (
            "agreements.csv",
            "CHN;KAZ;UZB,energy",
            "CHN;KAZ;UZB,not-itemised",
            "1 single document has the sector not-itemised, which makes each a package of which nothing is named: "
            "it counts in no sector. Give it its sector, or say in documents for how many it stands.",
            ("T-A4",),
        ),
        (
            "agreements.csv",
            "multilateral",
            "bilateral",
            "1 row has the scope bilateral and three parties or more; is multilateral meant?",
            ("T-A4",),
        ),
        (
            "agreements.csv",
            "bilateral,CHN;KAZ,not-itemised",
            "bilateral,KAZ;UZB,not-itemised",
            "1 bilateral row does not name the partner, CHN, and counts as documents with others; is it missing?",
            ("T-A1",),
        ),
        (
            "agreements.csv",
            "CHN;KAZ;UZB,energy",
            "CHN;KAZ,energy",
            "1 multilateral row names two parties and counts as documents with others; is bilateral meant?",
            ("T-A4",),
        ),
        (
            "agreements.csv",
            "signed,follow-up",
            "signed,summit",
            "1 outcome of the summit is dated after its last day, 2030-05-11; is the relation follow-up meant?",
            ("T-A5",),
        ),
        ("milestones.csv", "2032,year", "2030,year", "1 planned milestone lies before the cut-off.", ("T-M3",)),
        (
            "sources.csv",
            "T-S3,Ref",
            "T-S4,Other,,,,en,media,,\nT-S3,Ref",
            "1 source is cited by no row and no note.",
            ("T-S4",),
        ),
        (
            "funding.csv",
            "grant,140000000,CNY,exact",
            "grant,140,CNY,exact",
            "1 counted amount is below 10,000 of its currency; an amount stands in full units.",
            ("T-F1",),
        ),
        ("agreements.csv", "signed,summit,3", "signed,summit,3", "1 counted row states no amount.", ("T-F5",)),
    ],
)
def test_each_oddity_is_noticed(tmp_path, name, old, new, text, rows):
    """One oddity put into sound data is noticed, with the rows it is about."""
    folder = write_tiny(tmp_path)
    edit(folder, name, old, new)

    found = rows_by_text(load(folder))

    assert found[text] == rows


def test_description_counts_filled_cells(tmp_path):
    """The profile names rows, filled cells and tables that were left out."""
    folder = write_tiny(tmp_path)
    (folder / "trade.csv").unlink()
    profiles = {profile.name: profile for profile in describe(load(folder))}
    funding = {column.name: column.filled for column in profiles["funding"].columns}

    assert (profiles["funding"].rows, funding["amount"], funding["funder_parties"]) == (6, 5, 5)
    assert str(profiles["trade"]) == "trade: not in this dataset"
    assert str(profiles["sectors"]) == "sectors: 3 rows; every column filled"
    assert str(profiles["milestones"]) == "milestones: 3 rows; filled in part: note 0"


def test_a_notice_names_its_rows(tmp_path):
    """Printed, a notice says in which table and which rows it was made."""
    assert "funding: 1 counted row states no amount. (T-F5)" in map(str, notices(load(write_tiny(tmp_path))))


def test_a_row_under_two_keys_is_noticed(tmp_path):
    """The same amount entered twice under different keys is pointed out, because it would count twice."""
    folder = write_tiny(tmp_path)
    file = folder / "funding.csv"
    again = next(line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("T-F5,"))
    file.write_text(file.read_text(encoding="utf-8") + again.replace("T-F5,", "T-F9,") + "\n", encoding="utf-8")

    assert any(notice.rows == ("T-F5", "T-F9") for notice in notices(load(folder)))


RATES = "rate_id,date,base,quote,rate,kind,source_id,locator\n"


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        (
            ["2025-06-17,CNY,USD,7.18"],
            [
                "1 CNY is 7.18 USD here, by the European Central Bank's rates about 0.139 USD; it seems to be upside "
                "down."
            ],
        ),
        (["2025-06-17,USD,CNY,7.18", "2025-06-17,CNY,USD,0.139"], []),
        (
            ["2025-06-17,USD,KZT,518", "2025-06-17,KZT,USD,518"],
            [
                "1 USD is 518 KZT here, by the other rates about 0.00193 KZT; one of them seems to be upside down.",
                "1 KZT is 518 USD here, by the other rates about 0.00193 USD; one of them seems to be upside down.",
            ],
        ),
        (
            ["2031-01-01,USD,JPY,100", "2031-01-02,JPY,KRW,9", "2031-01-03,USD,KRW,1300"],
            [
                "1 USD is 100 JPY here, by the other rates about 144 JPY; is one of them wrong?",
                "1 JPY is 9 KRW here, by the other rates about 13 KRW; is one of them wrong?",
                "1 USD is 1300 KRW here, by the other rates about 900 KRW; is one of them wrong?",
            ],
        ),
        (["2031-01-01,USD,KZT,400", "2034-01-01,USD,KZT,900"], []),
    ],
)
def test_a_rate_that_others_contradict_is_noticed(tmp_path, rates, said):
    """A rate upside down, or far from what the bank or other rates of that year imply, is named with both numbers."""
    folder = write_tiny(tmp_path)
    lines = (f"R{i},{rate},central parity,T-S1,table 2\n" for i, rate in enumerate(rates))
    (folder / "fx_rates.csv").write_text(RATES + "".join(lines), encoding="utf-8")

    found = [notice.text for notice in notices(load(folder)) if notice.table == "fx_rates"]

    assert found == said
