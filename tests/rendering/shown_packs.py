"""Packs of the small office in a given edition and look, as their files; PDFs are set in a process of their own, since
one that has used Typst cannot be forked, and later tests fork this one."""

from __future__ import annotations

import atexit
import copy
import io
import pickle
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import openpyxl
import pdfplumber
from bs4 import BeautifulSoup

from analysis.rendering.html import BriefingHTMLExporter
from analysis.rendering.layouts import ANNEXES
from analysis.rendering.workbook import workbook
from rendering.test_layout import made

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

_SERVER = """
import pickle, sys
from analysis.rendering.pdf import BriefingPDFExporter
exporter = BriefingPDFExporter()
while True:
    try:
        notebook = pickle.load(sys.stdin.buffer)
    except EOFError:
        break
    try:
        answer, _ = exporter.from_notebook_node(notebook)
    except Exception as error:
        answer = str(error)
    pickle.dump(answer, sys.stdout.buffer)
    sys.stdout.buffer.flush()
"""


@lru_cache(maxsize=1)
def _server() -> Any:
    child = subprocess.Popen([sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    atexit.register(child.kill)
    return child


def pdf_of(notebook: Any) -> bytes:
    """The PDF of a notebook; raises ValueError with the exporter's words when it fails."""
    child = _server()
    pickle.dump(notebook, child.stdin)
    child.stdin.flush()
    answer = pickle.load(child.stdout)
    if isinstance(answer, str):
        raise ValueError(answer)
    return bytes(answer)


@dataclass(eq=False)
class Shown:
    """A pack and what the exporters make of it."""

    notebook: Any

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


@lru_cache
def _assembled(layout: str, lang: str) -> Any:
    more: dict[str, Any] = {} if layout == "scorecard" else {"layout": "report", "annexes": ANNEXES, "unit": None}
    return made(Path(mkdtemp(prefix="shown-")), lang=lang, **more).notebook


def changed(layout: str = "scorecard", lang: str = "vi", **meta: Any) -> Shown:
    """The pack with these entries in its metadata; None takes one out."""
    notebook = copy.deepcopy(_assembled(layout, lang))
    briefing = notebook.metadata["briefing"]
    for key, value in meta.items():
        if value is None:
            briefing.pop(key, None)
        else:
            briefing[key] = copy.deepcopy(value)
    return Shown(notebook)


@lru_cache
def shown(layout: str = "scorecard", edition: str = "none", invented: bool = False, lang: str = "vi") -> Shown:
    """The pack in one of EDITIONS, made once for all tests."""
    return changed(layout, lang, edition=EDITIONS[edition], invented=invented or None)
