"""
Finds what was meant by a cell that its column does not allow: the nearest allowed value, and what an eye cannot see.

A guess is only ever printed as a question. Where a cell can be read in two ways, both are named and none is proposed.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from functools import cached_property

import pycountry

from summit_report.analysis.columns import COUNTRY_PATTERN, DATE_KINDS, LIST_KINDS, NUMBER_KINDS, Column, Kind
from summit_report.analysis.number_words import bound_in, read_number
from summit_report.analysis.problems import PRINTED_CHARACTERS, closest

Test = Callable[[str], bool]

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# Spreadsheets count days from here; these numbers are the days of 1982 to 2064.
_FIRST_DAY, _SERIALS = date(1899, 12, 30), range(30_000, 60_000)
# Letters of other alphabets that look like Latin ones, in their order.
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХІЅЈаеорсухіѕјΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXISJaeopcyxisjABEZHIKMNOPTYX")
_SHORT = {"mou": "memorandum", "mous": "memorandum", "memorandum of understanding": "memorandum"}
# What is written for a currency in two countries alone, or in one language, beside what ISO 4217 calls it.
_CURRENCIES = {"RMB": "CNY", "YUAN": "CNY", "€": "EUR", "£": "GBP", "SKR": "SEK", "NKR": "NOK", "DKR": "DKK"}
# What several countries write for their own currency, which none can be proposed for.
_SHARED = {"KR": ("SEK", "NOK", "DKK", "ISK"), "$": ("USD", "CAD", "AUD"), "¥": ("CNY", "JPY")}
_SHARED |= {"DOLLAR": _SHARED["$"], "KRONE": ("DKK", "NOK"), "PESO": ("ARS", "CLP", "COP", "MXN", "PHP")}
_RANGE = re.compile(r"[^\d-]*\d[\d ',.]*[^\d]*?(?:[-–—]|\bto\b|\band\b)[^\d]*\d[\d ',.]*[^\d]*")
_DAY = re.compile(r"\d{4}([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-])\d{1,2}\2\d{4}")
_CODES = re.compile(r"[A-Z]{3}( [A-Z]{3})+")
_SPLIT = re.compile(r"\s*(?:[;,/|+&]|\band\b)\s*")


def nearest(value: str, column: Column, fits: Test, codes: tuple[str, ...] = ()) -> str | None:
    """Return the value nearest to *value* that *fits* the *column*; *codes* are the summit's own, where they matter."""
    seen = _seen(value[:PRINTED_CHARACTERS])
    plain = " ".join((seen if column.kind in NUMBER_KINDS else seen.translate(_LOOK_ALIKES)).split())
    guesses = (guess for guess in _guesses(plain, column, fits, codes) if guess and guess != value)
    return next((guess for guess in guesses if fits(guess)), None)


class NearestKey:
    """Finds the one of *keys* that a text is but for case, spaces and look-alike letters, or else the nearest word."""

    def __init__(self, keys: Collection[str]) -> None:
        self._keys = keys

    def __call__(self, value: str) -> str | None:
        """Return the key nearest to *value*, if one is near."""
        return self._folded.get(_folded(value)) or self._closest(value)

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {_folded(key): key for key in self._keys}

    @cached_property
    def _closest(self) -> Callable[[str], str | None]:
        # Among numbered keys the closest is no better guess than any other.
        return closest(key for key in self._keys if not any(map(str.isdigit, key)))


def _folded(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _latin(key).lower())


def _latin(text: str) -> str:
    """Return *text* without invisible characters and with Latin letters for those that look like them."""
    return _seen(text).translate(_LOOK_ALIKES)


def _seen(text: str) -> str:
    """Return *text* without invisible characters, and each character as the plainest that looks the same."""
    return unicodedata.normalize("NFKC", "".join(letter for letter in text if unicodedata.category(letter) != "Cf"))


def remark(value: str, column: Column) -> str:
    """Say in brackets what makes *value* differ from what it looks like, or reads in two ways; else nothing."""
    if column.kind in DATE_KINDS:
        days = _both_orders(value)
        if len(days) == 2:
            return f" (it may be {days[0]} or {days[1]})"
        if not days and _DAY.fullmatch(value):
            return " (there is no such day)"
    if column.kind is Kind.CURRENCY and (several := _SHARED.get(value.strip(" .").upper())):
        return f" (it may be {', '.join(several[:-1])} or {several[-1]})"
    if column.kind in NUMBER_KINDS:
        if re.fullmatch(r"-?\d{1,3},\d{3}", value):
            return f" (it may be {value.replace(',', '')} or {value.replace(',', '.')})"
        if re.fullmatch(r"[+-]?[\d.]+[eE][+-]?\d+", value):
            return " (an exponent; write all the digits, for a spreadsheet may have dropped some)"
        if re.fullmatch(r"-?\d{19,}(\.\d+)?", value):
            return " (more than 18 digits before the point)"
        if _RANGE.fullmatch(value[:PRINTED_CHARACTERS]):
            return f" (a range: {column.in_range})"
        if column.qualifier and (word := bound_in(" ".join(_seen(value[:PRINTED_CHARACTERS]).split()))):
            return f' (the word beside the number belongs in {column.qualifier}: "{word}")'
    for place, letter in enumerate(value, start=1):
        if not " " <= letter <= "~":
            name = unicodedata.name(letter, "a control character")
            return f" (character {place} is {name}, U+{ord(letter):04X})"
    return ""


def _guesses(plain: str, column: Column, fits: Test, codes: tuple[str, ...]) -> Iterator[str | None]:
    yield plain
    kind = column.kind
    if kind is Kind.WORD:
        yield _SHORT.get(plain.lower())
        yield closest(column.words)(plain)
        begun = [word for word in column.words if word.startswith(plain.lower())]
        yield begun[0] if len(begun) == 1 else None
    elif kind in {Kind.MEMBER, Kind.MEMBERS, Kind.MEMBER_OR_GROUP, Kind.COUNTRIES}:
        split = str.split if _CODES.fullmatch(plain) else _SPLIT.split
        parts = [_country(part, fits, codes) for part in split(plain) if part]
        yield ";".join(dict.fromkeys(parts))
    elif kind in LIST_KINDS:
        yield ";".join(dict.fromkeys(re.findall(r"\d+", plain)))
    elif kind is Kind.CURRENCY:
        yield plain.upper()
        yield _CURRENCIES.get(plain.upper())
        yield _looked_up(pycountry.currencies, plain, "alpha_3")
    elif kind is Kind.LANGUAGE:
        yield plain.lower()
        yield _looked_up(pycountry.languages, plain, "alpha_2")
    elif kind in DATE_KINDS:
        days = _both_orders(plain)
        yield days[0] if len(days) == 1 else None
        yield from _written_dates(plain)
    elif kind in NUMBER_KINDS:
        number = read_number(plain)
        yield number
        yield re.sub(r"\.0+$", "", number or "")
    elif kind is Kind.PERIOD:
        yield re.sub(r"[^\W\d]+", lambda word: word[0][:3].capitalize(), plain.replace(" ", "").replace("–", "-"))
        yield plain.lower()
    elif kind is Kind.URL:
        yield f"https://{plain}" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", plain) else None
    elif kind is Kind.KEY:
        key = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
        yield key
        yield key.lower()


def _country(part: str, fits: Test, codes: tuple[str, ...]) -> str:
    found = _looked_up(pycountry.countries, part, "alpha_3")
    near = begun = None
    if re.fullmatch(COUNTRY_PATTERN, part.upper()):
        near = closest(codes)(part) if codes else None
        named = [one.alpha_3 for one in pycountry.countries if one.name.upper().startswith(part.upper())]
        begun = named[0] if len(named) == 1 else None
    return next((code for code in (part, part.upper(), found, begun, near) if code and fits(code)), part)


def _looked_up(database: object, name: str, attribute: str) -> str | None:
    try:
        return getattr(database.lookup(name), attribute, None)  # type: ignore[attr-defined]
    except LookupError:
        return None


def _both_orders(text: str) -> list[str]:
    """Return the days that a date in digits may mean, whichever of day and month stands first; dots mean day first."""
    match = re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", text)
    if match:
        one, mark, other, year = match.groups()
        pairs = [(one, other)] if mark == "." else [(one, other), (other, one)]
        return list(dict.fromkeys(day for pair in pairs if (day := _day(year, pair[1], pair[0]))))
    match = re.fullmatch(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})", text)
    if match:
        year, one, other = match.groups()
        return [day for day in (_day(year, one, other), _day(year, other, one)) if day][:1]
    match = re.fullmatch(r"(\d{1,2})[./-](\d{4})", text)
    return [day[:7] for day in [_day(match[2], match[1], "1")] if day] if match else []


def _written_dates(text: str) -> Iterator[str | None]:
    if re.fullmatch("[0-9]{5}", text) and int(text) in _SERIALS:
        yield (_FIRST_DAY + timedelta(days=int(text))).isoformat()
    if re.fullmatch(r"\d{8}", text):
        yield _day(text[:4], text[4:6], text[6:])
    if re.match(r"\d{4}-\d{2}-\d{2}[T ]", text):
        yield text[:10]
    month = next((name[:3].lower() for name in re.findall("[A-Za-z]{3,}", text) if name[:3].lower() in MONTHS), None)
    years, days = re.findall(r"\b\d{4}\b", text), re.findall(r"\b\d{1,2}(?=\b|st|nd|rd|th)", text)
    if month and len(years) == 1 and len(days) <= 1:
        number = str(MONTHS.index(month) + 1)
        yield _day(years[0], number, days[0]) if days else f"{years[0]}-{number.zfill(2)}"


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
