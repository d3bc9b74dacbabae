"""Where the project is that a command is about."""

from pathlib import Path

from summit_report import project
from summit_report.errors import UsageError
from summit_report.project import REPORTS_FILE

__all__ = ["REPORTS_FILE", "project_folder"]


def project_folder() -> Path:
    """Return the nearest folder, from the working folder upwards, that has a reports.yml. Raises UsageError."""
    found = project.nearest(REPORTS_FILE)
    if found is None:
        raise UsageError(
            f"there is no {REPORTS_FILE} here or above",
            where=str(Path.cwd()),
            next="Run the command in the project's folder.",
        )
    return found
