"""One-stop centres and two-tier government: coverage as stated beside what follows from the same passage."""

from __future__ import annotations

from collections.abc import Iterator

from ...indicators.government import Government
from ...vocabulary.values import Value
from ..context import Context
from ..display import Exhibit, Notice, Prose, Section
from ..tables import Column, Row, Table
from .dating import begin, dated, opening
from .findings import finding_notices
from .levels import levels_table, unit


def heading(b: Context, government: Government) -> Section:
    """The section's finding: coverage, or what is known of the Government's structure."""
    label = b.pick("Một cửa và chính quyền hai cấp", "One-stop centres and two-tier government")
    centres = government.onestop
    if government.reported:
        start = opening(b, centres.centres)
        return Section(
            b,
            "government",
            label,
            b.say(
                vi=begin(
                    start,
                    "{covered} địa phương có trung tâm phục vụ hành chính công; {centres} trung tâm cấp xã "
                    "đang hoạt động",
                ),
                en=begin(
                    start,
                    "{covered} localities have one-stop centres; {centres} communal centres are in operation",
                ),
                covered=centres.covered,
                centres=centres.centres,
            ),
        )
    if all(v.reported for v in government.ministries.values()):
        start = opening(b, government.ministries["ministry"])
        return Section(
            b,
            "government",
            label,
            b.say(
                vi=begin(
                    start,
                    "Chính phủ có {ministries} bộ, {others} cơ quan ngang bộ; chưa có số liệu về trung tâm "
                    "phục vụ hành chính công",
                ),
                en=begin(
                    start,
                    "the Government has {ministries} ministries and {others} ministerial-level agencies; no "
                    "figures on one-stop centres are known",
                ),
                ministries=government.ministries["ministry"],
                others=government.ministries["ministerial_level"],
            ),
        )
    return Section(
        b,
        "government",
        label,
        b.say(
            vi="Chưa có số liệu về trung tâm phục vụ hành chính công trong các văn bản đã biết đến {end}",
            en="No figures on one-stop centres are known up to {end}",
            end=b.view.period.end,
        ),
    )


def gaps(b: Context, government: Government) -> Iterator[Exhibit]:
    """What the known documents do not say."""
    if not government.reported:
        yield Notice(
            b,
            b.say(
                vi="Các văn bản đã biết đến {end} không nêu số trung tâm phục vụ hành chính công và mức độ "
                "bao phủ ở cấp xã.",
                en="The documents known up to {end} state neither the number of one-stop centres nor their "
                "coverage of communes.",
                end=b.view.period.end,
            ),
            "gap",
        )


def coverage_table(b: Context, government: Government) -> Table | None:
    """Coverage: stated, recomputed, and what a document states for the same rate."""
    if not government.reported:
        return None
    o = government.onestop

    def row(vi: str, en: str, value: Value, rate: Value | None = None, stated: Value | None = None) -> Row:
        return Row([b.pick(vi, en), value, unit(b, value), rate, stated])

    rows = [
        row(
            "Trung tâm phục vụ hành chính công cấp xã", "Communal one-stop centres", o.centres, o.centre_ratio
        ),
        row(
            "Địa phương có trung tâm cấp xã",
            "Localities with communal centres",
            o.localities,
            o.localities_share,
        ),
        row(
            "Địa phương theo mô hình một cấp (Hà Nội)",
            "Localities with the single-level model (Ha Noi)",
            o.single_level,
        ),
        row(
            "Địa phương có trung tâm, cả hai mô hình",
            "Localities with centres, both models",
            o.covered,
            o.covered_share,
            o.covered_share.counterpart,
        ),
        Row(
            [
                b.pick(
                    "Địa phương đã công bố danh mục thủ tục không phụ thuộc địa giới trong tỉnh",
                    "Localities that published the procedures any office of the province accepts",
                ),
                None,
                None,
                None,
                o.borderless_list,
            ]
        ),
        row(
            "Đơn vị cấp xã đã lập đơn vị sự nghiệp dịch vụ công",
            "Communes with a public service unit",
            o.communes,
        ),
        row(
            "Bộ, ngành đã tích hợp hệ thống với Cổng Dịch vụ công quốc gia",
            "Ministries integrated with the National Public Service Portal",
            o.integrated,
            o.integrated_share,
        ),
    ]
    return Table(
        b,
        "government-coverage",
        b.say(
            vi="Bao phủ của cơ chế một cửa và chính quyền hai cấp, {dated}",
            en="Coverage of one-stop centres and two-tier government, {dated}",
            dated=dated(b, o.centres),
        ),
        [
            Column("item", b.pick("Chỉ tiêu", "Item"), header=True, width="1fr"),
            Column("count", b.pick("Số nêu", "Number"), "number"),
            Column("unit", b.pick("Đơn vị", "Unit")),
            Column("share", b.pick("Tính lại", "Recomputed"), "percent", "%"),
            Column("stated", b.pick("Văn bản nêu", "Stated"), "percent", "%"),
        ],
        rows,
        notes=[
            b.say(
                vi="Số trung tâm cấp xã được so với {communes} đơn vị hành chính cấp xã cả nước, gồm cả các "
                "xã của địa phương theo mô hình một cấp.",
                en="Communal centres are held against all {communes} communes, those of the locality with "
                "the single-level model among them.",
                communes=o.communes,
            )
        ],
        sheet=b.pick("Một cửa", "One-stop centres"),
    )


def prose(b: Context, government: Government) -> Prose | None:
    """What the numbers say together, and what they leave open."""
    o = government.onestop
    if not (government.reported and o.covered.reported):
        return None
    return Prose(
        b,
        [
            b.say(
                vi="{localities} địa phương tổ chức trung tâm ở cấp xã, cùng {single} mô hình một cấp tại Hà "
                "Nội: cộng lại là {covered}, khớp với tỷ lệ {stated} mà văn bản nêu. Số đơn vị cấp xã nhiều "
                "hơn số trung tâm cấp xã là {difference}, trong đó có các xã của Hà Nội; văn bản không nói "
                "còn xã nào khác.",
                en="{localities} localities run centres in their communes, and {single}, Ha Noi, has the "
                "single-level model: together {covered}, which agrees with the stated {stated}. Communes "
                "outnumber communal centres by {difference}, Ha Noi's communes among them; the document does "
                "not say which others.",
                localities=o.localities,
                single=o.single_level,
                covered=o.covered,
                stated=o.covered_share.counterpart,
                difference=o.centre_difference,
            )
        ]
        if o.covered_share.counterpart is not None
        else [
            b.say(
                vi="{localities} địa phương tổ chức trung tâm ở cấp xã, cùng {single} mô hình một cấp: cộng "
                "lại là {covered}.",
                en="{localities} localities run centres in their communes, and {single} has the single-level "
                "model: together {covered}.",
                localities=o.localities,
                single=o.single_level,
                covered=o.covered,
            )
        ],
    )


def levels(b: Context, government: Government) -> Table | None:
    """The Government's structure, its lawmaking and its assignments, each with its date."""
    ministries, law = government.ministries, government.laws
    return levels_table(
        b,
        "government-levels",
        b.pick("Bộ máy, thể chế và phạm vi thí điểm", "Structure, lawmaking and pilots"),
        [
            (
                b.pick("Bộ máy", "Structure"),
                [
                    (b.pick("Bộ", "Ministries"), ministries["ministry"]),
                    (
                        b.pick("Cơ quan ngang bộ", "Ministerial-level agencies"),
                        ministries["ministerial_level"],
                    ),
                    government.working_groups,
                ],
            ),
            (
                b.pick("Thể chế", "Lawmaking"),
                [
                    (b.pick("Luật Quốc hội đã thông qua", "Laws passed"), law["passed.law"]),
                    (
                        b.pick("Nghị quyết Quốc hội đã thông qua", "Resolutions passed"),
                        law["passed.resolution"],
                    ),
                    (b.pick("Dự án luật trình Quốc hội", "Bills submitted"), law["submitted.law"]),
                    (
                        b.pick("Nghị quyết trình Quốc hội", "Resolutions submitted"),
                        law["submitted.resolution"],
                    ),
                    government.guidance_target,
                ],
            ),
            (
                b.pick("Phạm vi triển khai và mục tiêu", "Reach and targets"),
                [government.pilot_localities, government.partner_enterprises, government.growth_target],
            ),
        ],
        sheet=b.pick("Bộ máy, thể chế", "Structure and laws"),
    )


def contradictions(b: Context, government: Government) -> Iterator[Exhibit]:
    """What the documents get wrong about coverage."""
    o = government.onestop
    shown = [
        o.centres,
        o.localities,
        o.single_level,
        o.communes,
        o.borderless_list,
        o.integrated,
        *([o.covered_share.counterpart] if o.covered_share.counterpart is not None else []),
    ]
    yield from finding_notices(b, [v.id for v in shown])
