"""
An edition on its way to another machine and back: all that it is made from as bytes, all that was made as bytes.

Nothing is shared but this package, which must be the same there. Whether it is, and whether every input arrived, is
asked by computing the checksums of `inputs` a second time at the other end.
"""

import atexit
import contextlib
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import IO, Any

from summit_report.errors import BuildError, SummitReportError
from summit_report.publishing import inputs
from summit_report.publishing.editions import Edition
from summit_report.publishing.plans import Place, Plan, check_current
from summit_report.publishing.publish import LOG, Work, first_record, logged, make
from summit_report.publishing.records import Record
from summit_report.publishing.warm import warm

Files = Mapping[str, bytes]
FACTS = ("title", "as_of", "cells", "failure", "seconds", "warnings", "started", "python", "platform")
"""What the record says of the making; the rest, such as the commit, is known where the build was asked for."""
SAME = "Install there what is installed here: the same commit, and `pip install -c requirements.lock`."

_turn = threading.Lock()  # kernels, loggers and caches belong to a process: one edition at a time in each


@dataclass(frozen=True)
class Parcel:
    """A plan with paths that hold in the folder in which `Files` are unpacked."""

    edition: Edition
    paper: str
    notebook: str
    cells: int
    data: tuple[str, ...]
    inputs: Mapping[str, Any]


@dataclass(frozen=True)
class Made:
    """What a build made: *record*, files of *report* and *figures*, the log, and the *error* that ended it, if any."""

    record: Record
    report: Files
    figures: Files
    log: str
    error: SummitReportError | None

    def put(self, _plan: Plan, record: Record, _work: Work, report: Path, figures: Path, log: IO[str]) -> None:
        """Write all of it into folders of this machine, as `publish.make` would have; raise the error, if any."""
        for name in FACTS:
            setattr(record, name, getattr(self.record, name))
        write_files(self.report, report)
        write_files(self.figures, figures)
        log.write(self.log)
        if self.error:
            raise self.error


def packed(plan: Plan) -> Parcel:
    """Return *plan* ready to travel."""
    project = plan.place.project
    notebook = packed_path(plan.notebook, project)
    data = tuple(packed_path(place, project) for place in plan.data)
    edition = replace(plan.edition, notebook=Path(notebook), data=Path(data[-1]) if plan.edition.data else None)
    return Parcel(edition, plan.place.paper, notebook, plan.cells, data, plan.inputs)


def packed_path(path: Path, project: Path) -> str:
    """Return where *path* stands when unpacked: in the project as it does here, else beside it."""
    if path.is_relative_to(project):
        return f"project/{path.relative_to(project).as_posix()}"
    return f"outside/{inputs.text_checksum(str(path.parent))[:12]}/{path.name}"


def input_files(plans: Iterable[Plan]) -> dict[str, bytes]:
    """Return the files that *plans* are made from, each once, by the path at which they are unpacked."""
    files: dict[str, bytes] = {}
    for plan in plans:
        beside = (file for file in plan.notebook.parent.rglob("*") if file.suffix != ".ipynb")
        named = (plan.place.project / name for name in inputs.PROJECT_FILES)
        fonts = (plan.place.project / inputs.FONTS).rglob("*")
        data = (file for place in plan.data for file in ([place] if place.is_file() else place.rglob("*")))
        for file in (plan.notebook, *beside, *named, *fonts, *data):
            path = packed_path(file, plan.place.project)
            if path not in files and file.is_file():
                files[path] = file.read_bytes()
    return files


def write_files(files: Files, folder: Path) -> None:
    """Write *files* below *folder*."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def read_files(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder* by its path within."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def make_parcel(parcel: Parcel, files: Files, work: Work, scratch: Path | None) -> Made:
    """
    Make the edition of *parcel* from *files* in a folder within *scratch*, which is gone afterwards.

    Whatever goes wrong with it is in what is returned.
    """
    with _turn, unpacked(parcel, files, scratch) as plan:
        start = time.perf_counter()
        report, figures = plan.place.report(parcel.edition.slug), plan.place.figures(parcel.edition.slug)
        report.mkdir(parents=True)
        figures.mkdir(parents=True)
        record, error = first_record(plan), None
        with logged(report / LOG) as log:
            try:
                check_same(plan)
                keep_warm()
                make(plan, record, work, report, figures, log)
            except Exception as caught:
                traceback.print_exception(caught, file=log)
                record.failure = record.failure or {"error": type(caught).__name__, "message": str(caught)}
                error = portable(caught)
        record.seconds["all"] = round(time.perf_counter() - start, 3)
        text = (report / LOG).read_text(encoding="utf-8")
        (report / LOG).unlink()
        return Made(record, read_files(report), read_files(figures), text, error)


@contextlib.contextmanager
def unpacked(parcel: Parcel, files: Files, scratch: Path | None) -> Iterator[Plan]:
    """Write *files* to a new folder within *scratch*, and give the plan that is carried out there."""
    with tempfile.TemporaryDirectory(prefix="edition-", dir=scratch) as name:
        folder = Path(name).resolve()
        write_files(files, folder)
        place = Place(folder / "project", folder / "results", parcel.paper)
        data = tuple(folder / path for path in parcel.data)
        yield Plan(parcel.edition, place, folder / parcel.notebook, parcel.cells, data, parcel.inputs, unchanged=False)


@cache
def keep_warm() -> None:
    """Keep a template for kernels as long as this process lives; it also ends if this process is killed."""
    stack = contextlib.ExitStack()
    stack.enter_context(warm())
    atexit.register(stack.close)


def check_same(plan: Plan) -> None:
    """
    Raise BuildError unless the inputs of *plan* are here what they were where it was made.

    Data may also have changed there, between planning and packing.
    """
    check_current(plan)
    found = inputs.collect(plan.place.project, plan.notebook, plan.data, plan.inputs["parameters"], plan.place.paper)
    if found["checksum"] != plan.inputs["checksum"]:
        raise BuildError(
            "a worker would make another report", problems=list(differences(plan.inputs, found)), next=SAME
        )


def differences(here: Mapping[str, Any], there: Mapping[str, Any], name: str = "") -> Iterator[str]:
    """Yield a line for each input that is not the same *here* and *there*."""
    for key in sorted({*here, *there} - {"checksum"}):
        one, other = here.get(key), there.get(key)
        path = f"{name} {key}".strip()
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            yield from differences(one, other, path)
        elif one != other:
            yield f"{path}: {short(one)} here, {short(other)} there"


def short(value: object) -> str:
    """Return *value* as it is shown in a line; of a checksum the first twelve digits do."""
    return "none" if value is None else str(value)[:12]


def portable(error: Exception) -> SummitReportError:
    """Return *error* as one that can be told on another machine, where its class may not be known."""
    return error if isinstance(error, SummitReportError) else BuildError(f"{type(error).__name__}: {error}")


def refuse_imports(names: Sequence[str]) -> None:
    """Let this process do without the modules *names*, as the command does; those it has already stay."""
    for name in names:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
