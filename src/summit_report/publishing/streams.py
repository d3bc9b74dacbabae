"""What a forked kernel prints to. Only the template process imports this."""

from ipykernel.iostream import OutStream


class PromptStream(OutStream):
    """
    A kernel's standard output or error that waits for its thread only if something was printed.

    ipykernel flushes both for every cell, several times, and waits each time until a thread has sent what there is.
    Mostly there is nothing, and the waits together take as long as a short cell.
    """

    printed = False

    def write(self, string: str) -> int | None:  # type: ignore[override]
        """Print *string*; returns its length."""
        self.printed = True
        return super().write(string)

    def flush(self) -> None:
        """Have sent what was printed when this returns."""
        if self.printed:
            self.printed = False  # before, not after: another thread may print meanwhile
            super().flush()
