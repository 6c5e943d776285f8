"""The localities' own products: how many, and how complete the information on them is."""

from __future__ import annotations

from ...indicators.products import Products
from ..chart import Chart
from ..charts import completeness
from ..context import Context
from ..display import Prose
from ..tables import Column, Row, Table
from .dating import dated
from .labels import capital
from .wording import enumeration, when


def completeness_chart(b: Context, products: Products) -> Chart | None:
    """For how many of the localities' products each piece of information is known."""
    local = products.localities
    if not all(i.known.reported for i in local.information):
        return None
    ordered = sorted(local.information, key=lambda i: -i.share.number)
    least, next_least = ordered[-1], ordered[-2]
    items = [
        completeness.Item(
            capital(b.label("item", i.item)),
            i.share.number,
            f"{b.shown(i.known)} ({b.shown(i.share)})",
            attention=i is least,
        )
        for i in ordered
    ]
    listed = enumeration(
        [
            b.say(
                vi=f"{b.label('item', i.item)} {{n}} ({{share}})",
                en=f"{b.label('item', i.item)} {{n}} ({{share}})",
                n=i.known,
                share=i.share,
            )
            for i in ordered
        ]
    )
    return Chart(
        b,
        "products-completeness",
        b.say(
            vi=f"Chỉ {{least}} sản phẩm của các địa phương có thông tin về {b.label('item', least.item)}, "
            f"{{next}} về {b.label('item', next_least.item)}",
            en=f"Only {{least}} of the localities' products state their {b.label('item', least.item)}, "
            f"{{next}} their {b.label('item', next_least.item)}",
            least=least.share,
            next=next_least.share,
        ),
        b.say(
            vi="Số sản phẩm có từng loại thông tin, trên {count:unmarked} sản phẩm của {agencies} địa "
            "phương; {dated}",
            en="Products with each piece of information, of the {count:unmarked} products of {agencies} "
            "localities; {dated}",
            count=local.count,
            agencies=local.reporting,
            dated=dated(b, local.count),
        ),
        lambda size: completeness.draw(
            size, items, mine=b.pick("có thông tin", "known"), rest=b.pick("chưa có thông tin", "not known")
        ),
        b.say(
            vi="Bốn thanh, số sản phẩm có thông tin: {listed}.",
            en="Four bars, products with the information: {listed}.",
            listed=listed,
        ),
        _completeness_table(b, products),
    )


def completeness_table(b: Context, products: Products) -> Table | None:
    """Known, share and lacking for each piece of information."""
    return _completeness_table(b, products) if products.localities.count.reported else None


def _completeness_table(b: Context, products: Products) -> Table:
    local = products.localities
    rows = [
        Row([capital(b.label("item", i.item)), i.known, i.share, i.lacking])
        for i in sorted(local.information, key=lambda i: -i.share.number)
    ]
    return Table(
        b,
        "products-completeness",
        b.say(
            vi="Mức độ đầy đủ thông tin của sản phẩm địa phương, {dated}",
            en="How complete the information on the localities' products is, {dated}",
            dated=dated(b, local.count),
        ),
        [
            Column("item", b.pick("Thông tin", "Information"), header=True, width="1fr"),
            Column("known", b.pick("Đã có", "Known"), "number", b.pick("sản phẩm", "products")),
            Column("share", b.pick("Tỷ lệ", "Share"), "percent", "%"),
            Column("lacking", b.pick("Còn thiếu", "Lacking"), "number", b.pick("sản phẩm", "products")),
        ],
        rows,
        sheet=b.pick("Đầy đủ thông tin", "Completeness"),
    )


def localities_prose(b: Context, products: Products) -> Prose | None:
    """What the notice says of the localities' products."""
    local = products.localities
    if not local.count.reported:
        return None
    return Prose(
        b,
        [
            b.say(
                vi="Trong {count:unmarked} sản phẩm của các địa phương có {strategic:unmarked} sản phẩm được "
                "định hướng thuộc nhóm công nghệ chiến lược ({share}). Văn bản không nêu tên các địa phương "
                "đã báo cáo, nên chưa đối chiếu được với danh sách {may}.",
                en="Of the localities' {count:unmarked} products, {strategic:unmarked} are oriented to "
                "strategic technologies ({share}). The notice does not name the localities that reported, so "
                "they cannot be held against the list of {may}.",
                count=local.count,
                strategic=local.strategic,
                share=local.strategic_share,
                may=when(b, products.answers[0].stated),
            )
        ]
        if products.answered
        else [
            b.say(
                vi="Trong {count} sản phẩm của các địa phương có {strategic} sản phẩm được định hướng thuộc "
                "nhóm công nghệ chiến lược ({share}).",
                en="Of the localities' {count} products, {strategic} are oriented to strategic technologies "
                "({share}).",
                count=local.count,
                strategic=local.strategic,
                share=local.strategic_share,
            )
        ],
    )
