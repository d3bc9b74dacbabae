"""
The tables of a summit's dataset, declared once.

The checks, the printed codebook and `datapackage.json` are all made from `TABLES`; nothing else in the package
spells out what a column means or allows. It needs no pandas, so that a codebook costs nothing.
"""

from summit_report.analysis import vocabularies as words
from summit_report.analysis.columns import Column, Kind, Table


def _key(name: str, meaning: str) -> Column:
    return Column(name, meaning, Kind.KEY, required=True)


def _text(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, meaning, required=required)


def _word(name: str, meaning: str, allowed: tuple[str, ...], *, required: bool = True) -> Column:
    return Column(name, meaning, Kind.WORD, required, words=allowed)


def _reference(name: str, meaning: str, table: str, *, required: bool = False) -> Column:
    return Column(name, meaning, Kind.REFERENCE, required, refers_to=table)


def _optional_reference(name: str, meaning: str, table: str) -> Column:
    return Column(name, meaning, Kind.REFERENCE, refers_to=table, optional=True)


_ELSE = (
    "parties to the summit are listed under members in summit.yaml, those that are no countries under organisations, "
    "too; others, such as a bank, are named in title or note"
)
_RANGE = (
    'its lower end stands here with the qualifier "at least", its upper end with "up to" in a second row of '
    "the same source, which restates this one and counts toward no total"
)
_SECTOR = _reference("sector", "Sector it belongs to", "sectors", required=True)
_SOURCE = _reference("source_id", "Source that says so", "sources", required=True)
_LOCATOR = _text("locator", "Place in the source: paragraph, heading, list item", required=True)
_EVIDENCE = (_SOURCE, _LOCATOR)
_NOTE = _text("note", "What a reader of the row should know besides")
_RELATION = _word(
    "relation", "summit: an outcome of it; follow-up: came of it later; context: neither", words.RELATIONS
)

SOURCES = Table(
    "sources",
    "one page or document",
    (
        _key("source_id", "Key of the source"),
        _text("title", "Headline where shown, else a short description", required=True),
        _text("publisher", "Who published it"),
        Column("published", "Date of publication", Kind.EDTF),
        Column("url", "Address of the page", Kind.URL),
        Column("language", "Language of the text", Kind.LANGUAGE),
        _word("kind", "Kind of publisher", words.SOURCE_KINDS),
        Column("side", "Party whose official voice or state media it is; empty for third parties", Kind.MEMBER),
        _reference("based_on", "Source it copies; copies of one release count as one source", "sources"),
    ),
    optional=False,
)

SECTORS = Table(
    "sectors",
    "one sector",
    (
        _key(
            "sector",
            "Key of the sector; “not-itemised” is kept for packages over several sectors",
        ),
        _text("name", "Name as printed", required=True),
        Column("dac_crs_3digit", "OECD DAC CRS sector codes", Kind.DAC3),
        Column("dac_crs_5digit", "OECD DAC CRS purpose codes", Kind.DAC5),
    ),
    optional=False,
)

AGREEMENTS = Table(
    "agreements",
    "one paper, pledge or package of papers",
    (
        _key("agreement_id", "Key of the agreement"),
        _text("title", "Title; official ones follow the source", required=True),
        _word("instrument", "Kind of document", words.AGREEMENT_INSTRUMENTS),
        _word("scope", "Who concluded it", words.SCOPES),
        Column("parties", "Parties; empty where no source names them", Kind.MEMBERS, advice=_ELSE),
        _SECTOR,
        Column("signed_on", "Date of signing", Kind.EDTF),
        Column("first_announced", "Earliest public date of the pledge or paper", Kind.EDTF),
        _word("status", "Where it stands", words.AGREEMENT_STATUSES),
        _RELATION,
        Column("documents", "Number of documents the row stands for", Kind.COUNT, default="1"),
        _reference("part_of", "Package it belongs to; the package alone is counted", "agreements"),
        _reference("same_as", "Row that describes the same document; that row alone is counted", "agreements"),
        *_EVIDENCE,
        _NOTE,
    ),
    optional=False,
)

FUNDING = Table(
    "funding",
    "one statement of money",
    (
        _key("funding_id", "Key of the statement"),
        _text("title", "What the money is for", required=True),
        _text("funder", "Who pays, as the source names it", required=True),
        Column(
            "funder_parties",
            "Countries of those who pay; empty where no source says",
            Kind.COUNTRIES,
            advice="a payer that is no country is named in funder",
        ),
        _word("funder_kind", "Kind of payer", words.FUNDER_KINDS),
        Column("recipients", "Who receives; several share the amount unsplit", Kind.MEMBERS, advice=_ELSE),
        _word("instrument", "Kind of money; only like is added to like", words.FUNDING_INSTRUMENTS),
        Column(
            "amount",
            "Amount in full units of the currency; empty where none is stated",
            Kind.AMOUNT,
            in_range=_RANGE,
            qualifier="amount_qualifier",
        ),
        Column("currency", "Currency of the amount", Kind.CURRENCY),
        _word("amount_qualifier", "How the source bounds the amount", words.QUALIFIERS, required=False),
        Column("year_from", "First year of the money", Kind.YEAR),
        Column("year_to", "Last year of the money", Kind.YEAR),
        Column("stated_usd_equivalent", "Dollar value the source gives beside the amount", Kind.AMOUNT),
        _word("status", "How firm the money is", words.FUNDING_STATUSES),
        _RELATION,
        _reference("linked_agreement_id", "Agreement it comes from", "agreements"),
        _reference("part_of", "Sum that contains it", "funding"),
        _reference("restates", "Statement of the same money that it repeats or rivals", "funding"),
        _word("counts_toward_total", "Whether the total of its relation and instrument counts it", words.YES_NO),
        *_EVIDENCE,
        _NOTE,
    ),
)

PROJECTS = Table(
    "projects",
    "one project, a part of it, or a second description of it",
    (
        _key("project_id", "Key of the project"),
        _text("title", "Name of the project", required=True),
        _SECTOR,
        Column("countries", "Countries it lies in or that carry it, members or not", Kind.COUNTRIES),
        _word("stage", "How far it has come", words.STAGES),
        _RELATION,
        Column("start", "Start of works or opening", Kind.EDTF),
        Column("target_completion", "Planned end of works", Kind.EDTF),
        Column(
            "cost", "Cost of the whole project in full units of the currency", Kind.AMOUNT, qualifier="cost_qualifier"
        ),
        Column("currency", "Currency of the cost", Kind.CURRENCY),
        Column(
            "cost_qualifier",
            "How the source bounds the cost; empty where it puts no word before it",
            Kind.WORD,
            words=words.QUALIFIERS,
            optional=True,
        ),
        _text("capacity", "Size as stated: length, output, places"),
        _reference("part_of", "Project that contains it", "projects"),
        _reference("same_as", "Row that describes the same project", "projects"),
        *_EVIDENCE,
        _NOTE,
    ),
)

CLAIMS = Table(
    "claims",
    "one reported number, date or statement",
    (
        _key("claim_id", "Key of the claim"),
        _text("subject", "What it is about; rivals share subject and measure", required=True),
        _text("measure", "What is measured", required=True),
        Column("value", "Number claimed, in the unit", Kind.NUMBER, qualifier="qualifier"),
        _word("qualifier", "How the source bounds the value", words.QUALIFIERS, required=False),
        _text("text", "What is claimed, where it is no number"),
        _text("unit", "Unit of the value, or kind of text"),
        Column("as_of", "Date the claim speaks of", Kind.EDTF),
        *_EVIDENCE,
        _NOTE,
        Column(
            "disowned",
            "yes where the source's own page or a correction shows the claim to be a slip; the note says why",
            Kind.WORD,
            words=words.YES_NO,
            optional=True,
        ),
        _optional_reference("agreement_id", "Agreement it speaks of; else its words tell", "agreements"),
        _optional_reference("funding_id", "Statement of money it speaks of; else its words tell", "funding"),
    ),
)

MILESTONES = Table(
    "milestones",
    "one dated event of an agreement, project or funding",
    (
        _key("milestone_id", "Key of the milestone"),
        _word("entity_type", "What the event belongs to", tuple(words.ENTITY_TABLES)),
        Column("entity_id", "Key of the row the event belongs to", Kind.REFERENCE, required=True),
        _text("event", "What happened or is planned", required=True),
        Column("date", "Date of the event", Kind.EDTF, required=True),
        _word(
            "date_precision",
            "How exact the date is; report day: the source's own date stands in",
            tuple(words.PRECISION_LEVELS),
        ),
        _word("status", "Whether it has happened", words.MILESTONE_STATUSES),
        *_EVIDENCE,
        _NOTE,
    ),
)

TRADE = Table(
    "trade",
    "one country, year, period, compiler and source",
    (
        _key("trade_id", "Key of the figure"),
        Column("country", "Member, or group of members counted as one", Kind.MEMBER_OR_GROUP, required=True),
        Column("year", "Year of the figure", Kind.YEAR, required=True),
        Column("period", "Part of the year that is covered", Kind.PERIOD, required=True),
        Column("trade_usd_bn", "Trade with the partner, billion dollars", Kind.AMOUNT),
        Column("partner_exports_usd_bn", "From the partner to the country, billion dollars", Kind.AMOUNT),
        Column("partner_imports_usd_bn", "From the country to the partner, billion dollars", Kind.AMOUNT),
        _text("compiler", "Who compiled the statistics", required=True),
        *_EVIDENCE,
        _NOTE,
    ),
)

FX_RATES = Table(
    "fx_rates",
    "one dated exchange rate",
    (
        _key("rate_id", "Key of the rate"),
        Column("date", "Day of the rate", Kind.DAY, required=True),
        Column("base", "Currency of which one unit is priced", Kind.CURRENCY, required=True),
        Column("quote", "Currency in which it is priced", Kind.CURRENCY, required=True),
        Column("rate", "Units of quote for one unit of base", Kind.RATE, required=True),
        _text("kind", "Whose rate it is and how it was made", required=True),
        *_EVIDENCE,
    ),
)

TABLES = (SOURCES, SECTORS, AGREEMENTS, FUNDING, PROJECTS, CLAIMS, MILESTONES, TRADE, FX_RATES)


def table(name: str) -> Table:
    """Find the table called *name*."""
    return next(table for table in TABLES if table.name == name)


def codebook() -> list[tuple[str, str, str, str, str]]:
    """List every column as (table, column, meaning, type, allowed), in the order of the tables."""
    return [
        (table.name, column.name, column.meaning, column.type, allowed(column))
        for table in TABLES
        for column in table.columns
    ]


def allowed(column: Column) -> str:
    """Say in words what a cell of *column* may hold, and what an empty one means."""
    empty = "not empty" if column.required else f"empty stands for {column.default}" if column.default else ""
    absent = "the column may be left out" if column.optional else ""
    return "; ".join(part for part in (column.allowed, empty, absent) if part)
