"""The progress bar of the command: one, however many editions are built at a time."""

import shutil
from typing import Any

import tqdm

BAR_COLUMNS = 32  # of the terminal, for the bar, its count, its clock and "9 more"


class Bar:
    """The one progress bar: cells and steps of a single edition, or editions with what runs now."""

    def __init__(self, editions: int, quiet: bool = False) -> None:
        self.tqdm = tqdm.tqdm
        self.tqdm.monitor_interval = 0  # its thread would be in the way of a fork
        self.several = editions > 1
        self.running: dict[str, str] = {}
        self.bar = self.tqdm(
            total=editions if self.several else None,
            disable=quiet or None,  # none unless a person watches
            leave=False,
            dynamic_ncols=True,
            bar_format="{desc} {bar} {n_fmt}/{total_fmt} [{elapsed}]",
        )

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: Any) -> None:
        self.bar.close()

    def progress(self, slug: str, step: str, done: int, total: int) -> None:
        """Show that the edition *slug* has begun with *done* of *total* parts of *step*."""
        if self.several:
            self.running[slug] = f"cell {min(done + 1, total)}/{total}" if step == "execute" else step
            self.show()
        else:
            self.bar.total = total
            self.bar.n = done
            self.bar.set_description_str({"execute": "cells"}.get(step, step))

    def finished(self, slug: str) -> None:
        """Show that the edition *slug* has ended."""
        self.running.pop(slug, None)
        if self.several:
            self.bar.update()
            self.show()

    def show(self) -> None:
        """Say what runs now, as much of it as leaves room for the bar."""
        names = [f"{slug}: {step}" for slug, step in self.running.items()]
        room = shutil.get_terminal_size().columns - BAR_COLUMNS
        shown: list[str] = []
        for name in names:
            if len(", ".join([*shown, name])) <= room:
                shown.append(name)
        hidden = len(names) - len(shown)
        self.bar.set_description_str(", ".join([*shown, *([f"{hidden} more"] if hidden else [])]))

    def aside(self) -> Any:
        """Return a block in which other text may be printed."""
        return self.tqdm.external_write_mode()
