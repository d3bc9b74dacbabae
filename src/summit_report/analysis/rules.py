"""
Checks what no single cell shows: keys, references, circles, and cells of one row that contradict each other.

The rules about money that must not be counted twice stand in `money_rules`.
"""

from collections.abc import Iterator, Mapping
from enum import Flag, auto
from graphlib import CycleError, TopologicalSorter

from summit_report.analysis import schema
from summit_report.analysis.columns import Column, Kind, Table
from summit_report.analysis.dates import edtf_level, is_edtf
from summit_report.analysis.guesses import NearestKey, remark
from summit_report.analysis.problems import Fault, Problem, quoted
from summit_report.analysis.reading import RawRow, RawTable
from summit_report.analysis.vocabularies import ENTITY_TABLES, PRECISION_LEVELS

Tables = Mapping[str, RawTable]
# Each key, and the keys its row refers to.
Graph = dict[str, list[str]]
# A column, what is wrong with its cell beside the others of the row, and what is allowed.
Finding = tuple[str, str, str | None]


def check_keys(tables: Tables) -> Iterator[Problem]:
    """
    Yield each key that stands more than once, in one table or in two.

    Case does not tell keys apart: they become anchors in lower case.
    """
    first: dict[str, str] = {}
    for raw in tables.values():
        for row in raw.rows:
            key = row.cells[raw.table.key]
            place = first.setdefault(key.lower(), f"{raw.place}, row {row.line}")
            if key and place != f"{raw.place}, row {row.line}":
                text = f"{quoted(key)} stands already in {place}"
                allowed = "a key of its own in the whole dataset"
                yield Problem(raw.place, text, row.line, raw.table.key, Fault.KEY, key, allowed)


def check_references(tables: Tables, unreadable: frozenset[str]) -> Iterator[Problem]:
    """Yield each reference to a row that is not there; tables named *unreadable* get the benefit of the doubt."""
    keys = {name: raw.keys for name, raw in tables.items() if name not in unreadable}
    guesses = {name: NearestKey(of_table) for name, of_table in keys.items()}
    for raw in tables.values():
        for column in raw.table.columns:
            if column.kind is Kind.REFERENCE:
                for row in raw.rows:
                    target = column.refers_to or ENTITY_TABLES.get(row.cells.get("entity_type", ""))
                    if target is not None and target not in unreadable:
                        yield from _dangling(raw, row, column, target, keys.get(target, frozenset()), guesses)


def _dangling(
    raw: RawTable, row: RawRow, column: Column, target: str, keys: frozenset[str], guesses: Mapping[str, NearestKey]
) -> Iterator[Problem]:
    value = row.cells[column.name]
    if value and value not in keys:
        text = f"{quoted(value)} is not there{remark(value, column)}"
        allowed = f"a key of {target}" if keys else f"an empty cell, for {target} has no rows"
        yield Problem(raw.place, text, row.line, column.name, Fault.REFERENCE, value, allowed, guesses.get(target))


def check_cycles(raw: RawTable) -> Iterator[Problem]:
    """Yield each circle of rows that refer to each other, within one column or across several."""
    names = raw.table.own_references
    graph = {row.cells[raw.table.key]: [row.cells[name] for name in names if row.cells[name]] for row in raw.rows}
    lines = {row.cells[raw.table.key]: row.line for row in raw.rows}
    for cycle in _cycles(graph):
        # graphlib names each node before those that depend on it; read backwards, each row refers to the next.
        chain = " → ".join(reversed(cycle))
        text = f"the rows refer to each other in a circle: {chain}"
        first = min(lines[key] for key in cycle)
        yield Problem(raw.place, text, first, ", ".join(names), Fault.CIRCLE, None, "a chain that ends")


def _cycles(graph: Graph) -> Iterator[list[str]]:
    """Find circles one after the other; taking the edges out of each found one lets the next be found."""
    while True:
        try:
            TopologicalSorter(graph).prepare()
            return
        except CycleError as error:
            cycle = error.args[1]
            yield cycle
            for key in set(cycle):
                graph[key] = [end for end in graph[key] if end not in cycle]


def check_row(table: Table, cells: Mapping[str, str]) -> Iterator[Finding]:
    """Yield (column, what is wrong, what is allowed) where the cells of one row contradict each other."""
    for value, companions in _COMPANIONS.get(table.name, {}).items():
        yield from _companions(cells, value, companions)
    yield from _ROW_RULES.get(table.name, lambda cells: ())(cells)


def read_by_rules(table: Table) -> dict[str, bool]:
    """Name the columns of *table* that `check_row` looks at: True if it reads them, False if it asks what is filled."""
    filled = {name for value, others in _COMPANIONS.get(table.name, {}).items() for name in (value, *others)}
    return dict.fromkeys(sorted(filled), False) | _READ_BY_RULES.get(table.name, {})


class _Beside(Flag):
    """Whether a cell must stand beside a number, and must not stand without one."""

    NEEDED = auto()
    NEVER_ALONE = auto()


# A currency without an amount is information.
_COMPANIONS = {
    schema.FUNDING.name: {
        "amount": {"currency": _Beside.NEEDED, "amount_qualifier": _Beside.NEEDED | _Beside.NEVER_ALONE}
    },
    schema.PROJECTS.name: {"cost": {"currency": _Beside.NEEDED, "cost_qualifier": _Beside.NEVER_ALONE}},
    schema.CLAIMS.name: {"value": {"qualifier": _Beside.NEEDED | _Beside.NEVER_ALONE}},
}


def _companions(cells: Mapping[str, str], value: str, companions: Mapping[str, _Beside]) -> Iterator[Finding]:
    for name, beside in companions.items():
        if cells[value] and not cells[name] and _Beside.NEEDED in beside:
            yield name, f"is empty beside {value} {quoted(cells[value])}; the number needs it", None
        if cells[name] and not cells[value] and _Beside.NEVER_ALONE in beside:
            yield name, f"{quoted(cells[name])} stands without {value}", "empty"


def _claim(cells: Mapping[str, str]) -> Iterator[Finding]:
    if bool(cells["value"]) == bool(cells["text"]):
        state = "both filled" if cells["value"] else "both empty"
        yield "value, text", f"are {state}", "a value with its qualifier, or a text"
    if cells["disowned"] == "yes" and not cells["note"]:
        yield "note", 'is empty beside disowned "yes"; it must say why', None
    if cells["agreement_id"] and cells["funding_id"]:
        yield "agreement_id, funding_id", "are both filled", "the row that the claim speaks of, in one of them"


def _years(cells: Mapping[str, str]) -> Iterator[Finding]:
    if cells["year_from"] and cells["year_to"] and cells["year_to"] < cells["year_from"]:
        yield "year_to", f"{cells['year_to']} lies before year_from, {cells['year_from']}", None


def _precision(cells: Mapping[str, str]) -> Iterator[Finding]:
    level = PRECISION_LEVELS.get(cells["date_precision"])
    if level and is_edtf(cells["date"]) and edtf_level(cells["date"]) != level:
        text = f"{quoted(cells['date'])} does not fit the precision {quoted(cells['date_precision'])}"
        yield "date", text, f"a date to the {level}"


def _pair(cells: Mapping[str, str]) -> Iterator[Finding]:
    if cells["base"] and cells["base"] == cells["quote"]:
        yield "quote", f"{quoted(cells['quote'])} is also the base", "another currency"


_ROW_RULES = {
    schema.CLAIMS.name: _claim,
    schema.FUNDING.name: _years,
    schema.MILESTONES.name: _precision,
    schema.FX_RATES.name: _pair,
}
_READ_BY_RULES = {
    schema.CLAIMS.name: {
        **dict.fromkeys(("value", "text", "note", "agreement_id", "funding_id"), False),
        "disowned": True,
    },
    schema.FUNDING.name: {"year_from": True, "year_to": True},
    schema.MILESTONES.name: {"date": True, "date_precision": True},
    schema.FX_RATES.name: {"base": True, "quote": True},
}
