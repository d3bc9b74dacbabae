"""The declared editions, built as the command builds them and read as a reader gets them. Nothing is stubbed."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from bs4 import BeautifulSoup, Tag

from summit_report import cli

EDITIONS = ("astana-2025", "astana-2025-TKM", "summits-compared")
# Digits that count nothing: days and years in words, keys and labels, codes, names that hold a number.
NO_NUMBER = re.compile(
    r"\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
    r"|\b(19|20)\d\d\b|“[^”]*”"
)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the editions into a folder of their own."""
    out = tmp_path_factory.mktemp("out")
    assert cli.main(["build", *EDITIONS, "--out", str(out), "--jobs", "2"]) == 0
    return out


@pytest.fixture(scope="module", params=EDITIONS)
def page(request: pytest.FixtureRequest, results: Path) -> BeautifulSoup:
    """Read the HTML of one edition."""
    return BeautifulSoup(
        (results / "reports" / request.param / "report.html").read_text(encoding="utf-8"), "html.parser"
    )


@pytest.fixture(params=EDITIONS)
def pdf(request: pytest.FixtureRequest, results: Path) -> Iterator[pikepdf.Pdf]:
    """Open the PDF of one edition."""
    with pikepdf.open(results / "reports" / request.param / "report.pdf") as opened:
        yield opened


def targets(page: BeautifulSoup) -> list[str]:
    """Return what the internal links of *page* lead to."""
    return [str(link["href"])[1:] for link in page.find_all("a", href=re.compile("^#"))]


def test_every_internal_link_leads_somewhere(page: BeautifulSoup) -> None:
    """No link of the page is dead."""
    ids = {str(element["id"]) for element in page.find_all(id=True)}

    assert set(targets(page)) - ids == set()


def test_no_evidence_is_orphaned(page: BeautifulSoup) -> None:
    """Each evidence entry is used by a number, each row by an entry, each source by a row."""
    used = set(targets(page))
    owned = [str(tag["id"]) for tag in page.find_all(id=re.compile(r"^(row|src)-"))]
    entries = [
        str(tag["id"]) for tag in page.find_all(id=re.compile(r"^e-")) if not re.search(r"-\d+$", str(tag["id"]))
    ]
    lines = {re.sub(r"-\d+$", "", target) for target in used}

    assert [one for one in owned if one not in used] == []
    assert [one for one in entries if one not in used | lines] == []


def unlinked(item: Tag) -> str:
    """Return the text of *item* outside its links, without dates, years and quoted titles."""
    words = "".join(str(text) for text in item.find_all(string=True) if not text.find_parent("a"))
    return NO_NUMBER.sub("", words)


def test_every_number_of_the_findings_opens_its_evidence(page: BeautifulSoup) -> None:
    """A finding prints no digit that is not a link, but for dates."""
    found = page.find(id="findings")
    assert found is not None
    places = ("details", "h2", "h3", "figure")
    for tag in found.find_all(places):
        tag.decompose()
    names = re.compile(r"(Xi'an|Astana) ?$|58 commercial documents")

    assert re.findall(r"[^.;]*\d[^.;]*", names.sub("", unlinked(found))) == []


def test_the_page_loads_nothing(page: BeautifulSoup) -> None:
    """The page holds no script and nothing that a browser would fetch."""
    assert page.find_all(["script", "iframe", "link", "object", "embed"]) == []
    assert [tag["src"] for tag in page.find_all(src=True) if not str(tag["src"]).startswith("data:")] == []


def test_the_pdf_is_accessible_and_carries_its_data(pdf: pikepdf.Pdf) -> None:
    """The PDF is tagged, titled, in a language, bookmarked, and has the tables attached as data."""
    with pdf.open_outline() as outline:
        bookmarks = [item.title for item in outline.root]
    root = pdf.Root

    assert root.MarkInfo.Marked
    assert str(root.Lang) == "en"
    assert root.ViewerPreferences.DisplayDocTitle
    assert "Findings" in bookmarks and "Evidence" in bookmarks
    assert any(name.endswith("agreements.csv") for name in pdf.attachments)
    assert any(name.endswith(".xlsx") for name in pdf.attachments)


def pages_before(pdf: pikepdf.Pdf, title: str) -> int:
    """Return the number of pages before the bookmark called *title*."""
    with pdf.open_outline() as outline:
        item = next(item for item in outline.root if item.title == title)
        destination = item.destination if item.destination is not None else item.action.D
    array = destination if isinstance(destination, pikepdf.Array) else named(pdf, str(destination))
    return next(i for i, one in enumerate(pdf.pages) if one.obj.objgen == array[0].objgen)


def named(pdf: pikepdf.Pdf, name: str) -> pikepdf.Array:
    """Return the destination called *name*."""
    found = pikepdf.NameTree(pdf.Root.Names.Dests)[name]
    return found if isinstance(found, pikepdf.Array) else found.D


@pytest.mark.parametrize(("edition", "body", "whole"), [("astana-2025", 30, 45), ("astana-2025-TKM", 4, 20)])
def test_the_report_is_not_too_long(results: Path, edition: str, body: int, whole: int) -> None:
    """The body of the main report stays under 30 pages, a brief's within 4, and the evidence is compact."""
    with pikepdf.open(results / "reports" / edition / "report.pdf") as pdf:
        assert pages_before(pdf, "Evidence") <= body
        assert len(pdf.pages) <= whole


def checksums(folder: Path) -> dict[str, str]:
    """Return the checksum of each result but the record, which alone knows times."""
    files = [
        file for file in sorted(folder.rglob("*")) if file.is_file() and file.name not in {"record.json", "index.html"}
    ]
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_a_second_build_gives_the_same_bytes(results: Path, tmp_path: Path) -> None:
    """HTML, PDF, pictures, notebook and downloads are the same in another folder and built alone."""
    assert cli.main(["build", "summits-compared", "--out", str(tmp_path)]) == 0
    first = {name: sha for name, sha in checksums(results).items() if "summits-compared" in name}

    assert checksums(tmp_path) == first


def test_the_record_names_its_inputs(results: Path) -> None:
    """record.json says what the report was made from and what was made."""
    record = json.loads((results / "reports" / "astana-2025" / "record.json").read_text(encoding="utf-8"))

    assert record["outcome"] == "done"
    assert "agreements.csv" in record["inputs"]["data"]["astana-2025"]
    assert {"reports/astana-2025/report.pdf", "reports/astana-2025/report.html"} <= set(record["outputs"])
