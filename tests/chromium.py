"""A page as a browser sees it: what it asked for, what it complained of, how wide it became. No package is needed."""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
    *("--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe"),
)
FACTS = """JSON.stringify({
    title: document.title, width: document.documentElement.scrollWidth, text: document.body.innerText.length
})"""
SHOWN = "Promise.all(document.getAnimations().map(one => one.finished))"
SOON = "new Promise(done => setTimeout(done, 200))"
OPEN = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"
COMPLAINTS = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Page.javascriptDialogOpening")


class Browser:
    """Chromium, spoken to through a pipe."""

    def __init__(self, write: int, read: int) -> None:
        self.write, self.read = write, read
        self.number, self.rest = 0, b""
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Ask for *method* and return its answer; what happens meanwhile is kept in `events`."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        os.write(self.write, json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0")
        while (answer := self.message()).get("id") != self.number:
            self.events.append(answer)
        return answer["result"]

    def message(self) -> dict[str, Any]:
        """Return the next message."""
        while b"\0" not in self.rest:
            more = os.read(self.read, 1 << 20)
            if not more:
                raise EOFError("the browser has gone")
            self.rest += more
        text, _, self.rest = self.rest.partition(b"\0")
        return json.loads(text)

    def look(self, page: Path, width: int) -> tuple[dict[str, Any], list[str], list[str]]:
        """Open *page*, all folds in it too, and return its facts, the addresses it asked for and every complaint."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable", session)
        self.call("Network.setBlockedURLs", session, urls=["http://*", "https://*"])
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        self.call("Emulation.setDeviceMetricsOverride", session, **size)
        self.events.clear()
        self.call("Page.navigate", session, url=page.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.message())
        for script in (SHOWN, OPEN, SOON):
            self.call("Runtime.evaluate", session, expression=script, awaitPromise=True)
        facts = self.call("Runtime.evaluate", session, expression=FACTS, returnByValue=True)["result"]["value"]
        self.call("Target.closeTarget", targetId=target)
        asked = [
            event["params"]["request"]["url"]
            for event in self.events
            if event.get("method") == "Network.requestWillBeSent"
        ]
        complaints = [str(event["params"]) for event in self.events if event.get("method") in COMPLAINTS]
        return json.loads(facts), [url for url in asked if not url.startswith(("data:", page.as_uri()))], complaints


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """Give a browser with a profile of its own, which is gone afterwards."""
    assert PROGRAM
    (to_read, to_write), (from_read, from_write) = os.pipe(), os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        # The browser reads from its descriptor 3 and writes to 4, whatever their numbers are here.
        script = f'exec "$@" 3<&{to_read} 4>&{from_write}'
        done = subprocess.Popen(
            ["bash", "-c", script, "bash", PROGRAM, *FLAGS, f"--user-data-dir={profile}"],
            pass_fds=(to_read, from_write),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(from_write)
        try:
            yield Browser(to_write, from_read)
        finally:
            done.terminate()
            done.wait(20)
            os.close(to_write)
            os.close(from_read)
