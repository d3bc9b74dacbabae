"""
What a report was made from, as checksums: equal inputs give equal reports, so an unchanged edition need not be built.

This runs before anything slow is imported; it must stay quick.
"""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import summit_report

PACKAGES = (
    "Babel",
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
    "openpyxl",
    "pandas",
    "papermill",
    "pygments",
    "seaborn",
    "typst",
)
PROJECT_FILES = ("requirements.lock", "CITATION.cff", "LICENSE")


def package_versions() -> dict[str, str]:
    """Return the versions of the packages that shape a report; one that is not installed is left out."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions


def collect(
    project: Path, notebook: Path, data: Iterable[Path], parameters: Mapping[str, object], paper: str
) -> dict[str, Any]:
    """
    Return everything that the report depends on, with a `checksum` over all of it.

    *notebook* and the folders or workbooks of *data* may lie outside of *project*; no absolute path is kept.
    """
    beside = (file for file in notebook.parent.rglob("*") if file.suffix != ".ipynb")
    named = {name: project / name for name in PROJECT_FILES}
    inputs: dict[str, Any] = {
        "notebook": {notebook.name: file_checksum(notebook)},
        "beside_notebook": checksums(beside, notebook.parent),
        "data": {place.name: data_checksums(place) for place in data},
        "project": {name: file_checksum(file) for name, file in named.items() if file.is_file()},
        "parameters": dict(parameters),
        "paper": paper,
        **tools(),
    }
    return {**inputs, "checksum": text_checksum(json.dumps(inputs, sort_keys=True))}


def tools() -> dict[str, Any]:
    """Return what every report is made with: this package, Python and the packages that shape a report."""
    return {
        "package": {"summit_report": package_checksum(), "version": summit_report.__version__},
        "python": platform.python_version(),
        "packages": package_versions(),
    }


def data_checksums(place: Path) -> dict[str, str]:
    """Return the checksum of each file of the dataset at *place*, a folder or a workbook."""
    return {place.name: file_checksum(place)} if place.is_file() else checksums(place.rglob("*"), place)


def package_checksum() -> str:
    """Return one checksum over the source of this package: code, templates, styles."""
    folder = Path(summit_report.__file__).parent
    sources = (file for file in folder.rglob("*") if "__pycache__" not in file.parts)
    return text_checksum(json.dumps(checksums(sources, folder)))


def checksums(files: Iterable[Path], folder: Path) -> dict[str, str]:
    """Return the checksum of each of *files* by its path within *folder*; hidden files do not count."""
    relative = {file.relative_to(folder): file for file in files}
    return {
        path.as_posix(): file_checksum(file)
        for path, file in sorted(relative.items())
        if not any(part.startswith(".") for part in path.parts) and file.is_file()
    }


def file_checksum(file: Path) -> str:
    """Return the SHA-256 of *file*, hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def text_checksum(text: str) -> str:
    """Return the SHA-256 of *text*, hex."""
    return hashlib.sha256(text.encode()).hexdigest()
