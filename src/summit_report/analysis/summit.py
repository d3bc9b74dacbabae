"""The summit a dataset is about: `summit.yaml`, checked and frozen."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from summit_report.analysis.codes import EUROPEAN_UNION, is_country, is_currency
from summit_report.analysis.columns import WEB_PATTERN, Column, Kind
from summit_report.analysis.guesses import nearest, remark
from summit_report.analysis.problems import Fault, Problem, closest, quoted

SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Summit:
    """
    Say which summit it is.

    *partner* is the member whose relation to each of the others the report is about, *as_of* the cut-off of the data,
    *groups* the country groups that sources report as one, such as `{"CA5": ("KAZ", "KGZ", ...)}`, *organisations* the
    names of parties that are no countries by their codes, such as `{"ADB": "Asian Development Bank"}`. Who answers for
    data that are not this project's is said by *authors*, *publisher*, *license* and *contact*, each empty where not.
    """

    id: str
    title: str
    place: str
    starts: date
    ends: date
    members: tuple[str, ...]
    partner: str
    as_of: date
    reporting_currency: str
    version: str
    groups: Mapping[str, tuple[str, ...]]
    # Not in what it prints as: the checksum of data that say none of these is that of before there were any.
    organisations: Mapping[str, str] = field(default_factory=dict, repr=False)
    authors: tuple[str, ...] = field(default=(), repr=False)
    publisher: str = field(default="", repr=False)
    license: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)

    @property
    def signature(self) -> Mapping[str, Any]:
        """Who answers for the data, by key; only what is said."""
        return {key: value for key in SIGNATURE if (value := getattr(self, key))}

    @property
    def kind_of_members(self) -> tuple[str, str]:
        """What the members are called, one and several of them: some may be no countries."""
        own = {EUROPEAN_UNION, *self.organisations}
        return ("country", "countries") if own.isdisjoint(self.members) else ("member", "members")

    def named(self, code: str) -> str:
        """Return *code*, that of an organisation with its name: "ADB (Asian Development Bank)"; others as they are."""
        return f"{code} ({self.organisations[code]})" if code in self.organisations else code


_KEYS = tuple(Summit.__dataclass_fields__)
SIGNATURE = ("authors", "publisher", "license", "contact")
OPTIONAL: Mapping[str, Any] = {
    "groups": {},
    "organisations": {},
    "authors": (),
    "publisher": "",
    "license": "",
    "contact": "",
}
"""The keys that may be left out, and what they then are."""
REQUIRED = tuple(key for key in _KEYS if key not in OPTIONAL)


class _WrongError(Exception):
    """A value is not allowed; the message says what is, *culprits* which items of a list are no country's code."""

    def __init__(self, allowed: str, culprits: tuple[str, ...] = ()) -> None:
        super().__init__(allowed)
        self.culprits = culprits


def check_summit(content: Mapping[str, Any], place: str, folder: str | None) -> tuple[dict[str, Any], list[Problem]]:
    """
    Return the sound values of *content* by key, and every problem with the others.

    *folder* is the name that the id must equal, or None for a workbook, whose name is its owner's business.
    """
    values: dict[str, Any] = {}
    problems = [
        Problem(
            place,
            "is no key of the summit",
            None,
            str(key),
            Fault.UNKNOWN,
            str(key),
            ", ".join(_KEYS),
            closest(_KEYS),
        )
        for key in content
        if key not in _KEYS
    ]
    parsers = _parsers(content.get("organisations"))
    for key, parse in parsers.items():
        if content.get(key) in (None, ""):
            if key in OPTIONAL:
                values[key] = OPTIONAL[key]
            else:
                problems.append(Problem(place, "is missing", None, key, Fault.MISSING))
            continue
        try:
            values[key] = parse(content[key])
        except _WrongError as error:
            stated = content[key]
            value = ", ".join(map(str, stated)) if isinstance(stated, list) else str(stated)
            problems += [_wrong(place, key, one, str(error), parse) for one in error.culprits or (value,)]
    return values, problems + _contradictions(values, place, folder)


def _wrong(place: str, key: str, value: str, allowed: str, parse: Callable[[Any], Any]) -> Problem:
    column = Column(key, "", _KINDS.get(key, Kind.TEXT))
    guess = partial(nearest, column=column, fits=is_country if key == "members" else partial(_parses, parse))
    text = f"{quoted(value)} is not allowed{remark(value, column)}"
    return Problem(place, text, None, key, Fault.VALUE, value, allowed, guess)


def _parses(parse: Callable[[Any], Any], value: str) -> bool:
    try:
        parse(value)
    except _WrongError:
        return False
    return True


def _contradictions(values: Mapping[str, Any], place: str, folder: str | None) -> list[Problem]:
    found = {}
    if folder is not None and values.get("id", folder) != folder:
        found["id"] = f"{quoted(values['id'])} is not the name of the folder, {folder}"
    if "starts" in values and "ends" in values and values["ends"] < values["starts"]:
        found["ends"] = f"{values['ends']} lies before starts, {values['starts']}"
    if "partner" in values and values["partner"] not in values.get("members", (values["partner"],)):
        found["partner"] = f"{quoted(values['partner'])} is not one of the members"
    return [Problem(place, text, None, key, Fault.CONTRADICTION, str(values[key])) for key, text in found.items()]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _WrongError("text; put it in quotes")
    if not value.strip():
        raise _WrongError("text that is not empty")
    return value.strip()


def _authors(value: Any) -> tuple[str, ...]:
    names = value if isinstance(value, list) else [value]
    if not all(isinstance(name, str) and name.strip() and ";" not in name for name in names):
        raise _WrongError("a name, or a list of names, none of them with a semicolon")
    return tuple(dict.fromkeys(name.strip() for name in names))


def _contact(value: Any) -> str:
    text = str(value).strip()
    if not re.fullmatch(r"[^\s@\"<>\\]+@[^\s@\"<>\\]+\.[^\s@\"<>\\]+", text) and not re.fullmatch(WEB_PATTERN, text):
        raise _WrongError("an e-mail address, or an address that starts with http:// or https://")
    return text


def _matching(pattern: str, allowed: str) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        if not re.fullmatch(pattern, str(value), re.ASCII):
            raise _WrongError(allowed)
        return str(value)

    return parse


def _day(value: Any) -> date:
    if type(value) is date:
        return value
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value), re.ASCII):  # Python would take 20250617 and 2025-W25, too
            return date.fromisoformat(str(value))
    except ValueError:
        pass
    raise _WrongError("a day as YYYY-MM-DD")


def _countries(value: Any, organisations: Collection[str]) -> tuple[str, ...]:
    codes = tuple(str(code).strip() for code in value) if isinstance(value, list) else ()
    unknown = tuple(dict.fromkeys(code for code in codes if not (is_country(code) or code in organisations)))
    if not codes or len(set(codes)) < len(codes) or unknown:
        allowed = "a list of different ISO 3166-1 alpha-3 codes (or EU), and codes of organisations"
        raise _WrongError(allowed, unknown)
    return codes


def _country(value: Any, organisations: Collection[str]) -> str:
    if not (is_country(str(value)) or value in organisations):
        raise _WrongError("the ISO 3166-1 alpha-3 code (or EU) of one member")
    return str(value)


def _currency(value: Any) -> str:
    if not is_currency(str(value)):
        raise _WrongError("ISO 4217 code")
    return str(value)


def _groups(value: Any, organisations: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, dict) or not all(_is_own_code(name) and name not in organisations for name in value):
        raise _WrongError("names in capitals and digits that are no country codes, each with its list of countries")
    return {str(name): _countries(codes, organisations) for name, codes in value.items()}


def _organisations(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(
        _is_own_code(code) and isinstance(name, str) and name.strip() for code, name in value.items()
    ):
        raise _WrongError("codes in capitals and digits that are no country codes, each with the organisation's name")
    return {str(code): name.strip() for code, name in value.items()}


def _is_own_code(code: Any) -> bool:
    """Tell whether *code* may stand for a group or an organisation, for which there is no international code."""
    return re.fullmatch("[A-Z][A-Z0-9]*", str(code)) is not None and not is_country(str(code))


# What kind of cell a value would be in a table, which says how a guess at it is made.
_KINDS = {
    "id": Kind.KEY,
    "starts": Kind.DAY,
    "ends": Kind.DAY,
    "as_of": Kind.DAY,
    "members": Kind.COUNTRIES,
    "partner": Kind.COUNTRIES,
    "reporting_currency": Kind.CURRENCY,
}

_PARSERS: dict[str, Callable[[Any], Any]] = {
    "id": _matching(SLUG.pattern, "lower-case letters, digits and single hyphens"),
    "title": _text,
    "place": _text,
    "starts": _day,
    "ends": _day,
    "as_of": _day,
    "reporting_currency": _currency,
    "version": _matching(r"\d+\.\d+\.\d+", "three numbers such as 1.0.0"),
    "organisations": _organisations,
    "authors": _authors,
    "publisher": _text,
    "license": _matching(r"[A-Za-z0-9][A-Za-z0-9.+-]*", "an SPDX identifier such as CC-BY-4.0"),
    "contact": _contact,
}


def _parsers(organisations: Any) -> dict[str, Callable[[Any], Any]]:
    """Return what reads each key; *organisations* are those that the summit names, by their codes."""
    known = organisations if isinstance(organisations, dict) else {}
    found = dict(_PARSERS)
    for key, parse in _CODE_PARSERS.items():
        found[key] = partial(parse, organisations=known)
    return {key: found[key] for key in _KEYS}


_CODE_PARSERS: dict[str, Callable[..., Any]] = {"members": _countries, "partner": _country, "groups": _groups}
