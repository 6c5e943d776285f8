"""Lists of agencies, tied to the figures that announce them."""

from __future__ import annotations

import pytest

from analysis.reading.drafting.groups import draft_groups, list_name
from analysis.reading.drafting.model import DraftFigure, DraftMember
from analysis.reading.mentions import MentionKind, read_mentions
from analysis.reading.text import parse


def members(text: str, *indicators: str) -> list[DraftMember]:
    """The lists of a text whose counts, in order, are figures of these indicators."""
    document = parse(f"I. KẾT QUẢ\n\n{text}\n")
    mentions = read_mentions(document)
    counts = [mention for mention in mentions if mention.kind in (MentionKind.COUNT, MentionKind.RATIO)]
    figures = [
        DraftFigure(mention, indicator, None, {}, 0.9, "test")
        for mention, indicator in zip(counts, indicators, strict=False)
    ]
    found = draft_groups(document, figures, mentions)
    for member in found:
        assert document.find(member.locator, member.as_written, member.occurrence).found
    return found


def told(found: list[DraftMember]) -> list[tuple[str, str]]:
    return [(member.list, member.agency) for member in found]


REPORTED = [("reporting.reported", "hue"), ("reporting.reported", "da-nang"), ("reporting.reported", "ha-noi")]


@pytest.mark.parametrize(
    "text",
    [
        "Có 3/34 địa phương (Huế, Đà Nẵng, Hà Nội) đã gửi báo cáo.",
        "Có 3 địa phương đã gửi báo cáo gồm: Huế, Đà Nẵng, Hà Nội.",
        "Có 3 địa phương đã gửi báo cáo, bao gồm Huế; Đà Nẵng và Hà Nội.",
        "Có 3 địa phương<sup>1</sup> đã gửi báo cáo.\n\n<sup>1</sup> Huế, Đà Nẵng, Hà Nội.",
        "Có 3 địa phương[footnoteRef:1] đã gửi báo cáo. [1: Gồm: Huế (2 lần); Đà Nẵng: 1 lần, Hà Nội] ",
    ],
    ids=["brackets", "colon", "semicolons", "note at the foot", "note inline"],
)
def test_lists_behind_a_figure(text: str) -> None:
    found = members(text, "reporting.reported")
    assert told(found) == REPORTED
    assert {member.confidence for member in found} == {0.95}


def test_bare_portfolios_and_names_with_commas() -> None:
    text = "Có 03 Bộ, gồm: Y tế (5/9), Văn hóa, Thể thao và Du lịch (4/9), Nội vụ (1/9); (ii) Về dữ liệu."
    found = members(text, "x.y")
    assert [(member.agency, member.as_written) for member in found] == [
        ("bo-y-te", "Y tế"), ("bo-van-hoa-the-thao-va-du-lich", "Văn hóa, Thể thao và Du lịch"),
        ("bo-noi-vu", "Nội vụ"),
    ]  # fmt: skip


def test_a_count_that_the_list_does_not_reach_is_less_sure() -> None:
    assert {member.confidence for member in members("Còn 4 địa phương (Huế, Đà Nẵng).", "x.y")} == {0.7}


@pytest.mark.parametrize(
    "text",
    [
        "Có 3 địa phương đã gửi báo cáo. Bộ Y tế, Bộ Nội vụ chưa gửi.",
        "Có 3 việc (an toàn, dữ liệu, nhân lực) cần làm.",
        "Có 12 sản phẩm (bộ, ngành, địa phương) được nêu.",
        "Có 3 địa phương (Huế) đã gửi.",
    ],
)
def test_what_is_no_list(text: str) -> None:
    assert members(text, "x.y") == []


def test_of_two_figures_the_one_that_counts_agencies_announces_the_list() -> None:
    found = members("Có 12 sản phẩm của 2 đơn vị, gồm: Huế, Đà Nẵng.", "products.count", "products.agencies")
    assert told(found) == [("products", "hue"), ("products", "da-nang")]


def test_of_two_figures_before_a_note_the_one_that_states_as_many_announces_the_list() -> None:
    text = "Có 2/12 kho dữ liệu đạt đủ 19/19 tiêu chí<sup>1</sup>.\n\n"
    text += "<sup>1</sup> Gồm: Bộ Y tế (thuốc); mới có thêm Bộ Nội vụ."
    assert told(members(text, "databases.key_complete", "databases.criteria_required")) == [
        ("databases.key_complete", "bo-y-te"), ("databases.key_complete", "bo-noi-vu"),
    ]  # fmt: skip


def test_a_second_list_of_the_same_name_is_told_apart() -> None:
    found = members("Có 2 địa phương (Huế, Đà Nẵng). Sau đó có 2 địa phương (Huế, Hà Nội).", "x.y", "x.y")
    assert told(found) == [("x.y", "hue"), ("x.y", "da-nang"), ("x.y_2", "hue"), ("x.y_2", "ha-noi")]


@pytest.mark.parametrize(
    ("indicator", "dimensions", "name"),
    [
        ("products.agencies", {"answer": "has"}, "products.has"),
        ("products.agencies", {"group": "strategic", "stage": "commercial"}, "products.commercial"),
        ("procedures.ministries_complete", {}, "procedures.complete"),
        ("reporting.reported", {"respondents": "ministry"}, "reporting.reported"),
        ("databases.key_incomplete", {"reason": "sync"}, "databases.key_incomplete.sync"),
    ],
)
def test_names_of_lists(indicator: str, dimensions: dict[str, str], name: str) -> None:
    assert list_name(indicator, dimensions) == name
