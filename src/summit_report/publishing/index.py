"""The page that lists all reports, made from their records."""

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from summit_report.publishing import folders, records

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Summit reports</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; }}
caption {{ text-align: left; padding-bottom: .5rem; }}
th, td {{ text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8888; }}
td.date {{ white-space: nowrap; }}
</style>
</head>
<body>
<main>
<h1>Summit reports</h1>
<div class="wide" role="region" aria-labelledby="reports" tabindex="0">
<table>
<caption id="reports">{count}; each line is one edition.</caption>
<thead><tr><th scope="col">Report</th><th scope="col">Data until</th><th scope="col">Data version</th>
<th scope="col">Files</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
</main>
</body>
</html>
"""
FILES = (("report.html", "HTML"), ("report.pdf", "PDF"), ("report.ipynb", "notebook"), ("record.json", "record"))


def write(results: Path) -> Path:
    """Write `reports/index.html` below *results* from the records of all finished reports; return its path."""
    reports = results / "reports"
    page = reports / "index.html"
    with folders.lock(page, wait=True):
        text = render(finished(reports))
        if not page.is_file() or page.read_text(encoding="utf-8") != text:
            folders.write_whole(page, text)
    return page


def finished(reports: Path) -> dict[str, Mapping[str, Any]]:
    """Return the record of each finished report in the folder *reports*, by folder name, sorted."""
    found = {folder.name: records.read(folder) for folder in sorted(reports.glob("[!.]*")) if folder.is_dir()}
    return {name: record for name, record in found.items() if record and record.get("outcome") == "done"}


def render(found: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the page for the records *found*; the same records give the same page."""
    count = "1 report" if len(found) == 1 else f"{len(found)} reports"
    return PAGE.format(count=count, rows="\n".join(row(name, record) for name, record in found.items()))


def row(name: str, record: Mapping[str, Any]) -> str:
    """Return the table row of one report."""
    title, as_of, version = (html.escape(str(record.get(key) or "")) for key in ("title", "as_of", "data_version"))
    title = title or html.escape(name)
    links = " · ".join(
        f'<a href="{html.escape(name)}/{file}" aria-label="{title}, {html.escape(name)}: {label}">{label}</a>'
        for file, label in FILES
    )
    return (
        f'<tr><th scope="row"><a href="{html.escape(name)}/report.html">{title}</a><br><code>{html.escape(name)}</code>'
        f'</th><td class="date">{as_of}</td><td>{version}</td><td>{links}</td></tr>'
    )
