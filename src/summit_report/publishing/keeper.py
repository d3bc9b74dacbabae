"""
The template of a process that is not ours, such as JupyterLab's server or papermill.

Nobody there calls `warm.warm()`. The first kernel starts the plain way, at once, while a template loads beside it;
later kernels are forked. A template whose files have changed, that died or that does not answer is replaced.
"""

import atexit
import contextlib
import os
import threading
from collections.abc import Sequence

from summit_report.publishing import warm

PRELOAD = ("ipykernel.debugger", *warm.PRELOAD)  # who works in a notebook may want to step through it
OPTIONS = ("-Xfrozen_modules=off",)  # the kernel's own, for the debugger's sake
PATIENCE = 5  # seconds; a loaded template answers in hundredths


class Keeper:
    """Keeps a template for the kernels of this process, and ends it with this process."""

    def __init__(self, preload: Sequence[str] = PRELOAD) -> None:
        self.owner = os.getpid()
        self.preload = preload
        self.lock = threading.Lock()
        self.current: warm.Template | None = None
        self.hopeless = ""
        self.templates = contextlib.ExitStack()  # replaced ones, too: the kernels that they forked live on
        atexit.register(self.close)

    def close(self) -> None:
        """End all templates and their kernels; a fork of the process that started them leaves them alone."""
        if os.getpid() == self.owner:
            self.templates.close()
            self.current = None

    def fork(self, request: warm.Request) -> warm.ForkedProcess:
        """Return the kernel of *request*. Raises OSError, saying why, if the template has none to give now."""
        with self.lock:
            self.see_to_template(request)
            template = self.current
            if not template:
                raise ConnectionError(self.hopeless or "a template begins to load")
            try:
                return warm.fork(template.path, request, PATIENCE)
            except TimeoutError as error:
                self.replace(request)
                raise TimeoutError(f"the template has not answered for {PATIENCE} s") from error
            except warm.RetiredError:
                self.replace(request)
                raise
            except (ConnectionRefusedError, FileNotFoundError) as error:
                raise ConnectionRefusedError("the template is still loading") from error

    def see_to_template(self, request: warm.Request) -> None:
        """Start a template if there is none or it was killed; one that gave up by itself would do so again."""
        code = self.current.process.poll() if self.current else -1
        if self.current and code and code > 0:
            self.current = None
            self.hopeless = "the template ended while it loaded; its message stands in the standard error"
        if code is not None and not self.hopeless:
            self.current = None
            self.replace(request)

    def replace(self, request: warm.Request) -> None:
        """Start a template that suits *request* and later ones like it."""
        self.current = self.templates.enter_context(warm.template(self.preload, request.env, OPTIONS, queue=False))


_keeper: Keeper | None = None


def keeper() -> Keeper:
    """Return the keeper of this process; a fork of a process that has one needs its own."""
    global _keeper
    if _keeper is None or _keeper.owner != os.getpid():
        _keeper = Keeper()
    return _keeper
