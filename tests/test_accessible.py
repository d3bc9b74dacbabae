"""Pages that everyone can read: checked by axe in a browser, and by the colours of the style sheets."""

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from test_style import contrast

from summit_report import cli
from summit_report.publishing import exporters

axes = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the extra [test]")
playwright = pytest.importorskip("playwright.sync_api", reason="needs the extra [test]")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
in_browser = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: apt-get install chromium")
STYLE = (Path(exporters.__file__).parent / "templates/html/style.css").read_text(encoding="utf-8")
LIGHT, DARK = (dict(re.findall(r"--(\w+): (#\w{6})", part)) for part in re.findall(r":root \{([^}]*)\}", STYLE)[:2])
PAGES = {"report": "astana-2025-TJK/report.html", "index": "index.html"}
SHIFTS = """() => new Promise(done => {
    const found = {shift: 0, paint: 0};
    const watch = (type, see) => new PerformanceObserver(
        list => list.getEntries().forEach(see)).observe({type, buffered: true});
    watch('layout-shift', entry => { found.shift += entry.value });
    watch('paint', entry => { found.paint = Math.max(found.paint, entry.startTime) });
    setTimeout(() => done(found), 300);
})"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, forked_kernels: None) -> Path:
    """One brief and the index, built as the command builds them."""
    out = tmp_path_factory.mktemp("out")
    assert cli.main(["build", "astana-2025-TJK", "--out", str(out)]) == 0
    return out / "reports"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for all tests."""
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Any, built: Path) -> Iterator[Any]:
    """Open a page at a width and in a colour scheme."""
    opened: list[Any] = []

    def visit(name: str, width: int = 1280, scheme: str = "light") -> Any:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        opened.append(page)
        page.goto((built / PAGES[name]).as_uri())
        page.locator("h1").wait_for()  # what is not seen yet would not be looked at
        return page

    yield visit
    for page in opened:
        page.close()


@in_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(visit: Any, name: str, scheme: str) -> None:
    """No rule of axe-core is broken; in the dark, where only colours differ, those are looked at again, each once."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    context = None
    if scheme == "dark":
        options["runOnly"] = ["color-contrast"]
        context = {"exclude": [[":is(.records ul, .sources ul, .entry ul, tbody) > :nth-child(n+6)"]]}
    found = axes.Axe().run(visit(name, scheme=scheme), context=context, options=options).response["violations"]

    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


@in_browser
@pytest.mark.parametrize("width", [320, 640])  # a phone, and 1280 at 200 %
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_lost_on_a_narrow_screen(visit: Any, name: str, width: int) -> None:
    """The page never scrolls sideways, folds open included; what is wider scrolls in a frame that takes the focus."""
    page = visit(name, width)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    wide = """[...document.querySelectorAll('*')].filter(one =>
        one.scrollWidth > one.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX)
        && one.tabIndex < 0).map(one => one.outerHTML.slice(0, 80))"""

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(wide) == []


@in_browser
@pytest.mark.parametrize("width", [320, 700, 1280])
def test_no_value_of_a_finding_lies_on_its_words(visit: Any, width: int) -> None:
    """However long a value is, the words beside or below it begin where it ends, and those of all findings in line."""
    page = visit("report", width)
    page.evaluate("""document.querySelector('.findings .value').innerHTML =
        '<span>USD 410 m</span> → <span class="whole">more than USD 2.437 bn</span>'""")
    found = page.evaluate("""[...document.querySelectorAll('.findings > ul > li')].map(item => {
        const range = document.createRange();
        range.selectNodeContents(item.querySelector('.value'));
        const [value, text] = [range, item.querySelector('.text')].map(one => one.getBoundingClientRect());
        return [value.right <= text.left || value.bottom <= text.top, text.left];
    })""")

    assert all(apart for apart, _ in found) and len({left for _, left in found}) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@in_browser
@pytest.mark.parametrize("width", [320, 640])  # a phone, and 1280 at 200 %
def test_figures_are_whole_on_a_narrow_screen(visit: Any, width: int) -> None:
    """No figure has to be scrolled to be seen."""
    wide = "[...document.querySelectorAll('figure .scroll')].filter(one => one.scrollWidth > one.clientWidth).length"

    assert visit("report", width).evaluate(wide) == 0


@in_browser
def test_a_figure_that_is_touched_on_a_phone_has_letters_to_read(visit: Any) -> None:
    """It grows inside its frame, where it can be scrolled, and nothing else on the page moves."""
    page = visit("report", 390)
    frame = page.locator("figure .scroll").first
    size = "one => [one.clientWidth, one.clientHeight, document.documentElement.scrollHeight]"
    before = frame.evaluate(size)
    frame.click()

    assert frame.evaluate(size) == before
    assert frame.evaluate("one => one.scrollWidth / one.clientWidth") > 1.8


@in_browser
def test_the_keyboard_shows_where_it_is(visit: Any) -> None:
    """The first stop is the link past the contents; each of the first stops is outlined, and so is a wide figure."""
    page = visit("report")
    focused = "(one => [one.textContent, getComputedStyle(one).outlineStyle])(document.activeElement)"
    stops = []
    for _ in range(5):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(focused))

    assert stops[0][0] == "Skip to the text"
    assert {style for _, style in stops} == {"solid"}


@in_browser
@pytest.mark.parametrize("name", PAGES)
def test_the_skip_link_leads_into_the_text(visit: Any, name: str) -> None:
    """The first stop comes into sight, leads into the main part, and nothing there is marked as if it were sought."""
    page = visit(name)
    page.keyboard.press("Tab")
    place = page.locator(":focus").bounding_box()
    page.keyboard.press("Enter")
    ground = page.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor")
    page.keyboard.press("Tab")

    assert place["x"] >= 0 and place["y"] >= 0 and place["width"] > 50
    assert ground == "rgba(0, 0, 0, 0)"
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@in_browser
@pytest.mark.parametrize("name", PAGES)
def test_headings_and_landmarks(visit: Any, name: str) -> None:
    """One level-1 heading, no level skipped, and the landmarks of a page, each once."""
    page = visit(name)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(one => +one.tagName[1])")
    landmarks = ("header", "main", "footer", "nav.wide") if name == "report" else ("header", "main")

    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [page.locator(f"body > {one}").count() for one in landmarks] == [1] * len(landmarks)


@in_browser
def test_figures_and_tables_without_a_script(visit: Any) -> None:
    """Each figure has its value in words and its data behind a fold; each table its caption and its scopes."""
    page = visit("report")
    figures = page.locator(".figure")

    assert figures.count() == page.locator(".figure details.twin table").count() > 0
    assert all(re.search(r"\d", figure.get_attribute("aria-label")) for figure in page.locator("svg[role=img]").all())
    assert page.locator("table:not(:has(caption))").count() == page.locator("th:not([scope])").count() == 0


@in_browser
@pytest.mark.parametrize(("name", "width"), [("report", 1280), ("report", 390), ("index", 1280)])
def test_the_page_appears_at_once_and_stays(visit: Any, name: str, width: int) -> None:
    """What is seen first is seen within a second, and nothing moves afterwards, whenever the typefaces are ready."""
    found = visit(name, width).evaluate(SHIFTS)

    assert found["shift"] == 0
    assert 0 < found["paint"] < 5000  # a machine that runs other tests is no reader's


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_of_text_can_be_read(theme: dict[str, str]) -> None:
    """Each colour of letters has 4.5:1 on each ground on which it stands, in light and dark (WCAG 2.2, 1.4.3)."""
    letters = ("ink", "muted", "link", "alarm", "word", "text", "number")
    pairs = {(name, ground): contrast(theme[name], theme[ground]) for name in letters for ground in ("paper", "tint")}
    pairs |= {(name, "mark"): contrast(theme[name], theme["mark"]) for name in ("ink", "muted", "link")}

    assert {pair: round(value, 2) for pair, value in pairs.items() if value < 4.5} == {}
