"""The run as a whole: order, what a failure keeps back, locking, the journal, what is said and what is hidden.

The steps are stand-ins here, quick and obedient; tests/publishing/unattended/test_real_run.py has the real ones.
"""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import receivers
from analysis.errors import DataError, RenderError, UsageError
from analysis.paths import Workspace
from analysis.publishing.schedule import firings
from analysis.publishing.unattended import journal, locking, log
from analysis.publishing.unattended.asked import Asked
from analysis.publishing.unattended.outcome import Outcome, Said
from analysis.publishing.unattended.run import STEPS, run
from analysis.rendering import record_locks
from offices import Office, figure
from packs_to_tell import PASSWORD, write_pack

PLACE = "2026-06/national"


class Steps(dict):
    """Stand-ins that note in which order they were called; `made` is what the rendering made."""

    def __init__(self, made: dict[str, str] | None = None, **others) -> None:
        self.called: list[str] = []
        self.made = {PLACE: "made"} if made is None else made
        super().__init__(
            {name: self._step(name, others.get(name)) for name in ("build", "check", "render", "site")}
        )

    def _step(self, name, other):
        def step(state, console) -> Outcome:
            self.called.append(name)
            if other is not None:
                return other(state, console)
            if name == "render":
                state.made |= self.made
            return Outcome(says=[Said(f"xong {name}", f"{name} done")])

        return step


def failing(text: str = "it is broken"):
    def step(state, console) -> Outcome:
        outcome = Outcome()
        outcome.fail(text, Said("sửa", "mend it"))
        return outcome

    return step


def raising(error: BaseException):
    def step(state, console) -> Outcome:
        raise error

    return step


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Workspace:
    """An office with one document, its tables built, and a pack."""
    office = Office(tmp_path_factory.mktemp("built") / "office")
    office.document().figures(figure("a", "73"))
    office.store()
    write_pack(office.workspace)
    return office.workspace


@pytest.fixture
def workspace(built, tmp_path) -> Workspace:
    shutil.copytree(built.root, tmp_path / "office")
    return Workspace(tmp_path / "office")


@pytest.fixture
def servers(workspace):
    """Mail and webhook, and a briefing.toml that names them."""
    with receivers.mail_server() as box, receivers.web_hook() as hook:
        workspace.settings.write_text(
            textwrap.dedent(f"""
            [[run.packs]]
            pack = "national"
            [tell.email]
            host = "localhost"
            port = {box.port}
            security = "none"
            from = "a@test.vn"
            to = ["b@test.vn"]
            failures_to = ["c@test.vn"]
            timeout = 5
            [tell.webhook]
            url = "{hook.url}"
            secret_env = "OFFICE_HOOK_SECRET"
            timeout = 5
            """),
            encoding="utf-8",
        )
        yield box, hook


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv("OFFICE_HOOK_SECRET", PASSWORD)


def go(workspace, asked=None, steps=None, **more) -> tuple[int, str]:
    screen = io.StringIO()
    code = run(workspace, asked or Asked(), screen, steps=steps or Steps(), sleep=lambda s: None, **more)
    return code, screen.getvalue()


def report(workspace) -> dict:
    """The last report; its page is looked at as well."""
    folder = sorted((workspace.reports / "runs").glob("*-unattended-*"))[-1]
    page = BeautifulSoup((folder / "report.html").read_text("utf-8"), "lxml")
    assert page.html["lang"] in ("vi", "en") and len(page.find_all("h1")) == 1
    assert all((folder / a["href"]).exists() for a in page.find_all("a"))
    return json.loads((folder / "report.json").read_text("utf-8")) | {"folder": folder, "page": page}


def statuses(workspace) -> dict[str, str]:
    return {step["step"]: step["status"] for step in report(workspace)["steps"]}


# ---------------------------------------------------------------------- all well


def test_the_steps_in_order_and_people_told(workspace, servers) -> None:
    box, hook = servers
    steps = Steps()
    code, said = go(workspace, steps=steps)
    assert code == 0
    assert steps.called == ["build", "check", "render", "site"]
    assert len(box.mails) == 1 and len(hook.requests) == 1
    found = report(workspace)
    assert (found["state"], found["exit_code"]) == ("complete", 0)
    assert set(statuses(workspace).values()) == {"done"}
    assert all(step["seconds"] >= 0 for step in found["steps"])
    assert "(Asia/Ho_Chi_Minh)" in found["page"].find("p").get_text()
    log = (found["folder"] / "log.txt").read_text("utf-8")
    assert log == said
    assert "render done" in said and "xong render" in found["page"].get_text()
    assert f"Report: reports/runs/{found['folder'].name}/report.html" in said


def test_made_again_it_tells_nobody_twice(workspace, servers) -> None:
    box, hook = servers
    go(workspace)
    code, said = go(workspace)
    assert code == 0 and len(box.mails) == 1 and len(hook.requests) == 1
    assert "2 messages had gone out before" in said
    go(workspace, Asked(tell_again=True))
    assert len(box.mails) == 2


def test_nobody_is_told_when_not_asked_or_not_named(workspace, servers) -> None:
    box, _ = servers
    code, _ = go(workspace, Asked(tell=False))
    assert code == 0 and not box.mails and statuses(workspace)["tell"] == "skipped"
    workspace.settings.unlink()
    code, said = go(workspace)
    assert code == 0 and "names nobody" in said


def test_a_rehearsal(workspace, servers, tmp_path) -> None:
    box, _ = servers
    code, said = go(workspace, Asked(tell_to=str(tmp_path / "out")))
    assert code == 0 and not box.mails and len(list((tmp_path / "out").iterdir())) == 2
    assert "written, not sent" in said


# ---------------------------------------------------------------------- failures


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ("build", {"check": "skipped", "render": "skipped", "site": "skipped"}),
        ("check", {"render": "done", "site": "skipped"}),
        ("render", {"site": "done"}),
        ("site", {"render": "done"}),
    ],
)
def test_a_failure_is_loud_and_keeps_back_only_what_needs_it(workspace, servers, broken, expected) -> None:
    box, hook = servers
    code, said = go(workspace, steps=Steps(**{broken: failing("it <is> broken")}))
    assert code == 1
    found = statuses(workspace)
    assert found | expected | {broken: "failed"} == found
    failure = box.mails[-1]
    assert box.receivers[-1] == ["c@test.vn"]
    assert "it <is> broken" in failure.get_body(("plain",)).get_content()
    assert "sửa" in failure.get_body(("plain",)).get_content()
    assert hook.bodies[-1]["event"] == "failure" and hook.bodies[-1]["steps"][0]["step"] == broken
    assert "✗ it <is> broken" in said and "→ mend it" in said
    assert "it <is> broken" in report(workspace)["page"].get_text()
    # Packs that are well go out all the same.
    assert len(box.mails) == (2 if broken in ("check", "site") else 1)


def test_only_packs_that_are_well_are_told_of(workspace, servers) -> None:
    box, _ = servers
    write_pack(workspace, "2026-Q2/national")
    go(workspace, steps=Steps(made={PLACE: "failed", "2026-Q2/national": "reused"}))
    (mail,) = box.mails
    assert mail["Subject"].endswith("Quý II năm 2026")


@pytest.mark.parametrize("error", [RenderError("no room", hint="free space"), ValueError("unforeseen")])
def test_an_error_that_a_step_raises_is_told_like_any_other(workspace, servers, error) -> None:
    code, said = go(workspace, steps=Steps(site=raising(error)))
    assert code == 1 and statuses(workspace)["site"] == "failed" and statuses(workspace)["tell"] == "done"
    assert str(error).splitlines()[0] in said
    assert ("Traceback" in said) == isinstance(error, ValueError)


def test_people_who_cannot_be_told_are_a_failure_and_the_packs_stand(workspace, servers) -> None:
    box, hook = servers
    box.refused["b@test.vn"] = "550 no such user"
    code, said = go(workspace)
    assert code == 1 and statuses(workspace) | {"tell": "failed"} == statuses(workspace)
    assert "550 no such user" in said and "only those who have not been told are told" in said
    assert box.receivers == [["c@test.vn"]]  # the failure
    assert (workspace.reports / PLACE / "briefing.pdf").exists()
    box.refused.clear()
    code, _ = go(workspace)
    assert code == 0 and box.receivers[-1] == ["b@test.vn"] and len(hook.requests) == 2


def test_that_nobody_hears_of_the_failure_is_in_the_report(workspace, servers) -> None:
    box, _ = servers
    box.refused["c@test.vn"] = "550 gone"
    code, said = go(workspace, steps=Steps(build=failing()))
    assert code == 1 and "550 gone" in said and statuses(workspace)["tell"] == "failed"


def test_a_name_of_several_lines_keeps_nobody_from_hearing_of_a_failure(workspace, servers) -> None:
    box, _ = servers
    name = '[office]\nname = { vi = "Sở A\\nBcc: x@test.vn", en = "A" }\n'
    workspace.settings.write_text(name + workspace.settings.read_text("utf-8"), encoding="utf-8")
    assert go(workspace, steps=Steps(build=failing()))[0] == 1
    assert box.receivers == [["c@test.vn"]] and box.mails[0]["Subject"].startswith("Sở A Bcc: x@test.vn: Lần")
    assert report(workspace)["state"] == "complete"


def test_a_run_started_by_a_clock_that_cannot_begin_is_told(workspace, servers) -> None:
    box, hook = servers
    (workspace.reports / firings.NAME).write_text("{", encoding="utf-8")
    with pytest.raises(DataError):
        go(workspace, Asked(if_due=True, tell=False))
    assert not box.mails
    with pytest.raises(DataError):
        go(workspace, Asked(if_due=True))
    (mail,) = box.mails
    assert box.receivers == [["c@test.vn"]] and mail["Subject"].endswith("Bắt đầu hoặc kết thúc lần chạy")
    assert "record of the schedule" in mail.get_body(("plain",)).get_content()
    assert hook.bodies[0]["steps"][0]["step"] == "run" and hook.bodies[0]["report"] is None


def test_a_disk_without_room_for_the_log_ends_no_run(tmp_path) -> None:
    (tmp_path / log.NAME).symlink_to("/dev/full")
    screen = io.StringIO()
    with log.kept(tmp_path, screen, str) as console:
        console.print("said all the same")
    assert screen.getvalue() == "said all the same\n"


def test_reports_that_cannot_be_written_do_not_stop_the_run(workspace, monkeypatch) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(workspace.reports)], check=False)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("analysis.publishing.unattended.report.write", full)
    code, said = go(workspace)
    assert code == 0 and said.count("The report could not be written: No space left on device") == 1


def test_no_documents_at_all(tmp_path) -> None:
    workspace = Workspace(tmp_path)
    workspace.raw.mkdir(parents=True)
    code, said = go(workspace, steps=STEPS)
    assert code == 1 and "There are no documents in" in said and "briefing draft FILE" in said
    assert statuses(workspace) == {"build": "failed"} | dict.fromkeys(
        ("check", "render", "site", "tell"), "skipped"
    )


# ---------------------------------------------------------------------- before any work


@pytest.mark.parametrize(
    "asked",
    [
        Asked(today=date(2026, 7, 1)),
        Asked(if_due=True, periods=("2026-06",)),
        Asked(tell=False, tell_again=True),
        Asked(tell=False, tell_to="x"),
        Asked(periods=("June",)),
        Asked(packs=("nationl",)),
    ],
)
def test_wrong_options_stop_it_before_any_work(workspace, asked) -> None:
    steps = Steps()
    with pytest.raises(UsageError):
        go(workspace, asked, steps)
    assert not steps.called and not (workspace.reports / "runs").exists()


def test_a_pack_to_tell_of_that_is_none_stops_it_before_any_work(workspace, servers) -> None:
    text = '[tell]\npacks = ["nationl"]\n' + workspace.settings.read_text("utf-8")
    workspace.settings.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="nationl"):
        go(workspace)


def test_wrong_settings_stop_it_before_any_work(workspace) -> None:
    workspace.settings.write_text("[rum]\n", encoding="utf-8")
    with pytest.raises(DataError, match="did you mean run"):
        go(workspace)


# ---------------------------------------------------------------------- one at a time, and taken up again


HOLD = """
import sys
from pathlib import Path
from analysis.publishing.unattended import locking
with locking.held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_says_who_is_at_work_and_a_dead_one_is_in_nobodys_way(workspace) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(workspace.reports)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(RenderError, match=f"process {holder.pid} on .*, since 20.* UTC"):
            go(workspace)
    finally:
        holder.kill()
        holder.communicate()
    code, _ = go(workspace)  # killed without a word: the lock went with it
    assert code == 0
    assert (workspace.reports / locking.NAME).read_text("utf-8") == ""


def test_a_folder_that_knows_no_locks_is_not_taken_for_another_run(workspace, monkeypatch) -> None:
    def none(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(record_locks.fcntl, "lockf", none)
    with pytest.raises(RenderError, match="cannot be locked"):
        go(workspace)


def test_a_process_that_a_run_leaves_behind_does_not_hold_the_lock(workspace) -> None:
    living = (
        "import os, time\n    pid = os.fork()\n"
        "    if pid == 0: os.close(1); time.sleep(30); os._exit(0)\n"
        "    print(pid, flush=True)\n    os.kill(os.getpid(), 9)"
    )
    script = HOLD.replace('print("held", flush=True)', living)
    done = subprocess.run(
        [sys.executable, "-c", script, str(workspace.reports)], stdout=subprocess.PIPE, text=True, check=False
    )
    child = int(done.stdout)
    try:
        os.kill(child, 0)  # it is still there
        assert go(workspace)[0] == 0
    finally:
        os.kill(child, 9)


KILLED = """
import os, sys
from pathlib import Path
from analysis.publishing.unattended import journal
with journal.Journal.begin(Path(sys.argv[1]), {"periods": [], "started": "2026-07-01T00:00:00+00:00"}) as book:
    book.step("build")
    book.done("build", {"status": "done", "seconds": 1.0, "says": [], "errors": [], "to_do": [], "reports": []})
    book.step("check")
    os.kill(os.getpid(), 9)
"""


def test_the_report_of_a_run_that_was_killed_is_made_by_the_next(workspace) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(workspace.reports)], check=False)
    (folder,) = (workspace.reports / "runs").iterdir()
    go(workspace)
    dead = json.loads((folder / "report.json").read_text("utf-8"))
    assert dead["state"] == "interrupted" and dead["exit_code"] is None
    assert [step["status"] for step in dead["steps"]] == ["done", "broken", "waiting", "waiting", "waiting"]
    assert "bị ngắt" in (folder / "report.html").read_text("utf-8")
    before = (folder / "report.json").stat().st_mtime_ns
    go(workspace)
    assert (folder / "report.json").stat().st_mtime_ns == before


def test_a_run_that_is_interrupted_says_so_and_the_next_does_the_rest(workspace, servers) -> None:
    box, _ = servers
    code, said = go(workspace, steps=Steps(site=raising(KeyboardInterrupt())))
    assert code == 1 and "Interrupted" in said and not box.mails
    assert report(workspace)["state"] == "interrupted"
    assert statuses(workspace)["site"] == "broken"
    assert go(workspace)[0] == 0 and len(box.mails) == 1


def test_a_machine_that_is_shut_down_ends_the_run_in_order() -> None:
    from analysis.commands import run as command

    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), command._ended_in_order():
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before


def test_while_it_runs_the_report_says_where_it_is(workspace) -> None:
    seen: list[dict[str, str]] = []

    def look(state, console) -> Outcome:
        seen.append(statuses(workspace))
        assert report(workspace)["state"] == "running"
        return Outcome()

    go(workspace, steps=Steps(render=look))
    assert seen == [
        {"build": "done", "check": "done", "render": "running", "site": "waiting", "tell": "waiting"}
    ]


def test_old_reports_are_removed_and_those_of_packs_left_alone(workspace, monkeypatch) -> None:
    other = workspace.reports / "runs" / "20200101T000000Z-national-x"
    other.mkdir(parents=True)
    (other / "run.json").write_text("{}", encoding="utf-8")
    for _ in range(3):
        go(workspace)
    assert len(journal.prune(workspace.reports, kept=1)) == 2
    assert other.exists() and len(list((workspace.reports / "runs").iterdir())) == 2


def test_a_run_under_way_is_not_taken_for_dead(workspace) -> None:
    script = KILLED.replace("os.kill(os.getpid(), 9)", 'print("on", flush=True); sys.stdin.read()')
    living = subprocess.Popen(
        [sys.executable, "-c", script, str(workspace.reports)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert living.stdout.readline() == "on\n"
        assert list(journal.dead(workspace.reports)) == []
    finally:
        living.kill()
        living.communicate()
    assert len(list(journal.dead(workspace.reports))) == 1


# ---------------------------------------------------------------------- due


def test_nothing_is_done_when_nothing_is_due(workspace) -> None:
    firings.write(
        workspace.reports, firings.Record(None, {"month": date(2026, 7, 1), "quarter": date(2026, 7, 1)})
    )
    steps = Steps()
    code, said = go(workspace, Asked(if_due=True, today=date(2026, 7, 20)), steps)
    assert code == 0 and not steps.called
    assert "nothing is due; the next run is due on Monday 3 August 2026 at 07:00 (Asia/Ho_Chi_Minh)" in said
    assert not (workspace.reports / "runs").exists()


def test_what_is_due_is_made_and_answered(workspace) -> None:
    seen: list[list[str]] = []

    def look(state, console) -> Outcome:
        seen.append(list(state.periods))
        return Outcome()

    asked = Asked(if_due=True, today=date(2026, 7, 3))
    code, said = go(workspace, asked, Steps(render=look))
    assert code == 0 and "of the month and quarter, due on 1 July 2026, 2 days late" in said
    assert seen == [["2026-06", "2026-Q2"]]
    assert firings.read(workspace.reports).answered == {
        "month": date(2026, 7, 1),
        "quarter": date(2026, 7, 1),
    }
    assert report(workspace)["due"]["vi"] == "kỳ tháng và quý, đến hạn ngày 1/7/2026, chậm 2 ngày"
    steps = Steps()
    assert go(workspace, asked, steps)[0] == 0 and not steps.called


def test_a_run_that_failed_has_not_answered(workspace) -> None:
    asked = Asked(if_due=True, today=date(2026, 7, 1))
    assert go(workspace, asked, Steps(render=failing()))[0] == 1
    assert firings.read(workspace.reports).answered == {}
    steps = Steps()
    assert go(workspace, Asked(if_due=True, today=date(2026, 7, 2)), steps)[0] == 0
    assert steps.called


@pytest.mark.parametrize(
    ("day", "report", "expected"),
    [
        ("2026-07-01", "latest", ["2026-06", "2026-Q2"]),
        ("2026-11-20", "latest", ["2026-06", "2026-Q2"]),  # nothing came in since
        ("2026-11-20", "calendar", ["2026-10", "2026-Q3"]),
        (
            "2026-06-01",
            "latest",
            ["2026-05", "2026-Q1"],
        ),  # the document of June is not of a period that has ended
    ],
)
def test_of_which_period(workspace, day, report, expected) -> None:
    office = Office.__new__(Office)
    office.workspace = workspace
    office.document("0-tb", "tb0", "2026-05-08").figures(figure("b", "1"))
    office.document("9-tb", "tb9", "2026-02-08").figures(figure("c", "1"))
    workspace.settings.write_text(f'[schedule]\nreport = "{report}"\n', encoding="utf-8")
    seen: list[list[str]] = []

    def look(state, console) -> Outcome:
        seen.append(list(state.periods))
        return Outcome()

    go(workspace, Asked(if_due=True, today=date.fromisoformat(day)), Steps(check=look))
    assert seen == [expected]


# ---------------------------------------------------------------------- secrets


def test_no_secret_is_written_anywhere(workspace, servers, capfd, monkeypatch) -> None:
    """A step that sees the environment, prints it, warns of it and fails with it; a server that repeats it."""
    box, hook = servers
    hook.answers = [500] * 20
    text = workspace.settings.read_text("utf-8").replace(
        'security = "none"', 'security = "none"\nuser = "briefing"\npassword_env = "OFFICE_SMTP"'
    )
    workspace.settings.write_text(text, encoding="utf-8")
    monkeypatch.setenv("OFFICE_SMTP", "mat-khau-smtp-100%")
    box.refused["b@test.vn"] = f"550 {PASSWORD} is no receiver"
    seen: list[str | None] = []

    def tell_all(state, console) -> Outcome:
        seen.append(os.environ.get("OFFICE_HOOK_SECRET"))
        console.print(f"the password is {PASSWORD}")
        print(f"and again {PASSWORD}", file=sys.stderr)
        raise ValueError(f"failed with {PASSWORD} and mat-khau-smtp-100%")

    code, said = go(workspace, steps=Steps(check=tell_all))
    assert code == 1 and seen == [None]
    captured = capfd.readouterr()
    secrets = (PASSWORD, "mat-khau-smtp-100%", "bWF0LWtoYXUt")  # and as base64
    texts = {"screen": said, "out": captured.out, "err": captured.err}
    for path in Path(workspace.root).rglob("*"):
        if path.is_file():
            texts[str(path)] = path.read_text("utf-8", "replace")
    for number, raw in enumerate(box.raw):
        texts[f"mail {number}"] = raw.decode()
    for where, text in texts.items():
        for secret in secrets:
            assert secret not in text, where
    assert "•••" in said
    assert os.environ["OFFICE_HOOK_SECRET"] == PASSWORD


def test_a_secret_that_is_not_there_is_told(workspace, servers, monkeypatch) -> None:
    box, hook = servers
    monkeypatch.delenv("OFFICE_HOOK_SECRET")
    code, said = go(workspace)
    assert code == 1 and "OFFICE_HOOK_SECRET" in said and not hook.requests
    assert box.receivers == [["b@test.vn"], ["c@test.vn"]]  # the pack went out, and that the webhook failed
