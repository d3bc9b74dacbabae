"""
Looks into a zip file before anything trusts it: a small file can unpack to more than a machine holds.

Workbooks are zip files, too. Sizes are counted while unpacking, because what a zip file says of them may be false.
"""

import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

CHUNK = 1 << 20
MOST_MEMBERS = 1_000
MOST_BYTES = 1_000_000_000
MOST_WORKBOOK_BYTES = 300_000_000  # a cell takes fifty times as much memory as space in the file
HIGHEST_RATIO = 200  # tables shrink to a tenth, the emptiest sheets to a hundredth
UNSUSPECTED_BYTES = 20_000_000  # so much may be as repetitive as it likes
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of old Excel begin, and those that Excel has encrypted."""
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
OVERLAP = 2 * max(map(len, DECLARATIONS))


class RefusedError(ValueError):
    """A zip file or workbook is not read; the message says why: a predicate to its name."""


@dataclass(frozen=True)
class Limits:
    """How much a zip file may unpack to: *most* bytes, *ratio* times its size once *unsuspected* bytes are passed."""

    most: int = MOST_BYTES
    ratio: int = HIGHEST_RATIO
    unsuspected: int = UNSUSPECTED_BYTES
    members: int = MOST_MEMBERS


USUAL = Limits()
OF_WORKBOOKS = Limits(most=MOST_WORKBOOK_BYTES)


def check_workbook(file: Path, limits: Limits = OF_WORKBOOKS) -> None:
    """
    Raise RefusedError if the .xlsx *file* is none, is encrypted, is a bomb, or leads out of itself.

    XML that declares entities can grow without bounds, and no program writes it into workbooks.
    """
    with opened(file, limits) as archive:
        tail = b""
        for member, chunk in chunks(archive, file.stat().st_size, limits):
            bare = (tail + chunk).replace(b"\0", b"")  # UTF-16 has one beside each letter
            tail = chunk[-OVERLAP:]
            if any(word in bare for word in DECLARATIONS):
                raise RefusedError(f"declares XML entities, which no workbook needs, in {member.filename!r}")


def opened(file: Path, limits: Limits = USUAL) -> ZipFile:
    """Return the zip *file*, opened, its names and number of members checked. Raises RefusedError, OSError."""
    with file.open("rb") as stream:
        if stream.read(len(OLD_OFFICE)) == OLD_OFFICE:
            raise RefusedError("is encrypted, or a workbook of old Excel; save it as .xlsx without a password")
    try:
        archive = ZipFile(file)
    except (BadZipFile, NotImplementedError, ValueError) as error:
        raise RefusedError(f"is no whole zip file: {error}") from None
    try:
        check_members(archive.infolist(), limits)
    except RefusedError:
        archive.close()
        raise
    return archive


def check_members(members: list[ZipInfo], limits: Limits) -> None:
    """Raise RefusedError if there are too many *members*, or one is encrypted, a link, doubled or placed outside."""
    if len(members) > limits.members:
        raise RefusedError(f"holds {len(members)} files, more than {limits.members}")
    names: set[str] = set()
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
            raise RefusedError(f"holds a file whose path leads out of it: {member.filename!r}")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise RefusedError(f"holds a link instead of a file: {member.filename!r}")
        if member.flag_bits & 1:
            raise RefusedError("is encrypted; save it without a password")
        place = str(PurePosixPath(name))  # d//x and d/x are one file once they are unpacked
        if place in names:
            raise RefusedError(f"holds two files of one name: {member.filename!r}")
        names.add(place)


def chunks(archive: ZipFile, packed: int, limits: Limits) -> Iterator[tuple[ZipInfo, bytes]]:
    """
    Yield the content of each member of *archive*, whose file has *packed* bytes, in pieces.

    Raises RefusedError as soon as more is unpacked than the *limits* allow, or if a member is damaged.
    """
    unpacked = 0
    for member in archive.infolist():
        try:
            with archive.open(member) as stream:
                while chunk := stream.read(CHUNK):
                    unpacked += len(chunk)
                    check_size(unpacked, packed, limits)
                    yield member, chunk
        except (BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
            raise RefusedError(f"has a part that cannot be unpacked, {member.filename!r}: {error}") from None


def check_size(unpacked: int, packed: int, limits: Limits) -> None:
    """Raise RefusedError if *unpacked* bytes are too many, or too many for the *packed* ones they came from."""
    if unpacked > limits.most:
        raise RefusedError(f"unpacks to more than {limits.most // 1_000_000} MB")
    if unpacked > limits.unsuspected and unpacked > limits.ratio * packed:
        raise RefusedError(f"unpacks to more than {limits.ratio} times its size, as only zip bombs do")
