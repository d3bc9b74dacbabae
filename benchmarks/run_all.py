"""
Run the benchmarks and write what they find into `benchmarks/README.md`. Takes some ten minutes, with --long an hour.

The first environment has JupyterLab, the second has not; see `make bench`.

    python benchmarks/run_all.py ENVIRONMENT ENVIRONMENT [--rounds N] [--long]
"""

from pathlib import Path

import export_steps
import many_editions
import million_rows
import one_edition
import one_more
import thirty_briefs
from measure import Table, machine, options

PAGE = Path(__file__).parent / "README.md"
HEAD = """\
# Benchmarks

`make bench` writes this page. Wall-clock seconds; what is compared takes turns in one run, and ratios are medians of
the rounds' own ratios, so trust them before the seconds. What is timed stands at the head of each script.

{machine}
"""


def main() -> None:
    """Run all, print each table as it is found, and write the page when all are."""
    parser = options(__doc__, "+")
    parser.add_argument("--long", action="store_true", help="build 10, 100 and 300 editions, too")
    given = parser.parse_args()
    environments = [path.absolute() for path in given.environments]
    plain = environments[-1]
    page = [HEAD.format(machine=machine())]
    print(page[0])
    for found in [
        lambda: one_edition.table(environments, given.rounds),
        lambda: thirty_briefs.table(environments[:1], max(given.rounds // 2, 1)),
        lambda: one_more.table(plain, given.rounds),
        lambda: export_steps.table(plain, given.rounds),
        lambda: many_editions.table([10, 100, 300] if given.long else [10], jobs=2),
        lambda: million_rows.table(plain, given.rounds),
    ]:
        table: Table = found()
        print(table, flush=True)
        page.append(str(table))
    PAGE.write_text("\n".join(page), encoding="utf-8")


if __name__ == "__main__":
    main()
