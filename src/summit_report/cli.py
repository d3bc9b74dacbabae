"""The command `summit-report`: the only module that prints and chooses exit codes."""

import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from summit_report import __version__
from summit_report.errors import SummitReportError, UsageError
from summit_report.given import DATA_VARIABLE, FORMS, Source, at_hand, kept
from summit_report.visible import visible_lines

if TYPE_CHECKING:
    from summit_report.publishing.editions import Edition
    from summit_report.publishing.news import News
    from summit_report.publishing.plans import Plan
    from summit_report.publishing.publish import Outcome

# With JupyterLab installed, jsonschema would import this and spend two seconds on checks that nobody asked for.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

DONE, WRONG, MISUSED = 0, 1, 2
REPORTS_FILE = "reports.yml"


class Jobs(click.ParamType):
    """A number of editions at a time; `auto`, which is None here, leaves it to the machine."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        """Return the number that *value* stands for."""
        return None if value in ("auto", None) else int(click.IntRange(min=1).convert(value, param, ctx))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="summit-report")
def command() -> None:
    """Reports on what China–Central Asia summits agreed, promised and paid for."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code: 0 done, 1 data or a build were wrong, 2 wrongly used."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return command.main(arguments, prog_name="summit-report", standalone_mode=False) or DONE
    except click.ClickException as error:
        error.show()
        return MISUSED
    except (click.Abort, KeyboardInterrupt):
        complain("Interrupted. Earlier results are untouched.")
        return WRONG
    except OSError as error:
        from summit_report.publishing.publish import storage_error

        complain(str(storage_error(error, Path.cwd())))
        return WRONG
    except SummitReportError as error:
        complain(str(error))
        return MISUSED if isinstance(error, UsageError) else WRONG


@command.command("list")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder of reports/ and figures/.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For whom."
)
def list_editions(out: Path | None, form: str) -> int:
    """List the editions and how each stands: current, stale and why, never built, or failed and why."""
    from summit_report.publishing import editions
    from summit_report.publishing.plans import Place
    from summit_report.publishing.status import all_statuses

    project = project_folder()
    declared = editions.load(project / REPORTS_FILE)
    found = list(all_statuses(declared, Place(project, (out or project).absolute())))
    if form == "json":
        import json

        say(json.dumps([status.as_json() for status in found], indent=2, ensure_ascii=False))
        return DONE
    from summit_report.summaries import standing

    for line in standing(found):
        say(line)
    return DONE


@command.command()
@click.argument("data", nargs=-1, required=True, type=Source())
@click.option("--write-datapackage", is_flag=True, help="Also write datapackage.json into each folder that is right.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, or as annotations of GitHub.",
)
def check(data: tuple[str | Path, ...], write_datapackage: bool, form: str) -> int:
    """
    Check DATA and print what they hold, or everything that is wrong.

    A folder, an .xlsx workbook, a .zip file, or an address as `build --help` says.
    """
    from summit_report import findings

    found = []
    for path in data:
        finding = findings.look(path, write_datapackage)
        found.append(finding)
        if form == "text":
            (complain if finding.error else say)(findings.as_text(finding))
        elif form == "github" and (annotations := findings.as_annotations(finding)):
            say(annotations)
    if form == "json":
        say(findings.as_json(found))
    return WRONG if any(finding.error for finding in found) else DONE


@command.command()
@click.argument("edition", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Build every declared edition.")
@click.option(
    "--jobs",
    "-j",
    type=Jobs(),
    default="auto",
    show_default=True,
    help="Editions at a time: a number, or auto for what processors and memory allow.",
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
    from summit_report import summaries
    from summit_report.publishing import choices, editions, index, news, swaps, temporary
    from summit_report.publishing.parameters import parse_options
    from summit_report.publishing.plans import Place, plan_all

    if (executor == "dask") != bool(scheduler):
        raise UsageError("--executor dask and --scheduler ADDRESS belong together", next="Give both, or neither.")
    project = project_folder()
    declared = editions.load(project / REPORTS_FILE)
    local = data = click.get_current_context().with_resource(at_hand(given))
    chosen: Sequence[Edition]
    if data and not every and not edition:
        choices.require_dataset(data)
        chosen, data = [editions.about(declared, data, choices.summit_id(data))], None
    else:
        chosen = declared if every else editions.select(declared, edition)
    place = Place(project, (out or project).absolute(), paper)
    swaps.clear_up_all(place.folders)
    temporary.remove_left()
    plans = plan_all(chosen, place, parse_options(options), data, every)
    plans = [replace(plan, source=kept(given)) if plan.edition.data == local else plan for plan in plans]
    due = [plan for plan in plans if force or not plan.unchanged]
    if not quiet and not force:
        for line in summaries.unchanged(plans):
            say(line)
    before = news.earlier(due) if mail else {}
    outcomes = run(due, jobs, scheduler, quiet)
    index.write(place.results, declared)
    old = list(news.overdue(plans, stale_after, (today or datetime.now()).date())) if stale_after is not None else []
    if mail:
        write_mail(news.gather(plans, outcomes, before, old), mail, quiet)
    told = summaries.failed(outcomes)
    for problem in filter(None, ("\n  - ".join(["Data are too old:", *old]) if old else "", told)):
        complain(problem)
    return WRONG if old or any(outcome.problem for outcome in outcomes) else DONE


@command.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--from-workbook",
    "book",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.xlsx",
    help="Fill the new folder TARGET with the tables of this workbook instead.",
)
@click.option(
    "--to-workbook",
    "new_book",
    type=click.Path(path_type=Path),
    metavar="FILE.xlsx",
    help="Write the tables of the existing folder TARGET into this new workbook instead.",
)
def new(target: Path, book: Path | None, new_book: Path | None) -> int:
    """
    Begin a dataset in TARGET, a new folder or .xlsx workbook.

    It is a small, invented example that passes every check, with a codebook, to be replaced row by row.
    The options turn a workbook into a folder and a folder into a workbook, cell by cell.
    """
    from summit_report.analysis import scaffold

    if book and new_book:
        raise UsageError("--from-workbook and --to-workbook exclude each other", next="Give one of them.")
    if book:
        files = scaffold.from_workbook(book, target)
    else:
        files = scaffold.to_workbook(target, new_book) if new_book else scaffold.write(target)
    for file in files:
        say(f"Written: {file}")
    return DONE


def project_folder() -> Path:
    """Return the nearest folder, from the working folder upwards, that has a reports.yml. Raises UsageError."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / REPORTS_FILE).is_file():
            return folder
    raise UsageError(
        f"there is no {REPORTS_FILE} here or above", where=str(here), next="Run the command in the project's folder."
    )


def run(plans: "list[Plan]", jobs: int | None, scheduler: str | None, quiet: bool) -> "list[Outcome]":
    """Build *plans* with a progress bar and say how each ended; if *quiet*, only say which failed."""
    if not plans:
        return []
    from summit_report.bar import Bar
    from summit_report.publishing.jobs import build_all
    from summit_report.summaries import done

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


def complain(message: str) -> None:
    """Print *message* where errors belong."""
    say(message, sys.stderr)


def say(text: str, stream: TextIO | None = None) -> None:
    """
    Print *text*, which cannot steer a terminal.

    Where nobody reads on (`| head`), print into the void, for the work shall still be finished.
    """
    stream = stream or sys.stdout
    try:
        click.echo(visible_lines(text), stream)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
