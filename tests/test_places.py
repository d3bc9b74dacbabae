"""Where a project is: one rule for every command, notebook and job."""

from pathlib import Path

from summit_report import project


def made(file: Path) -> Path:
    """Make an empty *file* and return its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    return file.parent


def test_the_nearest_project_counts(tmp_path: Path) -> None:
    """From any folder below, a project is found by its editions or its data, the nearest first."""
    inner = made(tmp_path / "a/data/one/summit.yaml")
    made(tmp_path / "reports.yml")

    assert project.folder(inner / "deep") == tmp_path / "a"
    assert project.nearest(project.REPORTS_FILE, start=inner) == tmp_path
    assert project.nearest(project.of_dataset("one"), start=inner) == tmp_path / "a"
    assert project.nearest(project.of_dataset("*"), start=inner) is None  # a name, no pattern
    assert project.summits(tmp_path / "a/data") == ["one"]


def test_without_a_project_the_folder_itself(tmp_path: Path) -> None:
    """Where there is neither, what is written goes to the folder itself."""
    assert project.folder(tmp_path) == tmp_path
