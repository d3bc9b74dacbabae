"""What a report cannot tell is counted from the data, and said of any summit."""

from pathlib import Path

import pytest
from tiny import write_tiny

from summit_report.analysis.comparison import Comparison
from summit_report.analysis.exhibits import Registry
from summit_report.analysis.report import Report
from summit_report.analysis.sections import cannot
from summit_report.blocks import plain, runs


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """The tiny report."""
    return Report(write_tiny(tmp_path))


def said(block: dict) -> dict[str, str]:
    """Return what a block of definitions says, by its terms."""
    return {term: plain(text) for term, text in block["items"]}


def test_each_open_question_has_its_numbers(report: Report) -> None:
    """Amounts, shares, packages, dates and single sources are those that can be counted by hand in the tables."""
    [block] = cannot.listing(report).blocks
    found = said(block)

    assert found["Payment"] == "Whether any money was paid. No source reports any payment."
    assert found["Amount"] == "The amount behind 1 of 3 entries of money and 1 of 2 projects."
    assert found["Shares"].startswith("Which country gets how much of 1 of 3 entries of money")
    assert found["Packages"] == "What the documents in packages are, but for 1 of 3, named one by one."
    assert found["Sector"].startswith("The sector of 2 of 4 documents")
    assert "3 sources up to 31 January 2031" in found["The unpublished"]


def test_every_number_opens_its_rows(report: Report) -> None:
    """Each counted number leads to a line of evidence, which is told where it is used and has rows."""
    [block] = cannot.listing(report).blocks
    refs = [run["ref"] for _, text in block["items"] for run in runs(text) if run.get("ref")]
    lines = {entry.line_id(i): line for entry in report.registry.entries.values() for i, line in enumerate(entry.lines)}

    assert len(refs) >= 8
    assert [ref for ref in refs[1:] if not lines[ref].rows] == []
    assert report.registry.used_in(report.registry.entries["cannot"]) == [{"ref": "cannot", "label": cannot.NAME}]


def test_what_is_known_of_all_is_not_listed(tmp_path: Path) -> None:
    """Where every document has a sector and no source disagrees, neither is called open."""
    [block] = cannot.listing(Report(write_tiny(tmp_path), country="UZB")).blocks

    assert not {"Sector", "Packages"} & set(said(block))


def test_a_comparison_says_it_of_each_summit() -> None:
    """Each summit has a list and evidence of its own; what holds of any summit is said once."""
    page = Comparison(["xian-2023", "astana-2025"])
    parts = cannot.listing(page).blocks
    heads = [part["text"] for part in parts if part["kind"] == "heading"]
    lists = [said(part) for part in parts if part["kind"] == "definitions"]

    assert heads == ["Xi'an 2023", "Astana 2025", "Any of them"]
    assert ["Effect" in one for one in lists] == [False, False, True]
    assert {"xian-2023-cannot", "astana-2025-cannot"} <= set(page.registry.entries)


def test_an_empty_view_still_says_what_no_table_can(tmp_path: Path) -> None:
    """A summit without one row of the asked relation is no error."""
    report = Report(write_tiny(tmp_path), relation="context", registry=Registry())
    parts = cannot.listing(report).blocks

    assert "Effect" in said(parts[0])
