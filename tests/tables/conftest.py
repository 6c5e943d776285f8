import pytest

from offices import Office


@pytest.fixture
def office(tmp_path) -> Office:
    return Office(tmp_path)
