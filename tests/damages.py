# ruff: noqa: E501 (a damage is one line, however long)
"""
Everything that people, editors and spreadsheets do to data, as one list: what is done, where, and how it ends.

Each damage is done to a copy of the tiny dataset. `python tests/damages.py` writes what is then said to docs/damages.md.
"""

import contextlib
import csv
import datetime as dt
import io
import json
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from tiny import FILES, SLUG, edit, write_tiny, write_workbook

from summit_report import cli

DOCS = Path(__file__).parents[1] / "docs/damages.md"

#: Spoils the dataset in a folder, and returns what to check where that is something else.
Spoil = Callable[[Path], Path | None]


@dataclass(frozen=True)
class Damage:
    """
    One damage: *where* begins the problem that must be named, and *near* is what must be proposed instead.

    Without *where* nothing is wrong, and *noticed* is said of it, if anything.
    """

    group: str
    name: str
    spoil: Spoil
    where: str | None = None
    near: str | None = None
    noticed: str | None = None


def replaced(name: str, old: str, new: str) -> Spoil:
    """Put *new* in the one place of *old* in the file *name*."""
    return lambda folder: edit(folder, name, old, new)


def cell(name: str, row: int, column: str, value: str) -> Spoil:
    """Write *value* into one cell, quoted as CSV wants it."""

    def spoil(folder: Path) -> None:
        rows = list(csv.reader(io.StringIO(FILES[name], newline="")))
        rows[row - 1][rows[0].index(column)] = value
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(rows)
        (folder / name).write_text(out.getvalue(), encoding="utf-8")

    return spoil


def content(name: str, change: Callable[[str], str | bytes]) -> Spoil:
    """Write what *change* makes of the text of the file *name*."""

    def spoil(folder: Path) -> None:
        made = change(FILES[name])
        (folder / name).write_bytes(made if isinstance(made, bytes) else made.encode())

    return spoil


def all_of(*spoils: Spoil) -> Spoil:
    """Do several damages, one after the other."""

    def spoil(folder: Path) -> Path | None:
        return [one(folder) for one in spoils][-1]

    return spoil


def instead(name: str, make: Callable[[Path], object]) -> Spoil:
    """Remove the file *name* and let *make* put something in its place."""

    def spoil(folder: Path) -> None:
        (folder / name).unlink()
        make(folder / name)

    return spoil


def renamed(old: str, new: str) -> Spoil:
    """Rename a file."""

    def spoil(folder: Path) -> None:
        (folder / old).rename(folder / new)

    return spoil


def copied(folder: Path, name: str) -> None:
    """Put a second copy of the funding beside the first."""
    (folder / name).write_bytes((folder / "funding.csv").read_bytes())


def checked(name: str) -> Spoil:
    """Check something else than the folder: *name*, seen from it."""
    return lambda folder: folder / name


def book(change: Callable[[Workbook], object]) -> Spoil:
    """Check a workbook with the dataset, after *change*."""

    def spoil(folder: Path) -> Path:
        file = write_workbook(folder, folder.parent / "tiny.xlsx")
        opened = load_workbook(file)
        change(opened)
        opened.save(file)
        return file

    return spoil


def book_bytes(change: Callable[[bytes], bytes], name: str = "tiny.xlsx") -> Spoil:
    """Check a file called *name*, with what *change* makes of the bytes of a workbook."""

    def spoil(folder: Path) -> Path:
        file = write_workbook(folder, folder.parent / "tiny.xlsx")
        made = change(file.read_bytes())
        file.unlink()
        (folder.parent / name).write_bytes(made)
        return folder.parent / name

    return spoil


def zipped(members: dict[str, str]) -> bytes:
    """Return a zip file with *members*."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def long_line(size: int) -> Callable[[Path], object]:
    """Make a file with one line of *size* bytes, without writing them."""

    def make(file: Path) -> None:
        with file.open("wb") as stream:
            stream.truncate(size)

    return make


def set_cell(book: Workbook, sheet: str, place: str, value: object, form: str | None = None) -> None:
    """Put *value* into a cell of a workbook, shown as *form* says."""
    book[sheet][place] = value
    if form:
        book[sheet][place].number_format = form


def with_result(folder: Path) -> Path:
    """Check a workbook with a formula whose result is stored beside it, as Excel does."""
    file = book(lambda opened: set_cell(opened, "funding", "H5", "=H3/7"))(folder)
    assert file
    parts = {}
    with ZipFile(file) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name).replace(b"<f>H3/7</f><v/>", b"<f>H3/7</f><v>20000000</v>")
            parts[name] = parts[name].replace(b"<f>H3/7</f><v></v>", b"<f>H3/7</f><v>20000000</v>")
    assert any(b"<v>20000000</v>" in part and b"<f>" in part for part in parts.values())
    with ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file


def hide(what: str, which: object) -> Callable[[Workbook], object]:
    """Hide a row or a column of the sheet of agreements, or the sheet."""

    def change(opened: Workbook) -> None:
        sheet = opened["agreements"]
        if what == "sheet":
            sheet.sheet_state = str(which)
        else:
            {"row": sheet.row_dimensions, "column": sheet.column_dimensions}[what][which].hidden = True  # type: ignore[index]

    return change


def doubled_summit_key(opened: Workbook) -> None:
    """Give the summit a second title."""
    opened["summit"].append(["title", "Another title"])


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
SIGNED = ("agreements.csv", 6, "signed_on")
AMOUNT = ("funding.csv", 5, "amount")
PARTIES = ("agreements.csv", 6, "parties")


def dates() -> list[Damage]:
    """Return dates in other people's habits."""
    where = "agreements.csv, row 6, signed_on"
    found = [
        ("with dots, day first", "31.12.2030", "2030-12-31"),
        ("with strokes, month first", "12/31/2030", "2030-12-31"),
        ("with strokes, day first", "31/12/2030", "2030-12-31"),
        ("with strokes, day or month first", "05/06/2030", None),
        ("in words", "Dec 31 2030", "2030-12-31"),
        ("in words, day first", "31 December 2030", "2030-12-31"),
        ("month in words", "September 2030", "2030-09"),
        ("with a thirteenth month", "2030-13-01", "2030-01-13"),
        ("that no calendar has", "2030-02-30", None),
        ("as the number of a spreadsheet", "47848", "2030-12-31"),
        ("of a month in digits", "12/2030", "2030-12"),
        ("without hyphens", "20301231", "2030-12-31"),
        ("without leading zeros", "2030-9-5", "2030-09-05"),
        ("with a time", "2030-12-31T10:00:00", "2030-12-31"),
        ("as a season", "autumn 2030", None),
        ("of two digits for the year", "31.12.30", None),
        ("with dots, that no calendar has", "31.02.2030", None),
    ]
    return [Damage("Dates", f"date {name}: {value}", cell(*SIGNED, value), where, near) for name, value, near in found]


def numbers() -> list[Damage]:
    """Return numbers as people write and programs print them."""
    where = "funding.csv, row 5, amount"
    found = [
        ("with a decimal comma", "1,5", "1.5"),
        ("with commas between thousands", "20,000,000", "20000000"),
        ("with dots between thousands", "20.000.000", "20000000"),
        ("with spaces between thousands", "20 000 000", "20000000"),
        ("with non-breaking spaces between thousands", "20\u00a0000\u00a0000", "20000000"),
        ("with apostrophes between thousands", "20'000'000", "20000000"),
        ("with both marks", "1.234,50", "1234.50"),
        ("with one comma, decimal or not", "1,234", None),
        ("with a scale in words", "1.5 bn", "1500000000"),
        ("with a word before it", "about 5", "5"),
        ("with a sign of a currency", "$20 million", "20000000"),
        ("with a scale in German", "40 Mio. EUR", "40000000"),
        ("with a scale in Russian", "2,5 млрд", "2500000000"),
        ("with a scale in Chinese", "40亿元", "4000000000"),
        ("with a word that may be a scale", "40 zł", None),
        ("in per cent", "10%", None),
        ("as a range", "5-7", None),
        ("as a range in words", "100–150 million", None),
        ("negative", "-20000000", None),
        ("of more digits than money has", "2" + 20 * "0", None),
        ("beyond all bounds", "1e400", None),
        ("with an exponent", "2.0E+07", "20000000"),
        ("that is none: NaN", "NaN", None),
        ("infinite", "inf", None),
        ("as a word", "unknown", None),
        ("as a broken formula", "#REF!", None),
        ("in digits of another script", "٢٠", "20"),
    ]
    listed = [
        Damage("Numbers", f"amount {name}: {value}", cell(*AMOUNT, value), where, near) for name, value, near in found
    ]
    return [
        *listed,
        Damage(
            "Numbers",
            "half a document",
            cell("agreements.csv", 6, "documents", "2.5"),
            "agreements.csv, row 6, documents",
        ),
        Damage(
            "Numbers", "no document", cell("agreements.csv", 6, "documents", "0"), "agreements.csv, row 6, documents"
        ),
        Damage("Numbers", "year as a float", cell("trade.csv", 2, "year", "2029.0"), "trade.csv, row 2, year", "2029"),
        Damage("Numbers", "rate of zero", cell("fx_rates.csv", 2, "rate", "0"), "fx_rates.csv, row 2, rate"),
        Damage(
            "Numbers",
            "rate too small to divide by",
            cell("fx_rates.csv", 2, "rate", "0.00000000000000000001"),
            "fx_rates.csv, row 2, rate",
        ),
    ]


def codes() -> list[Damage]:
    """Return codes and words that look right."""
    parties = "agreements.csv, row 6, parties"
    found = [
        ("country that is no member", cell(*PARTIES, "CHN;RUS"), parties, None),
        ("bank among the parties", cell(*PARTIES, "CHN;NIB"), parties, None),
        (
            "bank among those who pay",
            cell("funding.csv", 5, "funder_parties", "NIB"),
            "funding.csv, row 5, funder_parties",
            None,
        ),
        ("country misspelt", cell(*PARTIES, "CHN;UBZ"), parties, "CHN;UZB"),
        ("country in small letters", cell(*PARTIES, "chn;uzb"), parties, "CHN;UZB"),
        ("country of two letters", cell(*PARTIES, "CN;UZ"), parties, "CHN;UZB"),
        ("country by name", cell(*PARTIES, "China and Uzbekistan"), parties, "CHN;UZB"),
        ("list with commas", cell(*PARTIES, "CHN, UZB"), parties, "CHN;UZB"),
        ("list with spaces", cell(*PARTIES, "CHN UZB"), parties, "CHN;UZB"),
        (
            "kind of document in short",
            cell("agreements.csv", 6, "instrument", "MoU"),
            "agreements.csv, row 6, instrument",
            "memorandum",
        ),
        ("list with a space after the semicolon", cell(*PARTIES, "CHN; UZB"), parties, "CHN;UZB"),
        ("list that ends with a semicolon", cell(*PARTIES, "CHN;UZB;"), parties, "CHN;UZB"),
        ("country twice", cell(*PARTIES, "CHN;CHN"), parties, "CHN"),
        ("Cyrillic letter in a code", cell(*PARTIES, "СHN;UZB"), parties, "CHN;UZB"),
        ("invisible character in a code", cell(*PARTIES, "CHN;\u200bUZB"), parties, "CHN;UZB"),
        (
            "currency in small letters",
            cell("funding.csv", 5, "currency", "usd"),
            "funding.csv, row 5, currency",
            "USD",
        ),
        ("currency by its sign", cell("funding.csv", 5, "currency", "€"), "funding.csv, row 5, currency", "EUR"),
        (
            "currency in letters of its own",
            cell("funding.csv", 5, "currency", "SKR"),
            "funding.csv, row 5, currency",
            "SEK",
        ),
        (
            "currency by name",
            cell("funding.csv", 5, "currency", "US Dollar"),
            "funding.csv, row 5, currency",
            "USD",
        ),
        ("language by name", cell("sources.csv", 3, "language", "Russian"), "sources.csv, row 3, language", "ru"),
        (
            "word with a capital",
            cell("agreements.csv", 6, "status", "Signed"),
            "agreements.csv, row 6, status",
            "signed",
        ),
        (
            "first letter of a word",
            cell("funding.csv", 5, "counts_toward_total", "N"),
            "funding.csv, row 5, counts_toward_total",
            "no",
        ),
        (
            "word misspelt",
            cell("agreements.csv", 3, "instrument", "memorandom"),
            "agreements.csv, row 3, instrument",
            "memorandum",
        ),
        (
            "word with a non-breaking space",
            cell("funding.csv", 5, "instrument", "contract\u00a0value"),
            "funding.csv, row 5, instrument",
            "contract value",
        ),
        (
            "word with two spaces",
            cell("funding.csv", 5, "instrument", "contract  value"),
            "funding.csv, row 5, instrument",
            "contract value",
        ),
        ("unknown word", cell("projects.csv", 4, "stage", "dreamt of"), "projects.csv, row 4, stage", None),
        ("empty cell that must be filled", cell("funding.csv", 5, "title", ""), "funding.csv, row 5, title", None),
        ("broken formula as text", cell("agreements.csv", 6, "title", "#N/A"), "agreements.csv, row 6, title", None),
        ("NULL for nothing", cell("sources.csv", 4, "publisher", "NULL"), "sources.csv, row 4, publisher", None),
        (
            "address without http",
            cell("sources.csv", 3, "url", "example.org/s2"),
            "sources.csv, row 3, url",
            "https://example.org/s2",
        ),
        (
            "months by name",
            cell("trade.csv", 4, "period", "January–October"),
            "trade.csv, row 4, period",
            "Jan-Oct",
        ),
    ]
    return [Damage("Codes and words", *one) for one in found]


def texts() -> list[Damage]:
    """Return files that another program or another country's settings saved."""
    name, where = "agreements.csv", "agreements.csv"
    cyrillic = FILES[name].replace("Two later contracts", "Два договора")
    found = [
        ("UTF-16", content(name, lambda text: text.encode("utf-16")), where),
        ("UTF-16 without its mark", content(name, lambda text: text.encode("utf-16-le")), f"{where}, row 1"),
        ("Windows-1251", content(name, lambda _: cyrillic.encode("cp1251")), f"{where}, row 6"),
        (
            "Latin-1",
            content(name, lambda text: text.replace("solar", "solaire à").encode("latin-1")),
            f"{where}, row 5",
        ),
        (
            "byte-order mark before the second of two joined files",
            content(name, lambda text: "\ufeff\ufeff" + text),
            f"{where}, row 1",
            "agreement_id",
        ),
        ("NUL byte", content(name, lambda text: text.replace("Two later", "Two\0later")), f"{where}, row 6"),
        (
            "semicolons for commas",
            content(name, lambda text: text.replace(";", "+").replace(",", ";")),
            f"{where}, row 1",
        ),
        ("tabs for commas", content(name, lambda text: text.replace(",", "\t")), f"{where}, row 1"),
        ("bars for commas", content(name, lambda text: text.replace(",", "|")), f"{where}, row 1"),
        (
            "semicolons below a header with commas",
            content("sectors.csv", lambda text: text.replace("energy,Energy,231;236,", "energy;Energy;231;")),
            "sectors.csv, row 3",
        ),
        ("cell too many", replaced(name, "T-A5,Two later", "T-A5,,Two later"), f"{where}, row 6"),
        ("cell too few", replaced(name, "T-A5,Two later contracts", "T-A5"), f"{where}, row 6"),
        ("comma in a text without quotes", replaced(name, "Two later", "Two, later"), f"{where}, row 6"),
        ("quote that is not closed", replaced(name, "Two later", '"Two later'), f"{where}, row 6"),
        ("quote inside a quoted text", replaced(name, "rail, named", 'rail "A", named'), f"{where}, row 3"),
        ("column twice", replaced(name, ",locator,note", ",locator,locator"), f"{where}, row 1, locator"),
        ("column missing", replaced("sectors.csv", ",name,", ",,"), "sectors.csv, row 1, name"),
        ("column misspelt", replaced(name, "parties", "partys"), f'{where}, row 1, "partys"', "parties"),
        ("column with a capital", replaced(name, ",title,", ",Title,"), f'{where}, row 1, "Title"', "title"),
        (
            "column too many",
            content("sectors.csv", lambda text: "\n".join(f"{line},x" for line in text.splitlines())),
            'sectors.csv, row 1, "x"',
        ),
        ("title above the header", content(name, lambda text: "Agreements of 2030\n" + text), f"{where}, row 2"),
        (
            "row of totals",
            content("funding.csv", lambda text: f"{text}Total,,,,,,,357000000{',' * 14}\n"),
            "funding.csv, row 8, title",
        ),
        ("empty file", content(name, lambda _: ""), where),
        ("header and no row", content(name, lambda text: text.splitlines()[0]), where),
        ("key missing", cell(name, 6, "agreement_id", ""), f"{where}, row 6, agreement_id"),
        ("key twice", cell(name, 6, "agreement_id", "T-A4"), f"{where}, row 6, agreement_id"),
        ("key twice but for capitals", cell(name, 6, "agreement_id", "t-a4"), f"{where}, row 6, agreement_id"),
        ("key of another table", cell("claims.csv", 2, "claim_id", "T-S1"), "sources.csv, row 2, source_id"),
        ("key with a space", cell("claims.csv", 2, "claim_id", "T C1"), "claims.csv, row 2, claim_id", "T-C1"),
    ]
    good = [
        ("byte-order mark", content(name, lambda text: "\ufeff" + text), None),
        ("mixed line ends", content(name, lambda text: text.replace("\n", "\r\n", 3).replace("\r\n", "\r", 1)), None),
        (
            "blank rows and rows of commas",
            content(name, lambda text: text.replace("\nT-A5", f"\n\n{15 * ','}\nT-A5")),
            None,
        ),
        (
            "spaces around cells",
            content("sectors.csv", lambda text: text.replace(",", "  ,\u00a0")),
            None,
        ),
        (
            "optional table with a header and no row",
            content("trade.csv", lambda text: text.splitlines()[0]),
            "There is a header and no row.",
        ),
        (
            "letters lost or doubled by a wrong encoding",
            cell(name, 6, "title", "Ð”Ð²Ð° contracts"),
            "1 row has letters that a wrong encoding makes.",
        ),
        (
            "year far from the summit's",
            cell(*SIGNED, "2300-09"),
            "1 date in signed_on lies more than 100 years from the summit.",
        ),
    ]
    return [Damage("Text files", *one) for one in found] + [
        Damage("Text files", title, spoil, None, None, noticed) for title, spoil, noticed in good
    ]


def rows() -> list[Damage]:
    """Return rows that contradict each other or themselves."""
    found = [
        (
            "source that is not there",
            cell("agreements.csv", 6, "source_id", "T-S9"),
            "agreements.csv, row 6, source_id",
            None,
        ),
        (
            "key in small letters",
            cell("agreements.csv", 6, "source_id", "t-s2"),
            "agreements.csv, row 6, source_id",
            "T-S2",
        ),
        (
            "key with a Cyrillic letter",
            cell("milestones.csv", 2, "entity_id", "Т-A1"),
            "milestones.csv, row 2, entity_id",
            "T-A1",
        ),
        (
            "sector by its name",
            cell("agreements.csv", 6, "sector", "Energy"),
            "agreements.csv, row 6, sector",
            "energy",
        ),
        (
            "milestone of a row of another table",
            cell("milestones.csv", 3, "entity_id", "T-A1"),
            "milestones.csv, row 3, entity_id",
            None,
        ),
        (
            "row that is part of itself",
            cell("agreements.csv", 2, "part_of", "T-A1"),
            "agreements.csv, row 2, part_of",
            None,
        ),
        ("circle of parts", cell("agreements.csv", 2, "part_of", "T-A2"), "agreements.csv, row 2, part_of", None),
        (
            "circle of same documents",
            cell("agreements.csv", 3, "same_as", "T-A3"),
            "agreements.csv, row 3, part_of, same_as",
            None,
        ),
        (
            "circle of restatements",
            all_of(replaced("funding.csv", "T-A4,,,yes", "T-A4,,T-F2,no")),
            "funding.csv, row 2, part_of, restates",
            None,
        ),
        ("circle of copies", cell("sources.csv", 2, "based_on", "T-S2"), "sources.csv, row 2, based_on", None),
        ("amount without currency", cell("funding.csv", 5, "currency", ""), "funding.csv, row 5, currency", None),
        (
            "amount without qualifier",
            cell("funding.csv", 5, "amount_qualifier", ""),
            "funding.csv, row 5, amount_qualifier",
            None,
        ),
        (
            "qualifier without amount",
            cell("funding.csv", 6, "amount_qualifier", "exact"),
            "funding.csv, row 6, amount_qualifier",
            None,
        ),
        ("last year before the first", cell("funding.csv", 2, "year_to", "2029"), "funding.csv, row 2, year_to", None),
        (
            "claim with both value and text",
            cell("claims.csv", 2, "text", "three"),
            "claims.csv, row 2, value, text",
            None,
        ),
        ("claim with neither", cell("claims.csv", 4, "text", ""), "claims.csv, row 4, value, text", None),
        (
            "date more exact than its precision",
            cell("milestones.csv", 2, "date_precision", "month"),
            "milestones.csv, row 2, date",
            None,
        ),
        (
            "rate between a currency and itself",
            cell("fx_rates.csv", 2, "quote", "USD"),
            "fx_rates.csv, row 2, quote",
            None,
        ),
        (
            "part counted beside its whole",
            cell("funding.csv", 5, "counts_toward_total", "yes"),
            "funding.csv, row 5, counts_toward_total",
            None,
        ),
        (
            "restatement counted",
            cell("funding.csv", 3, "counts_toward_total", "yes"),
            "funding.csv, row 3, counts_toward_total",
            None,
        ),
        (
            "context counted",
            cell("funding.csv", 6, "relation", "context"),
            "funding.csv, row 6, counts_toward_total",
            None,
        ),
    ]
    return [Damage("Rows", *one) for one in found]


def files() -> list[Damage]:
    """Return what stands where a file should."""
    name = "sources.csv"
    found = [
        ("folder in place of a file", instead(name, Path.mkdir), name),
        ("link that leads nowhere", instead(name, lambda file: file.symlink_to("gone.csv")), name),
        ("link to itself", instead(name, lambda file: file.symlink_to(file.name)), name),
        ("pipe in place of a file", instead(name, os.mkfifo), name),
        ("device in place of a file", instead(name, lambda file: file.symlink_to("/dev/zero")), name),
        ("line of 2 GB", instead(name, long_line(2 * 10**9)), name),
        ("line of 20 MB", content(name, lambda text: text + 20 * 10**6 * "x"), f"{name}, row 5"),
        ("cell of 200,000 characters", content(name, lambda text: text + 200_000 * "x"), f"{name}, row 5"),
        ("workbook called .csv", content(name, lambda _: zipped({"xl/workbook.xml": ""})), name),
        ("required table missing", instead(name, lambda file: None), SLUG),
        ("table in another form", renamed("funding.csv", "funding.tsv"), "funding.tsv"),
        ("capital in the name of a table", renamed("funding.csv", "Funding.csv"), "Funding.csv", "funding"),
        ("name of a table misspelt", renamed("funding.csv", "fundings.csv"), "fundings.csv", "funding"),
        ("capitals in the ending", renamed("funding.csv", "funding.CSV"), "funding.CSV"),
        ("second copy of a table", lambda folder: copied(folder, "funding (1).csv"), "funding (1).csv", "funding"),
        ("file in place of the folder", checked("funding.csv"), "data/tiny-2030/funding.csv"),
        ("no folder at all", checked("../tiny-2031"), "data/tiny-2031"),
    ]
    return [Damage("Files", *one) for one in found]


def summits() -> list[Damage]:
    """Return what can be wrong with the description of the summit."""
    name = "summit.yaml"
    found = [
        ("no summit.yaml", instead(name, lambda file: None), name, None),
        ("summit.yml for summit.yaml", renamed(name, "summit.yml"), "summit.yml", None),
        ("empty", content(name, lambda _: ""), name, None),
        ("not YAML", replaced(name, "id: tiny-2030", "id: [tiny-2030"), f"{name}, row 2", None),
        ("tab before a key", replaced(name, "ends:", "\tends:"), f"{name}, row 5", None),
        ("a list for keys", content(name, lambda _: "- id\n- title\n"), name, None),
        ("two documents", content(name, lambda text: f"{text}---\n{text}"), f"{name}, row 12", None),
        ("key twice", content(name, lambda text: text + "title: Another\n"), f"{name}, row 12", None),
        ("aliases that unfold to billions", content(name, lambda _: BOMB), f"{name}, row 2", None),
        (
            "tag that runs code",
            replaced(name, "Tiny Summit", "!!python/object/apply:os.getcwd []"),
            f"{name}, row 2",
            None,
        ),
        ("brackets without end", content(name, lambda _: "id: " + 5_000 * "["), f"{name}, row 1", None),
        ("key misspelt", replaced(name, "as_of:", "asof:"), f"{name}, row 8, asof", "as_of"),
        ("number for the title", replaced(name, "Tiny Summit", "2030"), f"{name}, row 2, title", None),
        ("blanks for the title", replaced(name, "Tiny Summit", "'  '"), f"{name}, row 2, title", None),
        ("text for the members", replaced(name, "[CHN, KAZ, UZB]", "CHN and KAZ"), f"{name}, row 6, members", None),
        ("list for a group", replaced(name, "{CA2: [KAZ, UZB]}", "[KAZ, UZB]"), f"{name}, row 11, groups", None),
        ("day with dots", replaced(name, "2031-01-31", "31.01.2031"), f"{name}, row 8, as_of", "2031-01-31"),
        ("day with a time", replaced(name, "2031-01-31", "2031-01-31 10:00:00"), f"{name}, row 8, as_of", "2031-01-31"),
        ("day that no calendar has", replaced(name, "2031-01-31", "2031-02-31"), f"{name}, row 8, as_of", None),
        ("end before the start", replaced(name, "2030-05-11", "2030-05-01"), f"{name}, row 5, ends", None),
        ("currency by name", replaced(name, ": USD", ": US Dollar"), f"{name}, row 9, reporting_currency", "USD"),
        ("version of two numbers", replaced(name, "1.2.3", "1.2"), f"{name}, row 10, version", None),
        ("partner that is no member", replaced(name, "partner: CHN", "partner: RUS"), f"{name}, row 7, partner", None),
        (
            "id with capitals and a space",
            replaced(name, "id: tiny-2030", "id: Tiny 2030"),
            f"{name}, row 1, id",
            "tiny-2030",
        ),
        ("id of another folder", replaced(name, "id: tiny-2030", "id: tiny-2031"), f"{name}, row 1, id", None),
    ]
    return [Damage("summit.yaml", *one) for one in found]


def books() -> list[Damage]:
    """Return what can be wrong with a workbook, and what is not."""
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    secret = old + "EncryptedPackage".encode("utf-16-le")
    document = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
    found: list[tuple[str, Spoil, str | None, str | None]] = [
        (
            "formula without its result",
            book(lambda b: set_cell(b, "funding", "H5", "=H3/7")),
            "sheet funding, row 5, cell H5",
            None,
        ),
        ("formula with its result", with_result, "sheet funding, row 5, cell H5", None),
        (
            "error of a formula",
            book(lambda b: set_cell(b, "agreements", "B6", "#N/A")),
            "sheet agreements, row 6, cell B6",
            None,
        ),
        (
            "merged cells",
            book(lambda b: b["agreements"].merge_cells("P2:P4")),
            "sheet agreements, row 2, cells P2:P4",
            None,
        ),
        ("hidden sheet", book(hide("sheet", "hidden")), "sheet agreements", None),
        ("very hidden sheet", book(hide("sheet", "veryHidden")), "sheet agreements", None),
        ("hidden row", book(hide("row", 4)), "sheet agreements, row 4", None),
        ("hidden column", book(hide("column", "K")), "sheet agreements, column K", None),
        (
            "day as a number",
            book(lambda b: set_cell(b, "agreements", "G2", 47613)),
            "sheet agreements, row 2, signed_on",
            "2030-05-10",
        ),
        (
            "day with a time of day",
            book(lambda b: set_cell(b, "agreements", "G2", dt.datetime(2030, 5, 10, 14, 30))),
            "sheet agreements, row 2, signed_on",
            "2030-05-10",
        ),
        (
            "day where an amount belongs",
            book(lambda b: set_cell(b, "funding", "H5", dt.date(2030, 5, 10))),
            "sheet funding, row 5, amount",
            None,
        ),
        (
            "TRUE for yes",
            book(lambda b: set_cell(b, "funding", "S2", True)),
            "sheet funding, row 2, counts_toward_total",
            None,
        ),
        ("real day", book(lambda b: set_cell(b, "agreements", "G2", dt.date(2030, 5, 10))), None, None),
        (
            "day shown as a month",
            book(lambda b: set_cell(b, "agreements", "G6", dt.date(2030, 9, 1), "mmm yy")),
            None,
            None,
        ),
        (
            "sheet misnamed",
            book(lambda b: setattr(b["funding"], "title", "Funding 2030")),
            "sheet Funding 2030",
            "funding",
        ),
        ("required sheet missing", book(lambda b: b.remove(b["sources"])), "tiny.xlsx", None),
        ("no sheet on the summit", book(lambda b: b.remove(b["summit"])), "sheet summit", None),
        ("key of the summit twice", book(doubled_summit_key), "sheet summit, row 13, title", None),
        ("password", book_bytes(lambda _: secret), "tiny.xlsx", None),
        ("old .xls called .xlsx", book_bytes(lambda _: old), "tiny.xlsx", None),
        ("OpenDocument called .xlsx", book_bytes(lambda _: zipped(document)), "tiny.xlsx", None),
        ("CSV called .xlsx", book_bytes(lambda _: FILES["funding.csv"].encode()), "tiny.xlsx", None),
        ("zip of something else", book_bytes(lambda _: zipped({"a.txt": "a"})), "tiny.xlsx", None),
        ("cut in the middle", book_bytes(lambda whole: whole[: len(whole) // 2]), "tiny.xlsx", None),
        ("empty file", book_bytes(lambda _: b""), "tiny.xlsx", None),
        (".xls", book_bytes(lambda _: old, "tiny.xls"), "data/tiny.xls", None),
        (".ods", book_bytes(lambda _: zipped(document), "tiny.ods"), "data/tiny.ods", None),
    ]
    return [Damage("Workbooks", *one) for one in found]


@dataclass(frozen=True)
class Outcome:
    """How a check of damaged data ended: its exit code, all that it said, and whether it *left* every file alone."""

    code: int
    problems: list[dict[str, str | None]]
    notices: list[str]
    left: bool

    @property
    def said(self) -> str:
        """What was said first, and how much more."""
        texts = [f"{problem['where']}: {problem['message']}" for problem in self.problems] or self.notices
        return texts[0] if texts else "Nothing is wrong."


def outcome(damage: Damage, place: Path) -> Outcome:
    """Do *damage* to a fresh dataset below *place*, and check it as the command does."""
    folder = write_tiny(place)
    with contextlib.chdir(place):
        inside = folder.relative_to(place)
        path = damage.spoil(inside) or inside
    return run(place, os.path.normpath(path))


def run(place: Path, path: str) -> Outcome:
    """Run `check` on *path* in the folder *place*."""
    tree = seen(place)
    printed = io.StringIO()
    with contextlib.chdir(place), contextlib.redirect_stdout(printed):
        code = cli.main(["check", path, "--format", "json"])
    [told] = json.loads(printed.getvalue())["datasets"]
    notices = [notice["message"] for notice in (told["summary"] or {"notices": []})["notices"]]
    return Outcome(code, told["problems"], notices, seen(place) == tree)


def seen(place: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of everything below *place*; nothing is opened or followed."""
    found = (Path(folder, name) for folder, folders, names in os.walk(place) for name in (*folders, *names))
    return {str(file): (file.lstat().st_size, file.lstat().st_mtime_ns) for file in found}


ALL = [*texts(), *dates(), *numbers(), *codes(), *rows(), *files(), *summits(), *books()]

HEAD = """\
# What is tried on data, and what `check` says

Each line is a damage that is done to a small dataset by `tests/test_damages.py`, and the answer to it. Each ends with
exit code 1, and nothing is written; where the answer is a remark or nothing, the data are read as they were meant.
`python tests/damages.py` writes this page anew; `python tests/fuzz_long.py 600` spoils made-up datasets for ten minutes.
"""


def listed(damage: Damage, found: Outcome) -> str:
    """Return the line of the table about *damage*."""
    texts = [f"{problem['where']}: {problem['message']}" for problem in found.problems]
    named = next((text for text in texts if damage.where and text.startswith(damage.where)), None)
    more = f" (and {len(texts) - 1} more)" if len(texts) > 1 else ""
    remarks = [f"Noticed: {text}" for text in found.notices if text == damage.noticed]
    answer = (named or (texts or remarks or ["*read as it was meant*"])[0]) + more
    return f"| {shown(damage.name)} | {shown(answer)} |"


def shown(text: str) -> str:
    """Return *text* so that a Markdown table shows it as it is."""
    visible = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
    return visible if visible.startswith("*") else re.sub(r"([|<*`])", r"\\\1", visible)


def page(lines: dict[str, list[str]]) -> str:
    """Return docs/damages.md with its *lines* by group."""
    parts = [HEAD]
    for group, of_group in lines.items():
        parts.append("\n".join([f"## {group}", "", "| damage | answer |", "| --- | --- |", *of_group, ""]))
    return "\n".join(parts)


def main() -> None:
    """Do every damage and write the page."""
    lines: dict[str, list[str]] = {}
    for damage in ALL:
        with tempfile.TemporaryDirectory() as place:
            lines.setdefault(damage.group, []).append(listed(damage, outcome(damage, Path(place))))
    DOCS.write_text(page(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
