"""Parameters as they are typed into the form of JupyterLab's scheduler, checked like those of the command line."""

import ast
from collections.abc import Mapping
from pathlib import Path

from summit_report import project
from summit_report.publishing import choices
from summit_report.publishing.parameters import check_values, read_contract
from summit_report.publishing.plans import named_summits


def checked(notebook: Path, folder: Path, typed: Mapping[str, str]) -> dict[str, object]:
    """
    Return the values that the texts *typed* stand for, of the types that the file *notebook* declares.

    The data of the project around *folder*, in which the notebook runs, say what else is allowed.
    Raises UsageError with every unknown name and wrong value, DataError if the data cannot be read at all.
    """
    if not typed:
        return {}
    contract = read_contract(notebook)
    texts = {name.strip(): unquoted(text) for name, text in typed.items()}
    defaults = {parameter.name: parameter.default for parameter in contract}
    values = check_values(contract, {}, texts, notebook.name)
    summits = named_summits({**defaults, **values})
    allowed = choices.data_choices(data_root(folder), summits, list(defaults))
    return check_values(contract, {}, texts, notebook.name, allowed)


def unquoted(text: str) -> str:
    """Return *text* without the quotes around it, which the scheduler used to ask for."""
    text = text.strip()
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):  # all that a text can make it raise
        return text
    return value if isinstance(value, str) else text


def data_root(folder: Path) -> Path:
    """Return the nearest `data/` with a summit in it, from *folder* upwards; one without any if there is none."""
    return (project.nearest(project.OF_DATA, start=folder) or folder) / project.DATA_FOLDER
