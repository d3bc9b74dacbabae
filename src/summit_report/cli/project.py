"""Where the project is that a command is about."""

from pathlib import Path

from summit_report.errors import UsageError

REPORTS_FILE = "reports.yml"


def project_folder() -> Path:
    """Return the nearest folder, from the working folder upwards, that has a reports.yml. Raises UsageError."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / REPORTS_FILE).is_file():
            return folder
    raise UsageError(
        f"there is no {REPORTS_FILE} here or above", where=str(here), next="Run the command in the project's folder."
    )
