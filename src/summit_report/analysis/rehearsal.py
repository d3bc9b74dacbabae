"""
A report that nobody reads, made before a process forks the kernels of those that are read.

What it loads, and what measures and figures remember, the forks then need not do again. Results are the same without.
"""

import contextlib
import importlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from summit_report.analysis import sections
from summit_report.analysis.dataset import keep, load
from summit_report.analysis.measures.money import Purse
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
    if is_large(path):
        return
    dataset = keep(path)
    meta = dataset.meta
    report = Report(dataset, country=next((code for code in meta.members if code != meta.partner), None))
    for section in SECTIONS:
        section(report)._repr_mimebundle_()


def is_large(path: Path) -> bool:
    """Tell whether the dataset at *path* has more than `MOST_BYTES`."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files) > MOST_BYTES


def rehearse_sections(
    path: Path, names: Sequence[str], parameters: Mapping[str, object], currencies: Sequence[str] = ()
) -> Iterator[None]:
    """
    Make a report about the dataset at *path* with *parameters*, at each step one of the sections with *names*.

    A name is that of module and function, such as "front.title". A section that fails does so again in the notebook.
    Before that come the rates of *currencies*, those of the other reports.
    """
    if is_large(path):
        return
    dataset = load(path)
    for currency in currencies:
        Purse(dataset, currency).moneys(dataset.funding)
        yield
    report = Report(dataset, **parameters)  # type: ignore[arg-type]  # the notebook's own, which were checked
    for name in names:
        module, _, function = name.partition(".")
        with contextlib.suppress(Exception):
            section = getattr(importlib.import_module(f"{sections.__name__}.{module}"), function)
            section(report)._repr_mimebundle_()
        yield
