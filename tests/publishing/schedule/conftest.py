"""Programs of the machine that only pretend: `crontab` keeps its text in a file, `systemctl` notes what it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.paths import Workspace

CRONTAB = """#!/bin/sh
case "$1" in
  -l) [ -f "{file}" ] && cat "{file}" || {{ echo "no crontab for somebody" >&2; exit 1; }} ;;
  -) cat > "{file}" ;;
esac
"""
SYSTEMCTL = """#!/bin/sh
echo "$@" >> "{file}"
exit {code}
"""


def _program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path, monkeypatch) -> Path:
    """A machine with a crontab and a systemd of the user that answers; its home is here."""
    programs = tmp_path / "programs"
    _program(programs, "crontab", CRONTAB.format(file=tmp_path / "crontab.txt"))
    _program(programs, "systemctl", SYSTEMCTL.format(file=tmp_path / "systemctl.txt", code=0))
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("BRIEFING_DOCUMENTS", raising=False)
    return tmp_path


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    """An office whose folder has a name that shells, cron and systemd each read in their own way."""
    root = tmp_path / "Sở KH&CN 50% $HOME"
    (root / "reports").mkdir(parents=True)
    return Workspace(root)


@pytest.fixture
def without_systemd(machine) -> Path:
    _program(machine / "programs", "systemctl", SYSTEMCTL.format(file=machine / "systemctl.txt", code=1))
    return machine
