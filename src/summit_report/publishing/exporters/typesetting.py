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
#: For letters that only these have, such as the Arabic ones: of what Typst brings along, a monospaced face would do it.
_OTHER_LETTERS = {"DejaVuSans.ttf": 400, "DejaVuSans-Bold.ttf": 700}
_SPECIMEN_FACES = [
    {"font": family, "weight": weight, "style": style}
    for _, family in _FONT_PACKAGES.values()
    for weight, style in _STYLES.values()
] + [{"font": "DejaVu Sans", "weight": weight, "style": "normal"} for weight in _OTHER_LETTERS.values()]
_SPECIMEN = b'#for face in json("faces.json") { text(..face)[a] }'
#: Asks for each character by itself, so that what Typst says is about no other.
_PROBE = b"""\
#set document(title: "probe", date: datetime(year: 1970, month: 1, day: 1))
#set text(lang: "en", font: "Source Sans Pro")
#for character in json("characters.json") { par(character) }
"""
#: Files of fonts besides those that are shipped, each with its size and time, so that a new file is read anew.
Fonts = tuple[tuple[Path, int, int], ...]
FONT_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_MISSING = re.compile(
    r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed|contains the codepoint `"((?:[^"\\]|\\.)*)"`'
)

_UNTOLD = "text with missing codepoints"


class MissingGlyphsError(BuildError):
    """No font has these characters, or an archivable PDF must not hold them; Typst does not always say which."""

    def __init__(self, characters: frozenset[str]) -> None:
        self.characters = characters
        super().__init__(
            "Typst cannot set these characters in an archivable PDF",
            where="PDF export",
            problems=sorted(characters),
            next="Leave them out, or put a font that has them into fonts/.",
        )


@contextmanager
def staging(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Give a temporary folder that holds *files*, which is all that a compilation can read."""
    with private_folder() as folder:
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        yield folder


def fonts_in(folder: Path) -> Fonts:
    """Return the fonts in *folder* and below, in the order of their names; none if there is no such folder."""
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in FONT_SUFFIXES and file.is_file())
    return tuple((file, file.stat().st_size, file.stat().st_mtime_ns) for file in files)


def uncovered(characters: frozenset[str], fonts: Fonts = ()) -> frozenset[str]:
    """Return those of *characters* for which neither the shipped fonts nor *fonts* have a glyph."""
    asked = _asked(fonts)
    new = [character for character in characters if character > "~" and character not in asked]
    if new:
        staged = {"probe.typ": _PROBE, "characters.json": json.dumps(sorted(new)).encode()}
        lost: frozenset[str] = frozenset()
        with staging(staged) as folder:
            try:
                compile_pdf(folder, "probe.typ", standards=("ua-1", "a-3a"), day=date(1970, 1, 1), fonts=fonts)
            except MissingGlyphsError as error:
                lost = error.characters
        asked.update((character, character not in lost) for character in new)
    return frozenset(character for character in characters if not asked.get(character, True))


def uncommon(character: str) -> bool:
    """Tell whether *character* is beyond the alphabets of the page's own sans."""
    return character not in _common()


@cache
def _common() -> frozenset[str]:
    import uharfbuzz

    file = _font_folder("font_source_sans_pro") / "SourceSansPro-Regular.ttf"
    return frozenset(map(chr, uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file))).unicodes))


@cache
def _asked(fonts: Fonts) -> dict[str, bool]:
    """Return which characters *fonts* are known to have, which grows."""
    return dict.fromkeys(_common(), True)


def compile_pdf(folder: Path, main: str, *, standards: Sequence[str], day: date, fonts: Fonts = ()) -> bytes:
    """
    Return the PDF of the Typst file *main* in *folder*, stamped with *day*; *fonts* help where the shipped ones lack.

    Raises `MissingGlyphsError` if characters cannot be printed, `BuildError` for whatever else Typst refuses.
    """
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return _compile(folder, main, fonts, format="pdf", pdf_standards=list(standards), timestamp=moment)[0]


def compile_png(folder: Path, main: str, *, ppi: float, fonts: Fonts = ()) -> list[bytes]:
    """Return each page of the Typst file *main* in *folder* as a PNG; raises `BuildError` if Typst refuses it."""
    return _compile(folder, main, fonts, format="png", ppi=ppi)


def queried(folder: Path, main: str, label: str, fonts: Fonts = ()) -> Any:
    """
    Return what the Typst file *main* in *folder* says under *label*; next to nothing to do if it was just compiled.

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
            font_paths=_fonts(fonts),
            ignore_system_fonts=True,
        )
    except (typst.TypstError, RuntimeError) as error:  # a query tells its failures as the second
        raise _meant(error) from error
    return json.loads(found)


def _compile(folder: Path, main: str, fonts: Fonts, **options: Any) -> list[bytes]:
    import typst

    faces = _fonts(fonts)
    try:
        result = typst.compile(folder / main, root=folder, font_paths=faces, ignore_system_fonts=True, **options)
    except typst.TypstError as error:
        raise _meant(error) from error
    return result if isinstance(result, list) else [result]


@cache
def _fonts(own: Fonts) -> Any:
    """
    Load the faces that pages use, once for this process: a compilation that looks for them takes three times as long.

    The files of *own* come after the shipped ones, and stay where they are.

    They are laid out by themselves, for the packages hold two formats of each and the order on disk would choose.
    Typst reads a face when it is first used, so a specimen uses every one before the folder goes.
    """
    import typst

    with staging({"specimen.typ": _SPECIMEN, "faces.json": json.dumps(_SPECIMEN_FACES).encode()}) as folder:
        for package, (face, _) in _FONT_PACKAGES.items():
            for style in _STYLES:
                _lay_out(_font_folder(package) / f"{face}-{style}.ttf", folder)
        for name in _OTHER_LETTERS:
            _lay_out(_font_folder("matplotlib", "mpl-data", "fonts", "ttf") / name, folder)
        folders = dict.fromkeys(file.parent for file, *_ in own)
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder, *folders])
        typst.compile(folder / "specimen.typ", root=folder, font_paths=fonts, format="svg")
    return fonts


def _lay_out(source: Path, folder: Path) -> None:
    """Let the file *source* stand in *folder*."""
    try:
        (folder / source.name).symlink_to(source)
    except OSError:  # systems on which links need a privilege
        (folder / source.name).write_bytes(source.read_bytes())


def _font_folder(package: str, *inside: str) -> Path:
    """Return the folder of fonts *inside* a *package*, which is not imported."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise BuildError(f"the fonts of {package} are not installed", next=f"Install {package.replace('_', '-')}.")
    return Path(spec.origin).parent.joinpath(*inside or ("files",))


def _meant(error: Exception) -> Exception:
    """Return what Typst's *error* means to the user: characters to replace, or a failed build."""
    told = str(getattr(error, "diagnostic", error))
    matches = list(_MISSING.finditer(told))
    if matches or _UNTOLD in told:
        return MissingGlyphsError(frozenset().union(*(_unescaped(match[1] or match[2] or "") for match in matches)))
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
