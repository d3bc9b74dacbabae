"""At home in JupyterLab: our formats in its export menu, and jobs of its scheduler that give our HTML and PDF."""

from summit_report.unneeded import FORMATS, keep_away

keep_away(*FORMATS)  # a job's process imports this package first


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "summit_report.publishing.lab.menu"}]
