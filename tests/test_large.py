"""Large folders are read by columns: with the same verdict, frames and checksum as row by row."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from damages import ALL, Damage
from fuzzing import datasets, spoil_bytes, spoil_cells, write
from hypothesis import given, settings
from hypothesis import strategies as st
from test_fuzz import quick
from tiny import write_tiny

from summit_report import cli
from summit_report.analysis import beside, checked, keys, schema
from summit_report.analysis.dataset import Dataset, load
from summit_report.analysis.frames import frame
from summit_report.analysis.reading import RawRow, RawTable
from summit_report.errors import DataError

pytest.importorskip("pyarrow", reason="the extra `large` is not installed")
sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))
import made_up

from summit_report.analysis.large import numbers
from summit_report.analysis.large.dataset import read_columns

ARROW = pd.StringDtype("pyarrow")


def outcome(folder: Path, size: float) -> Dataset | str:
    """Load *folder*, by columns from *size* bytes on; return the dataset or what is wrong."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(checked, "LARGE", size)
        try:
            return load(folder)
        except DataError as error:
            return str(error)


def compare(folder: Path) -> None:
    """Hold what is read by columns to what is read row by row."""
    by_rows, by_columns = outcome(folder, float("inf")), outcome(folder, 0)
    if isinstance(by_rows, str) or isinstance(by_columns, str):
        assert by_columns == by_rows
        return
    assert (by_columns.meta, by_columns.checksum, by_columns.missing) == (
        by_rows.meta,
        by_rows.checksum,
        by_rows.missing,
    )
    for table in schema.TABLES:
        pd.testing.assert_frame_equal(
            by_columns.table(table.name),
            by_rows.table(table.name),
            check_exact=True,
            check_dtype=False,
            check_index_type=False,
        )
        dtypes = zip(by_columns.table(table.name).dtypes, by_rows.table(table.name).dtypes, strict=True)
        assert all(one.name == other.name for one, other in dtypes)


def change_cells(file: Path, column: str, values: dict[int, str]) -> None:
    """Write *values* into the rows of *column* in *file*."""
    rows = pd.read_csv(file, dtype="str", keep_default_na=False)
    for row, value in values.items():
        rows.loc[row, column] = value
    rows.to_csv(file, index=False, lineterminator="\n")


@settings(quick, max_examples=40)
@given(datasets(), st.randoms(use_true_random=False))
def test_both_ways_of_reading_agree(made, chance):
    """Whatever cells, rows or bytes of a made-up dataset are spoilt, both ways say the same of it."""
    summit, tables = made
    with TemporaryDirectory() as place:
        folder = write(Path(place), summit, tables if chance.random() < 0.3 else spoil_cells(chance, tables))
        if chance.random() < 0.5:
            file = chance.choice(sorted(folder.glob("*.csv")))
            file.write_bytes(spoil_bytes(chance, file.read_bytes()))
        compare(folder)


@pytest.mark.parametrize("damage", ALL, ids=lambda damage: f"{damage.group}: {damage.name}"[:60])
def test_damages_are_told_alike(damage: Damage, tmp_path: Path) -> None:
    """Each damage is told in the same words, whichever way the folder would have been read."""
    folder = write_tiny(tmp_path)
    is_here = damage.spoil(folder) is None and folder.is_dir()
    if is_here and sum(file.lstat().st_size for file in folder.iterdir()) < 2**20:
        compare(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("A1,", '"A1",', 1),
    ],
    ids=["canonical", "mark", "CRLF", "no last line end", "blank lines", "needless quotes"],
)
def test_sound_folders_are_read_by_columns(tmp_path, change):
    """Whatever line ends and quotes programs write, a sound folder is read by columns, to the same checksum."""
    folder = made_up.write(tmp_path, 300, 120)
    change_cells(folder / "agreements.csv", "title", {7: 'One, "two" and three'})
    for file in folder.glob("*.csv"):
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8", newline="")

    assert read_columns(folder) is not None
    compare(folder)


def test_a_column_left_out_is_read_by_columns(tmp_path):
    """Claims without the column of slips keep a folder in the fast way, with the same frames and checksum."""
    folder = made_up.write(tmp_path, 300, 120)
    names = [column.name for column in schema.CLAIMS.columns if not column.optional]
    cells = {"claim_id": "C1", "subject": "Road", "measure": "length", "value": "3", "qualifier": "exact"}
    row = cells | {"source_id": "S1", "locator": "page 1"}
    (folder / "claims.csv").write_text(
        f"{','.join(names)}\n{','.join(row.get(name, '') for name in names)}\n", encoding="utf-8"
    )

    assert read_columns(folder) is not None
    compare(folder)


@pytest.mark.parametrize(
    ("name", "column", "values"),
    [
        ("agreements", "part_of", {3: "A4", 4: "A3"}),
        ("agreements", "same_as", {5: "A5"}),
        ("agreements", "source_id", {5: "S99999"}),
        ("agreements", "agreement_id", {5: "a6"}),
        ("agreements", "part_of", {5: "a6"}),
        ("agreements", "parties", {5: "CHN;CHN"}),
        ("agreements", "title", {5: "n/a"}),
        ("agreements", "title", {5: "#REF!"}),
        ("agreements", "note", {5: "\u2003"}),
        ("funding", "linked_agreement_id", {5: "F6"}),
        ("funding", "currency", dict.fromkeys(range(40), "")),
        ("funding", "counts_toward_total", dict.fromkeys(range(120), "yes")),
    ],
)
def test_wrong_cells_are_left_to_rows(tmp_path, name, column, values):
    """What only many rows together show to be wrong is not taken by columns, and is told in words."""
    folder = made_up.write(tmp_path, 300, 120)
    change_cells(folder / f"{name}.csv", column, values)

    assert read_columns(folder) is None
    compare(folder)


LONG = st.text("aAbZ09-é\0", max_size=3).map(lambda text: f"{text}-of-more-than-eight-{text}")
SOME = st.text("aAbZ09-é\0", max_size=9) | LONG


@settings(quick, max_examples=60)
@given(st.lists(SOME, unique=True, min_size=1), st.lists(SOME | st.none()))
def test_keys_are_found_as_numbers(known, wanted):
    """Keys are found where they stand, whatever their length and letters; what is not there is found nowhere."""
    asked = [*wanted, *known[::2]]
    found = numbers.places(pd.array(known, dtype=ARROW), pd.array(asked, dtype=ARROW))

    places = {key: place for place, key in enumerate(known)}
    assert found is None or found.tolist() == [places.get(key, -1) for key in asked]
    if not any("\0" in (key or "") for key in (*known, *wanted)):
        assert found is not None


def test_keys_that_share_a_number_are_found_as_texts(monkeypatch):
    """Where two keys become one number, the texts decide."""
    monkeypatch.setattr(numbers, "_FACTOR", np.uint64(0))  # so that the last eight bytes alone tell
    monkeypatch.setattr(keys, "_NUMBERED", 0)
    several = pd.Index(pd.array(["A-one-12345678", "B-one-12345678", "C"], dtype=ARROW))

    assert numbers.places(several.array, several.array) is None
    assert keys.places_of(several, pd.Series(["B-one-12345678", None, "C"], dtype=ARROW)).tolist() == [1, -1, 2]
    alone = pd.Index(several[:1])
    assert keys.places_of(alone, pd.Series(["B-one-12345678"], dtype=ARROW)).tolist() == [-1]


NASTY = ["=1+1", "-2", "a;'=b", 'say "a", b', "\uff1d1", "a\n@b", "'", "plain", "x\t+y", "''-z"]


@settings(quick, max_examples=8)
@given(st.lists(st.sampled_from(NASTY) | st.text("=;'\",-a\n", min_size=1, max_size=5).map("b".join), min_size=9))
def test_both_ways_of_writing_agree(texts):
    """The long tables that lie beside a report have the same bytes, whether written by rows or by columns."""
    table = schema.FUNDING
    names, number = table.column_names, len(texts)
    rows = [dict.fromkeys(names, "") | {"funding_id": f"F{i}", "title": text} for i, text in enumerate(texts)]
    rows[0] |= {"amount": "2.5", "year_from": "2030", "recipients": "KAZ;UZB", "note": texts[-1]}
    by_rows = frame(table, RawTable(table, "", names, tuple(RawRow(0, row) for row in rows)))
    text = {column: pd.StringDtype("pyarrow") for column in names if by_rows[column].dtype == "string"}
    by_columns = by_rows.astype(text)

    assert by_columns["title"].dtype.storage == "pyarrow" and len(by_columns) == number
    assert b"".join(beside._pieces(by_columns, table)) == b"".join(beside._pieces(by_rows, table))


def test_large_folders_are_summed_up_in_few_lines(tmp_path, monkeypatch, capsys):
    """`check` prints the first rows and remarks of a kind and counts the others."""
    monkeypatch.setattr(checked, "LARGE", 0)
    folder = made_up.write(tmp_path, 3000, 900)

    assert cli.main(["check", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "  agreements: 3000 rows" in "\n".join(lines)
    assert len(lines) < 120 and max(map(len, lines)) < 400
    assert any("more of this kind" in line for line in lines)
    assert any(line.endswith(" more)") for line in lines)
