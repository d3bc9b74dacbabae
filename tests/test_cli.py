"""The command: what it prints, and the exit codes 0 (done), 1 (data or a build were wrong), 2 (wrongly used)."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import run
from small_project import make_project
from tiny import edit, write_workbook

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.usefixtures("forked_kernels")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a small project."""
    return make_project(tmp_path / "project")


def run_alone(project: Path, *arguments: str) -> tuple[int, str, str]:
    """Run the command in *project* as a user does, in a process of its own."""
    call = [sys.executable, "-m", "summit_report", *arguments]
    done = subprocess.run(call, cwd=project, text=True, capture_output=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def test_lists_editions_from_any_folder_of_the_project(project: Path) -> None:
    """`list` names each edition and how it stands, also from within the project; as JSON, with its parameters."""
    code, output, _ = run(project / "notebooks", "list")
    assert code == 0
    assert output.splitlines()[1].split() == ["small-KAZ", "never", "built"]
    code, output, _ = run(project, "list", "--format", "json")
    second = json.loads(output)[1]
    assert (code, second["edition"], second["state"]) == (0, "small-KAZ", "never built")
    assert second["parameters"] == {"summit": "tiny-2030", "country": "KAZ"}


def test_builds_and_says_where(project: Path) -> None:
    """`build` prints files and seconds per step; a second call finds nothing to do; `--force` builds again."""
    code, output, errors = run_alone(project, "build", "small")
    assert (code, errors) == (0, "")
    assert "small: done in" in output
    assert "execute" in output
    assert "  reports/small/report.pdf" in output
    assert "  figures/small/ (2 pictures)" in output
    assert "small" in (project / "reports/index.html").read_text(encoding="utf-8")
    assert run(project, "build", "small") == (0, "small: unchanged, see reports/small/\n", "")
    assert "small: done in" in run(project, "build", "small", "--force")[1]


def test_trial_does_not_touch_the_declared_report(project: Path, tmp_path: Path) -> None:
    """Parameters given by hand build a report under a name of its own, where `--out` says."""
    code, _, errors = run(
        project, "build", "small", "-p", "country=KAZ", "-p", "factor=4", "--out", str(tmp_path / "o")
    )
    assert (code, errors) == (0, "")
    assert [path.name for path in (tmp_path / "o/reports").glob("small*")] == ["small+country=KAZ+factor=4"]
    assert not (project / "reports").exists()


def test_wrong_use_names_everything(project: Path) -> None:
    """Every wrong parameter of every edition is named, nothing is built, and the exit code is 2."""
    code, output, errors = run_alone(project, "build", "--all", "-p", "contry=KAZ", "-p", "relation=x")
    assert (code, output) == (2, "")
    assert errors.count("contry: no such parameter; did you mean country?") == 3
    assert "Traceback" not in errors
    assert not (project / "reports").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("build",),
        ("build", "nope"),
        ("build", "small", "--jobs", "0"),
        ("build", "small", "-p", "x"),
        ("build", "small", "-p", "country=KAZ", "-p", "country=UZB"),
        ("x",),
    ],
)
def test_exit_code_of_wrong_use(project: Path, arguments: tuple[str, ...]) -> None:
    """Whatever is wrong with the call itself ends with exit code 2 and a message on standard error."""
    code, output, errors = run(project, *arguments)
    assert (code, output) == (2, "")
    assert errors


@pytest.mark.parametrize("named", ["[astana-2025]", "[]", "[astana-2025, Astana-2025]"])
def test_a_comparison_of_one_summit_is_wrong_use(named: str, tmp_path: Path) -> None:
    """Fewer than two summits, or one of them twice, are refused with exit code 2 before anything runs."""
    code, output, errors = run(ROOT, "build", "summits-compared", "-p", f"summits={named}", "--out", str(tmp_path))
    assert (code, output) == (2, "")
    assert "two or more summits, each named once" in errors
    assert not list(tmp_path.iterdir())


def test_failing_cell(project: Path) -> None:
    """A failing cell ends with exit code 1, its source, the error and where to look; other editions are built."""
    (project / "reports.yml").write_text(
        "editions:\n  bad: {notebook: notebooks/small.ipynb, parameters: {factor: 13}}\n"
        "  good: {notebook: notebooks/small.ipynb}\n"
    )
    code, output, errors = run_alone(project, "build", "--all")
    assert code == 1
    assert "good: done in" in output
    assert "bad (notebooks/small.ipynb): cell 5 failed:\n    if factor == 13:" in errors
    assert "ValueError: unlucky" in errors
    assert "reports/bad/failed" in errors
    assert "Traceback" not in errors


def test_other_data_for_one_build(project: Path, tmp_path: Path) -> None:
    """`--data` takes a workbook in place of the summit's folder, as does the variable, under a name of its own."""
    file = project / "notebooks/small.ipynb"
    code = "from summit_report.analysis.dataset import load; print(load(summit).meta.version)"
    file.write_text(file.read_text(encoding="utf-8").replace("print(factor * 2)", code), encoding="utf-8")
    book = write_workbook(project / "data/tiny-2030", tmp_path / "mine.xlsx")
    edit(project / "data/tiny-2030", "summit.yaml", "version: 1.2.3", "version: 2.0.0")
    result, output, errors = run(project, "build", "small", SUMMIT_REPORT_DATA=str(book))
    assert (result, errors) == (0, "")
    assert "small+data=mine.xlsx: done" in output
    report = project / "reports/small+data=mine.xlsx"
    assert '"1.2.3\\n"' in (report / "report.ipynb").read_text(encoding="utf-8")
    assert str(tmp_path) not in (report / "record.json").read_text(encoding="utf-8")


def test_report_on_data_from_anywhere(project: Path, tmp_path: Path) -> None:
    """`build --data` alone gives a report at once on a summit that the project does not know, under its id."""
    dataset = (project / "data/tiny-2030").rename(tmp_path / "bay-2031")
    edit(dataset, "summit.yaml", "id: tiny-2030", "id: bay-2031")
    code, output, errors = run(project, "build", "--data", str(dataset))
    assert (code, errors) == (0, "")
    assert "bay-2031: done" in output
    record = json.loads((project / "reports/bay-2031/record.json").read_text(encoding="utf-8"))
    assert record["parameters"] == {"summit": "bay-2031"}
    assert (record["title"], record["data_version"]) == ("Report on all", "1.2.3")
    assert run(project, "build", "--data", str(dataset))[1].startswith("bay-2031: unchanged")


@pytest.mark.parametrize("data", ["reports.yml", "notebooks"])
def test_data_that_are_none(project: Path, data: str) -> None:
    """`--data` with another file or folder is wrong use, told once and before anything is built."""
    code, output, errors = run(project, "build", "--all", "--data", data)
    assert (code, output) == (2, "")
    assert errors.count("neither a folder with a summit.yaml nor an .xlsx workbook") == 1
    assert not (project / "reports").exists()


def test_results_that_cannot_be_written(project: Path) -> None:
    """Where the system refuses to write, the command names the place, once, and ends with exit code 1."""
    (project / "out").mkdir()
    (project / "out/reports").touch()
    code, _, errors = run(project, "build", "small", "--out", "out")
    assert code == 1
    assert errors.count("out/reports") == 1 and errors.count("\n") == 2
    assert "Traceback" not in errors


def test_reader_that_leaves_early(project: Path) -> None:
    """When nobody reads the output any more, the editions and the index are still built, without a traceback."""
    call = [sys.executable, "-m", "summit_report", "build", "small", "small-KAZ"]
    with subprocess.Popen(call, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        errors = process.stderr.read()
    assert (process.returncode, errors) == (0, b"")
    page = (project / "reports/index.html").read_text(encoding="utf-8")
    assert 'href="small/report.html"' in page
    assert 'href="small-KAZ/report.html"' in page


def test_check_prints_counts(project: Path) -> None:
    """`check` prints each table's rows and what it noticed, and can write the data package."""
    code, output, errors = run(project, "check", "data/tiny-2030", "--write-datapackage")
    assert (code, errors) == (0, "")
    assert "sources: 3 rows" in output
    assert (project / "data/tiny-2030/datapackage.json").is_file()


def test_check_of_wrong_data(project: Path) -> None:
    """Wrong data end with exit code 1 and a list of problems; the other folders are still checked."""
    edit(project / "data/tiny-2030", "summit.yaml", "partner: CHN", "partner: FRA")
    code, _, errors = run(project, "check", "nowhere", "data/tiny-2030")
    assert code == 1
    assert "nowhere" in errors
    assert "FRA" in errors


def test_new_dataset(tmp_path: Path) -> None:
    """`new` writes an example that passes `check`; it never writes over anything."""
    code, output, _ = run(tmp_path, "new", "dushanbe-2027")
    assert code == 0
    assert "Written: dushanbe-2027/agreements.csv" in output
    assert run(tmp_path, "check", "dushanbe-2027")[0] == 0
    assert run(tmp_path, "new", "dushanbe-2027")[0] == 2
    assert run(tmp_path, "new", "Not a Slug")[0] == 2


def test_help_is_quick(tmp_path: Path) -> None:
    """`--help` imports nothing heavy; the limit leaves room for a busy machine."""
    start = time.perf_counter()
    code, output, _ = run_alone(tmp_path, "--help")
    assert code == 0
    assert "build" in output
    assert time.perf_counter() - start < 2


def test_outside_of_a_project(tmp_path: Path) -> None:
    """Without a reports.yml here or above, the command says so."""
    code, _, errors = run(tmp_path, "list")
    assert code == 2
    assert "reports.yml" in errors


def test_names_beside_all_are_refused(project: Path) -> None:
    """`build NAME --all` names one edition and asks for every: nothing is built, and the code says misuse."""
    code, _, errors = run_alone(project, "build", "one", "--all")

    assert code == 2
    assert "--all builds every edition; names beside it exclude it" in errors
