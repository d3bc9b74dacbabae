"""What people do with a mouse: JupyterLab on the notebooks, and the finished pages, in Debian's Chromium."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from small_project import FAILING, notebook

pytest.importorskip("jupyter_scheduler", reason="needs the extra [lab]")
playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright, of the extra [test]")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: apt-get install chromium")

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ROOT / "src/summit_report/publishing/lab/settings"
PATIENCE = 60  # seconds
EDITIONS = """\
editions:
  astana-2025: {notebook: notebooks/01-summit-report.ipynb}
  unlucky: {notebook: notebooks/unlucky.ipynb}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project with its finished main report, and an edition that has failed."""
    from nbformat import write

    folder = tmp_path_factory.mktemp("project")
    for name in ("data", "notebooks", "reports/astana-2025", "figures/astana-2025"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("CITATION.cff", "requirements.lock"):
        shutil.copy(ROOT / name, folder / name)
    write(notebook(FAILING, tagged="factor = 13"), folder / "notebooks/unlucky.ipynb")
    (folder / "reports.yml").write_text(EDITIONS, encoding="utf-8")
    build = [sys.executable, "-m", "summit_report", "build", "unlucky"]
    assert subprocess.run(build, cwd=folder, capture_output=True).returncode == 1
    return folder


@pytest.fixture(scope="module")
def lab(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """JupyterLab as `make lab` starts it, for a newcomer; called with a notebook's name, it gives the address."""
    home = tmp_path_factory.mktemp("home")
    own = {"HOME": home, "JUPYTER_CONFIG_PATH": SETTINGS, "JUPYTER_RUNTIME_DIR": home / "runtime"}
    own |= {"JUPYTER_CONFIG_DIR": home / "config", "JUPYTER_DATA_DIR": home / "data", "IPYTHONDIR": home / "ipython"}
    options = ["--no-browser", "--ip=127.0.0.1", "--port=0", "--ServerApp.root_dir=.", "--allow-root"]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            cwd=project,
            env={**os.environ, **{name: str(path) for name, path in own.items()}},
            stdout=log,
            stderr=log,
        )
    try:
        [place] = until(lambda: list((home / "runtime").glob("jpserver-*.json")), server.poll)
        about = json.loads(place.read_text())
        yield lambda name: f"{about['url']}lab/tree/notebooks/{name}?reset&token={about['token']}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for all tests; a page cannot wait longer than is patient."""
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = chromium.new_context(viewport={"width": 1400, "height": 900})
        context.set_default_timeout(PATIENCE * 1000)
        yield context
        chromium.close()


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """A page of its own for each test, whose last state is kept as a picture."""
    page = browser.new_page()
    yield page
    page.screenshot(path=tmp_path / "end.png")
    page.close()


def until(found: Callable[[], Any], ended: Callable[[], Any] = lambda: None) -> Any:
    """Return what *found* returns as soon as that is something, unless what it waits for has *ended*."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and ended() is None:
        if result := found():
            return result
        time.sleep(0.05)
    raise TimeoutError


def menu(page: Any, *labels: str) -> None:
    """Choose from JupyterLab's menus, one after another."""
    page.get_by_role("menuitem", name=labels[0], exact=True).click()
    for label in labels[1:-1]:
        page.locator(".lm-Menu-itemLabel").get_by_text(label, exact=True).hover()
    page.locator(".lm-Menu-itemLabel").get_by_text(labels[-1], exact=True).click()


def opened(page: Any, address: str) -> None:
    """Open the notebook at *address* and wait until its kernel has nothing to do."""
    page.goto(address)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
    page.get_by_text("| Idle").wait_for()


def run_all(page: Any, address: str) -> None:
    """Open the notebook at *address* and run it to its last cell, which then is the active one."""
    opened(page, address)
    menu(page, "Run", "Run All Cells")
    numbered = "() => /[0-9]/.test(document.querySelector('.jp-Notebook .jp-mod-active .jp-InputPrompt')?.innerText)"
    page.wait_for_function(numbered)


def test_figure_and_table_follow_a_choice(lab: Callable[[str], str], page: Any) -> None:
    """In the notebook to explore with, a tick changes the figure and the table beside it."""
    run_all(page, lab("00-explore.ipynb"))
    panel = page.locator(".jupyter-widgets.widget-hbox").first
    panel.scroll_into_view_if_needed()
    figure, table = panel.locator("svg[viewBox]").first, panel.locator("table tbody").first
    before = figure.text_content(), table.text_content()
    assert "Kazakhstan" in before[0] and "Uzbekistan" in before[1]
    panel.get_by_role("checkbox", name="Transport and logistics").check()
    figure, table = panel.locator("svg[viewBox]").first, panel.locator("table tbody").first
    until(lambda: page.wait_for_timeout(50) or before[0] != figure.text_content())
    until(lambda: page.wait_for_timeout(50) or before[1] != table.text_content())


def test_export_menu_gives_both_files(lab: Callable[[str], str], page: Any, tmp_path: Path) -> None:
    """The menu names the two formats readably, and each gives a whole file under the notebook's name."""
    run_all(page, lab("02-country-brief.ipynb"))
    files = []
    for title in ("Summit report (HTML)", "Summit report (PDF)"):
        with page.context.expect_event("download") as download:
            menu(page, "File", "Save and Export Notebook As", title)
        files.append(tmp_path / download.value.suggested_filename)
        download.value.save_as(files[-1])
    assert [file.name for file in files] == ["02-country-brief.html", "02-country-brief.pdf"]
    html = files[0].read_text(encoding="utf-8")
    assert "Kazakhstan" in html and "<script" not in html
    with pikepdf.open(files[1]) as pdf:
        assert "Kazakhstan" in str(pdf.docinfo.Title)
        assert len(pdf.attachments) > 1


def test_job_from_the_form_gives_a_pdf(lab: Callable[[str], str], page: Any, project: Path, tmp_path: Path) -> None:
    """A wrong parameter is refused in the form; put right, the job runs and its PDF lies among its files."""
    opened(page, lab("02-country-brief.ipynb"))
    page.locator(".jp-NotebookPanel-toolbar [data-jp-item-name=create-job]").locator("button, jp-button").first.click()
    for number, (name, value) in enumerate((("country", "Kirgistan"), ("sector", "None"))):
        page.get_by_title("Add new parameter").click()
        page.locator(f"[name=parameter-{number}-name]").fill(name)
        page.locator(f"[name=parameter-{number}-value]").fill(value)
        page.keyboard.press("Tab")  # the form looks at what was typed when one leaves it
        page.get_by_text("No value specified").wait_for(state="detached")
    page.get_by_role("button", name="Create", exact=True).click()
    page.get_by_text("KGZ (Kyrgyzstan)").first.wait_for()
    page.screenshot(path=tmp_path / "refused.png")
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


def test_number_leads_to_its_evidence_and_back(page: Any, project: Path) -> None:
    """In the finished report a click on a number shows its rows, a click there their source, and Back returns."""
    page.goto((project / "reports/astana-2025/report.html").as_uri())
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


def test_list_of_reports_shows_what_failed(page: Any, project: Path) -> None:
    """The list of all reports names the edition that failed, says why, and leads to the report that did not."""
    page.goto((project / "reports/index.html").as_uri())
    assert "ValueError" in page.locator("body").text_content()
    page.get_by_role("link", name="HTML").first.click()
    page.wait_for_url("**/report.html")
    page.locator("#findings").wait_for()
