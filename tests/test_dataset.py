"""A dataset loads whole, typed and frozen, from a folder, a slug or a workbook."""

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from tiny import SLUG, edit, write_tiny, write_workbook

from summit_report.analysis import schema
from summit_report.analysis.dataset import Dataset, load
from summit_report.errors import DataError

ROOT = Path(__file__).parents[1]
TABLES = ("sources", "sectors", "agreements", "funding", "projects", "claims", "milestones", "trade", "fx_rates")
ROWS = {
    "astana-2025": (120, 16, 92, 39, 36, 144, 52, 54, 2),
    "xian-2023": (83, 16, 85, 12, 23, 74, 0, 0, 2),
}
# Documents by rule 1 of the data model: rows that are neither part of a package nor a second description.
DOCUMENTS = {
    "astana-2025": {"summit": 178, "follow-up": 80, "context": 3},
    "xian-2023": {"summit": 143, "follow-up": 2},
}


@pytest.fixture
def tiny(tmp_path) -> Dataset:
    return load(write_tiny(tmp_path))


@pytest.mark.parametrize("slug", ROWS)
def test_the_real_data_keep_every_rule_and_their_counts(slug):
    """The published datasets load without a fault and hold the rows and documents they are known to hold."""
    dataset = load(slug, root=ROOT)
    agreements = dataset.agreements
    counted = agreements[agreements["part_of"].isna() & agreements["same_as"].isna()]

    assert tuple(len(getattr(dataset, name)) for name in TABLES) == ROWS[slug]
    assert counted.groupby("relation")["documents"].sum().to_dict() == DOCUMENTS[slug]


def test_a_table_left_out_is_empty_and_named():
    """Xi'an has no milestones and no trade: both are empty frames with their columns, and said to be missing."""
    dataset = load("xian-2023", root=ROOT)

    assert dataset.missing == ("milestones", "trade")
    assert tuple(dataset.trade.columns) == schema.TRADE.column_names
    assert dataset.trade["year"].dtype == "int64" and dataset.trade["trade_usd_bn"].dtype == "float64"


def test_the_summit_is_typed(tiny):
    """Dates are dates, lists are tuples, groups keep their names."""
    assert tiny.meta.starts == date(2030, 5, 10)
    assert tiny.meta.members == ("CHN", "KAZ", "UZB")
    assert tiny.meta.groups == {"CA2": ("KAZ", "UZB")}


def test_cells_are_typed(tiny):
    """Numbers are numbers, lists tuples, empty cells <NA> or their default, dates as exact as they were."""
    agreements, funding = tiny.agreements, tiny.funding

    assert agreements.loc["T-A4", "documents"] == 1 and agreements["documents"].dtype == "int64"
    assert agreements.loc["T-A4", "parties"] == ("CHN", "KAZ", "UZB")
    assert agreements.loc["T-A4", "first_announced"] == "2030-05"
    assert agreements.loc["T-A4", "signed_on"] is pd.NA
    assert funding.loc["T-F3", "funder_parties"] == ()
    assert funding["amount"].sum() == 357_000_000
    assert pd.isna(funding.loc["T-F5", "amount"])


def test_key_is_index_and_column(tiny):
    """Rows are found by key, and grouping by the key column is not ambiguous."""
    assert list(tiny.sectors.index) == list(tiny.sectors["sector"]) == ["transport", "energy", "not-itemised"]
    assert len(tiny.sectors.groupby("sector")) == 3


def test_row_finds_any_key(tiny):
    """One look-up over all tables, because every key stands once in the dataset."""
    table, row = tiny.row("T-P2")

    assert (table, row["part_of"]) == ("projects", "T-P1")
    with pytest.raises(KeyError):
        tiny.row("T-X1")


def test_a_changed_frame_does_not_change_the_dataset(tiny):
    """Whatever is done to a frame or a row, the dataset hands out the same as before."""
    frame = tiny.funding
    frame.loc["T-F1", "amount"] = 0.0
    frame["new"] = 1
    frame.index.name = "changed"
    frame.loc["T-F9"] = frame.loc["T-F2"]
    frame.columns = [name.upper() for name in frame.columns]
    _, row = tiny.row("T-F1")
    row["amount"] = 0.0

    assert tiny.funding.loc["T-F1", "amount"] == 140_000_000
    assert tuple(tiny.funding.columns) == schema.FUNDING.column_names
    assert tiny.funding.index.name == "key" and "T-F9" not in tiny.funding.index
    with pytest.raises(AttributeError):
        tiny.meta = None


def test_a_slug_is_found_from_below(tmp_path):
    """From any folder inside a project its data are found by name."""
    write_tiny(tmp_path)
    below = tmp_path / "notebooks" / "drafts"
    below.mkdir(parents=True)

    assert load(SLUG, root=below).meta.id == SLUG


def test_an_unknown_slug_says_where_it_looked(tmp_path):
    """A mistyped summit ends in an error that names the folder to have."""
    with pytest.raises(DataError, match="data/tiny-2031"):
        load("tiny-2031", root=tmp_path)

    write_tiny(tmp_path)
    with pytest.raises(DataError, match=f"by its folder under data/: {SLUG}, or give a path"):
        load("tiny-2031", root=tmp_path)


def test_other_data_take_the_place_of_a_summit(tmp_path, monkeypatch):
    """SUMMIT_REPORT_DATA replaces the summit whose id it has, and no other."""
    write_tiny(tmp_path / "own")
    other = write_tiny(tmp_path / "other")
    edit(other, "summit.yaml", "Tiny Summit", "Other Summit")
    monkeypatch.setenv("SUMMIT_REPORT_DATA", str(other))

    assert load(SLUG, root=tmp_path / "own").meta.title == "Other Summit"
    assert load("astana-2025", root=ROOT).meta.id == "astana-2025"


def test_broken_substitute_is_not_passed_over(tmp_path, monkeypatch):
    """A substitute without a readable summit.yaml is an error, never a silent return to the usual data."""
    write_tiny(tmp_path / "own")
    other = write_tiny(tmp_path / "other")
    (other / "summit.yaml").unlink()
    monkeypatch.setenv("SUMMIT_REPORT_DATA", str(other))

    with pytest.raises(DataError, match=r"summit\.yaml") as caught:
        load(SLUG, root=tmp_path / "own")
    assert caught.value.where == str(other)


def test_checksum_is_of_the_content(tmp_path, tiny):
    """Place, line ends, a byte-order mark and the writing of a number do not change it; a value does."""
    copy = tmp_path / "copy" / SLUG
    shutil.copytree(tmp_path / "data" / SLUG, copy)
    text = (copy / "trade.csv").read_text(encoding="utf-8")
    (copy / "trade.csv").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    edit(copy, "fx_rates.csv", "7.00", "7.0")
    assert load(copy).checksum == tiny.checksum

    edit(copy, "fx_rates.csv", "8.00", "8.01")
    assert load(copy).checksum != tiny.checksum


def test_workbook_equals_folder(tmp_path, tiny):
    """A workbook with the same content gives the same frames, summit and checksum."""
    book = load(write_workbook(tmp_path / "data" / SLUG, tmp_path / "any name.xlsx"))

    assert book.meta == tiny.meta and book.checksum == tiny.checksum
    for table in schema.TABLES:
        pd.testing.assert_frame_equal(book.table(table.name), tiny.table(table.name))


def test_workbook_date_cells(tmp_path, tiny):
    """A cell that a spreadsheet turned into a date is read as exactly as its format shows it."""
    from openpyxl import load_workbook

    file = write_workbook(tmp_path / "data" / SLUG, tmp_path / "book.xlsx")
    book = load_workbook(file)
    sheet = book["agreements"]
    sheet["G2"], sheet["G6"] = date(2030, 5, 10), date(2030, 9, 1)
    sheet["G6"].number_format = "mmm-yy"
    book.save(file)

    assert load(file).checksum == tiny.checksum


def test_what_is_not_there_names_what_is_like_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A path beside which, or a bare name for which in data/, there is a dataset of nearly that name leads to it."""
    monkeypatch.chdir(tmp_path)
    write_tiny(tmp_path)
    for wrong in (f"{SLUG[:-1]}1", f"data/{SLUG[:-1]}1"):
        with pytest.raises(DataError, match=f"Did you mean data/{SLUG}?"):
            load(Path(wrong))
    with pytest.raises(DataError, match="Check the path"):
        load(Path("elsewhere"))
