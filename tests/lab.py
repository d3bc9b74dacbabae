"""JupyterLab on a project, and what people do in it with a mouse."""

import contextlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE = 120  # seconds; a machine that runs other tests is slow
LAST_CELL_RAN = "() => /[0-9]/.test(document.querySelector('.jp-Notebook .jp-mod-active .jp-InputPrompt')?.innerText)"


def copied(folder: Path, *names: str) -> Path:
    """Copy the files and folders *names* of this project into *folder* and return it."""
    for name in names:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


@contextlib.contextmanager
def lab(python: str | Path, project: Path, home: Path, **more: Path) -> Iterator[Callable[[str], str]]:
    """
    Run JupyterLab of *python* on *project* as `make lab` does, for a newcomer with the empty folder *home*.

    It gives the address of a notebook by its name; *more* are variables of its environment.
    """
    own = {"HOME": home, "JUPYTER_RUNTIME_DIR": home / "runtime", "JUPYTER_CONFIG_DIR": home / "config"}
    own |= {"JUPYTER_DATA_DIR": home / "data", "IPYTHONDIR": home / "ipython", **more}
    options = ["--no-browser", "--ip=127.0.0.1", "--port=0", "--ServerApp.root_dir=.", "--allow-root"]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [python, "-m", "jupyterlab", *options],
            cwd=project,
            env={**os.environ, **{name: str(path) for name, path in own.items()}},
            stdout=log,
            stderr=log,
        )
    try:
        [place] = until(lambda: list((home / "runtime").glob("jpserver-*.json")), server.poll)
        about = until(lambda: read(place))
        yield lambda name: f"{about['url']}lab/tree/notebooks/{name}?reset&token={about['token']}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Run Chromium; a page of it waits as long as is patient, and no longer."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        context.set_default_timeout(PATIENCE * 1000)
        yield context
        browser.close()


def read(file: Path) -> Any:
    """Return what the JSON *file* says, None while it is being written."""
    with contextlib.suppress(ValueError):
        return json.loads(file.read_text())


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
    page.wait_for_function(LAST_CELL_RAN)
