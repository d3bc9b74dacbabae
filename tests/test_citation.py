"""Who answers for a report is read from `CITATION.cff`."""

from pathlib import Path

from tiny import write_tiny

from summit_report.analysis.citation import Citation, bibtex, citation
from summit_report.analysis.report import Report
from summit_report.analysis.sections import evidence
from summit_report.blocks import plain

TEXT = """\
cff-version: 1.2.0
title: A report
authors:
  - {given-names: Aigul, family-names: Omarova}
  - name: The other authors
contact:
  - {name: Desk}
  - {email: desk@example.org}
license: [MIT, CC-BY-4.0]
repository-code: https://example.org/report
"""


def test_a_citation_has_all_that_a_report_prints(tmp_path):
    """Persons and bodies are authors, the first address is the contact, several licences are listed."""
    (tmp_path / "CITATION.cff").write_text(TEXT, encoding="utf-8")

    assert citation(tmp_path) == Citation(
        title="A report",
        authors=("Aigul Omarova", "The other authors"),
        contact="desk@example.org",
        licence="MIT, CC-BY-4.0",
        url="https://example.org/report",
    )


def test_the_nearest_citation_is_found_from_below(tmp_path):
    """A notebook in a folder of the project finds the project's file."""
    (tmp_path / "CITATION.cff").write_text(TEXT, encoding="utf-8")
    notebooks = tmp_path / "a" / "b"
    notebooks.mkdir(parents=True)

    assert citation(notebooks).title == "A report"


def test_a_report_without_a_citation_still_has_a_name(tmp_path):
    """Where no file is, nobody is invented."""
    found = citation(tmp_path)

    assert found == Citation()
    assert (found.authors, found.contact) == ((), "")


def test_this_project_can_be_cited():
    """The project's own file names title, authors and licence."""
    found = citation(Path(__file__).parent)

    assert found.title and found.authors and found.licence


def test_an_entry_for_a_bibliography_cannot_run_as_code():
    """Signs of LaTeX print as they are, names stay whole, empty fields are left out, addresses stand as they are."""
    fields = {"title": r"A & B_{2}: 50 % of \input", "note": "", "url": "https://example.org/a_b"}

    assert bibtex("key", ["A. Omarova", "The other authors"], fields) == "\n".join(
        [
            "@misc{key,",
            "  author = {{A. Omarova} and {The other authors}},",
            r"  title = {A \& B\_(2): 50 \% of \textbackslash input},",
            "  url = {https://example.org/a_b}",
            "}",
        ]
    )


def test_a_report_says_how_to_cite_it(tmp_path):
    """Text and BibTeX name the data's version, checksum and cut-off; without an address, the repository is named."""
    report = Report(write_tiny(tmp_path), country="KAZ")
    facts, entry = evidence.citing(report).blocks
    items = {term: plain(text) for term, text in facts["items"]}

    for text in (items["How to cite"], entry["text"]):
        assert "tiny-2030 1.2.3" in text and report.dataset.checksum[:12] in text and "31 January 2031" in text
    assert entry["text"].startswith("@misc{tiny-2030-KAZ,")
    assert "repository" in items["Contact and corrections"]
