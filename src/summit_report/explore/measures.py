"""What can be asked: each measure is a section of the reports, so that the answer is the one that they print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from summit_report.analysis.exhibits import Exhibit
from summit_report.analysis.report import Report
from summit_report.analysis.sections import (
    countries,
    money,
    projects,
    reconciliation,
    rungs,
    sectors,
    signed,
    silence,
    timeline,
)
from summit_report.analysis.vocabularies import AGREEMENT_INSTRUMENTS, FUNDING_INSTRUMENTS


@dataclass(frozen=True)
class Measure:
    """
    One question: its *name*, its *label*, the *section* that answers it and the *instruments* that narrow it.

    *across* is what the section has one row for each of; it leaves a single one out, as the report says that in words.
    *unit* is what its table counts, where neither column nor cell says another.
    """

    name: str
    label: str
    section: Callable[[Report], Exhibit]
    instruments: tuple[str, ...] = ()
    across: str = ""
    unit: str = "documents"

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of the dataset that it asks."""
        if self.instruments:
            return ("funding",) if self.instruments == FUNDING_INSTRUMENTS else ("agreements",)
        return ("projects",) if self.unit == "projects" else ("agreements", "funding", "projects")


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("countries", "Documents by country", countries.by_country, AGREEMENT_INSTRUMENTS),
        Measure("sectors", "Documents by sector", sectors.by_sector, AGREEMENT_INSTRUMENTS, "sectors"),
        Measure(
            "sector-country", "Documents by sector and country", sectors.by_sector_and_country, AGREEMENT_INSTRUMENTS
        ),
        Measure("documents", "Documents by instrument", signed.overview, AGREEMENT_INSTRUMENTS),
        Measure("firmness-sectors", "How firm, by sector", rungs.by_sector, AGREEMENT_INSTRUMENTS, "sectors"),
        Measure("largest", "Largest amounts", money.largest, FUNDING_INSTRUMENTS, unit=""),
        Measure("money-countries", "Money by country", money.by_country, FUNDING_INSTRUMENTS, unit=""),
        Measure("money-sectors", "Money by sector", money.by_sector, FUNDING_INSTRUMENTS, unit=""),
        Measure("waterfall", "Announced against itemised", reconciliation.money, FUNDING_INSTRUMENTS, unit=""),
        Measure("stages", "Projects by stage", projects.overview, unit="projects"),
        Measure("timeline", "Timeline", timeline.overview, unit=""),
        Measure("silence-countries", "What is known, by country", silence.by_country, across="countries", unit="rows"),
        Measure("silence-sectors", "What is known, by sector", silence.by_sector, across="sectors", unit="rows"),
    )
}
