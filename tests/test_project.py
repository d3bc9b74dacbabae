"""The files around the package say the same thing, and nothing they should not."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "summit_report"
LOCKED = dict(line.split("==") for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line)
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def plain(name: str) -> str:
    """Return the name of a requirement as indexes compare it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~ ]", name)[0]).lower()


def test_every_dependency_is_locked() -> None:
    """The lock holds an exact version of each package that any extra names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    locked = {plain(name) for name in LOCKED}

    assert {plain(name) for name in wanted} <= locked


def test_tests_install_what_the_lab_has() -> None:
    """`make test` also tries what happens in JupyterLab."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]

    assert set(extras["lab"]) <= set(extras["test"])


def test_the_lock_holds_versions_and_no_addresses() -> None:
    """The lock can be used with any index."""
    lines = [line for line in (ROOT / "requirements.lock").read_text().splitlines() if not line.startswith("#")]

    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line) for line in lines)


def test_conda_environment_takes_the_same_versions() -> None:
    """environment.yml installs the `lab` extra under the constraints of the lock."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    [pip] = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]

    assert pip == ["-c requirements.lock", "-e .[lab]"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_are_stored_without_outputs(notebook: Path) -> None:
    """A stored notebook has no outputs or counts, ids that stay, short cells and one cell of parameters."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]

    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert all(len("".join(cell["source"]).splitlines()) <= 12 for cell in code)
    assert sum("parameters" in cell["metadata"].get("tags", []) for cell in code) == 1
    assert len({cell["id"] for cell in cells}) == len(cells)


def imports(module: Path) -> str:
    """Return the import lines of *module*, wherever they stand."""
    return "\n".join(line for line in module.read_text().splitlines() if re.match(r"\s*(from|import) ", line))


@pytest.mark.parametrize("module", sorted((PACKAGE / "analysis").rglob("*.py")), ids=lambda path: path.name)
def test_the_analysis_lane_knows_nothing_of_publishing(module: Path) -> None:
    """Analysis imports neither papermill nor nbconvert nor the publishing lane."""
    assert not re.search(r"papermill|nbconvert|nbclient|summit_report\.publishing", imports(module))


@pytest.mark.parametrize("module", sorted((PACKAGE / "publishing").rglob("*.py")), ids=lambda path: path.name)
def test_the_publishing_lane_knows_nothing_of_analysis(module: Path) -> None:
    """Publishing imports neither pandas nor matplotlib nor the analysis lane."""
    assert not re.search(r"pandas|matplotlib|seaborn|summit_report\.analysis", imports(module))


def test_only_the_command_prints() -> None:
    """No module but the command writes to the terminal."""
    talkers = [
        path.name for path in PACKAGE.rglob("*.py") if re.search(r"^\s*(print|click\.echo)\(", path.read_text(), re.M)
    ]

    assert talkers == ["screen.py"]


def test_declared_editions_have_their_notebook_and_data() -> None:
    """Each edition of reports.yml names a notebook and a dataset that are there."""
    editions = yaml.safe_load((ROOT / "reports.yml").read_text())["editions"]

    for edition in editions.values():
        assert (ROOT / edition["notebook"]).is_file()
        for summit in edition["parameters"].get("summits", [edition["parameters"].get("summit")]):
            assert (ROOT / "data" / summit / "summit.yaml").is_file()


def test_the_way_through_the_code_leads_somewhere() -> None:
    """Each file that docs/code.md names stands in one of the folders that its line names, with what to read first."""
    package = ROOT / "src" / "summit_report"
    for line in (ROOT / "docs" / "code.md").read_text().splitlines():
        if not line.startswith("| ") or "`" not in line:
            continue
        _, places, first = line.strip("| ").split(" | ")
        paths = re.findall(r"`([\w/.]+)`", places)
        folder = package / (paths[0] if paths[0].endswith("/") else Path(paths[0]).parent)
        files = [
            file for path in paths for file in (package / path, folder / path, folder.parent / path) if file.exists()
        ]
        assert len({file.resolve() for file in files}) >= len(paths), line
        for name in re.findall(r"`([\w.]+)`", first):
            if name.endswith(".py"):
                assert any((file / name).exists() or (file.parent / name).exists() for file in files), name
            else:
                texts = "".join(file.read_text() for file in files if file.is_file())
                assert re.search(rf"^(def|class) {name}\b|^{name} = ", texts, re.M), name
