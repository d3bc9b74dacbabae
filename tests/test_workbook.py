"""The workbook opens cleanly, runs nothing, and is the same dataset when it is read back."""

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny import FILES, edit, write_tiny

from summit_report.analysis import schema
from summit_report.analysis.cells import is_text
from summit_report.analysis.dataset import load
from summit_report.analysis.workbook import workbook
from summit_report.errors import DataError

DATA = Path(__file__).parents[1] / "data"
texts = (
    st.text("='+-@;\t\r\n\x01\x1f_x,\" a0\ufffe")
    | st.lists(st.sampled_from(["_", "x0041", "x005F", "_x000D_", "\r", "\x01", "a"])).map("".join)
    | st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))
    | st.sampled_from(["=1+1", "#N/B", "_x000D_", "_x005F_x0041_", "TRUE", "2025-06-17", "1e5", "'=1"])
)
texts = texts.map(str.strip).filter(is_text)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give the workbook of the tiny dataset."""
    return workbook(load(write_tiny(tmp_path_factory.mktemp("tiny"))))


@pytest.mark.parametrize("slug", ["astana-2025", "xian-2023", "tiny-2030"])
def test_it_reads_back_as_the_same_dataset(tmp_path, slug):
    """A dataset loaded from its workbook has the same summit, the same tables and the same checksum."""
    dataset = load(DATA / slug if (DATA / slug).exists() else write_tiny(tmp_path))
    file = tmp_path / "any name.xlsx"
    file.write_bytes(workbook(dataset))

    again = load(file)

    assert (again.meta, again.missing, again.checksum) == (dataset.meta, dataset.missing, dataset.checksum)
    for table in schema.TABLES:
        pd.testing.assert_frame_equal(again.table(table.name), dataset.table(table.name))


def test_a_missing_table_stays_missing(tmp_path):
    """A table that the dataset leaves out has no sheet, and one without rows has its header alone."""
    folder = write_tiny(tmp_path)
    (folder / "trade.csv").unlink()
    (folder / "claims.csv").write_text(FILES["claims.csv"].splitlines()[0], encoding="utf-8")
    file = tmp_path / "tiny.xlsx"
    file.write_bytes(workbook(load(folder)))

    assert load(file).missing == ("trade",)
    assert load(file).checksum == load(folder).checksum


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(texts, min_size=20, max_size=20))
def test_hostile_text_is_text_and_survives(tmp_path, found):
    """No text becomes a formula, an error, a number or broken XML, and every text comes back as it was."""
    folder = tmp_path / "data" / "tiny-2030"
    folder = folder if folder.exists() else write_tiny(tmp_path)
    row = next(csv.DictReader(io.StringIO(FILES["projects.csv"])))
    with (folder / "projects.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row, quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerow(row)
        writer.writerows(
            {**row, "project_id": f"T-P{n}", "title": text or "x", "note": text}
            for n, text in enumerate(found, start=2)
        )
    (folder / "milestones.csv").unlink(missing_ok=True)
    dataset = load(folder)
    data = workbook(dataset)
    (tmp_path / "tiny.xlsx").write_bytes(data)

    assert load(tmp_path / "tiny.xlsx").checksum == dataset.checksum
    assert {cell.data_type for cell in opened(data)["projects"]["B"]} == {"s"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_formula_stays_text_when_it_is_edited(tmp_path, text):
    """The cell is stored as text with the mark that keeps it text when someone enters the cell and leaves it."""
    folder = write_tiny(tmp_path)
    edit(folder, "projects.csv", "T-P3,Solar plant", f"T-P3,{text}")

    cell = opened(workbook(load(folder)))["projects"]["B4"]

    assert (cell.value, cell.data_type, bool(cell.quotePrefix)) == (text, "s", True)


def test_cells_have_the_type_of_their_column(tiny):
    """Amounts and years are numbers, days are dates, a month stays text, a list is joined, the unknown is empty."""
    book = opened(tiny)
    funding = {cell.value: column for cell, *column in book["funding"].iter_cols()}
    agreements = {cell.value: [item.value for item in column] for cell, *column in book["agreements"].iter_cols()}

    assert [cell.value for cell in funding["amount"]] == [140000000, 140000000, 50000000, 20000000, None, 7000000]
    assert (funding["amount"][0].number_format, funding["year_from"][0].number_format) == ("#,##0", "0")
    assert agreements["signed_on"] == [dt.datetime(2030, 5, 10), dt.datetime(2030, 5, 10), None, None, "2030-09"]
    assert agreements["parties"][0] == "CHN;KAZ"
    assert agreements["documents"] == [3, 1, 1, 1, 2]


def test_a_partial_date_stays_one_when_it_is_edited(tiny):
    """A cell with a month or a year has the format of text: else a spreadsheet makes it the first of June."""
    assert opened(tiny)["agreements"]["G6"].number_format == "@"
    assert opened(tiny)["agreements"]["G2"].number_format == "yyyy-mm-dd"


def test_a_day_before_the_first_that_spreadsheets_know_stays_text(tmp_path):
    """A source of 1899 keeps its date."""
    folder = write_tiny(tmp_path)
    edit(folder, "sources.csv", "Foreign Affairs,2030-05-11", "Foreign Affairs,1899-12-31")
    dataset = load(folder)
    file = tmp_path / "tiny.xlsx"
    file.write_bytes(workbook(dataset))

    assert load(file).checksum == dataset.checksum


def test_sheets_are_made_for_reading(tiny):
    """The summit comes first and the codebook last; headers stay in view, can be filtered, and columns are readable."""
    book = opened(tiny)

    assert book.sheetnames == ["summit", *(table.name for table in schema.TABLES), "codebook"]
    for sheet in book.worksheets:
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", sheet.dimensions)
        assert all(cell.font.b and cell.alignment.wrap_text for cell in sheet[1])
        assert all(9 <= column.width <= 60 for column in sheet.column_dimensions.values())
    assert [tuple(cell.value for cell in row) for row in book["codebook"].iter_rows(min_row=2)] == schema.codebook()


def test_pandas_opens_every_sheet(tiny):
    """A reader without our code gets the tables with their columns and rows."""
    sheets = pd.read_excel(io.BytesIO(tiny), sheet_name=None)

    assert list(sheets["funding"].columns) == list(schema.FUNDING.column_names)
    assert sheets["funding"]["amount"].sum() == 357000000


def test_same_dataset_same_bytes(tmp_path, tiny):
    """The file does not tell when, where or beside which libraries it was made."""
    assert workbook(load(write_tiny(tmp_path))) == tiny
    with zipfile.ZipFile(io.BytesIO(tiny)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {part.compress_type for part in parts.infolist()} == {zipfile.ZIP_DEFLATED}
    about = opened(tiny).properties
    assert about.created == about.modified == dt.datetime(2031, 1, 31)


def test_a_text_that_no_cell_can_hold_is_refused(tmp_path):
    """A text would be cut off silently; instead its sheet, its beginning and the limit are named."""
    folder = write_tiny(tmp_path)
    edit(folder, "agreements.csv", "One of the three.", "x" * 32768)

    with pytest.raises(DataError, match=r"sheet agreements: x+….*32768 characters"):
        workbook(load(folder))
