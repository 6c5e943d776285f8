"""Which parts of a document assign tasks, and whom their headings name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ...vocabulary.agencies import agency_key
from ..mentions.passages import Passage, passages
from ..text import Document
from .clauses import label_end
from .parties import Parties

_HEADING = 300  # characters: what is longer is no heading
_TITLE_LINES = 3  # paragraphs under `Phụ lục 2` that may say what the annex is
# A part that begins so tells what has been done, whatever else its heading says.
_REPORTS = re.compile(
    r"(?:về )?(?:một số |những )?(?:tình hình|kết quả|tiến độ|thực trạng|đánh giá|tồn tại|khó khăn|hạn chế"
    r"|nguyên nhân|bối cảnh|khái quát|số liệu|công tác đã|nhận xét|ưu điểm)\b"
)
_TASKS = re.compile(
    r"\b(?:nhiệm vụ|giải pháp|tổ chức thực hiện|nội dung chỉ đạo|ý kiến chỉ đạo|phân công|công việc|việc cần làm"
    r"|kiến nghị|đề xuất|yêu cầu|kế hoạch|chương trình công tác|lộ trình|phương hướng|trách nhiệm)\b"
)
_PROPOSES = re.compile(r"\b(?:đề xuất|kiến nghị)\b.{0,40}\b(?:chỉ đạo|giao|thủ tướng|chính phủ|ban chỉ đạo)\b")
_RECIPIENTS = re.compile(r"[\s*_#]*nơi nhận\b", re.IGNORECASE)
_HANDED = re.compile(
    r"(?:giao|đề nghị|kiến nghị|đề xuất|yêu cầu|đối với|phân công|trách nhiệm của|nhiệm vụ của|về phía)\s",
    re.IGNORECASE,
)
# `B. KIẾN NGHỊ`, `PHẦN THỨ HAI`: parts above the numbering, which locators do not name.
_CHAPTER = re.compile(
    r"(?:[A-HĐ][.:)]\s|phần\s(?:thứ\s)?(?:[IVX]{1,4}|[A-H]|\d|nhất|một|hai|ba|bốn|tư|năm)(?:[.:)]?\s|$))",
    re.IGNORECASE,
)
_ANNEXED = re.compile(r"\s*\(?\s*(?:ban hành )?kèm theo .*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """What stands over a place: its words without number, and whether tasks follow (None: it does not say)."""

    text: str
    assigns: bool | None
    proposes: bool
    leads: tuple[str, ...]


class Sections:
    """The headings of a document by place."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The running text of the document (no tables, no notes), without lists of recipients."""
        return tuple(self._running())

    def _running(self) -> Iterator[Passage]:
        closed = ""
        for passage in passages(self._document):
            place = passage.locator.place
            if passage.table or place.startswith("note "):
                continue
            if _RECIPIENTS.match(passage.text):
                closed = place  # the rest of the place: recipients, the signature, the stamps of copies
            elif place != closed:
                yield passage

    @cached_property
    def headings(self) -> Mapping[str, Heading]:
        """The heading of each place that has one."""
        first: dict[str, list[Passage]] = {}
        for passage in self.passages:
            lines = first.setdefault(passage.locator.place, [])
            if len(lines) <= _TITLE_LINES:
                lines.append(passage)
        return {place: heading for place, lines in first.items() if (heading := _heading(place, lines))}

    @cached_property
    def _chapters(self) -> Mapping[str, Heading]:
        """The heading above the numbering that each outermost place stands under, where there is one."""
        found: dict[str, Heading] = {}
        chapter: Heading | None = None
        annexed = False
        for passage in self.passages:
            outermost, text = passage.locator.place.split(".")[0], passage.text
            if not annexed and outermost.startswith("annex"):
                chapter, annexed = None, True
            if len(text) <= _HEADING and text.isupper() and (match := _CHAPTER.match(text)):
                chapter = _told(text[match.end() :])
            elif chapter is not None and not chapter.text and text.isupper() and len(text) <= _HEADING:
                chapter = _told(text)  # `PHẦN THỨ HAI` has its name on the next line
            else:
                found.setdefault(outermost, chapter or _NOTHING)
        return found

    @cached_property
    def _holding(self) -> frozenset[str]:
        """Places that hold more than their first paragraph."""
        seen: set[str] = set()
        holding: set[str] = set()
        for passage in self.passages:
            place = passage.locator.place
            if place in seen:
                holding.add(place)
            seen.add(place)
            holding.add(_parent(place))
        return frozenset(holding)

    def is_heading(self, passage: Passage) -> bool:
        """Whether a passage only stands over what follows and says nothing itself."""
        place, text = passage.locator.place, passage.text.rstrip(" *")
        if passage.locator.paragraph != 1 or len(text) > _HEADING or place not in self._holding:
            return False
        return not text.endswith((".", ";"))

    def above(self, place: str) -> Iterator[Heading]:
        """The headings over a place, the nearest first, its own included."""
        while place:
            heading = self.headings.get(place)
            if heading is not None:
                yield heading
            parent = _parent(place)
            if not parent and place in self._chapters:
                yield self._chapters[place]
            place = parent

    @cached_property
    def tells(self) -> bool:
        """Whether any heading says that tasks follow. Where none does, every part may assign some."""
        return any(heading.assigns for heading in (*self.headings.values(), *self._chapters.values()))

    def assigns(self, place: str) -> bool:
        """Whether the part that a place belongs to assigns tasks."""
        if not self.tells:
            return place != "head" and all(heading.assigns is None for heading in self.above(place))
        return next((heading.assigns for heading in self.above(place) if heading.assigns is not None), False)

    def proposes(self, place: str) -> bool:
        """Whether the part lists what its author asks a superior to assign."""
        return any(heading.proposes for heading in self.above(place))

    def leads(self, place: str) -> tuple[str, ...]:
        """The agencies that the nearest heading names which names any."""
        return next((heading.leads for heading in self.above(place) if heading.leads), ())


_NOTHING = Heading("", None, False, ())


def _parent(place: str) -> str:
    """The place that a place lies in (annex 2.1 in annex 2); empty for the outermost."""
    return place.rpartition(".")[0]


def _heading(place: str, lines: list[Passage]) -> Heading | None:
    if place == "head":
        return None
    text = lines[0].text
    if place.startswith("annex") and "." not in place:
        text = " ".join(line.text for line in lines if len(line.text) <= _HEADING)
    return _told(text[label_end(text):].strip())


def _told(words: str) -> Heading | None:
    """What the words of a heading say; None when they say nothing that is used."""
    opening = words
    if len(words) > _HEADING:
        # `7. Bộ Y tế: Chủ trì …` and `a) Bộ Y tế chủ trì …`: a task whose first words are its heading.
        opening = words.partition(":")[0]
    whole = len(words) <= _HEADING
    key = agency_key(_ANNEXED.sub("", words[:_HEADING]))
    key = re.sub(r"^phụ lục(?: số)?(?: [0-9ivx]{1,4}\b)?[.: ]*", "", key)
    handed = _HANDED.match(opening)
    opening = opening[handed.end() :] if handed else opening
    listed = Parties(opening[:_HEADING]).at(0)
    leads: tuple[str, ...] = ()
    if listed is not None:
        after = opening[listed.end : _HEADING].strip(" :.,*–-")
        # `3. Bộ Y tế` names who has to act; `3. Bộ Y tế đã …` begins a sentence.
        leads = () if after[:1].islower() else listed.ids
    if not whole:
        return Heading(words, None, False, leads) if leads else None
    assigns: bool | None = None
    if _REPORTS.match(key):
        assigns = False
    elif _TASKS.search(key):
        assigns = True
    elif key.startswith(("quan điểm", "tư tưởng", "định hướng")):
        assigns = False
    return Heading(words, assigns, bool(_PROPOSES.search(key)), leads)
