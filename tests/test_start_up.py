"""The slow import that comes with JupyterLab never happens, in the command or in any process that it starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat import write
from small_project import make_project, notebook

from summit_report.publishing import warm

MARK = "import os, pathlib\npathlib.Path(os.environ['MARK']).write_text(str(os.getpid()))\nraise ImportError"
SEEN = "import sys\nprint([name for name in sys.modules if name.startswith('rfc3987')])"


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let an `rfc3987_syntax` of ours, which every process finds first, leave a mark when it is imported."""
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "rfc3987_syntax.py").write_text(MARK)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "first"), prepend=os.pathsep)
    monkeypatch.setenv("MARK", str(tmp_path / "imported"))
    return tmp_path / "imported"


def test_usual_import_is_seen(watched: Path) -> None:
    """What the other tests look for is there to be found: jsonschema does import it."""
    subprocess.run([sys.executable, "-c", "import nbformat, jsonschema"], check=True)
    assert watched.exists()


def test_build_never_imports_it(watched: Path, tmp_path: Path, template: str) -> None:
    """Whole builds go without it, of several editions or one: command, workers, template and kernels."""
    project = make_project(tmp_path / "project")
    write(notebook(SEEN, "import summit_report.analysis.preload"), project / "notebooks" / "small.ipynb")
    (project / "reports.yml").write_text(
        "editions:\n  one: {notebook: notebooks/small.ipynb}\n  two: {notebook: notebooks/small.ipynb}\n"
    )
    seen = {**os.environ, warm.ADDRESS: template} if template else None  # of its kernels the first build has told
    for arguments, environment in ((("--all", "--jobs", "2"), None), (("one", "--force"), seen)):
        command = [sys.executable, "-m", "summit_report", "build", *arguments]
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)
        assert "rfc3987" not in done.stdout + done.stderr
        assert not watched.exists(), done.stderr
    executed = [*project.glob("reports/*/report.ipynb"), *project.glob("reports/*/failed/report.ipynb")]
    assert len(executed) == 2, done.stderr
    assert all("[]\\n" in file.read_text() for file in executed)
