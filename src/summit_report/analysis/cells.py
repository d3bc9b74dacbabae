"""
Checks each cell by itself against what its column allows.

Plain loops over the text: a data-frame validator took a quarter of a second to import and ten times as long to run, and
its findings would still have to be put into file, line and words.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial

from summit_report.analysis import columns
from summit_report.analysis.codes import is_country, is_currency, is_language
from summit_report.analysis.columns import LIST_KINDS, Column, Kind
from summit_report.analysis.dates import is_edtf
from summit_report.analysis.problems import Problem, quoted, suggestion
from summit_report.analysis.reading import RawTable

Test = Callable[[str], bool]


@dataclass(frozen=True)
class SummitCodes:
    """Hold the codes of the summit's members and groups; None where they cannot be read and so forbid nothing."""

    members: Collection[str] | None
    groups: Collection[str] | None

    def has_member(self, code: str) -> bool:
        """Tell whether *code* is a member, or may be one."""
        return is_country(code) if self.members is None else code in self.members

    def has_member_or_group(self, code: str) -> bool:
        """Tell whether *code* is a member or a group, or may be one."""
        return self.has_member(code) or self.groups is None or code in self.groups


def check_cells(raw: RawTable, codes: SummitCodes) -> Iterator[Problem]:
    """Yield a problem for each cell that is empty and must not be, or holds what its column does not allow."""
    for column in raw.table.columns:
        if column.name not in raw.columns:
            continue
        fits = _test(column, codes)
        for row in raw.rows:
            value = row.cells[column.name]
            if value and not fits(value):
                hint = suggestion(value, column.words)
                text = f"{quoted(value)} is not allowed{hint} Allowed: {_allowed(column, codes)}"
                yield Problem(raw.place, text, row.line, column.name)
            elif column.required and not value:
                yield Problem(raw.place, f"is empty. Allowed: {_allowed(column, codes)}", row.line, column.name)


def _test(column: Column, codes: SummitCodes) -> Test:
    """Choose the test for the filled cells of *column*."""
    if column.kind is Kind.WORD:
        return column.words.__contains__
    if column.kind in {Kind.MEMBER, Kind.MEMBERS}:
        test: Test = codes.has_member
    elif column.kind is Kind.MEMBER_OR_GROUP:
        test = codes.has_member_or_group
    else:
        test = _TESTS.get(column.kind, bool)
    return partial(_each, test) if column.kind in LIST_KINDS else test


def _each(test: Test, text: str) -> bool:
    parts = text.split(";")
    return len(set(parts)) == len(parts) and all(map(test, parts))


def _allowed(column: Column, codes: SummitCodes) -> str:
    """Say what is allowed, with the summit's own codes where it depends on them."""
    own = list(codes.members or ()) if column.kind in {Kind.MEMBER, Kind.MEMBERS, Kind.MEMBER_OR_GROUP} else []
    if column.kind is Kind.MEMBER_OR_GROUP:
        own += codes.groups or ()
    return f"{column.allowed} ({', '.join(own)})" if own else column.allowed


def _matching(pattern: str) -> Test:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


# No thousands separators, and no exponent that would overflow to infinity.
_is_number = _matching(r"-?\d{1,30}(\.\d+)?([eE][+-]?\d{1,2})?")


def _is_day(text: str) -> bool:
    return len(text) == len("YYYY-MM-DD") and is_edtf(text)


_TESTS: dict[Kind, Test] = {
    Kind.KEY: _matching(columns.KEY_PATTERN),
    Kind.COUNTRIES: is_country,
    Kind.CURRENCY: is_currency,
    Kind.LANGUAGE: is_language,
    Kind.EDTF: is_edtf,
    Kind.DAY: _is_day,
    Kind.YEAR: _matching(r"\d{4}"),
    Kind.PERIOD: _matching(columns.PERIOD_PATTERN),
    Kind.NUMBER: _is_number,
    Kind.AMOUNT: lambda text: _is_number(text) and float(text) >= 0,
    Kind.RATE: lambda text: _is_number(text) and float(text) > 0,
    Kind.COUNT: _matching(r"0*[1-9]\d{0,8}"),
    Kind.URL: _matching(r"https?://[^\s/]\S*"),
    Kind.DAC3: _matching(columns.DAC3_PATTERN),
    Kind.DAC5: _matching(columns.DAC5_PATTERN),
}
