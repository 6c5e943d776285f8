"""Money as a reader sees it: heading, sentences, the chain chart and the tables."""

from __future__ import annotations

from collections.abc import Iterator

from ...indicators.budget import Budget, compute
from ...vocabulary.values import Value
from ..chart import Chart
from ..charts import chain
from ..context import Context
from ..display import Exhibit, Notice, Prose, Section
from ..markup import Text
from ..tables import Column, Row, Table
from .findings import finding_notices


def heading(b: Context, money: Budget) -> Section:
    """The section's finding: how much was disbursed, against how much of the year has gone."""
    label = b.pick("Kinh phí", "Money")
    if not money.rate_of_assigned.reported:
        return Section(b, "budget", label, _nothing(b))
    return Section(
        b,
        "budget",
        label,
        b.say(
            vi="Giải ngân mới đạt {rate} dự toán được giao, khi đã qua {gone} của năm",
            en="Only {rate} of the assigned estimate has been disbursed, with {gone} of the year gone",
            rate=money.rate_of_assigned,
            gone=money.pace.year_gone,
        ),
    )


def _nothing(b: Context) -> Text:
    return b.say(
        vi="Chưa có số liệu phân bổ, giải ngân trong các văn bản đã biết đến {end}",
        en="No figures on allocation and disbursement are known up to {end}",
        end=b.view.period.end,
    )


def gaps(b: Context, money: Budget) -> Iterator[Exhibit]:
    """What the known documents do not say."""
    if not money.reported:
        yield Notice(
            b,
            b.say(
                vi="Các văn bản đã biết đến {end} không nêu số kinh phí được phê duyệt, giao, phân bổ hoặc giải ngân; "
                "vì vậy không tính được tỷ lệ nào.",
                en="The documents known up to {end} state no approved, assigned, allocated or disbursed amount, "
                "so no rate can be computed.",
                end=b.view.period.end,
            ),
            "gap",
        )
    if money.share_target.reported:
        yield Prose(
            b,
            [
                b.say(
                    vi="Mục tiêu chi cho khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số là {target} tổng chi "
                    "ngân sách nhà nước hằng năm.",
                    en="The target is to spend {target} of the yearly state budget on science, technology, innovation "
                    "and digital transformation.",
                    target=money.share_target,
                )
            ],
        )


def chart(b: Context, money: Budget) -> Chart | None:
    """Approved → assigned → allocated → disbursed, and the pace."""
    if not money.reported:
        return None
    rates = (money.assignment_rate, money.allocation_rate, money.rate_of_allocated)
    names = [
        b.pick("Quốc hội phê duyệt", "Approved"),
        b.pick("Đã giao dự toán", "Assigned"),
        b.pick("Đã phân bổ", "Allocated"),
        b.pick("Đã giải ngân", "Disbursed"),
    ]
    links = [
        chain.Link(
            name,
            value.number if value.reported else None,
            b.shown(value),
            b.shown(rate) if rate is not None and rate.reported else "",
            attention=value is money.disbursed,
        )
        for name, value, rate in zip(names, money.chain, (*rates, None), strict=True)
    ]
    pace = money.pace
    gauges = [
        chain.Gauge(name, value.number, b.shown(value), attention=warn)
        for name, value, warn in (
            (b.pick("Phần năm đã qua", "Year gone"), pace.year_gone, False),
            (b.pick("Đã giải ngân", "Disbursed"), money.rate_of_assigned, True),
            (b.pick("Cả năm, nếu giữ tốc độ này", "Year-end at this pace"), pace.projection_rate, True),
        )
        if value.reported
    ]
    title = b.say(
        vi="Từ {approved} được phê duyệt, mới giải ngân {disbursed}",
        en="Of {approved} approved, {disbursed} has been disbursed",
        approved=money.approved,
        disbursed=money.disbursed,
    )
    alt = b.say(
        vi="Biểu đồ thanh: Quốc hội phê duyệt {approved}, đã giao {assigned} ({r1}), đã phân bổ {allocated} ({r2}), "
        "đã giải ngân {disbursed} ({r3} số đã phân bổ). Đã qua {gone} của năm; giải ngân {rate} dự toán được giao; "
        "giữ tốc độ này thì cả năm đạt {projected}.",
        en="Bar chart: approved {approved}, assigned {assigned} ({r1}), allocated {allocated} ({r2}), disbursed "
        "{disbursed} ({r3} of the allocated amount). {gone} of the year has gone; {rate} of the assigned estimate "
        "is disbursed; at this pace the year would end at {projected}.",
        approved=money.approved,
        assigned=money.assigned,
        allocated=money.allocated,
        disbursed=money.disbursed,
        r1=money.assignment_rate,
        r2=money.allocation_rate,
        r3=money.rate_of_allocated,
        gone=pace.year_gone,
        rate=money.rate_of_assigned,
        projected=pace.projection_rate,
    )
    return Chart(
        b,
        "budget-chain",
        title,
        b.say(
            vi="Ngân sách năm {year}, số liệu đến {day}; giữa hai thanh là tỷ lệ so với thanh trên",
            en="{year} budget, as of {day}; between bars, the rate on the bar above",
            year=str(b.view.period.year if not money.disbursed.as_of else money.disbursed.as_of.year),
            day=money.disbursed.as_of or b.view.period.end,
        ),
        lambda size: chain.draw(
            size,
            links,
            gauges,
            b.pick("Tiến độ so với dự toán được giao", "Pace against the assigned estimate"),
        ),
        alt,
        chain_table(b, money),
    )


def chain_table(b: Context, money: Budget) -> Table:
    """The amounts, their split and their remainders."""
    unit = b.pick("nghìn tỷ đồng", "VND trillion")

    def row(vi: str, en: str, value: Value, rate: Value | None = None) -> Row:
        return Row([b.pick(vi, en), value, rate])

    rows = [
        row("Quốc hội phê duyệt", "Approved by the National Assembly", money.approved),
        row("– ngân sách trung ương", "– central budget", money.approved_central),
        row("– ngân sách địa phương", "– local budgets", money.approved_local),
        row("Dự toán đã giao", "Assigned estimate", money.assigned, money.assignment_rate),
        row("Đã phân bổ", "Allocated", money.allocated, money.allocation_rate),
        row("Đã giải ngân", "Disbursed", money.disbursed, money.rate_of_allocated),
        row("Chưa giao dự toán", "Not yet assigned", money.unassigned),
        row("Chưa phân bổ", "Not yet allocated", money.unallocated),
        row("Chưa giải ngân (so với dự toán)", "Not yet disbursed (of the estimate)", money.undisbursed),
    ]
    return Table(
        b,
        "budget-chain",
        b.pick("Chuỗi kinh phí và phần còn lại", "The budget chain and its remainders"),
        [
            Column("item", b.pick("Khoản", "Item"), header=True, width="1fr"),
            Column("amount", b.pick("Số tiền", "Amount"), "number", unit),
            Column("rate", b.pick("So với bước trước", "Of the step before"), "percent", "%"),
        ],
        rows,
        sheet=b.pick("Kinh phí", "Money"),
    )


def rates_table(b: Context, money: Budget) -> Table | None:
    """Rates recomputed, with what the document states beside them."""
    if not money.reported:
        return None
    rows = [
        Row([b.pick(vi, en), value, value.counterpart])
        for vi, en, value in (
            ("Giải ngân so với số đã phân bổ", "Disbursed of the allocated amount", money.rate_of_allocated),
            (
                "Giải ngân so với dự toán được giao",
                "Disbursed of the assigned estimate",
                money.rate_of_assigned,
            ),
        )
    ]
    return Table(
        b,
        "budget-rates",
        b.pick("Tỷ lệ tính lại và tỷ lệ nêu trong văn bản", "Rates recomputed and as stated"),
        [
            Column("rate", b.pick("Tỷ lệ", "Rate"), header=True, width="1fr"),
            Column("recomputed", b.pick("Tính lại", "Recomputed"), "percent", "%"),
            Column("stated", b.pick("Văn bản nêu", "Stated"), "percent", "%"),
        ],
        rows,
        sheet=b.pick("Tỷ lệ giải ngân", "Disbursement rates"),
    )


def pace_prose(b: Context, money: Budget) -> Prose | None:
    """What it would take to finish the year."""
    pace = money.pace
    if not pace.monthly_needed.reported:
        return None
    return Prose(
        b,
        [
            b.say(
                vi="Từ đầu năm, mỗi tháng giải ngân bình quân {so_far}. Để hết dự toán được giao vào ngày 31/12, "
                "mỗi tháng còn lại phải giải ngân {needed}, gấp {factor} mức đã đạt. Giữ tốc độ hiện nay, "
                "cả năm chỉ giải ngân {projection}, bằng {rate} dự toán (ngoại suy tuyến tính, không phải dự báo).",
                en="Disbursement has averaged {so_far} a month. To finish the assigned estimate by 31 December, each "
                "remaining month needs {needed}, {factor} the pace so far. At the present pace the year would end at "
                "{projection}, {rate} of the estimate (a straight line, not a forecast).",
                so_far=pace.monthly_pace,
                needed=pace.monthly_needed,
                factor=pace.pace_factor,
                projection=pace.projection,
                rate=pace.projection_rate,
            ),
            b.say(
                vi="Còn {unallocated} đã giao nhưng chưa phân bổ chi tiết và {unassigned} đã phê duyệt "
                "nhưng chưa giao dự toán.",
                en="{unallocated} is assigned but not allocated in detail, and {unassigned} is approved but "
                "not assigned.",
                unallocated=money.unallocated,
                unassigned=money.unassigned,
            ),
        ],
    )


def contradictions(b: Context, money: Budget) -> Iterator[Exhibit]:
    """What the documents' own arithmetic gets wrong, beside the figures it touches."""
    shown = [
        v.id
        for rate in (money.rate_of_allocated, money.rate_of_assigned)
        for v in (rate, rate.counterpart)
        if v
    ]
    yield from finding_notices(b, shown)


def decision_items(b: Context) -> list[Text]:
    """Money that is not yet allocated, and what the pace asks for."""
    money = compute(b.view)
    items = []
    if money.unallocated.reported:
        items.append(
            b.say(
                vi="Phân bổ chi tiết {unallocated} đã giao nhưng chưa phân bổ; đẩy giải ngân từ {pace} lên {needed} "
                "mỗi tháng nếu muốn hết dự toán trong năm.",
                en="Allocate the {unallocated} that is assigned but not allocated; raise disbursement from {pace} to "
                "{needed} a month if the estimate is to be spent this year.",
                unallocated=money.unallocated,
                pace=money.pace.monthly_pace,
                needed=money.pace.monthly_needed,
            )
        )
    return items
