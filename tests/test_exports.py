"""A dataset as files again: complete, harmless, described, and the same dataset when it is read back."""

import csv
import io
import json
from pathlib import Path

import frictionless
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny import FILES, edit, write_tiny

from summit_report import blocks
from summit_report.analysis import schema
from summit_report.analysis.cells import is_text
from summit_report.analysis.dataset import Dataset, load
from summit_report.analysis.exports import Download, csv_files, downloads
from summit_report.analysis.report import Report
from summit_report.analysis.sections import evidence

_characters = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
#: What a cell can hold after reading: no blanks around it, not empty.
texts = (st.text("='+-@;\t\r\n\x0b\x0c\x01,\" a0") | st.text(_characters)).map(str.strip).filter(is_text)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the tiny dataset; tests do not change it."""
    return write_tiny(tmp_path_factory.mktemp("tiny"))


def read_back(dataset: Dataset, place: Path) -> Dataset:
    """Write the exported tables of *dataset* below *place* and load them."""
    copy = place / dataset.meta.id
    copy.mkdir(parents=True, exist_ok=True)
    (copy / "summit.yaml").write_text(FILES["summit.yaml"], encoding="utf-8")
    for name, text in csv_files(dataset).items():
        (copy / f"{name}.csv").write_bytes(text.encode())
    return load(copy)


def test_tables_survive_the_way_out_and_in(tmp_path, tiny):
    """A dataset made of the exported tables has the same tables, cell by cell, and the same checksum."""
    dataset = load(tiny)

    again = read_back(dataset, tmp_path)

    assert (again.missing, again.checksum) == (dataset.missing, dataset.checksum)
    for table in schema.TABLES:
        pd.testing.assert_frame_equal(again.table(table.name), dataset.table(table.name))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(texts, min_size=20, max_size=20))
def test_hostile_text_survives(tmp_path, found):
    """Text that looks like a formula, a separator, a guard or a line end comes back as it was."""
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

    assert read_back(dataset, tmp_path / "copy").checksum == dataset.checksum


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
def test_no_cell_runs_as_a_formula(tmp_path, start):
    """Text that a spreadsheet would take for a formula gets an apostrophe before it, which is no part of the text."""
    folder = write_tiny(tmp_path)
    edit(folder, "projects.csv", "T-P3,Solar plant", f"T-P3,{start}cmd|' /C calc'!A0")
    dataset = load(folder)

    titles = [row["title"] for row in csv.DictReader(io.StringIO(csv_files(dataset)["projects"]))]

    assert titles[2] == f"'{start}cmd|' /C calc'!A0"
    assert read_back(dataset, tmp_path / "copy").checksum == dataset.checksum


def test_only_tables_that_are_there_are_exported(tmp_path):
    """A table that the dataset does not have is not exported as an empty one."""
    folder = write_tiny(tmp_path)
    (folder / "trade.csv").unlink()
    tables = {name.removesuffix(".csv") for name in FILES if name.endswith(".csv")} - {"trade"}

    assert set(csv_files(load(folder))) == tables


def test_numbers_are_written_in_full(tiny):
    """An amount is digits without exponent, point or separators where it is whole; a blank stays blank."""
    rows = list(csv.DictReader(io.StringIO(csv_files(load(tiny))["funding"])))

    assert [row["amount"] for row in rows[:2]] == ["140000000", "140000000"]
    assert [row["amount"] for row in rows if row["funding_id"] == "T-F5"] == [""]
    assert rows[0]["recipients"] == "KAZ;UZB"


def write_all(folder: Path, files: list[Download]) -> None:
    for file in files:
        content = file.content if isinstance(file.content, bytes) else file.content.encode()
        (folder / file.name).write_bytes(content)


@pytest.mark.parametrize("slug", [None, "tiny-2030-KAZ"])
def test_names_say_summit_edition_and_version(tiny, slug):
    """Each file begins with the edition and the version of the data, so that none is taken for another."""
    names = [file.name for file in downloads(load(tiny), slug)]

    stem = f"{slug or 'tiny-2030'}-1.2.3"
    assert all(name.startswith(stem) for name in names)
    assert {f"{stem}.xlsx", f"{stem}-iati.csv", f"{stem}-agreements.csv", f"{stem}-datapackage.json"} <= set(names)
    assert len(set(names)) == len(names) == len(schema.TABLES) + 3


@pytest.mark.parametrize("summit", ["tiny-2030", "astana-2025", "xian-2023"])
def test_the_package_describes_the_files_beside_it(tmp_path, tiny, summit):
    """An independent validator finds every CSV file where the package says, and valid, the coded one too."""
    data = Path(__file__).parents[1] / "data" / summit
    files = downloads(load(data if data.exists() else tiny))
    write_all(tmp_path, files)
    [package] = tmp_path.glob("*-datapackage.json")

    report = frictionless.validate(str(package))

    assert report.valid, report.flatten(["type", "note"])
    described = {resource["path"] for resource in json.loads(package.read_text(encoding="utf-8"))["resources"]}
    assert described == {file.name for file in files if file.name.endswith(".csv")}


def test_the_package_finds_faults(tmp_path, tiny):
    """The description is not empty words: a broken reference in the files is found through it."""
    write_all(tmp_path, downloads(load(tiny)))
    edit(tmp_path, "tiny-2030-1.2.3-agreements.csv", "T-S1,para 1", "T-S9,para 1")

    report = frictionless.validate(str(tmp_path / "tiny-2030-1.2.3-datapackage.json"))

    assert "foreign-key" in {kind for [kind] in report.flatten(["type"])}


def test_the_report_attaches_every_file(tiny):
    """The exhibit carries each download unchanged, named for the part of the summit that the report is about."""
    report = Report(tiny, country="KAZ", sector="energy")

    [block] = [block for block in evidence.attachments(report).blocks if block["kind"] == "attachments"]

    expected = {file.name: file.content for file in downloads(report.dataset, "tiny-2030-KAZ-energy")}
    found = {file["name"]: blocks.file_bytes(file) for file in block["files"]}
    assert found == {name: text if isinstance(text, bytes) else text.encode() for name, text in expected.items()}
    blocks.check([block])
