"""Evidence: for each number its rows, for each row its source and place, and the sources themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from summit_report import blocks
from summit_report.analysis import schema
from summit_report.analysis import wording as w
from summit_report.analysis.beside import stem_of, write_beside
from summit_report.analysis.citation import bibtex
from summit_report.analysis.exhibits import Block, Exhibit, Inline, column, exhibit, paragraph, row, sentence
from summit_report.analysis.exports import downloads
from summit_report.analysis.frames import Record
from summit_report.analysis.page import Page, plain_table

TABLES = {
    "agreements": "Agreements",
    "funding": "Funding",
    "projects": "Projects",
    "claims": "Claims",
    "milestones": "Milestones",
    "trade": "Trade",
    "fx_rates": "Exchange rates",
}


def numbers(page: Page) -> Exhibit:
    """List the evidence of every number printed so far: what was counted, by which rule, from which rows."""
    entries = [entry.block() | {"used_in": page.registry.used_in(entry)} for entry in page.registry.entries.values()]
    return exhibit({"kind": "evidence", "entries": entries})


def figure_data() -> Exhibit:
    """Mark the place where the PDF prints the data twins of its figures."""
    return exhibit({"kind": "figure-data"})


def records(page: Page) -> Exhibit:
    """List the rows behind the numbers, table by table, with source and locator."""
    users = _users(page)
    groups: dict[str, list[dict[str, Any]]] = {}
    for key in sorted(users):
        table, found = page.row(key)
        groups.setdefault(table, []).append(_record(table, key, found, users[key]))
    return exhibit(
        *(
            {
                "kind": "records",
                "id": f"records-{table.replace('_', '-')}",
                "title": TABLES[table],
                "records": groups[table],
            }
            for table in TABLES
            if table in groups
        )
    )


def _users(page: Page) -> dict[str, list[dict[str, str]]]:
    """Map each row's key to the evidence entries that stand on it."""
    users: dict[str, list[dict[str, str]]] = {}
    for entry in page.registry.entries.values():
        for key in dict.fromkeys(key for line in entry.lines for key in line.rows):
            users.setdefault(key, []).append({"ref": entry.id, "label": entry.label})
    return users


def _record(table: str, key: str, found: Record, users: list[dict[str, str]]) -> dict[str, Any]:
    source = found.get("source_id")
    return {
        "id": f"row-{key.lower()}",
        "key": key,
        "text": _row_runs(table, found),
        "source": None if pd.isna(source) else {"ref": f"src-{str(source).lower()}", "text": str(source)},
        "locator": _text(found.get("locator")),
        "note": _text(found.get("note")),
        "used_in": users,
    }


def row_text(table: str, found: Record) -> str:
    """Say in one line what the row *found* of *table* says: its title and the cells that numbers depend on."""
    return "".join(_row_runs(table, found))


def _row_runs(table: str, found: Record) -> list[str]:
    """Return `row_text` in two, so that a title in any script stays apart from what follows it."""
    facts = _facts(found)
    return [_title(table, found), *([f" ({', '.join(facts)})"] if facts else [])]


def _title(table: str, found: Record) -> str:
    if table == "milestones":
        return f"{found['entity_id']}: {found['event']}"
    if table == "claims":
        return f"{found['subject']}: {found['measure']}"
    return _text(found.get("title")) or str(found.name)


def _facts(found: Mapping[Any, Any]) -> list[str]:
    """Say the cells that the report's numbers depend on, in the order of the table."""
    facts = [_text(found.get(name)) for name in ("instrument", "stage", "status", "signed_on", "date", "value", "unit")]
    if pd.notna(found.get("documents")) and found["documents"] != 1:
        facts.append(w.counted(int(found["documents"]), "document"))
    for amount in ("amount", "cost"):
        if pd.notna(found.get(amount)):
            word = _text(found.get(f"{amount}_qualifier")) or None
            facts.append(w.money(float(found[amount]), str(found["currency"]), word))
    for name, word in (("part_of", "part of"), ("same_as", "same as"), ("restates", "restates")):
        if _text(found.get(name)):
            facts.append(f"{word} {found[name]}")
    return [fact for fact in facts if fact]


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]


def sources(page: Page) -> Exhibit:
    """List the sources of the rows behind the numbers, with publisher, date and link."""
    cited: dict[str, list[str]] = {}
    for key in sorted(_users(page)):
        source = page.row(key)[1].get("source_id")
        if pd.notna(source):
            cited.setdefault(str(source), []).append(key)
    items = [_source(page.row(key)[1], cited[key]) for key in sorted(cited)]
    return exhibit({"kind": "sources", "id": "sources", "title": "Sources", "items": items})


def _source(found: Record, keys: list[str]) -> dict[str, Any]:
    facts = [_text(found["kind"]), f"in {found['language']}" if _text(found["language"]) else ""]
    facts += [
        f"voice of {w.the(found['side'])}" if _text(found["side"]) else "",
        f"rests on {found['based_on']}" if _text(found["based_on"]) else "",
    ]
    return {
        "id": f"src-{str(found.name).lower()}",
        "key": str(found.name),
        "title": _text(found["title"]),
        "publisher": _text(found["publisher"]),
        "published": w.date(found["published"]) if _text(found["published"]) else "",
        "href": _text(found["url"]) or None,
        "facts": ", ".join(fact for fact in facts if fact),
        "used_in": [{"ref": f"row-{key.lower()}", "label": key} for key in keys],
    }


def codebook() -> Exhibit:
    """Print the tables and columns of the dataset in short."""
    body: list[dict[str, Any]] = []
    seen = ""
    for table, name, meaning, _type, _allowed in schema.codebook():
        if table != seen:
            body.append(row(table, kind="group"))
            seen = table
        body.append(row(name, meaning))
    block: Block = plain_table(
        "Tables and columns of the dataset", [column("Column", width=2), column("Meaning", width=6)], body
    )
    return exhibit(block | {"id": "codebook", "label": "Codebook"})


def citing(page: Page) -> Exhibit:
    """Say who answers for the report, where to correct it, under which licence it stands and how to cite it."""
    cited = page.citation
    authors = w.listed(cited.authors) if cited.authors else cited.title
    data = w.listed(f"{one.meta.id} {one.meta.version}, checksum {one.checksum[:12]}" for one in page.datasets)
    publisher = f"{cited.publisher}. " if cited.publisher else ""
    title, note = f"{page.title}: what was agreed, promised and paid for", f"Data {data}; cut-off {page.cut_off}"
    entry = bibtex(
        "-".join([*(one.meta.id for one in page.datasets), *page.part.split("-")[1:]]),
        cited.authors or [cited.title],
        {
            "title": title,
            "year": str(max(one.meta.as_of for one in page.datasets).year),
            "publisher": cited.publisher,
            "note": note,
            "url": cited.url,
        },
    )
    place = [" ", {"text": cited.url, "href": cited.url}] if cited.url else []
    items: list[list[Any]] = [
        ["Authors", authors],
        ["How to cite", [f"{authors}: {title}. {publisher}{note}.", *place]],
        ["Licence", cited.licence],
    ]
    if contact := _contact(page):
        items.append(["Contact and corrections", contact])
    return exhibit({"kind": "definitions", "id": "citing", "items": items}, {"kind": "listing", "text": entry})


def _contact(page: Page) -> Inline:
    """Say where a mistake is reported: where the data say, or in the repository of a project's own; "" if unknown."""
    cited = page.citation
    if cited.contact:
        return cited.contact_link
    if any(one.meta.signature for one in page.datasets):
        return ""
    place: Inline = {"text": cited.url, "href": cited.url} if cited.url else f"the repository of {cited.title}"
    return sentence("Open an issue in {}; name the row and a source.", place)


def attachments(page: Page) -> Exhibit:
    """Give readers every dataset of *page* as files: in the PDF, and beside the published report."""
    files = [file for dataset in page.datasets for file in downloads(dataset, f"{dataset.meta.id}{page.part}")]
    whole = "They hold the whole dataset, whatever part of it this report shows. " if page.part else ""
    about = (
        f"The files hold all tables as a workbook and as CSV, and agreements and funding in the codes of databases on "
        f"development finance. {whole}In the CSV files, text that a spreadsheet would run as a formula has an "
        "apostrophe before it; summit-report takes it away when it reads them."
    )
    attached = [blocks.attached(file.name, file.media_type, file.description, file.content) for file in files]
    return exhibit(paragraph(about), *_beside(page), {"kind": "attachments", "files": attached})


def _beside(page: Page) -> list[Block]:
    """Say which tables are too long for these files, and where they stand whole; nothing where none is."""
    stems = [(dataset, stem_of(dataset, f"{dataset.meta.id}{page.part}")) for dataset in page.datasets]
    found = [file for dataset, stem in stems for file in write_beside(dataset, stem)]
    if not found:
        return []
    items = [
        [file.name, f"{w.number(file.rows)} rows" + (f", {file.bytes / 1e6:.1f} MB" if file.bytes else ", not written")]
        for file in found
    ]
    about = (
        "These tables are too long for the workbook, the PDF and the codes of databases: a build lays them, whole and "
        "zipped, into the folder downloads beside the report."
    )
    return [paragraph(about), {"kind": "definitions", "id": "files-beside", "items": items}]
