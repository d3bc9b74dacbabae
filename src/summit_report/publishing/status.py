"""How each edition stands: current, stale and why, never built, failed, or not to be built at all."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from summit_report.errors import SummitReportError
from summit_report.publishing import inputs, records
from summit_report.publishing.editions import Edition
from summit_report.publishing.plans import Place, elsewhere, plan

LONGEST_LINE = 160
ELSEWHERE = "its data are elsewhere; only building it tells whether they changed"
CURRENT, STALE, NEVER, FAILED, WRONG, UNDECLARED = (
    "current",
    "stale",
    "never built",
    "failed",
    "cannot be built",
    "not declared",
)


@dataclass(frozen=True)
class Status:
    """
    How one edition stands.

    *reasons*: why it is not current, in words. *good* is the record of its last good build, *failed* that of the
    failed one after it, if any. An edition that is not declared was built with parameters or data of its own.
    """

    slug: str
    state: str
    notebook: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    good: Mapping[str, Any] | None = None
    failed: Mapping[str, Any] | None = None

    def detail(self) -> str:
        """Return what is to be said of the state, in one line."""
        built = f"built {moment(self.good)}, data until {self.good.get('as_of') or 'unknown'}" if self.good else ""
        if self.state in (CURRENT, UNDECLARED):
            return built
        if self.state == FAILED and self.failed:
            last = f"last good one {built}" if built else "there is no good one"
            return f"{moment(self.failed)}, {failure_line(self.failed)} ({last})"
        return "" if self.state == NEVER else "; ".join(self.reasons)

    def as_json(self) -> dict[str, Any]:
        """Return the status for programs: the records' facts, without their lists of files."""
        return {
            "edition": self.slug,
            "state": self.state,
            "reasons": list(self.reasons),
            "notebook": self.notebook,
            "parameters": dict(self.parameters),
            "good": facts(self.good),
            "failed": facts(self.failed),
        }


def all_statuses(declared: Iterable[Edition], place: Place) -> Iterator[Status]:
    """Yield how each of the *declared* editions stands, then what else was built in *place*."""
    known: inputs.Known = {}
    slugs = set()
    for edition in declared:
        slugs.add(edition.slug)
        yield status(edition, place, known)
    for slug in others(place.folders[0], slugs):
        good, failed = records.done(place.report(slug)), records.failed(place.report(slug))
        about = good or failed or {}
        yield Status(
            slug,
            FAILED if failed else UNDECLARED,
            str(about.get("notebook") or ""),
            about.get("parameters") or {},
            (),
            good,
            failed,
        )


def status(edition: Edition, place: Place, known: inputs.Known) -> Status:
    """Return how the declared *edition* stands; *known* are the checksums of files that were read already."""
    report = place.report(edition.slug)
    good, failed = records.done(report), records.failed(report)
    reasons: tuple[str, ...] = ()
    try:
        reasons = (ELSEWHERE,) if elsewhere(edition) else plan(edition, place.declared, {}, None, known).reasons
        state = FAILED if failed else NEVER if not good else STALE if reasons else CURRENT
    except SummitReportError as error:
        state, reasons = WRONG, (error.line,)
    return Status(edition.slug, state, edition.notebook.as_posix(), edition.parameters, reasons, good, failed)


def behind(declared: Iterable[Edition], place: Place, current: Container[str]) -> dict[str, tuple[str, ...]]:
    """
    Return why each of the *declared* editions that has a good report is stale, by its name.

    It is what `status` says of them. Those named in *current* were looked at already, which counts if *place* has the
    paper that is declared; of data that are elsewhere nobody knows without asking there. One that can no longer be
    built says so without the words of the error, in which there may be paths of this machine.
    """
    known: inputs.Known = {}
    seen = current if place == place.declared else ()
    found = (
        status(edition, place, known) for edition in declared if edition.slug not in seen and not elsewhere(edition)
    )
    reasons = {
        one.slug: ("it can no longer be built",) if one.state == WRONG else one.reasons for one in found if one.good
    }
    return {slug: why for slug, why in reasons.items() if why}


def others(reports: Path, slugs: Iterable[str]) -> list[str]:
    """Return the names of the folders in *reports* that hold a record and are none of *slugs*."""
    found = {folder.name for folder in reports.glob("[!.]*") if records.done(folder) or records.failed(folder)}
    return sorted(found - set(slugs))


def facts(record: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what of *record* tells how a build ended."""
    keys = ("title", "as_of", "data_version", "started", "ended", "seconds", "failure", "commit")
    return {key: record.get(key) for key in keys} if record else None


def moment(record: Mapping[str, Any] | None) -> str:
    """Return when the build of *record* ended, to the minute."""
    try:
        return f"{datetime.fromisoformat(str((record or {})['ended'])):%Y-%m-%d %H:%M} UTC"
    except (KeyError, ValueError):
        return "at an unknown time"


def failure_line(record: Mapping[str, Any]) -> str:
    """Return in one line which cell failed, if one did, and why."""
    failure = record.get("failure") or {}
    where = f"cell {failure['cell'] + 1}: " if isinstance(failure.get("cell"), int) else ""
    said = str(failure.get("message") or "").strip()
    own = failure.get("error") in ("BuildError", "DataError", "UsageError")  # whose text needs no name
    name = "" if own and said else str(failure.get("error") or "unknown error")
    text = "; ".join(line.strip() for line in ": ".join(filter(None, (name, said))).splitlines() if line.strip())
    return where + (text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 1] + "…")
