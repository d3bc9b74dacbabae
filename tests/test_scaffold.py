"""`summit-report new`: an example that passes every check, and the same cells as folder and as workbook."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tiny import SLUG, edit, write_tiny

from summit_report.analysis import scaffold, schema
from summit_report.analysis.checked import read
from summit_report.analysis.columns import Table
from summit_report.analysis.conversion import as_folder, as_workbook, whole
from summit_report.analysis.datapackage import datapackage
from summit_report.analysis.dataset import load
from summit_report.analysis.reading import RawDataset, RawRow
from summit_report.cli import main
from summit_report.errors import UsageError

TRICKY = (
    *("007", "7.00", "-5", "1e5", "0.00001", "12345678901234567", "NaN", "yes", "TRUE", "#N/A"),
    *("2024-03-01", "2024-03", "1850-01-01", "=1+1", "'=1", "@x", "_x000D_", "a\tb", "x\u0085y", "x\x0by", "\u200b"),
    *("a\rb", "a\r\nb\nc", 'a"b,c;d', "Қазақстан Тоҷикистон 哈萨克斯坦 🚂"),
)


def cells(raw: RawDataset) -> dict[str, list[dict[str, str]]]:
    """Return the text of every cell by table, row and column."""
    return {name: [row.cells for row in table.rows] for name, table in raw.tables.items()}


@pytest.mark.parametrize("name", ["dushanbe-2027", "dushanbe-2027.xlsx"])
def test_example(tmp_path: Path, name: str) -> None:
    """The example is named after its folder or workbook, fills every table and optional column, and says what it is."""
    files = scaffold.write(tmp_path / name)
    dataset = load(tmp_path / name)
    assert all(file.exists() for file in files)
    assert dataset.meta.id == "dushanbe-2027"
    assert "fictional" in dataset.meta.title
    assert dataset.missing == ()
    assert {"part_of", "same_as"} <= {name for name in dataset.agreements if dataset.agreements[name].notna().any()}
    assert dataset.checksum == load(scaffold.write(tmp_path / "again" / "dushanbe-2027")[0].parent).checksum


def test_codebook(tmp_path: Path) -> None:
    """README and data package explain every table and column as the checks know them; a workbook has a sheet for it."""
    scaffold.write(tmp_path / "a")
    text = (tmp_path / "a/README.md").read_text(encoding="utf-8")
    for table, column, meaning, kind, allowed in schema.codebook():
        assert f"## {table}.csv" in text
        assert f"| `{column}` | {meaning} | {kind} | {allowed} |" in text
    assert "Every row in it is invented" in text
    assert json.loads((tmp_path / "a/datapackage.json").read_text(encoding="utf-8")) == datapackage(tmp_path / "a")
    [book] = scaffold.write(tmp_path / "a.xlsx")
    from openpyxl import load_workbook

    assert load_workbook(book)["codebook"].max_row == len(schema.codebook()) + 1


def test_a_workbook_offers_the_words_that_are_allowed(tmp_path: Path) -> None:
    """Each column with a vocabulary has a drop-down of its words, that of sectors the dataset's own."""
    from openpyxl import load_workbook

    [book] = scaffold.write(tmp_path / "a.xlsx")
    sheets = load_workbook(book)
    for table in schema.TABLES:
        offered = {str(one.sqref): one.formula1 for one in sheets[table.name].data_validations.dataValidation}
        for cell, column in zip(sheets[table.name][1], table.columns, strict=True):
            own = "sectors!$A$2:$A$1048576" if column.refers_to == "sectors" else None
            words = f'"{",".join(column.words)}"' if column.words else own
            assert offered.get(f"{cell.column_letter}2:{cell.column_letter}1048576") == words
            assert len(words or "") < 256  # more, and a spreadsheet takes the file for damaged


def test_a_name_that_cannot_be_an_id_is_asked_about(tmp_path: Path) -> None:
    """Capitals and spaces are refused with the name that would do, and nothing is written."""
    with pytest.raises(UsageError, match=r"(?s)NB 2027: .*did you mean nb-2027\?"):
        scaffold.write(tmp_path / "NB 2027.xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["there", "there.xlsx"])
def test_nothing_is_written_over(tmp_path: Path, name: str) -> None:
    """What stands there stays."""
    (tmp_path / "there").mkdir()
    (tmp_path / "there/mine.txt").write_text("mine")
    (tmp_path / "there.xlsx").write_text("mine")
    with pytest.raises(UsageError, match="something in the way"):
        scaffold.write(tmp_path / name)
    with pytest.raises(UsageError, match="something in the way"):
        scaffold.to_workbook(write_tiny(tmp_path), tmp_path / "there.xlsx")
    assert (tmp_path / "there.xlsx").read_text() == "mine"
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["mine.txt"]


def rows(table: Table) -> st.SearchStrategy[list[RawRow]]:
    """Return a few rows of *table* with any text in any cell, as reading leaves it, and none that is wholly empty."""
    text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
    cell = (st.sampled_from(TRICKY) | text).map(str.strip)
    row = st.fixed_dictionaries({column.name: cell for column in table.columns})
    return st.lists(row.filter(lambda row: any(row.values())).map(partial(RawRow, 2)), max_size=3)


def tricky(table: Table) -> list[RawRow]:
    """Return rows of *table* in which each tricky text stands in each column."""
    return [RawRow(2, dict.fromkeys(table.column_names, text)) for text in TRICKY]


@settings(max_examples=8)
@given(rows(schema.AGREEMENTS), rows(schema.CLAIMS), rows(schema.FX_RATES))
@example(*map(tricky, (schema.AGREEMENTS, schema.CLAIMS, schema.FX_RATES)))
def test_there_and_back(agreements: list[RawRow], claims: list[RawRow], rates: list[RawRow]) -> None:
    """Whatever the cells hold, a folder that becomes a workbook and a folder again has the same."""
    with TemporaryDirectory() as name:
        place = Path(name)
        folder, book, back = place / SLUG, place / "book.xlsx", place / "back" / SLUG
        meta, raw = whole(write_tiny(place))
        for name, content in (("agreements", agreements), ("claims", claims), ("fx_rates", rates)):
            raw.tables[name] = replace(raw.tables[name], rows=tuple(content))
        scaffold.write_folder(folder, as_folder(meta, raw))
        first = read(folder)
        assume(not first.problems)  # what cannot be read cannot be converted either
        assert cells(first) == cells(raw)
        book.write_bytes(as_workbook(*whole(folder)))
        assert cells(read(book)) == cells(first)
        scaffold.from_workbook(book, back)
        assert cells(read(back)) == cells(first)
        assert whole(back)[0] == meta


def test_tricky_cells_are_read(tmp_path: Path) -> None:
    """The texts that the round trip is tried with are such as a folder may hold."""
    meta, raw = whole(write_tiny(tmp_path))
    raw.tables["claims"] = replace(raw.tables["claims"], rows=tuple(tricky(schema.CLAIMS)))
    scaffold.write_folder(tmp_path / "tricky", as_folder(meta, raw))
    assert [str(problem) for problem in read(tmp_path / "tricky").problems] == []


def test_real_data_there_and_back(tmp_path: Path) -> None:
    """The published data come through with the same checksum, the command says where, and both stay as they were."""
    source = Path(__file__).parents[1] / "data" / "astana-2025"
    assert main(["new", str(source), "--to-workbook", str(tmp_path / "a.xlsx")]) == 0
    assert main(["new", str(tmp_path / "astana-2025"), "--from-workbook", str(tmp_path / "a.xlsx")]) == 0
    assert load(tmp_path / "astana-2025").checksum == load(source).checksum == load(tmp_path / "a.xlsx").checksum


def test_what_cannot_be_converted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A ragged row or another name is told, and nothing is written; a wrong value is no hindrance."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "20000000,USD,exact", "20000000,USD,excat")
    assert main(["new", str(folder), "--to-workbook", str(tmp_path / "a.xlsx")]) == 0
    assert main(["new", str(tmp_path / "other"), "--from-workbook", str(tmp_path / "a.xlsx")]) == 2
    assert f"Name the folder {SLUG}." in capsys.readouterr().err
    edit(folder, "funding.csv", "20000000,USD,excat", "20000000,USD,exact,")
    assert main(["new", str(folder), "--to-workbook", str(tmp_path / "b.xlsx")]) == 1
    assert "funding.csv, row 5" in capsys.readouterr().err
    assert main(["new", str(folder), "--to-workbook", str(tmp_path / "b.csv")]) == 2
    assert not (tmp_path / "other").exists()
    assert not list(tmp_path.glob("b.*"))
