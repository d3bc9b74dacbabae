"""The page that lists all reports, made from their records: one file without scripts, in the reports' own style."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from summit_report.publishing import folders, records
from summit_report.publishing.editions import Edition
from summit_report.publishing.inputs import file_checksum, package_checksum, text_checksum
from summit_report.publishing.plans import DOWNLOADS, FIRST_PAGE
from summit_report.publishing.status import failure_line, others
from summit_report.visible import visible

FILES = {"report.html": "HTML", "report.pdf": "PDF"}
DETAILS = {"report.ipynb": "Executed notebook", "record.json": "Record"}
FAILED_FILES = {"report.ipynb": "Notebook as far as it came", "build.log": "Log", "record.json": "Record"}
WORKBOOK = ".xlsx"
SIZED = ("PDF", "Workbook")
Stale = Mapping[str, tuple[str, ...]]  # why editions are, by their names
NONE: Stale = MappingProxyType({})


@dataclass(frozen=True)
class Link:
    """A file of a report: its path within `reports/`, what it is, and its size if that is worth knowing."""

    href: str
    text: str
    size: str = ""


@dataclass(frozen=True)
class Good:
    """The report that can be read: its data's *cut_off*, *version* and *age* when it was built, and its files."""

    on: str
    cut_off: str
    version: str
    age: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Failed:
    """The failed build that came after it, or came first."""

    on: str
    why: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Entry:
    """What the page says of one edition: *picture* is the checksum of that of its first page, *stale* why it is so."""

    slug: str
    title: str
    parameters: tuple[tuple[str, str], ...]
    good: Good | None
    failed: Failed | None
    picture: str
    stale: tuple[str, ...] = ()


def write(results: Path, declared: Iterable[Edition] = (), stale: Stale = NONE) -> Path:
    """
    Write `reports/index.html` below *results*: the *declared* editions, then what else was built; return its path.

    *stale* says of some why they are. The page is not written again unless what it says, or a picture, has changed.
    """
    reports = results / "reports"
    page = reports / "index.html"
    with folders.lock(page, wait=True):
        groups = gather(reports, declared, stale)
        about = {name: [asdict(entry) for entry in entries] for name, entries in groups.items()}
        checksum = text_checksum(json.dumps([package_checksum(), about]))
        if checksum not in beginning(page):
            folders.write_whole(page, render(reports, groups, checksum))
    return page


def beginning(page: Path) -> str:
    """Return the first characters of *page*, among which the checksum of its sources stands; "" if there is none."""
    try:
        with page.open(encoding="utf-8") as text:
            return text.read(1000)
    except (OSError, ValueError):
        return ""


def gather(reports: Path, declared: Iterable[Edition], stale: Stale = NONE) -> dict[str, list[Entry]]:
    """Return the entries of the *declared* editions and of the other folders in *reports*, under their headings."""
    named = {edition.slug: edition for edition in declared}
    return {
        "Editions": [entry(reports, slug, edition, stale.get(slug, ())) for slug, edition in named.items()],
        "Built with parameters or data of their own": [entry(reports, slug) for slug in others(reports, named)],
    }


def entry(reports: Path, slug: str, edition: Edition | None = None, stale: tuple[str, ...] = ()) -> Entry:
    """Return what the records in the folder *slug* of *reports* say; *edition* is its declaration, if it has one."""
    good, failed = records.done(reports / slug), records.failed(reports / slug)
    about = good or failed or {}
    picture = reports / slug / FIRST_PAGE
    parameters = edition.parameters if edition else about.get("parameters") or {}
    return Entry(
        slug,
        (edition.title if edition else None) or str(about.get("title") or slug),
        tuple((name, worded(value)) for name, value in parameters.items()),
        good_facts(slug, good) if good else None,
        failed_facts(reports, slug, failed) if failed else None,
        file_checksum(picture) if picture.is_file() else "",
        stale if good and not failed else (),
    )


def worded(value: object) -> str:
    """Return a parameter's *value* as a reader would write it."""
    return ", ".join(map(str, value)) if isinstance(value, list) else "all" if value is None else str(value)


def good_facts(slug: str, record: Mapping[str, Any]) -> Good:
    """Return what the page says of the good report of *record*."""
    sizes = {
        path.removeprefix(f"reports/{slug}/"): facts["bytes"]
        for path, facts in (record.get("outputs") or {}).items()
        if path.startswith(f"reports/{slug}/")
    }
    books = [path for path in sizes if path.startswith(f"{DOWNLOADS}/") and path.endswith(WORKBOOK)]
    names = {book: f" {Path(book).stem}" if len(books) > 1 else "" for book in books}
    labelled = {**FILES, **{book: f"Workbook{name}" for book, name in names.items()}, **DETAILS}
    links = (
        Link(f"{slug}/{path}", label, size(sizes.get(path)) if label.startswith(SIZED) else "")
        for path, label in labelled.items()
    )
    cut_off, built = day(record.get("as_of")), day(record.get("ended"))
    return Good(
        long_date(built), long_date(cut_off), str(record.get("data_version") or ""), age(cut_off, built), tuple(links)
    )


def failed_facts(reports: Path, slug: str, record: Mapping[str, Any]) -> Failed:
    """Return what the page says of the failed build of *record*, with links to the files that it left."""
    left = {file: text for file, text in FAILED_FILES.items() if (reports / slug / records.FAILED / file).is_file()}
    links = (Link(f"{slug}/{records.FAILED}/{file}", text) for file, text in left.items())
    return Failed(long_date(day(record.get("ended"))), failure_line(record), tuple(links))


def day(text: object) -> date | None:
    """Return the day of an ISO date or time; None if *text* is none."""
    try:
        return datetime.fromisoformat(str(text)).date()
    except ValueError:
        return None


def long_date(when: date | None) -> str:
    """Return the day *when* as it is written in a sentence."""
    return f"{when.day} {when:%B %Y}" if when else "an unknown day"


def age(cut_off: date | None, built: date | None) -> str:
    """Return in words how old data until *cut_off* were when they were *built* into a report; "" if that is unknown."""
    if not cut_off or not built:
        return ""
    days = (built - cut_off).days
    return f"{days} day{'' if days == 1 else 's'}" if days > 0 else "less than a day"


def size(count: object) -> str:
    """Return a number of bytes as a reader wants to know it before a download; "" if it is unknown."""
    if not isinstance(count, int):
        return ""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count / 1e3, 1):.0f} kB"


def render(reports: Path, groups: Mapping[str, list[Entry]], checksum: str) -> str:
    """Return the page for the entries in *groups*; *checksum* tells what it was made from."""
    from jinja2 import Environment

    from summit_report.publishing.exporters.page.fonts import SANS, font_face_css

    templates = files("summit_report.publishing") / "templates"
    look = files("summit_report.publishing.exporters") / "templates" / "html" / "style.css"
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters["url"] = quote
    environment.finalize = shown_text
    entries = [entry for group in groups.values() for entry in group]
    built = sorted(filter(None, (latest_of(records.done(reports / entry.slug)) for entry in entries)))
    shown = [
        (name, [{**asdict(entry), "picture": data_uri(reports / entry.slug / FIRST_PAGE)} for entry in group])
        for name, group in groups.items()
        if group
    ]
    letters = font_face_css(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False) + "…’“”–", (SANS,))
    return environment.from_string((templates / "index.html.j2").read_text(encoding="utf-8")).render(
        checksum=checksum,
        style=safe("\n".join([letters, look.read_text("utf-8"), (templates / "index.css").read_text("utf-8")])),
        count=counted(entries),
        latest=long_date(built[-1]) if built else "",
        failures=[entry for entry in entries if entry.failed],
        groups=shown,
    )


def shown_text(value: Any) -> Any:
    """Return *value* as it stands in the page: of a text of others every character is seen, our own stays as it is."""
    return visible(value) if type(value) is str else value


def safe(text: str) -> Any:
    """Return *text*, which is our own, as the template may print it without change."""
    from markupsafe import Markup

    return Markup(text)


def latest_of(record: Mapping[str, Any] | None) -> date | None:
    """Return the day on which the build of *record* ended."""
    return day(record.get("ended")) if record else None


def counted(entries: Iterable[Entry]) -> str:
    """Return in words how many editions there are, and how many of them are stale, failed or were never built."""
    entries = list(entries)
    failed = sum(entry.failed is not None for entry in entries)
    never = sum(not entry.good and not entry.failed for entry in entries)
    stale = sum(bool(entry.stale) for entry in entries)
    total = "1 edition" if len(entries) == 1 else f"{len(entries)} editions"
    parts = [
        f"{len(entries) - failed - never - stale} built",
        f"{stale} stale",
        f"{failed} failed",
        f"{never} never built",
    ]
    return f"{total}: " + ", ".join(part for part in parts if not part.startswith("0 "))


def data_uri(picture: Path) -> str:
    """Return the PNG *picture* as an address that holds it; "" if there is none."""
    return f"data:image/png;base64,{b64encode(picture.read_bytes()).decode()}" if picture.is_file() else ""
