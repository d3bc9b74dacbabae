"""What the data allow for a parameter is read before a build, from data that nobody has checked yet."""

import zipfile
from pathlib import Path

import pytest
from tiny import write_tiny, write_workbook

from summit_report.errors import DataError
from summit_report.publishing.choices import read_summit


def test_a_sector_without_a_name_stops_no_build(tmp_path: Path) -> None:
    """A row of sectors.csv that ends before its name is read; `check` says what is wrong with it."""
    folder = write_tiny(tmp_path)
    (folder / "sectors.csv").write_text("sector,name\nenergy\ntrade,Trade\n", encoding="utf-8")

    assert read_summit(folder)["sectors"] == {"energy": "", "trade": "Trade"}


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("summit.yaml", "id: tiny-2030\nmembers: 5\n"),
        ("summit.yaml", "id: tiny-2030\nmembers: [5]\n"),
        ("summit.yaml", "- tiny-2030\n"),
    ],
)
def test_wrong_files_are_refused_in_words(tmp_path: Path, file: str, text: str) -> None:
    """Members that are none and a list in place of keys name the data and `check`."""
    folder = write_tiny(tmp_path)
    (folder / file).write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=r"(?s)cannot be read.*summit-report check"):
        read_summit(folder)


def test_a_workbook_cut_short_inside_is_refused_in_words(tmp_path: Path) -> None:
    """A workbook whose zip file is whole and whose sheets end in the middle is refused, not a traceback."""
    whole, cut = write_workbook(write_tiny(tmp_path), tmp_path / "whole.xlsx"), tmp_path / "cut.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(cut, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[: len(content) // 2] if "worksheets/" in name else content)

    with pytest.raises(DataError, match="cannot be read"):
        read_summit(cut)
