"""Builds that nobody watches: the scripts of the workflow, the crontab and the systemd unit do what the page says."""

import os
import re
import subprocess
import sys
from configparser import ConfigParser
from email import message_from_bytes
from pathlib import Path

import pytest
import yaml
from small_project import make_project

from summit_report.publishing.warm import ADDRESS

pytestmark = pytest.mark.usefixtures("forked_kernels")

ROOT = Path(__file__).parent.parent
SERVER = "/srv/summit-report"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with an environment in place, as `make report` leaves it, and a sendmail that keeps the mail."""
    project = make_project(tmp_path / "project")
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "summit-report").symlink_to(Path(sys.executable).parent / "summit-report")
    sendmail = project / ".venv" / "bin" / "sendmail"
    sendmail.write_text(f'#!/bin/sh\ncat > "{tmp_path}/sent-to-$1.eml"\n')
    sendmail.chmod(0o755)
    return project


def run(script: str, project: Path, shell: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    """Run *script* in *project* as its scheduler would, with *variables* in the environment."""
    path = f"{project}/.venv/bin:{os.environ['PATH']}"
    ours = {name: value for name, value in os.environ.items() if name.startswith("SUMMIT_REPORT") and name != ADDRESS}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [*shell, script.replace(SERVER, str(project))],
        cwd=project,
        env={**environment, "PATH": path, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def workflow_script() -> str:
    """The shell script of the workflow's step that builds."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "reports.yml").read_text())
    (step,) = (step for step in workflow["jobs"]["build"]["steps"] if step.get("name") == "Build")
    return str(step["run"])


# GitHub runs a step without `shell` by `bash -e`.
GITHUB = ["bash", "-e", "-c"]


def test_scheduled_workflow_builds_all(project: Path) -> None:
    """Started by the clock, where every input is empty, the workflow builds all editions and writes the mail."""
    ended = run(workflow_script(), project, GITHUB, EDITIONS="", PARAMETERS="", FORCE="", STALE_AFTER="180")
    assert ended.returncode == 0, ended.stderr
    assert {path.parent.name for path in project.glob("reports/*/report.pdf")} == {"small", "small-KAZ", "small-UZB"}
    assert (project / "news.eml").is_file()


def test_workflow_by_hand(project: Path) -> None:
    """Inputs typed by hand reach the command as they are: two parameters, one edition, and nothing is run from them."""
    inputs = {"EDITIONS": "small", "PARAMETERS": "country=KAZ factor=5", "FORCE": "true", "STALE_AFTER": "180"}
    ended = run(workflow_script(), project, GITHUB, **inputs)
    assert ended.returncode == 0, ended.stderr
    assert [path.parent.name for path in project.glob("reports/*/report.pdf")] == ["small+country=KAZ+factor=5"]
    inputs["PARAMETERS"] = "country=$(touch${IFS}broken);touch${IFS}broken"
    ended = run(workflow_script(), project, GITHUB, **inputs)
    assert ended.returncode == 2 and "country" in ended.stderr
    assert not (project / "broken").exists()


def test_workflow_says_what_failed(project: Path) -> None:
    """An edition that fails makes the step fail, after the others are built."""
    inputs = {"EDITIONS": "", "PARAMETERS": "factor=13", "FORCE": "false", "STALE_AFTER": "180"}
    ended = run(workflow_script(), project, GITHUB, **inputs)
    assert ended.returncode == 1 and "unlucky" in ended.stderr
    assert (project / "news.eml").is_file()


def test_crontab(project: Path, tmp_path: Path) -> None:
    """The crontab's line builds all, prints nothing when all is well, mails the news once, and then has none."""
    (line,) = re.findall(r"^0 5 \* \* \* (.+)$", (ROOT / "docs/unattended/crontab").read_text(), re.MULTILINE)
    ended = run(line, project, ["/bin/sh", "-c"])
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    sent = tmp_path / "sent-to-desk@example.org.eml"
    mail = message_from_bytes(sent.read_bytes())
    assert sum(part.get_content_type() == "application/pdf" for part in mail.walk()) == 3
    assert not (project / "news.eml").exists()
    sent.unlink()
    ended = run(line, project, ["/bin/sh", "-c"])
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert not sent.exists()


def test_systemd_unit(project: Path, tmp_path: Path) -> None:
    """The unit's command builds all, and what it runs afterwards mails the news."""
    unit = ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(ROOT / "docs/unattended/summit-report.service")
    ended = run(unit["Service"]["ExecStart"], project, ["/bin/sh", "-c"])
    assert ended.returncode == 0 and "small-UZB" in ended.stdout
    ended = run(unit["Service"]["ExecStopPost"], project, ["/bin/sh", "-c"])
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "sent-to-desk@example.org.eml").is_file() and not (project / "news.eml").exists()
