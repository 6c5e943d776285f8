"""Packs of the small office, as their files: laid out in either way, in a given edition and look."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import mkdtemp
from types import SimpleNamespace
from typing import Any

import openpyxl
import pdfplumber
from bs4 import BeautifulSoup
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_notebook

from analysis import briefing
from analysis.exhibits.context import Context
from analysis.rendering import assembly
from analysis.rendering.annexes import annexes
from analysis.rendering.execution import Failure, NotebookRun
from analysis.rendering.html import BriefingHTMLExporter
from analysis.rendering.layouts import ANNEXES
from analysis.rendering.packs import Pack
from analysis.rendering.parameters import Parameters
from analysis.rendering.workbook import workbook
from small_packs import MONEY, SHOW, small_office
from typesetting import pdf_of

FIRST = {"number": 0, "on": "2026-07-01", "on_label": "1/7/2026", "by": "Nguyễn Văn A", "note": None, "amendments": []}
CHANGES = [
    {"what": "Đã giải ngân – cả nước, đến 24/6/2026", "said": "khoảng 8,7 nghìn tỷ đồng", "now": "8,71 nghìn tỷ đồng"},
    {"what": "Nhiệm vụ quá hạn – Huế", "said": None, "now": "3"},
    {"what": "Quá hạn – =1+1 <b>Hà Nội</b>", "said": "30/40", "now": None},
]
SECOND = {
    "number": 1, "on": "2026-07-09", "on_label": "9/7/2026", "by": "Trần Thị B",
    "note": "Văn bản 2/TB-VPCP được đính chính", "amendments": CHANGES,
}  # fmt: skip
EDITIONS: dict[str, dict[str, Any] | None] = {
    "none": None,
    "draft": {"state": "draft", "revision": 0, "revisions": []},
    "released": {
        "state": "released", "revision": 0, "on": "2026-07-01", "on_label": "1/7/2026", "by": "Nguyễn Văn A",
        "revisions": [FIRST],
    },
    "revised": {
        "state": "released", "revision": 1, "on": "2026-07-09", "on_label": "9/7/2026", "by": "Trần Thị B",
        "note": "Văn bản 2/TB-VPCP được đính chính", "unverified": ["1/TB-VPCP"],
        "revisions": [FIRST, SECOND],
    },
    "redrafted": {"state": "draft", "revision": 2, "revisions": [FIRST, SECOND], "drafted": CHANGES[:1]},
}  # fmt: skip


@dataclass(eq=False)
class Shown:
    """A pack in memory, and what the exporters make of it."""

    notebook: Any
    context: Context

    @property
    def meta(self) -> Any:
        return self.notebook.metadata["briefing"]

    @cached_property
    def html(self) -> str:
        page, _ = BriefingHTMLExporter().from_notebook_node(self.notebook)
        return page

    @cached_property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "html.parser")

    @cached_property
    def style(self) -> str:
        return str(self.page.style.get_text())

    @cached_property
    def pdf(self) -> bytes:
        return pdf_of(self.notebook)

    @cached_property
    def leaves(self) -> list[list[dict[str, Any]]]:
        """The characters of each page of the PDF."""
        with pdfplumber.open(io.BytesIO(self.pdf)) as pdf:
            return [page.chars for page in pdf.pages]

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page of the PDF."""
        with pdfplumber.open(io.BytesIO(self.pdf)) as pdf:
            return [page.extract_text() for page in pdf.pages]

    @cached_property
    def read_aloud(self) -> str:
        """The PDF's text that belongs to its structure, without white space."""
        chars = (char for leaf in self.leaves for char in leaf if char["mcid"] is not None)
        return "".join("".join(char["text"] for char in chars).split())

    @cached_property
    def xlsx(self) -> bytes:
        return workbook(self.notebook)

    @cached_property
    def book(self) -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(self.xlsx))


def made(
    root: Path,
    *,
    lang: str = "vi",
    invented: bool = False,
    unit: str | None = "ha-noi",
    change: Callable[[Context], Context] = lambda context: context,
    failed: bool = False,
    show: str = SHOW,
    **pack: Any,
) -> Shown:
    """The small office's exhibits as a pack: of one agency and laid out as a scorecard, unless told otherwise."""
    small_office(root)
    if invented:
        for settings in (root / "data" / "raw").glob("*/document.toml"):
            settings.write_text("invented = true\n" + settings.read_text("utf-8"), encoding="utf-8")
    context = change(briefing.start("2026-06", lang, workspace=str(root)))
    shown: list[Any] = []
    exec(MONEY + show, {"b": context, "briefing": SimpleNamespace(show=lambda *e: shown.extend(e))})
    bundles = (json.loads(json.dumps(exhibit._repr_mimebundle_())) for exhibit in shown)
    outputs = [from_dict({"output_type": "display_data", "metadata": {}, "data": bundle}) for bundle in bundles]
    declared: dict[str, Any] = {
        "name": "card",
        "title": {"vi": "Phiếu theo dõi", "en": "Scorecard"},
        "notebooks": ("10-money",),
        "layout": "scorecard",
        "annexes": ("sources", "missing"),
    }
    failure = Failure(6, "1/0", "ZeroDivisionError", "division by zero", "t") if failed else None
    run = NotebookRun("10-money", root / "10-money.ipynb", 0.0, failure)
    notebook = assembly.assemble(
        Pack(**declared | pack),
        Parameters(period="2026-06", lang=lang, unit=unit),  # type: ignore[arg-type]
        context,
        [(run, new_notebook(cells=[new_code_cell("", outputs=outputs)]))],
        ("html", "pdf", "xlsx"),
        annexes,
    )
    return Shown(notebook, context)


@lru_cache
def _assembled(layout: str, lang: str) -> Shown:
    more: dict[str, Any] = {} if layout == "scorecard" else {"layout": "report", "annexes": ANNEXES, "unit": None}
    return made(Path(mkdtemp(prefix="shown-")), lang=lang, **more)


def changed(layout: str = "scorecard", lang: str = "vi", **meta: Any) -> Shown:
    """The pack with these entries in its metadata; None takes one out."""
    pack = _assembled(layout, lang)
    notebook = copy.deepcopy(pack.notebook)
    told = notebook.metadata["briefing"]
    for key, value in meta.items():
        if value is None:
            told.pop(key, None)
        else:
            told[key] = copy.deepcopy(value)
    return Shown(notebook, pack.context)


@lru_cache
def shown(layout: str = "scorecard", edition: str = "none", invented: bool = False, lang: str = "vi") -> Shown:
    """The pack in one of EDITIONS, made once for all tests."""
    return changed(layout, lang, edition=EDITIONS[edition], invented=invented or None)
