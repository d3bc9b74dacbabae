"""A reader's way through the shared files, in Debian's Chromium: from a number to its source and back, and the list."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import pytest
from lab import CHROMIUM, chromium
from small_project import make_project

from summit_report import cli

pytest.importorskip("playwright.sync_api", reason="needs the package playwright, of the extra [test]")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: apt-get install chromium"),
    pytest.mark.usefixtures("forked_kernels"),
]
# Whether the element that the address names begins within the window.
ARRIVED = """() => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.getBoundingClientRect();
    return place && place.height > 0 && place.top >= 0 && place.top < innerHeight;
}"""


@pytest.fixture(scope="module")
def visit() -> Iterator[Callable[[Path], Any]]:
    """Open a file in Chromium; in the end no page has asked for anything but files, or complained."""
    with chromium() as context:
        asked, complaints = list[str](), list[str]()
        context.on("request", lambda request: asked.append(request.url))
        context.on("console", lambda message: complaints.append(message.text))

        def visit(file: Path) -> Any:
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(file.as_uri())
            return page

        yield visit
        assert {address.partition(":")[0] for address in asked} == {"file"}
        assert complaints == []


def follow(link: Any) -> str:
    """Click *link* of this page, see where it leads, and return the name of that place."""
    page = link.page
    expected = urldefrag(link.get_attribute("href")).fragment
    link.click()
    page.wait_for_function(ARRIVED)
    assert urldefrag(page.url).fragment == expected
    return f"#{expected}"


def test_a_number_leads_to_its_evidence_to_its_source_and_back(visit: Callable[[Path], Any], tmp_path: Path) -> None:
    """Clicks lead from a finding to the rule and rows of its number, on to a row and its source, and back again."""
    assert cli.main(["build", "astana-2025-TJK", "--out", str(tmp_path)]) == 0
    page = visit(tmp_path / "reports/astana-2025-TJK/report.html")

    number = page.locator("#finding-1 .whole a")
    words = number.inner_text()
    entry = page.locator(follow(number))
    assert words in entry.locator(".value").first.inner_text()
    assert "Sum of documents" in entry.locator(".rule").inner_text()
    row = page.locator(follow(entry.locator(".keys a").first))
    source = page.locator(follow(row.locator(".where a")))
    assert source.locator("a[href^='https://']").count() > 0

    for _ in range(2):
        page.go_back()
    page.wait_for_function(ARRIVED)
    follow(entry.locator(".uses a", has_text="Finding 1"))
    for _ in range(2):
        page.go_back()
    assert urldefrag(page.url).fragment == ""
    assert number.is_visible()


def test_the_list_leads_to_a_failed_edition_and_its_last_good_report(
    visit: Callable[[Path], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The failed one says why; its log opens, and so does the report that was built before."""
    project = make_project(tmp_path / "project")
    monkeypatch.chdir(project)
    assert cli.main(["build", "--all"]) == 0
    notebook = project / "notebooks/small.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("factor == 13", "country == 'KAZ'"), "utf-8")
    assert cli.main(["build", "--all"]) == 1

    page = visit(project / "reports/index.html")
    failed = page.locator("li#small-KAZ")
    failed.get_by_text("ValueError: unlucky").wait_for()
    assert failed.locator("img").evaluate("one => one.naturalWidth") > 100
    failed.get_by_role("link", name="log").click()
    assert "ValueError: unlucky" in page.inner_text("body")
    page.go_back()
    failed.get_by_role("link", name="HTML").click()
    page.get_by_role("heading", name="Report on KAZ", level=1).wait_for()
