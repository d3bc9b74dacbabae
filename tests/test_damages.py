"""Whatever was done to data, the check says so at the right place, writes nothing, and never guesses in silence."""

from pathlib import Path

import pytest
from damages import ALL, DOCS, Damage, listed, outcome, run
from tiny import write_tiny


@pytest.mark.parametrize("damage", ALL, ids=lambda damage: f"{damage.group}: {damage.name}"[:60])
def test_damage(damage: Damage, tmp_path: Path) -> None:
    """A damage ends with exit code 1 and a problem at its place, with what was meant; or is harmless, and so told."""
    found = outcome(damage, tmp_path)
    named = [problem for problem in found.problems if str(problem["where"]).startswith(damage.where or "")]

    assert found.left
    assert found.code == (1 if damage.where else 0), found.problems
    assert bool(named) == bool(damage.where), found.problems
    assert damage.where is None or named[0]["suggestion"] == damage.near
    assert damage.noticed is None or damage.noticed in found.notices
    assert listed(damage, found) in DOCS.read_text(encoding="utf-8").splitlines()


def test_the_page_lists_every_damage_once() -> None:
    """docs/damages.md has a line for each damage and no other."""
    lines = [line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    heads = {"| damage | answer |", "| --- | --- |"}

    assert len([line for line in lines if line not in heads]) == len(ALL) == len({(d.group, d.name) for d in ALL})


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the right to read a table, the check says that of this table."""
    folder = write_tiny(tmp_path)
    opened = Path.open

    def refused(file: Path, *arguments, **options):
        if file.name == "sources.csv":
            raise PermissionError(13, "Permission denied")
        return opened(file, *arguments, **options)

    monkeypatch.setattr(Path, "open", refused)
    found = run(tmp_path, str(folder))

    assert found.code == 1
    assert [(one["where"], one["message"]) for one in found.problems] == [
        ("sources.csv", "cannot be read: Permission denied")
    ]
