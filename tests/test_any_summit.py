"""Any summit gives a report: one country or sixty, money either way or none, announced, ranged or without a rate."""

import ast
import re
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
import variants
from test_report import NOTEBOOKS, SLIPS, texts

from summit_report import blocks
from summit_report.analysis.report import Report
from summit_report.analysis.sections import money
from summit_report.analysis.style import FONT, HIGHEST_MM, text_width_mm
from summit_report.errors import DataError

SUMMITS = Path(__file__).parent / "summits"
KANSAI, PRAIA = str(SUMMITS / "sunda-2031"), str(SUMMITS / "halcyon-2022")
BRIEF, COMPARED = "02-country-brief", "03-summits-compared"
CASES = {
    "one country, only announced, no optional table": (variants.single, {}),
    "one country, nothing of the relation": (variants.single, {"relation": "context"}),
    "no table of money": (variants.moneyless, {}),
    "both ways, ranges, ceilings, no rates": (variants.both_ways, {}),
    "everything is zero": (variants.zeros, {}),
    "sixty countries, forty sectors": (variants.crowd, {}),
}
POINT_MM = 25.4 / 72
EMPTY = {
    "a list of nothing": r"\band [,.;:]|\band[.;:]|: \.|\bof 0\b(?!\.)",
    "several that is one": r"\b0 of 1 \w+( \w+)? (?:are|have|rest)\b",
    "a name of the project's own summits": r"China|Chinese|Central Asia|yuan|CNY",
}


def cells_of(notebook):
    """Read the code cells of a notebook: what is done, and the expression at the end whose value is shown."""
    for cell in nbformat.read(NOTEBOOKS / f"{notebook}.ipynb", as_version=4).cells:
        if cell.cell_type == "code":
            body = ast.parse(cell.source).body
            shown = ast.Expression(body.pop().value) if isinstance(body[-1], ast.Expr) else None
            yield cell, ast.Module(body, []), shown


class Run:
    """All blocks of a *notebook* with *parameters* in the place of its own, run cell by cell in this process."""

    def __init__(self, notebook, **parameters):
        names, self.blocks = {}, []
        for cell, done, shown in cells_of(notebook):
            exec(compile(done, cell.id, "exec"), names)
            if "parameters" in cell.metadata.get("tags", []):
                names.update(parameters)
            if shown is not None:
                self.blocks += eval(compile(shown, cell.id, "eval"), names).blocks

    def kinds(self, kind):
        return [block for block in self.blocks if block["kind"] == kind]

    @cached_property
    def sentences(self):
        own = [block for block in self.blocks if block["kind"] not in ("attachments", "listing", "records", "sources")]
        return [found for block in own for found in texts(block, block["kind"])]


@pytest.fixture(scope="module", params=[*CASES, "to the partner", "multilateral", "a brief", "compared"])
def made(request, tmp_path_factory):
    if request.param in CASES:
        make, parameters = CASES[request.param]
        folder = make(tmp_path_factory.mktemp("edge"))
        return Run("01-summit-report", summit=str(folder), **parameters)
    return {
        "to the partner": lambda: Run("01-summit-report", summit=KANSAI),
        "multilateral": lambda: Run("01-summit-report", summit=PRAIA),
        "a brief": lambda: Run(BRIEF, summit=KANSAI, country="JPN"),
        "compared": lambda: Run(COMPARED, summits=[KANSAI, PRAIA]),
    }[request.param]()


def test_the_document_is_whole(made):
    """Every cell runs, and all blocks together are one document that the exporters can read."""
    blocks.check(made.blocks)


@pytest.mark.parametrize("slip", [*SLIPS, *EMPTY])
def test_sentences_are_whole(made, slip):
    """No sentence shows a missing value, an empty list, a slip of grammar, or a country that is not in the data."""
    pattern = {**SLIPS, **EMPTY}[slip]

    assert [(place, text) for place, text in made.sentences if re.search(pattern, text)] == []


def test_figures_fit_a_page(made):
    """Whatever the number of rows, no figure is higher than a page allows; what is left out the caption says."""
    heights = {figure["name"]: root(figure).get("height") for figure in made.kinds("figure")}

    assert [
        name for name, height in heights.items() if float(height.removesuffix("pt")) * POINT_MM > HIGHEST_MM + 0.1
    ] == []


def test_labels_do_not_overlap(made):
    """No two texts of a figure lie on each other, and whatever its size."""
    for figure in made.kinds("figure"):
        boxes = list(boxes_of(figure))
        for i, (text, *box) in enumerate(boxes):
            hit = [other for other, *its in boxes[i + 1 :] if overlap(box, its)]
            assert hit == [], (figure["name"], text)


def root(figure):
    return ElementTree.fromstring(figure["svg"])


def boxes_of(figure):
    """Yield each text of a figure with its left, right, upper and lower edge, in points; lines of one text apart."""
    for element in root(figure).iter("{http://www.w3.org/2000/svg}text"):
        look = dict(re.findall(r"([\w-]+): ([^;]+)", element.get("style")))
        size = float(look["font-size"].removesuffix("px"))
        assert FONT in look["font-family"]
        width = text_width_mm(element.text, size, int(look.get("font-weight", 400))) / POINT_MM
        moved = re.match(r"translate\(([-\d.]+) ([-\d.]+)\)", element.get("transform", ""))
        x, y = (float(element.get("x")), float(element.get("y"))) if not moved else map(float, moved.groups())
        left = x - {"middle": width / 2, "end": width}.get(look.get("text-anchor"), 0.0)
        yield element.text, left, left + width, y - 0.62 * size, y + 0.1 * size


def overlap(one, other):
    """Tell whether two boxes share more than a hairline."""
    wide = min(one[1], other[1]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[2], other[2])
    return wide > 1 and high > 0.8


def test_no_text_leaves_the_sheet(made):
    """Every text of a figure stands on its sheet, whole."""
    for figure in made.kinds("figure"):
        width = float(root(figure).get("width").removesuffix("pt"))
        beyond = [text for text, left, right, *_ in boxes_of(figure) if left < -1 or right > width + 1]
        assert beyond == [], figure["name"]


def test_a_summit_without_agreements_is_refused_in_words(tmp_path):
    """A dataset of which no agreement is known is no report, and the error says which table is empty."""
    with pytest.raises(DataError, match=r"agreements\.csv: has a header and no rows"):
        Report(variants.nothing(tmp_path))


def test_money_to_the_partner_has_its_place(tmp_path):
    """What a country pays to the partner is the country's concern, and stands under the partner as recipient."""
    own = Report(KANSAI, country="JPN").view.funding
    [table] = money.by_country(Report(KANSAI)).blocks
    [received] = [row["cells"] for row in table["rows"] if row["cells"][0] == "Indonesia"]

    assert {"K-F01", "K-F03", "K-F10"} <= set(own.index)
    assert "K-F05" not in own.index
    assert blocks.plain(received[2]).startswith("up to 92 bn")
