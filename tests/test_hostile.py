"""Whatever stands in a dataset prints as text: it runs nowhere, loads nothing, leads nowhere and breaks no layout."""

import csv
import io
import json
import os
import re
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import chromium
import nbformat
import openpyxl
import pikepdf
import pytest
from bs4 import BeautifulSoup
from commands import run
from hostile import LONG, MARK, TEXTS, write_hostile
from hypothesis import given
from hypothesis import strategies as st
from nbconvert import HTMLExporter
from small_project import make_project
from tiny import SLUG, edit, write_tiny

from summit_report import blocks
from summit_report.analysis.dataset import load
from summit_report.analysis.figures import svg
from summit_report.analysis.figures.canvas import Words, sheet
from summit_report.analysis.style import house_style, text_width_mm, wrap
from summit_report.errors import DataError
from summit_report.publishing import message
from summit_report.publishing.editions import derived_slug
from summit_report.publishing.news import NEW, Item, News
from summit_report.publishing.records import Record, read
from summit_report.visible import visible, visible_lines

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
OTHER = Path(__file__).parent / "summits" / "sunda-2031"
REPORTS = f"""\
editions:
  h: {{notebook: notebooks/01-summit-report.ipynb, parameters: {{summit: {SLUG}}}}}
  c: {{notebook: notebooks/03-summits-compared.ipynb, parameters: {{summits: [{SLUG}, {OTHER.name}]}}}}
"""
#: What moves a line, steers a terminal or is not there: none of it may reach a reader.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True)
class Built:
    """The hostile report and comparison: their *project*, and what the command printed."""

    project: Path
    told: str

    @property
    def report(self) -> Path:
        """The folder of the report."""
        return self.project / "reports" / "h"

    @property
    def comparison(self) -> Path:
        """The folder of the comparison."""
        return self.project / "reports" / "c"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, forked_kernels: None) -> Built:
    """Build a report on a dataset of which every text is hostile, and compare it with another such."""
    root = tmp_path_factory.mktemp("hostile")
    project = root / "project"
    shutil.copytree(NOTEBOOKS, project / "notebooks")
    shutil.copy(NOTEBOOKS.parent / "CITATION.cff", project)
    (project / "reports.yml").write_text(REPORTS, encoding="utf-8")
    write_hostile(write_tiny(root / "harmless"), project / "data" / SLUG)
    write_hostile(OTHER, project / "data" / OTHER.name, long=False)
    code, output, errors = run(project, "build", "h", "c", "--message", "mail.eml")
    assert code == 0, output + errors
    return Built(project, output + errors)


@pytest.fixture(scope="module")
def page(built: Built) -> BeautifulSoup:
    """Read the report's HTML."""
    return BeautifulSoup((built.report / "report.html").read_text(encoding="utf-8"), "html.parser")


def test_nothing_is_written_elsewhere(built: Built) -> None:
    """Texts with path parts make no file, and every file made has a plain name."""
    made = {path.relative_to(built.project).parts[0] for path in built.project.iterdir()}
    files = [path for folder in ("reports", "figures") for path in (built.project / folder).rglob("*")]

    assert made == {"CITATION.cff", "data", "figures", "mail.eml", "notebooks", "reports", "reports.yml"}
    assert [path.name for path in files if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", path.name)] == []


def test_the_command_prints_no_character_that_steers(built: Built) -> None:
    """Lines of the command, its warnings among them, hold nothing that a terminal obeys or a reader cannot see."""
    assert "Warning: no font has" in built.told
    assert UNSEEN.findall(built.told) == []


@pytest.fixture(scope="module")
def compared(built: Built) -> BeautifulSoup:
    """Read the comparison's HTML."""
    return BeautifulSoup((built.comparison / "report.html").read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize("name", ["page", "compared"])
def test_the_page_holds_nothing_that_runs_or_loads(name: str, request: pytest.FixtureRequest) -> None:
    """No script, frame, handler or style came out of the data, and links lead to the web, the page and its files."""
    page: BeautifulSoup = request.getfixturevalue(name)
    elements = page.find_all(True)
    leads = {str(element[name]) for element in elements for name in ("href", "src") if element.has_attr(name)}

    assert page.find_all(["script", "iframe", "object", "embed", "form", "base", "link"]) == []
    assert [name for element in elements for name in element.attrs if name.startswith("on")] == []
    assert [lead for lead in leads if not re.match(r"#|https?://|downloads/[\w.-]+$", lead)] == []
    assert not any("evil.invalid" in style.get_text() for style in page.find_all("style"))


def test_texts_print_as_they_are(page: BeautifulSoup) -> None:
    """The page has every hostile text letter by letter, but for what nobody would see: that has its number."""
    printed = " ".join(page.get_text().split())
    used = [text for text in TEXTS if any(text in cell for cell in hostile_cells(page))]

    assert len(used) > 15
    assert [text for text in used if " ".join(visible(text).split()) not in printed] == []
    assert UNSEEN.findall(printed) == []
    assert " ".join(LONG.split()) in printed


def test_a_comparison_prints_the_texts_of_both(compared: BeautifulSoup) -> None:
    """Titles and places of two hostile datasets stand side by side as text, with nothing unseen among them."""
    printed = " ".join(compared.get_text().split())
    title = compared.find("h1")

    assert title is not None and title.get_text().count(f"document.title='{MARK}'") == 2
    assert printed.count(f"<script>document.title='{MARK}'</script> #read") >= 2
    assert UNSEEN.findall(printed) == []


def hostile_cells(page: BeautifulSoup) -> list[str]:
    """Return the texts that TEXTS would make of what the page prints: those whose first word is there."""
    printed = " ".join(page.get_text().split())
    return [text for text in TEXTS if " ".join(visible(text).split())[:12] in printed]


@pytest.mark.parametrize(("name", "begins"), [("h", "<script>"), ("c", "Summits compared: <img src=")])
def test_pdf_holds_nothing_that_runs_or_leads_elsewhere(built: Built, name: str, begins: str) -> None:
    """The PDF has no action but links to the web and within; its title is the text; its files have plain names."""
    with pikepdf.open(built.project / "reports" / name / "report.pdf") as pdf:
        found = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
        actions = [item.A for item in found if isinstance(item.get("/A"), pikepdf.Dictionary) and "/S" in item.A]
        actions += [item for item in found if str(item.get("/Type", "")) == "/Action"]
        kinds = {str(action.S) for action in actions}
        addresses = [str(action.URI) for action in actions if "/URI" in action]

        assert kinds <= {"/URI", "/GoTo"}
        assert addresses and all(address.startswith("https://") for address in addresses)
        assert "/OpenAction" not in pdf.Root and "/JavaScript" not in pdf.Root.get("/Names", {})
        assert str(pdf.docinfo.Title).startswith(begins) and f"document.title='{MARK}'" in str(pdf.docinfo.Title)
        assert [name for name in pdf.attachments if not re.fullmatch(r"[\w.-]+", name)] == []


def test_figures_are_sound_and_hold_text_alone(built: Built) -> None:
    """Each figure is well-formed, without script or address, and sets dollars as dollars."""
    drawings = [path.read_text(encoding="utf-8") for path in (built.project / "figures").rglob("*.svg")]
    roots = [ElementTree.fromstring(drawing) for drawing in drawings]
    names = {
        element.tag.rpartition("}")[2] for root in roots for element in root.iter() if isinstance(element.tag, str)
    }

    assert len(drawings) > 8
    assert not names & {"script", "foreignObject", "image", "a", "iframe"}
    assert not any("evil.invalid" in value for root in roots for one in root.iter() for value in one.attrib.values())
    assert [drawing for drawing in drawings if UNSEEN.search(drawing)] == []


def test_downloads_run_nothing_and_lose_nothing(built: Built) -> None:
    """In the workbook every text is a string, in CSV no cell begins a formula; what is cut in one is in the other."""
    folder = built.report / "downloads"
    (file,) = folder.glob("*.xlsx")
    book = openpyxl.load_workbook(file)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    texts = [cell for path in folder.glob("*.csv") for row in csv.reader(path.open(encoding="utf-8")) for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
    assert max(len(str(cell.value)) for cell in cells) <= 32767
    assert any("[cut here: the CSV file has all 10" in str(cell.value) for cell in cells)
    assert [text for text in texts if re.match(r"[=+@\t\r]|-(?!\d)", text)] == []
    assert LONG.strip() in texts
    for path in folder.glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))


def test_the_mail_and_the_list_hold_text(built: Built) -> None:
    """The mail has no header from the data; mail and list of reports print the title as text."""
    mail = (built.project / "mail.eml").read_text(encoding="utf-8")
    index = BeautifulSoup((built.project / "reports" / "index.html").read_text(encoding="utf-8"), "html.parser")
    heads = {line.partition(":")[0] for line in mail.partition("\n\n")[0].splitlines() if not line.startswith(" ")}

    assert heads == {"Subject", "MIME-Version", "Content-Type"}
    assert index.find_all(["script", "iframe"]) == []
    assert MARK in index.get_text() and UNSEEN.findall(index.get_text()) == []


@pytest.mark.skipif(chromium.PROGRAM is None, reason="needs Chromium: apt-get install chromium")
def test_a_browser_sees_text(built: Built, tmp_path: Path) -> None:
    """In Chromium no page asks for anything, opens a dialog, complains or is wider than its window: with its policy,
    without it, on a phone, in the list of reports. The notebook shown by others runs nothing either."""
    html = (built.report / "report.html").read_text(encoding="utf-8")
    bare = tmp_path / "bare.html"
    bare.write_text(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html), encoding="utf-8")
    others = tmp_path / "lab.html"
    executed = nbformat.read(built.report / "report.ipynb", as_version=4)
    others.write_text(HTMLExporter().from_notebook_node(executed)[0], encoding="utf-8")
    page, index = built.report / "report.html", built.project / "reports" / "index.html"
    other = built.comparison / "report.html"

    assert "Content-Security-Policy" in html and "Content-Security-Policy" not in bare.read_text(encoding="utf-8")
    with chromium.browser() as browser:
        for path, width in ((page, 1280), (page, 390), (bare, 1280), (index, 390), (other, 390)):
            facts, asked, complaints = browser.look(path, width)
            assert (asked, complaints, facts["width"]) == ([], [], width), path
            assert facts["title"] != MARK and facts["text"] > 100
        facts, asked, complaints = browser.look(others, 1280)
    assert facts["title"] != MARK
    assert [url for url in asked if "evil.invalid" in url] == []
    assert [told for told in complaints if "dialog" in told.lower() or MARK in told] == []


ADDRESSES = (
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "//example.org/x",
    "https:///x",
    "https://example.org\\@evil.invalid",
    'https://example.org/"onclick="x',
    "https://example.org/<script>",
    "https://example.org/\u202egpj.exe",
    "https://example.org/\u00a0x",
    "https://exa\u200bmple.org/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_column_of_addresses_takes_the_web_alone(tmp_path: Path, address: str) -> None:
    """An address that leads elsewhere, or elsewhere than it seems, is an error of the data."""
    dataset = write_tiny(tmp_path)
    cell = f'"{address.replace(chr(34), 2 * chr(34))}"'
    edit(dataset, "sources.csv", "https://example.org/s1", cell)

    with pytest.raises(DataError, match=r"url: .* is not allowed.* Allowed: address that starts with http"):
        load(dataset)


@pytest.mark.parametrize("address", ["https://example.org/中文?a=(b)&c='d'#e", "http://пример.рф/[1]/{x}|y"])
def test_ordinary_addresses_are_taken(tmp_path: Path, address: str) -> None:
    """Letters of any script and what addresses may hold are no fault."""
    dataset = write_tiny(tmp_path)
    edit(dataset, "sources.csv", "https://example.org/s1", address)

    assert load(dataset).sources["url"].iloc[0] == address


@pytest.mark.parametrize(
    "option", ["country=../../x", "country=KAZ\nUZB", "summit=../../etc", "factor=__import__('os')"]
)
def test_a_parameter_reaches_neither_code_nor_paths(tmp_path: Path, option: str) -> None:
    """A value that the data do not know, or that is no literal, is refused before anything is made."""
    project = make_project(tmp_path / "project")

    assert run(project, "build", "small", "-p", option)[0] == 2
    assert not (project / "reports").exists()


def test_data_of_any_name_have_a_folder_of_a_plain_name(tmp_path: Path) -> None:
    """Escapes, path parts and bytes that are no text end in no folder's name, and can be recorded."""
    name = os.fsdecode(b"od\xff\x1b[31m/../\nd")
    Record(edition="small", inputs={"data": {name: "x"}}).write(tmp_path)

    assert re.fullmatch(r"small\+data=od---31m-\.\.--d-[0-9a-f]{8}", derived_slug("small", {"data": name}))
    assert (read(tmp_path) or {})["inputs"] == {"data": {name: "x"}}


def test_a_title_adds_no_header_to_a_mail() -> None:
    """Line breaks and escapes in a title stay in the mail's body, and are seen there."""
    item = Item("one", "T\r\nBcc: x@example.org\x1b[31m\u202e", NEW, ("never built",))
    composed = message.compose(News((item,), (), ()))

    assert set(composed.keys()) == {"Subject", "MIME-Version", "Content-Type"}
    body = composed.get_body(("plain",))
    assert body is not None and "[U+001B][31m[U+202E]" in body.get_content()


@given(st.text(st.characters()))
def test_visible_text_can_always_be_shown(text: str) -> None:
    """What is made visible can be encoded, moves nothing, and stays as it is when that is done again."""
    shown = visible(text)

    shown.encode()
    assert UNSEEN.search(shown) is None
    assert visible(shown) == shown
    assert not {unicodedata.category(one) for one in shown} & {"Cs", "Co"}


def test_ordinary_text_stays() -> None:
    """Letters of all scripts, emoji that joiners build, soft hyphens, tabs and line breaks are no harm."""
    text = "Қазақ עברית عربي 中文 👩‍👩‍👧 ☃️ co\u00adop\tא\n"

    assert visible(text) == text
    assert visible_lines("a\r\nb\rc") == "a\nb[U+000D]c"


def test_files_in_a_bundle_stay_byte_for_byte() -> None:
    """What is made visible on the page stays as it is in the files that travel with it."""
    file = blocks.attached("a.csv", "text/csv", "Data \u202e", "x\u202e\x01")
    (block,) = blocks.read({"data": blocks.bundle([{"kind": "attachments", "files": [file]}])}) or []

    assert block["files"][0]["content"] == "x\u202e\x01"
    assert block["files"][0]["description"] == "Data [U+202E]"


def test_a_figure_takes_no_markup_and_no_endless_word() -> None:
    """Dollars, underscores and braces are drawn as they are; a word without end is broken; a title has five lines."""
    words = Words("$x^2$ _a {b} " + "w" * 3000, "\u202e$", "s")
    with house_style():
        figure, axes = sheet(words, 20, 30)
        axes.set_axis_off()
    drawn = re.findall(r"<text[^>]*>([^<]*)<", svg(figure, "f").replace("\n", ""))

    assert drawn[0].startswith("$x^2$ _a {b}")
    assert len(drawn) == 7 and drawn[4].endswith(" …") and drawn[5] == "\u202e$"
    assert all(text_width_mm(line, 9) <= 50 for line in wrap("w" * 300, 50, 9))
    assert io.StringIO(svg(figure, "f")).read() == svg(figure, "f")
