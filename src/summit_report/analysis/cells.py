"""
Checks each cell by itself against what its column allows.

Plain loops over the text: a data-frame validator took a quarter of a second to import and ten times as long to run, and
its findings would still have to be put into file, line and words.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial

from summit_report.analysis import columns
from summit_report.analysis.codes import is_country, is_currency, is_language
from summit_report.analysis.columns import LIST_KINDS, Column, Kind
from summit_report.analysis.dates import is_edtf
from summit_report.analysis.guesses import Test, nearest, remark
from summit_report.analysis.problems import Fault, Problem, quoted
from summit_report.analysis.reading import RawTable
from summit_report.visible import visible

# What programs and people write where they mean an empty cell, and what a spreadsheet shows for a broken formula.
_NOTHING = frozenset({"nan", "null", "none", "n/a", "nil", "<na>"})
_BROKEN = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|#+)")


@dataclass(frozen=True)
class SummitCodes:
    """
    Hold the codes of the summit's members, groups and organisations.

    None stands for what cannot be read and so forbids nothing.
    """

    members: Collection[str] | None
    groups: Collection[str] | None
    organisations: Collection[str] | None = ()

    def is_party(self, code: str) -> bool:
        """Tell whether *code* is that of a country or an organisation, or may be one."""
        return is_country(code) or self.organisations is None or code in self.organisations

    def has_member(self, code: str) -> bool:
        """Tell whether *code* is a member, or may be one."""
        return self.is_party(code) if self.members is None else code in self.members

    def has_member_or_group(self, code: str) -> bool:
        """Tell whether *code* is a member or a group, or may be one."""
        return self.has_member(code) or self.groups is None or code in self.groups


def check_cells(raw: RawTable, codes: SummitCodes) -> Iterator[Problem]:
    """Yield a problem for each cell that is empty and must not be, or holds what its column does not allow."""
    for column in raw.table.columns:
        if column.name not in raw.columns:
            continue
        fits = fitting(column, codes)
        allowed = _allowed(column, codes)
        guess = partial(nearest, column=column, fits=fits, codes=_own_codes(column, codes))
        for row in raw.rows:
            value = row.cells[column.name]
            if value and not fits(value):
                text = f"{quoted(value)} is not allowed{remark(value, column)}"
                place = raw.place, text, row.line, column.name
                yield Problem(*place, Fault.VALUE, value, allowed, guess, advice=column.advice)
            elif column.required and not value:
                yield Problem(raw.place, "is empty", row.line, column.name, Fault.EMPTY, "", allowed)


def fitting(column: Column, codes: SummitCodes) -> Test:
    """Choose the test for the filled cells of *column*."""
    if column.kind is Kind.WORD:
        return column.words.__contains__
    if column.kind in {Kind.MEMBER, Kind.MEMBERS}:
        test: Test = codes.has_member
    elif column.kind is Kind.MEMBER_OR_GROUP:
        test = codes.has_member_or_group
    elif column.kind is Kind.COUNTRIES:
        test = codes.is_party
    else:
        test = _TESTS.get(column.kind, bool)
    return partial(_each, test) if column.kind in LIST_KINDS else test


def _each(test: Test, text: str) -> bool:
    parts = text.split(";")
    return len(set(parts)) == len(parts) and all(map(test, parts))


def _allowed(column: Column, codes: SummitCodes) -> str:
    """Say what is allowed, with the summit's own codes where it depends on them."""
    own = _own_codes(column, codes)
    if column.kind is Kind.TEXT:
        return "text, or an empty cell where nothing is known" if not column.required else "text"
    if column.kind is Kind.COUNTRIES and codes.organisations:
        return f"{column.allowed}, and of organisations: {', '.join(codes.organisations)}"
    return f"{column.allowed} ({', '.join(own)})" if own else column.allowed


def _own_codes(column: Column, codes: SummitCodes) -> tuple[str, ...]:
    """Give the summit's own codes that *column* may hold."""
    if column.kind not in {Kind.MEMBER, Kind.MEMBERS, Kind.MEMBER_OR_GROUP}:
        return ()
    groups = codes.groups or () if column.kind is Kind.MEMBER_OR_GROUP else ()
    return (*(codes.members or ()), *groups)


def _matching(pattern: str) -> Test:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


# No thousands separators, and no exponent: a spreadsheet that writes one may have dropped digits before it.
_is_number = _matching(r"-?\d{1,18}(\.\d{1,30})?")
_is_amount = _matching(r"\d{1,18}(\.\d{1,30})?")


_is_web = re.compile(columns.WEB_PATTERN).fullmatch


def _is_address(text: str) -> bool:
    """Tell whether a reader who follows *text* goes to the web, and where it says."""
    return _is_web(text) is not None and visible(text) == text


def _is_day(text: str) -> bool:
    return len(text) == len("YYYY-MM-DD") and is_edtf(text)


def is_text(text: str) -> bool:
    """Tell whether *text* says something, and is not what programs write for nothing or for a broken formula."""
    return text.lower() not in _NOTHING and _BROKEN.fullmatch(text) is None


_TESTS: dict[Kind, Test] = {
    Kind.TEXT: is_text,
    Kind.KEY: _matching(columns.KEY_PATTERN),
    Kind.CURRENCY: is_currency,
    Kind.LANGUAGE: is_language,
    Kind.EDTF: is_edtf,
    Kind.DAY: _is_day,
    Kind.YEAR: _matching(r"\d{4}"),
    Kind.PERIOD: _matching(columns.PERIOD_PATTERN),
    Kind.NUMBER: _is_number,
    Kind.AMOUNT: _is_amount,
    # One unit of no currency is worth a thousand million million of another, and the inverse must stay a number.
    Kind.RATE: lambda text: _is_amount(text) and 1e-15 < float(text) < 1e15,
    Kind.COUNT: _matching(r"0*[1-9]\d{0,8}"),
    Kind.URL: _is_address,
    Kind.DAC3: _matching(columns.DAC3_PATTERN),
    Kind.DAC5: _matching(columns.DAC5_PATTERN),
}
