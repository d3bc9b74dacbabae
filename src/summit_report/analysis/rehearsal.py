"""
A report that nobody reads, made before a process forks the kernels of those that are read.

What it loads, and what measures and figures remember, the forks then need not do again. Results are the same without.
"""

from pathlib import Path

from summit_report.analysis.dataset import keep
from summit_report.analysis.report import Report
from summit_report.analysis.sections import brief, cannot, evidence, findings, front, timeline

SECTIONS = (
    front.title,
    findings.findings,
    brief.standing,
    timeline.words,
    cannot.listing,
    evidence.attachments,
)
"""Those in which most is done that has nothing to do with the country."""


MOST_BYTES = 2**20
"""Of a dataset: with a larger one the first kernels would wait for seconds."""


def rehearse(path: Path) -> None:
    """Keep the dataset at *path* and make a report about one country of it. Raises what is wrong with the data."""
    files = path.rglob("*") if path.is_dir() else [path]
    if sum(file.stat().st_size for file in files) > MOST_BYTES:
        return
    dataset = keep(path)
    meta = dataset.meta
    report = Report(dataset, country=next((code for code in meta.members if code != meta.partner), None))
    for section in SECTIONS:
        section(report)._repr_mimebundle_()
