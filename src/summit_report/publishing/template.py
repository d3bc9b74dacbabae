"""
The template process: it loads the slow packages once and forks one kernel for each request.

Loading pandas, matplotlib and IPython takes most of a short notebook's time; a fork of a process that has them takes
milliseconds. A template must hold nothing that does not survive a fork, so it makes no thread, no event loop and no
socket context, and it refuses to serve if a package it loaded started a thread.
The module runs as a program of its own (see `kernels.warm`) and must stay light.
"""

import contextlib
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
from pathlib import Path
from typing import Any

STANDARD_INPUT = 0
RARELY = 50_000


def main(listener_fd: int, preload: list[str]) -> None:
    """Load the modules named in *preload*, then fork kernels until standard input closes."""
    gc.disable()  # collecting while importing only costs time
    do_without_debugger()
    load(preload)
    gc.freeze()  # what is loaded now stays shared with every fork
    gc.enable()
    gc.set_threshold(
        RARELY
    )  # a kernel lives for seconds: looking for cycles every 700 objects costs it a tenth of them
    if threads() > 1:
        raise SystemExit("A preloaded module started a thread; kernels start the plain way.")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended kernels need no one to collect them
    with socket.socket(fileno=listener_fd) as listener:
        serve(listener)


def do_without_debugger() -> None:
    """Let ipykernel find no debugger: nobody steps through a report, and loading it takes half of a fork's time."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    load(["ipykernel.debugger"])
    del sys.modules["debugpy"]


def load(names: list[str]) -> None:
    """Import each module of *names*; one that cannot be imported fails again in the notebook, where it is seen."""
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def threads() -> int:
    """Count the threads of this process, those of C libraries too."""
    return len(list(Path("/proc/self/task").iterdir()))


def serve(listener: socket.socket) -> None:
    """Answer each connection with a forked kernel; return when the command that started us is gone."""
    while True:
        waiting: list[Any] = [listener, STANDARD_INPUT]
        ready, _, _ = select.select(waiting, [], [])
        if STANDARD_INPUT in ready:
            return
        connection, _ = listener.accept()
        with connection:
            _, streams, _, _ = socket.recv_fds(connection, 1, 2)
            with connection.makefile("rb") as file:
                request = json.load(file)
            pid = os.fork()
            if pid == 0:
                listener.close()
                connection.close()
                become_kernel(request, streams)
            answer(connection, pid)
            for stream in streams:
                os.close(stream)


def answer(connection: socket.socket, pid: int) -> None:
    """Send the kernel's process id and a descriptor that becomes readable when it ends."""
    pidfd = os.pidfd_open(pid)
    try:
        socket.send_fds(connection, [str(pid).encode()], [pidfd])
    except OSError:  # whoever asked has gone, so nobody needs this kernel
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    finally:
        os.close(pidfd)


def become_kernel(request: dict[str, Any], streams: list[int]) -> None:
    """Turn this fork into an ordinary kernel in its own session; never returns."""
    template = os.getppid()
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), STANDARD_INPUT)
    for number, stream in enumerate(streams, start=1):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    os.chdir(request["cwd"])
    reseed()
    code = 1
    try:
        run_kernel([*request["arguments"], f"--IPKernelApp.parent_handle={template}"])
        code = 0
    finally:
        os._exit(code)  # the template's own clean-up is not ours to run


def reseed() -> None:
    """Give this fork random numbers of its own, as a fresh process has."""
    random.seed()
    if "numpy" in sys.modules:
        importlib.import_module("numpy.random").seed()


def run_kernel(arguments: list[str]) -> None:
    """Run ipykernel with command-line *arguments* until it is told to stop."""
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher", *arguments]
    # pyplot came before the shell, so the shell has to be told where pictures go
    plots = ["--IPKernelApp.exec_lines=%matplotlib inline"] if "matplotlib" in sys.modules else []
    IPKernelApp.launch_instance(argv=[*arguments, *plots])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
