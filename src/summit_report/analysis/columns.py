"""What a column and a table are: the grammar in which `schema` declares the data model."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

KEY_PATTERN = r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*"
COUNTRY_PATTERN = r"([A-Z]{3}|EU)"
DAC3_PATTERN = r"\d{3}"
DAC5_PATTERN = r"\d{5}"
WEB_PATTERN = r"https?://[^\s/\"<>\\][^\s\"<>\\]*"
EDTF_PATTERN = r"\d{4}(-\d{2}(-\d{2})?)?"
_MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
PERIOD_PATTERN = f"(year|{_MONTH}(-{_MONTH})?)"


def list_pattern(pattern: str) -> str:
    """Make the pattern of a list from the *pattern* of one item."""
    return f"{pattern}(;{pattern})*"


def party_pattern(organisations: Iterable[str]) -> str:
    """Make the pattern of countries' codes also take those of *organisations*."""
    return COUNTRY_PATTERN.replace(")", f"|{'|'.join(organisations)})")


class Kind(Enum):
    """What a cell holds; the value says what is allowed, in the words that errors and codebook print."""

    TEXT = "text"
    KEY = "letters, digits and single hyphens, once in the whole dataset"
    WORD = "one of the listed words"
    REFERENCE = "the key of another row"
    MEMBER = "code of a member of the summit"
    MEMBERS = "codes of members of the summit, joined by ;"
    MEMBER_OR_GROUP = "code of a member of the summit or of one of its groups"
    COUNTRIES = "ISO 3166-1 alpha-3 codes (or EU), joined by ;"
    CURRENCY = "ISO 4217 code"
    LANGUAGE = "ISO 639-1 code"
    EDTF = "year, month or day as YYYY, YYYY-MM or YYYY-MM-DD"
    DAY = "day as YYYY-MM-DD"
    YEAR = "year as YYYY"
    PERIOD = "year, or months such as Jan-Oct"
    NUMBER = "number with a decimal point"
    AMOUNT = "number, not negative"
    RATE = "number above zero"
    COUNT = "whole number, at least 1"
    URL = "address that starts with http:// or https://, without spaces, quotes, backslashes or angle brackets"
    DAC3 = "DAC CRS codes of three digits, joined by ;"
    DAC5 = "DAC CRS codes of five digits, joined by ;"


LIST_KINDS = frozenset({Kind.MEMBERS, Kind.COUNTRIES, Kind.DAC3, Kind.DAC5})
INTEGER_KINDS = frozenset({Kind.COUNT, Kind.YEAR})
NUMBER_KINDS = frozenset({Kind.NUMBER, Kind.AMOUNT, Kind.RATE}) | INTEGER_KINDS
DATE_KINDS = frozenset({Kind.EDTF, Kind.DAY})


@dataclass(frozen=True)
class Column:
    """
    Describe one column.

    *required* forbids an empty cell, *words* is the closed vocabulary of a `WORD`, *refers_to* the table of a
    `REFERENCE`, *default* what an empty cell stands for. A column that is *optional* may be left out of its table: then
    all its cells are empty. *advice* says where else a value belongs that is not allowed here, *in_range* how the two
    ends of a range are entered, *qualifier* the column that bounds the number.
    """

    name: str
    meaning: str
    kind: Kind = Kind.TEXT
    required: bool = False
    words: tuple[str, ...] = ()
    refers_to: str | None = None
    default: str | None = None
    optional: bool = False
    advice: str = ""
    in_range: str = "one number stands here"
    qualifier: str = ""

    @property
    def allowed(self) -> str:
        """Say in words what a filled cell may hold."""
        if self.words:
            return ", ".join(self.words)
        if self.refers_to:
            return f"a key of {self.refers_to}"
        return self.kind.value

    @property
    def type(self) -> str:
        """Name the type in one word, as the codebook prints it."""
        if self.kind in LIST_KINDS:
            return "list"
        if self.kind in INTEGER_KINDS:
            return "integer"
        if self.kind in NUMBER_KINDS:
            return "number"
        return "date" if self.kind in DATE_KINDS else "text"

    @property
    def title(self) -> str:
        """Name the column for people: its name with spaces and a capital."""
        title = self.name.replace("_", " ").capitalize()
        return title.replace(" id", " ID").replace("usd", "USD").replace("Dac crs", "DAC CRS")


@dataclass(frozen=True)
class Table:
    """Describe one table; its first column is its key, *optional* tables may be left out."""

    name: str
    row: str
    columns: tuple[Column, ...]
    optional: bool = True

    @property
    def key(self) -> str:
        """Name the key column."""
        return self.columns[0].name

    @property
    def column_names(self) -> tuple[str, ...]:
        """List the columns in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def needed(self) -> tuple[str, ...]:
        """List the columns that a file of the table must have."""
        return tuple(column.name for column in self.columns if not column.optional)

    @property
    def own_references(self) -> tuple[str, ...]:
        """List the columns that point to other rows of the same table."""
        return tuple(column.name for column in self.columns if column.refers_to == self.name)

    def column(self, name: str) -> Column:
        """Find a column by its *name*."""
        return next(column for column in self.columns if column.name == name)
