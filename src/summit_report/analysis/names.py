"""What people call countries, sectors and kinds: codes in any case, names, and a near miss answered with a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

import pycountry

from summit_report.analysis import wording as w
from summit_report.analysis.dataset import Dataset
from summit_report.analysis.vocabularies import AGREEMENT_INSTRUMENTS, FUNDING_INSTRUMENTS, RELATIONS

LISTED = 100  # so many codes a message can name
Names = Mapping[str, tuple[str, ...]]
"""Each code, and what else it is called; the first is the name to print."""


def countries(dataset: Dataset) -> Names:
    """Return the members but the partner, with their names."""
    meta = dataset.meta
    return {code: _country(code) for code in meta.members if code != meta.partner}


def partner(dataset: Dataset) -> Names:
    """Return the partner, whom nobody can choose, with its names."""
    return {dataset.meta.partner: _country(dataset.meta.partner)}


def _country(code: str) -> tuple[str, ...]:
    found = pycountry.countries.get(alpha_3=code)
    others = [getattr(found, name, "") for name in ("common_name", "name", "official_name", "alpha_2")] if found else []
    return tuple(dict.fromkeys(filter(None, [w.country(code), w.the(code), *others])))


def sectors(dataset: Dataset) -> Names:
    """Return the sectors, with their names, whole and up to the first comma or bracket."""
    names = dataset.sectors["name"]
    return {str(code): (str(name), str(name).split(",")[0].split(" (")[0]) for code, name in names.items()}


def words(known: Iterable[str]) -> Names:
    """Return *known* words, which have no other name."""
    return dict.fromkeys(known, ())


def code_of(value: str, known: Names) -> str:
    """Return the code of *known* that *value* stands for; where it stands for none, *value* itself."""
    found = (value,) if value in known else meant("", [value], known, [])
    return found[0] if found else value


NOBODY: Names = MappingProxyType({})
INSTRUMENTS = words((*AGREEMENT_INSTRUMENTS, *FUNDING_INSTRUMENTS))
RELATION = words(RELATIONS)


def meant(
    kind: str, values: Iterable[str], known: Names, problems: list[str], partner: Names = NOBODY
) -> tuple[str, ...]:
    """
    Return the codes of *known* that *values* stand for, once each; *problems* gains a clause for each that is none.

    A name that two codes share stands for neither; what stands for the *partner* is told so. *kind* says what the
    values are.
    """
    called, aside = _called(known), _called(partner)
    found: dict[str, None] = {}
    for value in values:
        name = str(value).strip().casefold()
        codes = called.get(name, [])
        exact = [value] if value in known else codes
        if len(exact) == 1:
            found[exact[0]] = None
        elif name in aside:
            text = f"{kind} is {value!r}, the partner, to whom each of the others is related"
            problems.append(f"{text}; allowed: {', '.join(known)}")
        else:
            problems.append(f"{kind} is {value!r}{_question(str(value), known, called, codes)}")
    return tuple(found)


def _called(known: Names) -> dict[str, list[str]]:
    """Return the codes of *known* by each of their names, and by themselves, in small letters."""
    called: dict[str, list[str]] = {}
    for code, names in known.items():
        for name in {code.casefold(), *map(str.casefold, names)}:
            called.setdefault(name, []).append(code)
    return called


def _question(value: str, known: Names, called: Mapping[str, list[str]], several: list[str]) -> str:
    """Ask what was meant by *value*, as far as that can be guessed, and say what is allowed."""
    near = get_close_matches(value.strip().casefold(), called, n=1, cutoff=0.7)
    guesses = several or (called[near[0]] if near else [])
    question = f"; did you mean {w.either(_shown(code, known) for code in guesses)}?" if guesses else ";"
    return f"{question} allowed: {', '.join(known) if len(known) <= LISTED else f'one of {len(known)} codes'}"


def _shown(code: str, known: Names) -> str:
    return f"{code} ({known[code][0]})" if known[code] else code
