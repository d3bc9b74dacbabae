"""
The values that the data allow for a parameter, read from the data folder alone.

A country that is no member or a misspelt sector should be refused before a kernel starts, so this reads two small
files itself and leaves checking the data to the analysis lane.
"""

import csv
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

from summit_report import plain_yaml
from summit_report.archives import check_workbook
from summit_report.errors import DataError, UsageError
from summit_report.project import SUMMIT_FILE
from summit_report.project import summits as summits_of

NO_MONEY = frozenset(["XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"])
"""Codes of ISO 4217 for metals, units of account, tests and "no currency"; XAF, XCD, XOF and XPF are money."""


def data_choices(
    data_root: Path, summits: Sequence[str], names: Sequence[str], data: Path | None = None
) -> dict[str, Mapping[str, str]]:
    """
    Return, for those of *names* that the data close, each allowed value with a label.

    *summits* are the folders of *data_root* that the report is about; *data*, if given, is the folder or workbook that
    takes the place of the summit whose id it carries.
    """
    known = {summit: read_summit(data_root / summit) for summit in summits_of(data_root)}
    if data is not None:
        known[summit_id(data) or data.stem] = read_summit(data)
    if not known:
        return {}
    chosen = [known[summit] for summit in summits if summit in known]
    titles = {summit: str(meta.get("title", "")) for summit, meta in known.items()}
    makers = {
        "summit": lambda: titles,
        "summits": lambda: titles,
        "country": lambda: countries(chosen),
        "sector": lambda: {code: name for meta in chosen for code, name in meta["sectors"].items()},
        "currency": currencies,
    }
    return {name: makers[name]() for name in names if name in makers}


def require_several(values: Mapping[str, object], where: str) -> None:
    """Raise UsageError if `summits` of the given *values* names fewer than two, or one of them twice."""
    named = values.get("summits")
    if isinstance(named, list) and len(set(named)) < max(2, len(named)):
        raise UsageError(
            "a comparison needs two or more summits, each named once",
            where=where,
            problems=[f"summits is [{', '.join(named)}]"],
            next="Name at least two, such as -p 'summits=[xian-2023, astana-2025]'.",
        )


def is_dataset(data: Path) -> bool:
    """Tell whether *data* looks like a dataset: a folder with its `summit.yaml`, or a workbook."""
    return (data / SUMMIT_FILE).is_file() or (data.suffix.lower() == ".xlsx" and data.is_file())


def require_dataset(data: Path) -> None:
    """Raise UsageError unless *data* looks like a dataset: a folder with its `summit.yaml`, or a workbook."""
    if is_dataset(data):
        return
    raise UsageError(
        f"neither a folder with a {SUMMIT_FILE} nor an .xlsx workbook",
        where=str(data),
        next="Name the dataset itself, such as data/astana-2025.",
    )


def summit_id(data: Path) -> str | None:
    """Return the id of the summit that the folder or workbook *data* is about; None if it says none."""
    found = read_summit(data).get("id")
    return str(found) if found else None


def read_summit(data: Path) -> dict[str, Any]:
    """
    Return what `summit.yaml` of the folder *data* (or the sheet `summit` of a workbook) says, and its `sectors`.

    Nothing is checked here. Raises DataError if there is nothing to read.
    """
    try:
        if data.suffix.lower() == ".xlsx":
            return read_workbook(data)
        meta = parsed((data / SUMMIT_FILE).read_text(encoding="utf-8-sig")) or {}
        members = meta.get("members") or []
        if not isinstance(members, list) or not all(isinstance(code, str) for code in members):
            raise ValueError(f"{SUMMIT_FILE}: members is no list of country codes")
        return {**meta, "sectors": read_sectors(data / "sectors.csv")}
    except Exception as error:  # YAML, CSV, zip and XML have no error in common, and a wrong cell may raise anything
        raise DataError(
            "the summit's own description cannot be read",
            where=str(data),
            problems=[str(error)],
            next="Run `summit-report check` on it.",
        ) from error


@lru_cache(maxsize=64)
def parsed(text: str) -> Any:
    """Return the content of the YAML *text*, which every edition asks for again; nobody changes it."""
    return plain_yaml.load(text)


def read_sectors(file: Path) -> dict[str, str]:
    """Return code and name of each sector in the CSV *file*; nothing if there is none."""
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return {row["sector"].strip(): row["name"].strip() for row in csv.DictReader(lines, restval="")}


def read_workbook(file: Path) -> dict[str, Any]:
    """Return what the sheets `summit` and `sectors` of the workbook *file* say."""
    from openpyxl import load_workbook

    check_workbook(file)
    with closing(load_workbook(file, read_only=True, data_only=True)) as book:
        lines = book["summit"].iter_rows(min_row=1, max_col=2, values_only=True)
        pairs = {str(row[0]): row[1] for row in lines if row[0]}
        rows = list(book["sectors"].iter_rows(values_only=True)) if "sectors" in book.sheetnames else []
    members = str(pairs.get("members") or "")
    sectors = [dict(zip(rows[0], row, strict=False)) for row in rows[1:]] if rows else []
    return {
        **pairs,
        "members": [code.strip() for code in members.strip("[]").replace(";", ",").split(",") if code.strip()],
        "organisations": {
            key.removeprefix("organisations."): name for key, name in pairs.items() if key.startswith("organisations.")
        },
        "sectors": {str(row["sector"]): str(row["name"]) for row in sectors if row.get("sector")},
    }


def countries(summits: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the members of *summits* but the partner, each with its English name."""
    import pycountry

    codes = [code for meta in summits for code in meta.get("members") or [] if code != meta.get("partner")]
    found = {code: pycountry.countries.get(alpha_3=code) for code in codes}
    own = [meta["organisations"] for meta in summits if isinstance(meta.get("organisations"), dict)]
    names = {str(code): str(name) for one in own for code, name in one.items()}
    return {
        code: getattr(country, "common_name", country.name) if country else names.get(code, "")
        for code, country in found.items()
    }


def currencies() -> dict[str, str]:
    """Return the codes of ISO 4217 that stand for money, each with its name."""
    import pycountry

    known = {currency.alpha_3: currency.name for currency in pycountry.currencies}
    return {code: name for code, name in known.items() if code not in NO_MONEY}
