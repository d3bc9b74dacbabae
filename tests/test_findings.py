"""What check finds, for people, programs and GitHub: complete for programs, short for people, and never a command."""

import json
from pathlib import Path

import pytest
from tiny import FILES, edit, write_tiny, write_workbook

from summit_report import cli
from summit_report.analysis.problems import LISTED, Fault


def check(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Run `check` and return its exit code, its output and its errors."""
    code = cli.main(["check", *map(str, arguments)])
    return code, *capsys.readouterr()


def add_rows(folder: Path, number: int) -> None:
    """Add *number* milestones whose status nobody allows."""
    rows = (f"N-{n},agreement,T-A1,Signed,2030-05-10,day,doen,T-S1,para 1,\n" for n in range(number))
    with (folder / "milestones.csv").open("a", encoding="utf-8") as file:
        file.writelines(rows)


def test_programs_get_every_problem(tmp_path, capsys, monkeypatch):
    """JSON has every problem with all its parts, and a summary of the datasets that are right."""
    monkeypatch.chdir(tmp_path)
    folder = write_tiny(tmp_path / "wrong").relative_to(tmp_path)
    right = write_tiny(tmp_path / "right").relative_to(tmp_path)
    add_rows(folder, 1_000)

    code, output, errors = check(capsys, folder, right, "--format", "json")
    wrong, good = json.loads(output)["datasets"]

    assert (code, errors) == (1, "")
    assert len(wrong["problems"]) == 1_000 and wrong["summary"] is None and not wrong["right"]
    assert wrong["problems"][0] == {
        "file": "wrong/data/tiny-2030/milestones.csv",
        "sheet": None,
        "where": "milestones.csv, row 5, status",
        "line": 5,
        "column": "status",
        "kind": "value",
        "value": "doen",
        "message": '"doen" is not allowed; did you mean "done"? Allowed: planned, done',
        "allowed": "planned, done",
        "suggestion": "done",
    }
    assert good["right"] and good["problems"] == []
    assert good["summary"]["tables"]["funding"] == 6 and len(good["summary"]["checksum"]) == 64
    assert {"table", "message", "rows"} == set(good["summary"]["notices"][0])


def test_people_get_a_short_list(tmp_path, capsys):
    """Of many problems of one kind the first are named and the others counted, and other kinds are not hidden."""
    folder = write_tiny(tmp_path)
    add_rows(folder, 1_000)
    edit(folder, "claims.csv", "exact", "excat")

    code, _, errors = check(capsys, folder)
    lines = errors.splitlines()

    assert code == 1
    assert "in 1,001 places (claims.csv 1, milestones.csv 1,000)" in lines[0]
    assert "claims.csv, row 2, qualifier" in lines[1]
    assert len([line for line in lines if '"doen"' in line]) == LISTED
    assert "milestones.csv, rows 25 to 1004, status: 980 more of this kind" in errors


def test_problems_are_grouped_by_file_and_kind(tmp_path, capsys):
    """All problems of a file stand together, and in it those of a kind, each in the order of the rows."""
    folder = write_tiny(tmp_path)
    edit(folder, "agreements.csv", "\nT-A2,", "\nT-A1,")
    edit(folder, "agreements.csv", "2030-09,,signed", "2030-13,,signed")
    edit(folder, "agreements.csv", "energy,,2030-05", "energi,,2030-5")
    edit(folder, "claims.csv", "exact", "excat")

    _, output, _ = check(capsys, folder, "--format", "json")
    found = [(problem["file"][-10:], problem["kind"]) for problem in json.loads(output)["datasets"][0]["problems"]]
    files = ["ements.csv", "claims.csv", "unding.csv", "stones.csv"]
    order = {fault.value: place for place, fault in enumerate(Fault)}

    assert found == sorted(found, key=lambda one: (files.index(one[0]), order[one[1]])) and len(set(found)) >= 4


def test_github_shows_the_line(tmp_path, capsys, monkeypatch):
    """A problem becomes a command with file, line, letter and title, in which no cell can end a line or a property."""
    monkeypatch.chdir(tmp_path)
    folder = write_tiny(tmp_path).relative_to(tmp_path)
    edit(folder, "sources.csv", ",ru,", ',"a,b::c%\n::error::x",')

    code, output, _ = check(capsys, folder, "--format", "github")

    assert code == 1
    assert output.splitlines() == [
        "::error file=data/tiny-2030/sources.csv,line=3,title=sources.csv%2C row 3%2C language::"
        '"a,b::c%25%0A::error::x" is not allowed (character 8 is a control character, U+000A). Allowed: ISO 639-1 code'
    ]


def test_github_points_at_the_letter(tmp_path, capsys):
    """Where a value stands once in its line, the command says at which letter; sheets have no lines of a file."""
    folder = write_tiny(tmp_path)
    edit(folder, "sources.csv", ",ru,", ",rus,")
    column = FILES["sources.csv"].splitlines()[2].index(",ru,") + 2

    assert f"line=3,col={column},title=" in check(capsys, folder, "--format", "github")[1]
    book = check(capsys, write_workbook(folder, tmp_path / "tiny.xlsx"), "--format", "github")[1]
    assert "tiny.xlsx,title=sheet sources%2C row 3%2C language::" in book


def test_github_shows_notices_of_right_data(tmp_path, capsys):
    """What is noticed about right data is shown at its table and fails nothing."""
    code, output, errors = check(capsys, write_tiny(tmp_path), "--format", "github")

    assert (code, errors) == (0, "")
    assert all(line.startswith("::notice file=") for line in output.splitlines())
    assert "data/tiny-2030/funding.csv,title=" in output


@pytest.mark.parametrize("form", ["json", "github"])
def test_nothing_to_read_is_a_problem_too(tmp_path, capsys, form):
    """A path that leads nowhere ends with exit code 1 and is told in the form that was asked for."""
    code, output, errors = check(capsys, tmp_path / "gone", "--format", form)

    assert (code, errors) == (1, "")
    assert "there is no such folder or workbook" in output
