"""
Makes up a dataset of any size, the same for the same seed: packages, second descriptions, parts and restatements of
money, a dozen members, twenty sectors, five currencies with their rates.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from summit_report.analysis import schema
from summit_report.analysis import vocabularies as words

SLUG = "made-up-2030"
MEMBERS = ("CHN", "KAZ", "KGZ", "TJK", "TKM", "UZB", "BRA", "NGA", "VNM", "FJI", "IDN", "DEU")
CURRENCIES = {"USD": 1.0, "CNY": 7.1, "EUR": 0.9, "KZT": 520.0, "UZS": 12600.0}
FIRST, LAST = date(2030, 5, 10), date(2030, 5, 11)
SUMMIT = f"""\
id: {SLUG}
title: A made-up summit
place: Somewhere
starts: {FIRST}
ends: {LAST}
members: [{", ".join(MEMBERS)}]
partner: CHN
as_of: 2031-12-31
reporting_currency: USD
version: 1.0.0
"""
SECTORS = [
    "political",
    "security",
    "trade",
    "transport",
    "energy",
    "agriculture",
    "finance",
    "mining",
    "digital",
    "health",
    "education",
    "culture",
    "tourism",
    "water",
    "environment",
    "industry",
    "science",
    "customs",
    "media",
    "standards",
]
THINGS = [
    "railway",
    "road",
    "port",
    "power",
    "plant",
    "solar",
    "park",
    "hospital",
    "school",
    "pipeline",
    "market",
    "laboratory",
    "fund",
    "archive",
]
DEEDS = [
    "Building",
    "Financing",
    "Extending",
    "Planning",
    "Studying",
    "Repairing",
    "Opening",
    "Licensing",
    "Twinning",
    "Insuring",
]

Row = Sequence[str]


def write(parent: Path, agreements: int, funding: int, seed: int = 1) -> Path:
    """Write the dataset into the new folder `made-up-2030` below *parent* and return it."""
    folder = parent / SLUG
    folder.mkdir(parents=True)
    (folder / "summit.yaml").write_text(SUMMIT, encoding="utf-8")
    chance = random.Random(seed)
    sources = min(2000, agreements // 5 + 2)
    for table, rows in {
        schema.SOURCES: _sources(chance, sources),
        schema.SECTORS: ((name, name.capitalize(), "210", "21010;21030") for name in SECTORS),
        schema.AGREEMENTS: _agreements(chance, agreements, sources),
        schema.FUNDING: _funding(chance, funding, agreements, sources),
        schema.FX_RATES: (
            (f"X{i}", LAST.isoformat(), "USD", name, str(rate), "central parity", "S0", "table")
            for i, (name, rate) in enumerate(CURRENCIES.items())
            if name != "USD"
        ),
    }.items():
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(table.column_names)
            writer.writerows(rows)
    return folder


def _sources(chance: random.Random, number: int) -> Iterator[Row]:
    for i in range(number):
        copied = f"S{chance.randrange(i)}" if i and chance.random() < 0.1 else ""
        kind, side = chance.choice(words.SOURCE_KINDS), chance.choice(("", *MEMBERS))
        day = _day(chance).isoformat()
        yield f"S{i}", f"Report {i}", f"Press {i % 90}", day, f"https://example.org/{i}", "en", kind, side, copied


def _agreements(chance: random.Random, number: int, sources: int) -> Iterator[Row]:
    groups = [";".join(("CHN", *chance.sample(MEMBERS[1:], size))) for size in (1,) * 60 + (2, 3, 5, 11)]
    days = [_day(chance).isoformat()[: chance.choice((10, 10, 10, 7, 4))] for _ in range(600)]
    packages = [0]
    for i in range(number):
        package = chance.random() < 0.02
        part = f"A{chance.choice(packages)}" if not package and chance.random() < 0.2 and i else ""
        same = f"A{chance.randrange(i)}" if i and not part and chance.random() < 0.04 else ""
        if package:
            packages.append(i)
        yield (
            f"A{i}",
            _title(chance, i),
            chance.choice(words.AGREEMENT_INSTRUMENTS),
            chance.choice(words.SCOPES),
            chance.choice(groups),
            chance.choice(SECTORS),
            chance.choice(days) if chance.random() < 0.6 else "",
            chance.choice(days) if chance.random() < 0.3 else "",
            chance.choice(words.AGREEMENT_STATUSES),
            chance.choices(words.RELATIONS, (6, 2, 2))[0],
            str(chance.randrange(2, 60)) if package else "1",
            part,
            same,
            f"S{chance.randrange(sources)}",
            f"para {chance.randrange(400)}",
            f"Named by {chance.choice(MEMBERS)}, not by others; number {i}." if chance.random() < 0.3 else "",
        )


def _funding(chance: random.Random, number: int, agreements: int, sources: int) -> Iterator[Row]:
    counted: list[int] = []
    for i in range(number):
        relation = chance.choices(words.RELATIONS, (6, 2, 2))[0]
        way = chance.random() if counted else 1.0
        part = f"F{chance.choice(counted)}" if way < 0.1 else ""
        restates = f"F{chance.choice(counted)}" if 0.1 <= way < 0.2 else ""
        counts = relation != "context" and way >= 0.2 and chance.random() < 0.9
        if counts:
            counted.append(i)
        currency = chance.choice(tuple(CURRENCIES)) if chance.random() < 0.8 else ""
        years = sorted(chance.choices(range(2028, 2036), k=2))
        yield (
            f"F{i}",
            _title(chance, i),
            f"Payer {chance.randrange(300)}",
            "CHN" if chance.random() < 0.8 else chance.choice(MEMBERS),
            chance.choice(words.FUNDER_KINDS),
            ";".join(chance.sample(MEMBERS[1:], chance.choice((1, 1, 1, 1, 2, 5)))),
            chance.choice(words.FUNDING_INSTRUMENTS),
            str(chance.randrange(1, 9000) * 100_000) if currency else "",
            currency,
            chance.choice(words.QUALIFIERS) if currency else "",
            str(years[0]) if chance.random() < 0.5 else "",
            str(years[1]) if chance.random() < 0.5 else "",
            str(chance.randrange(1, 9000) * 10_000) if currency not in ("", "USD") and chance.random() < 0.1 else "",
            chance.choice(words.FUNDING_STATUSES),
            relation,
            f"A{chance.randrange(agreements)}" if chance.random() < 0.7 else "",
            part,
            restates,
            "yes" if counts else "no",
            f"S{chance.randrange(sources)}",
            f"para {chance.randrange(400)}",
            f"Paid in {chance.randrange(1, 9)} parts, says one source; number {i}." if chance.random() < 0.3 else "",
        )


def _title(chance: random.Random, number: int) -> str:
    return (
        f"{chance.choice(DEEDS)} the {chance.choice(THINGS)} of district {number % 977}, stage {chance.randrange(90)}"
    )


def _day(chance: random.Random) -> date:
    return FIRST + timedelta(chance.randrange(-200, 500))
