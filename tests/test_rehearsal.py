"""What a template prepares saves time, and never changes what a report says."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from tiny import SLUG, edit, write_tiny

from summit_report.analysis import dataset as datasets
from summit_report.analysis.dataset import Dataset, keep, load
from summit_report.analysis.rehearsal import MOST_BYTES, SECTIONS, rehearse, rehearse_sections
from summit_report.analysis.report import Report
from summit_report.errors import DataError
from summit_report.publishing.samples import ENOUGH_READERS, samples, sections_in, shared_data

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test keep what it likes; the next one begins with nothing."""
    monkeypatch.setattr(datasets, "_kept", {})
    yield


def said(dataset: Dataset, country: str) -> list[Any]:
    """Return what the sections that are rehearsed say about *country*."""
    report = Report(dataset, country=country)
    return [section(report)._repr_mimebundle_() for section in SECTIONS]


def test_kept_data_stand_for_the_same_bytes_only(tmp_path: Path) -> None:
    """What was kept is given for equal files wherever they lie; another byte, file or name of the folder is read."""
    folder = write_tiny(tmp_path)
    kept = keep(folder)
    copy = shutil.copytree(folder, tmp_path / "elsewhere" / SLUG)
    assert load(copy) is kept

    edit(copy, "agreements.csv", "Pledge on solar power", "Pledge on wind power")
    assert load(copy).agreements.at["T-A4", "title"] == "Pledge on wind power"
    edit(copy, "agreements.csv", "Pledge on wind power", "Pledge on solar power")
    assert load(copy) is kept

    (copy / "trade.csv").unlink()
    assert load(copy).missing == ("trade",)
    with pytest.raises(DataError, match="not the name of the folder"):
        load(folder.rename(tmp_path / "other-2030"))


def test_a_rehearsal_changes_no_word(tmp_path: Path) -> None:
    """Reports about data that were rehearsed with one country say of each what they say without; failures pass."""
    folder = write_tiny(tmp_path)
    cold = [said(load(folder), country) for country in ("UZB", "KAZ")]
    rehearse(folder)
    names = ("signed.overview", "front.title", "no.such", "evidence.records")
    list(rehearse_sections(folder, names, {"country": "KAZ"}, ["EUR", "KZT"]))

    assert load(folder) is load(folder)
    assert [said(load(folder), country) for country in ("UZB", "KAZ")] == cold


def test_large_data_are_not_rehearsed(tmp_path: Path) -> None:
    """Kernels do not wait for a dataset that takes long to load; each reads it by itself."""
    folder = write_tiny(tmp_path)
    (folder / "README.md").write_bytes(bytes(MOST_BYTES))
    rehearse(folder)

    assert load(folder) is not load(folder)


def test_it_pays_from_the_second_edition(tmp_path: Path) -> None:
    """Preparing saves nothing for a single edition, which goes without."""
    plans = [SimpleNamespace(data=(tmp_path / "shared", tmp_path / f"own-{n}")) for n in range(ENOUGH_READERS)]

    assert shared_data(cast(Any, plans)) == [tmp_path / "shared"]
    assert shared_data(cast(Any, plans[1:])) == []


def test_a_sample_is_what_several_editions_make() -> None:
    """
    Of reports with one notebook about the same data, one is prepared: its sections, in order, and its parameters.

    With it come the rates of all their currencies.
    """
    notebook = ROOT / "notebooks" / "02-country-brief.ipynb"

    def plan(data: str, country: str) -> SimpleNamespace:
        currency = "EUR" if country == "KAZ" else None
        edition = SimpleNamespace(parameters={"summit": "any", "country": country, "currency": currency})
        return SimpleNamespace(data=(Path(data),), notebook=notebook, edition=edition)

    (sample,) = samples(cast(Any, [plan("other", "KAZ"), plan("shared", "UZB"), plan("shared", "KAZ")]))
    assert sample["data"] == "shared"
    assert sample["parameters"] == {"country": "UZB", "currency": None}
    assert sample["sections"] == list(sections_in(notebook))
    assert sample["currencies"] == ["EUR"]
    assert sample["sections"][:2] == ["front.title", "findings.findings"]
    assert "evidence.figure_data" not in sample["sections"]
