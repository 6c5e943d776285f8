"""Cells of a table that hold one number: what it is follows from the headings of its column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ...vocabulary.measures import Measure
from ...vocabulary.number_signs import CURRENCY, CURRENCY_MEASURES, SCALE, SCALES
from .expressions import Expression, expression, plain, plain_word
from .hits import Hit, Taken
from .model import MentionKind
from .numbers import Number
from .passages import Passage

_NO_QUANTITY = re.compile(
    r"(?<!\w)(?:stt|tt|số tt|thời hạn|thời gian|ngày|năm|mã|mã số|ký hiệu|số hiệu|văn bản|điện thoại|số ký hiệu|mục"
    r"|căn cứ|xếp hạng|hạng|thứ hạng|ghi chú)(?!\w)", re.I,
)  # fmt: skip
_MONEY = re.compile(r"(?<!\w)((?:nghìn tỷ |triệu |tỷ |nghìn )?(?:đồng|đ|usd|vnđ|euro?))(?!\w)(?! chí| bào)", re.I)
_OF_MONEY = re.compile(r"kinh phí|vốn|ngân sách|dự toán|giải ngân|doanh thu|giá trị|số tiền|mức đầu tư", re.I)
_LABEL = re.compile(r"(?:[IVXLC]{1,5}|\d{1,2}(?:\.\d{1,2}){1,3})\.?")


def whole_cell(passage: Passage, found: Sequence[Number], taken: Taken) -> Hit | None:
    """The hit of a cell that holds one quantity and nothing else; None when it holds more.

    A hit without kind: the number is a label (of a row), a year or the like.
    """
    text = passage.text
    if not found or found[0].spelled or len(text) > 60 or taken.overlaps(0, len(text)):
        return None
    read = expression(text, found, 0, 0, len(text))
    if read is None or text[: read.start].strip(" -−(") or text[read.end :].strip(" )"):
        return None
    negative = text[: read.start].rstrip(" ")[-1:] in ("-", "−") and text[: read.start][-1:] in "-−"
    nothing = Hit(read.start, read.end, None)
    header = " ".join(passage.headers)
    if passage.numbers_rows or (_LABEL.fullmatch(text.strip()) and passage.locator.cell == 1):
        return nothing
    start = read.start - 1 if negative else read.start
    value = -read.value if negative else read.value
    fields: dict[str, Any] = {"value": value, "measure": "count", "qualifier": read.qualifier}
    if read.upper is not None:
        fields["upper"] = read.upper
    if read.denominator is not None:
        fields |= {"numerator": value, "denominator": read.denominator}
    kind = _kind(read, fields, passage.headers, header)
    if kind is None:
        return nothing
    return Hit(start, read.end, kind, fields)


def _kind(
    read: Expression, fields: dict[str, Any], headers: Sequence[str], header: str
) -> MentionKind | None:
    """The kind, by the sign at the number or the headings over it; completes the fields."""
    measure = read.measure
    if measure in (Measure.PERCENT, Measure.PERCENTAGE_POINTS):
        fields["measure"] = str(measure)
        return MentionKind.PERCENT
    if measure in CURRENCY_MEASURES:
        fields |= {"measure": str(measure), "currency": str(measure)}
        return MentionKind.MONEY
    if measure is not None:
        fields["measure"] = str(measure)
        return MentionKind.COUNT
    if read.denominator is not None:
        fields["unit"] = headers[-1] if headers else None
        return MentionKind.RATIO
    if headers and _NO_QUANTITY.match(headers[-1]):
        return None
    if "%" in header and read.scale is None:
        fields |= {"measure": "percent", "unit": "%"}
        return MentionKind.PERCENT
    if money := _MONEY.search(header):
        return _money(read, fields, money[1])
    if read.scale is not None and (read.scale >= 10**9 or _OF_MONEY.search(header)):
        fields |= {"measure": "VND", "currency": "VND"}
        return MentionKind.MONEY
    if headers:
        fields["unit"] = headers[-1]
    return MentionKind.COUNT


def _money(read: Expression, fields: dict[str, Any], unit: str) -> MentionKind:
    """Money whose scale and currency stand in the heading: `Kinh phí (triệu đồng)`."""
    scale = SCALE.match(unit)
    factor = 10 ** SCALES[plain_word(scale[1])] if scale else 1
    sign = CURRENCY.match(unit, scale.end() if scale else 0)
    for name in ("value", "upper", "numerator", "denominator"):
        if name in fields and read.scale is None:
            fields[name] = plain(fields[name] * factor)
    currency = str(sign.lastgroup) if sign else "VND"
    fields |= {"measure": currency, "currency": currency, "unit": unit}
    return MentionKind.MONEY
