"""A whole as squares, one each: those done in a block, the others by owner with their number inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import theme
from ..sheet import Sheet


@dataclass(frozen=True)
class Owner:
    """Squares of one owner. `marks` has one entry a square: what is written in it, None when not reported."""

    name: str
    shown: str
    marks: Sequence[str | None]


_SIDE = 0.19
_PITCH = 0.225
_LINE = 0.15


def draw(size: str, done: int, done_label: str, left_label: str, owners: Sequence[Owner], key: str) -> Sheet:
    """`done` filled squares, then each owner's open ones; hatched where not reported, as `key` says."""
    width = theme.WIDTHS[size]
    side_by_side = size == "wide" and bool(owners)
    block = 8 if side_by_side else int((width + _PITCH - _SIDE) / _PITCH)
    top = _LINE * len(theme.wrapped(done_label, _PITCH * block, weight="semibold")) + 0.1
    rows = -(-done // block)
    done_height = top + rows * _PITCH
    x = _PITCH * block + 0.35 if side_by_side else 0.0
    y = 0.0 if side_by_side or not done else done_height + 0.14
    counts = max((theme.text_width(o.shown, weight="semibold") for o in owners), default=0.0) + 0.12
    longest = max((theme.text_width(o.name) for o in owners), default=0.0)
    names = min(longest + 0.02, width * (0.2 if side_by_side else 0.34)) + counts + 0.1
    across = max(1, int((width - x - names + _PITCH - _SIDE) / _PITCH))
    plan, bottom = _plan(owners, names - counts - 0.1, across, y + (0.28 if owners else 0.0))
    key_lines = theme.wrapped(key, width - x - 0.28, theme.SMALL) if owners and _any_missing(owners) else []
    height = max(done_height, bottom + (0.06 + _LINE * len(key_lines) if key_lines else 0)) + 0.04
    sheet = theme.sheet(size, height)
    if done:
        for number, line in enumerate(theme.wrapped(done_label, _PITCH * block, weight="semibold")):
            theme.label(sheet, 0, 0.09 + number * _LINE, line, weight="semibold", colour=theme.BLUE)
        for n in range(done):
            theme.bar(sheet, (n % block) * _PITCH, top + (n // block) * _PITCH, _SIDE, _SIDE, theme.BLUE)
    if owners:
        theme.label(sheet, x, y + 0.09, left_label, weight="semibold", colour=theme.ACCENT)
        for start, owner, lines in plan:
            _owner(sheet, owner, lines, x, start, names, across)
    for number, line in enumerate(key_lines):
        if not number:
            theme.bar(sheet, x, bottom + 0.07, _SIDE, _SIDE * 0.6, hatch=True)
        theme.label(sheet, x + 0.27, bottom + 0.13 + number * _LINE, line, size=theme.SMALL, colour=theme.GREY)
    return sheet


def _any_missing(owners: Sequence[Owner]) -> bool:
    return any(mark is None for owner in owners for mark in owner.marks)


def _plan(owners: Sequence[Owner], names: float, across: int, top: float
          ) -> tuple[list[tuple[float, Owner, list[str]]], float]:
    """Where each owner starts, its label's lines, and where the last one ends."""
    plan = []
    for owner in owners:
        lines = theme.wrapped(owner.name, names)
        plan.append((top, owner, lines))
        top += max(_PITCH * -(-len(owner.marks) // across), _LINE * len(lines)) + 0.07
    return plan, top


def _owner(sheet: Sheet, owner: Owner, lines: Sequence[str], x: float, top: float, names: float,
           across: int) -> None:
    for number, line in enumerate(lines):
        theme.label(sheet, x, top + _SIDE / 2 + number * _LINE, line)
    theme.label(sheet, x + names - 0.1, top + _SIDE / 2, owner.shown, weight="semibold", ha="right")
    for n, mark in enumerate(owner.marks):
        left, upper = x + names + (n % across) * _PITCH, top + (n // across) * _PITCH
        if mark is None:
            theme.bar(sheet, left, upper, _SIDE, _SIDE, hatch=True)
            continue
        theme.bar(sheet, left, upper, _SIDE, _SIDE, theme.PAPER, edge=theme.ACCENT)
        theme.label(sheet, left + _SIDE / 2, upper + _SIDE / 2 + 0.003, mark, size=theme.SMALL, ha="center")
