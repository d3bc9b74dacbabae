"""
The names of rows as header cells in a finished PDF.

Typst makes header cells of whole rows only: `pdf.header-cell` is behind a feature that its wheel cannot switch on. So
the structure that it wrote is completed here: a cell that names its row becomes TH with the scope Row and an id, and
the other cells of the row say that id beside that of their column. Nothing that is drawn changes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from summit_report.publishing.exporters.nodes import Node, nodes_in
from summit_report.publishing.exporters.objects import Objects, Splice

_ELEMENT = re.compile(rb"(<</Type/StructElem/S/(TD|TH|TR|Table)/P \d+ 0 R)([^\n]*)>>\nendobj")
#: What a cell says of its place in the table; the group is the end of its list of headers.
_PLACE = re.compile(rb"<</O/Table(?:[^\[\]<>]*/Headers\[[^\]]*(\]))?")
_KIDS = re.compile(rb"/K\[([\d R]*)\]")
_NAMED = re.compile(rb"\(([^()\\]*)\)(\d+) 0 R")
_IDS = re.compile(rb"/IDTree<</Names\[((?:\([^()\\]*\)\d+ 0 R ?)*)\]>>")

#: Of each table, of each of its rows: the number of cells, and which of them name the row over how many rows.
_Shape = list[tuple[int, dict[int, int]]]


def row_headers(objects: Objects, nodes: list[Node]) -> list[Splice]:
    """
    Return what gives a PDF, which Typst has made of *nodes*, a header cell for each name of a row as said in `heads`.

    Raises `ValueError` if the file is not laid out as known, or has other tables than *nodes*.
    """
    shapes = list(map(_shape, nodes_in(nodes, "table")))
    if not any(heads for shape in shapes for _, heads in shape):
        return []
    tables = list(_tables(objects))
    if [[count for count, _ in shape] for shape in shapes] != [[len(row) for row in rows] for rows in tables]:
        raise ValueError("the tables of the PDF are not those of the notebook")
    splices: list[Splice] = []
    names: dict[bytes, int] = {}
    for number, (shape, rows) in enumerate(zip(shapes, tables, strict=True), start=1):
        speaking: dict[bytes, int] = {}  # names of rows, and for how many rows they speak
        for y, ((_, heads), row) in enumerate(zip(shape, rows, strict=True)):
            own = {x: b"R%dx%dy%d" % (number, x, y) for x in heads}
            speaking |= {name: heads[x] for x, name in own.items()}
            for x, cell in enumerate(row):
                splices += _named(cell, own[x]) if x in own else _told(cell, speaking)
            names |= {name: objects.number(row[x].start()) for x, name in own.items()}
            speaking = {name: left - 1 for name, left in speaking.items() if left > 1}
    return [*splices, _tree_of_ids(objects, names)]


def _shape(table: Node) -> _Shape:
    """Return what *table* is made of, row by row, the header's rows first."""
    header: _Shape = [(len(row), {}) for row in table["header"]]
    return header + [
        (len(row["cells"]), {x: _rows_of(row["cells"][x]) for x in row.get("heads", ())}) for row in table["rows"]
    ]


def _rows_of(cell: object) -> int:
    return int(cell.get("rowspan", 1)) if isinstance(cell, dict) else 1


def _tables(objects: Objects) -> Iterator[list[list[re.Match[bytes]]]]:
    """Yield the cells of each table, row by row; an element stands in the file after those in it."""
    cells: dict[int, re.Match[bytes]] = {}
    rows: list[list[re.Match[bytes]]] = []
    for element in _ELEMENT.finditer(objects.pdf):
        number = objects.number(element.start())
        if not number:
            continue  # bytes of something else that look like an element
        if element[2] == b"TR":
            kids = _KIDS.search(element[3])
            found = map(int, kids[1].split()[::3]) if kids else ()
            rows.append([cells[kid] for kid in found if kid in cells])
        elif element[2] == b"Table":
            yield rows
            cells, rows = {}, []
        else:
            cells[number] = element


def _named(element: re.Match[bytes], name: bytes) -> list[Splice]:
    """Make *element* the header of its row, under *name*."""
    kind, after = element.start(2), element.end(1)
    return [(kind, kind + 2, b"TH"), (after, after, b"/ID(%s)" % name), _attribute(element, b"/Scope/Row")]


def _told(element: re.Match[bytes], names: Iterable[bytes]) -> list[Splice]:
    """Let *element*, if it is a cell of data, say the *names* of its row after those of its columns."""
    told = b" ".join(b"(%s)" % name for name in names)
    if not told or element[2] != b"TD":
        return []
    found = _PLACE.search(element[3])
    if not found or not found[1]:
        return [_attribute(element, b"/Headers[%s]" % told)]
    end = element.start(3) + found.start(1)
    return [(end, end, b" " + told)]


def _attribute(element: re.Match[bytes], new: bytes) -> Splice:
    """Let *element* say *new* of its place in the table."""
    if found := _PLACE.search(element[3]):
        place = found.start() + len(b"<</O/Table")
    elif b"/A[" in element[3]:
        place, new = element[3].index(b"/A[") + len(b"/A["), b"<</O/Table%s>>" % new
    else:
        place, new = len(element[3]), b"/A[<</O/Table%s>>]" % new
    return element.start(3) + place, element.start(3) + place, new


def _tree_of_ids(objects: Objects, names: Mapping[bytes, int]) -> Splice:
    """Add *names*, each of an object's number, to the tree in which readers look ids up; it is sorted."""
    found = re.search(rb"/StructTreeRoot (\d+) 0 R", objects.catalog)
    if not found:
        raise ValueError("the PDF has no structure")
    place, root = objects.written(int(found[1]))
    if tree := _IDS.search(root):
        names = {name: int(number) for name, number in _NAMED.findall(tree[1])} | dict(names)
        start, end = place + tree.start(), place + tree.end()
    elif b"/IDTree" not in root:
        start = end = place + root.index(b"/Type/StructTreeRoot") + len(b"/Type/StructTreeRoot")
    else:
        raise ValueError("the PDF has a tree of ids of another form")
    return start, end, b"/IDTree<</Names[%s]>>" % b" ".join(b"(%s)%d 0 R" % one for one in sorted(names.items()))
