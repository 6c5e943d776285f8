"""`briefing schedule` as somebody at a terminal sees it."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from analysis import cli
from analysis.publishing.schedule import crontab, firings, starting, systemd


@pytest.fixture
def briefing(machine, workspace, capsys):
    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["--workspace", str(workspace.root), "schedule", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_it_says_when_and_what_would_be_installed(briefing, machine, workspace) -> None:
    code, said, _ = briefing()
    assert code == 0
    assert "first working day of the month and of the quarter, at 07:00 Asia/Ho_Chi_Minh" in said
    assert "Next run: " in said and "UTC" in said
    assert "OnCalendar=*-*-* 07:00:00 Asia/Ho_Chi_Minh" in said and "* * * cd '" in said
    assert "nothing yet" in said and "Not answered: " in said and "--install --since 20" in said
    assert not (machine / "crontab.txt").exists() and not (machine / ".config").exists()
    assert not (workspace.reports / firings.NAME).exists()


def test_holidays_that_put_it_off_are_named(briefing, workspace, monkeypatch) -> None:
    from analysis.commands import schedule as command

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None) -> datetime:
            return datetime(2026, 8, 20, 9, tzinfo=tz)

    monkeypatch.setattr(command, "datetime", Clock)
    _, said, _ = briefing()
    (line,) = [line for line in said.splitlines() if line.startswith("  Thursday 3 September 2026 07:00")]
    assert "month    for 2026-08" in line and "(1/9 " in line and "2/9 National Day" in line


@pytest.mark.parametrize(("hour", "start"), [(6, "Thursday 20"), (9, "Friday 21")])
def test_the_next_run_is_the_next_start_when_one_was_missed(briefing, monkeypatch, hour, start) -> None:
    from analysis.commands import schedule as command

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None) -> datetime:
            return datetime(2026, 8, 20, hour, tzinfo=tz)

    monkeypatch.setattr(command, "datetime", Clock)
    _, said, _ = briefing("--install", "--cron", "--since", "2026-08-01")
    assert f"Next run: {start} August 2026 07:00" in said
    assert "It catches up on Monday 3 August 2026 07:00 (month)." in said
    _, said, _ = briefing("--remove")
    assert "Next run: Thursday 3 September 2026 07:00" in briefing()[1]


def test_a_record_that_cannot_be_read_keeps_it_from_being_installed(briefing, machine, workspace) -> None:
    (workspace.reports / firings.NAME).write_text("{", encoding="utf-8")
    code, _, err = briefing("--install", "--cron")
    assert code == 1 and "record of the schedule" in err and not (machine / "crontab.txt").exists()


def test_after_an_install_that_failed_nothing_old_is_made(briefing, without_systemd, workspace) -> None:
    assert briefing("--install", "--systemd")[0] == 1
    assert briefing("--install", "--cron")[0] == 0
    assert json.loads(briefing("--json")[1])["due"] == []


def test_installed_by_cron_and_by_systemd_and_never_twice_a_day(briefing, machine, workspace) -> None:
    name = starting.name_of(workspace)
    code, said, _ = briefing("--install", "--cron")
    assert code == 0 and crontab.installed(name) and "schedule.log" in said
    code, said, _ = briefing("--install")  # systemd is there, and preferred
    assert code == 0 and systemd.installed(name) and not crontab.installed(name)
    assert "Removed what was installed before (cron)" in said and "enable-linger" in said
    assert json.loads(briefing("--json")[1])["installed"] == ["systemd"]
    code, said, _ = briefing("--remove")
    assert code == 0 and "Removed (systemd)." in said and not systemd.installed(name)
    assert briefing("--remove")[1] == "Nothing was installed.\n"


def test_without_systemd_it_is_cron(briefing, without_systemd, workspace) -> None:
    assert briefing("--install")[0] == 0
    assert crontab.installed(starting.name_of(workspace))


def test_what_was_due_before_does_not_count_unless_asked(briefing, workspace) -> None:
    briefing("--install", "--cron")
    first = firings.read(workspace.reports).since
    assert first is not None and json.loads(briefing("--json")[1])["due"] == []
    briefing("--install", "--cron")  # again: what it counts from stays
    assert firings.read(workspace.reports).since == first
    since = date.today() - timedelta(days=70)
    _, said, _ = briefing("--install", "--cron", "--since", since.isoformat())
    assert "It catches up on " in said
    assert json.loads(briefing("--json")[1])["due"][0]["kind"] == "month"


def test_secrets_that_cron_will_not_know_are_named(briefing, workspace) -> None:
    workspace.settings.write_text(
        '[tell.webhook]\nurl = "https://example.vn/x"\nsecret_env = "HOOK_SECRET"\n', encoding="utf-8"
    )
    assert "The run needs HOOK_SECRET" in briefing("--install", "--cron")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--install", "--remove"],
        ["--install", "--json"],
        ["--remove", "--json"],
        ["--cron", "--systemd"],
        ["--since", "2026-07-01"],
        ["--since", "x"],
    ],
)
def test_wrong_usage(briefing, arguments) -> None:
    assert briefing(*arguments)[0] == 2
