"""What differs between the inputs on record and those of now, in words: why an edition has to be built again."""

from collections.abc import Iterator, Mapping
from typing import Any

MOST_NAMED = 3
"""So many files of one dataset, or packages, are named; of more the number is told."""
KINDS = {"notebook": "notebook ", "beside_notebook": "beside the notebook ", "project": "", "fonts": "fonts/"}
NAMES = {"requirements.lock": "lock (requirements.lock)"}


def changes(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return a clause for each of the inputs *earlier*, as `inputs.collect` gives them, that differs *now*; or none."""
    if earlier.get("checksum") == now.get("checksum"):
        return []
    return list(differences(earlier, now)) or ["the record is of another version of summit-report"]


def differences(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yield a clause for each input that differs."""

    def pair(key: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        return earlier.get(key) or {}, now.get(key) or {}

    for key, kind in KINDS.items():
        yield from files(*pair(key), kind)
    data, data_now = pair("data")
    for name in sorted({*data, *data_now}):
        yield from dataset(name, data.get(name), data_now.get(name))
    for name, one, other in differing(*pair("parameters")):
        yield f"parameter {name} {one} → {other}"
    if earlier.get("paper") != now.get("paper"):
        yield f"paper {earlier.get('paper')} → {now.get('paper')}"
    yield from package(*pair("package"))
    if earlier.get("python") != now.get("python"):
        yield f"Python {earlier.get('python')} → {now.get('python')}"
    packages = [f"{name} {one or 'none'} → {other or 'none'}" for name, one, other in differing(*pair("packages"))]
    yield from packages[:MOST_NAMED]
    if len(packages) > MOST_NAMED:
        yield f"{len(packages) - MOST_NAMED} more packages"


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield each key whose values differ, with both; None stands for a key that one of them has not."""
    for key in sorted({*one, *other}):
        if one.get(key) != other.get(key):
            yield key, one.get(key), other.get(key)


def files(one: Mapping[str, Any], other: Mapping[str, Any], kind: str, told: str = "") -> Iterator[str]:
    """Yield a clause for each file that differs, by its path behind *kind*; of many files one clause for all."""
    found = list(differing(one, other))
    if told and len(found) > MOST_NAMED:
        yield f"{told} ({len(found)} files)"
        return
    for path, before, after in found:
        ending = " is new" if before is None else " is gone" if after is None else ""
        yield f"{kind}{NAMES.get(path, path)}{ending}"


def dataset(name: str, one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield what differs in the dataset *name*."""
    if one is None or other is None:
        yield f"data {name} {'is new' if one is None else 'is gone'}"
    else:
        whole = {name} == {*one, *other}  # a workbook is its own only file
        yield from files(one, other, "data " if whole else f"data {name}/", f"data {name}")


def package(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    """Yield what differs in this package itself."""
    if one.get("version") != other.get("version"):
        yield f"summit-report {one.get('version')} → {other.get('version')}"
    elif one != other:
        yield "code of summit-report"
