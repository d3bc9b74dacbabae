"""Who made the report and how it is cited, read from `CITATION.cff` so that it is written down once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from summit_report.analysis.summit import Summit
from summit_report.project import nearest

FILE = "CITATION.cff"
LICENCE = "CC BY 4.0"  # of this project's own data and reports
_LATEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_"}
    | {"\\": r"\textbackslash ", "~": r"\textasciitilde ", "^": r"\textasciicircum ", "{": "(", "}": ")"}
)


@dataclass(frozen=True)
class Citation:
    """The parts of a `CITATION.cff` (format 1.2.0) that a report prints."""

    title: str = "summit-report"
    authors: tuple[str, ...] = ()
    contact: str = ""
    licence: str = ""
    url: str = ""
    publisher: str = ""

    @property
    def contact_link(self) -> list[dict[str, str]]:
        """The contact as text that opens a mail or a page."""
        is_page = self.contact.startswith(("http://", "https://"))
        return [{"text": self.contact, "href": self.contact if is_page else f"mailto:{self.contact}"}]


def citation(start: Path | None = None) -> Citation:
    """Read the nearest `CITATION.cff` at or above *start*, by default the working folder; empty where there is none."""
    folder = nearest(FILE, start=start)
    return _read(folder / FILE) if folder else Citation()


def signed(project: Citation, metas: Sequence[Summit]) -> Citation:
    """
    Return who answers for a report on the data of *metas*: whom these name, else the *project*.

    Whoever signs data of his own is not reached by way of the project.
    """
    names = [meta.authors or ((meta.publisher,) if meta.publisher else project.authors) for meta in metas]
    own = any(meta.signature for meta in metas)
    return replace(
        project,
        authors=tuple(dict.fromkeys(name for several in names for name in several)),
        publisher=", ".join(dict.fromkeys(meta.publisher for meta in metas if meta.publisher)),
        contact=next((meta.contact for meta in metas if meta.contact), "" if own else project.contact),
        licence=licence(metas),
        url="" if own else project.url,
    )


def licence(metas: Sequence[Summit]) -> str:
    """Say under which licence the report on the data of *metas* stands, and the program that made it."""
    found = list(dict.fromkeys(data_licence(meta) for meta in metas))
    if len(found) == 1:
        return f"Text, figures and data: {found[0]}. Code: MIT."
    return f"Data: {'; '.join(f'{meta.id} {data_licence(meta)}' for meta in metas)}. Code: MIT."


def data_licence(meta: Summit) -> str:
    """Name the licence of the data of *meta*: the project's, unless somebody else answers for them."""
    return meta.license or ("not stated" if meta.signature else LICENCE)


def _read(path: Path) -> Citation:
    text = yaml.safe_load(path.read_text(encoding="utf-8"))
    licence = text.get("license", "")
    return Citation(
        title=text["title"],
        authors=tuple(_name(author) for author in text["authors"]),
        contact=next((person["email"] for person in text.get("contact", ()) if "email" in person), ""),
        licence=licence if isinstance(licence, str) else ", ".join(licence),
        url=text.get("repository-code", text.get("url", "")),
    )


def _name(author: dict[str, str]) -> str:
    return author.get("name") or f"{author['given-names']} {author['family-names']}"


def bibtex(key: str, authors: Sequence[str], fields: Mapping[str, str]) -> str:
    """
    Return an entry for a bibliography called *key*, with those *fields* that are not empty.

    What LaTeX would read as code is written so that it prints; an address stands as it is.
    """
    names = " and ".join(f"{{{author.translate(_LATEX)}}}" for author in authors)
    shown = {name: text if name == "url" else text.translate(_LATEX) for name, text in fields.items() if text}
    lines = [f"  {name} = {{{text}}}" for name, text in {"author": names, **shown}.items() if text]
    return ",\n".join([f"@misc{{{key}", *lines]) + "\n}"
