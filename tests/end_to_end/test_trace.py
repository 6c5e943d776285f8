"""Every kind of id that a pack shows can be traced from the command line."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from analysis.cli import app


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        ("tb329.budget.disbursed", ["8,7 nghìn tỷ đồng", "note 2", "calc.budget.rate_of_assigned"]),
        ("calc.budget.rate_of_assigned", ["10,5%", "16%", "tb329.budget.assigned"]),
        ("tb329.database.csdl-nganh-y-te", ["13/19", "annex 2.1/row 5"]),
        ("tb329.task.1", ["31/5/2025", "2025-05-31", "395"]),
        ("tb329.directive.03", ["trước ngày 10 tháng 7 năm 2026", "2026-07-09"]),
    ],
)
def test_an_id_that_a_pack_shows_has_a_history(figure: str, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    result = CliRunner().invoke(app, ["trace", figure])
    assert result.exit_code == 0, result.output
    assert [words for words in said if words not in result.output] == []
