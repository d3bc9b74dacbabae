"""
A ready mail with the news of a run of builds: the text, the same as HTML, and the PDFs that are new.

It has no addresses and no date: whoever sends it knows them, and mail programs add them.
"""

import html
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path

from summit_report.publishing import folders
from summit_report.publishing.news import CHANGED, FAILED, NEW, SAME, Item, News
from summit_report.visible import visible_lines

MOST_ATTACHED = 18_000_000
"""Bytes of PDFs in one mail: encoded they come to 25 MB, which is what most servers take."""

Lines = list[tuple[int, str]]
"""Each line with how far it is set in: 0 a heading, 1 an edition, 2 what is said of it, 3 a sentence of it."""


def write(news: News, file: Path) -> None:
    """Write the mail that tells *news* to *file*, at once and whole."""
    file = file.absolute()
    with folders.lock(file, wait=True):
        folders.write_whole(file, compose(news).as_string())


def compose(news: News) -> EmailMessage:
    """Return the mail that tells *news*; failures stand first."""
    attached, left = attachments(news)
    lines = [(depth, visible_lines(line)) for depth, line in body(news, attached, left)]
    message = EmailMessage()
    message["Subject"] = f"Summit reports: {summary(news)}"
    message.set_content(as_text(lines))
    message.add_alternative(as_html(lines), subtype="html")
    for item in attached:
        if item.pdf:
            message.add_attachment(
                item.pdf.read_bytes(), maintype="application", subtype="pdf", filename=f"{item.slug}.pdf"
            )
    return message


def attachments(news: News) -> tuple[list[Item], list[Item]]:
    """Return the editions whose PDFs fit into one mail, in their order, and those whose PDFs do not."""
    attached: list[Item] = []
    left: list[Item] = []
    total = 0
    for item in (item for item in news.items if item.pdf):
        size = item.pdf.stat().st_size if item.pdf else 0
        fits = total + size <= MOST_ATTACHED
        (attached if fits else left).append(item)
        total += size if fits else 0
    return attached, left


def summary(news: News) -> str:
    """Return the run in one line, such as "1 failed, 2 changed, 4 unchanged"."""
    unchanged = len(news.unchanged) + len(news.of(SAME))
    counts = {
        "failed": len(news.of(FAILED)),
        "with old data": len(news.overdue),
        "changed": len(news.of(CHANGED)),
        "new": len(news.of(NEW)),
        "unchanged": unchanged,
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing to tell"


def body(news: News, attached: Sequence[Item], left: Sequence[Item]) -> Iterator[tuple[int, str]]:
    """Yield the lines of the mail."""
    yield 0, f"Summit reports: {summary(news)}"
    for kind, heading in ((FAILED, "Failed"), ("", "Old data"), (CHANGED, "Changed"), (NEW, "New")):
        lines = list(edition_lines(news.of(kind), attached, left)) if kind else [(1, line) for line in news.overdue]
        if lines:
            yield 0, heading
            yield from lines
    same = [*news.unchanged, *(item.slug for item in news.of(SAME))]
    if same:
        yield 0, "Unchanged"
        yield 1, ", ".join(same)


def edition_lines(items: Sequence[Item], attached: Sequence[Item], left: Sequence[Item]) -> Iterator[tuple[int, str]]:
    """Yield what is said of each of *items*."""
    for item in items:
        yield 1, f"{item.slug}: {item.title}"
        yield 2, f"Built because: {'; '.join(item.reasons)}"
        if item.kind == FAILED:
            yield from ((3, line) for line in item.problem.splitlines() if line.strip())
            yield 2, f"The last good report stays: {item.last_good}" if item.last_good else "There is no good report."
        if item.kind == CHANGED:
            yield 2, "Findings that changed:" if item.was or item.now else "No finding changed."
        if item.kind == NEW and item.now:
            yield 2, "Findings:"
        yield from ((3, sentence) for sentence in sentences(item))
        if item in attached:
            yield 2, f"Attached: {item.slug}.pdf"
        if item in left:
            yield 2, f"Too large for this mail: reports/{item.slug}/report.pdf"


def sentences(item: Item) -> list[str]:
    """Return the findings of *item*; those that changed as they were and are now, in pairs where they can be."""
    if item.kind != CHANGED:
        return list(item.now)
    was, now = [f"was: {line}" for line in item.was], [f"now: {line}" for line in item.now]
    pairs = zip(was, now, strict=True) if len(was) == len(now) else [(*was, *now)]
    return [line for pair in pairs for line in pair]


def as_text(lines: Lines) -> str:
    """Return *lines* as plain text."""
    marks = {0: "\n", 1: "- ", 2: "  ", 3: "    "}
    return "\n".join(f"{marks[depth]}{line}" for depth, line in lines).lstrip() + "\n"


def as_html(lines: Lines) -> str:
    """Return *lines* as a short page."""
    shapes = {
        0: "<h2>{}</h2>",
        1: "<p><strong>{}</strong></p>",
        2: '<p style="margin: 0 0 0 1.5em">{}</p>',
        3: '<p style="margin: 0 0 0 3em">{}</p>',
    }
    shown = "\n".join(shapes[depth].format(html.escape(line)) for depth, line in lines)
    return f'<!doctype html>\n<html lang="en"><body style="font-family: sans-serif">\n{shown}\n</body></html>\n'
