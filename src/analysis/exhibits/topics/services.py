"""Digital services and identity: one table of levels, each with its date, never added up."""

from __future__ import annotations

from collections.abc import Iterator

from ...indicators.services import Services
from ..context import Context
from ..display import Exhibit, Notice, Prose, Section
from ..markup import Text
from ..tables import Table
from .dating import begin, opening
from .labels import capital
from .levels import levels_table


def heading(b: Context, services: Services) -> Section:
    """The section's finding: reach against reuse, or the best of what is known."""
    label = b.pick("Dịch vụ số và định danh", "Digital services and identity")
    if services.reuse_results.reported and services.visits.reported:
        start = opening(b, services.reuse_results)
        finding = b.say(
            vi=begin(
                start,
                "VNeID có {visits} lượt truy cập, nhưng chỉ {reuse} hồ sơ có kết quả điện tử để tái sử dụng",
            ),
            en=begin(
                start,
                "VNeID has {visits} visits, but only {reuse} of files yield an electronic result that can be "
                "reused",
            ),
            visits=services.visits,
            reuse=services.reuse_results,
        )
    elif services.eid_accounts.reported and services.essential.reported:
        start = opening(b, services.essential)
        finding = b.say(
            vi=begin(
                start,
                "đã triển khai {essential} dịch vụ công thiết yếu, kích hoạt {accounts} tài khoản định danh "
                "điện tử",
            ),
            en=begin(
                start,
                "{essential} essential public services are in operation and {accounts} electronic identity "
                "accounts are active",
            ),
            essential=services.essential,
            accounts=services.eid_accounts,
        )
    else:
        finding = b.say(
            vi="Chưa có số liệu về dịch vụ số trong các văn bản đã biết đến {end}",
            en="No figures on digital services are known up to {end}",
            end=b.view.period.end,
        )
    return Section(b, "services", label, finding)


def gaps(b: Context, services: Services) -> Iterator[Exhibit]:
    """What the known documents do not say."""
    if not services.reuse_results.reported:
        yield Notice(
            b,
            b.say(
                vi="Các văn bản đã biết đến {end} không nêu lượt truy cập VNeID, số giấy tờ tích hợp và mức "
                "tái sử dụng kết quả, dữ liệu.",
                en="The documents known up to {end} do not state visits to VNeID, papers integrated in it, "
                "or how far results and data are reused.",
                end=b.view.period.end,
            ),
            "gap",
        )


def prose(b: Context, services: Services) -> Prose | None:
    """Reuse, and the essential services at their own date."""
    texts: list[Text] = []
    if services.reuse_results.reported:
        texts.append(
            b.say(
                vi="Kết quả số chưa được dùng lại: {results} hồ sơ được cấp kết quả điện tử để tái sử dụng, "
                "và dữ liệu đã có chỉ được khai thác, sử dụng lại ở mức {data}.",
                en="Digital results are hardly used again: {results} of files yield a reusable electronic "
                "result, and data already held are drawn on again at a rate of {data}.",
                results=services.reuse_results,
                data=services.reuse_data,
            )
        )
    if services.essential.reported:
        start = opening(b, services.essential)
        texts.append(
            b.say(
                vi=begin(
                    start,
                    "đã triển khai {done} dịch vụ công thiết yếu của Đề án 06 ({share}), còn {left} dịch vụ.",
                ),
                en=begin(
                    start,
                    "{done} essential public services of Project 06 were in operation ({share}); {left} were "
                    "still to come.",
                ),
                done=services.essential,
                share=services.essential_share,
                left=services.essential_left,
            )
        )
        later = services.visits.as_of
        if later is not None and services.essential.as_of is not None and later > services.essential.as_of:
            texts[-1] = texts[-1] + b.pick(
                " Các văn bản sau không nêu lại số này.", " Later documents do not state this number again."
            )
    return Prose(b, texts) if texts else None


def levels(b: Context, services: Services) -> Table | None:
    """Every level that is known, with its date."""
    return levels_table(
        b,
        "services-levels",
        b.pick("Các mức về định danh và dịch vụ số", "Levels on identity and digital services"),
        [
            (
                b.pick("Định danh và VNeID", "Identity and VNeID"),
                [
                    services.citizen_cards,
                    services.eid_accounts,
                    services.visits,
                    services.daily_visits,
                    services.digital_signatures,
                ],
            ),
            (
                b.pick("Giấy tờ, thông tin tích hợp trên VNeID", "Papers and records in VNeID"),
                [(capital(b.label("paper", paper)), v) for paper, v in services.papers.items()],
            ),
            (
                b.pick("Dịch vụ công", "Public services"),
                [
                    services.essential,
                    services.essential_share,
                    services.essential_left,
                    services.daily_service_visits,
                    services.reviewed,
                ],
            ),
            (
                b.pick("Tái sử dụng kết quả và dữ liệu", "Reuse of results and data"),
                [services.reuse_results, services.reuse_data],
            ),
            (
                b.pick("Nhiệm vụ thí điểm, nhân rộng", "To be piloted or rolled out"),
                [services.pilot, services.steering_indicators, services.platforms],
            ),
            (
                b.pick("Dịch vụ số của Hà Nội", "Digital services of Ha Noi"),
                [
                    (
                        b.pick("Điểm hỗ trợ dịch vụ công số", "Digital service support points"),
                        services.support_points,
                    ),
                    *(
                        (b.pick(f"Kinh phí {b.label('purpose', p)}", f"Spent on {b.label('purpose', p)}"), v)
                        for p, v in services.investment.items()
                    ),
                ],
            ),
        ],
        notes=[
            b.pick(
                "Mỗi dòng đếm một thứ khác nhau, ở thời điểm khác nhau; không cộng các dòng.",
                "Each row counts another thing, at another date; rows are not added up.",
            )
        ],
        sheet=b.pick("Dịch vụ số", "Digital services"),
    )
