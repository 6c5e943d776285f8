"""Quantities: money, percentages, ratios, counts, agency counts and ranks of a passage."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from ...vocabulary.measures import Measure, Qualifier
from ...vocabulary.number_signs import CURRENCY_MEASURES
from .attribution import Attribution, Listed
from .cells import whole_cell
from .contexts import bare_counts, could_be_day, moves, ratio_counts
from .counted import counted, is_known
from .expressions import Expression, expression, plain, plain_word
from .hits import Hit, Taken
from .labels import addresses, idiom, is_label
from .lexicon import CONTINUOUS, PLATFORMS
from .model import MentionKind, Sense
from .numbers import Number, numbers
from .passages import Passage

_RANK = re.compile(
    r"(?<!\w)(?:top|(?:xếp )?thứ hạng|xếp (?:vị trí )?thứ|đứng (?:vị trí )?thứ|(?:ở )?vị trí thứ|vị trí|(?:xếp )?hạng"
    r"|xếp|đứng) (?:thứ )?\Z", re.I,
)  # fmt: skip
_LEADERS = re.compile(
    r" (?:[^\W\d_]+[/]? |bộ, ){1,5}?(?:dẫn đầu|đứng đầu|đứng cuối|đi đầu|cuối bảng"
    r"|(?:cao|thấp|tốt|lớn|kém|nhiều|ít|nhanh|chậm) nhất)(?!\w)", re.I,
)  # fmt: skip
_GROUP = re.compile(r"(?<!\w)(?:nhóm|trong số|tốp) \Z", re.I)
_WORLD = re.compile(
    r"(?:/\d+)? (?:trên )?(?:thế giới|khu vực|châu|asean|đông nam á|toàn cầu|cả nước|toàn quốc|\d)", re.I
)
_SENSE = re.compile(r"(?<!\w)(vượt|tăng trưởng|tăng|giảm)(?: thêm| mức| bình quân| trung bình)?(?: (từ))? ?\Z", re.I)
_SENSES = {
    "vượt": Sense.EXCESS, "tăng": Sense.INCREASE, "tăng trưởng": Sense.INCREASE, "giảm": Sense.DECREASE,
}  # fmt: skip
# How the words before a rank or a change end: looking there first is much cheaper than looking for them.
_RANK_TAILS = frozenset({"hóm ", " số ", "tốp ", "top ", "ạng ", "thứ ", "trí ", "xếp ", "ứng "})
_SENSE_TAILS = frozenset({"ượt ", "ởng ", "ăng ", "iảm ", "hêm ", "mức ", "uân ", "ình ", " từ "})
_PARTING = frozenset(",.;:/-") | {""}
_LABEL_ENDS = frozenset({". ", ") ", ": "})
_DIGITS = frozenset("0123456789")
_PER = re.compile(r"/[^\W\d_]+(?:[ /][^\W\d_]+){0,2}")
_OF_MONEY = re.compile(
    r"kinh phí|vốn|ngân sách|đồng|doanh thu|giá trị|đầu tư|dự toán|giải ngân|doanh số|tiền|lợi nhuận|kim ngạch", re.I
)
_MONEY_NOUN = re.compile(r" (?:vốn|kinh phí|ngân sách|trái phiếu|doanh thu|tiền|dự toán|đầu tư|tín dụng)(?!\w)", re.I)
_FEW = 20
_LONGEST_BRACKET = 200
_BILLION = Decimal(10) ** 9


def find_quantities(passage: Passage, taken: Taken, issued: dt.date | None = None) -> list[Hit]:
    """The quantities of a passage, in order. Nothing that is `taken` is read again."""
    found = list(numbers(passage))
    return _Reader(passage, taken, found).read() if found else []


class _Reader:
    """Goes down the numbers of one passage."""

    def __init__(self, passage: Passage, taken: Taken, found: Sequence[Number]) -> None:
        self._passage = passage
        self._text = passage.text
        self._taken = taken
        self._hits: list[Hit] = []
        self._found = found
        self._bracket: tuple[str, int] | None = None  # the agency before an open bracket, and where that closes
        self._waiting: list[Expression] = []  # bare numbers that a counted one may follow: `10, 15 và 20 sản phẩm`

    @cached_property
    def _names(self) -> Attribution:
        return Attribution(self._passage)

    def read(self) -> list[Hit]:
        """The hits of the passage, in order."""
        if self._passage.table:
            hit = whole_cell(self._passage, self._found, self._taken)
            if hit is not None:
                return [hit] if hit.kind is not None else []
        beyond = iter([*addresses(self._text), (len(self._text) + 1, 0)])
        address = next(beyond)
        index, clear = 0, 0
        while index < len(self._found):
            number = self._found[index]
            while address[1] and address[1] <= number.start:
                address = next(beyond)
            if address[0] <= number.start:
                clear = max(clear, address[1])
            if number.start >= clear:
                clear = max(clear, idiom(self._text, number.start, number.spelled, number.end))
            if number.value is None or number.start < clear or self._taken.overlaps(number.start, number.end):
                index += 1
                continue
            left, right = self._taken.gap(number.start, len(self._text))
            if right > number.end + 1 and self._says_nothing(number):
                index += 1
                continue
            left = max(left, self._hits[-1].end) if self._hits else left
            index += self._read(index, left, right)
        return self._hits

    def _says_nothing(self, number: Number) -> bool:
        """Whether it is a paragraph's label, or numbers follow one another without a word or sign: `7 8 9 10`."""
        text, start, end = self._text, number.start, number.end
        if start == 0 and text[end:end + 2] in _LABEL_ENDS:
            return not number.spelled
        if text[end:end + 1] != " " or text[end + 1:end + 2] not in _DIGITS or number.spelled:
            return False
        before = text[max(0, start - 2):start]
        return before[-1:] in _PARTING or (before[-1:] == " " and before[:1] in _DIGITS)

    def _read(self, index: int, left: int, right: int) -> int:
        """Reads what begins at a number; how many numbers it has used."""
        text, number = self._text, self._found[index]
        found = expression(text, self._found, index, left, right)
        if found is None:
            return 1
        if (rank := self._rank(number, found, left, right)) is not None:
            if rank.kind is not None:
                self._hits.append(rank)
            return found.used
        hit = self._typed(found, index, left, right)
        if hit is None:
            return found.used
        self._hits += [*self._joined(hit), hit]
        return found.used

    def _rank(self, number: Number, found: Expression, left: int, right: int) -> Hit | None:
        if found.scale is not None or found.measure is not None or found.start < number.start:
            return None
        if self._text[max(0, number.start - 4):number.start].casefold() not in _RANK_TAILS:
            return None
        if self._text[found.last:found.last + 1].isalpha():
            return None
        if (
            found.denominator is None and _LEADERS.match(self._text, found.last, min(right, found.last + 80))
            and _GROUP.search(self._text, max(left, number.start - 12), number.start)
        ):  # fmt: skip
            return Hit(number.start, found.last, MentionKind.RANK, {"value": found.value, "measure": "rank"})
        before = _RANK.search(self._text, max(left, number.start - 24), number.start)
        world = self._text[max(left, number.start - 4):number.start].casefold().endswith("thứ ") and _WORLD.match(
            self._text, found.last, right
        )
        if before is None and not world:
            return None
        word = before[0].casefold().strip() if before else "thứ"
        if word in ("vị trí", "xếp", "đứng", "hạng") and found.denominator is None and "hạng" not in word:
            return None
        start = before.start() if before else number.start - 4
        fields: dict[str, Any] = {"value": found.value, "measure": "rank"}
        if found.denominator is not None:
            fields["denominator"] = found.denominator
        return Hit(start, found.last, MentionKind.RANK, fields)

    def _typed(self, found: Expression, index: int, left: int, right: int) -> Hit | None:
        text = self._text
        listed = self._names.listed(found.start) if found.start > 1 else None
        measure = found.measure
        if measure is Measure.PERCENT or measure is Measure.PERCENTAGE_POINTS:
            if found.denominator is not None:
                return None
            return self._hit(found, MentionKind.PERCENT, str(measure), listed)
        if measure in CURRENCY_MEASURES:
            per = _PER.match(text, found.end, right)
            return self._hit(found, MentionKind.MONEY, str(measure), listed, unit=per[0][1:] if per else None)
        if measure is not None:
            if found.spelled and is_label(text, found, left, right, text[found.last + 1:found.end]):
                return None
            kind = MentionKind.RATIO if found.denominator is not None else MentionKind.COUNT
            return self._hit(found, kind, str(measure), listed, unit=text[found.last:found.end].strip())
        unit = counted(text, found.last, right)
        if found.scale is not None and found.denominator is None:
            return self._scaled(found, unit, listed, left, right)
        if is_label(text, found, left, right, unit, self._after_count(found) or self._goes_on(found, listed)):
            return None
        if found.doubtful and (unit is None or unit.casefold().split(" ")[0] not in CONTINUOUS):
            found = self._whole(found, index, left, right)
        if unit is not None and found.first - found.start == len("trên ") and unit.casefold() in PLATFORMS:
            found = self._on(found)
        if found.denominator is not None:
            known = unit is not None and (is_known(unit) or not could_be_day(text, found, left))
            if not known and not ratio_counts(text, found, left, listed is not None):
                return None
            return self._hit(found, MentionKind.RATIO, "count", listed, unit=unit)
        if unit is None and (at := moves(text, found, left, right)) is not None:
            return self._moved(found, index, at, right, listed)
        if unit is None:
            unit = bare_counts(text, found, left, right, listed, self._hits)
            if unit is None:
                self._waiting = [*self._waiting[-20:], found]
                return None
        if listed is not None and found.upper is None and found.value == int(found.value):
            return self._hit(found, MentionKind.AGENCY_COUNT, "count", listed, unit=unit)
        return self._hit(found, MentionKind.COUNT, "count", listed, unit=unit)

    def _moved(self, found: Expression, index: int, at: int, right: int, listed: Listed | None) -> Hit:
        """The first number of `từ 45 xuống 30%`: what is said of the second holds for it as well."""
        after = index + found.used
        to = None
        if after < len(self._found) and self._found[after].start == at:
            to = expression(self._text, self._found, after, at, right)
        if to is None or (to.measure is None and to.scale is None):
            unit = counted(self._text, to.last, right) if to is not None else None
            return self._hit(found, MentionKind.COUNT, "count", listed, unit=unit)
        sign = self._text[self._found[after].end:to.end].strip()
        if to.scale is not None and found.scale is None:
            found = found._replace(value=plain(found.value * to.scale))
        if to.measure is None:
            unit = counted(self._text, to.last, right)
            money = unit is None and to.scale is not None and to.scale >= _BILLION
            kind = MentionKind.MONEY if money else MentionKind.COUNT
            return self._hit(found, kind, "VND" if money else "count", listed, unit=sign if money else unit)
        kind = MentionKind.MONEY if to.measure in CURRENCY_MEASURES else MentionKind.PERCENT
        if to.measure in (Measure.DAYS, Measure.TIMES):
            kind = MentionKind.COUNT
        return self._hit(found, kind, str(to.measure), listed, unit=sign)

    def _on(self, found: Expression) -> Expression:
        """Without the `trên` or `dưới` that says where and not how many: `tích hợp trên 02 nền tảng`."""
        said = self._text[found.start:found.first].casefold()
        if said not in ("trên ", "dưới ") or found.value >= _FEW:
            return found
        exact = Qualifier.RANGE if found.upper is not None else Qualifier.EXACT
        return found._replace(start=found.first, qualifier=exact)

    def _goes_on(self, found: Expression, listed: Listed | None) -> bool:
        """Whether an agency stands before the number, and it opens no item (`Bộ Y tế: 1. Chủ trì …`)."""
        if listed is None:
            return False
        last = self._hits[-1].kind if self._hits else None
        return listed.sign != ":" or found.digits.startswith("0") or last is MentionKind.AGENCY_COUNT

    def _after_count(self, found: Expression) -> bool:
        """Whether only what the last number counts stands between it and this one."""
        if not self._hits:
            return False
        between = self._text[self._hits[-1].end:found.start]
        unit = self._hits[-1].fields.get("unit")
        return unit is not None and len(between) < 40 and between.strip() == unit

    def _scaled(self, found: Expression, unit: str | None, listed: Listed | None, left: int, right: int) -> Hit | None:
        """A number with nghìn, triệu, tỷ and no currency: money where nothing is counted."""
        text = self._text
        if found.spelled and unit is None and found.value < _BILLION:
            return None
        of_money = unit is None or _MONEY_NOUN.match(text, found.last, right) is not None
        summed = found.value >= _BILLION and found.upper is None and (found.used > 1 or found.spelled)
        if of_money and found.scale is not None and found.scale < _BILLION and not summed:
            around = text[max(left, found.start - 120):min(right, found.end + 40)]
            of_money = bool(_OF_MONEY.search(around)) if unit is None else of_money
        if of_money:
            return self._hit(found, MentionKind.MONEY, "VND", listed)
        kind = MentionKind.AGENCY_COUNT if listed is not None else MentionKind.COUNT
        return self._hit(found, kind, "count", listed, unit=unit)

    def _whole(self, found: Expression, index: int, left: int, right: int) -> Expression:
        """Read again with commas between the thousands: what is counted has no parts."""
        used = [number.slipped() if "," in number.digits and number.doubtful else number
                for number in self._found[index:index + found.used]]
        return expression(self._text, used, 0, left, right) or found

    def _hit(self, found: Expression, kind: MentionKind, measure: str, listed: Listed | None,
             unit: str | None = None) -> Hit:
        fields: dict[str, Any] = {"value": found.value, "measure": measure, "qualifier": found.qualifier}
        if found.upper is not None:
            fields["upper"] = found.upper
        if found.denominator is not None:
            fields |= {"numerator": found.value, "denominator": found.denominator}
        if kind is MentionKind.MONEY:
            fields["currency"] = measure
        if unit:
            fields["unit"] = unit
        if (sense := self._sense(found)) is not None:
            fields["sense"] = sense
        agency = listed.id if listed is not None else self._inherited(found) or self._names.subject(found.start)
        if listed is not None and listed.sign == "(":
            closing = self._text.find(")", found.end, found.end + _LONGEST_BRACKET)
            self._bracket = listed.id, closing
        elif listed is None and self._bracket is not None and found.start < self._bracket[1]:
            agency = self._bracket[0]  # `Bộ Nội vụ (09 nhiệm vụ, trong đó 02 quá hạn)`
        if agency is not None:
            fields["agency"] = agency
        return Hit(found.start, found.end, kind, fields)

    def _inherited(self, found: Expression) -> str | None:
        """`Bộ Y tế 33/99 (33%)`: what stands in brackets behind a listed number is of the same agency."""
        if not self._hits or self._text[found.start - 1:found.start] != "(":
            return None
        last = self._hits[-1]
        between = self._text[last.end:found.start]
        if len(between) > 40 or any(c in between for c in ",;."):
            return None
        agency = last.fields.get("agency")
        return agency if isinstance(agency, str) else None

    def _sense(self, found: Expression) -> Sense | None:
        if self._text[max(0, found.start - 4):found.start].casefold() not in _SENSE_TAILS:
            return None
        match = _SENSE.search(self._text, max(0, found.start - 30), found.start)
        if match is None or (match[2] and found.qualifier is not Qualifier.RANGE):
            return None
        return _SENSES[plain_word(match[1])]

    def _joined(self, hit: Hit) -> Sequence[Hit]:
        """The bare numbers that an enumeration joins to a counted one: `10, 15 và 20 sản phẩm`."""
        joined: list[Hit] = []
        at = hit.start
        while self._waiting and self._text[self._waiting[-1].end:at] in (", ", " và ", " hoặc ", " hay ", ", và "):
            if hit.kind not in (MentionKind.COUNT, MentionKind.RATIO):
                break
            waiting = self._hit(self._waiting.pop(), MentionKind.COUNT, "count", None)
            fields = dict(waiting.fields) | ({"unit": hit.fields["unit"]} if "unit" in hit.fields else {})
            joined.insert(0, Hit(waiting.start, waiting.end, MentionKind.COUNT, fields))
            at = waiting.start
        self._waiting = []
        return joined
