"""The notebooks run as people run them: all cells, with the environment's own kernel, wherever they are started."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from summit_report.publishing import parameters

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
KNOWN_TAGS = {"parameters", "remove-cell", "remove-input", "remove-output", "appendix"}


OWN, OTHER = "astana-2025", "tests/summits/halcyon-2022"
PLACES = [
    *((one, one.parent, OWN) for one in NOTEBOOKS[1:]),
    *((NOTEBOOKS[0], ROOT / at, OTHER) for at in (".", "notebooks")),
]


@pytest.mark.parametrize(("notebook", "folder", "summit"), PLACES, ids=lambda value: Path(value).name)
def test_a_notebook_runs_with_the_kernel_python3(notebook: Path, folder: Path, summit: str) -> None:
    """
    "Run all" ends without an error or a warning, in the notebook's own folder.

    To explore, it does so from the root, too, also about data at a path that is seen from there.
    """
    content = nbformat.read(notebook, as_version=4)
    taken = next(cell for cell in content.cells if "parameters" in cell.metadata.get("tags", []))
    taken.source = taken.source.replace(f'summit = "{OWN}"', f'summit = "{summit}"')
    resources = {"metadata": {"path": str(folder)}}
    done = NotebookClient(content, kernel_name="python3", timeout=120, resources=resources).execute()

    outputs = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]


@pytest.mark.parametrize("notebook", NOTEBOOKS[1:], ids=lambda path: path.name)
def test_a_report_finds_its_data_from_the_root(notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Started from the project's folder, the first cells find the data; what follows asks for no folder."""
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    for cell in [cell for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"][:4]:
        exec(cell.source, names)

    assert {"report", "page"} & names.keys()


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_says_what_it_takes_and_opens_anywhere(notebook: Path) -> None:
    """It names the kernel that every environment has, says of each parameter what is allowed, and uses known tags."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    tags = [tag for cell in content["cells"] for tag in cell["metadata"].get("tags", [])]

    assert content["metadata"]["kernelspec"]["name"] == "python3"
    assert set(tags) <= KNOWN_TAGS
    first = [i for i, cell in enumerate(content["cells"]) if "parameters" in cell["metadata"].get("tags", [])]
    assert first[0] <= 1
    contract = parameters.read_contract(notebook)
    assert contract and all(parameter.help for parameter in contract)
