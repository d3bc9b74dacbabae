"""What JupyterLab gets from us: titles in its export menu, and jobs of its scheduler with our checks and our files."""

import sqlite3
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import get_exporter
from small_project import make_project

from summit_report.errors import UsageError
from summit_report.publishing.lab.typed import checked

pytest.importorskip("jupyter_scheduler", reason="needs the extra [lab]")

from jupyter_scheduler.exceptions import SchedulerError
from jupyter_scheduler.models import (
    CreateJob,
    CreateJobDefinition,
    CreateJobFromDefinition,
    DescribeJob,
    ListJobsQuery,
    UpdateJobDefinition,
)
from jupyter_scheduler.orm import create_tables

from summit_report.publishing.lab import jobs, menu

NOTEBOOK = "notebooks/small.ipynb"
PATIENCE = 60  # seconds


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project on disk."""
    return make_project(tmp_path / "project")


@pytest.fixture
def scheduler(project: Path, tmp_path: Path) -> jobs.ReportScheduler:
    """The scheduler of a server that was started in the project."""
    address = f"sqlite:///{tmp_path}/jobs.sqlite"
    create_tables(address)
    scheduler = jobs.ReportScheduler(str(project), jobs.Environments(), address, task_runner_class=None)
    scheduler.staging_path = str(tmp_path / "staging")
    for name in ("one", "two"):
        (tmp_path / "staging" / name).mkdir(parents=True)
    return scheduler


def job(**changed: Any) -> CreateJob:
    """Return what the form sends."""
    formats = ["html", "pdf", "ipynb"]
    asked = {"input_uri": NOTEBOOK, "name": "small", "runtime_environment_name": "here", "output_formats": formats}
    return CreateJob(**{**asked, **changed})


def ended(scheduler: jobs.ReportScheduler, name: str) -> DescribeJob:
    """Wait for the job *name* and return what the list says of it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = scheduler.get_job(name)
        if found.status in ("COMPLETED", "FAILED"):
            return found
        time.sleep(0.1)
    raise TimeoutError(found)


def results(scheduler: jobs.ReportScheduler, job: DescribeJob) -> dict[str, bytes]:
    """Return the files that *job* has written, by their format."""
    return {kind: Path(path).read_bytes() for kind, path in scheduler.get_staging_paths(job).items()}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ({"country": "KAZ"}, "KAZ"),
        ({"country": ' "KAZ" '}, "KAZ"),
        ({"country": "'KAZ'"}, "KAZ"),
        ({" country": "None"}, None),
        ({"factor": "4"}, 4),
        ({"factor": "'4'"}, 4),
    ],
)
def test_typed_values_are_meant_as_a_person_means_them(project: Path, typed: dict[str, str], meant: object) -> None:
    """A text needs no quotes, and a text with quotes, a number and None are what they look like."""
    notebook = project / NOTEBOOK
    assert list(checked(notebook, notebook.parent, typed).values()) == [meant]


def test_typed_list_is_a_list(tmp_path: Path) -> None:
    """Items are parted by commas, with or without brackets and quotes."""
    from nbformat import write
    from small_project import notebook

    write(notebook("names", tagged='names = ["a"]'), tmp_path / "list.ipynb")
    for text in ("a, b", "[a, b]", '["a", "b"]'):
        assert checked(tmp_path / "list.ipynb", tmp_path, {"names": text}) == {"names": ["a", "b"]}


def test_value_that_the_data_do_not_have_is_refused(project: Path) -> None:
    """The data beside the notebook's folder say what is allowed, and the error lists it."""
    notebook = project / NOTEBOOK
    with pytest.raises(UsageError, match=r"'kasachstan' is not one of KAZ \(Kazakhstan\)"):
        checked(notebook, notebook.parent, {"country": "kasachstan"})
    assert checked(notebook, notebook.parent, {"country": "kazakhstan"}) == {"country": "KAZ"}


def test_menu_shows_each_exporter_under_its_own_title() -> None:
    """The titles of the menu are those that the exporters give themselves."""
    assert {name: get_exporter(name).export_from_notebook for name in menu.TITLES} == menu.TITLES


def test_job_gives_html_pdf_and_notebook(scheduler: jobs.ReportScheduler) -> None:
    """A job with parameters typed without quotes waits, then ends as our page, our PDF and the executed notebook."""
    name = scheduler.create_job(job(parameters={"country": "UZB", "factor": "5"}))
    assert scheduler.get_job(name).status in ("QUEUED", "IN_PROGRESS")  # not "STOPPED", as the scheduler begins
    done = ended(scheduler, name)
    assert (done.status, done.status_message) == ("COMPLETED", None)
    files = results(scheduler, done)
    assert b"Report on UZB" in files["html"]
    assert b"<script" not in files["html"]
    assert files["pdf"].startswith(b"%PDF")
    executed = nbformat.reads(files["ipynb"].decode(), as_version=4)
    injected = next(cell for cell in executed.cells if "injected-parameters" in cell.metadata.get("tags", []))
    assert 'country = "UZB"' in injected.source and "factor = 5" in injected.source


def test_failed_job_says_which_cell_and_shows_it(scheduler: jobs.ReportScheduler) -> None:
    """A job whose notebook fails is failed, says why, and its files show the error."""
    done = ended(scheduler, scheduler.create_job(job(parameters={"factor": "13"}, output_formats=["html"])))
    assert done.status == "FAILED"
    assert "ValueError: unlucky" in done.status_message
    assert b"unlucky" in results(scheduler, done)["html"]


def test_wrong_job_is_refused_in_the_form(scheduler: jobs.ReportScheduler) -> None:
    """Misspelt names, wrong values and unknown formats never become jobs or definitions."""
    for wrong in ({"parameters": {"contry": "KAZ"}}, {"parameters": {"factor": "many"}}, {"output_formats": ["docx"]}):
        with pytest.raises(SchedulerError, match=r"did you mean country|is not int|Known: html, pdf, ipynb"):
            scheduler.create_job(job(**wrong))
        with pytest.raises(SchedulerError):
            scheduler.create_job_definition(CreateJobDefinition(**job(**wrong).dict()))
    assert scheduler.list_jobs(ListJobsQuery()).total_count == 0


def test_job_of_a_definition_finds_the_data_of_its_notebook(scheduler: jobs.ReportScheduler, project: Path) -> None:
    """A definition keeps the notebook as it was, and each of its jobs runs in the folder that it came from."""
    asked = job(parameters={"country": "KAZ"}, output_formats=["ipynb"]).dict(exclude_none=True)
    definition = scheduler.create_job_definition(CreateJobDefinition(**asked))
    (project / NOTEBOOK).unlink()
    name = scheduler.create_job_from_definition(definition, CreateJobFromDefinition())
    done = ended(scheduler, name)
    assert (done.status, done.status_message) == ("COMPLETED", None)
    assert done.runtime_environment_parameters == {"folder": str((project / "notebooks").resolve())}


def test_changed_definition_is_checked_and_keeps_its_folder(scheduler: jobs.ReportScheduler, project: Path) -> None:
    """A change is checked like a new definition, with what it leaves as it was; its notebook's folder is not lost."""
    asked = job(parameters={"country": "KAZ"}, output_formats=["ipynb"]).dict(exclude_none=True)
    name = scheduler.create_job_definition(CreateJobDefinition(**asked))
    other = project / "notebooks" / "other.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[]), other)
    (project / NOTEBOOK).unlink()
    moved = {"input_uri": str(other.relative_to(project))}
    for wrong in ({"parameters": {"contry": "KAZ"}}, {"output_formats": ["docx"]}, moved):
        with pytest.raises(SchedulerError):
            scheduler.update_job_definition(name, UpdateJobDefinition(schedule="1 1 * * *", **wrong))
    assert scheduler.get_job_definition(name).schedule is None

    right = {"parameters": {"country": "UZB"}, "runtime_environment_parameters": {"a": "b"}}
    scheduler.update_job_definition(name, UpdateJobDefinition(schedule="1 1 * * *", **right))
    found = scheduler.get_job_definition(name)
    assert found.parameters == {"country": "UZB"}
    assert found.runtime_environment_parameters == {"a": "b", "folder": str((project / "notebooks").resolve())}


def test_list_of_jobs_outlives_a_format_that_is_gone(scheduler: jobs.ReportScheduler, tmp_path: Path) -> None:
    """A job of another time, in a format that nothing here makes, is listed under the format's own name."""
    name = scheduler.create_job(job(output_formats=["ipynb"]))
    ended(scheduler, name)
    with sqlite3.connect(tmp_path / "jobs.sqlite") as database:
        database.execute("UPDATE jobs SET output_formats = '[\"slides\"]'")
    listed = scheduler.list_jobs(ListJobsQuery()).jobs
    assert [file.display_name for file in listed[0].job_files] == ["slides", "Input"]
