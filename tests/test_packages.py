"""What is named of packages: never more than they count as, and what is inside beyond that is said apart."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import edit, write_tiny

from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.measures.counts import Count
from summit_report.analysis.report import Report
from summit_report.analysis.sections import cannot, compare_tables, findings, reconciliation, signed
from summit_report.blocks import plain

ROW = "{key},{key},memorandum,bilateral,CHN;KAZ,{sector},,,signed,summit,{documents},{inside},,T-S1,para 9,\n"
DATA = Path(__file__).parents[1] / "data"
sizes = st.integers(0, 9)


@given(st.integers(1, 9), sizes, sizes)
def test_a_package_is_split_into_what_it_counts_as(documents, single, grouped):
    """Named, known as a group and not named make the package, and a surplus is what its count has no room for."""
    found = pk.Packed("P", "", documents, None, Count(single, ("A",)), Count(grouped, ("B",)))

    assert found.named.value + found.held.value + found.missing == documents
    assert 0 <= found.missing <= found.most_missing <= documents and found.share <= 1
    assert found.surplus.value == max(0, max(single, grouped) - documents)


@pytest.fixture
def surplus(tmp_path):
    """Make the tiny report with a package of one document, of which two are named, and one of three without any."""
    folder = write_tiny(tmp_path)
    edit(folder, "agreements.csv", "signed,summit,3,,,T-S1", "signed,summit,1,,,T-S1")
    with (folder / "agreements.csv").open("a", encoding="utf-8") as file:
        file.write(ROW.format(key="T-A8", sector="energy", documents=1, inside="T-A1"))
        file.write(ROW.format(key="T-A9", sector="not-itemised", documents=3, inside=""))
    return Report(folder)


def test_one_full_package_names_nothing_of_another(surplus):
    """Two named of one are one of the four documents in packages; the second is told apart, with its rows."""
    assert docs.joined(one.named for one in pk.packages(surplus.view)).value == 1
    [block] = findings.findings(surplus).blocks
    told = next(plain(item["text"]) for item in block["items"] if "stand in" in plain(item["text"]))
    [open_] = cannot.listing(surplus).blocks
    pictured = next(one["title"] for one in signed.overview(surplus).blocks if one["kind"] == "figure")

    assert "1 of them is named one by one. 1 more stands inside 1 package than it counts as." in told
    assert "but for 1 of 4, named" in {term: plain(text) for term, text in open_["items"]}["Packages"]
    assert pictured.endswith("1 document inside is named one by one")
    lines = [line for entry in surplus.registry.entries.values() for line in entry.lines]
    assert {(line.value, line.rows) for line in lines if "beyond" in line.label.lower()} == {
        ("1", ("T-A1", "T-A2", "T-A8"))
    }


def test_the_table_of_packages_has_a_column_for_what_is_beyond(surplus):
    """The package of one prints two named, one beyond its count, and no share above all."""
    [table] = [one for one in reconciliation.documents(surplus).blocks if one["kind"] == "table"]
    cells = {name["label"]: plain(cell) for name, cell in zip(table["columns"], table["rows"][1]["cells"], strict=True)}

    assert (cells["Named one by one"], cells["Beyond the count"], cells["Share named"]) == ("2", "1", "100%")


def test_xian_names_38_of_111():
    """XA-A69 counts as one and has eight inside: 38 of 111 are named, 73 are not, and seven stand beyond."""
    report = Report(DATA / "xian-2023")
    measured = {name: measure(report) for name, _, measure, _ in compare_tables.MEASURES}
    placed, rest = pk.split(
        report.view.counted[docs.is_package(report.view.counted)],
        report.view.inside_packages[report.view.inside_packages["documents"] == 1],
    )

    assert [measured[name].value for name in ("packed", "named", "surplus")] == [111, 38, 7]
    assert (placed.value, rest.value) == (38, 73)
