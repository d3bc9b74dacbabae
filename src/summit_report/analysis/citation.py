"""Who made the report and how it is cited, read from `CITATION.cff` so that it is written down once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from summit_report.project import nearest

FILE = "CITATION.cff"
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


def citation(start: Path | None = None) -> Citation:
    """Read the nearest `CITATION.cff` at or above *start*, by default the working folder; empty where there is none."""
    folder = nearest(FILE, start=start)
    return _read(folder / FILE) if folder else Citation()


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
