"""
Markdown as nodes.

nbconvert's own parsers read it, so that formulas are found where JupyterLab finds them; no Markdown is ever patched as
a string.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import unescape
from typing import Any, ClassVar

from summit_report.publishing.exporters.formulas import formula
from summit_report.publishing.exporters.hypertext import html_nodes
from summit_report.publishing.exporters.nodes import Node, PictureReader, Run, Runs, heading, link, paragraph, words
from summit_report.publishing.exporters.values import remembered

Token = dict[str, Any]
_ANCHOR = re.compile(r"<a\s[^>]*\b(?:id|name)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


def markdown_nodes(source: str, picture: PictureReader) -> list[Node]:
    """
    Return the blocks of the Markdown *source*.

    *picture* finds the picture behind an address: an attachment, a local file or a data URI.
    """
    return _Blocks(picture).nodes(_tokens(source))


@remembered
def _tokens(source: str) -> list[Token]:
    """Return the blocks of the Markdown *source* as its parser has them."""
    tokens, _ = _parser().parse(source)
    return list(tokens)


@lru_cache
def _parser() -> Any:
    """Return nbconvert's Markdown parser, without its renderer."""
    import mistune
    from nbconvert.filters.markdown_mistune import MathBlockParser, MathInlineParser

    class Inline(MathInlineParser):
        """Formulas as Pandoc sees them: "$24 bn and $25 bn" holds two sums of money and no formula."""

        SPECIFICATION: ClassVar = {
            **MathInlineParser.SPECIFICATION,
            "inline_math_tex": r"(?<![$\\])\$(?=\S)(?P<math_inline_tex>[^$]+?)(?<![\s\\])\$(?![\d$])",
        }

    plugins = [mistune.import_plugin(name) for name in ("strikethrough", "table", "url", "task_lists")]
    return mistune.Markdown(renderer=None, block=MathBlockParser(), inline=Inline(hard_wrap=False), plugins=plugins)


class _Blocks:
    """Turns block tokens into nodes; an unknown kind of token becomes its text."""

    def __init__(self, picture: PictureReader) -> None:
        self.picture = picture
        self.makers: dict[str, Callable[[Token], list[Node]]] = {
            "heading": self.heading,
            "paragraph": self.paragraphs,
            "block_text": self.paragraphs,
            "list": self.listing,
            "block_quote": lambda token: [{"k": "quote", "nodes": self.nodes(token["children"])}],
            "block_code": self.code,
            "block_html": lambda token: html_nodes(token["raw"], self.picture),
            "thematic_break": lambda token: [{"k": "rule"}],
            "table": lambda token: [self.table(token)],
            "blank_line": lambda token: [],
        }

    def nodes(self, tokens: Sequence[Token]) -> list[Node]:
        """Return the nodes of *tokens* in their order."""
        return [node for token in tokens for node in self.makers.get(token["type"], self.paragraphs)(token)]

    def runs(self, token: Token) -> Runs:
        """Return the inline children of *token*."""
        return _runs(token.get("children") or [{"type": "text", "raw": token.get("raw", "")}], self.picture)

    def heading(self, token: Token) -> list[Node]:
        """Return a heading; one without words would be an empty bookmark and is left out."""
        runs = self.runs(token)
        return [heading(token["attrs"]["level"], runs)] if words(runs).strip() else []

    def paragraphs(self, token: Token) -> list[Node]:
        """Return a paragraph, cut where a displayed formula or a picture of its own stands in it."""
        nodes: list[Node] = []
        current: Runs = []
        for run in self.runs(token):
            if isinstance(run, str) or run["k"] not in ("display", "picture"):
                current.append(run)
                continue
            nodes += [paragraph(current)] if words(current).strip() else []
            nodes.append(run["node"] if run["k"] == "display" else run)
            current = []
        meant = words(current).strip() or any(not isinstance(run, str) for run in current)
        return [*nodes, paragraph(current)] if meant else nodes

    def listing(self, token: Token) -> list[Node]:
        """Return a list, nested ones inside its items; a done or open task begins with its box."""
        items = []
        for item in token["children"]:
            nodes = self.nodes(item["children"])
            if item["type"] == "task_list_item":
                box = "☑ " if item["attrs"]["checked"] else "☐ "
                nodes = [paragraph([box, *nodes[0]["body"]]), *nodes[1:]] if nodes else [paragraph([box])]
            items.append(nodes)
        attrs = token["attrs"]
        return [
            {
                "k": "list",
                "ordered": attrs["ordered"],
                "start": attrs.get("start", 1),
                "tight": token.get("tight", True),
                "items": items,
            }
        ]

    def code(self, token: Token) -> list[Node]:
        """Return a block of code with the language that its fence names."""
        language = (token.get("attrs", {}).get("info") or "").split()
        return [{"k": "code", "text": token["raw"].rstrip("\n"), "lang": language[0] if language else ""}]

    def table(self, token: Token) -> Node:
        """Return a Markdown table."""
        head, *body = token["children"]
        rows = [row["children"] for part in body for row in part["children"]]
        return {
            "k": "table",
            "id": None,
            "caption": [],
            "subtitle": [],
            "columns": [{"align": cell["attrs"].get("align") or "left"} for cell in head["children"]],
            "header": [[self.runs(cell) for cell in head["children"]]],
            "rows": [{"kind": "", "cells": [self.runs(cell) for cell in row]} for row in rows],
            "notes": [],
            "evidence": [],
        }


def _runs(tokens: Sequence[Token], picture: PictureReader) -> Runs:
    return [run for token in tokens for run in _run(token, picture)]


def _run(token: Token, picture: PictureReader) -> Runs:
    """Return the runs of one inline *token*; a displayed formula is wrapped as "display" for the paragraph to cut."""
    kind = token["type"]
    if kind in ("strong", "emphasis", "strikethrough"):
        name = {"strong": "strong", "emphasis": "em", "strikethrough": "strike"}[kind]
        return [{"k": name, "body": _runs(token["children"], picture)}]
    if kind == "link":
        return _link(token["attrs"]["url"], _runs(token["children"], picture))
    if kind == "image":
        return _image(token, picture)
    if kind in ("inline_math", "block_math", "latex_environment"):
        return [_math(token)]
    return _word(kind, token.get("raw", ""))


def _word(kind: str, raw: str) -> Runs:
    if kind == "linebreak" or re.match(r"<br\b", raw, re.IGNORECASE):
        return [{"k": "break"}]
    if kind == "softbreak":
        return [" "]
    if kind == "codespan":
        return [{"k": "code", "text": unescape(raw)}]
    if kind == "inline_html":
        found = _ANCHOR.match(raw)
        return [{"k": "anchor", "id": found[1].lower()}] if found else []
    return [unescape(raw)]


def _link(url: str, body: Runs) -> Runs:
    """Return a link inside the document or to the web; other addresses lead nowhere from a PDF and become text."""
    if url.startswith("#"):
        return [{**link(unescape(url[1:]), ""), "body": body}]
    if re.match(r"(https?|mailto):", url, re.IGNORECASE):
        return [{"k": "href", "href": url, "body": body}]
    return body


def _image(token: Token, picture: PictureReader) -> Runs:
    alt = words(_runs(token["children"], picture))
    found = picture(token["attrs"]["url"], alt or token["attrs"].get("title") or "")
    missing: Run = {"k": "em", "body": [f"[picture: {alt or token['attrs']['url'][:80]}]"]}
    return [found or missing]


def _math(token: Token) -> Node:
    if token["type"] == "inline_math":
        return formula(token["raw"])
    source = token.get("raw", "")
    if token["type"] == "latex_environment":
        name, body = token["attrs"]["name"], token["attrs"]["body"]
        source = body if name.startswith("equation") else f"\\begin{{{name}}}{body}\\end{{{name}}}"
    return {"k": "display", "node": formula(source)}
