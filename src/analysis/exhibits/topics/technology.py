"""The strategic-technology economy and research capacity: the domestic share, and tables of levels."""

from __future__ import annotations

from collections.abc import Iterator

from ...indicators.technology import LEVELS, Technology
from ..chart import Chart
from ..charts import completeness
from ..context import Context
from ..display import Exhibit, Notice, Prose, Section
from ..markup import Text
from ..tables import Column, Row, Table
from .dating import begin, dated, opening
from .findings import finding_notices
from .labels import capital
from .levels import levels_table
from .wording import enumeration, when


def heading(b: Context, technology: Technology) -> Section:
    """The section's finding: how small the domestic part is, or the best of what is known."""
    label = b.pick("Công nghệ và năng lực nghiên cứu", "Technology and research capacity")
    economy, exports = technology.economy, technology.digital.digital_exports
    if technology.domestic_known:
        return Section(
            b,
            "technology",
            label,
            b.say(
                vi="Doanh nghiệp nội chỉ chiếm {share} trong {revenue} doanh thu công nghệ chiến lược "
                "({dated})",
                en="Domestic firms earn only {share} of the {revenue} revenue from strategic technologies "
                "({dated})",
                share=economy.domestic,
                revenue=economy.revenue,
                dated=dated(b, economy.revenue),
            ),
        )
    if exports.reported:
        start = opening(b, exports)
        return Section(
            b,
            "technology",
            label,
            b.say(
                vi=begin(
                    start,
                    "xuất khẩu sản phẩm công nghệ số đạt {exports}; chưa có số liệu về phần của doanh nghiệp "
                    "nội trong công nghệ chiến lược",
                ),
                en=begin(
                    start,
                    "digital technology exports reached {exports}; the domestic part of strategic "
                    "technologies is not reported",
                ),
                exports=exports,
            ),
        )
    return Section(
        b,
        "technology",
        label,
        b.say(
            vi="Chưa có số liệu về công nghệ chiến lược trong các văn bản đã biết đến {end}",
            en="No figures on strategic technologies are known up to {end}",
            end=b.view.period.end,
        ),
    )


def gaps(b: Context, technology: Technology) -> Iterator[Exhibit]:
    """What the known documents do not say."""
    lacking = [
        words
        for known, words in (
            (
                technology.domestic_known,
                b.pick(
                    "doanh thu công nghệ chiến lược và phần của doanh nghiệp nội",
                    "revenue from strategic technologies and its domestic part",
                ),
            ),
            (
                technology.research_known,
                b.pick(
                    "năng lực nghiên cứu (công bố, sáng chế, phòng thí nghiệm)",
                    "research capacity (publications, patents, laboratories)",
                ),
            ),
        )
        if not known
    ]
    if lacking:
        yield Notice(
            b,
            b.say(
                vi="Các văn bản đã biết đến {end} không nêu: {lacking}.",
                en="The documents known up to {end} do not state: {lacking}.",
                end=b.view.period.end,
                lacking="; ".join(lacking),
            ),
            "gap",
        )


def domestic_chart(b: Context, technology: Technology) -> Chart | None:
    """The domestic share, overall and by field."""
    economy = technology.economy
    if not technology.domestic_known:
        return None
    known = [v for v in economy.fields if v.reported]
    whole = b.pick("Toàn bộ công nghệ chiến lược", "All strategic technologies")
    items = [
        completeness.Item(capital(b.label("field", v.dimensions["field"])), v.number, b.shown(v))
        for v in known
    ]
    items.append(completeness.Item(whole, economy.domestic.number, b.shown(economy.domestic), attention=True))
    listed = enumeration(
        [
            b.say(
                vi=f"{b.label('field', v.dimensions['field'])} {{v}}",
                en=f"{b.label('field', v.dimensions['field'])} {{v}}",
                v=v,
            )
            for v in known
        ]
    )
    best, worst = known[0], known[-1]
    title = b.say(
        vi=f"Doanh nghiệp nội chiếm {{all}} doanh thu: cao nhất {{best}} ở "
        f"{b.label('field', best.dimensions['field'])}, {{worst}} ở "
        f"{b.label('field', worst.dimensions['field'])}",
        en=f"Domestic firms earn {{all}} of the revenue: at most {{best}} in "
        f"{b.label('field', best.dimensions['field'])}, {{worst}} in "
        f"{b.label('field', worst.dimensions['field'])}",
        all=economy.domestic,
        best=best,
        worst=worst,
    )
    return Chart(
        b,
        "technology-domestic",
        title,
        b.say(
            vi="Tỷ trọng doanh thu của doanh nghiệp nội, %; {dated}; toàn bộ: tính lại bằng 100% trừ tỷ "
            "trọng FDI {fdi}",
            en="Domestic share of revenue, %; {dated}; overall: 100% less the FDI share of {fdi}",
            dated=dated(b, economy.fdi_share),
            fdi=economy.fdi_share,
        ),
        lambda size: completeness.draw(
            size,
            items,
            mine=b.pick("doanh nghiệp nội", "domestic firms"),
            rest=b.pick("phần còn lại", "the rest"),
            rest_missing=False,
        ),
        b.say(
            vi="Biểu đồ thanh, tỷ trọng doanh thu của doanh nghiệp nội: {listed}; toàn bộ {all}.",
            en="Bar chart, domestic share of revenue: {listed}; overall {all}.",
            listed=listed,
            all=economy.domestic,
        ),
        domestic_table(b, technology),
    )


def domestic_table(b: Context, technology: Technology) -> Table:
    """The domestic share overall and by field."""
    economy = technology.economy
    rows = [Row([capital(b.label("field", v.dimensions["field"])), v]) for v in economy.fields if v.reported]
    rows.append(Row([b.pick("Toàn bộ (tính lại)", "Overall (recomputed)"), economy.domestic], "total"))
    return Table(
        b,
        "technology-domestic",
        b.say(
            vi="Tỷ trọng doanh thu của doanh nghiệp nội, {dated}",
            en="Domestic share of revenue, {dated}",
            dated=dated(b, economy.fdi_share),
        ),
        [
            Column("field", b.pick("Lĩnh vực", "Field"), header=True, width="1fr"),
            Column("share", b.pick("Tỷ trọng", "Share"), "percent", "%"),
        ],
        rows,
        sheet=b.pick("Doanh nghiệp nội", "Domestic share"),
    )


def economy_prose(b: Context, technology: Technology) -> Prose | None:
    """What the share means in money, and what the list of strategic technologies holds."""
    economy, listed = technology.economy, technology.strategic_list
    texts: list[Text] = []
    if technology.domestic_known:
        texts.append(
            b.say(
                vi="Trong {year}, {firms} doanh nghiệp công nghệ chiến lược đạt doanh thu {revenue}; khối "
                "FDI chiếm {fdi}. Phần của doanh nghiệp nội là {domestic}, tức {amount} (tính từ tỷ trọng "
                "chỉ có một chữ số thập phân nên chỉ là mức gần đúng).",
                en="In {year}, {firms} strategic-technology firms earned {revenue}, of which "
                "foreign-invested firms {fdi}. The domestic part is {domestic}, or {amount} (approximate: "
                "the share is stated to one decimal).",
                year=when(b, economy.revenue),
                firms=economy.firms,
                revenue=economy.revenue,
                fdi=economy.fdi_share,
                domestic=economy.domestic,
                amount=economy.domestic_revenue,
            )
        )
    if listed.problems.reported:
        texts.append(
            b.say(
                vi="Danh mục do Thủ tướng Chính phủ ban hành gồm {groups:unmarked} nhóm công nghệ và "
                "{products:unmarked} sản phẩm chiến lược; {agencies} bộ, ngành, cơ quan được giao {problems} "
                "bài toán lớn (số liệu đến {day}).",
                en="The list issued by the Prime Minister holds {groups:unmarked} groups of technologies and "
                "{products:unmarked} strategic products; {agencies} agencies are assigned {problems} big "
                "problems (as of {day}).",
                groups=listed.groups,
                products=listed.products,
                agencies=listed.agencies,
                problems=listed.problems,
                day=when(b, listed.problems),
            )
        )
    if listed.earlier is not None:
        groups, products = listed.earlier
        texts.append(
            b.say(
                vi="Báo cáo trước đó ({before}) nêu {groups} nhóm và {products} sản phẩm. Không văn bản nào "
                "nói danh mục đã thay đổi, nên không tính mức tăng, giảm.",
                en="An earlier report ({before}) gives {groups} groups and {products} products. No document "
                "says that the list has changed, so no rise or fall is computed.",
                before=when(b, groups),
                groups=groups,
                products=products,
            )
        )
    elif listed.groups.reported and not listed.problems.reported:
        texts.append(
            b.say(
                vi="Danh mục công nghệ chiến lược gồm {groups} nhóm công nghệ và {products} sản phẩm.",
                en="The list of strategic technologies holds {groups} groups and {products} products.",
                groups=listed.groups,
                products=listed.products,
            )
        )
    return Prose(b, texts) if texts else None


def levels(b: Context, technology: Technology) -> Table | None:
    """The economy, the list, one ministry's products and the digital economy: each level with its date."""
    economy, listed, digital = technology.economy, technology.strategic_list, technology.digital
    return levels_table(
        b,
        "technology-levels",
        b.pick("Các mức về công nghệ", "Levels on technology"),
        [
            (
                b.pick("Doanh nghiệp công nghệ chiến lược", "Strategic-technology firms"),
                [
                    economy.firms,
                    economy.revenue,
                    economy.fdi_share,
                    economy.domestic,
                    economy.domestic_revenue,
                    economy.largest_export,
                ],
            ),
            (
                b.pick("Danh mục công nghệ chiến lược", "List of strategic technologies"),
                [listed.groups, listed.products, listed.agencies, listed.problems],
            ),
            (
                b.pick(
                    "Công nghệ do Bộ Công an báo cáo làm chủ",
                    "Technologies of the Ministry of Public Security",
                ),
                [
                    (
                        b.pick(
                            "Nhóm công nghệ chiến lược đã cơ bản làm chủ",
                            "Strategic technology groups largely mastered",
                        ),
                        technology.mastered_groups,
                    ),
                    (
                        b.pick("Mức tự chủ thiết kế và mã nguồn", "Own design and source code"),
                        technology.own_design,
                    ),
                ],
            ),
            (
                b.pick("Kinh tế số và hạ tầng", "Digital economy and networks"),
                [
                    digital.base_stations,
                    digital.internet_rank,
                    digital.ecommerce_growth,
                    digital.digital_exports,
                    digital.it_revenue,
                ],
            ),
        ],
        sheet=b.pick("Công nghệ", "Technology"),
    )


def research_table(b: Context, technology: Technology) -> Table | None:
    """Publications, networks, universities, laboratories, innovation organisations."""
    if not technology.research_known:
        return None
    r = technology.research
    return levels_table(
        b,
        "technology-research",
        b.pick("Năng lực nghiên cứu", "Research capacity"),
        [
            (
                b.pick("Công bố và sáng chế", "Publications and patents"),
                [r.university_share, r.publication_growth, r.patent_growth],
            ),
            (
                b.pick("Mạng lưới và trường đại học", "Networks and universities"),
                [r.networks, r.partners, r.proposals, *r.universities],
            ),
            (
                b.pick("Phòng thí nghiệm trọng điểm quốc gia", "National key laboratories"),
                [r.laboratories, r.equipment_lag, r.staff_decline, r.income_gap],
            ),
            (
                b.pick("Đổi mới sáng tạo", "Innovation"),
                [
                    r.organisations,
                    *((f"– {b.label('level', level)}", r.organisations_by_level[level]) for level in LEVELS),
                    (b.pick("– phần của địa phương", "– local part"), r.level_shares["local"]),
                    r.innovation_provinces,
                ],
            ),
        ],
        sheet=b.pick("Năng lực nghiên cứu", "Research capacity"),
    )


def research_prose(b: Context, technology: Technology) -> Prose | None:
    """What holds research back."""
    r = technology.research
    if not (r.laboratories.reported and r.organisations.reported):
        return None
    return Prose(
        b,
        [
            b.say(
                vi="Cả nước có {labs} phòng thí nghiệm trọng điểm quốc gia; thiết bị của nhiều nơi lạc hậu "
                "{lag} thế hệ, nhân sự giảm {staff}, thu nhập thấp hơn khu vực tư nhân hoặc nước ngoài "
                "{gap}. Có {organisations} tổ chức làm chức năng trung tâm đổi mới sáng tạo, trong đó "
                "{local} thuộc {provinces} tỉnh, thành phố ({dated}).",
                en="The country has {labs} national key laboratories; the equipment of many lags {lag} "
                "generations behind, staff has fallen by {staff}, and pay is {gap} lower than in the private "
                "sector or abroad. {organisations} organisations act as innovation centres, {local} of them "
                "in {provinces} provinces ({dated}).",
                labs=r.laboratories,
                lag=r.equipment_lag,
                staff=r.staff_decline,
                gap=r.income_gap,
                organisations=r.organisations,
                local=r.organisations_by_level["local"],
                provinces=r.innovation_provinces,
                dated=dated(b, r.laboratories),
            )
        ],
    )


def contradictions(b: Context, technology: Technology) -> Iterator[Exhibit]:
    """What the documents get wrong about these levels."""
    economy, r = technology.economy, technology.research
    shown = [
        economy.fdi_share,
        economy.revenue,
        economy.firms,
        *economy.fields,
        r.organisations,
        *r.organisations_by_level.values(),
    ]
    yield from finding_notices(b, [v.id for v in shown])
