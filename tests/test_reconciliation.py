"""Announced against itemised: what is named of a package or a headline amount, and between which bounds."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import edit, write_tiny

from summit_report.analysis.amounts import Bounds, bounds
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.measures import reconciliation as rc
from summit_report.analysis.measures.money import Money
from summit_report.analysis.report import Report
from summit_report.analysis.sections import converted, findings, ratios, reconciliation
from summit_report.analysis.sections.ratios import ratio_evidence, ratio_text, ratio_words

DATA = Path(__file__).parents[1] / "data"
WORDS = st.sampled_from(["exact", "approximately", "at least", "more than", "nearly", "up to"])
AMOUNTS = st.builds(bounds, st.floats(1, 1e12), WORDS)
KINDS = st.sampled_from(["grant", "loan", "equity", "investment", "contract value"])


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return Report(write_tiny(tmp_path_factory.mktemp("reconciliation")))


@pytest.fixture(scope="module")
def astana():
    return Report(DATA / "astana-2025")


@pytest.fixture(scope="module")
def xian():
    return Report(DATA / "xian-2023")


def buckets(*parts):
    """Make buckets of parts given as (kind, documents, amount)."""
    made = [rc.Part(f"F{i}", "", kind, documents, amount) for i, (kind, documents, amount) in enumerate(parts)]
    return rc._buckets(made)


def plain(exhibit):
    """Return the paragraphs of an exhibit as text."""
    items = [item for block in exhibit.blocks if block["kind"] == "paragraphs" for item in block["items"]]
    return " ".join("".join(run if isinstance(run, str) else run["text"] for run in item) for item in items)


def test_a_package_and_its_papers(tiny):
    """Of a package of three one paper is named; its second description is no further paper."""
    [package] = pk.packages(tiny.view)

    assert (package.key, package.documents, package.single.value, package.missing) == ("T-A1", 3, 1, 2)
    assert package.single.rows == ("T-A2",)


def test_currencies_are_never_compared_by_their_numbers(tmp_path):
    """UZS 900 bn without a rate stand behind USD 50 m, but before UZS 800 bn; a part in dollars is no share."""
    folder = write_tiny(tmp_path)
    with (folder / "funding.csv").open("a", encoding="utf-8") as file:
        for key, amount, currency, whole in (
            ("T-F7", 800_000_000_000, "UZS", ""),
            ("T-F8", 900_000_000_000, "UZS", ""),
            ("T-F9", 100_000_000_000, "UZS", "T-F8"),
            ("T-F10", 5_000_000_000, "USD", "T-F7"),
        ):
            counts = "no" if whole else "yes"
            file.write(
                f"{key},Sum,China,CHN,government,KAZ;UZB,grant,{amount},{currency},exact,,,,pledged,summit,,{whole},,"
                f"{counts},T-S1,x,\n"
            )
    report = Report(folder)
    found = rc.headlines(report.view, report.purse)

    assert [one.key for one in found] == ["T-F3", "T-F1", "T-F8", "T-F7"]
    assert converted.lead(report).key == "T-F3"
    rated, _, larger, smaller = (one.share(one.items) for one in found)
    assert rated.low.central == 20 / 50
    assert larger.low.central == 1 / 9
    assert smaller is None


def test_nothing_is_named_of_zero(tmp_path):
    """An announced amount of zero is no headline, whatever its parts are; its total is still a total of one."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "50000000,USD,more than", "0,USD,at least")
    report = Report(folder)

    assert [one.key for one in rc.headlines(report.view, report.purse)] == ["T-F1"]
    assert ratio_text(report, "T-F3") is None
    said = findings.findings(report)._repr_mimebundle_()["text/plain"]
    assert "at least USD 0  of contract value is stated, for 1 of 1 entry." in said
    assert reconciliation.money(report)._repr_mimebundle_()


def test_a_package_has_the_word_of_its_claim_and_its_rivals(tiny):
    """The claim that agrees with the package gives its qualifier, the other answers are other counts."""
    [package] = pk.packages(tiny.view)

    assert package.qualifier == "exact"
    assert [(other.value, other.qualifier) for other in package.others] == [(4.0, "more than")]


def test_more_papers_than_the_package_is_a_finding(tmp_path):
    """A package that holds more than its count is said to, by how many."""
    folder = write_tiny(tmp_path)
    edit(folder, "agreements.csv", "signed,summit,1,T-A1,,T-S2", "signed,summit,5,T-A1,,T-S2")
    report = Report(folder)

    [package] = pk.packages(report.view)

    assert (package.missing, package.grouped.value, package.surplus.value) == (0, 5, 2)
    assert "counts as 3 documents, and 2 more stand inside it." in plain(reconciliation.documents(report))


def test_a_group_may_hold_the_single_papers(astana):
    """Of the 58, five are named and seven known as a group: 46 to 51 are not named."""
    package = next(one for one in pk.packages(astana.view) if one.key == "A045")

    assert (package.single.value, package.grouped.value) == (5, 7)
    assert (package.missing, package.most_missing) == (46, 51)


@pytest.mark.parametrize(
    ("key", "named", "documents"), [("A045", 5, 58), ("A038", 6, 24), ("A092", 12, 12), ("A059", 0, 35)]
)
def test_how_many_papers_are_named(astana, key, named, documents):
    """5 of 58, 6 of 24, 12 of 12 and none of more than 35 are named one by one."""
    package = next(one for one in pk.packages(astana.view) if one.key == key)

    assert (package.single.value, package.documents) == (named, documents)


def test_the_largest_headline(astana):
    """Five items name 23.6% of 24 bn; with the more than 6 bn of one region it is 6 to 11.659 bn or more."""
    headline = next(one for one in rc.headlines(astana.view, astana.purse) if one.key == "F021")

    items, everything = rc.span(headline.items), rc.span(headline.buckets)

    assert items.certain and items.low.central == 5.659e9
    assert round(100 * headline.share(headline.items).low.central, 1) == 23.6
    assert (everything.low.low, everything.high.low, everything.high.high) == (6e9, 11.659e9, None)


def test_the_railway_has_a_loan_and_equity(astana):
    """Loan and equity are different money: of the cost of 4.7 bn they name 4.6 bn."""
    headline = next(one for one in rc.headlines(astana.since, astana.purse) if one.key == "F012")

    found = headline.share(headline.items)

    assert found.certain and found.low.central == pytest.approx(4.6 / 4.7)
    assert not headline.counts


def test_a_value_that_does_not_count_is_a_headline_too(astana):
    """More than 17 bn for 35 memoranda enters no total and stands among the headlines, with nothing named."""
    headline = next(one for one in rc.headlines(astana.view, astana.purse) if one.key == "F025")

    assert (headline.counts, headline.buckets, headline.share(headline.items)) == (False, (), None)


def test_one_credit_line_is_no_headline(astana):
    """A loan of one bank to one country is an item, not a headline that could be itemised."""
    assert "F033" not in {one.key for one in rc.headlines(astana.view, astana.purse)}


def test_eight_projects_in_one_package(xian):
    """Business agreements whose number nobody states count as one; eight are known: no crash, a finding."""
    package = next(one for one in pk.packages(xian.view) if one.key == "XA-A69")

    assert (package.share, package.missing, package.surplus.value) == (1.0, 0, 7)
    assert ratio_text(xian, "XA-A69") == "8 named, more than the 1 it counts as"
    assert reconciliation.documents(xian).blocks


@given(st.lists(st.tuples(KINDS, st.integers(1, 3), AMOUNTS), min_size=1, max_size=6))
def test_what_may_overlap_lies_between_the_largest_and_the_sum(parts):
    """At least the largest kind is named and at most all of them, whatever the kinds and amounts."""
    found = rc.span(buckets(*parts))
    everything = math.fsum(amount.central for _, _, amount in parts)

    assert max(amount.central for _, _, amount in parts) <= found.low.central * (1 + 1e-9)
    assert found.low.central <= found.high.central * (1 + 1e-9)
    assert math.isclose(found.high.central, everything, rel_tol=1e-9)


@given(st.lists(st.tuples(st.sampled_from(["grant", "loan", "equity"]), st.just(1), AMOUNTS), min_size=1, max_size=6))
def test_finance_never_overlaps(parts):
    """Grants, loans and equity exclude each other, so what they name is certain."""
    assert rc.span(buckets(*parts)).certain


def headline(whole, *parts):
    """Make a headline of *whole* with parts given as (kind, documents, amount)."""
    money = Money("F", "USD", whole, None, None)
    return rc.Headline("F", "", None, money, "USD", whole, True, buckets(*parts))


@given(AMOUNTS, st.lists(st.tuples(KINDS, st.integers(1, 3), AMOUNTS), max_size=6))
def test_named_and_not_named_make_the_announced_amount(whole, parts):
    """By either reading what is named and what is not add up to the whole, and an open end of one opens the other."""
    one = headline(whole, *parts)
    named, left = rc.span(one.buckets), one.unnamed(one.buckets)

    if named is None:
        assert (left.low, left.high) == (whole, whole)
        return
    for taken, remains in ((named.low, left.high), (named.high, left.low)):
        assert math.isclose(taken.central + remains.central, whole.central, rel_tol=1e-9, abs_tol=1e-3)
        assert (remains.low is None) == (whole.low is None or taken.high is None)
        assert (remains.high is None) == (whole.high is None or taken.low is None)
    assert left.low.central <= left.high.central + 1e-3


@pytest.mark.parametrize(
    ("key", "left"),
    [
        ("F021", "between USD 12.34 bn or less and 18 bn"),
        ("F025", "more than USD 17 bn"),
        ("F026", "around USD 13.15 bn to 13.68 bn"),
        ("F012", "about USD 100 m"),
    ],
)
def test_what_is_not_named_in_words(astana, key, left):
    """The rest of an announced amount is a range where what is named is one, with its open ends."""
    [one] = [one for one in ratios.all_headlines(astana) if one.key == key]

    assert ratios.left(one, one.buckets) == left


def test_what_the_items_alone_leave(astana):
    """Item by item 18.34 bn of the 24 bn is left; that is the figure's subtotal."""
    [one] = [one for one in ratios.all_headlines(astana) if one.key == "F021"]
    figure = next(block for block in reconciliation.money(astana).blocks if block["kind"] == "figure")
    steps = {row["cells"][0]: row["cells"][1] for row in figure["data"]["rows"]}

    assert ratios.left(one, one.items) == steps["Left after these items"] == "about USD 18.34 bn"
    assert steps["Not named"] == "between USD 12.34 bn or less and 18 bn"


def test_parts_that_may_exceed_their_headline_leave_nothing():
    """A sum of 30 beside items of 10 in a whole of 20 leaves nothing; one of 15 between nothing and 5."""
    item = ("investment", 1, bounds(10, "exact"))

    beyond = headline(bounds(20, "exact"), item, ("investment", 3, bounds(30, "exact")))
    within = headline(bounds(20, "exact"), item, ("investment", 3, bounds(15, "exact")))

    assert ratios.left(beyond, beyond.buckets) == "nothing"
    assert ratios.left(within, within.buckets) == "between nothing and USD 5"


@given(AMOUNTS, AMOUNTS)
def test_a_share_keeps_its_ends_open(part, whole):
    """A share is bounded below only by a bounded part of a bounded whole, and above likewise."""
    found = rc.ratio(part, whole)

    assert (found.low is None) == (part.low is None or whole.high is None)
    assert (found.high is None) == (part.high is None or whole.low is None)
    assert math.isclose(found.central, part.central / whole.central)


def test_the_rest_of_an_exceeded_headline_is_below_zero():
    """Parts of 30 in a whole of 20 leave ten less than nothing."""
    assert rc.rest(bounds(20, "exact"), bounds(30, "exact")) == Bounds(-10, -10, -10)


def test_parts_without_an_amount_are_named_and_not_summed():
    """A part of unknown size makes n of N and no zero."""
    [bucket] = buckets(("loan", 1, bounds(5, "exact")), ("loan", 1, None))

    assert (bucket.total.n, bucket.total.of, bucket.total.bounds.central) == (1, 2, 5)
    assert rc.span(buckets(("loan", 1, None))) is None


def test_the_words_of_a_ratio_open_their_evidence(tiny):
    """A run beside a headline names the share and leads to the line with its rows; other keys have none."""
    [run] = ratio_words(tiny, "T-F3")
    [entry] = ratio_evidence(tiny, ["T-F3", "T-F5"])

    assert run["text"] == "at most 40% named item by item"
    assert run["ref"] == entry.line_id(0) and entry.lines[0].rows == ("T-F3", "T-F4")
    assert ratio_words(tiny, "T-F5") is None
    assert ratio_evidence(tiny, ["T-F5"]) == []


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("F021", "about 23.6% named item by item"),
        ("F001", "not itemised"),
        ("F026", "around 8.8% to 12.3% named item by item"),
        ("A082", "2 of more than 70 named one by one"),
    ],
)
def test_ratios_in_words(astana, key, words):
    """Each headline has its ratio in a few words, whatever its qualifiers."""
    assert ratio_text(astana, key) == words


def test_one_sum_for_several_documents_is_no_item(xian):
    """1.6 bn for five documents is a sum inside the 22 bn, and is called one."""
    assert ratio_text(xian, "XA-F03") == "at least 7.3% named, as one sum for 5 documents"


@pytest.mark.parametrize(
    "narrow", [{"sector": "transport"}, {"country": "TKM"}, {"relation": "follow-up"}, {"currency": "EUR"}]
)
def test_every_view_has_something_to_show(narrow):
    """Each view gives exhibits or says what is missing; a share does not depend on the currency."""
    report = Report(DATA / "astana-2025", **narrow)

    assert reconciliation.documents(report).blocks and reconciliation.money(report).blocks
    if "currency" in narrow:
        assert ratio_text(report, "F021") == "about 23.6% named item by item"
