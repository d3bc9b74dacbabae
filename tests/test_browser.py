"""What people do in JupyterLab with a mouse, in Debian's Chromium."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lab import CHROMIUM, ROOT, chromium, copied, lab, menu, opened, run_all, until

pytest.importorskip("jupyter_scheduler", reason="needs the extra [lab]")
pytest.importorskip("playwright.sync_api", reason="needs the package playwright, of the extra [test]")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: apt-get install chromium")

SETTINGS = ROOT / "src/summit_report/publishing/lab/settings"
# From a change, as a script of the page sees it, to the frame that shows another figure or table, in milliseconds.
TIMED = """(panel, shown) => {
    const text = () => panel.querySelector(shown)?.textContent, before = text();
    window.changed = window.answered = 0;
    panel.addEventListener('change', () => { window.changed = performance.now() }, {capture: true, once: true});
    const watch = new MutationObserver(() => {
        if (!window.changed || !text() || text() === before) return;
        watch.disconnect();
        requestAnimationFrame(() => setTimeout(() => { window.answered = performance.now() - window.changed }));
    });
    watch.observe(panel, {subtree: true, childList: true});
}"""


FIGURE, TABLE = "svg[viewBox]", "table tbody"
PATIENT = 5000  # milliseconds, on a machine that runs other tests; alone an answer takes 0.05 to 0.25 seconds


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project, without its reports."""
    return copied(tmp_path_factory.mktemp("project"), "data", "notebooks", "CITATION.cff", "requirements.lock")


@pytest.fixture(scope="module")
def address(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """JupyterLab of this environment; called with a notebook's name, it gives the address."""
    with lab(sys.executable, project, tmp_path_factory.mktemp("home"), JUPYTER_CONFIG_PATH=SETTINGS) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for all tests."""
    with chromium() as context:
        yield context


@pytest.fixture(scope="module")
def explored(browser: Any, address: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A page with the notebook to explore with, all cells run; its last state is kept as a picture."""
    page = browser.new_page()
    run_all(page, address("00-explore.ipynb"))
    yield page
    page.screenshot(path=tmp_path_factory.mktemp("explored") / "end.png")
    page.close()


def test_figure_table_and_evidence_follow_a_choice(explored: Any) -> None:
    """A tick changes the figure, soon, and the table beside it; a click on a row shows its evidence."""
    panel = explored.locator(".jupyter-widgets.widget-hbox").first
    panel.scroll_into_view_if_needed()
    table = panel.locator("table tbody").first
    before = table.text_content()
    assert "Kazakhstan" in panel.locator("svg[viewBox]").first.text_content() and "Uzbekistan" in before
    panel.evaluate(TIMED, FIGURE)
    panel.get_by_role("checkbox", name="Transport and logistics").check()
    answered = explored.wait_for_function("() => window.answered").json_value()
    assert answered < PATIENT
    until(lambda: explored.wait_for_timeout(50) or before != table.text_content())
    table.locator("tr").first.click()
    panel.get_by_text("of the data.").get_by_text("Kazakhstan").wait_for()
    assert not explored.get_by_text("get notified about official Jupyter news").count()  # over the evidence


def test_an_answer_without_a_figure_comes_as_soon(explored: Any) -> None:
    """“Money by sector” has a table alone, and “What is known” the most cells: both follow the choice of a measure."""
    panel = explored.locator(".jupyter-widgets.widget-hbox").first
    measure, table = panel.locator("select").nth(1), panel.locator("table tbody").first
    panel.get_by_role("checkbox", name="Transport and logistics").uncheck()  # no money is known of it
    until(lambda: explored.wait_for_timeout(50) or "Uzbekistan" in table.text_content())
    for label, shown in (("Money by sector", TABLE), ("What is known, by sector", FIGURE)):
        panel.evaluate(TIMED, shown)
        measure.select_option(label=label.replace(" ", "\xa0"))
        assert explored.wait_for_function("() => window.answered").json_value() < PATIENT


def test_export_menu_gives_both_files(explored: Any, tmp_path: Path) -> None:
    """The menu names the two formats readably, and each gives a whole file under the notebook's name."""
    files = []
    for title in ("Summit report (HTML)", "Summit report (PDF)"):
        with explored.context.expect_event("download") as download:
            menu(explored, "File", "Save and Export Notebook As", title)
        files.append(tmp_path / download.value.suggested_filename)
        download.value.save_as(files[-1])
    assert [file.name for file in files] == ["00-explore.html", "00-explore.pdf"]
    html = files[0].read_text(encoding="utf-8")
    assert "Documents by country" in html and "<script" not in html
    with pikepdf.open(files[1]) as pdf:
        assert str(pdf.docinfo.Title) == "Explore a summit"


def test_job_from_the_form_gives_a_pdf(browser: Any, address: Callable[[str], str], project: Path) -> None:
    """A wrong parameter is refused in the form; put right, the job runs and its PDF lies among its files."""
    page = browser.new_page()
    opened(page, address("02-country-brief.ipynb"))
    page.locator(".jp-NotebookPanel-toolbar [data-jp-item-name=create-job]").locator("button, jp-button").first.click()
    for number, (name, value) in enumerate((("country", "Kirgistan"), ("sector", "None"))):
        page.get_by_title("Add new parameter").click()
        page.locator(f"[name=parameter-{number}-name]").fill(name)
        page.locator(f"[name=parameter-{number}-value]").fill(value)
        page.keyboard.press("Tab")  # the form looks at what was typed when one leaves it
        page.get_by_text("No value specified").wait_for(state="detached")
    page.get_by_role("button", name="Create", exact=True).click()
    page.get_by_text("KGZ (Kyrgyzstan)").first.wait_for()
    page.locator("[name=parameter-0-value]").fill("KGZ")
    page.get_by_role("button", name="Create", exact=True).click()

    def download() -> Any:
        page.get_by_role("button", name="Reload").click()
        page.wait_for_timeout(500)
        return page.get_by_title("Download output files").all()

    until(download)[0].click()
    until(lambda: list(project.glob("jobs/*/02-country-brief.ipynb")))  # the last of the files that are copied
    [pdf] = project.glob("jobs/*/*.pdf")
    with pikepdf.open(pdf) as document:
        assert "Kyrgyzstan" in str(document.docinfo.Title)
        assert len(document.attachments) > 1
    page.close()
