"""The one door to Typst: a folder of its own for each compilation, the shipped fonts, errors that say what to do."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from summit_report.errors import BuildError
from summit_report.publishing.temporary import private_folder

_FONT_PACKAGES = {
    "font_source_sans_pro": ("SourceSansPro", "Source Sans Pro"),
    "font_source_serif_pro": ("SourceSerifPro", "Source Serif Pro"),
}
_STYLES = {
    "Regular": (400, "normal"),
    "It": (400, "italic"),
    "Semibold": (600, "normal"),
    "SemiboldIt": (600, "italic"),
    "Bold": (700, "normal"),
    "BoldIt": (700, "italic"),
}
_SPECIMEN_FACES = [
    {"font": family, "weight": weight, "style": style}
    for _, family in _FONT_PACKAGES.values()
    for weight, style in _STYLES.values()
]
_SPECIMEN = b'#for face in json("faces.json") { text(..face)[a] }'
_MISSING = re.compile(
    r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed|contains the codepoint `"((?:[^"\\]|\\.)*)"`'
)


class MissingGlyphsError(Exception):
    """No font has these characters, or an archivable PDF must not hold them."""

    def __init__(self, characters: frozenset[str]) -> None:
        self.characters = characters
        super().__init__(", ".join(sorted(characters)))


@contextmanager
def staging(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Give a temporary folder that holds *files*, which is all that a compilation can read."""
    with private_folder() as folder:
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        yield folder


def compile_pdf(folder: Path, main: str, *, standards: Sequence[str], day: date) -> bytes:
    """
    Return the PDF of the Typst file *main* in *folder*, stamped with *day*.

    Raises `MissingGlyphsError` if characters cannot be printed, `BuildError` for whatever else Typst refuses.
    """
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return _compile(folder, main, format="pdf", pdf_standards=list(standards), timestamp=moment)[0]


def compile_png(folder: Path, main: str, *, ppi: float) -> list[bytes]:
    """Return each page of the Typst file *main* in *folder* as a PNG; raises `BuildError` if Typst refuses it."""
    return _compile(folder, main, format="png", ppi=ppi)


def positions(folder: Path, main: str, label: str) -> list[tuple[str, float]]:
    """
    Return the pairs of name and height in pt that the Typst file *main* in *folder* records under *label*.

    Raises `BuildError` if Typst refuses the file.
    """
    import typst

    try:
        found = typst.query(
            folder / main,
            f"<{label}>",
            field="value",
            one=True,
            root=folder,
            font_paths=_fonts(),
            ignore_system_fonts=True,
        )
    except (typst.TypstError, RuntimeError) as error:  # a query tells its failures as the second
        raise _told(error) from error
    return [(str(name), float(height)) for name, height in json.loads(found)]


def _compile(folder: Path, main: str, **options: Any) -> list[bytes]:
    import typst

    try:
        result = typst.compile(folder / main, root=folder, font_paths=_fonts(), ignore_system_fonts=True, **options)
    except typst.TypstError as error:
        raise _told(error) from error
    return result if isinstance(result, list) else [result]


@cache
def _fonts() -> Any:
    """
    Load the faces that pages use, once for this process: a compilation that looks for them takes three times as long.

    They are laid out by themselves, for the packages hold two formats of each and the order on disk would choose.
    Typst reads a face when it is first used, so a specimen uses every one before the folder goes.
    """
    import typst

    with staging({"specimen.typ": _SPECIMEN, "faces.json": json.dumps(_SPECIMEN_FACES).encode()}) as folder:
        for package, (face, _) in _FONT_PACKAGES.items():
            for style in _STYLES:
                _lay_out(_font_folder(package) / f"{face}-{style}.ttf", folder)
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder])
        typst.compile(folder / "specimen.typ", root=folder, font_paths=fonts, format="svg")
    return fonts


def _lay_out(source: Path, folder: Path) -> None:
    """Let the file *source* stand in *folder*."""
    try:
        (folder / source.name).symlink_to(source)
    except OSError:  # systems on which links need a privilege
        (folder / source.name).write_bytes(source.read_bytes())


def _font_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise BuildError(f"the fonts of {package} are not installed", next=f"Install {package.replace('_', '-')}.")
    return Path(spec.origin).parent / "files"


def _told(error: Exception) -> Exception:
    """Return what Typst's *error* means to the user: characters to replace, or a failed build."""
    told = str(getattr(error, "diagnostic", error))
    missing = frozenset(char for match in _MISSING.finditer(told) for char in _unescaped(match[1] or match[2] or ""))
    if missing:
        return MissingGlyphsError(missing)
    message = getattr(error, "message", "") or told
    hints = [f"hint: {hint}" for hint in getattr(error, "hints", ())]
    return BuildError(
        f"Typst cannot set the page: {message}",
        where="PDF export",
        problems=hints,
        next="Look at the cell with the text, picture or table that is named; remove-output leaves it out.",
    )


def _unescaped(text: str) -> str:
    """Undo Rust's escapes in a quoted text."""
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), text)
    return text.replace('\\"', '"').replace("\\\\", "\\")
