"""
The declared editions: `reports.yml` says which notebook is printed with which parameters, under which name.

    editions:
      astana-2025: {notebook: notebooks/01-summit-report.ipynb, parameters: {summit: astana-2025}}
      astana-2025-{country}:
        notebook: notebooks/02-country-brief.ipynb
        parameters: {summit: astana-2025}
        matrix: {country: [KAZ, KGZ, TJK, TKM, UZB]}

A `matrix` unfolds into one edition for each combination of its values, which also fill the `{name}` in slug and title.
`cell_seconds` and `report_seconds` say after how long one cell, or all cells together, count as hung.
"""

import hashlib
import itertools
import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from summit_report.addresses import is_address, is_secret
from summit_report.errors import DataError, UsageError
from summit_report.project import DATA_FOLDER
from summit_report.publishing import choices

LIMITS = ("cell_seconds", "report_seconds")
KEYS = ("notebook", "parameters", "matrix", "title", "data", *LIMITS)
SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
LONGEST_SLUG = 120
RESERVED = ("failed",)


@dataclass(frozen=True)
class Edition:
    """
    One report to be printed.

    *slug* names its folder; *notebook* and *data* are paths relative to the folder of reports.yml, or absolute; *data*
    may be an address, as text. *parameters* differ from the notebook's own; *limits* are the engine's without others.
    """

    slug: str
    notebook: Path
    parameters: Mapping[str, object] = field(default_factory=dict)
    title: str | None = None
    data: Path | str | None = None
    limits: Mapping[str, float] = field(default_factory=dict)


def load(file: Path) -> tuple[Edition, ...]:
    """Return the editions that *file* declares, in its order. Raises UsageError with everything wrong in it."""
    problems: list[str] = []
    editions: dict[str, Edition] = {}
    for slug, entry, line in entries(file, problems):
        for edition in unfold(slug, entry, line, problems):
            if edition.slug.lower() in editions:
                problems.append(f"line {line}: {edition.slug}: there are two editions of this name")
            editions.setdefault(edition.slug.lower(), edition)
    if problems:
        raise UsageError(
            "the declared editions cannot be read",
            where=str(file),
            problems=problems,
            next=f"An edition has the keys {', '.join(KEYS)}; only `notebook` is required.",
        )
    return tuple(editions.values())


def entries(file: Path, problems: list[str]) -> Iterator[tuple[str, Any, int]]:
    """Yield slug, content and line of each entry under `editions`, repeated ones too."""
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), yaml.SafeLoader)
    except FileNotFoundError:
        problems.append("there is no such file; run the command in the project's folder")
        return
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(" ".join(str(error).split()))
        return
    for key, node in pairs(root):
        if key.value != "editions":
            problems.append(
                f"line {key.start_mark.line + 1}: {key.value}: unknown key; the only one here is `editions`"
            )
            continue
        for slug, entry in pairs(node):
            yield str(slug.value), yaml.SafeLoader("").construct_object(entry, deep=True), slug.start_mark.line + 1


def pairs(node: yaml.Node | None) -> list[tuple[Any, Any]]:
    """Return the keys and values of a YAML mapping, which may repeat a key; none if *node* is no mapping."""
    return node.value if isinstance(node, yaml.MappingNode) else []


def unfold(slug: str, entry: Any, line: int, problems: list[str]) -> Iterator[Edition]:
    """Yield the editions of one *entry*: one, or one for each combination of its matrix."""
    wrong = list(entry_problems(entry)) or list(matrix_problems(slug, entry))
    found = [f"line {line}: {slug}: {problem}" for problem in wrong]
    problems.extend(found)
    if found:
        return
    matrix = {name: [plain(value) for value in values] for name, values in (entry.get("matrix") or {}).items()}
    for combination in itertools.product(*matrix.values()):
        chosen = dict(zip(matrix, combination, strict=True))
        edition = make(slug, entry, chosen)
        if SLUG.fullmatch(edition.slug) and edition.slug not in RESERVED:
            yield edition
        else:
            problems.append(f"line {line}: {edition.slug}: not a safe folder name (letters, digits, . _ -)")


def make(slug: str, entry: Mapping[str, Any], chosen: Mapping[str, object]) -> Edition:
    """Return the edition of *entry* with the *chosen* values of its matrix."""
    parameters = {name: plain(value) for name, value in (entry.get("parameters") or {}).items()}
    data = entry.get("data") or ""
    return Edition(
        slug=slug.format(**chosen),
        notebook=Path(entry["notebook"]),
        parameters={**parameters, **chosen},
        title=str(entry["title"]).format(**chosen) if entry.get("title") else None,
        data=data if is_address(data) else Path(data) if data else None,
        limits={name: entry[name] for name in LIMITS if entry.get(name) is not None},
    )


def entry_problems(entry: Any) -> Iterator[str]:
    """Yield a clause for everything wrong with the shape of *entry*."""
    if not isinstance(entry, dict):
        yield "must have keys such as `notebook`"
        return
    yield from (f"unknown key `{key}`" for key in entry if key not in KEYS)
    if not isinstance(entry.get("notebook"), str):
        yield "needs a `notebook`"
    yield from (f"`{key}` must be text" for key in ("title", "data") if not isinstance(entry.get(key), str | None))
    if isinstance(entry.get("data"), str) and is_secret(entry["data"]):
        yield "`data` has a password or token in its address; leave it to ~/.pgpass, PGPASSWORD or SUMMIT_REPORT_DATA"
    for name in LIMITS:
        limit = entry.get(name, 1)
        if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0 < limit < float("inf"):
            yield f"`{name}` must be a number of seconds above 0"
    for key in ("parameters", "matrix"):
        mapping = entry.get(key) or {}
        if not isinstance(mapping, dict):
            yield f"`{key}` must have a name and a value on each line"
        elif key == "matrix":
            yield from (f"`matrix` needs a list for `{name}`" for name, v in mapping.items() if not isinstance(v, list))


def matrix_problems(slug: str, entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield a clause for everything that keeps *entry* from unfolding into editions with names of their own."""
    matrix: Mapping[str, list[Any]] = entry.get("matrix") or {}
    try:
        named = placeholders(slug)
        unknown = sorted((named | placeholders(entry.get("title") or "")) - matrix.keys())
    except ValueError:
        yield "a brace that does not belong to a {name}"
        return
    if unknown:
        yield f"{', '.join(f'{{{name}}}' for name in unknown)}: not in its matrix"
    for name, values in matrix.items():
        twice = sorted({str(value) for value in values if values.count(value) > 1})
        if not values:
            yield f"`matrix` has no value for `{name}`"
        elif twice:
            yield f"`matrix` has {', '.join(twice)} twice for `{name}`"
        elif len(values) > 1 and name not in named:
            yield f"its name needs {{{name}}}, else {len(values)} editions share one folder"
        if name in (entry.get("parameters") or {}):
            yield f"`{name}` stands in `parameters` and in `matrix`"


def placeholders(text: str) -> set[str]:
    """Return the names in braces in *text*. Raises ValueError for a brace that stands alone."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def plain(value: object) -> object:
    """Return *value* with dates as ISO text."""
    return value.isoformat() if isinstance(value, date) else value


def select(editions: tuple[Edition, ...], slugs: tuple[str, ...]) -> tuple[Edition, ...]:
    """Return the editions called *slugs*, in that order. Raises UsageError for none and for every unknown one."""
    known = {edition.slug: edition for edition in editions}
    if not slugs:
        raise UsageError("no edition is named", next=f"Name one or more of {', '.join(known)}, or use --all.")
    unknown = [slug for slug in slugs if slug not in known]
    if unknown:
        places = (place for name in unknown for place in (Path(name), Path(DATA_FOLDER, name)))
        data = next((place for place in places if choices.is_dataset(place)), None)
        hint = f"\n{data} is a dataset; its report: summit-report build --data {data}" if data else ""
        problems = [slug + near_name(slug, known) for slug in unknown]
        raise UsageError("no such edition", problems=problems, next=f"Declared: {', '.join(known) or 'none'}{hint}")
    return tuple(known[slug] for slug in dict.fromkeys(slugs))


def near_name(wrong: str, known: Iterable[str]) -> str:
    """Ask whether the name of *known* that looks like the *wrong* one was meant, if one does."""
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(wrong.casefold(), folded, n=1, cutoff=0.8)
    return f"; did you mean {folded[near[0]]}?" if near else ""


def about(editions: tuple[Edition, ...], data: Path, summit: str | None) -> Edition:
    """
    Return the edition about the *summit* of *data* that nobody declared: the first of *editions*, with other data.

    It is called after the summit; where a declared one has that name, the name of *data* keeps them apart.
    Raises UsageError if no edition is declared, DataError if *summit* cannot be the name of a folder.
    """
    if not editions:
        raise UsageError("no edition is declared that could show how", next="Declare one in reports.yml.")
    if summit is None or not SLUG.fullmatch(summit) or summit in RESERVED:
        raise DataError(
            f"the summit's id is {summit!r}",
            where=str(data),
            next="Run `summit-report check`: it says what is allowed.",
        )
    taken = {edition.slug.lower() for edition in editions}
    slug = derived_slug(summit, {"data": data.name}) if summit.lower() in taken else summit
    return Edition(slug, editions[0].notebook, {"summit": summit}, data=data, limits=editions[0].limits)


def adapt(
    edition: Edition, values: Mapping[str, object], defaults: Mapping[str, object], data: Path | None = None
) -> Edition:
    """
    Return *edition* with other parameter *values* or *data*, under a name of its own.

    *defaults* are the notebook's own values; what equals the edition as declared changes nothing.
    A trial never takes the place of a declared report: `astana-2025` with country=KAZ is `astana-2025+country=KAZ`, its
    title what the report calls itself. Where a character is not safe in a file name, a checksum keeps the name unique.
    Data that are called like their summit say it with their own name: `astana-2025+data=nb-2027.xlsx`.
    """
    declared = {**defaults, **edition.parameters}
    changed = {name: value for name, value in sorted(values.items()) if declared[name] != value}
    named = data is not None and changed.get("summit") == data.stem
    marks = {name: value for name, value in changed.items() if name != "summit" or not named}
    marks |= {"data": data.name} if data else {}
    if not marks:
        return edition
    parameters = {**edition.parameters, **changed}
    slug = derived_slug(edition.slug, marks)
    return replace(edition, slug=slug, parameters=parameters, title=None, data=data or edition.data)


def derived_slug(slug: str, marks: Mapping[str, object]) -> str:
    """Return *slug* with `+name=value` for each of *marks*, safe in a file name and different for different marks."""
    exact = "".join(f"+{name}={value}" for name, value in marks.items())
    worded = {
        name: "_".join(map(str, value)) if isinstance(value, list) else str(value) for name, value in marks.items()
    }
    safe = "".join(f"+{name}={UNSAFE.sub('-', value)}" for name, value in worded.items())
    if safe == exact and len(slug + safe) <= LONGEST_SLUG:
        return slug + safe
    digest = hashlib.sha256(exact.encode(errors="surrogateescape")).hexdigest()[:8]
    return f"{(slug + safe)[: LONGEST_SLUG - 9]}-{digest}"
