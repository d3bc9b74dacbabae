"""What `check` found, as text, as JSON for programs, and as annotations for GitHub; the command prints it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from summit_report.addresses import redacted
from summit_report.analysis.datapackage import write_datapackage as write
from summit_report.analysis.dataset import load
from summit_report.analysis.notices import Notice, notices
from summit_report.analysis.problems import LISTED, BrokenRulesError, Fault, Problem
from summit_report.analysis.profile import TableProfile, describe
from summit_report.errors import DataError, SummitReportError, UsageError

SHEET = "sheet "


@dataclass(frozen=True)
class Finding:
    """What is to be said of one dataset: the *error*, or else what it holds and what was noticed."""

    data: str
    error: SummitReportError | None = None
    tables: Sequence[TableProfile] = ()
    notices: Sequence[Notice] = ()
    checksum: str | None = None
    written: Path | None = None


def look(data: str | Path, write_datapackage: bool = False) -> Finding:
    """
    Check the dataset at *data*, a path or an address.

    If it is right, also write the data package into its folder if that is asked for. Raises UsageError if it has none.
    """
    told = redacted(data)
    if write_datapackage and not Path(data).is_dir():
        raise UsageError("a data package is written into folders alone", where=told, next="Name the folder.")
    try:
        dataset = load(data)
    except SummitReportError as error:
        return Finding(told, error)
    try:
        written = write(Path(data)) if write_datapackage else None
    except OSError as error:
        what = f"the data package cannot be written: {error.strerror or type(error).__name__}"
        return Finding(told, DataError(what, where=str(error.filename or told), next="Make the folder writable."))
    return Finding(told, None, describe(dataset), notices(dataset), dataset.checksum, written)


def as_text(finding: Finding) -> str:
    """Return the lines for people."""
    if finding.error:
        return str(finding.error)
    noticed = f"Noticed ({len(finding.notices)}):" if finding.notices else "Noticed: nothing"
    lines = [f"{finding.data}: every check passed", *map(str, finding.tables), noticed]
    for _, alike in groupby(finding.notices, key=lambda notice: (notice.table, notice.look)):
        several = list(alike)
        lines += [f"- {notice}" for notice in several[:LISTED]]
        if len(several) > LISTED:
            rest = len(several) - LISTED
            lines.append(f"- {several[0].table}: {rest:,} more of this kind; --format json lists them")
    if finding.written:
        lines.append(f"Written: {finding.written}")
    return "\n  ".join(lines)


def as_json(findings: Iterable[Finding]) -> str:
    """Return one JSON text about all datasets; every problem is in it, however many there are."""
    return json.dumps({"datasets": [_dataset(finding) for finding in findings]}, indent=2)


def _dataset(finding: Finding) -> dict[str, Any]:
    return {
        "data": finding.data,
        "right": finding.error is None,
        "problems": [_place(finding.data, problem) | problem.as_json() for problem in _problems(finding)],
        "summary": _summary(finding) if finding.error is None else None,
    }


def _summary(finding: Finding) -> dict[str, Any]:
    return {
        "checksum": finding.checksum,
        "tables": {table.name: None if table.missing else table.rows for table in finding.tables},
        "notices": [
            {"table": notice.table, "message": notice.text, "rows": list(notice.rows)} for notice in finding.notices
        ],
    }


def _problems(finding: Finding) -> Sequence[Problem]:
    """Return the problems of *finding*; that there is nothing to read is one, too."""
    if isinstance(finding.error, BrokenRulesError):
        return finding.error.found
    if finding.error is None:
        return ()
    error = finding.error
    text = ". ".join(filter(None, ["; ".join([error.what, *error.problems]), error.next]))
    return [Problem(error.where or finding.data, text, fault=Fault.UNREADABLE)]


def _place(data: str, problem: Problem) -> dict[str, str | None]:
    """Return the file in which *problem* is, and the sheet if that is a workbook."""
    sheet = problem.place.removeprefix(SHEET) if problem.place.startswith(SHEET) else None
    # What has no suffix is the name of the dataset: something is missing from it.
    inside = Path(data, problem.place) if Path(problem.place).suffix and Path(data).is_dir() else Path(data)
    return {"file": inside.as_posix() if Path(data).exists() else data, "sheet": sheet}


def as_annotations(finding: Finding) -> str:
    """Return the commands by which GitHub shows each problem, or each notice, beside its file and line."""
    if finding.error is None:
        notices = ((notice, Problem(f"{notice.table}.csv", notice.text)) for notice in finding.notices)
        return "\n".join(
            _command("notice", _place(finding.data, place), {"title": ", ".join(notice.rows)}, notice.text)
            for notice, place in notices
        )
    lines = []
    for _, group in groupby(_problems(finding), key=lambda one: (one.place, one.fault, one.column)):
        alike = list(group)
        lines += [_error(finding.data, problem) for problem in alike[:LISTED]]
        if len(alike) > LISTED:
            text = f"{len(alike) - LISTED:,} more of this kind; --format json lists all of them"
            lines.append(
                _error(finding.data, replace(alike[0], text=text, row=None, value=None, allowed=None, advice=""))
            )
    return "\n".join(lines)


def _error(data: str, problem: Problem) -> str:
    place = _place(data, problem)
    # A sheet has rows of its own: as a line of the workbook's file its number would mean nothing.
    line = None if place["sheet"] else problem.row
    col = _letter(str(place["file"]), line, problem.value) if line and problem.value else None
    return _command("error", place, {"line": line, "col": col, "title": problem.where or data}, problem.message)


def _letter(file: str, line: int, value: str) -> int | None:
    """Return at which letter of its line *value* begins, if it stands there once."""
    lines = _lines(file)
    text = lines[line - 1] if line <= len(lines) else ""
    return text.index(value) + 1 if text.count(value) == 1 else None


@lru_cache(maxsize=4)
def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8-sig").split("\n")
    except (OSError, ValueError):
        return []


def _command(level: str, place: Mapping[str, str | None], more: Mapping[str, str | int | None], message: str) -> str:
    given = {"file": place["file"], **more}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in given.items() if value is not None)
    return f"::{level} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
