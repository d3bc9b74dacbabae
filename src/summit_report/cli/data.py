"""`summit-report check` and `summit-report new`: what a data editor calls."""

from pathlib import Path

import click

from summit_report.cli.screen import DONE, WRONG, complain, say
from summit_report.errors import UsageError
from summit_report.given import Source


@click.command()
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
    from summit_report.cli import checking

    found = []
    for path in data:
        finding = checking.look(path, write_datapackage)
        found.append(finding)
        if form == "text":
            (complain if finding.error else say)(checking.as_text(finding))
        elif form == "github" and (annotations := checking.as_annotations(finding)):
            say(annotations)
    if form == "json":
        say(checking.as_json(found))
    return WRONG if any(finding.error for finding in found) else DONE


@click.command()
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
