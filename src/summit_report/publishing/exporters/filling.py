"""
The order, the sizes and the breaks that leave least of the pages empty: a search among all that Typst could set.

Within a run of text and exhibits that no heading parts, the text keeps its order, and so do figures and tables; an
exhibit may let later text and exhibits of the other kind go first, never the other way round. The figures of a page
may all be drawn a little smaller, and a long table may go on overleaf. Each of these costs something, and so does a
hole; the cheapest way wins. What does not fit goes to the next page, as Typst has it: no page is broken by force.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from summit_report.publishing.exporters.pieces import DRAWINGS, EXHIBITS, TEXT, Piece, stacked

#: How much smaller a figure may be drawn: letters of 8 pt stay above 7 pt.
_LEAST = 0.9
#: Safety against differences between this and Typst's own counting, in pt.
_MARGIN = 6.0
#: What the header takes that a table repeats overleaf, in pt.
_HEADER = 24.0
#: A foot of this share of the page is no hole.
_FOOT = 0.05
#: What a hole costs per square of its share of the page; a third of a page left empty costs 0.3.
_PER_HOLE = 4.0
_PER_SCALE = 0.3
_PER_PASSING = 0.01
_PER_BREAK = 0.04
_PER_PAGE = 0.15
#: So many ways are followed at a time; of half as many, those of a real report are still the best.
_WAYS = 12
#: So many pieces a way looks ahead, so that each piece of a long run costs the same time as any.
_AHEAD = 20


class _Step(NamedTuple):
    """What a way did last: it placed a piece, over so many rows of a table's first page, or ended a page."""

    before: "_Step | None"
    piece: Piece | None = None
    scale: float = 1.0


class _Way(NamedTuple):
    """One way to fill the pages so far, and what stands on the open page, in pt."""

    cost: float = 0.0
    fixed: float = 0.0
    """What cannot be drawn smaller."""
    drawn: float = 0.0
    """The pictures of figures at full size."""
    below: float = 0.0
    """The space that its last piece wants below it."""
    pending: tuple[Piece, ...] = ()
    """Headings and their few lines, which wait for what they must not be parted from."""
    todo: tuple[int, ...] = ()
    """The numbers of the next pieces of the run, as far as it looks ahead."""
    trail: _Step | None = None

    @property
    def top(self) -> bool:
        """Whether nothing stands on the open page yet."""
        return not self.fixed and not self.drawn

    def before(self, piece: Piece) -> float:
        """Return what stands between the pieces placed so far and the top of *piece*: all that waits, and spaces."""
        return stacked((*self.pending, piece), below=None if self.top else self.below) - piece.height


def filled(pieces: Sequence[Piece], room: float) -> list[Piece]:
    """Return *pieces* in the order, the scales and the breaks that fill pages of *room* pt best."""
    room -= _MARGIN
    ways = [_Way()]
    for run in _runs(pieces):
        free = pieces[run[0]].kind in TEXT | EXHIBITS
        ways = [way._replace(todo=run[:_AHEAD]) for way in ways]
        for number in range(len(run)):
            coming = run[number + _AHEAD : number + _AHEAD + 1]
            ways = _best(then for way in ways for then in _onward(way, coming, pieces, room, free=free))
    return _traced(ways[0], room)


def _runs(pieces: Sequence[Piece]) -> Iterator[tuple[int, ...]]:
    """Yield the numbers of neighbours that may change places: texts and exhibits; all others stand for themselves."""
    for free, run in groupby(range(len(pieces)), lambda number: pieces[number].kind in TEXT | EXHIBITS):
        if free:
            yield tuple(run)
        else:
            yield from ((number,) for number in run)


def _best(ways: Iterator[_Way]) -> list[_Way]:
    """Return the cheapest of *ways*, one of those that left the same things to do on the same page."""
    kept: dict[tuple[object, ...], _Way] = {}
    for way in ways:
        key = (way.todo, round(way.fixed), round(way.drawn), way.below, tuple(map(id, way.pending)))
        if key not in kept or way.cost < kept[key].cost:
            kept[key] = way
    return sorted(kept.values(), key=lambda way: way.cost)[:_WAYS]


def _onward(way: _Way, coming: tuple[int, ...], pieces: Sequence[Piece], room: float, *, free: bool) -> Iterator[_Way]:
    """Yield what may come of *way* with one more of the pieces that it has to do; *coming* is then to be done, too."""
    if not free:
        [number] = way.todo
        yield from _fixture(way._replace(todo=()), pieces[number], room)
        return
    for place, passed in _choices([pieces[number].kind for number in way.todo]):
        piece = pieces[way.todo[place]]
        todo = way.todo[:place] + way.todo[place + 1 :] + coming
        then = way._replace(todo=todo, cost=way.cost + _PER_PASSING * passed)
        if way.pending and piece.short and todo:
            yield _waiting(then, piece)
        else:
            yield from _placings(then, piece, room)


def _choices(kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of *kinds* that may come next, each with how many others it passes."""
    text = next((place for place, kind in enumerate(kinds) if kind in TEXT), len(kinds))
    exhibits = [kind in DRAWINGS for kind in kinds[:text]]
    for drawing in (True, False):
        if drawing in exhibits:
            place = exhibits.index(drawing)
            yield place, place
    if text < len(kinds):
        yield text, text


def _fixture(way: _Way, piece: Piece, room: float) -> Iterator[_Way]:
    """Yield *way* with a piece that stays where it is: a heading waits, a page-break ends the page at no cost."""
    if piece.kind == "page-break":
        ended = _ended(way._replace(pending=()), room, free=True)
        yield ended._replace(trail=_Step(ended.trail, piece))
    elif piece.kind in ("heading", "anchor"):
        yield _waiting(way, piece)
    else:
        yield from _placings(way, piece, room)


def _placings(way: _Way, piece: Piece, room: float) -> Iterator[_Way]:
    """Yield *way* with *piece* on the open page, parted by its end, or on the next, as Typst could have it."""
    here = _whole(way, piece)
    if here.fixed + here.drawn <= room:
        yield here
        return
    smaller = piece.kind in EXHIBITS and here.fixed + _LEAST * here.drawn <= room
    if smaller:
        yield here
    parted = _parted(way, piece, room)
    if parted:
        yield parted
    # Typst turns the page only for what does not fit on it; overleaf, too, a figure may be drawn smaller.
    fits = piece.kind == "figure" and here.fixed + way.drawn + _LEAST * (here.drawn - way.drawn) <= room
    if (parted and piece.kind not in EXHIBITS) or fits:
        return
    if not way.top:
        overleaf = _ended(way, room)
        there = _whole(overleaf, piece)
        if there.fixed + _LEAST * there.drawn <= room:
            yield there
        else:
            yield _parted(overleaf, piece, room) or _overlong(overleaf, piece, room)
    elif not smaller and not parted:
        yield _overlong(way, piece, room)


def _waiting(way: _Way, piece: Piece) -> _Way:
    return way._replace(pending=(*way.pending, piece), trail=_Step(way.trail, piece))


def _whole(way: _Way, piece: Piece) -> _Way:
    """Return *way* with all of *piece* on the open page, whether or not it fits."""
    fixed = way.fixed + way.before(piece) + piece.height - piece.picture
    drawn = way.drawn + piece.picture
    return way._replace(fixed=fixed, drawn=drawn, below=piece.below, pending=(), trail=_Step(way.trail, piece))


def _parted(way: _Way, piece: Piece, room: float) -> _Way | None:
    """Return *way* with the beginning of *piece* on the open page and the rest overleaf; None if that cannot be."""
    before = way.before(piece)
    free = room - way.fixed - way.drawn - before
    if piece.kind == "table":
        rows = piece.part(free) or piece.part(free + (1 - _LEAST) * way.drawn)
        if not rows:
            return None
        beginning = piece.rows[rows - 1]
        cost = _PER_BREAK * (1 if piece.long else 2)
        rest = piece.height - beginning + _HEADER
    elif piece.kind in EXHIBITS or piece.first > free:
        return None
    else:
        rows, cost, beginning = 0, 0.0, min(free, piece.height)
        rest = piece.height - beginning
    trail = _Step(way.trail, replace(piece, broken_at=rows))
    begun = way._replace(fixed=way.fixed + before + beginning, pending=(), cost=way.cost + cost, trail=trail)
    return _ended(begun, room)._replace(fixed=rest % room, below=piece.below)


def _overlong(way: _Way, piece: Piece, room: float) -> _Way:
    """Return *way* with a piece that no page holds: it goes on and on."""
    whole = _whole(way, piece)
    trail = _Step(way.trail, replace(piece, broken_at=1 if piece.rows else 0))
    return whole._replace(fixed=(whole.fixed + whole.drawn) % room, drawn=0.0, trail=trail)


def _scale(way: _Way, room: float) -> float:
    """Return how much smaller the figures of the open page are drawn so that it holds all of them."""
    return min(1.0, (room - way.fixed) / way.drawn) if way.drawn else 1.0


def _ended(way: _Way, room: float, *, free: bool = False) -> _Way:
    """Return *way* at the top of the next page; the hole it leaves costs something, unless it is *free*."""
    scale = _scale(way, room)
    hole = max((room - way.fixed - scale * way.drawn) / room - _FOOT, 0.0)
    cost = way.cost + _PER_PAGE + _PER_SCALE * (1 - scale) + (0.0 if free else _PER_HOLE * hole * hole)
    return way._replace(cost=cost, fixed=0.0, drawn=0.0, below=0.0, trail=_Step(way.trail, None, scale))


def _traced(way: _Way, room: float) -> list[Piece]:
    """Return the pieces in the order of *way*, the figures at the scale of their page."""
    scale, step, found = _scale(way, room), way.trail, []
    while step:
        if step.piece is None:
            scale = step.scale
        else:
            found.append(replace(step.piece, scale=scale) if step.piece.kind == "figure" else step.piece)
        step = step.before
    return found[::-1]
