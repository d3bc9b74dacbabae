"""Whatever ends a build, the report is the whole of one build, and the next build leaves nothing behind."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import run
from faults import Site, mismatches, poll
from small_project import make_project

from summit_report.publishing import folders, swaps
from summit_report.publishing.temporary import PREFIX

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
SEED = 4
INSTANTS = (0.35, 0.65, 0.85)  # parts of a build's time, and a bit more at random
EXCHANGE = """\
import os, signal, sys
from pathlib import Path
from summit_report.publishing import swaps
steps = iter(range(int(sys.argv[1])))
def kill(frame, event, _):
    ours = event == "call" and frame.f_code.co_filename.endswith(("swaps.py", "folders.py"))
    if ours and next(steps, None) is None:
        os.kill(os.getpid(), signal.SIGKILL)
places = [Path("reports/small"), Path("figures/small")]
with swaps.staged(places) as new:
    for folder in new:
        (folder / "file").write_text(sys.argv[2])
    sys.setprofile(kill)  # hears of each call
    swaps.put_together(places)
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Give a project with a first good report, under a short path: sockets cannot have long ones."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = Site(make_project(folder / "project"), folder / "t")
        change(site, 1)
        assert site.build("small") == (0, "")
        yield site


def change(site: Site, value: int) -> None:
    """Let every file of the next report differ from the last one's."""
    file = site.project / "notebooks/small.ipynb"
    lines = file.read_text(encoding="utf-8").split("factor: int = ")
    rest = lines[1].split(" ", 1)[1]
    file.write_text(f"{lines[0]}factor: int = {value} {rest}", encoding="utf-8")


@linux
def test_killed_at_any_instant(site: Site) -> None:
    """
    SIGKILL at random instants: a reader who polls never meets anything but one whole build.

    No process outlives the build by more than a moment, and the next build works and leaves nothing behind.
    """
    done = threading.Event()
    found: list[tuple[int, list[str]]] = []
    reader = threading.Thread(target=lambda: found.append(poll(site.results, "small", done.is_set)))
    reader.start()
    chance = random.Random(SEED)
    start = os.times().elapsed
    assert site.build("small", "--force") == (0, "")
    whole = os.times().elapsed - start
    for value, instant in enumerate(INSTANTS, start=2):
        change(site, value)
        site.kill(whole * (instant + chance.random() / 5), "small")
        assert site.wrong("small") == []
        assert site.orphans() == []
    assert site.build("small") == (0, "")
    done.set()
    reader.join()
    assert (site.wrong("small"), site.left()) == ([], [])
    ((times, wrong),) = found
    assert times > 100
    assert wrong == []


@linux
def test_killed_once_it_is_in_place(site: Site) -> None:
    """Killed when the report is there but nothing is tidied up, the next command builds nothing, and tidies up."""
    change(site, 9)
    record = site.results / "reports/small/record.json"
    before = record.read_bytes()
    with site.start("small") as process:
        while record.read_bytes() == before:
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGKILL)
    assert (site.wrong("small"), site.orphans()) == ([], [])
    made = record.read_bytes()
    assert site.build("small") == (0, "")
    assert (record.read_bytes(), site.wrong("small"), site.left()) == (made, [], [])


@linux
def test_killed_at_every_step_of_the_exchange(tmp_path: Path) -> None:
    """
    Killed before any of its steps, an exchange has been done or not: report and pictures never stay of two builds.

    Both are there at every moment, and whoever clears up leaves nothing hidden.
    """
    places = [tmp_path / "reports/small", tmp_path / "figures/small"]
    for place in places:
        place.mkdir(parents=True)
        (place / "file").write_text("0")
    seen, step = [], 0
    while True:
        call = [sys.executable, "-c", EXCHANGE, str(step), str(step + 1)]
        ended = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True)
        texts = [(place / "file").read_text() for place in places]
        swaps.clear_up_all([place.parent for place in places])
        cleared = [(place / "file").read_text() for place in places]
        assert cleared[0] == cleared[1]
        assert {*tmp_path.rglob("*")} == {path for p in places for path in (p.parent, p, p / "file")}
        seen.append((texts[0] != texts[1], cleared[0] == str(step + 1)))
        step += 1
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert (True, True) in seen  # killed between the two, and finished by who cleared up
    assert (False, False) in seen
    assert step > 12


def test_exchange_that_fails_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the second folder cannot be put in place, the first is taken back."""
    places = [tmp_path / "reports/small", tmp_path / "figures/small"]
    replace = folders.replace
    for text in ("old", "new"):
        with swaps.staged(places) as staged:
            for folder in staged:
                (folder / "file").write_text(text)
            if text == "old":
                swaps.put_together(places)
                continue

            def fails(folder: Path, place: Path) -> None:
                if place == places[0]:  # which comes last
                    raise PermissionError(13, "Permission denied", str(place))
                replace(folder, place)

            monkeypatch.setattr(folders, "replace", fails)
            with pytest.raises(PermissionError):
                swaps.put_together(places)
    assert [(place / "file").read_text() for place in places] == ["old", "old"]
    assert [path.name for path in tmp_path.glob("*/.*")] == []


@pytest.mark.parametrize("exchange", [True, False])
def test_also_where_folders_cannot_be_exchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    """On systems without an exchange two renames do it; nothing of the earlier folder is left."""
    if not exchange:
        monkeypatch.setattr(folders, "exchange", lambda one, other: False)
    places = [tmp_path / "reports/small", tmp_path / "figures/small"]
    for text in ("old", "new"):
        with swaps.staged(places) as staged:
            for folder in staged:
                (folder / "file").write_text(text)
            swaps.put_together(places)
    assert [(place / "file").read_text() for place in places] == ["new", "new"]
    assert [path.name for path in tmp_path.glob("*/.*")] == []


@linux
def test_build_of_another_edition_clears_up(site: Site) -> None:
    """What a killed build has left goes with the next command, also if that has nothing to build."""
    for name in ("reports", "figures"):
        left = site.results / name / ".build"
        (left / "small-KAZ.new" / "downloads").mkdir(parents=True)
        (left / "small.earlier").mkdir()
        (left / "index.html.new").write_text("<!doctype")
    (site.temporary / f"{PREFIX}abcdefgh").mkdir()
    assert site.build("small") == (0, "")
    assert [path.name for name in ("reports", "figures") for path in (site.results / name).glob(".*")] == []
    assert site.left() == []


@linux
@pytest.mark.usefixtures("forked_kernels")
def test_two_builds_of_everything(site: Site, tmp_path: Path) -> None:
    """Two `build --all` at once: each edition is built by one of them, and the other says so plainly."""
    there = Site(site.project, site.temporary, tmp_path)
    with there.start("--all", "--force") as one, there.start("--all", "--force", "--jobs", "2") as other:
        said = [process.communicate()[1] for process in (one, other)]
    told = [line for errors in said for line in errors.splitlines() if line.startswith("small")]
    assert {line.split(": ")[-1] for line in told} <= {"another build of this edition is running"}
    assert "Traceback" not in "".join(said)
    for slug in ("small", "small-KAZ", "small-UZB"):
        record = json.loads((tmp_path / "reports" / slug / "record.json").read_text(encoding="utf-8"))
        assert mismatches(tmp_path, record) == []
    assert there.left() == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True)
    if done.returncode:
        pytest.skip("may not mount a file system")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@linux
@pytest.mark.usefixtures("forked_kernels")
def test_disk_that_is_full_or_locked(site: Site, small_disk: Path) -> None:
    """A full disk, then a read-only one: the earlier report stays, the message names the cure, later builds work."""
    there = Site(site.project, site.temporary, small_disk)
    assert there.build("small") == (0, "")
    fill(small_disk / "ballast")
    code, errors = there.build("small", "--force")
    assert code == 1
    assert "No space left on device" in errors
    assert "Free some space and build again." in errors
    assert [fault for fault in there.wrong("small") if "/failed/" not in fault] == []
    (small_disk / "ballast").unlink()

    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    code, errors = there.build("small", "--force")
    assert code == 1
    assert "Read-only file system\nMake it writable, or choose another folder with --out." in errors
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert there.build("small", "--force") == (0, "")
    assert (there.wrong("small"), there.left()) == ([], [])


def fill(file: Path) -> None:
    """Leave no room on the disk of *file* but for a few kilobytes."""
    with file.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(b"\0" * 4096)
        except OSError:
            stream.truncate(stream.tell() - 5 * 4096)


@linux
@pytest.mark.usefixtures("forked_kernels")
def test_files_that_may_not_grow(site: Site) -> None:
    """A limit on the size of files (`ulimit -f`) is told like a full disk, and the earlier report stays."""
    limit = (20_000, 20_000)
    code, errors = site.build("small", "--force", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
    assert code == 1
    assert "File too large\nFree some space and build again." in errors
    assert [fault for fault in site.wrong("small") if "/failed/" not in fault] == []


@pytest.mark.usefixtures("forked_kernels")
@pytest.mark.parametrize("name", ["reports", "figures/small", "reports/index.html"])
def test_something_else_in_the_way(site: Site, tmp_path: Path, name: str) -> None:
    """A file where a folder belongs, or the other way round, is named, and it is not ours to remove."""
    place = tmp_path / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.mkdir() if name.endswith("html") else place.write_text("mine")
    code, _, errors = run(site.project, "build", "small", "--out", str(tmp_path))
    assert code == 1
    assert f"{place}: " in errors
    assert "Move away what stands there, or choose another folder with --out." in errors
    assert place.is_dir() if name.endswith("html") else place.read_text() == "mine"
    assert "Traceback" not in errors
