"""How products are funded: two bars of 100 %, and the table behind them."""

from __future__ import annotations

from ...indicators.products import FUNDINGS, GROUPS, Products
from ..chart import Chart
from ..charts import stacked
from ..context import Context
from ..markup import Text
from ..tables import Column, Row, Table
from .dating import dated
from .labels import amount, capital
from .wording import enumeration


def funding_chart(b: Context, products: Products) -> Chart | None:
    """How strategic and other products are funded, as two bars of 100 %."""
    if not all(c.count.reported for g in GROUPS for c in products.funding[g].values()):
        return None
    parts = [stacked.PartKey(b.label("funding", f), missing=f == "not_stated") for f in FUNDINGS]
    bars = []
    for group in GROUPS:
        segments = [
            stacked.Segment(
                n, c.share.number, f"{amount(b, c.count)} ({b.shown(c.share)})", amount(b, c.count)
            )
            for n, c in enumerate(products.funding[group][f] for f in FUNDINGS)
        ]
        whole = products.groups[group].count
        bars.append(
            stacked.Bar(
                b.pick(
                    f"{amount(b, whole)} sản phẩm {b.label('group', group)}",
                    f"{amount(b, whole)} products, {b.label('group', group)}",
                ),
                segments,
            )
        )
    strategic, other = (products.funding[g]["not_stated"] for g in GROUPS)

    def listed(group: str) -> Text:
        return enumeration(
            [
                b.say(
                    vi=f"{b.label('funding', f)} {{n}} ({{share}})",
                    en=f"{b.label('funding', f)} {{n}} ({{share}})",
                    n=products.funding[group][f].count,
                    share=products.funding[group][f].share,
                )
                for f in FUNDINGS
            ]
        )

    return Chart(
        b,
        "products-funding",
        b.say(
            vi="{strategic} sản phẩm công nghệ chiến lược và {other} sản phẩm khác chưa nêu nguồn kinh phí",
            en="{strategic} of the strategic products and {other} of the others do not state how they are "
            "funded",
            strategic=strategic.share,
            other=other.share,
        ),
        b.say(
            vi="Số sản phẩm theo nguồn kinh phí và phần trong nhóm; {dated}",
            en="Products by source of funding and share of the group; {dated}",
            dated=dated(b, strategic.count),
        ),
        lambda size: stacked.draw(size, bars, parts),
        b.say(
            vi="Hai thanh xếp chồng. Công nghệ chiến lược: {strategic}. Ngoài công nghệ chiến lược: {other}.",
            en="Two stacked bars. Strategic: {strategic}. Not strategic: {other}.",
            strategic=listed("strategic"),
            other=listed("other"),
        ),
        _funding_table(b, products),
    )


def funding_table(b: Context, products: Products) -> Table | None:
    """Sources of funding by group, counts and shares."""
    return _funding_table(b, products) if products.reported else None


def _funding_table(b: Context, products: Products) -> Table:
    columns = [Column("funding", b.pick("Nguồn kinh phí", "Funding"), header=True, width="1fr")]
    for key, vi, en in (
        ("strategic", "Chiến lược", "Strategic"),
        ("other", "Khác", "Other"),
        ("all", "Tất cả", "All"),
    ):
        columns += [
            Column(key, b.pick(vi, en), "number"),
            Column(f"{key}_share", b.pick("Tỷ lệ", "Share"), "percent", "%"),
        ]
    rows = []
    for funding in FUNDINGS:
        cells = [products.funding[g][funding] for g in (*GROUPS, "all")]
        rows.append(
            Row([capital(b.label("funding", funding)), *(v for c in cells for v in (c.count, c.share))])
        )
    return Table(
        b,
        "products-funding",
        b.say(
            vi="Nguồn kinh phí của sản phẩm, {dated}",
            en="How products are funded, {dated}",
            dated=dated(b, products.count),
        ),
        columns,
        rows,
        sheet=b.pick("Nguồn kinh phí sản phẩm", "Product funding"),
    )
