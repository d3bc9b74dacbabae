"""What people use today: papermill, then nbconvert to HTML, then nbconvert to PDF, each a process of its own."""

import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from measure import ROOT, run, timed

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync")


def steps(environment: Path, notebook: str, parameters: Mapping[str, str], out: Path) -> list[float]:
    """Return the seconds of each of the three commands for *notebook*, with what they make in the folder *out*."""
    return [timed(partial(run, *command)) for command in commands(environment, notebook, parameters, out)]


def commands(environment: Path, notebook: str, parameters: Mapping[str, str], out: Path) -> list[list[object]]:
    """Return the three commands; without any Chromium only two."""
    executed, jupyter = out / "report.ipynb", environment / "bin" / "jupyter"
    given = [word for name, value in parameters.items() for word in ("-p", name, value)]
    made: list[list[object]] = [
        [environment / "bin" / "papermill", ROOT / "notebooks" / notebook, executed, "--cwd", ROOT, *given],
        [jupyter, "nbconvert", "--to", "html", executed],
    ]
    if playwright():
        made.append([jupyter, "nbconvert", "--to", "webpdf", "--disable-chromium-sandbox", executed])
    elif chromium := printer():
        own = (f"--user-data-dir={out / 'profile'}", f"--print-to-pdf={out / 'report.pdf'}")
        made.append([chromium, "--headless", "--no-sandbox", *QUIET, *own, (out / "report.html").as_uri()])
    return made


def printer() -> str | None:
    """Return an installed Chromium, or None."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def playwright() -> bool:
    """Tell whether Playwright has downloaded a Chromium of its own, which is the only one that webpdf takes."""
    return any((Path.home() / ".cache" / "ms-playwright").glob("chromium*"))


def caveat() -> str:
    """Return what a reader must know of the third command."""
    if playwright():
        return "PDF by nbconvert's webpdf."
    if printer():
        return (
            "PDF printed by the installed Chromium, called directly: webpdf takes only Playwright's own, which is not "
            "here, and would start Python once more."
        )
    return "No Chromium was found: the usual pipeline made no PDF, so the ratio is against HTML alone."
