"""Summits side by side: any list of datasets, the same definitions, and what became of earlier promises."""

import shutil
from pathlib import Path

import pytest
from tiny import write_tiny

from summit_report import blocks
from summit_report.analysis.comparison import Comparison
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import later
from summit_report.analysis.report import Report
from summit_report.analysis.sections import compare, compare_figures, compare_later, compare_tables, evidence
from summit_report.errors import UsageError

DATA = Path(__file__).parents[1] / "data"
SUMMITS = Path(__file__).parent / "summits"
INVENTED = [str(SUMMITS / "sunda-2031"), str(SUMMITS / "halcyon-2022")]
XIAN, ASTANA = str(DATA / "xian-2023"), str(DATA / "astana-2025")
SECTIONS = (
    compare.title,
    compare.findings,
    compare.definitions,
    compare_tables.counts,
    compare_figures.by_instrument,
    compare_figures.by_sector,
    compare_figures.by_country,
    compare_figures.by_rung,
    compare_tables.funding,
    compare_tables.announced,
    compare_later.then_and_now,
    evidence.numbers,
    evidence.records,
    evidence.sources,
)


def page_of(summits):
    page = Comparison(summits)
    return [block for section in SECTIONS for block in section(page).blocks]


def findings_of(summits):
    [block] = compare.findings(Comparison(summits)).blocks
    return {blocks.plain(item["value"]): blocks.plain(item["text"]) for item in block["items"]}


@pytest.fixture
def tiny(tmp_path):
    return str(write_tiny(tmp_path))


def test_any_number_of_summits_makes_one_page(tiny):
    """Two or three summits, with other members and fewer tables, make one document in which every link arrives."""
    found = page_of([tiny, ASTANA, XIAN])
    blocks.check(found)
    [records] = [[one["id"] for block in found if block["kind"] == "records" for one in block["records"]]]

    assert len(records) == len(set(records))


def test_a_summit_without_optional_tables_is_compared(tmp_path):
    """What a dataset does not have stays out of the comparison."""
    folder = write_tiny(tmp_path)
    for table in ("funding", "projects", "claims", "milestones", "trade", "fx_rates"):
        (folder / f"{table}.csv").unlink()

    blocks.check(page_of([str(folder), ASTANA]))
    (table,) = compare_tables.counts(Comparison([str(folder), ASTANA])).blocks
    counted = {blocks.plain(row["cells"][0]): row["cells"] for row in table["rows"]}
    assert blocks.plain(counted["Projects and parts of projects of the summit"][2]) == "no table"
    blocks.check(page_of([XIAN, str(folder)]))


def test_the_order_of_the_list_does_not_matter():
    """The oldest summit comes first, however they are named."""
    assert findings_of([ASTANA, XIAN]) == findings_of([XIAN, ASTANA])


@pytest.mark.parametrize("summits", [[], [ASTANA], [ASTANA, ASTANA], [ASTANA, ASTANA + "/"]])
def test_one_summit_is_no_comparison(summits):
    """Fewer than two different summits are refused in words."""
    with pytest.raises(UsageError, match=r"at least two summits|different summits"):
        Comparison(summits)


def test_one_key_for_two_rows_is_refused(tiny, tmp_path):
    """Rows of two summits under one key would lead a number to the wrong evidence."""
    copy = tmp_path / "other-2031"
    shutil.copytree(tiny, copy)
    text = (copy / "summit.yaml").read_text().replace("tiny-2030", "other-2031")
    (copy / "summit.yaml").write_text(text)
    rows = (copy / "agreements.csv").read_text().replace("Pledge on solar power", "Another pledge")
    (copy / "agreements.csv").write_text(rows)

    with pytest.raises(UsageError) as caught:
        Comparison([tiny, str(copy)])
    assert caught.value.problems == ("T-A4 stands in other-2031 and tiny-2030",)


def test_what_became_of_the_promises_of_2023():
    """Of Xi'an's documents 5 have begun, one was heard of, 137 are silent; those in packages count apart."""
    view = Report(XIAN).view
    found = later.fates(view)

    def count(rows):
        groups = {fate: later.having(rows, found, fate) for fate in later.FATES}
        return {fate: docs.count(group).value for fate, group in groups.items() if len(group)}

    assert count(docs.counted(view.agreements)) == {
        "in operation": 1,
        "under way": 4,
        "reported later": 1,
        "nothing later": 137,
    }
    assert count(docs.inside_packages(view.agreements)) == {"under way": 4, "reported later": 6, "nothing later": 40}
    assert sorted(later.having(view.projects, found, later.SILENT).index) == ["XA-P07", "XA-P19", "XA-P20", "XA-P22"]


def test_a_finding_says_how_much_is_silent():
    """The number silent stands large, and each amount keeps its own ratio."""
    found = findings_of([XIAN, ASTANA])

    assert found["137"].startswith("of the 143 documents of Xi'an 2023 are silent, packages taken as a whole")
    assert found["143 → at least 178"].startswith("documents came out of the summits")
    [money] = [text for text in found.values() if text.startswith("is the contract value")]
    assert "(Kazakhstan; at least 7.3% named, as one sum for 5 documents) and more than USD 25 bn" in money
    assert "Not added, since it may overlap: more than USD 17 bn" in money, "half the value is not half the deals"
    [built] = [text for text in found.values() if "projects and parts of" in text]
    assert " 4 are parts of another." in built
    assert "Its dataset has no later state of 4" in built, "another dataset is not searched"


def test_each_summit_has_its_own_cut_off():
    """Where data end on different days, no summit is given the day of another, and the citation has the later year."""
    page = Comparison(INVENTED)
    facts = dict(compare.title(page).blocks[0]["facts"])
    later_table = compare_later.then_and_now(page).blocks[0]
    [listing] = [block["text"] for block in evidence.citing(page).blocks if block["kind"] == "listing"]

    assert facts["Data cut-off"] == "30 June 2023 (Praia 2022) and 31 December 2031 (Surabaya 2031)"
    assert later_table["title"] == "What is known on 30 June 2023 of what was promised earlier"
    assert "year = {2031}" in listing


def test_a_finding_on_many_amounts_names_the_largest():
    """Of nine pledges four are named, the largest first, and a link leads to the table that has the others."""
    [block] = compare.findings(Comparison(INVENTED)).blocks
    [text] = [item["text"] for item in block["items"] if blocks.plain(item["text"]).startswith("pledges of finance")]
    named = blocks.plain(text).partition("Surabaya 2031: ")[0]

    assert named.count(" for “") == 4 and named.index("investment package") < named.index("regional power lines")
    assert {"text": "4 more", "ref": "tab-compare-announced"} in text
    assert "grant for wind parks" in named.lower()


def test_a_value_without_a_rate_is_stated_all_the_same():
    """A contract value that cannot be converted is set large in its own currency, and not as unknown."""
    assert "STN 410 m → more than JPY 315.6 bn" in findings_of(INVENTED)


def test_a_remark_has_no_references():
    """A note loses the brackets and the sentences that name rows by their keys."""
    text = "Opened on 27 June 2024 (XA-S82). Part of XA-P01; not added. Site not stated."
    keys = compare_later._keys(Report(XIAN), [text])

    assert compare_later.remark(text, keys) == "Opened on 27 June 2024. Site not stated."
