"""
The parameters of a notebook as a contract: read without running anything, checked before a kernel starts.

papermill injects whatever it is given: a misspelt name changes nothing, a wrong value fails in the middle of a run.
The cell tagged `parameters` already says what a notebook takes, so it is read with `ast` and `tokenize`:

    country = None  # type: Optional[str] ISO code of a member; None = all
    relation = "summit"  # type: Literal["summit","follow-up"] what the totals count
"""

import ast
import difflib
import io
import json
import keyword
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summit_report.errors import UsageError
from summit_report.publishing.kinds import Kind, KindError, kind_of_default, parse_kind

TAG = "parameters"
TYPE_COMMENT = re.compile(
    r"""
    \#\s*type:\s*
    (?P<type> [\w.]+ (?:\[ (?: [^\[\]] | \[[^\[\]]*\] )* \])? (?:\s*\|\s*None\b)? )
    \s*(?P<help>.*)
    """,
    re.VERBOSE,
)
MOST_CHOICES_LISTED = 40

Choices = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook: its name, what values it takes, the value it has if none is given, its help."""

    name: str
    kind: Kind
    default: object
    help: str


def read_contract(notebook: Path) -> tuple[Parameter, ...]:
    """
    Return the parameters that the file *notebook* declares; none if it has no cell tagged `parameters`.

    Raises UsageError with every line of the cell that is not `name = literal`.
    """
    return contract_of(read_cells(notebook), notebook)


def contract_of(cells: Iterable[Mapping[str, Any]], notebook: Path) -> tuple[Parameter, ...]:
    """Return the parameters that the *cells* of the file *notebook* declare, as `read_contract` does."""
    tagged = (cell["source"] for cell in cells if TAG in cell.get("metadata", {}).get("tags", []))
    problems: list[str] = []
    found = list(declared("".join(next(tagged, "")), problems))
    if problems:
        raise UsageError(
            "the cell tagged `parameters` cannot be read",
            where=str(notebook),
            problems=problems,
            next="Write each parameter as `name = literal  # type: TYPE help`, such as `year = 2025  # type: int`.",
        )
    return tuple(found)


def read_cells(notebook: Path) -> list[dict[str, Any]]:
    """Return the cells of the file *notebook*. Raises UsageError if it is none."""
    try:
        cells: list[dict[str, Any]] = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except FileNotFoundError:
        raise UsageError("there is no such notebook", where=str(notebook), next="Check the path.") from None
    except (ValueError, KeyError, TypeError):
        raise UsageError(
            "this is no Jupyter notebook (format 4)", where=str(notebook), next="Open and save it in JupyterLab."
        ) from None
    return cells


def declared(source: str, problems: list[str]) -> Iterator[Parameter]:
    """Yield each parameter of the cell *source*; add a sentence to *problems* for every line that is none."""
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        problems.append(f"line {error.lineno}: {error.msg}")
        return
    comments = comments_by_line(source)
    for statement in statements:
        try:
            yield read_statement(statement, comments.get(statement.end_lineno or 0, ""))
        except KindError as error:
            problems.append(f"line {statement.lineno}: {error}")


def comments_by_line(source: str) -> dict[int, str]:
    """Return the comment of each line of *source* that has one."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


def read_statement(statement: ast.stmt, comment: str) -> Parameter:
    """Return the parameter that *statement* and the *comment* behind it declare. Raises KindError."""
    annotation = ast.unparse(statement.annotation) if isinstance(statement, ast.AnnAssign) else ""
    target, value = assignment(statement)
    default = literal(value)
    typed = TYPE_COMMENT.match(comment)
    text = annotation or (typed["type"] if typed else "")
    kind = parse_kind(text) if text else kind_of_default(default)
    help_text = typed["help"] if typed else comment.lstrip("# ")
    return Parameter(target.id, kind, kind.accept(default), help_text)


def assignment(statement: ast.stmt) -> tuple[ast.Name, ast.expr]:
    """Return name and value of *statement*. Raises KindError if it is not `name = value`."""
    match statement:
        case ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value):
            return target, value
        case ast.Assign(targets=[ast.Name() as target], value=value):
            return target, value
    raise KindError("only `name = literal` may stand here")


def literal(value: ast.expr) -> object:
    """Return the value of a literal expression. Raises KindError if it would have to be computed."""
    try:
        return ast.literal_eval(value)
    except ValueError:
        raise KindError(f"`{ast.unparse(value)}` is not a literal") from None


def check_values(
    contract: tuple[Parameter, ...],
    given: Mapping[str, object],
    options: Mapping[str, str],
    where: str,
    choices: Choices | None = None,
) -> dict[str, object]:
    """
    Return the values of *given* (typed, from reports.yml) and *options* (text, from the command line), converted.

    An option replaces a given value. *choices* names, for a parameter, the values that the data allow, with a label.
    Raises UsageError with every unknown name and wrong value.
    """
    known = {parameter.name: parameter for parameter in contract}
    problems: list[str] = []
    values: dict[str, object] = {}
    for name, value in {**given, **options}.items():
        if name not in known:
            problems.append(unknown_name(name, list(known)))
            continue
        kind = known[name].kind
        try:
            values[name] = kind.parse(options[name]) if name in options else kind.accept(value)
            values[name] = chosen(values[name], (choices or {}).get(name))
        except KindError as error:
            problems.append(f"{name}: {error}")
    if problems:
        raise UsageError("parameters are wrong", where=where, problems=problems, next=known_names(contract))
    return values


def chosen(value: object, allowed: Mapping[str, str] | None) -> object:
    """
    Return *value*, or each item of it, as the *allowed* values have it; None always is.

    A person may type a value in any case, or its label, whole or up to a comma or bracket, if only one has it.
    Raises KindError if it is none of them.
    """
    if allowed is None or value is None:
        return value
    if isinstance(value, list):
        return [chosen(item, allowed) for item in value]
    if value in allowed:
        return value
    meant = callings(allowed).get(str(value).strip().casefold(), {})
    if len(meant) != 1:
        raise KindError(f"{value!r} is not one of {list_choices(str(value), allowed)}{question(str(value), allowed)}")
    return next(iter(meant))


def callings(allowed: Mapping[str, str]) -> dict[str, dict[str, None]]:
    """Return what the *allowed* values are called, without regard to case, and which of them are called so."""
    called: dict[str, dict[str, None]] = {}
    for value, label in allowed.items():
        for name in filter(None, (value, label, re.split(r",| \(", label)[0])):
            called.setdefault(name.casefold(), {})[value] = None
    return called


def question(wrong: str, allowed: Mapping[str, str]) -> str:
    """Ask which of the *allowed* values was meant by *wrong*, by itself or by its label, whole or up to a comma."""
    called = callings(allowed)
    near = nearest(wrong, called, cutoff=0.7)
    return f"; did you mean {' or '.join(called[near[0]])}?" if near else ""


def list_choices(wrong: str, allowed: Mapping[str, str]) -> str:
    """Write the *allowed* values with their labels; of very many only those that look like the *wrong* one."""
    shown: list[str] = list(allowed)
    if len(shown) > MOST_CHOICES_LISTED:
        shown = nearest(wrong, shown, most=5)
    text = ", ".join(f"{value} ({allowed[value]})" if allowed[value] else value for value in shown)
    return (
        text if len(shown) == len(allowed) else f"the {len(allowed)} known codes" + (f"; near: {text}" if text else "")
    )


def nearest(wrong: str, known: Iterable[str], most: int = 1, cutoff: float = 0.6) -> list[str]:
    """Return at most *most* of the *known* words that look like the *wrong* one, in capitals or not, nearest first."""
    folded = {word.casefold(): word for word in known}
    return [folded[word] for word in difflib.get_close_matches(wrong.casefold(), folded, n=most, cutoff=cutoff)]


def unknown_name(name: str, known: list[str]) -> str:
    """Say that the notebook has no parameter *name*, and which one may have been meant."""
    if not name.isidentifier() or keyword.iskeyword(name):
        return f"{name}: not a name that a parameter can have"
    near = nearest(name, known)
    return f"{name}: no such parameter" + (f"; did you mean {near[0]}?" if near else "")


def known_names(contract: tuple[Parameter, ...]) -> str:
    """List the parameters of *contract* with their types, for an error message."""
    if not contract:
        return "This notebook has no cell tagged `parameters`, so it takes none."
    none = " Write none for None." if any(parameter.kind.optional for parameter in contract) else ""
    return "Known: " + "; ".join(f"{parameter.name} ({parameter.kind})" for parameter in contract) + f".{none}"


def parse_options(options: tuple[str, ...]) -> dict[str, str]:
    """Return the NAME=VALUE texts of *options* as a dictionary. Raises UsageError for a name missing or repeated."""
    wrong = [option for option in options if not option.partition("=")[1] or option.startswith("=")]
    if wrong:
        raise UsageError("a parameter is given as NAME=VALUE", problems=wrong, next="For example: -p country=KAZ")
    pairs = [(name.strip(), value) for name, _, value in (option.partition("=") for option in options)]
    repeated = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
    if repeated:
        raise UsageError("a parameter is given more than once", problems=repeated, next="Give each -p NAME once.")
    return dict(pairs)
