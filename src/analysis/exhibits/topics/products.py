"""Products as a reader sees them: the pipeline, funding, and how complete the localities' lists are."""

from __future__ import annotations

from collections.abc import Iterator

from ...indicators.products import GROUPS, LEVELS, Counted, Products
from ..chart import Chart
from ..charts import funnel
from ..context import Context
from ..display import Exhibit, Notice, Prose, Section
from ..tables import Column, Row, Table
from .dating import begin, dated, opening
from .findings import finding_notices
from .labels import amount, capital
from .wording import enumeration, when


def heading(b: Context, products: Products) -> Section:
    """The section's finding, from the newest series that is known."""
    label = b.pick("Sản phẩm", "Products")
    local = products.localities
    if local.count.reported:
        funding = local.information[-1].known
        start = opening(b, local.count)
        return Section(
            b,
            "products",
            label,
            b.say(
                vi=start
                + "{agencies} địa phương báo cáo {count:unmarked} sản phẩm, nhưng chỉ {funding} sản phẩm có "
                "thông tin về nguồn kinh phí",
                en=start
                + "{agencies} localities report {count:unmarked} products, but only {funding} of them state "
                "how they are funded",
                agencies=local.reporting,
                count=local.count,
                funding=funding,
            ),
        )
    if products.stages_known:
        start = opening(b, products.count)
        return Section(
            b,
            "products",
            label,
            b.say(
                vi=begin(
                    start,
                    "mới {commercial} sản phẩm công nghệ chiến lược được thương mại; {before:unmarked} chưa "
                    "đến giai đoạn ứng dụng",
                ),
                en=begin(
                    start,
                    "only {commercial} strategic products are on the market; {before:unmarked} have not "
                    "reached deployment",
                ),
                commercial=products.commercial_stage.now.count,
                before=products.before_deployment.count,
            ),
        )
    return Section(
        b,
        "products",
        label,
        b.say(
            vi="Chưa có số liệu về sản phẩm trong các văn bản đã biết đến {end}",
            en="No figures on products are known up to {end}",
            end=b.view.period.end,
        ),
    )


def gaps(b: Context, products: Products) -> Iterator[Exhibit]:
    """What the known documents do not say."""
    if not products.reported and not products.localities.count.reported:
        yield Notice(
            b,
            b.say(
                vi="Các văn bản đã biết đến {end} không thống kê sản phẩm: chưa rõ đơn vị nào có sản phẩm, "
                "sản phẩm ở giai đoạn nào và dùng nguồn kinh phí nào.",
                en="The documents known up to {end} do not count products: it is not known which agencies "
                "have any, at what stage they are, or how they are funded.",
                end=b.view.period.end,
            ),
            "gap",
        )
    elif not products.localities.count.reported:
        yield Notice(
            b,
            b.say(
                vi="Các văn bản đã biết đến {end} chưa nêu mức độ đầy đủ thông tin của danh mục sản phẩm "
                "(chủ thể, đối tượng thụ hưởng, giá trị, nguồn kinh phí).",
                en="The documents known up to {end} do not say how complete the lists of products are "
                "(owner, beneficiary, value, funding).",
                end=b.view.period.end,
            ),
            "gap",
        )


def series_prose(b: Context, products: Products) -> Prose | None:
    """Why the two counts of products stand beside each other and are not subtracted."""
    local = products.localities
    if not (products.count.reported and local.count.reported):
        return None
    return Prose(
        b,
        [
            b.say(
                vi="Hai con số đếm hai phạm vi khác nhau: {all} sản phẩm là của bộ, ngành và địa phương (số "
                "liệu {may}); {local} sản phẩm chỉ là của {agencies} địa phương có báo cáo (số liệu đến "
                "{june}). Vì vậy không cộng, trừ hoặc coi đó là tăng, giảm. Giai đoạn, nguồn kinh phí theo "
                "nhóm và câu trả lời của từng đơn vị chỉ có trong số liệu {may}, là số liệu gần nhất.",
                en="The two counts cover different ground: {all} products are those of ministries and "
                "localities ({may}); {local} are those of the {agencies} localities that reported (as of "
                "{june}). They are neither added nor subtracted, and no rise or fall follows from them. "
                "Stages, funding by group and each agency's answer are known for {may} only, the latest "
                "there is.",
                all=products.count,
                local=local.count,
                agencies=local.reporting,
                may=when(b, products.count),
                june=when(b, local.count),
            )
        ],
    )


def stages_chart(b: Context, products: Products) -> Chart | None:
    """All products, and the strategic ones by stage as a funnel."""
    if not products.stages_known:
        return None
    strategic, other = (products.groups[g].count for g in GROUPS)
    unknown = products.stage_not_stated.count
    deployed, commercial = products.stages[3], products.commercial_stage
    parts = [
        funnel.Part(f"{b.shown(strategic)} {b.label('group', 'strategic')}", strategic.number),
        funnel.Part(
            b.pick(
                f"{b.shown(other)} {b.label('group', 'other')}: chưa báo cáo giai đoạn",
                f"{b.shown(other)} {b.label('group', 'other')}: stage not reported",
            ),
            other.number,
            missing=True,
        ),
    ]
    steps = [
        funnel.Step(
            capital(b.label("stage", s.key)),
            s.now.count.number,
            amount(b, s.now.count),
            s.reached.count.number,
            b.shown(s.reached.count),
            attention=s is commercial,
        )
        for s in products.stages
    ]
    key = funnel.Key(
        b.pick("đang ở giai đoạn này", "at this stage"),
        b.pick("đã sang giai đoạn sau", "past this stage"),
        f"{b.label('stage', 'not_stated')} ({b.shown(unknown)})" if unknown.amount else "",
        b.pick("bên phải: số đã đến giai đoạn này", "right: how many reached this stage"),
    )
    listed = enumeration(
        [
            b.say(
                vi=f"{b.label('stage', s.key)} {{now}}, đã đến giai đoạn này {{reached}}",
                en=f"{b.label('stage', s.key)} {{now}}, reached {{reached}}",
                now=s.now.count,
                reached=s.reached.count,
            )
            for s in products.stages
        ]
    )
    alt = b.say(
        vi="Biểu đồ phễu: trong {all} sản phẩm, {strategic} thuộc nhóm công nghệ chiến lược, {other} ngoài "
        "nhóm này và chưa báo cáo giai đoạn. Sản phẩm công nghệ chiến lược theo giai đoạn: {stages}; chưa "
        "nêu tình trạng {unknown}.",
        en="Funnel: of {all} products, {strategic} are strategic; {other} are not, and their stage is not "
        "reported. Strategic products by stage: {stages}; stage not stated {unknown}.",
        all=products.count,
        strategic=strategic,
        other=other,
        stages=listed,
        unknown=unknown,
    )
    return Chart(
        b,
        "products-stages",
        b.say(
            vi="Chỉ {deployed} sản phẩm công nghệ chiến lược đã đến giai đoạn ứng dụng, {commercial} đã "
            "thương mại",
            en="Only {deployed} strategic products have reached deployment, and {commercial} the market",
            deployed=deployed.reached.count,
            commercial=commercial.now.count,
        ),
        b.say(
            vi="Số sản phẩm do các đơn vị tự kê khai; {dated}",
            en="Products as the agencies declare them; {dated}",
            dated=dated(b, products.count),
        ),
        lambda size: funnel.draw(size, parts, steps, unknown.number, key),
        alt,
        _stages_table(b, products),
    )


def stages_table(b: Context, products: Products) -> Table | None:
    """Stages with recomputed and stated shares, and the cumulative count."""
    return _stages_table(b, products) if products.stages_known else None


def _stages_table(b: Context, products: Products) -> Table:
    rows = [
        Row(
            [
                capital(b.label("stage", s.key)),
                s.now.count,
                s.now.share,
                s.now.share.counterpart,
                s.reached.count,
                s.reached.share,
            ]
        )
        for s in products.stages
    ]
    unknown = products.stage_not_stated
    rows.append(
        Row(
            [
                capital(b.label("stage", "not_stated")),
                unknown.count,
                unknown.share,
                unknown.share.counterpart,
                None,
                None,
            ]
        )
    )
    before = products.before_deployment
    rows.append(
        Row(
            [
                capital(b.label("stage", "before_deployment")),
                before.count,
                before.share,
                before.share.counterpart,
                None,
                None,
            ],
            "total",
        )
    )
    return Table(
        b,
        "products-stages",
        b.say(
            vi="Sản phẩm công nghệ chiến lược theo giai đoạn, {dated}",
            en="Strategic products by stage, {dated}",
            dated=dated(b, products.count),
        ),
        [
            Column("stage", b.pick("Giai đoạn", "Stage"), header=True, width="1fr"),
            Column("count", b.pick("Sản phẩm", "Products"), "number"),
            Column("share", b.pick("Tính lại", "Recomputed"), "percent", "%"),
            Column("stated", b.pick("Văn bản nêu", "Stated"), "percent", "%"),
            Column("reached", b.pick("Đã đến giai đoạn", "Reached"), "number"),
            Column("reached_share", b.pick("Tỷ lệ", "Share"), "percent", "%"),
        ],
        rows,
        sheet=b.pick("Giai đoạn sản phẩm", "Product stages"),
    )


def stages_contradictions(b: Context, products: Products) -> Iterator[Exhibit]:
    """What the documents' own arithmetic gets wrong about the stages."""
    counted = [*(s.now for s in products.stages), products.stage_not_stated, products.before_deployment]
    yield from finding_notices(b, _touched(counted))


def groups_table(b: Context, products: Products) -> Table | None:
    """Strategic and other products, by ministries and localities, with the stated shares."""
    if not products.reported:
        return None
    rows = []
    for group in GROUPS:
        whole = products.groups[group]
        rows.append(
            Row([capital(b.label("group", group)), whole.count, whole.share, whole.share.counterpart])
        )
        for level in LEVELS:
            part = products.levels[group][level]
            rows.append(Row([f"– {b.label('level', level)}", part.count, part.share, part.share.counterpart]))
    rows.append(Row([b.pick("Tất cả", "All"), products.count, None, None], "total"))
    rows += [
        Row([f"– {b.label('level', level)}", products.level_totals[level], None, None], "total")
        for level in LEVELS
    ]
    return Table(
        b,
        "products-groups",
        b.say(
            vi="Sản phẩm theo nhóm và cấp, {dated}",
            en="Products by group and level, {dated}",
            dated=dated(b, products.count),
        ),
        [
            Column("group", b.pick("Nhóm", "Group"), header=True, width="1fr"),
            Column("count", b.pick("Sản phẩm", "Products"), "number"),
            Column("share", b.pick("Tính lại", "Recomputed"), "percent", "%"),
            Column("stated", b.pick("Văn bản nêu", "Stated"), "percent", "%"),
        ],
        rows,
        notes=[
            b.pick(
                "Tỷ lệ của nhóm tính trên tất cả sản phẩm; tỷ lệ của cấp tính trong nhóm.",
                "A group's share is of all products; a level's share is within its group.",
            )
        ],
        sheet=b.pick("Nhóm sản phẩm", "Product groups"),
    )


def _touched(counted: list[Counted]) -> list[str]:
    """Ids of the figures behind counts and shares, the stated ones included."""
    values = [
        v
        for c in counted
        for v in (c.count, c.share, c.count.counterpart, c.share.counterpart)
        if v is not None
    ]
    return [v.id for v in values]
