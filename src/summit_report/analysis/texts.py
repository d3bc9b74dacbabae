"""Takes in a text file of a dataset with bounded time and memory, or says why it cannot be read."""

import stat
from pathlib import Path

# A table of a million rows has a fifth of this; what is larger is no table that somebody keeps by hand.
LARGEST = 512 * 2**20
# The longest cell that is read has an eighth of a million characters, and a row some twenty cells.
LONGEST_LINE = 16 * 2**20
_CHUNK = 2**20

_STARTS = {
    b"PK\x03\x04": "is a workbook or a zip file in spite of its name; save the sheet as “CSV UTF-8”",
    b"\xd0\xcf\x11\xe0": "is a file of an old spreadsheet in spite of its name; save the sheet as “CSV UTF-8”",
    b"\xff\xfe": "is UTF-16 text; save it as “CSV UTF-8”",
    b"\xfe\xff": "is UTF-16 text; save it as “CSV UTF-8”",
}


class UnreadableError(Exception):
    """A file cannot be taken in; the message says why, to be printed after the file's name; *row* where known."""

    def __init__(self, message: str, row: int | None = None) -> None:
        self.row = row
        super().__init__(message)


def read_text(file: Path) -> str:
    """Return the UTF-8 text of *file*, without a byte-order mark; raises UnreadableError."""
    try:
        _check_kind(file)
        content = _content(file)
    except FileNotFoundError as error:
        raise UnreadableError("is a link that leads nowhere" if file.is_symlink() else "is missing") from error
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        byte = content[error.start]
        raise UnreadableError(f"is not UTF-8 text (byte {byte:02X}); save the file as “CSV UTF-8”", row) from error


def _check_kind(file: Path) -> None:
    about = file.stat()
    if stat.S_ISDIR(about.st_mode):
        raise UnreadableError("is a folder. Allowed: a file")
    if not stat.S_ISREG(about.st_mode):  # a pipe would wait for ever, a device never end
        raise UnreadableError("is no ordinary file. Allowed: a file with text")
    if about.st_size > LARGEST:
        size = f"{about.st_size / 2**20:,.0f} MB"
        raise UnreadableError(f"is {size} large. Allowed: at most {LARGEST // 2**20} MB")


def _content(file: Path) -> bytearray:
    """Read piece by piece: what is no text shows early, and a line without end is not collected."""
    content = bytearray()
    rows, line = 1, 0
    with file.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            if not content:
                for start, reason in _STARTS.items():
                    if piece.startswith(start):
                        raise UnreadableError(reason)
            if b"\0" in piece:
                row = rows + piece[: piece.index(b"\0")].count(b"\n")
                raise UnreadableError("holds a NUL byte, which no text has; save the file as “CSV UTF-8”", row)
            rows += piece.count(b"\n")
            end = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
            line = line + len(piece) if end < 0 else len(piece) - end - 1
            if line > LONGEST_LINE:
                raise UnreadableError(f"has a line of more than {LONGEST_LINE // 2**20} MB", rows)
            content += piece
    return content
