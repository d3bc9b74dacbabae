"""
Time the export of the main report to HTML and to PDF, the first time in a process and after that.

The notebook is the executed one in `reports/`. Run it in an environment with this package.

    python benchmarks/export_steps.py
"""

import statistics
import subprocess
import sys
from pathlib import Path

from measure import ROOT, Table, options, timed

EXECUTED = ROOT / "reports" / "astana-2025" / "report.ipynb"
STEPS = ("html", "pdf")
CODE = "import sys; sys.path.insert(0, sys.argv[1]); import export_steps; print(*export_steps.seconds(sys.argv[2]))"


def main() -> None:
    """Print the table."""
    given = options(__doc__, "*").parse_args()
    print(table(given.environments[0].absolute(), given.rounds))


def table(environment: Path, rounds: int) -> Table:
    """Time each step in processes of their own."""
    rows = []
    for step in STEPS:
        call = [str(environment / "bin" / "python"), "-c", CODE, str(Path(__file__).parent), step]
        outputs = [
            subprocess.run(call, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout for _ in range(rounds)
        ]
        first, again = zip(*([float(word) for word in output.split()] for output in outputs), strict=True)
        rows.append([step.upper(), f"**{statistics.median(again):.2f}**", f"{statistics.median(first):.2f}"])
    note = (
        f"The main report from its executed notebook; {rounds} processes each, medians. First: exporters, fonts and "
        "templates are loaded, as in a build, where that happens while the notebook runs."
    )
    return Table("Export of the main report", ("step", "again, s", "first time, s"), rows, note)


def seconds(step: str) -> tuple[float, float]:
    """Return how long this process takes for its first export, and the median of the following."""
    import nbformat

    import summit_report.cli  # noqa: F401  # keeps a slow import away, as for every build
    from summit_report.publishing import exports

    nb = nbformat.read(EXECUTED, as_version=4)
    exports.load([step])
    first, *others = [timed(lambda: exports.export(f"summit-{step}", nb, {})) for _ in range(6)]
    return first, statistics.median(others)


if __name__ == "__main__":
    sys.exit(main())
