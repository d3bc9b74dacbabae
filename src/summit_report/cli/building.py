"""`summit-report build`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from summit_report.cli.project import REPORTS_FILE, project_folder
from summit_report.cli.screen import DONE, WRONG, complain, say
from summit_report.errors import UsageError
from summit_report.given import FORMS, Problems, Source, Sources, at_hand, brought, kept
from summit_report.project import DATA_VARIABLE

if TYPE_CHECKING:
    from summit_report.publishing.editions import Edition
    from summit_report.publishing.news import News
    from summit_report.publishing.plans import Place, Plan
    from summit_report.publishing.publish import Outcome


class Jobs(click.ParamType):
    """A number of editions at a time; `auto`, which is None here, leaves it to the machine."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        """Return the number that *value* stands for."""
        if value in ("auto", None):
            return None
        if not str(value).isdecimal() or int(value) < 1:
            self.fail(f"{value!r} is neither a number from 1 nor auto.", param, ctx)
        return int(value)


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
    "Where memory allows, one more process keeps processors busy while notebooks wait.",
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
    from summit_report.publishing import editions, news, swaps, temporary
    from summit_report.publishing.plans import Place

    if (executor == "dask") != bool(scheduler):
        raise UsageError("--executor dask and --scheduler ADDRESS belong together", next="Give both, or neither.")
    if every and edition:
        raise UsageError("--all builds every edition; names beside it exclude it", next="Give names, or --all.")
    project = project_folder()
    place = Place(project, (out or project).absolute(), paper)
    declared = editions.load(project / REPORTS_FILE)
    choice = choose(declared, edition, every, given, project)
    swaps.clear_up_all(place.folders)
    temporary.remove_left()
    plans = planned(choice, place, options, every)
    due = [plan for plan in plans if force or not plan.unchanged]
    if not quiet and not force:
        for line in summaries.unchanged(plans):
            say(line)
    place.folders[0].mkdir(parents=True, exist_ok=True)  # where this fails, so would every edition, each on its own
    before = news.earlier(due) if mail else {}
    outcomes = run(due, jobs, scheduler, quiet)
    list_all(declared, place, plans, outcomes)
    old = too_old(plans, stale_after, today)
    failures = summaries.failed(outcomes)
    for problem in filter(None, ("\n  - ".join(["Data are too old:", *old]) if old else "", failures)):
        complain(problem)
    if mail:  # last, for a mail that cannot be written must hide nothing
        write_mail(news.gather(plans, outcomes, before, old), mail, quiet)
    return WRONG if old or any(outcome.problem for outcome in outcomes) else DONE


@dataclass(frozen=True)
class Choice:
    """
    The *editions* to build, with their data at hand; *data*, if given, come in place of their own.

    *sources* say where copied data came from, *problems* what is the matter with data that cannot be had.
    """

    editions: "Sequence[Edition]"
    data: Path | None
    sources: Sources
    problems: Problems


def choose(
    declared: "tuple[Edition, ...]", names: tuple[str, ...], every: bool, given: str | Path | None, project: Path
) -> Choice:
    """Return those of *declared* that are asked for, or the report about the *given* data if none is."""
    from summit_report.publishing import choices, editions

    hold = click.get_current_context().with_resource  # copies of data stay until the command ends
    data = hold(at_hand(given))
    source: Sources = {data: kept(given)} if data else {}
    if data and not every and not names:
        choices.require_dataset(data)
        return Choice([editions.about(declared, data, choices.summit_id(data))], None, source, {})
    chosen = declared if every else editions.select(declared, names)
    if data and not every:
        return Choice(chosen, data, source, {})
    at_home, sources, problems = brought(chosen, project, hold)
    return Choice(at_home, data, sources | source, problems)


def planned(choice: Choice, place: "Place", options: tuple[str, ...], every: bool) -> "list[Plan]":
    """Return the plans of the editions of *choice*, with the parameters that *options* set."""
    from summit_report.publishing.parameters import parse_options
    from summit_report.publishing.plans import plan_all

    plans = plan_all(choice.editions, place, parse_options(options), choice.data, every)
    return [
        replace(
            plan,
            source=choice.sources.get(plan.edition.data),
            problem=choice.problems.get(plan.edition.data, plan.problem),
        )
        for plan in plans
    ]


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


def list_all(
    declared: "tuple[Edition, ...]", place: "Place", plans: "Iterable[Plan]", outcomes: "Iterable[Outcome]"
) -> None:
    """Write the index of all reports, in which those of *plans* and *outcomes* that are good need no further look."""
    from summit_report.publishing import index, status

    current = {plan.edition.slug for plan in plans if plan.unchanged}
    current |= {outcome.slug for outcome in outcomes if not outcome.problem}
    index.write(place.results, declared, status.behind(declared, place, current))


def too_old(plans: "Iterable[Plan]", days: int | None, today: datetime | None) -> list[str]:
    """Return a line for each of *plans* whose data end more than *days* before *today*; none if days are not given."""
    from summit_report.publishing import news

    if days is None:
        return []
    return list(news.overdue([plan for plan in plans if not plan.problem], days, (today or datetime.now()).date()))


def write_mail(news: "News", file: Path, quiet: bool) -> None:
    """Write the mail that tells *news* to *file*, or say that there are none."""
    from summit_report.publishing import message

    if news:
        message.write(news, file)
    if not quiet:
        say(f"Message: {file}" if news else "Nothing failed or changed: no message")
