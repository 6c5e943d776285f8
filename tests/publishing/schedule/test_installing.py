"""What cron and systemd are told: complete, harmless to repeat, and removed without a trace."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from analysis.errors import BriefingError, DataError, UsageError
from analysis.office import ScheduleSettings
from analysis.paths import Workspace
from analysis.publishing.schedule import crontab, starting, systemd

TODAY = date(2026, 7, 1)
OTHERS = b"MAILTO=somebody\nCRON_TZ=Asia/Tokyo\r\n# >>> \xff \x0c another\n5 4 * * * echo 'of another' \\% # kept"


def zone(name: str) -> Path:
    return Path("/usr/share/zoneinfo") / name


@pytest.fixture
def starter(machine, workspace) -> starting.Starter:
    return starting.starter(workspace, ScheduleSettings(), TODAY)


# ---------------------------------------------------------------------- what is started


def test_all_is_spelled_out(machine, workspace, monkeypatch) -> None:
    monkeypatch.setenv("BRIEFING_DOCUMENTS", str(machine / "the documents"))
    starter = starting.starter(workspace, ScheduleSettings(), TODAY)
    assert Path(starter.arguments[0]).is_absolute()
    assert starter.arguments[-4:] == ("--workspace", str(workspace.root), "run", "--if-due")
    assert starter.environment == {"BRIEFING_DOCUMENTS": str(machine / "the documents")}
    assert starter.log == workspace.reports / "schedule.log"


def test_each_workspace_has_a_name_of_its_own(tmp_path) -> None:
    names = {
        starting.name_of(Workspace(tmp_path / name))
        for name in ("Sở KHCN Đà Nẵng", "a/x", "b/x", "…", "x" * 200)
    }
    assert len(names) == 5
    assert all(len(name) <= 80 and name.isascii() and " " not in name for name in names)
    assert any(name.startswith("briefing-so-khcn-da-nang-") for name in names)


@pytest.mark.skipif(not zone("Europe/Paris").is_file(), reason="no time zones on this machine")
def test_a_clock_that_is_put_forward_and_back_needs_two_lines() -> None:
    settings = ScheduleSettings()
    assert starting.machine_times(settings, TODAY, zone("UTC")) == ((0, 0),)
    assert starting.machine_times(settings, TODAY, zone("Asia/Ho_Chi_Minh")) == ((7, 0),)
    assert starting.machine_times(settings, TODAY, zone("Asia/Kolkata")) == ((5, 30),)
    assert starting.machine_times(settings, TODAY, zone("Europe/Paris")) == ((1, 0), (2, 0))


def test_secrets_that_others_can_read_are_refused(machine, workspace) -> None:
    secrets = machine / "secrets.env"
    settings = ScheduleSettings(environment="~/secrets.env")
    with pytest.raises(DataError, match="cannot be found"):
        starting.starter(workspace, settings, TODAY)
    secrets.write_text("X_SECRET='abcdef'\n", encoding="utf-8")
    secrets.chmod(0o640)
    with pytest.raises(DataError, match="chmod 600"):
        starting.starter(workspace, settings, TODAY)
    secrets.chmod(0o600)
    assert starting.starter(workspace, settings, TODAY).secrets == secrets
    inside = workspace.reports / "s.env"
    shutil.copy(secrets, inside)
    with pytest.raises(DataError, match="published"):
        starting.starter(workspace, ScheduleSettings(environment="reports/s.env"), TODAY)


def test_a_line_break_in_a_path_is_refused(machine, tmp_path) -> None:
    with pytest.raises(UsageError, match="line break"):
        starting.starter(Workspace(tmp_path / "a\nb"), ScheduleSettings(), TODAY)


# ---------------------------------------------------------------------- cron


def test_the_crontab_keeps_what_else_stands_there(machine, starter) -> None:
    """Byte for byte, and no variable set there holds for our lines."""
    file = machine / "crontab.txt"
    file.write_bytes(OTHERS)
    crontab.install(starter)
    once = file.read_bytes()
    crontab.install(starter)
    assert file.read_bytes() == once
    assert once == crontab.block(starter).encode() + OTHERS
    assert crontab.installed(starter.name)
    assert crontab.remove(starter.name)
    assert file.read_bytes() == OTHERS
    assert not crontab.remove(starter.name)
    assert not crontab.installed(starter.name)


def test_a_changed_schedule_takes_the_place_of_the_old(machine, workspace, starter) -> None:
    crontab.install(starter)
    later = starting.starter(workspace, ScheduleSettings(at="18:45"), TODAY)
    crontab.install(later)
    assert (machine / "crontab.txt").read_text("utf-8") == crontab.block(later)


def test_two_workspaces_do_not_get_into_each_others_way(machine, starter, tmp_path) -> None:
    other = starting.starter(Workspace(tmp_path / "other"), ScheduleSettings(), TODAY)
    crontab.install(starter)
    crontab.install(other)
    assert crontab.remove(starter.name)
    assert (machine / "crontab.txt").read_text("utf-8") == crontab.block(other)


def test_a_block_without_an_end_is_left_to_a_person(machine, starter) -> None:
    text = crontab.block(starter).rsplit("\n", 2)[0].encode() + b"\n" + OTHERS
    (machine / "crontab.txt").write_bytes(text)
    with pytest.raises(BriefingError, match="no end"):
        crontab.remove(starter.name)
    assert (machine / "crontab.txt").read_bytes() == text


def test_the_line_runs_as_cron_runs_it(machine, workspace, monkeypatch) -> None:
    """By a bare shell, in an empty environment, up to the first percent sign that is not escaped."""
    secrets = machine / "it's secret.env"
    secrets.write_text("X_SECRET='a b&c'\n", encoding="utf-8")
    secrets.chmod(0o600)
    said = machine / "a program"
    said.write_text(
        '#!/bin/sh\nfor a in "$@" "$X_SECRET" "$BRIEFING_DOCUMENTS" "$PWD"; do echo "[$a]"; done\n', "utf-8"
    )
    said.chmod(0o755)
    monkeypatch.setattr(starting, "_program", lambda: (str(said),))
    monkeypatch.setenv("BRIEFING_DOCUMENTS", str(machine / "100% docs"))
    shutil.rmtree(workspace.reports)  # somebody tidied up
    made = starting.starter(workspace, ScheduleSettings(environment=str(secrets)), TODAY)
    (line,) = [x for x in crontab.block(made).splitlines() if not x.startswith("#")]
    minute, hour, *_ = line.split(" ", 5)
    assert (int(hour), int(minute)) == made.times[0]
    command = re.split(r"(?<!\\)%", line.split(" ", 5)[5])[0].replace(r"\%", "%")
    subprocess.run(["/bin/sh", "-c", command], env={"PATH": "/usr/bin:/bin"}, check=True)
    assert made.log.read_text("utf-8").splitlines() == [
        "[--workspace]",
        f"[{workspace.root}]",
        "[run]",
        "[--if-due]",
        "[a b&c]",
        f"[{machine / '100% docs'}]",
        f"[{workspace.root}]",
    ]
    shutil.rmtree(workspace.root)  # moved, or on a disk that is not there: told, and not made anew
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False)
    assert done.returncode and workspace.root.name in done.stderr.decode()
    assert not workspace.root.exists()


def test_a_line_longer_than_cron_reads_is_refused(machine, tmp_path) -> None:
    deep = Workspace(tmp_path.joinpath(*["x" * 100] * 5))
    with pytest.raises(BriefingError, match="longer than cron reads"):
        crontab.block(starting.starter(deep, ScheduleSettings(), TODAY))


def test_a_crontab_that_may_not_be_used_is_told(machine, starter) -> None:
    (machine / "programs" / "crontab").write_text("#!/bin/sh\necho not allowed >&2\nexit 1\n", "utf-8")
    with pytest.raises(BriefingError, match="not allowed"):
        crontab.install(starter)


# ---------------------------------------------------------------------- systemd


def test_the_timer_is_installed_started_and_removed(machine, starter) -> None:
    written = systemd.install(starter)
    assert [p.parent for p in written] == [machine / ".config" / "systemd" / "user"] * 2
    first = [p.read_bytes() for p in written]
    systemd.install(starter)
    assert [p.read_bytes() for p in written] == first
    assert systemd.installed(starter.name)
    assert f"--user enable --now {starter.name}.timer" in (machine / "systemctl.txt").read_text("utf-8")
    assert systemd.remove(starter.name)
    assert not any(p.exists() for p in written)
    assert f"--user disable --now {starter.name}.timer" in (machine / "systemctl.txt").read_text("utf-8")
    assert not systemd.remove(starter.name)


def test_a_systemd_that_does_not_answer_is_told(without_systemd, starter) -> None:
    assert not systemd.available()
    with pytest.raises(BriefingError, match="did not start it"):
        systemd.install(starter)


def test_the_units_say_zone_and_catching_up(machine, workspace, monkeypatch) -> None:
    secrets = machine / "50% secret.env"
    secrets.touch(mode=0o600)
    monkeypatch.setenv("BRIEFING_DOCUMENTS", str(machine / '100% "docs"'))
    starter = starting.starter(workspace, ScheduleSettings(environment=str(secrets)), TODAY)
    service, timer = systemd.units(starter).values()
    assert f'Environment="BRIEFING_DOCUMENTS={machine}/100%% \\"docs\\""\n' in service
    assert f"EnvironmentFile=-{machine}/50%% secret.env\n" in service
    assert "OnCalendar=*-*-* 07:00:00 Asia/Ho_Chi_Minh\nPersistent=true" in timer
    assert "50%% $$HOME" in service.split("ExecStart=")[1]
    assert "50%% $HOME" in service.split("WorkingDirectory=")[1].split("\n")[0]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_itself_finds_the_units_sound(machine, workspace, monkeypatch) -> None:
    secrets = machine / "secrets.env"
    secrets.touch(mode=0o600)
    monkeypatch.setenv("BRIEFING_DOCUMENTS", str(machine / '100% "docs"'))
    program = machine / """it's "a" $program"""
    program.touch(mode=0o755)
    monkeypatch.setattr(starting, "_program", lambda: (str(program),))
    made = starting.starter(workspace, ScheduleSettings(environment=str(secrets)), TODAY)
    folder = machine / "units"
    folder.mkdir()
    for name, text in systemd.units(made).items():
        (folder / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *map(str, sorted(folder.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "XDG_RUNTIME_DIR": str(machine)},
    )
    told = [line for line in done.stderr.splitlines() if made.name in line]
    assert done.returncode == 0, done.stderr
    assert told == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_reads_the_time_as_we_mean_it(starter) -> None:
    _, timer = systemd.units(starter).values()
    moment = timer.split("OnCalendar=")[1].split("\n")[0]
    done = subprocess.run(
        ["systemd-analyze", "calendar", moment],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "LC_ALL": "C"},
    )
    assert "00:00:00 UTC" in done.stdout  # 07:00 in Hà Nội
