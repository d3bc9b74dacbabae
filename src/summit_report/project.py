"""Where a project is, and what lies where in it: the one place that knows, for every lane."""

from difflib import get_close_matches
from glob import escape
from pathlib import Path

from summit_report.addresses import is_address

REPORTS_FILE = "reports.yml"
DATA_FOLDER = "data"
SUMMIT_FILE = "summit.yaml"
"""The file that makes a folder a dataset."""
DATA_VARIABLE = "SUMMIT_REPORT_DATA"
"""Names data that stand in for the summit's own, for one run."""
DOWNLOADS_VARIABLE = "SUMMIT_REPORT_DOWNLOADS"
"""Names the folder for what is too large to travel inside a notebook, for one run."""


def nearest(*marks: str, start: Path | None = None) -> Path | None:
    """
    Return the nearest folder, from *start* (else the working folder) upwards, in which there is one of *marks*.

    A mark is the path of a file in that folder, with * for any name.
    """
    here = (start or Path.cwd()).resolve()
    places = (here, *here.parents)
    return next((one for one in places if any(file.is_file() for mark in marks for file in one.glob(mark))), None)


def of_dataset(slug: str) -> str:
    """Return the mark of a project that has data of the summit *slug*."""
    return f"{DATA_FOLDER}/{escape(slug)}/{SUMMIT_FILE}"


OF_DATA = f"{DATA_FOLDER}/*/{SUMMIT_FILE}"
"""The mark of a project that has data of any summit."""


def folder(start: Path | None = None) -> Path:
    """Return the project's folder: the nearest with editions or data; *start* (else the working folder) without any."""
    return nearest(REPORTS_FILE, OF_DATA, start=start) or (start or Path.cwd()).resolve()


def summits(data_root: Path) -> list[str]:
    """Return the names of the folders of *data_root* that hold a dataset."""
    return sorted(file.parent.name for file in data_root.glob(f"*/{SUMMIT_FILE}"))


def placed(data: str | Path) -> str | Path:
    """Return *data*, or its place in the project's folder if that relative path is there and not here."""
    if is_address(data) or Path(data).is_absolute() or Path(data).exists():
        return data
    home = folder() / data
    return home if home.exists() else data


def absent(path: Path) -> str:
    """Say what to do about data that are not at *path*: name what is there, beside it or in data/, if it is alike."""
    home = Path() if path.is_absolute() else folder()  # where `placed` looks for them, too
    known = {one.name: one.relative_to(home) for one in _data_in(home / path.parent) if one.is_relative_to(home)}
    known |= {one.name: one for one in _data_in(path.parent)}
    if path.parent == Path():
        known |= {slug: Path(DATA_FOLDER, slug) for slug in summits(home / DATA_FOLDER)}
    alike = get_close_matches(path.name, known, n=1)
    return f"Did you mean {known[alike[0]].as_posix()}?" if alike else "Check the path."


def _data_in(place: Path) -> list[Path]:
    """Return what in the folder *place* may hold data: folders and workbooks."""
    return [one for one in place.glob("*") if one.is_dir() or one.suffix == ".xlsx"]
