"""
How values are worded: numbers, money, dates and names of countries, rounded once, here, and nowhere else.

Babel knows the words of each language; this module knows which words this report wants.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache

import pycountry
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from summit_report.analysis.amounts import Bounds

LOCALE = "en_GB"
UNKNOWN = "not stated"
GIVEN_DIGITS = 8  # no source gives a rate with more significant digits: it is a quotient
MAGNITUDES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
NAMES = {"COD": "DR Congo", "COG": "Congo", "MMR": "Myanmar", "HKG": "Hong Kong", "MAC": "Macao"}
"""Short names where Babel's are made for lists: "Congo - Kinshasa", "Hong Kong SAR China"."""
WITH_ARTICLE = frozenset({"EU", "ARE", "BHS", "CAF", "COG", "COM", "DOM", "GBR", "GMB", "MDV", "NLD", "PHL", "USA"})
"""What a sentence names with "the", beside what ends in one of `PLURALS`."""
PLURALS = ("Islands", "Territories")
QUALIFIERS = {"exact": "", "approximately": "about "}


def number(value: float, digits: int = 0) -> str:
    """Word a plain number with thousands separators and at most *digits* decimals."""
    return _formatted(round(value, digits) + 0, "#,##0." + "#" * digits if digits else "#,##0")  # -0 becomes 0


@lru_cache(maxsize=4096)
def _formatted(value: float, pattern: str) -> str:
    return format_decimal(value, locale=LOCALE, format=pattern)


def percent(share: float) -> str:
    """Word *share* (1 = all) as a percentage with one decimal, none where that is zero or above 100."""
    return format_percent(share, format="#,##0.#%" if share < 1 else "#,##0%", locale=LOCALE)


def magnitude(value: float) -> str:
    """Word *value* with its magnitude and about four significant digits: "24 bn", "208.8 m", "5.659 tn"."""
    for size, name in MAGNITUDES:
        if round(abs(value) / size, 4) >= 1:  # what would round to 1,000 m is 1 bn
            scaled = value / size
            digits = 3 if scaled < 10 else 2 if scaled < 100 else 1
            return f"{number(scaled, digits)} {name}"
    return number(value, 2 if abs(value) < 1000 else 0)


def money(value: float, currency: str, qualifier: str | None = None) -> str:
    """Word an amount with its ISO 4217 code and its qualifier: "more than USD 15 bn"."""
    return f"{_word(qualifier)}{currency} {magnitude(value)}".replace("  ", " ").strip()


def bounded(bounds: Bounds, currency: str, qualifier: str | None = None) -> str:
    """
    Word *bounds* by *qualifier*, or by the one that they imply, and by the end that it is about.

    Two ends stand side by side: "EUR 120 m to 150 m". So do the halves of a total that adds lower to upper bounds,
    which is no estimate: "at least EUR 120 m plus up to EUR 300 m".
    """
    if bounds.is_range:
        return ("about " if bounds.approximate else "") + ends(bounds, currency)
    if bounds.halves:
        floor, ceiling = bounds.halves
        return f"{money(floor, currency, 'at least')} plus {money(ceiling, currency, 'up to')}"
    return money(bounds.end, currency, qualifier or bounds.qualifier)


def ends(bounds: Bounds, currency: str) -> str:
    """Word *bounds* without a qualifier, where one stands beside already: "USD 208.8 m", "USD 120 m to 150 m"."""
    stated = f"{magnitude(bounds.least)} to {magnitude(bounds.most)}" if bounds.is_range else magnitude(bounds.end)
    return f"{currency} {stated}".strip()


def quoted(value: float) -> str:
    """Word a rate that amounts were converted at: as it is given, a computed one with six significant digits."""
    exact = Decimal(repr(value)).normalize()
    digits = exact if len(exact.as_tuple().digits) <= GIVEN_DIGITS else Decimal(f"{value:.6g}")
    return number(value, max(0, -int(digits.as_tuple().exponent)))


def rate(value: float) -> str:
    """Word a rate of exchange: four decimals, of large rates fewer, for nobody quotes them: "7.1789", "16,129"."""
    return number(value, 4 if value < 100 else 2 if value < 1000 else 0)


def end(value: float | None) -> str:
    """Word one end of a range; an open end is said to be open."""
    return "open" if value is None else magnitude(value)


def _word(qualifier: str | None) -> str:
    return QUALIFIERS.get(qualifier, f"{qualifier} ") if qualifier else ""


def counted(value: int, singular: str, plural: str | None = None, qualifier: str | None = None) -> str:
    """Word a number of things: "1 document", "24 documents", "at least 178 documents"."""
    return f"{counted_with(value, qualifier)} {singular if value == 1 else plural or singular + 's'}"


def listed(items: Iterable[str]) -> str:
    """Join *items* as a sentence does: "a, b and c"."""
    return format_list(list(items), style="standard", locale=LOCALE)


@cache
def country(code: str) -> str:
    """Name the country of an ISO 3166-1 alpha-3 *code* (or EU); other codes, such as group names, stand as they are."""
    if code == "EU":
        return "European Union"
    if code in NAMES:
        return NAMES[code]
    found = pycountry.countries.get(alpha_3=code)
    return Locale.parse(LOCALE).territories[found.alpha_2] if found else code


def the(code: str) -> str:
    """Name a country within a sentence: "Chad", "the European Union"."""
    name = country(code)
    return f"the {name}" if code in WITH_ARTICLE or name.endswith(PLURALS) else name


def either(items: Iterable[str]) -> str:
    """Join *items* of which any will do: "a, b or c"."""
    return format_list(list(items), style="or", locale=LOCALE)


def countries(codes: Iterable[str]) -> str:
    """Name several countries as a sentence does."""
    return listed(the(code) for code in codes)


def date(edtf: str) -> str:
    """Word an EDTF date as precisely as it is known: "17 June 2025", "June 2025", "2025"."""
    if len(edtf) == len("2025-06-17"):
        return format_date(dt.date.fromisoformat(edtf), format="d MMMM y", locale=LOCALE)
    if len(edtf) == len("2025-06"):
        return format_skeleton("yMMMM", dt.date.fromisoformat(f"{edtf}-01"), locale=LOCALE)
    return edtf


def capital(text: str) -> str:
    """Begin *text* with a capital letter and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def counted_with(value: int, qualifier: str | None) -> str:
    """Word a number with its qualifier, "exact" being silent: "24", "more than 35"."""
    return f"{_word(qualifier)}{number(value)}"


SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def spelled(value: int) -> str:
    """Spell a small number: "five"; a larger one stays in digits."""
    return SPELLED[value] if value < len(SPELLED) else number(value)


def ordinal(place: int) -> str:
    """Spell a place: "second"; one beyond the tenth is "11th"."""
    if place <= len(ORDINALS):
        return ORDINALS[place - 1]
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"
