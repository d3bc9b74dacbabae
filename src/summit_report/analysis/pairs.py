"""The summit as pairs of key and value, the form that it has in a workbook and in a database, and as `summit.yaml`."""

import re
from collections.abc import Iterable, Iterator

import yaml

from summit_report.analysis.problems import Fault, Problem
from summit_report.analysis.reading import Line, RawDataset
from summit_report.analysis.summit import REQUIRED, Summit

HEADER = ("key", "value")
_GROUPS = "groups"
_GROUP = "groups."
_ORGANISATIONS = "organisations"
_ORGANISATION = "organisations."
_LISTS = ("members", "authors")
_ORGANISATION_ROW = "a row for each, such as organisations.ADB with Asian Development Bank"
_GROUP_ROW = "a row for each group, such as groups.CA5 with KAZ;KGZ;TJK;TKM;UZB"
_ROWS = {_GROUPS: _GROUP_ROW, _ORGANISATIONS: _ORGANISATION_ROW}

# What a summit's sheet or table must be, where there is none.
NEEDED = f"the columns {' and '.join(HEADER)}, and a row for each of {', '.join(REQUIRED)}"

YAML = """\
id: {id}  # equals the folder's name
title: {title}
place: {place}
starts: {starts}
ends: {ends}
members: {members}  # ISO 3166-1 alpha-3 codes; EU for the European Union
partner: {partner}  # the member whose relation to each of the others the report is about
as_of: {as_of}  # data cut-off: nothing newer was looked for
reporting_currency: {reporting_currency}  # ISO 4217
version: {version}  # of the data: new rows = minor, corrected values = patch, changed columns = major
groups: {groups}  # countries that sources report as one, such as {{CA5: [KAZ, KGZ, TJK, TKM, UZB]}}
organisations: {organisations}  # members that are no countries, such as {{ADB: Asian Development Bank}}
"""
SIGNED = {
    "authors": "  # who answers for the data, and signs the report",
    "publisher": "",
    "license": "  # SPDX identifier",
    "contact": "  # e-mail or web address for corrections",
}


def read_pairs(raw: RawDataset, place: str, lines: Iterable[Line]) -> Iterator[Problem]:
    """Take the summit into *raw* from *lines* of key and value: lists are joined by ;, each group has its own row."""
    summit = raw.summit = {}
    raw.summit_rows = {}
    for line, cells in lines:
        key, value, *more = (*cells, "", "")
        if any(more):
            yield Problem(place, "has more than a key and its value", line, fault=Fault.SHAPE)
        if key in raw.summit_rows:
            text = f"stands already in row {raw.summit_rows[key]}"
            yield Problem(place, text, line, key, Fault.KEY, key, "each key once")
        elif key and (key, value) != HEADER:
            if key in _ROWS:
                if value:
                    yield Problem(place, "takes no value here", line, key, Fault.SHAPE, value, _ROWS[key])
                continue
            raw.summit_rows[key] = line
            if key.startswith(_GROUP):
                summit.setdefault(_GROUPS, {})[key.removeprefix(_GROUP)] = value.split(";")
            elif key.startswith(_ORGANISATION):
                summit.setdefault(_ORGANISATIONS, {})[key.removeprefix(_ORGANISATION)] = value
            else:
                summit[key] = [one.strip() for one in value.split(";")] if key in _LISTS else value


def to_pairs(meta: Summit) -> list[tuple[str, str]]:
    """Return what `read_pairs` reads."""
    plain = {**{key: getattr(meta, key) for key in REQUIRED}, **meta.signature}
    rows = [(key, ";".join(value) if isinstance(value, tuple) else str(value)) for key, value in plain.items()]
    rows += [(f"{_GROUP}{name}", ";".join(codes)) for name, codes in meta.groups.items()]
    return rows + [(f"{_ORGANISATION}{code}", name) for code, name in meta.organisations.items()]


def to_yaml(meta: Summit) -> str:
    """Return `summit.yaml` with a comment on each key that needs one."""
    groups = ", ".join(f"{_scalar(name)}: {_list(codes)}" for name, codes in meta.groups.items())
    named = ", ".join(f"{_scalar(code)}: {_scalar(name)}" for code, name in meta.organisations.items())
    texts = {"title": _scalar(meta.title), "place": _scalar(meta.place), "members": _list(meta.members)}
    signature = {
        key: _list(map(_scalar, said)) if key == "authors" else _scalar(said) for key, said in meta.signature.items()
    }
    lines = "".join(f"{key}: {said}{SIGNED[key]}\n" for key, said in signature.items())
    return YAML.format(**{**vars(meta), **texts, "groups": f"{{{groups}}}", "organisations": f"{{{named}}}"}) + lines


def _list(codes: Iterable[str]) -> str:
    return f"[{', '.join(codes)}]"


def _scalar(text: str) -> str:
    """Quote *text* where YAML would read something else from it."""
    style = None if re.fullmatch(r"[A-Z][A-Za-z0-9, –-]*", text) and yaml.safe_load(text) == text else '"'
    written: str = yaml.safe_dump(text, default_style=style, allow_unicode=True, width=float("inf"))
    return written.removesuffix("\n").removesuffix("\n...")
