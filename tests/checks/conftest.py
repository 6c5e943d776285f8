import pytest

from offices import Office


@pytest.fixture
def office(tmp_path, monkeypatch) -> Office:
    """An office whose tables skip their schemas, which are slow and tested with the tables."""
    monkeypatch.setattr("analysis.tables.build.validate", lambda tables: None)
    return Office(tmp_path)
