"""Whose a number is: the agency that a list sets it to, or with which its sentence begins."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from .names import AgencyName
from .passages import Passage

# Between an agency and the number that a list gives it: `Bộ Y tế (15`, `Bộ Y tế: 15`, `Đà Nẵng 01`.
_LISTED = re.compile(r" ?\(| ?: ?| | [-–] ")
_END = re.compile(r"[.;!?…](?=\s|$)")
_SHORT = ("TP", "Tp", "TS", "GS", "ThS")  # `TP. Hồ Chí Minh`
# What may stand before the agency with which a sentence begins.
_OPENING = re.compile(
    r"\W*(?:(?:\(?\w{1,2}[.)]|[-–•+*])\W*)?"
    r"(?:(?:trong đó|riêng|điển hình|tiêu biểu|đặc biệt|đáng chú ý|cụ thể|như|tại|ở|gồm|còn|là)[,:]? ){0,2}", re.I,
)  # fmt: skip
_LONGEST_OPENING = 40
# A name behind a comma takes over when it does something.
_BREAK = re.compile(r"(?:[,:(]|\bvà|\bcòn|\briêng|\btrong đó|\bkhi) ?\Z", re.I)
_ACTS = re.compile(
    r" (?:đã |đang |mới |chỉ |cũng |còn |chưa )?(?:có|đạt|đã|là|giải ngân|báo cáo|hoàn thành|chiếm|còn|ban hành|phân bổ"
    r"|được giao|được phân bổ|triển khai|đăng ký|công bố|cấp|thu|chi|tiếp nhận|xử lý|giải quyết)(?!\w)", re.I,
)  # fmt: skip
_JOINED = re.compile(r",? (?:và|với) |, ")


@dataclass(frozen=True, slots=True)
class Listed:
    """The agency right before a number, and whether a bracket or a colon stands between them."""

    id: str
    sign: str


class Attribution:
    """The agencies of a passage, by the numbers they are said of."""

    def __init__(self, passage: Passage) -> None:
        self._text = passage.text
        self._names: tuple[AgencyName, ...] = passage.agencies
        self._ends = [name.end for name in self._names]
        self._changes, self._current = _subjects(self._text, self._names)

    def listed(self, start: int) -> Listed | None:
        """The agency whose name ends right before `start`."""
        at = bisect_right(self._ends, start) - 1
        if at < 0 or start - self._ends[at] > 3:
            return None
        name = self._names[at]
        if name.group:
            return None
        between = self._text[name.end:start]
        return Listed(name.id, between.strip()) if _LISTED.fullmatch(between) else None

    def subject(self, start: int) -> str | None:
        """The agency that the clause around `start` speaks of."""
        at = bisect_right(self._changes, start) - 1
        return self._current[at] if at >= 0 else None


def _subjects(text: str, names: tuple[AgencyName, ...]) -> tuple[list[int], list[str | None]]:
    """Where the agency spoken of changes, and to which."""
    changes: list[int] = []
    current: list[str | None] = []
    if not names:
        return changes, current
    begins = [0, *(match.end() for match in _END.finditer(text) if not text.endswith(_SHORT, 0, match.start()))]
    for index, name in enumerate(names):
        begin = begins[bisect_right(begins, name.start) - 1]
        opens = name.start - begin <= _LONGEST_OPENING and _OPENING.fullmatch(text, begin, name.start)
        takes = _BREAK.search(text, max(0, name.start - 12), name.start) and _ACTS.match(text, name.end)
        joined = index > 0 and _JOINED.fullmatch(text, names[index - 1].end, name.start) is not None
        if joined and changes and changes[-1] == names[index - 1].start:
            changes.append(name.start)
            current.append(None)  # several agencies together
        elif opens or takes:
            changes.append(name.start)
            current.append(None if name.group else name.id)
    # Sentences end what was said of anybody.
    merged: list[tuple[int, str | None]] = sorted(
        [*((begin, None) for begin in begins), *zip(changes, current, strict=True)],
        key=lambda change: (change[0], change[1] is not None),
    )
    return [position for position, _ in merged], [agency for _, agency in merged]
