"""
What of a notebook file a build reads: neither outputs, which it makes anew, nor what JupyterLab notes on saving.

So a notebook that was run and saved is the same input as before, and gives the same files.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

MADE_BY_A_RUN = ("widgets", "language_info", "papermill")
"""Metadata of a notebook in which a run and JupyterLab leave what they did."""
TIMES = ("execution", "ExecuteTime", "papermill")
"""Metadata of a cell in which they do."""


def strip(notebook: dict[str, Any]) -> None:
    """Take out of *notebook* (format 4) whatever a build does not read; of its language the name stays."""
    about = notebook.get("metadata", {})
    language = about.get("language_info", {}).get("name") or about.get("kernelspec", {}).get("language")
    for name in MADE_BY_A_RUN:
        about.pop(name, None)
    if language:
        about["language_info"] = {"name": language}
    for cell in notebook["cells"]:
        for name in TIMES:
            cell.get("metadata", {}).pop(name, None)
        if cell.get("cell_type") == "code":
            cell.update(outputs=[], execution_count=None)


def checksum(file: Path) -> str:
    """Return the SHA-256, hex, of what a build reads of the notebook *file*; of all of it if it is of no format 4."""
    content = file.read_bytes()
    try:
        notebook = json.loads(content)
        strip(notebook)
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
        content = json.dumps(notebook, sort_keys=True).encode()
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # whoever runs it says what is wrong with it
    return hashlib.sha256(content).hexdigest()
