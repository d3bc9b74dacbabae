"""The data package describes the folders so that an independent validator accepts them and refuses broken ones."""

import json
from pathlib import Path

import frictionless
import pytest
from tiny import edit, write_tiny

from summit_report.analysis.datapackage import datapackage, write_datapackage
from summit_report.errors import DataError

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize("slug", ["astana-2025", "xian-2023"])
def test_the_real_packages_are_current_and_accepted(slug):
    """The committed description is what the schema makes today, and frictionless finds the tables valid by it."""
    file = DATA / slug / "datapackage.json"

    assert json.loads(file.read_text(encoding="utf-8")) == datapackage(DATA / slug)
    assert frictionless.validate(str(file)).valid


@pytest.mark.parametrize(
    ("name", "old", "new", "error"),
    [
        (
            "agreements.csv",
            "memorandum,bilateral,CHN;KAZ,transport,2030-05-10",
            "memo,bilateral,CHN;KAZ,transport,2030",
            "constraint-error",
        ),
        ("agreements.csv", "summit,1,T-A1,", "summit,1,T-A9,", "foreign-key"),
        ("agreements.csv", "T-S1,para 1", "T-S9,para 1", "foreign-key"),
        ("funding.csv", "20000000,USD", "twenty,USD", "type-error"),
        ("projects.csv", "2030-12-01", "2030-12-1st", "constraint-error"),
        ("trade.csv", "Jan-Oct", "January", "constraint-error"),
        ("sources.csv", "T-S3,Reference", "T-S2,Reference", "primary-key"),
    ],
)
def test_the_package_lets_others_find_faults(tmp_path, name, old, new, error):
    """A reader without our code finds wrong words, types, keys and references through the package alone."""
    folder = write_tiny(tmp_path)
    package = write_datapackage(folder)
    edit(folder, name, old, new)

    assert error in {kind for [kind] in frictionless.validate(str(package)).flatten(["type"])}


def test_the_package_finds_no_fault_where_there_is_none(tmp_path):
    """The folder that the test before spoils is valid as it is."""
    assert frictionless.validate(str(write_datapackage(write_tiny(tmp_path)))).valid


def test_a_missing_table_is_left_out(tmp_path):
    """A folder without milestones has a package without them, and no reference leads there."""
    folder = write_tiny(tmp_path)
    (folder / "milestones.csv").unlink()

    assert "milestones" not in {resource["name"] for resource in datapackage(folder)["resources"]}
    assert frictionless.validate(str(write_datapackage(folder))).valid


def test_an_undescribed_folder_is_refused(tmp_path):
    """Without a sound summit.yaml there is nothing to name the package after."""
    folder = write_tiny(tmp_path)
    edit(folder, "summit.yaml", "version: 1.2.3", "version: 1.2")

    with pytest.raises(DataError, match=r"summit\.yaml, version"):
        datapackage(folder)
