"""`--stale-after`, `--message` and `--quiet`: what a scheduled run tells, and to whom."""

import json
import shutil
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import commands
import pytest
from small_project import make_project
from tiny import edit

from summit_report.publishing import message, news

pytestmark = pytest.mark.usefixtures("forked_kernels")

FINDINGS = """\
display(blocks.bundle([{"kind": "findings", "id": "findings", "title": "Findings", "items": [
    {"id": "f-1", "value": str(factor), "text": [{"text": "documents", "style": "strong"}, " were signed."]},
    {"id": "f-2", "value": "1 of 2", "text": "is known."}]}]), raw=True)
"""


def run(project: Path, *arguments: str) -> tuple[int, str, str]:
    """Run `build` in *project* and return exit code, output and errors."""
    return commands.run(project, "build", *arguments)


def mail(file: Path) -> EmailMessage:
    """Return the mail in *file* as a mail program reads it."""
    parsed = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects
    return parsed


def words(parsed: EmailMessage, kind: str) -> str:
    """Return the text of *kind* (plain or html) in *parsed*."""
    part = parsed.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project with findings whose editions `small` and `small-KAZ` have been built, with a mail of that."""
    project = make_project(tmp_path_factory.mktemp("message") / "project")
    file = project / "notebooks/small.ipynb"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("print(factor * 2)", json.dumps(FINDINGS)[1:-1]), encoding="utf-8")
    assert run(project, "small", "small-KAZ", "--message", "first.eml", "--jobs", "2")[0] == 0
    return project


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """Give a copy of the built project."""
    return Path(shutil.copytree(built, tmp_path / "project"))


def test_new_reports(built: Path) -> None:
    """The first mail has every finding and every PDF, byte for byte, and no address, date or path of the machine."""
    parsed = mail(built / "first.eml")
    assert parsed["Subject"] == "Summit reports: 2 new"
    assert {"From", "To", "Date"}.isdisjoint(parsed.keys())
    attached = {part.get_filename(): part.get_content() for part in parsed.iter_attachments()}
    assert attached["small.pdf"] == (built / "reports/small/report.pdf").read_bytes()
    assert set(attached) == {"small.pdf", "small-KAZ.pdf"}
    for kind in ("plain", "html"):
        assert "3 documents were signed." in words(parsed, kind)
        assert "Built because: never built" in words(parsed, kind)
    assert str(built).encode() not in (built / "first.eml").read_bytes()


def test_no_news_no_mail(project: Path) -> None:
    """When nothing failed or changed, no mail is written and none is removed, even if all was built again."""
    (project / "kept.eml").write_text("unsent")
    code, output, errors = run(project, "small", "--force", "--message", "news.eml")
    assert (code, errors) == (0, "")
    assert output.endswith("Nothing failed or changed: no message\n")
    assert not (project / "news.eml").exists()
    assert run(project, "small", "--message", "kept.eml")[0] == 0
    assert (project / "kept.eml").read_text() == "unsent"


def test_change_and_failure(project: Path) -> None:
    """Failures stand first, with what stays; then what changed, why, and each finding as it was and is now."""
    reports = project / "reports.yml"
    text = reports.read_text(encoding="utf-8")
    text = text.replace("{summit: tiny-2030}}", "{summit: tiny-2030, factor: 5}}", 1)
    reports.write_text(text.replace("{summit: tiny-2030}\n", "{summit: tiny-2030, factor: 13}\n"), encoding="utf-8")
    code, output, errors = run(project, "small", "small-KAZ", "--quiet", "--message", "news.eml")
    assert (code, output) == (1, "")
    assert "ValueError: unlucky" in errors
    assert "1 of 2 editions failed" in errors
    parsed = mail(project / "news.eml")
    assert parsed["Subject"] == "Summit reports: 1 failed, 1 changed"
    assert [part.get_filename() for part in parsed.iter_attachments()] == ["small.pdf"]
    told = words(parsed, "plain")
    assert told.index("Failed\n- small-KAZ") < told.index("Changed\n- small:")
    assert "ValueError: unlucky" in told
    assert "The last good report stays: built 20" in told
    assert "Built because: parameter factor 3 → 5" in told
    changed = told[told.index("Findings that changed:") :]
    assert changed.split("\n")[1:3] == ["    was: 3 documents were signed.", "    now: 5 documents were signed."]
    assert "1 of 2 is known" not in told
    assert "ValueError: unlucky" in words(parsed, "html")


def test_old_data(project: Path) -> None:
    """Data older than the limit end the command with 1 after everything is built, each edition named with its age."""
    edit(project / "data/tiny-2030", "sources.csv", "Example News", "Other News")
    late = ("--stale-after", "30", "--today", "2031-03-15")
    code, output, errors = run(project, "small", "small-KAZ", "--message", "news.eml", *late)
    assert code == 1
    assert "small: done in" in output
    lines = [f"  - {slug}: data until 2031-01-31, 43 days old; the limit is 30" for slug in ("small", "small-KAZ")]
    assert errors.splitlines() == ["Data are too old:", *lines]
    assert (
        mail(project / "news.eml")["Subject"] == "Summit reports: 2 with old data, 2 unchanged"
    )  # the page does not print what was edited
    assert run(project, "small", "--quiet", "--stale-after", "43", "--today", "2031-03-15") == (0, "", "")


def test_data_without_a_cut_off_are_old(project: Path) -> None:
    """If neither report nor data say until when they go, that is told, not passed over."""
    file = project / "reports/small/record.json"
    file.write_text(file.read_text("utf-8").replace('"as_of": "2031-01-31"', '"as_of": "soon"'), "utf-8")
    code, _, errors = run(project, "small", "--stale-after", "9999")
    assert (code, "small: its data do not tell until when they go" in errors) == (1, True)


def test_mail_stays_small_enough(tmp_path: Path) -> None:
    """PDFs that do not fit into one mail are named in it instead; what is a sentence never becomes markup."""
    found = []
    for slug, megabytes in (("a", 10), ("b", 10), ("c", 1)):
        (tmp_path / slug).write_bytes(b"x" * megabytes * 1_000_000)
        found.append(news.Item(slug, "<b>", news.NEW, reasons=("never built",), now=("a < b",), pdf=tmp_path / slug))
    message.write(news.News(tuple(found), (), ("d",)), tmp_path / "news.eml")
    parsed = mail(tmp_path / "news.eml")
    assert [part.get_filename() for part in parsed.iter_attachments()] == ["a.pdf", "c.pdf"]
    assert "Too large for this mail: reports/b/report.pdf" in words(parsed, "plain")
    assert "<b>" not in words(parsed, "html")
    assert "a &lt; b" in words(parsed, "html")
    assert len((tmp_path / "news.eml").read_bytes()) < 25_000_000
