"""
What a report was made from, as checksums: equal inputs give equal reports, so an unchanged edition need not be built.

This runs before anything slow is imported; it must stay quick.
"""

import hashlib
import json
import platform
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import summit_report
from summit_report.publishing import stored

PACKAGES = (
    "Babel",
    "beautifulsoup4",
    "CurrencyConverter",
    "font-source-sans-pro",
    "font-source-serif-pro",
    "fonttools",
    "ipykernel",
    "jinja2",
    "latex2mathml",
    "matplotlib",
    "mistune",
    "nbclient",
    "nbconvert",
    "numpy",
    "nh3",
    "openpyxl",
    "orjson",
    "pandas",
    "papermill",
    "pillow",
    "pycountry",
    "pygments",
    "seaborn",
    "tinycss2",
    "typst",
    "uharfbuzz",
)
PROJECT_FILES = ("requirements.lock", "CITATION.cff", "LICENSE")
FONTS = "fonts"
"""The folder of a project with fonts for characters that the shipped ones lack."""
VERSION = re.compile(r"^Version: *(.+?) *$", re.MULTILINE)

Known = dict[Path, str]
"""Checksums that are known already, so that what thirty editions share is read once; as long-lived as one command."""


@cache
def package_versions() -> Mapping[str, str]:
    """Return the versions of the packages that shape a report; one that is not installed is left out."""
    return {name: found for name in PACKAGES if (found := package_version(name))}


def package_version(name: str) -> str | None:
    """Return the version of the installed package *name*; of its metadata only the line that tells it is parsed."""
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        return None
    found = VERSION.search(installed.read_text("METADATA") or "")
    return found[1] if found else installed.version


def collect(
    project: Path,
    notebook: Path,
    data: Iterable[Path],
    parameters: Mapping[str, object],
    paper: str,
    known: Known | None = None,
) -> dict[str, Any]:
    """
    Return everything that the report depends on, with a `checksum` over all of it.

    *notebook* and the folders or workbooks of *data* may lie outside of *project*; no absolute path is kept.
    """
    known = {} if known is None else known
    inputs: dict[str, Any] = {
        **from_files(project, notebook, data, known),
        "parameters": dict(parameters),
        "paper": paper,
        **tools(),
    }
    return {**inputs, "checksum": text_checksum(json.dumps(inputs, sort_keys=True))}


def from_files(project: Path, notebook: Path, data: Iterable[Path], known: Known) -> dict[str, Any]:
    """Return the part of what `collect` does that is read from files, which nobody may change during a build."""
    beside = (file for file in notebook.parent.rglob("*") if file.suffix != ".ipynb")
    named = {name: project / name for name in PROJECT_FILES}
    return {
        "notebook": {notebook.name: known_checksum(notebook, known, stored.checksum)},
        "data": {place.name: data_checksums(place, known) for place in data},
        "beside_notebook": checksums(beside, notebook.parent, known),
        "project": {name: known_checksum(file, known) for name, file in named.items() if file.is_file()},
        "fonts": checksums((project / FONTS).rglob("*"), project / FONTS, known),
    }


def tools() -> dict[str, Any]:
    """Return what every report is made with: this package, Python and the packages that shape a report."""
    return {
        "package": {"summit_report": package_checksum(), "version": summit_report.__version__},
        "python": platform.python_version(),
        "packages": dict(package_versions()),
    }


def data_checksums(place: Path, known: Known) -> dict[str, str]:
    """Return the checksum of each file of the dataset at *place*, a folder or a workbook."""
    return {place.name: known_checksum(place, known)} if place.is_file() else checksums(place.rglob("*"), place, known)


@cache
def package_checksum() -> str:
    """Return one checksum over the source of this package, as it is when it is first asked for: code, templates."""
    folder = Path(summit_report.__file__).parent
    sources = (file for file in folder.rglob("*") if "__pycache__" not in file.parts)
    return text_checksum(json.dumps(checksums(sources, folder, {})))


def checksums(files: Iterable[Path], folder: Path, known: Known) -> dict[str, str]:
    """Return the checksum of each of *files* by its path within *folder*; hidden files do not count."""
    relative = {file.relative_to(folder): file for file in files}
    return {
        path.as_posix(): known_checksum(file, known)
        for path, file in sorted(relative.items())
        if not any(part.startswith(".") for part in path.parts) and file.is_file()
    }


def file_checksum(file: Path) -> str:
    """Return the SHA-256 of *file*, hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def known_checksum(file: Path, known: Known, of: Callable[[Path], str] = file_checksum) -> str:
    """Return the checksum *of* the *file* if it is *known*; else read the file, and let it be known."""
    if file not in known:
        known[file] = of(file)
    return known[file]


def text_checksum(text: str) -> str:
    """Return the SHA-256 of *text*, hex."""
    return hashlib.sha256(text.encode()).hexdigest()
