"""An office with drafts, rendered once; every test gets a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analysis import briefing
from analysis.paths import WORKSPACE_VARIABLE
from released_packs import build, released, rendered


@pytest.fixture(scope="session")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose packs are drafts."""
    root = tmp_path_factory.mktemp("drafts") / "office"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(WORKSPACE_VARIABLE, str(root))
        build(root)
        rendered(root)
    return root


@pytest.fixture(scope="session")
def frozen(drafts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same office, its packs released on 1/7/2026."""
    root = tmp_path_factory.mktemp("frozen") / "office"
    shutil.copytree(drafts, root)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(WORKSPACE_VARIABLE, str(root))
        briefing.forget()
        outcome = released(root)
    assert outcome.exit_code == 0, outcome
    return root


@pytest.fixture
def root(drafts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the office with drafts."""
    return _copied(drafts, tmp_path / "office", monkeypatch)


@pytest.fixture
def stood(frozen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the office whose packs are released."""
    return _copied(frozen, tmp_path / "office", monkeypatch)


def _copied(source: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(source, target)
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(target))
    briefing.forget()
    return target
