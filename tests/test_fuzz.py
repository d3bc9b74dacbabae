"""Made-up datasets give the totals of a recount in plain Python; spoilt ones end with problems in their places."""

import csv
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fuzzing import Tables, datasets, documents, money, spoil_book, spoil_bytes, spoil_cells, write
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tiny import SLUG, write_tiny, write_workbook

from summit_report.analysis.dataset import Dataset, load
from summit_report.analysis.measures import documents as docs
from summit_report.analysis.measures import money as mm
from summit_report.analysis.measures.money import Purse
from summit_report.analysis.notices import notices
from summit_report.analysis.problems import BrokenRulesError
from summit_report.analysis.report import Report
from summit_report.analysis.sections import (
    bounds,
    compilers,
    countries,
    findings,
    fragility,
    reconciliation,
    sectors,
    signed,
)
from summit_report.analysis.sections import money as money_section
from summit_report.analysis.view import View
from summit_report.analysis.vocabularies import FUNDING_INSTRUMENTS, RELATIONS

quick = settings(
    deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate, Phase.shrink]
)


def compare(dataset: Dataset, summit: dict[str, str], tables: Tables) -> None:
    """Hold every total of *dataset* against the recount of its rows."""
    for relation in RELATIONS:
        view = View(dataset, relation=relation)
        counted = docs.counted(view.agreements)
        expected = documents(tables, relation)
        codes = dataset.meta.members
        found = {code: count.value for code, count in docs.by_country(counted, codes).items() if count.value}
        found["all"] = docs.count(counted).value
        found["signed"] = docs.count(docs.signed(counted)).value
        found["announced"] = docs.count(docs.announced(counted)).value
        assert found == expected, relation
        purse = Purse(dataset, summit["reporting_currency"])
        sums = mm.by_instrument(view.funding, purse, FUNDING_INSTRUMENTS)
        recount = money(summit, tables, relation)
        assert list(sums) == list(recount)
        for instrument, one in sums.items():
            *values, n, of = recount[instrument]
            total = one.total
            stated = [total.bounds.low, total.bounds.central, total.bounds.high] if total.bounds else [None] * 3
            assert stated == pytest.approx(values), (relation, instrument)
            assert (total.n, total.of) == (n, of), (relation, instrument)


def read(folder: Path) -> Tables:
    """Read the tables of *folder* as text, without the package."""
    found = {}
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = [[cell.strip() for cell in row] for row in csv.reader(stream)]
        header, *cells = [row for row in rows if any(row)]
        found[file.stem] = [dict(zip(header, row, strict=True)) for row in cells]
    return found


def refused(path: Path) -> bool:
    """Load *path*; tell whether that was refused, and hold what was said of it to the form of every problem."""
    try:
        notices(load(path))
    except BrokenRulesError as error:
        assert error.found
        for problem in error.found:
            assert problem.place and problem.text and problem.as_json()["message"]
            assert problem.suggestion is None or problem.suggestion != problem.value
        return True
    return False


@settings(quick, max_examples=15)
@given(datasets())
def test_totals_are_those_of_a_recount(made):
    """Documents, signed, announced and by country, and money by instrument with bounds, n and N, equal a recount."""
    with TemporaryDirectory() as place:
        dataset = load(write(Path(place), *made))
    notices(dataset)
    compare(dataset, *made)


@settings(quick, max_examples=3)
@given(datasets())
def test_the_main_exhibits_can_be_made(made):
    """Whatever a dataset lacks, the first sections of the report find words, tables and figures for it."""
    with TemporaryDirectory() as place:
        report = Report(write(Path(place), *made))
    for make in (
        findings.findings,
        signed.overview,
        sectors.by_sector,
        countries.by_country,
        money_section.overview,
        bounds.bounds,
        fragility.totals,
        reconciliation.money,
        compilers.compilers,
    ):
        assert make(report)._repr_mimebundle_()


@settings(quick, max_examples=20)
@given(datasets(), st.randoms(use_true_random=False))
def test_spoilt_rows_are_located_or_counted_right(made, chance):
    """A changed cell or row is refused at its place, or the totals are those of a recount of what stands there."""
    summit, tables = made
    with TemporaryDirectory() as place:
        folder = write(Path(place), summit, spoil_cells(chance, tables))
        if not refused(folder):
            compare(load(folder), summit, read(folder))


@pytest.mark.parametrize("seed", range(30))
def test_spoilt_bytes_of_a_folder_are_no_crash(tmp_path, seed):
    """Whatever bytes change in a file of a folder, it is read or refused; nothing else is raised."""
    chance = random.Random(seed)
    folder = write_tiny(tmp_path)
    file = chance.choice(sorted(folder.iterdir()))
    file.write_bytes(spoil_bytes(chance, file.read_bytes()))

    assert refused(folder) or load(folder).meta.id == SLUG


def test_spoilt_bytes_of_a_workbook_are_no_crash(tmp_path):
    """Whatever bytes change in a workbook or its parts, it is read or refused; nothing else is raised."""
    whole = write_workbook(write_tiny(tmp_path), tmp_path / "tiny.xlsx").read_bytes()
    file = tmp_path / "spoilt.xlsx"
    outcomes = []
    for seed in range(15):
        file.write_bytes(spoil_book(random.Random(seed), whole))
        outcomes.append(refused(file))

    assert any(outcomes)
