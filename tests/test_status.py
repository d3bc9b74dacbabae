"""`list` tells of each edition whether it is current, stale and why, never built, or failed; and it is quick."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_project import make_project
from tiny import edit, write_workbook

from summit_report.errors import BuildError, UsageError
from summit_report.publishing import editions, status
from summit_report.publishing.plans import Place, plan, plan_all
from summit_report.publishing.publish import build
from summit_report.publishing.running import source_notebook

pytestmark = pytest.mark.usefixtures("forked_kernels")

READS = """\
import os, sys
opened = set()
sys.addaudithook(lambda event, given: opened.add(str(given[0])) if event == "open" else None)
from summit_report.analysis.dataset import load
load(summit)
sys.stdout.write(" ".join(sorted({os.path.basename(name) for name in opened if "DATA" in name})))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project whose edition `small` has been built; tests do not change it."""
    project = make_project(tmp_path_factory.mktemp("built") / "project")
    (project / "requirements.lock").write_text("a==1\n")
    build(planned(project))
    return project


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """Give a copy of the built project."""
    return Path(shutil.copytree(built, tmp_path / "project"))


def planned(project: Path, slug: str = "small", data: Path | None = None):  # type: ignore[no-untyped-def]
    """Return the plan for the edition *slug* of *project*."""
    (edition,) = editions.select(editions.load(project / "reports.yml"), (slug,))
    return plan(edition, Place(project, project), {}, data)


def statuses(project: Path) -> dict[str, status.Status]:
    """Return how every edition of *project* stands."""
    found = status.all_statuses(editions.load(project / "reports.yml"), Place(project, project))
    return {one.slug: one for one in found}


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    """Return what puts *new* in the place of *old* in *file* of a project."""

    def change(project: Path) -> None:
        text = (project / file).read_text(encoding="utf-8")
        assert old in text
        (project / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def written(file: str) -> Callable[[Path], None]:
    """Return what writes *file* into a project."""
    return lambda project: (project / file).write_text("x", encoding="utf-8") and None


def removed(file: str) -> Callable[[Path], None]:
    """Return what removes *file* from a project."""
    return lambda project: (project / file).unlink()


def recorded(*keys: str) -> Callable[[Path], None]:
    """Return what makes the record of `small` tell that the input at *keys* was another."""

    def change(project: Path) -> None:
        file = project / "reports/small/record.json"
        record = json.loads(file.read_text(encoding="utf-8"))
        place = record["inputs"]
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] = "9.9.9"
        record["inputs"]["checksum"] = "other"
        file.write_text(json.dumps(record), encoding="utf-8")

    return change


CHANGES = {
    "data tiny-2030/sources.csv": replaced("data/tiny-2030/sources.csv", "Example News", "Other News"),
    "data tiny-2030/notes.md is new": written("data/tiny-2030/notes.md"),
    "notebook small.ipynb": replaced("notebooks/small.ipynb", "# Small", "# Smaller"),
    "beside the notebook helper.py is new": written("notebooks/helper.py"),
    "parameter factor 3 → 5": replaced("reports.yml", "{summit: tiny-2030}", "{summit: tiny-2030, factor: 5}"),
    "lock (requirements.lock)": written("requirements.lock"),
    "LICENSE is new": written("LICENSE"),
    "lock (requirements.lock) is gone": removed("requirements.lock"),
    "code of summit-report": recorded("package", "summit_report"),
    "typst 9.9.9 → ": recorded("packages", "typst"),
    "font-source-sans-pro 9.9.9 → ": recorded("packages", "font-source-sans-pro"),
    "Python 9.9.9 → ": recorded("python"),
    "report.pdf was changed": written("reports/small/report.pdf"),
    "report.pdf is missing": removed("reports/small/report.pdf"),
    "figures/small/bar.svg is missing": removed("figures/small/bar.svg"),
}


@pytest.mark.parametrize("reason", CHANGES)
def test_stale_edition_says_why(project: Path, reason: str) -> None:
    """Whatever a report is made from, or was made, makes its edition stale when it changes, and is named alone."""
    assert statuses(project)["small"].state == "current"
    CHANGES[reason](project)
    found = statuses(project)["small"]
    assert found.state == "stale"
    assert len(found.reasons) == 1
    assert found.reasons[0].startswith(reason)


def test_notebook_that_was_run_and_saved_is_as_before(project: Path) -> None:
    """Outputs, counts, times and widgets' states, which JupyterLab saves, are no input, and no build reads them."""
    file = project / "notebooks/small.ipynb"
    before, nb = source_notebook(file), json.loads(file.read_text(encoding="utf-8"))
    nb["metadata"]["language_info"] = {"name": "python", "version": "3.99"}
    nb["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    for count, cell in enumerate(cell for cell in nb["cells"] if cell["cell_type"] == "code"):
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["saved\n"]}]
        cell["execution_count"], cell["metadata"]["execution"] = count, {"iopub.execute_input": "2031-01-31"}
    file.write_text(json.dumps(nb, indent=1), encoding="utf-8")
    assert statuses(project)["small"].state == "current"
    assert source_notebook(file) == before


@pytest.mark.parametrize(("old", "new"), [('"parameters"', '"parameters", "hide-input"'), ('"python3"', '"other"')])
def test_tags_and_kernel_of_a_notebook_are_inputs(project: Path, old: str, new: str) -> None:
    """A cell with another tag, and a notebook with another kernel, have to be built again."""
    replaced("notebooks/small.ipynb", old, new)(project)
    assert statuses(project)["small"].reasons == ("notebook small.ipynb",)


def test_many_changes_are_counted(project: Path) -> None:
    """Of a dataset that is rewritten, and of packages that are all upgraded, `list` gives the number."""
    for file in (project / "data/tiny-2030").glob("*.csv"):
        file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    for name in ("typst", "pandas", "numpy", "seaborn"):
        recorded("packages", name)(project)
    text = statuses(project)["small"].detail()
    assert "data tiny-2030 (" in text
    assert text.endswith("; 1 more packages")


def test_failure_stands_beside_the_last_good_report(project: Path) -> None:
    """A failed edition tells when, in which cell and why in one line, and what can be read; then it is tried again."""
    replaced("notebooks/small.ipynb", "factor == 13", "factor == 3")(project)
    with pytest.raises(BuildError):
        build(planned(project))
    found = statuses(project)
    assert found["small"].state == "failed"
    assert ", cell 5: ValueError: unlucky (last good one built 20" in found["small"].detail()
    assert "\n" not in found["small"].detail()
    assert found["small-KAZ"].state == "never built"
    replaced("notebooks/small.ipynb", "factor == 3", "factor == 13")(project)
    again = planned(project)
    assert (again.unchanged, again.reasons) == (False, ("the last build failed",))


def test_edition_that_cannot_be_planned(project: Path) -> None:
    """A wrong parameter of one edition is told in its line; the others are listed all the same."""
    replaced("reports.yml", "country: [KAZ, UZB]", "country: [KAZ, FRA]")(project)
    found = statuses(project)
    assert found["small-FRA"].state == "cannot be built"
    assert "'FRA' is not one of" in found["small-FRA"].detail()
    assert found["small"].state == "current"
    replaced("reports.yml", "notebook: notebooks/small.ipynb\n", "notebook: notebooks/gone.ipynb\n")(project)
    assert statuses(project)["small-KAZ"].detail().endswith("gone.ipynb: there is no such notebook. Check the path.")


def test_reports_that_nobody_declares(project: Path) -> None:
    """A report whose edition left reports.yml, or had parameters of its own, is listed as not declared."""
    (project / "reports/small").rename(project / "reports/small+factor=4")
    assert statuses(project)["small+factor=4"].state == "not declared"


@pytest.mark.parametrize("kind", ["folder", "folder elsewhere", "workbook"])
def test_every_data_file_that_is_read_is_on_record(tmp_path: Path, kind: str) -> None:
    """What a notebook opens of the data, within the project or elsewhere, is among the checksums of the record."""
    project = make_project(tmp_path / "project")
    place = project / "data/tiny-2030"
    if kind == "folder elsewhere":
        place = Path(shutil.copytree(place, tmp_path / "elsewhere/tiny-2030"))
    elif kind == "workbook":
        place = write_workbook(place, tmp_path / "mine.xlsx")
    code = json.dumps(READS.replace("DATA", place.name))[1:-1]
    replaced("notebooks/small.ipynb", "print(factor * 2)", code)(project)
    made = planned(project, data=None if kind == "folder" else place)
    build(made)
    report = made.place.report(made.edition.slug)
    cells = json.loads((report / "report.ipynb").read_text(encoding="utf-8"))["cells"]
    shown = [output for cell in cells for output in cell.get("outputs", []) if output["output_type"] == "stream"]
    opened = set("".join(shown[0]["text"]).split())
    record = json.loads((report / "record.json").read_text(encoding="utf-8"))
    assert opened >= ({"mine.xlsx"} if kind == "workbook" else {"summit.yaml", "funding.csv"})
    assert opened <= set(record["inputs"]["data"][place.name])
    if kind == "workbook":
        place.write_bytes(place.read_bytes() + b"x")
    else:
        edit(place, "sources.csv", "Example News", "Other News")
    assert not planned(project, data=None if kind == "folder" else place).unchanged


def test_data_of_another_summit_make_the_report_about_it(tmp_path: Path) -> None:
    """`--data` with another id is what the report is about, never ignored; its checksums alone are on record."""
    project = make_project(tmp_path / "project")
    every = editions.load(project / "reports.yml")
    place = Path(shutil.copytree(project / "data/tiny-2030", tmp_path / "bay-2031"))
    edit(place, "summit.yaml", "id: tiny-2030", "id: bay-2031")

    def made(**options: str):  # type: ignore[no-untyped-def]
        return plan(every[0], Place(project, project), options, place)

    assert made().edition.slug == "small+data=bay-2031"
    assert made(country="UZB").edition.parameters == {"summit": "bay-2031", "country": "UZB"}
    assert (list(made().inputs["data"]), made().data) == (["bay-2031"], (place,))
    with pytest.raises(UsageError, match="about bay-2031, this report about tiny-2030"):
        made(summit="tiny-2030")
    with pytest.raises(UsageError, match="no declared edition is about bay-2031"):
        plan_all(every, Place(project, project), {}, place, every=True)


def test_all_editions_take_data_where_they_belong(tmp_path: Path) -> None:
    """`--all --data` puts the data in the place of their summit and leaves editions about other summits alone."""
    project = make_project(tmp_path / "project")
    place = Path(shutil.copytree(project / "data/tiny-2030", tmp_path / "tiny-2030"))
    other = Path(shutil.copytree(place, project / "data/bay-2031"))
    edit(other, "summit.yaml", "id: tiny-2030", "id: bay-2031")
    (project / "reports.yml").write_text(
        "editions:\n  a: {notebook: notebooks/small.ipynb}\n"
        "  b: {notebook: notebooks/small.ipynb, parameters: {summit: bay-2031}}\n"
    )
    plans = plan_all(editions.load(project / "reports.yml"), Place(project, project), {}, place, every=True)
    assert [one.edition.slug for one in plans] == ["a+data=tiny-2030", "b"]


def imported(project: Path, *arguments: str) -> set[str]:
    """Return the top-level modules that the command has imported when it ends."""
    code = (
        "import sys; from summit_report.cli import main; assert main(sys.argv[1:]) == 0\n"
        "print(' '.join({name.partition('.')[0] for name, found in sys.modules.items() if found}), file=sys.stderr)"
    )
    call = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(call, cwd=project, text=True, capture_output=True, check=True)
    return set(done.stderr.split())


SLOW = {"IPython", "Babel", "babel", "bs4", "distributed", "fontTools", "jinja2", "jsonschema", "jupyter_client"}
SLOW |= {"matplotlib", "nbclient", "nbconvert", "nbformat", "numpy", "openpyxl", "pandas", "papermill", "PIL"}
SLOW |= {"rfc3987_syntax", "seaborn", "traitlets", "typst", "uharfbuzz", "zmq"}


@pytest.mark.parametrize("arguments", [("--help",), ("list",), ("list", "--format", "json"), ("build", "--help")])
def test_imports_nothing_slow(built: Path, arguments: tuple[str, ...]) -> None:
    """Help and list load none of the packages that take their time; help not even YAML."""
    found = imported(built, *arguments)
    assert not found & SLOW
    if "--help" in arguments:
        assert "yaml" not in found


def test_nothing_to_do_imports_nothing_slow(project: Path) -> None:
    """A second build that finds nothing to do, index included, loads none of the slow packages."""
    assert "jinja2" in imported(project, "build", "small")  # which writes the index for the first time
    assert not imported(project, "build", "small") & SLOW


def test_an_input_that_cannot_be_read_is_no_problem_of_others(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Editions that do not need it are listed and planned as ever; the other says what to do."""
    shutil.copytree(project / "data/tiny-2030", project / "data/other-2031")
    with (project / "reports.yml").open("a") as file:
        file.write("  other: {notebook: notebooks/small.ipynb, parameters: {summit: other-2031}}\n")
    locked, opened = project / "data/other-2031/claims.csv", Path.open

    def refused(file: Path, *arguments, **options):  # type: ignore[no-untyped-def]
        if file == locked:
            raise PermissionError(13, "Permission denied", str(file))
        return opened(file, *arguments, **options)

    monkeypatch.setattr(Path, "open", refused)
    found = statuses(project)
    assert (found["small"].state, found["other"].state) == (status.CURRENT, status.WRONG)
    assert "data/other-2031/claims.csv: an input cannot be read: Permission denied" in found["other"].reasons[0]

    plans = plan_all(editions.load(project / "reports.yml"), Place(project, project), {})
    assert {one.edition.slug for one in plans if one.problem} == {"other"}
