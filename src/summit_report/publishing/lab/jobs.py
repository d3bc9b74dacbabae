"""
Jobs of JupyterLab's scheduler, run like our builds and exported as our HTML and PDF.

The scheduler pastes what is typed into the notebook as code, runs a copy of it far from its data, writes every result
as text, and loses its whole list of jobs over a format that it does not know. Its own extension points mend that; they
are named in `settings/jupyter_jupyter_scheduler_config.py`.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_scheduler.environments import EnvironmentManager
from jupyter_scheduler.exceptions import SchedulerError
from jupyter_scheduler.executors import DefaultExecutionManager
from jupyter_scheduler.models import (
    CreateJob,
    CreateJobDefinition,
    DescribeJob,
    DescribeJobDefinition,
    RuntimeEnvironment,
    Status,
    UpdateJobDefinition,
)
from jupyter_scheduler.orm import Job
from jupyter_scheduler.scheduler import Scheduler
from nbformat import NotebookNode
from traitlets import Type

from summit_report.errors import BuildError, SummitReportError
from summit_report.publishing.exports import FONTS
from summit_report.publishing.lab.menu import TITLES
from summit_report.publishing.lab.typed import checked, data_root

EXPORTERS = {"html": "summit-html", "pdf": "summit-pdf", "ipynb": "notebook"}
"""The exporter of each format; a format is also what the names of its files end with."""
FOLDER = "folder"
"""The environment parameter that says where a job's notebook lies; a job has it from its definition."""


class Formats(dict[str, str]):
    """The titles of formats; a job in a format that is gone must not break the list of all jobs."""

    def __missing__(self, name: str) -> str:
        return name


class Environments(EnvironmentManager):
    """The environment that JupyterLab runs in, with our formats; the kernel is the notebook's own in any case."""

    def list_environments(self) -> list[RuntimeEnvironment]:
        """Return this environment."""
        name = Path(sys.prefix).name
        about = {"name": name, "label": name, "description": sys.prefix, "metadata": {"path": sys.prefix}}
        return [RuntimeEnvironment(file_extensions=["ipynb"], output_formats=list(EXPORTERS), **about)]

    def manage_environments_command(self) -> str:
        """Return no command: there is nothing to manage."""
        return ""

    def output_formats_mapping(self) -> dict[str, str]:
        """Return the title of each format."""
        return Formats({name: TITLES.get(exporter, exporter.title()) for name, exporter in EXPORTERS.items()})


class ReportExecution(DefaultExecutionManager):
    """Runs one job, in a process of its own."""

    def execute(self) -> None:
        """
        Run the notebook in its own folder and write it in each format that was asked for; a failed one shows where.

        Raises UsageError if a parameter is wrong, BuildError if a cell fails or a format cannot be written.
        """
        job, copied = self.model, Path(self.staging_paths["input"])
        folder = copied.parent if job.package_input_folder else folder_of(job, copied)
        values = checked(copied, folder, job.parameters or {})
        notebook, failure = executed(job.name, copied, folder, values)
        if job.package_input_folder:
            self.add_side_effects_files(str(folder))
        problems = self.write(job.output_formats or [], notebook, folder)
        if failure:
            raise failure
        if problems:
            raise BuildError("not every format could be written", where=job.name, problems=problems)

    def write(self, formats: list[str], notebook: NotebookNode, folder: Path) -> list[str]:
        """Write *notebook*, which ran in *folder*, in each of the *formats*; return what went wrong."""
        from nbconvert.exporters import get_exporter

        name = Path(self.staging_paths["input"]).stem
        about = {"metadata": {"name": name, "path": str(folder)}, "fonts": str(data_root(folder).parent / FONTS)}
        problems = []
        for kind in formats:
            try:
                content, _ = get_exporter(EXPORTERS[kind])().from_notebook_node(notebook, about)
                data = content if isinstance(content, bytes) else content.encode()
                Path(self.staging_paths[kind]).write_bytes(data)
            except Exception as error:  # one format must not cost the others
                problems.append(f"{kind}: {error}")
        return problems


def executed(
    name: str, source: Path, folder: Path, values: dict[str, object]
) -> tuple[NotebookNode, BuildError | None]:
    """Run the notebook *source* in *folder* with *values*; return it with its outputs, and how it failed if it did."""
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from summit_report.publishing.records import Record
    from summit_report.publishing.running import ENGINE, cell_error, note_failure, source_notebook

    with TemporaryDirectory() as place:
        output = Path(place, "executed.ipynb")
        options: dict[str, Any] = {"engine_name": ENGINE, "progress_bar": False, "folder": folder}
        try:
            return papermill.execute_notebook(source_notebook(source), str(output), values, **options), None
        except PapermillExecutionError as error:
            notebook, record = nbformat.read(output, as_version=4), Record(name)
            note_failure(record, notebook, error)
            return notebook, cell_error(record)


def folder_of(job: CreateJob | DescribeJob | DescribeJobDefinition, notebook: Path) -> Path:
    """Return the folder that the notebook of *job* comes from; that of the file *notebook* if nothing says it."""
    return Path((job.runtime_environment_parameters or {}).get(FOLDER) or notebook.parent)


@contextmanager
def quick_start() -> Iterator[None]:
    """Let processes that are started meanwhile not load this one's program, JupyterLab, which takes them seconds."""
    program = vars(sys.modules["__main__"])
    hidden = {name: program.get(name) for name in ("__file__", "__spec__")}
    program.update(__file__=None, __spec__=None)
    try:
        yield
    finally:
        program.update(hidden)


def check(notebook: Path, folder: Path, parameters: dict[str, str], formats: list[str]) -> None:
    """Raise SchedulerError unless *notebook*, run in *folder*, takes *parameters* and can be had in all *formats*."""
    unknown = set(formats) - set(EXPORTERS)
    if unknown:
        raise SchedulerError(f"no such format: {', '.join(sorted(unknown))}. Known: {', '.join(EXPORTERS)}")
    try:
        checked(notebook, folder, parameters)
    except SummitReportError as error:
        raise SchedulerError(str(error)) from error


class ReportScheduler(Scheduler):
    """Refuses what cannot work while it stands in the form, and remembers where notebooks lie."""

    execution_manager_class = Type(
        default_value=ReportExecution,
        klass="jupyter_scheduler.executors.ExecutionManager",
        allow_none=True,
        config=True,
        help="The class that runs jobs.",
    )

    def create_job(self, model: CreateJob) -> str:
        """Start the job *model* and return its id. Raises SchedulerError, saying what is wrong with it."""
        if not model.job_definition_id:  # what its definition was refused for would be seen by nobody now
            self.prepare(model)
        with quick_start():
            name = str(super().create_job(model))
        self.queue(name)
        return name

    def queue(self, name: str) -> None:
        """Let the job called *name* be queued until its process begins: the scheduler calls it stopped meanwhile."""
        with self.db_session() as session:
            waiting = session.query(Job).filter(Job.job_id == name, Job.start_time.is_(None))
            waiting.update({"status": Status.QUEUED})
            session.commit()

    def create_job_definition(self, model: CreateJobDefinition) -> str:
        """Keep the definition *model* and return its id. Raises SchedulerError, saying what is wrong with it."""
        self.prepare(model)
        return str(super().create_job_definition(model))

    def update_job_definition(self, job_definition_id: str, model: UpdateJobDefinition) -> None:
        """
        Change the definition as *model* says, which may name another notebook.

        Raises SchedulerError, saying what would be wrong with the jobs then; what does not concern them is not asked.
        """
        stored = self.get_job_definition(job_definition_id)
        if not model.input_uri or self.file_exists(model.input_uri):  # else the scheduler says itself
            notebook, folder = self.placed(stored, model)
            if model.input_uri or model.parameters is not None or model.output_formats is not None:
                parameters = stored.parameters if model.parameters is None else model.parameters
                check(notebook, folder, parameters or {}, model.output_formats or [])
        super().update_job_definition(job_definition_id, model)

    def placed(self, stored: DescribeJobDefinition, model: UpdateJobDefinition) -> tuple[Path, Path]:
        """Note in *model* the folder of its notebook, else of that of *stored*; return the notebook's file and it."""
        if model.input_uri:
            notebook = self.place(model)
            return notebook, notebook.parent
        copied = Path(self.get_staging_paths(stored)["input"])
        folder = folder_of(stored, copied)
        if model.runtime_environment_parameters is not None:
            model.runtime_environment_parameters = {**model.runtime_environment_parameters, FOLDER: str(folder)}
        return copied, folder

    def prepare(self, model: CreateJob | CreateJobDefinition) -> None:
        """Note in *model* where its notebook lies. Raises SchedulerError if it could not be done as it asks."""
        if not self.file_exists(model.input_uri):
            return  # which the scheduler says itself
        notebook = self.place(model)
        check(notebook, notebook.parent, model.parameters or {}, model.output_formats or [])

    def place(self, model: CreateJob | CreateJobDefinition | UpdateJobDefinition) -> Path:
        """Note in *model* the folder of its notebook, and return the notebook's file."""
        notebook = Path(self.root_dir, model.input_uri).resolve()
        model.runtime_environment_parameters = {
            **(model.runtime_environment_parameters or {}),
            FOLDER: str(notebook.parent),
        }
        return notebook
