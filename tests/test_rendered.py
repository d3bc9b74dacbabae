"""The declared editions, built as the command builds them and read as a reader gets them. Nothing is stubbed."""

import hashlib
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
import tagged
from bs4 import BeautifulSoup, Tag

from summit_report import cli

EDITIONS = ("astana-2025", "astana-2025-TKM", "summits-compared")
Read = tuple[pikepdf.Pdf, tagged.Element, list[str]]
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


def test_evidence_in_place_names_each_entry_once(page: BeautifulSoup) -> None:
    """However many numbers of an exhibit rest on an entry, its evidence holds that entry once."""
    folds = [re.findall(r"\bE\d+", fold.summary.get_text()) for fold in page.select("details.evidence") if fold.summary]

    assert folds and [labels for labels in folds if len(labels) != len(set(labels))] == []


def test_the_page_skips_no_level_of_headings(page: BeautifulSoup) -> None:
    """The page has one heading of level 1, and none stands two levels below the one before it."""
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile(r"^h[1-6]$"))]

    assert levels.count(1) == 1
    assert [(before, after) for before, after in pairwise(levels) if after > before + 1] == []


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


@pytest.mark.usefixtures("forked_kernels")
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


@pytest.fixture(scope="module", params=EDITIONS[1:])
def read(request: pytest.FixtureRequest, results: Path) -> Iterator[Read]:
    """Read the PDF of one edition as a screen reader does."""
    with pikepdf.open(results / "reports" / request.param / "report.pdf") as opened:
        yield opened, *tagged.tree(opened)


def test_everything_in_the_pdf_has_a_place_in_its_structure(
    read: Read,
) -> None:
    """PDF/UA-1 is declared and kept: nothing is drawn outside of the structure, and every element has what it needs."""
    pdf, root, loose = read
    with pdf.open_metadata() as metadata:
        declared = metadata["pdfuaid:part"], str(metadata["dc:title"])
    levels = [int(heading.kind[1]) for heading in root.all("H1", "H2", "H3", "H4")]
    annotations = [one for page in pdf.pages for one in page.obj.get("/Annots", [])]

    assert loose == []
    assert declared[0] == "1" and declared[1]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))
    assert [one for one in root.all("Figure") if not re.search(r"\d", str(one.raw.get("/Alt", "")))] == []
    assert [one for one in annotations if not str(one.get("/Contents", ""))] == []
    assert all(str(pdf.attachments[name].description) for name in pdf.attachments) and len(pdf.attachments) >= 10


def attributes(element: tagged.Element) -> dict[str, object]:
    """Return the attributes of *element*, whoever owns them."""
    sets = element.raw.get("/A", pikepdf.Array())
    return {name: value for one in (sets if isinstance(sets, pikepdf.Array) else [sets]) for name, value in one.items()}


def test_cells_of_the_pdf_know_their_headers(read: Read) -> None:
    """Every header cell says what it is the header of; every cell of data names that of its row and of its column."""
    _, root, _ = read
    headers = list(root.all("TH"))
    scopes = {str(header.raw.ID): str(attributes(header).get("/Scope")) for header in headers}
    named = [{str(name) for name in attributes(cell)["/Headers"]} for cell in root.all("TD")]  # type: ignore[attr-defined]

    assert set(scopes.values()) == {"/Column", "/Row"}
    assert [names for names in named if {scopes.get(name) for name in names} != {"/Column", "/Row"}] == []


SCOPES = {"row": "row", "col": "column", "colgroup": "column", "rowgroup": "column", "/Row": "row", "/Column": "column"}
Cell = tuple[str, str]


def with_sorted_head(rows: list[list[Cell]], depth: int) -> tuple[list[Cell], list[list[Cell]]]:
    """Return the cells of the first *depth* rows in any order, for paper begins with the groups, and the other rows."""
    return sorted(cell for row in rows[:depth] for cell in row), rows[depth:]


def printed_table(table: tagged.Element) -> tuple[list[Cell], list[list[Cell]]]:
    """Return scope and words of each cell of *table* in a PDF."""
    rows = [
        [(SCOPES.get(str(attributes(cell).get("/Scope")), ""), squeezed(cell.words)) for cell in row.all("TH", "TD")]
        for row in table.all("TR")
    ]
    names_of_rows = (y for y, row in enumerate(rows) if len(row) == 1 or row[0][0] == "row")
    return with_sorted_head(rows, next(names_of_rows))


def shown_table(table: Tag) -> tuple[list[Cell], list[list[Cell]]]:
    """Return scope and words of each cell of *table* on a page."""
    rows = [
        [(SCOPES.get(str(cell.get("scope")), ""), squeezed(cell.get_text())) for cell in row.find_all(["th", "td"])]
        for row in table.find_all("tr")
    ]
    return with_sorted_head(rows, len(table.select("thead tr")))


def test_tables_of_the_pdf_have_the_headers_of_the_page(
    read: Read, request: pytest.FixtureRequest, results: Path
) -> None:
    """Cell by cell, what names a row, a column or a group on the page does so in the PDF, in all tables of both."""
    edition = request.node.callspec.params["read"]
    page = BeautifulSoup((results / "reports" / edition / "report.html").read_text(encoding="utf-8"), "html.parser")
    shown = sorted(shown_table(table) for table in page.find_all("table"))

    assert sorted(printed_table(table) for table in read[1].all("Table")) == shown
    assert sum(scope == "row" for _, rows in shown for row in rows for scope, _ in row) > 20


def titles(items: list[pikepdf.OutlineItem]) -> Iterator[str]:
    """Yield the titles of bookmarks, each before those under it."""
    for item in items:
        yield str(item.title)
        yield from titles(item.children)


def squeezed(text: str) -> str:
    """Return *text* without what line breaks, units and hyphenation change."""
    return re.sub(r"[\s\u00ad\u200b\u2060()-]+", "", text)


def sections(items: list[tuple[bool, str, str]]) -> dict[str, list[tuple[str, str]]]:
    """Part (is a heading, kind, text) at the headings, up to the evidence."""
    found: dict[str, list[tuple[str, str]]] = {}
    for is_heading, kind, text in items:
        if is_heading:
            if text == "Evidence":
                break
            found[text] = []
        elif found:
            found[list(found)[-1]].append((kind, text))
    return found


def on_screen(page: BeautifulSoup) -> dict[str, list[tuple[str, str]]]:
    """Return paragraphs, captions and tables of the body of *page*, by section."""
    main = page.find("main")
    assert isinstance(main, Tag)
    for fold in main.find_all("details"):
        fold.decompose()
    items = []
    for tag in main.find_all(["h2", "h3", "h4", "p", "li", "figcaption", "table", "dd"]):
        kind = "text" if tag.name in ("p", "li", "dd") else tag.name
        if tag.name == "table":
            cells = tag.select("tbody :is(th, td)")
            items += [(False, "loose", squeezed(cell.get_text())) for cell in tag.select("caption > span, thead th")]
            items.append((False, kind, squeezed("".join(cell.get_text() for cell in cells))))
        elif tag.find_parent(class_="notes"):
            items.append((False, "loose", squeezed(tag.get_text())))
        elif not tag.find_parent("table"):
            items.append((tag.name in ("h2", "h3", "h4"), kind, squeezed(tag.get_text())))
    return sections([item for item in items if item[2]])


def test_the_pdf_says_what_the_page_says(read: Read, request: pytest.FixtureRequest, results: Path) -> None:
    """
    Sections of the body come in the same order with the same paragraphs, captions and tables in the same words.

    Within a section a figure or table, with its notes, may change places with text, so that no page is left half
    empty; a head of two rows stands row by row on one and column by column on the other.
    """
    pdf, root, _ = read
    edition = request.node.callspec.params["read"]
    page = BeautifulSoup((results / "reports" / edition / "report.html").read_text(encoding="utf-8"), "html.parser")
    screen = on_screen(page)
    printed = sections(
        [
            (re.fullmatch("H[1-6]", part.kind) is not None, part.kind, squeezed(part.words))
            for part in root.parts
            if isinstance(part, tagged.Element) and part.kind != "TOC"
        ]
    )
    with pdf.open_outline() as outline:
        bookmarks = [squeezed(title) for title in titles(outline.root)]
    assert list(printed) == list(screen)
    assert bookmarks[: bookmarks.index("Evidence")] == list(printed)
    missing = []
    for heading, items in screen.items():
        text = "".join(words for _, words in printed[heading])
        missing += [(heading, kind, words) for kind, words in items if kind == "loose" and words not in text]
        for kind in ("text", "figcaption", "table"):
            place = 0
            for words in (words for one, words in items if one == kind):
                found = text.find(words, place)
                missing += [(heading, kind, words)] if found < 0 else []
                place = max(place, found)
    assert missing == []
