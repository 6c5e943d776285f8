"""What holds for all tests.

Small offices are built without the schemas of their tables, which cost two thirds of it; the schemas are tested with
the tables, and hold wherever the real sheets or a whole nation are built. Offices that are made up have their own
documents, if any: the real ones, where they are at hand, are not theirs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from analysis.paths import DOCUMENTS_VARIABLE
from analysis.rendering.execution import quick_imports

with quick_imports():  # what notebooks are read with; imported by a test, it would take two seconds
    import jsonschema  # noqa: F401

CHECKED = ("tests/tables/test_build.py", "tests/tables/test_schemas.py", "tests/end_to_end/", "tests/demo/")


MADE_UP = ("tests/publishing/", "tests/orchestration/")
DOCUMENTS = os.environ.get(DOCUMENTS_VARIABLE)


def unchecked(tables: Mapping[str, Any]) -> None:
    """In place of `validate`."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture of the test, of whatever scope."""
    build = sys.modules.get("analysis.tables.build")
    schemas = sys.modules.get("analysis.tables.schemas")
    if build is not None and schemas is not None:
        build.validate = schemas.validate if item.nodeid.startswith(CHECKED) else unchecked  # type: ignore[attr-defined]
    if item.nodeid.startswith(MADE_UP):
        os.environ.pop(DOCUMENTS_VARIABLE, None)
    elif DOCUMENTS is not None:
        os.environ[DOCUMENTS_VARIABLE] = DOCUMENTS
