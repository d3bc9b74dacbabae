"""What `--data` and DATA stand for: a folder, a workbook, or an address, which is never printed as it was given."""

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from summit_report.errors import SummitReportError
from summit_report.project import DATA_VARIABLE, absent

if TYPE_CHECKING:
    from summit_report.publishing.editions import Edition

Hold = Callable[[contextlib.AbstractContextManager[Path | None]], Path | None]
Data = Path | str | None
"""As an edition names them."""
Sources = dict[Data, str | None]
Problems = dict[Data, SummitReportError]
FORMS = (
    "A folder, an .xlsx workbook, a .zip file, or an address: https://, s3:// and others that fsspec opens, "
    "postgresql://user@host/database/schema, sqlite:///file."
)


class Source(click.ParamType):
    """Data: the path of a folder, workbook or zip file, which must be there if it *exists*; or an address, as text."""

    name = "data"

    def __init__(self, exists: bool = False) -> None:
        self.exists = exists

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str | Path:
        """Return the address or path that *value* is."""
        from summit_report.addresses import is_address, redacted

        if isinstance(value, Path) or is_address(value):
            return value
        if self.exists and not Path(value).exists():
            self.fail(f"there is no {redacted(value)}. {absent(Path(value))}", param, ctx)
        return Path(value)


@contextlib.contextmanager
def at_hand(source: str | Path | None) -> Iterator[Path | None]:
    """
    Give the folder or workbook of *source*, which is a copy, checked, if that is elsewhere.

    From then on no process that we start finds what DATA named, where a password may stand, in its environment.
    Raises DataError if the data cannot be had or are wrong.
    """
    os.environ.pop(DATA_VARIABLE, None)
    if source is None:
        yield None
        return
    from summit_report.analysis.checked import checked
    from summit_report.analysis.snapshots import is_elsewhere, snapshot
    from summit_report.publishing.temporary import private_folder

    if not is_elsewhere(source):
        yield Path(source).absolute()
        return
    with private_folder() as folder:
        copy = snapshot(source, folder)
        checked(copy, source)
        yield copy


def brought(editions: "Sequence[Edition]", project: Path, hold: Hold) -> "tuple[list[Edition], Sources, Problems]":
    """
    Return *editions* with the data of each that are elsewhere copied here as long as *hold* keeps them, each once.

    Also return how the record names each of these data, and what is the matter with those that cannot be had or are
    wrong: their editions stay as they are.
    """
    from summit_report.analysis.snapshots import is_elsewhere

    copies: dict[Data, Path] = {}
    problems: Problems = {}
    sources: Sources = {}
    found = []
    for edition in editions:
        data = edition.data
        source = project / data if isinstance(data, Path) else data
        if source is not None and is_elsewhere(source):
            if data not in copies and data not in problems:
                try:
                    copies[data] = cast(Path, hold(at_hand(source)))
                except SummitReportError as error:
                    problems[data] = error
            edition = replace(edition, data=copies.get(data, data))
            sources[edition.data] = kept(source)
        found.append(edition)
    return found, sources, problems


def kept(source: str | Path | None) -> str | None:
    """Return how the record names *source*; None if it need not, because the data are named after it."""
    from summit_report.addresses import redacted
    from summit_report.analysis.snapshots import is_elsewhere

    if source is None or not is_elsewhere(source):
        return None
    return source.name if isinstance(source, Path) else redacted(source)
