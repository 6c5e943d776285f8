"""Words that several topics use: dates of figures, names of agencies in a row, reasons not to compare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ...vocabulary.agencies import agencies as registry
from ...vocabulary.values import Value
from ..context import Context
from ..markup import Text, join
from ..numbers import day


def when(b: Context, value: Value) -> str:
    """The date a figure speaks of inside a sentence: `ngày 8/5/2026`, `tháng 5/2026`; `8 May 2026`."""
    if value.as_of is None:
        return ""
    text = day(value.as_of, b.lang, value.as_of_precision)
    if b.lang == "en":
        return text
    return {"day": f"ngày {text}", "month": f"tháng {text}", "year": f"năm {text}"}.get(
        value.as_of_precision, text
    )


def month(b: Context, when: date) -> str:
    """`tháng 7/2026` or `July 2026`."""
    text = day(when, b.lang, "month")
    return f"tháng {text}" if b.lang == "vi" else text


def names(b: Context, agencies: Iterable[str]) -> Text:
    """`ACV và các hãng hàng không`: short names in a row, groups of agencies in small letters inside it."""
    listed = []
    for number, agency in enumerate(agencies):
        name = b.agency(agency)
        if number and registry()[agency].kind == "group" and not name[:2].isupper():
            name = name[:1].lower() + name[1:]
        listed.append(Text((name,)))
    return row(b, listed)


def row(b: Context, parts: Sequence[Text]) -> Text:
    """Parts in a row, as `join` sets them; with semicolons when a part holds a comma."""
    if not any("," in part.plain() for part in parts):
        return join(list(parts), b.lang)
    return enumeration(parts, last=b.pick("; và ", "; and ") if len(parts) > 2 else b.pick(" và ", " and "))


def enumeration(parts: Sequence[Text], last: str = "; ") -> Text:
    """Parts divided by semicolons."""
    text = Text()
    for number, part in enumerate(parts):
        text = text + ("" if not number else last if number == len(parts) - 1 else "; ") + part
    return text


def with_values(b: Context, pairs: Iterable[tuple[str, Value]]) -> Text:
    """`Bộ Nội vụ (18), Bộ VHTTDL (16) và Bộ Y tế (15)`: names, each with its value."""
    return row(
        b,
        [b.say(vi="{name} ({v:bare})", en="{name} ({v:bare})", name=name, v=value) for name, value in pairs],
    )


def break_notes(b: Context, values: Iterable[Value]) -> list[str]:
    """What the checks say on why these values cannot be compared, each once."""
    wanted = {v.id for v in values}
    return list(
        dict.fromkeys(
            b.pick(f.message_vi, f.message_en)
            for f in b.findings
            if f.severity == "break" and wanted.issuperset(f.figures)
        )
    )


def tasks(b: Context, value: Value, kind: str = "") -> Text:
    """`3 nhiệm vụ được giao`; `3 assigned tasks`, `1 assigned task`; `kind` is a word of the language."""
    if b.lang == "vi":
        return b.say(vi="{n} nhiệm vụ{kind}", en="", n=value, kind=f" {kind}" if kind else "")
    noun = "task" if value.amount == 1 else "tasks"
    return b.say(vi="", en="{n} {noun}", n=value, noun=f"{kind} {noun}".strip())


def verb(b: Context, value: Value, one: str, many: str) -> str:
    """The English verb that goes with a count; Vietnamese has no such forms."""
    return one if value.amount == 1 else many
