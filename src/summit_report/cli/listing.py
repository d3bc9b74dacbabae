"""`summit-report list`."""

from pathlib import Path

import click

from summit_report.cli.project import REPORTS_FILE, project_folder
from summit_report.cli.screen import DONE, say


@click.command("list")
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

        say(json.dumps([status.as_json() for status in found], indent=2))
        return DONE
    from summit_report.cli.summaries import standing

    for line in standing(found):
        say(line)
    return DONE
