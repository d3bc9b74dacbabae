"""
Describes a dataset folder as a Frictionless Data Package 2.0, so that any tool can read and check its tables.

Only what a table schema can say goes in; rules across rows are `summit-report check`'s business.
"""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from summit_report.analysis import columns, schema
from summit_report.analysis.columns import Column, Kind, Table
from summit_report.analysis.folders import SUMMIT_FILE, UnreadableError, read_summit_file
from summit_report.analysis.problems import Problem
from summit_report.analysis.summit import Summit, check_summit
from summit_report.errors import DataError

PACKAGE_FILE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
LICENSE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}

Descriptor = dict[str, Any]

# The kinds that become something else than plain text, and as what.
_TYPES: dict[Kind, Descriptor] = {
    Kind.DAY: {"type": "date"},
    Kind.YEAR: {"type": "year"},
    Kind.NUMBER: {"type": "number"},
    Kind.AMOUNT: {"type": "number", "constraints": {"minimum": 0}},
    Kind.RATE: {"type": "number", "constraints": {"exclusiveMinimum": 0}},
    Kind.COUNT: {"type": "integer", "constraints": {"minimum": 1}},
    Kind.URL: {"type": "string", "format": "uri"},
    Kind.KEY: {"type": "string", "constraints": {"pattern": columns.KEY_PATTERN, "unique": True}},
    Kind.EDTF: {"type": "string", "constraints": {"pattern": columns.EDTF_PATTERN}},
    Kind.PERIOD: {"type": "string", "constraints": {"pattern": columns.PERIOD_PATTERN}},
    Kind.CURRENCY: {"type": "string", "constraints": {"pattern": "[A-Z]{3}"}},
    Kind.LANGUAGE: {"type": "string", "constraints": {"pattern": "[a-z]{2}"}},
    Kind.MEMBER: {"type": "string", "constraints": {"pattern": columns.COUNTRY_PATTERN}},
    Kind.MEMBER_OR_GROUP: {"type": "string", "constraints": {"pattern": "[A-Z][A-Z0-9]*"}},
    Kind.MEMBERS: {"type": "string", "constraints": {"pattern": columns.list_pattern(columns.COUNTRY_PATTERN)}},
    Kind.COUNTRIES: {"type": "string", "constraints": {"pattern": columns.list_pattern(columns.COUNTRY_PATTERN)}},
    Kind.DAC3: {"type": "string", "constraints": {"pattern": columns.list_pattern(columns.DAC3_PATTERN)}},
    Kind.DAC5: {"type": "string", "constraints": {"pattern": columns.list_pattern(columns.DAC5_PATTERN)}},
}


def datapackage(folder: Path) -> Descriptor:
    """Describe the dataset in *folder*; raises DataError if its `summit.yaml` does not say what it is."""
    files = {table: folder / f"{table.name}.csv" for table in schema.TABLES}
    return describe(_summit(folder), [_as_filed(table, file) for table, file in files.items() if file.is_file()])


def _as_filed(table: Table, file: Path) -> Table:
    """Return *table* without the columns that may be left out and that *file* leaves out."""
    if len(table.needed) == len(table.columns):
        return table
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        header = next(csv.reader(stream), [])
    return replace(table, columns=tuple(one for one in table.columns if not one.optional or one.name in header))


def describe(summit: Summit, tables: Sequence[Table], prefix: str = "") -> Descriptor:
    """Describe the CSV files of *tables*, whose names are *prefix* and the name of the table."""
    present = {table.name for table in tables}
    return {
        "$schema": PROFILE,
        "name": summit.id,
        "title": summit.title,
        "description": f"Sourced tables on what was agreed, promised and paid for. Data cut-off: {summit.as_of}.",
        "version": summit.version,
        **_licenses(summit),
        "contributors": _contributors(summit),
        "sources": [{"title": "The pages and documents listed in sources.csv", "path": f"{prefix}sources.csv"}],
        "resources": [_resource(table, present, prefix, summit) for table in tables],
    }


def _licenses(summit: Summit) -> Descriptor:
    """Return the licence of the data: this project's, unless somebody else answers for them."""
    if not summit.signature or summit.license == LICENSE["name"]:
        return {"licenses": [LICENSE]}
    own = {"name": summit.license, "path": f"https://spdx.org/licenses/{summit.license}.html"}
    return {"licenses": [own]} if summit.license else {}


def _contributors(summit: Summit) -> list[Descriptor]:
    """Name who answers for the data; without authors or publisher of their own, this project."""
    found: list[Descriptor] = [{"title": author, "roles": ["creator"]} for author in summit.authors]
    if summit.publisher:
        found.append({"title": summit.publisher, "roles": ["publisher"]})
    found = found or [{"title": "The contributors of summit-report", "roles": ["creator", "maintainer"]}]
    if summit.contact:
        found[0]["path" if summit.contact.startswith("http") else "email"] = summit.contact
    return found


def write_datapackage(folder: Path) -> Path:
    """Write `datapackage.json` into *folder* and return its path."""
    file = folder / PACKAGE_FILE
    file.write_text(as_text(datapackage(folder)), encoding="utf-8")
    return file


def as_text(descriptor: Descriptor) -> str:
    """Write *descriptor* as the file has it."""
    return orjson.dumps(descriptor, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _summit(folder: Path) -> Summit:
    try:
        values, problems = check_summit(read_summit_file(folder / SUMMIT_FILE), SUMMIT_FILE, folder.resolve().name)
    except UnreadableError as error:
        values, problems = {}, [Problem(SUMMIT_FILE, str(error), error.row)]
    if problems:
        raise DataError("the summit is not described well enough", where=str(folder), problems=[*map(str, problems)])
    return Summit(**values)


def _resource(table: Table, present: set[str], prefix: str, summit: Summit) -> Descriptor:
    return {
        "$schema": RESOURCE_PROFILE,
        "name": table.name,
        "title": table.name.replace("_", " ").capitalize(),
        "description": f"One row is {table.row}.",
        "path": f"{prefix}{table.name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": _table_schema(table, present, summit),
    }


def _table_schema(table: Table, present: set[str], summit: Summit) -> Descriptor:
    return {
        "$schema": SCHEMA_PROFILE,
        "fields": [_field(column, summit) for column in table.columns],
        "missingValues": [""],
        "primaryKey": [table.key],
        "foreignKeys": [_foreign_key(table, column) for column in table.columns if column.refers_to in present],
    }


def _field(column: Column, summit: Summit) -> Descriptor:
    kind = _TYPES.get(column.kind, {"type": "string"})
    constraints = dict(kind.get("constraints", {}))
    if "pattern" in constraints and summit.organisations:
        party = columns.party_pattern(summit.organisations)
        constraints["pattern"] = constraints["pattern"].replace(columns.COUNTRY_PATTERN, party)
    if column.required:
        constraints["required"] = True
    if column.words:
        constraints["enum"] = list(column.words)
    field = {"name": column.name, "title": column.title, "description": _description(column), **kind}
    return field | {"constraints": constraints} if constraints else field


def _description(column: Column) -> str:
    """Say what the column means, and what its pattern cannot say."""
    default = f" Empty stands for {column.default}." if column.default else ""
    says_more = column.kind not in {Kind.TEXT, Kind.WORD, Kind.REFERENCE}
    return f"{column.meaning}. {'Allowed: ' + column.allowed + '.' if says_more else ''}{default}".strip()


def _foreign_key(table: Table, column: Column) -> Descriptor:
    target = schema.table(str(column.refers_to))
    # A reference within the table names no resource: Data Package 2.0.
    reference = (
        {"fields": [target.key]} if target.name == table.name else {"resource": target.name, "fields": [target.key]}
    )
    return {"fields": [column.name], "reference": reference}
