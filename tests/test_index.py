"""`reports/index.html`: every edition, how it stands and its files, in one page without scripts."""

import json
import re
import shutil
from pathlib import Path

import html5lib
import pytest
from PIL import Image
from small_project import make_project

from summit_report.errors import BuildError
from summit_report.publishing import editions, index, status
from summit_report.publishing.editions import Edition
from summit_report.publishing.plans import Place, plan
from summit_report.publishing.publish import build

NAMESPACE = "{http://www.w3.org/1999/xhtml}"


def build_one(project: Path, slug: str, **options: str) -> None:
    """Build the edition *slug* of *project* with text *options*."""
    (edition,) = editions.select(editions.load(project / "reports.yml"), (slug,))
    build(plan(edition, Place(project, project), options))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project with a good report, one that failed after a good one, one of its own, and one never built."""
    project = make_project(tmp_path_factory.mktemp("index") / "project")
    build_one(project, "small")
    build_one(project, "small-KAZ")
    build_one(project, "small", factor="4")
    notebook = project / "notebooks/small.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("factor == 13", "factor == 3"), "utf-8")
    with pytest.raises(BuildError):
        build_one(project, "small-KAZ")
    return project


def page_of(project: Path) -> str:
    """Write the index of *project* and return its text."""
    declared = editions.load(project / "reports.yml")
    stale = status.behind(declared, Place(project, project), ())
    return index.write(project, declared, stale).read_text(encoding="utf-8")


def items(page: str) -> dict[str, str]:
    """Return the words of each edition on *page*, by the edition's name."""
    tree = html5lib.HTMLParser(strict=True).parse(page)
    found = (item for item in tree.iter(f"{NAMESPACE}li") if item.get("id"))
    return {item.get("id", ""): " ".join(" ".join(item.itertext()).split()) for item in found}


def test_says_what_is_stale_and_why(project: Path) -> None:
    """An edition whose notebook has changed since says so; one that failed, was never built or is new does not."""
    found = items(page_of(project))
    assert "Stale when this list was made: notebook small.ipynb." in found["small"]
    assert sum("Stale" in text for text in found.values()) == 1
    declared = editions.load(project / "reports.yml")
    assert not status.behind(declared, Place(project, project), {"small", "small-KAZ"})


def test_page_and_list_agree(project: Path, tmp_path: Path) -> None:
    """On whatever paper a command prints, page and `list` say the same: what is not on a4 is stale."""
    copy = Path(shutil.copytree(project, tmp_path / "copy"))
    record = copy / "reports/small/record.json"
    content = json.loads(record.read_text("utf-8"))
    content["inputs"] |= {"paper": "us-letter", "checksum": "of us-letter"}
    record.write_text(json.dumps(content), "utf-8")
    declared = editions.load(copy / "reports.yml")
    listed = {one.slug: one.reasons for one in status.all_statuses(declared, Place(copy, copy)) if one.reasons}
    assert "paper us-letter → a4" in listed["small"]
    assert "paper" not in str(listed["small-KAZ"])
    for paper, current in (("a4", ()), ("us-letter", ("small",))):
        stale = status.behind(declared, Place(copy, copy, paper), current)
        assert stale == {slug: listed[slug] for slug in ("small", "small-KAZ")}


def test_lists_every_edition(project: Path) -> None:
    """Declared editions stand in their order, others after them; each says how it ended, its cut-off and data's age."""
    found = items(page_of(project))
    assert list(found) == ["small", "small-KAZ", "small-UZB", "small+factor=4"]
    assert "Data until 31 January 2031, version 1.2.3" in found["small"]
    assert "less than a day old" in found["small"]  # the tiny data end in the future
    assert "Never built." in found["small-UZB"]
    assert "failed" not in found["small"]


def test_failed_edition_shows_the_error_and_the_last_good_report(project: Path) -> None:
    """A failed edition says where and why, links what the build left, and keeps the links to the good report."""
    page = page_of(project)
    assert "cell 5: ValueError: unlucky" in items(page)["small-KAZ"]
    assert "Last good build" in items(page)["small-KAZ"]
    assert 'href="small-KAZ/report.pdf"' in page
    assert 'href="small-KAZ/failed/build.log"' in page
    assert "4 editions: 1 built, 1 stale, 1 failed, 1 never built" in page


def test_every_link_leads_to_a_file(project: Path) -> None:
    """Whatever the page links stands in the folder: HTML, PDF, workbook, notebook, record."""
    tree = html5lib.parse(page_of(project))
    links = [link.get("href", "") for link in tree.iter(f"{NAMESPACE}a")]
    files = [link for link in links if not link.startswith("#")]
    assert "small/downloads/a.xlsx" in files
    assert "small%2Bfactor%3D4/report.html" in files
    assert all((project / "reports" / link.replace("%2B", "+").replace("%3D", "=")).is_file() for link in files)
    ids = {element.get("id") for element in tree.iter() if element.get("id")}
    assert {link[1:] for link in links if link.startswith("#")} <= ids


def test_one_page_without_scripts(project: Path) -> None:
    """The page loads nothing, runs nothing, and carries fonts and small pictures within."""
    page = page_of(project)
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)
    pictures = re.findall(r'src="(data:image/png;base64,[^"]+)"', page)
    assert len(pictures) == 3
    assert all(len(picture) < 25_000 for picture in pictures)
    assert "prefers-color-scheme: dark" in page
    assert page.count("@font-face") == 2


def test_picture_is_the_first_page(project: Path) -> None:
    """The picture has the sheet's proportions, shows something, and is small."""
    file = project / "reports/small/first-page.png"
    assert file.stat().st_size < 20_000
    with Image.open(file) as picture:
        assert picture.width == 280
        assert picture.height == pytest.approx(280 * 297 / 210, abs=1)
        assert len(picture.convert("L").getcolors() or []) > 2


def test_same_records_same_page(project: Path, tmp_path: Path) -> None:
    """The same records give the same bytes, and a page that is right is not written again; a new record changes it."""
    page = page_of(project)
    written = (project / "reports/index.html").stat().st_mtime_ns
    assert page_of(project) == page
    assert (project / "reports/index.html").stat().st_mtime_ns == written
    copy = Path(shutil.copytree(project, tmp_path / "elsewhere"))
    (copy / "reports/index.html").unlink()
    assert page_of(copy) == page
    record = copy / "reports/small/record.json"
    record.write_text(record.read_text("utf-8").replace('"as_of": "2031-01-31"', '"as_of": "2020-02-01"'), "utf-8")
    assert "1 February 2020" in page_of(copy)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}"])
def test_what_records_say_is_text(tmp_path: Path, text: str) -> None:
    """Titles, parameters and errors are printed literally, whatever they hold; records of older versions do, too."""
    reports = tmp_path / "reports"
    (reports / "a/failed").mkdir(parents=True)
    (reports / "a/record.json").write_text(json.dumps({"outcome": "done", "title": text}))
    failure = {"outcome": "failed", "failure": {"cell": 0, "error": "E", "message": text}}
    (reports / "a/failed/record.json").write_text(json.dumps(failure))
    declared = [Edition("b", Path("b.ipynb"), {"name": text}, title=text)]
    page = index.write(tmp_path, declared).read_text(encoding="utf-8")
    found = items(page)
    assert text in found["a"].replace(" :", ":")
    assert found["b"].count(text) == 2
    assert "<script" not in page
    assert "<img src=x" not in page
