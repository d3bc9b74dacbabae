"""Firmness, novelty and recount on the page: every number opens evidence, and every view says something true."""

import pytest
from tiny import edit, write_tiny

from summit_report import blocks
from summit_report.analysis.report import Report
from summit_report.analysis.sections import before, firmness, ladder, novelty, proof, recount, rungs

CALLS = (
    firmness.overview,
    rungs.by_sector,
    proof.listing,
    ladder.money,
    ladder.crosswalk,
    novelty.overview,
    before.listing,
    recount.overview,
)
VIEWS = (
    {},
    {"country": "KAZ"},
    {"country": "UZB", "currency": "CNY"},
    {"sector": "transport"},
    {"sector": "energy", "country": "KAZ"},
    {"relation": "follow-up"},
    {"relation": "context"},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_tiny(tmp_path_factory.mktemp("firm"))


def runs(value):
    """Yield all runs with a reference inside *value*."""
    if isinstance(value, dict):
        if "text" in value and "ref" in value:
            yield value
        for part in value.values():
            yield from runs(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from runs(part)


def text(value):
    return value if isinstance(value, str) else "".join(run if isinstance(run, str) else run["text"] for run in value)


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_every_reference_leads_somewhere_and_all_evidence_is_used(folder, view):
    """A linked number opens an entry or one of its lines, a row key a row of the dataset; no entry is an orphan."""
    report = Report(folder, **view)
    shown = [block for call in CALLS for block in call(report).blocks]
    blocks.bundle(shown)
    entries = report.registry.entries.values()
    anchors = {entry.id for entry in entries} | {e.line_id(i) for e in entries for i in range(len(e.lines))}
    for run in runs(shown):
        if run["ref"].startswith("row-"):
            report.row(run["ref"].removeprefix("row-").upper())
        else:
            assert run["ref"] in anchors
    assert {entry.id for entry in entries} <= set(report.registry.uses)


def test_the_sentence_on_firmness(folder):
    """None of the four documents is a contract; one of the two projects is under way, backed by an event."""
    words = text(firmness.overview(Report(folder)).blocks[0]["items"][0])

    assert words == (
        "Of 4 documents that came out of the summit, none is as firm as a contract or firmer. "
        "3 documents in packages count only as firm as the description of the package; "
        "single ones among them may be firmer. "
        "Of 2 projects and parts of projects, 1 is under way; a dated event backs 1 of them. "
        "1 named document has a project of its own: 1 is firmer than the project."
    )


def test_a_document_and_its_equally_firm_project_share_a_line():
    """The four centres in operation stand once, with both entries that show it; nothing counts as left out for that."""
    [table] = proof.listing(Report("data/astana-2025")).blocks
    first = table["rows"][0]["cells"]

    assert ", project P0" in text(first[0]) and text(first[2]).startswith("A0") and ", P0" in text(first[2])
    assert len({text(row["cells"][0]) for row in table["rows"]}) == len(table["rows"]) == 11
    assert not any("more" in text(note) for note in table["notes"])


def test_the_sentence_on_novelty(folder):
    """The package is of the summit's day, the pledge "in May" is not settled, and the follow-up is newer."""
    words = text(novelty.overview(Report(folder)).blocks[0]["items"][0])

    assert words == (
        "A first date is known for 3 of 4 documents. "
        "Of these, none was announced, signed or begun more than a week before the summit and 3 on its days. "
        "For 1 no source states a first date, or only a month or year that may lie on either side. "
        "Of 2 documents that followed, none had been announced or begun more than a week before the summit."
    )


def test_the_recount_prints_ours_and_theirs(folder):
    """Ours stands first; official finance admits the pledge and the loan, whose amounts differ in what is known."""
    [table] = [block for block in recount.overview(Report(folder)).blocks if block["kind"] == "table"]
    rows = {text(row["cells"][0]): [text(cell) for cell in row["cells"][2:]] for row in table["rows"]}

    assert rows["This report"][:2] == ["4", "2"]
    assert rows["Official grants and loans"][:2] == ["1", "not asked"]
    assert rows["At least 25 m dollars"][:2] == ["0", "1"]


def test_the_recount_names_money_without_a_rate(tmp_path):
    """A kind of money of which no amount can be converted has no column; it is named as it is stated, with its rows."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "140000000,CNY,exact", "140000000,KZT,exact")
    found = recount.overview(Report(folder))
    [table] = [block for block in found.blocks if block["kind"] == "table"]

    assert "Grant" not in str(table["columns"]) and "Contract value" in str(table["columns"])
    [said] = [one for one in table["notes"] if "no rate" in text(one)]
    assert text(said) == "Grant: no rate, and so no column; as stated KZT 140 m, 1 of 1."
    assert [run["ref"] for run in said if isinstance(run, dict)] == ["e-recount-ours-4"]


def test_a_view_without_rows_says_so(folder):
    """Nothing to rank, date or recount: one sentence each, no empty figure."""
    report = Report(folder, sector="energy", country="KAZ", relation="context")
    for call in (firmness.overview, proof.listing, ladder.money, before.listing, recount.overview):
        *head, block = call(report).blocks
        assert [one["kind"] for one in head] == (["heading", "paragraphs"] if call is recount.overview else [])
        assert block["kind"] == "note" and text(block["text"]).startswith(("No ", "Nothing "))


def test_rules_of_trackers_are_left_out_where_none_follows_the_partner(tmp_path):
    """About another partner there is nothing to say, and no heading that says so."""
    folder = write_tiny(tmp_path)
    edit(folder, "summit.yaml", "partner: CHN", "partner: KAZ")

    assert recount.overview(Report(folder)).blocks == ()


def test_the_crosswalk_is_printed_whole(folder):
    """Each word of the five vocabularies has its line."""
    [table] = ladder.crosswalk(Report(folder)).blocks
    groups = [row for row in table["rows"] if row.get("kind") == "group"]

    assert len(groups) == 5 and len(table["rows"]) - len(groups) == 37
