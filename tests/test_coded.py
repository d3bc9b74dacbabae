"""Agreements and funding in the field's codes: complete, in the standards' own values, and nothing invented."""

import csv
import io
import re
from pathlib import Path

import pytest
from tiny import edit, write_tiny

from summit_report.analysis.coded import COLUMNS, coded_csv
from summit_report.analysis.dataset import load

DATA = Path(__file__).parents[1] / "data"
#: IATI 2.03 and the DAC lists it replicates: github.com/IATI/IATI-Codelists and IATI-Codelists-NonEmbedded.
ALLOWED = {
    "level": {"activity", "transaction", "value"},
    "activity-status-code": {"", "1", "2", "3", "4", "5", "6"},
    "transaction-type-code": {"", "2", "3", "12"},
    "finance-type-code": {"", "110", "421", "510"},
    "flow-type-code": {""},
    "participating-org-implementing": {""},
}
PATTERNS = {
    "recipient-country-code": r"([A-Z]{2}(;[A-Z]{2})*)?",
    "sector-code-vocabulary-1": r"(\d{5}(;\d{5})*)?",
    "sector-code-vocabulary-2": r"(\d{3}(;\d{3})*)?",
    "currency": r"([A-Z]{3})?",
    "value": r"(\d+(\.\d+)?)?",
    "value-date": r"(\d{4}-\d{2}-\d{2})?",
    "document-link-url": r"(https?://\S+)?",
}


def coded(folder: Path) -> dict[str, dict[str, str]]:
    """Return the rows by their key."""
    rows = list(csv.DictReader(io.StringIO(coded_csv(load(folder)), newline="")))
    assert list(rows[0]) == list(COLUMNS)
    return {row["x-key"]: row for row in rows}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    return coded(write_tiny(tmp_path_factory.mktemp("tiny")))


@pytest.mark.parametrize("slug", ["astana-2025", "xian-2023"])
def test_real_data_have_only_codes_of_the_standards(slug):
    """Every agreement and every row of funding is there once, with values that the standards allow."""
    dataset, rows = load(DATA / slug), coded(DATA / slug)

    assert list(rows) == [*dataset.agreements.index, *dataset.funding.index]
    for row in rows.values():
        assert all(row[name] in allowed for name, allowed in ALLOWED.items())
        assert all(re.fullmatch(pattern, row[name]) for name, pattern in PATTERNS.items())
        assert (row["level"] == "activity") == bool(row["activity-status-code"])
        assert (row["level"] == "transaction") == bool(row["transaction-type-code"])
        assert (row["level"] == "value") == (row["x-instrument"] == "contract value")


def test_an_agreement_is_an_activity(tiny):
    """A signed memorandum: in preparation for IATI, a pledge for AidData, with the codes of its sector."""
    row = tiny["T-A2"]

    assert (row["level"], row["iati-identifier"], row["transaction-ref"]) == ("activity", "tiny-2030-T-A2", "")
    assert (row["activity-status-code"], row["activity-status"]) == ("1", "Pipeline/identification")
    assert (row["sector-code-vocabulary-1"], row["sector-code-vocabulary-2"]) == ("21010;21030", "210")
    assert (row["recipient-country-code"], row["x-parties"]) == ("KZ", "CHN;KAZ")
    assert (row["document-link-url"], row["x-locator"]) == ("https://example.org/s2", "para 2")
    assert (row["x-part-of"], row["x-documents"], row["x-aiddata-status"]) == ("T-A1", "1", "Pipeline: Pledge")


def test_funding_is_a_transaction_of_its_agreement(tiny):
    """A pledged grant: an outgoing pledge in its own currency, shared by two countries and not split."""
    row = tiny["T-F1"]

    assert (row["iati-identifier"], row["transaction-ref"]) == ("tiny-2030-T-A4", "tiny-2030-T-F1")
    assert (row["transaction-type-code"], row["transaction-type"]) == ("12", "Outgoing Pledge")
    assert (row["finance-type-code"], row["finance-type"]) == ("110", "Standard grant")
    assert (row["value"], row["currency"], row["value-date"]) == ("140000000", "CNY", "2030-05-11")
    assert (row["participating-org-funding"], row["recipient-country-code"]) == ("China", "KZ;UZ")
    assert (row["sector-code-vocabulary-1"], row["x-sector"]) == ("23110", "energy")
    assert row["activity-status-code"] == ""


def test_funding_without_an_agreement_is_an_activity_of_its_own(tiny):
    """A committed loan of unknown size: a commitment without a value and without a sector."""
    row = tiny["T-F5"]

    assert row["iati-identifier"] == row["transaction-ref"] == "tiny-2030-T-F5"
    assert (row["transaction-type-code"], row["finance-type-code"], row["value"]) == ("2", "421", "")
    assert (row["sector-code-vocabulary-1"], row["x-sector"]) == ("", "")


def test_our_distinctions_are_kept(tiny):
    """Qualifiers, repetitions and what counts stand in columns of their own."""
    assert (tiny["T-F3"]["x-amount-qualifier"], tiny["T-F3"]["finance-type-code"]) == ("more than", "")
    assert (tiny["T-F2"]["x-restates"], tiny["T-F2"]["x-counts-toward-total"]) == ("T-F1", "no")
    assert tiny["T-F2"]["x-stated-usd-equivalent"] == "15000000"
    assert (tiny["T-F4"]["x-part-of"], tiny["T-A3"]["x-same-as"]) == ("T-F3", "T-A2")
    assert (tiny["T-F6"]["x-relation"], tiny["T-A5"]["x-signed-on"]) == ("follow-up", "2030-09")


def test_an_unknown_payer_is_no_organisation(tiny):
    """Where no source says who pays, no organisation is called "not stated"."""
    assert tiny["T-F3"]["participating-org-funding"] == ""


def test_a_date_known_to_the_month_is_no_day(tiny):
    """The money of contracts signed in some day of September has no day of value."""
    assert tiny["T-F6"]["value-date"] == ""


def test_no_cell_runs_as_a_formula(tmp_path):
    """Text that begins like a formula has an apostrophe before it here, too."""
    folder = write_tiny(tmp_path)
    edit(folder, "agreements.csv", "T-A4,Pledge on", "T-A4,=HYPERLINK(1) on")

    assert coded(folder)["T-A4"]["title"] == "'=HYPERLINK(1) on solar power"
