"""
Datasets made by code, one for each edge of what a summit can be: one country or sixty, money either way or none.

They are as small as the edge allows, so that a whole report over each is quick.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pycountry

from summit_report.analysis import schema

PARTNER = "JPN"
CODES = [one.alpha_3 for one in pycountry.countries if one.alpha_3 != PARTNER]
Rows = dict[str, list[dict[str, Any]]]


def members(count: int) -> list[str]:
    """Return *count* country codes from the whole alphabet, the partner not among them."""
    return CODES[:: len(CODES) // count][:count]


def basis(countries: Sequence[str], sectors: int = 1) -> Rows:
    """Return what every dataset needs: sources, and sectors with long names."""
    names = ("Renewable energy, grids and storage", "Waterways and coastal navigation (inland too)", "Handicrafts")
    return {
        "sources": [
            {"source_id": "S1", "title": "Communiqué", "publisher": "Secretariat", "kind": "official"},
            {"source_id": "S2", "title": "Report", "publisher": "Example News", "kind": "news agency"},
        ],
        "sectors": [
            {"sector": f"sec{i}", "name": f"{names[i % 3].split(',')[0]} {i}, {names[i % 3]}"} for i in range(sectors)
        ],
        "agreements": [],
    }


def agreement(key: str, parties: Sequence[str], **cells: Any) -> dict[str, Any]:
    """Return a row of `agreements`: a signed memorandum of the summit unless *cells* say otherwise."""
    return {
        "agreement_id": key,
        "title": f"Memorandum {key}",
        "instrument": "memorandum",
        "scope": "bilateral",
        "parties": ";".join((PARTNER, *parties)),
        "sector": "sec0",
        "signed_on": "2031-05-10",
        "status": "signed",
        "relation": "summit",
        **cells,
    }


def money(key: str, payers: str, recipients: str, amount: float | None, **cells: Any) -> dict[str, Any]:
    """Return a row of `funding`: a counted grant of the summit unless *cells* say otherwise."""
    stated = {"amount": amount, "currency": "JPY", "amount_qualifier": "exact"} if amount is not None else {}
    return {
        "funding_id": key,
        "title": f"Money {key}",
        "funder": "Treasury",
        "funder_parties": payers,
        "funder_kind": "government",
        "recipients": recipients,
        "instrument": "grant",
        "status": "pledged",
        "relation": "summit",
        "counts_toward_total": "yes",
        **stated,
        **cells,
    }


def write(root: Path, countries: Sequence[str], tables: Rows, organisations: str = "") -> Path:
    """Write *tables* as the dataset of a summit of *countries* with the partner, and return its folder."""
    folder = root / "edge-2031"
    folder.mkdir()
    (folder / "summit.yaml").write_text(
        "id: edge-2031\ntitle: Edge Summit\nplace: Naha, Japan\nstarts: 2031-05-10\nends: 2031-05-11\n"
        f"members: [{', '.join((PARTNER, *countries))}]\npartner: {PARTNER}\nas_of: 2031-12-31\n"
        f"reporting_currency: JPY\nversion: 1.0.0\norganisations: {{{organisations}}}\n",
        encoding="utf-8",
    )
    for name, rows in tables.items():
        evidence = {"source_id": "S1", "locator": "para 1"} if name not in ("sources", "sectors") else {}
        columns = schema.table(name).column_names
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            out = csv.DictWriter(stream, columns, lineterminator="\n")
            out.writeheader()
            out.writerows({**evidence, **row} for row in rows)
    return folder


def nothing(root: Path) -> Path:
    """Write a summit of which no agreement is known, and nothing else either."""
    return write(root, ["KOR"], basis(["KOR"]))


def single(root: Path) -> Path:
    """Write a summit with one country, one sector and one document that is only announced; no optional table."""
    tables = basis(["KOR"])
    announced = {"status": "announced", "signed_on": "", "first_announced": "2031-05", "instrument": "initiative"}
    tables["agreements"] = [agreement("A1", ["KOR"], **announced)]
    return write(root, ["KOR"], tables)


def moneyless(root: Path) -> Path:
    """Write a summit with projects, milestones, claims and trade, and no table of money."""
    tables = basis(["KOR", "USA"], 2)
    tables["agreements"] = [
        agreement("A1", ["KOR", "USA"], instrument="treaty", scope="multilateral"),
        agreement("A2", ["USA"], sector="sec1", status="unknown", signed_on=""),
    ]
    tables["projects"] = [
        {"project_id": "P1", "title": "Bridge", "sector": "sec0", "countries": "USA", "stage": "delayed"}
        | {"relation": "summit", "target_completion": "2031-06", "cost": 5e9, "currency": "BHD"},
    ]
    tables["milestones"] = [
        {"milestone_id": "M1", "entity_type": "project", "entity_id": "P1", "event": "Opening", "date": "2031-07-01"}
        | {"date_precision": "day", "status": "planned"},
    ]
    tables["claims"] = [
        {"claim_id": "C1", "subject": "Bridge", "measure": "length", "value": 3, "qualifier": "exact", "unit": "km"},
        {"claim_id": "C2", "subject": "Bridge", "measure": "length", "value": 4, "qualifier": "exact", "unit": "km"}
        | {"source_id": "S2"},
    ]
    tables["trade"] = [
        {"trade_id": "T1", "country": "USA", "year": 2030, "period": "Jan-Jun", "trade_usd_bn": 3}
        | {"compiler": "Customs"}
    ]
    return write(root, ["KOR", "USA"], tables)


def both_ways(root: Path) -> Path:
    """Write a summit with organisations: money flows both ways, in ranges, up to ceilings and without a rate."""
    tables = basis(["EU", "ADB", "KOR"], 1)
    tables["agreements"] = [agreement("A1", ["EU"], instrument="agreement"), agreement("A2", ["EU", "ADB"])]
    tables["funding"] = [
        money("F1", PARTNER, "KOR", 3e9, linked_agreement_id="A2"),
        money("F2", "EU", PARTNER, 7e12, amount_qualifier="up to"),
        money("F3", "EU;KOR", PARTNER, 5e6, currency="BHD", amount_qualifier="at least", instrument="loan"),
        money("F4", "ADB", "KOR", 2e6, currency="KZT", instrument="loan"),
        money("F5", "", "", 9e8, amount_qualifier="nearly", instrument="equity"),
        money("F6", "ADB", PARTNER, None, instrument="trade finance"),
        money("F7", "EU", PARTNER, 1e6, currency="BHD", relation="follow-up", instrument="loan", status="disbursed"),
        money("F8", PARTNER, "EU;KOR", 4e9, amount_qualifier="approximately", part_of="F2", counts_toward_total="no"),
        money("F9", PARTNER, "EU", 8e12, amount_qualifier="more than", part_of="F2", counts_toward_total="no"),
    ]
    return write(root, ["EU", "ADB", "KOR"], tables, "ADB: Asian Development Bank")


def zeros(root: Path) -> Path:
    """Write a summit all of whose amounts, costs, claims and trade are zero, but for what others set against them."""
    tables = basis(["KOR"])
    tables["agreements"] = [agreement("A1", ["KOR"], instrument="other", documents=3), agreement("A2", ["KOR"])]
    package = {"instrument": "contract value", "linked_agreement_id": "A1"}
    tables["funding"] = [
        money("F1", PARTNER, "KOR", 0, stated_usd_equivalent=0, status="disbursed"),
        money("F2", "", "KOR", 0, amount_qualifier="at least", **package),
        money("F3", "", "KOR", 5e6, part_of="F2", instrument="contract value", counts_toward_total="no"),
        money("F4", "KOR", PARTNER, 0, amount_qualifier="up to", instrument="loan", relation="follow-up"),
    ]
    tables["projects"] = [
        {"project_id": "P1", "title": "Bridge", "sector": "sec0", "countries": "KOR", "stage": "delayed"}
        | {"relation": "summit", "cost": 0, "currency": "JPY"}
    ]
    tables["claims"] = [
        {"claim_id": f"C{n}", "subject": "Grants", "measure": "amount", "value": n, "qualifier": "exact", "unit": "JPY"}
        for n in range(2)
    ]
    tables["trade"] = [
        {"trade_id": f"T{n}", "country": "KOR", "year": 2030, "period": "year", "trade_usd_bn": n / 2}
        | {"compiler": f"Customs {n}"}
        for n in range(3)
    ]
    return write(root, ["KOR"], tables)


def crowd(root: Path) -> Path:
    """Write a summit with sixty countries, forty sectors, many packages, projects, amounts, claims and trade."""
    countries = members(60)
    tables = basis(countries, 40)
    tables["agreements"] = [
        agreement("A0", countries, instrument="declaration", scope="multilateral", title="Declaration"),
        *(agreement(f"A{i}", [countries[i % 60]], sector=f"sec{i % 40}") for i in range(1, 90)),
        *(
            agreement(f"B{i}", [countries[-i]], instrument="other", documents=40 * i, title=f"Package {i} of the sea")
            for i in range(1, 31)
        ),
    ]
    tables["funding"] = [money(f"F{i}", PARTNER, code, 1e9 * (i + 1)) for i, code in enumerate(countries)]
    tables["funding"].append(money("F99", PARTNER, ";".join(countries), 9e12, amount_qualifier="more than"))
    tables["projects"] = [
        {"project_id": f"P{i}", "title": f"Harbour {i}", "sector": f"sec{i}", "countries": countries[i]}
        | {"stage": "construction", "relation": "summit", "target_completion": f"{2032 + i}"}
        for i in range(40)
    ]
    tables["claims"] = [
        {"claim_id": f"C{i}-{n}", "subject": f"Harbour {i}", "measure": "berths", "value": n, "qualifier": "exact"}
        | {"unit": "berths", "source_id": f"S{n}"}
        for i in range(40)
        for n in (1, 2)
    ]
    tables["trade"] = [
        {"trade_id": f"T{i}-{n}", "country": code, "year": 2030, "period": "year", "trade_usd_bn": i + n + 1}
        | {"compiler": f"Compiler {n}"}
        for i, code in enumerate(countries)
        for n in (0, 1)
    ]
    return write(root, countries, tables)
