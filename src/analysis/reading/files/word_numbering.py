"""Word's automatic numbering as text: `1.`, `a)`, `(1)`, `II.`, `-`, counted as Word counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from .word_xml import W, child, number, value

_DEEPEST = 9
_LARGEST = 32_767  # what Word lets a list begin with
# Signs of the Symbol and Wingdings fonts, which Word keeps in the private area, as letters of today.
SIGNS = {
    0xB7: "•", 0xA7: "▪", 0xA8: "▪", 0x6E: "▪", 0x6C: "●", 0x71: "□", 0x76: "❖", 0xD8: "➢", 0xE0: "→",
    0xFC: "✓", 0xFE: "☑", 0x2D: "-", 0x2B: "+", 0x2A: "*", 0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×",
    0xAE: "→", 0x25: "%", 0x3D: "=",
}  # fmt: skip
_ROMANS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(frozen=True)
class _Level:
    format: str
    text: str
    start: int
    restart: int | None  # 0: never; n: after a paragraph of level n (from one) or higher
    legal: bool
    spaced: bool
    style: str | None


@dataclass
class _List:
    """One abstract definition with its counters, which all lists made from it share."""

    levels: dict[int, _Level]
    counters: list[int | None] = field(default_factory=lambda: [None] * _DEEPEST)


@dataclass(frozen=True)
class _Num:
    abstract: str
    starts: dict[int, int]
    levels: dict[int, _Level]


class Numbering:
    """The lists of a document. `label` must be called for each numbered paragraph in its order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._nums: dict[str, _Num] = {}
        self._begun: set[str] = set()
        if root is None:
            return
        styled: dict[str, str] = {}
        linked: dict[str, str] = {}
        for abstract in root.iterfind(W + "abstractNum"):
            id = abstract.get(W + "abstractNumId", "")
            self._lists[id] = _List(dict(_levels(abstract)))
            if style := value(child(abstract, "styleLink")):
                styled[style] = id
            if style := value(child(abstract, "numStyleLink")):
                linked[id] = style
        for num in root.iterfind(W + "num"):
            abstract_id = value(child(num, "abstractNumId")) or ""
            abstract_id = styled.get(linked.get(abstract_id, ""), abstract_id)
            starts: dict[int, int] = {}
            levels: dict[int, _Level] = {}
            for override in num.iterfind(W + "lvlOverride"):
                at = number(override.get(W + "ilvl"), 0)
                if (start := child(override, "startOverride")) is not None:
                    starts[at] = min(number(value(start), 1), _LARGEST)
                levels.update(_levels(override))
            self._nums[num.get(W + "numId", "")] = _Num(abstract_id, starts, levels)

    def level_of_style(self, num_id: str, style: str) -> int:
        """The level that a list gives to paragraphs of a style."""
        num = self._nums.get(num_id)
        if num is not None and num.abstract in self._lists:
            for at, level in {**self._lists[num.abstract].levels, **num.levels}.items():
                if level.style == style:
                    return at
        return 0

    def label(self, num_id: str, at: int) -> str:
        """Counts a paragraph of the list on, and says what stands before it, with the space that follows."""
        num = self._nums.get(num_id)
        if num is None or num.abstract not in self._lists or not 0 <= at < _DEEPEST:
            return ""
        listed = self._lists[num.abstract]
        levels = {**listed.levels, **num.levels}
        level = levels.get(at)
        if level is None:
            return ""
        if num_id not in self._begun:
            self._begun.add(num_id)
            for which, start in num.starts.items():
                if 0 <= which < _DEEPEST:
                    listed.counters[which] = start - 1
        counters = listed.counters
        before = counters[at]
        counters[at] = level.start if before is None else before + 1
        for deeper in range(at + 1, _DEEPEST):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and at < restart):
                counters[deeper] = None
        for higher in range(at):
            if counters[higher] is None and higher in levels:
                counters[higher] = levels[higher].start
        if level.format == "bullet":
            text = sign(level.text)
        else:
            text = level.text
            for which in range(_DEEPEST):
                if f"%{which + 1}" in text:
                    kind = levels[which].format if which in levels else "decimal"
                    written = _write(counters[which] or 0, "decimal" if level.legal else kind)
                    text = text.replace(f"%{which + 1}", written)
        text = text.strip()
        return text + " " if text else ""


def sign(text: str) -> str:
    """A bullet as it is seen: signs of symbol fonts become letters; what is unknown becomes `-`."""
    return "".join(SIGNS.get(ord(c) - 0xF000, "-") if 0xF000 <= ord(c) <= 0xF0FF else c for c in text)


def _levels(parent: etree._Element) -> list[tuple[int, _Level]]:
    found = []
    for level in parent.iterfind(W + "lvl"):
        restart = value(child(level, "lvlRestart"))
        found.append((number(level.get(W + "ilvl"), 0), _Level(
            format=value(child(level, "numFmt")) or "decimal",
            text=(value(child(level, "lvlText")) or "")[:60],
            start=min(number(value(child(level, "start")), 0), _LARGEST),
            restart=None if restart is None else number(restart, 0),
            legal=child(level, "isLgl") is not None,
            spaced=value(child(level, "suff")) != "nothing",
            style=value(child(level, "pStyle")),
        )))  # fmt: skip
    return found


def _write(count: int, kind: str) -> str:
    if kind == "none":
        return ""
    if kind in ("upperRoman", "lowerRoman"):
        roman = _roman(count)
        return roman if kind == "upperRoman" else roman.lower()
    if kind in ("upperLetter", "lowerLetter") and 1 <= count <= 780:
        letter = "abcdefghijklmnopqrstuvwxyz"[(count - 1) % 26] * ((count - 1) // 26 + 1)
        return letter.upper() if kind == "upperLetter" else letter
    return f"{count:02d}" if kind == "decimalZero" else str(count)


def _roman(count: int) -> str:
    if not 0 < count < 4000:
        return str(count)
    text = ""
    for worth, letters in _ROMANS:
        while count >= worth:
            text, count = text + letters, count - worth
    return text
