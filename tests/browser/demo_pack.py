"""A pack notebook as the renderer hands it to the HTML exporter. Every figure in it is made up.

Used by tests/rendering/test_html.py and by the browser suite. Run as a program it writes the page:
`python tests/browser/demo_pack.py page.html [vi|en]`.
"""

from __future__ import annotations

import io
import re
import sys
from html import escape
from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro
import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from matplotlib import font_manager, rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

MINISTRIES = [
    ("bo-van-hoa", "Bộ Văn hoá, Thể thao và Du lịch", 31),
    ("bo-y-te", "Bộ Y tế", 24),
    ("bo-noi-vu", "Bộ Nội vụ", 19),
    ("bo-xay-dung", "Bộ Xây dựng", 11),
]
OTHERS = [
    ("thanh-tra", "Thanh tra Chính phủ", 7),
    ("ngan-hang", "Ngân hàng Nhà nước Việt Nam", 4),
    ("dan-toc", "Bộ Dân tộc và Tôn giáo", None),
]
AGENCIES = MINISTRIES + OTHERS
HOSTILE = '<img src=x onerror="document.title=1">Cơ quan <b>giả định</b>'
ALT = "Bộ Văn hoá, Thể thao và Du lịch 31, Bộ Y tế 24, Bộ Nội vụ 19; Bộ Dân tộc và Tôn giáo chưa báo cáo."


def record(figure: str, title: str, shown: str, **more: Any) -> dict[str, Any]:
    """A record as `Context.record` writes it; an id that begins with `=` is recomputed."""
    stated = not figure.startswith("=")
    base: dict[str, Any] = {
        "id": figure,
        "indicator": "demo",
        "title": title,
        "shown": shown,
        "kind": "stated" if stated else "recomputed",
        "status": "reported",
        "measure": "VND",
        "agency_label": "Việt Nam",
        "as_of_label": "24/6/2026",
        "known_from_label": "24/6/2026",
        "document": "thu-1" if stated else None,
        "document_number": "01/TB-THU" if stated else None,
        "document_title": "Thông báo giả định để thử trang" if stated else None,
        "locator": "note 2" if stated else None,
        "locator_label": "chú thích 2" if stated else None,
        "token": shown if stated else None,
        "formula": None,
        "inputs": [],
        "marks": [],
        "findings": [],
        "counterpart": None,
    }
    return base | more


def records() -> dict[str, dict[str, Any]]:
    """What `metadata.briefing.values` holds: displayed figures, ancestors, and one that nobody shows."""
    message = "Tính lại từ hai số cùng đoạn được 10,5%, văn bản nêu 16%."
    finding = {"severity": "discrepancy", "message": message}
    found = [
        record("thu1.assigned", "Dự toán đã giao", "82,1 nghìn tỷ đồng"),
        record("thu1.disbursed", "Đã giải ngân", "8,6 nghìn tỷ đồng"),
        record("thu1.rate", "Tỷ lệ giải ngân nêu trong văn bản", "16%", marks=["contradiction"],
               counterpart="=rate", findings=[finding]),
        record("=rate", "Tỷ lệ giải ngân so với dự toán được giao", "10,5%", marks=["contradiction"],
               inputs=["thu1.disbursed", "thu1.assigned"], counterpart="thu1.rate",
               formula="đã giải ngân ÷ dự toán được giao × 100"),
        record("=pace", "Mức cần mỗi tháng đến hết năm", "12,3 nghìn tỷ đồng",
               inputs=["=rate", "thu1.months"],
               formula="(dự toán − đã giải ngân) ÷ số tháng còn lại"),
        record("thu1.months", "Số tháng còn lại", "6"),
        record("thu1.overdue", "Nhiệm vụ quá hạn", "96"),
        record("thu1.products", "Sản phẩm có ứng dụng", "124"),
        record("thu1.unused", "Không hiện ở đâu", "999"),
        record("thu1.hostile", HOSTILE, "7 </script><b>x</b>", agency_label=HOSTILE, token="</script>"),
    ]
    for agency, name, number in AGENCIES:
        if number is None:
            continue
        marks = ["contradiction"] if number == 24 else []
        figure, percent = f"thu1.overdue.{agency}", f"{number / 0.96:.1f}%".replace(".", ",")
        found.append(record(figure, "Nhiệm vụ quá hạn", f"{number}", agency_label=name, marks=marks))
        inputs = [figure, "thu1.overdue"]
        found.append(record(f"=share.{agency}", f"Tỷ trọng ({name})", percent, inputs=inputs))
    return {r["id"]: r for r in found}


def drawing(size: str) -> str:
    """Bars of overdue tasks as the theme sets them: labelled directly, what is not reported hatched."""
    folder = Path(fontpkg_be_vietnam_pro.ROOT) / "files"
    for style in ("Regular", "SemiBold"):
        font_manager.fontManager.addfont(str(folder / f"BeVietnamPro-{style}.ttf"))
    width, names = (6.7, 2.4) if size == "wide" else (3.55, 1.55)
    height, room = 0.36 * len(AGENCIES) + 0.1, width - names - 0.7
    settings = {"font.family": "Be Vietnam Pro", "svg.fonttype": "none", "svg.hashsalt": f"demo-{size}",
                "hatch.color": "#8b959d", "hatch.linewidth": 0.5}
    with rc_context(settings):
        figure = Figure(figsize=(width, height))
        figure.patch.set_visible(False)
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
        axes.set_axis_off()
        for row, (_, name, number) in enumerate(AGENCIES):
            top = 0.05 + row * 0.36
            words = name if size == "wide" else re.sub(r"^(.{12,20}?) ", r"\1\n", name)
            axes.text(0, top + 0.11, words, fontsize=8.5 if size == "wide" else 7.5, color="#1b2733",
                      va="center", linespacing=1.0)
            length = room * (0.3 if number is None else number / 31)
            if number is None:
                style = {"facecolor": "#f5f6f7", "edgecolor": "#8b959d", "hatch": "////", "linewidth": 0.5}
            else:
                colour = "#c8501e" if row == 0 else "#0b4f6c" if row < 3 else "#5f93ab"
                style = {"facecolor": colour, "linewidth": 0}
            axes.add_patch(Rectangle((names, top), length, 0.22, **style))
            axes.text(names + length + 0.06, top + 0.11, "chưa báo cáo" if number is None else str(number),
                      fontsize=8.5, va="center", color="#5b6770" if number is None else "#1b2733",
                      fontweight="regular" if number is None else "semibold")
        buffer = io.StringIO()
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None})
    return buffer.getvalue()


def demo_pack(lang: str = "vi") -> NotebookNode:
    """The notebook. Its cells are Vietnamese in both languages; the page's own words follow `lang`."""
    values = records()
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True,
                              undefined=StrictUndefined)
    written = environment.get_template("demo_pack.html.j2").render(
        values=values,
        signs={"contradiction": "◆", "rounding": "≈", "not_comparable": "⊘"},
        groups=[("Các bộ", MINISTRIES), ("Cơ quan khác", OTHERS)],
        drawings=[(size, Markup(drawing(size))) for size in ("wide", "narrow")],
        alt=ALT,
        hostile=HOSTILE,
    )
    cells = []
    for html in written.split("<!-- cell -->"):
        output = {"output_type": "display_data", "metadata": {},
                  "data": {"text/plain": "văn bản thường", "text/html": html.strip()}}
        cells.append(new_code_cell("show(exhibit)", outputs=[nbformat.from_dict(output)], execution_count=1))
    note = f"Tên có dấu đặc biệt hiện ra như chữ: {escape(HOSTILE)}."
    table = "| Bảng | Số |\n|---|---|\n| a | 1 |\n| b | 22 |"
    cells.insert(-3, new_markdown_cell(f"## Ghi chú của người phân tích\n\n{note}\n\n{table}"))
    notebook = new_notebook(cells=cells)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"  # nbformat draws them by lot
    documents = [
        {"id": "thu-1", "number": "01/TB-THU", "title": "Thông báo giả định để thử trang",
         "issuer": "Cơ quan giả định", "issued": "24/6/2026"},
        {"id": "thu-2", "number": "02/TB-THU", "title": "Báo cáo giả định thứ hai",
         "issuer": "Cơ quan giả định", "issued": "5/2026"},
    ]
    notebook.metadata["briefing"] = {
        "pack": "national",
        "title": "Tình hình thực hiện Nghị quyết 57-NQ/TW",
        "subtitle": "Số liệu giả định, chỉ dùng để thử trang.",
        "period": "2026-06",
        "period_label": "Tháng 6 năm 2026" if lang == "vi" else "June 2026",
        "lang": lang,
        "issuer": "Cơ quan giả định",
        "data_as_of": "24/6/2026" if lang == "vi" else "24 June 2026",
        "documents": documents,
        "state": {"figures": 1312, "contradictions": 17, "rounding": 3},
        "hide_input": True,
        "values": values,
        "downloads": ["briefing.pdf", "briefing.xlsx"],
    }
    return notebook


if __name__ == "__main__":
    from analysis.rendering.html import BriefingHTMLExporter

    page, _ = BriefingHTMLExporter().from_notebook_node(demo_pack(sys.argv[2] if len(sys.argv) > 2 else "vi"))
    Path(sys.argv[1]).write_text(page, encoding="utf-8")
