"""A synthetic nation of eighty agencies, made and built once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.demo import make
from analysis.paths import Workspace
from analysis.tables.store import Store
from analysis.vocabulary import agencies
from offices import Office

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("demo") / "nation"
    make(80, 1, folder, NOTEBOOKS)
    workspace = Workspace(folder)
    Store.open(workspace)
    return workspace


@pytest.fixture
def store(built: Workspace) -> Store:
    return Store.open(built)  # again for each test: the registry in force is the process's


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    """Leaves our own registry in force behind."""
    yield
    agencies.use(None)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")
