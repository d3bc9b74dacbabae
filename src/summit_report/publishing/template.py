"""
The template process: it loads the slow packages once and forks one kernel for each request.

Loading pandas, matplotlib and IPython takes most of a short notebook's time; a fork of a process that has them takes
milliseconds. A template must hold nothing that does not survive a fork, so it makes no thread, no event loop and no
socket context, and it refuses to serve if a package it loaded started a thread.
The module runs as a program of its own (see `warm.PROGRAM`) and must stay light.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import random
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summit_report.publishing.loaded import Loaded, RefusalError, threads, what_is_loaded

STANDARD_INPUT = 0
RARELY = 50_000
PATIENCE = 5  # seconds for one request
PR_SET_PDEATHSIG = 1
SHOW_PICTURES = "__import__('matplotlib_inline.backend_inline').backend_inline._enable_matplotlib_integration()"
"""What importing pyplot in a shell comes to; `%matplotlib inline` would do more than that."""

DEBUGGER = "ipykernel.debugger"
STREAM = "summit_report.publishing.streams.PromptStream"
REHEARSAL = "summit_report.analysis.rehearsal"
END = object()


def main(listener_fd: int, preload: list[str], data: list[str], reports: list[dict[str, Any]]) -> None:
    """
    Load the modules named in *preload*, then fork kernels until the process that started us is gone.

    *data* are the paths of datasets that many of the kernels will read, *reports* such as many of them will make.
    """
    starter = os.pidfd_open(os.getppid())
    given = dict(os.environ)
    gc.disable()  # collecting while importing only costs time
    if DEBUGGER not in preload:
        do_without_debugger()
    load(preload)
    rehearse(data)
    gc.freeze()  # what is loaded now stays shared with every fork
    gc.enable()
    gc.set_threshold(
        RARELY
    )  # a kernel lives for seconds: looking for cycles every 700 objects costs it a tenth of them
    if threads() > 1:
        sys.stderr.write("A preloaded module started a thread; kernels start the plain way.\n")
        sys.stderr.flush()
        os._exit(1)  # the usual way out would wait for that thread, or crash on what it holds
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # from here on standard input tells when to end, for kernels go first
    with socket.socket(fileno=listener_fd) as listener:
        listener.listen()
        serve(listener, starter, what_is_loaded(given), rehearse_more(reports))


def do_without_debugger() -> None:
    """Let ipykernel find no debugger: nobody steps through a report, and loading it takes half of a fork's time."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    load([DEBUGGER])
    del sys.modules["debugpy"]


def load(names: list[str]) -> None:
    """Import each module of *names*; one that cannot be imported fails again in the notebook, where it is seen."""
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def rehearse(data: list[str]) -> None:
    """Let the analysis prepare for reports about *data*; what is wrong with them is said in the notebook."""
    if not data:
        return
    gc.freeze()  # what the rehearsal leaves behind is looked for among its own objects only
    for path in data:
        with contextlib.suppress(Exception):
            importlib.import_module(REHEARSAL).rehearse(Path(path))
    gc.collect()


def rehearse_more(reports: list[dict[str, Any]]) -> Iterator[None]:
    """Let the analysis make *reports*, a section at each step; what it keeps is then shared with every fork, too."""
    for report in reports:
        with contextlib.suppress(Exception):
            rehearsal = importlib.import_module(REHEARSAL)
            about = (report["sections"], report["parameters"], report["currencies"])
            for _ in rehearsal.rehearse_sections(Path(report["data"]), *about):
                gc.collect()
                gc.freeze()
                yield


@dataclass(frozen=True)
class Kernel:
    """A forked kernel: *pidfd* is readable once it has ended, *lifeline* once whoever asked for it has gone."""

    pid: int
    pidfd: int
    lifeline: socket.socket

    def end(self) -> None:
        """End the kernel with all that its cells have started. Its number is ours until we have collected it."""
        for kill in (os.killpg, os.kill):  # the group is there a moment after the fork
            with contextlib.suppress(OSError):
                kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.let_go()

    def let_go(self) -> None:
        """Close what we hold of it."""
        os.close(self.pidfd)
        self.lifeline.close()


def serve(listener: socket.socket, starter: int, loaded: Loaded, meanwhile: Iterator[None]) -> None:
    """
    Answer each connection with a forked kernel; end all and return when *starter*, which started us, is gone.

    Its end shows in standard input, too, but not while a fork of it still lives. Steps of *meanwhile* fill the time in
    which nothing else is to be done.
    """
    kernels: list[Kernel] = []
    idle = False
    while kernels or not loaded.retired:
        signs = [sign for kernel in kernels for sign in (kernel.pidfd, kernel.lifeline)]
        waiting: list[Any] = [STANDARD_INPUT, starter, *signs, *([] if loaded.retired else [listener])]
        ready = readable(waiting, None if idle else 0)
        if not ready:
            idle = next(meanwhile, END) is END
            continue
        gone = STANDARD_INPUT in ready or starter in ready
        for kernel in kernels[:]:
            if gone or kernel.pidfd in ready or kernel.lifeline in ready:
                kernels.remove(kernel)
                kernel.end()
        if gone:
            return
        if listener in ready:
            connection, _ = listener.accept()
            kernels += answer(connection, loaded, [listener.fileno(), starter], kernels)
            if loaded.retired:
                listener.close()


def readable(descriptors: list[Any], seconds: float | None) -> list[Any]:
    """Return those of *descriptors*, numbers or sockets, that can be read within *seconds*, with None at any time."""
    poll, known = select.poll(), {}
    for one in descriptors:
        number = one if isinstance(one, int) else one.fileno()
        known[number] = one
        poll.register(number, select.POLLIN)
    return [known[number] for number, _ in poll.poll(None if seconds is None else seconds * 1000)]


def answer(connection: socket.socket, loaded: Loaded, own: list[int], others: list[Kernel]) -> list[Kernel]:
    """
    Fork the kernel that *connection* asks for, and tell its number and how to know its end, or why there is none.

    Our *own* descriptors and those of *others* are not for it.
    """
    streams: list[int] = []
    try:
        connection.settimeout(PATIENCE)
        _, streams, _, _ = socket.recv_fds(connection, 1, 2)
        with connection.makefile("rb") as file:
            request = json.loads(file.readline())
        loaded.check(request)
        pid = os.fork()
        if pid == 0:
            for descriptor in own:
                os.close(descriptor)
            connection.close()
            for other in others:
                other.let_go()
            become_kernel(request, streams, loaded.variables)
        kernel = Kernel(pid, pidfd_of(pid), connection)
    except (OSError, ValueError, RefusalError) as why:
        with contextlib.suppress(OSError), connection:
            connection.sendall(json.dumps({"refused": str(why), "retired": loaded.retired}).encode())
        return []
    finally:
        for stream in streams:
            os.close(stream)
    with contextlib.suppress(OSError):  # whoever asked has gone, which the lifeline shows too
        socket.send_fds(connection, [json.dumps({"pid": pid}).encode()], [kernel.pidfd])
    return [kernel]


def pidfd_of(child: int) -> int:
    """Return a descriptor that is readable once *child* has ended. Raises OSError, and then there is no child."""
    try:
        return os.pidfd_open(child)
    except OSError:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise


def become_kernel(request: dict[str, Any], streams: list[int], variables: dict[str, str]) -> None:
    """Turn this fork into an ordinary kernel in its own session; never returns."""
    code = 1
    try:
        template = os.getppid()
        end_with(template)
        os.setsid()
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, STANDARD_INPUT)
        os.close(nothing)
        for target, stream in enumerate(streams, start=1):
            os.dup2(stream, target)
            os.close(stream)
        os.environ.clear()
        os.environ.update({**variables, **request["env"]})
        time.tzset()
        os.chdir(request["cwd"])
        os.umask(request["umask"])
        reseed()
        run_kernel([*request["arguments"], f"--IPKernelApp.parent_handle={template}"])
        code = 0
    finally:
        os._exit(code)  # the template's own clean-up is not ours to run


def end_with(parent: int) -> None:
    """Let the system kill this process when *parent* ends, however that ends and whatever this one is doing."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def reseed() -> None:
    """Give this fork random numbers of its own, as a fresh process has."""
    random.seed()
    if "numpy" in sys.modules:
        importlib.import_module("numpy.random").seed()


def run_kernel(arguments: list[str]) -> None:
    """Run ipykernel with command-line *arguments* until it is told to stop."""
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher", *arguments]
    # pyplot came before the shell, so the shell has to be told of pictures
    pictures = [f"--IPKernelApp.exec_lines={SHOW_PICTURES}"] if "matplotlib.pyplot" in sys.modules else []
    IPKernelApp.launch_instance(argv=[f"--IPKernelApp.outstream_class={STREAM}", *arguments, *pictures])
