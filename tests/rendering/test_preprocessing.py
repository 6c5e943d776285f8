"""A pack goes through nbconvert as it is; whatever a preprocessor would change goes nbconvert's own way."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from nbconvert.exporters.exporter import Exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from analysis.rendering import execution
from analysis.rendering.preprocessing import Untouched

with execution.quick_imports():
    from analysis.rendering.html import BriefingHTMLExporter
    from analysis.rendering.pdf import BriefingPDFExporter


def notebook(*, pack: bool = True) -> Any:
    cells = [
        new_markdown_cell("# Một phần"),
        new_code_cell("%%R\n1", outputs=[new_output("display_data", data={"text/html": "<p>Chữ</p>"})]),
        new_code_cell("x", metadata={"tags": ["out"]}, outputs=[new_output("stream", text="xin chào")]),
    ]
    made = new_notebook(cells=cells)
    if pack:
        made.metadata["briefing"] = {
            "title": "Thử", "lang": "vi", "hide_input": True, "date": "2026-06-30", "period": "2026-06",
            "period_label": "Tháng 6 năm 2026", "data_as_of": "24/6/2026", "documents": [], "state": {},
        }
    return made


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each time that nbconvert's own preprocessing is taken."""
    taken: list[str] = []
    ordinary = Exporter._preprocess
    monkeypatch.setattr(Exporter, "_preprocess", lambda self, *rest: (taken.append("own"), ordinary(self, *rest))[1])
    return taken


@pytest.mark.parametrize("exporter", [BriefingHTMLExporter, BriefingPDFExporter])
def test_a_pack_is_neither_copied_nor_changed(exporter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = counted(monkeypatch)
    given = notebook()
    before = copy.deepcopy(given)
    first, _ = exporter().from_notebook_node(given)
    assert taken == [] and given == before
    monkeypatch.setattr(exporter, "untouched", lambda self, notebook, *, code_hidden: notebook)
    second, _ = exporter().from_notebook_node(given)
    assert taken == ["own"] and first == second


def test_an_ordinary_notebook_goes_nbconvert_s_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = counted(monkeypatch)
    page, _ = BriefingHTMLExporter().from_notebook_node(notebook(pack=False))
    assert taken == ["own"] and "Chữ" in page


@pytest.mark.parametrize(
    ("config", "gone"),
    [
        ({"TagRemovePreprocessor": {"remove_cell_tags": ["out"]}}, "xin chào"),
        ({"RegexRemovePreprocessor": {"patterns": ["x"]}}, "xin chào"),
        ({"ClearOutputPreprocessor": {"enabled": True}}, "Chữ"),
    ],
)
def test_a_preprocessor_that_is_asked_for_does_its_work(config: dict[str, Any], gone: str) -> None:
    assert gone in BriefingHTMLExporter().from_notebook_node(notebook())[0]
    given = notebook()
    assert gone not in BriefingHTMLExporter(config=Config(config)).from_notebook_node(given)[0]
    assert given == notebook() or [c.source for c in given.cells] == [c.source for c in notebook().cells]


def test_code_that_is_shown_is_still_asked_for_its_language(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = counted(monkeypatch)
    given = notebook()
    given.metadata["briefing"]["hide_input"] = False
    BriefingHTMLExporter().from_notebook_node(given)
    assert taken == ["own"]


def test_a_copy_of_what_is_untouched_is_itself() -> None:
    whole = Untouched(notebook())
    assert copy.deepcopy(whole) is whole and whole.cells
