"""
Agreements and funding in the codes of the field, IATI 2.03 and OECD DAC, for databases that speak those.

An agreement is an activity, a row of funding a transaction of the agreement it comes from; without one it is an
activity of its own. A contract value is no transaction: nobody offers or owes it as funds. What no source says stays
empty: implementers, flow types, and every percentage, since shared amounts are not split and a sector's purpose codes
are not weighed. Our own distinctions stand beside the standards', in columns that begin with `x-`: which rows count,
what a package contains, how the source bounds an amount.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import chain
from typing import Any

import pandas as pd
import pycountry

from summit_report.analysis import crosswalk, payers
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.frames import Record, cells_of, records
from summit_report.analysis.guards import guarded
from summit_report.analysis.measures.money import Purse

NAME = "iati"

COLUMNS = {
    "level": "activity (an agreement), transaction (a row of funding) or value (a contract value: no transaction)",
    "iati-identifier": "Dataset and key of the agreement; of the row of funding itself where it comes from none",
    "transaction-ref": "Dataset and key of the row of funding",
    "title": "Title of the agreement, or what the money is for",
    "description": "What a reader of the row should know besides",
    "activity-status-code": "IATI ActivityStatus of an agreement",
    "activity-status": "Its name",
    "participating-org-funding": "Who pays (OrganisationRole 1), as the source names it; empty where no source does",
    "participating-org-implementing": "Who carries it out (OrganisationRole 4); empty: no source says",
    "recipient-country-code": "ISO 3166-1 alpha-2: who receives the money, or the parties but the partner; not split",
    "sector-code-vocabulary-1": "Every DAC 5-digit purpose code of the row's sector; not weighed",
    "sector-code-vocabulary-2": "Every DAC 3-digit sector code of the row's sector; not weighed",
    "transaction-type-code": "IATI TransactionType of the money; empty for a contract value: no funds on offer",
    "transaction-type": "Its name",
    "value": "Amount in full units of the currency; empty where none is stated",
    "currency": "ISO 4217",
    "value-date": "Day whose exchange rate applies: of signing or pledge if known, else the summit's last day",
    "finance-type-code": "DAC finance type; empty where the kind of money does not settle it",
    "finance-type": "Its name",
    "flow-type-code": "DAC flow type; empty: no source says",
    "document-link-url": "Address of the source",
    "x-key": "Key of the row in the dataset",
    "x-parties": "ISO 3166-1 alpha-3: parties to the agreement, or countries of those who pay",
    "x-instrument": "Kind of document or of money",
    "x-status": "Status in the dataset's own words",
    "x-aiddata-status": "Status in the words of AidData",
    "x-relation": "Outcome of the summit, follow-up or context",
    "x-sector": "Sector in the dataset's own words",
    "x-signed-on": "Date of signing to the day, month or year",
    "x-first-announced": "Earliest public date to the day, month or year",
    "x-documents": "Number of documents the agreement stands for",
    "x-part-of": "Row that contains this one: never add both",
    "x-same-as": "Row that describes the same document: never add both",
    "x-restates": "Row whose money this one repeats or rivals: never add both",
    "x-counts-toward-total": "Whether the total of its relation and kind counts the money",
    "x-amount-qualifier": "How the source bounds the amount",
    "x-stated-usd-equivalent": "Dollar value the source gives beside the amount",
    "x-funder-kind": "Kind of payer",
    "x-year-from": "First year of the money",
    "x-year-to": "Last year of the money",
    "x-source-id": "Key of the source",
    "x-locator": "Place in the source",
}

_SAME_IN_BOTH = {
    "title": "title",
    "note": "description",
    "instrument": "x-instrument",
    "status": "x-status",
    "relation": "x-relation",
    "part_of": "x-part-of",
    "source_id": "x-source-id",
    "locator": "x-locator",
}
_OF_AGREEMENTS = _SAME_IN_BOTH | {
    "parties": "x-parties",
    "sector": "x-sector",
    "signed_on": "x-signed-on",
    "first_announced": "x-first-announced",
    "documents": "x-documents",
    "same_as": "x-same-as",
}
_OF_FUNDING = _SAME_IN_BOTH | {
    "amount": "value",
    "currency": "currency",
    "funder_parties": "x-parties",
    "restates": "x-restates",
    "counts_toward_total": "x-counts-toward-total",
    "amount_qualifier": "x-amount-qualifier",
    "stated_usd_equivalent": "x-stated-usd-equivalent",
    "funder_kind": "x-funder-kind",
    "year_from": "x-year-from",
    "year_to": "x-year-to",
}


def coded_csv(dataset: Dataset) -> str:
    """Return agreements and funding of *dataset* as CSV in the codes of IATI and the DAC; see `COLUMNS`."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(COLUMNS), lineterminator="\r\n")
    writer.writeheader()
    safe = cache(guarded)  # most texts stand in many rows
    shared = _Shared(dataset)
    for row in chain(_activities(shared), _transactions(shared)):
        writer.writerow({name: safe(text) for name, text in row.items()})
    return out.getvalue()


def resource(file_name: str) -> dict[str, Any]:
    """Describe the CSV called *file_name* for a data package."""
    fields = [{"name": name, "type": "string", "description": f"{meaning}."} for name, meaning in COLUMNS.items()]
    return {
        "name": NAME,
        "title": "Agreements and funding in the codes of IATI and the DAC",
        "description": "Rows repeat and contain each other: add only money whose x-counts-toward-total is yes, "
        "within one x-relation and one x-instrument.",
        "path": file_name,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


class _Shared:
    """A *dataset* and the cells that many of its rows have: codes of a sector, address of a source."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        columns = [cells_of(dataset.sectors[name]) for name in ("dac_crs_5digit", "dac_crs_3digit")]
        pairs = zip(cells_of(dataset.sectors.index), zip(*columns, strict=True), strict=True)
        self.sectors = {sector: _sector_cells(sector, *codes) for sector, codes in pairs}
        self.sectors[""] = _sector_cells("", (), ())
        urls = zip(cells_of(dataset.sources.index), cells_of(dataset.sources["url"]), strict=True)
        self.addresses = {source: cell_text(url) for source, url in urls}

    def cells(self, row: Record, sector: str) -> dict[str, str]:
        """Return the cells of *row*, of either table, that follow from its *sector*, source and key."""
        return {**self.sectors[sector], "document-link-url": self.addresses[row["source_id"]], "x-key": row.name}


def _sector_cells(sector: str, codes: tuple[str, ...], groups: tuple[str, ...]) -> dict[str, str]:
    return {
        "sector-code-vocabulary-1": cell_text(codes),
        "sector-code-vocabulary-2": cell_text(groups),
        "x-sector": sector,
    }


def _activities(shared: _Shared) -> Iterator[dict[str, str]]:
    dataset = shared.dataset
    for key, row in records(dataset.agreements):
        status = crosswalk.activity_status(row["status"])
        others = tuple(code for code in row["parties"] if code != dataset.meta.partner)
        yield {
            **_copied(row, _OF_AGREEMENTS),
            **shared.cells(row, str(row["sector"])),
            "level": "activity",
            "iati-identifier": _identifier(dataset, key),
            "activity-status-code": status.code,
            "activity-status": status.name,
            "recipient-country-code": _alpha_2(others),
            "x-aiddata-status": crosswalk.aiddata_status(row["status"], row["instrument"]).name,
        }


def _transactions(shared: _Shared) -> Iterator[dict[str, str]]:
    dataset = shared.dataset
    purse = Purse(dataset, dataset.meta.reporting_currency)
    sectors = dict(zip(cells_of(dataset.agreements.index), cells_of(dataset.agreements["sector"]), strict=True))
    for key, row in records(dataset.funding):
        agreement = row["linked_agreement_id"]
        linked = pd.notna(agreement)
        kind = crosswalk.transaction_type(row["status"], row["instrument"])
        finance = crosswalk.finance_type(row["instrument"])
        yield {
            **_copied(row, _OF_FUNDING),
            **shared.cells(row, str(sectors[agreement]) if linked else ""),
            "level": "transaction" if kind else "value",
            "iati-identifier": _identifier(dataset, agreement if linked else key),
            "transaction-ref": _identifier(dataset, key),
            "participating-org-funding": _funder(row),
            "recipient-country-code": _alpha_2(row["recipients"]),
            "transaction-type-code": kind.code if kind else "",
            "transaction-type": kind.name if kind else "",
            "value-date": _day(purse.date(row)),
            "finance-type-code": finance.code if finance else "",
            "finance-type": finance.name if finance else "",
            "x-aiddata-status": crosswalk.aiddata_status(row["status"]).name,
        }


def _copied(row: Record, names: dict[str, str]) -> dict[str, str]:
    return {target: cell_text(row[name]) for name, target in names.items()}


def _identifier(dataset: Dataset, key: object) -> str:
    return f"{dataset.meta.id}-{key}"


def _funder(row: Record) -> str:
    """Return who pays as the source names it; nobody where it names nobody."""
    return str(row["funder"]) if payers.named(row["funder"]) else ""


@lru_cache(maxsize=1024)
def _alpha_2(codes: tuple[str, ...]) -> str:
    """Return *codes* as alpha-2; the European Union, which IATI counts among regions, has none."""
    found = (pycountry.countries.get(alpha_3=code) for code in codes)
    return ";".join(country.alpha_2 for country in found if country)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def cell_text(value: object) -> str:
    """Write a *value* of a frame as CSV has it: lists joined by ;, whole numbers without a point, nothing as ""."""
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return str(value)
