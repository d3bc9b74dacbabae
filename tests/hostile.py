"""
A dataset that keeps every rule of the schema and means harm with every text.

Each distinct text of a dataset becomes one of `TEXTS` followed by its own words; rows that said the same still do.
"""

import csv
import io
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import yaml

from summit_report.analysis import schema
from summit_report.analysis.columns import Kind
from summit_report.analysis.guards import guarded

#: What a script would leave behind if it ran, and an address that no page may ask for.
MARK, ADDRESS = "pwned-by-data", "https://evil.invalid/x"

MARKUP = (
    f"<script>document.title='{MARK}'</script>",
    f"<img src={ADDRESS} onerror=\"document.title='{MARK}'\">",
    f"'\"><svg/onload=document.title='{MARK}'>",
    f"</title></style></svg></script><script>alert('{MARK}')</script>",
    f"<!-- comment --> <a href=\"javascript:document.title='{MARK}'\">click</a>",
    f"]]><![CDATA[<script>alert('{MARK}')</script>]]>",
    f"<iframe src='{ADDRESS}'></iframe><object data='{ADDRESS}'></object>",
    f"<style>*{{background:url({ADDRESS})}}</style> }}}} body{{display:none}}",
    "&lt;b&gt; &amp; &#60;script&#62; &nbsp; %3Cscript%3E \\u003cscript\\u003e",
    "<annotation> <h2 id=content> <details open ontoggle=alert(1)>",
)
CODE = (
    '#read("/etc/passwd") #{ 1 + 1 } #panic() @label <label> // /* x */',
    "$x$ $x^2 $\\frac{1}{2}$ \\alpha $$ a_b ^c ~ \\",
    "*bold* _under_ `raw` ```typ #panic()``` = heading - item + item",
    f"[link]({ADDRESS}) ![picture]({ADDRESS}) [x]: {ADDRESS} # head",
    "{{ 7 * 7 }} {% raw %} ${7*7} %s %(x)s {0} {country}",
    "_leading underscore and $ one dollar",
    "__import__('os').system('true') '''\"\"\" \\N{BULLET}",
)
SHEET = (
    f'=HYPERLINK("{ADDRESS}","x")',
    "=1+1|cmd|' /C calc'!A0",
    "+1+1;=2+2",
    "-1+1",
    "@SUM(A1:A2)",
    "'=quoted already",
    "\uff1d1+1 \uff0b1",
)
PLACES = (
    "../../../etc/passwd",
    "..\\..\\windows",
    "/etc/passwd",
    "C:\\x CON NUL .. . ~",
    f"javascript:alert('{MARK}')",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
)
LETTERS = (
    "right \u202eto left\u202c and \u2066isolate\u2069 and \u200f mark",
    "zero\u200bwidth\u200djoin\ufeffbom\u2060word soft\u00adhyphen",
    "control \x01\x02\x07\x08\x0b\x0c\x1b[31mred\x1b[0m \x1b]0;title\x07 \x7f \x85 \x9b31m",
    "lines\none\rtwo\u2028three\u2029four\ttab",
    "عربي وعبرية עברית نص طويل",
    "emoji 😀 👩‍👩‍👧‍👦 🇰🇿 ✅ ☃️",
    "中文 丝绸之路 日本語 한국어",
    "Қазақ Әәғңөұүһі Тоҷикӣ ғӣқӯҳҷ Ўзбек ҳ Türkmen ňžýşçäöü",
    "combining z̸̢̛a̴l̷g̵o̶ e\u0301 i\u0307\u0323 \u0301alone",
    "private \ue000 \U000f0000 unassigned \u0378 not \ufffe \uffff variation \ufe0f tag \U000e0041",
    "fi\ufb01 \u2126 \u212b \u1e9e \u00a0nbsp \u3000ideographic \u2003em",
    "word" * 60,
    "https://example.org/" + "a" * 300,
    "x" * 200 + " " + "long " * 120,
    "தமிழ் हिन्दी ไทย ខ្មែរ ᠮᠣᠩᠭᠣᠯ 𐰀𐰁 𝒳 ࿉",
)
TEXTS = (*MARKUP, *CODE, *SHEET, *PLACES, *LETTERS)
#: As bad as an address may be that the check lets pass.
WEB = f"https://evil.invalid/'onmouseover='alert(1)'?a=b&lt;c=%22%3E&quot;#{{{{x}}}}${{x}}`{'a' * 200}"
#: As long as a cell of a CSV file can reasonably be.
LONG = "A very long text. " * 5_556


def hostile_texts() -> Iterator[str]:
    """Yield one text after the other, for ever."""
    return (TEXTS[number % len(TEXTS)] for number in count())


def write_hostile(source: Path, target: Path, long: bool = True) -> Path:
    """Write the dataset of the folder *source* to *target*, a folder of the same name, with every text made hostile."""
    target.mkdir(parents=True)
    texts = hostile_texts()
    known: dict[str, str] = {}

    def harm(text: str) -> str:
        if text not in known:
            known[text] = f"{next(texts)} {text}"
        return known[text]

    for table in schema.TABLES:
        file = source / f"{table.name}.csv"
        if not file.exists():
            continue
        rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))
        for column in table.columns:
            for row in rows:
                if column.kind is Kind.TEXT and row[column.name]:
                    row[column.name] = guarded(harm(row[column.name]))
                if column.kind is Kind.URL and row[column.name]:
                    row[column.name] = WEB
        if long and table is schema.AGREEMENTS:
            rows[0]["note"] = LONG
        with (target / file.name).open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    meta = yaml.safe_load((source / "summit.yaml").read_text(encoding="utf-8"))
    meta["title"] = f"{MARKUP[0]} {CODE[0]} {LETTERS[2]} {meta['title']}"
    meta["place"] = f"{MARKUP[1]} {CODE[1]} {LETTERS[0]} {meta['place']}"
    (target / "summit.yaml").write_text(yaml.safe_dump(meta, allow_unicode=True), encoding="utf-8")
    return target
