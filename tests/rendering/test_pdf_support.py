"""What the tests of the PDF share: a realistic made-up pack, and reading a PDF back.

All figures of the pack are invented; they only look like those of a real one.
"""

from __future__ import annotations

import io
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import fontpkg_be_vietnam_pro
import matplotlib
import nbformat
import pikepdf
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pdfminer.high_level import extract_text

from analysis.rendering.typst.notebook import Export, notebook_to_pdf
from analysis.rendering.typst.text import content, string

NOTEBOOKS = Path(__file__).parent / "notebooks"
TYPST = "text/vnd.typst"

MINISTRIES = [
    "Bộ Khoa học và Công nghệ",
    "Bộ Y tế",
    "Bộ Giáo dục và Đào tạo",
    "Bộ Tài chính",
    "Bộ Nông nghiệp và Môi trường",
    "Bộ Văn hóa, Thể thao và Du lịch",
    "Bộ Xây dựng",
    "Bộ Công Thương",
    "Ngân hàng Nhà nước Việt Nam",
    "Thanh tra Chính phủ",
    "Bộ Nội vụ",
    "Bộ Tư pháp",
    "Bộ Quốc phòng",
    "Bộ Công an",
    "Bộ Ngoại giao",
    "Bộ Dân tộc và Tôn giáo",
]


def convert(notebook: nbformat.NotebookNode, **options: object) -> Export:
    """The notebook as PDF, with the name `notebook` as its last-resort title."""
    return notebook_to_pdf(notebook, **{"name": "notebook", **options})  # type: ignore[arg-type]


def text_of(pdf: bytes) -> str:
    """All text of a PDF, composed."""
    return unicodedata.normalize("NFC", extract_text(io.BytesIO(pdf)))


def squeezed(text: str) -> str:
    """Text without any white space, so that line breaks on the page do not matter."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def structure(document: pikepdf.Pdf) -> list[tuple[str, pikepdf.Dictionary]]:
    """(type, element) of every structure element, in document order."""
    found: list[tuple[str, pikepdf.Dictionary]] = []

    def walk(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append((str(node.S)[1:], node))
            if "/K" in node:
                walk(node.K)

    walk(document.Root.StructTreeRoot.K)
    return found


def attribute(element: pikepdf.Dictionary, name: str) -> object:
    """An attribute of a structure element (Scope, Headers …), or None."""
    owners = element.get("/A")
    for owner in owners if isinstance(owners, pikepdf.Array) else [owners]:
        if owner is not None and name in owner:
            return owner[name]
    return None


def typst_output(source: str, html: str = "<p>HTML form</p>") -> nbformat.NotebookNode:
    data = {TYPST: source, "text/html": html, "text/plain": "plain form"}
    return new_output("display_data", data=data)


def pack(cells: list[nbformat.NotebookNode], **briefing: object) -> nbformat.NotebookNode:
    """A notebook with a pack's metadata."""
    metadata = {
        "pack": "national",
        "title": "Tình hình thực hiện Nghị quyết số 57-NQ/TW",
        "subtitle": "Báo cáo tổng hợp toàn quốc (số liệu minh họa, không có thật)",
        "period": "2026-06",
        "period_label": "Tháng 6 năm 2026",
        "lang": "vi",
        "issuer": "Tổ công tác theo dõi Nghị quyết 57",
        "data_as_of": "24/6/2026",
        "documents": [
            {
                "number": "329/TB-VPCP",
                "title": "Kết luận phiên họp",
                "issuer": "Văn phòng Chính phủ",
                "issued": "24/6/2026",
            },
            {
                "number": "BC 5/2026",
                "title": "Báo cáo tháng 5 năm 2026",
                "issuer": "Bộ Công an",
                "issued": "5/2026",
            },
            {
                "number": "20-TB/CQTTBCĐ",
                "title": "Thông báo của Cơ quan thường trực Ban Chỉ đạo",
                "issuer": "Cơ quan thường trực",
                "issued": "16/3/2026",
            },
        ],
        "state": {"figures": 312, "contradictions": 17, "rounding": 6, "gaps": 9},
        "date": "2026-06-30",
        "hide_input": True,
    }
    metadata.update(briefing)
    return new_notebook(cells=cells, metadata={"briefing": metadata})


def code(source: str, *outputs: nbformat.NotebookNode) -> nbformat.NotebookNode:
    return new_code_cell(source, outputs=list(outputs))


@lru_cache
def _fonts() -> None:
    from matplotlib import font_manager

    for path in (Path(fontpkg_be_vietnam_pro.ROOT) / "files").glob("*.ttf"):
        font_manager.fontManager.addfont(str(path))


def bar_chart(values: dict[str, float], unit: str) -> str:
    """Horizontal bars, labelled directly, as SVG with its text as text."""
    _fonts()
    matplotlib.use("svg")
    from matplotlib import pyplot

    settings = {
        "svg.fonttype": "none",
        "svg.hashsalt": "test",
        "font.family": ["Be Vietnam Pro"],
        "font.size": 8.5,
    }
    with matplotlib.rc_context(settings):
        figure, axes = pyplot.subplots(figsize=(6.5, 0.32 * len(values) + 0.3), layout="constrained")
        names = list(values)[::-1]
        axes.barh(names, [values[name] for name in names], color="#0b4f6c", height=0.62)
        for place, name in enumerate(names):
            label = f"{values[name]:.1f}".replace(".", ",") + f" {unit}"
            end = (values[name], place)
            axes.annotate(label, end, (3, 0), textcoords="offset points", va="center", weight=600, color="#1b2733")
        axes.set_xlim(0, max(values.values()) * 1.15)
        axes.xaxis.set_visible(False)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
        pyplot.close(figure)
    return buffer.getvalue()


def chart(name: str, title: str, values: dict[str, float], unit: str = "%") -> str:
    alt = f"{title}: " + "; ".join(f"{key} {value}" for key, value in values.items())
    return (
        f"#chart(id: {string(name)}, title: {content(title)}, alt: {string(alt)},"
        " subtitle: [phần trăm dự toán được giao, đến 24/6/2026],"
        " source: [329/TB-VPCP, chú thích 2 (số liệu minh họa)],"
        f" svg: {string(bar_chart(values, unit))}, width: 100%)"
    )


def _number(value: float) -> str:
    return f"{value:,.1f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def _row(name: str, place: int, agency: str) -> str:
    mark = ' #mark("contradiction")' if place % 6 == 2 else ' #mark("rounding")' if place % 7 == 3 else ""
    assigned = f"#fig({string(f'demo.{name}.{place}')})[{_number(1310.7 / (place + 1))}]{mark}"
    last = '#mark("gap")' if place % 5 == 4 else f"{place % 20}/19"
    return f'(kind: "row", cells: ({content(agency)}, [{assigned}], [{_number(place * 11.1)}], [{last}]))'


def datatable(name: str, title: str, count: int, *, groups: bool = False) -> str:
    rows = []
    for place in range(count):
        if groups and place % 9 == 0:
            rows.append(f'(kind: "group", cells: ([Nhóm thứ {place // 9 + 1}],))')
        agency = MINISTRIES[place % len(MINISTRIES)] + (f" {place // len(MINISTRIES) + 1}" if count > 16 else "")
        rows.append(_row(name, place, agency))
    rows.append(f'(kind: "total", cells: ([Tổng cộng], [{_number(4412.5)}], [{_number(1332)}], [—]))')
    return (
        f"#datatable(id: {string(name)}, title: {content(title)}, unit: [tỷ đồng], columns: ("
        "(label: [Cơ quan], align: left, width: 1fr), (label: [Dự toán được giao], align: right),"
        " (label: [Đã giải ngân], align: right), (label: [Tiêu chí], align: right)),"
        f" rows: ({', '.join(rows)},), notes: ([Số liệu minh họa để kiểm thử.],), source: [329/TB-VPCP],"
        ' legend: ([#mark("contradiction") mâu thuẫn], [#mark("rounding") sai khác do làm tròn],'
        ' [#mark("gap") chưa báo cáo]))'
    )


def sources(count: int) -> str:
    rows = [
        f'(id: "demo.money.{place}", figure: {content("Dự toán giao " + MINISTRIES[place % 16])},'
        f" stated: [{place + 1} tỷ đồng], document: [329/TB-VPCP], place: [Phụ lục 1, hàng {place + 1}],"
        " date: [24/6/2026])"
        for place in range(count)
    ]
    return f"#sources-table(({', '.join(rows)},))"


SUMMARY = """#section(id: "summary", label: [Tóm tắt], level: 1)[Giải ngân mới đạt #fig("demo.money.0")[10,5
%] dự toán được giao, khi đã qua 48 % của năm] #prose[Đến ngày 24/6/2026, cả nước đã giải ngân
#fig("demo.money.1")[8,7 nghìn tỷ đồng]#src[329/TB-VPCP, chú thích 2], bằng #fig("demo.money.2")[12,3 %] số
đã phân bổ #mark("contradiction"). Phần chưa phân bổ còn #fig("demo.money.3")[11,75 nghìn tỷ
đồng]#src[329/TB-VPCP, mục I.1]. Với tốc độ hiện nay, cả năm chỉ đạt khoảng 22 % dự toán; để hoàn thành, mỗi
tháng còn lại phải giải ngân gấp tám lần bình quân sáu tháng đầu năm.] #key-figures(( (value: [10,5 %],
label: [Tỷ lệ giải ngân], note: [trên dự toán được giao, đến 24/6/2026], change: [chưa có kỳ trước so sánh
được #mark("break")], marks: mark("contradiction")), (value: [82,75 nghìn tỷ đồng], label: [Dự toán được
giao], note: [năm 2026], change: [], marks: []), (value: [73], label: [Nhiệm vụ quá hạn], note: [tháng 5 năm
2026], change: [giảm 52 so với tháng 3 năm 2026], marks: mark("contradiction")), (value: [124], label: [Sản
phẩm của 29 địa phương], note: [đến 24/6/2026], change: [không so sánh được với 348 sản phẩm toàn quốc
#mark("break")], marks: []), (value: [4/12], label: [Cơ sở dữ liệu đủ 19 tiêu chí], note: [đến 24/6/2026],
change: [tăng 1], marks: []), (value: [580/782], label: [Thủ tục đã cắt giảm], note: [đến 25/4/2026],
change: [], marks: mark("rounding")), )) #notice(kind: "attention")[Hai văn bản nêu số nhiệm vụ quá hạn khác
nhau: 73 và 121 #mark("contradiction").] #section(id: "decisions", label: [Cần quyết định], level: 2)[Ba
việc cần chỉ đạo trong 30 ngày tới] #decision-list(( (body: [Giao Bộ Tài chính phân bổ hết
#fig("demo.money.3")[11,75 nghìn tỷ đồng] còn lại.], lead: [Bộ Tài chính], due: [10/7/2026], source:
[329/TB-VPCP, III.3.(5)]), (body: [Xử lý dứt điểm năm nhiệm vụ quá hạn trên 100 ngày, nêu rõ trách nhiệm
người đứng đầu.], lead: [Bộ Công an], due: [15/7/2026]), [Yêu cầu các bộ chưa báo cáo gửi số liệu tháng 6.],
)) #notice(kind: "gap")[Bốn bộ và bảy địa phương chưa báo cáo; số liệu của các cơ quan này không được tính
là không.]
"""


@lru_cache
def demo_pack(sections: int = 6) -> nbformat.NotebookNode:
    """A pack with every function of the prelude; `sections` sections with a chart and a table each."""
    cells = [new_markdown_cell(""), code("summary()", typst_output(SUMMARY))]
    topics = [
        *("Ngân sách", "Nhiệm vụ quá hạn", "Sản phẩm"),
        *("Cơ sở dữ liệu", "Thủ tục hành chính", "Kỷ luật báo cáo"),
    ]
    for place in range(sections):
        names = MINISTRIES[: 6 + place % 3 * 2]
        values = {name: 90 - 11.3 * ((i * 3 + place) % 8) for i, name in enumerate(names)}
        values = dict(sorted(values.items(), key=lambda item: -item[1]))
        topic = topics[place % len(topics)]
        opening = (
            f'#section(id: "part-{place}", label: {content(topic)}, level: 1)'
            "[Ba cơ quan chiếm hơn một nửa, hai cơ quan chưa có kết quả]\n"
            "#prose[Trong kỳ, các bộ, ngành đã có tiến bộ nhưng chênh lệch giữa các cơ quan còn lớn. "
            'Cơ quan đứng đầu đạt #fig("demo.money.4")[90,0 %], '
            "gấp nhiều lần cơ quan đứng cuối #src[Báo cáo tháng 5]. "
            "Số liệu chỉ để minh họa cho cách trình bày.]"
        )
        size = (6, 16, 40, 10, 12, 24)[place % 6]
        name = "money" if place == 0 else f"table-{place}"
        table = datatable(name, f"{topic}: chi tiết theo cơ quan", size, groups=place % 2 == 1)
        cells.append(code("finding()", typst_output(opening)))
        cells.append(code("chart()", typst_output(chart(f"chart-{place}", f"{topic} theo cơ quan", values))))
        cells.append(code("table()", typst_output(table)))
    annex = (
        '#section(id: "sources", label: [Phụ lục], level: 1)[Nguồn của từng số liệu]\n'
        + sources(90)
        + '\n#source-row(id: "demo.other", figure: [Số liệu khác], stated: [5 tỷ đồng],'
        " document: [329/TB-VPCP], place: [mục 2])"
    )
    cells.append(code("sources()", typst_output(annex)))
    return pack(cells)
