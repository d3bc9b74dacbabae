"""HTML that others wrote, made safe for a page that must not run or load anything."""

import re
from collections.abc import Callable

import nh3
import tinycss2


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MATH = _words("""
    math mrow mi mn mo mtext mspace msup msub msubsup mfrac msqrt mroot mover munder munderover mtable mtr mtd mstyle
    mpadded mphantom menclose mmultiscripts mprescripts none
""")
_TAGS = _words("""
    a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4
    h5 h6 hr i img input ins kbd li mark ol p pre q s samp section small span strong sub summary sup table tbody td
    tfoot th thead tr u ul var
""")
_MATH_ATTRIBUTES = _words("""
    display mathvariant stretchy fence form separator lspace rspace width height minsize maxsize linethickness
    columnalign accent displaystyle scriptlevel notation
""")
_ATTRIBUTES = {
    "*": {"id", "class", "style", "title", "lang", "dir", "hidden"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "ol": {"start"},
    "input": {"type", "checked", "disabled"},
    "details": {"open"},
} | {tag: set(_MATH_ATTRIBUTES) for tag in _MATH}
#: Looks that cannot lift an element out of its place; `background` carries Styler's bars.
_PROPERTIES = _words("""
    color background background-color opacity font font-family font-size font-style font-weight text-align
    text-decoration text-transform vertical-align white-space width min-width max-width height border border-top
    border-right border-bottom border-left border-color border-style border-width border-collapse border-spacing
    border-radius padding padding-top padding-right padding-bottom padding-left margin margin-left margin-right
    line-height list-style-type caption-side
""")
_STYLE = re.compile(r"<style\b([^>]*)>(.*?)</style\s*>", re.IGNORECASE | re.DOTALL)
_IMAGE = re.compile(r'<img((?:\s+[\w-]+="[^"]*")*)\s*/?>')
_LOADING = re.compile(r"url|image|src|expression|\\|@|<", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def clean_html(html: str, picture: Callable[[dict[str, str]], str]) -> str:
    """
    Return *html* without scripts, handlers, forms, style sheets and anything that loads.

    *picture* gets the attributes, still escaped, of each image that is not in the page already and returns what stands
    for it.
    """

    def image(match: re.Match[str]) -> str:
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        return match[0] if attributes.get("src", "").startswith("data:image/") else picture(attributes)

    return _IMAGE.sub(image, _CLEANER.clean(html))


def take_styles(html: str) -> tuple[str, str]:
    """Return *html* without its style sheets, and the text of those that belong to the whole output (Styler's)."""
    sheets = "\n".join(text for attributes, text in _STYLE.findall(html) if "scoped" not in attributes)
    return _STYLE.sub("", html), sheets


def scoped_css(sheet: str, scope: str) -> str:
    """Return the plain rules of *sheet*, each selector under *scope*; at-rules and addresses are left out."""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return "\n".join(filter(None, (_scoped_rule(rule, scope) for rule in rules if rule.type == "qualified-rule")))


def _scoped_rule(rule: tinycss2.ast.QualifiedRule, scope: str) -> str:
    selectors = tinycss2.serialize(rule.prelude)
    body = _harmless_declarations(rule.content)
    where = ",".join(f"{scope} {selector.strip()}" for selector in selectors.split(","))
    return f"{where}{{{body}}}" if body and "<" not in where + body else ""


def _harmless_declarations(style: str | list[tinycss2.ast.Node]) -> str:
    items = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    return ";".join(item.serialize() for item in items if item.type == "declaration" and _harmless(item))


def _harmless(declaration: tinycss2.ast.Declaration) -> bool:
    value = tinycss2.serialize(declaration.value)
    return declaration.lower_name in _PROPERTIES and not _LOADING.search(value)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Judge one attribute: links may lead out, pictures may only be here already, boxes only be ticked."""
    if name == "style":
        return _harmless_declarations(value) or None
    if name == "href" and value.lower().startswith("data:"):
        return None
    if tag == "input" and name == "type":
        return "checkbox"
    return value


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS | _MATH),
    clean_content_tags={"script", "style", "iframe", "object", "noscript", "template"},
    attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
    attribute_filter=_attribute,
    link_rel=None,
    url_schemes={"http", "https", "mailto", "data"},
)
