"""What reports.yml declares, and the names that results get."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_project import REPORTS

from summit_report.errors import DataError, UsageError
from summit_report.publishing.editions import Edition, about, adapt, derived_slug, load, select


def declared(folder: Path, text: str) -> tuple[Edition, ...]:
    """Return the editions of a reports.yml in *folder* with this *text*."""
    (folder / "reports.yml").write_text(text, encoding="utf-8")
    return load(folder / "reports.yml")


def test_matrix_unfolds(tmp_path: Path) -> None:
    """One entry with a matrix becomes one edition per combination, in order, with the values as parameters."""
    editions = declared(tmp_path, REPORTS)
    assert [edition.slug for edition in editions] == ["small", "small-KAZ", "small-UZB"]
    assert editions[2].parameters == {"summit": "tiny-2030", "country": "UZB"}


def test_all_problems_with_their_lines(tmp_path: Path) -> None:
    """Unknown keys, missing notebooks, unsafe and repeated names are listed together, each with its line."""
    text = (
        "edition: 1\n"
        "editions:\n"
        "  a: {notebok: x.ipynb}\n"
        "  ../b: {notebook: x.ipynb}\n"
        "  c: {notebook: x.ipynb}\n"
        "  c: {notebook: y.ipynb}\n"
        "  'd-{country}': {notebook: x.ipynb}\n"
        "  e: {notebook: x.ipynb, matrix: {country: KAZ}}\n"
        "  failed: {notebook: x.ipynb}\n"
    )
    with pytest.raises(UsageError) as caught:
        declared(tmp_path, text)
    problems = caught.value.problems
    assert [re.match(r"line (\d+)", problem)[1] for problem in problems] == ["1", "3", "3", "4", "6", "7", "8", "9"]


def test_several_keys_give_their_product(tmp_path: Path) -> None:
    """Five countries and six sectors are thirty editions, each with its own name, values and title."""
    text = (
        "editions:\n"
        "  brief-{country}-{sector}:\n"
        "    notebook: x.ipynb\n"
        "    title: '{country}: {sector}'\n"
        "    matrix: {country: [KAZ, KGZ, TJK, TKM, UZB], sector: [trade, energy, mining, digital, health, finance]}\n"
    )
    editions = declared(tmp_path, text)
    assert len({edition.slug for edition in editions}) == 30
    assert editions[7].slug == "brief-KGZ-energy"
    assert editions[7].parameters == {"country": "KGZ", "sector": "energy"}
    assert editions[7].title == "KGZ: energy"


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("'b-{country}': {notebook: x, matrix: {country: [KAZ, UZB], sector: [a, b]}}", "its name needs {sector}"),
        ("'b-{country}-{sektor}': {notebook: x, matrix: {country: [KAZ]}}", "{sektor}: not in its matrix"),
        ("'b-{country}': {notebook: x, title: '{land}', matrix: {country: [KAZ]}}", "{land}: not in its matrix"),
        ("'b-{country}': {notebook: x, matrix: {country: [KAZ, UZB, KAZ]}}", "has KAZ twice for `country`"),
        ("'b-{country}': {notebook: x, matrix: {country: []}}", "no value for `country`"),
        ("'b-{country}': {notebook: x, parameters: {country: KAZ}, matrix: {country: [UZB]}}", "and in `matrix`"),
        ("'b-{country': {notebook: x, matrix: {country: [UZB]}}", "a brace that does not belong"),
        ("'b-{country.x}': {notebook: x, matrix: {country: [UZB]}}", "{country.x}: not in its matrix"),
    ],
)
def test_matrix_that_cannot_unfold(tmp_path: Path, entry: str, told: str) -> None:
    """What keeps a matrix from giving every edition a name of its own is told once, with its line."""
    with pytest.raises(UsageError) as caught:
        declared(tmp_path, f"editions:\n  {entry}\n")
    (problem,) = caught.value.problems
    assert problem.startswith("line 2: ")
    assert told in problem


def test_limits_are_seconds(tmp_path: Path) -> None:
    """How long a cell and a report may take can be declared, as numbers above nought."""
    entry = "editions: {{a: {{notebook: x.ipynb, cell_seconds: 5, report_seconds: {}}}}}"
    (edition,) = declared(tmp_path, entry.format(2.5))
    assert edition.limits == {"cell_seconds": 5, "report_seconds": 2.5}
    for wrong in ("0", "-1", ".inf", ".nan", "yes", "soon"):
        with pytest.raises(UsageError, match="`report_seconds` must be a number of seconds above 0"):
            declared(tmp_path, entry.format(wrong))


def test_no_file_and_no_yaml(tmp_path: Path) -> None:
    """A missing or unreadable file ends in the same kind of error, not in a traceback."""
    with pytest.raises(UsageError, match="no such file"):
        load(tmp_path / "reports.yml")
    with pytest.raises(UsageError, match="line 1"):
        declared(tmp_path, "editions: {a: [")


def test_unknown_editions_are_named(tmp_path: Path) -> None:
    """Asking for an edition that is not declared names it and those that are."""
    with pytest.raises(UsageError, match=r"(?s)- nope.*Declared: small, small-KAZ"):
        select(declared(tmp_path, REPORTS), ("small", "nope"))
    with pytest.raises(UsageError, match="- small-kaz; did you mean small-KAZ"):
        select(declared(tmp_path, REPORTS), ("small-kaz",))


def test_a_dataset_is_told_from_an_edition(tmp_path: Path) -> None:
    """Whoever names a dataset instead of an edition is told how to report on it; `--data` is told to nobody else."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/summit.yaml").touch()
    with pytest.raises(UsageError, match=rf"report: summit-report build --data {tmp_path}/mine$"):
        select(declared(tmp_path, REPORTS), (f"{tmp_path}/mine",))
    with pytest.raises(UsageError) as refused:
        select(declared(tmp_path, REPORTS), ("nope",))
    assert "--data" not in str(refused.value)


def test_trial_has_a_name_of_its_own(tmp_path: Path) -> None:
    """Other parameters or data give another folder; values equal to the declared ones do not."""
    small = declared(tmp_path, REPORTS)[0]
    defaults = {"country": None, "factor": 3, "summit": "tiny-2030"}
    assert adapt(small, {"country": "KAZ", "factor": 3}, defaults).slug == "small+country=KAZ"
    assert adapt(small, {"factor": 3, "summit": "tiny-2030"}, defaults) == small
    assert adapt(small, {}, defaults, Path("/x/other.xlsx")).slug == "small+data=other.xlsx"
    other = {"summit": "bay-2031"}
    assert adapt(small, other, defaults, Path("/x/bay-2031.xlsx")).slug == "small+data=bay-2031.xlsx"
    assert adapt(small, other, defaults, Path("/x/bay-2031.xlsx")).parameters["summit"] == "bay-2031"
    assert adapt(small, other, defaults, Path("/x/bay.xlsx")).slug == "small+summit=bay-2031+data=bay.xlsx"
    assert adapt(small, other, defaults).slug == "small+summit=bay-2031"
    assert adapt(editions_titled(small), {"country": "KAZ"}, defaults).title is None


def test_data_of_a_summit_that_nobody_declared(tmp_path: Path) -> None:
    """An edition about other data follows the first one, under the summit's id; a taken name gains the data's name."""
    every, place = declared(tmp_path, REPORTS), Path("/x/new-data")
    other = about(every, place, "bay-2031")
    assert (other.slug, other.notebook, other.parameters) == ("bay-2031", every[0].notebook, {"summit": "bay-2031"})
    assert (other.data, other.title) == (place, None)
    assert about(every, place, "small").slug == "small+data=new-data"
    for wrong in (None, "../up", "failed"):
        with pytest.raises(DataError, match="the summit's id is"):
            about(every, place, wrong)


def editions_titled(edition: Edition) -> Edition:
    """Return *edition* with a title of its own, which only the declared report may carry."""
    return replace(edition, title="Declared")


@given(st.dictionaries(st.from_regex(r"[a-z]{1,9}", fullmatch=True), st.text(max_size=300), min_size=1, max_size=4))
def test_derived_names_are_safe(marks: dict[str, str]) -> None:
    """Whatever the values, the name is one plain path component that is not too long, and never the declared one."""
    slug = derived_slug("astana-2025", marks)
    assert re.fullmatch(r"astana-2025[A-Za-z0-9._+=-]+", slug)
    assert len(slug) <= 120


@given(st.text(max_size=200), st.text(max_size=200))
def test_different_values_get_different_names(one: str, other: str) -> None:
    """Two trials with different values never share a folder."""
    assert (derived_slug("a", {"x": one}) == derived_slug("a", {"x": other})) == (one == other)
