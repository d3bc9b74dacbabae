"""Documents are counted, not rows: rules 1 and 2 of the data model."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import write_tiny

from summit_report.analysis.dataset import load
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import packages as pk
from summit_report.analysis.measures.documents import Count
from summit_report.analysis.view import View


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return load(write_tiny(tmp_path_factory.mktemp("documents")))


@pytest.fixture
def summit(tiny):
    return View(tiny).agreements


def frame(*rows):
    """Make agreements of dictionaries; what a row leaves out is a single signed paper of China and Kazakhstan."""
    usual = {"title": "Paper", "documents": 1, "status": "signed", "sector": "energy", "instrument": "contract"}
    links = {"part_of": None, "same_as": None, "parties": ("CHN", "KAZ"), "scope": "bilateral"}
    table = pd.DataFrame([usual | links | row for row in rows], columns=[*usual, *links])
    table.index = [f"A{number}" for number in range(1, len(table) + 1)]
    return table


def test_documents_are_counted_not_rows(summit):
    """Three documents in one row are three; their named member and a second description add nothing."""
    found = docs.count(docs.counted(summit))

    assert len(summit) == 4
    assert found == Count(4, ("T-A1", "T-A4"))


def test_signed_and_announced_are_counted_apart(summit):
    """A pledge is announced, a paper that is signed, in force, under way or completed is signed."""
    rows = docs.counted(summit)

    assert docs.count(docs.signed(rows)) == Count(3, ("T-A1",))
    assert docs.count(docs.announced(rows)) == Count(1, ("T-A4",))


@pytest.mark.parametrize(
    ("instrument", "signed_on", "signed"),
    [("initiative", None, 0), ("other", None, 0), ("initiative", "2030", 1), ("memorandum", None, 1)],
)
@pytest.mark.parametrize("status", ["under way", "completed"])
def test_what_is_under_way_or_completed_is_signed_only_where_a_signature_is_on_record(
    status, instrument, signed_on, signed
):
    """An initiative is under way or completed without anyone having signed it; a memorandum is not."""
    rows = frame({"status": status, "instrument": instrument}).assign(signed_on=signed_on)

    assert docs.count(docs.signed(rows)).value == signed
    assert docs.count(docs.begun(rows)).value == 1 - signed
    assert docs.announced(rows).empty


@pytest.mark.parametrize(
    ("status", "signed", "announced"),
    [
        ("signed", 1, 0),
        ("in force", 1, 0),
        ("under way", 1, 0),
        ("completed", 1, 0),
        ("announced", 0, 1),
        ("unknown", 0, 0),
    ],
)
def test_each_status_is_on_one_side(status, signed, announced):
    """No status is both, and the unknown one is neither."""
    rows = frame({"status": status})

    assert docs.count(docs.signed(rows)).value == signed
    assert docs.count(docs.announced(rows)).value == announced


def test_a_package_without_known_sectors_is_a_package():
    """A row whose sectors are not itemised is a package, even when it is said to hold one document."""
    rows = frame({"sector": "not-itemised"}, {})

    assert list(docs.is_package(rows)) == [True, False]


def test_a_second_description_of_a_member_is_not_named_twice():
    """A member that is described twice counts once among the named."""
    rows = frame({"documents": 5}, {"part_of": "A1"}, {"part_of": "A1", "same_as": "A2"})

    assert pk.inside(rows) == (Count(1, ("A2",)), Count(0, ()))
    assert list(docs.inside_packages(rows).index) == ["A2"]


def test_a_group_within_a_group_counts_once():
    """Of ten documents a group of five is known, of it a group of three and one paper: four more in groups."""
    rows = frame(
        {"documents": 10},
        {"documents": 5, "part_of": "A1"},
        {"documents": 3, "part_of": "A2"},
        {"part_of": "A3"},
    )

    assert pk.inside(rows) == (Count(1, ("A4",)), Count(4, ("A2",)))


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(1, 9)), max_size=8))
def test_groups_within_groups_are_recounted_by_hand(made):
    """However groups lie in groups, each adds what is not named one by one anywhere inside it, and none of a group."""
    heads = [min(head, place) for place, (head, _) in enumerate(made)]
    sizes = [9, *(2 if place + 1 in heads else 1 for place in range(len(made)))]
    sizes = [max(size, number) for size, (_, number) in zip(sizes, [(0, 9), *made], strict=True)]
    rows = frame(
        {"documents": 9}, *({"documents": n, "part_of": f"A{h + 1}"} for h, n in zip(heads, sizes[1:], strict=True))
    )

    def papers(place):
        own = sum(heads[i] == place and sizes[i + 1] == 1 for i in range(len(heads)))
        return own + sum(papers(i + 1) for i in range(len(heads)) if heads[i] == place and sizes[i + 1] > 1)

    single, grouped = pk.inside(rows)

    assert single.value == sizes[1:].count(1) == papers(0)
    assert grouped.value == sum(
        max(0, sizes[i + 1] - papers(i + 1)) for i in range(len(heads)) if heads[i] == 0 and sizes[i + 1] > 1
    )


@given(st.integers(2, 99), st.lists(st.integers(1, 20), max_size=8), st.integers(0, 4))
def test_members_never_add(size, members, copies):
    """However many members and second descriptions a package gets, the count stays the package's own number."""
    rows = frame(
        {"documents": size}, *({"documents": n, "part_of": "A1"} for n in members), *[{"same_as": "A1"}] * copies
    )

    assert docs.count(docs.counted(rows)) == Count(size, ("A1",))
    assert sum(named.value for named in pk.inside(rows)) == sum(members)


def test_an_unknown_composition_is_not_spread_over_sectors(summit):
    """A package whose sectors are unknown stays in one group of its own."""
    rows = docs.counted(summit)

    assert docs.by(rows, "sector") == {"not-itemised": Count(3, ("T-A1",)), "energy": Count(1, ("T-A4",))}


def test_groups_come_largest_first_or_as_asked():
    """Groups are ordered by size and then name, or follow a given order without the empty ones."""
    rows = frame({"sector": "energy"}, {"sector": "trade"}, {"sector": "mining", "documents": 3})

    assert list(docs.by(rows, "sector")) == ["mining", "energy", "trade"]
    assert list(docs.by(rows, "sector", ["trade", "health", "mining"])) == ["trade", "mining"]


@given(st.lists(st.tuples(st.sampled_from(["energy", "trade", "health"]), st.integers(1, 60)), max_size=12))
def test_groups_add_up_to_the_count(pairs):
    """Sectors share no document: their counts add up to the total, and so do their rows."""
    rows = frame(*({"sector": sector, "documents": number} for sector, number in pairs))

    groups = docs.by(rows, "sector")

    assert sum(count.value for count in groups.values()) == docs.count(rows).value
    assert sorted(key for count in groups.values() for key in count.rows) == sorted(rows.index)


def test_a_document_counts_once_for_each_party(summit):
    """In a table by country a document of three stands under each: the column is more than the total."""
    rows = docs.counted(summit)

    found = docs.by_country(rows, ["KAZ", "UZB"])

    assert found == {"KAZ": Count(4, ("T-A1", "T-A4")), "UZB": Count(1, ("T-A4",))}
    assert sum(count.value for count in found.values()) > docs.count(rows).value


def test_alone_with_the_partner_needs_the_partner_and_nobody_else():
    """Two others are not alone with the partner, nor are two of whom a third party, without a code, makes several."""
    rows = frame(
        {"scope": "bilateral"},
        {"scope": "commercial"},
        {"scope": "bilateral", "parties": ("KAZ", "UZB")},
        {"scope": "multilateral"},
        {"scope": "multilateral", "parties": ("CHN", "KAZ", "UZB")},
    )

    alone = docs.alone(rows, "CHN")

    assert docs.by_country(alone, ["KAZ", "UZB"]) == {"KAZ": Count(2, ("A1", "A2")), "UZB": Count(0, ())}


def test_the_grid_of_sector_and_country_has_only_filled_cells(summit):
    """Sector by country counts a document in one sector and under each of its parties; empty cells are left out."""
    found = docs.cross(docs.counted(summit), ["KAZ", "UZB"])

    assert {pair: count.value for pair, count in found.items()} == {
        ("not-itemised", "KAZ"): 3,
        ("energy", "KAZ"): 1,
        ("energy", "UZB"): 1,
    }


def test_parties_that_nobody_names_belong_to_no_country():
    """A row whose parties the source does not give is in the total and in no country's column."""
    rows = frame({"parties": ()}, {})

    assert docs.count(rows).value == 2
    assert docs.by_country(rows, ["KAZ"])["KAZ"] == Count(1, ("A2",))


@pytest.mark.parametrize("measure", [docs.counted, docs.inside_packages, docs.signed, docs.announced, docs.is_package])
def test_measures_take_an_empty_table(measure):
    """A measure of no rows is no rows, not an error."""
    assert len(measure(frame())) == 0


def test_nothing_counts_to_zero():
    """No documents are 0 documents of no rows, in no group and under no country."""
    rows = frame()

    assert docs.count(rows) == Count(0, ())
    assert (docs.by(rows, "sector"), docs.cross(rows, ["KAZ"]), pk.inside(rows)) == ({}, {}, (Count(0, ()),) * 2)
    assert docs.by_country(rows, ["KAZ"]) == {"KAZ": Count(0, ())}


def test_measures_do_not_change_their_input(summit):
    """A measure gives something new and leaves the table as it was."""
    before = summit.copy()

    pk.inside(summit)
    docs.by(docs.signed(summit), "sector")
    docs.cross(summit, ["KAZ"])

    pd.testing.assert_frame_equal(summit, before)


def test_the_word_of_a_number_goes_with_its_sum():
    """A single row keeps its word; a sum takes the one its bounds imply; a frame without words counts exactly."""
    rows = pd.DataFrame(
        {"documents": [35, 4, 60], "qualifier": ["more than", "exact", "approximately"]}, index=["A1", "A2", "A3"]
    )

    assert docs.count(rows.iloc[:1]) == Count(35, ("A1",), "more than")
    assert docs.count(rows.iloc[:2]) == Count(39, ("A1", "A2"), "at least")
    assert docs.count(rows.iloc[1:]).qualifier == "approximately"
    assert docs.count(rows.drop(columns="qualifier")).qualifier == "exact"
    assert docs.joined([docs.count(rows.iloc[:1]), docs.count(rows.iloc[1:2])]) == docs.count(rows.iloc[:2])
