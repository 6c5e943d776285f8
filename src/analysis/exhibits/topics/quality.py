"""Data quality as a reader sees it: every finding with its place, and what no document states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...checks.findings import Finding, Severity
from ...indicators.quality import Area, Quality, compute
from ...vocabulary.locators import Locator
from ...vocabulary.values import Value
from ..context import Context
from ..display import Exhibit, Notice, Prose, Section
from ..markup import Text, join
from ..tables import Cell, Column, Row, Table
from .dating import until

_LISTED = (Severity.ERROR, Severity.DISCREPANCY, Severity.ROUNDING, Severity.BREAK)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)+")
_SWAP = str.maketrans(",.", ".,")


def heading(b: Context, data: Quality) -> Section:
    """How often the documents contradict themselves."""
    label = b.pick("Chất lượng dữ liệu", "Data quality")
    return Section(b, "quality", label, _finding(b, data))


def _finding(b: Context, data: Quality) -> Text:
    if not data.contradictions.amount:
        of = "{documents} documents" if data.documents.number != 1 else "the one document"
        return b.say(vi="Không phát hiện mâu thuẫn nào trong {figures} số liệu của {documents} văn bản đã "
                        "biết đến {end}",
                     en=f"No contradiction was found in the {{figures}} figures of {of} known up to {{end}}",
                     figures=data.figures, documents=data.documents, end=b.view.period.end)
    places = "place" if data.contradictions.amount == 1 else "places"
    alone = data.documents.amount == 1
    text = b.say(vi="Văn bản tự mâu thuẫn ở {n} chỗ" if alone else "Các văn bản tự mâu thuẫn ở {n} chỗ",
                 en=("The document contradicts itself in {n} " if alone else
                     "The documents contradict themselves in {n} ") + places, n=data.contradictions)
    rounding, broken = data.by_severity["rounding"], data.by_severity["break"]
    if rounding.amount:
        text = text + b.say(vi="; {n} chỗ lệch do làm tròn", en="; {n} are off by rounding", n=rounding)
    if broken.amount:
        text = text + b.say(vi="; {n} cặp số liệu không so sánh được",
                            en="; {n} pairs of figures are not comparable",
                            n=broken)
    return text


def prose(b: Context, data: Quality) -> Prose:
    """What was checked, how much of it is touched, and where."""
    documents = "documents" if data.documents.number != 1 else "document"
    said = [b.say(
        vi="Đã biết {figures} số liệu từ {documents} văn bản; {rate} thuộc các bảng kê đã được đối chiếu "
           "với văn bản.",
        en=f"{{figures}} figures are known from {{documents}} {documents}; {{rate}} stand in sheets that "
           "were compared with the document.",
        figures=data.figures, documents=data.documents, rate=data.reviewed_rate)]
    if data.touched.amount:
        said.append(b.say(
            vi="Các chỗ mâu thuẫn viện dẫn {touched} số liệu ({rate}), kể cả các số thành phần. Số liệu "
               "được giữ đúng như văn bản nêu; số tính lại đứng bên cạnh, không thay thế.",
            en="The contradictions name {touched} figures ({rate}), parts of sums included. Figures stay as "
               "the documents state them; recomputed ones stand beside them and replace nothing.",
            touched=data.touched, rate=data.touched_rate))
        worst = sorted((a for a in data.areas if a.contradictions.amount),
                       key=lambda a: -a.contradictions.number)
        named = join([b.say(vi="{area} {n}", en="{area} {n}", area=b.label("topic", a.key),
                            n=a.contradictions) for a in worst], b.lang)
        said.append(b.say(vi="Số chỗ mâu thuẫn theo lĩnh vực (một chỗ có thể chạm nhiều lĩnh vực): {named}.",
                          en="Contradictions by area (one can touch several): {named}.", named=named))
    return Prose(b, said)


# ---------------------------------------------------------------------- findings


def findings_table(b: Context, data: Quality) -> Table | None:
    """Every finding but the gaps, discrepancies first: what is stated, what follows, where, and why."""
    rows: list[Row] = []
    for severity in _LISTED:
        group = [f for f in b.findings if f.severity == severity]
        if group:
            rows.append(Row([_group(b, data, severity)], "group"))
            rows += [Row([_place(b, f), _stated(b, f), _expected(b, f), _message(b, f)]) for f in group]
    if not rows:
        return None
    return Table(
        b, "quality-findings", b.pick("Phát hiện khi đối chiếu số liệu", "What the checks found"), [
            Column("place", b.pick("Nơi nêu", "Where"), header=True, width="1.1fr"),
            Column("stated", b.pick("Văn bản nêu", "Stated"), width="0.85fr"),
            Column("expected", b.pick("Suy ra", "Follows"), width="0.7fr"),
            Column("message", b.pick("Giải thích", "Explanation"), width="3fr")], rows,
        source=_documents(b, (f for f in b.findings if f.severity in _LISTED)),
        sheet=b.pick("Phát hiện", "Findings"))


def _group(b: Context, data: Quality, severity: Severity) -> Text:
    label = b.label("severity", severity.value)
    return b.say(vi="{label}: {n}", en="{label}: {n}", label=label[0].upper() + label[1:],
                 n=data.by_severity[severity.value])


def _place(b: Context, finding: Finding) -> str:
    number = b.view.document(finding.document).number
    return f"{number}, {Locator.parse(finding.locator).label(b.lang)}" if finding.locator else number


def _stated(b: Context, finding: Finding) -> Cell:
    """The stated figure itself where it is one, so that it leads to its source; else the finding's words."""
    if finding.stated is None:
        return "–"
    first = finding.figures[0] if finding.figures else None
    if first is not None and first in b.view and b.view.figure(first).token == finding.stated:
        return b.view.figure(first)
    return _written(finding.stated, b.lang)


def _expected(b: Context, finding: Finding) -> Cell:
    """What follows; where the finding sets two stated figures side by side, the other of them."""
    if finding.expected is None:
        return "–"
    if finding.rule == "same":
        for other in finding.figures[1:]:
            if other in b.view and b.view.figure(other).token == finding.expected:
                return b.view.figure(other)
    return _written(finding.expected, b.lang)


def _written(numbers: str, lang: str) -> str:
    """Findings write numbers as the documents do, `12,3%`; English readers expect `12.3%`."""
    return numbers if lang == "vi" else _NUMBER.sub(lambda m: m[0].translate(_SWAP), numbers)


def _message(b: Context, finding: Finding) -> str:
    return finding.message(b.lang)


def _documents(b: Context, findings: Iterable[Finding]) -> str:
    return b.cite_places((f.document, f.locator) for f in findings if f.locator)


# ---------------------------------------------------------------------- documents, gaps, coverage


def documents_table(b: Context, data: Quality) -> Table:
    """Each document: its figures, its contradictions and the figures that they touch; the newest first."""
    rows = []
    for entry in reversed(data.by_document):
        info = b.view.document(entry.document)
        rows.append(Row([info.number, info.title[b.lang], entry.figures, entry.contradictions,
                         entry.touched]))
    if len(rows) > 1:
        totals = [data.figures, data.contradictions, data.touched]
        rows.append(Row([b.pick("Tất cả", "All"), "", *totals], "total"))
    return Table(
        b, "quality-documents", b.pick("Số liệu và mâu thuẫn theo văn bản",
                                       "Figures and contradictions by document"), [
            Column("document", b.pick("Văn bản", "Document"), header=True),
            Column("title", b.pick("Nội dung", "Title"), width="1fr"),
            Column("figures", b.pick("Số liệu", "Figures"), "number"),
            Column("contradictions", b.pick("Mâu thuẫn", "Contradictions"), "number"),
            Column("touched", b.pick("Số liệu liên quan", "Figures touched"), "number")], rows,
        source="; ".join(b.view.document(d.document).number for d in reversed(data.by_document)),
        sheet=b.pick("Theo văn bản", "By document"))


def gaps(b: Context, data: Quality) -> Iterator[Exhibit]:
    """What is missing: areas that no known document covers, then the gaps found in the documents."""
    if data.silent:
        named = join([b.label("topic", a.key) for a in data.silent], b.lang)
        yield Notice(b, b.say(
            vi="Các văn bản đã biết đến {end} không nêu số liệu nào về: {named}.",
            en="The documents known up to {end} state no figure on: {named}.",
            end=b.view.period.end, named=named), "gap")
    missing = [f for f in b.findings if f.severity == Severity.GAP]
    if missing:
        yield Table(
            b, "quality-gaps", b.say(vi="Còn thiếu trong các văn bản: {n} điểm",
                                     en="Missing in the documents: {n} points",
                                     n=data.by_severity["gap"]), [
                Column("place", b.pick("Nơi nêu", "Where"), header=True, width="1fr"),
                Column("message", b.pick("Thiếu gì", "What is missing"), width="3fr")],
            [Row([_place(b, f), _message(b, f)]) for f in missing],
            source=_documents(b, missing), sheet=b.pick("Còn thiếu", "Gaps"))


def coverage_table(b: Context, data: Quality) -> Table:
    """Each area that must be reported: figures known, new, contradictions, and how recent."""
    rows = [Row([_sentence(b.label("topic", a.key)), a.figures, a.new, a.contradictions, _latest(b, a)])
            for a in data.areas]
    return Table(
        b, "quality-coverage", b.pick("Số liệu đã có theo lĩnh vực phải báo cáo",
                                      "Figures by area to be reported"), [
            Column("area", b.pick("Lĩnh vực", "Area"), header=True, width="1fr"),
            Column("figures", b.pick("Đã biết", "Known"), "number"),
            Column("new", b.pick("Mới trong kỳ", "New in the period"), "number"),
            Column("contradictions", b.pick("Mâu thuẫn", "Contradictions"), "number"),
            Column("latest", b.pick("Mới nhất đến", "Latest as of"))], rows,
        notes=[b.pick("0 ở đây nghĩa là chưa văn bản nào nêu số liệu, không phải đại lượng bằng 0.",
                      "0 here means that no document states a figure, not that the quantity is zero.")],
        source="; ".join(b.view.document(d.document).number for d in reversed(data.by_document)),
        sheet=b.pick("Theo lĩnh vực", "By area"))


def _latest(b: Context, area: Area) -> str:
    latest: Value | None = area.latest
    return until(b, latest) if latest is not None else b.pick("chưa báo cáo", "not reported")


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def decision_items(b: Context) -> list[Text]:
    """For the summary: contradictions to be settled, or areas on which nothing is known."""
    data = compute(b.view, b.findings)
    items = []
    if data.contradictions.amount:
        text = b.say(
            vi="Yêu cầu các cơ quan soạn thảo rà soát, thống nhất số liệu ở {n} chỗ mâu thuẫn",
            en="Have the drafting agencies settle " + (
                "the one place that contradicts itself" if data.contradictions.amount == 1 else
                "what is contradictory in {n} places"), n=data.contradictions)
        worst = max(data.areas, key=lambda a: a.contradictions.number)
        if worst.contradictions.amount:
            text = text + b.say(vi="; nhiều nhất là về {area} ({k} chỗ)", en="; most are on {area} ({k})",
                                area=b.label("topic", worst.key), k=worst.contradictions)
        items.append(text + ".")
    if len(data.silent) > len(data.areas) // 2:
        named = join([b.label("topic", a.key) for a in data.silent], b.lang)
        items.append(b.say(vi="Yêu cầu báo cáo số liệu về những lĩnh vực chưa văn bản nào nêu: {named}.",
                           en="Ask for figures on the areas that no document covers yet: {named}.",
                           named=named))
    return items
