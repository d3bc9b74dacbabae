"""
The record of a build: what went in, what came out, and how it ended.

Everything that differs between two runs of the same inputs (times, durations, the commit) stands here and nowhere else.
"""

import json
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from summit_report.publishing.inputs import file_checksum

RECORD = "record.json"
FAILED = "failed"
"""The folder, within that of a report, of a build that failed after it."""


@dataclass
class Record:
    """One build of one edition. *outcome* is done or failed; *outputs* are paths below the folder of all results."""

    edition: str
    outcome: str = "failed"
    title: str | None = None
    as_of: str | None = None
    data_version: str | None = None
    data_source: str | None = None
    notebook: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[str, Any] = field(default_factory=dict)
    failure: Mapping[str, Any] | None = None
    started: str = ""
    ended: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    python: str = field(default_factory=platform.python_version)
    platform: str = field(default_factory=platform.platform)
    commit: Mapping[str, Any] | None = None

    def write(self, folder: Path) -> None:
        """Write the record into *folder*, which makes the folder complete."""
        self.ended = now()
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False, default=str)
        # What is no character, such as a byte of a file's name, is written as JSON escapes it.
        (folder / RECORD).write_text(text + "\n", encoding="utf-8", errors="backslashreplace")


def now() -> str:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def read(folder: Path) -> dict[str, Any] | None:
    """Return the record in *folder*; None if there is none that can be read."""
    try:
        content = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def done(folder: Path) -> dict[str, Any] | None:
    """Return the record of the good report in *folder*; None if there is none."""
    record = read(folder)
    return record if record and record.get("outcome") == "done" else None


def failed(folder: Path) -> dict[str, Any] | None:
    """Return the record of the failed build that came after the report in *folder*; None if the last one was good."""
    return read(folder / FAILED)


def output_checksums(folders: Mapping[str, Path]) -> dict[str, dict[str, Any]]:
    """Return checksum and size (bytes) of every file in *folders*, whose keys stand before the file's path."""
    return {
        f"{name}/{file.relative_to(folder).as_posix()}": {"sha256": file_checksum(file), "bytes": file.stat().st_size}
        for name, folder in folders.items()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != RECORD
    }


def damage(record: Mapping[str, Any], results: Path) -> list[str]:
    """Return, in words, which outputs of *record* are no longer in *results* as they were made."""
    found = []
    for path, facts in (record.get("outputs") or {}).items():
        try:
            if file_checksum(results / path) != facts["sha256"]:
                found.append(f"{shorter(path)} was changed")
        except OSError:  # or just being replaced
            found.append(f"{shorter(path)} is missing")
    return found if record.get("outputs") else ["its results are not on record"]


def shorter(path: str) -> str:
    """Return the output *path* without the folder of its edition's report, which goes without saying."""
    top, _, rest = path.partition("/")
    return rest.partition("/")[2] if top == "reports" else path


def commit(project: Path) -> dict[str, Any] | None:
    """Return the commit that *project* is at, and whether files differ from it; None outside of git."""
    head = git(project, "rev-parse", "HEAD")
    return {"id": head, "changed_files": bool(git(project, "status", "--porcelain"))} if head else None


def git(project: Path, *arguments: str) -> str | None:
    """Return what git prints for *arguments*, None if it fails or is not installed."""
    try:
        done = subprocess.run(["git", "-C", str(project), *arguments], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
