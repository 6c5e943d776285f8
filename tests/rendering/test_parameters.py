"""Parameters are refused before papermill sees them, each with what was expected and what is nearest."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.errors import RenderError, UnknownAgency, UnknownParameter, UnknownPeriod, UsageError
from analysis.rendering.parameters import (
    Parameters,
    check_notebook,
    check_period,
    notebook_parameters,
    read_notebook,
    validate,
)

DOCUMENTS = [(date(2026, 6, 24), "2/TB"), (date(2025, 6, 9), "1/TB")]


def notebook(source: str, tags: tuple[str, ...] = ("parameters",)) -> Any:
    return new_notebook(cells=[new_code_cell("x = 1"), new_code_cell(source, metadata={"tags": list(tags)})])


def test_parameters_come_back_in_their_canonical_form() -> None:
    assert validate({"period": "2026-06"}).given() == {"period": "2026-06", "lang": "vi"}
    assert validate({"period": "2026-Q2", "lang": "en", "unit": "Bộ Y tế"}) == Parameters(
        period="2026-Q2", lang="en", unit="bo-y-te"
    )


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        ({"period": "2026-06", "lng": "vi"}, UnknownParameter, "did you mean 'lang'?"),
        ({"period": "2026-06", "x\nimport os": "1"}, UnknownParameter, r"'x\nimport os'"),
        ({"period": "2026-06", "lang": "fr"}, UnknownParameter, "vi or en"),
        ({"period": "2026-06", "lang": None}, UnknownParameter, "vi or en"),
        ({"period": "2026-13"}, UnknownPeriod, "2026-Q2"),
        ({"period": "tháng 6"}, UnknownPeriod, "'tháng 6'"),
        ({"period": 2026}, UnknownParameter, "2026"),
        ({"lang": "vi"}, UnknownParameter, "period"),
        ({"period": "2026-06", "unit": "bo-y-tee"}, UnknownAgency, "bo-y-te"),
        ({"period": "2026-06", "unit": "Bộ Y Tê"}, UnknownAgency, "Y tế"),
    ],
)
def test_what_is_not_known_is_refused(given: dict[str, Any], kind: type[UsageError], words: str) -> None:
    with pytest.raises(kind) as caught:
        validate(given)
    assert words in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_period_before_the_first_document_is_refused_and_the_first_is_named() -> None:
    with pytest.raises(UnknownPeriod, match=r"2025-06 or later: the first document is 1/TB of 2025-06-09"):
        check_period("2025-05", DOCUMENTS)
    with pytest.raises(UnknownPeriod, match="no documents"):
        check_period("2025-05", [])


def test_a_period_after_the_last_document_is_allowed() -> None:
    assert str(check_period("2027-01", DOCUMENTS)) == "2027-01"
    assert str(check_period("2025", DOCUMENTS)) == "2025"


def test_the_notebooks_own_cell_says_which_parameters_it_has() -> None:
    source = (
        "# choose\nperiod = '2026-06'\nlang: str = 'vi'  # language\nwhen = compute()\n"
        "for i in 'ab':\n    pass\na, b = 1, 2"
    )
    nb = notebook(source)
    assert notebook_parameters(nb, "n.ipynb") == {"period": "2026-06", "lang": "vi", "when": None}
    check_notebook(nb, {"period": "2026-05", "lang": "en"}, "n.ipynb")
    with pytest.raises(UnknownParameter, match="did you mean 'period'") as caught:
        check_notebook(nb, {"periode": "2026-05"}, "folder/n.ipynb")
    assert "n.ipynb" in str(caught.value)
    with pytest.raises(UnknownParameter):
        check_notebook(nb, {"i": 1}, "n.ipynb")
    with pytest.raises(UnknownParameter):
        check_notebook(nb, {"period\nprint(1)": 1}, "n.ipynb")


@pytest.mark.parametrize(
    "nb",
    [
        notebook("period = 1", tags=()),
        notebook("period ="),
        new_notebook(cells=[new_code_cell("a = 1", metadata={"tags": ["parameters"]}) for _ in "ab"]),
    ],
)
def test_a_notebook_without_one_clear_parameters_cell_is_an_error(nb: Any) -> None:
    with pytest.raises(RenderError, match=r"n\.ipynb"):
        notebook_parameters(nb, "n.ipynb")


@pytest.mark.parametrize(
    "content", ["", "not json", "{}", '{"nbformat": 4, "cells": 3, "metadata": {}, "nbformat_minor": 5}']
)
def test_a_file_that_is_no_notebook_is_an_error(content: str, tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_text(content)
    with pytest.raises(RenderError, match="not a notebook"):
        read_notebook(path)
    with pytest.raises(RenderError, match="no such notebook"):
        read_notebook(tmp_path / "other.ipynb")


def test_the_projects_notebooks_declare_period_and_language() -> None:
    folder = Path(__file__).parents[2] / "notebooks"
    found = sorted(folder.glob("[0-9]*.ipynb"))
    assert found
    for path in found:
        check_notebook(nbformat.read(path, 4), {"period": "2026-06", "lang": "vi"}, path)
