"""
How wide words are, and how a table's width is best shared between its columns.

Widths come from the font itself, in em. A table is best shared out when its rows together need the fewest lines.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

#: Kerning and rounding may add this much to a word.
_SLACK = 1.02
#: The width of a character that the font lacks, in em.
_STRANGE = 0.8
_BREAKS = re.compile("[ \u200b]+")
#: Column widths are tried in so many steps, and so many are looked ahead for a row that loses a line.
_STEPS, _AHEAD = 40, 20


def em(text: str) -> float:
    """Return the width of *text* in em of the page's sans."""
    return sum(map(_ADVANCES.__getitem__, text)) * _SLACK


class _Advances(dict[str, float]):
    """The width of each character that was asked for, in em."""

    def __missing__(self, character: str) -> float:
        font, units = _font()
        glyph = font.get_nominal_glyph(ord(character))
        strange = 0.0 if character == "\u200b" else _STRANGE
        self[character] = float(font.get_glyph_h_advance(glyph)) / units if glyph else strange
        return self[character]


_ADVANCES = _Advances()


@cache
def _font():  # type: ignore[no-untyped-def]  # the library has no types
    """Return the semibold face, the widest that tables use, and its units per em."""
    import font_source_sans_pro
    import uharfbuzz

    path = Path(font_source_sans_pro.__path__[0]) / "files" / "SourceSansPro-Semibold.ttf"
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    return uharfbuzz.Font(face), face.upem


class Text:
    """The text of one cell, measured once and asked often; *indent* in em is kept free at its left."""

    def __init__(self, text: str, indent: float = 0.0) -> None:
        lines = text.split("\n")
        self.text, self.indent = text, indent
        self.words = [[em(word) for word in _BREAKS.split(line) if word] for line in lines]
        self.word = max((width for line in self.words for width in line), default=0.0) + indent
        self.line = max(map(em, lines)) + indent

    def lines(self, room: float) -> int:
        """Return how many lines the text takes in *room* em."""
        if self.line <= room:
            return len(self.words)
        space, count = em(" "), 0
        room -= self.indent
        for line in self.words:
            used, count = 0.0, count + 1
            for width in line:
                if used and used + space + width > room:
                    used, count = width, count + 1
                else:
                    used += width + (space if used else 0.0)
        return count


@lru_cache(maxsize=4096)  # a table is tried at several sizes, and its neighbours say the same words
def measured_text(text: str, indent: float = 0.0) -> Text:
    """Return *text* measured, with *indent* in em kept free at its left."""
    return Text(text, indent)


class Column:
    """How many lines each of *texts* takes in a column *least* em wide that grows by steps of *step* em."""

    def __init__(self, texts: Sequence[Text | None], least: float, step: float) -> None:
        self._least, self._step, self._steps = least, step, 0
        first = [text.lines(least) if text else 0 for text in texts]
        self._found = [(0, first)]  # after which steps a text has lost a line, and the lines then
        self._open = [(row, text) for row, text in enumerate(texts) if text and first[row] > len(text.words)]

    def heights(self, steps: int) -> list[int]:
        """Return the lines of each text after so many *steps*, which `changes` has told."""
        return next(lines for after, lines in reversed(self._found) if after <= steps)

    def changes(self, steps: int, ahead: int) -> list[tuple[int, list[int]]]:
        """Return after how many steps more than *steps*, up to *ahead*, a text loses a line, and the lines then."""
        while self._open and self._steps < steps + ahead:  # a text on as few lines as it can be never gets more
            self._steps += 1
            room = self._least + self._steps * self._step
            before = self._found[-1][1]
            lost = {row: lines for row, text in self._open if (lines := text.lines(room)) != before[row]}
            if lost:
                now = [lost.get(row, lines) for row, lines in enumerate(before)]
                self._found.append((self._steps, now))
                self._open = [(row, text) for row, text in self._open if now[row] > len(text.words)]
        return [(after - steps, lines) for after, lines in self._found if steps < after <= steps + ahead]


def line_count(rows: Sequence[Sequence[Text | None]], widths: Sequence[float]) -> int:
    """Return how many lines all *rows* take in columns of *widths* em."""
    return sum(max((t.lines(room) for t, room in zip(row, widths, strict=True) if t), default=0) for row in rows)


def shared(rows: Sequence[Sequence[Text | None]], least: Sequence[float], width: float) -> list[float]:
    """
    Return the width in em of each column: at least *least*, together *width*, with as few lines in all as can be.

    Each of *rows* has one text for each column, or None where a cell asks for nothing. Lines are saved where they cost
    the least width: of rows first, then, where no row gets shorter, of cells, so that no text stands as a tower beside
    one that is as tall. What is left goes to the columns with the longest lines.
    """
    step = max((width - sum(least)) / _STEPS, 1e-6)
    columns = [Column([row[place] for row in rows], start, step) for place, start in enumerate(least)]
    taken = [0] * len(least)
    left = _STEPS
    while left:
        current = [column.heights(steps) for column, steps in zip(columns, taken, strict=True)]
        now = sum(map(max, zip(*current, strict=True)))
        offers = []
        for place, steps in enumerate(taken):
            if changes := columns[place].changes(steps, min(_AHEAD, left)):
                others = [max(row, default=0) for row in zip(*current[:place], *current[place + 1 :], strict=True)]
                for more, lines in changes:
                    then = sum(map(max, lines, others)) if others else now
                    offers.append(((now - then) / more, (sum(current[place]) - sum(lines)) / more, -more, place))
        if not offers:
            break
        *_, more, place = max(offers)
        taken[place] -= more
        left += more
    widths = [start + steps * step for start, steps in zip(least, taken, strict=True)]
    longest = [max((text.line for row in rows if (text := row[column])), default=0.0) for column in range(len(widths))]
    lacking = [max(line - have, 0.0) for line, have in zip(longest, widths, strict=True)]
    rest, asked = left * step, sum(lacking)
    shares = [lack / asked for lack in lacking] if asked else [have / sum(widths) for have in widths]
    return [have + rest * share for have, share in zip(widths, shares, strict=True)]
