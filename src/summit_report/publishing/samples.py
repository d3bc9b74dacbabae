"""What many editions share: the data they read and the kind of report they make, for the template to prepare."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from summit_report.publishing.parameters import read_cells
from summit_report.publishing.plans import Plan

MOST_PREPARED = 4  # datasets; meanwhile no kernel starts
ENOUGH_READERS = 2
MOST_SECTIONS = 100
NARROWING = ("country", "sector", "currency", "relation")
"""Parameters of a notebook that are those of a report."""


def shared_data(plans: Iterable[Plan]) -> list[Path]:
    """Return the datasets that so many of *plans* read that it pays to prepare for them, the most read first."""
    readers = Counter(path for plan in plans for path in plan.data)
    return [path for path, number in readers.most_common(MOST_PREPARED) if number >= ENOUGH_READERS]


def samples(plans: Iterable[Plan]) -> list[dict[str, Any]]:
    """
    Return a sample of the reports that several of *plans* make of one dataset with one notebook, the most made first.

    It has the path of the *data*, the names of the notebook's *sections* in their order, *parameters*, as JSON, and
    the *currencies* of all that it stands for.
    """
    kinds: dict[tuple[Path, Path], list[Mapping[str, Any]]] = {}
    for plan in plans:
        if len(plan.data) == 1:
            kinds.setdefault((plan.notebook, plan.data[0]), []).append(plan.edition.parameters)
    return [
        {
            "data": str(data),
            "sections": list(sections_in(notebook))[:MOST_SECTIONS],
            "parameters": {name: parameters[0][name] for name in NARROWING if name in parameters[0]},
            "currencies": sorted({one["currency"] for one in parameters if isinstance(one.get("currency"), str)}),
        }
        for (notebook, data), parameters in sorted(kinds.items(), key=lambda kind: -len(kind[1]))
        if len(parameters) >= ENOUGH_READERS
    ]


def sections_in(notebook: Path) -> Iterator[str]:
    """Yield what the cells of the file *notebook* show that are nothing but a call such as `front.title(report)`."""
    for cell in read_cells(notebook):
        if cell.get("cell_type") == "code":
            try:
                body = ast.parse("".join(cell["source"])).body
            except SyntaxError:  # of IPython's own
                continue
            match body:
                case [ast.Expr(ast.Call(ast.Attribute(ast.Name(module), function), [ast.Name("report")], []))]:
                    yield f"{module}.{function}"
