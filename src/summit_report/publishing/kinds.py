"""The types a parameter can have, and the only place that turns text or a YAML value into one of them."""

import ast
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

NONE_WORDS = ("None", "none", "null")
BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
NAMES = {"str": "str", "int": "int", "float": "float", "bool": "bool", "date": "date", "datetime.date": "date"}
LISTS = ("list", "List", "typing.List")


class KindError(ValueError):
    """A value or a type that cannot be taken; the message is one clause without the parameter's name."""


@dataclass(frozen=True)
class Kind:
    """
    A parameter's type: its *base* (str, int, float, bool, date or list[str]), whether None is allowed, closed choices.

    Dates are text in ISO form, because that is what papermill can write into a notebook.
    """

    base: str
    optional: bool = False
    choices: tuple[object, ...] = ()

    def __str__(self) -> str:
        text = ", ".join(map(repr, self.choices)) or self.base
        return f"{text} or None" if self.optional else text

    def parse(self, text: str) -> object:
        """Return the value that *text* from a command line stands for, a choice in any case. Raises KindError."""
        if self.optional and text in NONE_WORDS:
            return None
        if self.base == "str":
            called = {str(choice).casefold(): str(choice) for choice in self.choices}
            text = called.get(text.strip().casefold(), text)
        try:
            return self._chosen(PARSERS[self.base](text))
        except ValueError as error:
            raise error if isinstance(error, KindError) else KindError(f"{text!r} is not {self}") from None

    def accept(self, value: object) -> object:
        """Return *value*, which a YAML file or a literal gave, as this type. Raises KindError."""
        if value is None and self.optional:
            return None
        if isinstance(value, date) and self.base in ("date", "str"):
            value = value.isoformat()
        if self.base == "float" and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not TESTS[self.base](value):
            quote = " (put it in quotes)" if self.base == "str" and value is not None else ""
            raise KindError(f"{value!r} is not {self}{quote}")
        return self._chosen(value)

    def _chosen(self, value: object) -> object:
        if self.choices and value not in self.choices:
            raise KindError(f"{value!r} is not one of {', '.join(map(str, self.choices))}")
        return value


def parse_kind(text: str) -> Kind:
    """Return the type that an annotation's *text* names, such as `Optional[int]`. Raises KindError."""
    try:
        return kind_of_node(ast.parse(text, mode="eval").body)
    except SyntaxError:
        raise KindError(f"`{text}` is not a type") from None


def kind_of_node(node: ast.expr) -> Kind:
    """Return the type that the expression *node* names. Raises KindError."""
    text = ast.unparse(node)
    if text in NAMES:
        return Kind(NAMES[text])
    if text in LISTS:
        return Kind("list[str]")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and ast.unparse(node.right) == "None":
        return Kind(**{**vars(kind_of_node(node.left)), "optional": True})
    if isinstance(node, ast.Subscript):
        outer, inner = ast.unparse(node.value).removeprefix("typing."), node.slice
        if outer == "Optional":
            return Kind(**{**vars(kind_of_node(inner)), "optional": True})
        if outer in LISTS and ast.unparse(inner) == "str":
            return Kind("list[str]")
        if outer == "Literal":
            return kind_of_choices(inner)
    raise KindError(f"`{text}` is not one of str, int, float, bool, date, list[str], Literal[…], Optional[…]")


def kind_of_choices(node: ast.expr) -> Kind:
    """Return the type of `Literal[...]` with *node* between the brackets. Raises KindError."""
    values = ast.literal_eval(node)
    values = values if isinstance(values, tuple) else (values,)
    choices = tuple(value for value in values if value is not None)
    bases = {type(value).__name__ for value in choices}
    if len(bases) != 1 or not bases <= {"str", "int", "bool"}:
        raise KindError("the values of a Literal must be of one type: str, int or bool")
    return Kind(bases.pop(), optional=None in values, choices=choices)


def kind_of_default(default: object) -> Kind:
    """Return the type that a *default* without annotation stands for. Raises KindError."""
    if default is None:
        return Kind("str", optional=True)
    for base, fits in TESTS.items():
        if base != "date" and fits(default):
            return Kind(base)
    raise KindError(f"a default of type {type(default).__name__} cannot be a parameter")


def parse_bool(text: str) -> bool:
    """Return the truth value that YAML's words stand for. Raises ValueError."""
    if text.lower() not in BOOLEANS:
        raise ValueError(text)
    return BOOLEANS[text.lower()]


def parse_float(text: str) -> float:
    """Return a finite number. Raises ValueError."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def parse_list(text: str) -> list[str]:
    """Return the items of `a,b` or `[a, b]`."""
    text = text.strip()
    if text.startswith("[") != text.endswith("]"):
        raise KindError(f"{text!r} has one bracket without the other; write [a, b] or a,b")
    inside = text.removeprefix("[").removesuffix("]")
    return [item.strip().strip("'\"") for item in inside.split(",") if item.strip()]


def is_date(value: object) -> bool:
    """Tell whether *value* is a day in ISO form."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


PARSERS: dict[str, Callable[[str], object]] = {
    "str": str,
    "int": int,
    "float": parse_float,
    "bool": parse_bool,
    "date": lambda text: date.fromisoformat(text).isoformat(),
    "list[str]": parse_list,
}
TESTS: dict[str, Callable[[object], bool]] = {
    "str": lambda value: isinstance(value, str),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "float": lambda value: isinstance(value, float) and math.isfinite(value),
    "bool": lambda value: isinstance(value, bool),
    "date": is_date,
    "list[str]": lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
}
