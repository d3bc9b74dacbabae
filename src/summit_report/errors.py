"""One family of errors, so that every failure says what is wrong, where, and what to do next."""

from collections.abc import Sequence


class SummitReportError(Exception):
    """
    Report something a user can act on.

    *what* states the trouble in one sentence, *where* names the file, row, column or cell, *next* says what to do.
    *problems* lists every single case when one check found several, already worded for print.
    """

    def __init__(
        self, what: str, *, where: str | None = None, next: str | None = None, problems: Sequence[str] = ()
    ) -> None:
        self.what = what
        self.where = where
        self.next = next
        self.problems = tuple(problems)
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        lines = [head, *(f"  - {problem}" for problem in self.problems)]
        if self.next:
            lines.append(self.next)
        return "\n".join(lines)

    @property
    def line(self) -> str:
        """All of it in one line: what, the problems behind a colon, and as a sentence of its own what to do."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        said = ": ".join(filter(None, [head, "; ".join(self.problems)]))
        ended = said if not self.next or said.endswith((".", "?")) else f"{said}."
        return " ".join(" ".join(filter(None, [ended, self.next])).split())


class DataError(SummitReportError):
    """A dataset breaks a rule of the data model."""


class UsageError(SummitReportError):
    """The command, a parameter or a declaration was given wrongly."""


class BuildError(SummitReportError):
    """An edition could not be executed, rendered or published."""
