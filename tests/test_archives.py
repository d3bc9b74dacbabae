"""Zip files and workbooks that are bombs, locked or lead out of themselves are refused before anything reads them."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from tiny import write_tiny, write_workbook

from summit_report.analysis.dataset import load
from summit_report.archives import Limits, RefusedError, check_workbook, chunks, opened
from summit_report.errors import DataError
from summit_report.publishing.choices import read_summit

ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Give the tiny dataset as a workbook."""
    return write_workbook(write_tiny(tmp_path), tmp_path / "book.xlsx")


def link(name: str) -> zipfile.ZipInfo:
    """Return a member that is a symbolic link."""
    member = zipfile.ZipInfo(name)
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


def message(book: Path) -> str:
    """Return what is wrong with *book* in the one line that loading it gives."""
    with pytest.raises(DataError) as caught:
        load(book)
    # the tables that could not be read are missing, too
    return caught.value.problems[0]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("xl/more.xml", ENTITIES.encode(), "declares XML entities"),
        ("xl/more.xml", ENTITIES.encode("utf-16"), "declares XML entities"),
        ("xl/more.xml", b" " * 1_048_570 + ENTITIES[21:].encode(), "declares XML entities"),
        ("../more.xml", b"", "leads out of it"),
        ("/etc/more.xml", b"", "leads out of it"),
        ("C:\\more.xml", b"", "leads out of it"),
        ("..\\more.xml", b"", "leads out of it"),
        (link("xl/more.xml"), b"/etc/passwd", "a link instead of a file"),
        ("xl/bomb.xml", bytes(25_000_000), "as only zip bombs do"),
    ],
)
def test_hostile_member(book: Path, name: str | zipfile.ZipInfo, content: bytes, said: str) -> None:
    """A workbook with one wrong part is refused, by the checks and by the build's own reading."""
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    assert said in message(book)
    with pytest.raises(DataError, match=said):
        read_summit(book)


def test_too_many_members(book: Path) -> None:
    """A workbook of a thousand parts and more is none."""
    with zipfile.ZipFile(book, "a") as archive:
        for number in range(1_000):
            archive.writestr(f"xl/{number}.xml", b"")
    assert "more than 1000" in message(book)


def test_two_members_of_one_name(book: Path) -> None:
    """Which of two parts of one name is meant is not guessed."""
    with zipfile.ZipFile(book, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("xl/workbook.xml", b"<x/>")
    assert "two files of one name" in message(book)


def test_encrypted(book: Path) -> None:
    """Whether Excel or a zip program has encrypted it, the message says so."""
    content = bytearray(book.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    book.write_bytes(content)
    assert "is encrypted" in message(book)
    book.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000))
    assert "without a password" in message(book)


def test_false_size(tmp_path: Path) -> None:
    """What a member claims as its size is not believed: unpacking stops at the limit."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(3_000_000))
    content = bytearray(made.getvalue())
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (2**31).to_bytes(4, "little")
    file = tmp_path / "false.zip"
    file.write_bytes(content)
    with opened(file) as archive, pytest.raises(RefusedError, match="more than 2 MB"):
        list(chunks(archive, file.stat().st_size, Limits(most=2_000_000)))


def test_damaged(book: Path) -> None:
    """A file that was cut short, or is something else, is said to be no zip file; damage inside is named."""
    whole = book.read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"a,b\n1,2\n"):
        book.write_bytes(content)
        with pytest.raises(RefusedError, match="no whole zip file"):
            check_workbook(book)
    at = whole.index(b"PK\x03\x04") + 60
    book.write_bytes(whole[:at] + b"\xff" * 40 + whole[at + 40 :])
    with pytest.raises(RefusedError, match="cannot be unpacked"):
        check_workbook(book)
