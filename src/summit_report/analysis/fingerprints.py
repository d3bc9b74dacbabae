"""Tells whether the files of a dataset are those that were read before."""

from hashlib import sha256
from pathlib import Path

from summit_report.analysis.folders import is_of_dataset


def fingerprint(path: Path) -> str | None:
    """
    Return the checksum of all that reading the folder or workbook at *path* depends on; None if a file cannot be read.

    That is the folder's own name, which must be the summit's id, and the name and bytes of each file.
    """
    folder = path.is_dir()
    content = sha256(f"folder {path.resolve().name}".encode() if folder else path.suffix.lower().encode())
    try:
        for file in sorted(filter(is_of_dataset, path.iterdir())) if folder else [path]:
            data = file.read_bytes()
            content.update(f"\n{file.name if folder else ''} {len(data)}\n".encode())
            content.update(data)
    except OSError:
        return None
    return content.hexdigest()
