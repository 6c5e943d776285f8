"""Why a mention is deliberately no figure: the reasons, in words, and which of them follow by rule.

A row of setaside.csv names a mention by its token and place and gives one of these reasons, so that what a
document says is either in the sheet, set aside on purpose, or told as unaccounted for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import DataError
from .records import nearest


@dataclass(frozen=True)
class Reason:
    """A reason; `by_rule` says that it is found without a row of setaside.csv in every document."""

    key: str
    vi: str
    en: str
    by_rule: bool = False

    def label(self, lang: str = "vi") -> str:
        return self.vi if lang == "vi" else self.en


REASONS: Mapping[str, Reason] = {
    reason.key: reason
    for reason in (
        Reason("citation", "số, ký hiệu hoặc ngày của văn bản được viện dẫn",
               "number or date of a cited document", by_rule=True),
        Reason("own", "số, ký hiệu hoặc ngày của chính văn bản này",
               "number or date of the document itself", by_rule=True),
        Reason("context", "thời điểm, giai đoạn hoặc phạm vi của điều được nói",
               "says when or from when something holds", by_rule=True),
        Reason("name", "một phần của tên gọi", "part of a name"),
        Reason("repeated", "nhắc lại số liệu hoặc thời hạn đã có trong bảng",
               "repeats a figure or deadline that the sheet has"),
        Reason("background", "bối cảnh, không phải kết quả được báo cáo",
               "background, not a result that is reported"),
        Reason("example", "ví dụ minh họa", "an example"),
        Reason("plan", "dự kiến, mục tiêu hoặc thời hạn chung, không phải nhiệm vụ được giao",
               "a plan, target or deadline in general terms, no directive"),
        Reason("task", "nội dung của một nhiệm vụ đã có trong sổ nhiệm vụ",
               "wording of a task that the register has"),
        Reason("list", "số trong một dòng của danh mục, hoặc đếm các mục được kể ngay bên cạnh",
               "within a row of a list, or counts what is listed beside it"),
        Reason("part", "một phần của cách nói, không đứng riêng là số liệu",
               "part of a phrase that states no figure by itself"),
        Reason("unfollowed", "danh mục chỉ tiêu không theo dõi",
               "no indicator of the catalogue follows it"),
        Reason("misread", "không phải số liệu, ngày hay thời hạn", "not a quantity, date or deadline at all"),
    )
}  # fmt: skip

# The kinds of mentions (analysis.reading.mentions.MentionKind), by name: sheets are read without the reader.
KINDS = ("money", "percent", "ratio", "count", "agency_count", "date", "deadline", "document_number", "rank")


def reason_of(key: str) -> Reason:
    """The reason of this key; raises DataError, naming the reasons there are."""
    if key not in REASONS:
        raise DataError(
            "This is not a reason to set a mention aside.", found=repr(key),
            expected=", ".join(REASONS), hint=nearest(key, tuple(REASONS)),
        )  # fmt: skip
    return REASONS[key]
