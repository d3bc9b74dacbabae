# ruff: noqa: E501 (a row of a table is one line, however long)
"""A package whose money may lie inside that of another may hold its documents twice."""

import pytest
from tiny import write_tiny

from summit_report.analysis.dataset import load
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import overlaps as ov
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.notices import notices
from summit_report.analysis.report import Report
from summit_report.analysis.sections import findings, signed
from summit_report.analysis.view import View

AGREEMENT = (
    "T-A9,Package of two memoranda,memorandum,commercial,CHN;KAZ;UZB,not-itemised,,,signed,summit,2,,,T-S2,para 9,\n"
)
MONEY = "T-F9,Value of the memoranda,not stated,,unknown,KAZ;UZB,{kind},9000000,USD,exact,,,,unknown,summit,T-A9,{inside},{restates},{counts},T-S2,para 9,\n"


@pytest.fixture
def folder(tmp_path):
    """Make the tiny dataset with a second package, whose money can be chosen."""

    def make(kind="contract value", inside="", restates="", counts="no"):
        found = write_tiny(tmp_path)
        for name, line in (("agreements", AGREEMENT), ("funding", MONEY)):
            table = found / f"{name}.csv"
            table.write_text(
                table.read_text() + line.format(kind=kind, inside=inside, restates=restates, counts=counts)
            )
        return found

    return make


def text(block):
    """Join the words of *block*."""
    if isinstance(block, dict):
        return block.get("text", "") if "ref" in block else " ".join(map(text, block.values()))
    return block if isinstance(block, str) else "".join(map(text, block)) if isinstance(block, list) else ""


def test_a_package_that_may_lie_in_another_is_found_with_what_tells_it(folder):
    """The rule of the money holds for the documents: 2 of the 6 may be among the 3 of the other package."""
    view = View(load(folder()))

    [found] = ov.overlaps(view)

    assert (found.key, found.documents.value, found.others) == ("T-A9", 2, ("T-A1",))
    assert found.proof == ("T-F9", "T-F3")
    assert docs.count(docs.counted(view.agreements)).value == 6
    assert ov.without(view, (found,)).value == 4


@pytest.mark.parametrize(
    "change", [{"counts": "yes"}, {"inside": "T-F3"}, {"restates": "T-F3"}, {"kind": "investment"}]
)
def test_money_that_counts_or_says_why_it_does_not_tells_of_no_overlap(folder, change):
    """A part and a restatement do not count for reasons of their own, and money of another kind is in no such sum."""
    assert ov.overlaps(View(load(folder(**change)))) == ()


def test_the_count_is_told_with_its_doubt(folder):
    """The first finding and the overview name the doubt and what is left; a brief says whose package it is not."""
    data = folder()
    report = Report(data)
    assert "Of them, 2 in one package may lie in the 3 of another package: if all do, 4 are left." in text(
        findings.findings(report).blocks[0]["items"][0]["text"]
    )
    said = text(signed.overview(report).blocks[0]["items"])
    assert "“Package of two memoranda” may lie in “Package of three documents”: if all of it does, 4 documents" in said

    brief = findings.findings(Report(data, country="UZB"))
    assert "another package, to which Uzbekistan is no party" in text(brief.blocks[0]["items"][0]["text"])


def test_the_tables_hold_no_overlap_where_there_is_one_package(tmp_path):
    """One package has no other to lie in."""
    view = View(load(write_tiny(tmp_path)))
    assert ov.overlaps(view) == ()


MEMBER = "T-A10,The rail memorandum again,memorandum,bilateral,CHN;KAZ,transport,,,signed,summit,1,T-A9,{twin},T-S2,para 9,\n"


@pytest.fixture
def twins(tmp_path):
    """Make the tiny dataset with a second package of two, one of which is said to be T-A2 of the first, or none."""

    def make(twin):
        table = write_tiny(tmp_path / (twin or "none")) / "agreements.csv"
        table.write_text(table.read_text() + AGREEMENT + MEMBER.format(twin=twin))
        return table.parent

    return make


def test_a_document_in_two_packages_is_counted_by_both_and_told(twins):
    """3 + 2 + 1 documents hold one twice: 5 are left; both packages have it named, and check says so."""
    report = Report(twins("T-A2"))
    [found] = ov.overlaps(report.view)
    told = text(findings.findings(report).blocks[0]["items"][0]["text"])
    [notice] = [one for one in notices(report.dataset) if one.look == "in_two_packages"]

    assert (found.key, found.documents.value, found.others, found.proof) == ("T-A9", 1, ("T-A1",), ("T-A10", "T-A2"))
    assert (signed.whole(report).value, ov.without(report.view, (found,)).value) == (6, 5)
    assert "Of them, 1 in one package may lie in the 3 of another package: if all do, 5 are left." in told
    assert {one.key: one.named.value for one in pk.packages(report.view)} == {"T-A1": 1, "T-A9": 1}
    assert notice.rows == ("T-A10",)


@pytest.mark.parametrize("twin", ["", "T-A4", "T-A9"])
def test_a_document_in_one_package_is_in_no_other(twins, twin):
    """A member of its own, or one that a single document or the package itself describes, is shared by no two packages."""
    view = View(load(twins(twin)))

    assert ov.overlaps(view) == ()


def test_documents_named_inside_packages_are_among_those_counted(folder):
    """A package of 3 with one named document is split into 1 and 2; more named ones than it counts as do not add."""
    view = View(load(folder()))
    rows, members = docs.counted(view.agreements), docs.inside_packages(view.agreements)
    packed = rows[docs.is_package(rows)]

    named, rest = pk.split(packed, members)
    assert (named.value, rest.value) == (1, 4)

    named, rest = pk.split(packed.assign(documents=1), members.assign(documents=4))
    assert (named.value, rest.value) == (1, 1)
