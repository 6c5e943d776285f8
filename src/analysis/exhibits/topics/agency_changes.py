"""What changed for one agency since the last period, in a line or two on its card."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ...indicators.change import Change, Changes
from ...vocabulary.catalogue import catalogue
from ...vocabulary.periods import Period
from ..context import Context
from ..display import Prose
from ..markup import Text
from . import wording


def changes(b: Context, found: Changes | None) -> Prose | None:
    """One paragraph: how many of its figures moved, and its tasks; None when nothing changed.

    The numbers themselves, and what they were before, stand in the key figures and the tables of the card; what
    the lists say of it now, beside.
    """
    if found is None:
        return None
    parts = [*_figures(b, found), *_tasks(b, found)]
    if not parts:
        return None
    earlier = Period.parse(found.before.period)
    since = wording.month(b, earlier.end) if earlier.month else earlier.label(b.lang)
    opening = b.say(vi="So với {since}: ", en="Since {since}: ", since=since)
    return Prose(b, [opening + wording.enumeration(parts) + "."])


def _figures(b: Context, found: Changes) -> Iterator[Text]:
    """How many figures went up, how many down; how many cannot be compared."""
    moved = [e for e in found.of("revised", "moved") if not _follows(e)]
    if moved:
        words = (("up", "tăng", "up"), ("down", "giảm", "down"), ("other", "nêu khác", "stated otherwise"))
        for scope, vi, en in words:
            chosen = [e for e in moved if _way(e) == scope]
            if chosen:
                yield b.say(
                    vi="{n} đại lượng " + vi,
                    en="{n} {noun} " + en,
                    n=found.number("moved", chosen, scope=scope),
                    noun="quantity" if len(chosen) == 1 else "quantities",
                )
    broke, same = found.number("broke"), found.number("unchanged")
    if broke.amount:
        yield b.say(
            vi="{n} đại lượng không so sánh được vì khác cách thống kê",
            en="{n} not comparable, being counted otherwise",
            n=broke,
        )
    if same.amount and not moved:
        yield b.say(
            vi="{n} đại lượng không đổi",
            en="{n} {noun} unchanged",
            n=same,
            noun="quantity" if same.amount == 1 else "quantities",
        )


def _way(entry: Change) -> str:
    """up | down | other, where no one number tells it."""
    if entry.difference is None or not entry.difference.amount:
        return "other"
    return "up" if entry.difference.amount > 0 else "down"


def _follows(entry: Change) -> bool:
    """Whether it is a share that follows from other figures: the card shows shares recomputed."""
    return entry.after is not None and catalogue()[entry.after.indicator].kind == "both"


def _tasks(b: Context, found: Changes) -> Iterator[Text]:
    """Tasks that are new, that fell due, that came onto the list of late ones or left it."""
    assigned = found.number("assigned")
    if assigned.amount:
        yield b.say(vi="{n} mới được giao", en="{n} newly assigned", n=wording.tasks(b, assigned))
    due = found.number("fell_due")
    if due.amount:
        yield b.say(
            vi="{n} đến hạn từ {first} đến {last}, chưa có thông tin hoàn thành",
            en="{n} fell due from {first} to {last}, completion not known",
            n=wording.tasks(b, due),
            first=found.before.end + timedelta(days=1),
            last=found.after.end,
        )
    for kind, vi, en in (
        ("task_came", "{n} nhiệm vụ mới bị nêu là chậm kéo dài", "{n} newly listed as long overdue"),
        ("task_went", "{n} nhiệm vụ không còn trong danh mục chậm kéo dài", "{n} no longer listed as long overdue"),
    ):
        if found.count(kind):
            yield b.say(vi=vi, en=en, n=found.number(kind))

