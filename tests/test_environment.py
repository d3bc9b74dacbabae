"""What `environment.yml` asks of pip, installed where nothing else is: only when asked, for it takes an index."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from lab import CHROMIUM, chromium, copied, lab, run_all

ASKED = "SUMMIT_REPORT_FRESH"
NEEDED = ("src", "data", "notebooks", "pyproject.toml", "README.md", "LICENSE", "CITATION.cff", "requirements.lock")
pytestmark = pytest.mark.skipif(ASKED not in os.environ, reason=f"installs 150 packages; set {ASKED}=1")


def test_the_conda_environment_opens_the_notebook_to_explore_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its pip part installs and fits together, nbconvert has our formats, and JupyterLab runs the notebook."""
    for name in [name for name in os.environ if re.match("PYTHON|JUPYTER", name)]:
        monkeypatch.delenv(name)  # what is around must not help
    project = copied(tmp_path / "project", *NEEDED, "environment.yml")
    python = tmp_path / "environment/bin/python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", python.parent.parent], check=True)
    [lines] = [
        entry["pip"]
        for entry in yaml.safe_load((project / "environment.yml").read_text())["dependencies"]
        if isinstance(entry, dict)
    ]
    words = [word for line in lines for word in line.split()]
    pip = [sys.executable, "-m", "pip", "--python", python]
    subprocess.run([*pip, "install", "--quiet", "--no-compile", *words], cwd=project, check=True)
    subprocess.run([*pip, "check"], check=True)

    listed = subprocess.run(
        [python, "-m", "jupyter", "nbconvert", "--help"], capture_output=True, text=True, check=True
    )
    assert "summit-html" in listed.stdout and "summit-pdf" in listed.stdout
    if not CHROMIUM:
        pytest.skip("installed; needs Chromium to open JupyterLab")
    home = tmp_path / "home"
    home.mkdir()
    with lab(python, project, home) as address, chromium() as context:
        page = context.new_page()
        run_all(page, address("00-explore.ipynb"))
        assert page.locator("svg[viewBox]").filter(has_text="Kazakhstan").count()
        assert not page.locator("[data-mime-type='application/vnd.jupyter.error']").count()
