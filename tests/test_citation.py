"""Who answers for a report is read from `CITATION.cff`."""

from pathlib import Path

import yaml
from tiny import write_tiny

from summit_report.analysis import datapackage
from summit_report.analysis.citation import Citation, bibtex, citation
from summit_report.analysis.dataset import load
from summit_report.analysis.pairs import to_yaml
from summit_report.analysis.report import Report
from summit_report.analysis.sections import evidence, front
from summit_report.analysis.workbook import workbook
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


OWN = """\
authors: [Aigul Omarova, "Institut für Beispiele"]
publisher: Example Press
license: ODbL-1.0
contact: https://example.org/corrections
"""


def test_whoever_brings_data_signs_the_report(tmp_path, monkeypatch):
    """Who answers for the data stands on the title page, in the citation and in the data package."""
    (tmp_path / "CITATION.cff").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    folder = write_tiny(tmp_path)
    before = load(folder)
    with (folder / "summit.yaml").open("a", encoding="utf-8") as file:
        file.write(OWN)
    report = Report(folder)
    [head] = front.title(report).blocks
    facts, entry = evidence.citing(report).blocks
    items = {term: plain(text) for term, text in facts["items"]}
    package = datapackage.describe(report.dataset.meta, [])

    assert head["authors"] == ["Aigul Omarova", "Institut für Beispiele"]
    assert ["Published by", "Example Press"] in head["facts"]
    assert any(term == "Licence" and text == items["Licence"] for term, text in head["facts"])
    assert items["How to cite"].startswith("Aigul Omarova and Institut für Beispiele: Tiny Summit")
    assert "Example Press. Data tiny-2030" in items["How to cite"]
    assert "example.org/report" not in items["How to cite"] + entry["text"]
    assert items["Licence"] == "Text, figures and data: ODbL-1.0. Code: MIT."
    assert items["Contact and corrections"] == "https://example.org/corrections"
    assert "{Aigul Omarova} and {Institut für Beispiele}" in entry["text"] and "Example Press" in entry["text"]
    assert package["licenses"][0]["name"] == "ODbL-1.0"
    assert [one["title"] for one in package["contributors"]] == [*head["authors"], "Example Press"]
    assert report.dataset.checksum != before.checksum
    book = tmp_path / "own.xlsx"
    book.write_bytes(workbook(report.dataset))
    assert load(book).meta == report.dataset.meta and load(book).checksum == report.dataset.checksum
    assert summit_yaml(report) == yaml.safe_load(OWN)


def summit_yaml(report):
    """Return who answers for the data of *report*, as its `summit.yaml` would be written."""
    written = yaml.safe_load(to_yaml(report.dataset.meta))
    return {key: written[key] for key in yaml.safe_load(OWN)}


def test_data_signed_in_part(tmp_path):
    """Where only an author is said, nobody else's address, licence or repository is put to the name."""
    folder = write_tiny(tmp_path)
    with (folder / "summit.yaml").open("a", encoding="utf-8") as file:
        file.write("authors: Aigul Omarova\n")
    facts, _ = evidence.citing(Report(folder)).blocks
    items = {term: plain(text) for term, text in facts["items"]}

    assert items["Authors"] == "Aigul Omarova" and "Contact and corrections" not in items
    assert items["Licence"] == "Text, figures and data: not stated. Code: MIT."


def test_a_licence_alone_stands_on_the_title_page(tmp_path, monkeypatch):
    """Data that name nothing but their licence have it there; data that name nothing have none."""
    monkeypatch.chdir(tmp_path)
    folder = write_tiny(tmp_path)
    before = load(folder)
    with (folder / "summit.yaml").open("a", encoding="utf-8") as file:
        file.write("license: ODbL-1.0\n")
    facts = [dict(front.title(Report(data)).blocks[0]["facts"]) for data in (before, load(folder))]

    assert [one.get("Licence") for one in facts] == [None, "Text, figures and data: ODbL-1.0. Code: MIT."]


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
