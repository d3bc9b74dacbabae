"""
The papermill engine `summit`.

`import papermill` loads every engine there is, also when another one is used, so this module imports nothing.
"""

from typing import Any


class SummitEngine:
    """Run a notebook with honest outcomes, time limits, one save and nothing in the file that changes between runs."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:
        """Run notebook *nb* and return it; *options* are those of `execution.execute` and papermill's own."""
        from summit_report.publishing.execution import execute

        return execute(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """Return the kernel to use: *name*, else the notebook's own, else Python's."""
        return name or nb.metadata.get("kernelspec", {}).get("name") or "python3"

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """Return the language of the parameters: *language*, else the notebook's own, else Python."""
        return language or nb.metadata.get("language_info", {}).get("name") or "python"
