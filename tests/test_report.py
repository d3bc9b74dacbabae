"""Every section, for every kind of edition: it runs, keeps the contract and reads well, and each number leads on."""

import re
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from inspect import Parameter, getmembers, isfunction, signature
from pathlib import Path
from pkgutil import iter_modules
from typing import get_type_hints

import nbformat
import pytest
import variants
from tiny import edit, write_tiny

from summit_report import blocks
from summit_report.analysis import sections
from summit_report.analysis.dataset import load
from summit_report.analysis.exhibits import Exhibit
from summit_report.analysis.report import Report
from summit_report.analysis.sections import brief, countries, findings, front
from summit_report.errors import UsageError

DATA = Path(__file__).parents[1] / "data"
NOTEBOOKS = DATA.parent / "notebooks"
ASTANA = [
    {},
    *({"country": code} for code in ("KAZ", "TKM")),
    {"sector": "transport"},
    {"country": "TKM", "sector": "health"},
    {"relation": "follow-up"},
    {"currency": "EUR"},
]
CASES = [
    *(("astana-2025", parameters) for parameters in ASTANA),
    ("xian-2023", {}),
    ("tiny", {}),
    ("tiny", {"country": "UZB"}),
    ("tiny", {"currency": "EUR"}),
    ("tiny without optional tables", {}),
    ("tiny without projects and milestones", {}),
]
# The fields of a block that readers read; the rest are names, links and drawings.
READ = {"title", "subtitle", "text", "value", "caption", "alt", "label", "cells", "items", "notes", "facts", "rule"}
READ |= {"description", "columns", "rows", "lines", "entries", "evidence", "data", "unit"}
#: Written for one country beside the others.
COUNTRY_ONLY = "brief"
#: Listed last in a document, because they print what the others have registered.
LAST = "evidence"


def section_functions():
    """Find the sections: the public functions that need a report at most and return an exhibit."""
    found = []
    for info in sorted(iter_modules(sections.__path__), key=lambda one: (one.name == LAST, one.name)):
        module = import_module(f"{sections.__name__}.{info.name}")
        for name, function in getmembers(module, isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            kinds = get_type_hints(function)
            needed = [one for one in signature(function).parameters.values() if one.default is Parameter.empty]
            of_report = len(needed) < 2 and all(kinds[one.name] in Report.__mro__ for one in needed)
            if kinds.get("return") is Exhibit and of_report:
                found.append((f"{info.name}.{name}", function, bool(needed)))
    return found


def folder_of(summit, root):
    if not summit.startswith("tiny"):
        return DATA / summit
    folder = write_tiny(root)
    unwanted = {
        "tiny without optional tables": ("funding", "projects", "claims", "milestones", "trade", "fx_rates"),
        "tiny without projects and milestones": ("projects", "milestones"),
    }
    for table in unwanted.get(summit, ()):
        (folder / f"{table}.csv").unlink()
    return folder


class Pages:
    """One report with all its sections, and the errors of those that failed."""

    def __init__(self, report):
        self.report = report
        self.errors, self.by_section = {}, {}
        for name, section, takes_report in section_functions():
            if name.startswith(COUNTRY_ONLY) and report.view.country is None:
                continue
            try:
                self.by_section[name] = (section(report) if takes_report else section()).blocks
            except Exception as error:
                self.errors[name] = repr(error)

    @cached_property
    def blocks(self):
        return [block for found in self.by_section.values() for block in found]

    def kinds(self, kind):
        return [block for block in self.blocks if block["kind"] == kind]

    @cached_property
    def entries(self):
        return {entry["id"]: entry for block in self.kinds("evidence") for entry in block["entries"]}

    @cached_property
    def sentences(self):
        """Every text that a reader meets, with the place where it stands; the tables of the dataset left out."""
        own = [block for block in self.blocks if block["kind"] not in ("attachments", "listing", "records", "sources")]
        return [found for block in own for found in texts(block, block["kind"])]


def texts(value, path) -> Iterator[tuple[str, str]]:
    """Walk through a block and yield (place, text) of all that is read."""
    if isinstance(value, str):
        yield path, value
    elif is_inline(value):
        yield path, blocks.plain(value)
    elif isinstance(value, dict):
        for name in READ & set(value):
            yield from texts(value[name], f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one, path)


def is_inline(value):
    runs = isinstance(value, list) and value and all(isinstance(one, str) or "text" in one for one in value)
    return bool(runs) and any(isinstance(one, dict) and set(one) <= {"text", "ref", "href", "style"} for one in value)


@pytest.fixture(scope="module", params=CASES, ids=lambda case: "-".join([case[0], *case[1].values()]).replace(" ", "-"))
def pages(request, tmp_path_factory):
    summit, parameters = request.param
    return Pages(Report(folder_of(summit, tmp_path_factory.mktemp("report")), **parameters))


def test_every_section_runs(pages):
    """Whatever a report looks at, each section has an exhibit: what the data do not say it says in a sentence."""
    assert pages.errors == {}


def test_sections_are_found():
    """The sections that these tests walk through are those of the notebook."""
    names = {name for name, _, _ in section_functions()}

    assert {"front.title", "findings.findings", "signed.overview", "money.overview", "evidence.numbers"} <= names


def test_the_blocks_follow_the_contract(pages):
    """The blocks of each section have the shape that the exporters read."""
    for found in pages.by_section.values():
        blocks.check(found)


@pytest.mark.parametrize("notebook", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda file: file.stem)
def test_the_sections_of_a_notebook_fit_together(pages, notebook):
    """All sections of one notebook make one document, in which each id stands once."""
    cells = nbformat.read(notebook, as_version=4).cells
    calls = re.findall(r"\b(\w+\.\w+)\(", "\n".join(cell.source for cell in cells if cell.cell_type == "code"))

    blocks.check([block for name in calls for block in pages.by_section.get(name, ())])


THING = "document|paper|package|project|event|agreement|row|item|amount|date|source|pledge|sector"
THINGS = f"(?:{THING.replace('|', 's|')}s|countries|parties)"
SLIPS = {
    "a value that is missing": r"\bNone\b(?! of)|\bnan\b|\bNaN\b|<NA>|\bNaT\b",
    "a doubled space": r"\S  +\S",
    "a gap before a mark": r"\s[,.;:](\s|$)",
    "doubled marks": r",,|\.\.(?!\.)|;;|::|\. \.",
    "an empty bracket": r"\(\s*\)",
    "an unfilled place": r"\{\w*\}",
    "one of several": rf"(?<![\d,.])(?<!of )\b1 {THINGS}\b",  # "1 of 1 rows" reads as n of N
    "one that are": rf"(^|[.:;] )1 (?:{THING})( \w+)? (are|have)\b",
    "several that is": rf"(^|[.:;] )(?!1\b)\d+ {THINGS} (is|has|stays)\b",
    "of 1 are": rf"\bof 1 (?:{THING})\b[^.,;]{{0,30}} (are|have)\b",
    "a plural verb": r"\bMoney\b[^.;]* that (stand|come)\b|\bNo \w+\b[^.;]* (stand|come) (in|out)\b",
}


@pytest.mark.parametrize("slip", SLIPS)
def test_sentences_read_well(pages, slip):
    """No sentence shows a missing value, a gap or a slip of grammar."""
    found = [(place, text) for place, text in pages.sentences if re.search(SLIPS[slip], text)]

    assert found == []


def test_no_finding_is_empty(pages):
    """Each finding has a value and a sentence, and a report without findings says why."""
    for block in pages.kinds("findings"):
        assert block["items"]
        assert all(blocks.plain(item["value"]).strip() for item in block["items"])
        assert all(blocks.plain(item["text"]).strip(" .") for item in block["items"])
        assert all(blocks.plain(item["text"]).endswith(".") for item in block["items"])


DATES = r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b"
NO_CLAIMS = re.compile(DATES + r"|\b(?:19|20)\d{2}\b|\bFigure \d+|\bTable \d+")


def test_each_number_of_a_finding_carries_its_evidence(pages):
    """Every digit in a finding, dates apart, is a link to evidence."""
    bare = [
        run["text"]
        for block in pages.kinds("findings")
        for item in block["items"]
        for run in (*blocks.runs(item["value"]), *blocks.runs(item["text"]))
        if "ref" not in run and re.search(r"\d", NO_CLAIMS.sub("", run["text"]))
    ]

    assert bare == []


def references(value) -> Iterator[str]:
    """Yield every internal link inside *value*."""
    if isinstance(value, dict):
        if isinstance(value.get("ref"), str):
            yield value["ref"]
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from references(one)


def anchors(pages):
    """Collect the ids of a whole document: blocks, findings, entries and their lines, records, sources."""
    found = {block["id"] for block in pages.blocks if block.get("id")}
    for block in pages.blocks:
        lists = [block.get("items", []), block.get("records", []), block.get("entries", [])]
        found |= {one["id"] for items in lists for one in items if isinstance(one, dict) and "id" in one}
    return found | {line["id"] for entry in pages.entries.values() for line in entry["lines"]}


def test_every_link_arrives(pages):
    """Each internal link of the document, from a number to its evidence and from there back, has its target."""
    missing = {ref for block in pages.blocks for ref in references(block)} - anchors(pages)

    assert missing == set()


def test_findings_rest_on_listed_evidence(pages):
    """What a finding links to is an entry of the evidence section, or a line of one."""
    known = set(pages.entries) | {line["id"] for entry in pages.entries.values() for line in entry["lines"]}
    known |= {table["id"] for table in pages.kinds("table")}  # or a table that lists what the finding counts
    used = {ref for block in pages.kinds("findings") for item in block["items"] for ref in references(item)}

    assert used <= known


def test_a_linked_number_is_that_of_its_evidence(pages):
    """The number of a finding stands in the entry, or in the line, that it leads to; "n of N" adds up several lines."""
    said = {entry["id"]: entry["value"] for entry in pages.entries.values() if entry["value"]}
    said |= {line["id"]: line["value"] for entry in pages.entries.values() for line in entry["lines"]}
    for block in pages.kinds("findings"):
        for item in block["items"]:
            [value] = blocks.runs(item["value"])
            if value["ref"] in said and " of " not in value["text"]:
                assert re.findall(r"[\d.,]+", value["text"])[0] in said[value["ref"]]


def test_evidence_is_used(pages):
    """Each entry says where its numbers are printed, has a rule, and is labelled once."""
    entries = list(pages.entries.values())

    assert [entry["id"] for entry in entries if not entry["used_in"]] == []
    assert all(entry["rule"] for entry in entries)
    assert all(entry["lines"] or entry["value"] == "0" for entry in entries)
    assert len({entry["label"] for entry in entries}) == len(entries)


def test_rows_lead_to_records_and_records_to_sources(pages):
    """Every row behind a number has a record, and every record's source is listed."""
    keys = {key for entry in pages.entries.values() for line in entry["lines"] for key in line["rows"]}
    records = [record for block in pages.kinds("records") for record in block["records"]]
    sources = {item["id"] for block in pages.kinds("sources") for item in block["items"]}

    assert keys == {record["key"] for record in records}
    assert {blocks.row_anchor(key) for key in keys} == {record["id"] for record in records}
    assert {record["source"]["ref"] for record in records if record["source"]} <= sources
    assert all(record["source"] and record["locator"] for record in records if record["key"][0] != "f")


def test_evidence_on_the_page_is_that_of_the_appendix(pages):
    """What unfolds beside a figure is the same entry that the appendix lists."""
    for block in pages.blocks:
        if block["kind"] == "evidence":
            continue
        for entry in block.get("evidence") or ():
            listed = {name: value for name, value in pages.entries[entry["id"]].items() if name != "used_in"}
            assert entry == listed


def test_figures_speak_for_themselves(pages):
    """A figure has a finding as title, words for those who do not see it, a table with the same rows, and a source."""
    for figure in pages.kinds("figure"):
        assert figure["alt"].startswith(figure["title"]) and len(figure["alt"]) > len(figure["title"]) + 5
        assert figure["data"]["rows"] and figure["data"]["title"] == figure["title"]
        assert "Cut-off" in figure["subtitle"]
        assert pages.report.dataset.checksum[:12] in figure["svg"]


def test_a_cell_that_runs_again_says_the_same(pages):
    """Running the cells of a report a second time keeps labels and values."""
    section = next(function for name, function, _ in section_functions() if name == "findings.findings")

    assert section(pages.report).blocks == section(pages.report).blocks


def test_the_only_date_is_the_cut_off(pages):
    """A report's own date is the data's, so that two builds are the same."""
    assert [front["date"] for front in pages.kinds("front")] == [pages.report.dataset.meta.as_of.isoformat()]


def test_a_picture_by_country_says_whose_documents_it_shows():
    """Beside the country of the report stand the others with all their documents, and the words do not deny it."""
    report = Report(DATA / "astana-2025", country="TKM")
    [figure] = countries.by_country(report).blocks
    counts = {row["cells"][0]: row["cells"][1] for row in figure["data"]["rows"]}

    assert counts["Kazakhstan"] == "at least 157"
    assert "involving Turkmenistan" not in figure["subtitle"]


def test_a_document_without_the_partner_is_with_others(tmp_path):
    """Figure and brief agree: papers of two members, and of two with a third that has no code, are with others."""
    folder = write_tiny(tmp_path)
    edit(folder, "agreements.csv", "bilateral,CHN;KAZ,not-itemised", "bilateral,KAZ;UZB,not-itemised")
    edit(folder, "agreements.csv", "CHN;KAZ;UZB,energy", "CHN;UZB,energy")

    [figure] = countries.by_country(Report(folder)).blocks

    # by hand: the package of three is of Kazakhstan and Uzbekistan, the multilateral pledge of Uzbekistan and others
    assert [row["cells"] for row in figure["data"]["rows"]] == [
        ["Uzbekistan", "4", "0", "4"],
        ["Kazakhstan", "3", "0", "3"],
    ]
    assert figure["title"] == "Uzbekistan is party to 4 documents, none of them with China alone"
    [_, standing] = brief.standing(Report(folder, country="UZB")).blocks
    assert [column["label"] for column in standing["data"]["columns"]] == [
        "Country",
        "Documents",
        "That followed",
        "Projects",
    ]
    assert [blocks.plain(cell) for cell in standing["data"]["rows"][0]["cells"]] == ["Uzbekistan", "4", "2", "0"]


def test_reports_about_two_sectors_have_two_titles(tmp_path):
    """Country and sector stand in the title, and the description keeps the capitals of names."""
    [block] = front.title(Report(write_tiny(tmp_path), country="KAZ", sector="energy")).blocks

    assert block["title"] == "Kazakhstan, energy: Tiny Summit"
    assert block["description"].endswith("paid for involving Kazakhstan in the sector energy.")


def test_nothing_has_no_place(tmp_path):
    """A country without a document or project is not ranked, and what no country has is not drawn."""
    folder = write_tiny(tmp_path)

    [words] = brief.standing(Report(folder, country="UZB", sector="transport")).blocks
    [_, figure] = brief.standing(Report(folder, country="UZB", sector="energy")).blocks

    # by hand: transport has no counted document and two projects, both of Kazakhstan; energy one pledge of both
    # countries, later contracts of Uzbekistan alone, and no project of the summit
    assert blocks.plain(words["items"][0]) == (
        "Uzbekistan has no place among the others: it has no documents, no documents with China alone, "
        "no documents that followed and no projects."
    )
    assert [column["label"] for column in figure["data"]["columns"]] == ["Country", "Documents", "That followed"]
    assert figure["title"] == "Uzbekistan shares first place by documents, with 1"


def test_the_only_country_beside_the_partner_has_no_rank(tmp_path):
    """Of a summit of two, the brief says what there is, and ranks nobody."""
    words, figure = brief.standing(Report(variants.single(tmp_path), country="KOR")).blocks

    assert blocks.plain(words["items"][0]) == (
        "South Korea, the only country beside Japan, has 1 document, 1 document with Japan alone "
        "and no documents that followed."
    )
    assert figure["title"] == "South Korea has 1 document"


def test_the_partner_is_none_of_the_others(tmp_path):
    """Where the documents of the countries are compared, the sentence leaves out the partner, who is party to all."""
    folder = write_tiny(tmp_path)
    edit(folder, "summit.yaml", "[CHN, KAZ, UZB]", "[CHN, KAZ, KGZ, UZB]")

    [found] = findings.findings(Report(folder)).blocks
    said = [f"{blocks.plain(item['value'])} {blocks.plain(item['text'])}" for item in found["items"]]

    # by hand: Kazakhstan 3 + 1, Uzbekistan 1, Kyrgyzstan none
    assert "4 documents name Kazakhstan as a party, against 0 to 1 for each of the others but China." in said


def test_amounts_that_cannot_be_converted_are_stated_all_the_same(tmp_path):
    """Without a dated rate a finding still counts what is stated, and says that it is not converted."""
    [block] = findings.findings(Report(write_tiny(tmp_path), currency="EUR")).blocks
    values = {blocks.plain(item["value"]): blocks.plain(item["text"]) for item in block["items"]}

    assert any(value == "1 of 2" and text.startswith("pledges of finance") for value, text in values.items())


@pytest.mark.parametrize(
    ("parameters", "allowed"),
    [
        ({"country": "CHN"}, "None, KAZ, UZB"),  # the partner has no relation to itself
        ({"country": "Kasakhstan"}, "None, KAZ, UZB"),
        ({"sector": "railways"}, "None, transport, energy, not-itemised"),
        ({"relation": "followup"}, "summit, follow-up, context"),
        ({"currency": "DOLLAR"}, "ISO 4217"),
    ],
)
def test_an_unknown_parameter_names_what_is_allowed(tmp_path, parameters, allowed):
    """A value that the dataset does not know stops the report at once, with the allowed ones."""
    with pytest.raises(UsageError) as caught:
        Report(write_tiny(tmp_path), **parameters)

    [name], [value] = parameters.keys(), parameters.values()
    [problem] = caught.value.problems
    assert problem.startswith(f"{name} is {value!r}")
    assert allowed in problem


def test_names_stand_for_codes_in_any_case(tmp_path):
    """A notebook's parameters may be typed as on the command line: names or codes, in capitals or not."""
    data = load(write_tiny(tmp_path))
    meant = Report(data, country="KAZ", sector="energy", currency="EUR")

    for country, sector, currency in (("kaz", "Energy", "eur"), ("Kazakhstan", "ENERGY", "EUR")):
        named = Report(data, country=country, sector=sector, currency=currency)
        assert (named.view, named.currency, named.title) == (meant.view, meant.currency, meant.title)


def test_all_unknown_parameters_are_named_together(tmp_path):
    """Two wrong parameters are one error with two lines."""
    with pytest.raises(UsageError) as caught:
        Report(write_tiny(tmp_path), country="DEU", sector="railways")

    assert len(caught.value.problems) == 2
