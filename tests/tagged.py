"""A tagged PDF as a screen reader meets it: its elements in reading order with their words, and what has no tag."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end", re.DOTALL)
RANGE = re.compile(rb"<(\w+)>\s*<(\w+)>\s*(?:<(\w+)>|\[(.*?)\])", re.DOTALL)
SHOWS, PAINTS = frozenset({"Tj", "TJ", "'", '"'}), frozenset({"f", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh"})


@dataclass
class Element:
    """One element of the structure tree: its *kind* without slash, its dictionary, its *parts* in reading order."""

    kind: str
    raw: pikepdf.Dictionary
    parts: list["Element | str"] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All words in it, in reading order."""
        return "".join(part if isinstance(part, str) else part.words for part in self.parts)

    def all(self, *kinds: str) -> Iterator["Element"]:
        """Yield what is of one of *kinds* in it, in reading order."""
        for part in self.parts:
            if isinstance(part, Element):
                if part.kind in kinds:
                    yield part
                yield from part.all(*kinds)


def tree(pdf: pikepdf.Pdf) -> tuple[Element, list[str]]:
    """Return the document's element, and every operator that draws outside of it and is no artifact."""
    words: dict[tuple[Any, int], str] = {}
    loose: list[str] = []
    for number, page in enumerate(pdf.pages, start=1):
        found, untagged = _drawn(page)
        words |= {(page.obj.objgen, mark): text for mark, text in found.items()}
        loose += [f"page {number}: {operator}" for operator in untagged]
    return _element(pdf.Root.StructTreeRoot.K, words), loose


def _element(raw: Any, words: dict[tuple[Any, int], str]) -> Element:
    if isinstance(raw, pikepdf.Array):
        [raw] = raw
    element = Element(str(raw.S)[1:], raw)
    kids = raw.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            element.parts.append(_element(kid, words))
        elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
            element.parts.append(words.get((kid.get("/Pg", raw.get("/Pg")).objgen, int(kid.MCID)), ""))
        elif not isinstance(kid, pikepdf.Dictionary):
            element.parts.append(words.get((raw.Pg.objgen, int(kid)), ""))
    return element


def _drawn(page: pikepdf.Page) -> tuple[dict[int, str], list[str]]:
    """Return the words of *page* by the number of their mark, and what is drawn under no mark."""
    fonts = {str(name): _letters(font) for name, font in page.resources.get("/Font", {}).items()}
    words: dict[int, str] = {}
    loose: list[str] = []
    marks: list[int | None] = []  # of each open mark its number; -1 stands for an artifact
    letters: tuple[int, dict[int, str]] = (2, {})
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            about = operands[1] if name == "BDC" and isinstance(operands[1], pikepdf.Dictionary) else {}
            marks.append(-1 if str(operands[0]) == "/Artifact" else int(about["/MCID"]) if "/MCID" in about else None)
        elif name == "EMC":
            marks.pop()
        elif name == "Tf":
            letters = fonts[str(operands[0])]
        elif name in SHOWS | PAINTS:
            mark = next((one for one in reversed(marks) if one is not None), None)
            if mark is None:
                loose.append(name)
            elif name in SHOWS:
                words[mark] = words.get(mark, "") + _said(operands, letters)
    return words, loose


def _said(operands: Any, letters: tuple[int, dict[int, str]]) -> str:
    width, table = letters
    shown = operands[-1] if isinstance(operands[-1], pikepdf.Array) else [operands[-1]]
    texts = [bytes(one) for one in shown if isinstance(one, pikepdf.String)]
    codes = (int.from_bytes(text[i : i + width], "big") for text in texts for i in range(0, len(text), width))
    return "".join(table.get(code, "?") for code in codes)


def _letters(font: Any) -> tuple[int, dict[int, str]]:
    """Return the bytes of a code of *font* and the letters that its codes stand for."""
    table: dict[int, str] = {}
    data = font.ToUnicode.read_bytes()
    for kind, body in SECTION.findall(data):
        if kind == b"bfchar":
            codes = HEX.findall(body)
            table |= {int(code, 16): _text(to) for code, to in zip(codes[::2], codes[1::2], strict=True)}
            continue
        for first, last, to, several in RANGE.findall(body):
            span = range(int(first, 16), int(last, 16) + 1)
            ends = (
                list(map(_text, HEX.findall(several))) if several else [_next(_text(to), i) for i in range(len(span))]
            )
            table |= dict(zip(span, ends, strict=True))
    return 1 if str(font.Subtype) == "/Type3" else 2, table


def _text(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be")


def _next(text: str, by: int) -> str:
    return text[:-1] + chr(ord(text[-1]) + by)
