"""
One report: a dataset, what it is asked to look at, and the register of what it prints.

Notebooks make one `Report` from their parameters and hand it to the functions in ``summit_report.analysis.sections``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from summit_report.analysis import names, style
from summit_report.analysis import wording as w
from summit_report.analysis.beside import stem_of, write_ahead
from summit_report.analysis.caps import LISTED, caps_for
from summit_report.analysis.codes import is_currency
from summit_report.analysis.dataset import Dataset, load
from summit_report.analysis.exhibits import Registry
from summit_report.analysis.frames import Record
from summit_report.analysis.measures.money import Purse
from summit_report.analysis.measures.ranged import ranged
from summit_report.analysis.page import Page, plain_table
from summit_report.analysis.view import Among, View
from summit_report.analysis.vocabularies import AGREEMENT_INSTRUMENTS, FUNDING_INSTRUMENTS, RELATIONS
from summit_report.errors import UsageError

__all__ = ["Report", "plain_table"]


class Report(Page):
    """
    What one edition says.

    *summit* is the slug of a folder under ``data/``, the path of a dataset or a loaded one; *country* and *sector*, by
    code or name in any case, narrow the view, None means all; *currency* (ISO 4217) is what amounts are converted to,
    by default the dataset's own; *relation* chooses what the sections on agreements and money count. *among* narrows
    the view to several countries, sectors and instruments at a time. Reports on one page share its *registry*.
    Raises UsageError for a country or sector that the dataset does not have and for a currency or relation that does
    not exist, DataError when the dataset breaks a rule.
    """

    def __init__(
        self,
        summit: str | Path | Dataset,
        *,
        country: str | None = None,
        sector: str | None = None,
        currency: str | None = None,
        relation: str = "summit",
        among: Among | None = None,
        registry: Registry | None = None,
    ) -> None:
        self.dataset = summit if isinstance(summit, Dataset) else load(summit)
        super().__init__(registry or Registry(), f"{self.dataset.meta.id}-" if registry is not None else "")
        about = self._code(country, names.countries), self._code(sector, names.sectors)
        self.view = View(self.dataset, *about, relation, among or Among())
        self.since = self.view.since()
        self.currency = currency.upper() if currency else self.dataset.meta.reporting_currency
        self.purse = Purse(self.dataset, self.currency)
        caps = caps_for(len(self.dataset.keys(name)) for name in LISTED)
        self.registry.caps = min(self.registry.caps, caps, key=lambda one: one.lines)
        self.registry.ends.update(ranged(self.dataset).ends)
        self._check()
        write_ahead(self.dataset, stem_of(self.dataset, f"{self.dataset.meta.id}{self.part}"))

    def _code(self, value: str | None, known: Callable[[Dataset], names.Names]) -> str | None:
        """Return the code of the country or sector *value*, also by name; what stands for none is left to `_check`."""
        return None if value is None else names.code_of(value, known(self.dataset))

    def _check(self) -> None:
        meta = self.dataset.meta
        others = [code for code in meta.members if code != meta.partner]
        sectors = list(self.dataset.keys("sectors"))
        instruments = (*AGREEMENT_INSTRUMENTS, *FUNDING_INSTRUMENTS)
        among = self.view.among
        problems = [
            f"{name} is {value!r}; allowed: {', '.join(map(str, allowed))}"
            for name, values, allowed in (
                ("country", [self.view.country], [None, *others]),
                ("sector", [self.view.sector], [None, *sectors]),
                ("relation", [self.view.relation], RELATIONS),
                ("country", among.countries, others),
                ("sector", among.sectors, sectors),
                ("instrument", among.instruments, instruments),
            )
            for value in values
            if value not in allowed
        ]
        if not is_currency(self.currency):
            problems.append(f"currency is {self.currency!r}; allowed: ISO 4217 codes such as USD")
        if problems:
            raise UsageError("the dataset does not know a parameter's value", where=meta.id, problems=problems)

    @property
    def datasets(self) -> tuple[Dataset, ...]:
        """The one dataset of the report."""
        return (self.dataset,)

    @property
    def title(self) -> str:
        """The summit's title, after the names of country and sector where the report is about one."""
        country, sector = self.view.country, self.view.sector
        about = [w.country(country)] if country else []
        about += [self.sector(sector).lower() if about else self.sector(sector)] if sector else []
        return f"{', '.join(about)}: {self.dataset.meta.title}" if about else self.dataset.meta.title

    def color(self, code: str) -> str:
        """Return the colour of the country with this *code*, grey if it is no member or the partner."""
        meta = self.dataset.meta
        others = [member for member in meta.members if member != meta.partner]
        return style.categories(others).get(code, style.REST)

    @property
    def cut_off(self) -> str:
        """The data cut-off in words: the only date the report prints about itself."""
        return w.date(self.dataset.meta.as_of.isoformat())

    @property
    def scope(self) -> str:
        """What narrows the report, in words that follow a noun: " involving Kazakhstan", " in the sector energy"."""
        among = self.view.among
        countries = [self.view.country] if self.view.country else among.countries
        sectors = [self.view.sector] if self.view.sector else among.sectors
        words = f" involving {w.either(map(w.the, countries))}" if countries else ""
        if sectors:
            words += f" in the sector {w.either(self.sector(code).lower() for code in sectors)}"
        return words + (f" of the kind {w.either(among.instruments)}" if among.instruments else "")

    @property
    def part(self) -> str:
        """What narrows the report, in a file name: "-KAZ", "-KAZ-transport"."""
        return "".join(f"-{value}" for value in (self.view.country, self.view.sector) if value)

    @property
    def came(self) -> str:
        """What the counted rows did, as the predicate of a sentence."""
        return {
            "summit": "came out of the summit",
            "follow-up": "followed the summit",
            "context": "stood in the context of the summit",
        }[self.view.relation]

    def that_came(self, noun: str) -> str:
        """Say which rows are counted: "Documents involving Kazakhstan that came out of the summit"."""
        return f"{noun}{self.scope} that {self.came}"

    def sector(self, code: str) -> str:
        """Name the sector with this *code*."""
        return self._sectors.get(code) or w.capital(code)

    def short_sector(self, code: str) -> str:
        """
        Name the sector in the few words that fit beside an axis: its name up to the first comma or bracket.

        Where another sector begins in the same way, the whole name, and the code where even that is shared.
        """
        return self._short_sectors.get(code) or _first_words(self.sector(code))

    @cached_property
    def _sectors(self) -> dict[str, str]:
        return {str(code): str(name) for code, name in self.dataset.sectors["name"].items()}

    @cached_property
    def _short_sectors(self) -> dict[str, str]:
        names = self._sectors
        short = Counter(map(_first_words, names.values()))
        whole = Counter(names.values())
        return {
            code: _first_words(name)
            if short[_first_words(name)] == 1
            else name
            if whole[name] == 1
            else f"{name} [{code}]"
            for code, name in names.items()
        }

    @property
    def source_line(self) -> str:
        """The source line at the foot of every figure and table."""
        meta, sources = self.dataset.meta, self.dataset.keys("sources")
        return (
            f"Source: summit-report, dataset {meta.id} {meta.version} ({self.dataset.checksum[:12]}), "
            f"{w.number(len(sources))} sources. Cut-off {self.cut_off}."
        )

    def row(self, key: str) -> tuple[str, Record]:
        """Return the table and the row with *key*, from whichever table holds it."""
        return self.dataset.row(key)


def _first_words(name: str) -> str:
    return name.split(",")[0].split(" (")[0]
