"""The real steps in processes of their own, as a clock starts them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

import receivers
from analysis.paths import Workspace
from small_packs import small_office

PLACE = "2026-06/national"
SECRET = "chu-ky-bi-mat-100%"
START = "import sys; from analysis import cli; sys.exit(cli.main(sys.argv[1:]))"
SETTINGS = """
[office]
name = {{ vi = "Sở KH&CN", en = "Department" }}
[run]
site = false
[[run.packs]]
pack = "national"
formats = ["xlsx"]
[tell.email]
host = "localhost"
port = {port}
security = "none"
from = "a@test.vn"
to = ["b@test.vn"]
attach = ["xlsx"]
[tell.webhook]
url = "{url}"
secret_env = "OFFICE_HOOK_SECRET"
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    return small_office(tmp_path_factory.mktemp("real") / "office").workspace


@pytest.fixture(scope="module")
def servers(workspace):
    with receivers.mail_server() as box, receivers.web_hook() as hook:
        workspace.settings.write_text(SETTINGS.format(port=box.port, url=hook.url), encoding="utf-8")
        yield box, hook


def started(workspace: Workspace, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "OFFICE_HOOK_SECRET": SECRET}
    return subprocess.Popen(
        [sys.executable, "-c", START, "--workspace", str(workspace.root), "run", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        start_new_session=True,
    )


def reports(workspace: Workspace) -> list[dict]:
    folders = sorted((workspace.reports / "runs").glob("*-unattended-*"), key=lambda f: f.stat().st_ctime_ns)
    found = [json.loads((folder / "report.json").read_text("utf-8")) for folder in folders]
    return sorted(found, key=lambda report: report["started"])


def begun(workspace: Workspace, process: subprocess.Popen[str], name: str) -> bool:
    """Waits until the run is at this step."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        for path in workspace.reports.glob("runs/*/steps.jsonl"):
            if f'"step", "name": "{name}"' in path.read_text("utf-8"):
                return True
        time.sleep(0.02)
    return False


def test_killed_then_with_a_notebook_that_fails_then_mended(workspace, servers) -> None:
    """What each run leaves undone the next one does; what is wrong is told, and the secret never is."""
    box, hook = servers
    notebook = workspace.notebooks / "20-more.ipynb"
    sound = notebook.read_text("utf-8")
    notebook.write_text(
        sound.replace("print('từ sổ tính')", "import os; raise ValueError(os.environ)"), "utf-8"
    )

    killed = started(workspace)
    assert begun(workspace, killed, "render")
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert not box.mails and not (workspace.reports / PLACE / "manifest.json").exists()

    said, _ = (failed := started(workspace)).communicate(timeout=300)
    assert failed.returncode == 1 and "✗ 2026-06/national: notebook 20-more" in said
    assert "there is no pack to tell of" in said and hook.bodies[0]["event"] == "failure"
    (letter,) = box.mails
    assert letter["Subject"] == "Sở KH&CN: Lần chạy tự động không thành công: Lập báo cáo"
    assert "notebook 20-more" in letter.get_body(("plain",)).get_content()

    notebook.write_text(sound, "utf-8")
    mended, _ = (third := started(workspace)).communicate(timeout=300)
    assert third.returncode == 0, mended
    assert "national: 1 made" in mended and len(box.mails) == len(hook.requests) == 2
    assert box.mails[1]["Subject"] == "[DỰ THẢO] Gói thử – Tháng 6 năm 2026"
    (attached,) = box.mails[1].iter_attachments()
    assert attached.get_content() == (workspace.reports / PLACE / "briefing.xlsx").read_bytes()
    (shown,) = hook.bodies[1]["pack"]["key_figures"]
    assert shown["label"] == "Giải ngân" and shown["value"].split() == [
        "khoảng",
        "8,7",
        "nghìn",
        "tỷ",
        "đồng",
    ]

    assert [report["state"] for report in reports(workspace)] == ["interrupted", "complete", "complete"]
    for report in reports(workspace)[1:]:
        render = next(step for step in report["steps"] if step["step"] == "render")
        assert len(render["reports"]) == 1
        assert all(
            (workspace.reports / "runs" / "x" / link).resolve().is_file() for link in render["reports"]
        )
    # The notebook showed its whole environment; the secret was not in it.
    for path in workspace.root.rglob("*"):
        if path.is_file():
            assert SECRET not in path.read_text("utf-8", "replace"), path
    assert SECRET not in said + mended
