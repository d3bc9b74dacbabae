"""Very many rows: measures that look at each row once give what comparing all pairs gives; long lists are cut."""

import random
import re
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summit_report.analysis import beside, caps, exports, keys
from summit_report.analysis.comparison import Comparison
from summit_report.analysis.dataset import load
from summit_report.analysis.exhibits import Line, Registry
from summit_report.analysis.measures import counts
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import fragility as ff
from summit_report.analysis.measures import overlaps as ov
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.measures.nests import nest, once
from summit_report.analysis.measures.ranks import ranks
from summit_report.analysis.report import Report
from summit_report.analysis.sections import (
    before,
    compare,
    compare_later,
    compare_tables,
    countries,
    currencies,
    evidence,
    findings,
    fragility,
    ladder,
    money,
    novelty,
    proof,
    rankings,
    reconciliation,
    since,
    single,
)
from summit_report.analysis.view import View
from summit_report.explore import ask
from summit_report.publishing.exporters.page.document import without_dangling_links

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))
import made_up

few = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give a made-up folder with packages, parts and second descriptions."""
    return made_up.write(tmp_path_factory.mktemp("made-up"), 700, 500)


@pytest.fixture(scope="module")
def dataset(folder):
    return load(folder)


def naive_overlaps(view):
    """Compare every package with every other, as the rule is written."""
    rows = docs.counted(view.agreements)
    every = docs.counted(View(view.dataset, relation=view.relation).agreements)
    every = every[docs.is_package(every)]
    funding = view.dataset.funding
    funding = funding[funding["part_of"].isna() & funding["restates"].isna() & (funding["relation"] == view.relation)]
    counts = funding["counts_toward_total"] == "yes"
    found = {}
    for key in [key for key in rows.index if key in every.index]:
        own = funding[~counts & (funding["linked_agreement_id"] == key)]
        rivals = funding[counts & funding["instrument"].isin(own["instrument"])]
        parties = {other: set(every["parties"][other]) for other in every.index}
        others = [other for other in every.index if other != key and len(parties[key] & parties[other]) > 1]
        named = rivals[rivals["linked_agreement_id"].isin(others)]
        if len(named):
            inside = tuple(other for other in others if (named["linked_agreement_id"] == other).any())
            found[key] = (inside, (*own.index, *named.index))
    return found


def test_overlaps_are_those_of_all_pairs(dataset):
    """The packages that may lie in others, and the money that tells, are those that comparing all pairs finds."""
    packages = list(dataset.agreements.index[docs.is_package(dataset.agreements)])
    funding = dataset.funding
    funding["linked_agreement_id"] = random.Random(1).choices([*packages, pd.NA], k=len(funding))
    view = View(replace(dataset, _frames={**dataset._frames, "funding": funding}))
    found = ov.overlaps(view)

    assert {one.key: (one.others, one.proof) for one in found} == naive_overlaps(view)
    assert found  # else the comparison would be empty


def test_packages_hold_what_their_rows_say(dataset):
    """What is named inside a package is what a search of the whole table for its parts finds."""
    agreements = dataset.agreements
    view = View(dataset)
    for one in pk.packages(view):
        inside = agreements[(agreements["part_of"] == one.key) & agreements["same_as"].isna()]
        assert set(one.single.rows) >= set(inside.index[inside["documents"] == 1])
        assert set(one.grouped.rows) == set(inside.index[inside["documents"] > 1])


rows_of_rankings = st.lists(
    st.tuples(st.sampled_from("KUT"), st.integers(1, 3), st.sampled_from("PQRS")), min_size=1, max_size=9
)


@few
@given(rows_of_rankings, st.lists(st.tuples(st.integers(0, 8), st.sampled_from("PQRS")), max_size=4))
def test_a_ranking_is_that_of_the_rows_that_are_left(rows, again):
    """Leaving out a row or a source changes a ranking exactly when counting the rows that are left does."""
    sources = pd.DataFrame({"based_on": [None, "P", None, "R"]}, index=list("PQRS"))
    counted = pd.DataFrame(rows, columns=["country", "documents", "source_id"])
    counted.index = [f"A{i}" for i in range(len(rows))]
    chosen = {f"B{n}": (f"A{i}", source) for n, (i, source) in enumerate(again) if i < len(rows)}
    second = pd.DataFrame(
        [(*counted.loc[of, ["country", "documents"]], source, of) for of, source in chosen.values()],
        columns=[*counted.columns, "same_as"],
        index=list(chosen),
    )

    def measure(some):
        sums = Counter()
        for row in some:
            sums[row["country"]] += float(row["documents"])
        return sums

    def places(some):
        values = measure([row for _, row in some.iterrows()])
        return {name: one.place for name, one in ranks({name: values.get(name, 0.0) for name in base}).items()}

    base = measure([row for _, row in counted.iterrows()])
    found = ff.stability(counted, second, sources, measure)
    expected = [key for key in counted.index if places(counted.drop(key)) != places(counted)]
    assert list(found.rows) == expected
    fallen = []
    for source in sorted(set(counted["source_id"])):
        gone = ff.copies(sources, source)
        kept = counted[~counted["source_id"].isin(gone)]
        lost = counted.index.difference(kept.index)
        instead = second[second["same_as"].isin(lost) & ~second["source_id"].isin(gone)].drop_duplicates("same_as")
        if places(pd.concat([kept, instead])) != places(counted):
            fallen.append(source)
    assert list(found.sources) == fallen


@few
@given(st.lists(st.tuples(st.integers(-1, 5), st.booleans(), st.booleans()), min_size=1, max_size=8))
def test_nothing_is_admitted_inside_or_around_another(rows):
    """A rule's rows are admitted as if each were held against all admitted before it."""
    keys = [f"A{i}" for i in range(len(rows))]
    frame = pd.DataFrame(
        {
            "part_of": [keys[of] if 0 <= of < i else None for i, (of, _, _) in enumerate(rows)],
            "counts_toward_total": ["yes" if counts else "no" for _, counts, _ in rows],
        },
        index=keys,
    )
    verdicts = {key: (yes, "") for key, (_, _, yes) in zip(keys, rows, strict=True)}
    parents = {key: of for key, of in frame["part_of"].items() if isinstance(of, str)}
    expected, kept = dict(verdicts), []

    def lies_inside(key, other):
        while key in parents:
            key = parents[key]
            if key == other:
                return True
        return False

    ours = set(frame.index[frame["counts_toward_total"] == "yes"])
    for key in sorted((key for key, (yes, _) in verdicts.items() if yes), key=lambda key: key not in ours):
        clash = next((one for one in kept if lies_inside(key, one) or lies_inside(one, key)), None)
        if clash is None:
            kept.append(key)
        else:
            inside = lies_inside(key, clash)
            expected[key] = (False, f"inside {clash}" if inside else "counted through its parts")

    fallen = once(nest(frame), np.array([yes for _, _, yes in rows], dtype=bool))
    assert verdicts | {keys[place]: (False, reason) for place, reason in fallen.items()} == expected


SECTIONS = (
    countries.by_country,
    reconciliation.documents,
    reconciliation.money,
    proof.listing,
    before.listing,
    single.listing,
    money.overview,
    money.largest,
    currencies.currencies,
    fragility.totals,
    since.follow_ups,
)


def inside(value):
    """Yield every mapping in *value*."""
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from inside(one)


def test_long_lists_are_cut_and_say_so(dataset, monkeypatch):
    """A page about many rows prints the first of each list with how many there are, and every link has its target."""
    whole_report = Report(dataset)
    uncut = [block for section in SECTIONS for block in section(whole_report).blocks]
    monkeypatch.setattr(caps, "MANY_ROWS", 100)
    monkeypatch.setattr(caps, "CUT", caps.Caps(lines=5, parts=30, rows=2))
    report = Report(dataset)
    blocks = [block for section in SECTIONS for block in section(report).blocks]
    appendix = [
        block for part in (evidence.numbers, evidence.records, evidence.sources) for block in part(report).blocks
    ]

    tables = [block for block in blocks if block["kind"] == "table" and not block["id"].startswith("tab-fragility")]
    cut = {block["id"]: block["notes"][0] for block in tables if str(block["notes"][:1]).startswith("['And ")}
    assert {"tab-proof", "tab-before", "tab-packages", "tab-headlines", "tab-currencies", "tab-follow-ups"} <= set(cut)
    whole = {table["id"]: len(table["rows"]) for table in inside(uncut) if table.get("kind") == "table"}
    shown = {block["id"]: len(block["rows"]) for block in tables}
    for name, note in cut.items():
        left = f"{whole[name] - shown[name]:,}"
        assert note == f"And {left} more: the data files have all {whole[name]:,}.", name
    assert all(len(block["rows"]) <= 12 for block in tables if block["id"] in cut)

    entries = [entry for block in appendix for entry in block.get("entries", ())]
    assert all(
        len(entry["lines"]) <= 31 and all(len(line["rows"]) <= 2 for line in entry["lines"]) for entry in entries
    )
    assert any("entries named)" in line["value"] for entry in entries for line in entry["lines"])
    ids = {one["id"] for one in inside([*blocks, *appendix]) if one.get("id")}
    numbers = {one["ref"] for one in inside(blocks) if one.get("ref", "").startswith("e-")}
    assert numbers and numbers <= ids
    named = {f"row-{key.lower()}" for entry in entries for line in entry["lines"] for key in line["rows"]}
    assert named == {one["id"] for one in inside(appendix) if str(one.get("id")).startswith("row-")}


def test_small_data_print_whole_lists(dataset):
    """What has no more than some thousand rows leaves out nothing."""
    report = Report(dataset)
    blocks = [*proof.listing(report).blocks, *evidence.numbers(report).blocks]

    assert report.registry.caps == caps.WHOLE
    assert not re.search(r"And [\d,]+ more|entries named", str(blocks))


def test_rows_that_no_list_prints_cut_nothing(dataset, monkeypatch):
    """Very many exchange rates, sources or sectors leave the lists of a small dataset whole; its own rows do not."""
    sizes = {name: len(dataset.table(name)) for name in ("agreements", "funding", "projects", "fx_rates")}
    monkeypatch.setattr(caps, "MANY_ROWS", sizes["agreements"] + sizes["funding"] + sizes["projects"])
    assert sizes["fx_rates"] and len(dataset.sources) and len(dataset.sectors)
    assert Report(dataset).registry.caps == caps.WHOLE

    monkeypatch.setattr(caps, "MANY_ROWS", caps.MANY_ROWS - 1)
    assert Report(dataset).registry.caps == caps.CUT


def test_sections_that_run_again_name_the_same_rows(dataset, monkeypatch):
    """However often and in whatever order the cells of a report about many rows run, its evidence stays as it was."""
    monkeypatch.setattr(caps, "MANY_ROWS", 100)
    monkeypatch.setattr(caps, "CUT", caps.Caps(lines=5, parts=30, rows=2, named=40))
    report = Report(dataset)
    sections = (single.listing, since.follow_ups, rankings.rankings, currencies.currencies)
    for section in sections:
        section(report)
    before = dict(report.registry.entries)
    assert any(line.of for entry in before.values() for line in entry.lines)

    for section in (*reversed(sections), *sections):
        section(report)
    assert report.registry.entries == before


def test_a_number_names_known_rows_and_then_others():
    """A long line names what other numbers name, then others up to the most; one alone where many are named."""
    registry = Registry(caps=caps.Caps(lines=5, parts=5, rows=2, named=4))

    def named(name, *keys):
        return registry.entry(name, "", "", "", [Line("", "", keys)]).lines[0].rows

    assert named("one", "A", "B", "C") == ("A", "B")
    assert named("two", "C", "D", "B") == ("B", "C")
    assert named("three", "E", "D") == ("E", "D")
    assert named("four", "F", "G", "H") == ("F",)
    assert named("five", "F", "G", "D", "E") == ("F", "D")
    assert named("one", "A", "B", "C") == ("A", "B")


def test_an_answer_about_many_rows_has_all_of_them(dataset, monkeypatch):
    """Asked for the rows behind a number, `ask` gives every one, though a page about as many rows names two."""

    def behind():
        return set(ask(dataset, "countries").evidence("Kazakhstan")["key"])

    whole = behind()
    monkeypatch.setattr(caps, "MANY_ROWS", 100)

    assert behind() == whole and len(whole) > 2


def test_what_counts_rows_counts_those_left_out(dataset, monkeypatch):
    """The three largest entries are three, though a number names two of its rows."""
    monkeypatch.setattr(caps, "MANY_ROWS", 100)
    cut = str(rankings.rankings(Report(dataset)).blocks)

    assert "3 largest entries" in cut and "2 largest entries" not in cut


def test_long_tables_lie_beside_the_report(dataset, monkeypatch, tmp_path):
    """What is too long for workbook and PDF lies whole, zipped, in the folder that a build names."""
    monkeypatch.setattr(beside, "MOST_ROWS", 600)
    monkeypatch.setenv("SUMMIT_REPORT_DOWNLOADS", str(tmp_path))
    whole = exports.csv_files(dataset)["agreements"]
    about, words, listed, attached = evidence.attachments(Report(dataset)).blocks

    [[name, facts]] = listed["items"]
    with zipfile.ZipFile(tmp_path / name) as archive:
        assert archive.read(archive.namelist()[0]).decode() == whole
    assert facts == f"700 rows, {(tmp_path / name).stat().st_size / 1e6:.1f} MB"
    assert "beside the report" in str(words) and "workbook" in str(about)
    names = [file["name"] for file in attached["files"]]
    assert any(one.endswith("-funding.csv") for one in names)
    assert not any("agreements" in one or "iati" in one for one in names)


def test_a_comparison_of_very_many_rows_says_the_same(folder, monkeypatch):
    """Values of findings and fates are those of the whole; lists print their first rows and count the others."""

    def told():
        page = Comparison([str(folder), str(Path(__file__).parent / "summits" / "sunda-2031")])
        [findings] = compare.findings(page).blocks
        [announced] = compare_tables.announced(page).blocks
        fates, *known = compare_later.then_and_now(page).blocks
        values = [[run["text"] for run in item["value"] if isinstance(run, dict)] for item in findings["items"]]
        cells = [[str(cell[0]["text"]) for cell in row["cells"][1:]] for row in fates["rows"] if "kind" not in row]
        return values, cells, announced["rows"], known

    values, cells, rows, _ = told()
    monkeypatch.setattr(caps, "MANY_ROWS", 100)
    monkeypatch.setattr(counts, "MANY", 1)
    cut_values, cut_cells, cut_rows, [known] = told()

    assert (cut_values, cut_cells) == (values, cells) and values and cells
    assert len(rows) > 100 and caps.CUT.lines < len(cut_rows) < 2 * caps.CUT.lines
    assert "more entries" in str(cut_rows) and "more entries" in str(known["rows"])


def test_what_nobody_asks_for_is_left_nowhere(dataset, monkeypatch, tmp_path):
    """A report begins to zip its long tables at once; one that does not show them leaves no file behind."""
    monkeypatch.setattr(beside, "MOST_ROWS", 600)
    monkeypatch.setenv("SUMMIT_REPORT_DOWNLOADS", str(tmp_path / "downloads"))
    report = Report(dataset)
    [begun] = beside._begun.values()
    begun.result()

    assert not list(tmp_path.iterdir())
    evidence.attachments(report)
    assert [file.suffix for file in (tmp_path / "downloads").iterdir()] == [".zip"] and not beside._begun


def test_without_a_folder_nothing_is_written(dataset, monkeypatch):
    """In a notebook of one's own a long table is named, and said not to be written."""
    monkeypatch.setattr(beside, "MOST_ROWS", 600)
    monkeypatch.delenv("SUMMIT_REPORT_DOWNLOADS", raising=False)

    assert [(one.rows, one.bytes) for one in beside.write_beside(dataset, "x")] == [(700, None)]


def test_links_to_rows_left_out_are_text():
    """A link to a row that the appendix leaves out is plain text on the page; every other link stays."""
    html = (
        '<a href="#row-a1">One</a> <a href="#row-a2"><b>Two</b></a> <a href="#else">Three</a> <li id="row-a1"></li>'
        '<a title="a>b" href="#row-a2" class="x>y">Four</a><a class="x>y" href="#row-a1">Five</a>'
    )
    expected = (
        '<a href="#row-a1">One</a> <b>Two</b> <a href="#else">Three</a> <li id="row-a1"></li>'
        'Four<a class="x>y" href="#row-a1">Five</a>'
    )

    assert without_dangling_links(html) == expected
    behind_a_sign = '<p title="1<2" id="row-a1"></p><a href="#row-a1">One</a>'
    assert without_dangling_links(behind_a_sign) == behind_a_sign


def test_what_is_told_by_columns_is_what_is_told_row_by_row(folder, dataset, monkeypatch):
    """Findings, first dates, firmness of money, amounts set against their parts and single sources: all the same."""

    def told(data):
        report = Report(data)
        parts = (
            findings.findings,
            novelty.overview,
            ladder.money,
            reconciliation.money,
            single.listing,
            before.listing,
        )
        return [part(report)._repr_mimebundle_() for part in parts]

    by_row = told(dataset)
    monkeypatch.setattr(counts, "MANY", 1)
    monkeypatch.setattr(keys, "TOLD", 1)
    assert told(load(folder)) == by_row
