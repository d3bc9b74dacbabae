"""
The house style of figures: fonts, colours and sizes, as constants that tests can measure.

INK, MUTED, GRID and PAPER are the token colours of the bundle's contract: HTML swaps them for light and dark.
Every other colour here reaches 3:1 against both pages, so that it need not change.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache, lru_cache
from importlib.resources import as_file, files
from itertools import repeat
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.ft2font import FT2Font

from summit_report.directions import is_right_to_left
from summit_report.visible import visible

INK, MUTED, GRID, PAPER = "#1d232b", "#5b6570", "#d8dde3", "#ffffff"

ACCENT = "#2b7bba"
REST = "#808a96"
CATEGORIES = ("#2b7bba", "#cf4a57", "#1f8f73", "#906ce0", "#b17414")  # of a few countries, in the order of the data
HIGHEST_MM = 110.0  # the most that a figure may take of a page
# One hue, light to dark: the order survives grey print and every kind of colour vision. At 0.6 it skips the
# blues on which neither ink reaches a contrast of 4.5.
MAGNITUDE = LinearSegmentedColormap.from_list(
    "magnitude", [(0.0, "#dcebf7"), (0.6, "#86b7e0"), (0.6, "#34719f"), (1.0, "#173f69")]
)
# On coloured cells the ink must not follow the page, so these are not the token colours.
ON_DARK, ON_LIGHT = "#fefefe", "#10151b"
HATCH = "/////"  # always means: not known

WIDTH_MM = 165.0
FONT = "Source Sans Pro"
LONGEST_WORD = 24  # letters of a word that is never broken
OTHER_LETTERS = "DejaVu Sans"  # comes with matplotlib, and has Arabic and Hebrew
UNIT = 100  # points at which advances are read


def categories(codes: Sequence[str]) -> dict[str, str]:
    """Give each of *codes* a colour of its own; one colour for all where there are more than can be told apart."""
    colours = CATEGORIES if len(codes) <= len(CATEGORIES) else (ACCENT,) * len(codes)
    return dict(zip(codes, colours, strict=False))


@lru_cache
def ink_on(share: float) -> str:
    """Return the ink that reads better on MAGNITUDE at *share* of its maximum."""
    ground = luminance(MAGNITUDE(share))
    return max((ON_DARK, ON_LIGHT), key=lambda ink: contrast(luminance(to_rgb(ink)), ground))


def contrast(one: float, other: float) -> float:
    """Return the contrast of two relative luminances as WCAG 2 defines it, from 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def luminance(color: Sequence[float]) -> float:
    """Return the relative luminance of *color* (red, green, blue from 0 to 1) as WCAG 2 defines it."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@cache
def register_fonts() -> None:
    """Make the packaged fonts known to matplotlib; their text stays text in the SVG."""
    for name in ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf"):
        with as_file(files("font_source_sans_pro") / "files" / name) as path:
            font_manager.fontManager.addfont(str(path))


def house_style() -> AbstractContextManager[None]:
    """Return the context in which figures are drawn."""
    register_fonts()
    return mpl.rc_context(rc=_settings())


@cache
def _settings() -> dict[Any, Any]:
    with as_file(files(__package__) / "summit.mplstyle") as path:
        return {**mpl.rc_params_from_file(str(path), use_default_template=False)}


@cache
def _font(family: str, weight: int) -> FT2Font:
    register_fonts()
    path = font_manager.findfont(font_manager.FontProperties(family=family, weight=weight))
    return font_manager.get_font(path)


# A font reads its glyphs from an open file, and forked processes share the place in it: each opens its own.
os.register_at_fork(after_in_child=_font.cache_clear)


@cache
def line_metrics(weight: int) -> tuple[float, float, float]:
    """Return what a line of the house font takes above and below its base, and between lines, as shares of its size."""
    font = _font(FONT, weight)
    table, head = font.get_sfnt_table("OS/2"), font.get_sfnt_table("head")
    assert table and head  # the packaged fonts have both
    unit = head["unitsPerEm"]
    return table["sTypoAscender"] / unit, -table["sTypoDescender"] / unit, table["sTypoLineGap"] / unit


@cache
def _advance(character: str, weight: int, family: str = FONT) -> float:
    """
    Return how far *character* moves the pen, as a share of the type size; kerning is left out.

    One that the font lacks is drawn by another font, if at all: it counts as a full square, a mark as nothing. One that
    nobody sees is as wide as the number that is printed for it.
    """
    font = _font(family, weight)
    if font.get_char_index(ord(character)) == 0:
        if (shown := visible(character)) != character:
            return sum(_advance(part, weight, family) for part in shown)
        return 0.0 if unicodedata.category(character)[0] in "CM" else 1.0
    font.set_size(UNIT, 72)
    return font.load_char(ord(character)).linearHoriAdvance / 65536 / UNIT


def text_width_mm(text: str, size: float, weight: int = 400) -> float:
    """Measure *text* set in the house font at *size* points, in millimetres."""
    return _millimetres(_advances(text, weight), size)


def _advances(text: str, weight: int, start: float = 0.0) -> float:
    # Whatever else stands in a text with such letters, the PDF sets all of it in the one font that has them.
    if is_right_to_left(text):
        bold = 700 if weight > 500 else 400  # there is nothing between
        return sum(map(_advance, text, repeat(bold), repeat(OTHER_LETTERS)), start)
    return sum(map(_advance, text, repeat(weight)), start)


def _millimetres(advances: float, size: float) -> float:
    return advances * size / 72 * 25.4


def wrap(text: str, width_mm: float, size: float, weight: int = 400) -> list[str]:
    """
    Break *text* into lines no wider than *width_mm*.

    A single wider word keeps its line, unless it has more than `LONGEST_WORD` letters: then it is broken, too.
    """
    lines: list[str] = []
    used = 0.0  # by the last of them
    for word in _pieces(text, width_mm, size, weight):
        longer = _advances(f" {word}", weight, used)
        if lines and _millimetres(longer, size) <= width_mm:
            lines[-1] += f" {word}"
            used = longer
        else:
            lines.append(word)
            used = _advances(word, weight)
    return lines


def _pieces(text: str, width_mm: float, size: float, weight: int) -> Iterator[str]:
    """Yield the words of *text*; one that is no word of any language is cut where *width_mm* ends."""
    for word in text.split():
        start, used = 0, 0.0
        for end, character in enumerate(word if len(word) > LONGEST_WORD else ""):
            advance = text_width_mm(character, size, weight)
            if used + advance > width_mm and end > start:
                yield word[start:end]
                start, used = end, 0.0
            used += advance
        yield word[start:]
