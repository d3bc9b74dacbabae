"""A first place that several share is given to all of them, wherever a title or a sentence names who is first."""

from hypothesis import given
from hypothesis import strategies as st
from tiny import edit, write_tiny

from summit_report.analysis.measures.documents import Count
from summit_report.analysis.measures.ranks import leaders
from summit_report.analysis.report import Report
from summit_report.analysis.sections import leading, sectors, signed


@given(st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 3)))
def test_the_leaders_are_those_that_nobody_exceeds(values):
    """Each of the leaders has the largest value, and nobody else has it."""
    first = leaders(values)

    assert set(first) == {name for name, value in values.items() if value >= max(values.values())}
    assert bool(first) is bool(values)


def test_a_shared_place_is_shared():
    """Equal numbers are "each", and more names than a title holds are counted."""
    counts = {"Chile": Count(2, ()), "Kenya": Count(2, ()), "Peru": Count(1, ())}

    assert leading.first(counts) == (["Chile", "Kenya"], "2 each")
    assert not leading.equal(counts)
    assert leading.named(["Chile", "Kenya"], str, "country") == "Chile and Kenya"
    assert leading.named(["a", "b", "c", "d"], str, "country", "countries") == "4 countries"


def titles(exhibit):
    """The titles of the figures of *exhibit*."""
    return [block["title"] for block in exhibit.blocks if block["kind"] == "figure"]


def alone(tmp_path, *documents):
    """A report on the tiny summit without packages, with only the *documents* (key, instrument, sector, parties)."""
    folder = write_tiny(tmp_path)
    for table in ("funding", "projects", "claims", "milestones", "trade"):
        (folder / f"{table}.csv").unlink()
    header = (folder / "agreements.csv").read_text(encoding="utf-8").splitlines()[0]
    rows = [
        f"{key},Paper {key},{instrument},bilateral,{parties},{sector},2030-05-10,,signed,summit,1,,,T-S1,para 1,"
        for key, instrument, sector, parties in documents
    ]
    (folder / "agreements.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return folder


def test_no_kind_leads_where_all_are_equal(tmp_path):
    """One contract and one initiative are two equally frequent kinds; with a second contract, that leads."""
    folder = alone(tmp_path, ("A1", "contract", "energy", "CHN;KAZ"), ("A2", "initiative", "transport", "CHN;UZB"))
    assert titles(signed.overview(Report(folder)))[0] == "2 kinds are equally frequent: 1 each of 2 documents"

    edit(folder, "agreements.csv", "A2,Paper A2,initiative", "A2,Paper A2,contract")
    (folder / "agreements.csv").write_text(
        (folder / "agreements.csv").read_text(encoding="utf-8")
        + "A3,Paper A3,initiative,bilateral,CHN;UZB,energy,2030-05-10,,signed,summit,1,,,T-S1,para 1,\n",
        encoding="utf-8",
    )
    assert titles(signed.overview(Report(folder)))[0] == "Contract is the most frequent kind: 2 of 3 documents"


def test_countries_that_are_in_as_many_sectors_stand_together(tmp_path):
    """Kazakhstan and Uzbekistan in both sectors: neither is named alone."""
    papers = [
        ("A1", "contract", "energy", "CHN;KAZ"),
        ("A2", "contract", "transport", "CHN;UZB"),
        ("A3", "contract", "transport", "CHN;KAZ"),
        ("A4", "contract", "energy", "CHN;UZB"),
    ]
    [title] = titles(sectors.by_sector_and_country(Report(alone(tmp_path, *papers))))

    assert title == "Kazakhstan and Uzbekistan have documents in both sectors known outside packages"
