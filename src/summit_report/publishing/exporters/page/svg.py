"""A figure's SVG made fit to stand inside an HTML page: own ids, the page's colours, nothing that runs or loads."""

import re
from functools import lru_cache
from xml.etree import ElementTree

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = frozenset(
    {"svg", "g", "defs", "symbol", "use", "marker", "clipPath", "mask", "pattern", "text", "tspan", "textPath", "image"}
    | {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "linearGradient", "radialGradient", "stop"}
)
#: The four colours with a role become variables, so that a figure follows the reader's light or dark setting.
_TOKENS = {"#1d232b": "var(--ink)", "#5b6570": "var(--muted)", "#d8dde3": "var(--grid)", "#ffffff": "var(--paper)"}
_TOKEN = re.compile("|".join(_TOKENS), re.IGNORECASE)
_PATH_SPACE = re.compile(r"\s*([A-Za-z])\s*")
_STYLE_SPACE = re.compile(r"\s*([:;])\s*")
_LOCAL_URL = re.compile(r"""url\(\s*["']?#([^)"']+)["']?\s*\)""")
_REFERRED = re.compile(r"#([^\s\"')]+)")
_EVERYTHING = re.compile(r"\*\s*\{([^}]*)\}")


@lru_cache(maxsize=128)  # the same figures stand in many editions, and in yesterday's
def inline_svg(svg: str, prefix: str) -> str:
    """
    Return *svg* as one element for an HTML page, its ids starting with *prefix*.

    Scripts, handlers, foreign elements, references to outside and ids that nothing refers to are dropped.
    Raises `ElementTree.ParseError` when *svg* is no SVG document.
    """
    root = ElementTree.fromstring(svg)
    if root.tag != f"{_SVG}svg":
        raise ElementTree.ParseError(f"the root is {root.tag!r:.60}, not an SVG")
    common = _common_style(root)
    _clean(root, prefix, frozenset(_REFERRED.findall(svg)))
    _share_styles(root, prefix)
    if common:
        root.set("style", f"{common};{root.get('style', '')}".rstrip(";"))
    return ElementTree.tostring(root, encoding="unicode")


def _common_style(root: ElementTree.Element) -> str:
    """Return what a style sheet says about every element; as a style of the root it is inherited and stays inside."""
    sheets = " ".join(sheet.text or "" for sheet in root.iter(f"{_SVG}style"))
    rules = [rule for rule in _EVERYTHING.findall(sheets) if "url" not in rule]
    return ";".join(rule.strip().rstrip(";") for rule in rules)


def _share_styles(root: ElementTree.Element, prefix: str) -> None:
    """Say each style once, in a sheet inside the picture: a chart has few of them and a hundred elements of each."""
    names: dict[str, str] = {}
    for element in root.iterfind(".//*[@style]"):
        clip = element.attrib.pop("clip-path", "")
        style = element.attrib.pop("style") + (f";clip-path:{clip}" if clip else "")
        element.set("class", names.setdefault(style, f"{prefix}-{len(names) + 1}"))
    if names:
        sheet = ElementTree.Element("style")
        sheet.text = "".join(f".{name}{{{style}}}" for style, name in names.items())
        root.insert(0, sheet)


def _clean(element: ElementTree.Element, prefix: str, referred: frozenset[str]) -> None:
    element.tag = element.tag.removeprefix(_SVG)
    attributes = dict(element.attrib)
    element.attrib.clear()
    for name, value in attributes.items():
        name = "href" if name == _XLINK_HREF else name
        cleaned = _value(name, value, prefix)
        if cleaned is not None and not (name == "id" and value not in referred):
            element.set(name, cleaned)
    for child in list(element):
        if isinstance(child.tag, str) and child.tag.removeprefix(_SVG) in _ELEMENTS:
            _clean(child, prefix, referred)
        else:
            element.remove(child)


def _value(name: str, value: str, prefix: str) -> str | None:
    """Return the attribute's value for the page; None where it must not stand there."""
    if name.startswith(("{", "on", "aria-", "xml")) or name in ("role", "class", "version"):
        return None
    if name == "id":
        return f"{prefix}-{value}"
    if name == "href":
        return _reference(value, prefix)
    local = _LOCAL_URL.sub(rf"url(#{prefix}-\1)", value) if "url(" in value else value
    if "url(" in local and local.count("url(") != local.count(f"url(#{prefix}-"):
        return None
    # A backslash could spell "url" in a way that only a browser recognises.
    if "\\" in local or "//" in local:
        return None
    if name == "style" and any(sign in local for sign in "{}<@"):  # it could end its rule and begin another
        return None
    return _short(name, _TOKEN.sub(lambda match: _TOKENS[match[0].lower()], local) if "#" in local else local)


def _short(name: str, value: str) -> str:
    """Return the same path or style in fewer characters; split and joined, for `sub` is slow with a template."""
    if name == "d":
        return "".join(_PATH_SPACE.split(value)).strip()
    return "".join(_STYLE_SPACE.split(value)) if name == "style" else value


def _reference(value: str, prefix: str) -> str | None:
    if value.startswith("#"):
        return f"#{prefix}-{value[1:]}"
    return value if value.startswith("data:image/") else None
