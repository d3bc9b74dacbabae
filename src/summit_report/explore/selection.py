"""A question as values: what is asked of which summit, and how an edition of the reports would ask it."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from summit_report import project
from summit_report.addresses import is_address, redacted
from summit_report.analysis import names
from summit_report.analysis import wording as w
from summit_report.analysis.dataset import Dataset, load
from summit_report.analysis.report import Report
from summit_report.analysis.snapshots import is_elsewhere
from summit_report.analysis.view import Among
from summit_report.errors import UsageError
from summit_report.explore.measures import MEASURES, Measure
from summit_report.publishing.choices import currencies

NOTEBOOK = "notebooks/01-summit-report.ipynb"
EDITION = "astana-2025"  # the declared edition with that notebook, which the command line changes
LONGEST_NAME = 100


@dataclass(frozen=True)
class Selection:
    """
    One question: the *measure* (a key of `MEASURES`) of a *summit*, narrowed to some of its rows.

    *summit* is what `Report` takes. *countries*, *sectors* and *instruments* choose rows that have any of the values;
    none chosen means all. *relation* and *currency* mean what they mean in a report. *source* says where a *summit*
    that is read already comes from. Neither is printed, for there may be a password in an address.
    Raises UsageError if there is no such measure.
    """

    summit: str | Path | Dataset = field(repr=False)
    measure: str = "countries"
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    relation: str = "summit"
    currency: str | None = None
    source: str | Path | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            problems = [f"measure is {self.measure!r}; allowed: {', '.join(MEASURES)}"]
            raise UsageError("there is no such question", problems=problems)

    @property
    def question(self) -> Measure:
        """The measure itself."""
        return MEASURES[self.measure]

    def report(self) -> Report:
        """Return the report that answers; a single country or sector narrows it as it narrows an edition."""
        country, countries = _one(self.countries, self.question.across != "countries")
        sector, sectors = _one(self.sectors, self.question.across != "sectors")
        return Report(
            self.summit,
            country=country,
            sector=sector,
            currency=self.currency,
            relation=self.relation,
            among=Among(countries, sectors, self.instruments),
        )

    def name(self, summit: str) -> str:
        """Return a file name without suffix that says what is asked of the *summit* with this id."""
        parts = [summit, self.measure, *self.countries, *self.sectors, *self.instruments]
        parts += [] if self.relation == "summit" else [self.relation]
        parts += [self.currency] if self.currency else []
        name = re.sub(r"[^A-Za-z0-9.-]+", "-", "-".join(parts))
        if len(name) <= LONGEST_NAME:
            return name
        return f"{name[:LONGEST_NAME]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"

    def edition(self, dataset: Dataset) -> str:
        """
        Return an entry for `reports.yml` whose editions show this part of *dataset*, one for each country and sector.

        The measure is not in it, for a report has them all. Nor are instruments, which narrow no report; a comment
        says so.
        """
        parameters: dict[str, Any] = {"summit": dataset.meta.id}
        matrix: dict[str, list[str]] = {}
        slug = f"{dataset.meta.id}-report"
        words: list[str] = []
        for name, values in self._filters().items():
            slug += f"-{{{name}}}" if len(values) > 1 else f"-{values[0]}"
            if len(values) > 1:
                matrix[name] = list(values)
                words.append(f"{{{name}}}")
            else:
                parameters[name] = values[0]
                words.append(w.country(values[0]) if name == "country" else str(dataset.sectors.at[values[0], "name"]))
        title = f"{', '.join(words)}: {dataset.meta.title}" if words else dataset.meta.title
        for value in self._others().values():  # two entries of one name would be one edition
            slug, title = f"{slug}-{value}", f"{title}, {value}"
        parameters |= self._others()
        entry: dict[str, Any] = {"title": title, "notebook": NOTEBOOK, "parameters": parameters}
        data = self._data()
        if data and not is_elsewhere(data):
            entry["data"] = data
        if matrix:
            entry["matrix"] = matrix
        text = yaml.safe_dump({slug: entry}, sort_keys=False, allow_unicode=True, default_flow_style=None, width=120)
        if data and is_elsewhere(data):
            text = f"# Build it with --data {redacted(data)}\n{text}"
        return "".join(f"  {line}\n" for line in (self._lost() + text).splitlines())

    def commands(self, dataset: Dataset) -> str:
        """Return the command lines that build those reports without declaring them, one for each of them."""
        filters, data = self._filters(), self._data()
        given = f" --data {shlex.quote(redacted(data))}" if data else ""
        lines = [self._lost()]
        lines += ["# Write what *** stands for into the address.\n"] if data and redacted(data) != data else []
        for country in filters.get("country", (None,)):
            for sector in filters.get("sector", (None,)):
                values = {"summit": dataset.meta.id, "country": country, "sector": sector} | self._others()
                if values["summit"] == EDITION:
                    del values["summit"]
                options = "".join(f" -p {shlex.quote(f'{name}={value}')}" for name, value in values.items() if value)
                lines.append(f"summit-report build {EDITION}{given}{options}\n")
        return "".join(lines)

    def _lost(self) -> str:
        """Return the comment that names what is chosen and no report can be narrowed to, with its end of line."""
        if not self.instruments:
            return ""
        several = "s" if len(self.instruments) > 1 else ""
        return f"# not kept: instrument{several} {', '.join(self.instruments)} – a report has no such parameter\n"

    def _data(self) -> str | None:
        """Return the address or path of data that are not found by their slug; it may hold a password."""
        source = self.summit if self.source is None and not isinstance(self.summit, Dataset) else self.source
        if source is None or (isinstance(source, str) and _is_slug(source)):
            return None
        if is_address(source):
            return str(source)
        path, home = Path(project.placed(source)).resolve(), project.folder()
        return str(path.relative_to(home) if path.is_relative_to(home) else path)

    def _filters(self) -> dict[str, tuple[str, ...]]:
        found = {"country": self.countries, "sector": self.sectors}
        return {name: values for name, values in found.items() if values}

    def _others(self) -> dict[str, str]:
        found = {"currency": self.currency, "relation": None if self.relation == "summit" else self.relation}
        return {name: value for name, value in found.items() if value}


def chosen(
    summit: str | Path | Dataset,
    measure: str,
    countries: str | Iterable[str] | None,
    sectors: str | Iterable[str] | None,
    instruments: str | Iterable[str] | None,
    relation: str,
    currency: str | None,
) -> Selection:
    """
    Return the selection that is meant, of the dataset, by values as people call them: codes in any case, or names.

    Raises UsageError with every value that the summit does not have, and what it is near to.
    """
    dataset = summit if isinstance(summit, Dataset) else load(summit)
    problems: list[str] = []

    def meant(
        kind: str, values: str | Iterable[str] | None, known: names.Names, partner: names.Names = names.NOBODY
    ) -> tuple[str, ...]:
        return names.meant(kind, (values,) if isinstance(values, str) else values or (), known, problems, partner)

    asked = meant("measure", measure, {name: (one.label,) for name, one in MEASURES.items()})
    among = (
        meant("country", countries, names.countries(dataset), names.partner(dataset)),
        meant("sector", sectors, names.sectors(dataset)),
        meant("instrument", instruments, names.INSTRUMENTS),
    )
    related = meant("relation", relation, names.RELATION) or ("summit",)
    money = meant("currency", currency, {code: (name,) for code, name in currencies().items()})
    problems += _idle(asked, among[2])
    if problems:
        raise UsageError("the dataset does not know a value", where=dataset.meta.id, problems=problems)
    source = None if isinstance(summit, Dataset) else summit
    return Selection(dataset, asked[0], *among, related[0], money[0] if money else None, source)


def _idle(asked: Sequence[str], instruments: Iterable[str]) -> Iterator[str]:
    """Yield a clause for each of *instruments* that the measure *asked* for, if it is known, cannot be narrowed to."""
    for question in (MEASURES[name] for name in asked):
        for kind in instruments:
            if kind not in question.instruments:
                narrow = f"allowed: {', '.join(question.instruments)}" if question.instruments else "it takes none"
                yield f'instrument is {kind!r}, to which "{question.label}" is not narrowed; {narrow}'


def _is_slug(source: str) -> bool:
    """Tell whether *source* names a folder of the project's data, which editions find without being told."""
    return not set("/\\.") & set(source) and project.nearest(project.of_dataset(source)) is not None


def _one(values: tuple[str, ...], apart: bool) -> tuple[str | None, tuple[str, ...]]:
    """Return a single value *apart*, for one is a parameter of a report; else nothing and all *values*."""
    return (values[0], ()) if len(values) == 1 and apart else (None, values)
