"""The top of the pack: key figures with how each moved, and what needs a decision."""

from __future__ import annotations

from importlib import import_module

from ...indicators.comparison import Comparison
from ...indicators.summary import Headline, Summary
from ...vocabulary.values import Value
from ..context import Context
from ..display import Decisions, KeyFigure, KeyFigures, Section
from ..markup import Text
from ..numbers import day


def heading(b: Context, summary: Summary) -> Section:
    """The period in one sentence, made of its weightiest headlines."""
    label = b.pick("Tóm tắt", "Summary")
    clauses = [clause for headline in summary.headlines if (clause := _clause(b, headline))][:3]
    if not clauses:
        return Section(
            b,
            "summary",
            label,
            b.say(
                vi="Đến {end} mới có ít số liệu; báo cáo này nêu những gì đã biết và những gì còn thiếu",
                en="Little is known up to {end}; this pack says what is known and what is missing",
                end=b.view.period.end,
            ),
        )
    sentence = clauses[0]
    for clause in clauses[1:]:
        sentence = sentence + "; " + clause
    return Section(b, "summary", label, _capital(sentence))


def _capital(text: Text) -> Text:
    first = text.pieces[0]
    if isinstance(first, str) and first:
        return Text((first[0].upper() + first[1:], *text.pieces[1:]))
    return text


def _clause(b: Context, headline: Headline) -> Text | None:
    words = {
        "disbursement": (
            "mới giải ngân {v} dự toán được giao",
            "only {v} of the assigned estimate is disbursed",
        ),
        "key_databases": ("{v} cơ sở dữ liệu trọng yếu đủ tiêu chí", "{v} key databases meet all criteria"),
        "long_overdue": ("còn {v} nhiệm vụ chậm, muộn kéo dài", "{v} tasks are long overdue"),
        "overdue": ("còn {v} nhiệm vụ quá hạn, chậm muộn", "{v} tasks are overdue or behind schedule"),
        "commercial": (
            "{v} sản phẩm công nghệ chiến lược đã thương mại",
            "{v} strategic products are on the market",
        ),
        "products": ("có {v} sản phẩm được báo cáo", "{v} products are reported"),
        "connection": (
            "{v} cơ sở dữ liệu đã kết nối Trung tâm Dữ liệu quốc gia",
            "{v} databases are connected to the National Data Centre",
        ),
        "procedures": ("đã tái cấu trúc {v} thủ tục hành chính", "{v} procedures are restructured"),
        "reporting": ("{v} địa phương đã gửi báo cáo", "{v} localities have reported"),
        "essential_services": (
            "đã triển khai {v} dịch vụ công thiết yếu",
            "{v} essential public services are in operation",
        ),
        "eid_accounts": (
            "{v} tài khoản định danh điện tử đã kích hoạt",
            "{v} electronic identity accounts are active",
        ),
        "share_target": ("mục tiêu chi {v} ngân sách nhà nước", "the target is {v} of the state budget"),
        "digital_exports": (
            "xuất khẩu sản phẩm công nghệ số đạt {v}",
            "digital technology exports reached {v}",
        ),
    }.get(headline.name)
    return b.say(vi=words[0], en=words[1], v=headline.value) if words else None


_LABELS = {
    "disbursement": ("Giải ngân so với dự toán được giao", "Disbursed of the assigned estimate"),
    "key_databases": ("Cơ sở dữ liệu trọng yếu đủ 19 tiêu chí", "Key databases meeting all 19 criteria"),
    "long_overdue": ("Nhiệm vụ chậm, muộn kéo dài", "Long-overdue tasks"),
    "overdue": ("Nhiệm vụ quá hạn, chậm muộn", "Tasks overdue or behind schedule"),
    "commercial": ("Sản phẩm công nghệ chiến lược đã thương mại", "Strategic products on the market"),
    "products": ("Sản phẩm được báo cáo", "Products reported"),
    "connection": (
        "Cơ sở dữ liệu đã kết nối Trung tâm Dữ liệu quốc gia",
        "Databases connected to the National Data Centre",
    ),
    "procedures": ("Thủ tục hành chính đã tái cấu trúc", "Procedures restructured"),
    "reporting": ("Địa phương đã gửi báo cáo", "Localities that reported"),
    "essential_services": ("Dịch vụ công thiết yếu đã triển khai", "Essential public services in operation"),
    "eid_accounts": ("Tài khoản định danh điện tử đã kích hoạt", "Electronic identity accounts active"),
    "share_target": ("Mục tiêu chi trong ngân sách nhà nước", "Target share of the state budget"),
    "digital_exports": ("Xuất khẩu sản phẩm công nghệ số", "Digital technology exports"),
}


def key_figures(b: Context, summary: Summary) -> KeyFigures | None:
    """Four to six big numbers, with date, source and movement."""
    if not summary.headlines:
        return None
    return KeyFigures(b, [_key_figure(b, h) for h in summary.headlines])


def _key_figure(b: Context, headline: Headline) -> KeyFigure:
    value = headline.value
    note = b.say(
        vi="đến {day} · {source}",
        en="as of {day} · {source}",
        day=day(value.as_of, b.lang, value.as_of_precision) if value.as_of else "–",
        source=_short_source(b, value),
    )
    return KeyFigure(
        b.say(vi="{v}", en="{v}", v=value),
        b.pick(*_LABELS[headline.name]),
        note,
        change_words(b, headline.comparison),
    )


def _short_source(b: Context, value: Value) -> str:
    numbers = dict.fromkeys(b.view.document(s.document).number for s in value.sources() if s.document)
    return ", ".join(numbers)


def change_words(b: Context, comparison: Comparison) -> Text:
    """How a value moved since it was last known, or why no movement is given."""
    previous = comparison.previous
    if comparison.current.counterpart is not None:
        return b.say(
            vi="văn bản nêu {stated}",
            en="the document states {stated}",
            stated=comparison.current.counterpart,
        )
    if previous is None:
        return b.say(vi="chưa có số liệu kỳ trước", en="no earlier figure")
    when = day(previous.as_of, b.lang, previous.as_of_precision) if previous.as_of else ""
    if not comparison.comparable:
        return b.say(
            vi="không so sánh được với {previous} ({when}): cách thống kê khác nhau",
            en="not comparable with {previous} ({when}): counted differently",
            previous=previous,
            when=when,
        )
    assert comparison.change is not None and comparison.change.amount is not None
    if comparison.change.amount == 0:
        return b.say(vi="không đổi so với {when}", en="unchanged since {when}", when=when)
    up = comparison.change.amount > 0
    return b.say(
        vi=f"{'tăng' if up else 'giảm'} từ {{previous}} ({{when}})",
        en=f"{'up' if up else 'down'} from {{previous}} ({{when}})",
        previous=previous,
        when=when,
    )


# Topics that can name something to decide, in order of weight.
_DECIDING = ("budget", "overdue", "directives", "databases", "procedures", "products", "quality")


def decisions(b: Context) -> Decisions | None:
    """What needs a decision: each topic's own items, in order of weight."""
    items: list[Text] = []
    for name in _DECIDING:
        module = import_module(f"{__package__}.{name}")
        if hasattr(module, "decision_items"):
            items += module.decision_items(b)
    return Decisions(b, b.pick("Cần quyết định, chỉ đạo", "Needs a decision"), items) if items else None
