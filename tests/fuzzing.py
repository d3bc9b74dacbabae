# ruff: noqa: E501 (a rule or a draw is one line, however long)
"""Makes up datasets in the schema, recounts them in plain Python, and spoils them."""

import csv
import datetime as dt
import io
import math
import random
import zipfile
from collections.abc import Mapping
from pathlib import Path

from hypothesis import strategies as st
from tiny import SLUG

from summit_report.analysis import schema
from summit_report.analysis import vocabularies as words
from summit_report.analysis.cells import is_text

Cells = dict[str, str]
Tables = dict[str, list[Cells]]

PARTNERS = ["CHN", "DEU", "JPN", "EU"]
OTHERS = ["KAZ", "KGZ", "TJK", "UZB", "BRA", "NGA", "VNM", "FJI"]
MONEY = ["USD", "EUR", "CNY"]
ENDS = dt.date(2030, 5, 11)
SIGNED, BEGUN = {"signed", "in force"}, {"under way", "completed"}
UNSIGNED_KINDS = {"initiative", "other"}

plain_texts = st.sampled_from(
    ["Railway", "Solar plant", "Grant for schools", "Құжат", "中文", "a, b", 'a "b"', "=1+1", "x" * 300]
)
texts = (plain_texts | st.text(min_size=1, max_size=12)).map(
    lambda text: text.replace("\0", "").replace("\x1a", "").strip()
)
texts = texts.filter(lambda text: bool(text) and is_text(text) and text.isprintable())
dates = st.builds(
    lambda day, length: day.isoformat()[:length],
    st.dates(dt.date(2029, 1, 1), dt.date(2031, 12, 31)) | st.dates(dt.date(2030, 5, 1), dt.date(2030, 5, 20)),
    st.sampled_from([4, 7, 10, 10]),
)
amounts = (
    st.just("0") | st.integers(0, 10**12).map(str) | st.decimals(0, 10**6, places=2).map(lambda value: f"{value:f}")
)


@st.composite
def datasets(draw: st.DrawFn) -> tuple[Cells, Tables]:
    """Draw the keys of a summit and the rows of its tables, which keep every rule."""
    others = draw(st.lists(st.sampled_from(OTHERS), min_size=1, max_size=5, unique=True))
    members = [draw(st.sampled_from(PARTNERS)), *others]
    summit = {
        "id": SLUG,
        "title": "A summit",
        "place": "Somewhere",
        "starts": "2030-05-10",
        "ends": ENDS.isoformat(),
        "members": f"[{', '.join(members)}]",
        "partner": members[0],
        "as_of": "2031-01-31",
        "reporting_currency": draw(st.sampled_from(MONEY[:2])),
        "version": "1.0.0",
    }
    tables: Tables = {"sources": [], "sectors": [], "agreements": []}
    fill(draw, tables, "sources", members, 1, 3)
    fill(draw, tables, "sectors", members, 1, 3)
    if draw(st.booleans()):
        tables["sectors"].append(
            {"sector": "not-itemised", "name": "Several", "dac_crs_3digit": "", "dac_crs_5digit": ""}
        )
    fill(draw, tables, "agreements", members, 1, 7)
    for name, least, most in (
        ("funding", 3, 6),
        ("fx_rates", 2, 5),
        ("projects", 1, 2),
        ("claims", 1, 3),
        ("milestones", 1, 2),
        ("trade", 1, 3),
    ):
        if draw(st.integers(0, 3)):
            fill(draw, tables, name, members, least, most)
    return summit, tables


def fill(draw: st.DrawFn, tables: Tables, name: str, members: list[str], least: int, most: int) -> None:
    """Add a table with *least* to *most* rows, each of which refers to earlier ones alone."""
    table = schema.table(name)
    tables[name] = []
    for number in range(draw(st.integers(least, most))):
        row = {
            column.name: draw_cell(draw, tables, column, members, f"{name[:2].upper()}{number}")
            for column in table.columns
        }
        mend(draw, row, name, tables)
        tables[name].append(row)


# How many times of ten a cell is empty, where half of the times would leave too little to add up.
_EMPTY = {"note": 9, "amount": 2, "part_of": 7, "same_as": 8, "restates": 8, "linked_agreement_id": 4}
_LIKELY = {
    "relation": ("summit", "summit", "summit", "follow-up", "context"),
    "counts_toward_total": ("yes", "yes", "no"),
}


def draw_cell(draw: st.DrawFn, tables: Tables, column: schema.Column, members: list[str], key: str) -> str:
    """Draw what *column* allows."""
    kind = column.kind.name
    if kind == "KEY":
        return key.lower() if column.name == "sector" else key
    if not column.required and draw(st.integers(0, 9)) >= 10 - _EMPTY.get(column.name, 5):
        return ""
    if column.name in _LIKELY:
        return draw(st.sampled_from(_LIKELY[column.name]))
    if kind == "REFERENCE":
        table = column.refers_to or ""
        keys = [row[schema.table(table).key] for row in tables.get(table, [])] if table else []
        return draw(st.sampled_from(keys)) if keys else ""
    if kind == "WORD":
        return draw(st.sampled_from(column.words or ("",)))
    if kind in ("MEMBER", "MEMBER_OR_GROUP"):
        return draw(st.sampled_from(members))
    if kind in ("MEMBERS", "COUNTRIES"):
        codes = members if kind == "MEMBERS" else [*members, "RUS"]
        return ";".join(draw(st.lists(st.sampled_from(codes), min_size=1, unique=True)))
    return draw(texts if column.name == "title" else _CHOICES[kind])


_CHOICES: dict[str, st.SearchStrategy[str]] = {
    "TEXT": plain_texts,
    "CURRENCY": st.sampled_from(MONEY),
    "LANGUAGE": st.sampled_from(["en", "ru", "zh"]),
    "EDTF": dates,
    "DAY": st.integers(-8, 8).map(lambda days: (ENDS + dt.timedelta(days)).isoformat()),
    "YEAR": st.integers(2020, 2040).map(str),
    "PERIOD": st.sampled_from(["year", "Jan-Jun"]),
    "NUMBER": amounts,
    "AMOUNT": amounts,
    "RATE": st.decimals("0.01", 500, places=3).map(lambda value: f"{value:f}"),
    "COUNT": st.integers(1, 60).map(str),
    "URL": st.just("https://example.org/a"),
    "DAC3": st.just("210"),
    "DAC5": st.just("21010;21030"),
}


def mend(draw: st.DrawFn, row: Cells, name: str, tables: Tables) -> None:
    """Make the cells of a *row* agree with each other and with the rows before it."""
    if name == "funding":
        if not row["amount"]:
            row["amount_qualifier"] = ""
        else:
            row["currency"] = row["currency"] or "CNY"
            row["amount_qualifier"] = row["amount_qualifier"] or "exact"
        if row["year_from"] and row["year_to"]:
            row["year_from"], row["year_to"] = sorted([row["year_from"], row["year_to"]])
        if row["counts_toward_total"] == "yes" and may_not_count(row, tables["funding"]):
            row["counts_toward_total"] = "no"
    if name == "projects" and row["cost"]:
        row["currency"] = row["currency"] or "USD"
    elif name == "projects":
        row["cost_qualifier"] = ""
    if name == "claims":
        if draw(st.booleans()):
            row |= {"value": row["value"] or "5", "qualifier": row["qualifier"] or "exact", "text": ""}
        else:
            row |= {"value": "", "qualifier": "", "text": row["text"] or "not known"}
        if row["disowned"] == "yes":
            row["note"] = row["note"] or "a slip"
        if row["agreement_id"]:
            row["funding_id"] = ""
    if name == "milestones":
        table = words.ENTITY_TABLES[row["entity_type"]]
        if not tables.get(table):
            row["entity_type"], table = "agreement", "agreements"
        row["entity_id"] = draw(st.sampled_from([one[schema.table(table).key] for one in tables[table]]))
        row["date_precision"] = {4: "year", 7: "month", 10: "day"}[len(row["date"])]
    if name == "fx_rates" and not {row["base"], row["quote"]} & {"USD", "EUR"}:
        row[draw(st.sampled_from(["base", "quote"]))] = draw(st.sampled_from(["USD", "EUR"]))
    if name == "fx_rates" and row["base"] == row["quote"]:
        row["quote"] = "CNY" if row["base"] != "CNY" else "USD"


def may_not_count(row: Cells, before: list[Cells]) -> bool:
    """Tell whether rule 3 forbids to count *row*: context, a second statement, or a part of what counts."""
    by_key = {one["funding_id"]: one for one in before}
    ahead, seen = [row["part_of"]], set()
    while ahead:
        key = ahead.pop()
        if key in by_key and key not in seen:
            seen.add(key)
            ahead += [by_key[key]["part_of"], by_key[key]["restates"]]
    counted = any(by_key[key]["counts_toward_total"] == "yes" for key in seen)
    return row["relation"] == "context" or bool(row["restates"]) or counted


def write(folder: Path, summit: Mapping[str, str], tables: Tables) -> Path:
    """Write the dataset into the new folder `tiny-2030` below *folder* and return it."""
    place = folder / SLUG
    place.mkdir()
    (place / "summit.yaml").write_text("".join(f"{key}: {value}\n" for key, value in summit.items()), encoding="utf-8")
    for name, rows in tables.items():
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, schema.table(name).column_names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return place


# ----------------------------------------------------------------------------- recounted, a rule in a line


def documents(tables: Tables, relation: str) -> dict[str, int]:
    """Recount the documents of *relation*: all, signed, announced, and with each country (rules 1 and 2)."""
    rows = [
        row for row in tables["agreements"] if not row["part_of"] and not row["same_as"] and row["relation"] == relation
    ]
    found = {"all": 0, "signed": 0, "announced": 0}
    for row in rows:
        number = int(row["documents"] or 1)
        found["all"] += number
        begun = row["status"] in BEGUN and (row["instrument"] not in UNSIGNED_KINDS or bool(row["signed_on"]))
        found["signed"] += number * (row["status"] in SIGNED or begun)
        found["announced"] += number * (row["status"] == "announced")
        for code in filter(None, row["parties"].split(";")):
            found[code] = found.get(code, 0) + number
    return found


Total = tuple[float | None, float | None, float | None, int, int]  # low, central, high, n, of


def money(summit: Mapping[str, str], tables: Tables, relation: str) -> dict[str, Total]:
    """Recount the money of *relation* by instrument, converted: low, central, high, n and N (rules 3 to 7)."""
    found: dict[str, Total] = {}
    for instrument in words.FUNDING_INSTRUMENTS:
        rows = [row for row in tables.get("funding", []) if row["counts_toward_total"] == "yes"]
        rows = [row for row in rows if row["instrument"] == instrument and row["relation"] == relation]
        values = [value for row in rows if (value := converted(row, summit, tables)) is not None]
        lows = [low for low, _, _ in values]
        highs = [high for _, _, high in values]
        if rows:
            found[instrument] = (
                None if not values or None in lows else math.fsum(map(float, filter(None, lows))),
                math.fsum(value for _, value, _ in values) if values else None,
                None if not values or None in highs else math.fsum(map(float, filter(None, highs))),
                len(values),
                len(rows),
            )
    return found


def converted(row: Cells, summit: Mapping[str, str], tables: Tables) -> tuple[float | None, float, float | None] | None:
    """Return low, stated and high of a row of funding in the reporting currency, or None where that is not known."""
    if not row["amount"]:
        return None
    factor = rate(row, summit["reporting_currency"], tables)
    if factor is None:
        return None
    value, word = float(row["amount"]) * factor, row["amount_qualifier"]
    return (
        (None if word in ("nearly", "up to") else value),
        value,
        (None if word in ("at least", "more than") else value),
    )


def rate(row: Cells, target: str, tables: Tables) -> float | None:
    """Return the units of *target* for one unit of the row's currency: the nearest dated rate, within a week."""
    if row["currency"] == target:
        return 1.0
    linked = next((one for one in tables["agreements"] if one["agreement_id"] == row["linked_agreement_id"]), None)
    days = [linked[name] for name in ("signed_on", "first_announced") if len(linked[name]) == 10] if linked else []
    day = dt.date.fromisoformat(days[0]) if days else ENDS if row["relation"] == "summit" else None
    if day is None:
        return None
    rates = [one for one in tables.get("fx_rates", []) if {one["base"], one["quote"]} == {row["currency"], target}]
    near = [(abs((dt.date.fromisoformat(one["date"]) - day).days), one["date"], i) for i, one in enumerate(rates)]
    near = [one for one in near if one[0] <= 7]
    if not near:
        return None
    best = rates[min(near)[2]]
    return float(best["rate"]) if best["quote"] == target else 1 / float(best["rate"])


# ----------------------------------------------------------------------------- spoilt

NASTY = ["", " ", "x", "0", "-1", "1e5", "1,5", "NaN", "2030-02-30", "31.12.2030", "CHN;", ";", "yes", "signed", "summit", "SO0", "AG0",
         "FU0", "se0", "СHN", "a\nb", "\ufeff", '"', "'", "=1", "#N/A", "None", "٣", "²", "1" * 400, "2030-05-10", "USD", "KAZ", "\x0b"]  # fmt: skip
BYTES = [b"\0", b"\xff", b'"', b",", b"\n", b"\r", b";", b"\xef\xbb\xbf", b"\xc3", b"<", b">", b"&", b"9" * 40, b"-"]


def spoil_cells(random: random.Random, tables: Tables) -> Tables:
    """Return *tables* with one to three cells changed, or a row doubled, dropped or moved."""
    found = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    for _ in range(random.randint(1, 3)):
        rows = random.choice([rows for rows in found.values() if rows])
        deed, row = random.randrange(6), random.choice(rows)
        if deed == 0:
            rows.append(dict(row))
        elif deed == 1 and len(rows) > 1:
            rows.remove(row)
        else:
            other = random.choice(random.choice([rows for rows in found.values() if rows]))
            row[random.choice(list(row))] = random.choice([*NASTY, random.choice(list(other.values()))])
    return found


def spoil_bytes(random: random.Random, content: bytes) -> bytes:
    """Return *content* with some bytes changed, put in, doubled or taken out, or cut short."""
    made = bytearray(content)
    for _ in range(random.randint(1, 4)):
        at, size = random.randrange(len(made) + 1), random.choice([1, 1, 2, 40])
        deed = random.randrange(5)
        if deed == 0:
            made[at:at] = random.choice(BYTES)
        elif deed == 1:
            del made[at : at + size]
        elif deed == 2:
            made[at:at] = made[at : at + size]
        elif deed == 3 and at < len(made):
            made[at] = random.randrange(256)
        elif random.random() < 0.2:
            del made[at:]
    return bytes(made)


def spoil_book(random: random.Random, content: bytes) -> bytes:
    """Return the workbook *content* spoilt as a file, or with one of its parts spoilt."""
    if random.random() < 0.3:
        return spoil_bytes(random, content)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as made:
        names = archive.namelist()
        victim = random.choice(names)
        for name in names:
            part = archive.read(name)
            made.writestr(name, spoil_bytes(random, part) if name == victim else part)
    return out.getvalue()
