"""At home in JupyterLab: our formats in its export menu, and jobs of its scheduler that give our HTML and PDF."""

import sys

# A job's process imports this package first, and would spend seconds on a module that nothing here needs.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "summit_report.publishing.lab.menu"}]
