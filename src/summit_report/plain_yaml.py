"""
Reads the YAML that says what a summit is, as plain keys and values.

What people do not write by hand is refused instead of guessed at: a key that stands twice (YAML takes the last),
aliases (of which a small file can make billions of values) and tags (which make objects).
"""

from collections.abc import Hashable
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node

# A summit.yaml has two levels; a file of brackets would otherwise exhaust the stack.
DEEPEST = 20


class _PlainLoader(yaml.SafeLoader):
    depth = 0
    # A date stays the text that it is: the check of the summit says what is wrong with one, and in which row.
    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own name)
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent):
            raise _refused(f"the alias *{event.anchor}; write the value out", event.start_mark)
        tag = getattr(event, "tag", None)
        if tag is not None:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            raise _refused(f"the tag {shown}; write the plain value", event.start_mark)
        if self.depth == DEEPEST:
            raise _refused(f"lists more than {DEEPEST} levels deep", event.start_mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            name = getattr(key, "value", None)
            if isinstance(name, str):
                if name in seen:
                    raise _refused(f"the key {name} a second time", key.start_mark)
                seen.add(name)
        return super().construct_mapping(node, deep)


def _refused(what: str, mark: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=f"it has {what}", problem_mark=mark)


def load(text: str) -> Any:
    """Return the content of the YAML *text*; raises yaml.YAMLError, with a mark where a place is known."""
    try:
        return yaml.load(text, _PlainLoader)
    except (ValueError, OverflowError) as error:  # a number too long for Python
        raise yaml.YAMLError(str(error)) from error


def described(error: yaml.YAMLError) -> tuple[str, int | None]:
    """Return what *error* is about, in one line, and the line of the text in which it was found."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    context = getattr(error, "context", None)
    return " ".join(f"{problem} {context or ''}".split()), mark.line + 1 if mark else None
