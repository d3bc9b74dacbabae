"""A build is whole or nothing, leaves a record, and is not repeated without need."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_project import make_project
from tiny import edit

from summit_report.errors import BuildError, UsageError
from summit_report.publishing import editions, folders, parcels, swaps
from summit_report.publishing.plans import Place, Plan, plan
from summit_report.publishing.publish import Work, build

pytestmark = pytest.mark.usefixtures("forked_kernels")

KEPT = {"report.ipynb", "build.log", "record.json"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project whose edition `small` has been built; tests do not change it."""
    project = make_project(tmp_path_factory.mktemp("built") / "project")
    build(planned(project))
    return project


def planned(project: Path, slug: str = "small", **options: str) -> Plan:
    """Return the plan for an edition of *project* with text *options*."""
    (edition,) = editions.select(editions.load(project / "reports.yml"), (slug,))
    return plan(edition, Place(project, project), options)


def files(folder: Path) -> dict[str, str]:
    """Return the checksum of every file below *folder*, but of records, which hold times."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != "record.json"
    }


def results(project: Path) -> dict[str, str]:
    """Return the checksums of everything that builds have made in *project*."""
    return {**files(project / "reports"), **files(project / "figures")}


def command(project: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the command in *project*."""
    call = [sys.executable, "-m", "summit_report", *arguments]
    return subprocess.Popen(call, cwd=project, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_makes_every_file(built: Path) -> None:
    """Report, figures and record stand in their places, and nothing else is left behind."""
    made = {path.relative_to(built).as_posix() for path in (*built.glob("reports/**/*"), *built.glob("figures/**/*"))}
    assert made == {
        "reports/small", "reports/small/report.html", "reports/small/report.pdf", "reports/small/report.ipynb",
        "reports/small/record.json", "reports/small/first-page.png", "reports/small/downloads",
        "reports/small/downloads/a.csv",
        "reports/small/downloads/a.xlsx", "figures/small", "figures/small/bar.svg", "figures/small/bar.png",
    }  # fmt: skip
    assert (built / "reports/small/report.pdf").read_bytes().startswith(b"%PDF")
    assert (built / "figures/small/bar.png").read_bytes().startswith(b"\x89PNG")


def test_downloads_stand_beside_the_report(built: Path) -> None:
    """What the notebook attaches lies in a folder beside the report, byte for byte, on record, and linked."""
    folder = built / "reports/small/downloads"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {"a.csv": b"x,y\r\n", "a.xlsx": b"\x00\xff"}
    outputs = json.loads((built / "reports/small/record.json").read_text(encoding="utf-8"))["outputs"]
    assert outputs["reports/small/downloads/a.xlsx"]["bytes"] == 2
    page = (built / "reports/small/report.html").read_text(encoding="utf-8")
    assert all(f'href="downloads/{name}"' in page for name in ("a.csv", "a.xlsx"))


@pytest.mark.parametrize("name", ["../a.csv", "a/b.csv", ".hidden", "a.xlsx", ""])
def test_attached_files_need_names_of_their_own(tmp_path: Path, name: str) -> None:
    """A name that leads elsewhere, or stands twice, is refused before anything is published."""
    project = make_project(tmp_path / "project")
    file = project / "notebooks/small.ipynb"
    text = file.read_text(encoding="utf-8")
    assert '\\"a.csv\\"' in text
    file.write_text(text.replace('\\"a.csv\\"', f'\\"{name}\\"'), encoding="utf-8")
    with pytest.raises(BuildError, match="attached files need file names of their own"):
        build(planned(project))
    assert {path.name for path in (project / "reports/small").iterdir()} == {"failed"}
    assert {path.name for path in (project / "reports/small/failed").iterdir()} == KEPT


def test_exported_picture_has_a_ground(built: Path) -> None:
    """A picture that leaves the page takes its white ground along."""
    svg = (built / "figures/small/bar.svg").read_text(encoding="utf-8")
    assert svg.index("<svg") < svg.index('fill="#ffffff"') < svg.index("#1d232b")


def test_record_tells_what_happened(built: Path) -> None:
    """The record names parameters, inputs, outputs with checksums and sizes, versions, steps and cells."""
    record = json.loads((built / "reports/small/record.json").read_text(encoding="utf-8"))
    assert (record["outcome"], record["title"], record["as_of"]) == ("done", "Report on all", "2031-01-31")
    assert record["data_version"] == "1.2.3"
    assert record["parameters"] == {"summit": "tiny-2030"}
    assert record["cells"] == {"all": 6, "code": 5, "ran": 5, "failed": 0}
    assert set(record["seconds"]) == {"execute", "html", "pdf", "figures", "downloads", "all"}
    assert "summit.yaml" in record["inputs"]["data"]["tiny-2030"]
    assert record["inputs"]["packages"]["papermill"]
    pdf = built / "reports/small/report.pdf"
    checksum = hashlib.sha256(pdf.read_bytes()).hexdigest()
    assert record["outputs"]["reports/small/report.pdf"] == {"sha256": checksum, "bytes": pdf.stat().st_size}


def test_no_absolute_path_in_any_result(built: Path) -> None:
    """Neither results nor record tell where on a machine they were made."""
    made = [*built.glob("reports/small/**/*"), *built.glob("figures/small/*")]
    for file in filter(Path.is_file, made):
        assert str(built).encode() not in file.read_bytes(), file.name


def test_same_bytes_in_another_folder_and_in_jobs(built: Path, tmp_path: Path) -> None:
    """The same inputs give the same bytes elsewhere, and when several editions are built at once."""
    other = make_project(tmp_path / "elsewhere" / "deeper")
    with command(other, "build", "--all", "--jobs", "3") as process:
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    made = results(other)
    assert {name: made[name] for name in results(built)} == results(built)
    assert "small-KAZ/report.pdf" in made


def test_unchanged_edition_is_known(built: Path) -> None:
    """Without a change there is nothing to do; a changed parameter, row or paper is noticed."""
    assert planned(built).unchanged
    assert not planned(built, factor="4").unchanged
    (edition,) = editions.select(editions.load(built / "reports.yml"), ("small",))
    assert not plan(edition, Place(built, built, "us-letter"), {}).unchanged


def test_second_build_imports_nothing_slow(built: Path) -> None:
    """Finding out that nothing changed needs neither papermill nor nbconvert, Typst or pandas."""
    code = (
        "import sys; from summit_report.cli import main; assert main(['build', 'small']) == 0\n"
        "print([name for name in ('papermill', 'nbconvert', 'nbformat', 'typst', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=built, text=True, capture_output=True, check=True)
    assert done.stdout.splitlines() == ["small: unchanged, see reports/small/", "[]"]
    (built / "reports/index.html").unlink()


CHANGED = ("data/tiny-2030/summit.yaml", "requirements.lock", "notebooks/beside.txt", "fonts/later.ttf")


@pytest.mark.parametrize("when", ["before it is read", "after it was read", "while it is exported"])
def test_inputs_that_change_during_a_build(tmp_path: Path, when: str) -> None:
    """No report is published whose record tells of other files than it was made from; they are named, also later."""
    project = make_project(tmp_path / "project")
    (project / "fonts").mkdir()
    code = f"for name in {CHANGED}: open('../' + name, 'a').write('# later')"
    if when == "after it was read":
        notebook = project / "notebooks/small.ipynb"
        notebook.write_text(notebook.read_text(encoding="utf-8").replace("print(factor * 2)", code), encoding="utf-8")
    made = planned(project)
    data = project / "data/tiny-2030/summit.yaml"
    earlier = data.read_text(encoding="utf-8")
    if when == "before it is read":
        edit(data.parent, data.name, "version: 1.2.3", "version: 9.9.9")

    def exporting(step: str, done: int, total: int) -> None:
        if when == "while it is exported" and step == "html":
            (project / "fonts/later.ttf").write_text("# later", encoding="utf-8")

    with pytest.raises(BuildError) as caught:
        build(made, Work(progress=exporting))
    data_alone, font_alone = ["data tiny-2030/summit.yaml"], ["fonts/later.ttf is new"]
    every = ["beside the notebook beside.txt is new", "lock (requirements.lock) is new", *font_alone, *data_alone]
    named = {"before it is read": data_alone, "after it was read": every, "while it is exported": font_alone}[when]
    told = "\n  - ".join(["its inputs changed while it was built", *named])
    assert f"{told}\nBuild again." in str(caught.value)
    data.write_text(earlier, encoding="utf-8")
    assert {path.name for path in (project / "reports/small").iterdir()} == {"failed"}
    assert planned(project).reasons == ("never built",)


def test_data_that_change_on_the_way_to_a_worker(tmp_path: Path) -> None:
    """A worker elsewhere makes no report of data that are newer than the plan, and says what is the matter."""
    project = make_project(tmp_path / "project")
    made = planned(project)
    edit(project / "data/tiny-2030", "summit.yaml", "version: 1.2.3", "version: 9.9.9")
    parcel, files = parcels.packed(made), parcels.input_files([made])
    brought = parcels.make_parcel(parcel, files, Work(), tmp_path)
    assert "  - data tiny-2030/summit.yaml\nBuild again." in str(brought.error)
    assert not brought.figures


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_damaged_output_is_rebuilt(tmp_path: Path, damage: str) -> None:
    """An output that was changed or removed since is no result of ours; the edition is built again."""
    project = make_project(tmp_path / "project")
    build(planned(project))
    before = results(project)
    picture = project / "figures/small/bar.svg"
    picture.write_text("x") if damage == "changed" else picture.unlink()
    again = planned(project)
    assert not again.unchanged
    build(again)
    assert results(project) == before


def test_failed_build_leaves_the_earlier_report(tmp_path: Path) -> None:
    """A failing cell keeps every earlier file and leaves notebook, log and record in `failed`; success removes it."""
    project = make_project(tmp_path / "project")
    build(planned(project))
    before = results(project)
    notebook = project / "notebooks/small.ipynb"
    good = notebook.read_text(encoding="utf-8")
    notebook.write_text(good.replace("factor == 13", "factor == 3"), encoding="utf-8")

    with pytest.raises(BuildError) as caught:
        build(planned(project))
    assert "cell 5 failed:\n    if factor == 3:" in str(caught.value)
    assert "ValueError: unlucky" in str(caught.value)
    kept = project / "reports/small/failed"
    assert {file.name for file in kept.iterdir()} == KEPT
    assert {name: text for name, text in results(project).items() if "failed/" not in name} == before
    record = json.loads((kept / "record.json").read_text(encoding="utf-8"))
    assert (record["outcome"], record["failure"]["cell"], record["failure"]["id"]) == ("failed", 4, "cell-4")
    assert record["failure"]["error"] == "ValueError"

    notebook.write_text(good, encoding="utf-8")
    build(planned(project))
    assert not kept.exists()


def test_limits_of_time_are_declared(tmp_path: Path) -> None:
    """`cell_seconds` and `report_seconds` of reports.yml end a build that hangs, and the message says which limit."""
    project = make_project(tmp_path / "project")
    notebook = project / "notebooks/small.ipynb"
    wait = notebook.read_text(encoding="utf-8").replace("print(factor * 2)", "__import__('time').sleep(60)")
    notebook.write_text(wait, encoding="utf-8")
    file = project / "reports.yml"
    text = file.read_text(encoding="utf-8")
    for key, what in (("cell_seconds", "one cell"), ("report_seconds", "all cells together")):
        file.write_text(text.replace("{summit: tiny-2030}}", f"{{summit: tiny-2030}}, {key}: 1.5}}"), encoding="utf-8")
        with pytest.raises(BuildError, match=rf"ran longer than 1.5 s, the limit for {what}"):
            build(planned(project))


def test_failing_export_is_told_with_its_edition(tmp_path: Path) -> None:
    """Two figures of one name would overwrite each other; the build ends, named, and nothing is published."""
    project = make_project(tmp_path / "project")
    file = project / "notebooks/small.ipynb"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["cells"].append({**content["cells"][2], "id": "again"})
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(BuildError, match=r"small \(notebooks/small.ipynb\)"):
        build(planned(project))
    assert {path.name for path in (project / "reports/small").iterdir()} == {"failed"}
    assert not (project / "figures/small").exists()


@pytest.mark.parametrize("arguments", [("small",), ("--all", "--jobs", "1"), ("--all", "--jobs", "2")])
def test_interrupted_build_leaves_nothing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Ended by SIGTERM in the middle of a cell, the command leaves no file, no lock and no kernel."""
    project = make_project(tmp_path / "project")
    file = project / "notebooks/small.ipynb"
    text = file.read_text(encoding="utf-8")
    wait = r"open('started', 'w').write(str(__import__('os').getpid())); __import__('time').sleep(60)"
    file.write_text(text.replace("print(factor * 2)", wait), encoding="utf-8")
    with command(project, "build", *arguments) as process:
        started = project / "notebooks/started"
        wait_for(lambda: started.exists() and started.read_text() != "")
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors.strip()) == (1, "Interrupted. Earlier results are untouched.")
    assert results(project) == {}
    assert [*project.glob("reports/*"), *project.glob("figures/*")] == []
    wait_for(lambda: not alive(int(started.read_text())))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
@pytest.mark.parametrize(("number", "left"), [(signal.SIGTERM, []), (signal.SIGKILL, [".build"])])
def test_no_worker_outlives_the_command(tmp_path: Path, number: int, left: list[str]) -> None:
    """
    Workers that cannot answer a signal, as within Typst, end with the command, and their half-made folders go.

    A stopped process stands for them: of all signals only SIGKILL reaches it. If the command itself is killed, the
    folders stay for the next build to remove.
    """
    project = make_project(tmp_path / "project")
    file = project / "notebooks/small.ipynb"
    wait = r"open('started', 'w').write('x'); __import__('time').sleep(60)"
    file.write_text(file.read_text(encoding="utf-8").replace("print(factor * 2)", wait), encoding="utf-8")
    with command(project, "build", "--all", "--jobs", "2") as process:
        wait_for((project / "notebooks/started").exists)
        workers = [
            worker for server in children(process.pid) for worker in children(server) if "forkserver" in name(worker)
        ]
        assert len(workers) >= 2  # and one more where memory bears it
        for worker in workers:
            os.kill(worker, signal.SIGSTOP)
        process.send_signal(number)
        process.wait(timeout=30)
    wait_for(lambda: not any(map(alive, workers)))
    assert [path.name for path in project.glob("reports/*")] == left


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_full_disk(tmp_path: Path) -> None:
    """When the disk is full, even for the record, the error names the file and the cure, and the rest is kept."""
    project = make_project(tmp_path / "project")
    file = project / "notebooks/small.ipynb"
    fill = "[__import__('os').symlink('/dev/full', f'../reports/.build/small.new/{n}') for n in names]"
    fill = fill.replace("names", "('report.html', 'record.json')")
    file.write_text(file.read_text(encoding="utf-8").replace("print(factor * 2)", fill), encoding="utf-8")
    with pytest.raises(BuildError, match="No space left on device\nFree some space") as caught:
        build(planned(project))
    assert "small (notebooks/small.ipynb)" in str(caught.value)
    kept = {path.name for path in (project / "reports/small/failed").iterdir()}
    assert {"report.ipynb", "build.log"} <= kept
    assert "report.html" not in kept


def children(pid: int) -> list[int]:
    """Return the processes that *pid* has started and that still run."""
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]


def name(pid: int) -> str:
    """Return the command line of the process *pid*."""
    return Path(f"/proc/{pid}/cmdline").read_text()


def wait_for(condition: object, seconds: float = 40) -> None:
    """Wait until *condition* holds."""
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Tell whether there is a process *pid*."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_two_builds_of_one_edition(tmp_path: Path) -> None:
    """The second of two builds at the same time ends with a clear message instead of mixing files."""
    project = make_project(tmp_path / "project")
    with folders.lock(project / "reports/small"), pytest.raises(BuildError, match="another build of this edition"):
        build(planned(project))
    assert not (project / "reports").exists() or [*project.glob("reports/*")] == []


def test_repairs_what_a_killed_build_left(tmp_path: Path) -> None:
    """If the machine stopped between two renames, the next build first moves the earlier folder back."""
    place = tmp_path / "reports/small"
    earlier = folders.earlier_folder(place)
    earlier.mkdir(parents=True)
    (earlier / "report.pdf").write_text("good")
    swaps.finish([place])
    assert (place / "report.pdf").read_text() == "good"
    assert not earlier.exists()


def test_folders_change_places_at_once(tmp_path: Path) -> None:
    """Whoever looks while a folder is replaced finds the old or the new file, never none."""
    place = tmp_path / "reports/small"
    for text in ("old", "new"):
        with folders.staged(place) as folder:
            (folder / "report.html").write_text(text)
            folders.put(folder, place)
        assert (place / "report.html").read_text() == text
    assert [path.name for path in place.parent.iterdir()] == ["small"]


def test_wrong_parameter_stops_before_anything_starts(built: Path) -> None:
    """A country that is no member is refused while planning, with the members by name."""
    with pytest.raises(UsageError, match=r"'FRA' is not one of KAZ \(Kazakhstan\), UZB \(Uzbekistan\)"):
        planned(built, country="FRA")
