"""What the command tells of data and builds, as text; the command prints it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from summit_report.publishing.plans import DOWNLOADS, FIRST_PAGE, Plan
from summit_report.publishing.publish import Outcome, shown

if TYPE_CHECKING:
    from summit_report.publishing.status import Status


def standing(found: "Sequence[Status]") -> list[str]:
    """Return a line for each edition: its name, its state, and what is to be said of that, in columns."""
    slugs = max((len(status.slug) for status in found), default=0)
    states = max((len(status.state) for status in found), default=0)
    return [f"{status.slug:{slugs}}  {status.state:{states}}  {status.detail()}".rstrip() for status in found]


def unchanged(plans: Iterable[Plan]) -> list[str]:
    """Return a line for each of *plans* that need not be built."""
    slugs = ((plan, plan.edition.slug) for plan in plans if plan.unchanged)
    return [f"{slug}: unchanged, see {shown(plan.place.report(slug))}/" for plan, slug in slugs]


def done(outcome: Outcome) -> str:
    """Return where the files of *outcome*, a good one, are, how long each step took, and its warnings."""
    seconds = dict(outcome.seconds or {})
    total = seconds.pop("all", 0)
    steps = ", ".join(f"{step} {took:.1f} s" for step, took in seconds.items())
    files = [file for file in outcome.files if file.name != FIRST_PAGE]
    pictures = [file for file in files if file.suffix in (".svg", ".png")]
    downloads = [file for file in files if file.parent.name == DOWNLOADS]
    lines = [f"{outcome.slug}: done in {total:.1f} s ({steps})"]
    lines += [shown(file) for file in files if file not in pictures + downloads]
    for several, what in ((pictures, "pictures"), (downloads, "files")):
        if several:
            lines.append(f"{shown(several[0].parent)}/ ({len(several)} {what})")
    lines += [f"Warning: {warning}" for warning in outcome.warnings]
    return "\n  ".join(lines)


def failed(outcomes: Sequence[Outcome]) -> str:
    """Return the list of the editions that failed, if several were built; else nothing."""
    slugs = [outcome.slug for outcome in outcomes if outcome.problem]
    if not slugs or len(outcomes) == 1:
        return ""
    return "\n".join([f"\n{len(slugs)} of {len(outcomes)} editions failed:", *(f"  - {slug}" for slug in slugs)])
