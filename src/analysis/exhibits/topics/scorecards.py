"""What is known of each locality, in one compact table, and what each of them owes."""

from __future__ import annotations

from collections.abc import Callable

from ...indicators.products import ANSWERS
from ...indicators.scorecards import CLASSES, YEARS, Reporting, Scorecard, Scorecards
from ...vocabulary.values import Value
from ..context import Context
from ..display import Prose, Section
from ..markup import Text
from ..numbers import day
from ..tables import Cell, Column, Row, Table
from .dating import dated
from .labels import capital, letters

_REPORTING = {
    Reporting.REPORTED: ("đã gửi", "sent"),
    Reporting.NOT_REPORTED: ("chưa gửi", "not sent"),
    Reporting.NOT_LISTED: ("không nêu", "not named"),
}


_CLASSES = {
    "done": ("Nhóm đã hoàn thành", "Group: done"),
    "trial": ("Nhóm đang thử nghiệm", "Group: on trial"),
    "research": ("Nhóm mới nghiên cứu", "Group: in research"),
    "unsuitable": ("Nhóm không còn phù hợp", "Group: no longer suitable"),
}


def heading(b: Context, scorecards: Scorecards) -> Section | None:
    """How many localities have products, and that nobody says which of them meet the duty."""
    has = scorecards.by_answer["has"]
    if not has.reported:
        return None
    if any(c.six_clears.reported for c in scorecards.localities):
        finding = b.say(vi="{has} địa phương có sản phẩm", en="{has} localities have products", has=has)
    else:
        finding = b.say(
            vi="{has} địa phương có sản phẩm; chưa văn bản nào nêu địa phương nào bảo đảm “6 rõ”",
            en="{has} localities have products; no document says whose products meet the six “clears”",
            has=has,
        )
    return Section(b, "scorecards", b.pick("Từng địa phương", "Each locality"), finding, level=2)


def duty_prose(b: Context, scorecards: Scorecards) -> Prose | None:
    """What each locality must have in 2026 and each year from 2027."""
    this_year, later = scorecards.required["2026"], scorecards.required["2027"]
    if not this_year.reported:
        return None
    texts = [
        b.say(
            vi="Mỗi địa phương phải có {now} sản phẩm đo được bằng giá trị trong năm 2026 và {later} sản "
            "phẩm mỗi năm từ năm 2027.",
            en="Each locality must have {now} product whose value can be measured in 2026, and {later} "
            "products a year from 2027.",
            now=this_year,
            later=later,
        )
    ]
    if scorecards.clears_required.reported:
        texts[0] = texts[0] + b.say(
            vi=" Mỗi sản phẩm phải bảo đảm {clears} rõ: đầu mối chịu trách nhiệm, doanh nghiệp, địa chỉ ứng "
            "dụng, nguồn lực, thời hạn và chỉ tiêu đóng góp.",
            en=" Each product must be clear in {clears} things: owner, enterprise, place of use, resources, "
            "deadline and contribution.",
            clears=scorecards.clears_required,
        )
    return Prose(b, texts)


def localities_table(b: Context, scorecards: Scorecards) -> Table | None:
    """The 34 localities grouped by answer; a column that nobody has reported is named in a note instead."""
    if not scorecards.by_answer["has"].reported:
        return None
    cards = sorted(scorecards.localities, key=lambda c: letters(b.agency(c.agency)))
    products = b.pick("sản phẩm", "products")
    numbers: list[tuple[str, str, str, Callable[[Scorecard], Value]]] = [
        ("strategic", b.pick("Sản phẩm chiến lược", "Strategic products"), "", lambda c: c.strategic),
        ("commercial", b.pick("Đã thương mại", "On the market"), "", lambda c: c.commercial),
        *(
            (f"registered_{y}", b.pick(f"Đăng ký năm {y}", f"Registered for {y}"), products, _registered(y))
            for y in YEARS
        ),
        *((f"classified_{c}", b.pick(*_CLASSES[c]), products, _classified(c)) for c in CLASSES),
        ("six_clears", b.pick("6 rõ", "Six clears"), b.pick("điều", "of six"), lambda c: c.six_clears),
    ]
    shown = [n for n in numbers if any(n[3](c).reported for c in cards)]
    unknown = [n[1] for n in numbers if n not in shown]
    wide = len(shown) > 5  # then every column shares the page, or the first would be left none of it
    rows: list[Row] = []
    for answer in (*ANSWERS, "not_listed"):
        members = [c for c in cards if c.answer.value == answer]
        if members:
            rows.append(Row([_group(b, scorecards, answer)], "group"))
        rows += [
            Row([b.agency(c.agency), _reporting(b, c), *(take(c) for _, _, _, take in shown)])
            for c in members
        ]
    as_of = next((c.reporting_as_of for c in cards if c.reporting_as_of), None)
    notes: list[Text | str] = [
        b.pick(
            "“Chưa báo cáo”: không văn bản nào nêu số; “không áp dụng”: địa phương trả lời chưa có sản phẩm.",
            "“Not reported”: no document states a number; “not applicable”: the locality answers that it has "
            "no product.",
        )
    ]
    if unknown:
        notes.append(
            b.pick("Chưa văn bản nào nêu cho từng địa phương: ", "Not reported for any locality: ")
            + "; ".join(unknown)
            + "."
        )
    return Table(
        b,
        "products-localities",
        b.say(
            vi="Từng địa phương: báo cáo và sản phẩm, {dated}",
            en="Each locality: report and products, {dated}",
            dated=dated(b, *scorecards.by_answer.values()),
        ),
        [
            Column("locality", b.pick("Địa phương", "Locality"), header=True, width="1.4fr" if wide else "1fr"),
            Column("report", _until(b, as_of), width="1.4fr" if wide else "auto"),
            *(Column(key, label, "number", unit, width="1fr" if wide else "auto") for key, label, unit, _ in shown),
        ],
        rows,
        notes=notes,
        sheet=b.pick("Từng địa phương", "Localities"),
    )


def contradictory_prose(b: Context, scorecards: Scorecards) -> Prose | None:
    """Localities said not to have reported that are listed with products all the same."""
    number = scorecards.unreported_with_products
    if not number.reported or not number.amount:
        return None
    return Prose(
        b,
        [
            b.say(
                vi="{n} địa phương được nêu là chưa gửi báo cáo nhưng lại có trong danh sách có sản phẩm.",
                en="{n} localities are said not to have reported, yet are listed with products.",
                n=number,
            )
        ],
    )


def _registered(year: str) -> Callable[[Scorecard], Value]:
    return lambda card: card.registered[year]


def _classified(name: str) -> Callable[[Scorecard], Value]:
    return lambda card: card.classified[name]


def _until(b: Context, as_of: object) -> str:
    label = b.pick("Báo cáo", "Report")
    return f"{label} ({b.pick('đến', 'as of')} {day(as_of, b.lang)})" if as_of else label  # type: ignore[arg-type]


def _group(b: Context, scorecards: Scorecards, answer: str) -> Text | str:
    if answer == "not_listed":
        return b.pick("Không có tên trong danh sách nào", "Named in no list")
    return b.say(
        vi=f"{capital(b.label('answer', answer))}: {{n}} địa phương",
        en=f"{capital(b.label('answer', answer))}: {{n}} localities",
        n=scorecards.by_answer[answer],
    )


def _reporting(b: Context, card: Scorecard) -> Cell:
    return b.pick(*_REPORTING[card.reporting])
