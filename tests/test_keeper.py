"""In a process that is not ours, such as JupyterLab's server or papermill, kernels are forked, too, and as usable."""

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import papermill
import pytest
from nbclient import NotebookClient
from sessions import LOG, PATIENCE, Session, ended, session, wait_until_loaded
from small_project import notebook

from summit_report.publishing import keeper as keeping
from summit_report.publishing.keeper import Keeper, keeper
from summit_report.publishing.kernels import launch_request
from summit_report.publishing.warm import Request, RetiredError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

STATE = """
import contextlib, json, locale, os, signal, sys, time, warnings
import matplotlib, matplotlib.pyplot as plt, pandas as pd, numpy as np, random
import summit_report.analysis.style as module
def kind(fd):
    with contextlib.suppress(OSError):
        return os.readlink(f"/proc/self/fd/{fd}").split(":")[0]
mask = os.umask(0); os.umask(mask)
print(json.dumps({
    "option": pd.get_option("display.max_rows"), "function": pd.concat.__module__, "attribute": hasattr(module, "mine"),
    "environment": {k: v for k, v in os.environ.items() if k not in ("JPY_PARENT_PID", "PYTEST_CURRENT_TEST")},
    "figures": plt.get_fignums(), "rc": str({k: v for k, v in plt.rcParams.items() if k != "interactive"}),
    "backend": matplotlib.get_backend(),
    "folder": os.getcwd(), "path": sys.path, "warnings": sorted(str(f[:3]) for f in warnings.filters),
    "open": sorted(map(str, map(kind, os.listdir("/proc/self/fd")))), "umask": mask,
    "signals": {n: str(signal.getsignal(n)).split(" at ")[0] for n in signal.valid_signals()},
    "locale": locale.setlocale(locale.LC_ALL), "zone": time.tzname, "hash": hash("a"), "mine": "mine" in globals(),
    "limit": sys.getrecursionlimit(), "blocked": list(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
}))
"""
SPOIL = """
import locale, os, random, signal, sys, time, warnings
import matplotlib.pyplot as plt, pandas as pd, numpy as np, summit_report.analysis.style as module
mine = module.mine = 1
pd.set_option("display.max_rows", 7); pd.concat = print
os.environ["MINE"] = "1"; os.environ["TZ"] = "Asia/Almaty"; time.tzset(); locale.setlocale(locale.LC_ALL, "C")
get_ipython().run_line_magic("config", "InlineBackend.close_figures = False")
plt.figure(); plt.rcParams["lines.linewidth"] = 9; os.chdir("/"); sys.path.insert(0, "/mine"); os.umask(0o077)
warnings.simplefilter("error"); signal.signal(signal.SIGUSR1, signal.SIG_IGN); sys.setrecursionlimit(5000)
random.seed(1); np.random.seed(1); kept = [open("/dev/null") for _ in range(9)]
"""
RANDOM = "import random, numpy as np; print(random.random(), np.random.random(), np.random.default_rng().random())"
FAMILY = "import os; print(os.getpid(), os.getppid())"


@pytest.fixture(scope="module")
def plain() -> Iterator[Session]:
    """Give the first kernel of this process, which nothing was there to fork from."""
    with session() as first:
        wait_until_loaded(keeper())
        yield first


def test_first_starts_plainly_and_later_ones_share_a_template(plain: Session) -> None:
    """The first kernel does not wait for a template; those that come later are forks of one and the same."""
    with session() as one, session() as two:
        assert [kernel.forked for kernel in (plain, one, two)] == [False, True, True]
        assert one.run(FAMILY).split() == [str(one.pid), two.run(FAMILY).split()[1]]
        pids = one.pid, two.pid
    assert ended(*pids, within=PATIENCE)


def test_interrupt_restart_input_folder_environment(plain: Session, tmp_path: Path) -> None:
    """What JupyterLab does with a kernel, it can do with a forked one."""
    with session(cwd=str(tmp_path), env={**os.environ, "MINE": "yes"}) as kernel:
        assert kernel.run("import os; print(os.getcwd(), os.environ['MINE'])") == f"{tmp_path} yes"
        assert kernel.run("print(input('? ') * 2)", answer="ab") == "abab"
        kernel.client.execute("import time; time.sleep(60)")
        time.sleep(0.3)
        kernel.manager.interrupt_kernel()
        reply = kernel.client.get_shell_msg(timeout=PATIENCE)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        before = kernel.pid
        kernel.run("kept = 1")
        kernel.restart()
        assert kernel.forked
        assert kernel.pid != before
        assert kernel.run("kept") == "NameError"
        assert kernel.run("import os; print(os.getcwd())") == str(tmp_path)


def test_debugger_stops_at_a_breakpoint(plain: Session) -> None:
    """JupyterLab's debugger, which the kernel says it has, works in a forked kernel."""
    with session() as kernel:
        kernel.client.kernel_info()
        assert "debugger" in kernel.client.get_shell_msg(timeout=PATIENCE)["content"]["supported_features"]
        numbers = iter(range(1, 99))

        def ask(command: str, **arguments: object) -> dict[str, object]:
            request = {"type": "request", "seq": next(numbers), "command": command, "arguments": arguments}
            reply = kernel.control("debug_request", request)
            assert reply["success"], reply
            return reply.get("body") or {}

        ask("initialize", clientID="test", adapterID="", pathFormat="path", linesStartAt1=True, columnsStartAt1=True)
        ask("attach")
        code = "number = 6\nnumber *= 7\nprint(number)"
        source = {"path": ask("dumpCell", code=code)["sourcePath"]}
        ask("setBreakpoints", source=source, breakpoints=[{"line": 3}], sourceModified=False)
        ask("configurationDone")
        kernel.client.execute(code)
        event = ""
        while event != "stopped":
            message = kernel.client.get_iopub_msg(timeout=PATIENCE)
            event = message["content"].get("event", "") if message["msg_type"] == "debug_event" else event
        names = [variable["name"] for variable in ask("inspectVariables")["variables"]]  # type: ignore[attr-defined]
        assert "number" in names
        ask("continue", threadId=message["content"]["body"]["threadId"])
        ask("disconnect", restart=False, terminateDebuggee=False)
        assert kernel.run("print(number)").endswith("42")


def test_nothing_reaches_another_kernel(plain: Session) -> None:
    """Whatever one kernel does to its modules, environment and process, neither a later nor a concurrent one sees."""
    with session() as first, session() as second:
        clean = json.loads(first.run(STATE))
        first.run(SPOIL)
        spoilt = json.loads(first.run(STATE))
        alike = {key for key in clean if clean[key] == spoilt[key]}
        assert alike == {"backend", "hash", "blocked"}  # so the comparison sees the rest
        assert json.loads(second.run(STATE)) == clean
        with session() as third:
            assert json.loads(third.run(STATE)) == clean
    usual = json.loads(plain.run(STATE))
    usual["open"].remove("pipe")  # its standard input, which is as empty
    assert {**usual, "open": sorted(["/dev/null", *usual["open"]])} == clean


def test_random_numbers_differ(plain: Session) -> None:
    """Kernels of one template draw different numbers from each of the usual generators."""
    with session() as first, session() as second:
        drawn = [*zip(first.run(RANDOM).split(), second.run(RANDOM).split(), strict=True)]
    assert len(drawn) == 3
    assert all(one != other for one, other in drawn)


def test_papermill_and_nbclient(plain: Session, tmp_path: Path) -> None:
    """papermill's and nbclient's own ways of running a notebook take the installed kernel and get forks."""
    nb = notebook(f"{FAMILY}\nprint(open(f'/proc/{{os.getppid()}}/cmdline').read())")
    done = papermill.execute_notebook(nb, tmp_path / "out.ipynb", kernel_name="summit-report", progress_bar=False)
    assert "publishing.template" in done.cells[0].outputs[0].text
    NotebookClient(nb, kernel_name="summit-report").execute()
    assert "publishing.template" in nb.cells[0].outputs[0].text
    assert nb.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"kernel_name": "elsewhere"}, "another interpreter"),
        ({"env": {**os.environ, "PYTHONWARNINGS": "error::ImportWarning"}}, "loaded with another PYTHONWARNINGS"),
        ({"nice": True}, "started with preexec_fn"),
    ],
)
def test_plain_start_if_a_fork_were_another_kernel(
    plain: Session,
    how: dict[str, object],
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A kernel that a fork would not be the same as starts the plain way and works; the log says why."""
    folder = tmp_path / "kernels" / "elsewhere"
    folder.mkdir(parents=True)
    python = tmp_path / "python-elsewhere"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    spec = json.loads((Path(keeping.__file__).parent / "kernelspec" / "kernel.json").read_text())
    (folder / "kernel.json").write_text(json.dumps({**spec, "argv": [str(python), *spec["argv"][1:]]}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    caplog.set_level(logging.DEBUG, LOG)
    if how.pop("nice", False):
        how["preexec_fn"] = nicer
    with session(**how) as kernel:
        assert not kernel.forked
        assert kernel.run("print(6 * 7)") == "42"
    assert any("plain way" in line and reason in line for line in caplog.messages)


def nicer() -> None:
    """Do what a caller may want done in the new process."""
    os.nice(1)


def test_no_forks_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """On other systems than Linux, and with options for Python that a template does not have, nothing is asked for."""
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "file"]
    assert launch_request(command).arguments == ["-f", "file"]
    with pytest.raises(ValueError, match="-O"):
        launch_request([sys.executable, "-O", *command[1:]])
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(ValueError, match="Linux only"):
        launch_request(command)


@pytest.fixture
def keep() -> Iterator[Callable[..., Keeper]]:
    """Give a function that makes keepers of templates with little in them."""
    with contextlib.ExitStack() as keepers:

        def make(*preload: str) -> Keeper:
            made = Keeper(("ipykernel.kernelapp", *preload))
            keepers.callback(made.close)
            return made

        yield make


def wanted(folder: Path) -> Request:
    """Return the request for a kernel that nobody talks to."""
    return Request(["-f", str(folder / "kernel.json")], dict(os.environ), str(folder), [1, 2])


def first_asked(kept: Keeper, request: Request) -> None:
    """Let *kept* learn what is wanted, and wait until it could be had."""
    with pytest.raises(ConnectionRefusedError, match="still loading"):
        kept.fork(request)
    wait_until_loaded(kept)


def test_template_with_a_thread_is_given_up(
    keep: Callable[..., Keeper], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A template that refuses to serve is not tried again for every kernel."""
    (tmp_path / "starts_thread.py").write_text("import threading; threading.Thread(target=input, daemon=True).start()")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    kept = keep("starts_thread")
    with pytest.raises(ConnectionRefusedError):
        kept.fork(wanted(tmp_path))
    assert kept.current
    assert kept.current.process.wait(PATIENCE) == 1
    for _ in range(2):
        with pytest.raises(ConnectionError, match="ended while it loaded"):
            kept.fork(wanted(tmp_path))
    assert kept.current is None


def test_fork_that_fails(keep: Callable[..., Keeper], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the system grants the template no further process, whoever asks hears so and the template serves on."""
    limit = "import os, resource\nresource.setrlimit(resource.RLIMIT_NPROC, (0, 0))\nos.getuid() or os.setuid(65534)"
    (tmp_path / "takes_processes.py").write_text(limit)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    kept = keep("takes_processes")
    first_asked(kept, wanted(tmp_path))
    for _ in range(2):
        with pytest.raises(ConnectionError, match="temporarily unavailable"):
            kept.fork(wanted(tmp_path))


def test_hung_and_killed_templates_are_replaced(
    keep: Callable[..., Keeper], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A template that does not answer costs a limited time and no kernel; one that is killed takes its kernels."""
    monkeypatch.setattr(keeping, "PATIENCE", 0.3)
    kept = keep()
    first_asked(kept, wanted(tmp_path))
    assert kept.current
    hung, early = kept.current.process, kept.fork(wanted(tmp_path))
    hung.send_signal(signal.SIGSTOP)
    with pytest.raises(TimeoutError, match="not answered"):
        kept.fork(wanted(tmp_path))
    wait_until_loaded(kept)
    late = kept.fork(wanted(tmp_path))
    assert early.poll() is None
    killed = kept.current.process
    killed.kill()
    assert late.ended_within(PATIENCE)
    killed.wait()
    first_asked(kept, wanted(tmp_path))
    assert kept.fork(wanted(tmp_path)).poll() is None
    hung.send_signal(signal.SIGCONT)
    kept.close()
    assert early.ended_within(PATIENCE)


def test_changed_code_is_loaded_anew(
    keep: Callable[..., Keeper], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever edits a module and restarts the kernel gets the new code; kernels with the old one live on."""
    module = tmp_path / "edited.py"
    module.write_text("VALUE = 1")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    kept = keep("edited")
    first_asked(kept, wanted(tmp_path))
    assert kept.current
    old, before = kept.current.process, kept.fork(wanted(tmp_path))
    module.write_text("VALUE = 22")
    with pytest.raises(RetiredError, match="changed"):
        kept.fork(wanted(tmp_path))
    wait_until_loaded(kept)
    assert kept.fork(wanted(tmp_path)).poll() is None
    assert before.poll() is old.poll() is None
    before.kill()
    assert old.wait(PATIENCE) == 0


SERVER = """
import os, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from sessions import wait_until_loaded
from summit_report.publishing.keeper import Keeper
from summit_report.publishing.warm import Request
kept = Keeper(("ipykernel.kernelapp",))
request = Request(["-f", sys.argv[1]], dict(os.environ), "/", [1, 2])
try:
    kept.fork(request)
except ConnectionError:
    wait_until_loaded(kept)
if os.fork() == 0:  # it holds copies of all that we hold, and tidies up when it ends
    print(os.getpid(), flush=True)
    time.sleep(2)
    sys.exit()
kernel = kept.fork(request)
print(kept.current.process.pid, kernel.pid, flush=True)
time.sleep(60)
"""


def test_nothing_outlives_a_killed_process(tmp_path: Path) -> None:
    """`kill -9` of the process that has kernels ends its template and them, though a fork of it still lives."""
    arguments = [sys.executable, "-c", SERVER, str(tmp_path / "kernel.json"), str(Path(__file__).parent)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        lines = [server.stdout.readline(), server.stdout.readline()]
        fork, template, kernel = (
            sorted((line.split() for line in lines), key=len)[0] + sorted(lines, key=len)[1].split()
        )
        server.kill()
        assert ended(int(template), int(kernel), within=1.5)
        os.kill(int(fork), signal.SIGKILL)
