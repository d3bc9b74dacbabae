"""Who is to pay: countries by their codes, and whoever else a source names."""

import pytest
import variants
from tiny import edit, write_tiny

from summit_report.analysis import payers
from summit_report.analysis.dataset import load
from summit_report.analysis.measures import silence
from summit_report.analysis.report import Report
from summit_report.analysis.sections import instruments, money
from summit_report.blocks import plain

BANK = "Nordic Investment Bank"


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (BANK, (BANK,)),
        ("Bank of the North; Bank of the South", ("Bank of the North", "Bank of the South")),
        ("not stated", ()),
        (" Unknown ", ()),
    ],
)
def test_a_name_is_a_payer(cell, names):
    """What a source names is a payer; the words for nobody are not."""
    assert payers.named(cell) == names


def test_a_bank_without_a_country_is_named(tmp_path):
    """A bank that has no country's code pays all the same: it is printed, and counts as known."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "Bank,CHN,policy bank", f"{BANK},,policy bank")
    report = Report(folder)

    [table] = [block for block in money.overview(report).blocks if block["kind"] == "table"]
    who = {plain(row["cells"][0]): plain(row["cells"][4]) for row in table["rows"]}
    assert who == {"Grant": "China", "Loan": BANK, "Contract value": "not stated"}
    found = silence.known(report.view)["pledges and values with a payer"]
    assert (found.n, found.silent) == (2, ("T-F3",))


def test_of_many_names_the_rest_is_counted(tmp_path):
    """Countries come first; of other payers a cell names a few, and says for how many entries nobody is named."""
    tables = variants.basis(["KOR"])
    tables["agreements"] = [variants.agreement("A1", ["KOR"])]
    tables["funding"] = [
        *(variants.money(f"F{i}", "", "KOR", 1e6, funder=f"Bank {i}") for i in range(1, 9)),
        variants.money("F10", "JPN", "KOR", 1e6),
        variants.money("F11", "", "KOR", 1e6, funder="not stated"),
    ]
    report = Report(load(variants.write(tmp_path, ["KOR"], tables)))

    said = instruments.payers(report, instruments.sums(report)["grant"])
    assert said == "Japan, Bank 1, Bank 2, Bank 3, Bank 4, Bank 5 and 3 more; not stated for 1 of 10"
