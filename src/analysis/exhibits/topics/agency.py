"""The card of one agency: the period in a sentence, its key figures, then each part; and what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...indicators.agency import AgencyCard
from ...indicators.scorecards import Answered, Reporting
from ..context import Context
from ..display import Exhibit, KeyFigure, KeyFigures, Notice, Prose, Section
from ..markup import Text
from .agency_changes import changes
from .agency_databases import databases, sentence
from .agency_levels import others, procedures, products
from .agency_places import places_chart, places_section, places_table
from .agency_tasks import directives_table, late_table, tasks_section
from .agency_words import applies, kind_words, listed, lower, lowered, origin, place_words
from .summary import change_words

__all__ = [
    "changes",
    "contradictions",
    "databases",
    "directives_table",
    "heading",
    "key_figures",
    "late_table",
    "others",
    "places_chart",
    "places_section",
    "places_table",
    "procedures",
    "products",
    "standing",
    "tasks_section",
    "unknown",
]

_REPORTING = {
    "reporting.reported": ("đã gửi báo cáo", "the report was sent"),
    "reporting.not_reported": ("chưa gửi báo cáo", "the report was not sent"),
}
_ANSWERS = {
    "products.has": ("có sản phẩm", "has products"),
    "products.commercial": ("có sản phẩm đã thương mại", "has products on the market"),
    "products.none": ("chưa có sản phẩm", "has no product yet"),
    "products.no_answer": ("chưa cung cấp thông tin", "gave no information"),
}
_LISTS = {
    "government.pilot_localities": (
        "địa phương thí điểm thể chế, chính sách",
        "pilots institutions and policies",
    ),
}
_MOST_KEYS = 6
_MOST_NOTICES = 3
_TOTAL = "total"  # the rule of totals: with one figure of the agency it is of a total of many agencies


def heading(b: Context, card: AgencyCard) -> Section:
    """The agency's state in one sentence, made of what weighs most."""
    return Section(b, "agency", b.pick("Tóm tắt", "Summary"), _finding(b, card))


def _finding(b: Context, card: AgencyCard) -> Text:
    clauses = list(_clauses(b, card))[:3]
    if not clauses:
        if card.reported or card.directives.rows:
            return (
                b.say(
                    vi="Đến {end}, các văn bản chỉ nêu nhiệm vụ giao chung, chưa có số liệu riêng của {agency}",
                    en="Up to {end} the documents give no figure of this agency itself, only tasks given to its group",
                    end=b.view.period.end,
                    agency=b.agency(card.agency),
                )
                if not card.figures
                else b.say(
                    vi="Đến {end} mới có ít số liệu của {agency}",
                    en="Little is known of this agency up to {end}",
                    end=b.view.period.end,
                    agency=b.agency(card.agency),
                )
            )
        return b.say(
            vi="Các văn bản đã biết đến {end} không nêu số liệu nào của {agency}",
            en="The documents known up to {end} state no figure of this agency",
            end=b.view.period.end,
            agency=b.agency(card.agency),
        )
    text = clauses[0]
    for clause in clauses[1:]:
        text = text + "; " + clause
    return sentence(text)


def _clauses(b: Context, card: AgencyCard) -> Iterator[Text]:
    """What weighs most, first."""
    if card.overdue.reported:
        place = card.place("overdue")
        words = place_words(b, place) if place is not None else Text()
        still = "còn " if card.overdue.amount else ""
        text = b.say(vi=still + "{n} nhiệm vụ quá hạn", en="{n} overdue tasks", n=card.overdue)
        if card.long_overdue.reported:
            text = text + b.say(
                vi=", {n} nhiệm vụ chậm kéo dài", en=", {n} long overdue", n=card.long_overdue
            )
        elif words:
            text = text + " (" + words + ")"
        yield text
    elif card.long_overdue.reported:
        yield b.say(vi="{n} nhiệm vụ chậm, muộn kéo dài", en="{n} long-overdue tasks", n=card.long_overdue)
    if card.money.rate.reported:
        yield b.say(
            vi="giải ngân {rate} dự toán", en="{rate} of the estimate disbursed", rate=card.money.rate
        )
    if card.databases.unconnected_count.reported:
        yield b.say(
            vi="{n} cơ sở dữ liệu chưa kết nối",
            en="{n} databases not connected",
            n=card.databases.unconnected_count,
        )
    if card.products.strategic.reported:
        yield b.say(
            vi="{n} sản phẩm công nghệ chiến lược", en="{n} strategic products", n=card.products.strategic
        )
    elif card.products.answer is Answered.NONE:
        yield b.say(vi="chưa có sản phẩm", en="no product yet")
    elif card.products.answer is Answered.NO_ANSWER:
        yield b.say(vi="chưa cung cấp thông tin về sản phẩm", en="no information on products given")
    if card.reporting is Reporting.NOT_REPORTED:
        yield b.say(vi="chưa gửi báo cáo", en="the report was not sent")
    soon = card.directives.counts["all"]["soon"]
    if soon.amount and (card.figures or card.named):
        yield b.say(
            vi="{n} nhiệm vụ đến hạn trong {window} tới",
            en="{n} tasks due within {window}",
            n=soon,
            window=card.window,
        )


# ---------------------------------------------------------------------- key figures


def key_figures(b: Context, card: AgencyCard) -> KeyFigures | None:
    """Up to six big numbers; None when none is known."""
    items = list(_items(b, card))[:_MOST_KEYS]
    return KeyFigures(b, items) if items else None


def _items(b: Context, card: AgencyCard) -> Iterator[KeyFigure]:
    labels = {
        "overdue": ("Nhiệm vụ quá hạn", "Overdue tasks"),
        "disbursement": ("Giải ngân so với dự toán", "Disbursed of the estimate"),
        "strategic": ("Sản phẩm chiến lược", "Strategic products"),
        "measurable": ("Sản phẩm đăng ký 2026", "Products for 2026"),
        "connection": ("CSDL đã kết nối", "Databases connected"),
        "procedures": ("Thủ tục đã tái cấu trúc", "Procedures restructured"),
        "essential": ("Dịch vụ thiết yếu", "Essential services"),
        "reuse": ("Kết quả dùng lại được", "Results reused"),
    }
    for place in card.known_places:
        if place.question.key in labels:
            yield KeyFigure(
                b.say(vi="{v}", en="{v}", v=place.own),
                b.pick(*labels[place.question.key]),
                origin(b, place.own),
                _movement(b, card, place.question.key),
            )
    if card.databases.unconnected_count.reported:
        count = card.databases.unconnected_count
        yield KeyFigure(
            b.say(vi="{v}", en="{v}", v=count),
            b.pick("CSDL chưa kết nối", "Databases not connected"),
            origin(b, count) or b.view.document(card.databases.unconnected[0].document).number,
        )
    soon, past = card.directives.counts["all"]["soon"], card.directives.counts["all"]["past"]
    if soon.reported:
        yield KeyFigure(
            b.say(vi="{v}", en="{v}", v=soon),
            b.pick("Nhiệm vụ sắp đến hạn", "Tasks due soon"),
            b.say(
                vi="trong {window} từ {end}", en="within {window} of {end}", window=card.window, end=card.end
            ),
        )
        yield KeyFigure(
            b.say(vi="{v}", en="{v}", v=past),
            b.pick("Quá thời hạn nêu", "Past the deadline"),
            b.pick("chưa có thông tin hoàn thành", "completion not known")
            if past.amount
            else b.pick("theo các văn bản đã biết", "by the documents known"),
        )


def _movement(b: Context, card: AgencyCard, key: str) -> Text:
    """How it moved, else its place among its peers."""
    place = card.place(key)
    assert place is not None
    since, stated = place.since, place.own.counterpart
    if stated is not None and b.shown(stated) == b.shown(place.own):
        since = replace(since, current=replace(since.current, counterpart=None))  # the document agrees
    if since.previous is not None:
        return change_words(b, since)
    words = place_words(b, place)
    return words + b.pick(" cơ quan có số liệu", " of those known") if words else Text()


# ---------------------------------------------------------------------- what the lists say of it


def standing(b: Context, card: AgencyCard) -> Prose | None:
    """Whether it reported, what it answers on products, and the lists that name it besides."""
    texts: list[Text] = []
    places: list[tuple[str, str]] = []
    for names, sentence_of in (
        (_REPORTING, "Chế độ báo cáo|Reporting"),
        (_ANSWERS, "Sản phẩm|Products"),
        (_LISTS, "Danh sách khác|Other lists"),
    ):
        said = [(words, card.named[name][0]) for name, words in names.items() if name in card.named]
        if said:
            vi, _, en = sentence_of.partition("|")
            texts.append(b.say(vi=vi + ": {said}", en=en + ": {said}", said=listed(b, [b.pick(*w) for w, _ in said])))
            places += [(n.document, n.locator) for _, n in said]
    if not texts:
        return None
    if card.reporting_as_of is not None:
        texts[0] = b.say(
            vi="Đến {day}, {rest}", en="As of {day}, {rest}", day=card.reporting_as_of, rest=lowered(texts[0])
        )
    text = texts[0]
    for other in texts[1:]:
        text = text + ". " + other
    return Prose(b, [b.say(vi="{text} ({where}).", en="{text} ({where}).", text=text, where=b.cite_places(places))])


# ---------------------------------------------------------------------- contradictions and gaps


def contradictions(b: Context, card: AgencyCard) -> Iterator[Exhibit]:
    """What the checks find wrong in what is said of this very agency, the first few.

    A total of many agencies that does not come out is told in the nation's pack; here its parts bear a mark.
    """
    own = {v.id for v in card.figures}
    told = [
        finding
        for finding in b.findings
        if finding.severity in ("error", "discrepancy")
        and finding.figures
        and own.issuperset(finding.figures)
        and (finding.rule != _TOTAL or len(finding.figures) > 1)
    ]
    for finding in told[:_MOST_NOTICES]:
        yield Notice(b, Text((b.pick(finding.message_vi, finding.message_en),)), "attention")


def unknown(b: Context, card: AgencyCard) -> Iterator[Exhibit]:
    """What is not reported, and what does not apply: neither is zero."""
    lacking = list(_lacking(b, card))
    inapplicable = [lower(p.question.title[b.lang]) for p in card.places if not applies(p.own)]
    if not lacking and not inapplicable:
        return
    yield Section(
        b, "unknown", b.pick("Chưa biết", "Not known"), _unknown_finding(b, card, bool(lacking)), level=2
    )
    if lacking:
        yield Prose(b, lacking, bullets=True)
    if inapplicable:
        yield Notice(
            b,
            b.say(
                vi="Không áp dụng: {what}, vì {agency} trả lời là chưa có sản phẩm.",
                en="Not applicable: {what}, since it answers that it has no product yet.",
                what=listed(b, inapplicable),
                agency=b.agency(card.agency),
            ),
            "info",
        )


def _unknown_finding(b: Context, card: AgencyCard, lacking: bool) -> Text:
    if not lacking:
        return b.say(
            vi="Mọi nội dung đặt ra cho {kind} đều có số liệu",
            en="Every question put to {kind} has a figure",
            kind=kind_words(b, card),
        )
    return b.say(
        vi="Những gì văn bản chưa nêu về {agency} không phải là số 0",
        en="What the documents do not say of this agency is not zero",
        agency=b.agency(card.agency),
    )


def _lacking(b: Context, card: AgencyCard) -> Iterator[Text]:
    if card.unknown_places:
        yield b.say(
            vi="Chưa văn bản nào nêu: {what}.",
            en="No document states: {what}.",
            what=listed(b, [lower(p.question.title[b.lang]) for p in card.unknown_places]),
        )
    if card.reporting is Reporting.NOT_LISTED and card.reporting_known:
        yield b.say(
            vi="Không có tên trong danh sách đã gửi hay chưa gửi báo cáo.",
            en="Named neither among those that reported nor among those that did not.",
        )
    if card.products.answer is Answered.NOT_LISTED and card.body in ("ministry", "province"):
        yield b.say(
            vi="Không có tên trong danh sách trả lời về sản phẩm.",
            en="Named in no list of answers on products.",
        )
    if card.databases.without_criteria:
        lacking = [d for d in card.databases.all if not d.criteria.reported and d.name_vi]
        if lacking:
            yield b.say(
                vi="Chưa nêu số tiêu chí đạt của: {names}.",
                en="Criteria met are not stated for: {names}.",
                names=listed(b, [d.name_vi if b.lang == "vi" else d.name_en or d.name_vi for d in lacking]),
            )
    if card.directives.counts["all"]["past"].amount:
        yield b.say(
            vi="Các văn bản không cho biết nhiệm vụ quá thời hạn nêu đã hoàn thành hay chưa.",
            en="The documents do not say whether the tasks past their deadline are done.",
        )
