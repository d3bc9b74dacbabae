"""Exploring: one question at a time, answered as the reports answer it, with evidence, and taken along."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from openpyxl import load_workbook
from tiny import write_tiny, write_workbook

from summit_report import blocks
from summit_report.analysis import amounts, names
from summit_report.analysis import wording as w
from summit_report.analysis.dataset import Dataset, load
from summit_report.analysis.report import Report
from summit_report.analysis.sections import countries, money
from summit_report.analysis.view import Among, View
from summit_report.errors import DataError, SummitReportError, UsageError
from summit_report.explore import MEASURES, Selection, ask
from summit_report.explore.looks import picture, plain_errors
from summit_report.explore.numbers import numbers
from summit_report.project import folder
from summit_report.publishing import editions

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def astana() -> Dataset:
    return load("astana-2025", ROOT)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return load(write_tiny(tmp_path_factory.mktemp("tiny")))


def test_one_country_is_answered_as_the_report_prints_it(astana: Dataset) -> None:
    """With one country, sector and currency, figure, words and evidence are those of an edition, byte for byte."""
    report = Report(astana, country="KAZ", currency="EUR")

    assert ask(astana, "largest", countries=["KAZ"], currency="EUR").exhibit == money.largest(report)
    report = Report(astana, country="KAZ", sector="energy")
    assert ask(astana, "countries", countries=["KAZ"], sectors=["energy"]).exhibit == countries.by_country(report)


def test_one_country_is_answered_by_its_row_alone(astana: Dataset) -> None:
    """Table, numbers, evidence and rows are those of the one country that is asked; the others can be had beside it."""
    answer = ask(astana, "countries", countries=["Kyrgyzstan"])
    beside = answer.with_others()

    assert list(answer.table["Country"]) == ["Kyrgyzstan"] and set(answer.frame["row"]) == {"Kyrgyzstan"}
    assert len(beside.table) == 5 and beside.compared == answer.compared == 1
    assert list(answer.table.iloc[0]) == list(beside.table.iloc[1])
    assert answer.behind() == answer.behind(0) == beside.behind(1)
    assert all("KGZ" in parties for parties in answer.rows.agreements["parties"])
    assert len(ask(astana, "countries", countries=["KAZ", "UZB"]).table) == 2


def test_several_values_mean_any_of_them(tiny: Dataset) -> None:
    """Rows with any of the countries, sectors or kinds count, once each; kinds of money leave agreements alone."""
    both = View(tiny, among=Among(countries=("KAZ", "UZB")))
    assert list(both.agreements.index) == ["T-A1", "T-A2", "T-A3", "T-A4"]
    assert both.countries == ("KAZ", "UZB")
    assert list(View(tiny, among=Among(sectors=("energy", "transport"))).agreements.index) == ["T-A2", "T-A3", "T-A4"]
    kinds = View(tiny, among=Among(instruments=("grant", "loan")))
    assert list(kinds.funding.index) == ["T-F1", "T-F2", "T-F5"]
    assert list(kinds.agreements.index) == list(View(tiny).agreements.index)


def test_the_title_says_what_is_chosen(astana: Dataset) -> None:
    """A figure of several countries, sectors and kinds says so in words."""
    answer = ask(astana, "documents", countries=["KAZ", "UZB"], sectors=["energy", "trade"], instruments=["agreement"])

    assert answer.figure is not None
    assert "involving Kazakhstan or Uzbekistan" in answer.figure["subtitle"]
    assert "of the kind agreement" in answer.figure["subtitle"]


@pytest.mark.parametrize("measure", MEASURES)
def test_every_row_of_a_table_leads_to_rows_of_the_data(astana: Dataset, measure: str) -> None:
    """Each measure has a table, and each of its rows has evidence: keys, what they say, and where that stands."""
    answer = ask(astana, measure)

    assert len(answer.table)
    for position in range(len(answer.table)):
        found = answer.evidence(position)
        assert len(found) and (found["row"] != "").all() and (found["source"] != "").all()


@pytest.mark.parametrize("measure", sorted(MEASURES.keys() - {"timeline"}))  # it shows every relation
def test_a_choice_without_rows_is_answered_in_words(tiny: Dataset, measure: str) -> None:
    """Where nothing is left to show there is no error, and no row that pretends to be evidence."""
    answer = ask(tiny, measure, countries=["KAZ"], sectors=["energy"], relation="context")

    assert answer.figure is None and answer._repr_mimebundle_() is not None
    assert len(answer.evidence()) == 0


def test_evidence_of_a_row_is_its_own(tiny: Dataset) -> None:
    """The evidence of a country names the rows it is party to, with source and place; an unknown name is refused."""
    answer = ask(tiny, "countries")

    assert list(answer.evidence("Uzbekistan")["key"]) == ["T-A4"]
    assert answer.evidence("Uzbekistan").iloc[0]["place"] == "para 2"
    assert list(answer.evidence("Kazakhstan")["key"]) == ["T-A1", "T-A4"]
    with pytest.raises(UsageError, match="Kazakhstan, Uzbekistan"):
        answer.evidence("Atlantis")


def test_projects_of_a_sector_are_its_evidence(astana: Dataset) -> None:
    """A row that has no line of evidence of its own leads to the rows of its sector, not to all."""
    answer = ask(astana, "stages")

    assert set(answer.evidence("Energy")["key"]) == {
        key for key in answer.behind() if astana.projects.at[key, "sector"] == "energy"
    }


def test_a_sum_has_the_evidence_of_its_table(astana: Dataset) -> None:
    """What is announced, and what is left of it, has no rows of its own: it leads to those of its table."""
    answer = ask(astana, "waterfall")
    sums = [i for i in range(len(answer.table)) if not answer.proof.own(i)]

    assert list(answer.table["Step"].iloc[sums]) == ["Announced", "Left after these items", "Not named"]
    assert {answer.behind(i) for i in sums} == {answer.proof.together}
    assert "F021" in answer.proof.together and len(answer.proof.together) < len(answer.behind())


@pytest.mark.parametrize(
    ("measure", "name"), [("sectors", "Sector not published"), ("firmness-sectors", "Packages over several sectors")]
)
def test_packages_without_a_sector_are_their_own_evidence(astana: Dataset, measure: str, name: str) -> None:
    """The row of what no source gives a sector leads to the packages, which have none."""
    keys = list(ask(astana, measure).evidence(name)["key"])

    assert keys and set(astana.agreements.loc[keys, "sector"]) == {"not-itemised"}


def test_whole_numbers_are_numbers_in_the_table(tiny: Dataset, astana: Dataset) -> None:
    """A column of whole numbers can be sorted and added; one with a word before a number stays as printed."""
    table = ask(tiny, "countries").table

    assert table["Documents"].sum() == 5 and table["With others"].sum() == 2
    assert ask(astana, "countries").table["Documents"].str.startswith("at least").all()


def test_the_frame_has_the_numbers_of_the_table(tiny: Dataset, astana: Dataset) -> None:
    """Bounds, n of N and unit stand in columns of their own; an open end is empty, and so is an unknown amount."""
    found = ask(astana, "countries").frame.set_index(["row", "column"])
    assert list(found.columns) == ["low", "high", "n", "N", "unit"]
    total, alone = found.loc[("Kazakhstan", "documents")], found.loc[("Kazakhstan", "with_china_alone")]
    assert total["low"] == 157 and pd.isna(total["high"]) and total["unit"] == "documents"
    assert alone["low"] == alone["high"] == 94
    money_of = ask(tiny, "money-countries").frame.set_index(["row", "column"])
    loan, contract = money_of.loc[("Uzbekistan", "loan")], money_of.loc[("Kazakhstan", "contract_value")]
    assert (loan["n"], loan["N"], loan["unit"]) == (0, 1, "USD") and pd.isna(loan["low"])
    assert (contract["low"], contract["n"], contract["N"]) == (50e6, 1, 1) and pd.isna(contract["high"])


@pytest.mark.parametrize("measure", sorted(MEASURES.keys() - {"timeline"}))  # dates alone
def test_no_number_of_a_table_is_lost(astana: Dataset, measure: str) -> None:
    """Each printed number has its line in the frame, and each line a number, but for amounts that are not stated."""
    answer = ask(astana, measure)
    right = [cell for place in answer.right_aligned for cell in answer.table.iloc[:, place].astype(str)]
    printed = [cell for cell in right if cell not in ("", "–")]
    frame = answer.frame

    assert len(printed) == len(frame) - frame["column"].str.endswith("_inside").sum() > 0
    assert (frame["low"].notna() | frame["high"].notna()).sum() == len(frame) - sum("not stated" in c for c in printed)


@given(
    st.floats(0.5, 9e14).map(lambda value: float(f"{value:.4g}")),
    st.sampled_from(sorted(amounts.OPEN_ABOVE | amounts.OPEN_BELOW | {"exact", "approximately"})),
    st.sampled_from(["", "USD", "KZT"]),
)
def test_what_is_worded_can_be_read(value: float, qualifier: str, currency: str) -> None:
    """Whatever amount the reports word, its bounds and currency come back, as exact as it was printed."""
    [(_, found)] = numbers(w.money(value, currency, qualifier))
    meant = amounts.bounds(value, qualifier)

    assert found.unit == currency
    for read, wanted in ((found.low, meant.low), (found.high, meant.high)):
        assert read == wanted or read == pytest.approx(wanted, rel=1e-3, abs=0.5)


def test_people_may_say_names(astana: Dataset) -> None:
    """Codes in any case and names of countries, sectors and measures mean what their codes mean."""
    said = ask(astana, "Documents by country", countries=["kazakhstan", "Uzb"], sectors="Energy", currency="eur")

    assert (
        said.selection
        == ask(astana, "countries", countries=["KAZ", "UZB"], sectors=["energy"], currency="EUR").selection
    )
    with pytest.raises(UsageError) as error:
        ask(astana, countries=["Kazakstan", "China"], sectors=["enrgy"], relation="sumit")
    near, partner, sector, relation = error.value.problems
    assert "did you mean KAZ (Kazakhstan)?" in near and "did you mean energy (" in sector
    said = "country is 'China', the partner, to whom each of the others is related; allowed: KAZ, KGZ, TJK, TKM, UZB"
    assert partner == said
    assert "did you mean summit?" in relation


def test_a_name_that_two_sectors_share_is_asked_about(tiny: Dataset) -> None:
    """What may mean two sectors is refused, and both are named."""
    problems: list[str] = []
    known = {"a": ("Energy, old", "Energy"), "b": ("Energy, new", "Energy"), "c": ("Trade",)}

    assert names.meant("sector", ["energy", "trade", "TRADE"], known, problems) == ("c",)
    assert problems == ["sector is 'energy'; did you mean a (Energy, old) or b (Energy, new)? allowed: a, b, c"]


def test_values_that_the_summit_does_not_have_are_refused(tiny: Dataset) -> None:
    """Every wrong value is named with what is allowed."""
    with pytest.raises(UsageError) as error:
        ask(tiny, countries=["KAZ", "FRA"], sectors=["energy", "magic"], instruments=["spell"])
    assert [text.split(" is ")[0] for text in error.value.problems] == ["country", "sector", "instrument"]
    with pytest.raises(UsageError, match="countries, sectors"):
        ask(tiny, "beauty")


@pytest.mark.parametrize("measure", MEASURES)
def test_no_filter_is_left_out_in_silence(tiny: Dataset, measure: str) -> None:
    """A kind of money cannot narrow documents, nor a kind of document money: that is refused, not ignored."""
    for kind in ("loan", "memorandum"):
        if kind in MEASURES[measure].instruments:
            assert ask(tiny, measure, instruments=kind).selection.instruments == (kind,)
        else:
            with pytest.raises(UsageError, match=f"instrument is '{kind}', to which .* is not narrowed"):
                ask(tiny, measure, instruments=kind)


def test_a_currency_goes_by_its_name_too(astana: Dataset) -> None:
    """As on the command line, "euro" is EUR; what is none is asked about."""
    assert ask(astana, "largest", currency="euro").report.currency == "EUR"
    with pytest.raises(UsageError, match="currency is 'eura'; did you mean EUR"):
        ask(astana, "largest", currency="eura")


def test_a_row_goes_by_its_code_too(astana: Dataset) -> None:
    """A notebook knows its country by the code, and gets the same evidence by that."""
    countries, sectors = ask(astana, "countries"), ask(astana, "sectors")

    assert countries.evidence("UZB").equals(countries.evidence("Uzbekistan"))
    assert countries.evidence("uzbekistan").equals(countries.evidence("Uzbekistan"))
    assert sectors.evidence("energy").equals(sectors.evidence("Energy"))
    with pytest.raises(UsageError, match="no row 'FRA'"):
        countries.evidence("FRA")


def test_countries_that_share_the_first_place_share_the_title(tiny: Dataset) -> None:
    """No country or sector is called first where others have as many documents."""
    assert ask(tiny, "countries").figure["title"] == "Kazakhstan is party to 4 documents, 3 of them with China alone"
    later = ask(tiny, "countries", sectors=["energy"])
    assert later.figure["title"] == "Kazakhstan and Uzbekistan are party to 1 document each"
    assert ask(tiny, "sectors", relation="follow-up").figure["title"] == "Energy: 2 of 2 documents"


def test_the_entry_for_reports_yml_makes_the_editions(astana: Dataset, tmp_path: Path) -> None:
    """The lines can be pasted into reports.yml: they unfold into one edition for each country and sector."""
    answer = ask(astana, countries=["KAZ", "UZB"], sectors=["energy"], relation="follow-up", currency="EUR")
    file = tmp_path / "reports.yml"
    file.write_text((ROOT / "reports.yml").read_text() + answer.edition)

    made = editions.load(file)[-2:]
    assert [one.title for one in made] == [
        f"{code}, Energy (power, gas, hydrogen, nuclear): Second China–Central Asia Summit, EUR, follow-up"
        for code in ("KAZ", "UZB")
    ]
    assert [one.slug for one in made] == [
        f"astana-2025-report-{code}-energy-EUR-follow-up" for code in ("KAZ", "UZB")
    ]  # whatever else is chosen has another name, so that both can stand in one file
    assert made[1].parameters == {
        "summit": "astana-2025",
        "country": "UZB",
        "sector": "energy",
        "currency": "EUR",
        "relation": "follow-up",
    }
    assert (ROOT / made[0].notebook).is_file()


def test_the_command_lines_build_the_same(astana: Dataset) -> None:
    """There is one command for each country and sector; another summit is named."""
    lines = ask(astana, countries=["KAZ", "UZB"], sectors=["energy"]).commands.splitlines()
    assert lines == [f"summit-report build astana-2025 -p country={code} -p sector=energy" for code in ("KAZ", "UZB")]
    xian = load("xian-2023", ROOT)
    assert ask(xian, currency="EUR").commands == "summit-report build astana-2025 -p summit=xian-2023 -p currency=EUR\n"


def test_what_an_edition_does_not_keep_is_said(astana: Dataset) -> None:
    """No report can be narrowed to instruments, so entry and commands say that they leave those out."""
    answer = ask(astana, countries=["KAZ"], instruments=["memorandum", "treaty"])
    lost = "# not kept: instruments memorandum, treaty – a report has no such parameter\n"

    assert answer.edition.startswith(f"  {lost}") and answer.commands.startswith(lost)
    [entry] = yaml.safe_load(answer.edition).values()
    assert entry["parameters"] == {"summit": "astana-2025", "country": "KAZ"}
    assert "#" not in ask(astana, countries=["KAZ"]).edition + ask(astana, countries=["KAZ"]).commands


def test_data_of_a_folder_are_those_of_the_edition(tiny: Dataset, tmp_path: Path) -> None:
    """A path, also of data that are read already, stands in the entry and in the command, whole."""
    folder = write_tiny(tmp_path)
    for answer in (Selection(folder), Selection(tiny, source=str(folder))):
        [entry] = yaml.safe_load(answer.edition(tiny)).values()
        assert entry["data"] == str(folder)
        assert f"build astana-2025 --data {folder} -p summit=tiny-2030\n" in answer.commands(tiny)


def test_a_path_is_seen_from_the_project_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook beside the notebooks' folder is found from inside it, and entry and command name it for the root."""
    write_workbook(write_tiny(tmp_path), tmp_path / "book.xlsx")
    (tmp_path / "data" / "tiny-2030").rename(tmp_path / "tiny-2030")
    (tmp_path / "reports.yml").touch()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")

    named = ask("tiny-2030").edition  # a folder that no data/ holds, without any mark of a path
    assert next(iter(yaml.safe_load(named).values()))["data"] == "tiny-2030"
    for path in ("book.xlsx", "../book.xlsx"):
        answer = ask(path)
        assert answer.report.dataset.meta.id == "tiny-2030"
        assert next(iter(yaml.safe_load(answer.edition).values()))["data"] == "book.xlsx"
        assert "build astana-2025 --data book.xlsx -p" in answer.commands
    with pytest.raises(DataError, match=r"Did you mean book\.xlsx\?"):
        ask("bock.xlsx")


@pytest.mark.parametrize("measure", ["sectors", "largest", "stages", "timeline"])
def test_an_empty_answer_says_what_is_near(measure: str, astana: Dataset) -> None:
    """Where no row is left, the rows are counted that there are with one choice less, or of another relation."""
    answer = ask(astana, measure, countries="UZB", sectors="health", relation="context")
    tables = {"sectors": ["agreements"], "largest": ["funding"], "stages": ["projects"]}
    asked = tables.get(measure, ["agreements", "funding", "projects"])
    view = answer.report.view
    near = {
        "with all countries": replace(view, country=None),
        "with all sectors": replace(view, sector=None),
        "as an outcome": replace(view, relation="summit"),
        "as a follow-up": replace(view, relation="follow-up"),
        "whose sector no source states": replace(view, sector="not-itemised"),
    }
    counts = {words: sum(len(getattr(one, table)) for table in asked) for words, one in near.items()}

    assert not answer.behind()
    for words, rows in counts.items():
        assert (f"{rows} {words}" in picture(answer)) == (rows > 0)


def test_an_error_is_shown_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a notebook that asks for it, an error of this project fills a few lines, and any other is as ever."""
    monkeypatch.setattr(SummitReportError, "_render_traceback_", None, raising=False)
    plain_errors()
    shell = InteractiveShell()
    for call, lines in (("ask('astana-2025', countries='XXX')", 2), ("1 / 0", 6)):
        assert not shell.run_cell(f"from summit_report.explore import ask\n{call}", silent=True).success
        said = capsys.readouterr().out
        assert ("Traceback" in said) == (lines > 2)


def test_no_password_is_printed(tiny: Dataset) -> None:
    """Of data from elsewhere the entry and the command say the address without user and password, nor does a repr."""
    asked = Selection("postgresql://u:secret@host/db/s")
    said = asked.edition(tiny) + asked.commands(tiny) + repr(asked)

    assert "secret" not in said and "data" not in next(iter(yaml.safe_load(asked.edition(tiny)).values()))
    assert "# Build it with --data postgresql://***@host/db/s\n" in said
    assert "build astana-2025 --data 'postgresql://***@host/db/s' -p" in said


def test_a_figure_is_saved_as_in_the_report(tiny: Dataset, tmp_path: Path) -> None:
    """The SVG is the report's; the PNG is made from it; their name says what was asked."""
    answer = ask(tiny, "countries", countries=["KAZ"])
    svg, png = answer.save(tmp_path)

    assert svg.name == "tiny-2030-countries-KAZ.svg" and answer.figure is not None
    assert svg.read_text() == answer.figure["svg"]
    assert png.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(UsageError, match="no figure"):
        ask(tiny, "money-countries").save(tmp_path)


def test_the_rows_are_exported_with_their_sources(tiny: Dataset, tmp_path: Path) -> None:
    """Workbook and CSV hold the rows behind the answer and what they cite, nothing else."""
    files = ask(tiny, "countries", countries=["UZB"], instruments=["initiative"]).export(tmp_path)

    assert [file.suffix for file in files] == [".xlsx", *[".csv"] * (len(files) - 1)]
    book = load_workbook(files[0], read_only=True)
    assert [row[0] for row in book["agreements"].iter_rows(min_row=2, values_only=True)] == ["T-A4"]
    assert [row[0] for row in book["sources"].iter_rows(min_row=2, values_only=True)] == ["T-S3"]


def test_long_choices_have_short_names_that_differ(tiny: Dataset) -> None:
    """A file name stays short, whatever is chosen, and two choices never share one."""
    kinds = MEASURES["countries"].instruments
    names = {Selection(tiny, instruments=kinds[:count]).name("tiny-2030") for count in range(len(kinds))}

    assert len(names) == len(kinds) and max(map(len, names)) <= 120


def test_the_project_is_found_from_the_notebooks_folder() -> None:
    """Files go to the project's own figures folder, wherever in it the notebook runs."""
    assert folder(ROOT / "notebooks") == folder(ROOT) == ROOT


def test_an_answer_shows_without_widgets(tiny: Dataset) -> None:
    """In a plain cell it is the exhibit of the report, which every viewer can show, on paper in a dark one."""
    bundle = ask(tiny)._repr_mimebundle_()

    assert blocks.MIME in bundle and "Kazakhstan" in bundle["text/plain"]
    assert "background: #ffffff" in bundle["text/html"]


def test_the_entry_is_plain_yaml(tiny: Dataset) -> None:
    """With nothing chosen the entry is one edition of the whole summit."""
    [(slug, entry)] = yaml.safe_load(ask(tiny).edition).items()

    assert slug == "tiny-2030-report" and entry["parameters"] == {"summit": "tiny-2030"}


def test_a_shared_rank_is_nobodys_alone(astana: Dataset) -> None:
    """Where several countries have equally many documents in the only sector, the title names them all."""
    answer = ask(astana, "sector-country", countries=["KAZ", "TKM", "UZB"], sectors=["transport"])
    assert answer.figure["title"] == "Kazakhstan and Uzbekistan have most documents in transport and logistics, 1 each"

    alone = ask(astana, "sector-country", sectors=["culture"]).figure["title"]
    assert alone == "Kazakhstan has most documents in culture, 6"


def test_announcement_stays_in_its_currency_and_says_so(astana: Dataset) -> None:
    """An announced amount and its items stay in its own currency; where another is chosen, the caption says so."""
    euro, own = (ask(astana, "waterfall", currency=code) for code in ("EUR", None))
    said = "All stays in USD, as announced; nothing is converted to EUR."
    assert said in euro.figure["caption"] and "converted" not in own.figure["caption"]
    assert euro.table.equals(own.table)


@pytest.mark.parametrize("measure", ["largest", "money-countries", "money-sectors", "waterfall"])
def test_what_is_missing_is_missing_of_the_chosen_relation(astana: Dataset, measure: str) -> None:
    """The loan to Kazakhstan is an outcome: that none stood in the context is not said as if there were none."""
    assert len(ask(astana, measure, countries=["KAZ"], instruments=["loan"]).exhibit.blocks) > 0
    [block] = ask(astana, measure, countries=["KAZ"], instruments=["loan"], relation="context").exhibit.blocks
    assert "that stood in the context of the summit" in block["text"]
