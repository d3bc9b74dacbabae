"""The look of figures, measured: contrast, colours that stay apart, and text as wide as it is drawn."""

import re
import subprocess
import sys
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import summit_report.publishing
from summit_report.analysis import style
from summit_report.analysis.style import ACCENT, CATEGORIES, INK, MAGNITUDE, MUTED, PAPER, REST, text_width_mm, wrap

STYLESHEET = Path(summit_report.publishing.__file__).parent / "exporters" / "templates" / "html" / "style.css"
LIGHT, DARK = re.findall(r"--paper: (#[0-9a-f]{6});", STYLESHEET.read_text(encoding="utf-8"))
PALETTE = {**dict(zip("abcde", CATEGORIES, strict=True)), "accent": ACCENT, "rest": REST}

# How a person without one kind of cone sees linear RGB: Machado, Oliveira and Fernandes, "A Physiologically-based
# Model for Simulation of Color Vision Deficiency" (2009), severity 1.0.
VISION = {
    "trichromacy": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = XYZ.sum(axis=1)
# CIE76: about 2.3 is just noticeable side by side (Mahy et al. 1994). Four times that tells bars apart across a figure;
# more is not to be had for six colours that all keep 3:1 against a white and a dark page.
APART = 10.0


def linear(color):
    """Return linear RGB of "#rrggbb" or of a tuple of shares."""
    encoded = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]) if isinstance(color, str) else color
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """Return the contrast ratio of WCAG 2."""
    darker, lighter = sorted(float(XYZ[1] @ linear(color)) for color in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(rgb):
    """Return CIELAB of linear RGB."""
    share = XYZ @ rgb / WHITE
    f = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one, other, vision):
    """Return the distance CIE76 between two colours as *vision* sees them."""
    seen = [lab(np.clip(VISION[vision] @ linear(color), 0, 1)) for color in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def test_the_measures_agree_with_known_values():
    """Black on white is 21:1, #767676 on white 4.54:1, and white is 100 lightness steps from black."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert difference("#000000", "#ffffff", "trichromacy") == pytest.approx(100, abs=0.01)


def test_the_light_page_is_the_paper_of_figures():
    """What figures paint over with PAPER vanishes on the light page."""
    assert (LIGHT, PAPER) == ("#ffffff", "#ffffff")
    assert contrast(DARK, "#000000") < 1.5


@pytest.mark.parametrize("page", [LIGHT, DARK])
@pytest.mark.parametrize("name", PALETTE)
def test_marks_stand_out_from_both_pages(name, page):
    """Every colour of a mark has 3:1 against the light and the dark page (WCAG 2.2, 1.4.11)."""
    assert contrast(PALETTE[name], page) >= 3


@pytest.mark.parametrize("color", [INK, MUTED])
def test_text_is_readable(color):
    """Text has 4.5:1 against the page (WCAG 2.2, 1.4.3)."""
    assert contrast(color, PAPER) >= 4.5


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize(("one", "other"), list(combinations(CATEGORIES, 2)))
def test_countries_stay_apart(one, other, vision):
    """No two countries have one colour to readers without the cones for red or for green."""
    assert difference(one, other, vision) >= APART


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("name", [*"abcde", "accent"])
def test_what_is_looked_at_stands_out_from_the_rest(name, vision):
    """A mark in colour differs from the grey of the rest."""
    assert difference(PALETTE[name], REST, vision) >= APART


def test_more_is_darker():
    """The scale of counts gets darker all the way, so that it reads without colour too."""
    lightness = [lab(linear(np.array(MAGNITUDE(share)[:3])))[0] for share in np.linspace(0, 1, 40)]

    assert all(after < before for before, after in pairwise(lightness))


def drawn_width_mm(text, size, weight):
    """Return the width of *text* as matplotlib lays it out in a fine picture."""
    with style.house_style():
        figure = Figure(figsize=(10, 1), dpi=720)
        canvas = FigureCanvasAgg(figure)
        written = figure.text(0, 0.5, text, fontsize=size, weight=weight)
        return written.get_window_extent(canvas.get_renderer()).width / 720 * 25.4


@pytest.mark.parametrize("weight", [400, 600])
@pytest.mark.parametrize("size", [7.5, 9.0, 12.0])
def test_text_is_as_wide_as_it_is_drawn(size, weight):
    """The measure that layout rests on agrees with the drawn text within two per cent."""
    text = "58 commercial documents, Kazakhstan–China: more than USD 24 bn"

    assert text_width_mm(text, size, weight) == pytest.approx(drawn_width_mm(text, size, weight), rel=0.02)


def test_semibold_is_wider():
    """Titles are measured in their own weight."""
    assert text_width_mm("Documents", 12, 600) > text_width_mm("Documents", 12, 400)


@given(st.text(st.sampled_from("abcdefgW-,. "), max_size=120), st.floats(5, 160))
def test_lines_fit(text, width):
    """Wrapped lines are no wider than asked, unless a single word is; and they say what the text said."""
    lines = wrap(text, width, 9)

    if all(len(word) <= style.LONGEST_WORD for word in text.split()):
        assert " ".join(lines) == " ".join(text.split())
    assert "".join(" ".join(lines).split()) == "".join(text.split())
    assert all(text_width_mm(line, 9) <= width or " " not in line for line in lines)


@given(st.lists(st.text("abcW", min_size=1, max_size=12), min_size=1, max_size=12), st.floats(5, 160))
def test_lines_are_filled(words, width):
    """A word begins a new line only where the line before had no room for it."""
    lines = wrap(" ".join(words), width, 9)

    for line, following in pairwise(lines):
        assert text_width_mm(f"{line} {following.split()[0]}", 9) > width


def test_fonts_are_those_of_the_package():
    """Figures are set in the packaged font on every machine."""
    with style.house_style():
        path = font_manager.findfont(font_manager.FontProperties(family=style.FONT), fallback_to_default=False)

    assert "font_source_sans_pro" in path


def test_text_that_the_font_lacks_has_a_width() -> None:
    """Chinese, Arabic, emoji and control characters are measured too, unseen ones as the number printed for them."""
    assert text_width_mm("中文", 9) > text_width_mm("nn", 9)
    assert text_width_mm("\u200b\x07", 9) == pytest.approx(text_width_mm("[U+200B][U+0007]", 9))
    assert text_width_mm("\u200d", 9) == 0


def test_few_countries_have_a_colour_each_and_many_share_one():
    """Up to five countries are told apart by colour; of more none has a colour that means another elsewhere."""
    assert style.categories(["NLD", "EU"]) == {"NLD": CATEGORIES[0], "EU": CATEGORIES[1]}
    assert set(style.categories(["A", "B", "C", "D", "E", "F"]).values()) == {ACCENT}


FORKS = """
import os
from summit_report.analysis import style
letters = "".join(map(chr, range(0x100, 0x530))) * 4
style.text_width_mm("a", 9)
forks = []
for _ in range(4):
    reading, writing = os.pipe()
    if not (pid := os.fork()):
        for _ in range(2):
            found = [style._advance.__wrapped__(letter, 400) for letter in letters]  # anew, whatever was remembered
            os.write(writing, b"%d " % (hash(tuple(found)) % 1_000_000_007))
        os._exit(0)
    os.close(writing)
    forks.append((pid, reading))
for pid, reading in forks:
    os.waitpid(pid, 0)
    print(os.read(reading, 100).decode().strip())
print(hash(tuple(style._advance.__wrapped__(letter, 400) for letter in letters)) % 1_000_000_007)
"""


def test_forked_processes_measure_at_the_same_time() -> None:
    """Forks of a process that has measured read fonts apart: each finds the widths that one alone finds."""
    # Not in this process, whose threads might hold a lock at the instant of the fork.
    run = subprocess.run([sys.executable, "-c", FORKS], check=True, capture_output=True, text=True, timeout=60)
    *forks, alone = run.stdout.split()
    assert forks == [alone] * 8
