"""The scorecards of agencies of which much is known: three pages at most, with every source one click away."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from rich.console import Console

from analysis.paths import WORKSPACE_VARIABLE, Workspace
from analysis.rendering import command
from analysis.rendering.command import Options

RICH = ("gia-lai", "can-tho")  # with long tables of every kind


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_rich_card_has_three_pages_at_most(built: Workspace, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(built.root))
    said = io.StringIO()
    code = command.render(
        built, "agency", ["2026-06"], RICH, lang, ("pdf",), Options(jobs=1), Console(file=said, width=300)
    )
    assert code == 0, said.getvalue()
    found = sorted(Path(built.reports).rglob("briefing.pdf"))
    cards = [p for p in found if p.parent.name in RICH and (p.parent.parent.name == "agency-en") == (lang == "en")]
    assert len(cards) == len(RICH)
    for card in cards:
        with pikepdf.open(card) as pdf:
            assert 2 <= len(pdf.pages) <= 3, card.parent.name
            links = sum(len(page.get("/Annots", [])) for page in pdf.pages)
            assert links > 60, "every figure shown is a link to its source"
