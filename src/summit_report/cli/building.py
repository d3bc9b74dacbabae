"""`summit-report build`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from summit_report.cli.project import REPORTS_FILE, project_folder
from summit_report.cli.screen import DONE, WRONG, complain, say
from summit_report.errors import UsageError
from summit_report.given import FORMS, Source, at_hand, brought, kept
from summit_report.project import DATA_VARIABLE

if TYPE_CHECKING:
    from summit_report.publishing.editions import Edition
    from summit_report.publishing.news import News
    from summit_report.publishing.plans import Plan
    from summit_report.publishing.publish import Outcome


class Jobs(click.ParamType):
    """A number of editions at a time; `auto`, which is None here, leaves it to the machine."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        """Return the number that *value* stands for."""
        return None if value in ("auto", None) else int(click.IntRange(min=1).convert(value, param, ctx))


@click.command()
@click.argument("edition", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Build every declared edition.")
@click.option(
    "--jobs",
    "-j",
    type=Jobs(),
    default="auto",
    show_default=True,
    help="Editions at a time: a number, or auto for what processors and memory allow. "
    "With 1, the next notebook runs while the last report is exported, if memory allows two processes.",
)
@click.option(
    "--executor", type=click.Choice(["local", "dask"]), default="local", show_default=True, help="Who builds."
)
@click.option("--scheduler", metavar="ADDRESS", help="The Dask scheduler, such as tcp://host:8786.")
@click.option("--force", is_flag=True, help="Build even what is unchanged.")
@click.option(
    "--data",
    "given",
    type=Source(exists=True),
    envvar=DATA_VARIABLE,
    help=f"Data to report on, in place of those under data/. {FORMS}",
)
@click.option("-p", "--parameter", "options", multiple=True, metavar="NAME=VALUE", help="Set a notebook parameter.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for reports/ and figures/.")
@click.option(
    "--stale-after",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="Fail, after building, if data of an edition end more than DAYS ago.",
)
@click.option(
    "--message",
    "mail",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a mail with what failed or changed, and the new PDFs, to FILE; none if there is no news.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but failures.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), hidden=True, help="The day on which to judge old data.")
@click.option(
    "--paper", type=click.Choice(["a4", "us-letter"]), default="a4", show_default=True, help="Sheet of the PDF."
)
def build(
    edition: tuple[str, ...],
    every: bool,
    jobs: int | None,
    executor: str,
    scheduler: str | None,
    force: bool,
    given: str | Path | None,
    options: tuple[str, ...],
    out: Path | None,
    stale_after: int | None,
    mail: Path | None,
    quiet: bool,
    today: datetime | None,
    paper: str,
) -> int:
    """
    Build reports: HTML, PDF, executed notebook, figures and record of each EDITION.

    With --data and no EDITION, the report of the first edition is built about these data.
    """
    from summit_report.cli import summaries
    from summit_report.publishing import choices, editions, index, news, status, swaps, temporary
    from summit_report.publishing.parameters import parse_options
    from summit_report.publishing.plans import Place, plan_all

    if (executor == "dask") != bool(scheduler):
        raise UsageError("--executor dask and --scheduler ADDRESS belong together", next="Give both, or neither.")
    project = project_folder()
    declared = editions.load(project / REPORTS_FILE)
    hold = click.get_current_context().with_resource
    local = data = hold(at_hand(given))
    chosen: Sequence[Edition]
    if data and not every and not edition:
        choices.require_dataset(data)
        chosen, data = [editions.about(declared, data, choices.summit_id(data))], None
    else:
        chosen = declared if every else editions.select(declared, edition)
    chosen, sources, lost = brought(chosen, project, hold) if every or not data else (chosen, {}, {})
    place = Place(project, (out or project).absolute(), paper)
    swaps.clear_up_all(place.folders)
    temporary.remove_left()
    plans = plan_all(chosen, place, parse_options(options), data, every)
    sources |= {local: kept(given)} if local else {}
    plans = [
        replace(plan, source=sources.get(plan.edition.data), problem=lost.get(plan.edition.data, plan.problem))
        for plan in plans
    ]
    due = [plan for plan in plans if force or not plan.unchanged]
    if not quiet and not force:
        for line in summaries.unchanged(plans):
            say(line)
    before = news.earlier(due) if mail else {}
    outcomes = run(due, jobs, scheduler, quiet)
    current = {plan.edition.slug for plan in plans if plan.unchanged} | {
        one.slug for one in outcomes if not one.problem
    }
    index.write(place.results, declared, status.behind(declared, place, current))
    known = [plan for plan in plans if not plan.problem]
    old = list(news.overdue(known, stale_after, (today or datetime.now()).date())) if stale_after is not None else []
    if mail:
        write_mail(news.gather(plans, outcomes, before, old), mail, quiet)
    told = summaries.failed(outcomes)
    for problem in filter(None, ("\n  - ".join(["Data are too old:", *old]) if old else "", told)):
        complain(problem)
    return WRONG if old or any(outcome.problem for outcome in outcomes) else DONE


def run(plans: "list[Plan]", jobs: int | None, scheduler: str | None, quiet: bool) -> "list[Outcome]":
    """Build *plans* with a progress bar and say how each ended; if *quiet*, only say which failed."""
    if not plans:
        return []
    from summit_report.cli.bar import Bar
    from summit_report.cli.summaries import done
    from summit_report.publishing.jobs import build_all

    outcomes = []
    with Bar(len(plans), quiet) as bar:
        for outcome in build_all(plans, jobs, bar.progress, scheduler):
            outcomes.append(outcome)
            bar.finished(outcome.slug)
            with bar.aside():
                if outcome.problem:
                    complain(outcome.problem)
                elif not quiet:
                    say(done(outcome))
    return outcomes


def write_mail(news: "News", file: Path, quiet: bool) -> None:
    """Write the mail that tells *news* to *file*, or say that there are none."""
    from summit_report.publishing import message

    if news:
        message.write(news, file)
    if not quiet:
        say(f"Message: {file}" if news else "Nothing failed or changed: no message")
