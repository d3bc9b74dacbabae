"""Every rule of the data model is checked, and every breach is named: file, row, column, value, what is allowed."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from tiny import FILES, edit, write_tiny, write_workbook

from summit_report.analysis.amounts import Bounds
from summit_report.analysis.datapackage import datapackage
from summit_report.analysis.dataset import load
from summit_report.analysis.measures.money import Purse, by_instrument
from summit_report.analysis.pairs import to_yaml
from summit_report.analysis.report import Report
from summit_report.analysis.sections.front import title
from summit_report.analysis.view import View
from summit_report.analysis.workbook import workbook
from summit_report.errors import DataError
from summit_report.publishing.choices import countries, read_summit


def problems(path):
    with pytest.raises(DataError) as caught:
        load(path)
    return list(caught.value.problems)


CELLS = [
    # file, old, new, the whole problem
    (
        "funding.csv",
        "20000000,USD,exact",
        "20000000,USD,excat",
        'funding.csv, row 5, amount_qualifier: "excat" is not allowed; did you mean "exact"? '
        "Allowed: exact, approximately, at least, more than, nearly, up to",
    ),
    (
        "agreements.csv",
        "commercial,CHN;UZB",
        "commercial,CHN;RUS",
        'agreements.csv, row 6, parties: "CHN;RUS" is not allowed. '
        "Allowed: codes of members of the summit, joined by ; (CHN, KAZ, UZB) – parties to the summit are listed "
        "under members in summit.yaml, those that are no countries under organisations, too; others, such as a bank, "
        "are named in title or note",
    ),
    (
        "agreements.csv",
        "signed,summit,1,T-A1",
        "signed,summit,1,T-A7",
        'agreements.csv, row 3, part_of: "T-A7" is not there. Allowed: a key of agreements',
    ),
]


def test_a_range_is_entered_as_the_problem_says(tmp_path):
    """Two rows, the second restating the first, are right, and the total has both ends."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "UZB,loan,,,,", "UZB,loan,100-150 million,USD,at least,")
    [found] = problems(folder)
    assert '(a range: its lower end stands here with the qualifier "at least", its upper end with "up to" in' in found

    edit(folder, "funding.csv", "100-150 million", "100000000")
    text = "T-F7,Upper end,Bank,CHN,policy bank,UZB,loan,150000000,USD,up to,,,,committed,summit,,,T-F5,no,T-S2,para 5,"
    with (folder / "funding.csv").open("a", encoding="utf-8") as file:
        file.write(f"{text}\n")
    loans = by_instrument(View(load(folder)).funding, Purse(load(folder), "USD"), ["loan"])["loan"]
    assert (loans.rows, loans.total.bounds) == (("T-F5",), Bounds(100e6, 100e6, 150e6))


@pytest.mark.parametrize(("name", "old", "new", "problem"), CELLS)
def test_a_problem_reads_in_full(tmp_path, name, old, new, problem):
    """A problem says where, what, what is allowed, and what was perhaps meant."""
    folder = write_tiny(tmp_path)
    edit(folder, name, old, new)

    [found] = problems(folder)

    assert found == problem


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        # One cell against its column.
        ("agreements.csv", "T-A5,Two later contracts", "T-A5,", "row 6, title: is empty"),
        ("agreements.csv", "follow-up,2,", "follow-up,0,", 'row 6, documents: "0" is not allowed'),
        ("agreements.csv", "follow-up,2,", "follow-up,2.5,", 'row 6, documents: "2.5"'),
        ("agreements.csv", "2030-09,,signed", "2030-13,,signed", 'row 6, signed_on: "2030-13"'),
        ("agreements.csv", "2030-09,,signed", "2030-09/2030-10,,signed", "Allowed: year, month or day as YYYY"),
        ("agreements.csv", "commercial,CHN;UZB", "commercial,CHN;CHN", 'row 6, parties: "CHN;CHN"'),
        ("agreements.csv", "commercial,CHN;UZB", "commercial,CHN; UZB", 'row 6, parties: "CHN; UZB"'),
        ("funding.csv", "20000000,USD", "-20000000,USD", 'row 5, amount: "-20000000" is not allowed. Allowed: number'),
        ("funding.csv", "20000000,USD", "20 000 000,USD", 'row 5, amount: "20 000 000"'),
        ("funding.csv", "20000000,USD", "1e999,USD", 'row 5, amount: "1e999"'),
        ("funding.csv", "20000000,USD", "NaN,USD", 'row 5, amount: "NaN"'),
        ("funding.csv", "20000000,USD", "20000000,USX", 'row 5, currency: "USX" is not allowed. Allowed: ISO 4217'),
        ("funding.csv", "CHN;KAZ,company", "CHN;XXX,company", 'row 7, funder_parties: "CHN;XXX"'),
        ("projects.csv", "CHN;KAZ;RUS", "CHN;KAZ;CA2", 'row 2, countries: "CHN;KAZ;CA2"'),
        ("trade.csv", "T-T2,CA2", "T-T2,CA3", "(CHN, KAZ, UZB, CA2)"),
        ("trade.csv", "T-T1,KAZ,2029", "T-T1,KAZ,29", 'row 2, year: "29"'),
        ("trade.csv", "Jan-Oct", "10 months", 'row 4, period: "10 months"'),
        ("fx_rates.csv", "2030-09-15", "2030-09", 'row 3, date: "2030-09" is not allowed. Allowed: day as YYYY-MM-DD'),
        ("fx_rates.csv", "8.00", "0", 'row 3, rate: "0"'),
        ("sources.csv", "https://example.org/s2", "example.org", 'row 3, url: "example.org"'),
        (
            "sources.csv",
            ",ru,",
            ",rus,",
            'row 3, language: "rus" is not allowed; did you mean "ru"?',
        ),
        ("sources.csv", "official,CHN", "official,USA", 'row 2, side: "USA"'),
        ("sectors.csv", "231;236", "231,236", "row 3: has 5 cells, the header 4"),
        ("sectors.csv", "231;236", "2310", 'row 3, dac_crs_3digit: "2310"'),
        ("milestones.csv", "T-M3,", "T_M3,", 'row 4, milestone_id: "T_M3"'),
        # One row against itself.
        ("funding.csv", "20000000,USD", "20000000,", "row 5, currency: is empty beside amount"),
        ("funding.csv", "20000000,USD,exact", "20000000,USD,", "row 5, amount_qualifier: is empty beside amount"),
        ("funding.csv", "loan,,,,", "loan,,,exact,", 'row 6, amount_qualifier: "exact" stands without amount'),
        ("funding.csv", "2030,2031", "2030,2029", "row 2, year_to: 2029 lies before year_from, 2030"),
        ("projects.csv", "300000000,USD", "300000000,", "row 2, currency: is empty beside cost"),
        ("claims.csv", "count,4,more than,,", "count,4,,,", "row 3, qualifier: is empty beside value"),
        ("claims.csv", "gauge,,,not decided", "gauge,,,", "row 4, value, text: are both empty"),
        ("claims.csv", "count,4,more than,,", "count,4,more than,four,", "row 3, value, text: are both filled"),
        ("claims.csv", "locator,note\nT-C1,", "locator,disowned\nT-C1,", "row 1, note: this column is missing"),
        ("milestones.csv", "2030-06,month", "2030-06,day", 'row 3, date: "2030-06" does not fit the precision "day"'),
        ("milestones.csv", "2030-05-10,day", "2030-05-10,month or earlier", "Allowed: a date to the month"),
        ("fx_rates.csv", "2030-09-15,USD,CNY", "2030-09-15,USD,USD", 'row 3, quote: "USD" is also the base'),
        # One row against others.
        ("claims.csv", "T-C3,", "T-C2,", 'row 4, claim_id: "T-C2" stands already in claims.csv, row 3'),
        ("projects.csv", "T-P3,", "T-f3,", '"T-f3" stands already in funding.csv, row 4'),
        ("milestones.csv", "project,T-P1", "project,T-A1", 'row 3, entity_id: "T-A1" is not there'),
        ("projects.csv", "energy,UZB", "enregy,UZB", 'row 4, sector: "enregy" is not there; did you mean "energy"?'),
        ("sources.csv", "CHN,\nT-S2", "CHN,T-S2\nT-S2", "row 2, based_on: the rows refer to each other in a circle"),
        # Money once.
        (
            "funding.csv",
            "T-F3,,no",
            "T-F3,,yes",
            'row 5, counts_toward_total: "yes" counts money that T-F3 counts already',
        ),
        ("funding.csv", ",T-F1,no", ",T-F1,yes", '"yes" counts the money of T-F1 a second time'),
        ("funding.csv", "committed,summit,,,,yes", "committed,context,,,,yes", '"yes" counts a row of context'),
        ("funding.csv", "committed,summit,,,,yes", "committed,summit,,T-F4,,yes", "money that T-F3 counts already"),
        ("funding.csv", "committed,summit,,,,yes", "committed,summit,,T-F2,,yes", "money that T-F1 counts already"),
        # The summit itself.
        ("summit.yaml", "id: tiny-2030", "id: other", '"other" is not the name of the folder, tiny-2030'),
        ("summit.yaml", "ends: 2030-05-11", "ends: 2030-05-01", "ends: 2030-05-01 lies before starts"),
        ("summit.yaml", "partner: CHN", "partner: RUS", 'partner: "RUS" is not one of the members'),
        (
            "summit.yaml",
            "partner: CHN",
            "partner: China",
            '"China" is not allowed; did you mean "CHN"? Allowed: the ISO 3166-1 alpha-3 code (or EU) of one member',
        ),
        ("summit.yaml", "[CHN, KAZ, UZB]", "[CHN, KAZ, UZX]", "Allowed: a list of different ISO 3166-1"),
        ("summit.yaml", "[CHN, KAZ, UZB]", "[CHN, LAT, UZB]", '"LAT" is not allowed; did you mean "LVA"?'),
        ("summit.yaml", "currency: USD", "currency: kr", '"kr" is not allowed (it may be SEK, NOK, DKK or ISK).'),
        ("summit.yaml", "CA2:", "KAZ:", "Allowed: names in capitals and digits that are no country codes"),
        ("summit.yaml", "version: 1.2.3", "version: 1.2", 'version: "1.2" is not allowed. Allowed: three numbers'),
        (
            "summit.yaml",
            "version: 1.2.3",
            "version: 1.2.3\nauthors: [A;B]",
            "a list of names, none of them with a semicolon",
        ),
        ("summit.yaml", "version: 1.2.3", "version: 1.2.3\nlicense: my own", "an SPDX identifier such as CC-BY-4.0"),
        (
            "summit.yaml",
            "version: 1.2.3",
            "version: 1.2.3\ncontact: me",
            "Allowed: an e-mail address, or an address that",
        ),
        ("summit.yaml", "as_of: 2031-01-31\n", "", "summit.yaml, as_of: is missing"),
        ("summit.yaml", "as_of:", "asof:", 'is no key of the summit; did you mean "as_of"?'),
        ("summit.yaml", "id: tiny-2030", "id: [tiny", "is not well-formed YAML"),
    ],
)
def test_every_rule_is_checked(tmp_path, name, old, new, expected):
    """Breaking one rule in one place is found there."""
    folder = write_tiny(tmp_path)
    edit(folder, name, old, new)

    found = problems(folder)

    assert any(expected in problem for problem in found), found
    assert all(problem.startswith(name) for problem in found), found


def test_european_union_may_be_a_member(tmp_path):
    """`EU` is a code like a country's."""
    folder = write_tiny(tmp_path)
    edit(folder, "summit.yaml", "[CHN, KAZ, UZB]", "[EU, CHN, KAZ, UZB]")
    edit(folder, "agreements.csv", "commercial,CHN;UZB", "commercial,EU;UZB")

    assert load(folder).agreements.loc["T-A5", "parties"] == ("EU", "UZB")


ORGANISATIONS = {"ADB": "Asian Development Bank", "X9": "Nine Together"}


def with_organisations(parent):
    """Write the tiny dataset with two organisations as members, parties, payers and in a group."""
    folder = write_tiny(parent)
    edit(folder, "summit.yaml", "[CHN, KAZ, UZB]", "[CHN, KAZ, UZB, ADB, X9]")
    edit(folder, "summit.yaml", "{CA2: [KAZ, UZB]}", f"{{X3: [ADB, X9, KAZ]}}\norganisations: {ORGANISATIONS}")
    edit(folder, "agreements.csv", "commercial,CHN;UZB", "commercial,ADB;X9")
    edit(folder, "funding.csv", "Bank,CHN,", "Bank,ADB,")
    edit(folder, "trade.csv", "CA2", "X3")
    return folder


def test_organisations_are_parties_like_countries(tmp_path):
    """A summit names organisations itself; they are members, parties and payers, and the report says who they are."""
    folder = with_organisations(tmp_path)
    dataset = load(folder)

    assert dataset.agreements.loc["T-A5", "parties"] == dataset.meta.members[3:] == ("ADB", "X9")
    assert dataset.funding.loc["T-F5", "funder_parties"] == ("ADB",)
    assert dataset.meta.kind_of_members == ("member", "members")
    assert load(write_tiny(tmp_path / "other")).meta.kind_of_members == ("country", "countries")
    facts = dict(title(Report(folder)).blocks[0]["facts"])
    assert facts["Members"].endswith("ADB (Asian Development Bank) and X9 (Nine Together)")
    fields = {table["name"]: table["schema"]["fields"] for table in datapackage(folder)["resources"]}["agreements"]
    [pattern] = [field["constraints"]["pattern"] for field in fields if field["name"] == "parties"]
    assert re.fullmatch(pattern, "ADB;CHN;X9B") is None and re.fullmatch(pattern, "X9;CHN")


def test_organisations_keep_their_names(tmp_path):
    """Workbook and folder say the same of organisations, and another name is another dataset."""
    folder = with_organisations(tmp_path)
    dataset = load(folder)
    book = tmp_path / "book.xlsx"
    book.write_bytes(workbook(dataset))
    again = load(book)
    (folder / "summit.yaml").write_text(to_yaml(again.meta), encoding="utf-8")

    assert load(folder).meta.organisations == again.meta.organisations == ORGANISATIONS
    assert load(folder).checksum == again.checksum == dataset.checksum
    assert countries([read_summit(folder)]) == countries([read_summit(book)])
    assert countries([read_summit(book)])["ADB"] == "Asian Development Bank"
    edit(folder, "summit.yaml", "Asian Development Bank, X9", "Another Development Bank, X9")
    assert load(folder).checksum != dataset.checksum


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("organisations: {KAZ: A bank}", "organisations: \"{'KAZ': 'A bank'}\" is not allowed"),
        ("organisations: {CA2: A bank}", "groups: "),
        ("organisations: {NIB: }", "each with the organisation's name"),
        ("organisations: [NIB]", "each with the organisation's name"),
    ],
)
def test_organisations_have_codes_of_their_own(tmp_path, line, expected):
    """No organisation takes the code of a country or a group, or goes without a name."""
    folder = write_tiny(tmp_path)
    with (folder / "summit.yaml").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")

    found = problems(folder)
    assert len(found) == 1 and expected in found[0], found


def test_all_problems_come_at_once(tmp_path):
    """An unreadable file hides neither the broken structure of a second nor the wrong cells of a third."""
    folder = write_tiny(tmp_path)
    (folder / "sources.csv").write_bytes("Ministère".encode("latin-1"))
    edit(folder, "projects.csv", "capacity", "capacities")
    edit(folder, "claims.csv", "exact", "excat")
    edit(folder, "summit.yaml", "partner: CHN", "partner: RUS")
    (folder / "trade.csv").write_text("", encoding="utf-8")
    (folder / "fundings.csv").write_text("a\n1\n", encoding="utf-8")

    found = problems(folder)

    assert len(found) == 7
    for expected in (
        "sources.csv, row 1: is not UTF-8 text (byte E8)",
        "projects.csv, row 1, capacity: this column is missing",
        'projects.csv, row 1, "capacities": is no column of projects; did you mean "capacity"?',
        'claims.csv, row 2, qualifier: "excat"',
        "summit.yaml, row 7, partner",
        "trade.csv: is empty; its first row must be: trade_id,country",
        'fundings.csv: is no table of the data model; did you mean "funding"?',
    ):
        assert any(problem.startswith(expected) for problem in found), (expected, found)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("sector;name;dac_crs_3digit;dac_crs_5digit\n", "is separated by semicolons"),
        ("sector,name,name,dac_crs_3digit,dac_crs_5digit\n", "name: this column stands 2 times"),
        ("sector,name,dac_crs_3digit,dac_crs_5digit\n", "needs at least one"),
        (
            'sector,name,dac_crs_3digit,dac_crs_5digit\nenergy,"Energy,,\n',
            "row 2: is not well-formed CSV from here on",
        ),
    ],
)
def test_broken_files_are_named(tmp_path, content, expected):
    """A file of the wrong shape is named with what is wrong with it."""
    folder = write_tiny(tmp_path)
    (folder / "sectors.csv").write_text(content, encoding="utf-8")

    assert any(problem.startswith("sectors.csv") and expected in problem for problem in problems(folder))


def test_required_tables_are_missed(tmp_path):
    """Sources, sectors and agreements must be there; nothing else need."""
    folder = write_tiny(tmp_path)
    for name in FILES:
        (folder / name).unlink()

    assert problems(folder) == [
        "summit.yaml: is missing",
        "tiny-2030: the table sources is missing; it is required",
        "tiny-2030: the table sectors is missing; it is required",
        "tiny-2030: the table agreements is missing; it is required",
    ]


def test_rows_are_counted_as_an_editor_counts(tmp_path):
    """Quoted line breaks, blank lines and rows of commas shift no row number and are no faults themselves."""
    folder = write_tiny(tmp_path)
    edit(folder, "sources.csv", "Report on the summit", '"Report\non the\nsummit"')
    edit(folder, "sources.csv", "\nT-S3,Reference article,,,,en,", "\n\n,,,,,,,,\nT-S3,Reference article,,,,xx,")

    [found] = problems(folder)

    assert found.startswith('sources.csv, row 8, language: "xx"')


def test_ragged_row_keeps_its_key(tmp_path):
    """A row with a cell too many is one problem, not one more for each row that refers to it."""
    folder = write_tiny(tmp_path)
    edit(folder, "sources.csv", "T-S2,Report on the summit", "T-S2,Report, unquoted, on the summit")

    [found] = problems(folder)

    assert found == "sources.csv, row 3: has 11 cells, the header 9; check commas and quotes"


def test_a_key_is_kept_wherever_its_column_stands(tmp_path):
    """The columns of a table may stand in any order, also where a row has a cell too many."""
    folder = write_tiny(tmp_path)
    lines = (folder / "sources.csv").read_text(encoding="utf-8").splitlines()
    turned = [",".join(reversed(line.split(","))) for line in lines]
    turned[2] += ",more"
    (folder / "sources.csv").write_text("\n".join(turned), encoding="utf-8")

    assert problems(folder) == ["sources.csv, row 3: has 10 cells, the header 9; check commas and quotes"]


def test_workbook_problems_name_the_sheet(tmp_path):
    """In a workbook the sheet stands where the file stood, with the row the spreadsheet shows."""
    folder = write_tiny(tmp_path)
    edit(folder, "funding.csv", "20000000,USD,exact", "20000000,USD,excat")
    edit(folder, "summit.yaml", "partner: CHN", "partner: RUS")

    found = problems(write_workbook(folder, tmp_path / "tiny.xlsx"))

    assert [problem.split(": ")[0] for problem in found] == [
        "sheet funding, row 5, amount_qualifier",
        "sheet summit, row 8, partner",
    ]


@pytest.mark.parametrize("value", ["", "KAZ"])
def test_groups_have_rows_of_their_own(tmp_path, value):
    """In a workbook a row `groups` takes nothing from the groups, wherever it stands; a value in it is a problem."""
    file = write_workbook(write_tiny(tmp_path), tmp_path / "tiny.xlsx")
    book = load_workbook(file)
    sheet = book["summit"]
    sheet.append(["groups", value])
    sheet.insert_rows(2)
    sheet["A2"], sheet["B2"] = "groups", value
    book.save(file)
    if value:
        row, last = problems(file)
        assert row.startswith("sheet summit, row 2, groups: takes no value here. Allowed: a row for each group")
        assert last.startswith(f"sheet summit, row {sheet.max_row}, groups")
    else:
        assert load(file).meta.groups == {"CA2": ("KAZ", "UZB")}


def test_formulas_are_refused(tmp_path):
    """A formula is named, because a file may lack its result and an empty cell means that nobody knows."""
    file = write_workbook(write_tiny(tmp_path), tmp_path / "tiny.xlsx")
    book = load_workbook(file)
    book["funding"]["H5"] = "=H3/7"
    book["summit"]["B3"] = "=B2"
    book.save(file)

    assert problems(file) == [
        "sheet funding, row 5, cell H5: is a formula. Allowed: its value",
        "sheet summit, row 3, cell B3: is a formula. Allowed: its value",
    ]


def test_notes_of_ones_own_are_not_read(tmp_path):
    """Sheets, files, tables and columns whose names begin with _ may hold anything, and change nothing."""
    folder = write_tiny(tmp_path)
    file = write_workbook(folder, tmp_path / "tiny.xlsx")
    before = load(file).checksum
    book = load_workbook(file)
    mine = book["sources"].max_column + 1
    for column in (mine, mine + 1):
        for row, text in enumerate(["_mine", "=A1", "#N/A", "x"], start=1):
            book["sources"].cell(row, column).value = text
    book["sources"].merge_cells(start_row=3, end_row=4, start_column=mine, end_column=mine)
    book["sources"].column_dimensions[get_column_letter(mine)].hidden = True
    book.create_sheet("_to do").append(["=1/0"])
    book["_to do"].sheet_state = "hidden"
    book.save(file)
    rows = (folder / "sectors.csv").read_text(encoding="utf-8").splitlines()
    (folder / "sectors.csv").write_text("\n".join(f"{row},_{n}" for n, row in enumerate(rows)), encoding="utf-8")
    (folder / "_old.csv").write_text("a;b", encoding="utf-8")

    assert load(file).checksum == load(folder).checksum == before


def test_no_workbook_at_all(tmp_path):
    """A file that only claims to be a workbook is a problem like any other."""
    file = tmp_path / "tiny.xlsx"
    file.write_text("no workbook", encoding="utf-8")

    assert "is no .xlsx workbook but another file" in "\n".join(problems(file))


@settings(max_examples=20, deadline=None)
@given(length=st.integers(1, 30), column=st.sampled_from(["part_of", "same_as"]), others=st.integers(0, 5))
def test_a_circle_of_any_length_is_found(tmp_path_factory, length, column, others):
    """However many rows a circle has, it is named once, with all its rows, and rows that merely hang on it are not."""
    folder = write_tiny(tmp_path_factory.mktemp("circle"))
    rows = [_project(n, column, (n + 1) % length) for n in range(length)]
    rows += [_project(length + n, column, 0) for n in range(others)]
    with (folder / "projects.csv").open("a", encoding="utf-8") as file:
        file.writelines(rows)

    [found] = problems(folder)
    chain = found.split("circle: ")[1].split(". Allowed")[0].split(" → ")

    assert chain[0] == chain[-1] and sorted(chain[1:]) == sorted(f"C{n}" for n in range(length))
    order = [int(key[1:]) for key in chain]
    assert all(after == (before + 1) % length for before, after in pairwise(order))


def test_a_circle_across_columns_is_found(tmp_path):
    """Part of a row that is the same as the part: neither would ever be counted."""
    folder = write_tiny(tmp_path)
    edit(folder, "agreements.csv", "signed,summit,3,,,", "signed,summit,3,,T-A2,")

    assert "circle: T-A1 → T-A2 → T-A1" in problems(folder)[0] or "circle: T-A2 → T-A1 → T-A2" in problems(folder)[0]


def _project(number: int, column: str, target: int) -> str:
    part_of, same_as = (f"C{target}", "") if column == "part_of" else ("", f"C{target}")
    return f"C{number},Project,energy,UZB,proposed,context,,,,,,{part_of},{same_as},T-S1,para 1,\n"


def test_an_optional_column_may_be_left_out(tmp_path):
    """A table of claims without the column of slips is one in which all its cells are empty, with the same checksum."""
    without = load(write_tiny(tmp_path / "without"))
    folder = write_tiny(tmp_path / "with")
    lines = (folder / "claims.csv").read_text(encoding="utf-8").splitlines()
    (folder / "claims.csv").write_text(",disowned\n".join([lines[0], ",\n".join([*lines[1:], ""])]), encoding="utf-8")

    assert load(folder).checksum == without.checksum
    assert without.claims["disowned"].isna().all()


def test_a_claim_speaks_of_one_row_that_is_there(tmp_path):
    """The key in a claim leads to an agreement or a statement of money, never to both."""
    folder = write_tiny(tmp_path)
    head, *claims = (folder / "claims.csv").read_text(encoding="utf-8").splitlines()
    ends = [",agreement_id,funding_id", ",T-A1,T-F1", ",T-F1,", ",,T-F1"]
    lines = "\n".join(line + end for line, end in zip([head, *claims], ends, strict=True))
    (folder / "claims.csv").write_text(lines, encoding="utf-8")

    elsewhere, twice = problems(folder)
    assert twice.startswith("claims.csv, row 2, agreement_id, funding_id: are both filled")
    assert elsewhere.startswith('claims.csv, row 3, agreement_id: "T-F1" is not there')


def test_what_is_disowned_says_why(tmp_path):
    """A slip without a note is a fault: the note is the reason that the report prints."""
    folder = write_tiny(tmp_path)
    text = (folder / "claims.csv").read_text(encoding="utf-8")
    lines = text.replace("locator,note", "locator,note,disowned").splitlines()
    (folder / "claims.csv").write_text("\n".join([lines[0], *(f"{line},yes" for line in lines[1:])]), encoding="utf-8")

    assert 'claims.csv, row 2, note: is empty beside disowned "yes"; it must say why' in problems(folder)
