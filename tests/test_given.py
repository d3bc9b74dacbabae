"""`--data` and DATA take what lies elsewhere, and a password in an address goes no further than the command."""

import contextlib
import json
import os
import socket
import subprocess
import sys
from email import message_from_string
from pathlib import Path

import pytest
from elsewhere import PASSWORD, database, served, zipped
from small_project import make_project
from tiny import SLUG, edit, write_tiny

from summit_report.cli import main
from summit_report.given import at_hand

pytestmark = pytest.mark.usefixtures("forked_kernels")

SHOW = "import os; print(dict(os.environ)); from summit_report.analysis.dataset import load; print(load(summit).meta)"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a small project whose notebook prints all that its kernel knows, and the checksum of its data."""
    project = make_project(tmp_path / "project")
    file = project / "notebooks/small.ipynb"
    file.write_text(file.read_text(encoding="utf-8").replace("print(factor * 2)", SHOW), encoding="utf-8")
    return project


def secrets(folder: Path) -> list[Path]:
    """Return the files below *folder* in which the password stands."""
    return [file for file in folder.rglob("*") if file.is_file() and PASSWORD.encode() in file.read_bytes()]


def test_build_from_a_server(project: Path, tmp_path: Path) -> None:
    """A good and a failed build read the address once; what they write and print knows it without the password."""
    (project / "reports.yml").write_text(
        "editions:\n  good: {notebook: notebooks/small.ipynb}\n"
        "  bad: {notebook: notebooks/small.ipynb, parameters: {factor: 13}}\n"
    )
    (tmp_path / "served").mkdir()
    with served(write_tiny(tmp_path / "served")) as server:
        call = [sys.executable, "-m", "summit_report", "build", "good", "bad"]
        environment = {**os.environ, "SUMMIT_REPORT_DATA": f"{server}/tiny.zip"}
        done = subprocess.run(call, cwd=project, text=True, capture_output=True, timeout=120, env=environment)
    assert done.returncode == 1
    assert f"bad+data={SLUG} (notebooks/small.ipynb): cell 5 failed" in done.stderr
    assert PASSWORD not in done.stdout + done.stderr
    for record in (f"good+data={SLUG}/record.json", f"bad+data={SLUG}/failed/record.json"):
        text = (project / "reports" / record).read_text(encoding="utf-8")
        assert '"data_source": "http://***@127.0.0.1:' in text
    assert "Tiny Summit" in (project / f"reports/good+data={SLUG}/report.ipynb").read_text(encoding="utf-8")
    assert not secrets(project)


def test_an_edition_names_an_address(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`data` of reports.yml may be an address; it is read when the edition is built, and the record names it."""
    address = database(write_tiny(tmp_path), tmp_path / "tiny.db")
    entry = f"{{notebook: notebooks/small.ipynb, data: '{address}'}}"
    (project / "reports.yml").write_text(f"editions:\n  there: {entry}\n", encoding="utf-8")
    with contextlib.chdir(project):
        assert run_here(capsys, "build", "there")[0] == 0
        _, said, _ = run_here(capsys, "list")
    record = json.loads((project / "reports/there/record.json").read_text(encoding="utf-8"))
    assert record["data_source"] == address and list(record["inputs"]["data"])[-1] == SLUG
    assert "only building it tells" in said
    entry = "{notebook: notebooks/small.ipynb, data: 'postgresql://anna:secret@host/db'}"
    (project / "reports.yml").write_text(f"editions:\n  there: {entry}\n", encoding="utf-8")
    with contextlib.chdir(project):
        code, _, error = run_here(capsys, "list")
    assert code == 2 and "PGPASSWORD" in error and "secret" not in error


def test_data_that_cannot_be_had_fail_their_edition_alone(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A server that is down, or a zip file that is gone, is a failed edition: record, index, mail; the others go on."""
    with socket.socket() as taken:  # nobody listens there
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/tiny.zip"
        entry = "{{notebook: notebooks/small.ipynb, data: '{}'}}\n"
        (inside / "reports.yml").write_text(
            f"editions:\n  here: {entry.format(f'data/{SLUG}')}  there: {entry.format(address)}"
            f"  'gone-{{factor}}': {{notebook: notebooks/small.ipynb, data: gone.zip, matrix: {{factor: [4, 5]}}}}\n"
        )
        code, _, errors = run_here(capsys, "build", "--all", "-q", "--message", "m.eml")
        assert code == 1 and "3 of 4 editions failed:" in errors and "Traceback" not in errors
        assert f"there (notebooks/small.ipynb): {address}: it cannot be read" in errors
        assert "gone.zip: it cannot be read: there is no such file" in errors
        assert (inside / "reports/here/report.pdf").is_file()
        mail = message_from_string((inside / "m.eml").read_text("utf-8"))
        assert mail["Subject"] == "Summit reports: 3 failed, 1 new"
        page = (inside / "reports/index.html").read_text("utf-8")
        assert "4 editions: 1 built, 3 failed" in page and "it cannot be read" in page
        record = json.loads((inside / "reports/there/failed/record.json").read_text("utf-8"))
        assert (record["outcome"], record["data_source"], record["outputs"]) == ("failed", address, {})
        said = run_here(capsys, "list")[1].splitlines()
        assert [line.split()[:2] for line in said] == [["here", "current"]] + [
            [slug, "failed"] for slug in ("there", "gone-4", "gone-5")
        ]
        assert run_here(capsys, "build", "there", "-p", "factor=4", "-q")[0] == 1
        assert [path.name for path in (inside / "reports/there+factor=4").iterdir()] == ["failed"]
        assert run_here(capsys, "build", "there", "-p", "fctor=4")[0] == 2


def run_here(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command in this process, in the working folder; return exit code, output and errors."""
    code = main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def inside(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the project, which is the working folder."""
    monkeypatch.chdir(project)
    return project


def test_wrong_data_from_elsewhere(inside: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong data are told before anything is built, with table and key."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "20000000,USD,exact", "20000000,USD,excat")
    address = database(folder, tmp_path / "tiny.db")
    for command in (("build", "small", "--data", address), ("check", address)):
        code, output, errors = run_here(capsys, *command)
        assert (code, output) == (1, "")
        assert "table funding, T-F4, amount_qualifier" in errors
    assert not (inside / "reports").exists()


def test_check_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` takes addresses and zip files, and cannot write into them."""
    file = zipped(write_tiny(tmp_path), tmp_path / "tiny.zip")
    code, output, _ = run_here(capsys, "check", str(file), f"zip://::{file}")
    assert code == 0
    assert output.count("every check passed") == 2
    code, _, errors = run_here(capsys, "check", str(file), "--write-datapackage")
    assert code == 2
    assert "folders alone" in errors


def test_no_address_stays_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a folder is given instead of what DATA names, no process that is started inherits that either."""
    for source in (tmp_path, None):
        monkeypatch.setenv("SUMMIT_REPORT_DATA", f"postgresql://anna:{PASSWORD}@h/db")
        with at_hand(source) as found:
            assert found == source
            assert PASSWORD not in str(os.environ)


@pytest.mark.parametrize("mistyped", ["postgresql:/anna:{}@h/db", "anna:{}@h/db", "https//anna:{}@h"])
def test_mistyped_address(inside: Path, mistyped: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What looks like a path but has a password in it is told without."""
    for command in (("check",), ("build", "--data")):
        code, output, errors = run_here(capsys, *command, mistyped.format(PASSWORD))
        assert code in (1, 2)
        assert PASSWORD not in output + errors
