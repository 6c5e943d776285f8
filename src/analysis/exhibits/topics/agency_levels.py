"""The products, duties, procedures, money and other figures of one agency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...indicators.agency import AgencyCard
from ...indicators.procedures import Ministry
from ...indicators.scorecards import CLASSES, YEARS, Answered
from ...vocabulary.catalogue import catalogue
from ...vocabulary.values import Value
from ..context import Context
from ..display import Exhibit, Section
from ..markup import Text
from ..numbers import day
from ..tables import Column, Row, Table
from .agency_halves import Halves
from .labels import capital
from .levels import levels_table

_SHORT = {"products.count": ("Sản phẩm", "Products")}  # where the catalogue's title has too many words
_SNAPSHOTS = {
    "report_body": ("Phần chính của báo cáo", "The report's body"),
    "note_13": ("Chú thích 13 của báo cáo", "Note 13 of the report"),
}


# ---------------------------------------------------------------------- products and duties


def products(b: Context, card: AgencyCard) -> Iterator[Exhibit]:
    """What it answers on products, how many it has at each stage, and what it owes."""
    own = card.products
    groups = [
        (label, levels)
        for label, levels in (
            (b.pick("Sản phẩm", "Products"), _known(_counts(b, card))),
            (b.pick("Nghĩa vụ của địa phương", "The locality's duties"), _known(_duties(b, card))),
        )
        if levels
    ]
    ranked = {p.own.id for p in card.places}
    if all(level[1].id in ranked for _, levels in groups for level in levels):
        return  # the comparison with its peers has said it
    yield Section(b, "products", b.pick("Sản phẩm", "Products"), _products_finding(b, card), level=2)
    notes = []
    if card.body == "province" and own.required["2026"].reported:
        notes.append(
            b.say(
                vi="Mỗi địa phương phải có {now} sản phẩm đo được bằng giá trị trong năm 2026 và {later} "
                "sản phẩm mỗi năm từ năm 2027.",
                en="Each locality must have {now} product whose value can be measured in 2026, and {later} a year from "
                "2027.",
                now=own.required["2026"],
                later=own.required["2027"],
            )
        )
    table = (
        levels_table(
            b,
            "agency-products",
            b.pick("Sản phẩm và nghĩa vụ", "Products and duties"),
            groups,
            sheet=b.pick("Sản phẩm", "Products"),
            notes=notes,
        )
        if groups
        else None
    )
    if table is not None:
        yield Halves.of(table)


def _counts(b: Context, card: AgencyCard) -> list[tuple[str, Value]]:
    own = card.products
    named = [
        (b.pick("Tất cả sản phẩm", "All products"), own.count),
        (b.pick("Sản phẩm công nghệ chiến lược", "Strategic products"), own.strategic),
    ]
    named += [
        (b.pick("– trong đó: ", "– of them ") + b.label("stage", stage), value)
        for stage, value in own.stages.items()
    ]
    return [*named, (b.pick("Sản phẩm khác", "Other products"), own.other)]


def _duties(b: Context, card: AgencyCard) -> list[tuple[str, Value]]:
    own = card.products
    named = [
        (
            b.pick(f"Sản phẩm đo được giá trị đăng ký năm {y}", f"Measurable products registered for {y}"),
            own.registered[y],
        )
        for y in YEARS
    ]
    named.append((b.pick("Yêu cầu “6 rõ” đã bảo đảm", "“Clears” met, of six"), own.six_clears))
    return [
        *named,
        *((b.pick("Nhóm ", "Group: ") + b.label("class", name), own.classified[name]) for name in CLASSES),
    ]


def _known(levels: Sequence[tuple[str, Value]]) -> list[tuple[str, Value]]:
    return [level for level in levels if level[1].reported]


def _products_finding(b: Context, card: AgencyCard) -> Text:
    own = card.products
    text = Text()
    if own.strategic.reported:
        text = b.say(vi="Có {n} sản phẩm công nghệ chiến lược", en="{n} strategic products", n=own.strategic)
        if own.stages["commercial"].reported:
            text = text + b.say(
                vi=", trong đó {n} đã thương mại",
                en=", of them {n} on the market",
                n=own.stages["commercial"],
            )
    elif own.count.reported:
        text = b.say(vi="Có {n} sản phẩm", en="{n} products", n=own.count)
    elif own.stages["commercial"].reported:
        text = b.say(
            vi="Có {n} sản phẩm công nghệ chiến lược đã thương mại",
            en="{n} strategic products on the market",
            n=own.stages["commercial"],
        )
    elif own.answer is Answered.HAS:
        text = b.say(
            vi="Được nêu là có sản phẩm; chưa có số lượng",
            en="Named as having products; how many is not known",
        )
    elif own.answer is Answered.NONE:
        text = b.say(vi="Trả lời là chưa có sản phẩm", en="Answers that it has no product yet")
    elif own.answer is Answered.NO_ANSWER:
        text = b.say(vi="Chưa cung cấp thông tin về sản phẩm", en="Has given no information on products")
    met = own.met("2026")
    if met is not None:
        duty = b.say(
            vi=("đã bảo đảm" if met else "chưa bảo đảm") + " số sản phẩm tối thiểu của năm 2026",
            en=("meets" if met else "does not meet") + " the least number for 2026",
        )
        text = text + "; " + duty if text else _capital(duty)
    return text or b.say(
        vi="Số liệu về sản phẩm theo các văn bản đã biết", en="Products, as the known documents state them"
    )


def _capital(text: Text) -> Text:
    first = text.pieces[0]
    return Text((capital(first), *text.pieces[1:])) if isinstance(first, str) else text


# ---------------------------------------------------------------------- procedures


def procedures(b: Context, card: AgencyCard) -> Iterator[Exhibit]:
    """Done and to do in each passage; where two passages disagree they stand side by side."""
    rates = {m.rate.amount for m in card.procedures.values()}
    if not rates or (rates == {100} and card.place("procedures") in card.known_places):
        return  # the comparison with its peers has said it
    yield Section(
        b,
        "procedures",
        b.pick("Thủ tục hành chính", "Administrative procedures"),
        _procedures_finding(b, card),
        level=2,
    )
    rows = [
        Row(
            [
                b.pick(*_SNAPSHOTS[series]) if series in _SNAPSHOTS else b.pick("Văn bản", "The document"),
                m.done,
                m.to_do,
                m.rate,
                _as_of(b, m),
            ]
        )
        for series, m in card.procedures.items()
    ]
    yield Table(
        b,
        "agency-procedures",
        b.pick("Tái cấu trúc quy trình thủ tục hành chính trên dữ liệu", "Procedures restructured on data"),
        [
            Column("passage", b.pick("Nơi nêu", "Stated in"), header=True, width="1.4fr"),
            Column("done", b.pick("Đã xong", "Done"), "number"),
            Column("to_do", b.pick("Còn lại", "To do"), "number"),
            Column("rate", b.pick("Tỷ lệ", "Rate"), "percent", "%"),
            Column("as_of", b.pick("Thời điểm", "As of")),
        ],
        rows,
        source=_procedure_source(b, card),
        sheet=b.pick("Thủ tục hành chính", "Procedures"),
    )


def _as_of(b: Context, ministry: Ministry) -> str:
    known = ministry.done if ministry.done.as_of else ministry.to_do
    return (
        day(known.as_of, b.lang, known.as_of_precision)
        if known.as_of
        else b.pick("không nêu số", "no number given")
    )


def _procedure_source(b: Context, card: AgencyCard) -> str:
    places = [
        (v.document, v.locator)
        for m in card.procedures.values()
        for part in (m.done, m.to_do)
        for v in part.sources()
        if v.document and v.locator
    ]
    places += [
        (n.document, n.locator)
        for name, of in card.named.items()
        if name.startswith("procedures.complete")
        for n in of
    ]
    return b.cite_places(places)


def _procedures_finding(b: Context, card: AgencyCard) -> Text:
    states = list(card.procedures.values())
    rates = {m.rate.amount for m in states if m.rate.reported}
    first = states[0]
    if len(rates) > 1:
        return b.say(
            vi="Hai chỗ trong văn bản nêu khác nhau: {a} và {b} thủ tục đã tái cấu trúc",
            en="Two passages disagree: {a} and {b} of the procedures are restructured",
            a=first.rate,
            b=next(m.rate for m in states if m.rate.amount != first.rate.amount),
        )
    if first.rate.amount == 100:
        return b.say(
            vi="Đã tái cấu trúc {rate} thủ tục hành chính phải làm",
            en="{rate} of its procedures are restructured",
            rate=first.rate,
        )
    return b.say(
        vi="Đã tái cấu trúc {rate} thủ tục hành chính, còn {n}",
        en="{rate} of its procedures are restructured, {n} left",
        rate=first.rate,
        n=first.to_do,
    )


# ---------------------------------------------------------------------- money and the rest


def others(b: Context, card: AgencyCard) -> Iterator[Exhibit]:
    """Money and every other figure stated of the agency, each with its unit and date."""
    money = card.money
    amounts: list[tuple[str, Value]] = [
        (catalogue()[v.indicator].title[b.lang], v)
        for v in (money.assigned, money.allocated, money.disbursed, money.left, money.rate)
    ]
    topics: dict[str, list[tuple[str, Value]]] = {"budget": _known(amounts)}
    for value in card.others:
        topics.setdefault(catalogue()[value.indicator].topic, []).append((_title(b, value), value))
    groups = [(capital(b.label("topic", topic)), levels) for topic, levels in topics.items()]
    table = levels_table(
        b,
        "agency-others",
        b.pick("Số liệu khác của cơ quan", "Other figures of the agency"),
        [(label, levels) for label, levels in groups if levels],
        sheet=b.pick("Số liệu khác", "Other figures"),
    )
    if table is None:
        return
    yield Section(b, "others", b.pick("Số liệu khác", "Other figures"), _others_finding(b, card), level=2)
    yield Halves.of(table)


def _others_finding(b: Context, card: AgencyCard) -> Text:
    money = card.money
    if money.rate.reported:
        return b.say(
            vi="Đã giải ngân {disbursed}, bằng {rate} dự toán được giao",
            en="{disbursed} disbursed, {rate} of the assigned estimate",
            disbursed=money.disbursed,
            rate=money.rate,
        )
    if money.assigned.reported:
        return b.say(vi="Được giao dự toán {n}", en="An estimate of {n} is assigned", n=money.assigned)
    first = card.others[0]
    return b.say(vi="{title}: {v}", en="{title}: {v}", title=_title(b, first), v=first)


def _title(b: Context, value: Value) -> str:
    """The indicator's title with the dimensions, without the agency, whose card this is."""
    title = b.pick(*_SHORT.get(value.indicator, ("", ""))) or catalogue()[value.indicator].title[b.lang]
    extra = [b.label(k, v) for k, v in value.dimensions.items()]
    return f"{title} ({'; '.join(extra)})" if extra else title
