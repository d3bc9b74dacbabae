"""The command `summit-report`: the only part that prints and chooses exit codes."""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from summit_report import __version__
from summit_report.cli.building import build
from summit_report.cli.data import check, new
from summit_report.cli.listing import list_editions
from summit_report.cli.screen import DONE, MISUSED, WRONG, complain
from summit_report.errors import SummitReportError, UsageError
from summit_report.unneeded import FORMATS, keep_away

keep_away(*FORMATS)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="summit-report")
def command() -> None:
    """Reports on what China–Central Asia summits agreed, promised and paid for."""


for _command in (list_editions, check, build, new):
    command.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code: 0 done, 1 data or a build were wrong, 2 wrongly used."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return command.main(arguments, prog_name="summit-report", standalone_mode=False) or DONE
    except click.ClickException as error:
        error.show()
        if isinstance(error, click.NoSuchOption) and error.ctx and error.ctx.command is build:
            complain(f"A parameter of the notebook is set with -p: -p {error.option_name.lstrip('-')}=VALUE")
        return MISUSED
    except (click.Abort, KeyboardInterrupt):
        complain("Interrupted. Earlier results are untouched.")
        return WRONG
    except OSError as error:
        from summit_report.publishing.publish import storage_error

        told = str(storage_error(error, Path.cwd()))
        complain(told if "build" in (arguments or sys.argv) else told.replace(" with --out", ""))
        return WRONG
    except SummitReportError as error:
        complain(str(error))
        return MISUSED if isinstance(error, UsageError) else WRONG
