"""The annexes that a pack ends with, made from what it shows: sources, method, and what is missing.

Their cost follows what the pack shows. A scorecard has them in their compact form (compact_annexes.py).
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ..exhibits.context import Context
from ..exhibits.display import Exhibit, Section
from ..exhibits.markup import quote, string_literal
from ..exhibits.tables import Column, Row, Table
from ..vocabulary.catalogue import catalogue
from .assembly import values
from .compact_annexes import CompactSources
from .execution import NotebookRun
from .layouts import ANNEXES, Annex, Layout
from .missing_annex import compact_missing, missing

Record = Mapping[str, Any]

MOST_VALUES = 12  # of one indicator; the PDF refers to the table that shows them
# Due dates and days stand in the registers of the pack, each row with its document and place: the PDF does not
# print them again (the page keeps their anchors, the workbook their rows).
_OWN_ROW = ("date", "days")
FEW = 4  # values of one indicator, or inputs of one value, that are still named one by one


def annexes(
    context: Context,
    notebook: Any,
    runs: Sequence[NotebookRun],
    names: Iterable[Annex] = ANNEXES,
    layout: Layout = "report",
) -> list[Exhibit]:
    """The named annexes from the records of the figures that the notebook shows, in the order of ANNEXES."""
    records = values(notebook)
    compact = layout == "scorecard"
    makers: dict[Annex, Callable[[], Iterable[Exhibit]]] = {
        "sources": lambda: _compact_sources(context, records) if compact else _sources(context, records),
        "method": lambda: _method(context, records),
        "missing": lambda: compact_missing(context, runs, records) if compact else missing(context, runs),
    }
    wanted = set(names)
    # On a scorecard what is missing belongs to what it says, and the sources close it.
    order = sorted(ANNEXES, key=lambda name: compact and name == "sources")
    return [exhibit for name in order if name in wanted for exhibit in makers[name]()]


# ---------------------------------------------------------------------- sources


@dataclass(frozen=True, repr=False)
class StatedSources(Exhibit):
    """One row for each stated figure: what it is, the token as stated, document, place, date; anchor
    `src-<id>`.
    """

    records: Sequence[Record]
    kind: ClassVar[str] = "sources"

    def _rows(self) -> list[tuple[str, list[str]]]:
        return [
            (
                r["id"],
                [
                    r["title"],
                    r["token"] or r["shown"],
                    r["document_number"] or "",
                    r["locator_label"] or "",
                    r["as_of_label"] or "",
                ],
            )
            for r in self.records
        ]

    def _heads(self) -> list[str]:
        pick = self.context.pick
        return [
            pick("Số liệu", "Figure"),
            pick("Nguyên văn", "As stated"),
            pick("Văn bản", "Document"),
            pick("Vị trí", "Place"),
            pick("Thời điểm", "Date"),
        ]

    def _caption(self) -> str:
        return self.context.pick("Số liệu nêu trong văn bản", "Figures stated in the documents")

    def html(self) -> str:
        rows = "".join(
            f'<tr id="src-{html.escape(figure)}"><th scope="row">{html.escape(cells[0])}<br>'
            f"<code>{html.escape(figure)}</code></th>"
            + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells[1:])
            + "</tr>"
            for figure, cells in self._rows()
        )
        return _html_table("table-annex-stated", self._caption(), self._heads(), rows)

    def typst(self) -> str:
        rows = []
        for record in self.records:
            if record["measure"] in _OWN_ROW:
                continue
            place = ", ".join(filter(None, (record["document_number"], record["locator_label"])))
            cells = {
                "figure": record["title"],
                "stated": record["token"] or record["shown"],
                "place": place,
                "date": record["as_of_label"] or "",
            }
            parts = ", ".join(f"{key}: [{quote(words)}]" for key, words in cells.items())
            rows.append(f"(id: {string_literal(record['id'])}, {parts})")
        return f"#sources-table(({', '.join(rows)},))\n" if rows else ""

    def plain(self) -> str:
        return "\n".join(" | ".join((id, *cells)) for id, cells in self._rows())

    def data(self) -> dict[str, Any]:
        return {"heads": self._heads(), "rows": [[id, *cells] for id, cells in self._rows()]}


@dataclass(frozen=True, repr=False)
class RecomputedSources(Exhibit):
    """One entry for each indicator: its formula once, then every value, with its anchor `src-<id>`.

    Where an indicator has few values of few inputs, each names the figures it follows from, linked; where there
    are many (one an agency, say), the formula says it for all.
    """

    records: Sequence[Record]
    titles: Mapping[str, str]
    kind: ClassVar[str] = "recomputed"

    def _groups(self) -> list[tuple[str, str, list[Record]]]:
        """Title and formula of each indicator, in the catalogue's order, with its records."""
        found: dict[str, list[Record]] = {}
        for record in self.records:
            found.setdefault(record["indicator"], []).append(record)
        order = {key: place for place, key in enumerate(catalogue())}
        lang = self.context.lang
        groups = []
        for key, records in sorted(found.items(), key=lambda item: order.get(item[0], len(order))):
            title = catalogue()[key].title[lang] if key in catalogue() else records[0]["title"]
            groups.append((title, records[0]["formula"] or "", records))
        return groups

    def _label(self, record: Record, title: str) -> str:
        """What tells the value from others of its indicator: `Bộ Y tế`, `thử nghiệm; Hà Nội`, or nothing."""
        rest = record["title"].removeprefix(title).strip()
        return rest[1:-1] if rest.startswith("(") and rest.endswith(")") else rest

    def _inputs(self, record: Record, siblings: int) -> list[tuple[str, str]]:
        if siblings > FEW or len(record["inputs"]) > FEW:
            return []
        return [(i, self.titles[i]) for i in record["inputs"] if i in self.titles]

    def html(self) -> str:
        pick = self.context.pick
        rows = ""
        for title, formula, records in self._groups():
            entries = "".join(self._html_value(r, title, len(records)) for r in records)
            rows += (
                f'<tr><th scope="row">{html.escape(title)}</th><td>{html.escape(formula)}</td><td>{entries}</td></tr>'
            )
        heads = [
            pick("Chỉ tiêu tính lại", "Recomputed indicator"),
            pick("Công thức", "Formula"),
            pick("Giá trị", "Values"),
        ]
        caption = pick("Số liệu tính lại từ số liệu nêu", "Figures recomputed from stated ones")
        return _html_table("table-annex-recomputed", caption, heads, rows)

    def _html_value(self, record: Record, title: str, siblings: int) -> str:
        label = self._label(record, title)
        links = "; ".join(
            f'<a href="#src-{html.escape(i)}">{html.escape(words)}</a>' for i, words in self._inputs(record, siblings)
        )
        came = f" ({self.context.pick('từ', 'from')} {links})" if links else ""
        return (
            f'<div id="src-{html.escape(record["id"])}">{html.escape(f"{label}: " if label else "")}'
            f"{html.escape(record['shown'])}{came}</div>"
        )

    def typst(self) -> str:
        out = ""
        for title, formula, records in self._groups():
            if len(records) > MOST_VALUES or records[0]["measure"] in _OWN_ROW:
                values = quote(
                    self.context.pick(
                        f"{len(records)} giá trị, xem bảng trong phần tương ứng",
                        f"{len(records)} values: see the table in its section",
                    )
                )
            else:
                values = f" {quote('·')} ".join(self._typst_value(r, title, len(records)) for r in records)
            said = quote(f" = {formula}") if formula else ""
            out += (
                "#block(above: 0.9em, below: 0.9em)[#set text(size: 8.5pt); #set par(leading: 0.5em); "
                f"#strong[{quote(title)}]{said}#linebreak();{values}]\n"
            )
        return out

    def _typst_value(self, record: Record, title: str, siblings: int) -> str:
        label = self._label(record, title)
        # The semicolon between two links is quoted: after a call in Typst it would end the expression.
        links = quote("; ").join(f"#fig({string_literal(i)})[{quote(t)}]" for i, t in self._inputs(record, siblings))
        came = f" ({quote(self.context.pick('từ ', 'from '))}{links})" if links else ""
        anchor = f"#metadata(none)#label({string_literal('src-' + record['id'])})"
        return f"{anchor}{quote(f'{label}: ' if label else '')}{quote(record['shown'])}{came}"

    def plain(self) -> str:
        return "\n".join(
            f"{title} = {formula}: " + "; ".join(f"{r['id']} {r['shown']}" for r in records)
            for title, formula, records in self._groups()
        )

    def data(self) -> dict[str, Any]:
        return {"rows": [[r["id"], r["title"], r["shown"], r["formula"] or ""] for r in self.records]}


def _html_table(id: str, caption: str, heads: Sequence[str], rows: str) -> str:
    """A table of rows that are HTML already."""
    head = "".join(f'<th scope="col" data-type="text">{html.escape(h)}</th>' for h in heads)
    return (
        f'<div class="bf-table-wrap"><table class="bf-table" id="{id}">'
        f"<caption>{html.escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _compact_sources(context: Context, records: Mapping[str, Record]) -> Iterable[Exhibit]:
    if not records:
        return
    yield Section(
        context, "sources", context.pick("Phụ lục", "Annex"), context.say(vi="Nguồn số liệu", en="Sources")
    )
    yield CompactSources(context, records)


def _sources(context: Context, records: Mapping[str, Record]) -> Iterable[Exhibit]:
    if not records:
        return
    stated = [r for r in records.values() if r["kind"] == "stated"]
    recomputed = [r for r in records.values() if r["kind"] != "stated"]
    yield Section(
        context,
        "sources",
        context.pick("Phụ lục: nguồn số liệu", "Annex: sources"),
        context.say(
            vi="Mỗi số liệu đều dẫn về văn bản, vị trí và nguyên văn",
            en="Every figure leads to its document, place and wording",
        ),
    )
    if stated:
        yield StatedSources(context, sorted(stated, key=_place))
    if recomputed:
        yield Section(
            context,
            "recomputed",
            context.pick("Số liệu tính lại", "Recomputed figures"),
            context.say(
                vi="Số liệu tính lại đi kèm công thức và số liệu đầu vào",
                en="Recomputed figures come with their formula and inputs",
            ),
            level=2,
        )
        yield RecomputedSources(
            context, sorted(recomputed, key=lambda r: r["id"]), {id: r["title"] for id, r in records.items()}
        )


def _place(record: Record) -> tuple[str, str, str]:
    return (record["known_from"] or "", record["document"] or "", record["id"])


# ---------------------------------------------------------------------- method


def _method(context: Context, records: Mapping[str, Record]) -> Iterable[Exhibit]:
    shown = {r["indicator"] for r in records.values()}
    entries = [entry for key, entry in catalogue().items() if key in shown]
    if not entries:
        return
    lang, pick = context.lang, context.pick
    yield Section(
        context,
        "method",
        pick("Phụ lục: phương pháp", "Annex: method"),
        context.say(
            vi="Định nghĩa và công thức của mọi chỉ tiêu trong báo cáo",
            en="Definition and formula of every indicator shown",
        ),
    )
    rows = [
        Row(
            (
                entry.title[lang],
                entry.definition[lang],
                entry.formula[lang] if entry.formula else pick("theo văn bản", "as stated"),
            )
        )
        for entry in entries
    ]
    yield Table(
        context,
        id="annex-method",
        title=pick("Các chỉ tiêu", "Indicators"),
        columns=[
            Column("indicator", pick("Chỉ tiêu", "Indicator"), header=True, width="1.2fr"),
            Column("definition", pick("Định nghĩa", "Definition"), width="2fr"),
            Column("formula", pick("Công thức", "Formula"), width="1.4fr"),
        ],
        rows=rows,
        source="",
        sheet=pick("Phương pháp", "Method"),
        notes=[
            pick(
                "Tỷ lệ được tính lại từ số liệu nêu và làm tròn đến một chữ số thập phân (nửa đơn vị làm "
                "tròn lên), hoặc hai chữ số khi văn bản nêu hai chữ số.",
                "Shares are recomputed from stated figures and rounded half up to one decimal, or to two "
                "where the document prints two.",
            ),
            pick(
                "“Chưa báo cáo”, “không áp dụng” và số 0 là ba điều khác nhau.",
                "“Not reported”, “not applicable” and zero are three different things.",
            ),
        ],
    )
