"""What holds for all tests: small offices are built without the schemas of their tables, which cost two thirds of it.

The schemas are tested with the tables, and hold wherever the real sheets or a whole nation are built.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import pytest

CHECKED = ("tests/tables/test_build.py", "tests/tables/test_schemas.py", "tests/end_to_end/", "tests/demo/")


def unchecked(tables: Mapping[str, Any]) -> None:
    """In place of `validate`."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture of the test, of whatever scope."""
    build = sys.modules.get("analysis.tables.build")
    schemas = sys.modules.get("analysis.tables.schemas")
    if build is not None and schemas is not None:
        build.validate = schemas.validate if item.nodeid.startswith(CHECKED) else unchecked  # type: ignore[attr-defined]
