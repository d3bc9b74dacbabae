"""The shape of every kind of block, as data, and the check that names everything that differs from it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from summit_report.blocks.files import file_bytes
from summit_report.blocks.inline import Block
from summit_report.errors import BuildError

#: A check yields one problem per fault of a value. Each begins with where in the value the fault lies, such as
#: ".items[2].text": whoever looked inside puts the place before it, so that sound values cost no words.
Check = Callable[[Any], Iterator[str]]


def check(blocks: Sequence[Block]) -> None:
    """Raise one `BuildError` that lists every fault in the structure of *blocks*; return quietly if there is none."""
    problems = [f"blocks[{number}]{problem}" for number, block in enumerate(blocks) for problem in _block(block)]
    problems += _doubles(blocks)
    if problems:
        raise BuildError(
            "these blocks do not follow the exhibit's contract",
            problems=problems,
            next="The shape of every kind of block stands at the top of summit_report.blocks.",
        )


def _text(value: Any) -> Iterator[str]:
    if not isinstance(value, str):
        yield f": a text is expected, not {value!r:.60}"


def _matching(pattern: str, expected: str) -> Check:
    matches = re.compile(pattern, re.DOTALL).fullmatch

    def look(value: Any) -> Iterator[str]:
        if not isinstance(value, str) or not matches(value):
            yield f": {expected} is expected, not {value!r:.60}"

    return look


def _one_of(*allowed: Any) -> Check:
    def look(value: Any) -> Iterator[str]:
        if value not in allowed:
            yield f": one of {', '.join(map(str, allowed))} is expected, not {value!r:.60}"

    return look


def _number(value: Any) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield f": a number is expected, not {value!r:.60}"


def _list(item: Check) -> Check:
    def look(value: Any) -> Iterator[str]:
        if not isinstance(value, list | tuple):
            yield f": a list is expected, not {value!r:.60}"
            return
        for number, element in enumerate(value):
            for problem in item(element):
                yield f"[{number}]{problem}"

    return look


def _pair(first: Check, second: Check) -> Check:
    def look(value: Any) -> Iterator[str]:
        if not isinstance(value, list | tuple) or len(value) != 2:
            yield f": a pair is expected, not {value!r:.60}"
            return
        for number, inner in enumerate((first, second)):
            yield from (f"[{number}]{problem}" for problem in inner(value[number]))

    return look


def _fields(**shape: Check) -> Check:
    """Check an object; a name that ends in `_` marks a field that may be left out or null."""
    inside = [(name.rstrip("_"), name.endswith("_"), inner) for name, inner in shape.items()]
    allowed = {key for key, _, _ in inside} | {"kind"}

    def look(value: Any) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield f": an object is expected, not {value!r:.60}"
            return
        if not allowed.issuperset(value):
            yield from (f": unknown field {name!r}" for name in value if name not in allowed)
        for key, optional, inner in inside:
            content = value.get(key)
            if content is not None:
                for problem in inner(content):
                    yield f".{key}{problem}"
            elif not optional:
                yield f": {key!r} is missing"

    return look


def _inline(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        return
    if not isinstance(value, list | tuple):
        yield f": a text or a list of runs is expected, not {value!r:.60}"
        return
    for number, piece in enumerate(value):
        if not isinstance(piece, str):
            yield from (f"[{number}]{problem}" for problem in _RUN(piece))


def _rows(block: Block) -> Iterator[str]:
    """Check that each row has a cell for each column, and a group row one for all."""
    width = len(block["columns"])
    for number, row in enumerate(block["rows"]):
        expected = 1 if row.get("kind") == "group" else width
        if len(row["cells"]) != expected:
            yield f".rows[{number}]: {expected} cells are expected, not {len(row['cells'])}"


def _rectangular(fields: Check) -> Check:
    """Check *fields* first; only then do rows and columns have a number."""

    def look(value: Any) -> Iterator[str]:
        problems = list(fields(value))
        yield from problems or _rows(value)

    return look


def _content(file: Block) -> Iterator[str]:
    try:
        file_bytes(file)
    except ValueError:
        yield f".content: base64 is expected, not {file['content']!r:.60}"


def _decodable(fields: Check) -> Check:
    """Check *fields* of a file first, then that content called base64 is that."""

    def look(value: Any) -> Iterator[str]:
        problems = list(fields(value))
        yield from problems or _content(value)

    return look


_ID = _matching(r"[A-Za-z0-9-]+", "an id of letters, digits and hyphens")
_WEB = _matching(r"(https?://|mailto:)\S+", "an address that starts with https://, http:// or mailto:")
_RUN = _fields(text=_text, ref_=_ID, href_=_WEB, style_=_one_of("strong", "em", "code"))
_USES = _list(_fields(ref=_ID, label=_text))
_LINE = _fields(id_=_ID, label=_text, value=_inline, rows=_list(_ID))
_ENTRY = _fields(id=_ID, label=_text, title=_text, value_=_text, rule_=_text, lines=_list(_LINE), used_in_=_USES)
_ENTRIES = _list(_ENTRY)
_COLUMN = _fields(label=_text, align_=_one_of("left", "right", "center"), unit_=_text, group_=_text, width_=_number)
_ROW = _fields(cells=_list(_inline), kind_=_one_of("total", "group", "sub"))
_GRID: dict[str, Check] = {
    "subtitle_": _text,
    "columns": _list(_COLUMN),
    "rows": _list(_ROW),
    "notes_": _list(_inline),
    "evidence_": _ENTRIES,
}
_TABLE = _rectangular(_fields(id=_ID, label=_text, title=_text, **_GRID))
_TWIN = _rectangular(_fields(id_=_ID, label_=_text, title_=_text, **_GRID))

KINDS: dict[str, Check] = {
    "front": _fields(
        id=_ID,
        title=_text,
        subtitle_=_text,
        facts_=_list(_pair(_text, _inline)),
        authors_=_list(_text),
        lang_=_matching(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", "a language code such as en"),
        date_=_matching(r"\d{4}-\d{2}-\d{2}", "a date YYYY-MM-DD"),
        keywords_=_list(_text),
        description_=_text,
    ),
    "findings": _fields(
        id=_ID,
        title_=_text,
        items=_list(_fields(id=_ID, value=_inline, text=_inline, evidence_=_USES)),
        evidence_=_ENTRIES,
    ),
    "paragraphs": _fields(id_=_ID, items=_list(_inline), evidence_=_ENTRIES),
    "note": _fields(id_=_ID, text=_inline),
    "heading": _fields(id=_ID, level=_one_of(2, 3, 4), text=_text),
    "figure": _fields(
        id=_ID,
        name=_text,
        label=_text,
        title=_text,
        subtitle_=_text,
        caption=_inline,
        alt=_matching(r".*\S.*", "a description in words"),
        svg=_matching(r".*<svg\b.*", "an SVG document"),
        data_=_TWIN,
        evidence_=_ENTRIES,
    ),
    "table": _TABLE,
    "definitions": _fields(id_=_ID, items=_list(_pair(_text, _inline))),
    "listing": _fields(id_=_ID, text=_text),
    "evidence": _fields(id_=_ID, entries=_ENTRIES),
    "records": _fields(
        id=_ID,
        title=_text,
        records=_list(
            _fields(
                id=_ID,
                key=_text,
                text=_inline,
                source_=_fields(ref=_ID, text=_text),
                locator_=_text,
                note_=_text,
                used_in_=_USES,
            )
        ),
    ),
    "sources": _fields(
        id=_ID,
        title=_text,
        items=_list(
            _fields(
                id=_ID,
                key=_text,
                title=_text,
                publisher_=_text,
                published_=_text,
                href_=_WEB,
                facts_=_text,
                used_in_=_USES,
            )
        ),
    ),
    "figure-data": _fields(),
    "attachments": _fields(
        id_=_ID,
        files=_list(
            _decodable(
                _fields(
                    name=_text,
                    media_type=_text,
                    description=_text,
                    content=_text,
                    base64_=_one_of(True, False),
                )
            )
        ),
    ),
}


def _block(block: Any) -> Iterator[str]:
    kind = block.get("kind") if isinstance(block, Mapping) else None
    if kind not in KINDS:
        yield f": unknown kind {kind!r}; known: {', '.join(KINDS)}"
        return
    yield from (f" ({kind}){problem}" for problem in KINDS[kind](block))


def _doubles(blocks: Sequence[Block]) -> Iterator[str]:
    """Name the ids that stand at two blocks, and a second front."""
    whole = [block for block in blocks if isinstance(block, Mapping)]
    ids = Counter(str(block["id"]).lower() for block in whole if block.get("id"))
    yield from (f"the id {name!r} stands {count} times" for name, count in ids.items() if count > 1)
    if sum(block.get("kind") == "front" for block in whole) > 1:
        yield "a document has at most one front block"
