"""What a run of builds brought: which editions failed, changed or are new, which findings, and whose data are old."""

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from summit_report import blocks
from summit_report.publishing import choices, records
from summit_report.publishing.plans import Plan
from summit_report.publishing.publish import Outcome
from summit_report.publishing.status import moment

FAILED, CHANGED, NEW, SAME = "failed", "changed", "new", "built again with the same results"


@dataclass(frozen=True)
class Earlier:
    """What there was before a build: the *record* of the good report, if any, and the *findings* that it printed."""

    record: Mapping[str, Any] | None
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """
    What became of one edition.

    *problem* tells why it failed, *reasons* why it was built, *was* and *now* which findings went and came; *pdf* is
    what can be read instead of the earlier report. *last_good* says which report stays where the build failed.
    """

    slug: str
    title: str
    kind: str
    problem: str = ""
    reasons: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    pdf: Path | None = None
    last_good: str = ""


@dataclass(frozen=True)
class News:
    """What a run brought; *overdue* has a line for each edition with old data, *unchanged* names what was not built."""

    items: tuple[Item, ...]
    overdue: tuple[str, ...]
    unchanged: tuple[str, ...]

    def of(self, kind: str) -> list[Item]:
        """Return the items of one *kind*."""
        return [item for item in self.items if item.kind == kind]

    def __bool__(self) -> bool:
        """Whether anybody needs to hear of it."""
        return bool(self.overdue or any(item.kind != SAME for item in self.items))


def earlier(plans: Iterable[Plan]) -> dict[str, Earlier]:
    """Return what there is before *plans* are built, by the edition's name."""
    found = {}
    for plan in plans:
        report = plan.place.report(plan.edition.slug)
        found[plan.edition.slug] = Earlier(records.done(report), findings(report))
    return found


def findings(report: Path) -> tuple[str, ...]:
    """Return the sentences of the findings that the executed notebook in the folder *report* prints; or nothing."""
    try:
        cells = json.loads((report / "report.ipynb").read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return ()
    shown = (block for cell in cells for output in cell.get("outputs", []) for block in blocks.read(output) or ())
    items = (item for block in shown if block["kind"] == "findings" for item in block["items"])
    return tuple(f"{blocks.plain(item['value'])} {blocks.plain(item['text'])}" for item in items)


def gather(
    plans: Sequence[Plan], outcomes: Iterable[Outcome], before: Mapping[str, Earlier], overdue: Sequence[str]
) -> News:
    """Return what the *outcomes* of those *plans* that were built bring, compared with what was there *before*."""
    by_slug = {plan.edition.slug: plan for plan in plans}
    ended = {outcome.slug: outcome for outcome in outcomes}
    items = (item(plan, ended[slug], before[slug]) for slug, plan in by_slug.items() if slug in ended)
    return News(tuple(items), tuple(overdue), tuple(slug for slug in by_slug if slug not in ended))


def item(plan: Plan, outcome: Outcome, before: Earlier) -> Item:
    """Return what became of the edition of *plan*."""
    report = plan.place.report(plan.edition.slug)
    record = records.done(report) or {}
    title = str(record.get("title") or plan.edition.title or plan.edition.slug)
    reasons = plan.reasons or ("asked for",)
    if outcome.problem:
        kept = f"built {moment(before.record)}, data until {before.record.get('as_of')}" if before.record else ""
        return Item(outcome.slug, title, FAILED, outcome.problem, reasons, last_good=kept)
    if not before.record:
        return Item(outcome.slug, title, NEW, reasons=reasons, now=findings(report), pdf=report / "report.pdf")
    if checksums(before.record) == checksums(record):
        return Item(outcome.slug, title, SAME, reasons=reasons)
    was, now = difference(before.findings, findings(report))
    return Item(outcome.slug, title, CHANGED, "", reasons, was, now, report / "report.pdf")


def checksums(record: Mapping[str, Any]) -> dict[str, str]:
    """Return the checksum of each output on *record*."""
    return {path: facts["sha256"] for path, facts in (record.get("outputs") or {}).items()}


def difference(one: Sequence[str], other: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what stands only in *one* and only in *other*, in order; what has only moved is no difference."""
    was = [line[2:] for line in difflib.ndiff(one, other) if line.startswith("- ")]
    now = [line[2:] for line in difflib.ndiff(one, other) if line.startswith("+ ")]
    return tuple(line for line in was if line not in now), tuple(line for line in now if line not in was)


def overdue(plans: Iterable[Plan], days: int, today: date) -> Iterator[str]:
    """Yield a line for each of *plans* whose data end more than *days* before *today*, or at no known day."""
    for plan in plans:
        told = cut_off(plan)
        try:
            age = (today - date.fromisoformat(told)).days
        except ValueError:
            yield f"{plan.edition.slug}: its data do not tell until when they go"
            continue
        if age > days:
            yield f"{plan.edition.slug}: data until {told}, {age} days old; the limit is {days}"


def cut_off(plan: Plan) -> str:
    """Return the day until which the data go: as the readable report prints it, else as the dataset says."""
    good = records.done(plan.place.report(plan.edition.slug))
    if good and good.get("as_of"):
        return str(good["as_of"])
    return str(choices.read_summit(plan.data[-1]).get("as_of") or "") if plan.data else ""
