"""The finished pages with a mouse, in Debian's Chromium: from a number to its evidence, from the list to a report."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lab import CHROMIUM, ROOT, chromium
from small_project import make_project

from summit_report import cli

pytest.importorskip("playwright.sync_api", reason="needs the package playwright, of the extra [test]")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: apt-get install chromium")

EDITIONS = """\
editions:
  small: {notebook: notebooks/small.ipynb}
  unlucky: {notebook: notebooks/small.ipynb, parameters: {factor: 13}}
"""


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    """A page of a browser."""
    with chromium() as context:
        yield context.new_page()


def test_number_leads_to_its_evidence_and_back(page: Any) -> None:
    """In the finished report a click on a number shows its rows, a click there their source, and Back returns."""
    page.goto((ROOT / "reports/astana-2025/report.html").as_uri())
    number = page.locator("#findings a").first
    number.click()
    entry = page.locator(":target")
    assert entry.is_visible() and "Documents that came out of the summit" in entry.text_content()
    entry.locator(".keys a").first.click()
    row = page.locator(":target")
    assert row.is_visible() and row.locator("a[href^='#source-'], a[href^='#s']").count()
    page.go_back()
    page.go_back()
    assert number.evaluate(
        "it => { const at = it.getBoundingClientRect(); return at.top >= 0 && at.top < innerHeight }"
    )


@pytest.mark.usefixtures("forked_kernels")
def test_list_of_reports_shows_what_failed(page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of all reports names the edition that failed and says why; links lead to its log and to the good one."""
    project = make_project(tmp_path)
    (project / "reports.yml").write_text(EDITIONS, encoding="utf-8")
    monkeypatch.chdir(project)
    assert cli.main(["build", "--all", "--jobs", "1"]) == 1

    page.goto((project / "reports/index.html").as_uri())
    assert "ValueError" in page.locator("body").text_content()
    page.get_by_role("link", name="HTML").first.click()
    page.wait_for_url("**/small/report.html")
    assert "Report on all" in page.locator("h1").first.text_content()
    page.go_back()
    page.locator("a[href*='unlucky/failed/']").first.click()
    page.wait_for_url("**/unlucky/failed/*")
