"""
The sections of the reports. Each function takes a `Report`, asks its measures one question and returns an `Exhibit`.

Where the dataset or the chosen country and sector have nothing to say, the exhibit says so in one sentence.
"""

from summit_report.analysis.sections import (
    countries,
    evidence,
    findings,
    front,
    money,
    projects,
    sectors,
    signed,
    since,
)

__all__ = ["countries", "evidence", "findings", "front", "money", "projects", "sectors", "signed", "since"]
